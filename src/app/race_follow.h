/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_follow.h: brings the lanes of a race that is on the screen along with
 * the session, a little at a time, so that keys and frames go on meanwhile.
 */
#ifndef HEAPGLASS_RACE_FOLLOW_H
#define HEAPGLASS_RACE_FOLLOW_H

#include "session/race.h"

struct race_follow {
    uint32_t slice[RACE_MOST]; /* operations that a lane does at once */
    bool behind;               /* a lane is, still */
    double pace; /* of the time to play in: what leaves the lanes enough */
};

/* For about BUDGET seconds; all lanes come along alike. True: a lane moved. */
bool race_follow_run(struct race_follow *, struct session *, double budget);
/* How much of a slice of SECONDS to play in, so that the lanes keep up: none
 * while one is behind. */
double race_follow_share(const struct race_follow *, double seconds);

#endif
