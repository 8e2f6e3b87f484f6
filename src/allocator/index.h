/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * index.h: how free blocks are found. An index is given to the mechanics as a
 * compile-time constant beside a layout; the two together are a policy.
 */
#ifndef HEAPGLASS_INDEX_H
#define HEAPGLASS_INDEX_H

#include "allocator/guard.h"
#include "allocator/layout.h"

/* What find answers when a hardened heap meets damage on its way. */
#define FIND_DAMAGED ((size_t)-1)

struct index {
    bool has_links; /* free blocks carry links */
    /* Requests of blocks from this size on go to the high end of a split
     * block, smaller ones to the low end; 0: all to the low end. Small and
     * large then do not interleave, and a hole left by one kind is joined
     * rather than pinned by the other. */
    size_t high_from;

    /* A free block of at least NEED bytes, still on its list; 0: none;
     * FIND_DAMAGED. */
    size_t (*find)(struct heap *, const struct layout *, size_t need);
    /* Blocks of up to EXACT_TO bytes have lists of one size each, and this
     * answers the first of NEED's, which find would answer too; 0: none. With
     * exact_to 0 there are no such lists. */
    size_t exact_to;
    size_t (*find_exact)(struct heap *, const struct layout *, size_t need);
    /* Where block B goes in an ordered list: the block it comes after, 0 the
     * head. Asked before anything changes. FIND_DAMAGED. */
    size_t (*place)(struct heap *, const struct layout *, size_t b);
    /* AFTER: what place said; ignored by lists that are not ordered. */
    void (*link)(struct heap *, const struct layout *, size_t b, size_t size,
                 size_t after);
    void (*unlink)(struct heap *, const struct layout *, size_t b, size_t size);
    /* The same of the block that find has just answered: it may have left in
     * heap->found what saves work now. */
    void (*unlink_found)(struct heap *, const struct layout *, size_t b,
                         size_t size);
};

/* A search has met free block B and looks whether it fits. */
MECHANIC void
index_tell_probe(struct heap *heap, const struct layout *l, size_t b,
                 size_t size, size_t need)
{
    TELL(heap, l, .kind = EVENT_PROBE, .off = b, .size = size,
         .other_size = need);
}

#endif
