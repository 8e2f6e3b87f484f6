/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policies.h: every policy with every choice, counted from 0.
 */
#ifndef TESTS_POLICIES_H
#define TESTS_POLICIES_H

#include "allocator/policy.h"

enum {
    N_FITS = 4,
    N_ORDERS = 3,
    N_JOININGS = 3,
    N_LAYOUTS = 2,
    N_IMPLICIT = N_FITS * N_LAYOUTS * N_JOININGS,
    N_EXPLICIT = N_ORDERS * N_IMPLICIT,
    N_SEGREGATED = N_JOININGS,
    N_TLSF = N_JOININGS,
    N_BUDDY = N_JOININGS,
    N_POLICIES = N_IMPLICIT + N_EXPLICIT + N_SEGREGATED + N_TLSF + N_BUDDY
};

static inline struct policy
policy_nth(size_t i)
{
    struct policy p = policy_default();
    if (i >= N_POLICIES - N_BUDDY) {
        p.name = POLICY_BUDDY;
        p.layout = LAYOUT_BUDDY;
        p.joining = (enum policy_joining)(i - (N_POLICIES - N_BUDDY));
        return p;
    }
    if (i >= N_IMPLICIT + N_EXPLICIT + N_SEGREGATED) {
        p.name = POLICY_TLSF;
        p.fit = FIT_GOOD;
        p.joining =
            (enum policy_joining)(i - N_IMPLICIT - N_EXPLICIT - N_SEGREGATED);
        return p;
    }
    if (i >= N_IMPLICIT + N_EXPLICIT) {
        p.joining = (enum policy_joining)(i - N_IMPLICIT - N_EXPLICIT);
        return p;
    }
    p.name = POLICY_IMPLICIT;
    if (i >= N_IMPLICIT) {
        i -= N_IMPLICIT;
        p.name = POLICY_EXPLICIT;
        p.order = (enum policy_order)(i / N_IMPLICIT);
        i %= N_IMPLICIT;
    }
    p.fit = (enum policy_fit)(i % N_FITS);
    p.layout = (enum policy_layout)(i / N_FITS % N_LAYOUTS);
    p.joining = (enum policy_joining)(i / N_FITS / N_LAYOUTS);
    return p;
}

#endif
