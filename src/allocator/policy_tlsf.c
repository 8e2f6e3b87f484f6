/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_tlsf.c: two-level segregated fit (Masmano, Ripoll, Crespo and Real,
 * "TLSF: a new dynamic memory allocator for real-time systems", 2004).
 *
 *     first level: powers of two          second level: 16 steps each
 *
 *        16.. 31 units  ->  | 16 | 17 | 18 | ... | 31 |
 *        32.. 63        ->  | 32 | 34 | 36 | ... | 62 |
 *        64..127        ->  | 64 | 68 | 72 | ... |124 | -> free -> free
 *        below 16 units: one list each
 *
 * A request is rounded up to the next step. Then any block of that list, or of
 * any later one, is large enough: the first block of the first such list is
 * taken, without looking at a second ("good fit"). The bitmap finds the list
 * with two find-first-set instructions.
 *
 * Cost: every operation is constant, and the worst case is known; that is what
 * it is for. The price is memory: of blocks between the request and the next
 * step none is looked at. It is published and well known: a course will
 * recognise it.
 */
#include "allocator/bins.h"
#include "allocator/layout_tagged.h"
#include "allocator/mechanics.h"

enum {
    STEP_LOG2 = 4, /* 16 steps to a power of two */
    STEPS = 1 << STEP_LOG2,
    TOP_LOG2 = 27, /* the largest block has fewer than 2^28 units */
    N_CLASSES = STEPS + (TOP_LOG2 - STEP_LOG2 + 1) * STEPS
};

static inline unsigned
log2_of(size_t units)
{
    return 63u - (unsigned)__builtin_clzll(units);
}

/* The list a block belongs on: rounded down. */
static inline unsigned
class_of(size_t size)
{
    size_t units = size >> 4;
    if (units < STEPS)
        return (unsigned)units;
    unsigned log2 = log2_of(units);
    unsigned step = (unsigned)(units >> (log2 - STEP_LOG2)) & (STEPS - 1);
    return STEPS + ((log2 - STEP_LOG2) << STEP_LOG2) + step;
}

/* The first list whose every block has NEED bytes: rounded up. */
static inline unsigned
class_for(size_t need)
{
    size_t units = need >> 4;
    if (units >= STEPS)
        units += ((size_t)1 << (log2_of(units) - STEP_LOG2)) - 1;
    return class_of(units << 4);
}

static inline size_t
tlsf_find(struct heap *heap, const struct layout *l, size_t need)
{
    unsigned class = bins_next(heap->control, class_for(need));
    if (class == MAX_LISTS)
        return 0;
    size_t b = heap->control->head[class], steps = 0;
    if (!index_may_visit(heap, l, b, &steps) ||
        (heap->hardened && l->size(heap, b) < need))
        return FIND_DAMAGED;
    index_tell_probe(heap, b, l->size(heap, b), need);
    return b;
}

static inline void
tlsf_link(struct heap *heap, const struct layout *l, size_t b, size_t size,
          size_t after)
{
    (void)after;
    bins_push(heap, l, b, class_of(size));
}

static inline void
tlsf_unlink(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    bins_remove(heap, l, b, class_of(size));
}

static void
tlsf_list_range(unsigned list, size_t *min, size_t *max)
{
    if (list < STEPS) {
        *min = *max = (size_t)list << 4;
        return;
    }
    unsigned log2 = STEP_LOG2 + (list - STEPS) / STEPS;
    size_t width = (size_t)1 << (log2 - STEP_LOG2);
    size_t first = ((size_t)1 << log2) + (list % STEPS) * width;
    *min = first << 4;
    *max = (first + width - 1) << 4;
}

static const struct index two_levels = {
    .has_links = true,
    .high_from = 0,
    .find = tlsf_find,
    .place = NULL,
    .link = tlsf_link,
    .unlink = tlsf_unlink,
};

POLICY_DEFINE(tlsf_tagged, layout_tagged, two_levels, N_CLASSES, class_of,
              tlsf_list_range);
