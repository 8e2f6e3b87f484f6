/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line_walk.c: see line_walk.h. Numbers are given out in order of allocation,
 * so that counting tells them; of a trace's operations only what its ids mean
 * and which numbers are live has to be kept. What each does is what
 * world_translate says of it when it is done again.
 */
#include "line_walk.h"

#include "session_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers ---------------------------------------------------------------*/
static bool
is_live(const struct line_walk *w, uint32_t id)
{
    return id && id <= w->n_ids && w->live[id / 8] >> id % 8 & 1;
}

static void
kill(struct line_walk *w, uint32_t id)
{
    if (id && id <= w->n_ids)
        w->live[id / 8] &= (uint8_t) ~(1u << id % 8);
}

/* The next number is live, and what TRACE_ID means; 0: no memory. */
static uint32_t
give_number(struct line_walk *w, int64_t trace_id)
{
    uint32_t id = w->n_ids + 1;
    if (id / 8 >= w->cap_live) {
        size_t cap = w->cap_live ? w->cap_live * 2 : 1024;
        uint8_t *live = realloc(w->live, cap);
        if (!live)
            return 0;
        memset(live + w->cap_live, 0, cap - w->cap_live);
        w->live = live;
        w->cap_live = cap;
    }
    if (!id_map_set(&w->meant, trace_id, id))
        return 0;
    w->live[id / 8] |= (uint8_t)(1u << id % 8);
    return w->n_ids = id;
}

static bool
make_number(struct line_walk *w, struct session_op *op, int64_t trace_id)
{
    op->id = give_number(w, trace_id);
    w->failed = op->id == 0;
    return !w->failed;
}

/* --- of the trace ----------------------------------------------------------*/
static bool
tell_trace_op(struct line_walk *w, const struct trace_op *what,
              struct session_op *op)
{
    uint32_t id = id_map_get(&w->meant, what->id);
    op->from_trace = true;
    op->size = (size_t)what->size;
    if (what->kind == TRACE_ALLOC ||
        (what->kind == TRACE_REALLOC && !is_live(w, id))) {
        op->kind = OP_ALLOC;
        return make_number(w, op, what->id);
    }
    op->id = is_live(w, id) ? id : 0;
    op->kind = OP_REALLOC;
    if (what->kind == TRACE_REALLOC && what->size)
        return true;
    op->kind = OP_FREE;
    op->by_realloc = what->kind == TRACE_REALLOC;
    kill(w, op->id);
    if (op->by_realloc)
        (void)id_map_set(&w->meant, what->id, 0); /* it is there */
    return true;
}

/* --- entries ---------------------------------------------------------------*/
static void
tell_poke(const struct line_walk *w, const struct entry *entry,
          struct session_op *op)
{
    op->off = history_poke(w->history, entry, &op->bytes);
    op->n = op->size;
}

static bool
tell_entry(struct line_walk *w, const struct entry *entry,
           struct session_op *op)
{
    op->kind = (enum op_kind)entry->kind;
    op->from_trace = (entry->flags & ENTRY_TRACE) != 0;
    op->by_offset = (entry->flags & ENTRY_BY_OFFSET) != 0;
    op->by_realloc = (entry->flags & ENTRY_RESIZE0) != 0;
    op->id = entry->id;
    op->size = (size_t)entry->size;
    op->n = 1;
    op->align = (size_t)1 << entry->align_shift;
    op->name = history_name(w->history, entry);
    if (op->by_offset)
        op->off = (size_t)entry->extra;
    if (op->kind == OP_CALLOC)
        op->n = (size_t)entry->extra;
    if (op->kind == OP_POKE)
        tell_poke(w, entry, op);
    if (op->kind == OP_FREE)
        kill(w, op->id);
    if (op->kind == OP_ALLOC || op->kind == OP_CALLOC ||
        op->kind == OP_MEMALIGN)
        return make_number(w, op, -1);
    return true;
}

/* --- the walk --------------------------------------------------------------*/
bool
line_walk_open(struct line_walk *w, const struct history *history,
               const struct trace *trace, uint32_t end)
{
    *w = (struct line_walk){.history = history, .trace = trace, .end = end};
    history_seek(&w->cursor, history, history_branch(history), 0);
    return id_map_init(&w->meant, trace ? trace->n_ops * 2 : 0);
}

/* An operation of the trace, if one is left of the run at hand. */
static bool
next_of_run(struct line_walk *w, struct session_op *op)
{
    struct trace_op what;
    if (w->n_left == 0 || !trace_next(&w->ops, &what))
        return false;
    w->n_left--;
    *op = (struct session_op){.op = w->cursor.op + 1, .name = "", .n = 1};
    history_skip(&w->cursor, 1);
    return tell_trace_op(w, &what, op);
}

bool
line_walk_next(struct line_walk *w, struct session_op *op)
{
    const struct entry *entry;
    size_t from;
    uint32_t n;
    if (w->failed || w->cursor.op >= w->end)
        return false;
    if (w->n_left)
        return next_of_run(w, op);
    if (!history_peek(&w->cursor, &entry, &from, &n))
        return false;
    if (!entry) {
        trace_seek(&w->ops, w->trace, from);
        w->n_left = n;
        return next_of_run(w, op);
    }
    *op = (struct session_op){.op = w->cursor.op + 1};
    history_skip(&w->cursor, 1);
    return tell_entry(w, entry, op);
}

uint32_t
line_walk_meaning(const struct line_walk *w, int64_t trace_id)
{
    return id_map_get(&w->meant, trace_id);
}

void
line_walk_close(struct line_walk *w)
{
    id_map_done(&w->meant);
    free(w->live);
    *w = (struct line_walk){0};
}

/* --- for others ------------------------------------------------------------*/
/* Operations between two looks at whether somebody wants to stop. */
enum { STOP_EVERY = 65536 };

static bool
walk_all(const struct session *s, struct line_walk *walk,
         bool (*each)(void *, const struct session_op *, struct error *),
         void *context, struct error *err)
{
    const struct session_interrupt *stop = &s->interrupt;
    struct session_op op;
    while (line_walk_next(walk, &op)) {
        if (op.op % STOP_EVERY == 0 && stop->asked &&
            stop->asked(stop->context))
            return error_set(err, "interrupted",
                             "Stopped at operation %" PRIu32 " of %" PRIu32 ".",
                             op.op, walk->end);
        if (!each(context, &op, err))
            return false;
    }
    return !walk->failed ||
           error_set(err, "memory", "No memory to go through the operations.");
}

bool
session_each_op(const struct session *s,
                bool (*each)(void *, const struct session_op *, struct error *),
                void *context, struct error *err)
{
    struct line_walk walk;
    bool ok;
    if (!line_walk_open(&walk, &s->history, s->trace, s->track.world.tally.op))
        return error_set(err, "memory",
                         "No memory to go through the operations.");
    ok = walk_all(s, &walk, each, context, err);
    line_walk_close(&walk);
    return ok;
}
