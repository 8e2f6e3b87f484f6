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
 * of the first play, and of the median of the others: a moment that somebody
 * else had the processor does not count), heap (high-water bytes, 0: it
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

enum {
    SLOW_NS = 1000000000, /* a play that takes so long is not repeated */
    SAMPLE_NS = 100000,   /* plays shorter than that are timed together */
    MAX_SAMPLES = 10000
};

struct watch {
    clockid_t id;
    uint64_t cost; /* what two looks at it take: no part of a play */
};

static uint64_t
clock_cost(clockid_t id)
{
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < 1000; i++) {
        uint64_t begin = clock_ns_of(id), took = clock_ns_of(id) - begin;
        if (took < least)
            least = took;
    }
    return least;
}

static uint64_t
play(const struct plan *plan, const struct subject *s, void **slots,
     clockid_t id)
{
    uint64_t begin = clock_ns_of(id);
    measured(plan, s, slots);
    uint64_t took = clock_ns_of(id) - begin;
    replay_clear(plan, s, slots);
    return took;
}

/* Nanoseconds a play, of enough plays in a row to be measured well. */
static double
sample(const struct plan *plan, const struct subject *s, void **slots,
       const struct watch *watch, size_t *n_plays)
{
    uint64_t sum = 0;
    size_t n = 0;
    while (n == 0 || sum < SAMPLE_NS) {
        uint64_t took = play(plan, s, slots, watch->id);
        sum += took > watch->cost ? took - watch->cost : 1;
        n++;
    }
    *n_plays += n;
    return (double)sum / (double)n;
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
time_plays(const struct plan *plan, const struct subject *s, void **slots,
           double at_least_ns)
{
    static double samples[MAX_SAMPLES];
    double ops = (double)plan->n_ops, sum = 0;
    uint64_t first = play(plan, s, slots, CLOCK_MONOTONIC);
    /* The process's own time leaves out the moments that others had the
     * processor; but asking for it is a system call, too slow for short ones.
     */
    struct watch watch = {
        first < SAMPLE_NS ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, 0};
    watch.cost = clock_cost(watch.id);
    uint64_t end = clock_ns() + SLOW_NS; /* clearing may be what takes long */
    size_t heap = s->heap_size ? s->heap_size(s->self) : 0, n = 0, plays = 0;
    if (first >= SLOW_NS)
        samples[n++] = (double)first;
    while (n == 0 || (first < SLOW_NS && sum < at_least_ns && n < MAX_SAMPLES &&
                      clock_ns() < end)) {
        size_t before = plays;
        samples[n] = sample(plan, s, slots, &watch, &plays);
        sum += samples[n++] * (double)(plays - before);
    }
    qsort(samples, n, sizeof *samples, by_value);
    double middle = (samples[(n - 1) / 2] + samples[n / 2]) / 2;
    printf("ops=%zu plays=%zu cold=%.3f ns=%.3f heap=%zu peak=%zu\n",
           plan->n_ops, plays, (double)first / ops, middle / ops, heap,
           plan->peak_live);
}

int
main(int argc, char **argv)
{
    struct plan plan;
    struct subject s;
    void **slots;
    if (argc != 4) {
        fprintf(stderr, "usage: replay PLANFILE CONTESTANT "
                        "MILLISECONDS|count\n");
        return 2;
    }
    if (!contestant_begin("replay", argv, &plan, &slots, &s))
        return 2;
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
