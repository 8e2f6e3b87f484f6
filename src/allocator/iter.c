/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * iter.c: walking the blocks. A hardened heap knows every block start from its
 * bitmap, so it seeks at once, walks both ways, and passes a block whose
 * header lies. Other heaps have the headers only: they walk from the start,
 * and damage ends the walk.
 *
 * A step reads one header and believes nothing: size, alignment and bounds are
 * checked, so a walk ends after at most heap / 16 steps whatever the bytes.
 */
#include "allocator/iter.h"

#include "allocator/guard.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"
#include "allocator/side.h"

static unsigned
list_of(const struct heap *heap, size_t size)
{
    return heap->ops->list_of ? heap->ops->list_of(size) : LIST_NONE;
}

/* Is the header at B one that can be stepped over? */
static bool
is_sane(const struct heap *heap, size_t b)
{
    const struct layout *l = heap->layout;
    if (heap->hardened)
        return guard_block(heap, l, b);
    size_t size = l->size(heap, b);
    return size >= l->min && size % HEAP_ALIGN == 0 &&
           size <= heap->control->end - b;
}

static enum iter_step
tell_block(const struct heap *heap, size_t b, struct block_info *info)
{
    const struct layout *l = heap->layout;
    info->off = b;
    info->start = b - l->header;
    if (!is_sane(heap, b)) {
        size_t end =
            heap->hardened ? side_next_start(heap, b) : heap->control->end;
        info->size = end - b;
        info->state = BLOCK_USED;
        info->list = LIST_NONE;
        return ITER_CORRUPT;
    }
    info->size = l->size(heap, b);
    info->state = l->is_used(heap, b) ? BLOCK_USED : BLOCK_FREE;
    info->list = info->state == BLOCK_FREE ? list_of(heap, info->size)
                                           : (unsigned)LIST_NONE;
    return ITER_BLOCK;
}

/* The block that covers byte AT (the first or last one if AT lies before or
 * behind them all); the heap's end when it has no block. */
static size_t
seek(const struct heap *heap, size_t at)
{
    const struct layout *l = heap->layout;
    size_t first = layout_first(l), end = heap->control->end;
    if (end <= first)
        return end;
    if (at < first - l->header)
        return first;
    if (heap->hardened) {
        size_t b = side_prev_start(heap, at < end ? at + l->header : end);
        return b ? b : first;
    }
    size_t b = first;
    while (is_sane(heap, b) && b + l->size(heap, b) < end &&
           b + l->size(heap, b) - l->header <= at)
        b += l->size(heap, b);
    return b;
}

void
block_iter_open(struct block_iter *iter, const struct heap *heap, size_t lo,
                size_t hi)
{
    *iter =
        (struct block_iter){heap, seek(heap, lo), lo, hi, heap->control->epoch};
    if (lo >= heap->control->end - heap->layout->back)
        iter->off = heap->control->end;
}

void
block_iter_open_end(struct block_iter *iter, const struct heap *heap, size_t lo,
                    size_t hi)
{
    size_t last = heap->control->end - heap->layout->back;
    *iter = (struct block_iter){heap, layout_first(heap->layout), lo, hi,
                                heap->control->epoch};
    if (hi && last > heap->layout->front) {
        struct block_info info;
        iter->off = seek(heap, (hi < last ? hi : last) - 1);
        (void)tell_block(heap, iter->off, &info);
        iter->off += info.size;
    }
}

enum iter_step
block_iter_next(struct block_iter *iter, struct block_info *info)
{
    const struct heap *heap = iter->heap;
    if (iter->epoch != heap->control->epoch)
        return ITER_STALE;
    if (iter->off >= heap->control->end ||
        iter->off - heap->layout->header >= iter->hi)
        return ITER_END;
    enum iter_step step = tell_block(heap, iter->off, info);
    iter->off += info->size;
    return step;
}

/* The block that ends where B starts; 0: none can be found. */
static size_t
block_before(const struct heap *heap, size_t b)
{
    const struct layout *l = heap->layout;
    size_t at = layout_first(l);
    if (b <= at)
        return 0;
    if (heap->hardened)
        return side_prev_start(heap, b - 1);
    while (is_sane(heap, at) && at + l->size(heap, at) < b)
        at += l->size(heap, at);
    return at;
}

enum iter_step
block_iter_prev(struct block_iter *iter, struct block_info *info)
{
    const struct heap *heap = iter->heap;
    if (iter->epoch != heap->control->epoch)
        return ITER_STALE;
    size_t b = block_before(heap, iter->off);
    if (!b || iter->off - heap->layout->header <= iter->lo)
        return ITER_END;
    enum iter_step step = tell_block(heap, b, info);
    iter->off = b;
    return step;
}

bool
block_at(const struct heap *heap, size_t at, struct block_info *info)
{
    struct block_iter iter;
    block_iter_open(&iter, heap, at, at + 1);
    return block_iter_next(&iter, info) == ITER_BLOCK && at >= info->start &&
           at < info->start + info->size;
}

/* --- lists -----------------------------------------------------------------*/

unsigned
heap_n_lists(const struct heap *heap)
{
    return heap->ops->n_lists;
}

struct list_info
heap_list(const struct heap *heap, unsigned list)
{
    struct list_info info = {0};
    if (heap->hardened) {
        info.n = heap->control->list_blocks[list];
        info.bytes = heap->control->list_bytes[list];
    }
    heap->ops->list_range(list, &info.min, &info.max);
    return info;
}

void
free_iter_open(struct free_iter *iter, const struct heap *heap, unsigned list,
               size_t cap)
{
    *iter = (struct free_iter){
        .heap = heap,
        .off = list < heap->ops->n_lists ? heap->control->head[list] : 0,
        .left = cap,
        .epoch = heap->control->epoch};
}

enum iter_step
free_iter_next(struct free_iter *iter, struct block_info *info)
{
    const struct heap *heap = iter->heap;
    if (iter->epoch != heap->control->epoch)
        return ITER_STALE;
    if (!iter->off || !iter->left)
        return ITER_END;
    size_t b = iter->off;
    iter->left--;
    if (!guard_in_range(heap, heap->layout, b) ||
        tell_block(heap, b, info) == ITER_CORRUPT ||
        info->state != BLOCK_FREE) {
        *info = (struct block_info){.start = b, .list = LIST_NONE};
        iter->off = 0;
        return ITER_CORRUPT;
    }
    iter->off = heap->layout->next(heap, b);
    return ITER_BLOCK;
}
