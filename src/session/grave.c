/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * grave.c: blocks that are dead, as they were. The latest are kept with the
 * live ones; any other is looked up where it lived: a block is live for one
 * stretch of time, so the checkpoints tell between which two it died, and
 * replaying from the first of them tells where.
 */
#include "session_internal.h"

#include <string.h>

bool
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
    const struct checkpoints *all = &s->track.checkpoints;
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
    track.lent = &s->track.checkpoints;
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
/* One operation of the trace, of which only the numbers count. */
static void
count_trace_op(struct blocks *b, const struct trace_op *op, uint32_t number)
{
    uint32_t id, slot = NO_SLOT;
    if (op->kind != TRACE_ALLOC)
        slot = blocks_slot_of_trace(b, op->id, &id);
    if (slot == NO_SLOT && op->kind != TRACE_FREE) {
        struct block block = {.trace_id = op->id, .born = number};
        if (blocks_reserve(b, op->id))
            (void)blocks_add(b, &block);
    } else if (slot != NO_SLOT && (op->kind == TRACE_FREE || op->size == 0)) {
        blocks_kill(b, slot, number, false);
        if (op->kind == TRACE_REALLOC)
            blocks_forget_trace_id(b, op->id);
    }
}

/* A typed one: it may take a number, or a block away from the trace. */
static void
count_entry(struct blocks *b, const struct entry *entry, uint32_t number)
{
    struct block block = {.trace_id = -1, .born = number};
    if (entry->kind == OP_FREE && entry->id) {
        for (uint32_t slot = 0; slot < b->n_slots; slot++)
            if (b->slots[slot].id == entry->id)
                blocks_kill(b, slot, number, true);
    } else if ((entry->kind == OP_ALLOC || entry->kind == OP_CALLOC ||
                entry->kind == OP_MEMALIGN) &&
               blocks_reserve(b, -1)) {
        (void)blocks_add(b, &block);
    }
}

/* The line once more, without a heap. Trace ids that no array was made for are
 * asked for one by one, so the simulation has them all. */
void
learn_meanings(struct session *s)
{
    struct history_cursor cursor;
    struct trace_cursor trace;
    struct trace_op op;
    const struct entry *entry;
    struct blocks b;
    uint32_t n;
    size_t from;
    if (!blocks_init(&b, false, s->track.world.blocks.n_small_ids))
        return;
    blocks_rest(&b);
    history_seek(&cursor, &s->history, history_branch(&s->history), 0);
    while (cursor.op < s->track.world.tally.op &&
           history_peek(&cursor, &entry, &from, &n)) {
        uint32_t left = s->track.world.tally.op - cursor.op;
        n = n < left ? n : left;
        trace_seek(&trace, s->trace, from);
        for (uint32_t i = 1; i <= n && !entry && trace_next(&trace, &op); i++)
            count_trace_op(&b, &op, cursor.op + i);
        if (entry)
            count_entry(&b, entry, cursor.op + 1);
        history_skip(&cursor, n);
    }
    blocks_learn(&s->track.world.blocks, &b);
    blocks_done(&b);
}
