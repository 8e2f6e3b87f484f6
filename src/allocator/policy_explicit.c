/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_explicit.c: one doubly linked list of the free blocks, its links in
 * the free blocks themselves (CS:APP 9.9.13; Knuth, TAOCP 1, 2.5).
 *
 *     the heap    | free A | used | free B | used | free C | used | end
 *
 *     the list    head -> B -> C -> A -> 0      freed in the order A, C, B,
 *                    0 <- B <- C <- A <- tail   under lifo
 *
 *     lifo      a freed block goes to the head    B C A
 *     fifo      a freed block goes to the tail    A C B
 *     address   in order of address               A B C
 *
 * A worked free, of the used block between A and B, under lifo: A ends where it
 * starts and B starts where it ends, so both leave the list (two links each are
 * rewritten), the three become one free block at A, and that goes to the head:
 * A C. In address order it takes the place that A had, and no search is needed;
 * only a block without free neighbours searches for its place.
 *
 * Cost: a search looks at free blocks only, but at all of them when none fits;
 * freeing is constant, except for that search in address order. List order and
 * heap order are two different things: watch the path in the list pane.
 *
 * What not to hand in: a copy. Handing in a list of this kind is what the lab
 * expects at least; draw your own, and defend its order with your own figures.
 */
#include "allocator/define.h"
#include "allocator/layout_tagged.h"
#include "allocator/layout_textbook.h"

/* In a search: is candidate B, which BEFORE leads to (0: the head), fit to be
 * looked at? STEPS counts the search's steps; more of them than there are free
 * blocks is a cycle. */
MECHANIC bool
may_visit(const struct heap *heap, const struct layout *l, size_t b,
          size_t before, size_t *steps)
{
    if (!is_guarded(heap, l))
        return true;
    return ++*steps <= heap->control->free_blocks && guard_block(heap, l, b) &&
           !l->is_used(heap, b) && l->prev(heap, b) == before;
}

/* A search has come to the end of the list; LAST was the last block (0: none).
 * Is that the end, or has a link been overwritten with 0? */
MECHANIC bool
may_end(const struct heap *heap, const struct layout *l, size_t last)
{
    return !is_guarded(heap, l) || heap->control->tail[0] == last;
}

/* Best or worst of the whole list; an exact fit ends a best-fit search. */
MECHANIC size_t
search_all(struct heap *heap, const struct layout *l, size_t need)
{
    bool worst = heap->policy.fit == FIT_WORST;
    size_t best = 0, best_size = 0, steps = 0, before = 0;
    size_t b = heap->control->head[0];
    for (; b; before = b, b = l->next(heap, b)) {
        if (!may_visit(heap, l, b, before, &steps))
            return FIND_DAMAGED;
        size_t size = l->size(heap, b);
        index_tell_probe(heap, l, b, size, need);
        if (size < need)
            continue;
        if (!best || (worst ? size > best_size : size < best_size)) {
            best = b;
            best_size = size;
        }
        if (size == need && !worst)
            return b;
    }
    return may_end(heap, l, before) ? best : FIND_DAMAGED;
}

/* The first that fits from FROM up to but not including UNTIL. */
MECHANIC size_t
search_first(struct heap *heap, const struct layout *l, size_t from,
             size_t until, size_t need)
{
    size_t before = from == heap->control->head[0] ? 0 : l->prev(heap, from);
    size_t steps = 0, b = from;
    for (; b && b != until; before = b, b = l->next(heap, b)) {
        if (!may_visit(heap, l, b, before, &steps))
            return FIND_DAMAGED;
        size_t size = l->size(heap, b);
        index_tell_probe(heap, l, b, size, need);
        if (size >= need)
            return b;
    }
    return b || may_end(heap, l, before) ? 0 : FIND_DAMAGED;
}

MECHANIC size_t
explicit_find(struct heap *heap, const struct layout *l, size_t need)
{
    struct control *c = heap->control;
    if (heap->policy.fit >= FIT_BEST)
        return search_all(heap, l, need);
    if (heap->policy.fit == FIT_FIRST || !c->rover) {
        size_t b = search_first(heap, l, c->head[0], 0, need);
        if (heap->policy.fit == FIT_NEXT && b != FIND_DAMAGED)
            c->rover = b;
        return b;
    }
    size_t rover = c->rover;
    size_t b = search_first(heap, l, rover, 0, need);
    if (!b)
        b = search_first(heap, l, c->head[0], rover, need);
    if (b && b != FIND_DAMAGED)
        c->rover = b; /* unlinking it moves the rover on */
    return b;
}

/* In address order: the last free block before B. */
MECHANIC size_t
explicit_place(struct heap *heap, const struct layout *l, size_t b)
{
    size_t after = 0, steps = 0;
    if (heap->policy.order != ORDER_ADDRESS)
        return 0;
    for (size_t at = heap->control->head[0]; at; at = l->next(heap, at)) {
        if (!may_visit(heap, l, at, after, &steps))
            return FIND_DAMAGED;
        if (at > b)
            return after;
        after = at;
    }
    return may_end(heap, l, after) ? after : FIND_DAMAGED;
}

MECHANIC void
explicit_link(struct heap *heap, const struct layout *l, size_t b, size_t size,
              size_t after)
{
    struct control *c = heap->control;
    (void)size;
    if (heap->policy.order == ORDER_LIFO)
        after = 0;
    else if (heap->policy.order == ORDER_FIFO)
        after = c->tail[0];
    size_t next = !after                ? c->head[0]
                  : after == c->tail[0] ? 0
                                        : l->next(heap, after);
    l->set_next(heap, b, next);
    l->set_prev(heap, b, after);
    if (after)
        l->set_next(heap, after, b);
    else
        c->head[0] = b;
    if (next)
        l->set_prev(heap, next, b);
    else
        c->tail[0] = b;
}

MECHANIC void
explicit_unlink(struct heap *heap, const struct layout *l, size_t b,
                size_t size)
{
    struct control *c = heap->control;
    size_t next = l->next(heap, b), prev = l->prev(heap, b);
    (void)size;
    if (c->rover == b)
        c->rover = next;
    if (prev)
        l->set_next(heap, prev, next);
    else
        c->head[0] = next;
    if (next)
        l->set_prev(heap, next, prev);
    else
        c->tail[0] = prev;
}

static unsigned
explicit_list_of(size_t size)
{
    (void)size;
    return 0;
}

static void
explicit_list_range(unsigned list, size_t *min, size_t *max)
{
    (void)list;
    *min = 0;
    *max = SIZE_MAX;
}

static const struct index explicit_list = {
    .has_links = true,
    .high_from = 0,
    .find = explicit_find,
    .place = explicit_place,
    .link = explicit_link,
    .unlink = explicit_unlink,
    .unlink_found = explicit_unlink,
};

POLICY_DEFINE(explicit_tagged, layout_tagged, explicit_list, 1,
              explicit_list_of, explicit_list_range);
POLICY_DEFINE(explicit_textbook, layout_textbook, explicit_list, 1,
              explicit_list_of, explicit_list_range);
