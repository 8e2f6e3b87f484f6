/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pins.c: what the searches for pins stand on: how much a stretch of the heap
 * would give if all of it were free, the allocated blocks in order, and
 * whether there is anything to search.
 */
#include "pins.h"
#include "pins_internal.h"
#include "session_internal.h"

/* --- stretches -------------------------------------------------------------*/
size_t
pin_largest_in(const struct pin_heap *heap, size_t lo, size_t hi, size_t *start)
{
    size_t size = hi - lo < heap->max_block ? hi - lo : heap->max_block;
    *start = lo;
    if (!heap->buddies || size == 0)
        return size;
    size = (size_t)1 << (63 - __builtin_clzll(size));
    for (; size >= HEAP_ALIGN; size /= 2) {
        size_t place = (lo - heap->front + size - 1) & ~(size - 1);
        *start = heap->front + place;
        if (*start <= hi && hi - *start >= size)
            return size;
    }
    return 0;
}

size_t
pin_range_start(const struct pin_heap *heap, size_t at, size_t size)
{
    return heap->front + ((at - heap->front) & ~(size - 1));
}

static bool
range_within(const struct pin_heap *heap, size_t at, size_t size, size_t lo,
             size_t hi)
{
    size_t start = pin_range_start(heap, at, size);
    return start >= lo && start <= hi && hi - start >= size;
}

void
pin_join(const struct pin_heap *heap, size_t lo, size_t hi, struct pin *pin)
{
    size_t size = HEAP_ALIGN;
    if (!heap->buddies) {
        pin->gives = pin_largest_in(heap, lo, hi, &pin->free_start);
        return;
    }
    while (pin->end - pin_range_start(heap, pin->start, size) > size)
        size *= 2;
    while (size * 2 <= heap->max_block &&
           range_within(heap, pin->start, size * 2, lo, hi))
        size *= 2;
    pin->free_start = pin_range_start(heap, pin->start, size);
    pin->gives = size;
}

/* --- allocated blocks ------------------------------------------------------*/
void
live_next(struct live_walk *walk)
{
    do {
        walk->more = view_next(&walk->rows, &walk->at);
    } while (walk->more && walk->at.state != VIEW_USED);
}

void
live_open(struct live_walk *walk, const struct pin_heap *heap, size_t lo,
          size_t hi)
{
    view_open(&walk->rows, heap->session, lo, hi);
    live_next(walk);
}

size_t
live_cost(const struct view_block *block)
{
    return block->id ? block->asked : block->size - block->header;
}

void
pin_add(struct pin *pin, const struct view_block *block)
{
    if (pin->n++ == 0)
        pin->start = block->start;
    pin->end = block->start + block->size;
    pin->bytes += block->size;
    pin->asked += live_cost(block);
}

/* --- opening ---------------------------------------------------------------*/
static void
note_free(struct pins *pins, const struct view_block *block)
{
    if (block->size > pins->largest) {
        pins->largest = block->size;
        pins->largest_off = block->off;
    }
}

/* [LO, HI) is free, between two allocated blocks. */
static void
note_stretch(const struct pin_heap *heap, struct pins *pins, size_t lo,
             size_t hi)
{
    size_t start, size = pin_largest_in(heap, lo, hi, &start);
    if (size > pins->joined) {
        pins->joined = size;
        pins->joined_off =
            start + heap_get_shape(view_heap(heap->session)).header;
    }
}

/* What is free as it is. */
static void
note_all_free(const struct pin_heap *heap, struct pins *pins)
{
    struct view_iter rows;
    struct view_block block;
    size_t lo = heap->front;
    view_open(&rows, heap->session, heap->front, heap->back);
    while (view_next(&rows, &block)) {
        if (block.state == VIEW_FREE) {
            note_free(pins, &block);
        } else {
            note_stretch(heap, pins, lo, block.start);
            lo = block.start + block.size;
        }
    }
    note_stretch(heap, pins, lo, heap->back);
}

static bool
refuse_joining_off(const struct session *s, struct error *err)
{
    struct policy policy = s->config.policy;
    char text[POLICY_TEXT];
    policy.joining = JOIN_IMMEDIATE;
    policy_format(&policy, text);
    return error_set(err, "joining-off",
                     "Free blocks never join under this policy, so none are in "
                     "one another's way. To see what would be, type policy %s",
                     text);
}

static bool
refuse_damage(struct error *err)
{
    return error_set(err, heap_status_name(HEAP_DAMAGED),
                     "The heap is damaged, so its blocks cannot be trusted: "
                     "type check");
}

bool
pin_heap_open(struct pin_heap *heap, const struct session *s, struct pins *pins,
              struct error *err)
{
    const struct heap *of = view_heap(s);
    struct heap_shape shape;
    if (!of)
        return error_set(err, "not-possible",
                         "This allocator can only be called: what is free in "
                         "it cannot be seen.");
    if (s->config.policy.joining == JOIN_OFF)
        return refuse_joining_off(s, err);
    if (!heap_check(of, NULL))
        return refuse_damage(err);
    shape = heap_get_shape(of);
    *heap = (struct pin_heap){.session = s,
                              .front = shape.front,
                              .back = heap_size(of) - shape.back,
                              .max_block = shape.max_block,
                              .buddies = shape.buddies};
    pins->n = 0;
    pins->largest = pins->largest_off = pins->joined = pins->joined_off = 0;
    note_all_free(heap, pins);
    return true;
}
