/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard.h: what a hardened heap makes sure of before it trusts bookkeeping
 * that a program may have overwritten. Every question is about bytes that the
 * operation is about to read or write; none walks the heap. Only the start
 * bitmap and the control record are beyond the program's reach, so each
 * answer rests on them.
 */
#ifndef HEAPGLASS_GUARD_H
#define HEAPGLASS_GUARD_H

#include "allocator/layout.h"
#include "allocator/side.h"

/* Could B be a block's offset in this heap at all? */
static inline bool
guard_in_range(const struct heap *heap, const struct layout *l, size_t b)
{
    return b % HEAP_ALIGN == 0 && b >= layout_first(l) &&
           b < heap->control->end;
}

/* B is a block start, and its size leads exactly to the next start. */
static inline bool
guard_block(const struct heap *heap, const struct layout *l, size_t b)
{
    return guard_in_range(heap, l, b) && side_is_start(heap, b) &&
           l->size(heap, b) == side_next_start(heap, b) - b;
}

/* As guard_block, and the footer, where there is one, equals the header. */
static inline bool
guard_tags(const struct heap *heap, const struct layout *l, size_t b)
{
    if (!guard_block(heap, l, b))
        return false;
    if (!layout_has_footer(l, l->is_used(heap, b)))
        return true;
    size_t header = b - l->header;
    return layout_load(heap, l, header) ==
           layout_load(heap, l, header + l->size(heap, b) - l->word);
}

/* B is a free block that belongs on LIST: what a link there may lead to. */
static inline bool
guard_listed(const struct heap *heap, const struct layout *l, size_t b,
             unsigned list)
{
    return guard_block(heap, l, b) && !l->is_used(heap, b) &&
           heap->ops->list_of(l->size(heap, b)) == list;
}

/* The first N blocks of LIST, or all if there are fewer, lead to each other
 * and back, and the last to no other. */
static inline bool
guard_list(const struct heap *heap, const struct layout *l, unsigned list,
           int n)
{
    size_t b = heap->control->head[list], before = 0;
    for (; b && n > 0; n--) {
        if (!guard_listed(heap, l, b, list) || l->prev(heap, b) != before)
            return false;
        before = b;
        b = l->next(heap, b);
    }
    return b || heap->control->tail[list] == before;
}

/* A free block that can be taken off its list: its links lead to blocks there
 * that point back; without one it is the first or the last. */
static inline bool
guard_free(const struct heap *heap, const struct layout *l, size_t b,
           bool has_links)
{
    if (!guard_tags(heap, l, b) || l->is_used(heap, b))
        return false;
    if (!has_links)
        return true;
    size_t next = l->next(heap, b), prev = l->prev(heap, b);
    unsigned list = heap->ops->list_of(l->size(heap, b));
    if (next ? !guard_listed(heap, l, next, list) || l->prev(heap, next) != b
             : heap->control->tail[list] != b)
        return false;
    return prev ? guard_listed(heap, l, prev, list) && l->next(heap, prev) == b
                : heap->control->head[list] == b;
}

/* The block after B, or the epilogue, can be read and told about B. */
static inline bool
guard_after(const struct heap *heap, const struct layout *l, size_t b,
            bool has_links)
{
    size_t next = side_next_start(heap, b);
    if (next == heap->control->end) {
        return l->is_used(heap, next) && l->size(heap, next) == 0 &&
               l->prev_is_used(heap, next) == l->is_used(heap, b);
    }
    if (l->prev_is_used(heap, next) != l->is_used(heap, b))
        return false;
    return l->is_used(heap, next) ? guard_tags(heap, l, next)
                                  : guard_free(heap, l, next, has_links);
}

/* The block before B agrees with what B says about it. */
static inline bool
guard_before(const struct heap *heap, const struct layout *l, size_t b,
             bool has_links)
{
    size_t prev = b == layout_first(l) ? 0 : side_prev_start(heap, b - 1);
    if (!prev)
        return l->prev_is_used(heap, b) && l->prologue_is_intact(heap);
    if (l->is_used(heap, prev))
        return l->prev_is_used(heap, b) && guard_tags(heap, l, prev);
    return !l->prev_is_used(heap, b) && guard_free(heap, l, prev, has_links);
}

/* The buddies of block B, of the block that B and its buddy make, and so on
 * as long as they are free and whole, can be read and joined with it. */
static inline bool
guard_buddies(const struct heap *heap, const struct layout *l, size_t b,
              bool has_links)
{
    size_t size = l->size(heap, b);
    for (;;) {
        size_t buddy = layout_buddy_of(l, b, size);
        if (size == l->max)
            return true;
        if (buddy == heap->control->end)
            return l->is_used(heap, buddy) && l->size(heap, buddy) == 0;
        if (!guard_block(heap, l, buddy))
            return false;
        if (l->is_used(heap, buddy) || l->size(heap, buddy) != size)
            return true;
        if (!guard_free(heap, l, buddy, has_links))
            return false;
        b = buddy < b ? buddy : b;
        size *= 2;
    }
}

/* An allocated block that can be freed or resized, also into a free block
 * before or after it. */
static inline bool
guard_used_site(const struct heap *heap, const struct layout *l, size_t b,
                bool has_links)
{
    if (l->buddies) {
        return guard_tags(heap, l, b) && l->is_used(heap, b) &&
               guard_buddies(heap, l, b, has_links);
    }
    if (!guard_tags(heap, l, b) || !l->is_used(heap, b) ||
        !guard_before(heap, l, b, has_links) ||
        !guard_after(heap, l, b, has_links))
        return false;
    size_t next = b + l->size(heap, b);
    return l->is_used(heap, next) || guard_after(heap, l, next, has_links);
}

/* A free block that can be taken. */
static inline bool
guard_free_site(const struct heap *heap, const struct layout *l, size_t b,
                bool has_links)
{
    if (l->buddies)
        return guard_free(heap, l, b, has_links);
    return guard_free(heap, l, b, has_links) &&
           guard_before(heap, l, b, has_links) &&
           guard_after(heap, l, b, has_links);
}

MECHANIC size_t
guard_block_of(const struct heap *heap, const void *p)
{
    return (size_t)((const char *)p - heap->blocks);
}

/* Without side tables: what the pointer and the header at hand can tell. */
MECHANIC enum heap_status
guard_quick(const struct heap *heap, const struct layout *l, const void *p)
{
    size_t b = (size_t)((uintptr_t)p - (uintptr_t)heap->blocks);
    size_t first = layout_first(l), end = heap->control->end;
    if (UNLIKELY(b - first >= end - first))
        return HEAP_OUTSIDE;
    if (UNLIKELY(b % HEAP_ALIGN))
        return HEAP_MISALIGNED;
    size_t size = l->size(heap, b);
    if (UNLIKELY(size < l->min || size > end - b))
        return HEAP_DAMAGED;
    return l->is_used(heap, b) ? HEAP_OK : HEAP_DOUBLE_FREE;
}

/* What is wrong with a pointer that should be an allocated block; HEAP_OK if
 * nothing is. Exact on hardened heaps; see docs/ALLOCATOR.md for what the
 * constant-time check of the others misses. */
enum heap_status guard_pointer(const struct heap *, const void *p);

#endif
