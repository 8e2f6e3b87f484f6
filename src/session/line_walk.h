/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line_walk.h: the operations of a line of history, one after the other, as
 * what was done to which number, without a heap. Private to src/session; others
 * have session_each_op.
 */
#ifndef HEAPGLASS_LINE_WALK_H
#define HEAPGLASS_LINE_WALK_H

#include "session/history.h"
#include "session/moment.h"

#include "trace/id_map.h"

/* Caller's, between open and close; valid while nothing is done. */
struct line_walk {
    const struct history *history;
    const struct trace *trace;
    struct history_cursor cursor;
    uint32_t end; /* the operation it ends with */
    /* Of the run of the trace at hand: operations of it that are left. */
    struct trace_cursor ops;
    uint32_t n_left;
    struct id_map meant; /* the number that a trace's id means */
    uint8_t *live;       /* a bit a number */
    size_t cap_live;     /* bytes */
    uint32_t n_ids;      /* numbers given out */
    bool failed;         /* no memory */
};

/* Operations 1 to END of the current branch. False: no memory, nothing to
 * close. */
bool line_walk_open(struct line_walk *, const struct history *,
                    const struct trace *, uint32_t end);
/* False at the end, or `failed`. */
bool line_walk_next(struct line_walk *, struct session_op *);
/* The number that a trace's id means after the operations so far, live or dead;
 * 0: none. */
uint32_t line_walk_meaning(const struct line_walk *, int64_t trace_id);
void line_walk_close(struct line_walk *);

#endif
