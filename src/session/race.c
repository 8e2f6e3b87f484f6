/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race.c: see race.h. A lane is a session of its own that is only looked at: it
 * has its heap, checkpoints and figures, and borrows history, names and trace.
 * Borrowed is the struct, not what it points to: it is good while nothing is
 * done, and so renewed whenever somebody asks for the lane.
 */
#include "race.h"
#include "session_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct race {
    size_t n;
    struct session *lanes[RACE_MOST];
    uint32_t branch[RACE_MOST]; /* number of the branch that the lane is on */
};

/* Bytes for the checkpoints of all lanes together, if the session says none. */
enum { HISTORY_BYTES = 112 << 20 };

/* --- life ------------------------------------------------------------------*/
static void
lane_free(struct session *lane)
{
    if (!lane)
        return;
    if (lane->track.world.target)
        track_done(&lane->track);
    free(lane->check);
    free(lane);
}

static struct session *
lane_new(const struct session_config *config, const struct trace *trace,
         struct error *err)
{
    struct session *lane = calloc(1, sizeof *lane);
    struct last_check *check = calloc(1, sizeof *check);
    if (!lane || !check) {
        error_set(err, "memory", "No memory for a race.");
        goto fail;
    }
    lane->check = check;
    lane->config = *config;
    if (!track_init(&lane->track, config, trace, err))
        goto fail;
    world_make_lane(&lane->track.world);
    return lane;
fail:
    free(check);
    free(lane);
    return NULL;
}

void
race_free(struct race *race)
{
    if (!race)
        return;
    for (size_t i = 0; i < race->n; i++)
        lane_free(race->lanes[i]);
    free(race);
}

static struct race *
race_new(const struct session_config *config, const struct trace *trace,
         const struct policy *policies, size_t n, struct error *err)
{
    struct session_config own = *config;
    struct race *race = calloc(1, sizeof *race);
    if (!race) {
        error_set(err, "memory", "No memory for a race.");
        return NULL;
    }
    own.target = TARGET_KIND_HEAP;
    own.history = (config->history ? config->history : HISTORY_BYTES) / n;
    for (; race->n < n; race->n++) {
        own.policy = policies[race->n];
        race->branch[race->n] = 1;
        race->lanes[race->n] = lane_new(&own, trace, err);
        if (!race->lanes[race->n]) {
            race_free(race);
            return NULL;
        }
    }
    return race;
}

bool
race_again(const struct race *old, const struct session_config *config,
           const struct trace *trace, struct race **out, struct error *err)
{
    struct policy policies[RACE_MOST];
    *out = NULL;
    if (!old)
        return true;
    for (size_t i = 0; i < old->n; i++)
        policies[i] = old->lanes[i]->config.policy;
    *out = race_new(config, trace, policies, old->n, err);
    return *out != NULL;
}

static bool
are_fit_to_race(const struct policy *policies, size_t n, struct error *err)
{
    char text[POLICY_TEXT];
    if (n < RACE_LEAST || n > RACE_MOST)
        return error_set(err, "usage",
                         "A race takes %d to %d policies, not %zu.", RACE_LEAST,
                         RACE_MOST, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            if (!policy_equal(&policies[i], &policies[k]))
                continue;
            policy_format(&policies[i], text);
            return error_set(err, "bad-policy",
                             "%s is there twice: a race is between different "
                             "policies.",
                             text);
        }
    return true;
}

bool
session_race(struct session *s, const struct policy *policies, size_t n,
             struct error *err)
{
    struct race *race;
    if (!are_fit_to_race(policies, n, err))
        return false;
    race = race_new(&s->config, s->trace, policies, n, err);
    if (!race)
        return false;
    race_free(s->race);
    s->race = race;
    return true;
}

void
session_race_end(struct session *s)
{
    race_free(s->race);
    s->race = NULL;
}

/* --- following -------------------------------------------------------------*/
/* Lane I sees what the session has now, from its own branch. */
static struct session *
borrow(const struct session *s, size_t i)
{
    struct session *lane = s->race->lanes[i];
    uint32_t index;
    lane->history = s->history;
    if (history_find_branch(&s->history, s->race->branch[i], &index))
        lane->history.current = index;
    lane->names = s->names;
    lane->trace = s->trace;
    lane->track.stop = s->interrupt;
    return lane;
}

/* To what the lane's branch and the session's have alike; it is on the
 * session's from there. A branch that is no more has nothing. */
