/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * compare.c: everything that can be seen of a heap, held against the shadow
 * model and against everything else that can be seen of it.
 */
#include "shadow.h"

#include "allocator/check.h"
#include "allocator/iter.h"

#include <stdlib.h>
#include <string.h>

/* The forward walk, copied. */
struct walk {
    size_t n, n_used, n_free, used, free, largest;
    struct block_info *blocks;
    size_t room;
};

static bool
walk_push(struct walk *w, const struct block_info *info)
{
    if (w->n == w->room) {
        size_t room = w->room ? 2 * w->room : 256;
        void *blocks = realloc(w->blocks, room * sizeof *w->blocks);
        if (!blocks) {
            return false;
        }
        w->blocks = blocks;
        w->room = room;
    }
    w->blocks[w->n++] = *info;
    if (info->state == BLOCK_USED) {
        w->n_used++;
        w->used += info->size;
    } else {
        w->n_free++;
        w->free += info->size;
        w->largest = info->size > w->largest ? info->size : w->largest;
    }
    return true;
}

/* The blocks tile the heap from the front to the back. */
static bool
walk_forward(struct shadow *s, struct walk *w)
{
    struct heap_shape shape = heap_get_shape(s->heap);
    struct block_iter iter;
    struct block_info info;
    size_t at = shape.front;
    enum iter_step step;
    block_iter_open(&iter, s->heap, 0, SIZE_MAX);
    while ((step = block_iter_next(&iter, &info)) == ITER_BLOCK) {
        if (info.start != at || info.off != at + shape.header || !info.size ||
            info.off % HEAP_ALIGN) {
            return shadow_wrong(s, "block at 0x%zx (start 0x%zx) after 0x%zx",
                                info.off, info.start, at);
        }
        at += info.size;
        if (!walk_push(w, &info)) {
            return shadow_wrong(s, "no memory for the walk");
        }
    }
    if (step != ITER_END || at + shape.back != heap_size(s->heap)) {
        return shadow_wrong(s, "walk ends with %d at 0x%zx, heap 0x%zx", step,
                            at, heap_size(s->heap));
    }
    return true;
}

static bool
same_block(const struct block_info *a, const struct block_info *b)
{
    return a->off == b->off && a->start == b->start && a->size == b->size &&
           a->state == b->state && a->list == b->list;
}

static bool
walk_mirrors(struct shadow *s, const struct walk *w)
{
    struct block_iter iter;
    struct block_info info;
    size_t left = w->n;
    enum iter_step step;
    block_iter_open_end(&iter, s->heap, 0, SIZE_MAX);
    while ((step = block_iter_prev(&iter, &info)) == ITER_BLOCK) {
        if (!left || !same_block(&info, &w->blocks[left - 1])) {
            return shadow_wrong(s, "backwards: 0x%zx is not block %zu",
                                info.off, left);
        }
        left--;
    }
    return (step == ITER_END && left == 0) ||
           shadow_wrong(s, "backwards ends with %d, %zu left", step, left);
}

static int
by_address(const void *a, const void *b)
{
    const struct shadow_block *x = a, *y = b;
    return (x->p > y->p) - (x->p < y->p);
}

/* Used blocks of the walk and live blocks of the model are the same: so none
 * overlap, and none is lost. */
static bool
walk_matches_model(struct shadow *s, const struct walk *w)
{
    struct shadow_block sorted[SHADOW_MAX_LIVE];
    size_t overhead = heap_get_shape(s->heap).overhead, n = 0;
    if (w->n_used != s->n_live) {
        return shadow_wrong(s, "%zu used blocks, %zu live", w->n_used,
                            s->n_live);
    }
    memcpy(sorted, s->live, s->n_live * sizeof sorted[0]);
    qsort(sorted, s->n_live, sizeof sorted[0], by_address);
    for (size_t i = 0; i < w->n; i++) {
        const struct block_info *b = &w->blocks[i];
        if (b->state != BLOCK_USED) {
            continue;
        }
        if (b->off != heap_offset(s->heap, sorted[n].p) ||
            b->size - overhead < sorted[n].asked || b->list != LIST_NONE) {
            return shadow_wrong(s, "used block 0x%zx is not the model's",
                                b->off);
        }
        n++;
    }
    return true;
}

