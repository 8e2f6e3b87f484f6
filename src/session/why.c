/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * why.c: see why.h. The operation is looked for backwards, a stretch from one
 * checkpoint to the next at a time, forwards within it: what happened last is
 * mostly near. Then it is done once more with a recorder listening.
 */
#include "why.h"
#include "pins.h"
#include "scratch.h"

#include <inttypes.h>
#include <string.h>

/* --- stretches -------------------------------------------------------------*/
/* The first moment, not before LEAST, from which HI is near; the track comes
 * there by doing its operation from the checkpoint before it. */
static uint32_t
stretch_start(const struct scratch *x, uint32_t least, uint32_t hi)
{
    const struct checkpoints *all = track_checkpoints(&x->session.track);
    const struct checkpoint *p = checkpoints_find(all, hi - 1);
    return p && p->tally.op + 1 > least ? p->tally.op + 1 : least;
}

/* --- an allocated block ----------------------------------------------------*/
/* What is looked for: the last realloc that moved a block. */
struct move {
    uint32_t id;
    int64_t trace_id; /* -1: it is not of a trace */
    uint32_t op;      /* the last that did; 0: none so far */
    size_t n_stayed;  /* reallocs after it */
};

/* The first of N operations of the trace from FROM on that resizes; N: none. */
static uint32_t
find_in_trace(const struct session *s, const struct move *move, size_t from,
              uint32_t n)
{
    struct trace_cursor cursor;
    struct trace_op op;
    trace_seek(&cursor, s->trace, from);
    for (uint32_t i = 0; i < n && trace_next(&cursor, &op); i++)
        if (op.kind == TRACE_REALLOC && op.id == move->trace_id)
            return i;
    return n;
}

/* The first operation from OP up to HI that may be a realloc of the block: it
 * names it, or the trace's id that meant it once. 0: none. */
static uint32_t
next_resize(const struct session *s, const struct move *move, uint32_t op,
            uint32_t hi)
{
    struct history_cursor cursor;
    const struct entry *entry;
    size_t from;
    uint32_t n, i;
    history_seek(&cursor, &s->history, history_branch(&s->history), op - 1);
    while (cursor.op < hi && history_peek(&cursor, &entry, &from, &n)) {
        n = n < hi - cursor.op ? n : hi - cursor.op;
        if (entry)
            i = entry->kind != OP_REALLOC || entry->id != move->id;
        else
            i = move->trace_id < 0 ? n : find_in_trace(s, move, from, n);
        if (i < n)
            return cursor.op + i + 1;
        history_skip(&cursor, n);
    }
    return 0;
}

/* The operation that was done last: did it resize the block? */
static void
note_resize(const struct scratch *x, struct move *move)
{
    const struct op_result *last = &x->session.last;
    if (last->kind != OP_REALLOC || last->id != move->id)
        return;
    move->n_stayed++;
    if (last->off == last->old_off)
        return;
    move->op = scratch_op(x);
    move->n_stayed = 0;
}

/* All reallocs from operation LO up to HI. */
static bool
look_for_moves(struct scratch *x, uint32_t lo, uint32_t hi, struct move *move,
               struct error *err)
{
    uint32_t op = next_resize(&x->session, move, lo, hi);
    while (op) {
        if (!scratch_move(x, op, err))
            return false;
        note_resize(x, move);
        op = op < hi ? next_resize(&x->session, move, op + 1, hi) : 0;
    }
    return true;
}

/* *OP: what put the block where it is. */
static bool
find_placing(struct scratch *x, const struct view_block *block, uint32_t now,
             struct session_why *why, struct error *err)
{
    uint32_t born = (uint32_t)block->born, hi = now, lo;
    struct move move = {.id = block->id, .trace_id = block->trace_id};
    for (; hi > born && !move.op; hi = lo - 1) {
        size_t before = move.n_stayed;
        lo = stretch_start(x, born + 1, hi);
        move.n_stayed = 0;
        if (!look_for_moves(x, lo, hi, &move, err))
            return false;
        move.n_stayed += before;
    }
    why->op = move.op ? move.op : born;
    why->n_stayed = move.n_stayed;
    return true;
}

/* --- a free block ----------------------------------------------------------*/
static bool
is_there(const struct scratch *x, const struct view_block *block)
{
    struct block_info info;
    return block_at(scratch_world(x)->heap, block->off, &info) &&
           info.state == BLOCK_FREE && info.off == block->off &&
           info.size == block->size;
}

/* From moment LO to HI, after which the block is there up to now: *SINCE, the
 * first moment from which it stays; HI + 1: not even at HI. */
static bool
watch_stretch(struct scratch *x, const struct view_block *block, uint32_t lo,
              uint32_t hi, uint32_t *since, struct error *err)
{
    bool was = false;
    *since = hi + 1;
    for (uint32_t op = lo; op <= hi; op++) {
        bool is;
        if (track_interrupted(&x->session.track))
            return error_set(err, "interrupted",
                             "Stopped the search at operation %" PRIu32 ".",
                             op);
        if (!scratch_move(x, op, err))
            return false;
        is = is_there(x, block);
        if (is && !was)
            *since = op;
        else if (!is)
            *since = hi + 1;
        was = is;
    }
    return true;
}

