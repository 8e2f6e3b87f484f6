/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scratch.c: see scratch.h. It starts as a copy of the other session's record,
 * in which everything that this one may change is then its own: the track (its
 * checkpoints are lent), the names, the last check.
 */
#include "scratch.h"

#include <string.h>

bool
scratch_open(struct scratch *x, const struct session *s, struct error *err)
{
    struct session *own = &x->session;
    *own = *s;
    if (!track_init(&own->track, &s->config, s->trace, err))
        return false;
    own->track.lent = track_checkpoints(&s->track);
    own->track.world.is_lane = s->track.world.is_lane;
    own->track.stop = s->interrupt;
    memset(&x->check, 0, sizeof x->check);
    own->check = &x->check;
    own->checking = false;
    own->tint = NULL;
    own->marks = (struct marks){0};
    own->race = NULL;
    own->over = NULL;
    own->undo = own->redo = (struct moments){0};
    own->stop = (struct session_stop){0};
    own->last = (struct op_result){.kind = OP_NONE};
    names_init(&own->names);
    return true;
}

bool
scratch_open_now(struct scratch *x, const struct session *s, struct error *err)
{
    const struct world *now = &s->track.world;
    if (!scratch_open(x, s, err))
        return false;
    if (!world_can_clone(now)) {
        if (scratch_goto(x, now->tally.op, err))
            return true;
        scratch_close(x);
        return false;
    }
    if (world_clone(&x->session.track.world, now)) {
        x->session.last = s->last;
        scratch_settle(x);
        return true;
    }
    scratch_close(x);
    return error_set(err, "memory", "No memory for a second heap.");
}

void
scratch_close(struct scratch *x)
{
    track_done(&x->session.track);
    names_done(&x->session.names);
}

bool
scratch_move(struct scratch *x, uint32_t op, struct error *err)
{
    struct session *s = &x->session;
    return track_goto(&s->track, &s->history, history_branch(&s->history), op,
                      &s->last, err);
}

void
scratch_follow(struct scratch *x, const struct session *s)
{
    x->session.history = s->history;
    x->session.trace = s->trace;
}

bool
scratch_approach(struct scratch *x, uint32_t op,
                 const struct session_interrupt *stop, struct error *err)
{
    struct session *s = &x->session;
    s->track.stop = *stop;
    return track_approach(&s->track, &s->history, history_branch(&s->history),
                          op, err);
}

void
scratch_settle(struct scratch *x)
{
    struct op_result last = x->session.last;
    travel_settle(&x->session, &last, 0);
}

bool
scratch_goto(struct scratch *x, uint32_t op, struct error *err)
{
    bool ok = scratch_move(x, op, err);
    scratch_settle(x);
    return ok;
}

uint32_t
scratch_op(const struct scratch *x)
{
    return x->session.track.world.tally.op;
}

const struct world *
scratch_world(const struct scratch *x)
{
    return &x->session.track.world;
}
