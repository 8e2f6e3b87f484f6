/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * play.c: the operations of a trace, as if somebody typed them. A trace has
 * its own ids; what each means now is kept with the blocks:
 *
 *     a ID   ID means the new block. A block that ID meant before stays live
 *            but can no longer be reached by ID (real traces lose blocks so).
 *     f ID   of an ID that means nothing: free(NULL), which does nothing.
 *     r ID   of an ID that means nothing: a new block, as realloc(NULL).
 *     r ID 0 frees; ID means nothing afterwards, as realloc answers NULL.
 *
 * An operation on a block that was freed by hand is skipped. One that cannot
 * be done (the trace itself freed the block; no memory) is reported, and
 * passed over as skipped too, so that the rest can still be played.
 */
#include "session_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct tally *
tally_of(const struct session *s)
{
    return &s->track.world.tally;
}

const struct trace *
session_trace(const struct session *s)
{
    return s->trace;
}

size_t
session_trace_at(const struct session *s)
{
    return tally_of(s)->trace_at;
}

size_t
session_skipped(const struct session *s)
{
    return tally_of(s)->n_skipped;
}

bool
session_load(struct session *s, struct trace *trace, struct error *err)
{
    if (session_begin(s, &s->config, trace, err))
        return true;
    trace_free(trace);
    return false;
}

/* --- one, with care --------------------------------------------------------*/
/* Puts where it happened before what happened. */
static bool
refuse_step(const struct session *s, const struct trace_op *op, uint32_t number,
            const struct error *why, struct error *err)
{
    return error_set(err, why->name,
                     "%.60s, line %" PRIu32 ", operation "
                     "%" PRIu32 ": %s",
                     s->trace->name, op->line, number, why->text);
}

/* The block that an id of the trace means is dead: by the trace's own doing?
 */
static bool
is_misuse(const struct session *s, const struct trace_op *op, uint32_t *id,
          struct error *why)
{
    struct grave grave;
    (void)blocks_slot_of_trace(&s->track.world.blocks, op->id, id);
    if (!find_block(s, *id, &grave) || grave.by_hand)
        return false;
    return !must_be_live(s, *id, op->kind == TRACE_FREE, why);
}

/* The trace's next operation is passed over. */
static bool
commit_skip(struct session *s, uint32_t id, size_t size, struct error *err)
{
    size_t at = tally_of(s)->trace_at;
    struct commit c = {
        .action = {.kind = OP_SKIP,
                   .id = id,
                   .from_trace = true,
                   .trace_id = -1,
                   .size = size},
        .entry = {.flags = ENTRY_TRACE, .size = size, .extra = at}};
    return session_commit(s, &c, err);
}

static bool
step_once(struct session *s, struct error *err)
{
    struct trace_op op = track_trace_op(&s->track, tally_of(s)->trace_at);
    struct commit c = {.from_trace = true};
    struct error why = {.name = ""};
    enum meaning meaning = world_translate(&s->track.world, &op, &c.action);
    uint32_t number = session_next_op(s), id = c.action.id;

    if (meaning != MEANS_OP && s->track.world.blocks.is_unsure) {
        learn_meanings(s);
        meaning = world_translate(&s->track.world, &op, &c.action);
    }
    if (meaning == MEANS_DEAD) {
        bool misuse = is_misuse(s, &op, &id, &why);
        if (!commit_skip(s, id, (size_t)op.size, err))
            return false;
        return !misuse || refuse_step(s, &op, number, &why, err);
    }
    if (session_commit(s, &c, &why))
        return true;
    /* Told once, and passed: the rest can still be played. */
    if (strcmp(why.name, "memory") != 0)
        (void)commit_skip(s, id, (size_t)op.size, NULL);
    return refuse_step(s, &op, number, &why, err);
}

/* The trace's next operation was tried, and there was no room: not even after
 * the joins that are written down. It is not tried again, when it might find
 * some, or the way it is played would tell in the heap. */
static bool
pass_over(struct session *s, struct error *err)
{
    struct trace_op op = trace_get(s->trace, tally_of(s)->trace_at);
    struct error why = {.name = ""};
    uint32_t number = session_next_op(s);
    struct action action;
    (void)world_translate(&s->track.world, &op, &action);
    (void)refuse_action(s, &action, HEAP_NO_MEMORY, &why);
    (void)commit_skip(s, action.id, (size_t)op.size, NULL);
    return refuse_step(s, &op, number, &why, err);
}

/* --- many ------------------------------------------------------------------*/
/* All but the last of N, as long as nothing is out of the ordinary: how many
 * were done. They join the line in one piece. JOINED: the next one has failed,
 * and joined free blocks in vain: it is not to be tried again, where more room
 * is than when it was asked for. */
