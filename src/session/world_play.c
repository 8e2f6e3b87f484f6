/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world_play.c: operations of a trace: what each means, one at a time, and
 * many at rest or briskly. At rest an operation costs the allocator's own work,
 * one record, and a few sums; the rest of what world.c notes is made up for
 * when the world wakes. A brisk world notes that as well, but for the dead: two
 * writes a block, and the allocator's tables.
 */
#include "tint_keep.h"

#include "allocator/heap_state.h"

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
    if (!replay && (meaning == MEANS_DEAD ||
                    (meaning == MEANS_NULL && w->blocks.is_unsure)))
        return false;
    action.op = w->tally.op + 1;
    return world_reserve(w, op->id) &&
           world_do(w, &action, true, &result) == HEAP_OK;
}

/* --- at rest ---------------------------------------------------------------*/
/* Entries of the index by offset that are about to be written: in a large heap
 * each would be waited for, so they are asked for first. */
enum { N_PENDING = 16 };
struct pending {
    uint32_t *entry; /* NULL: none */
    uint32_t value;
};

/* What the operations at rest work on. */
struct rest {
    struct world *w;
    struct heap *heap;
    char *base; /* of the block region */
    bool replay;
    bool brisk;
    struct heap_shape shape;
    struct pending pending[N_PENDING]; /* a ring, in the order of writing */
    unsigned n_pending;                /* that there ever were */
};

static void
write_pending(struct pending *p)
{
    if (p->entry)
        *p->entry = p->value;
    p->entry = NULL;
}

/* The block in SLOT is at OFF now. */
static inline void
note_off(struct rest *r, size_t off, uint32_t slot)
{
    struct slot_table *by_off = &r->w->blocks.by_off;
    struct pending *p = &r->pending[r->n_pending++ % N_PENDING];
    write_pending(p);
    p->entry = slot_table_entry(by_off, off / BLOCK_UNIT);
    p->value = slot + 1;
    if (p->entry)
        __builtin_prefetch(p->entry, 1);
    else
        slot_table_put_far(by_off, off / BLOCK_UNIT, slot);
}

static void
write_all_pending(struct rest *r)
{
    for (unsigned i = 0; i < N_PENDING; i++)
        write_pending(&r->pending[(r->n_pending + i) % N_PENDING]);
}

static size_t
off_of(const struct rest *r, const void *p)
{
    return (size_t)((const char *)p - r->base);
}

/* What world.c counts, for what is known to have got a block. */
static inline size_t
min_block(const struct rest *r, size_t asked)
{
    return r->brisk ? heap_shape_fit(&r->shape, asked) : 0;
}

static inline void
rest_count(struct world *w, size_t asked)
{
    struct tally *t = &w->tally;
    t->live += asked;
    t->sizes.n[tally_bucket(asked)]++;
    if (t->live <= w->stretch.live)
        return;
    w->stretch.op = t->op + 1;
    w->stretch.live = t->live;
    w->stretch.heap = heap_size(w->heap);
    if (t->live > t->peak_live) {
        t->peak_live = t->live;
        t->peak_op = t->op + 1;
    }
}

void
world_count_resting(struct world *w, size_t asked)
{
    rest_count(w, asked);
}

static void
count_probe(void *context, const struct heap_event *event)
{
    struct world *w = context;
    w->n_probes += event->kind == EVENT_PROBE;
}

/* Some searches are watched, so that probes are known of a sample. */
static void *
take_watched(const struct rest *r, size_t asked)
{
    struct world *w = r->w;
    uint64_t probes = w->n_probes;
    void *p;
    w->watch_next = false;
    heap_observe(r->heap, count_probe, w);
    p = heap_malloc(r->heap, asked);
    heap_observe(r->heap, NULL, NULL);
    if (!p)
        w->n_probes = probes;
    w->n_searches += p != NULL;
    return p;
}

/* The place where TRACE_ID's meaning is kept; NULL: not in the array. */
static inline struct meant *
small_id(struct blocks *b, int64_t trace_id)
{
    return (uint64_t)trace_id < b->n_small_ids ? &b->small_ids[trace_id] : NULL;
}

