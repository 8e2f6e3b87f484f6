/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bins.h: lists of free blocks by class, under a bitmap of two levels: what
 * the policies with size classes share. Blocks come and go at the head, and a
 * search for a class that has any takes constant time.
 *
 *     filled_top   bit i: the word filled[i] is not 0
 *     filled       bit c: list c has blocks
 */
#ifndef HEAPGLASS_BINS_H
#define HEAPGLASS_BINS_H

#include "allocator/layout.h"

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
        c->filled_top |= (uint64_t)1 << (class >> 6);
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
    if (prev) {
        l->set_next(heap, prev, next);
        return;
    }
    c->head[class] = next;
    if (next)
        return;
    c->filled[class >> 6] &= ~((uint64_t)1 << (class & 63));
    if (!c->filled[class >> 6])
        c->filled_top &= ~((uint64_t)1 << (class >> 6));
}

/* The first class from CLASS on that has blocks; MAX_LISTS: none. */
MECHANIC unsigned
bins_next(const struct control *c, unsigned class)
{
    unsigned i = class >> 6;
    if (i >= MAX_LISTS / 64)
        return MAX_LISTS;
    uint64_t word = c->filled[i] & (~(uint64_t)0 << (class & 63));
    if (!word) {
        uint64_t top = c->filled_top & (~(uint64_t)1 << i);
        if (!top)
            return MAX_LISTS;
        i = (unsigned)__builtin_ctzll(top);
        word = c->filled[i];
    }
    return (i << 6) + (unsigned)__builtin_ctzll(word);
}

#endif
