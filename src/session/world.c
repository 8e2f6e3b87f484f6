/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.c: see world.h. One action at a time goes to the target; if that was
 * well, the records and figures follow. Nothing here walks the heap.
 */
#include "tint_keep.h"

#include <string.h>

/* --- figures ---------------------------------------------------------------*/
void
world_figures(const struct world *w, struct heap_figures *figures)
{
    w->target->ops->figures(w->target, figures);
}

size_t
world_heap_size(const struct world *w)
{
    struct heap_figures figures;
    if (w->heap)
        return heap_size(w->heap);
    world_figures(w, &figures);
    return figures.heap;
}

size_t
world_block_size(const struct world *w, const struct block *block)
{
    size_t usable;
    if (!block->off)
        return 0;
    if (block->size || !w->heap)
        return block->size ? block->size : block->asked;
    usable = heap_usable_size(w->heap, heap_pointer(w->heap, block->off));
    return usable ? usable + heap_get_shape(w->heap).overhead : 0;
}

static size_t
min_block(const struct world *w, size_t asked)
{
    return w->heap ? heap_min_block(w->heap, asked) : 0;
}

static void
count_in(struct world *w, size_t asked, uint32_t op)
{
    struct tally *t = &w->tally;
    t->live += asked;
    t->sizes.n[tally_bucket(asked)]++;
    w->min_bytes += min_block(w, asked);
    if (t->live > t->peak_live) {
        t->peak_live = t->live;
        t->peak_op = op;
    }
}

static void
count_out(struct world *w, size_t asked)
{
    w->tally.live -= asked;
    w->min_bytes -= min_block(w, asked);
}

/* --- what happens inside an operation --------------------------------------*/
/* Buddies are split off half by half, each before the last. */
static void
note_split(struct op_result *result, const struct heap_event *event)
{
    bool goes_on = event->other_off + event->other_size == result->split_off;
    result->split_off = event->other_off;
    result->split_size = event->other_size + (goes_on ? result->split_size : 0);
}

/* Joins may be many: only how far they reach is kept. */
static void
note_join(struct op_result *result, const struct heap_event *event)
{
    size_t lo = event->off, hi = event->off + event->size;
    size_t other_end = event->other_off + event->other_size;
    if (event->other_off < lo)
        lo = event->other_off;
    if (other_end > hi)
        hi = other_end;
    if (result->joins_end == 0 || lo < result->joins_off)
        result->joins_off = lo;
    if (hi > result->joins_end)
        result->joins_end = hi;
}

/* Adds an event to the result at hand. */
static void
note_event(struct op_result *result, const struct heap_event *event)
{
    switch (event->kind) {
    case EVENT_PROBE:
        result->probes++;
        break;
    case EVENT_SPLIT:
        note_split(result, event);
        break;
    case EVENT_COALESCE:
        if (event->other_off <= event->off)
            result->joined_left += event->other_size;
        else
            result->joined_right += event->other_size;
        note_join(result, event);
        break;
    case EVENT_GROW:
        result->grown += event->other_size;
        break;
    case EVENT_COPY:
        result->copied += event->size;
        result->slid = result->joined_left;
        break;
    case EVENT_TAKE: /* what was joined before was joined to find it */
        result->joined_left = 0;
        result->took_off = event->off;
        result->took_size = event->size;
        break;
    case EVENT_LINK:
    case EVENT_UNLINK:
        break;
    }
}

/* What stands in the way of a buddy block that is to have NEED bytes: the
 * first half on the way up that it cannot take in. */
static void
note_buddies(const struct world *w, size_t off, size_t size, size_t need,
             struct op_result *result)
{
    struct block_info info;
    for (; size < need && result->obstacle == OBSTACLE_NONE; size *= 2) {
        size_t buddy = heap_buddy_of(w->heap, off, size);
        if (buddy < off)
            result->obstacle = OBSTACLE_UPPER;
        else if (buddy >= heap_size(w->heap))
            result->obstacle = OBSTACLE_END;
        else if (!block_at(w->heap, buddy, &info))
            return;
        else if (info.size != size)
            result->obstacle = OBSTACLE_SPLIT;
        else if (info.state == BLOCK_USED)
            result->obstacle = OBSTACLE_USED;
    }
}

