/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.c: see blocks.h.
 *
 * The two indexes are open-addressing tables that hold numbers only, four
 * bytes a slot: the key is read from the block's record. What holds:
 * - a table is at most half full, so that every search meets an empty slot;
 * - between a number's home slot and its place no slot is empty: erasing
 *   closes the gap it leaves instead of marking it;
 * - a key stands once: putting it again replaces the number. A damaged heap
 *   can hand the same offset out twice; the newer block then answers there.
 */
#include "blocks.h"

#include <stdlib.h>
#include <string.h>

enum key { KEY_OFF, KEY_TRACE };

static uint64_t
block_key(const struct blocks *b, enum key key, uint32_t id)
{
    const struct block *block = &b->all[id - 1];
    return key == KEY_OFF ? (uint64_t)block->off : (uint64_t)block->trace_id;
}

/* Fibonacci hashing; the high bits are the good ones. */
static size_t
home_slot(const struct block_index *index, uint64_t key)
{
    return (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) &
           (index->n_slots - 1);
}

/* The slot that holds KEY, or the empty one where it belongs. */
static size_t
find_slot(const struct blocks *b, const struct block_index *index,
          enum key which, uint64_t key)
{
    size_t slot = home_slot(index, key);
    while (index->slots[slot] && block_key(b, which, index->slots[slot]) != key)
        slot = (slot + 1) & (index->n_slots - 1);
    return slot;
}

static uint32_t
index_find(const struct blocks *b, const struct block_index *index,
           enum key which, uint64_t key)
{
    return index->n ? index->slots[find_slot(b, index, which, key)] : 0;
}

static void
index_put(const struct blocks *b, struct block_index *index, enum key which,
          uint32_t id)
{
    size_t slot = find_slot(b, index, which, block_key(b, which, id));
    if (!index->slots[slot])
        index->n++;
    index->slots[slot] = id;
}

/* Takes ID out, unless its key means another number by now. */
static void
index_erase(const struct blocks *b, struct block_index *index, enum key which,
            uint32_t id)
{
    size_t mask = index->n_slots - 1;
    size_t hole, next;
    if (!index->n)
        return;
    hole = find_slot(b, index, which, block_key(b, which, id));
    if (index->slots[hole] != id)
        return;
    index->n--;
    for (next = (hole + 1) & mask; index->slots[next];
         next = (next + 1) & mask) {
        uint32_t other = index->slots[next];
        size_t home = home_slot(index, block_key(b, which, other));
        if (((next - home) & mask) < ((next - hole) & mask))
            continue; /* its home lies after the hole */
        index->slots[hole] = other;
        hole = next;
    }
    index->slots[hole] = 0;
}

/* Room for one more number at half load. */
static bool
index_reserve(const struct blocks *b, struct block_index *index, enum key which)
{
    struct block_index wider = {0};
    if (index->n_slots && (index->n + 1) * 2 <= index->n_slots)
        return true;
    wider.n_slots = index->n_slots ? index->n_slots * 2 : 64;
    wider.slots = calloc(wider.n_slots, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < index->n_slots; i++)
        if (index->slots[i])
            index_put(b, &wider, which, index->slots[i]);
    free(index->slots);
    *index = wider;
    return true;
}

/* --- in address order ------------------------------------------------------*/
uint32_t
blocks_place_id(const struct blocks *b, size_t place)
{
    const struct block_place *p = &b->order.places[place];
    const struct block *block = &b->all[p->id - 1];
    return block_is_live(block) && block->off == p->off ? p->id : 0;
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
        if (blocks_place_id(b, i))
            order->places[kept++] = order->places[i];
    order->n = kept;
    order->n_stale = 0;
}

static void
order_put(struct blocks *b, uint32_t id)
{
    struct block_order *order = &b->order;
    size_t off = b->all[id - 1].off;
    size_t at = blocks_place_from(b, off);
    struct block_place *place = &order->places[at];

    if (at < order->n && place->off == off) {
        if (!blocks_place_id(b, at))
            order->n_stale--;
    } else {
        memmove(place + 1, place, (order->n - at) * sizeof *place);
        order->n++;
    }
    place->off = off;
    place->id = id;
}

