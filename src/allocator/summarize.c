/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summarize.c: the zoomed-out view: what lies in each of n equal stretches.
 *
 * Cells of a page and more are added up from the pages' sums (side.h), whatever
 * the number of blocks; where a cell's ends cut a page, that page's blocks are
 * walked. So are all blocks in view for smaller cells, for heaps without side
 * tables, and for those whose headers may lie.
 *
 * The pages count bytes from payload offsets. In this file such a place is
 * called x: the heap's byte x - header.
 */
#include "allocator/iter.h"

#include "allocator/layout.h"
#include "allocator/side.h"

/* --- by walking ------------------------------------------------------------*/

enum kind { KIND_FREE = BLOCK_FREE, KIND_USED = BLOCK_USED, KIND_OWN };

struct painter {
    struct heap_cell *cells;
    size_t lo, hi, step, n;
    enum kind last; /* of the bytes painted before */
};

/* Another place where used becomes free or free used, at CHANGE. */
static void
note_change(struct heap_cell *cell, size_t change)
{
    cell->n_changes = cell->n_changes ? CHANGES_MANY : 1;
    cell->change = cell->n_changes == 1 ? change : 0;
}

/* Adds a stretch of one kind to one cell. */
static void
paint_cell(struct heap_cell *cell, size_t cell_lo, size_t lo, size_t hi,
           enum kind kind, bool changes)
{
    if (kind == KIND_USED)
        cell->used += hi - lo;
    else if (kind == KIND_FREE)
        cell->free += hi - lo;
    else
        cell->own += hi - lo;
    if (kind != KIND_OWN && cell->used + cell->free == hi - lo)
        cell->first = kind == KIND_USED ? BLOCK_USED : BLOCK_FREE;
    if (changes && lo > cell_lo)
        note_change(cell, lo - cell_lo);
}

static void
paint(struct painter *p, size_t lo, size_t hi, enum kind kind)
{
    bool changes = kind != p->last && kind != KIND_OWN && p->last != KIND_OWN;
    size_t at = lo < p->lo ? p->lo : lo;
    size_t end = hi < p->hi ? hi : p->hi;
    p->last = kind;
    while (at < end) {
        size_t i = (at - p->lo) / p->step;
        size_t cell_lo = p->lo + i * p->step;
        size_t cell_hi = end - cell_lo > p->step ? cell_lo + p->step : end;
        paint_cell(&p->cells[i], cell_lo, at, cell_hi, kind,
                   changes && at == lo);
        at = cell_hi;
    }
}

static void
count_start(struct painter *p, const struct block_info *info)
{
    if (info->start < p->lo || info->start >= p->hi)
        return;
    struct heap_cell *cell = &p->cells[(info->start - p->lo) / p->step];
    if (info->state == BLOCK_USED)
        cell->n_used++;
    else
        cell->n_free++;
}

static void
paint_blocks(struct painter *p, const struct heap *heap)
{
    size_t end = heap->control->end;
    size_t at = heap->layout->front, last = end - heap->layout->back;
    struct block_iter iter;
    struct block_info info;
    enum iter_step step;
    paint(p, 0, at, KIND_OWN);
    block_iter_open(&iter, heap, p->lo, p->hi);
    while ((step = block_iter_next(&iter, &info)) == ITER_BLOCK ||
           step == ITER_CORRUPT) {
        if (step == ITER_CORRUPT) {
            paint(p, info.start, info.start + info.size, KIND_OWN);
            continue;
        }
        count_start(p, &info);
        paint(p, info.start, info.start + info.size,
              info.state == BLOCK_USED ? KIND_USED : KIND_FREE);
    }
    paint(p, last, end, KIND_OWN);
}

/* --- by pages --------------------------------------------------------------*/

/* Of a stretch: the numbers of a page's sums. */
struct sums {
    size_t used; /* bytes */
    size_t used_starts, free_starts;
};

static size_t
page_of(size_t x)
{
    return x >> ARENA_PAGE_SHIFT;
}

/* The block that has the first byte of PAGE, in which none starts. */
static bool
is_within_used(const struct heap *heap, size_t page)
{
    return heap->layout->is_used(
        heap, side_prev_start(heap, page << ARENA_PAGE_SHIFT));
}

/* Adds what lies in [LO, HI), which is within one page, block by block. */
static void
walk_part(const struct heap *heap, size_t lo, size_t hi, struct sums *sums)
{
    const struct layout *l = heap->layout;
    size_t b = side_prev_start(heap, lo), size;
    if (hi > heap->control->end)
        hi = heap->control->end;
    if (!b)
        b = side_next_start(heap, lo);
    for (; b < hi; b += size) {
        bool used = l->is_used(heap, b);
        size = l->size(heap, b);
        size_t from = b < lo ? lo : b, to = b + size < hi ? b + size : hi;
        if (used)
            sums->used += to - from;
        if (b >= lo)
            *(used ? &sums->used_starts : &sums->free_starts) += 1;
    }
}

