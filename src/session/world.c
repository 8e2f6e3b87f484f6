/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.c: see world.h. One action at a time goes to the target; if that was
 * well, the records and figures follow. Nothing here walks the heap.
 */
#include "world.h"

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

static size_t
min_block(const struct world *w, size_t asked)
{
    return w->heap ? heap_min_block(w->heap, asked) : 0;
}

static void
count_in(struct world *w, size_t asked)
{
    w->live += asked;
    w->min_bytes += min_block(w, asked);
    if (w->live > w->peak_live)
        w->peak_live = w->live;
}

static void
count_out(struct world *w, size_t asked)
{
    w->live -= asked;
    w->min_bytes -= min_block(w, asked);
}

static void
keep_sample(struct world *w, uint64_t op)
{
    struct heap_figures figures;
    struct sample sample = {.op = op, .live = w->live};
    if (!timeline_wants(&w->timeline, op, w->live))
        return;
    world_figures(w, &figures);
    sample.heap = figures.heap;
    sample.free = figures.free_bytes;
    sample.largest_free = figures.largest_free;
    timeline_add(&w->timeline, &sample);
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

/* The observer: adds an event to the result at hand. */
static void
note_event(void *context, const struct heap_event *event)
{
    struct op_result *result = context;
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
    size_t end;
    size_t need = heap_fit_block(w->heap, action->size);
    if (!block || need <= block->size)
        return;
    end = block->off - shape.header + block->size;
    if (heap_policy(w->heap)->joining == JOIN_OFF)
        result->obstacle = OBSTACLE_JOINING;
    else if (shape.buddies)
        note_buddies(w, block->off, block->size, need, result);
    else if (end + shape.back >= heap_size(w->heap))
        result->obstacle = OBSTACLE_END;
    else if (!block_at(w->heap, end, &info) || info.start != end)
        return;
    else if (info.state == BLOCK_USED)
        result->obstacle = OBSTACLE_USED;
    else if (info.size < need - block->size) {
        result->obstacle = OBSTACLE_SMALL;
        result->next_size = info.size;
        result->missing = need - block->size;
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
    struct target_op op = {.verb = verbs[action->kind],
                           .off = block ? block->off : action->off,
                           .size = action->size,
                           .n = action->n,
                           .align = action->align,
                           .bytes = action->bytes};

    watch = watch && ops->observe;
    if (watch)
        ops->observe(w->target, note_event, result);
    answer = ops->apply(w->target, &op);
    if (watch)
        ops->observe(w->target, NULL, NULL);
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
    result->id = blocks_add(&w->blocks, &block);
    result->asked = asked;
    result->off = block.off;
    result->size = block.size;
    count_in(w, asked);
}

static void
record_resize(struct world *w, const struct action *action,
              const struct target_result *answer, struct op_result *result)
{
    struct block *block = blocks_edit(&w->blocks, action->id);
    result->asked = action->size;
    result->off = answer->off;
    result->size = answer->size ? answer->size : action->size;
    if (!block)
        return; /* found by offset in a damaged heap: nobody's block */
    result->old_off = block->off;
    result->old_size = block->size;
    result->old_asked = block->asked;
    if (answer->off == block->off)
        result->obstacle = OBSTACLE_NONE;
    count_out(w, block->asked);
    blocks_move(&w->blocks, action->id, answer->off);
    block->size = result->size;
    block->asked = action->size;
    count_in(w, block->asked);
}

/* Before the call: the block as it is. */
static void
record_doomed(const struct world *w, const struct action *action,
              struct op_result *result)
{
    const struct block *block = blocks_get(&w->blocks, action->id);
    result->off = action->by_offset ? action->off : 0;
    if (!block)
        return;
    result->off = block->off;
    result->size = block->size;
    result->asked = block->asked;
}

static void
record_death(struct world *w, const struct action *action)
{
    const struct block *block = blocks_get(&w->blocks, action->id);
    if (!block)
        return;
    count_out(w, block->asked);
    blocks_kill(&w->blocks, action->id, action->op);
    if (action->forget)
        blocks_forget_trace_id(&w->blocks, action->id);
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
        record_death(w, action);
        break;
    case OP_COALESCE:
        result->count = answer->count;
        break;
    case OP_POKE:
        result->off = action->off;
        result->count = action->n;
        break;
    case OP_SKIP:
    case OP_NONE:
        break;
    }
}

/* Does the action reach the target at all? */
static bool
calls_target(const struct action *action)
{
    if (action->kind == OP_NONE || action->kind == OP_SKIP)
        return false;
    return action->kind != OP_FREE || action->id || action->by_offset;
}

enum heap_status
world_do(struct world *w, const struct action *action, bool watch,
         struct op_result *result)
{
    struct target_result answer = {.status = HEAP_OK};

    memset(result, 0, sizeof *result);
    result->kind = action->kind;
    result->op = action->op;
    result->id = action->id;
    result->from_trace = action->from_trace;
    if (action->kind == OP_FREE || action->kind == OP_SKIP)
        record_doomed(w, action, result);
    if (calls_target(action)) {
        if (watch && w->heap && action->kind == OP_REALLOC)
            note_next(w, action, result);
        answer = call_target(w, action, watch, result);
        if (answer.status != HEAP_OK)
            return answer.status;
        if (watch && w->heap)
            finish_watching(w, action, result);
    }
    record(w, action, &answer, result);
    keep_sample(w, action->op);
    return HEAP_OK;
}

/* --- life ------------------------------------------------------------------*/
bool
world_reserve(struct world *w)
{
    return blocks_reserve(&w->blocks);
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
    if (!blocks_init(&w->blocks, w->heap == NULL, n_ids) ||
        !timeline_init(&w->timeline)) {
        world_done(w);
        return error_set(err, "memory", "No memory for a new session.");
    }
    keep_sample(w, 0);
    return true;
}

void
world_done(struct world *w)
{
    blocks_done(&w->blocks);
    timeline_done(&w->timeline);
    if (w->target)
        w->target->ops->free(w->target);
    memset(w, 0, sizeof *w);
}
