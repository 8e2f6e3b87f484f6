/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * validate.c: see validate.h. All bookkeeping is in the C library's memory,
 * and so beyond the reach of a subject that means no harm.
 */
#include "score/validate_internal.h"

#include "score/pattern.h"

#include <stdlib.h>

enum { ALIGN = 16 };
#define SEED 0xd1342543de82ef95u

uint64_t
validator_seed(const struct live *live)
{
    return (uint64_t)live->born * SEED;
}

size_t
validator_line(const struct validator *v, size_t op)
{
    return trace_get(v->trace, op - 1).line;
}

/* How many bytes of a payload of SIZE are looked at. */
static size_t
seen(size_t size)
{
    return size < VALIDATE_WHOLE ? size : VALIDATE_WHOLE;
}

static const char *
heap_start(const struct validator *v)
{
    const char *lo = NULL, *hi = NULL;
    if (v->s->bounds)
        v->s->bounds(v->s->self, &lo, &hi);
    return lo;
}

size_t
validator_offset(const struct validator *v, const char *p)
{
    return (size_t)((uintptr_t)p - (uintptr_t)heap_start(v));
}

/* The fault just set is about the block at P. */
bool
validator_at(struct validator *v, const char *p)
{
    v->fault->has_off = (uintptr_t)p >= (uintptr_t)heap_start(v);
    v->fault->off = v->fault->has_off ? validator_offset(v, p) : 0;
    return false;
}

/* --- a block that was given ------------------------------------------------*/

static bool
refuse_null(struct validator *v)
{
    const char *why = v->s->trouble ? v->s->trouble(v->s->self) : NULL;
    fault_set(v->fault, FAULT_REFUSED, v->trace, v->op, "answers NULL%s%s",
              why ? ", " : "", why ? why : "");
    return false;
}

/* The payload [P, P + N) lies within the heap. */
static bool
is_inside(struct validator *v, const char *p, size_t n)
{
    const char *lo, *hi;
    if (!v->s->bounds)
        return true;
    v->s->bounds(v->s->self, &lo, &hi);
    uintptr_t at = (uintptr_t)p, from = (uintptr_t)lo, to = (uintptr_t)hi;
    if (at >= from && at <= to && n <= to - at)
        return true;
    if (at < from) {
        fault_set(v->fault, FAULT_OUTSIDE, v->trace, v->op,
                  "the block lies %zu bytes before the heap's start",
                  (size_t)(from - at));
    } else if (at > to) {
        fault_set(v->fault, FAULT_OUTSIDE, v->trace, v->op,
                  "the block at 0x%zx lies outside the heap, which ends at "
                  "0x%zx",
                  (size_t)(at - from), (size_t)(to - from));
    } else {
        fault_set(v->fault, FAULT_OUTSIDE, v->trace, v->op,
                  "the payload 0x%zx..0x%zx runs out of the heap, which ends "
                  "at 0x%zx",
                  (size_t)(at - from), (size_t)(at - from) + n,
                  (size_t)(to - from));
    }
    return validator_at(v, p);
}

static bool
report_overlap(struct validator *v, const struct live *new,
               const struct range *range)
{
    /* A live block begins with its range. */
    const struct live *old = (const void *)range;
    fault_set(v->fault, FAULT_OVERLAP, v->trace, v->op,
              "the payload 0x%zx..0x%zx overlaps that of line %zu's block, "
              "0x%zx..0x%zx",
              validator_offset(v, new->p),
              validator_offset(v, new->p) + new->size,
              validator_line(v, old->got), validator_offset(v, old->p),
              validator_offset(v, old->p) + old->size);
    return validator_at(v, new->p);
}

/* LIVE gets the block P of SIZE bytes, if nothing is wrong with it. */
static bool
take(struct validator *v, struct live *live, char *p, size_t size)
{
    uintptr_t lo = (uintptr_t)p;
    if (!p)
        return refuse_null(v);
    if (lo % ALIGN) {
        fault_set(v->fault, FAULT_MISALIGNED, v->trace, v->op,
                  "the block at 0x%zx is misaligned: a payload starts at a "
                  "multiple of 16",
                  validator_offset(v, p));
        return validator_at(v, p);
    }
    if (!is_inside(v, p, size))
        return false;
    live->p = p;
    live->size = size;
    live->got = v->op;
    live->range = (struct range){lo, lo + (size ? size : 1)};
    const struct range *other = ranges_add(&v->ranges, &live->range);
    if (!other)
        return true;
    if (other != &live->range)
        (void)report_overlap(v, live, other);
    live->p = NULL;
    return false;
}

static void
drop(struct validator *v, struct live *live)
{
    ranges_remove(&v->ranges, &live->range);
    live->p = NULL;
}

/* --- contents --------------------------------------------------------------*/

static bool
report_lost(struct validator *v, const struct live *live, size_t at,
            size_t kept)
{
    fault_set(v->fault, FAULT_LOST, v->trace, v->op,
              "realloc lost data: byte %zu of the %zu that must survive is "
              "0x%02x, and was 0x%02x",
              at, kept, (unsigned char)live->p[at],
              pattern_byte(at, validator_seed(live)));
    return validator_at(v, live->p);
}

/* Byte AT of the payload of LIVE is not what was written. */
static bool
report_changed(struct validator *v, const struct live *live, size_t at)
{
    v->changed.born = live->born;
    v->changed.slot = (uint32_t)(live - v->live);
    v->changed.at = at;
    fault_set(
        v->fault, FAULT_CHANGED, v->trace, v->op <= v->plan->n_ops ? v->op : 0,
        "byte %zu of the payload of line %zu's block at 0x%zx was "
        "changed: it is 0x%02x, and was 0x%02x",
        at, validator_line(v, live->got), validator_offset(v, live->p),
        (unsigned char)live->p[at], pattern_byte(at, validator_seed(live)));
    return validator_at(v, live->p);
}