/* Before the call: what stands in the way of growing in place? */
static void
note_next(const struct world *w, const struct action *action,
          struct op_result *result)
{
    const struct block *block = blocks_get(&w->blocks, action->id);
    struct heap_shape shape = heap_get_shape(w->heap);
    struct block_info info;
    size_t size = block ? world_block_size(w, block) : 0, end;
    size_t need = heap_fit_block(w->heap, action->size);
    if (!block || need <= size)
        return;
    end = block->off - shape.header + size;
    if (heap_policy(w->heap)->joining == JOIN_OFF)
        result->obstacle = OBSTACLE_JOINING;
    else if (shape.buddies)
        note_buddies(w, block->off, size, need, result);
    else if (end + shape.back >= heap_size(w->heap))
        result->obstacle = OBSTACLE_END;
    else if (!block_at(w->heap, end, &info) || info.start != end)
        return;
    else if (info.state == BLOCK_USED)
        result->obstacle = OBSTACLE_USED;
    else if (info.size < need - size) {
        result->obstacle = OBSTACLE_SMALL;
        result->next_size = info.size;
        result->missing = need - size;
    }
}

/* Joins are told of a free only: elsewhere they are part of the search. */
static void
finish_watching(const struct world *w, const struct action *action,
                struct op_result *result)
{
    struct block_info info;
    if (action->kind != OP_FREE) {
        result->joined_left = 0;
        result->joined_right = 0;
        return;
    }
    result->free_off = result->off;
    result->free_size = result->size;
    if (result->off && block_at(w->heap, result->off, &info)) {
        result->free_off = info.off;
        result->free_size = info.size;
    }
}

/* The observer while an operation is watched. */
struct watch {
    struct op_result *result;
    const struct listener *listener;
    size_t n_joins;
};

static void
watch_event(void *context, const struct heap_event *event)
{
    struct watch *watch = context;
    note_event(watch->result, event);
    watch->n_joins += event->kind == EVENT_COALESCE;
    if (watch->listener)
        watch->listener->told(watch->listener->context, event);
}

/* The slot of the hollow block that the action is about; NO_SLOT: it is not. */
static uint32_t
hollow_slot(const struct world *w, const struct action *action)
{
    uint32_t slot = w->is_lane ? blocks_slot(&w->blocks, action->id) : NO_SLOT;
    return slot == NO_SLOT || w->blocks.slots[slot].off ? NO_SLOT : slot;
}

/* May it be refused and yet have joined free blocks? */
static bool
joins_to_find(const struct world *w, const struct action *action)
{
    return w->heap && !w->is_lane &&
           (action->kind == OP_COALESCE ||
            heap_policy(w->heap)->joining == JOIN_DEFERRED);
}

static struct target_result
call_target(struct world *w, const struct action *action, bool watch,
            struct op_result *result)
{
    static const enum target_verb verbs[] = {
        [OP_ALLOC] = TARGET_ALLOC,       [OP_CALLOC] = TARGET_CALLOC,
        [OP_MEMALIGN] = TARGET_MEMALIGN, [OP_REALLOC] = TARGET_REALLOC,
        [OP_FREE] = TARGET_FREE,         [OP_COALESCE] = TARGET_COALESCE,
        [OP_POKE] = TARGET_POKE,
    };
    const struct target_ops *ops = w->target->ops;
    struct target_result answer;
    const struct block *block = blocks_get(&w->blocks, action->id);
    bool anew = hollow_slot(w, action) != NO_SLOT; /* as realloc(NULL) */
    struct watch watched = {result, w->listener, 0};
    struct target_op op = {.verb = anew ? TARGET_ALLOC : verbs[action->kind],
                           .off = block ? block->off : action->off,
                           .size = action->size,
                           .n = action->n,
                           .align = action->align,
                           .bytes = action->bytes};

    watch = watch && ops->observe;
    if (watch)
        ops->observe(w->target, watch_event, &watched);
    answer = ops->apply(w->target, &op);
    if (watch)
        ops->observe(w->target, NULL, NULL);
    if (answer.status != HEAP_OK && joins_to_find(w, action))
        w->n_joined = watched.n_joins;
    return answer;
}

/* --- what follows from it --------------------------------------------------*/
static void
record_new(struct world *w, const struct action *action,
           const struct target_result *answer, struct op_result *result)
{
    size_t asked = action->size * (action->kind == OP_CALLOC ? action->n : 1);
    struct block block = {.off = answer->off,
                          .size = answer->size ? answer->size : asked,
                          .asked = asked,
                          .trace_id = action->trace_id,
                          .born = action->op};
    uint32_t slot = blocks_add(&w->blocks, &block);
    tint_in(w, &w->blocks.slots[slot]);
    tint_given(w, action->op, block.off);
    result->id = w->blocks.slots[slot].id;
    result->asked = asked;
    result->off = block.off;
    result->size = block.size;
    count_in(w, asked, action->op);
}

