/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * grave.c: blocks that are dead, as they were. The latest are kept with the
 * live ones; any other is looked up where it lived: a block is live for one
 * stretch of time, so the checkpoints tell between which two it died, and
 * replaying from the first of them tells where.
 */
#include "line_walk.h"
#include "session_internal.h"

#include <string.h>

/* Was operation OP typed? */
static bool
was_typed(const struct session *s, uint32_t op)
{
    struct history_cursor cursor;
    const struct entry *entry;
    size_t from;
    uint32_t n;
    if (op == 0)
        return false;
    history_seek(&cursor, &s->history, history_branch(&s->history), op - 1);
    return history_peek(&cursor, &entry, &from, &n) && entry &&
           !(entry->flags & ENTRY_TRACE);
}

/* --- where it died ---------------------------------------------------------*/
static bool
lived_then(const struct checkpoint *p, struct world *scratch, uint32_t id)
{
    return id <= p->tally.n_ids && checkpoint_restore(p, scratch) &&
           world_wake(scratch) && blocks_get(&scratch->blocks, id);
}

/* The last checkpoint before the death of ID, or none: it then died before the
 * first, or was born after the last that knows it. */
static const struct checkpoint *
last_alive(const struct session *s, struct world *scratch, uint32_t id)
{
    const struct checkpoints *all = track_checkpoints(&s->track);
    size_t lo = 0, hi, end = 0;
    while (end < all->n && all->all[end]->tally.op <= s->track.world.tally.op)
        end++;
    for (hi = end; lo < hi;) { /* the first that has given out ID */
        size_t mid = lo + (hi - lo) / 2;
        if (all->all[mid]->tally.n_ids < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (hi = end; lo < hi;) { /* the first in which it is dead */
        size_t mid = lo + (hi - lo) / 2;
        if (lived_then(all->all[mid], scratch, id))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? all->all[lo - 1] : NULL;
}

/* Steps TRACK on until ID has died, and keeps what it was before. */
static bool
watch_death(const struct session *s, struct track *track, uint32_t id,
            struct grave *grave)
{
    const struct branch *branch = history_branch(&s->history);
    struct error ignored;
    bool lived = false;
    while (track->world.tally.op < s->track.world.tally.op) {
        const struct block *block = blocks_get(&track->world.blocks, id);
        if (block) {
            grave->block = *block;
            grave->block.size = world_block_size(&track->world, block);
            lived = true;
        }
        if (!track_goto(track, &s->history, branch, track->world.tally.op + 1,
                        NULL, &ignored))
            return false;
        if (lived && !blocks_get(&track->world.blocks, id)) {
            grave->died = track->world.tally.op;
            grave->by_hand = was_typed(s, grave->died);
            return true;
        }
    }
    return false;
}

static bool
dig(const struct session *s, uint32_t id, struct grave *grave)
{
    struct error ignored;
    struct track track;
    const struct checkpoint *p;
    bool found = false;
    if (!track_init(&track, &s->config, s->trace, &ignored))
        return false;
    track.lent = track_checkpoints(&s->track);
    track.world.is_lane = s->track.world.is_lane;
    p = s->track.world.heap ? last_alive(s, &track.world, id) : NULL;
    if (track_goto(&track, &s->history, history_branch(&s->history),
                   p ? p->tally.op : 0, NULL, &ignored))
        found = watch_death(s, &track, id, grave);
    track_done(&track);
    return found;
}

bool
find_block(const struct session *s, uint32_t id, struct grave *grave)
{
    const struct world *w = &s->track.world;
    const struct block *block = blocks_get(&w->blocks, id);
    const struct grave *kept = blocks_grave(&w->blocks, id);
    memset(grave, 0, sizeof *grave);
    if (block) {
        grave->block = *block;
        grave->block.size = world_block_size(w, block);
        return true;
    }
    if (kept) {
        *grave = *kept;
        return true;
    }
    return id >= 1 && id <= w->blocks.n && dig(s, id, grave);
}

/* --- what a trace's id meant -----------------------------------------------*/
static uint32_t
meaning_in(const void *context, int64_t trace_id)
{
    return line_walk_meaning(context, trace_id);
}

void
learn_meanings(struct session *s)
{
    struct line_walk walk;
    struct session_op op;
    if (!line_walk_open(&walk, &s->history, s->trace, s->track.world.tally.op))
        return;
    while (line_walk_next(&walk, &op))
        ;
    if (!walk.failed)
        blocks_learn(&s->track.world.blocks, meaning_in, &walk);
    line_walk_close(&walk);
}
