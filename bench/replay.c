/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.c: one contestant plays one plan in a process of its own, so that
 * every allocator starts as it comes.
 *
 *     replay PLANFILE CONTESTANT MILLISECONDS
 *         plays once to warm up, then until that much time is measured
 *     replay PLANFILE CONTESTANT count
 *         once to warm up, once in measured(), for callgrind
 *
 * Prints `name=value` pairs: ops, plays, cold and ns (nanoseconds an operation
 * of the first play and of the measured ones), heap (high-water bytes, 0: it
 * cannot tell), peak (most payload bytes live).
 */
#include "clock.h"
#include "contestant.h"
#include "measured.h"
#include "planfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOW_NS = 1000000000 }; /* a play that takes so long is not repeated */

/* What two looks at the clock take: no part of a play. */
static uint64_t
clock_cost(void)
{
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < 1000; i++) {
        uint64_t begin = clock_ns(), took = clock_ns() - begin;
        if (took < least)
            least = took;
    }
    return least;
}

static uint64_t
play(const struct plan *plan, const struct subject *s, void **slots)
{
    uint64_t begin = clock_ns();
    measured(plan, s, slots);
    uint64_t took = clock_ns() - begin;
    replay_clear(plan, s, slots);
    return took;
}

static void
time_plays(const struct plan *plan, const struct subject *s, void **slots,
           double at_least_ns)
{
    double ops = (double)plan->n_ops;
    uint64_t first = play(plan, s, slots), sum = 0, cost = clock_cost();
    size_t heap = s->heap_size ? s->heap_size(s->self) : 0, n = 0;
    if (first >= SLOW_NS) {
        sum = first;
        n = 1;
    }
    uint64_t end =
        clock_ns() + SLOW_NS; /* clearing up may be what takes long */
    while (n == 0 || ((double)sum < at_least_ns && clock_ns() < end)) {
        uint64_t took = play(plan, s, slots);
        sum += took > cost ? took - cost : 0;
        n++;
    }
    printf("ops=%zu plays=%zu cold=%.3f ns=%.3f heap=%zu peak=%zu\n",
           plan->n_ops, n, (double)first / ops, (double)sum / (double)n / ops,
           heap, plan->peak_live);
}

int
main(int argc, char **argv)
{
    struct plan plan;
    struct subject s;
    struct error err;
    void **slots;
    if (argc != 4) {
        fprintf(stderr, "usage: replay PLANFILE CONTESTANT "
                        "MILLISECONDS|count\n");
        return 2;
    }
    if (!planfile_map(argv[1], &plan, &slots)) {
        fprintf(stderr, "replay: %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    if (!contestant_open(&s, argv[2], &err)) {
        fprintf(stderr, "replay: %s\n", err.text);
        return 2;
    }
    if (strcmp(argv[3], "count") == 0) {
        replay_run(&plan, &s, slots);
        replay_clear(&plan, &s, slots);
        measured(&plan, &s, slots);
        printf("ops=%zu\n", plan.n_ops);
    } else {
        time_plays(&plan, &s, slots, strtod(argv[3], NULL) * 1e6);
    }
    s.done(s.self);
    return 0;
}
