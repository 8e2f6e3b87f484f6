/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mechanics.h: taking, splitting, joining blocks and growing the heap, written
 * once over a layout and an index, of which the compiler makes one allocator
 * without an indirect call. Resizing is in resize.h; define.h makes a policy of
 * all of it.
 *
 * What must hold between operations is numbered in check.h. Inside one:
 *   - a block is on a list if and only if it is marked free, except for the
 *     one in hand;
 *   - whoever makes a start or makes one vanish tells the side tables;
 *   - a hardened heap has asked its guards before the first write, so that a
 *     refused operation leaves the heap as it was.
 */
#ifndef HEAPGLASS_MECHANICS_H
#define HEAPGLASS_MECHANICS_H

#include "allocator/index.h"

/* Heap growth: at least this much at a time for requests up to GROW_SMALL. */
enum { GROW_STEP = 1024, GROW_SMALL = 128 };

/* --- bookkeeping beside the tags -------------------------------------------*/
/* A block is counted as used or as free, and its start is marked, except while
 * an operation has it in hand. */

MECHANIC void
start_made(struct heap *heap, const struct layout *l, size_t b)
{
    if (keeps_tables(heap, l))
        side_set_start(heap, b);
}

/* The start B is no more: its bytes belong to the block INTO. */
MECHANIC void
start_gone(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b, size_t into)
{
    if (keeps_tables(heap, l))
        side_clear_start(heap, b);
    if (!x->has_links && heap->control->rover == b)
        heap->control->rover = into; /* a list moves it when B is unlinked */
}

MECHANIC void
count_used(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    if (keeps_tables(heap, l)) {
        heap->control->used_blocks++;
        heap->control->used_bytes += size;
        side_add_used(heap, b, size);
    }
}

MECHANIC void
count_unused(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    if (keeps_tables(heap, l)) {
        heap->control->used_blocks--;
        heap->control->used_bytes -= size;
        side_drop_used(heap, b, size);
    }
}

MECHANIC unsigned
list_number(const struct heap *heap, const struct index *x, size_t size)
{
    return x->has_links ? heap->ops->list_of(size) : 0;
}

MECHANIC void
list_link(struct heap *heap, const struct layout *l, const struct index *x,
          size_t b, size_t size, size_t after)
{
    x->link(heap, l, b, size, after);
    if (keeps_tables(heap, l)) {
        unsigned list = list_number(heap, x, size);
        heap->control->list_blocks[list]++;
        heap->control->list_bytes[list] += size;
        heap->control->free_blocks++;
        heap->control->free_bytes += size;
        side_add_free(heap, b, size);
    }
    if (x->has_links) {
        TELL(heap, l, .kind = EVENT_LINK, .list = heap->ops->list_of(size),
             .off = b, .size = size);
    }
}

/* What leaving a list means beside the list itself. */
MECHANIC void
note_unlink(struct heap *heap, const struct layout *l, const struct index *x,
            size_t b, size_t size)
{
    if (keeps_tables(heap, l)) {
        unsigned list = list_number(heap, x, size);
        heap->control->list_blocks[list]--;
        heap->control->list_bytes[list] -= size;
        heap->control->free_blocks--;
        heap->control->free_bytes -= size;
        side_drop_free(heap, b);
    }
    if (x->has_links) {
        TELL(heap, l, .kind = EVENT_UNLINK, .list = heap->ops->list_of(size),
             .off = b, .size = size);
    }
}

MECHANIC void
list_unlink(struct heap *heap, const struct layout *l, const struct index *x,
            size_t b, size_t size)
{
    x->unlink(heap, l, b, size);
    note_unlink(heap, l, x, b, size);
}

/* The same of the block that find has just answered. */
MECHANIC void
list_unlink_found(struct heap *heap, const struct layout *l,
                  const struct index *x, size_t b, size_t size)
{
    x->unlink_found(heap, l, b, size);
    note_unlink(heap, l, x, b, size);
}

