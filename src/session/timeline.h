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

#include "session/view.h"

enum { TIMELINE_SAMPLES = 4096 };

struct timeline {
    struct sample *samples; /* TIMELINE_SAMPLES; [0] is operation 0's */
    size_t n;
    uint64_t stride;
    uint64_t upto;      /* operations so far that were noted */
    struct sample peak; /* of the stretch at hand: op, live and heap */
};

/* N_OPS: how many operations are expected; 0: nobody knows. */
bool timeline_init(struct timeline *, uint64_t n_ops);
void timeline_done(struct timeline *);
/* The last operation of the stretch in which operation OP lies, OP > 0. */
uint64_t timeline_end(const struct timeline *, uint64_t op);
/* Operations up to OP are noted, of which operation PEAK_OP had most live. */
void timeline_note(struct timeline *, uint64_t op, const struct sample *peak);
/* OP, the last one noted, ends its stretch: AT is what is known now. */
void timeline_close(struct timeline *, const struct sample *at);
/* Forgets what came after operation OP. */
void timeline_cut(struct timeline *, uint64_t op);
/* See view_timeline. NOW: operations so far; END: with what is to come. */
size_t timeline_columns(const struct timeline *, uint64_t now, uint64_t end,
                        struct sample *columns, size_t n);

#endif
