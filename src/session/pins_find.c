/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pins_find.c: the runs that give most (see pins.h), in one walk.
 *
 * Where neighbours join, a longer run gives more than any part of it. So the
 * walk looks at runs of exactly K blocks, which slide over the heap; and after
 * some have been chosen, what lies between two of them, if it is less than K
 * blocks, is a run too.
 *
 * Of buddies the runs are the blocks in a range that a block could take (a
 * power of two, aligned), in the largest such range for just these blocks.
 * Two ranges are apart or one holds the other, so the runs are a tree. It is
 * walked with a stack: two neighbouring blocks part in the smallest range that
 * holds both.
 *
 *     place   0         16        32        48        64
 *             | #a      | #b      | free    | #c      | end
 *             a and b part in [0, 32), b and c in [0, 64), c and the end in
 *             [0, 128): the runs are a, b, ab in [0, 32), c in [32, 64), abc
 *
 * Of all runs the best are kept, as many as the choice can need: a chosen one
 * shares blocks with fewer than 2K others.
 */
#include "pins.h"
#include "pins_internal.h"

#include <stdlib.h>

/* --- the best --------------------------------------------------------------*/
/* A run, and which blocks it is: allocated ones count from 0. */
struct run {
    struct pin pin;
    size_t index;
};

static int
compare(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

/* Best first. */
static int
by_gain(const void *a, const void *b)
{
    const struct pin *x = &((const struct run *)a)->pin;
    const struct pin *y = &((const struct run *)b)->pin;
    int order = compare(y->gives, x->gives);
    if (!order)
        order = compare(x->asked, y->asked);
    return order ? order : compare(x->start, y->start);
}

/* The MOST best of all that were offered, among 2 * MOST at any time. */
struct best {
    struct run *list;
    size_t n, most;
};

static void
best_sort(struct best *best)
{
    qsort(best->list, best->n, sizeof *best->list, by_gain);
    if (best->n > best->most)
        best->n = best->most;
}

static void
best_offer(struct best *best, const struct pin *pin, size_t index)
{
    if (pin->gives <= pin->bytes)
        return; /* it joins nothing that is free */
    if (best->n == 2 * best->most)
        best_sort(best);
    best->list[best->n++] = (struct run){*pin, index};
}

/* --- where neighbours join -------------------------------------------------*/
/* A block that the walk has passed, and the sums of all before it. */
struct passed {
    size_t start, end, bytes, asked;
};

/* The last K + 1 blocks: the window, and the one before it. */
struct window {
    struct passed *ring;
    size_t size;
};

static struct passed *
window_at(const struct window *window, size_t index)
{
    return &window->ring[index % window->size];
}

/* The window of K blocks before block INDEX, which starts at SUMS->start. */
static void
window_offer(const struct pin_heap *heap, const struct window *window,
             size_t index, const struct passed *sums, struct best *best)
{
    size_t k = window->size - 1, first = index - k;
    const struct passed *from = window_at(window, first);
    struct pin pin = {.n = k,
                      .start = from->start,
                      .end = window_at(window, index - 1)->end,
                      .bytes = sums->bytes - from->bytes,
                      .asked = sums->asked - from->asked};
    size_t lo = first ? window_at(window, first - 1)->end : heap->front;
    pin_join(heap, lo, sums->start, &pin);
    best_offer(best, &pin, first);
}

static bool
slide(const struct pin_heap *heap, size_t k, struct best *best)
{
    struct window window = {.size = k + 1};
    struct passed sums = {0};
    struct live_walk live;
    window.ring = malloc(window.size * sizeof *window.ring);
    if (!window.ring)
        return false;
    live_open(&live, heap, heap->front, heap->back);
    for (size_t index = 0;; index++) {
        sums.start = live.more ? live.at.start : heap->back;
        if (index >= k)
            window_offer(heap, &window, index, &sums, best);
        if (!live.more)
            break;
        sums.end = live.at.start + live.at.size;
        *window_at(&window, index) = sums;
        sums.bytes += live.at.size;
        sums.asked += live_cost(&live.at);
        live_next(&live);
    }
    free(window.ring);
    return true;
}

/* --- where buddies join ----------------------------------------------------*/
/* Neighbouring blocks that no other block parts. */
struct group {
    struct run run;
    size_t inner; /* the smallest range that holds them */
    size_t part;  /* the smallest that holds them and the next block, or end */
};

struct tree {
    const struct pin_heap *heap;
    struct best *best;
    size_t k;
    struct group open[64]; /* PART falls: each halves the one before */
    size_t n;
};

/* The group's own range is half of the one in which it parts from others. */
static void
tree_offer(struct tree *tree, const struct group *group, size_t part)
{
    struct pin pin = group->run.pin;
    size_t max = tree->heap->max_block;
    if (pin.n > tree->k || group->inner > max)
        return;
    pin.gives = part / 2 < max ? part / 2 : max;
    pin.free_start = pin_range_start(tree->heap, pin.start, pin.gives);
    best_offer(tree->best, &pin, group->run.index);
}

/* A and the group right after it, as one. */
static struct group
join_groups(const struct group *a, const struct group *b)
{
    struct group both = *a;
    both.run.pin.n += b->run.pin.n;
    both.run.pin.end = b->run.pin.end;
    both.run.pin.bytes += b->run.pin.bytes;
    both.run.pin.asked += b->run.pin.asked;
    both.inner = a->part;
    return both;
}

/* The block GROUP is known up to where it parts from the next one. */
static void
tree_push(struct tree *tree, struct group group)
{
    while (tree->n && tree->open[tree->n - 1].part < group.part) {
        const struct group *before = &tree->open[--tree->n];
        size_t part = group.part;
        tree_offer(tree, &group, before->part);
        group = join_groups(before, &group);
        group.part = part;
    }
    tree_offer(tree, &group, group.part);
    tree->open[tree->n++] = group;
}

/* The smallest range that holds bytes A and B. */
static size_t
range_of_both(const struct pin_heap *heap, size_t a, size_t b)
{
    size_t differ = (a - heap->front) ^ (b - heap->front);
    return (size_t)2 << (63 - __builtin_clzll(differ));
}

static void
climb(const struct pin_heap *heap, size_t k, struct best *best)
{
    struct tree tree = {.heap = heap, .best = best, .k = k};
    struct live_walk live;
    live_open(&live, heap, heap->front, heap->back);
    for (size_t index = 0; live.more; index++) {
        struct group group = {.run.index = index, .inner = live.at.size};
        size_t start = live.at.start;
        pin_add(&group.run.pin, &live.at);
        live_next(&live);
        group.part =
            range_of_both(heap, start, live.more ? live.at.start : heap->back);
        tree_push(&tree, group);
    }
}

/* --- choosing --------------------------------------------------------------*/
/* The runs chosen, in PINS and with their indices here; and those between two
 * of them that are shorter than K. */
struct choice {
    const struct pin_heap *heap;
    size_t k, n_live;
    struct run *chosen;
    struct best gaps;
};

static bool
is_apart(const struct choice *choice, size_t n, const struct run *run)
{
    for (size_t i = 0; i < n; i++) {
        const struct run *other = &choice->chosen[i];
        if (run->index < other->index + other->pin.n &&
            other->index < run->index + run->pin.n)
            return false;
    }
    return true;
}

/* The blocks of indices [FROM, TO), between two that others have. */
static void
add_gap(struct choice *choice, const struct run *before,
        const struct run *after)
{
    const struct pin_heap *heap = choice->heap;
    size_t lo = before ? before->pin.end : heap->front;
    size_t hi = after ? after->pin.start : heap->back;
    size_t from = before ? before->index + before->pin.n : 0;
    size_t to = after ? after->index : choice->n_live;
    struct pin pin = {0};
    struct live_walk live;
    if (to <= from || to - from >= choice->k)
        return;
    for (live_open(&live, heap, lo, hi); live.more; live_next(&live))
        pin_add(&pin, &live.at);
    pin_join(heap, lo, hi, &pin);
    best_offer(&choice->gaps, &pin, from);
}

/* What the N chosen ones leave on both sides of the last of them. */
static void
add_gaps(struct choice *choice, size_t n)
{
    const struct run *last = &choice->chosen[n - 1];
    const struct run *before = NULL, *after = NULL;
    for (size_t i = 0; i + 1 < n; i++) {
        const struct run *other = &choice->chosen[i];
        if (other->index < last->index) {
            if (!before || other->index > before->index)
                before = other;
        } else if (!after || other->index < after->index) {
            after = other;
        }
    }
    add_gap(choice, before, last);
    add_gap(choice, last, after);
}

/* The best of the gaps that is still apart, or NULL. */
static const struct run *
best_gap(struct choice *choice, size_t n)
{
    const struct run *found = NULL;
    for (size_t i = 0; i < choice->gaps.n; i++) {
        const struct run *gap = &choice->gaps.list[i];
        if (is_apart(choice, n, gap) && (!found || by_gain(gap, found) < 0))
            found = gap;
    }
    return found;
}

static void
choose(struct choice *choice, const struct best *best, struct pins *pins)
{
    size_t at = 0;
    while (pins->n < pins->size) {
        const struct run *gap = best_gap(choice, pins->n), *next;
        while (at < best->n && !is_apart(choice, pins->n, &best->list[at]))
            at++;
        next = at < best->n ? &best->list[at] : gap;
        if (!next)
            return;
        if (gap && by_gain(gap, next) < 0)
            next = gap;
        pins->list[pins->n] = next->pin;
        choice->chosen[pins->n++] = *next;
        if (!choice->heap->buddies)
            add_gaps(choice, pins->n);
    }
}

static bool
find_all(const struct pin_heap *heap, size_t k, size_t n_live,
         struct pins *pins)
{
    size_t most = pins->size * (2 * k - 1);
    struct choice choice = {.heap = heap, .k = k, .n_live = n_live};
    struct best best = {.most = most < 2 * n_live ? most : 2 * n_live};
    bool ok = false;
    best.list = malloc(2 * best.most * sizeof *best.list);
    choice.chosen = calloc(pins->size, sizeof *choice.chosen);
    /* each choice leaves two at most */
    choice.gaps.most = pins->size;
    choice.gaps.list = malloc(2 * pins->size * sizeof *choice.gaps.list);
    if (!best.list || !choice.chosen || !choice.gaps.list)
        goto out;
    if (heap->buddies)
        climb(heap, k, &best);
    else if (!slide(heap, k, &best))
        goto out;
    best_sort(&best);
    choose(&choice, &best, pins);
    ok = true;
out:
    free(best.list);
    free(choice.chosen);
    free(choice.gaps.list);
    return ok;
}

bool
pins_find(const struct session *s, size_t k, struct pins *pins,
          struct error *err)
{
    struct pin_heap heap = {0};
    struct figures now;
    if (!pin_heap_open(&heap, s, pins, err))
        return false;
    view_figures(s, &now);
    if (k > now.blocks)
        k = now.blocks;
    if (k > PINS_MAX_BLOCKS)
        k = PINS_MAX_BLOCKS;
    if (k == 0 || pins->size == 0 || find_all(&heap, k, now.blocks, pins))
        return true;
    return error_set(err, "memory", "No memory to compare %zu runs of blocks.",
                     now.blocks);
}
