/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pins_internal.h: what both searches for pins share. Private to src/session.
 */
#ifndef HEAPGLASS_PINS_INTERNAL_H
#define HEAPGLASS_PINS_INTERNAL_H

#include "session/pins.h"

/* Where blocks lie, and how they join. */
struct pin_heap {
    const struct session *session;
    size_t front, back; /* the blocks are [front, back) */
    size_t max_block;
    bool buddies;
};

/* False: ERR, as pins_find. Fills HEAP, and what PINS compares with. */
bool pin_heap_open(struct pin_heap *, const struct session *, struct pins *,
                   struct error *);
/* Bytes of the largest block within [LO, HI) once all of that is free; *START:
 * its first byte. */
size_t pin_largest_in(const struct pin_heap *, size_t lo, size_t hi,
                      size_t *start);
/* What PIN gives, [LO, HI) being the stretch around its run; of buddies one
 * block must be able to hold the run there. */
void pin_join(const struct pin_heap *, size_t lo, size_t hi, struct pin *);

/* Buddies: the range of SIZE, a power of two, that holds byte AT. */
size_t pin_range_start(const struct pin_heap *, size_t at, size_t size);

/* Allocated blocks in order of address. */
struct live_walk {
    struct view_iter rows;
    struct view_block at; /* valid while MORE */
    bool more;
};
void live_open(struct live_walk *, const struct pin_heap *, size_t lo,
               size_t hi);
void live_next(struct live_walk *);
/* What freeing the block costs: payload bytes. */
size_t live_cost(const struct view_block *);
/* Makes BLOCK, the next one, part of the run; the first if PIN->n is 0. */
void pin_add(struct pin *, const struct view_block *);

#endif
