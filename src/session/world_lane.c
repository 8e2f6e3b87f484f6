/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world_lane.c: a race's lane at rest. As world_play.c has it, but that what
 * the target refuses goes on, and that every search is watched: what was looked
 * at is then the same whichever way the lane came here.
 */
#include "world.h"

void
world_make_lane(struct world *w)
{
    w->is_lane = true;
}

/* --- the target ------------------------------------------------------------*/
/* What one call looked at. */
struct watched {
    uint64_t probes;
    bool copied;
};

static void
note_look(void *context, const struct heap_event *event)
{
    struct watched *seen = context;
    seen->probes += event->kind == EVENT_PROBE;
    seen->copied |= event->kind == EVENT_COPY && event->size;
}

/* A block of ASKED bytes, in place of the one at OFF (0: none). 0: refused. */
static size_t
call_watched(struct world *w, size_t off, size_t asked)
{
    struct heap *heap = w->target->ops->own(w->target);
    struct watched seen = {0};
    void *p;
    heap_observe(heap, note_look, &seen);
    p = off ? heap_realloc(heap, heap_pointer(heap, off), asked)
            : heap_malloc(heap, asked);
    heap_observe(heap, NULL, NULL);
    if (!p) {
        w->tally.n_refused++;
        return 0;
    }
    if (!off || seen.copied) {
        w->tally.n_searches++;
        w->tally.n_probes += seen.probes;
    }
    return heap_offset(heap, p);
}

/* --- one operation ---------------------------------------------------------*/
static bool
lane_take(struct world *w, const struct trace_op *op)
{
    struct block block = {.off = call_watched(w, 0, (size_t)op->size),
                          .trace_id = op->id,
                          .born = w->tally.op + 1};
    if (block.off) {
        block.asked = (size_t)op->size;
        world_count_resting(w, block.asked);
    }
    (void)blocks_add(&w->blocks, &block);
    return true;
}

static bool
lane_give(struct world *w, uint32_t slot)
{
    const struct block *block = &w->blocks.slots[slot];
    struct heap *heap = w->target->ops->own(w->target);
    if (block->off) { /* else it is hollow */
        if (heap_free(heap, heap_pointer(heap, block->off)) != HEAP_OK)
            return false;
        w->tally.live -= block->asked;
        w->tally.lives.n[tally_bucket(w->tally.op + 1 - block->born)]++;
    }
    blocks_kill(&w->blocks, slot, 0, false);
    return true;
}

static bool
lane_resize(struct world *w, uint32_t slot, const struct trace_op *op)
{
    struct block *block = &w->blocks.slots[slot];
    size_t off;
    if (op->size == 0) {
        if (!lane_give(w, slot))
            return false;
        blocks_forget_trace_id(&w->blocks, op->id);
        return true;
    }
    off = call_watched(w, block->off, (size_t)op->size);
    if (!off)
        return true; /* it stays as it is */
    w->tally.live -= block->asked;
    blocks_move(&w->blocks, slot, off);
    block->size = 0;
    block->asked = (size_t)op->size;
    world_count_resting(w, block->asked);
    return true;
}

static bool
lane_do(struct world *w, const struct trace_op *op)
{
    uint32_t id, slot = NO_SLOT;
    if (op->kind != TRACE_ALLOC)
        slot = blocks_slot_of_trace(&w->blocks, op->id, &id);
    if (op->kind == TRACE_FREE)
        return slot == NO_SLOT || lane_give(w, slot);
    return slot == NO_SLOT ? lane_take(w, op) : lane_resize(w, slot, op);
}

size_t
world_play_lane(struct world *w, const struct trace_op *ops, size_t n)
{
    size_t i = 0;
    for (; i < n && lane_do(w, &ops[i]); i++) {
        w->tally.op++;
        w->tally.trace_at++;
    }
    return i;
}
