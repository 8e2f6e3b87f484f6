/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timing.h: how fast allocators play a trace, one beside the other in the same
 * minute: rounds take turns, and each is told by its median round.
 */
#ifndef HEAPGLASS_TIMING_H
#define HEAPGLASS_TIMING_H

#include "score/plan.h"
#include "score/subject.h"

enum { TIMING_ROUNDS = 31 };

struct timing {
    const struct subject *subject; /* plays the plan without a fault */
    double seconds;                /* for the whole trace once: the result */
    /* --- timing_run's own --- */
    size_t repeats;  /* of the trace in a round */
    size_t n_rounds; /* wanted, done */
    double round[TIMING_ROUNDS];
};

/* Fills SECONDS of N entries. PROGRESS, which may be NULL, is told of each
 * round. False: no memory. */
typedef void timing_progress(void *context, size_t round, size_t of);
bool timing_run(const struct plan *, struct timing *, size_t n,
                timing_progress *, void *context);

#endif
