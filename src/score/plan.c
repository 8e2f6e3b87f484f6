/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * plan.c: see plan.h. Ids are any 63-bit numbers, so they are found through a
 * hash table (linear probing, at most half full). It is kept as long as the
 * plan: once a program has freed a large block, glibc's malloc keeps more
 * memory to itself, and is no longer what it is as it comes.
 */
#include "score/plan.h"

#include <stdlib.h>

/* What an id means now. */
struct meaning {
    int64_t id;
    uint32_t slot; /* 0: this entry is empty */
    bool live;
    bool freed; /* by the trace, and nothing since */
    size_t size;
};

struct planner {
    struct meaning *table;
    size_t mask;
    struct plan *plan;
    size_t live;
};

static struct meaning *
meaning_of(struct planner *p, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & p->mask;
    while (p->table[i].slot && p->table[i].id != id)
        i = (i + 1) & p->mask;
    p->table[i].id = id;
    return &p->table[i];
}

static void
set_live(struct planner *p, struct meaning *m, size_t size, size_t op)
{
    p->live += size - (m->live ? m->size : 0);
    m->live = true;
    m->freed = false;
    m->size = size;
    if (p->live > p->plan->peak_live) {
        p->plan->peak_live = p->live;
        p->plan->peak_op = op + 1;
    }
}

static void
set_dead(struct planner *p, struct meaning *m)
{
    p->live -= m->size;
    m->live = false;
}

/* A slot of its own for M. One that M's live block has stays with that block,
 * which the trace has lost. */
static void
take_slot(struct planner *p, struct meaning *m)
{
    if (!m->slot || m->live)
        m->slot = p->plan->n_slots++;
    m->live = false;
}

static void
plan_one(struct planner *p, const struct trace_op *op, size_t i)
{
    struct plan_op *out = &p->plan->ops[i];
    struct meaning none = {.slot = 0};
    struct meaning *m = op->id < 0 ? &none : meaning_of(p, op->id);
    out->size = op->kind == TRACE_FREE ? 0 : (size_t)op->size;
    out->kind = op->kind == TRACE_ALLOC  ? PLAN_ALLOC
                : op->kind == TRACE_FREE ? PLAN_FREE
                                         : PLAN_REALLOC;
    if (op->kind != TRACE_ALLOC && !m->live) {
        p->plan->n_freed_twice += m->freed;
        if (op->kind == TRACE_FREE || m->freed)
            out->kind = PLAN_FREE; /* of NULL: nothing happens */
        else
            out->kind = PLAN_RETAKE;
    }
    if (out->kind == PLAN_ALLOC || out->kind == PLAN_RETAKE) {
        take_slot(p, m);
        set_live(p, m, out->size, i);
    } else if (m->live && out->size) {
        set_live(p, m, out->size, i);
    } else if (m->live) {
        m->freed = op->kind == TRACE_FREE;
        set_dead(p, m);
        out->slot = m->slot;
        return;
    }
    out->slot = m->live ? m->slot : 0;
}

/* First a mark for each slot that is full at the end, then their numbers in
 * the same array. */
static bool
list_left(struct plan *plan)
{
    uint32_t *left = plan->left = calloc(plan->n_slots, sizeof *left);
    if (!left)
        return false;
    for (size_t i = 0; i < plan->n_ops; i++) {
        const struct plan_op *op = &plan->ops[i];
        left[op->slot] = !plan_op_frees(op);
    }
    for (uint32_t slot = 1; slot < plan->n_slots; slot++)
        if (left[slot])
            left[plan->n_left++] = slot;
    return true;
}

struct plan *
plan_new(const struct trace *trace)
{
    size_t cap = 64;
    struct trace_cursor cursor;
    struct trace_op op;
    struct planner p = {.plan = calloc(1, sizeof *p.plan)};
    while (cap < trace->n_ops * 2)
        cap *= 2;
    p.mask = cap - 1;
    if (p.plan)
        p.table = p.plan->table = calloc(cap, sizeof *p.table);
    bool ok = p.plan && p.table && trace->n_ops < UINT32_MAX - 1;
    if (ok) {
        p.plan->n_ops = trace->n_ops;
        p.plan->n_slots = 1;
        p.plan->ops = calloc(trace->n_ops + 1, sizeof *p.plan->ops);
        ok = p.plan->ops != NULL;
    }
    trace_seek(&cursor, trace, 0);
    for (size_t i = 0; ok && trace_next(&cursor, &op); i++)
        plan_one(&p, &op, i);
    ok = ok && list_left(p.plan);
    if (ok)
        return p.plan;
    plan_free(p.plan);
    return NULL;
}

void
plan_free(struct plan *plan)
{
    if (!plan)
        return;
    free(plan->table);
    free(plan->ops);
    free(plan->left);
    free(plan);
}
