/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mechanics.h: taking, splitting, joining, growing and resizing blocks,
 * written once over a layout and an index. A policy's file includes this,
 * names its layout and index as constants, and the compiler makes of it one
 * allocator without an indirect call.
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

MECHANIC void
start_made(struct heap *heap, const struct layout *l, size_t b)
{
    if (hardened(heap, l))
        side_set_start(heap, b);
}

/* The start B is no more: its bytes belong to the block INTO. */
MECHANIC void
start_gone(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b, size_t into)
{
    if (hardened(heap, l))
        side_clear_start(heap, b);
    if (!x->has_links && heap->control->rover == b)
        heap->control->rover = into; /* a list moves it when B is unlinked */
}

MECHANIC void
count_used(struct heap *heap, const struct layout *l, size_t size)
{
    if (hardened(heap, l)) {
        heap->control->used_blocks++;
        heap->control->used_bytes += size;
    }
}

MECHANIC void
count_unused(struct heap *heap, const struct layout *l, size_t size)
{
    if (hardened(heap, l)) {
        heap->control->used_blocks--;
        heap->control->used_bytes -= size;
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
    if (hardened(heap, l)) {
        unsigned list = list_number(heap, x, size);
        heap->control->list_blocks[list]++;
        heap->control->list_bytes[list] += size;
        heap->control->free_blocks++;
        heap->control->free_bytes += size;
        side_mark_dirty(heap, b);
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
    if (hardened(heap, l)) {
        unsigned list = list_number(heap, x, size);
        heap->control->list_blocks[list]--;
        heap->control->list_bytes[list] -= size;
        heap->control->free_blocks--;
        heap->control->free_bytes -= size;
        side_mark_dirty(heap, b);
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
        size_t prev = hardened(heap, l) ? side_prev_start(heap, b - 1)
                                        : b - l->prev_size(heap, b);
        return hardened(heap, l) && !guard_free(heap, l, prev, true)
                   ? FIND_DAMAGED
                   : prev;
    }
    if (!l->is_used(heap, next)) {
        return hardened(heap, l) && !guard_free(heap, l, next, true)
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
    count_unused(heap, l, size);
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
        if (hardened(heap, l) && !guard_tags(heap, l, b)) {
            heap->self->last = HEAP_DAMAGED;
            break;
        }
        if (next >= end || l->is_used(heap, b) || l->is_used(heap, next) ||
            l->size(heap, next) > l->max - size) {
            b = next;
            continue;
        }
        if (hardened(heap, l) &&
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
 * the fast path, and no other, tries the two first and calls the rest. They
 * count nothing and tell nothing. */
MECHANIC bool
free_alone(struct heap *heap, const struct layout *l, const struct index *x,
           size_t b)
{
    size_t size = l->size(heap, b);
    if (x->place || !l->prev_is_used(heap, b) || !l->is_used(heap, b + size))
        return false;
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
        size_t last = hardened(heap, l) ? side_prev_start(heap, end - 1)
                                        : end - l->prev_size(heap, end);
        if (hardened(heap, l) && !guard_free_site(heap, l, last, x->has_links))
            return refuse(heap, HEAP_DAMAGED);
        have = end - last;
    } else if (hardened(heap, l) && end > layout_first(l) &&
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
    size_t b = 0;
    for (bool again = true; !b && again;) {
        b = x->find(heap, l, need);
        again = !b && heap->policy.joining == JOIN_DEFERRED &&
                heap->self->ops->coalesce(heap->self);
        if (hardened(heap, l) && heap->self->last == HEAP_DAMAGED)
            return 0;
    }
    *listed = b != 0;
    if (UNLIKELY(hardened(heap, l))) {
        if (b == FIND_DAMAGED ||
            (b && !guard_free_site(heap, l, b, x->has_links)))
            return refuse(heap, HEAP_DAMAGED);
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
        count_used(heap, l, size);
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
    count_used(heap, l, need);
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
        heap->control->epoch++;
    }
    return b;
}

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
    count_unused(heap, l, size);
    count_used(heap, l, need);
    count_used(heap, l, rest);
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
         .size = site->before + site->size, .other_off = to,
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
    if (site.after)
        absorb_after(heap, l, x, b, &site);
    if (down)
        b = slide_down(heap, l, x, b, &site);
    count_unused(heap, l, site.size);
    count_used(heap, l, have);
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
    if (hardened(heap, l) &&
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
    if (hardened(heap, l) &&
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
        count_unused(heap, l, size);
        count_used(heap, l, at - b);
        count_used(heap, l, b + size - at);
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

/* --- a policy --------------------------------------------------------------*/

/* The two tables of a policy, for functions of these names. */
#define POLICY_TABLES(NAME, LAYOUT, N_LISTS, LIST_OF, LIST_RANGE)              \
    const struct policy_ops policy_##NAME##_plain = {                          \
        .layout = &(LAYOUT),                                                   \
        .malloc = NAME##_plain_malloc,                                         \
        .memalign = NAME##_memalign,                                           \
        .realloc = NAME##_plain_realloc,                                       \
        .free = NAME##_plain_free,                                             \
        .grow = NAME##_grow,                                                   \
        .coalesce = NAME##_coalesce,                                           \
        .n_lists = (N_LISTS),                                                  \
        .list_of = (LIST_OF),                                                  \
        .list_range = (LIST_RANGE),                                            \
    };                                                                         \
    const struct policy_ops policy_##NAME = {                                  \
        .plain = &policy_##NAME##_plain,                                       \
        .layout = &(LAYOUT),                                                   \
        .malloc = NAME##_malloc,                                               \
        .memalign = NAME##_memalign,                                           \
        .realloc = NAME##_realloc,                                             \
        .free = NAME##_free,                                                   \
        .grow = NAME##_grow,                                                   \
        .coalesce = NAME##_coalesce,                                           \
        .n_lists = (N_LISTS),                                                  \
        .list_of = (LIST_OF),                                                  \
        .list_range = (LIST_RANGE),                                            \
    }

/* Defines the functions of policy_ops NAME for a layout and an index, and
 * those of its fast path, NAME_plain. The fast path has a copy of the heap,
 * AT, that nothing else can reach, so that the compiler keeps what it has read
 * of it in registers while blocks are written; what must be known outside,
 * such as the last status, goes through AT's `self`. */
#define POLICY_DEFINE(NAME, LAYOUT, INDEX, N_LISTS, LIST_OF, LIST_RANGE)       \
    static void *NAME##_malloc(struct heap *heap, size_t size)                 \
    {                                                                          \
        heap->last = HEAP_OK;                                                  \
        return to_pointer(heap, mech_alloc(heap, &(LAYOUT), &(INDEX), size));  \
    }                                                                          \
    static size_t NAME##_realloc(struct heap *heap, const void *p,             \
                                 size_t size)                                  \
    {                                                                          \
        heap->last = guard_pointer(heap, p);                                   \
        return heap->last ? 0                                                  \
                          : mech_realloc(heap, &(LAYOUT), &(INDEX),            \
                                         guard_block_of(heap, p), size);       \
    }                                                                          \
    static enum heap_status NAME##_free(struct heap *heap, const void *p)      \
    {                                                                          \
        heap->last = guard_pointer(heap, p);                                   \
        if (heap->last == HEAP_OK)                                             \
            heap->last =                                                       \
                mech_free(heap, &(LAYOUT), &(INDEX), guard_block_of(heap, p)); \
        return heap->last;                                                     \
    }                                                                          \
    static size_t NAME##_memalign(struct heap *heap, size_t align,             \
                                  size_t size)                                 \
    {                                                                          \
        return mech_memalign(heap, &(LAYOUT), &(INDEX), align, size);          \
    }                                                                          \
    static size_t NAME##_grow(struct heap *heap, size_t need)                  \
    {                                                                          \
        return mech_grow(heap, &(LAYOUT), &(INDEX), need);                     \
    }                                                                          \
    static size_t NAME##_coalesce(struct heap *heap)                           \
    {                                                                          \
        return mech_coalesce(heap, &(LAYOUT), &(INDEX));                       \
    }                                                                          \
    static NEVER_INLINE void *NAME##_plain_search(struct heap *heap,           \
                                                  size_t size)                 \
    {                                                                          \
        struct heap at = *heap;                                                \
        return to_pointer(&at,                                                 \
                          mech_alloc(&at, &LAYOUT##_plain, &(INDEX), size));   \
    }                                                                          \
    static void *NAME##_plain_malloc(struct heap *heap, size_t size)           \
    {                                                                          \
        struct heap at = *heap;                                                \
        size_t b = alloc_exact(&at, &LAYOUT##_plain, &(INDEX), size);          \
        heap->last = HEAP_OK;                                                  \
        return b ? at.blocks + b : NAME##_plain_search(heap, size);            \
    }                                                                          \
    static NEVER_INLINE enum heap_status NAME##_plain_join(struct heap *heap,  \
                                                           size_t b)           \
    {                                                                          \
        struct heap at = *heap;                                                \
        return heap->last = mech_free(&at, &LAYOUT##_plain, &(INDEX), b);      \
    }                                                                          \
    static size_t NAME##_plain_realloc(struct heap *heap, const void *p,       \
                                       size_t size)                            \
    {                                                                          \
        struct heap at = *heap;                                                \
        heap->last = guard_quick(&at, &LAYOUT##_plain, p);                     \
        return heap->last ? 0                                                  \
                          : mech_realloc(&at, &LAYOUT##_plain, &(INDEX),       \
                                         guard_block_of(&at, p), size);        \
    }                                                                          \
    static enum heap_status NAME##_plain_free(struct heap *heap,               \
                                              const void *p)                   \
    {                                                                          \
        struct heap at = *heap;                                                \
        enum heap_status verdict = guard_quick(&at, &LAYOUT##_plain, p);       \
        size_t b = guard_block_of(&at, p);                                     \
        heap->last = verdict;                                                  \
        if (UNLIKELY(verdict != HEAP_OK) ||                                    \
            free_alone(&at, &LAYOUT##_plain, &(INDEX), b))                     \
            return verdict;                                                    \
        return NAME##_plain_join(heap, b);                                     \
    }                                                                          \
    POLICY_TABLES(NAME, LAYOUT, N_LISTS, LIST_OF, LIST_RANGE)

#endif