static bool
checker_is_clean(struct shadow *s, const struct walk *w)
{
    struct heap_report report;
    if (heap_check(s->heap, &report) && report.n_violations == 0) {
        return report.n_blocks == w->n ||
               shadow_wrong(s, "check walked %zu of %zu blocks",
                            report.n_blocks, w->n);
    }
    const struct heap_violation *v = &report.violations[0];
    return shadow_wrong(s, "I%u at 0x%zx: expected 0x%llx, found 0x%llx",
                        v->invariant, v->off, (unsigned long long)v->expected,
                        (unsigned long long)v->found);
}

static bool
figures_agree(struct shadow *s, const struct walk *w)
{
    struct heap_figures f;
    heap_get_figures(s->heap, &f);
    if (f.heap != heap_size(s->heap) || f.heap > f.limit ||
        (s->limit && f.limit > s->limit)) {
        return shadow_wrong(s, "heap %zu of limit %zu", f.heap, f.limit);
    }
    if (!s->hardened) {
        return true;
    }
    if (f.used_blocks != w->n_used || f.used_bytes != w->used ||
        f.free_blocks != w->n_free || f.free_bytes != w->free) {
        return shadow_wrong(
            s, "counters %zu/%zu used, %zu/%zu free; walk %zu/%zu, %zu/%zu",
            f.used_blocks, f.used_bytes, f.free_blocks, f.free_bytes,
            w->n_used, w->used, w->n_free, w->free);
    }
    return f.largest_free == w->largest ||
           shadow_wrong(s, "largest free %zu, by the walk %zu", f.largest_free,
                        w->largest);
}

/* --- thorough --------------------------------------------------------------*/

static const struct block_info *
walk_find(const struct walk *w, size_t at)
{
    size_t lo = 0, hi = w->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const struct block_info *b = &w->blocks[mid];
        if (at < b->start) {
            hi = mid;
        } else if (at >= b->start + b->size) {
            lo = mid + 1;
        } else {
            return b;
        }
    }
    return NULL;
}

/* Every free block is on one list, the one whose range holds its size. */
static bool
list_agrees(struct shadow *s, unsigned list, const struct walk *w, size_t *n)
{
    struct list_info info = heap_list(s->heap, list);
    struct free_iter iter;
    struct block_info b;
    size_t count = 0, bytes = 0, last = 0;
    enum iter_step step;
    bool ordered = heap_policy(s->heap)->name == POLICY_EXPLICIT &&
                   heap_policy(s->heap)->order == ORDER_ADDRESS;
    free_iter_open(&iter, s->heap, list, SIZE_MAX);
    while ((step = free_iter_next(&iter, &b)) == ITER_BLOCK) {
        const struct block_info *there = walk_find(w, b.start);
        if (!there || !same_block(there, &b) || b.state != BLOCK_FREE ||
            b.list != list || b.size < info.min || b.size > info.max) {
            return shadow_wrong(s, "0x%zx does not belong on list %u", b.off,
                                list);
        }
        if (ordered && b.off <= last) {
            return shadow_wrong(s, "0x%zx after 0x%zx in address order", b.off,
                                last);
        }
        last = b.off;
        count++;
        bytes += b.size;
    }
    if (step != ITER_END) {
        return shadow_wrong(s, "list %u ends with %d", list, step);
    }
    *n += count;
    return !s->hardened || (info.n == count && info.bytes == bytes) ||
           shadow_wrong(s, "list %u: %zu blocks, %zu bytes; counters %zu, %zu",
                        list, count, bytes, info.n, info.bytes);
}

static bool
lists_agree(struct shadow *s, const struct walk *w)
{
    size_t n = 0;
    unsigned n_lists = heap_n_lists(s->heap);
    for (unsigned i = 0; i < n_lists; i++) {
        if (!list_agrees(s, i, w, &n)) {
            return false;
        }
    }
    return n_lists == 0 || n == w->n_free ||
           shadow_wrong(s, "%zu blocks on lists, %zu free", n, w->n_free);
}

