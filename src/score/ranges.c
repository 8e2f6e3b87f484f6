/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ranges.c: see ranges.h. The C library's search tree, with a comparison that
 * calls ranges equal when they share a byte: since those in the tree share
 * none, it is an order.
 */
#include "score/ranges.h"

#include <search.h>
#include <stddef.h>

static int
compare(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->hi <= y->lo ? -1 : x->lo >= y->hi;
}

const struct range *
ranges_add(struct ranges *ranges, const struct range *range)
{
    void *node = tsearch(range, &ranges->root, compare);
    const struct range *found = node ? *(const struct range **)node : range;
    return node && found == range ? NULL : found;
}

void
ranges_remove(struct ranges *ranges, const struct range *range)
{
    (void)tdelete(range, &ranges->root, compare);
}
