/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policies.h: every policy with every choice, counted from 0.
 */
#ifndef TESTS_POLICIES_H
#define TESTS_POLICIES_H

#include "allocator/policy.h"

#include <stdbool.h>

enum {
    N_FITS = 4,
    N_ORDERS = 3,
    N_JOININGS = 3,
    N_LAYOUTS = 2,
    N_IMPLICIT = N_FITS * N_LAYOUTS * N_JOININGS,
    N_EXPLICIT = N_ORDERS * N_IMPLICIT,
    N_SEGREGATED = 2 * N_JOININGS, /* good and best fit */
    N_TLSF = N_JOININGS,
    N_BUDDY = N_JOININGS,
    N_POLICIES = N_IMPLICIT + N_EXPLICIT + N_SEGREGATED + N_TLSF + N_BUDDY
};

/* Takes choice I % N off *I. */
static inline size_t
policy_digit(size_t *i, size_t n)
{
    size_t digit = *i % n;
    *i /= n;
    return digit;
}

/* Is *I within the next N policies? If not they are left behind. */
static inline bool
policy_within(size_t *i, size_t n)
{
    if (*i < n)
        return true;
    *i -= n;
    return false;
}

static inline struct policy
policy_nth(size_t i)
{
    struct policy p = policy_default();
    bool implicit = policy_within(&i, N_IMPLICIT);
    if (implicit || policy_within(&i, N_EXPLICIT)) {
        p.name = implicit ? POLICY_IMPLICIT : POLICY_EXPLICIT;
        p.fit = (enum policy_fit)policy_digit(&i, N_FITS);
        p.layout = (enum policy_layout)policy_digit(&i, N_LAYOUTS);
        p.joining = (enum policy_joining)policy_digit(&i, N_JOININGS);
        p.order = (enum policy_order)i;
        return p;
    }
    if (policy_within(&i, N_SEGREGATED)) {
        p.fit = policy_digit(&i, 2) ? FIT_BEST : FIT_GOOD;
    } else if (policy_within(&i, N_TLSF)) {
        p.name = POLICY_TLSF;
        p.fit = FIT_GOOD;
    } else {
        p.name = POLICY_BUDDY;
        p.fit = FIT_BEST;
        p.layout = LAYOUT_BUDDY;
    }
    p.joining = (enum policy_joining)i;
    return p;
}

#endif
