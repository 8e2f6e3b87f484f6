/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_walk.c: see trace_walk.h. The trace's ids are any 63-bit numbers, but
 * nearly always small ones: those are looked up in an array, the others in a
 * hash table (linear probing, at most half full). A plain id is given to each
 * of the trace's ids when it first appears, so that a file that counts them
 * from 0 keeps them; and a further one where the trace loses a live block.
 */
#include "trace_walk.h"

#include <stdlib.h>

struct walk_entry {
    int64_t id;
    uint32_t means; /* a plain id, plus one; 0: this entry is empty */
};

/* --- what an id means ------------------------------------------------------*/
static struct walk_entry *
find_entry(const struct walk_map *map, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & map->mask;
    while (map->table[i].means && map->table[i].id != id)
        i = (i + 1) & map->mask;
    return &map->table[i];
}

static bool
widen_table(struct walk_map *map)
{
    struct walk_map wider = *map;
    if (map->table && (map->n_table + 1) * 2 <= map->mask)
        return true;
    wider.mask = map->table ? map->mask * 2 + 1 : 63;
    wider.table = calloc(wider.mask + 1, sizeof *wider.table);
    if (!wider.table)
        return false;
    for (size_t i = 0; map->table && i <= map->mask; i++)
        if (map->table[i].means)
            *find_entry(&wider, map->table[i].id) = map->table[i];
    free(map->table);
    *map = wider;
    return true;
}

/* The plain id that ID means, plus one; 0: none. */
static uint32_t
meaning_of(const struct walk_map *map, int64_t id)
{
    if (id < 0)
        return 0;
    if ((uint64_t)id < map->n_small)
        return map->small[id];
    return map->table ? find_entry(map, id)->means : 0;
}

/* ID, not the null one, from now on means the plain id PLAIN. */
static bool
set_meaning(struct walk_map *map, int64_t id, size_t plain)
{
    struct walk_entry *entry;
    if ((uint64_t)id < map->n_small) {
        map->small[id] = (uint32_t)plain + 1;
        return true;
    }
    if (!widen_table(map))
        return false;
    entry = find_entry(map, id);
    map->n_table += entry->means == 0;
    *entry = (struct walk_entry){id, (uint32_t)plain + 1};
    return true;
}

/* --- operations ------------------------------------------------------------*/
/* A plain id for a new block: the one that OP's id has, or another. */
static bool
take_id(struct trace_walk *w, const struct trace_op *op, size_t *plain)
{
    uint32_t means = meaning_of(&w->map, op->id);
    *plain = means - 1;
    if (means && !w->ids[*plain].live)
        return true;
    if (w->n_ids == w->cap_ids) {
        size_t cap = w->cap_ids * 2;
        struct walk_id *ids = realloc(w->ids, cap * sizeof *ids);
        if (!ids)
            return false;
        w->ids = ids;
        w->cap_ids = cap;
    }
    *plain = w->n_ids++;
    return op->id < 0 || set_meaning(&w->map, op->id, *plain);
}

static void
count_payload(struct trace_walk *w, uint64_t before, uint64_t after)
{
    w->payload += after - before;
    if (w->payload > w->peak)
        w->peak = w->payload;
}

static bool
walk_alloc(struct trace_walk *w, struct trace_op *op)
{
    size_t plain;
    if (!take_id(w, op, &plain)) {
        w->failed = true;
        return false;
    }
    w->ids[plain] = (struct walk_id){.size = op->size, .live = true};
    count_payload(w, 0, op->size);
    op->kind = TRACE_ALLOC;
    op->id = (int64_t)plain;
    return true;
}

/* OP's block is live: the plain id PLAIN. */
static bool
walk_change(struct trace_walk *w, struct trace_op *op, uint32_t plain)
{
    struct walk_id *id = &w->ids[plain];
    id->live = op->kind == TRACE_REALLOC && op->size;
    id->freed = op->kind == TRACE_FREE; /* else the id means NULL now */
    op->size = id->live ? op->size : 0;
    op->kind = id->live ? TRACE_REALLOC : TRACE_FREE;
    op->id = plain;
    count_payload(w, id->size, op->size);
    id->size = op->size;
    return true;
}

bool
trace_walk_next(struct trace_walk *w, struct trace_op *op)
{
    while (!w->failed && trace_next(&w->cursor, op)) {
        uint32_t means = meaning_of(&w->map, op->id);
        bool live = means && w->ids[means - 1].live;
        bool freed = means && w->ids[means - 1].freed;
        if (op->kind != TRACE_ALLOC && live)
            return walk_change(w, op, means - 1);
        if (op->kind == TRACE_ALLOC || (op->kind == TRACE_REALLOC && !freed))
            return walk_alloc(w, op);
        /* free(NULL), or of a block freed before: left out */
    }
    return false;
}

/* --- life ------------------------------------------------------------------*/
bool
trace_walk_open(struct trace_walk *w, const struct trace *trace)
{
    *w = (struct trace_walk){.cap_ids = 64, .map = {.n_small = trace->n_ops}};
    w->ids = calloc(w->cap_ids, sizeof *w->ids);
    w->map.small = calloc(w->map.n_small + 1, sizeof *w->map.small);
    if (!w->ids || !w->map.small) {
        trace_walk_close(w);
        return false;
    }
    trace_seek(&w->cursor, trace, 0);
    return true;
}

void
trace_walk_close(struct trace_walk *w)
{
    free(w->ids);
    free(w->map.small);
    free(w->map.table);
    *w = (struct trace_walk){0};
}
