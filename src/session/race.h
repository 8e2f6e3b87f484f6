/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race.h: a session's history under several policies at once, each with a heap
 * of its own: a lane. The session's own heap and policy are not among them.
 *
 * Lanes follow when asked: session_race_sync brings all of them to the moment
 * and branch at which the session is. What is told of a lane in between is of
 * the last time.
 */
#ifndef HEAPGLASS_RACE_H
#define HEAPGLASS_RACE_H

#include "session/view.h"

enum { RACE_LEAST = 2, RACE_MOST = 4 };

/* Starts a race of N policies, in place of one that is on; nothing is played
 * yet. False: ERR "usage" (too few, too many), "bad-policy" (one of them
 * twice), "no-memory", "memory"; the race before then goes on. */
bool session_race(struct session *, const struct policy *policies, size_t n,
                  struct error *);
void session_race_end(struct session *); /* no race: nothing */
/* A new heap (session_load, session_restart) does not end the race: its lanes
 * start over with the same policies. 0: there is none. */
size_t session_race_lanes(const struct session *);
/* False: ERR "interrupted" or "memory"; the lanes are on their way, and go on
 * next time. */
bool session_race_sync(struct session *, struct error *);
/* Lane I alone, and if it lies behind by no more than MOST operations; where it
 * is then, session_lane_is_behind tells. False: as above. */
bool session_race_follow(struct session *, size_t i, uint32_t most,
                         struct error *);

/* --- a lane, I < session_race_lanes
 * ------------------------------------------*/
/* The lane as a session to look at with view.h and session_describe: good until
 * the next call that takes the session and may change it. */
const struct session *session_lane(const struct session *, size_t i);
const struct policy *session_lane_policy(const struct session *, size_t i);
void session_lane_figures(const struct session *, size_t i, struct figures *);
/* The figures as they were when the most was live (figures.peak_op). False: ERR
 * "interrupted", "memory". */
bool session_lane_peak(const struct session *, size_t i, struct figures *,
                       struct error *);
const struct heap *session_lane_heap(const struct session *, size_t i);
/* Is it at another moment or branch than the session? */
bool session_lane_is_behind(const struct session *, size_t i);

/* Block number ID in a lane. */
enum lane_block {
    LANE_BLOCK_NONE,    /* freed, or there never was one */
    LANE_BLOCK_REFUSED, /* its allocation could not be done here */
    LANE_BLOCK_LIVE     /* copied out */
};
enum lane_block session_lane_block(const struct session *, size_t i,
                                   uint32_t id, struct view_block *);

/* What is counted in a lane, of all operations so far. */
struct lane_counts {
    size_t refused; /* operations that could not be done; what they would have
                       allocated is not there */
    uint64_t searches, probes; /* for a free block; free blocks looked at */
};
void session_lane_counts(const struct session *, size_t i,
                         struct lane_counts *);

/* From 1; ties share one. The higher peak utilization is before, but whoever
 * refused more comes behind, whatever it saved. */
void session_race_ranks(const struct session *, unsigned ranks[RACE_MOST]);

/* How much of a policy's NAME goes on a line of ROOM: it is broken behind : or ,
 * only. */
size_t race_name_piece(const char *name, size_t room);

#endif
