/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * validate_internal.h: what playing a trace for its faults (validate.c) and
 * looking for the operation to blame (validate_blame.c) share.
 */
#ifndef HEAPGLASS_VALIDATE_INTERNAL_H
#define HEAPGLASS_VALIDATE_INTERNAL_H

#include "score/ranges.h"
#include "score/validate.h"

/* The block that a slot holds. */
struct live {
    struct range range; /* its payload; one byte when nothing was asked for */
    char *p;            /* NULL: none */
    size_t size;        /* bytes asked for */
    size_t born, got;   /* operations: the first that gave it, the last */
};

struct validator {
    const struct trace *trace;
    const struct plan *plan;
    const struct subject *s;
    struct ranges ranges;
    struct live *live; /* by slot */
    struct fault *fault;
    volatile size_t *mark;
    size_t op; /* at work, from 1 */
    /* The byte that changed, if any did; born 0: none. */
    struct {
        size_t born, at;
        uint32_t slot;
    } changed;
};

/* Empty bookkeeping, V->live, which is also answered; NULL: no memory. */
struct live *validator_start(struct validator *);
void validator_finish(struct validator *, struct live *);
/* Plays operation OP (from 1). False: V->fault is set. */
bool validator_play(struct validator *, size_t op);

/* Of the block that LIVE holds. */
uint64_t validator_seed(const struct live *);
size_t validator_line(const struct validator *, size_t op); /* in the file */
size_t validator_offset(const struct validator *, const char *p);
/* The fault just set is about the block at P. Answers false. */
bool validator_at(struct validator *, const char *p);

/* V, which found bytes changed or the subject's own check failing: plays the
 * trace anew, as often as needed, and sets V->fault to that of the operation
 * that did it. As it is if that cannot be found. */
void validator_blame(struct validator *);

#endif
