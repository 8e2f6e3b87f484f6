/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * legal.c: see legal.h.
 */
#include "support/legal.h"

#include <stdio.h>
#include <stdlib.h>

/* Ids count from 0 and are used densely: none is above the operations. */
static bool
play_one(struct legal *l, bool *live, const struct trace_op *op)
{
    if (live[op->id] != (op->kind != TRACE_ALLOC) ||
        (op->kind == TRACE_REALLOC && op->size == 0))
        return false;
    live[op->id] = op->kind != TRACE_FREE;
    l->n_live += op->kind == TRACE_ALLOC;
    l->n_live -= op->kind == TRACE_FREE;
    l->n_reallocs += op->kind == TRACE_REALLOC;
    if (l->n_live > l->most_live)
        l->most_live = l->n_live;
    if ((size_t)op->id >= l->n_ids)
        l->n_ids = (size_t)op->id + 1;
    if (op->kind == TRACE_FREE)
        return true;
    if (op->size < l->min_size)
        l->min_size = op->size;
    if (op->size > l->max_size)
        l->max_size = op->size;
    return true;
}

bool
legal_play(const struct trace *trace, struct legal *l, char *why)
{
    bool *live = calloc(trace->n_ops + 1, sizeof *live), ok = live != NULL;
    struct trace_cursor cursor;
    struct trace_op op;
    *l = (struct legal){.min_size = UINT64_MAX};
    trace_seek(&cursor, trace, 0);
    for (size_t i = 0; ok && trace_next(&cursor, &op); i++) {
        ok = op.id >= 0 && (uint64_t)op.id < trace->n_ops &&
             play_one(l, live, &op);
        if (!ok)
            snprintf(why, 100, "%s: operation %zu: kind %d id %lld size %llu",
                     trace->name, i, (int)op.kind, (long long)op.id,
                     (unsigned long long)op.size);
    }
    free(live);
    return ok;
}
