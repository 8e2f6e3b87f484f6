/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * summarize.c: the zoomed-out view: what lies in each of n equal stretches.
 */
#include "allocator/iter.h"

#include "allocator/heap_internal.h"
#include "allocator/layout.h"

enum kind { KIND_FREE = BLOCK_FREE, KIND_USED = BLOCK_USED, KIND_OWN };

struct painter {
    struct heap_cell *cells;
    size_t lo, hi, step, n;
    enum kind last; /* of the bytes painted before */
};

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
    if (changes && lo > cell_lo) {
        cell->n_changes++;
        cell->change = lo - cell_lo;
    }
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

size_t
heap_summarize(const struct heap *heap, size_t lo, size_t hi,
               struct heap_cell *cells, size_t n)
{
    size_t end = heap->control->end;
    size_t at = heap->layout->front, last = end - heap->layout->back;
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
    paint(&p, 0, at, KIND_OWN);
    struct block_iter iter;
    struct block_info info;
    enum iter_step step;
    block_iter_open(&iter, heap, lo, p.hi);
    while ((step = block_iter_next(&iter, &info)) == ITER_BLOCK ||
           step == ITER_CORRUPT) {
        if (step == ITER_CORRUPT) {
            paint(&p, info.start, info.start + info.size, KIND_OWN);
            continue;
        }
        count_start(&p, &info);
        paint(&p, info.start, info.start + info.size,
              info.state == BLOCK_USED ? KIND_USED : KIND_FREE);
    }
    paint(&p, last, end, KIND_OWN);
    return filled;
}
