/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tally.h: what is counted as operations go by: a plain value, so that a
 * checkpoint keeps it by copying. Private to src/session.
 */
#ifndef HEAPGLASS_TALLY_H
#define HEAPGLASS_TALLY_H

#include "session/view.h"

struct tally {
    uint32_t op;     /* operations done */
    uint32_t n_ids;  /* numbers given out */
    size_t trace_at; /* operations of the trace done, skipped ones too */
    size_t n_skipped;
    size_t live, peak_live; /* payload bytes asked for, of live blocks */
    uint32_t peak_op;       /* the first operation that reached peak_live */
    size_t n_refused;       /* operations that failed here (world.is_lane) */
    bool is_poked;          /* bytes were overwritten: nothing can be trusted */
    uint64_t n_searches, n_probes; /* in a lane: all searches, and the free
                                      blocks they looked at */
    struct histogram sizes, lives;
};

/* Which bucket of a histogram VALUE falls into: 0, 1, 2..3, 4..7, ... */
static inline unsigned
tally_bucket(uint64_t value)
{
    return value ? 64U - (unsigned)__builtin_clzll(value) : 0;
}

#endif