/* Adds pages [FROM, TO), whole ones. */
static void
add_pages(const struct heap *heap, size_t from, size_t to, struct sums *sums)
{
    const struct side_page *pages = side_pages(heap);
    size_t last = page_of(heap->control->end);
    for (size_t page = from; page < to; page++) {
        uint32_t here = pages[page].sums;
        sums->used += (size_t)(here & SIDE_UNITS) << 4;
        sums->used_starts += (here & SIDE_USED_STARTS) / SIDE_USED_START;
        sums->free_starts += (here & SIDE_FREE_STARTS) / SIDE_FREE_START;
        if (here & (SIDE_USED_STARTS | SIDE_FREE_STARTS) || page == last)
            continue;
        /* Within one block: and so are those up to the page it ends in. */
        size_t next = page_of(side_next_start(heap, (page << ARENA_PAGE_SHIFT) |
                                                        (SIDE_PAGE - 1)));
        next = next < to ? next : to;
        if (is_within_used(heap, page))
            sums->used += (next - page) * SIDE_PAGE;
        page = next - 1;
    }
}

static void
add_up(const struct heap *heap, size_t lo, size_t hi, struct sums *sums)
{
    size_t from = page_of(lo + SIDE_PAGE - 1), to = page_of(hi);
    *sums = (struct sums){0};
    if (from > to) { /* all within a page */
        walk_part(heap, lo, hi, sums);
        return;
    }
    if (lo & (SIDE_PAGE - 1))
        walk_part(heap, lo, from << ARENA_PAGE_SHIFT, sums);
    add_pages(heap, from, to, sums);
    if (hi & (SIDE_PAGE - 1))
        walk_part(heap, to << ARENA_PAGE_SHIFT, hi, sums);
}

/* Is [LO, HI), which lies within the blocks, of one kind all over? The first
 * page that is not ends it. */
static bool
is_all(const struct heap *heap, size_t lo, size_t hi, bool used)
{
    struct sums sums;
    while (lo < hi) {
        size_t page_end = (lo | (SIDE_PAGE - 1)) + 1;
        size_t to = page_end < hi ? page_end : hi;
        add_up(heap, lo, to, &sums);
        if (sums.used != (used ? to - lo : 0))
            return false;
        lo = to;
    }
    return true;
}

/* Is [LO, HI) of one kind up to byte SPLIT of it, and of the other from there?
 * What is nearest at hand is asked first, since most cells are not: the last
 * page's sums, if SPLIT is before it, else whether a block starts there. */
static bool
is_split(const struct heap *heap, size_t lo, size_t split, size_t hi, bool used)
{
    size_t last = (hi - 1) & ~(size_t)(SIDE_PAGE - 1);
    if (split <= last && !is_all(heap, last, hi, !used))
        return false;
    return side_is_start(heap, split) && is_all(heap, lo, split, used) &&
           is_all(heap, split, hi, !used);
}

/* Fills a cell [LO, HI), of which the heap has something. */
static void
fill_cell(const struct heap *heap, size_t lo, size_t hi, struct heap_cell *cell)
{
    size_t first = layout_first(heap->layout), end = heap->control->end;
    size_t from = lo < first ? first : lo, to = hi < end ? hi : end;
    struct sums sums = {0};
    if (from < to)
        add_up(heap, lo, hi, &sums);
    else
        to = from;
    size_t used = sums.used, unused = to - from - used;
    *cell = (struct heap_cell){.used = used,
                               .free = unused,
                               .own = hi - lo - (to - from),
                               .n_used = (unsigned)sums.used_starts,
                               .n_free = (unsigned)sums.free_starts,
                               .first = used ? BLOCK_USED : BLOCK_FREE};
    if (!used || !unused)
        return;
    cell->n_changes = CHANGES_MANY;
    bool used_first = is_split(heap, from, from + used, to, true);
    if (used_first || is_split(heap, from, from + unused, to, false)) {
        cell->first = used_first ? BLOCK_USED : BLOCK_FREE;
        cell->n_changes = 1;
        cell->change = from - lo + (used_first ? used : unused);
    }
}

static void
fill_cells(struct painter *p, const struct heap *heap, size_t filled)
{
    size_t header = heap->layout->header;
    for (size_t i = 0; i < filled; i++) {
        size_t lo = p->lo + i * p->step, left = p->hi - lo;
        fill_cell(heap, lo + header,
                  lo + header + (left < p->step ? left : p->step),
                  &p->cells[i]);
    }
}

size_t
heap_summarize(const struct heap *heap, size_t lo, size_t hi,
               struct heap_cell *cells, size_t n)
{
    size_t end = heap->control->end;
    if (!n || hi <= lo || lo >= end)
        return 0;
    struct painter p = {cells, lo, hi, (hi - lo) / n, n, KIND_OWN};
    p.hi = lo + p.step * n;
    if (!p.step)
        return 0;
    if (p.hi > end)
        p.hi = end;
    size_t filled = (p.hi - lo - 1) / p.step + 1;
    memset(cells, 0, filled * sizeof *cells);
    if (heap->hardened && !heap->control->poked && p.step >= SIDE_PAGE)
        fill_cells(&p, heap, filled);
    else
        paint_blocks(&p, heap);
    return filled;
}
