/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate.h: traces made from a seed, in patterns that allocators are known
 * to differ in. The same configuration gives the same trace on every machine.
 * docs/FORMAT.md ("Generated") has the kinds and their parameters.
 */
#ifndef HEAPGLASS_GENERATE_H
#define HEAPGLASS_GENERATE_H

#include "trace/trace.h"

/* What is still allocated when the operations are used up: */
enum generate_end {
    GENERATE_USUAL, /* is freed; of a learned trace, if its model freed it */
    GENERATE_FREE,  /* is freed */
    GENERATE_KEEP   /* stays */
};

/* 0 in a number but the seed: what is usual for the kind, fitted to those that
 * are given. */
struct generate_config {
    const char *kind;
    uint64_t seed;
    size_t ops;            /* operations; up to 4 fewer where the last step
                              would not fit */
    size_t live;           /* blocks that live at the same time, at most */
    size_t min, mean, max; /* bytes of a request */
    enum generate_end end;
    const struct trace *from; /* learned: its model */
};

/* The trace's name is its kind. Its ids count from 0 and are used again after
 * a free, so that they stay below `live`. Caller owns the result; trace_free.
 * NULL: ERR, "usage" where the configuration makes no sense. */
struct trace *generate_trace(const struct generate_config *, struct error *);

/* --- the kinds -------------------------------------------------------------*/
struct generate_maker;
struct generate_kind {
    const char *name;
    const char *shows;           /* its shape, in one line */
    const char *hurts;           /* whom, and why */
    unsigned takes;              /* parameters, by generate_takes */
    size_t live, min, mean, max; /* the usual ones */
    void (*make)(struct generate_maker *);
};
/* NULL past the end. */
const struct generate_kind *generate_kind_get(size_t i);
const char *generate_kind_name(size_t i);
const struct generate_kind *generate_kind_find(const char *name); /* or NULL */

/* --- the parameters, by name -----------------------------------------------*/
/* "seed", "ops", "live", "min", ...; NULL past the end. */
const char *generate_parameter(size_t i);
bool generate_takes(const struct generate_kind *, const char *parameter);
/* Of those that are numbers. False: ERR "usage", CONFIG as it was. */
bool generate_set(struct generate_config *, const char *parameter,
                  uint64_t value, struct error *);

#endif