static inline void
rest_record(struct rest *r, const struct trace_op *op, size_t off)
{
    struct world *w = r->w;
    struct blocks *b = &w->blocks;
    struct meant *meant = small_id(b, op->id);
    struct block *block;
    uint32_t slot;
    if (!meant || meant->slot != NO_SLOT) { /* it may mean a live one */
        struct block new = {.off = off,
                            .asked = (size_t)op->size,
                            .trace_id = op->id,
                            .born = w->tally.op + 1};
        tint_in(w, &b->slots[blocks_add(b, &new)]);
        return;
    }
    slot = blocks_take_slot(b);
    block = &b->slots[slot];
    block->off = off;
    block->size = 0;
    block->asked = (size_t)op->size;
    block->trace_id = op->id;
    block->id = ++b->n;
    block->born = w->tally.op + 1;
    b->n_live++;
    meant->slot = slot;
    meant->id = block->id;
    tint_in(w, block);
    if (r->brisk) {
        slot_table_put(&b->by_number, block->id - 1, slot);
        note_off(r, off, slot);
    }
}

static inline bool
rest_take(struct rest *r, const struct trace_op *op)
{
    struct world *w = r->w;
    size_t asked = (size_t)op->size;
    void *p =
        w->watch_next ? take_watched(r, asked) : heap_malloc(r->heap, asked);
    if (!p)
        return false;
    rest_record(r, op, off_of(r, p));
    tint_given(w, w->tally.op + 1, off_of(r, p));
    rest_count(w, asked);
    w->min_bytes += min_block(r, asked);
    return true;
}

static inline bool
rest_give(struct rest *r, uint32_t slot)
{
    struct world *w = r->w;
    const struct block *block = &w->blocks.slots[slot];
    struct meant *meant;
    tint_out(w, block);
    if (heap_free(r->heap, r->base + block->off) != HEAP_OK) {
        tint_in(w, block);
        return false;
    }
    w->tally.live -= block->asked;
    w->min_bytes -= min_block(r, block->asked);
    w->tally.lives.n[tally_bucket(w->tally.op + 1 - block->born)]++;
    meant = small_id(&w->blocks, block->trace_id);
    if (meant)
        meant->slot = NO_SLOT;
    blocks_leave_slot(&w->blocks, slot);
    return true;
}

static bool
rest_resize(struct rest *r, uint32_t slot, const struct trace_op *op)
{
    struct world *w = r->w;
    struct block *block = &w->blocks.slots[slot];
    void *p;
    if (op->size == 0) {
        if (!rest_give(r, slot))
            return false;
        blocks_forget_trace_id(&w->blocks, op->id);
        return true;
    }
    tint_out(w, block);
    p = heap_realloc(r->heap, r->base + block->off, (size_t)op->size);
    if (!p) {
        tint_in(w, block);
        return false;
    }
    w->tally.live -= block->asked;
    w->min_bytes -= min_block(r, block->asked);
    if (off_of(r, p) != block->off)
        tint_given(w, w->tally.op + 1, off_of(r, p));
    block->off = off_of(r, p);
    block->size = 0;
    block->asked = (size_t)op->size;
    tint_in(w, block);
    rest_count(w, block->asked);
    w->min_bytes += min_block(r, block->asked);
    if (r->brisk)
        note_off(r, block->off, slot);
    return true;
}

/* The slot of the block that an operation means; NO_SLOT: none. */
static inline uint32_t
slot_meant(const struct rest *r, const struct trace_op *op, uint32_t *id)
{
    const struct blocks *b = &r->w->blocks;
    const struct meant *meant = small_id(&r->w->blocks, op->id);
    *id = 0;
    if (meant && blocks_is_meant(b, *meant, op->id))
        return meant->slot;
    return blocks_slot_of_trace(b, op->id, id);
}

static inline bool
play_resting(struct rest *r, const struct trace_op *op)
{
    uint32_t id = 0, slot = NO_SLOT;
    if (op->kind != TRACE_ALLOC) {
        slot = slot_meant(r, op, &id);
        if (slot == NO_SLOT && !r->replay && op->id >= 0 &&
            (id || r->w->blocks.is_unsure))
            return false;
        if (slot == NO_SLOT && op->kind == TRACE_FREE)
            return true;
    }
    if (slot == NO_SLOT)
        return rest_take(r, op);
    return op->kind == TRACE_FREE ? rest_give(r, slot)
                                  : rest_resize(r, slot, op);
}

/* --- many ------------------------------------------------------------------*/
/* Operation tally.op is the one with the most live so far. */
static void
raise_stretch(struct world *w)
{
    w->stretch.op = w->tally.op;
    w->stretch.live = w->tally.live;
    w->stretch.heap = world_heap_size(w);
}

