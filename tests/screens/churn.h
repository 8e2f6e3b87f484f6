/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * churn.h: random operations on a session, in waves, so that full and holey
 * heaps both come up; and the commands that do the same at a prompt.
 */
#ifndef TESTS_CHURN_H
#define TESTS_CHURN_H

#include "session/session.h"
#include "support/random.h"

enum { CHURN_MAX_LIVE = 400, CHURN_COMMAND = 64 };

struct churn {
    struct session *session;
    struct random random;
    uint32_t live[CHURN_MAX_LIVE]; /* numbers of the blocks in use */
    size_t n_live;
    size_t n_ops;
    size_t *given; /* where allocations began, and reallocs that moved */
    size_t n_given;
    char command[CHURN_COMMAND]; /* the last operation, as one types it */
};

/* TEST_SEED, or the seed that is used without it. */
uint64_t churn_seed(void);
/* The session is the churn's: churn_done. Failures are the test's. */
void churn_open(struct churn *, const char *policy, enum session_target);
void churn_done(struct churn *);
/* Does the next operation. */
void churn_step(struct churn *);

#endif
