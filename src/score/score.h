/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score.h: one trace under several policies and the C library: is it played
 * without a fault, what does the heap go for, how fast. Each in a process of
 * its own.
 */
#ifndef HEAPGLASS_SCORE_H
#define HEAPGLASS_SCORE_H

#include "score/account.h"
#include "score/fault.h"

enum { SCORE_POLICIES = 16 };

/* One allocator's. */
struct score {
    bool valid;
    struct fault fault;     /* if not */
    struct account account; /* if it is, as the next */
    double seconds;         /* for the whole trace; 0: not timed */
};

/* One trace's. */
struct score_trace {
    bool read; /* if not, ERROR says why, and the rest is not filled */
    struct error error;
    size_t n_ops, n_freed_twice;
    bool resizes;          /* it has reallocs */
    char lack[TRACE_LACK]; /* of the file's end; "": none */
    double libc_seconds;
    struct score score[SCORE_POLICIES];
};

/* What is going on, for people. */
typedef void score_progress(void *context, const char *what,
                            const char *policy);

struct score_order {
    const char *path;
    const struct policy *policies;
    size_t n_policies; /* at most SCORE_POLICIES */
    bool timed;
    score_progress *progress; /* may be NULL */
    void *context;            /* its */
};

/* False: the system is out of something; ERROR tells. */
bool score_run(const struct score_order *, struct score_trace *);

/* Is the subject, which is empty, valid on the trace, and what is its account?
 * In this process; and in one of its own, where it may crash. */
void score_judge(const struct trace *, const struct plan *,
                 const struct subject *, volatile size_t *mark, struct score *);
void score_judge_apart(const struct trace *, const struct plan *,
                       const struct subject *, struct score *);

#endif
