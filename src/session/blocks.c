/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.c: see blocks.h.
 */
#include "blocks.h"

#include <stdlib.h>
#include <string.h>

/* Fibonacci hashing; the high bits are the good ones. */
static size_t
hash_of(uint64_t key, size_t n_entries)
{
    return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
           (n_entries - 1);
}

/* --- by a trace's id -------------------------------------------------------*/
static struct wide_id *
find_wide(const struct blocks *b, int64_t trace_id)
{
    size_t i = hash_of((uint64_t)trace_id, b->cap_wide);
    while (b->wide_ids[i].used && b->wide_ids[i].trace_id != trace_id)
        i = (i + 1) & (b->cap_wide - 1);
    return &b->wide_ids[i];
}

bool
blocks_reserve_wide_ids(struct blocks *b, uint32_t n)
{
    struct blocks wider = *b;
    if (b->cap_wide && (b->n_wide + n) * 2 <= b->cap_wide)
        return true;
    wider.cap_wide = b->cap_wide ? b->cap_wide : 64;
    while ((b->n_wide + n) * 2 > wider.cap_wide)
        wider.cap_wide *= 2;
    wider.wide_ids = calloc(wider.cap_wide, sizeof *wider.wide_ids);
    if (!wider.wide_ids)
        return false;
    for (size_t i = 0; i < b->cap_wide; i++)
        if (b->wide_ids[i].used)
            *find_wide(&wider, b->wide_ids[i].trace_id) = b->wide_ids[i];
    free(b->wide_ids);
    b->wide_ids = wider.wide_ids;
    b->cap_wide = wider.cap_wide;
    return true;
}

/* What TRACE_ID means; NULL: not kept so far, and no room was made. */
static struct meant *
meaning_of(struct blocks *b, int64_t trace_id)
{
    struct wide_id *wide;
    if ((uint64_t)trace_id < b->n_small_ids)
        return &b->small_ids[trace_id];
    if (trace_id < 0 || !b->cap_wide)
        return NULL;
    wide = find_wide(b, trace_id);
    if (!wide->used) {
        b->n_wide++;
        *wide = (struct wide_id){.trace_id = trace_id, .used = true};
    }
    return &wide->meant;
}

/* A live block that TRACE_ID meant so far is lost to the trace. */
static void
trace_id_put(struct blocks *b, int64_t trace_id, uint32_t slot)
{
    struct meant *meant = meaning_of(b, trace_id);
    if (!meant)
        return;
    if (blocks_is_meant(b, *meant, trace_id) && meant->slot != slot)
        b->slots[meant->slot].trace_id = -2 - trace_id;
    *meant = (struct meant){slot, b->slots[slot].id};
    if ((uint64_t)trace_id < b->n_small_ids &&
        (size_t)trace_id >= b->n_used_ids)
        b->n_used_ids = (size_t)trace_id + 1;
}

/* The dead only: the live are known. */
static void
learn_one(struct blocks *b, int64_t trace_id, uint32_t id)
{
    struct meant *mine = meaning_of(b, trace_id);
    if (mine && !blocks_is_meant(b, *mine, trace_id))
        *mine = (struct meant){NO_SLOT, id};
}

void
blocks_learn(struct blocks *b, blocks_meaning *meaning, const void *context)
{
    for (size_t i = 0; i < b->n_used_ids; i++)
        learn_one(b, (int64_t)i, meaning(context, (int64_t)i));
    for (size_t i = 0; i < b->cap_wide; i++)
        if (b->wide_ids[i].used)
            learn_one(b, b->wide_ids[i].trace_id,
                      meaning(context, b->wide_ids[i].trace_id));
    b->is_unsure = false;
}

void
blocks_forget_trace_id(struct blocks *b, int64_t trace_id)
{
    struct meant *meant = meaning_of(b, trace_id);
    if (meant)
        *meant = (struct meant){0, 0};
}

uint32_t
blocks_slot_of_trace(const struct blocks *b, int64_t trace_id, uint32_t *id)
{
    const struct meant *meant = NULL;
    *id = 0;
    if ((uint64_t)trace_id < b->n_small_ids)
        meant = &b->small_ids[trace_id];
    else if (trace_id >= 0 && b->cap_wide)
        meant = &find_wide(b, trace_id)->meant;
    if (!meant)
        return NO_SLOT;
    *id = meant->id;
    return blocks_is_meant(b, *meant, trace_id) ? meant->slot : NO_SLOT;
}

/* --- the dead --------------------------------------------------------------*/
static bool
graves_reserve(struct graves *g)
{
    uint32_t cap = g->cap ? g->cap * 2 : 64;
    struct grave *all;
    if (g->n < g->cap || g->cap == MOST_GRAVES)
        return true;
    all = realloc(g->all, cap * sizeof *all); /* first is 0 so far */
    if (!all)
        return false;
    g->all = all;
    g->cap = cap;
    return true;
}

static struct grave *
grave_at(const struct graves *g, uint32_t i)
{
    return &g->all[(g->first + i) % g->cap];
}

