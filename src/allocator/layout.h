/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout.h: where a block's bookkeeping lies. Mechanics, iterators and the
 * checker ask the layout; nothing else knows.
 *
 * The mechanics receive a layout as a compile-time constant and are inlined
 * into each policy, so that the calls below cost nothing there.
 */
#ifndef HEAPGLASS_LAYOUT_H
#define HEAPGLASS_LAYOUT_H

#include "allocator/heap_internal.h"

/* A policy is compiled once for each way that a heap may go (define.h). */
enum layout_way {
    WAY_WATCHED, /* guards and events, if the heap has them */
    WAY_BRISK,   /* no guards, no events: side tables and counters alone */
    WAY_PLAIN    /* none of these: the library's fast path */
};

enum layout_footer {
    FOOTER_NEVER,
    FOOTER_FREE, /* free blocks have one */
    FOOTER_ALWAYS
};

struct layout {
    const char *name;
    enum layout_way way;
    size_t header;   /* bytes before the payload */
    size_t overhead; /* bytes of an allocated block that are not payload */
    size_t word;     /* bytes of a header or footer word */
    size_t link;     /* bytes of a list link in a free block */
    size_t min, max; /* smallest and largest block */
    size_t front;    /* arena's own bytes before the first block's header */
    size_t back;     /* the epilogue's bytes */
    size_t aligned;  /* the offset at a multiple of ARENA_ALIGN in memory */
    enum layout_footer footer; /* a copy of the header at a block's end */
    bool prev_bit; /* header words say whether the block before is used */
    /* Sizes are powers of two, places multiples of them, and only the two
     * halves of one block can be joined. Nothing then is known or told about
     * the block before: prev_is_used and prev_size are NULL. */
    bool buddies;

    size_t (*size)(const struct heap *, size_t b);
    bool (*is_used)(const struct heap *, size_t b);
    bool (*prev_is_used)(const struct heap *, size_t b);
    /* Of the block before; valid only while that one is free. */
    size_t (*prev_size)(const struct heap *, size_t b);
    /* Write a block's own bookkeeping: header, and footer where there is one.
     */
    void (*write_used)(struct heap *, size_t b, size_t size, bool prev_used);
    void (*write_free)(struct heap *, size_t b, size_t size, bool prev_used);
    /* Write the bit that block B keeps about the block before it, if any. */
    void (*tell_next)(struct heap *, size_t b, bool prev_used);
    /* Both: the block's own, and what the block after it knows. */
    void (*set_used)(struct heap *, size_t b, size_t size, bool prev_used);
    void (*set_free)(struct heap *, size_t b, size_t size, bool prev_used);
    /* Marks B's own header free and nothing else: what a header that vanishes
     * into the block before it is left with, so that freeing it again shows. */
    void (*mark_gone)(struct heap *, size_t b);
    /* Links: valid only while free; payload offsets, 0: none. */
    size_t (*next)(const struct heap *, size_t b);
    size_t (*prev)(const struct heap *, size_t b);
    void (*set_next)(struct heap *, size_t b, size_t to);
    void (*set_prev)(struct heap *, size_t b, size_t to);
    /* Prologue of an empty heap; epilogue at the heap's end. */
    void (*write_prologue)(struct heap *);
    bool (*prologue_is_intact)(const struct heap *);
    void (*write_epilogue)(struct heap *, size_t end, bool prev_used);
    /* What a raw word says; what word a block should have. */
    struct heap_word (*decode)(uint64_t raw);
    uint64_t (*encode)(size_t size, bool used, bool prev_used);
};

/* Does this heap make sure of what it reads? But for the watched way the answer
 * is known to the compiler, which leaves out all that only such heaps do. */
MECHANIC bool
is_guarded(const struct heap *heap, const struct layout *l)
{
    return l->way == WAY_WATCHED && heap->hardened;
}

/* Does it keep side tables, counters and the ends of lists? */
MECHANIC bool
keeps_tables(const struct heap *heap, const struct layout *l)
{
    return l->way == WAY_BRISK || is_guarded(heap, l);
}

/* The first block's payload. */
MECHANIC size_t
layout_first(const struct layout *l)
{
    return l->front + l->header;
}

/* What a request needs, in units of HEAP_ALIGN, and the smallest block for it;
 * the caller has checked that it is not too large. */
MECHANIC size_t
layout_fit(const struct layout *l, size_t asked)
{
    size_t size =
        (asked + l->overhead + (HEAP_ALIGN - 1)) & ~(size_t)(HEAP_ALIGN - 1);
    return size < l->min ? l->min : size;
}

/* The block that a request gets when nothing larger must be cut. */
MECHANIC size_t
layout_fit_block(const struct layout *l, size_t asked)
{
    size_t size = layout_fit(l, asked);
    if (l->buddies)
        size = (size_t)1 << (64 - __builtin_clzll(size - 1));
    return size;
}

MECHANIC bool
layout_too_large(const struct layout *l, size_t asked)
{
    return asked > l->max - l->overhead;
}

/* Bytes from the first block to B. The rules of buddies speak of places. */
MECHANIC size_t
layout_place(const struct layout *l, size_t b)
{
    return b - layout_first(l);
}

/* The largest block that can stand at B. */
MECHANIC size_t
layout_largest_at(const struct layout *l, size_t b)
{
    size_t place = layout_place(l, b), aligned = place & (~place + 1);
    return l->buddies && place && aligned < l->max ? aligned : l->max;
}

/* Does a block of SIZE at B keep to the layout's rule for sizes? (I14) */
MECHANIC bool
layout_size_fits(const struct layout *l, size_t b, size_t size)
{
    return !l->buddies ||
           (!(size & (size - 1)) && size <= layout_largest_at(l, b));
}

/* The other half of the block that B was split from, or would have been: an
 * upper half may lie at the heap's end. Buddies only. */
MECHANIC size_t
layout_buddy_of(const struct layout *l, size_t b, size_t size)
{
    return (layout_place(l, b) ^ size) + layout_first(l);
}

/* Could free block B of SIZE and the free block of NEXT bytes after it be one
 * block? */
MECHANIC bool
layout_may_join(const struct layout *l, size_t b, size_t size, size_t next)
{
    if (l->buddies)
        return size == next && size < l->max && layout_buddy_of(l, b, size) > b;
    return next <= l->max - size;
}

MECHANIC bool
layout_has_footer(const struct layout *l, bool used)
{
    return l->footer == FOOTER_ALWAYS || (l->footer == FOOTER_FREE && !used);
}

MECHANIC uint32_t
load32(const struct heap *heap, size_t at)
{
    uint32_t word;
    memcpy(&word, heap->blocks + at, sizeof word);
    return word;
}

MECHANIC void
store32(struct heap *heap, size_t at, uint32_t word)
{
    memcpy(heap->blocks + at, &word, sizeof word);
}

MECHANIC uint64_t
load64(const struct heap *heap, size_t at)
{
    uint64_t word;
    memcpy(&word, heap->blocks + at, sizeof word);
    return word;
}

MECHANIC void
store64(struct heap *heap, size_t at, uint64_t word)
{
    memcpy(heap->blocks + at, &word, sizeof word);
}

/* A header or footer word of any layout, for looking. */
MECHANIC uint64_t
layout_load(const struct heap *heap, const struct layout *l, size_t at)
{
    return l->word == 4 ? load32(heap, at) : load64(heap, at);
}

#endif
