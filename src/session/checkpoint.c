/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * checkpoint.c: see checkpoint.h.
 *
 * How far apart: copying a byte takes about as long as a twentieth of an
 * operation of a policy with size classes, so that one copy for every
 * BYTES_AN_OP bytes' operations slows playing down by some tenth, and going
 * back takes a few copies' time. Small heaps are copied at once, yet a copy for
 * each few operations gains nothing: there is a least distance too, a shorter
 * one where each operation is a long search.
 */
#include "checkpoint.h"

#include <stdlib.h>
#include <string.h>

enum {
    BYTES_AN_OP = 24,
    LEAST_DISTANCE = 1 << 17,
    LEAST_SEARCHING = 1 << 10,
    DEFAULT_BUDGET = 144 << 20,
    MOST_WATCHED = 4 << 20 /* copied in less than a frame's time */
};

void
checkpoints_init(struct checkpoints *c, size_t budget, uint32_t every)
{
    *c = (struct checkpoints){.budget = budget, .every = every};
}

/* --- records ---------------------------------------------------------------*/
/* A block's record in two units of 16 bytes, so that it packs well. */
struct record {
    uint32_t at;    /* payload offset / 16; of a free slot: the next one */
    uint32_t units; /* block bytes / 16; 0: the heap knows */
    uint64_t asked;
    int64_t trace_id;
    uint32_t id, born;
};

static struct record
record_of(const struct block *block)
{
    bool is_free = block->id == 0;
    return (struct record){
        .at = (uint32_t)(is_free ? block->off : block->off / HEAP_ALIGN),
        .units = is_free ? 0 : (uint32_t)(block->size / HEAP_ALIGN),
        .asked = is_free ? 0 : block->asked,
        .trace_id = is_free ? 0 : block->trace_id,
        .id = block->id,
        .born = is_free ? 0 : block->born};
}

static struct block
block_of(const struct record *r)
{
    return (struct block){.off = r->id ? (size_t)r->at * HEAP_ALIGN : r->at,
                          .size = (size_t)r->units * HEAP_ALIGN,
                          .asked = (size_t)r->asked,
                          .trace_id = r->trace_id,
                          .id = r->id,
                          .born = r->born};
}

static bool
copy_records(struct checkpoints *c, struct checkpoint *p,
             const struct blocks *blocks, const struct copy *before)
{
    size_t n = blocks->n_slots;
    struct record *records = malloc(n * sizeof *records + 1);
    bool ok;
    if (!records)
        return false;
    for (size_t i = 0; i < n; i++)
        records[i] = record_of(&blocks->slots[i]);
    ok =
        copy_take(&p->records, records, n * sizeof *records, before, &c->bytes);
    free(records);
    return ok;
}

static bool
give_records(const struct checkpoint *p, struct blocks *blocks)
{
    size_t n = p->n_slots;
    struct record *records = malloc(n * sizeof *records + 1);
    bool ok = records && blocks_restore(blocks, p->n_slots);
    if (ok) {
        copy_give(&p->records, records);
        for (size_t i = 0; i < n; i++)
            blocks->slots[i] = block_of(&records[i]);
        blocks_restored(blocks, p->free_slot);
    }
    free(records);
    return ok;
}

/* --- one -------------------------------------------------------------------*/
static void
checkpoint_free(struct checkpoints *c, struct checkpoint *p)
{
    for (int i = 0; i < HEAP_PARTS; i++)
        copy_drop(&p->heap[i], &c->bytes);
    copy_drop(&p->records, &c->bytes);
    c->bytes -= sizeof *p;
    free(p);
}

static bool
copy_all(struct checkpoints *c, struct checkpoint *p, const struct world *w,
         const struct checkpoint *before)
{
    struct heap_part parts[HEAP_PARTS];
    heap_image_parts(w->heap, parts);
    for (int i = 0; i < HEAP_PARTS; i++)
        if (!copy_take(&p->heap[i], parts[i].base, parts[i].size,
                       before ? &before->heap[i] : NULL, &c->bytes))
            return false;
    return copy_records(c, p, &w->blocks, before ? &before->records : NULL);
}

static struct checkpoint *
checkpoint_new(struct checkpoints *c, const struct world *w)
{
    struct checkpoint *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    c->bytes += sizeof *p;
    p->tally = w->tally;
    p->n_slots = w->blocks.n_slots;
    p->free_slot = w->blocks.free_slot;
    p->resting = w->resting;
    if (copy_all(c, p, w, c->n ? c->all[c->n - 1] : NULL))
        return p;
    checkpoint_free(c, p);
    return NULL;
}

