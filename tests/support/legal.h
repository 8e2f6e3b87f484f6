/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * legal.h: is a trace one that any malloc-lab driver can play? And what is in
 * it, counted on the way.
 */
#ifndef TESTS_LEGAL_H
#define TESTS_LEGAL_H

#include "trace/trace.h"

struct legal {
    size_t n_ids;                /* the largest id and one */
    size_t n_live, most_live;    /* blocks: at the end, and ever */
    uint64_t min_size, max_size; /* of all requests */
    size_t n_reallocs;
};

/* False: WHY (100 bytes) says which operation is not: an id allocated while it
 * is live, or resized or freed while it is not, or resized to nothing. */
bool legal_play(const struct trace *, struct legal *, char *why);

#endif
