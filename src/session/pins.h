/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pins.h: which blocks in use keep free space in pieces, and what freeing
 * them would give. It looks and changes nothing.
 *
 * A run is K allocated blocks, each the next allocated one after the other;
 * free blocks may lie between them. If all of a run were freed they would join
 * one another, every free block between them, and the free blocks from the end
 * of the allocated block before the run to the start of the one after it (or
 * to the heap's ends). That whole stretch, or as much of it as the largest
 * block may have, is what the run gives:
 *
 *     ##....[# 1 #]..[# 2 #]......###      K = 2: 1 and 2 give all between
 *       ^-------------------------^        the two blocks they leave
 *
 * Buddies join with their buddies only. There a run gives the largest block
 * that holds all of it and lies within the stretch: a power of two, at a
 * multiple of itself from the first block.
 *
 * A run that gives no more than a part of it does is none; nor is one that
 * joins no block that is free now, for it keeps nothing in pieces.
 */
#ifndef HEAPGLASS_PINS_H
#define HEAPGLASS_PINS_H

#include "session/view.h"

enum { PINS_MAX_BLOCKS = 1000 }; /* the largest K */

struct pin {
    size_t n;          /* allocated blocks */
    size_t start, end; /* from the first one's first byte to the last
                          one's end: view_open shows them all */
    size_t bytes;      /* of those blocks */
    size_t asked;      /* payload bytes; of a block that the session does
                          not know, all it may hold */
    size_t free_start; /* the free block that freeing them gives: its first */
    size_t gives;      /* byte, and its bytes */
};

struct pins {
    struct pin *list; /* the caller's, room for SIZE of them */
    size_t size, n;   /* N are filled */
    /* To compare with: the largest free block, and what it would be with all
     * free neighbours joined (it is, unless joining is deferred). Bytes, and
     * payload offset; 0: nothing is free. */
    size_t largest, largest_off;
    size_t joined, joined_off;
};

/* The runs of 1 to K blocks that give most, best first: the best of all, then
 * the best that shares no block with it, and so on. Of two that give the same
 * the one with fewer payload bytes comes first, then the lower one. The cost
 * is that of walking the heap, whatever K is; above PINS_MAX_BLOCKS it counts
 * as that. False: ERR is
 *   "not-possible"  this target cannot list its blocks
 *   "joining-off"   under this policy free blocks never join
 *   "damaged"       the heap is damaged
 *   "memory" */
bool pins_find(const struct session *, size_t k, struct pins *, struct error *);

/* The run of any number of blocks with the fewest payload bytes (then the
 * fewest blocks, then the lowest) that gives room for a request of ASKED
 * bytes, as LIST[0]; it need not join what is free now. None, N = 0: it fits
 * already, into JOINED if not into LARGEST. False: as above, or ERR is
 *   "too-large"     no block of this layout can hold so much
 *   "no-fit"        not even with everything freed */
bool pins_for(const struct session *, size_t asked, struct pins *,
              struct error *);
/* The block that a request of ASKED bytes looks for: what its smallest block
 * has, and under tlsf, which asks lists on which all blocks fit, what those
 * have at least. 0: too large. */
size_t pins_need(const struct session *, size_t asked);

#endif
