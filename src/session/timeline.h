/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.h: how the figures went over all operations of a line of history, in
 * bounded memory. Private to src/session.
 *
 * The operations are cut into stretches of `stride`: 1 to stride, and so on.
 * Each has one sample; operation 0 is a stretch of its own. When all samples
 * are taken neighbouring stretches are joined in pairs.
 */
#ifndef HEAPGLASS_TIMELINE_H
#define HEAPGLASS_TIMELINE_H

#include "session/time_axis.h"
#include "session/view.h"

enum { TIMELINE_SAMPLES = 4096 };

struct timeline {
    struct sample *samples; /* TIMELINE_SAMPLES; [0] is operation 0's */
    size_t n;
    uint64_t stride;
    uint64_t upto;      /* operations so far that were noted */
    struct sample open; /* of the stretch at the end, so far; op 0: it has not
                           begun. What is not of its peak is as of the last
                           timeline_look */
    struct sample here; /* of the stretch in which operation here_at lies: its
                           peak up to there, for a cut */
    uint64_t here_at;
};

/* N_OPS: how many operations are expected; 0: nobody knows. */
bool timeline_init(struct timeline *, uint64_t n_ops);
void timeline_done(struct timeline *);
/* The stretch in which operation OP lies, OP > 0: the operation before its
 * first, and its last. */
uint64_t timeline_begin(const struct timeline *, uint64_t op);
uint64_t timeline_end(const struct timeline *, uint64_t op);
/* The operations after FROM up to OP, all of one stretch, were done; PEAK is
 * the first of them with the most live, and what was watched of them. They may
 * be known, or follow on those that are. */
void timeline_note(struct timeline *, uint64_t from, uint64_t op,
                   const struct sample *peak);
/* The last operation noted ends its stretch: AT is what is known now. */
void timeline_close(struct timeline *, const struct sample *at);
/* The same within a stretch, which goes on. */
void timeline_look(struct timeline *, const struct sample *at);
/* Forgets what came after operation OP. NOW stands for the peak of OP's
 * stretch if that is not known: OP was come to by halves. */
void timeline_cut(struct timeline *, uint64_t op, const struct sample *now);
/* The first operation with the most live. */
uint64_t timeline_peak(const struct timeline *);
/* See view_timeline_on. NOW: operations so far. An axis of no columns is
 * fine. */
size_t timeline_columns(const struct timeline *, uint64_t now,
                        const struct time_axis *, struct sample *columns,
                        size_t *known);

/* A session's, of its present line. */
const struct timeline *session_timeline(const struct session *);

#endif
