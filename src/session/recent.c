/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recent.c: see recent.h. The cost is that of going back as many operations.
 */
#include "recent.h"
#include "scratch.h"

#include <string.h>

static void
tell(const struct scratch *x, struct session_recent *recent)
{
    recent->ops[recent->n].op = scratch_op(x);
    session_describe(&x->session, &x->session.last,
                     recent->ops[recent->n].sentence);
    recent->n++;
}

/* The operations before the last one, N - 1 of them; X is then at the moment
 * before the last one, also with N 1. */
static bool
tell_before(struct scratch *x, uint32_t now, size_t n,
            struct session_recent *recent, struct error *err)
{
    for (uint32_t op = now - (uint32_t)n + 1; op < now; op++) {
        if (!scratch_goto(x, op, err))
            return false;
        tell(x, recent);
    }
    return n > 1 || scratch_goto(x, now - 1, err);
}

static bool
tell_last(struct scratch *x, uint32_t now, struct session_recent *recent,
          struct error *err)
{
    struct listener listener = {recorder_tell, &recent->events};
    bool ok;
    recorder_init(&recent->events, &scratch_world(x)->blocks);
    x->session.track.listener = &listener;
    ok = scratch_move(x, now, err);
    x->session.track.listener = NULL;
    recent->events.blocks = NULL;
    if (!ok)
        return false;
    scratch_settle(x);
    tell(x, recent);
    return true;
}

bool
session_recent(const struct session *s, size_t n, struct session_recent *recent,
               struct error *err)
{
    uint32_t now = s->track.world.tally.op;
    struct scratch x;
    bool ok;
    memset(recent, 0, sizeof *recent);
    if (!s->track.world.heap)
        return error_set(err, "not-possible",
                         "This allocator can only be called: what it does "
                         "inside is not known.");
    if (now == 0)
        return error_set(err, "no-moment", "Nothing was done yet.");
    n = n < 1 ? 1 : n < RECENT_MOST ? n : RECENT_MOST;
    n = n < now ? n : now;
    if (!scratch_open(&x, s, err))
        return false;
    ok = tell_before(&x, now, n, recent, err) &&
         tell_last(&x, now, recent, err);
    scratch_close(&x);
    if (!ok)
        recent_done(recent);
    return ok;
}

void
recent_done(struct session_recent *recent)
{
    recorder_done(&recent->events);
    recent->n = 0;
}
