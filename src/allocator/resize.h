/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * resize.h: blocks made smaller and larger, where they are if that can be, and
 * blocks at chosen addresses. Mechanics as in mechanics.h, and under the same
 * rules.
 */
#ifndef HEAPGLASS_RESIZE_H
#define HEAPGLASS_RESIZE_H

#include "allocator/mechanics.h"

/* --- resize ----------------------------------------------------------------*/

/* Cuts allocated block B down to NEED bytes if what is left over can be a
 * block. False: damage was met, nothing changed. */
MECHANIC bool
trim(struct heap *heap, const struct layout *l, const struct index *x, size_t b,
     size_t need)
{
    size_t size = l->size(heap, b), rest = size - need, tail = b + need;
    if (rest < l->min)
        return true;
    size_t after = list_place(heap, l, x, tail);
    if (after == FIND_DAMAGED)
        return false;
    l->set_used(heap, tail, rest, true);
    l->set_used(heap, b, need, l->prev_is_used(heap, b));
    start_made(heap, l, tail);
    count_unused(heap, l, b, size);
    count_used(heap, l, b, need);
    count_used(heap, l, tail, rest);
    TELL(heap, l, .kind = EVENT_SPLIT, .off = b, .size = need,
         .other_off = tail, .other_size = rest);
    give_back(heap, l, x, tail, after);
    return true;
}

/* What an allocated block has around it, and may grow into. */
struct site {
    size_t size;
    size_t before, after; /* bytes of the free block there; 0: none */
    bool at_top;          /* block and free block after it end the heap */
};

MECHANIC struct site
site_of(const struct heap *heap, const struct layout *l, size_t b)
{
    struct site site = {.size = l->size(heap, b)};
    size_t next = b + site.size;
    if (heap->policy.joining != JOIN_OFF) {
        if (!l->is_used(heap, next))
            site.after = l->size(heap, next);
        if (!l->prev_is_used(heap, b))
            site.before = l->prev_size(heap, b);
    }
    site.at_top = next + site.after == heap->control->end;
    return site;
}

/* B takes in the free block after it. */
MECHANIC void
absorb_after(struct heap *heap, const struct layout *l, const struct index *x,
             size_t b, const struct site *site)
{
    size_t next = b + site->size;
    list_unlink(heap, l, x, next, site->after);
    start_gone(heap, l, x, next, b);
    TELL(heap, l, .kind = EVENT_COALESCE, .off = b,
         .size = site->size + site->after, .other_off = next,
         .other_size = site->after);
}

/* The payload of B moves down into the free block before it; answers where B
 * is now. Its new bookkeeping is still to be written. */
MECHANIC size_t
slide_down(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b, const struct site *site)
{
    size_t to = b - site->before, payload = site->size - l->overhead;
    list_unlink(heap, l, x, to, site->before);
    l->mark_gone(heap, b);
    start_gone(heap, l, x, b, to);
    TELL(heap, l, .kind = EVENT_COALESCE, .off = to,
         .size = site->before + site->size + site->after, .other_off = to,
         .other_size = site->before);
    memmove(heap->blocks + to, heap->blocks + b, payload);
    TELL(heap, l, .kind = EVENT_COPY, .off = to, .size = payload,
         .other_off = b, .other_size = payload);
    return to;
}

/* HAVE bytes from B on are too few: at the top the heap's end moves up by what
 * is missing. Answers how many there are then. */
MECHANIC size_t
grow_past_end(struct heap *heap, const struct layout *l,
              const struct site *site, size_t have, size_t need)
{
    if (have < need && site->at_top && extend(heap, l, need - have))
        return need;
    return have;
}

/* Makes B at least NEED bytes without a second block: into the free block
 * after it, past the heap's end, or also into the free block before it. At the
 * top that comes first only where it gains at least as many bytes as are
 * copied, or a block that creeps upwards there would be copied at every step.
 * Answers where B is now; 0: it cannot be done, nothing changed. */
