/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * track.c: see track.h. To get somewhere, the nearest checkpoint before it is
 * restored and the operations from there are done again: all but the last at
 * rest, if they are many, and the last watched, so that it can be told what it
 * did.
 */
#include "track.h"

#include "allocator/heap_survey.h"

#include <inttypes.h>
#include <string.h>

/* Operations between two looks at whether somebody wants to stop. */
enum { STOP_EVERY = 16384 };

/* At rest every free block has to be looked at, without lists every block: as
 * many as there are in short traces, and an eighth as many as operations, no
 * more. */
enum { LOOKS_AT_FIRST = 1 << 20, OPS_A_LOOK = 8 };

/* --- life ------------------------------------------------------------------*/
static void
take_look(struct track *t)
{
    struct sample at = {.op = 0, .heap = world_heap_size(&t->world)};
    timeline_close(&t->timeline, &at);
    t->look = at;
}

bool
track_init(struct track *t, const struct session_config *config,
           const struct trace *trace, struct error *err)
{
    struct session_config kept = *config; /* it may be our own */
    *t = (struct track){.config = kept,
                        .trace = trace,
                        .may_look = (int64_t)OPS_A_LOOK * LOOKS_AT_FIRST};
    if (!world_init(&t->world, &kept, trace, err))
        return false;
    checkpoints_init(&t->checkpoints, kept.history, kept.checkpoint_every);
    if (!timeline_init(&t->timeline, trace ? trace->n_ops : 0)) {
        world_done(&t->world);
        return error_set(err, "memory", "No memory for a new session.");
    }
    take_look(t);
    return true;
}

void
track_done(struct track *t)
{
    checkpoints_done(&t->checkpoints);
    timeline_done(&t->timeline);
    if (t->world.target)
        world_done(&t->world);
}

struct trace_op
track_trace_op(struct track *t, size_t i)
{
    struct trace_op op = {.kind = TRACE_FREE, .id = -1};
    if (t->ahead.trace != t->trace || t->ahead.at != i)
        trace_seek(&t->ahead, t->trace, i);
    (void)trace_next(&t->ahead, &op);
    return op;
}

const struct checkpoints *
track_checkpoints(const struct track *t)
{
    return t->lent ? t->lent : &t->checkpoints;
}

bool
track_interrupted(struct track *t)
{
    return t->stop.asked && t->stop.asked(t->stop.context);
}

/* --- looks -----------------------------------------------------------------*/
static size_t
longest_list(const struct heap *heap)
{
    size_t longest = 0;
    for (unsigned i = 0; i < heap_n_lists(heap); i++) {
        size_t n = heap_list(heap, i).n;
        longest = n > longest ? n : longest;
    }
    return longest;
}

void
track_look(const struct track *t, struct sample *at)
{
    const struct world *w = &t->world;
    struct heap_figures figures;
    world_figures(w, &figures);
    *at = (struct sample){.op = w->tally.op,
                          .live = w->tally.live,
                          .heap = world_heap_size(w),
                          .free = figures.free_bytes,
                          .largest_free = figures.largest_free,
                          .blocks = w->blocks.n_live,
                          .free_blocks = figures.free_blocks,
                          .longest_list = w->heap ? longest_list(w->heap) : 0};
}

static void
survey(struct track *t)
{
    struct heap_survey survey;
    bool listed = heap_n_lists(t->world.heap) > 0;
    size_t others = listed ? 0 : t->world.blocks.n_live;
    t->may_look += (int64_t)t->timeline.stride;
    if (t->may_look < OPS_A_LOOK * (int64_t)(t->look.free_blocks + others))
        return;
    heap_survey_free(t->world.heap, &survey);
    t->may_look -= OPS_A_LOOK * (int64_t)(survey.blocks + others);
    t->look.free = survey.bytes;
    t->look.largest_free = survey.largest;
    t->look.free_blocks = survey.blocks;
    t->look.longest_list = survey.longest_list;
}

static void
look_resting(struct track *t)
{
    t->look.op = t->world.tally.op;
    t->look.live = t->world.tally.live;
    t->look.heap = world_heap_size(&t->world);
    t->look.blocks = t->world.blocks.n_live;
    survey(t);
}

static void
close_stretch(struct track *t)
{
    if (t->world.resting)
        look_resting(t);
    else
        track_look(t, &t->look);
    timeline_close(&t->timeline, &t->look);
    t->world.watch_next = true; /* one of every stretch */
}

/* The world has come from operation FROM to tally.op, both of one stretch; PEAK
 * is the first of those with the most live. */
static void
note_peak(struct track *t, uint32_t from, struct sample peak)
{
    uint32_t op = t->world.tally.op;
    bool is_new = op > t->timeline.upto;
    if (t->lent)
        return;
    peak.searches = t->world.n_searches - t->searches;
    peak.probes = t->world.n_probes - t->probes;
    t->searches = t->world.n_searches;
    t->probes = t->world.n_probes;
    timeline_note(&t->timeline, from, op, &peak);
    if (is_new && timeline_end(&t->timeline, op) == op)
        close_stretch(t);
    if (t->watched && op >= t->checkpoints.next)
        checkpoints_pass(&t->checkpoints, &t->world);
    if (op >= t->checkpoints.next)
        checkpoints_keep(&t->checkpoints, &t->world);
}

