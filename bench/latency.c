/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * latency.c: the time of single operations.
 *
 *     latency PLANFILE CONTESTANT PLAYS
 *
 * Every operation is timed alone, in a first play and in PLAYS more. On a
 * machine that others use the longest times of one play are interruptions, not
 * the allocator; so beside the first play stands the least time of each
 * operation over the others: what it takes at its place in the sequence every
 * time. Prints p50, p9999 and max of both, less what two looks at the clock
 * take, in nanoseconds.
 */
#include "clock.h"
#include "contestant.h"
#include "planfile.h"

#include "score/replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
run_one(const struct plan_op *op, const struct subject *s, void **slot)
{
    switch ((enum plan_kind)op->kind) {
    case PLAN_ALLOC:
        *slot = s->malloc(s->self, op->size);
        break;
    case PLAN_FREE:
        s->free(s->self, *slot);
        *slot = NULL;
        break;
    case PLAN_REALLOC:
        *slot = s->realloc(s->self, *slot, op->size);
        break;
    case PLAN_RETAKE:
        *slot = s->realloc(s->self, NULL, op->size);
        break;
    }
}

/* Into NS, where they are less than what stands there. */
static void
time_each(const struct plan *plan, const struct subject *s, void **slots,
          uint64_t *ns)
{
    for (size_t i = 0; i < plan->n_ops; i++) {
        const struct plan_op *op = &plan->ops[i];
        uint64_t begin = clock_ns();
        run_one(op, s, &slots[op->slot]);
        uint64_t took = clock_ns() - begin;
        if (took < ns[i])
            ns[i] = took;
    }
    replay_clear(plan, s, slots);
}

static int
by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The median of nothing timed. */
static uint64_t
clock_cost(uint64_t *ns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t begin = clock_ns();
        ns[i] = clock_ns() - begin;
    }
    qsort(ns, n, sizeof *ns, by_value);
    return ns[n / 2];
}

static void
tell(const char *prefix, uint64_t *ns, size_t n, uint64_t clock)
{
    const struct {
        const char *name;
        size_t rank;
    } ranks[] = {{"p50", n / 2}, {"p9999", n - 1 - n / 10000}, {"max", n - 1}};
    qsort(ns, n, sizeof *ns, by_value);
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        uint64_t at = ns[ranks[i].rank];
        printf("%s_%s=%llu ", prefix, ranks[i].name,
               (unsigned long long)(at > clock ? at - clock : 0));
    }
}

int
main(int argc, char **argv)
{
    struct plan plan;
    struct subject s;
    void **slots;
    if (argc != 4) {
        fprintf(stderr, "usage: latency PLANFILE CONTESTANT PLAYS\n");
        return 2;
    }
    if (!contestant_begin("latency", argv, &plan, &slots, &s))
        return 2;
    size_t size = plan.n_ops * sizeof(uint64_t);
    uint64_t *ns = size ? pages_new(size) : NULL;
    if (!ns) {
        fprintf(stderr, "latency: %s\n",
                size ? strerror(errno) : "a plan without operations");
        return 2;
    }
    uint64_t clock = clock_cost(ns, plan.n_ops);
    memset(ns, 0xff, size);
    time_each(&plan, &s, slots, ns);
    tell("first", ns, plan.n_ops, clock);
    memset(ns, 0xff, size);
    for (long i = strtol(argv[3], NULL, 10); i > 0; i--)
        time_each(&plan, &s, slots, ns);
    tell("again", ns, plan.n_ops, clock);
    printf("\n");
    s.done(s.self);
    return 0;
}