static void
record_resize(struct world *w, const struct action *action,
              const struct target_result *answer, struct op_result *result)
{
    uint32_t slot = blocks_slot(&w->blocks, action->id);
    struct block *block;
    result->asked = action->size;
    result->off = answer->off;
    result->size = answer->size ? answer->size : action->size;
    if (slot == NO_SLOT)
        return; /* found by offset in a damaged heap: nobody's block */
    block = &w->blocks.slots[slot];
    if (answer->off == block->off)
        result->obstacle = OBSTACLE_NONE;
    else
        tint_given(w, action->op, answer->off);
    if (block->off)
        count_out(w, block->asked);
    block->size = result->old_size;
    tint_out(w, block);
    blocks_move(&w->blocks, slot, answer->off);
    block->size = result->size;
    block->asked = action->size;
    tint_in(w, block);
    count_in(w, block->asked, action->op);
}

/* Before the call: the block as it is. */
static void
record_before(const struct world *w, const struct action *action,
              struct op_result *result)
{
    const struct block *block = blocks_get(&w->blocks, action->id);
    result->off = action->by_offset ? action->off : 0;
    if (!block)
        return;
    result->off = result->old_off = block->off;
    result->size = result->old_size = world_block_size(w, block);
    result->asked = result->old_asked = block->asked;
    if (action->kind != OP_REALLOC)
        result->old_off = result->old_size = result->old_asked = 0;
}

static void
record_death(struct world *w, const struct action *action,
             const struct op_result *result)
{
    uint32_t slot = blocks_slot(&w->blocks, action->id);
    struct block *block;
    int64_t trace_id;
    if (slot == NO_SLOT)
        return;
    block = &w->blocks.slots[slot];
    block->size = result->size; /* the heap knows it no longer */
    tint_out(w, block);
    trace_id = block->trace_id;
    if (block->off) {
        count_out(w, block->asked);
        w->tally.lives.n[tally_bucket(action->op - block->born)]++;
    }
    blocks_kill(&w->blocks, slot, action->op, !action->from_trace);
    if (action->forget)
        blocks_forget_trace_id(&w->blocks, trace_id);
}

static void
record_moment(struct world *w, const struct action *action)
{
    w->tally.op = action->op;
    w->tally.n_ids = w->blocks.n;
    w->tally.trace_at += action->from_trace;
}

static void
record(struct world *w, const struct action *action,
       const struct target_result *answer, struct op_result *result)
{
    switch (action->kind) {
    case OP_ALLOC:
    case OP_CALLOC:
    case OP_MEMALIGN:
        record_new(w, action, answer, result);
        break;
    case OP_REALLOC:
        record_resize(w, action, answer, result);
        break;
    case OP_FREE:
        record_death(w, action, result);
        break;
    case OP_COALESCE:
        result->count = answer->count;
        break;
    case OP_POKE:
        result->off = action->off;
        result->count = action->n;
        w->tally.is_poked = true;
        break;
    case OP_SKIP:
        w->tally.n_skipped++;
        break;
    case OP_NONE:
        break;
    }
    record_moment(w, action);
}

/* Does the action reach the target at all? */
static bool
calls_target(const struct world *w, const struct action *action)
{
    if (action->kind == OP_NONE || action->kind == OP_SKIP)
        return false;
    if (action->kind != OP_FREE)
        return true;
    return action->by_offset ||
           (action->id && hollow_slot(w, action) == NO_SLOT);
}

/* It failed here and was done elsewhere: numbers go on as they did there. */
static enum heap_status
record_refusal(struct world *w, const struct action *action,
               enum heap_status why, struct op_result *result)
{
    struct block hollow = {.trace_id = action->trace_id, .born = action->op};
    switch (action->kind) {
    case OP_ALLOC:
    case OP_CALLOC:
    case OP_MEMALIGN:
        result->id = w->blocks.slots[blocks_add(&w->blocks, &hollow)].id;
        break;
    case OP_FREE: /* of a damaged heap: the block is nobody's from now on */
        record_death(w, action, result);
        break;
    default:
        break;
    }
    result->asked = action->size;
    result->refused = why;
    w->tally.n_refused++;
    record_moment(w, action);
    return HEAP_OK;
}

