/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * check.c: the checker. Two walks: over the blocks, header by header, and over
 * the free lists, link by link. Nothing is believed before it is checked, and
 * both walks are bounded, so that it answers for any bytes whatever.
 *
 * A free block counts as listed when its own links are answered: the block
 * before it on the list (or the list's head) leads to it. Together with the
 * walk along each list, which counts, that is I3 without any memory of its
 * own: a block that answers but is not reached is on a ring cut off from its
 * head, and the counts differ.
 */
#include "allocator/check.h"

#include "allocator/guard.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"
#include "allocator/side.h"

struct walk {
    const struct heap *heap;
    const struct layout *l;
    struct heap_report *report;
    size_t used_blocks, used_bytes, free_blocks, free_bytes;
    size_t listed; /* blocks met on lists */
    bool broken;   /* the blocks could not be walked to the end */
};

static void
violate(struct walk *w, unsigned invariant, size_t off, uint64_t expected,
        uint64_t found)
{
    struct heap_report *r = w->report;
    if (r->n_violations < HEAP_MAX_VIOLATIONS) {
        r->violations[r->n_violations] =
            (struct heap_violation){invariant, off, expected, found, 0};
    }
    r->n_violations++;
}

/* --- over the blocks -------------------------------------------------------*/

/* Bytes from B to where the next block must start, or 0: no way on. Reports
 * I6, and I4 where an allocated block reaches into the next one. */
static size_t
check_size(struct walk *w, size_t b)
{
    size_t size = w->l->size(w->heap, b), end = w->heap->control->end;
    bool sane = size >= w->l->min && size <= end - b;
    if (!w->heap->hardened) {
        if (!sane)
            violate(w, 6, b, end - b, size);
        return sane ? size : 0;
    }
    size_t room = side_next_start(w->heap, b) - b;
    if (size == room)
        return size;
    violate(w, 6, b, room, size);
    if (size > room && w->l->is_used(w->heap, b) && b + room < end &&
        w->l->is_used(w->heap, b + room))
        violate(w, 4, b, b + room, b + size);
    return room;
}

/* I7. SIZE is where the next block starts, which the header may deny. */
static void
check_footer(struct walk *w, size_t b, size_t size)
{
    const struct layout *l = w->l;
    if (!layout_has_footer(l, l->is_used(w->heap, b)))
        return;
    uint64_t header = layout_load(w->heap, l, b - l->header);
    uint64_t footer = layout_load(w->heap, l, b - l->header + size - l->word);
    if (header != footer)
        violate(w, 7, b, header, footer);
}

/* I14: expected is the largest block that can stand at B. */
static void
check_power(struct walk *w, size_t b)
{
    size_t size = w->l->size(w->heap, b);
    if (size >= w->l->min && !layout_size_fits(w->l, b, size))
        violate(w, 14, b, layout_largest_at(w->l, b), size);
}

/* Does I2 apply? Two free blocks that are too large together stay apart; what
 * is taken from one of them later may leave less, and nothing joins that. In a
 * heap no larger than the largest block there are no such two. (Buddies are
 * joined only with their equals, which stay what they are.) */
static bool
joins_all(const struct heap *heap)
{
    const struct layout *l = heap->layout;
    return heap->policy.joining == JOIN_IMMEDIATE &&
           (l->buddies || heap->control->end <= l->max);
}

/* I8, I2: what B says of the block before it. */
static void
check_before(struct walk *w, size_t b, size_t size, size_t prev, bool prev_used)
{
    const struct layout *l = w->l;
    if (l->prev_bit && l->prev_is_used(w->heap, b) != prev_used)
        violate(w, 8, b, prev_used, !prev_used);
    if (prev && !prev_used && b < w->heap->control->end &&
        !l->is_used(w->heap, b) && joins_all(w->heap) &&
        layout_may_join(l, prev, b - prev, size))
        violate(w, 2, b, prev, b);
}

/* I3, I9: is free block B where its own links say it is? */
static void
check_linked(struct walk *w, size_t b, size_t size)
{
    const struct heap *heap = w->heap;
    const struct layout *l = w->l;
    if (!heap->ops->list_of || !guard_in_range(heap, l, b) || size < l->min ||
        l->size(heap, b) != size)
        return;
    size_t prev = l->prev(heap, b);
    size_t head = heap->control->head[heap->ops->list_of(size)];
    if (!prev) {
        if (head != b)
            violate(w, 3, b, b, head);
    } else if (!guard_in_range(heap, l, prev) ||
               (heap->hardened && !side_is_start(heap, prev))) {
        violate(w, 5, b, 0, prev);
    } else if (l->next(heap, prev) != b) {
        violate(w, 3, b, b, l->next(heap, prev));
    }
}

static void
count_block(struct walk *w, size_t b, size_t size)
{
    w->report->n_blocks++;
    if (w->l->is_used(w->heap, b)) {
        w->used_blocks++;
        w->used_bytes += size;
    } else {
        w->free_blocks++;
        w->free_bytes += size;
    }
}

static void
walk_blocks(struct walk *w)
{
    const struct heap *heap = w->heap;
    const struct layout *l = w->l;
    size_t b = layout_first(l), end = heap->control->end, prev = 0;
    bool prev_used = true;
    while (b < end) {
        size_t size = check_size(w, b);
        if (!size) {
            w->broken = true;
            return;
        }
        bool used = l->is_used(heap, b);
        count_block(w, b, size);
        check_power(w, b);
        check_footer(w, b, size);
        check_before(w, b, size, prev, prev_used);
        if (!used)
            check_linked(w, b, size);
        prev = b;
        prev_used = used;
        b += size;
    }
    check_before(w, end, 0, prev, prev_used);
}

/* --- over the lists --------------------------------------------------------*/

/* Does a link that holds B lead to something that can be read as a block? */
static bool
is_block(const struct walk *w, size_t b)
{
    const struct heap *heap = w->heap;
    if (!guard_in_range(heap, w->l, b) ||
        (heap->hardened && !side_is_start(heap, b)))
        return false;
    size_t size = w->l->size(heap, b);
    return size >= w->l->min && size <= heap->control->end - b;
}

/* I10: right list for its size; in address order, after the block before. */
static void
check_placing(struct walk *w, size_t b, size_t before, unsigned list)
{
    const struct policy *policy = &w->heap->policy;
    unsigned right = w->heap->ops->list_of(w->l->size(w->heap, b));
    if (right != list)
        violate(w, 10, b, right, list);
    if (policy->name == POLICY_EXPLICIT && policy->order == ORDER_ADDRESS &&
        b < before)
        violate(w, 10, b, before, b);
}

static size_t
walk_list(struct walk *w, unsigned list, size_t cap)
{
    const struct heap *heap = w->heap;
    size_t before = 0, n = 0;
    for (size_t b = heap->control->head[list]; b; b = w->l->next(heap, b)) {
        if (!is_block(w, b)) {
            violate(w, 5, before, 0, b);
            break;
        }
        if (++n > cap) {
            violate(w, 9, b, cap, n);
            break;
        }
        if (w->l->is_used(heap, b)) {
            violate(w, 1, b, 0, 1);
            break;
        }
        if (w->l->prev(heap, b) != before)
            violate(w, 9, b, before, w->l->prev(heap, b));
        check_placing(w, b, before, list);
        before = b;
    }
    return n;
}

static void
walk_lists(struct walk *w)
{
    const struct heap *heap = w->heap;
    size_t n = 0;
    for (unsigned list = 0; list < heap->ops->n_lists; list++) {
        n += walk_list(w, list, w->free_blocks + 1);
        bool filled = heap->control->filled[list >> 6] >> (list & 63) & 1;
        if (heap->policy.name >= POLICY_SEGREGATED &&
            filled != (heap->control->head[list] != 0))
            violate(w, 10, heap->control->head[list], !filled, filled);
    }
    if (heap->ops->n_lists && n != w->free_blocks && !w->broken &&
        !w->report->n_violations)
        violate(w, 3, 0, w->free_blocks, n);
}

/* --- the rest --------------------------------------------------------------*/

static void
check_ends(struct walk *w)
{
    const struct heap *heap = w->heap;
    size_t end = heap->control->end;
    uint64_t expected =
        w->l->encode(0, true, w->l->prev_bit && w->l->prev_is_used(heap, end));
    uint64_t found = layout_load(heap, w->l, end - w->l->header);
    if (!w->l->prologue_is_intact(heap))
        violate(w, 12, 0, layout_first(w->l), 0);
    if (found != expected)
        violate(w, 12, end, expected, found);
}

static void
check_counters(struct walk *w)
{
    const struct control *c = w->heap->control;
    const size_t pairs[][2] = {
        {w->used_blocks, c->used_blocks},
        {w->used_bytes, c->used_bytes},
        {w->free_blocks, c->free_blocks},
        {w->free_bytes, c->free_bytes},
    };
    bool agree;
    size_t starts = side_count_starts(w->heap, &agree);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t n = w->report->n_violations;
        if (pairs[i][0] == pairs[i][1])
            continue;
        violate(w, 11, 0, pairs[i][0], pairs[i][1]);
        if (n < HEAP_MAX_VIOLATIONS)
            w->report->violations[n].which = (unsigned)i;
    }
    if (starts != w->report->n_blocks || !agree)
        violate(w, 13, 0, w->report->n_blocks, starts);
}

static uint32_t
void_mask(const struct heap *heap)
{
    uint32_t mask = 0;
    if (!joins_all(heap))
        mask |= 1u << 2;
    if (!heap->ops->n_lists)
        mask |= 1u << 1 | 1u << 3 | 1u << 5 | 1u << 9 | 1u << 10;
    if (heap->layout->footer == FOOTER_NEVER)
        mask |= 1u << 7;
    if (!heap->layout->prev_bit)
        mask |= 1u << 8;
    if (!heap->layout->buddies)
        mask |= 1u << 14;
    if (!heap->hardened)
        mask |= 1u << 11 | 1u << 13;
    return mask;
}

bool
heap_check(const struct heap *heap, struct heap_report *report)
{
    struct heap_report own;
    struct walk w = {
        .heap = heap, .l = heap->layout, .report = report ? report : &own};
    memset(w.report, 0, sizeof *w.report);
    w.report->void_mask = void_mask(heap);
    walk_blocks(&w);
    walk_lists(&w);
    check_ends(&w);
    if (heap->hardened && !w.broken)
        check_counters(&w);
    return w.report->n_violations == 0;
}
