/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_facts.c: what a frame tells of each lane, gathered once.
 */
#include "tui/race.h"

#include <string.h>

double
race_probes(const struct race_lane *lane)
{
    if (lane->counts.searches == 0)
        return 0;
    return (double)lane->counts.probes / (double)lane->counts.searches;
}

static void
gather_lane(struct race_lane *lane, const struct session *session, size_t i,
            uint32_t id)
{
    const struct op_result *last = session_last(session_lane(session, i));

    policy_format(session_lane_policy(session, i), lane->name);
    lane->behind = session_lane_is_behind(session, i);
    session_lane_figures(session, i, &lane->now);
    session_lane_counts(session, i, &lane->counts);
    lane->refused_last = last->refused != HEAP_OK;
    lane->selected = session_lane_block(session, i, id, &lane->block);
}

void
race_gather(struct race_facts *facts, const struct session *session,
            uint32_t id)
{
    unsigned ranks[RACE_MOST];

    memset(facts, 0, sizeof *facts);
    facts->n = session_race_lanes(session);
    facts->level = true;
    session_race_ranks(session, ranks);
    for (size_t i = 0; i < facts->n; i++) {
        struct race_lane *lane = &facts->lanes[i];

        gather_lane(lane, session, i, id);
        lane->rank = ranks[i];
        facts->level = facts->level && !lane->behind;
        if (lane->now.heap > facts->largest)
            facts->largest = lane->now.heap;
        if (race_probes(lane) > facts->most_probes)
            facts->most_probes = race_probes(lane);
        facts->any_refused = facts->any_refused || lane->counts.refused > 0;
    }
}
