/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_follow.c: see race_follow.h. Lanes take turns, each by as many
 * operations as fit into a fraction of the time: one policy's searches may take
 * a thousand times as long as another's. While a lane is behind, playing waits;
 * and the less time is left over, the less is played before the next look, so
 * that the lanes are level when a frame is drawn.
 */
#include "app/race_follow.h"

#include "app/clock.h"

static const double turns = 8; /* of a lane, in the time there is */
static const double least_pace = 1.0 / 64;

enum { FIRST_SLICE = 256, MOST_SLICE = 1 << 20 };

/* A turn of a lane; false: it cannot go on now. */
static bool
take_turn(struct race_follow *follow, struct session *session, size_t lane,
          double time)
{
    uint32_t *slice = &follow->slice[lane];
    double start = clock_now(), took;
    struct error err;
    bool ok;

    if (*slice == 0)
        *slice = FIRST_SLICE;
    ok = session_race_follow(session, lane, *slice, &err);
    took = clock_now() - start;
    if (took > time && *slice > 1)
        *slice /= 2;
    else if (took < time / 4 && *slice < MOST_SLICE)
        *slice *= 2;
    return ok;
}

static void
set_pace(struct race_follow *follow, double took, double budget)
{
    if (follow->pace <= 0)
        follow->pace = 1;
    if (follow->behind && follow->pace > least_pace)
        follow->pace /= 2;
    else if (!follow->behind && took < budget / 4 && follow->pace < 1)
        follow->pace *= 2;
}

bool
race_follow_run(struct race_follow *follow, struct session *session,
                double budget)
{
    size_t n = session_race_lanes(session);
    double start = clock_now();
    bool moved = false, going = true;

    do {
        follow->behind = false;
        for (size_t i = 0; i < n && going; i++) {
            if (!session_lane_is_behind(session, i))
                continue;
            moved = true;
            going = take_turn(follow, session, i, budget / turns / (double)n);
            if (session_lane_is_behind(session, i))
                follow->behind = true;
        }
    } while (follow->behind && going && clock_now() - start < budget);
    if (moved)
        set_pace(follow, clock_now() - start, budget);
    return moved;
}

double
race_follow_share(const struct race_follow *follow, double seconds)
{
    if (follow->behind)
        return 0;
    return follow->pace > 0 ? follow->pace * seconds : seconds;
}