static size_t
play_most(struct session *s, size_t n, bool *joined)
{
    struct trace_cursor cursor;
    size_t from = tally_of(s)->trace_at, done;
    *joined = false;
    if (n < 2 || s->checking || s->stop.holds ||
        n >= HISTORY_MAX - tally_of(s)->op || !history_reserve(&s->history, 0))
        return 0;
    trace_seek(&cursor, s->trace, from);
    done = track_play(&s->track, &cursor, n - 1, false);
    history_push_trace(&s->history, from, (uint32_t)done);
    (void)world_wake(&s->track.world);
    *joined = session_write_joins(s);
    if (*joined)
        track_note(&s->track);
    s->check->stale = s->check->report.n_violations != 0;
    return done;
}

/* After an operation that was done and checked: did it leave damage? */
static bool
stop_at_damage(const struct session *s, struct error *err)
{
    struct error why = {.name = heap_status_name(HEAP_DAMAGED)};
    size_t n = s->check->report.n_violations;
    if (!s->checking || n == 0)
        return true;
    snprintf(why.text, sizeof why.text,
             "the check after it found %zu violation%s. Type \"check\" to see "
             "them.",
             n, n == 1 ? "" : "s");
    if (!s->last.from_trace)
        return error_set(err, why.name, "Operation %" PRIu32 ": %s",
                         tally_of(s)->op, why.text);
    struct trace_op op = trace_get(s->trace, tally_of(s)->trace_at - 1);
    return refuse_step(s, &op, tally_of(s)->op, &why, err);
}

/* After an operation: somebody's condition? */
static bool
stop_at_condition(const struct session *s, struct error *err)
{
    char text[ERROR_TEXT] = "";
    if (!s->stop.holds || !s->stop.holds(s->stop.context, text))
        return true;
    return error_set(err, "stopped", "%s", text);
}

bool
session_can_step(const struct session *s, struct error *err)
{
    if (tally_of(s)->op < history_branch(&s->history)->n_ops)
        return true;
    if (!s->trace && tally_of(s)->op)
        return error_set(err, "no-trace",
                         "Operation %" PRIu32 " is the last one so far, and no "
                         "trace is loaded: type load TRACE, for example load "
                         "demos/editor.rep",
                         tally_of(s)->op);
    if (!s->trace)
        return error_set(err, "no-trace",
                         "No trace is loaded: type load TRACE, for example "
                         "load demos/editor.rep");
    if (tally_of(s)->trace_at == s->trace->n_ops)
        return error_set(err, "end-of-trace",
                         "%.80s is at its end, all %zu operations: load it "
                         "again to start over, or go back.",
                         s->trace->name, s->trace->n_ops);
    return true;
}

/* Some of the N operations ahead; *DONE, how many. The last of them is always
 * watched: s->last tells of it. */
static bool
step_some(struct session *s, size_t n, size_t *done, struct error *err)
{
    uint32_t op = tally_of(s)->op, end = history_branch(&s->history)->n_ops;
    bool slowly = s->checking || s->stop.holds, joined;
    *done = 0;
    if (track_interrupted(&s->track))
        return session_interrupted_here(s, err);
    if (op < end) {
        bool ok;
        n = slowly ? 1 : n < end - op ? n : end - op;
        ok = travel(s, op + (uint32_t)n, err);
        *done = tally_of(s)->op - op;
        return ok;
    }
    *done = play_most(s, n, &joined);
    if (joined)
        return pass_over(s, err);
    if (!step_once(s, err))
        return false;
    ++*done;
    return true;
}

bool
session_step(struct session *s, size_t n, size_t *done, struct error *err)
{
    size_t i = 0, some;
    struct error why = {.name = ""};
    bool ok = true;
    size_t ahead;
    if (done)
        *done = 0;
    if (n == 0)
        return true;
    if (!session_can_step(s, err))
        return false;
    ahead = history_branch(&s->history)->n_ops - tally_of(s)->op;
    if (s->trace)
        ahead += s->trace->n_ops -
                 history_trace_at(history_branch(&s->history),
                                  history_branch(&s->history)->n_ops);
    if (n > ahead)
        n = ahead;
    while (ok && i < n) {
        ok = step_some(s, n - i, &some, &why);
        i += some;
        if (done)
            *done = i;
        ok = ok && stop_at_damage(s, &why) && stop_at_condition(s, &why);
    }
    if (!ok)
        session_note_stop(s, &why);
    if (!ok && err)
        *err = why;
    return ok;
}
