/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * side.c: see side.h. Searching the bitmap goes word by word inside a page
 * and then page by page through the second level, so that a step across a
 * block of 1 GiB reads 32 KiB of bitmap at most.
 *
 * The max-tree holds bounds, not maxima: a free block that comes raises them at
 * once, one that goes leaves them. Whoever asks looks at the page with the
 * highest bound until one of them is true.
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
/* Levels of the tree: 0 is the pages' own `most`, 1 to 4 are tables. An entry
 * is the largest of the 64 below it. */

static uint32_t *
max_entry(const struct heap *heap, int level, size_t i)
{
    if (level == 0)
        return &side_pages(heap)[i].most;
    return (uint32_t *)(void *)heap->arena.part[ARENA_MAX1 + level - 1].base +
           i;
}

void
side_raise(struct heap *heap, size_t page, uint32_t units)
{
    size_t i = page;
    for (int level = 0; level < ARENA_LEVELS; level++, i >>= ARENA_FAN_SHIFT) {
        uint32_t *entry = max_entry(heap, level, i);
        if (*entry >= units)
            return;
        *entry = units;
    }
}

/* Of the 64 entries of LEVEL under entry I of the level above: the first of the
 * largest. */
static size_t
largest_under(const struct heap *heap, int level, size_t i)
{
    size_t first = i << ARENA_FAN_SHIFT, found = first;
    for (size_t k = first; k < first + 64; k++)
        if (*max_entry(heap, level, k) > *max_entry(heap, level, found))
            found = k;
    return found;
}

/* PAGE's entry has become less: so may those above. */
static void
carry_up(struct heap *heap, size_t page)
{
    size_t i = page >> ARENA_FAN_SHIFT;
    for (int level = 1; level < ARENA_LEVELS; level++, i >>= ARENA_FAN_SHIFT) {
        uint32_t most =
            *max_entry(heap, level - 1, largest_under(heap, level - 1, i));
        if (*max_entry(heap, level, i) == most)
            return;
        *max_entry(heap, level, i) = most;
    }
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

size_t
side_largest_free(struct heap *heap)
{
    uint32_t most;
    while ((most = *max_entry(heap, ARENA_LEVELS - 1, 0)) != 0) {
        size_t page = 0;
        for (int level = ARENA_LEVELS - 1; level-- > 0;)
            page = largest_under(heap, level, page);
        uint32_t is = page_largest(heap, page);
        if (is == most)
            break;
        *max_entry(heap, 0, page) = is;
        carry_up(heap, page);
    }
    return (size_t)most << 4;
}

void
side_distrust(struct heap *heap, size_t lo, size_t hi)
{
    size_t last =
        (hi < heap->control->end ? hi : heap->control->end) >> ARENA_PAGE_SHIFT;
    for (size_t page = lo >> ARENA_PAGE_SHIFT; page <= last; page++)
        side_raise(heap, page, UINT32_MAX);
}

/* --- all of it at once -----------------------------------------------------*/

static size_t
n_pages_of(const struct heap *heap)
{
    return (heap->control->end >> ARENA_PAGE_SHIFT) + 1;
}

void
side_empty(struct heap *heap)
{
    arena_clear_tables(&heap->arena, ARENA_STARTS, heap->control->end);
}

static void
follow_block(struct heap *heap, size_t b)
{
    size_t size = heap->layout->size(heap, b);
    if (size > heap->control->end - b)
        size = side_next_start(heap, b) - b; /* a header that lies */
    if (heap->layout->is_used(heap, b))
        side_add_used(heap, b, size);
    else
        side_add_free(heap, b, size);
}

void
side_follow_starts(struct heap *heap)
{
    const uint64_t *starts = side_words(heap, ARENA_STARTS);
    uint64_t *pages = side_words(heap, ARENA_START_PAGES);
    size_t end = heap->control->end;
    arena_clear_tables(&heap->arena, ARENA_START_PAGES, end);
    for (size_t page = 0; page < n_pages_of(heap); page++) {
        const uint64_t *here = starts + page * WORDS_A_PAGE;
        if (here[0] | here[1] | here[2] | here[3])
            pages[page >> 6] |= (uint64_t)1 << (page & 63);
    }
    for (size_t b = side_next_start(heap, 0); b < end;
         b = side_next_start(heap, b))
        follow_block(heap, b);
    if (heap->control->poked)
        side_distrust(heap, 0, end);
}

/* --- for the checker, and tests
 * -------------------------------------------------------*/

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

/* What PAGE's sums should be; the block before it has been looked for. */
static uint32_t
page_sums(const struct heap *heap, size_t page)
{
    const struct layout *l = heap->layout;
    size_t lo = page << ARENA_PAGE_SHIFT, hi = lo + SIDE_PAGE;
    size_t end = heap->control->end, b = lo ? side_prev_start(heap, lo - 1) : 0;
    uint32_t sums = 0;
    if (!b)
        b = side_next_start(heap, 0);
    for (; b < hi && b < end; b = side_next_start(heap, b)) {
        size_t to = b + l->size(heap, b);
        size_t from = b < lo ? lo : b;
        bool used = l->is_used(heap, b);
        if (b >= lo)
            sums += used ? SIDE_USED_START : SIDE_FREE_START;
        if (used && to > from && (b >= lo || to < hi))
            sums += (uint32_t)(((to < hi ? to : hi) - from) >> 4);
    }
    return sums;
}

/* Is PAGE's bound, and each above it, as high as its largest free block? */
static bool
is_bounded(const struct heap *heap, size_t page)
{
    uint32_t most = page_largest(heap, page);
    size_t i = page;
    for (int level = 0; level < ARENA_LEVELS; level++, i >>= ARENA_FAN_SHIFT)
        if (*max_entry(heap, level, i) < most)
            return false;
    return true;
}

bool
side_pages_agree(const struct heap *heap)
{
    for (size_t page = 0; page < n_pages_of(heap); page++)
        if (side_pages(heap)[page].sums != page_sums(heap, page) ||
            !is_bounded(heap, page))
            return false;
    return true;
}
