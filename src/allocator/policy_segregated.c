/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_segregated.c: lists by size class under a bitmap, best fit inside a
 * class among a bounded number of candidates (segregated fits: Comfort, 1964;
 * a bitmap of non-empty classes: Lea's dlmalloc, 1987 on).
 *
 *     bitmap  1 0 1 1 0 ...
 *             |   | `-> class 3 (64 B) -> free -> free
 *             |   `---> class 2 (48 B) -> free
 *             `-------> class 0 (16 B) -> free -> free -> free
 *
 *     units of 16 B     1 .. 32    one class each: any block of it fits
 *                       33 ..      eight classes to each doubling
 *
 * A request looks at up to CANDIDATES blocks of its own class, then takes the
 * best of as many of the next class that has any: there every block is large
 * enough. Freed blocks go to the head of their class.
 *
 * Cost: constant for every operation, whatever the number of blocks. A
 * malloc-lab course may not accept the size or the source of it; ask.
 */
#include "allocator/bins.h"
#include "allocator/layout_tagged.h"
#include "allocator/mechanics.h"

enum {
    EXACT_UNITS = 32, /* classes 0..31 hold one size each */
    EXACT_LOG2 = 5,
    STEP_LOG2 = 3, /* then 8 classes to a doubling */
    STEPS = 1 << STEP_LOG2,
    N_CLASSES = EXACT_UNITS + (28 - EXACT_LOG2) * STEPS,
    CANDIDATES = 4,       /* a search looks at so many blocks of a class ... */
    BEST_CANDIDATES = 24, /* ... and with best fit at so many */
    HIGH_FROM = 112       /* see struct index */
};

MECHANIC unsigned
class_of(size_t size)
{
    size_t units = size >> 4;
    if (LIKELY(units <= EXACT_UNITS))
        return (unsigned)units - 1;
    unsigned log2 = log2_of(units);
    /* units >> ... is STEPS to 2 * STEPS - 1 */
    return EXACT_UNITS + ((log2 - EXACT_LOG2 - 1) << STEP_LOG2) +
           (unsigned)(units >> (log2 - STEP_LOG2));
}

/* The first of the first CANDIDATES blocks of a class that fits; with best fit
 * the smallest of them that does. 0: none. In a class of one size the first is
 * as good as any. */
MECHANIC size_t
fit_in(struct heap *heap, const struct layout *l, unsigned class, size_t need)
{
    bool first = class < EXACT_UNITS || heap->policy.fit == FIT_GOOD;
    size_t best = 0, best_size = SIZE_MAX, steps = 0;
    int left = first ? CANDIDATES : BEST_CANDIDATES;
    for (size_t b = heap->control->head[class]; b && left-- > 0;
         b = l->next(heap, b)) {
        if (!index_may_visit(heap, l, b, &steps))
            return FIND_DAMAGED;
        size_t size = l->size(heap, b);
        index_tell_probe(heap, l, b, size, need);
        if (size >= need && first)
            return b;
        if (size >= need && size < best_size) {
            best = b;
            best_size = size;
        }
    }
    return best;
}

MECHANIC size_t
segregated_find(struct heap *heap, const struct layout *l, size_t need)
{
    unsigned own = class_of(need);
    size_t b = fit_in(heap, l, own, need);
    if (b)
        return b;
    unsigned class = bins_next(heap->control, own + 1);
    return class == MAX_LISTS ? 0 : fit_in(heap, l, class, need);
}

MECHANIC void
segregated_link(struct heap *heap, const struct layout *l, size_t b,
                size_t size, size_t after)
{
    (void)after;
    bins_push(heap, l, b, class_of(size));
}

MECHANIC void
segregated_unlink(struct heap *heap, const struct layout *l, size_t b,
                  size_t size)
{
    bins_remove(heap, l, b, class_of(size));
}

static void
segregated_list_range(unsigned list, size_t *min, size_t *max)
{
    if (list < EXACT_UNITS) {
        *min = *max = ((size_t)list + 1) << 4;
        return;
    }
    unsigned log2 = EXACT_LOG2 + (list - EXACT_UNITS) / STEPS;
    size_t step = (size_t)1 << (log2 - STEP_LOG2);
    size_t first = ((size_t)1 << log2) + (list - EXACT_UNITS) % STEPS * step;
    *min = (first == EXACT_UNITS ? first + 1 : first) << 4;
    *max = (first + step - 1) << 4;
}

static const struct index size_classes = {
    .has_links = true,
    .high_from = HIGH_FROM,
    .find = segregated_find,
    .place = NULL,
    .link = segregated_link,
    .unlink = segregated_unlink,
};

POLICY_DEFINE(segregated_tagged, layout_tagged, size_classes, N_CLASSES,
              class_of, segregated_list_range);
