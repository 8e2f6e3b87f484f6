/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.h: playing a plan at full speed, with nothing between the operations
 * but the array they stand in.
 */
#ifndef HEAPGLASS_REPLAY_H
#define HEAPGLASS_REPLAY_H

#include "score/plan.h"
#include "score/subject.h"

/* Plays all operations. SLOTS: plan->n_slots pointers, all NULL before; what
 * is left in them after is still allocated. */
void replay_run(const struct plan *, const struct subject *, void **slots);
/* Operations FROM (counted from 0) up to TO, which is not played. */
void replay_part(const struct plan *, const struct subject *, void **slots,
                 size_t from, size_t to);
/* Frees what is left, or resets the subject if it can be; SLOTS are NULL
 * again. */
void replay_clear(const struct plan *, const struct subject *, void **slots);
/* replay_run and replay_clear; seconds that the first took. */
double replay_time(const struct plan *, const struct subject *, void **slots);
double replay_clock(void); /* seconds since some moment */

#endif
