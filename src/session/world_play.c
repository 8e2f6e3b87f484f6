/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world_play.c: operations of a trace: what each means, one at a time, and
 * many at rest. At rest an operation costs the allocator's own work, one
 * record, and a few sums; the rest of what world.c notes is made up for when
 * the world wakes.
 */
#include "world.h"

#include <string.h>

/* --- what they mean --------------------------------------------------------*/
enum meaning
world_translate(const struct world *w, const struct trace_op *op,
                struct action *action)
{
    uint32_t id, slot = blocks_slot_of_trace(&w->blocks, op->id, &id);
    memset(action, 0, sizeof *action);
    action->from_trace = true;
    action->trace_id = op->id;
    action->size = (size_t)op->size;
    action->kind = OP_ALLOC;
    if (op->kind == TRACE_ALLOC)
        return MEANS_OP;
    if (op->kind == TRACE_FREE)
        action->kind = OP_FREE;
    if (slot == NO_SLOT)
        return id ? MEANS_DEAD : MEANS_NULL;
    action->id = w->blocks.slots[slot].id;
    if (op->kind == TRACE_REALLOC && op->size) {
        action->kind = OP_REALLOC;
    } else if (op->kind == TRACE_REALLOC) {
        action->kind = OP_FREE;
        action->forget = true;
    }
    return MEANS_OP;
}

/* --- one at a time ---------------------------------------------------------*/
static bool
play_awake(struct world *w, const struct trace_op *op, bool replay)
{
    struct action action;
    struct op_result result;
    enum meaning meaning = world_translate(w, op, &action);
    if (meaning == MEANS_DEAD && !replay)
        return false;
    action.op = w->tally.op + 1;
    return world_reserve(w, op->id) &&
           world_do(w, &action, true, &result) == HEAP_OK;
}

/* --- at rest ---------------------------------------------------------------*/
static void
rest_count(struct world *w, size_t asked)
{
    struct tally *t = &w->tally;
    t->live += asked;
    t->sizes.n[tally_bucket(asked)]++;
    if (t->live > t->peak_live) {
        t->peak_live = t->live;
        t->peak_op = t->op + 1;
    }
}

static void
count_probe(void *context, const struct heap_event *event)
{
    struct world *w = context;
    w->n_probes += event->kind == EVENT_PROBE;
}

/* Some searches are watched, so that probes are known of a sample. */
static size_t
take_watched(struct world *w, size_t asked)
{
    const struct target_ops *ops = w->target->ops;
    uint64_t probes = w->n_probes;
    size_t off;
    w->watch_next = false;
    ops->observe(w->target, count_probe, w);
    off = ops->take(w->target, asked);
    ops->observe(w->target, NULL, NULL);
    if (!off)
        w->n_probes = probes;
    w->n_searches += off != 0;
    return off;
}

static bool
rest_take(struct world *w, const struct trace_op *op)
{
    struct block block = {
        .asked = (size_t)op->size, .trace_id = op->id, .born = w->tally.op + 1};
    if (!blocks_reserve(&w->blocks, op->id))
        return false;
    block.off = w->watch_next ? take_watched(w, block.asked)
                              : w->target->ops->take(w->target, block.asked);
    if (!block.off)
        return false;
    (void)blocks_add(&w->blocks, &block);
    rest_count(w, block.asked);
    return true;
}

static bool
rest_give(struct world *w, uint32_t slot)
{
    const struct block *block = &w->blocks.slots[slot];
    if (!w->target->ops->give(w->target, block->off))
        return false;
    w->tally.live -= block->asked;
    w->tally.lives.n[tally_bucket(w->tally.op + 1 - block->born)]++;
    blocks_kill(&w->blocks, slot, 0, false);
    return true;
}

static bool
rest_resize(struct world *w, uint32_t slot, const struct trace_op *op)
{
    struct block *block = &w->blocks.slots[slot];
    size_t off;
    if (op->size == 0) {
        if (!rest_give(w, slot))
            return false;
        blocks_forget_trace_id(&w->blocks, op->id);
        return true;
    }
    off = w->target->ops->resize(w->target, block->off, (size_t)op->size);
    if (!off)
        return false;
    w->tally.live -= block->asked;
    block->off = off;
    block->size = 0;
    block->asked = (size_t)op->size;
    rest_count(w, block->asked);
    return true;
}

static bool
play_resting(struct world *w, const struct trace_op *op, bool replay)
{
    uint32_t id, slot;
    if (op->kind == TRACE_ALLOC)
        return rest_take(w, op);
    slot = blocks_slot_of_trace(&w->blocks, op->id, &id);
    if (slot == NO_SLOT) {
        if (id && !replay)
            return false;
        return op->kind == TRACE_FREE || rest_take(w, op);
    }
    return op->kind == TRACE_FREE ? rest_give(w, slot)
                                  : rest_resize(w, slot, op);
}

/* Operation tally.op was done; IS_FIRST: of this world_play. */
static void
raise_stretch(struct world *w, bool is_first)
{
    if (!is_first && w->tally.live <= w->stretch.live)
        return;
    w->stretch.op = w->tally.op;
    w->stretch.live = w->tally.live;
    w->stretch.heap = world_heap_size(w);
}

/* One operation; false: it was not done, the cursor stays before it. */
static bool
play_one(struct world *w, struct trace_cursor *cursor, bool replay)
{
    struct trace_cursor before = *cursor;
    struct trace_op op;
    if (!trace_next(cursor, &op))
        return false;
    if (w->resting ? play_resting(w, &op, replay)
                   : play_awake(w, &op, replay)) {
        w->tally.op += w->resting;
        w->tally.trace_at += w->resting;
        return true;
    }
    *cursor = before;
    return false;
}

size_t
world_play(struct world *w, struct trace_cursor *cursor, size_t n, bool replay)
{
    bool joins = w->heap && heap_policy(w->heap)->joining == JOIN_DEFERRED;
    uint64_t epoch = 0;
    size_t done = 0;
    w->has_joined = false;
    for (; done < n; done++) {
        if (joins)
            epoch = heap_epoch(w->heap);
        if (!play_one(w, cursor, replay)) {
            w->has_joined = joins && heap_epoch(w->heap) != epoch;
            break;
        }
        raise_stretch(w, done == 0);
    }
    w->tally.n_ids = w->blocks.n;
    return done;
}

/* --- rest and wake ---------------------------------------------------------*/
/* A naive target has no side tables to spare; a heap that was written over must
 * be guarded. */
bool
world_can_rest(const struct world *w)
{
    return w->target->ops->rest && !w->tally.is_poked;
}

void
world_rest(struct world *w)
{
    if (w->resting || !world_can_rest(w))
        return;
    w->target->ops->rest(w->target);
    blocks_rest(&w->blocks);
    w->resting = true;
}

bool
world_wake(struct world *w)
{
    bool indexed = w->blocks.indexed;
    if (!blocks_index(&w->blocks, w->tally.op))
        return false;
    if (w->resting)
        w->target->ops->wake(w->target);
    w->resting = false;
    if (indexed || !w->heap)
        return true;
    w->min_bytes = 0;
    for (uint32_t slot = 0; slot < w->blocks.n_slots; slot++)
        if (w->blocks.slots[slot].id)
            w->min_bytes +=
                heap_min_block(w->heap, w->blocks.slots[slot].asked);
    return true;
}
