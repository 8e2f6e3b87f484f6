/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shadow.h: a model of a heap that knows only what its caller knows: which
 * blocks are live, how many bytes were asked for, and what was written there.
 * It drives the heap with random operations and compares.
 */
#ifndef TESTS_SHADOW_H
#define TESTS_SHADOW_H

#include "allocator/heap.h"
#include "support/random.h"

enum { SHADOW_MAX_LIVE = 400, SHADOW_TEXT = 200 };

struct shadow_block {
    unsigned char *p;
    size_t asked;
    unsigned char key; /* the pattern's first byte */
};

struct shadow {
    struct heap *heap;
    bool hardened;
    size_t limit; /* as in heap_config */
    struct random random;
    size_t target; /* how many live blocks the present phase drifts to */
    size_t n_live;
    struct shadow_block live[SHADOW_MAX_LIVE];
    char last[SHADOW_TEXT];  /* the operation, for a failure's report */
    char wrong[SHADOW_TEXT]; /* what was wrong; "" while all is well */
};

/* False: no address space. */
bool shadow_init(struct shadow *, const struct heap_config *, uint64_t seed);
void shadow_done(struct shadow *);

/* One random operation; false: the heap answered wrongly, see `wrong`. */
bool shadow_step(struct shadow *);

/* Compares all that can be seen of the heap with the model: the checker, the
 * walks both ways, the counters; THOROUGH: also lists, summaries, seeking. */
bool shadow_compare(struct shadow *, bool thorough);

/* Notes what is wrong and returns false. */
bool shadow_wrong(struct shadow *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