void
track_note(struct track *t)
{
    struct sample peak = {.op = t->world.tally.op,
                          .live = t->world.tally.live,
                          .heap = world_heap_size(&t->world)};
    note_peak(t, t->world.tally.op - 1, peak);
}

/* --- playing ---------------------------------------------------------------*/
/* How many operations until something is to be noted. */
static size_t
slice(const struct track *t)
{
    uint32_t op = t->world.tally.op;
    uint64_t end = (uint64_t)op + STOP_EVERY, stretch;
    if (t->lent)
        return STOP_EVERY;
    stretch = timeline_end(&t->timeline, (uint64_t)op + 1);
    end = stretch < end ? stretch : end;
    if (op < t->timeline.upto && t->timeline.upto < end)
        end = t->timeline.upto;
    if (t->checkpoints.next > op && t->checkpoints.next < end)
        end = t->checkpoints.next;
    return (size_t)(end - op);
}

/* Waking costs a walk over the blocks, and at rest less is known of the free
 * ones: resting must be worth it. */
enum { LEAST_REST = 2048 };
/* A brisk world costs nothing to end, but the latest dead are not known. */
enum { LEAST_BRISK = 256 };

static bool
is_worth_a_rest(const struct track *t, size_t n)
{
    return n >= LEAST_REST && n >= t->world.blocks.n_live / 2;
}

size_t
track_play(struct track *t, struct trace_cursor *cursor, size_t n, bool replay)
{
    size_t done = 0;
    if (t->watched)
        world_set_brisk(&t->world, n >= LEAST_BRISK);
    else if (is_worth_a_rest(t, n))
        world_rest(&t->world);
    while (done < n && !track_interrupted(t)) {
        uint32_t from = t->world.tally.op;
        size_t wanted = slice(t), got;
        wanted = n - done < wanted ? n - done : wanted;
        got = world_play(&t->world, cursor, wanted, replay);
        done += got;
        if (got)
            note_peak(t, from, t->world.stretch);
        if (got < wanted)
            break;
    }
    world_set_brisk(&t->world, false);
    return done;
}

/* --- doing what was done ---------------------------------------------------*/
void
entry_to_action(const struct history *history, const struct trace *trace,
                const struct entry *entry, uint32_t op, struct action *action)
{
    memset(action, 0, sizeof *action);
    action->kind = (enum op_kind)entry->kind;
    action->op = op;
    action->id = entry->id;
    action->from_trace = (entry->flags & ENTRY_TRACE) != 0;
    action->trace_id =
        action->from_trace ? trace_get(trace, entry->extra).id : -1;
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
        action->off = history_poke(history, entry, &bytes);
        action->bytes = bytes;
        action->n = (size_t)entry->size;
    }
}

/* Operation tally.op + 1, in a world that is awake: of the trace, or ENTRY. */
static bool
do_one(struct track *t, const struct history *history,
       const struct entry *entry, size_t from, bool watch,
       struct op_result *last, struct error *err)
{
    struct action action;
    enum heap_status status;
    uint32_t op = t->world.tally.op + 1;
    if (entry) {
        entry_to_action(history, t->trace, entry, op, &action);
    } else {
        struct trace_op what = track_trace_op(t, from);
        (void)world_translate(&t->world, &what, &action);
    }
    action.op = op;
    if (!world_reserve(&t->world, action.trace_id))
        return error_set(err, "memory",
                         "No memory to replay operation %" PRIu32 ".", op);
    watch |= action.kind == OP_COALESCE; /* one may stop at damage, halfway */
    status = world_do(&t->world, &action, watch, last);
    if (action.kind == OP_COALESCE && world_own_up(&t->world, last))
        status = HEAP_OK;
    if (status != HEAP_OK)
        return error_set(err, heap_status_name(status),
                         "operation %" PRIu32 " fails (%s: %s).", op,
                         heap_status_name(status), heap_status_text(status));
    track_note(t);
    return true;
}

/* All operations from tally.op up to END, fewer if somebody interrupts. */
static bool
replay_most(struct track *t, struct history_cursor *cursor, uint32_t end,
            struct error *err)
{
    struct op_result result;
    const struct entry *entry;
    size_t from, done;
    uint32_t n;
    while (cursor->op < end && history_peek(cursor, &entry, &from, &n)) {
        if (track_interrupted(t))
            return true;
        n = n < end - cursor->op ? n : end - cursor->op;
        done = 0;
        if (!entry) {
            struct trace_cursor trace;
            trace_seek(&trace, t->trace, from);
            done = track_play(t, &trace, n, true);
            if (done == 0 && track_interrupted(t))
                return true;
        }
        if (done == 0 &&
            !do_one(t, cursor->history, entry, from, false, &result, err))
            return false;
        history_skip(cursor, done ? (uint32_t)done : 1);
    }
    return true;
}

