/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_walk.h: the operations of a trace in plain form: every quirk that
 * docs/FORMAT.md names is resolved as playing it would. Private to src/trace.
 */
#ifndef HEAPGLASS_TRACE_WALK_H
#define HEAPGLASS_TRACE_WALK_H

#include "trace/id_map.h"
#include "trace/trace.h"

/* What is known of a plain id. */
struct walk_id {
    uint64_t size; /* bytes asked for; valid while live */
    bool live;
    bool freed; /* by `f`; the trace's id still means it */
};

struct trace_walk {
    struct trace_cursor cursor;
    struct walk_id *ids; /* plain ids count from 0 in order of appearance */
    size_t n_ids, cap_ids;
    struct id_map map;      /* plain ids, plus one */
    uint64_t payload, peak; /* bytes live, and the most so far */
    bool failed;            /* no memory */
};

/* False: no memory, nothing to close. TRACE must outlive it. */
bool trace_walk_open(struct trace_walk *, const struct trace *);
/* The next operation that does something, its id a plain one: ALLOC of an id
 * that is not live, REALLOC to a size above 0 and FREE of one that is. False at
 * the end, or `failed`. */
bool trace_walk_next(struct trace_walk *, struct trace_op *);
void trace_walk_close(struct trace_walk *);

#endif
