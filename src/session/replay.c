/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.c: the journal, done again from the start in another world. Blocks
 * are named by number there, so numbers stay what they were while offsets
 * change; a poke keeps its offset, whatever lies there under the new policy.
 */
#include "session_internal.h"

#include <inttypes.h>
#include <string.h>

void
entry_to_action(const struct session *s, const struct entry *entry, uint32_t op,
                struct action *action)
{
    bool from_trace = (entry->flags & ENTRY_TRACE) != 0;
    memset(action, 0, sizeof *action);
    action->kind = (enum op_kind)entry->kind;
    action->op = op;
    action->id = entry->id;
    action->from_trace = from_trace;
    action->trace_id = from_trace ? trace_get(s->trace, entry->extra).id : -1;
    action->forget = from_trace && (entry->flags & ENTRY_RESIZE0);
    action->size = (size_t)entry->size;
    action->align = (size_t)1 << entry->align_shift;
    if (entry->flags & ENTRY_BY_OFFSET) {
        action->by_offset = true;
        action->off = (size_t)entry->extra;
    }
    if (action->kind == OP_CALLOC)
        action->n = (size_t)entry->extra;
    if (action->kind == OP_POKE) {
        const uint8_t *bytes;
        action->off = journal_poke(&s->journal, entry, &bytes);
        action->bytes = bytes;
        action->n = (size_t)entry->size;
    }
}

static bool
refuse_replay(const struct action *action, const struct policy *policy,
              enum heap_status status, struct error *err)
{
    char text[POLICY_TEXT];
    policy_format(policy, text);
    return error_set(
        err, heap_status_name(status),
        "The policy stays: under %s operation %" PRIu32 " fails (%s: %s).",
        text, action->op, heap_status_name(status), heap_status_text(status));
}

/* All of the journal, in WORLD; LAST is what its last operation did. */
static bool
replay_all(const struct session *s, struct world *world,
           const struct policy *policy, struct op_result *last,
           struct error *err)
{
    for (size_t i = 0; i < s->journal.n; i++) {
        struct action action;
        enum heap_status status;
        entry_to_action(s, &s->journal.entries[i], (uint32_t)i + 1, &action);
        if (!world_reserve(world))
            return error_set(err, "memory",
                             "The policy stays: no memory to replay "
                             "%zu operations.",
                             s->journal.n);
        status = world_do(world, &action, i + 1 == s->journal.n, last);
        if (status != HEAP_OK)
            return refuse_replay(&action, policy, status, err);
    }
    return true;
}

bool
session_set_policy(struct session *s, const struct policy *policy,
                   struct error *err)
{
    struct session_config config = s->config;
    struct op_result last = {.kind = OP_NONE};
    struct world world;
    const char *name;

    config.policy = *policy;
    config.target = TARGET_KIND_HEAP;
    if (!world_init(&world, &config, s->trace, err))
        return false;
    if (!replay_all(s, &world, policy, &last, err)) {
        world_done(&world);
        return false;
    }
    name = names_of(&s->names, last.id);
    memcpy(last.name, name, strlen(name) + 1);
    world_done(&s->world);
    s->world = world;
    s->config = config;
    s->last = last;
    session_changed(s);
    return true;
}
