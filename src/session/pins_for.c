/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pins_for.c: the run that is cheapest to free for one request (see pins.h).
 *
 * Where neighbours join, one end of a window over the heap goes ahead block by
 * block, and the other follows while what is between still gives enough: each
 * window met is the shortest that ends there. Both ends walk the heap once.
 *
 * Of buddies every range of the size needed is a candidate, with all blocks in
 * it; and so is every block that is larger than that.
 */
#include "pins.h"
#include "pins_internal.h"
#include "session_internal.h"
#include "size_text.h"

size_t
pins_need(const struct session *s, size_t asked)
{
    const struct heap *heap = view_heap(s);
    size_t need = heap ? heap_fit_block(heap, asked) : 0, least = SIZE_MAX;
    if (!need || s->config.policy.name != POLICY_TLSF)
        return need;
    for (unsigned list = 0; list < view_n_lists(s); list++) {
        size_t min = view_list(s, list).min;
        if (min >= need && min < least)
            least = min;
    }
    return least < SIZE_MAX ? least : need;
}

/* The cheapest run so far; of buddies it gives NEED at least and may give
 * more, if the range around has no other block. */
struct search {
    const struct pin_heap *heap;
    size_t need;
    struct pin best; /* n == 0: none yet */
    size_t lo, hi;   /* the stretch around it */
};

static void
offer(struct search *search, const struct pin *pin, size_t lo, size_t hi)
{
    const struct pin *best = &search->best;
    if (best->n && (pin->asked > best->asked ||
                    (pin->asked == best->asked && pin->n >= best->n)))
        return;
    search->best = *pin;
    search->lo = lo;
    search->hi = hi;
}

/* --- where neighbours join -------------------------------------------------*/
static void
two_ends(struct search *search)
{
    const struct pin_heap *heap = search->heap;
    size_t lo = heap->front;
    struct live_walk low, high; /* the window's first; the one behind it */
    struct pin pin = {0};
    live_open(&low, heap, heap->front, heap->back);
    high = low;
    for (;;) {
        size_t hi = high.more ? high.at.start : heap->back;
        while (pin.n && hi - (low.at.start + low.at.size) >= search->need) {
            lo = low.at.start + low.at.size;
            pin.n--;
            pin.bytes -= low.at.size;
            pin.asked -= live_cost(&low.at);
            live_next(&low);
            pin.start = low.at.start;
        }
        if (pin.n && hi - lo >= search->need)
            offer(search, &pin, lo, hi);
        if (!high.more)
            return;
        pin_add(&pin, &high.at);
        live_next(&high);
    }
}

/* --- where buddies join ----------------------------------------------------*/
/* The range that holds BLOCK: which one of NEED bytes, counted from 0. */
static size_t
range_index(const struct search *search, const struct view_block *block)
{
    return (block->start - search->heap->front) / search->need;
}

static void
each_range(struct search *search)
{
    const struct pin_heap *heap = search->heap;
    size_t lo = heap->front;
    struct live_walk live;
    live_open(&live, heap, heap->front, heap->back);
    while (live.more) {
        size_t index = range_index(search, &live.at);
        size_t end = heap->front + (index + 1) * search->need, hi;
        struct pin pin = {0};
        do {
            pin_add(&pin, &live.at);
            live_next(&live);
        } while (live.more && range_index(search, &live.at) == index);
        hi = live.more ? live.at.start : heap->back;
        if (end <= heap->back)
            offer(search, &pin, lo, hi);
        lo = pin.end;
    }
}

/* --- both ------------------------------------------------------------------*/
static bool
refuse_size(const struct session *s, size_t asked, struct error *err)
{
    struct heap_shape shape = heap_get_shape(view_heap(s));
    size_t limit = shape.max_block + (shape.buddies ? 0 : HEAP_ALIGN);
    char text[SIZE_TEXT];
    return error_set(err, heap_status_name(HEAP_TOO_LARGE),
                     "No block can hold %zu bytes: one of the %s layout has %s "
                     "%s. Ask for less.",
                     asked, shape.layout,
                     shape.buddies ? "at most" : "less than",
                     size_text(limit, text));
}

static bool
refuse_fit(size_t asked, size_t all, struct error *err)
{
    char most[SIZE_TEXT];
    if (all == 0)
        return error_set(err, "no-fit",
                         "There is no block yet: the heap must grow for %zu "
                         "bytes.",
                         asked);
    return error_set(err, "no-fit",
                     "%zu bytes would not fit with all blocks freed: that "
                     "would give a free block of %s. The heap must grow.",
                     asked, size_text(all, most));
}

bool
pins_for(const struct session *s, size_t asked, struct pins *pins,
         struct error *err)
{
    struct pin_heap heap = {0};
    struct search search = {.heap = &heap};
    size_t all, start;
    if (!pin_heap_open(&heap, s, pins, err))
        return false;
    search.need = pins_need(s, asked);
    if (!search.need)
        return refuse_size(s, asked, err);
    if (search.need <= pins->joined)
        return true;
    all = pin_largest_in(&heap, heap.front, heap.back, &start);
    if (search.need > all)
        return refuse_fit(asked, all, err);
    if (heap.buddies)
        each_range(&search);
    else
        two_ends(&search);
    pin_join(&heap, search.lo, search.hi, &search.best);
    if (pins->size)
        pins->list[pins->n++] = search.best;
    return true;
}
