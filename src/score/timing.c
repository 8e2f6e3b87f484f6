/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timing.c: see timing.h. A round is long enough to be measured, and there are
 * as many as make a fraction of a second: a trace that takes longer than that
 * is played once and once more.
 */
#include "score/timing.h"

#include "score/replay.h"

#include <stdlib.h>

static const double round_least = 2e-3; /* seconds timed in a round */
static const double round_most = 20e-3; /* spent on one, with the resets */
static const double all_rounds = 0.25;  /* spent on one subject */

static int
by_seconds(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* What asking for the time twice takes: no part of a replay. */
static double
clock_cost(void)
{
    double least = 1;
    for (int i = 0; i < 1000; i++) {
        double begin = replay_clock(), took = replay_clock() - begin;
        if (took < least)
            least = took;
    }
    return least;
}

static size_t
clamp(double x, size_t least, size_t most)
{
    return x < (double)least ? least : x > (double)most ? most : (size_t)x;
}

/* One replay, which also warms the subject up, decides how many follow. */
static void
calibrate(const struct plan *plan, struct timing *t, void **slots)
{
    double begin = replay_clock();
    double timed = replay_time(plan, t->subject, slots);
    double spent = replay_clock() - begin;
    if (timed < round_least / 4) { /* the first is not like the others */
        begin = replay_clock();
        timed = replay_time(plan, t->subject, slots);
        spent = replay_clock() - begin;
    }
    double n = round_least / timed + 1;
    if (n * spent > round_most)
        n = round_most / spent;
    t->repeats = clamp(n, 1, 100000);
    t->n_rounds =
        clamp(all_rounds / ((double)t->repeats * spent), 1, TIMING_ROUNDS);
    t->round[0] = timed;
}

static double
play_round(const struct plan *plan, const struct timing *t, void **slots)
{
    double sum = 0;
    for (size_t i = 0; i < t->repeats; i++)
        sum += replay_time(plan, t->subject, slots);
    return sum / (double)t->repeats;
}

static void
conclude(struct timing *t, double cost)
{
    qsort(t->round, t->n_rounds, sizeof *t->round, by_seconds);
    double median = t->round[t->n_rounds / 2];
    t->seconds = median > 2 * cost ? median - cost : median / 2;
}

bool
timing_run(const struct plan *plan, struct timing *entries, size_t n,
           timing_progress *progress, void *context)
{
    void **slots = calloc(plan->n_slots, sizeof *slots);
    double cost = clock_cost();
    size_t rounds = 1;
    if (!slots)
        return false;
    for (size_t i = 0; i < n; i++) {
        calibrate(plan, &entries[i], slots);
        if (entries[i].n_rounds > rounds)
            rounds = entries[i].n_rounds;
    }
    for (size_t r = 0; r < rounds; r++) {
        if (progress)
            progress(context, r + 1, rounds);
        for (size_t i = 0; i < n; i++)
            if (r < entries[i].n_rounds)
                entries[i].round[r] = play_round(plan, &entries[i], slots);
    }
    for (size_t i = 0; i < n; i++)
        conclude(&entries[i], cost);
    free(slots);
    return true;
}
