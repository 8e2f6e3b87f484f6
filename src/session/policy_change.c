/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_change.c: the line done again from the start under another policy.
 * Blocks are named by number there, so numbers stay what they were while
 * offsets change; a poke keeps its offset, whatever lies there then.
 */
#include "session_internal.h"

#include <string.h>

static bool
refuse_policy(const struct policy *policy, const struct error *why,
              struct error *err)
{
    char text[POLICY_TEXT];
    policy_format(policy, text);
    if (strcmp(why->name, "interrupted") == 0)
        return error_set(err, why->name, "The policy stays. %s", why->text);
    return error_set(err, why->name, "The policy stays: under %s %s", text,
                     why->text);
}

bool
session_rebuild(struct session *s, const struct session_config *config,
                uint32_t branch, uint32_t op, struct error *err)
{
    struct session_config kept = *config;
    struct op_result last = {.kind = OP_NONE};
    struct error why = {.name = ""};
    struct track track;

    if (!track_init(&track, &kept, s->trace, err))
        return false;
    track.stop = s->interrupt;
    if (!track_goto(&track, &s->history, &s->history.branches[branch], op,
                    &last, &why)) {
        track_done(&track);
        return refuse_policy(&kept.policy, &why, err);
    }
    track_done(&s->track);
    s->track = track;
    session_tint_anew(s);
    s->stops_seen.n = 0; /* elsewhere, under another policy */
    s->config = kept;
    s->history.current = branch;
    travel_settle(s, &last, 0);
    return true;
}

bool
session_set_policy(struct session *s, const struct policy *policy,
                   struct error *err)
{
    struct session_config config = s->config;
    config.policy = *policy;
    config.target = TARGET_KIND_HEAP;
    return session_rebuild(s, &config, s->history.current,
                           s->track.world.tally.op, err);
}