/* --- getting somewhere -----------------------------------------------------*/
static bool
start_over(struct track *t, struct error *err)
{
    struct world world;
    t->searches = t->probes = 0;
    if (world_reset(&t->world))
        return true;
    if (!world_init(&world, &t->config, t->trace, err))
        return false;
    world.is_lane = t->world.is_lane;
    world.blocks.tint = t->world.blocks.tint;
    if (world.blocks.tint)
        tint_lost(world.blocks.tint, 0);
    world_done(&t->world);
    t->world = world;
    return true;
}

/* A place from which OP is near, before it: the last operation is done again
 * to be watched. A checkpoint further on is gone to if that gains time. OP's
 * stretch is passed from the start, so that the line can be cut there. */
static bool
begin_near(struct track *t, uint32_t op, struct error *err)
{
    const struct checkpoints *all = track_checkpoints(t);
    const struct checkpoint *p = NULL;
    uint32_t now = t->world.tally.op, from;
    if (op)
        p = checkpoints_find(
            all, t->lent ? op - 1 : (uint32_t)timeline_begin(&t->timeline, op));
    from = p ? p->tally.op : 0;
    if (now < op && now >= from)
        return true;
    if (now < op && from - now < checkpoint_worth(p))
        return true; /* it is sooner done than copied */
    if (p && checkpoint_restore(p, &t->world))
        return true;
    return start_over(t, err);
}

static bool
finish(struct track *t, bool ok, struct error *err)
{
    if (world_wake(&t->world))
        return ok;
    return error_set(err, "memory", "No memory to look at the heap.");
}

/* At the line's end a last look at the stretch that has begun. */
static void
leave(struct track *t)
{
    struct sample at;
    if (t->lent || t->world.resting || t->world.tally.op != t->timeline.upto)
        return;
    track_look(t, &at);
    timeline_look(&t->timeline, &at);
}

static bool
go(struct track *t, const struct history *history, const struct branch *branch,
   uint32_t op, struct op_result *last, struct error *err)
{
    struct history_cursor cursor;
    const struct entry *entry;
    size_t from;
    uint32_t n;
    bool ok;
    memset(last, 0, sizeof *last);
    leave(t);
    if (!begin_near(t, op, err))
        return false;
    if (op == 0)
        return finish(t, true, err);
    history_seek(&cursor, history, branch, t->world.tally.op);
    ok = replay_most(t, &cursor, op - 1, err);
    if (!finish(t, ok, err) || !history_peek(&cursor, &entry, &from, &n))
        return false;
    t->world.listener = t->listener;
    ok = do_one(t, history, entry, from, true, last, err);
    t->world.listener = NULL;
    if (t->world.tally.op == op)
        return ok;
    return error_set(err, "interrupted", "Stopped after operation %" PRIu32 ".",
                     t->world.tally.op);
}

bool
track_approach(struct track *t, const struct history *history,
               const struct branch *branch, uint32_t op, struct error *err)
{
    struct history_cursor cursor;
    if (t->world.tally.op == op)
        return true;
    leave(t);
    if (!begin_near(t, op, err))
        return false;
    history_seek(&cursor, history, branch, t->world.tally.op);
    return replay_most(t, &cursor, op, err);
}

/* An operation that fails leaves its traces: in LAST, and with deferred joining
 * in the heap. The moment before it is come to anew. */
static void
step_clear(struct track *t, const struct history *history,
           const struct branch *branch, struct op_result *last)
{
    struct session_interrupt stop = t->stop;
    const struct listener *listener = t->listener;
    struct error ignored;
    t->stop = (struct session_interrupt){0};
    t->listener = NULL;
    (void)go(t, history, branch, t->world.tally.op, last, &ignored);
    t->stop = stop;
    t->listener = listener;
}

bool
track_goto(struct track *t, const struct history *history,
           const struct branch *branch, uint32_t op, struct op_result *last,
           struct error *err)
{
    struct op_result none;
    if (!last)
        last = &none;
    if (go(t, history, branch, op, last, err))
        return true;
    if (last->op != t->world.tally.op)
        step_clear(t, history, branch, last);
    return false;
}

/* Ahead of the world a stretch cannot be cut in two: nobody has passed it. */
static uint32_t
whole_stretch(const struct track *t, uint32_t op)
{
    uint32_t now = t->world.tally.op;
    uint32_t begin = (uint32_t)(op / t->timeline.stride * t->timeline.stride);
    if (now >= op || op == t->timeline.upto)
        return op;
    return begin > now ? begin : now;
}

void
track_cut(struct track *t, uint32_t op)
{
    struct timeline *line = &t->timeline;
    struct sample now = {.live = t->world.tally.live,
                         .heap = world_heap_size(&t->world)};
    op = whole_stretch(t, op);
    checkpoints_cut(&t->checkpoints, op);
    if (op >= line->upto)
        return;
    now.op = op;
    timeline_cut(line, op, &now);
    t->look = line->samples[line->n - 1];
}
