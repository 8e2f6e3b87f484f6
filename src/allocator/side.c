/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * side.c: see side.h. Searching the bitmap goes word by word inside a page
 * and then page by page through the second level, so that a step across a
 * block of 1 GiB reads 32 KiB of bitmap at most.
 */
#include "allocator/side.h"

#include "allocator/layout.h"

enum { UNITS_A_PAGE = 256, WORDS_A_PAGE = 4 };
#define NONE ((size_t)-1)

/* First set bit at index >= FROM, below END; NONE when there is none. */
static size_t
bit_after(const uint64_t *words, size_t from, size_t end)
{
    if (from >= end)
        return NONE;
    size_t i = from >> 6;
    uint64_t word = words[i] & (~(uint64_t)0 << (from & 63));
    while (!word) {
        if (++i > (end - 1) >> 6)
            return NONE;
        word = words[i];
    }
    size_t found = (i << 6) + (size_t)__builtin_ctzll(word);
    return found < end ? found : NONE;
}

/* Last set bit at index <= AT, not below LO; NONE when there is none. */
static size_t
bit_before(const uint64_t *words, size_t at, size_t lo)
{
    size_t i = at >> 6;
    uint64_t word = words[i] & (~(uint64_t)0 >> (63 - (at & 63)));
    while (!word) {
        if (i == lo >> 6)
            return NONE;
        word = words[--i];
    }
    size_t found = (i << 6) + 63 - (size_t)__builtin_clzll(word);
    return found >= lo ? found : NONE;
}

size_t
side_next_start_far(const struct heap *heap, size_t b)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    size_t end = heap->control->end, n_units = end >> 4;
    size_t unit = (b >> 4) + 1;
    size_t page_end = (unit | (UNITS_A_PAGE - 1)) + 1;
    size_t found =
        bit_after(starts, unit, page_end < n_units ? page_end : n_units);
    if (found == NONE && page_end < n_units) {
        size_t n_pages = (n_units + UNITS_A_PAGE - 1) / UNITS_A_PAGE;
        size_t page = bit_after(side_words(heap, ARENA_START_PAGES),
                                page_end / UNITS_A_PAGE, n_pages);
        if (page != NONE)
            found = bit_after(starts, page * UNITS_A_PAGE, n_units);
    }
    return found == NONE ? end : found << 4;
}

size_t
side_prev_start_far(const struct heap *heap, size_t at)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    if (at >= heap->control->end)
        at = heap->control->end - HEAP_ALIGN;
    size_t unit = at >> 4, page = unit / UNITS_A_PAGE;
    size_t found = bit_before(starts, unit, page * UNITS_A_PAGE);
    if (found == NONE && page > 0) {
        page = bit_before(side_words(heap, ARENA_START_PAGES), page - 1, 0);
        if (page != NONE) {
            found = bit_before(starts, (page + 1) * UNITS_A_PAGE - 1,
                               page * UNITS_A_PAGE);
        }
    }
    return found == NONE ? 0 : found << 4;
}

/* --- the largest free block ------------------------------------------------*/

static uint32_t *
max_level(const struct heap *heap, int level)
{
    return (uint32_t *)(void *)heap->arena.part[ARENA_MAX0 + level].base;
}

/* Units are counted in 32 bits: a free block of 64 GiB saturates. */
static uint32_t
page_largest(const struct heap *heap, size_t page)
{
    const struct layout *layout = heap->layout;
    const uint64_t *words = side_words(heap, ARENA_STARTS);
    size_t largest = 0;
    for (size_t i = page * WORDS_A_PAGE; i < (page + 1) * WORDS_A_PAGE; i++) {
        for (uint64_t word = words[i]; word; word &= word - 1) {
            size_t b = ((i << 6) + (size_t)__builtin_ctzll(word)) << 4;
            size_t size = layout->size(heap, b);
            if (!layout->is_used(heap, b) && size > largest &&
                size <= heap->control->end - b)
                largest = size;
        }
    }
    largest >>= 4;
    return largest > UINT32_MAX ? UINT32_MAX : (uint32_t)largest;
}

/* Writes VALUE for entry I of the lowest level and carries it upwards while
 * it changes anything. */
static void
max_set(struct heap *heap, size_t i, uint32_t value)
{
    max_level(heap, 0)[i] = value;
    for (int level = 1; level < ARENA_LEVELS; level++) {
        const uint32_t *below = max_level(heap, level - 1);
        size_t parent = i >> ARENA_FAN_SHIFT;
        size_t first = parent << ARENA_FAN_SHIFT;
        uint32_t largest = 0;
        for (size_t k = first; k < first + 64; k++)
            if (below[k] > largest)
                largest = below[k];
        if (max_level(heap, level)[parent] == largest)
            return;
        max_level(heap, level)[parent] = largest;
        i = parent;
    }
}

size_t
side_largest_free(struct heap *heap)
{
    uint64_t *dirty = side_words(heap, ARENA_DIRTY);
    size_t n_pages = (heap->control->end >> ARENA_PAGE_SHIFT) + 1;
    for (size_t i = 0; i <= (n_pages - 1) >> 6; i++) {
        for (; dirty[i]; dirty[i] &= dirty[i] - 1) {
            size_t page = (i << 6) + (size_t)__builtin_ctzll(dirty[i]);
            max_set(heap, page, page_largest(heap, page));
        }
    }
    return (size_t)max_level(heap, ARENA_LEVELS - 1)[0] << 4;
}

size_t
side_count_starts(const struct heap *heap, bool *levels_agree)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    const uint64_t *pages = side_words(heap, ARENA_START_PAGES);
    size_t n_pages = (heap->control->end >> ARENA_PAGE_SHIFT) + 1, n = 0;
    *levels_agree = true;
    for (size_t page = 0; page < n_pages; page++) {
        size_t here = 0;
        for (size_t i = 0; i < WORDS_A_PAGE; i++) {
            here +=
                (size_t)__builtin_popcountll(starts[page * WORDS_A_PAGE + i]);
        }
        if ((here > 0) != (pages[page >> 6] >> (page & 63) & 1))
            *levels_agree = false;
        n += here;
    }
    return n;
}
