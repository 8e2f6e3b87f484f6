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
session_set_policy(struct session *s, const struct policy *policy,
                   struct error *err)
{
    struct session_config config = s->config;
    struct op_result last = {.kind = OP_NONE};
    struct error why = {.name = ""};
    struct track track;

    config.policy = *policy;
    config.target = TARGET_KIND_HEAP;
    if (!track_init(&track, &config, s->trace, err))
        return false;
    track.stop = s->interrupt;
    if (!track_goto(&track, &s->history, history_branch(&s->history),
                    s->track.world.tally.op, &last, &why)) {
        track_done(&track);
        return refuse_policy(policy, &why, err);
    }
    track_done(&s->track);
    s->track = track;
    s->config = config;
    travel_settle(s, &last, 0);
    return true;
}
