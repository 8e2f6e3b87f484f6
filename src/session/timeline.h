/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.h: how the figures went over all operations, in bounded memory.
 * Private to src/session.
 */
#ifndef HEAPGLASS_TIMELINE_H
#define HEAPGLASS_TIMELINE_H

#include "session/view.h"

enum { TIMELINE_SAMPLES = 4096 };

struct timeline {
    struct sample *samples; /* TIMELINE_SAMPLES; one for each stretch */
    size_t n;
    uint64_t stride; /* operations a stretch; doubles when all are taken */
};

bool timeline_init(struct timeline *);
void timeline_done(struct timeline *);
/* Would a sample of operation OP with this much live be kept? Asked first, so
 * that the figures need not be looked up for the others. */
bool timeline_wants(const struct timeline *, uint64_t op, size_t live);
void timeline_add(struct timeline *, const struct sample *);
/* See view_timeline. NOW: operations so far; END: with what is to come. */
size_t timeline_columns(const struct timeline *, uint64_t now, uint64_t end,
                        struct sample *columns, size_t n);

#endif
