/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * side.h: the side tables of a hardened heap: which 16-byte units are block
 * starts (a two-level bitmap), and the largest free block (a max-tree over
 * 4 KiB pages, brought up to date when asked).
 *
 * "Start" here is the payload offset b of a block; a block is booked on the
 * page of its b.
 */
#ifndef HEAPGLASS_SIDE_H
#define HEAPGLASS_SIDE_H

#include "allocator/heap_internal.h"

static inline uint64_t *
side_words(const struct heap *heap, enum arena_part part)
{
    return (uint64_t *)(void *)heap->arena.part[part].base;
}

static inline bool
side_is_start(const struct heap *heap, size_t b)
{
    size_t unit = b >> 4;
    return side_words(heap, ARENA_STARTS)[unit >> 6] >> (unit & 63) & 1;
}

static inline void
side_mark_dirty(struct heap *heap, size_t b)
{
    size_t page = b >> ARENA_PAGE_SHIFT;
    side_words(heap, ARENA_DIRTY)[page >> 6] |= (uint64_t)1 << (page & 63);
}

static inline void
side_set_start(struct heap *heap, size_t b)
{
    size_t unit = b >> 4, page = b >> ARENA_PAGE_SHIFT;
    side_words(heap, ARENA_STARTS)[unit >> 6] |= (uint64_t)1 << (unit & 63);
    side_words(heap, ARENA_START_PAGES)[page >> 6] |= (uint64_t)1
                                                      << (page & 63);
}

static inline void
side_clear_start(struct heap *heap, size_t b)
{
    size_t unit = b >> 4, page = b >> ARENA_PAGE_SHIFT;
    uint64_t *words = side_words(heap, ARENA_STARTS);
    const uint64_t *in_page = words + (page << 2);
    words[unit >> 6] &= ~((uint64_t)1 << (unit & 63));
    if (!(in_page[0] | in_page[1] | in_page[2] | in_page[3])) {
        side_words(heap, ARENA_START_PAGES)[page >> 6] &=
            ~((uint64_t)1 << (page & 63));
    }
}

/* The same of side_next_start and side_prev_start beyond the first word. */
size_t side_next_start_far(const struct heap *, size_t b);
size_t side_prev_start_far(const struct heap *, size_t at);

/* The first start after B; the heap's end when there is none. */
static inline size_t
side_next_start(const struct heap *heap, size_t b)
{
    size_t unit = (b >> 4) + 1;
    uint64_t word = side_words(heap, ARENA_STARTS)[unit >> 6] >> (unit & 63);
    return word ? (unit + (size_t)__builtin_ctzll(word)) << 4
                : side_next_start_far(heap, b);
}

/* The last start at or before AT; 0 when there is none. */
static inline size_t
side_prev_start(const struct heap *heap, size_t at)
{
    size_t unit = at >> 4;
    if (at >= heap->control->end)
        return side_prev_start_far(heap, at);
    uint64_t word = side_words(heap, ARENA_STARTS)[unit >> 6]
                    << (63 - (unit & 63));
    return word ? (unit - (size_t)__builtin_clzll(word)) << 4
                : side_prev_start_far(heap, at);
}

/* Building all tables anew: side_empty, then side_set_start for each block and
 * side_note_free for each free one, then side_close. Nothing is dirty then. */
void side_empty(struct heap *);
static inline void
side_note_free(struct heap *heap, size_t b, size_t size)
{
    uint32_t *max = (uint32_t *)(void *)heap->arena.part[ARENA_MAX0].base;
    size_t units = size >> 4, page = b >> ARENA_PAGE_SHIFT;
    if (units > UINT32_MAX)
        units = UINT32_MAX;
    if (units > max[page])
        max[page] = (uint32_t)units;
}
void side_close(struct heap *);
/* The starts, and they alone, are as they should be: the other tables again to
 * them, every page dirty. */
void side_follow_starts(struct heap *);

/* Block bytes of the largest free block; brings dirty pages up to date. */
size_t side_largest_free(struct heap *);
/* How many starts are marked, and do the two levels agree? (the checker) */
size_t side_count_starts(const struct heap *, bool *levels_agree);

#endif
