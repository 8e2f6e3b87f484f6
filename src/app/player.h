/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * player.h: plays a trace at a rate, a slice at a time, so that typing and
 * drawing go on between the slices.
 */
#ifndef HEAPGLASS_PLAYER_H
#define HEAPGLASS_PLAYER_H

#include "session/session.h"

struct player {
    bool playing;
    double rate;  /* operations a second; 0: as many as there is time for */
    double next;  /* when the next operation is due */
    size_t slice; /* most operations at a time */
    uint64_t op;  /* where it was last */
};

enum player_step {
    PLAYER_IDLE,  /* nothing was due */
    PLAYER_MOVED, /* operations were done */
    PLAYER_ENDED, /* the trace has ended */
    PLAYER_FAILED /* it stopped, at a break or otherwise: ERR says where */
};

/* False: there is nothing to play; ERR. */
bool player_start(struct player *, const struct session *, double rate,
                  struct error *);
void player_stop(struct player *);
/* Does what is due now, for BUDGET seconds at most. Interrupted, it does
 * nothing more, and it is for the caller to stop it. */
enum player_step player_run(struct player *, struct session *, double budget,
                            struct error *);
/* Has the session gone back, or begun anew, since it played? */
bool player_is_ahead(const struct player *, const struct session *);
/* Seconds until something is due; negative: never. */
double player_wait(const struct player *);

#endif
