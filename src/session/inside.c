/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside.c: see inside.h. Two scratch sessions: one stays at the moment before
 * the operation, the other does it while the events are watched. What is to be
 * seen in between is the first with the steps so far laid over it (over.h).
 */
#include "inside_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- the two moments -------------------------------------------------------*/
/* A session whose history goes on may move what a scratch looks at: these two
 * get one of their own, which knows how many operations there are and whose,
 * and none of them. */
static bool
own_history(struct inside *in, const struct session *s, struct error *err)
{
    const struct branch *b = history_branch(&s->history);
    struct run *runs = calloc(b->n_runs + 1, sizeof *runs);
    struct branch *own;
    if (!runs || !history_init(&in->history)) {
        free(runs);
        return error_set(err, "memory", "No memory to look inside.");
    }
    own = &in->history.branches[in->history.current];
    *own = *b;
    own->runs = runs;
    own->cap = b->n_runs + 1;
    for (size_t i = 0; i < b->n_runs; i++)
        runs[i] = b->runs[i];
    in->before.session.history = in->after.session.history = in->history;
    return true;
}

static bool
open_before(struct inside *in, const struct session *s, uint32_t op,
            struct error *err)
{
    in->has_before = scratch_open(&in->before, s, err);
    return in->has_before && scratch_goto(&in->before, op - 1, err);
}

/* At the moment before, quickly if the heap can be copied. */
static bool
open_after(struct inside *in, const struct session *s, uint32_t op,
           struct error *err)
{
    struct world *from = &in->before.session.track.world;
    in->has_after = scratch_open(&in->after, s, err);
    if (!in->has_after)
        return false;
    if (!world_can_clone(from))
        return scratch_goto(&in->after, op - 1, err);
    return world_clone(&in->after.session.track.world, from) ||
           error_set(err, "memory", "No memory for a second heap.");
}

static bool
do_again(struct inside *in, uint32_t op, struct inside_watch *watch,
         struct error *err)
{
    struct listener listener = {inside_watch_tell, watch};
    struct track *track = &in->after.session.track;
    bool ok;
    watch->takes_worst = in->after.session.config.policy.fit == FIT_WORST;
    track->listener = &listener;
    ok = scratch_move(&in->after, op, err);
    track->listener = NULL;
    if (!ok)
        return false;
    scratch_settle(&in->after);
    in->result = in->after.session.last;
    return !watch->no_memory ||
           error_set(err, "memory", "No memory to look inside.");
}

/* --- what has an inside ----------------------------------------------------*/
static bool
may_be(const struct session *s, uint64_t op, struct error *err)
{
    struct session_place place;
    session_place(s, &place);
    if (!s->track.world.heap)
        return error_set(err, "not-possible",
                         "This allocator can only be called: what it does "
                         "inside is not known.");
    if (place.op == 0 && op == 0)
        return error_set(err, "no-moment",
                         "Nothing has been done yet: type alloc 100, then "
                         "into.");
    if (op == 0 || op > place.line)
        return error_set(err, "no-moment",
                         "There is no operation %" PRIu64
                         " so far: type into with a number from 1 to %" PRIu64
                         ", or into next.",
                         op, place.line);
    return true;
}

static bool
has_inside(const struct inside *in, uint64_t op, struct error *err)
{
    const struct op_result *r = &in->result;
    if (r->kind == OP_POKE)
        return error_set(err, "no-inside",
                         "Operation %" PRIu64
                         " is a poke: bytes were written past the allocator, "
                         "so it has no inside.",
                         op);
    if (r->kind == OP_SKIP || r->kind == OP_NONE || r->refused)
        return error_set(
            err, "no-inside",
            "Operation %" PRIu64 " was passed over, so it has no inside.", op);
    if (r->kind == OP_FREE && !r->off)
        return error_set(err, "no-inside",
                         "Operation %" PRIu64
                         " is a free(NULL): it does nothing, so it has no "
                         "inside.",
                         op);
    return true;
}