MECHANIC size_t
grow_in_place(struct heap *heap, const struct layout *l, const struct index *x,
              size_t b, size_t need)
{
    struct site site = site_of(heap, l, b);
    size_t have = site.size + site.after;
    if (!site.before || site.before < site.size)
        have = grow_past_end(heap, l, &site, have, need);
    bool down = have < need && site.before;
    if (down)
        have = grow_past_end(heap, l, &site, have + site.before, need);
    if (have < need || have > l->max)
        return 0;
    count_unused(heap, l, b, site.size);
    if (site.after)
        absorb_after(heap, l, x, b, &site);
    if (down)
        b = slide_down(heap, l, x, b, &site);
    count_used(heap, l, b, have);
    l->set_used(heap, b, have, l->prev_is_used(heap, b));
    (void)trim(heap, l, x, b, need);
    return b;
}

/* A new block, the payload copied, the old block given back. */
MECHANIC size_t
move(struct heap *heap, const struct layout *l, const struct index *x, size_t b,
     size_t asked)
{
    size_t payload = l->size(heap, b) - l->overhead;
    char *new = heap->self->ops->malloc(heap->self, asked);
    if (!new)
        return 0;
    size_t to = guard_block_of(heap, new);
    memcpy(new, heap->blocks + b, payload);
    TELL(heap, l, .kind = EVENT_COPY, .off = to, .size = payload,
         .other_off = b, .other_size = payload);
    size_t after = list_place_block(heap, l, x, b);
    if (after != FIND_DAMAGED) {
        give_back(heap, l, x, b, after);
    } /* else the list broke further on: the old block stays allocated */
    return to;
}

MECHANIC size_t
mech_realloc(struct heap *heap, const struct layout *l, const struct index *x,
             size_t b, size_t asked)
{
    if (UNLIKELY(layout_too_large(l, asked)))
        return refuse(heap, HEAP_TOO_LARGE);
    /* An ordered list is walked for what will be given back. */
    if (is_guarded(heap, l) &&
        list_place(heap, l, x, heap->control->end) == FIND_DAMAGED)
        return refuse(heap, HEAP_DAMAGED);
    size_t need = layout_fit(l, asked), to = b;
    if (need <= l->size(heap, b))
        (void)trim(heap, l, x, b, need);
    else
        to = grow_in_place(heap, l, x, b, need);
    if (!to)
        return move(heap, l, x, b, asked);
    heap->control->epoch++;
    return to;
}

/* --- memalign --------------------------------------------------------------*/

/* A block for the worst case, whose lead-in and tail are given back. */
MECHANIC size_t
mech_memalign(struct heap *heap, const struct layout *l, const struct index *x,
              size_t align, size_t asked)
{
    bool listed;
    if (layout_too_large(l, asked) ||
        layout_fit(l, asked) > l->max - align - l->min)
        return refuse(heap, HEAP_TOO_LARGE);
    if (is_guarded(heap, l) &&
        list_place(heap, l, x, heap->control->end) == FIND_DAMAGED)
        return refuse(heap, HEAP_DAMAGED);
    size_t need = layout_fit(l, asked);
    size_t b = obtain(heap, l, x, need + align + l->min, &listed);
    if (!b)
        return 0;
    size_t size = l->size(heap, b);
    b = take(heap, l, x, b, size, listed);
    size_t at = (b + align - 1) & ~(align - 1);
    if (at != b) {
        while (at - b < l->min)
            at += align;
        l->set_used(heap, at, b + size - at, true);
        l->set_used(heap, b, at - b, l->prev_is_used(heap, b));
        start_made(heap, l, at);
        count_unused(heap, l, b, size);
        count_used(heap, l, b, at - b);
        count_used(heap, l, at, b + size - at);
        TELL(heap, l, .kind = EVENT_SPLIT, .off = at, .size = b + size - at,
             .other_off = b, .other_size = at - b);
        size_t after = list_place_block(heap, l, x, b);
        if (after != FIND_DAMAGED)
            give_back(heap, l, x, b, after);
    }
    (void)trim(heap, l, x, at, need);
    heap->control->epoch++;
    return at;
}

#endif
