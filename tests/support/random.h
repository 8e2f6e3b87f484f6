/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * random.h: numbers that are the same on every machine for the same seed
 * (splitmix64).
 */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state;
};

static inline uint64_t
random_next(struct random *r)
{
    uint64_t z = (r->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* 0 .. N - 1; N > 0. */
static inline size_t
random_below(struct random *r, size_t n)
{
    return (size_t)(random_next(r) % n);
}

#endif
