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
 * A worked request, 1000 bytes (a block of 1008, 63 units): its row is 32..63,
 * where steps are 2 wide, and its list 62 holds blocks of 62 or 63 units. Not
 * all of them fit, so the request is rounded up: to 64 units, the list that
 * begins the next row. From there on every block is large enough, so the first
 * block of the first list that has any is taken, without looking at a second
 * ("good fit"). The bitmap finds that list with a find-first-set instruction.
 * A block of 63 units on list 62 would have fitted exactly, and is not seen:
 * that is the price.
 *
 * Cost: every operation is constant, and the worst case is known; that is what
 * it is for: programs that must answer in time. The paper has a bitmap of rows
 * over one of steps; here one bitmap of all lists does both (bins.h).
 *
 * What not to hand in: this. It is published and well known, and a course will
 * recognise it. What may be learned from it: rounding the request up, not the
 * search, is what makes a search constant.
 */
#include "allocator/bins.h"
#include "allocator/define.h"
#include "allocator/layout_tagged.h"

enum {
    STEP_LOG2 = 4, /* 16 steps to a power of two */
    STEPS = 1 << STEP_LOG2,
    TOP_LOG2 = 27, /* the largest block has fewer than 2^28 units */
    N_CLASSES = STEPS + (TOP_LOG2 - STEP_LOG2 + 1) * STEPS
};

/* The list a block belongs on: rounded down. */
MECHANIC unsigned
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
MECHANIC unsigned
class_for(size_t need)
{
    size_t units = need >> 4;
    if (units >= STEPS)
        units += ((size_t)1 << (log2_of(units) - STEP_LOG2)) - 1;
    return class_of(units << 4);
}

MECHANIC size_t
tlsf_find(struct heap *heap, const struct layout *l, size_t need)
{
    return bins_find(heap, l, class_for(need), need);
}

MECHANIC size_t
tlsf_find_exact(struct heap *heap, const struct layout *l, size_t need)
{
    (void)l;
    return bins_first(heap, class_of(need));
}

MECHANIC void
tlsf_link(struct heap *heap, const struct layout *l, size_t b, size_t size,
          size_t after)
{
    (void)after;
    bins_push(heap, l, b, class_of(size));
}

MECHANIC void
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
    .exact_to = (size_t)(2 * STEPS - 1) * HEAP_ALIGN,
    .find_exact = tlsf_find_exact,
    .place = NULL,
    .link = tlsf_link,
    .unlink = tlsf_unlink,
    .unlink_found = bins_remove_found,
};

POLICY_DEFINE(tlsf_tagged, layout_tagged, two_levels, N_CLASSES, class_of,
              tlsf_list_range);