static void
graves_add(struct graves *g, const struct grave *grave)
{
    if (g->n == g->cap) {
        g->since = grave_at(g, 0)->died;
        g->first = (g->first + 1) % g->cap;
        g->n--;
    }
    *grave_at(g, g->n++) = *grave;
}

const struct grave *
blocks_grave(const struct blocks *b, uint32_t id)
{
    for (uint32_t i = b->graves.n; i-- > 0;)
        if (grave_at(&b->graves, i)->block.id == id)
            return grave_at(&b->graves, i);
    return NULL;
}

const struct grave *
blocks_grave_at(const struct blocks *b, size_t off)
{
    for (uint32_t i = b->graves.n; i-- > 0;)
        if (grave_at(&b->graves, i)->block.off == off)
            return grave_at(&b->graves, i);
    return NULL;
}

/* --- in address order ------------------------------------------------------*/
const struct block *
blocks_place(const struct blocks *b, size_t place)
{
    const struct block_place *p = &b->order.places[place];
    const struct block *block = blocks_get(b, p->id);
    return block && block->off == p->off ? block : NULL;
}

size_t
blocks_place_from(const struct blocks *b, size_t off)
{
    size_t lo = 0, hi = b->order.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (b->order.places[mid].off < off)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool
order_reserve(struct block_order *order)
{
    size_t cap = order->cap ? order->cap * 2 : 64;
    struct block_place *places;
    if (order->n < order->cap)
        return true;
    places = realloc(order->places, cap * sizeof *places);
    if (!places)
        return false;
    order->places = places;
    order->cap = cap;
    return true;
}

/* Drops the stale places once they are the larger part. */
static void
order_tidy(struct blocks *b)
{
    struct block_order *order = &b->order;
    size_t kept = 0;
    if (order->n_stale * 2 <= order->n)
        return;
    for (size_t i = 0; i < order->n; i++)
        if (blocks_place(b, i))
            order->places[kept++] = order->places[i];
    order->n = kept;
    order->n_stale = 0;
}

static void
order_put(struct blocks *b, uint32_t slot)
{
    struct block_order *order = &b->order;
    size_t off = b->slots[slot].off;
    size_t at = blocks_place_from(b, off);
    struct block_place *place = &order->places[at];

    if (at < order->n && place->off == off) {
        if (!blocks_place(b, at))
            order->n_stale--;
    } else {
        memmove(place + 1, place, (order->n - at) * sizeof *place);
        order->n++;
    }
    place->off = off;
    place->id = b->slots[slot].id;
}

/* --- life ------------------------------------------------------------------*/
bool
blocks_init(struct blocks *b, bool in_order, size_t n_small_ids)
{
    memset(b, 0, sizeof *b);
    b->in_order = in_order;
    b->indexed = true;
    b->n_small_ids = n_small_ids;
    if (n_small_ids)
        b->small_ids = calloc(n_small_ids, sizeof *b->small_ids);
    return b->small_ids || !n_small_ids;
}

void
blocks_done(struct blocks *b)
{
    free(b->slots);
    slot_table_done(&b->by_number);
    slot_table_done(&b->by_off);
    free(b->small_ids);
    free(b->wide_ids);
    free(b->graves.all);
    free(b->order.places);
    memset(b, 0, sizeof *b);
}

void
blocks_clear(struct blocks *b, uint32_t n, uint32_t op)
{
    if (b->tint)
        tint_lost(b->tint, op);
    b->n_slots = 0;
    b->free_slot = 0;
    b->n_live = 0;
    b->n = n;
    b->graves.n = b->graves.first = 0;
    b->graves.since = op;
    b->indexed = false;
    b->is_unsure = true;
    b->order.n = b->order.n_stale = 0;
}

/* --- slots -----------------------------------------------------------------*/
bool
blocks_reserve_slots(struct blocks *b, uint32_t n)
{
    uint32_t cap = b->cap ? b->cap : 64;
    struct block *slots = NULL;
    if (b->cap - b->n_slots >= n)
        return true;
    while (cap - b->n_slots < n && cap < UINT32_MAX / 2)
        cap *= 2;
    if (cap - b->n_slots >= n)
        slots = realloc(b->slots, cap * sizeof *slots);
    if (!slots)
        return false;
    b->slots = slots;
    b->cap = cap;
    return true;
}

bool
blocks_reserve_numbers(struct blocks *b, uint32_t n)
{
    size_t first = b->n >> SLOT_PIECE_SHIFT;
    size_t last = ((size_t)b->n + n) >> SLOT_PIECE_SHIFT;
    for (size_t piece = first; b->indexed && piece <= last; piece++)
        if (!slot_table_reserve(&b->by_number, piece << SLOT_PIECE_SHIFT))
            return false;
    return true;
}

bool
blocks_reserve(struct blocks *b, int64_t trace_id)
{
    if (!b->free_slot && !blocks_reserve_slots(b, 1))
        return false;
    if (trace_id >= 0 && (uint64_t)trace_id >= b->n_small_ids &&
        !blocks_reserve_wide_ids(b, 1))
        return false;
    if (!b->indexed)
        return true;
    return blocks_reserve_numbers(b, 1) && graves_reserve(&b->graves) &&
           (!b->in_order || order_reserve(&b->order));
}

/* The block in SLOT can be found by its number and offset. */
static void
block_appear(struct blocks *b, uint32_t slot)
{
    if (!b->indexed)
        return;
    slot_table_put(&b->by_number, b->slots[slot].id - 1, slot);
    if (!b->slots[slot].off)
        return;
    blocks_note_off(b, b->slots[slot].off, slot);
    if (b->in_order)
        order_put(b, slot);
}

uint32_t
blocks_add(struct blocks *b, const struct block *block)
{
    uint32_t slot = blocks_take_slot(b);
    b->slots[slot] = *block;
    b->slots[slot].id = ++b->n;
    b->n_live += block->off != 0;
    trace_id_put(b, block->trace_id, slot);
    block_appear(b, slot);
    return slot;
}

bool
blocks_restore(struct blocks *b, uint32_t n_slots)
{
    struct block *slots;
    if (n_slots > b->cap) {
        slots = realloc(b->slots, n_slots * sizeof *slots);
        if (!slots)
            return false;
        b->slots = slots;
        b->cap = n_slots;
    }
    b->n_slots = n_slots;
    return true;
}

void
blocks_restored(struct blocks *b, uint32_t free_slot)
{
    b->free_slot = free_slot;
    for (uint32_t slot = 0; slot < b->n_slots; slot++) {
        const struct block *block = &b->slots[slot];
        if (!block->id)
            continue;
        b->n_live += block->off != 0;
        if (block->trace_id >= 0)
            trace_id_put(b, block->trace_id, slot);
    }
}

void
blocks_kill(struct blocks *b, uint32_t slot, uint32_t op, bool by_hand)
{
    struct block *block = &b->slots[slot];
    bool hollow = !block->off;
    if (b->indexed && !hollow) {
        struct grave grave = {*block, op, by_hand};
        graves_add(&b->graves, &grave);
    }
    blocks_leave_slot(b, slot);
    b->n_live += hollow;
    if (b->in_order && b->indexed) {
        b->order.n_stale++;
        order_tidy(b);
    }
}

void
blocks_move(struct blocks *b, uint32_t slot, size_t off)
{
    struct block *block = &b->slots[slot];
    if (block->off == off)
        return;
    b->n_live += !block->off;
    block->off = off;
    b->order.n_stale += b->in_order;
    block_appear(b, slot);
    if (b->in_order)
        order_tidy(b);
}

/* --- the indexes, kept or not ----------------------------------------------*/
void
blocks_rest(struct blocks *b)
{
    if (!b->in_order)
        b->indexed = false;
}

void
blocks_forget_graves(struct blocks *b, uint32_t op)
{
    b->graves.n = b->graves.first = 0;
    b->graves.since = op;
}

bool
blocks_index(struct blocks *b, uint32_t op)
{
    if (b->indexed)
        return true;
    for (uint32_t slot = 0; slot < b->n_slots; slot++)
        if (b->slots[slot].id &&
            !slot_table_reserve(&b->by_number, b->slots[slot].id - 1))
            return false;
    b->indexed = true;
    for (uint32_t slot = 0; slot < b->n_slots; slot++)
        if (b->slots[slot].id)
            block_appear(b, slot);
    blocks_forget_graves(b, op);
    return true;
}

/* --- finding ---------------------------------------------------------------*/
int64_t
block_trace_id(const struct block *block)
{
    return block->trace_id < -1 ? -2 - block->trace_id : block->trace_id;
}

uint32_t
blocks_slot(const struct blocks *b, uint32_t id)
{
    uint32_t slot;
    if (id == 0 || id > b->n)
        return NO_SLOT;
    slot = slot_table_get(&b->by_number, id - 1);
    return slot < b->n_slots && b->slots[slot].id == id ? slot : NO_SLOT;
}

const struct block *
blocks_get(const struct blocks *b, uint32_t id)
{
    uint32_t slot = blocks_slot(b, id);
    return slot == NO_SLOT || !b->slots[slot].off ? NULL : &b->slots[slot];
}

static bool
is_at(const struct blocks *b, uint32_t slot, size_t off)
{
    return slot < b->n_slots && b->slots[slot].id && b->slots[slot].off == off;
}

const struct block *
blocks_at(const struct blocks *b, size_t off)
{
    uint32_t slot = slot_table_get(&b->by_off, off / BLOCK_UNIT);
    if (!off)
        return NULL;
    if (b->by_off.is_lossy) /* there is no memory, but an answer */
        for (slot = 0; slot < b->n_slots && !is_at(b, slot, off);)
            slot++;
    return is_at(b, slot, off) ? &b->slots[slot] : NULL;
}
