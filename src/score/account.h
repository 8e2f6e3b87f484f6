/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * account.h: where an allocator's heap goes on a trace: how much of it served
 * somebody at the worst moment, how much could have, and what the rest was.
 * docs/SCORE.md defines each figure.
 */
#ifndef HEAPGLASS_ACCOUNT_H
#define HEAPGLASS_ACCOUNT_H

#include "score/plan.h"
#include "score/subject.h"

/* Among the blocks live at the peak: the requests of one size that lost most
 * to one thing, all together. */
struct account_worst {
    size_t asked, n; /* bytes asked for, each; how many such blocks */
    size_t block;    /* bytes of the largest of their blocks */
    size_t fit;      /* bytes of the smallest that this layout can make */
    size_t bytes;    /* lost, all N together */
};

struct account {
    size_t heap;      /* high-water, bytes; 0: the subject cannot tell, and
                         nothing here is filled */
    size_t peak_live; /* most payload bytes live at once, PEAK_LIVE <= HEAP */
    size_t peak_fit;  /* most bytes that smallest blocks for all that was live
                         would have taken at once ... */
    size_t fit_op;    /* ... operations done when that was first so ... */
    size_t fit_blocks, fit_live; /* ... blocks and payload bytes live then */
    size_t fit_then; /* the same bytes at the peak of live payload */
    /* At the moment of the peak; PEAK_LIVE + these four == HEAP. */
    size_t header, padding, slack, external;
    size_t heap_then; /* the heap's size at that moment */
    size_t n_blocks;  /* blocks live then */
    /* Free stretches then: before and between blocks; behind the last. */
    size_t n_holes, median_hole, largest_hole, behind;
    struct account_worst padded, slackened;
};

/* Plays the plan, which the subject plays without a fault, once; the subject
 * is empty before and after. False: no memory. */
bool account_take(const struct plan *, const struct subject *,
                  struct account *);

double account_util(const struct account *);  /* peak_live / heap */
double account_limit(const struct account *); /* peak_live / peak_fit */
double account_part(const struct account *, size_t bytes); /* bytes / heap */

#endif