/* The covering block of random bytes, and a walk over a random range. */
static bool
seeking_agrees(struct shadow *s, const struct walk *w)
{
    size_t size = heap_size(s->heap);
    size_t lo = random_below(&s->random, size);
    size_t hi = lo + 1 + random_below(&s->random, 2000);
    struct block_info info;
    const struct block_info *first = walk_find(w, lo);
    if (block_at(s->heap, lo, &info) != (first != NULL) ||
        (first && !same_block(first, &info))) {
        return shadow_wrong(s, "block_at(0x%zx) is wrong", lo);
    }
    if (!first) {
        return true;
    }
    const struct block_info *expect = first, *end = w->blocks + w->n;
    struct block_iter iter;
    block_iter_open(&iter, s->heap, lo, hi);
    while (block_iter_next(&iter, &info) == ITER_BLOCK) {
        if (expect == end || expect->start >= hi ||
            !same_block(expect, &info)) {
            return shadow_wrong(s, "walk over [0x%zx, 0x%zx) answers 0x%zx",
                                lo, hi, info.off);
        }
        expect++;
    }
    if (expect < end && expect->start < hi) {
        return shadow_wrong(s, "walk over [0x%zx, 0x%zx) stops before 0x%zx",
                            lo, hi, expect->off);
    }
    block_iter_open_end(&iter, s->heap, lo, hi);
    while (block_iter_prev(&iter, &info) == ITER_BLOCK) {
        if (expect == first || !same_block(--expect, &info)) {
            return shadow_wrong(s, "back over [0x%zx, 0x%zx) answers 0x%zx",
                                lo, hi, info.off);
        }
    }
    return expect == first ||
           shadow_wrong(s, "back over [0x%zx, 0x%zx) stops early", lo, hi);
}

static bool
summary_agrees(struct shadow *s, const struct walk *w)
{
    enum { CELLS = 64 };
    struct heap_cell cells[CELLS], all = {0};
    size_t size = heap_size(s->heap), n = 1 + random_below(&s->random, CELLS);
    size_t each = (size + n - 1) / n;
    size_t filled = heap_summarize(s->heap, 0, each * n, cells, n);
    if (filled > n || filled * each < size) {
        return shadow_wrong(s, "%zu cells of %zu bytes do not cover the heap",
                            filled, each);
    }
    for (size_t i = 0; i < filled; i++) {
        size_t end = (i + 1) * each < size ? (i + 1) * each : size;
        size_t bytes = cells[i].used + cells[i].free + cells[i].own;
        if (bytes != end - i * each) {
            return shadow_wrong(s, "cell %zu of %zu sums to %zu of %zu", i, n,
                                bytes, end - i * each);
        }
        all.used += cells[i].used;
        all.free += cells[i].free;
        all.n_used += cells[i].n_used;
        all.n_free += cells[i].n_free;
    }
    return (all.used == w->used && all.free == w->free &&
            all.n_used == w->n_used && all.n_free == w->n_free) ||
           shadow_wrong(s, "cells say %zu used in %u, %zu free in %u",
                        all.used, all.n_used, all.free, all.n_free);
}

static bool
contents_hold(struct shadow *s)
{
    if (!s->n_live) {
        return true;
    }
    const struct shadow_block *b =
        &s->live[random_below(&s->random, s->n_live)];
    return !b->asked || b->p[0] == b->key ||
           shadow_wrong(s, "the first byte at 0x%zx has changed",
                        heap_offset(s->heap, b->p));
}

bool
shadow_compare(struct shadow *s, bool thorough)
{
    struct walk w = {0};
    bool ok = walk_forward(s, &w) && walk_matches_model(s, &w) &&
              checker_is_clean(s, &w) && figures_agree(s, &w) &&
              contents_hold(s);
    if (ok && thorough) {
        ok = walk_mirrors(s, &w) && lists_agree(s, &w) &&
             seeking_agrees(s, &w) && summary_agrees(s, &w);
    }
    free(w.blocks);
    return ok;
}
