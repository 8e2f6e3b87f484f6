/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random.h: numbers that are the same for the same seed on every machine
 * (xorshift64*, Vigna, 2016): whole numbers all the way, no libm.
 */
#ifndef HEAPGLASS_RANDOM_H
#define HEAPGLASS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state; /* never 0 */
};

/* Seeds that are neighbours begin streams that are not (splitmix64). */
static inline struct random
random_from(uint64_t seed)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return (struct random){z ? z : 1};
}

static inline uint64_t
random_next(struct random *r)
{
    r->state ^= r->state >> 12;
    r->state ^= r->state << 25;
    r->state ^= r->state >> 27;
    return r->state * 0x2545f4914f6cdd1du;
}

/* 0 .. N - 1; N is 2^32 at most. */
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

/* -log2 of a random fraction in 2^-16ths. A logarithm's next bit is whether
 * the square reaches 2. */
static inline uint64_t
random_halvings(struct random *r)
{
    uint64_t u = random_next(r) >> 32 | 1;
    unsigned whole = 63U - (unsigned)__builtin_clzll(u);
    uint64_t square = u << (31 - whole), log = whole;
    for (int i = 0; i < 16; i++) {
        square = square * square >> 31;
        log = log << 1 | square >> 32;
        square >>= square >> 32;
    }
    return ((uint64_t)32 << 16) - log;
}

/* Exponential from LO on, MEAN in all; what exceeds MOST is drawn again, so
 * that MOST is as rare as it should be. LO <= MEAN <= MOST < 2^32. */
static inline size_t
random_exponential(struct random *r, size_t lo, size_t mean, size_t most)
{
    enum { LN2 = 45426 }; /* 2^-16ths */
    uint64_t size;
    do
        size = lo + ((random_halvings(r) * LN2 >> 16) * (mean - lo) >> 16);
    while (size > most);
    return (size_t)size;
}

#endif