bool
checkpoint_restore(const struct checkpoint *p, struct world *w)
{
    struct heap *heap = w->target->ops->own(w->target);
    struct heap_hole holes[HEAP_PARTS];
    if (!heap_image_begin(heap, p->heap[HEAP_PARTS - 1].size, p->resting,
                          holes))
        return false;
    for (int i = 0; i < HEAP_PARTS; i++)
        copy_give(&p->heap[i], holes[i].base);
    heap_image_end(heap);
    w->resting = p->resting;
    w->tally = p->tally;
    w->n_joined = 0;
    blocks_clear(&w->blocks, p->tally.n_ids, p->tally.op);
    return give_records(p, &w->blocks);
}

uint32_t
checkpoint_worth(const struct checkpoint *p)
{
    size_t ops = (p->heap[HEAP_PARTS - 1].size +
                  (size_t)p->n_slots * sizeof(struct block)) /
                 BYTES_AN_OP;
    return ops < UINT32_MAX ? (uint32_t)ops : UINT32_MAX;
}

/* --- all of them -----------------------------------------------------------*/
static void
drop_at(struct checkpoints *c, size_t i)
{
    checkpoint_free(c, c->all[i]);
    memmove(c->all + i, c->all + i + 1,
            (c->n - i - 1) * sizeof(struct checkpoint *));
    c->n--;
}

static uint32_t
op_at(const struct checkpoints *c, size_t i)
{
    return c->all[i]->tally.op;
}

/* The one whose going leaves the smallest gap; the last stays. */
static void
drop_least_missed(struct checkpoints *c)
{
    uint32_t least = UINT32_MAX;
    size_t worst = 0;
    for (size_t i = 0; i + 1 < c->n; i++) {
        uint32_t before = i ? op_at(c, i - 1) : 0;
        uint32_t gap = op_at(c, i + 1) - before;
        if (gap < least) {
            least = gap;
            worst = i;
        }
    }
    drop_at(c, worst);
}

static void
keep_budget(struct checkpoints *c)
{
    size_t budget = c->budget;
    if (!budget) {
        budget = c->n ? 2 * c->all[c->n - 1]->heap[HEAP_PARTS - 1].size : 0;
        budget = budget > DEFAULT_BUDGET ? budget : DEFAULT_BUDGET;
    }
    while (c->bytes > budget && c->n > 0)
        drop_least_missed(c);
}

static bool
make_room(struct checkpoints *c)
{
    size_t cap = c->cap ? c->cap * 2 : 16;
    struct checkpoint **all;
    if (c->n < c->cap)
        return true;
    all = realloc(c->all, cap * sizeof(struct checkpoint *));
    if (!all)
        return false;
    c->all = all;
    c->cap = cap;
    return true;
}

static size_t
bytes_of(const struct world *w)
{
    return world_heap_size(w) + w->blocks.n_slots * sizeof *w->blocks.slots;
}

static uint32_t
distance(const struct checkpoints *c, const struct world *w)
{
    size_t ops = (bytes_of(w) + sizeof(struct checkpoint)) / BYTES_AN_OP;
    size_t least =
        w->heap && heap_n_lists(w->heap) > 1 ? LEAST_DISTANCE : LEAST_SEARCHING;
    if (c->every)
        return c->every;
    ops = ops < least ? least : ops;
    return ops < UINT32_MAX / 4 ? (uint32_t)ops : UINT32_MAX / 4;
}

void
checkpoints_pass(struct checkpoints *c, const struct world *w)
{
    if (!c->every && bytes_of(w) > MOST_WATCHED)
        c->next = w->tally.op + distance(c, w);
}

void
checkpoints_keep(struct checkpoints *c, struct world *w)
{
    struct checkpoint *p;
    uint32_t op = w->tally.op, last = c->n ? op_at(c, c->n - 1) : 0;
    if (op < c->next || op <= last)
        return;
    c->next = last + distance(c, w);
    if (op < c->next || !w->target->ops->own || !make_room(c))
        return;
    c->next = op + distance(c, w);
    p = checkpoint_new(c, w);
    if (!p)
        return;
    c->all[c->n++] = p;
    keep_budget(c);
    if (c->n == 0) /* not even one has room: asked less often */
        c->next = op + (distance(c, w) < UINT32_MAX / 16 ? 8 * distance(c, w)
                                                         : UINT32_MAX / 2);
}

const struct checkpoint *
checkpoints_find(const struct checkpoints *c, uint32_t op)
{
    size_t lo = 0, hi = c->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (op_at(c, mid) <= op)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? c->all[lo - 1] : NULL;
}

void
checkpoints_cut(struct checkpoints *c, uint32_t op)
{
    while (c->n && op_at(c, c->n - 1) > op)
        drop_at(c, c->n - 1);
    c->next = 0; /* whether one is due is seen then */
}

void
checkpoints_set_budget(struct checkpoints *c, size_t budget)
{
    c->budget = budget;
    keep_budget(c);
}

void
checkpoints_done(struct checkpoints *c)
{
    while (c->n)
        drop_at(c, c->n - 1);
    free(c->all);
    memset(c, 0, sizeof *c);
}
