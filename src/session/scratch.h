/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scratch.h: a second session on the line of history of another, to look at
 * moments of it, and to try things, while the other stays where it is. All of
 * view.h and session_describe may be asked of it. Private to src/session.
 *
 * What must hold: the other one does not change while it lives; nothing is
 * written into its history, which is the other's.
 */
#ifndef HEAPGLASS_SCRATCH_H
#define HEAPGLASS_SCRATCH_H

#include "session/session_internal.h"

struct scratch {
    struct session session;
    struct last_check check;
};

/* At moment 0. Caller's storage; scratch_close. */
bool scratch_open(struct scratch *, const struct session *, struct error *);
/* At the moment of the other one: its heap is copied, if it can be. */
bool scratch_open_now(struct scratch *, const struct session *, struct error *);
void scratch_close(struct scratch *);
/* To moment OP of the line. False: ERR, as track_goto. */
bool scratch_goto(struct scratch *, uint32_t op, struct error *);
/* The same, of use for its world only: names and the last operation are left
 * to scratch_settle. */
bool scratch_move(struct scratch *, uint32_t op, struct error *);
void scratch_settle(struct scratch *);
/* The other one may change after all, if this is told before it is used again:
 * the line up to where this one stands is the same, under the same policy. */
void scratch_follow(struct scratch *, const struct session *);
/* As scratch_move, but at rest where it can, and without the last operation: of
 * use for walking over its heap's blocks (world.h). STOP may end it on the way:
 * scratch_op tells where. False: ERR "memory". */
bool scratch_approach(struct scratch *, uint32_t op,
                      const struct session_interrupt *stop, struct error *);
/* At which operation it is; its world. */
uint32_t scratch_op(const struct scratch *);
const struct world *scratch_world(const struct scratch *);

#endif
