/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ranges.h: a set of address ranges, no two of which share a byte. What would
 * share one is found in logarithmic time.
 */
#ifndef HEAPGLASS_RANGES_H
#define HEAPGLASS_RANGES_H

#include <stdbool.h>
#include <stdint.h>

struct range {
    uintptr_t lo, hi; /* [lo, hi), not empty; fixed while in the set */
};

struct ranges {
    void *root; /* tsearch's; zero: empty */
};

/* Puts RANGE, which stays the caller's, in. NULL: it is in. Else a range of
 * the set that shares bytes with it, or RANGE itself when there is no memory;
 * and it is not in. */
const struct range *ranges_add(struct ranges *, const struct range *);
void ranges_remove(struct ranges *, const struct range *); /* one that is in */

#endif