/* A batch knows what comes: what an operation will need is fetched into the
 * cache while those before it are done, its record first, its block then. */
enum { FETCH_RECORD = 16, FETCH_BLOCK = 8 };

static inline const struct block *
record_ahead(const struct rest *r, const struct trace_op *op)
{
    const struct blocks *b = &r->w->blocks;
    if (op->kind == TRACE_ALLOC || (uint64_t)op->id >= b->n_small_ids ||
        b->small_ids[op->id].slot >= b->n_slots)
        return NULL;
    return &b->slots[b->small_ids[op->id].slot];
}

static inline void
fetch_ahead(const struct rest *r, const struct trace_op *ops, size_t n)
{
    const struct block *record;
    if (n > FETCH_RECORD && (record = record_ahead(r, &ops[FETCH_RECORD])))
        __builtin_prefetch(record, 1);
    if (n > FETCH_BLOCK && (record = record_ahead(r, &ops[FETCH_BLOCK])))
        __builtin_prefetch(r->base + record->off - HEAP_ALIGN, 1);
}

/* OPS at rest, or briskly; how many were done. */
static size_t
play_batch(struct world *w, const struct trace_op *ops, size_t n, bool replay)
{
    struct heap *heap = w->target->ops->own(w->target);
    struct rest r = {.w = w,
                     .heap = heap,
                     .base = heap_pointer(heap, 0),
                     .replay = replay,
                     .brisk = w->brisk,
                     .shape = heap_get_shape(heap)};
    bool defers = heap_policy(heap)->joining == JOIN_DEFERRED;
    uint64_t epoch = 0;
    size_t i = 0;
    for (; i < n; i++) {
        if (defers)
            epoch = heap_epoch(heap);
        fetch_ahead(&r, &ops[i], n - i);
        if (!play_resting(&r, &ops[i])) {
            w->n_joined = defers && heap_epoch(heap) != epoch;
            break;
        }
        w->tally.op++;
        if (w->stretch.op == 0)
            raise_stretch(w);
    }
    if (r.brisk)
        write_all_pending(&r);
    w->tally.trace_at += i;
    return i;
}

static size_t
play_slowly(struct world *w, const struct trace_op *ops, size_t n, bool replay)
{
    size_t i = 0;
    for (; i < n && play_awake(w, &ops[i], replay); i++)
        if (w->stretch.op == 0 || w->tally.live > w->stretch.live)
            raise_stretch(w);
    return i;
}

enum { BATCH = 128 };

/* Room for a batch of N blocks. */
static bool
reserve_batch(struct world *w, size_t n, bool has_wide)
{
    return (!has_wide || blocks_reserve_wide_ids(&w->blocks, (uint32_t)n)) &&
           blocks_reserve_slots(&w->blocks, (uint32_t)n) &&
           blocks_reserve_numbers(&w->blocks, (uint32_t)n);
}

size_t
world_play(struct world *w, struct trace_cursor *cursor, size_t n, bool replay)
{
    struct trace_op ops[BATCH];
    size_t done = 0, got, some;
    bool has_wide =
        (uint64_t)cursor->trace->pack.max_id >= w->blocks.n_small_ids;
    w->stretch = (struct sample){0};
    do {
        size_t at = cursor->at;
        some = n - done < BATCH ? n - done : BATCH;
        some = trace_take(cursor, ops, some);
        if (!w->resting && !w->brisk)
            got = play_slowly(w, ops, some, replay);
        else if (!reserve_batch(w, some, has_wide))
            got = 0;
        else if (w->is_lane)
            got = world_play_lane(w, ops, some);
        else
            got = play_batch(w, ops, some, replay);
        done += got;
        if (got < some)
            trace_seek(cursor, cursor->trace, at + got);
    } while (got == some && some && done < n);
    if (done && w->stretch.op == 0)
        raise_stretch(w);
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
        if (w->blocks.slots[slot].id && w->blocks.slots[slot].off)
            w->min_bytes +=
                heap_min_block(w->heap, w->blocks.slots[slot].asked);
    return true;
}

/* --- briskly ---------------------------------------------------------------*/
void
world_set_brisk(struct world *w, bool on)
{
    if (on == w->brisk || w->resting || w->is_lane || !world_can_rest(w))
        return;
    w->brisk = on;
    heap_set_brisk(w->target->ops->own(w->target), on);
    if (on)
        blocks_forget_graves(&w->blocks, w->tally.op);
    else
        w->blocks.graves.since = w->tally.op;
}
