/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random.h: numbers that are the same for the same seed on every machine
 * (xorshift64*, Vigna, 2016), so that every run measures the same work.
 */
#ifndef HEAPGLASS_BENCH_RANDOM_H
#define HEAPGLASS_BENCH_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state; /* never 0 */
};

static inline uint64_t
random_next(struct random *r)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return r->state * 0x2545f4914f6cdd1du;
}

/* 0 .. N - 1. */
static inline size_t
random_below(struct random *r, size_t n)
{
    return (size_t)((random_next(r) >> 32) * (uint64_t)n >> 32);
}

/* LO .. HI, both included. */
static inline size_t
random_between(struct random *r, size_t lo, size_t hi)
{
    return lo + random_below(r, hi - lo + 1);
}

/* Exponential from LO on, MOST at most: every HALF bytes more are half as
 * likely (straight lines between these points: no libm). */
static inline size_t
random_exponential(struct random *r, size_t lo, size_t half, size_t most)
{
    unsigned halves =
        (unsigned)__builtin_ctzll(random_next(r) | (uint64_t)1 << 63);
    size_t size = lo + halves * half + random_below(r, half);
    return size < most ? size : most;
}

#endif