/* --- life ------------------------------------------------------------------*/
static void
note_request(struct inside *in, const struct session *s, uint32_t op)
{
    const struct heap *heap = view_heap(&in->before.session);
    struct heap_shape shape = heap_get_shape(heap);
    const struct op_result *r = &in->result;
    if (r->kind != OP_FREE && r->kind != OP_COALESCE)
        in->need = heap_fit_block(heap, r->asked);
    in->align = history_align(&s->history, op);
    in->searched = in->need;
    if (in->align && shape.buddies)
        in->searched = in->need > in->align ? in->need : in->align;
    else if (in->align)
        in->searched += in->align + shape.min_block;
}

static bool
make(struct inside *in, const struct session *s, uint32_t op, struct error *err)
{
    struct inside_watch watch = {0};
    bool ok = open_before(in, s, op, err) && open_after(in, s, op, err) &&
              do_again(in, op, &watch, err) && has_inside(in, op, err) &&
              own_history(in, s, err);
    if (ok) {
        note_request(in, s, op);
        in->before.session.last = (struct op_result){.kind = OP_NONE};
        in->seen = in->before.session;
        in->seen.over = &in->over;
        over_init(&in->over, &in->before.session);
        ok = inside_make_steps(in, &watch) ||
             error_set(err, "memory", "No memory to look inside.");
        inside_go(in, 0);
    }
    inside_watch_done(&watch);
    return ok;
}

struct inside *
inside_new(const struct session *s, uint64_t op, struct error *err)
{
    struct inside *in;
    if (!may_be(s, op, err))
        return NULL;
    in = calloc(1, sizeof *in);
    if (!in) {
        error_set(err, "memory", "No memory to look inside.");
        return NULL;
    }
    if (make(in, s, (uint32_t)op, err))
        return in;
    inside_free(in);
    return NULL;
}

void
inside_free(struct inside *in)
{
    if (!in)
        return;
    if (in->has_before)
        scratch_close(&in->before);
    if (in->has_after)
        scratch_close(&in->after);
    history_done(&in->history);
    over_done(&in->over);
    free(in->steps);
    free(in);
}

/* --- going -----------------------------------------------------------------*/
uint64_t
inside_op(const struct inside *in)
{
    return in->result.op;
}

const struct op_result *
inside_result(const struct inside *in)
{
    return &in->result;
}

size_t
inside_n(const struct inside *in)
{
    return in->n;
}

size_t
inside_at(const struct inside *in)
{
    return in->at;
}

void
inside_go(struct inside *in, size_t at)
{
    at = at < in->n ? at : in->n;
    if (at < in->at) {
        over_done(&in->over);
        over_init(&in->over, &in->before.session);
        in->at = 0;
    }
    for (; in->at < at; in->at++)
        inside_apply(in, &in->steps[in->at]);
    if (at == 0)
        over_no_change(&in->over);
}

const struct session *
inside_session(const struct inside *in)
{
    bool is_rest =
        in->n && in->at == in->n && in->steps[in->n - 1].kind == INSIDE_REST;
    return is_rest ? &in->after.session : &in->seen;
}

const struct session *
inside_before(const struct inside *in)
{
    return &in->before.session;
}

const struct session *
inside_after(const struct inside *in)
{
    return &in->after.session;
}

const struct inside_step *
inside_step(const struct inside *in, size_t at)
{
    return at && at <= in->n ? &in->steps[at - 1] : NULL;
}

const char *
inside_kind_name(enum inside_kind kind)
{
    static const char *const names[INSIDE_KINDS] = {
        [INSIDE_EMPTY] = "empty",   [INSIDE_PROBE] = "probe",
        [INSIDE_PROBES] = "probes", [INSIDE_TAKE] = "take",
        [INSIDE_UNLINK] = "unlink", [INSIDE_SPLIT] = "split",
        [INSIDE_LOOK] = "look",     [INSIDE_JOIN] = "join",
        [INSIDE_LINK] = "link",     [INSIDE_GROW] = "grow",
        [INSIDE_ATTACH] = "attach", [INSIDE_USE] = "use",
        [INSIDE_FREE] = "free",     [INSIDE_COPY] = "copy",
        [INSIDE_STAY] = "stay",     [INSIDE_REST] = "rest"};
    return names[kind];
}
