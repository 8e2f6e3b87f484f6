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

const struct trace *
session_trace(const struct session *s)
{
    return s->trace;
}

size_t
session_trace_at(const struct session *s)
{
    return s->trace_at;
}

size_t
session_skipped(const struct session *s)
{
    return s->n_skipped;
}

bool
session_load(struct session *s, struct trace *trace, struct error *err)
{
    if (session_begin(s, &s->config, trace, err))
        return true;
    trace_free(trace);
    return false;
}

/* Was freed block ID freed by an operation of the trace? */
static bool
freed_by_trace(const struct session *s, uint32_t id)
{
    const struct block *block = blocks_get(&s->world.blocks, id);
    return s->journal.entries[block->died - 1].flags & ENTRY_TRACE;
}

/* What OP means now. */
static void
translate(const struct session *s, const struct trace_op *op, struct commit *c)
{
    uint32_t id = blocks_of_trace(&s->world.blocks, op->id);
    struct action *action = &c->action;

    action->from_trace = true;
    action->trace_id = op->id;
    action->size = op->kind == TRACE_FREE ? 0 : (size_t)op->size;
    c->entry.flags = ENTRY_TRACE;
    c->entry.extra = s->trace_at;
    c->entry.size = action->size;
    if (op->kind == TRACE_ALLOC || (op->kind == TRACE_REALLOC && !id)) {
        action->kind = OP_ALLOC;
        return;
    }
    action->id = id;
    action->kind = op->kind == TRACE_FREE ? OP_FREE : OP_REALLOC;
    if (id && !block_is_live(blocks_get(&s->world.blocks, id))) {
        action->kind = OP_SKIP;
    } else if (op->kind == TRACE_REALLOC && op->size == 0) {
        action->kind = OP_FREE;
        action->forget = true;
        c->entry.flags |= ENTRY_RESIZE0;
    }
}

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

static bool
step_once(struct session *s, bool watch, struct error *err)
{
    struct trace_op op = trace_get(s->trace, s->trace_at);
    struct commit c = {.watch = watch};
    struct error why = {.name = ""};
    uint32_t number = session_next_op(s);
    bool is_misuse;

    translate(s, &op, &c);
    is_misuse = c.action.kind == OP_SKIP && freed_by_trace(s, c.action.id) &&
                !must_be_live(s, c.action.id, op.kind == TRACE_FREE, &why);
    if (!session_commit(s, &c, &why)) {
        /* Told once, and passed: the rest can still be played. */
        c.action.kind = OP_SKIP;
        if (!strcmp(why.name, "memory") || !session_commit(s, &c, NULL))
            return refuse_step(s, &op, number, &why, err);
        is_misuse = true;
    }
    s->trace_at++;
    s->n_skipped += c.action.kind == OP_SKIP;
    if (is_misuse)
        return refuse_step(s, &op, number, &why, err);
    return true;
}

/* After an operation that was done and checked: did it leave damage? */
static bool
stop_at_damage(const struct session *s, struct error *err)
{
    struct trace_op op = trace_get(s->trace, s->trace_at - 1);
    struct error why = {.name = heap_status_name(HEAP_DAMAGED)};
    size_t n = s->check->report.n_violations;
    if (!s->checking || n == 0)
        return true;
    snprintf(why.text, sizeof why.text,
             "the check after it found %zu violation%s. Type \"check\" to see "
             "them.",
             n, n == 1 ? "" : "s");
    return refuse_step(s, &op, (uint32_t)s->journal.n, &why, err);
}

bool
session_can_step(const struct session *s, struct error *err)
{
    if (!s->trace)
        return error_set(err, "no-trace",
                         "No trace is loaded: type load TRACE, for example "
                         "load demos/editor.rep");
    if (s->trace_at == s->trace->n_ops)
        return error_set(err, "end-of-trace",
                         "%.80s is at its end, all %zu operations: load it "
                         "again to start over.",
                         s->trace->name, s->trace->n_ops);
    return true;
}

bool
session_step(struct session *s, size_t n, size_t *done, struct error *err)
{
    size_t i = 0;
    bool ok = true;
    if (done)
        *done = 0;
    if (n == 0)
        return true;
    if (!session_can_step(s, err))
        return false;
    if (n > s->trace->n_ops - s->trace_at)
        n = s->trace->n_ops - s->trace_at;
    for (; ok && i < n; i++) {
        ok = step_once(s, s->checking || i + 1 == n, err);
        if (ok && done)
            *done = i + 1;
        ok = ok && stop_at_damage(s, err);
    }
    return ok;
}
