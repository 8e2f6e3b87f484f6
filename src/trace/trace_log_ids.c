/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log_ids.c: addresses and ids, hashed. A place is searched for from
 * where the address hashes to onwards, up to the first that is empty; what is
 * taken out lets those behind it move up, so that no search ends too early:
 *
 *     hash(C) = 2          | A | B | C | D |   |     B goes:
 *     hash(D) = 1          | A | D | C |   |   |     D may move up, C may not
 *
 * Never more than half of it is full.
 */
#include "trace_log_ids.h"

#include <stdlib.h>

struct log_place {
    uint64_t address; /* 0: empty */
    int64_t id;
};

enum { FIRST_CAP = 1024 };

/* Blocks are 16 bytes apart at least: the low bits say little. */
static size_t
home_of(const struct log_ids *ids, uint64_t address)
{
    uint64_t mixed = (address >> 4 ^ address << 60) * 0x9e3779b97f4a7c15u;
    return (size_t)(mixed >> 32) & (ids->cap - 1);
}

/* Where ADDRESS is, or the empty place where it would be. */
static size_t
find(const struct log_ids *ids, uint64_t address)
{
    size_t i = home_of(ids, address);
    while (ids->places[i].address && ids->places[i].address != address)
        i = (i + 1) & (ids->cap - 1);
    return i;
}

static bool
grow(struct log_ids *ids)
{
    struct log_ids more = {.cap = ids->cap ? ids->cap * 2 : FIRST_CAP};
    if (more.cap > SIZE_MAX / sizeof *more.places)
        return false;
    more.places = calloc(more.cap, sizeof *more.places);
    if (!more.places)
        return false;
    for (size_t i = 0; i < ids->cap; i++)
        if (ids->places[i].address)
            more.places[find(&more, ids->places[i].address)] = ids->places[i];
    more.n = ids->n;
    free(ids->places);
    *ids = more;
    return true;
}

bool
log_ids_put(struct log_ids *ids, uint64_t address, int64_t id)
{
    if (ids->n >= ids->cap / 2 && !grow(ids))
        return false;
    ids->places[find(ids, address)] = (struct log_place){address, id};
    ids->n++;
    return true;
}

int64_t
log_ids_take(struct log_ids *ids, uint64_t address)
{
    size_t mask = ids->cap - 1, gap, i;
    int64_t id;
    if (!ids->cap || !address)
        return -1;
    gap = find(ids, address);
    if (!ids->places[gap].address)
        return -1;
    id = ids->places[gap].id;
    for (i = (gap + 1) & mask; ids->places[i].address; i = (i + 1) & mask) {
        size_t home = home_of(ids, ids->places[i].address);
        if (((i - home) & mask) < ((i - gap) & mask))
            continue; /* its home is behind the gap */
        ids->places[gap] = ids->places[i];
        gap = i;
    }
    ids->places[gap].address = 0;
    ids->n--;
    return id;
}

void
log_ids_done(struct log_ids *ids)
{
    free(ids->places);
    *ids = (struct log_ids){0};
}