static bool
is_whole(struct validator *v, const struct live *live)
{
    size_t n = seen(live->size);
    size_t at = pattern_find(live->p, n, validator_seed(live));
    return at == n || report_changed(v, live, at);
}

/* --- operations ------------------------------------------------------------*/

static bool
give(struct validator *v, struct live *live, size_t size, bool retake)
{
    const struct subject *s = v->s;
    void *p =
        retake ? s->realloc(s->self, NULL, size) : s->malloc(s->self, size);
    live->born = v->op;
    if (!take(v, live, p, size))
        return false;
    pattern_fill(live->p, 0, seen(size), validator_seed(live));
    return true;
}

static bool
take_back(struct validator *v, struct live *live)
{
    const struct subject *s = v->s;
    char *p = live->p;
    if (p && !is_whole(v, live))
        return false;
    if (p)
        drop(v, live);
    s->free(s->self, p);
    const char *why = s->trouble ? s->trouble(s->self) : NULL;
    if (!why)
        return true;
    fault_set(v->fault, FAULT_BAD_FREE, v->trace, v->op,
              "refuses to free the %s, %s",
              p ? "block, which is allocated" : "null pointer", why);
    return p ? validator_at(v, p) : false;
}

static bool
resize_to_none(struct validator *v, struct live *live)
{
    const struct subject *s = v->s;
    char *p = s->realloc(s->self, live->p, 0);
    drop(v, live);
    if (!p)
        return true;
    fault_set(v->fault, FAULT_NOT_FREED, v->trace, v->op,
              "realloc to 0 bytes frees the block and answers NULL, not a "
              "block at 0x%zx",
              validator_offset(v, p));
    return validator_at(v, p);
}

static bool
resize(struct validator *v, struct live *live, size_t size)
{
    const struct subject *s = v->s;
    size_t old = live->size;
    if (!is_whole(v, live))
        return false;
    if (!size)
        return resize_to_none(v, live);
    char *p = s->realloc(s->self, live->p, size);
    drop(v, live);
    if (!take(v, live, p, size))
        return false;
    size_t kept = old < size ? old : size;
    size_t at = pattern_find(live->p, seen(kept), validator_seed(live));
    if (at < seen(kept))
        return report_lost(v, live, at, kept);
    pattern_fill(live->p, seen(kept), seen(size), validator_seed(live));
    return true;
}

static bool
play_one(struct validator *v, struct live *live, const struct plan_op *op)
{
    switch ((enum plan_kind)op->kind) {
    case PLAN_ALLOC:
        return give(v, live, op->size, false);
    case PLAN_RETAKE:
        return give(v, live, op->size, true);
    case PLAN_FREE:
        return take_back(v, live);
    case PLAN_REALLOC:
        break;
    }
    return resize(v, live, op->size);
}

/* What is left still holds its bytes, and the subject finds itself in order. */
static bool
check_end(struct validator *v)
{
    v->op = v->plan->n_ops + 1;
    for (uint32_t slot = 1; slot < v->plan->n_slots; slot++)
        if (v->live[slot].p && !is_whole(v, &v->live[slot]))
            return false;
    if (!v->s->check || v->s->check(v->s->self))
        return true;
    fault_set(v->fault, FAULT_INCONSISTENT, v->trace, 0,
              "the heap is not consistent, by its own check");
    return false;
}

/* --- runs ------------------------------------------------------------------*/

struct live *
validator_start(struct validator *v)
{
    struct live *live = calloc(v->plan->n_slots, sizeof *live);
    v->op = 0;
    v->ranges = (struct ranges){0};
    v->live = live;
    return live;
}

void
validator_finish(struct validator *v, struct live *live)
{
    for (uint32_t slot = 1; slot < v->plan->n_slots; slot++)
        if (live[slot].p)
            drop(v, &live[slot]);
    free(live);
}

bool
validator_play(struct validator *v, size_t op)
{
    v->op = op;
    if (v->mark)
        *v->mark = op;
    const struct plan_op *what = &v->plan->ops[op - 1];
    return play_one(v, &v->live[what->slot], what);
}

static bool
play_all(struct validator *v)
{
    for (size_t op = 1; op <= v->plan->n_ops; op++)
        if (!validator_play(v, op))
            return false;
    return check_end(v);
}

/* Empties the subject. */
static void
clear(struct validator *v)
{
    const struct subject *s = v->s;
    if (s->reset) {
        s->reset(s->self);
        return;
    }
    for (uint32_t slot = 1; slot < v->plan->n_slots; slot++)
        if (v->live[slot].p)
            s->free(s->self, v->live[slot].p);
}

bool
validate(const struct trace *trace, const struct plan *plan,
         const struct subject *s, volatile size_t *mark, struct fault *fault)
{
    struct validator v = {
        .trace = trace, .plan = plan, .s = s, .fault = fault, .mark = mark};
    *fault = (struct fault){.kind = FAULT_NONE};
    struct live *live = validator_start(&v);
    if (!live)
        return false;
    bool ok = play_all(&v);
    if (ok)
        clear(&v);
    validator_finish(&v, live);
    if (fault->kind == FAULT_CHANGED || fault->kind == FAULT_INCONSISTENT)
        validator_blame(&v);
    if (mark)
        *mark = 0;
    return ok;
}