MECHANIC size_t
refuse(struct heap *heap, enum heap_status why)
{
    heap->self->last = why;
    return 0;
}

/* Where a block at B would go in an ordered list. */
MECHANIC size_t
list_place(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b)
{
    return x->place ? x->place(heap, l, b) : 0;
}

/* The same for a block that exists: a free neighbour saves the search. */
MECHANIC size_t
list_place_block(struct heap *heap, const struct layout *l,
                 const struct index *x, size_t b)
{
    size_t next = b + l->size(heap, b);
    if (!x->place)
        return 0;
    if (!l->prev_is_used(heap, b)) {
        size_t prev = is_guarded(heap, l) ? side_prev_start(heap, b - 1)
                                          : b - l->prev_size(heap, b);
        return is_guarded(heap, l) && !guard_free(heap, l, prev, true)
                   ? FIND_DAMAGED
                   : prev;
    }
    if (!l->is_used(heap, next)) {
        return is_guarded(heap, l) && !guard_free(heap, l, next, true)
                   ? FIND_DAMAGED
                   : l->prev(heap, next);
    }
    return x->place(heap, l, b);
}

/* --- free ------------------------------------------------------------------*/

/* Returns block B to the index, joined with its free neighbours if joining is
 * immediate. AFTER: where it goes in an ordered list when it has no free
 * neighbour. */
MECHANIC void
give_back(struct heap *heap, const struct layout *l, const struct index *x,
          size_t b, size_t after)
{
    size_t size = l->size(heap, b), next = b + size;
    bool prev_used = l->prev_is_used(heap, b), next_knows = false;
    count_unused(heap, l, b, size);
    if (heap->policy.joining == JOIN_IMMEDIATE) {
        if (!l->is_used(heap, next)) {
            size_t extra = l->size(heap, next);
            if (extra <= l->max - size) {
                after = x->place ? l->prev(heap, next) : 0;
                list_unlink(heap, l, x, next, extra);
                start_gone(heap, l, x, next, b);
                size += extra;
                next_knows = true;
                TELL(heap, l, .kind = EVENT_COALESCE, .off = b, .size = size,
                     .other_off = next, .other_size = extra);
            }
        }
        if (!prev_used) {
            size_t extra = l->prev_size(heap, b), prev = b - extra;
            if (extra <= l->max - size) {
                after = x->place ? l->prev(heap, prev) : 0;
                prev_used = l->prev_is_used(heap, prev);
                list_unlink(heap, l, x, prev, extra);
                l->mark_gone(heap, b);
                start_gone(heap, l, x, b, prev);
                size += extra;
                b = prev;
                TELL(heap, l, .kind = EVENT_COALESCE, .off = b, .size = size,
                     .other_off = prev, .other_size = extra);
            }
        }
    }
    l->write_free(heap, b, size, prev_used);
    if (!next_knows)
        l->tell_next(heap, b + size, false);
    list_link(heap, l, x, b, size, after);
}

MECHANIC enum heap_status
mech_free(struct heap *heap, const struct layout *l, const struct index *x,
          size_t b)
{
    size_t after = list_place_block(heap, l, x, b);
    if (after == FIND_DAMAGED)
        return HEAP_DAMAGED;
    give_back(heap, l, x, b, after);
    heap->control->epoch++;
    return HEAP_OK;
}

/* Joins every run of free neighbours, up to the first damage (heap->last);
 * answers how many joins. */