/* Sizes that only the heap knows are written down before it is damaged. */
static void
keep_sizes(struct world *w)
{
    for (uint32_t slot = 0; slot < w->blocks.n_slots; slot++) {
        struct block *block = &w->blocks.slots[slot];
        if (block->id)
            block->size = world_block_size(w, block);
    }
}

static bool
searches(const struct action *action, const struct op_result *result)
{
    return action->kind == OP_ALLOC || action->kind == OP_CALLOC ||
           action->kind == OP_MEMALIGN ||
           (action->kind == OP_REALLOC &&
            (result->copied || (action->id && !result->old_off)));
}

static void
count_probes(struct world *w, const struct action *action,
             const struct op_result *result)
{
    if (!searches(action, result))
        return;
    w->n_searches++;
    w->n_probes += result->probes;
    if (!w->is_lane)
        return;
    w->tally.n_searches++;
    w->tally.n_probes += result->probes;
}

enum heap_status
world_do(struct world *w, const struct action *action, bool watch,
         struct op_result *result)
{
    struct target_result answer = {.status = HEAP_OK};

    watch |= w->is_lane;
    memset(result, 0, sizeof *result);
    result->kind = action->kind;
    result->op = action->op;
    result->id = action->id;
    result->from_trace = action->from_trace;
    if (action->kind == OP_FREE || action->kind == OP_SKIP ||
        action->kind == OP_REALLOC)
        record_before(w, action, result);
    if (action->kind == OP_POKE && !w->tally.is_poked)
        keep_sizes(w);
    if (calls_target(w, action)) {
        if (watch && w->heap && action->kind == OP_REALLOC)
            note_next(w, action, result);
        answer = call_target(w, action, watch, result);
        if (answer.status != HEAP_OK && w->is_lane)
            return record_refusal(w, action, answer.status, result);
        if (answer.status != HEAP_OK)
            return answer.status;
        if (watch && w->heap) {
            finish_watching(w, action, result);
            count_probes(w, action, result);
        }
    }
    record(w, action, &answer, result);
    return HEAP_OK;
}

bool
world_own_up(struct world *w, struct op_result *result)
{
    struct action action = {.kind = OP_COALESCE, .op = w->tally.op + 1};
    if (w->n_joined == 0)
        return false;
    *result = (struct op_result){
        .kind = OP_COALESCE, .op = action.op, .count = w->n_joined};
    w->n_joined = 0;
    record_moment(w, &action);
    return true;
}

/* --- life ------------------------------------------------------------------*/
bool
world_reserve(struct world *w, int64_t trace_id)
{
    return world_wake(w) && blocks_reserve(&w->blocks, trace_id);
}

static struct target *
target_new(const struct session_config *config)
{
    struct heap_config heap = {
        .policy = config->policy, .limit = config->limit, .hardened = true};
    if (config->target == TARGET_KIND_NAIVE)
        return target_naive_new(config->limit);
    return target_heap_new(&heap);
}

bool
world_init(struct world *w, const struct session_config *config,
           const struct trace *trace, struct error *err)
{
    size_t n_ids = trace ? trace->n_ops + trace->n_ops / 2 + 1 : 0;
    const struct target_ops *ops;
    memset(w, 0, sizeof *w);
    w->target = target_new(config);
    if (!w->target)
        return error_set(err, "no-memory",
                         "No address space for a heap: the system gives "
                         "none. A smaller limit may help.");
    ops = w->target->ops;
    w->heap = ops->heap ? ops->heap(w->target) : NULL;
    if (blocks_init(&w->blocks, w->heap == NULL, n_ids))
        return true;
    world_done(w);
    return error_set(err, "memory", "No memory for a new session.");
}

bool
world_reset(struct world *w)
{
    if (!w->target->ops->own)
        return false;
    heap_reset(w->target->ops->own(w->target));
    blocks_clear(&w->blocks, 0, 0);
    memset(&w->tally, 0, sizeof w->tally);
    w->min_bytes = 0;
    w->resting = w->brisk = w->watch_next = false;
    w->n_joined = 0;
    w->n_searches = w->n_probes = 0;
    return true;
}

void
world_done(struct world *w)
{
    blocks_done(&w->blocks);
    if (w->target)
        w->target->ops->free(w->target);
    memset(w, 0, sizeof *w);
}
