/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * side.h: the side tables of a hardened heap: which 16-byte units are block
 * starts (a two-level bitmap), what lies in each page of 4 KiB, and the largest
 * free block (a max-tree over the pages).
 *
 * "Start" here is the payload offset b of a block. Of the side tables a block
 * is [b, b + size): a header further on than its bytes, so that starts, and
 * pages, are at round numbers.
 *
 *     page      0            4096          8192          12288
 *     blocks    | a  | b  | c                    | d |
 *     starts    | 2  | 1, of c    | 0           | 1
 *     used      | of each block that starts or ends in the page, what of it
 *                 lies there. A page in which no block starts is within one
 *                 block, but for the page of the heap's end: what is used of it
 *                 that block says, and the sum is not.
 *
 * Every operation keeps this up in constant time, whatever the block's size.
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

/* --- pages -----------------------------------------------------------------*/
/* Three numbers in one, none above 256: units of 16 bytes in used blocks,
 * starts of used blocks, starts of free ones. */
#define SIDE_UNITS       ((uint32_t)0x3ff)
#define SIDE_USED_START  ((uint32_t)1 << 10)
#define SIDE_USED_STARTS ((uint32_t)0x3ff << 10)
#define SIDE_FREE_START  ((uint32_t)1 << 20)
#define SIDE_FREE_STARTS ((uint32_t)0x3ff << 20)

struct side_page {
    uint32_t sums;
    /* No free block that starts here has more units: as large as the largest
     * since the page was last looked at. */
    uint32_t most;
};

enum { SIDE_PAGE = 1 << ARENA_PAGE_SHIFT };

static inline struct side_page *
side_pages(const struct heap *heap)
{
    return (struct side_page *)(void *)heap->arena.part[ARENA_PAGES].base;
}

static inline void
side_add_used(struct heap *heap, size_t b, size_t size)
{
    struct side_page *pages = side_pages(heap);
    size_t page = b >> ARENA_PAGE_SHIFT, last = (b + size) >> ARENA_PAGE_SHIFT;
    size_t after = (b + size) & (SIDE_PAGE - 1); /* that lies in the last one */
    size_t here = page == last ? size : SIDE_PAGE - (b & (SIDE_PAGE - 1));
    pages[page].sums += SIDE_USED_START + (uint32_t)(here >> 4);
    if (page != last)
        pages[last].sums += (uint32_t)(after >> 4);
}

static inline void
side_drop_used(struct heap *heap, size_t b, size_t size)
{
    struct side_page *pages = side_pages(heap);
    size_t page = b >> ARENA_PAGE_SHIFT, last = (b + size) >> ARENA_PAGE_SHIFT;
    size_t after = (b + size) & (SIDE_PAGE - 1);
    size_t here = page == last ? size : SIDE_PAGE - (b & (SIDE_PAGE - 1));
    pages[page].sums -= SIDE_USED_START + (uint32_t)(here >> 4);
    if (page != last)
        pages[last].sums -= (uint32_t)(after >> 4);
}

/* PAGE has, or may have, a free block of UNITS, more than it had. */
void side_raise(struct heap *, size_t page, uint32_t units);

static inline void
side_add_free(struct heap *heap, size_t b, size_t size)
{
    size_t page = b >> ARENA_PAGE_SHIFT, units = size >> 4;
    struct side_page *p = &side_pages(heap)[page];
    p->sums += SIDE_FREE_START;
    if (UNLIKELY(units > p->most))
        side_raise(heap, page,
                   units < UINT32_MAX ? (uint32_t)units : UINT32_MAX);
}

static inline void
side_drop_free(struct heap *heap, size_t b)
{
    side_pages(heap)[b >> ARENA_PAGE_SHIFT].sums -= SIDE_FREE_START;
}

/* All tables are empty: to be filled by side_set_start for each block, and
 * side_add_used or side_add_free. */
void side_empty(struct heap *);
/* The starts, and they alone, are as they should be: the other tables again to
 * them and the headers. */
void side_follow_starts(struct heap *);
/* Bytes [LO, HI) were overwritten: what a header there says may have changed.
 */
void side_distrust(struct heap *, size_t lo, size_t hi);

/* Block bytes of the largest free block. Looks at the pages that may have it
 * and do not; each such look is of a page that had a larger one since the look
 * before. */
size_t side_largest_free(struct heap *);
/* Are the pages' sums what the blocks' headers say, and the bounds none below
 * what is there? (tests) */
bool side_pages_agree(const struct heap *);
/* How many starts are marked, and do the two levels agree? (the checker) */
size_t side_count_starts(const struct heap *, bool *levels_agree);

#endif