MECHANIC size_t
mech_coalesce(struct heap *heap, const struct layout *l, const struct index *x)
{
    size_t joins = 0, end = heap->control->end, b = layout_first(l);
    if (heap->policy.joining == JOIN_OFF)
        return 0;
    while (b < end) {
        size_t size = l->size(heap, b), next = b + size;
        if (is_guarded(heap, l) && !guard_tags(heap, l, b)) {
            heap->self->last = HEAP_DAMAGED;
            break;
        }
        if (next >= end || l->is_used(heap, b) || l->is_used(heap, next) ||
            l->size(heap, next) > l->max - size) {
            b = next;
            continue;
        }
        if (is_guarded(heap, l) &&
            (!guard_free_site(heap, l, b, x->has_links) ||
             !guard_free_site(heap, l, next, x->has_links))) {
            heap->self->last = HEAP_DAMAGED;
            break;
        }
        size_t extra = l->size(heap, next);
        size_t after = x->place ? l->prev(heap, b) : 0;
        bool prev_used = l->prev_is_used(heap, b);
        list_unlink(heap, l, x, next, extra);
        list_unlink(heap, l, x, b, size);
        start_gone(heap, l, x, next, b);
        TELL(heap, l, .kind = EVENT_COALESCE, .off = b, .size = size + extra,
             .other_off = next, .other_size = extra);
        l->set_free(heap, b, size + extra, prev_used);
        list_link(heap, l, x, b, size + extra, after);
        joins++;
    }
    if (joins)
        heap->control->epoch++;
    return joins;
}

/* Block B has no free neighbour: it goes on its list as it is. Together with
 * alloc_exact this is most of what a program does, and it needs few registers;
 * the plain and the brisk way, and no other, try the two first and call the
 * rest. They tell nothing. */
MECHANIC bool
free_alone(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b)
{
    size_t size = l->size(heap, b);
    if (x->place || !l->prev_is_used(heap, b) || !l->is_used(heap, b + size))
        return false;
    count_unused(heap, l, b, size);
    l->write_free(heap, b, size, true);
    l->tell_next(heap, b + size, false);
    list_link(heap, l, x, b, size, 0);
    heap->control->epoch++;
    return true;
}

/* --- growth ----------------------------------------------------------------*/

/* Moves the heap's end up by MORE bytes; the epilogue moves with it. */
MECHANIC bool
extend(struct heap *heap, const struct layout *l, size_t more)
{
    size_t end = heap->control->end;
    struct arena *arena = &heap->self->arena;
    if (more > arena->limit - end || !arena_extend(arena, end + more))
        return false;
    l->write_epilogue(heap, end + more, true);
    heap->control->end = end + more;
    TELL(heap, l, .kind = EVENT_GROW, .size = end + more, .other_size = more);
    return true;
}

/* By what is missing, in steps for small requests where the limit allows. */
MECHANIC bool
extend_for(struct heap *heap, const struct layout *l, size_t missing,
           size_t need)
{
    if (need <= GROW_SMALL) {
        size_t step = (missing + GROW_STEP - 1) & ~(size_t)(GROW_STEP - 1);
        if (extend(heap, l, step))
            return true;
    }
    return extend(heap, l, missing);
}

/* A free block of at least NEED bytes at the heap's end, on no list; 0. A
 * free last block is part of it, unless joining is off. */
MECHANIC size_t
mech_grow(struct heap *heap, const struct layout *l, const struct index *x,
          size_t need)
{
    size_t end = heap->control->end, have = 0;
    if (!l->prev_is_used(heap, end) && heap->policy.joining != JOIN_OFF) {
        size_t last = is_guarded(heap, l) ? side_prev_start(heap, end - 1)
                                          : end - l->prev_size(heap, end);
        if (is_guarded(heap, l) &&
            !guard_free_site(heap, l, last, x->has_links))
            return refuse(heap, HEAP_DAMAGED);
        have = end - last;
    } else if (is_guarded(heap, l) && end > layout_first(l) &&
               !guard_after(heap, l, side_prev_start(heap, end - 1),
                            x->has_links)) {
        return refuse(heap, HEAP_DAMAGED);
    }
    size_t b = end - have;
    bool prev_used = l->prev_is_used(heap, b);
    if (have < need && !extend_for(heap, l, need - have, need))
        return refuse(heap, HEAP_NO_MEMORY);
    if (have)
        list_unlink(heap, l, x, b, have);
    else
        start_made(heap, l, b);
    l->set_free(heap, b, heap->control->end - b, prev_used);
    return b;
}

