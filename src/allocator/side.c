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

/* Entries of level 0 have changed, those of a word of the dirty bitmap, WORD:
 * carries them upwards while that changes anything. */
static void
max_carry(struct heap *heap, size_t word)
{
    size_t i = word; /* 64 pages are an entry of level 1 */
    for (int level = 1; level < ARENA_LEVELS; level++) {
        const uint32_t *below =
            max_level(heap, level - 1) + (i << ARENA_FAN_SHIFT);
        uint32_t largest = 0;
        for (size_t k = 0; k < 64; k++)
            if (below[k] > largest)
                largest = below[k];
        if (max_level(heap, level)[i] == largest)
            return;
        max_level(heap, level)[i] = largest;
        i >>= ARENA_FAN_SHIFT;
    }
}

static size_t
n_pages_of(const struct heap *heap)
{
    return (heap->control->end >> ARENA_PAGE_SHIFT) + 1;
}

size_t
side_largest_free(struct heap *heap)
{
    uint64_t *dirty = side_words(heap, ARENA_DIRTY);
    for (size_t i = 0; i <= (n_pages_of(heap) - 1) >> 6; i++) {
        if (!dirty[i])
            continue;
        for (; dirty[i]; dirty[i] &= dirty[i] - 1) {
            size_t page = (i << 6) + (size_t)__builtin_ctzll(dirty[i]);
            max_level(heap, 0)[page] = page_largest(heap, page);
        }
        max_carry(heap, i);
    }
    return (size_t)max_level(heap, ARENA_LEVELS - 1)[0] << 4;
}

/* --- all of it at once -----------------------------------------------------*/

void
side_empty(struct heap *heap)
{
    arena_clear_tables(&heap->arena, ARENA_STARTS, heap->control->end);
}

void
side_close(struct heap *heap)
{
    for (size_t i = 0; i <= (n_pages_of(heap) - 1) >> 6; i++)
        max_carry(heap, i);
}

void
side_follow_starts(struct heap *heap)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    uint64_t *pages = side_words(heap, ARENA_START_PAGES);
    uint64_t *dirty = side_words(heap, ARENA_DIRTY);
    arena_clear_tables(&heap->arena, ARENA_START_PAGES, heap->control->end);
    for (size_t page = 0; page < n_pages_of(heap); page++) {
        const uint64_t *here = starts + page * WORDS_A_PAGE;
        uint64_t bit = (uint64_t)1 << (page & 63);
        dirty[page >> 6] |= bit;
        if (here[0] | here[1] | here[2] | here[3])
            pages[page >> 6] |= bit;
    }
}

/* --- for the checker -------------------------------------------------------*/

size_t
side_count_starts(const struct heap *heap, bool *levels_agree)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    const uint64_t *pages = side_words(heap, ARENA_START_PAGES);
    size_t n = 0;
    *levels_agree = true;
    for (size_t page = 0; page < n_pages_of(heap); page++) {
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
