/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * id_map.c: see id_map.h.
 */
#include "trace/id_map.h"

#include <stdlib.h>

struct id_entry {
    int64_t id;
    uint32_t value;
    bool used;
};

static struct id_entry *
find_entry(const struct id_map *map, int64_t id)
{
    size_t i = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & map->mask;
    while (map->table[i].used && map->table[i].id != id)
        i = (i + 1) & map->mask;
    return &map->table[i];
}

static bool
widen_table(struct id_map *map)
{
    struct id_map wider = *map;
    if (map->table && (map->n_table + 1) * 2 <= map->mask)
        return true;
    wider.mask = map->table ? map->mask * 2 + 1 : 63;
    wider.table = calloc(wider.mask + 1, sizeof *wider.table);
    if (!wider.table)
        return false;
    for (size_t i = 0; map->table && i <= map->mask; i++)
        if (map->table[i].used)
            *find_entry(&wider, map->table[i].id) = map->table[i];
    free(map->table);
    map->table = wider.table;
    map->mask = wider.mask;
    return true;
}

bool
id_map_init(struct id_map *map, size_t n_small)
{
    *map = (struct id_map){.n_small = n_small};
    map->small = calloc(n_small + 1, sizeof *map->small);
    return map->small != NULL;
}

void
id_map_done(struct id_map *map)
{
    free(map->small);
    free(map->table);
    *map = (struct id_map){0};
}

uint32_t
id_map_get(const struct id_map *map, int64_t id)
{
    if (id < 0)
        return 0;
    if ((uint64_t)id < map->n_small)
        return map->small[id];
    return map->table ? find_entry(map, id)->value : 0;
}

bool
id_map_set(struct id_map *map, int64_t id, uint32_t value)
{
    struct id_entry *entry;
    if (id < 0)
        return true;
    if ((uint64_t)id < map->n_small) {
        map->small[id] = value;
        return true;
    }
    if (!widen_table(map))
        return false;
    entry = find_entry(map, id);
    map->n_table += !entry->used;
    *entry = (struct id_entry){id, value, true};
    return true;
}