/* --- alloc -----------------------------------------------------------------*/

/* A free block for NEED bytes. *LISTED: it is still on its list. 0: none, or
 * damage (heap->last). Deferred joining is part of the search: when it meets
 * damage the request is refused, as by a find that does, even if what was
 * joined before would serve it. To take that, or to grow the heap instead,
 * would hide the damage. */
MECHANIC size_t
obtain(struct heap *heap, const struct layout *l, const struct index *x,
       size_t need, bool *listed)
{
    size_t b = 0, rover = 0;
    for (bool again = true; !b && again;) {
        rover = heap->control->rover;
        b = x->find(heap, l, need);
        again = !b && heap->policy.joining == JOIN_DEFERRED &&
                heap->self->ops->coalesce(heap->self);
        if (is_guarded(heap, l) && heap->self->last == HEAP_DAMAGED)
            return 0;
    }
    *listed = b != 0;
    if (UNLIKELY(is_guarded(heap, l))) {
        if (b == FIND_DAMAGED ||
            (b && !guard_free_site(heap, l, b, x->has_links))) {
            heap->control->rover = rover; /* as if nobody had searched */
            return refuse(heap, HEAP_DAMAGED);
        }
    }
    return b ? b : heap->self->ops->grow(heap->self, need);
}

/* Makes NEED bytes of free block B allocated; the rest, if it can be a block,
 * stays free. Answers the allocated block. */
MECHANIC size_t
take(struct heap *heap, const struct layout *l, const struct index *x, size_t b,
     size_t need, bool listed)
{
    size_t size = l->size(heap, b), rest = size - need, used = b, left = 0;
    bool prev_used = l->prev_is_used(heap, b);
    size_t after = 0;
    if (x->place) {
        /* Address order: a grown block is the last one on its list. */
        after = listed ? l->prev(heap, b) : heap->control->tail[0];
    }
    TELL(heap, l, .kind = EVENT_TAKE, .off = b, .size = size);
    if (listed)
        list_unlink_found(heap, l, x, b, size);
    if (rest < l->min) {
        l->set_used(heap, b, size, prev_used);
        count_used(heap, l, b, size);
        return b;
    }
    if (x->high_from && need >= x->high_from) {
        used = b + rest;
        left = b;
        l->write_free(heap, left, rest, prev_used);
        l->set_used(heap, used, need, false);
    } else {
        /* The block after B already knows that a free one is before it. */
        left = b + need;
        l->write_used(heap, used, need, prev_used);
        l->write_free(heap, left, rest, true);
    }
    start_made(heap, l, left == b ? used : left);
    count_used(heap, l, used, need);
    TELL(heap, l, .kind = EVENT_SPLIT, .off = used, .size = need,
         .other_off = left, .other_size = rest);
    list_link(heap, l, x, left, rest, after);
    return used;
}

MECHANIC size_t
mech_alloc(struct heap *heap, const struct layout *l, const struct index *x,
           size_t asked)
{
    bool listed;
    if (UNLIKELY(layout_too_large(l, asked)))
        return refuse(heap, HEAP_TOO_LARGE);
    size_t need = layout_fit(l, asked);
    size_t b = obtain(heap, l, x, need, &listed);
    if (UNLIKELY(!b))
        return 0;
    heap->control->epoch++;
    return take(heap, l, x, b, need, listed);
}

/* A small request for which a block of just its size is at hand; 0: none is.
 * See free_alone. */
MECHANIC size_t
alloc_exact(struct heap *heap, const struct layout *l, const struct index *x,
            size_t asked)
{
    if (!x->exact_to || asked > x->exact_to - l->overhead)
        return 0;
    size_t need = layout_fit(l, asked), b = x->find_exact(heap, l, need);
    if (b) {
        list_unlink_found(heap, l, x, b, need);
        l->set_used(heap, b, need, l->prev_is_used(heap, b));
        count_used(heap, l, b, need);
        heap->control->epoch++;
    }
    return b;
}

#endif
