/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_internal.h: what an inside is made of, for its files: inside.c (life,
 * going), inside_watch.c (the events), inside_steps.c (steps made of them),
 * inside_apply.c (what a step changes), inside_text.c and inside_line.c.
 */
#ifndef HEAPGLASS_INSIDE_INTERNAL_H
#define HEAPGLASS_INSIDE_INTERNAL_H

#include "session/inside.h"
#include "session/over.h"
#include "session/scratch.h"

/* Events as they came; of a long search only those that tell something. */
struct kept {
    struct heap_event event;
    size_t skipped; /* probes left out before it */
};
struct inside_watch {
    struct kept *all;
    size_t n, cap;
    size_t n_all; /* events there were behind the last that was kept, too */
    bool no_memory;
    /* The search that goes on: */
    bool takes_worst;
    size_t n_run, best, skipped;
    struct heap_event held; /* the last of it, not kept so far; skipped > 0 */
};
enum { MOST_EVENTS = 16384, MOST_PROBES = 256 };

/* A heap_observer, whose context is the watch. */
void inside_watch_tell(void *watch, const struct heap_event *);
void inside_watch_done(struct inside_watch *);

struct inside {
    struct scratch before, after;
    struct history history; /* of both: of one branch, with no operations */
    bool has_before, has_after;
    struct session seen; /* `before` with `over` laid over it; owns nothing */
    struct op_result result; /* what the operation did */
    size_t align;            /* MEMALIGN; 0 */
    size_t need;             /* block bytes that are needed; 0: none */
    size_t searched;         /* that are looked for: more, to be aligned */
    struct over over;        /* over `before`, as of step `at` */
    struct inside_step *steps;
    size_t n, cap, at;
    bool no_memory;
};

/* --- inside_steps.c --------------------------------------------------------*/
/* Makes the steps; the inside then stands at their end. False: no memory. */
bool inside_make_steps(struct inside *, const struct inside_watch *);

/* --- inside_apply.c --------------------------------------------------------*/
/* From the state before STEP to that after it. */
void inside_apply(struct inside *, const struct inside_step *);

/* The row of the block at payload offset OFF, as of now; false: none. */
static inline bool
inside_row(const struct inside *in, size_t off, struct view_block *row)
{
    return off && view_at(&in->seen, off, row) && row->off == off;
}

#endif
