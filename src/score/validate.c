/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * validate.c: see validate.h. All bookkeeping is in the C library's memory,
 * beyond the subject's reach. Bytes that changed are noticed late, when their
 * block is freed; then the trace is played once more with an eye on the first
 * such byte, to find the operation that changed it.
 */
#include "score/validate.h"

#include "score/pattern.h"
#include "score/ranges.h"
#include "score/replay.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16 };
#define SEED 0xd1342543de82ef95u

/* The block that a slot holds. */
struct live {
    struct range range; /* its payload; one byte when nothing was asked for */
    char *p;            /* NULL: none */
    size_t size;        /* bytes asked for */
    size_t born, got;   /* operations: the first that gave it, the last */
};

struct validator {
    const struct trace *trace;
    const struct plan *plan;
    const struct subject *s;
    struct ranges ranges;
    struct live *live; /* by slot */
    struct fault *fault;
    volatile size_t *mark;
    size_t op; /* at work, from 1 */
    /* The byte that changed, if any did; born 0: none. */
    struct {
        size_t born, at;
        uint32_t slot;
    } changed;
};

static uint64_t
seed_of(const struct live *live)
{
    return (uint64_t)live->born * SEED;
}

static size_t
line_of(const struct validator *v, size_t op)
{
    return v->trace->ops[op - 1].line;
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

static size_t
offset_of(const struct validator *v, const char *p)
{
    return (size_t)((uintptr_t)p - (uintptr_t)heap_start(v));
}

/* The fault just set is about the block at P. */
static bool
at_block(struct validator *v, const char *p)
{
    v->fault->has_off = (uintptr_t)p >= (uintptr_t)heap_start(v);
    v->fault->off = v->fault->has_off ? offset_of(v, p) : 0;
    return false;
}

/* --- a block that was given ------------------------------------------------*/

static bool
refuse_null(struct validator *v)
{
    const char *why = v->s->trouble ? v->s->trouble(v->s->self) : NULL;
    fault_set(v->fault, FAULT_REFUSED, v->trace, v->op,
              "refused, answered NULL%s%s", why ? ": " : "", why ? why : "");
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
    return at_block(v, p);
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
              offset_of(v, new->p), offset_of(v, new->p) + new->size,
              line_of(v, old->got), offset_of(v, old->p),
              offset_of(v, old->p) + old->size);
    return at_block(v, new->p);
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
                  offset_of(v, p));
        return at_block(v, p);
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
              pattern_byte(at, seed_of(live)));
    return at_block(v, live->p);
}

/* Byte AT of the payload of LIVE is not what was written. */
static bool
report_changed(struct validator *v, const struct live *live, size_t at)
{
    v->changed.born = live->born;
    v->changed.slot = (uint32_t)(live - v->live);
    v->changed.at = at;
    fault_set(v->fault, FAULT_CHANGED, v->trace,
              v->op <= v->plan->n_ops ? v->op : 0,
              "byte %zu of the payload of line %zu's block at 0x%zx was "
              "changed: it is 0x%02x, and was 0x%02x",
              at, line_of(v, live->got), offset_of(v, live->p),
              (unsigned char)live->p[at], pattern_byte(at, seed_of(live)));
    return at_block(v, live->p);
}

static bool
is_whole(struct validator *v, const struct live *live)
{
    size_t n = seen(live->size);
    size_t at = pattern_find(live->p, n, seed_of(live));
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
    pattern_fill(live->p, 0, seen(size), seed_of(live));
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
              "free was refused: %s%s", why,
              p ? ", though the block is allocated" : "");
    return p ? at_block(v, p) : false;
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
              offset_of(v, p));
    return at_block(v, p);
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
    size_t at = pattern_find(live->p, seen(kept), seed_of(live));
    if (at < seen(kept))
        return report_lost(v, live, at, kept);
    pattern_fill(live->p, seen(kept), seen(size), seed_of(live));
    return true;
}

static bool
play_one(struct validator *v, const struct plan_op *op)
{
    struct live *live = &v->live[op->slot];
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
              "its consistency check fails after the last operation; play the "
              "trace with `check on` to see which operation broke it");
    return false;
}

/* --- runs ------------------------------------------------------------------*/

static bool
start(struct validator *v)
{
    v->op = 0;
    v->changed.born = 0;
    v->ranges = (struct ranges){0};
    v->live = calloc(v->plan->n_slots, sizeof *v->live);
    return v->live != NULL;
}

/* Empties the bookkeeping, and the subject when all went WELL. */
static void
finish(struct validator *v, bool well)
{
    for (uint32_t slot = 1; slot < v->plan->n_slots; slot++) {
        struct live *live = &v->live[slot];
        if (live->p && well && !v->s->reset)
            v->s->free(v->s->self, live->p);
        if (live->p)
            drop(v, live);
    }
    if (well && v->s->reset)
        v->s->reset(v->s->self);
    free(v->live);
}

static bool
play_all(struct validator *v)
{
    for (size_t i = 0; i < v->plan->n_ops; i++) {
        v->op = i + 1;
        if (v->mark)
            *v->mark = v->op;
        if (!play_one(v, &v->plan->ops[i]))
            return false;
    }
    return check_end(v);
}

/* Plays until the byte of BLAME changes. The operation that was at work then,
 * with its fault set; 0: it never did, or something else went wrong first. */
static size_t
play_until_changed(struct validator *v, const struct validator *blame,
                   struct fault *fault)
{
    struct live *live = &v->live[blame->changed.slot];
    size_t at = blame->changed.at, last = blame->plan->n_ops;
    for (size_t i = 0; i < last; i++) {
        v->op = i + 1;
        if (v->mark)
            *v->mark = v->op;
        if (!play_one(v, &v->plan->ops[i]))
            return 0;
        if (!live->p || live->born != blame->changed.born || live->size <= at ||
            (unsigned char)live->p[at] == pattern_byte(at, seed_of(live)))
            continue;
        fault_set(fault, FAULT_CHANGED, v->trace, v->op,
                  "changes byte %zu of the payload of line %zu's block at "
                  "0x%zx from 0x%02x to 0x%02x",
                  at, line_of(v, live->got), offset_of(v, live->p),
                  pattern_byte(at, seed_of(live)), (unsigned char)live->p[at]);
        v->fault = fault;
        (void)at_block(v, live->p);
        return v->op;
    }
    return 0;
}

/* Who changed the byte? Without a reset the subject cannot play again. */
static void
hunt(struct validator *found)
{
    struct validator v = *found;
    struct fault other, better;
    if (!v.s->reset || !start(&v))
        return;
    v.fault = &other;
    v.s->reset(v.s->self);
    if (play_until_changed(&v, found, &better))
        *found->fault = better;
    finish(&v, false);
}

bool
validate(const struct trace *trace, const struct plan *plan,
         const struct subject *s, volatile size_t *mark, struct fault *fault)
{
    struct validator v = {
        .trace = trace, .plan = plan, .s = s, .fault = fault, .mark = mark};
    *fault = (struct fault){.kind = FAULT_NONE};
    if (!start(&v))
        return false;
    bool ok = play_all(&v);
    finish(&v, ok);
    if (!ok && fault->kind == FAULT_CHANGED && v.changed.born)
        hunt(&v);
    if (mark)
        *mark = 0;
    return ok;
}