static bool
find_making(struct scratch *x, const struct view_block *block, uint32_t now,
            struct session_why *why, struct error *err)
{
    uint32_t hi = now, lo, since = now;
    while (hi > 0) {
        lo = stretch_start(x, 1, hi);
        if (!watch_stretch(x, block, lo, hi, &since, err))
            return false;
        if (since != lo)
            break;
        hi = lo - 1;
    }
    why->op = since;
    return true;
}

/* --- what it did -----------------------------------------------------------*/
static unsigned
list_for(const struct session *s, size_t size)
{
    for (unsigned list = 0; size && list < view_n_lists(s); list++) {
        struct list_info info = view_list(s, list);
        if (size >= info.min && size <= info.max)
            return list;
    }
    return LIST_NONE;
}

/* What the search asked for, in block bytes: as its first probe tells. */
static size_t
searched_for(const struct session_why *why)
{
    for (size_t i = 0; i < recorder_n(&why->events); i++) {
        const struct heap_event *e = &recorder_get(&why->events, i)->event;
        if (e->kind == EVENT_PROBE)
            return e->other_size;
    }
    return why->align ? 0 : why->need; /* aligned: more, who knows how much */
}

static void
note_request(const struct scratch *x, struct session_why *why)
{
    const struct op_result *r = &why->result;
    const struct heap *heap = scratch_world(x)->heap;
    size_t overhead = heap_get_shape(heap).overhead, size;
    if (r->kind != OP_ALLOC && r->kind != OP_CALLOC && r->kind != OP_MEMALIGN &&
        r->kind != OP_REALLOC)
        return;
    why->need = heap_fit_block(heap, r->asked);
    why->align = history_align(&x->session.history, (uint32_t)why->op);
    size = searched_for(why);
    if (size > overhead && (r->kind != OP_REALLOC || (r->copied && !r->slid)))
        why->list =
            list_for(&x->session, pins_need(&x->session, size - overhead));
}

static bool
redo(struct scratch *x, struct session_why *why, struct error *err)
{
    struct listener listener = {recorder_tell, &why->events};
    bool ok;
    recorder_init(&why->events, &scratch_world(x)->blocks);
    x->session.track.listener = &listener;
    ok = scratch_move(x, (uint32_t)why->op, err);
    x->session.track.listener = NULL;
    why->events.blocks = NULL;
    if (!ok)
        return false;
    scratch_settle(x);
    why->result = x->session.last;
    session_describe(&x->session, &why->result, why->sentence);
    note_request(x, why);
    return true;
}

/* --- the answer ------------------------------------------------------------*/
static size_t
place_on_list(const struct heap *heap, const struct view_block *block)
{
    struct free_iter iter;
    struct block_info info;
    size_t place = 0;
    if (block->list == LIST_NONE)
        return 0;
    free_iter_open(&iter, heap, block->list, SIZE_MAX);
    while (free_iter_next(&iter, &info) == ITER_BLOCK) {
        if (++place > heap_list(heap, block->list).n)
            return 0;
        if (info.off == block->off)
            return place;
    }
    return 0;
}

static bool
find_op(struct scratch *x, uint32_t now, struct session_why *why,
        struct error *err)
{
    switch (why->who.life) {
    case LIFE_FREED:
        why->op = why->who.died;
        return true;
    case LIFE_FREE_BLOCK:
        return find_making(x, &why->who.block, now, why, err);
    case LIFE_LIVE:
        break;
    }
    return find_placing(x, &why->who.block, now, why, err);
}

static bool
find_who_it_is(const struct session *s, const struct who *who,
               struct session_why *why, struct error *err)
{
    char where[WHERE_TEXT];
    if (!s->track.world.heap)
        return error_set(err, "not-possible",
                         "This allocator can only be called: what it does "
                         "inside is not known.");
    if (!view_find(s, who, &why->who, err))
        return false;
    if (why->who.life != LIFE_LIVE || why->who.block.id)
        return true;
    where_text(s, why->who.block.off, where);
    return error_set(err, "no-block",
                     "The block at %s was made by no operation: the heap is "
                     "damaged. Type \"check\" to see where.",
                     where);
}

bool
session_why(const struct session *s, const struct who *who,
            struct session_why *why, struct error *err)
{
    struct scratch x;
    bool ok;
    memset(why, 0, sizeof *why);
    why->list = LIST_NONE;
    if (!find_who_it_is(s, who, why, err) || !scratch_open(&x, s, err))
        return false;
    ok = find_op(&x, s->track.world.tally.op, why, err) && redo(&x, why, err);
    scratch_close(&x);
    if (why->who.life == LIFE_FREE_BLOCK)
        why->place = place_on_list(s->track.world.heap, &why->who.block);
    if (!ok)
        why_done(why);
    return ok;
}

void
why_done(struct session_why *why)
{
    recorder_done(&why->events);
}
