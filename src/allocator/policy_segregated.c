/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_segregated.c: lists by size class under a bitmap, good fit inside a
 * class among a bounded number of candidates (segregated fits: Comfort, 1964;
 * a bitmap of non-empty classes: Lea's dlmalloc, 1987 on).
 *
 *     class    0    1    2    3    4   ...   31  |   32    33   ...   40  ...
 *     bytes   16   32   48   64   80   ...  512  | 528.. 576..     1024..
 *     bitmap   1    0    0    1    0   ...    0  |    1     0   ...    0
 *              |              |                       |
 *            0x040          0x110                   0x2a0 (560 B)
 *              |                                      |
 *            0x1c0                                  0x600 (544 B)
 *
 *     up to 512 bytes  one size a class: any block of it fits exactly
 *     beyond           eight classes to each doubling
 *
 * A worked request, 540 bytes (a block of 544): its own class is 32. Its first
 * block, of 560, fits: taken. Best fit would have looked on and found 544. A
 * request for 30 (a block of 48): class 2 is empty; the bitmap's next bit is
 * class 3, where every block is large enough: 0x110 is taken, split, and its
 * last 16 bytes go to the head of class 0.
 *
 * So a request looks at up to CANDIDATES blocks of its own class and takes the
 * first that fits, else the first of the next class that has any. The classes
 * are narrow: looking at more for the best gains nothing that can be measured
 * (docs/ALLOCATOR.md, "tried").
 *
 * Cost: constant for every operation, whatever the number of blocks.
 *
 * What not to hand in: this file. A course wants your own classes, and reasons
 * for them; and the tables it keeps (lists, bitmap) lie outside the blocks,
 * where many courses allow a few words only. Ask first.
 */
#include "allocator/bins.h"
#include "allocator/define.h"
#include "allocator/layout_tagged.h"

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
    size_t best = 0, best_size = SIZE_MAX;
    int left = first ? CANDIDATES : BEST_CANDIDATES;
    if (is_guarded(heap, l) && !guard_list(heap, l, class, left))
        return FIND_DAMAGED;
    for (size_t b = heap->control->head[class]; b && left-- > 0;
         b = l->next(heap, b)) {
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
    unsigned class = heap->found = class_of(need);
    size_t b = fit_in(heap, l, class, need);
    if (b)
        return b;
    class = heap->found = bins_next(heap->control, class + 1);
    return class == MAX_LISTS ? 0 : fit_in(heap, l, class, need);
}

MECHANIC size_t
segregated_find_exact(struct heap *heap, const struct layout *l, size_t need)
{
    (void)l;
    return bins_first(heap, class_of(need));
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
    .exact_to = (size_t)EXACT_UNITS * HEAP_ALIGN,
    .find_exact = segregated_find_exact,
    .place = NULL,
    .link = segregated_link,
    .unlink = segregated_unlink,
    .unlink_found = bins_remove_found,
};

POLICY_DEFINE(segregated_tagged, layout_tagged, size_classes, N_CLASSES,
              class_of, segregated_list_range);