static bool
change_branch(struct session *lane, const struct branch *to, uint32_t *number,
              struct error *err)
{
    const struct branch *from = history_branch(&lane->history);
    uint32_t common = 0;
    if (*number == to->number)
        return true;
    if (from->number == *number)
        common = history_common(from, to);
    if (lane->track.world.tally.op > common &&
        !track_goto(&lane->track, &lane->history, from, common, &lane->last,
                    err))
        return false;
    track_cut(&lane->track, common);
    *number = to->number;
    return true;
}

/* The moment that LANE goes to next: the session's, or one on the way there,
 * MOST operations ahead. */
static uint32_t
next_stop(const struct session *s, const struct session *lane, uint32_t most)
{
    uint32_t op = s->track.world.tally.op;
    uint32_t now = lane->track.world.tally.op;
    return op > now && op - now > most ? now + most : op;
}

static bool
follow(const struct session *s, struct session *lane, uint32_t *branch,
       uint32_t most, struct error *err)
{
    const struct branch *to = history_branch(&s->history);
    uint32_t op;
    if (!change_branch(lane, to, branch, err))
        return false;
    op = next_stop(s, lane, most);
    return lane->track.world.tally.op == op ||
           track_goto(&lane->track, &s->history, to, op, &lane->last, err);
}

static bool
refuse_lane(const struct session *lane, const struct error *why,
            struct error *err)
{
    char text[POLICY_TEXT];
    policy_format(&lane->config.policy, text);
    return error_set(err, why->name, "The race, under %s: %.90s", text,
                     why->text);
}

bool
session_race_follow(struct session *s, size_t i, uint32_t most,
                    struct error *err)
{
    struct error why = {.name = ""};
    struct session *lane = borrow(s, i);
    bool ok = follow(s, lane, &s->race->branch[i], most, &why);
    const char *name = names_of(&lane->names, lane->last.id);
    memcpy(lane->last.name, name, strlen(name) + 1);
    session_changed(lane);
    return ok || refuse_lane(lane, &why, err);
}

bool
session_race_sync(struct session *s, struct error *err)
{
    for (size_t i = 0; i < session_race_lanes(s); i++) {
        if (!session_race_follow(s, i, UINT32_MAX, err))
            return false;
    }
    return true;
}

/* --- lanes -----------------------------------------------------------------*/
size_t
session_race_lanes(const struct session *s)
{
    return s->race ? s->race->n : 0;
}

const struct session *
session_lane(const struct session *s, size_t i)
{
    return borrow(s, i);
}

const struct policy *
session_lane_policy(const struct session *s, size_t i)
{
    return &session_lane(s, i)->config.policy;
}

void
session_lane_figures(const struct session *s, size_t i, struct figures *f)
{
    view_figures(session_lane(s, i), f);
}

const struct heap *
session_lane_heap(const struct session *s, size_t i)
{
    return view_heap(session_lane(s, i));
}

bool
session_lane_is_behind(const struct session *s, size_t i)
{
    return s->race->branch[i] != history_branch(&s->history)->number ||
           s->race->lanes[i]->track.world.tally.op != s->track.world.tally.op;
}

enum lane_block
session_lane_block(const struct session *s, size_t i, uint32_t id,
                   struct view_block *out)
{
    const struct session *lane = session_lane(s, i);
    const struct blocks *blocks = &lane->track.world.blocks;
    const struct block *block = id ? blocks_get(blocks, id) : NULL;
    if (block && view_at(lane, block->off, out) && out->id == id)
        return LANE_BLOCK_LIVE;
    if (!block && id && blocks_slot(blocks, id) != NO_SLOT)
        return LANE_BLOCK_REFUSED;
    return LANE_BLOCK_NONE;
}

void
session_lane_counts(const struct session *s, size_t i,
                    struct lane_counts *counts)
{
    const struct tally *tally = &session_lane(s, i)->track.world.tally;
    *counts = (struct lane_counts){.refused = tally->n_refused,
                                   .searches = tally->n_searches,
                                   .probes = tally->n_probes};
}

bool
session_lane_peak(const struct session *s, size_t i, struct figures *f,
                  struct error *err)
{
    const struct session *lane = session_lane(s, i);
    uint32_t op = lane->track.world.tally.peak_op;
    struct session then = *lane; /* the same at another moment */
    bool ok;
    if (op == lane->track.world.tally.op) {
        view_figures(lane, f);
        return true;
    }
    if (!track_init(&then.track, &lane->config, lane->trace, err))
        return false;
    then.track.lent = &lane->track.checkpoints;
    then.track.stop = lane->track.stop;
    world_make_lane(&then.track.world);
    ok = track_goto(&then.track, &lane->history, history_branch(&lane->history),
                    op, NULL, err);
    if (ok)
        view_figures(&then, f);
    track_done(&then.track);
    return ok;
}
