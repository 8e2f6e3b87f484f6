/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan.h: a trace made ready to be played at full speed. Every id is resolved
 * to a slot once, by the rules of docs/FORMAT.md, so that a replay only reads
 * an array; what the trace itself asks for is counted on the way.
 *
 * Slot 0 always holds NULL: an operation on an id that means nothing is one on
 * slot 0. Operation i of the plan is operation i of the trace.
 */
#ifndef HEAPGLASS_PLAN_H
#define HEAPGLASS_PLAN_H

#include "trace/trace.h"

enum plan_kind {
    PLAN_ALLOC,   /* slot = malloc(size) */
    PLAN_REALLOC, /* slot = realloc(slot, size); size 0 frees */
    PLAN_FREE,    /* free(slot) */
    PLAN_RETAKE   /* slot = realloc(NULL, size): of an id that means nothing */
};

struct plan_op {
    size_t size;
    uint32_t slot;
    uint32_t kind;
};

/* Is its slot empty after it? */
static inline bool
plan_op_frees(const struct plan_op *op)
{
    return op->kind == PLAN_FREE || (op->kind == PLAN_REALLOC && !op->size);
}

struct plan {
    size_t n_ops;
    struct plan_op *ops;
    void *table;      /* what ids meant; see plan.c */
    uint32_t n_slots; /* with slot 0 */
    /* Slots that hold a block when all is played. */
    uint32_t *left;
    size_t n_left;
    size_t peak_live;     /* most payload bytes live at once */
    size_t peak_op;       /* operations done when that was first reached */
    size_t n_freed_twice; /* frees and reallocs of an id already freed: the
                             trace's own mistakes, played as operations on
                             NULL */
};

/* Caller owns the result; plan_free. NULL: no memory. */
struct plan *plan_new(const struct trace *);
void plan_free(struct plan *); /* NULL is fine */

#endif
