/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sessions.h: sessions to ask questions of: begun, worked in at random, and
 * compared with what they were. ASK_SEED=N repeats a run.
 */
#ifndef TESTS_SESSIONS_H
#define TESTS_SESSIONS_H

#include "support/policies.h"
#include "support/random.h"

#include "session/view.h"

extern struct error err; /* of the last call that failed */

uint64_t seed(void);
/* EVERY: operations between checkpoints. */
struct session *start(const struct policy *, size_t limit, uint32_t every);
struct session *start_text(const char *policy, enum session_target);
uint64_t op_of(const struct session *);
struct who number(uint64_t n);

/* All that asking must leave as it is. */
struct still {
    uint64_t hash, epoch;
    struct session_place place;
    struct figures figures;
    struct op_result last;
};
struct still still(const struct session *);
void assert_still(const struct session *, const struct still *before);

/* Sensible and senseless ones; N_IDS: numbers given out. */
struct who random_who(const struct session *, struct random *, uint64_t n_ids);
struct session_request random_request(const struct session *, struct random *,
                                      uint64_t n_ids);
/* Typed operations and a trace's, on several branches; *N_IDS: numbers given
 * out, about. */
void random_work(struct session *, struct random *, uint64_t *n_ids);

#endif
