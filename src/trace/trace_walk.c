/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_walk.c: see trace_walk.h. A plain id is given to each of the trace's
 * ids when it first appears, so that a file that counts them from 0 keeps them;
 * and a further one where the trace loses a live block.
 */
#include "trace_walk.h"

#include <stdlib.h>

/* --- operations ------------------------------------------------------------*/
/* A plain id for a new block: the one that OP's id has, or another. */
static bool
take_id(struct trace_walk *w, const struct trace_op *op, size_t *plain)
{
    uint32_t means = id_map_get(&w->map, op->id);
    *plain = means - 1;
    if (means && !w->ids[*plain].live)
        return true;
    if (w->n_ids == w->cap_ids) {
        size_t cap = w->cap_ids * 2;
        struct walk_id *ids = realloc(w->ids, cap * sizeof *ids);
        if (!ids)
            return false;
        w->ids = ids;
        w->cap_ids = cap;
    }
    *plain = w->n_ids++;
    return id_map_set(&w->map, op->id, (uint32_t)*plain + 1);
}

static void
count_payload(struct trace_walk *w, uint64_t before, uint64_t after)
{
    w->payload += after - before;
    if (w->payload > w->peak)
        w->peak = w->payload;
}

static bool
walk_alloc(struct trace_walk *w, struct trace_op *op)
{
    size_t plain;
    if (!take_id(w, op, &plain)) {
        w->failed = true;
        return false;
    }
    w->ids[plain] = (struct walk_id){.size = op->size, .live = true};
    count_payload(w, 0, op->size);
    op->kind = TRACE_ALLOC;
    op->id = (int64_t)plain;
    return true;
}

/* OP's block is live: the plain id PLAIN. */
static bool
walk_change(struct trace_walk *w, struct trace_op *op, uint32_t plain)
{
    struct walk_id *id = &w->ids[plain];
    id->live = op->kind == TRACE_REALLOC && op->size;
    id->freed = op->kind == TRACE_FREE; /* else the id means NULL now */
    op->size = id->live ? op->size : 0;
    op->kind = id->live ? TRACE_REALLOC : TRACE_FREE;
    op->id = plain;
    count_payload(w, id->size, op->size);
    id->size = op->size;
    return true;
}

bool
trace_walk_next(struct trace_walk *w, struct trace_op *op)
{
    while (!w->failed && trace_next(&w->cursor, op)) {
        uint32_t means = id_map_get(&w->map, op->id);
        bool live = means && w->ids[means - 1].live;
        bool freed = means && w->ids[means - 1].freed;
        if (op->kind != TRACE_ALLOC && live)
            return walk_change(w, op, means - 1);
        if (op->kind == TRACE_ALLOC || (op->kind == TRACE_REALLOC && !freed))
            return walk_alloc(w, op);
        /* free(NULL), or of a block freed before: left out */
    }
    return false;
}

/* --- life ------------------------------------------------------------------*/
bool
trace_walk_open(struct trace_walk *w, const struct trace *trace)
{
    *w = (struct trace_walk){.cap_ids = 64};
    w->ids = calloc(w->cap_ids, sizeof *w->ids);
    if (!w->ids || !id_map_init(&w->map, trace->n_ops)) {
        trace_walk_close(w);
        return false;
    }
    trace_seek(&w->cursor, trace, 0);
    return true;
}

void
trace_walk_close(struct trace_walk *w)
{
    free(w->ids);
    id_map_done(&w->map);
    *w = (struct trace_walk){0};
}
