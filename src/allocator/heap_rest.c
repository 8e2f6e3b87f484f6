/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_rest.c: a hardened heap at rest (heap_state.h). It then takes the plain
 * fast path, which keeps the block region, the heads of the lists, the bitmap
 * of filled ones, the rover and the epoch; waking finds out the rest:
 *
 *     from the blocks' headers      starts, start pages, pages, max 1..4,
 *                                   counters
 *     from free blocks' links       tail: the block with none after it
 *
 * Plain and watched operations leave the same bytes
 * (tests/unit/test_heap_twins.c), so that nothing tells afterwards that a heap
 * has rested.
 */
#include "allocator/heap_state.h"

#include "allocator/guard.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"
#include "allocator/side.h"

bool
heap_is_resting(const struct heap *heap)
{
    return heap->resting;
}

void
heap_rest(struct heap *heap)
{
    if (!heap->hardened)
        return;
    heap->hardened = heap->brisk = false;
    heap->resting = true;
    heap_choose_ops(heap);
}

void
heap_set_brisk(struct heap *heap, bool on)
{
    heap->brisk = on && heap->hardened;
    heap_choose_ops(heap);
}

/* --- waking ----------------------------------------------------------------*/

/* Of an emptied list everything is 0, the tail too. */
static void
forget_counts(struct control *c)
{
    c->used_blocks = c->used_bytes = c->free_blocks = c->free_bytes = 0;
    memset(c->tail, 0, sizeof c->tail);
    memset(c->list_blocks, 0, sizeof c->list_blocks);
    memset(c->list_bytes, 0, sizeof c->list_bytes);
}

static void
note_free(struct heap *heap, size_t b, size_t size)
{
    struct control *c = heap->control;
    unsigned list = 0; /* without lists all free blocks count there */
    if (heap->ops->list_of) {
        list = heap->ops->list_of(size);
        if (!heap->layout->next(heap, b))
            c->tail[list] = b;
    }
    c->list_blocks[list]++;
    c->list_bytes[list] += size;
    c->free_blocks++;
    c->free_bytes += size;
    side_add_free(heap, b, size);
}

/* A header says where the next one is, so that of a heap beyond the caches each
 * would be waited for; most are found to be there when the bytes so far ahead
 * are asked for meanwhile. */
enum { AHEAD = 1024 };

static void
note_blocks(struct heap *heap)
{
    const struct layout *l = heap->layout;
    struct control *c = heap->control;
    size_t size, end = c->end;
    for (size_t b = layout_first(l); b < end; b += size) {
        size = l->size(heap, b);
        if (size < l->min || size > end - b)
            return; /* damage, against the rule: the checker shows it */
        __builtin_prefetch(heap->blocks + b + AHEAD);
        side_set_start(heap, b);
        if (l->is_used(heap, b)) {
            c->used_blocks++;
            c->used_bytes += size;
            side_add_used(heap, b, size);
        } else {
            note_free(heap, b, size);
        }
    }
}

void
heap_wake(struct heap *heap)
{
    if (!heap->resting)
        return;
    heap->resting = false;
    heap->hardened = true;
    heap_choose_ops(heap);
    forget_counts(heap->control);
    side_empty(heap);
    note_blocks(heap);
    heap->control->epoch++;
}

/* --- the largest free block, without side tables ---------------------------*/

struct search {
    const struct heap *heap;
    size_t largest;
    size_t steps, max_steps;
};

/* Looks at block B; 0: too many steps, or damage. Else its size. */
static size_t
look_at(struct search *s, size_t b)
{
    const struct heap *heap = s->heap;
    const struct layout *l = heap->layout;
    if (s->steps == s->max_steps || !guard_in_range(heap, l, b))
        return 0;
    s->steps++;
    size_t size = l->size(heap, b);
    if (size < l->min || size > heap->control->end - b)
        return 0;
    if (!l->is_used(heap, b) && size > s->largest)
        s->largest = size;
    return size;
}

static bool
search_blocks(struct search *s)
{
    size_t size, b = layout_first(s->heap->layout);
    for (; b < s->heap->control->end; b += size)
        if (!(size = look_at(s, b)))
            return false;
    return true;
}

/* To the end of the list, or to a block than which none there is larger. */
static bool
search_list(struct search *s, unsigned list)
{
    size_t least, most;
    s->heap->ops->list_range(list, &least, &most);
    for (size_t b = s->heap->control->head[list]; b && s->largest < most;
         b = s->heap->layout->next(s->heap, b))
        if (!look_at(s, b))
            return false;
    return true;
}

/* The last list that has blocks; 0: none has, or the first one only. */
static unsigned
highest_filled(const struct control *c)
{
    for (unsigned i = MAX_LISTS / 64; i-- > 0;)
        if (c->filled[i])
            return i * 64 + 63 - (unsigned)__builtin_clzll(c->filled[i]);
    return 0;
}

bool
heap_largest_quick(const struct heap *heap, size_t max_steps, size_t *largest,
                   size_t *steps)
{
    /* More than there can be blocks is a ring of links. */
    size_t most = heap->control->end / HEAP_ALIGN;
    struct search s = {.heap = heap,
                       .max_steps = max_steps < most ? max_steps : most};
    bool done = heap->ops->list_of
                    ? search_list(&s, highest_filled(heap->control))
                    : search_blocks(&s);
    if (done)
        *largest = s.largest;
    if (steps)
        *steps = s.steps;
    return done;
}
