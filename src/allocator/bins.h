/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bins.h: lists of free blocks by class, under a bitmap: what the policies
 * with size classes share. Blocks come and go at the head, and a search for a
 * class that has any reads MAX_LISTS / 64 words at most.
 *
 *     filled   bit c: list c has blocks
 */
#ifndef HEAPGLASS_BINS_H
#define HEAPGLASS_BINS_H

#include "allocator/index.h"

/* The largest power of two in N > 0. (`^ 63` is one instruction; `63 -` two.)
 */
MECHANIC unsigned
log2_of(size_t n)
{
    return (unsigned)__builtin_clzll(n) ^ 63u;
}

/* NEXT is the first block of CLASS now; 0: it is empty. */
MECHANIC void
bins_set_head(struct control *c, unsigned class, size_t next)
{
    c->head[class] = next;
    if (!next)
        c->filled[class >> 6] &= ~((uint64_t)1 << (class & 63));
}

MECHANIC void
bins_push(struct heap *heap, const struct layout *l, size_t b, unsigned class)
{
    struct control *c = heap->control;
    size_t head = c->head[class];
    l->set_next(heap, b, head);
    l->set_prev(heap, b, 0);
    if (head) {
        l->set_prev(heap, head, b);
    } else {
        c->filled[class >> 6] |= (uint64_t)1 << (class & 63);
        if (keeps_tables(heap, l))
            c->tail[class] = b;
    }
    c->head[class] = b;
}

MECHANIC void
bins_remove(struct heap *heap, const struct layout *l, size_t b, unsigned class)
{
    struct control *c = heap->control;
    size_t next = l->next(heap, b), prev = l->prev(heap, b);
    if (next)
        l->set_prev(heap, next, prev);
    else if (keeps_tables(heap, l))
        c->tail[class] = prev;
    if (prev)
        l->set_next(heap, prev, next);
    else
        bins_set_head(c, class, next);
}

/* As bins_remove, of what a search has just answered: it is likely to be the
 * head of the list that was noted in heap->found. */
MECHANIC void
bins_remove_found(struct heap *heap, const struct layout *l, size_t b,
                  size_t size)
{
    struct control *c = heap->control;
    unsigned class = heap->found;
    (void)size;
    if (UNLIKELY(is_guarded(heap, l) || c->head[class] != b)) {
        bins_remove(heap, l, b, class);
        return;
    }
    size_t next = l->next(heap, b);
    if (next)
        l->set_prev(heap, next, 0);
    else if (keeps_tables(heap, l))
        c->tail[class] = 0;
    bins_set_head(c, class, next);
}

/* The first block of CLASS, which is noted; 0: it is empty. */
MECHANIC size_t
bins_first(struct heap *heap, unsigned class)
{
    heap->found = class;
    return heap->control->head[class];
}

/* The first class from CLASS on that has blocks; MAX_LISTS: none. */
MECHANIC unsigned
bins_next(const struct control *c, unsigned class)
{
    uint64_t above = ~(uint64_t)0 << (class & 63);
    for (unsigned i = class >> 6; i < MAX_LISTS / 64; i++) {
        uint64_t word = c->filled[i] & above;
        if (word)
            return (i << 6) + (unsigned)__builtin_ctzll(word);
        above = ~(uint64_t)0;
    }
    return MAX_LISTS;
}

/* The first block of the first list from CLASS on that has any; every block
 * there has NEED bytes. 0: none; FIND_DAMAGED. The list is noted in
 * heap->found. */
MECHANIC size_t
bins_find(struct heap *heap, const struct layout *l, unsigned class,
          size_t need)
{
    class = heap->found = bins_next(heap->control, class);
    if (class == MAX_LISTS)
        return 0;
    size_t b = heap->control->head[class];
    if (is_guarded(heap, l) && !guard_list(heap, l, class, 1))
        return FIND_DAMAGED;
    index_tell_probe(heap, l, b, l->size(heap, b), need);
    return b;
}

#endif
