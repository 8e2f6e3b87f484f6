/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * track.h: a world that moves along a line of history, forwards and back, with
 * its checkpoints and its timeline. The session has one, a race one for each
 * policy; questions ("what if", "what was") get a short-lived one. Private to
 * src/session.
 *
 * What must hold: the world is what the line's first tally.op operations, done
 * in order, make of an empty heap; every checkpoint and sample is of this line.
 */
#ifndef HEAPGLASS_TRACK_H
#define HEAPGLASS_TRACK_H

#include "session/checkpoint.h"
#include "session/history.h"
#include "session/timeline.h"
#include "session/world.h"

struct track {
    struct session_config config;
    const struct trace *trace; /* NULL: none */
    struct trace_cursor ahead; /* behind the operation asked for last */
    struct world world;
    struct checkpoints checkpoints;
    const struct checkpoints *lent; /* another's on the same line, to begin
                                       from; this track then keeps none, nor a
                                       timeline */
    struct timeline timeline;
    struct sample look;        /* the last one: what is not known at rest */
    int64_t may_look;          /* at rest: OPS_A_LOOK times the free blocks that
                                  may be looked at */
    uint64_t searches, probes; /* of the world, that were noted */
    struct session_interrupt stop;
    bool watched; /* somebody looks after each few hundred operations: they
                     are played briskly, not at rest */
    const struct listener *listener; /* told of the operation that track_goto
                                        ends with; NULL: nobody */
};

bool track_init(struct track *, const struct session_config *,
                const struct trace *, struct error *);
void track_done(struct track *);

/* Moves to operation OP of BRANCH, whose beginning up to where the track has
 * been must be the line so far (track_cut). Wakes; *LAST (may be NULL) is what
 * operation OP did. False: ERR; the track is where it stopped ("interrupted",
 * or an operation that fails under this policy), LAST of there. */
bool track_goto(struct track *, const struct history *, const struct branch *,
                uint32_t op, struct op_result *last, struct error *);
/* The same without looking at what is done: it stays at rest where it can, and
 * an interrupt is no failure: it is where it stopped. */
bool track_approach(struct track *, const struct history *,
                    const struct branch *, uint32_t op, struct error *);
/* Does up to N operations of the trace that no line has yet; REPLAY as in
 * world_play. Answers how many were done. */
size_t track_play(struct track *, struct trace_cursor *, size_t n, bool replay);
/* One operation was done in the world by other means. */
void track_note(struct track *);
/* Checkpoints and samples after operation OP are of another line. */
void track_cut(struct track *, uint32_t op);
/* Operation I of the trace, quickly if it follows the one asked for last. */
struct trace_op track_trace_op(struct track *, size_t i);
/* What is known of the present moment, awake. */
void track_look(const struct track *, struct sample *at);
/* Its own, or those it was lent. */
const struct checkpoints *track_checkpoints(const struct track *);
/* Does somebody want it to stop? */
bool track_interrupted(struct track *);

/* Rebuilds what ENTRY, operation OP, did; to be done again. */
void entry_to_action(const struct history *, const struct trace *,
                     const struct entry *, uint32_t op, struct action *);

#endif
