/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_implicit.c: no list at all. The blocks themselves, one after the
 * other by their sizes, are the "implicit list"; a search walks over used and
 * free blocks alike (CS:APP 9.9.6; first, next, best and worst fit: Knuth,
 * TAOCP 1, 2.5).
 *
 *     0x10        0x40    0x70            0xc0        0x100   0x120       end
 *      | used 48   |free 48| used 80       | free 64   |used 32| free 96   |
 *      `---------->`------>`-------------->`---------->`------>`---------->`
 *
 * A worked request, 50 bytes (a block of 64): first fit walks 0x10, 0x40 (free,
 * 48: too small), 0x70, 0xc0 (free, 64: taken) and stops: four headers read,
 * used ones too. Best fit walks on to the end to be sure that none fits better;
 * worst fit too, and takes 0x120. Next fit starts where the last search ended.
 *
 * Cost: a search reads every header on its way, so it grows with the number of
 * blocks; freeing is constant, since boundary tags name both neighbours.
 *
 * What not to hand in: this. It is correct, and its throughput falls as the
 * heap grows: a lab's score punishes just that. It is here to be watched, and
 * as the first step that explicit lists improve on.
 *
 * To read it and its siblings: L is the layout (where header and links lie), a
 * MECHANIC is inlined, and "hardened" guards are for the program's own heap;
 * docs/ALLOCATOR.md, "Seams", has the whole.
 */
#include "allocator/define.h"
#include "allocator/layout_tagged.h"
#include "allocator/layout_textbook.h"

/* Does a block of SIZE beat one of BEST_SIZE (0: none yet)? */
MECHANIC bool
beats(const struct heap *heap, size_t size, size_t best_size)
{
    return best_size == 0 || (heap->policy.fit == FIT_WORST ? size > best_size
                                                            : size < best_size);
}

/* Walks the blocks in [B, END); with best and worst fit all of them. */
MECHANIC size_t
search(struct heap *heap, const struct layout *l, size_t b, size_t end,
       size_t need)
{
    bool take_first = heap->policy.fit <= FIT_NEXT;
    size_t best = 0, best_size = 0;
    while (b < end) {
        if (UNLIKELY(is_guarded(heap, l)) && !guard_block(heap, l, b))
            return FIND_DAMAGED;
        size_t size = l->size(heap, b);
        if (!l->is_used(heap, b)) {
            index_tell_probe(heap, l, b, size, need);
            if (size >= need && take_first)
                return b;
            if (size >= need && beats(heap, size, best_size)) {
                best = b;
                best_size = size;
            }
        }
        b += size;
    }
    return best;
}

MECHANIC size_t
implicit_find(struct heap *heap, const struct layout *l, size_t need)
{
    size_t first = layout_first(l), end = heap->control->end;
    size_t from = first;
    if (heap->policy.fit == FIT_NEXT && heap->control->rover)
        from = heap->control->rover;
    size_t b = search(heap, l, from, end, need);
    if (!b && from > first)
        b = search(heap, l, first, from, need);
    if (b && b != FIND_DAMAGED && heap->policy.fit == FIT_NEXT)
        heap->control->rover = b;
    return b;
}

MECHANIC void
implicit_link(struct heap *heap, const struct layout *l, size_t b, size_t size,
              size_t after)
{
    (void)heap, (void)l, (void)b, (void)size, (void)after;
}

MECHANIC void
implicit_unlink(struct heap *heap, const struct layout *l, size_t b,
                size_t size)
{
    (void)heap, (void)l, (void)b, (void)size;
}

static const struct index implicit = {
    .has_links = false,
    .high_from = 0,
    .find = implicit_find,
    .place = NULL,
    .link = implicit_link,
    .unlink = implicit_unlink,
    .unlink_found = implicit_unlink,
};

POLICY_DEFINE(implicit_tagged, layout_tagged, implicit, 0, NULL, NULL);
POLICY_DEFINE(implicit_textbook, layout_textbook, implicit, 0, NULL, NULL);