/* --- life ------------------------------------------------------------------*/
bool
blocks_init(struct blocks *b, bool in_order, size_t n_small_ids)
{
    memset(b, 0, sizeof *b);
    b->in_order = in_order;
    b->n_small_ids = n_small_ids;
    if (n_small_ids)
        b->small_ids = calloc(n_small_ids, sizeof *b->small_ids);
    return b->small_ids || !n_small_ids;
}

void
blocks_done(struct blocks *b)
{
    free(b->all);
    free(b->by_off.slots);
    free(b->by_trace.slots);
    free(b->small_ids);
    free(b->order.places);
    memset(b, 0, sizeof *b);
}

bool
blocks_reserve(struct blocks *b)
{
    if (b->n == b->cap) {
        uint32_t cap = b->cap ? b->cap * 2 : 64;
        struct block *all = NULL;
        if (b->cap < UINT32_MAX / 2)
            all = realloc(b->all, cap * sizeof *all);
        if (!all)
            return false;
        b->all = all;
        b->cap = cap;
    }
    return index_reserve(b, &b->by_off, KEY_OFF) &&
           index_reserve(b, &b->by_trace, KEY_TRACE) &&
           (!b->in_order || order_reserve(&b->order));
}

static void
block_appear(struct blocks *b, uint32_t id)
{
    index_put(b, &b->by_off, KEY_OFF, id);
    if (b->in_order)
        order_put(b, id);
}

static void
trace_id_put(struct blocks *b, uint32_t id)
{
    int64_t trace_id = b->all[id - 1].trace_id;
    if (trace_id < 0)
        return;
    if ((uint64_t)trace_id < b->n_small_ids)
        b->small_ids[trace_id] = id;
    else
        index_put(b, &b->by_trace, KEY_TRACE, id);
}

uint32_t
blocks_add(struct blocks *b, const struct block *block)
{
    uint32_t id = ++b->n;
    b->all[id - 1] = *block;
    b->n_live++;
    block_appear(b, id);
    trace_id_put(b, id);
    return id;
}

void
blocks_kill(struct blocks *b, uint32_t id, uint32_t op)
{
    index_erase(b, &b->by_off, KEY_OFF, id);
    b->all[id - 1].died = op;
    b->n_live--;
    if (b->in_order) {
        b->order.n_stale++;
        order_tidy(b);
    }
}

void
blocks_move(struct blocks *b, uint32_t id, size_t off)
{
    struct block *block = &b->all[id - 1];
    if (block->off == off)
        return;
    index_erase(b, &b->by_off, KEY_OFF, id);
    block->off = off;
    if (b->in_order)
        b->order.n_stale++;
    block_appear(b, id);
    if (b->in_order)
        order_tidy(b);
}

void
blocks_forget_trace_id(struct blocks *b, uint32_t id)
{
    int64_t trace_id = b->all[id - 1].trace_id;
    if (trace_id < 0)
        return;
    if ((uint64_t)trace_id >= b->n_small_ids)
        index_erase(b, &b->by_trace, KEY_TRACE, id);
    else if (b->small_ids[trace_id] == id)
        b->small_ids[trace_id] = 0;
}

const struct block *
blocks_get(const struct blocks *b, uint32_t id)
{
    return id >= 1 && id <= b->n ? &b->all[id - 1] : NULL;
}

struct block *
blocks_edit(struct blocks *b, uint32_t id)
{
    return id >= 1 && id <= b->n ? &b->all[id - 1] : NULL;
}

bool
block_is_live(const struct block *block)
{
    return block && block->died == 0;
}

uint32_t
blocks_at(const struct blocks *b, size_t off)
{
    return index_find(b, &b->by_off, KEY_OFF, off);
}

uint32_t
blocks_of_trace(const struct blocks *b, int64_t trace_id)
{
    if (trace_id < 0)
        return 0;
    if ((uint64_t)trace_id < b->n_small_ids)
        return b->small_ids[trace_id];
    return index_find(b, &b->by_trace, KEY_TRACE, (uint64_t)trace_id);
}
