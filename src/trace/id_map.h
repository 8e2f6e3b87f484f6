/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * id_map.h: what the ids of a trace mean: numbers by id. Ids are any 63-bit
 * numbers, but nearly always small ones: those are looked up in an array, the
 * others in a hash table (linear probing, at most half full).
 */
#ifndef HEAPGLASS_ID_MAP_H
#define HEAPGLASS_ID_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_map {
    uint32_t *small; /* of ids below n_small */
    size_t n_small;
    struct id_entry *table; /* of all others; NULL: there are none */
    size_t n_table, mask;
};

/* False: no memory, nothing to undo. */
bool id_map_init(struct id_map *, size_t n_small);
void id_map_done(struct id_map *);
/* 0: nothing. Negative ids, the null pointer, never mean anything. */
uint32_t id_map_get(const struct id_map *, int64_t id);
/* VALUE 0: nothing from now on. False: no memory. */
bool id_map_set(struct id_map *, int64_t id, uint32_t value);

#endif
