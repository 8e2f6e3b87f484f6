/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena.c: see arena.h. The side tables' sizes are shifts of the block
 * region's size, so that all parts grow in step.
 */
#include "allocator/arena.h"

#include "allocator/os.h"

#include <stdint.h>
#include <string.h>

#define GIB ((size_t)1 << 30)
#define MIB ((size_t)1 << 20)

enum { COMMIT_STEP = 1 << 20, KEEP_BYTES = 64 << 20 };

/* A table has (bytes of the block region >> shift) bytes. */
static const unsigned part_shift[ARENA_N] = {
    [ARENA_STARTS] = 7, [ARENA_START_PAGES] = 15, [ARENA_PAGES] = 9,
    [ARENA_MAX1] = 16,  [ARENA_MAX2] = 22,        [ARENA_MAX3] = 28,
    [ARENA_MAX4] = 34,
};

static size_t
round_up(size_t n, size_t to)
{
    return (n + to - 1) & ~(to - 1);
}

/* Where the word of table PART is that speaks of byte AT of the block region.
 */
static size_t
table_word(int part, size_t at)
{
    return (at >> part_shift[part]) & ~(size_t)7;
}

/* Bytes of PART when the block region has SIZE bytes; tables are read a
 * 64-bit word or 64 entries at a time, hence the margin. */
static size_t
part_bytes(const struct arena *arena, enum arena_part part, size_t size)
{
    if (part == ARENA_BLOCKS)
        return round_up(arena->lead + size, os_page_size());
    return round_up((size >> part_shift[part]) + 512, os_page_size());
}

static size_t
total_bytes(const struct arena *arena, size_t control, size_t limit)
{
    size_t total = round_up(control, os_page_size()) + ARENA_ALIGN;
    for (int i = ARENA_STARTS; i < ARENA_BLOCKS && arena->side; i++)
        total += part_bytes(arena, (enum arena_part)i, limit);
    return total + part_bytes(arena, ARENA_BLOCKS, limit);
}

/* Reserves for LIMIT bytes. SPARE: only if as much again is left for the
 * program around the heap. */
static bool
reserve(struct arena *arena, size_t control, size_t limit, bool spare)
{
    size_t size = total_bytes(arena, control, limit);
    char *base;
    if (spare) {
        base = os_reserve(2 * size);
        if (!base)
            return false;
        os_release(base + size, size);
    } else {
        base = os_reserve(size);
    }
    if (!base)
        return false;
    arena->base = base;
    arena->size = size;
    arena->limit = arena->reserved = limit;
    return true;
}

/* The first page at or after AT from which offset ALIGNED, that and the lead
 * further on, comes to a multiple of ARENA_ALIGN. */
static char *
place_blocks(const struct arena *arena, char *at, size_t aligned)
{
    size_t before = arena->lead + aligned, from = (size_t)(uintptr_t)at;
    return at + (round_up(from + before, ARENA_ALIGN) - before - from);
}

static void
place_parts(struct arena *arena, size_t control, size_t aligned)
{
    char *at = arena->base;
    for (int i = 0; i < ARENA_N; i++) {
        struct arena_region *r = &arena->part[i];
        bool kept = i == ARENA_CONTROL || i == ARENA_BLOCKS || arena->side;
        if (i == ARENA_BLOCKS)
            at = place_blocks(arena, at, aligned);
        r->base = at;
        r->committed = 0;
        r->reserved = i == ARENA_CONTROL
                          ? round_up(control, os_page_size())
                          : part_bytes(arena, (enum arena_part)i, arena->limit);
        if (!kept)
            r->reserved = 0;
        at += r->reserved;
    }
}

bool
arena_init(struct arena *arena, size_t control, size_t limit, bool side,
           size_t aligned)
{
    bool done = false;
    arena->side = side;
    arena->lead = round_up(aligned, os_page_size()) - aligned;
    if (limit) {
        limit = limit > 64 * GIB ? 64 * GIB : round_up(limit, 16);
        done = reserve(arena, control, limit, false);
    } else {
        for (limit = 64 * GIB; limit >= 64 * MIB && !done; limit /= 2) {
            done = reserve(arena, control, limit, limit > 64 * MIB) ||
                   (limit == 64 * MIB && reserve(arena, control, limit, false));
        }
    }
    if (!done)
        return false;
    place_parts(arena, control, aligned);
    struct arena_region *c = &arena->part[ARENA_CONTROL];
    if (!os_commit(c->base, c->reserved)) {
        arena_done(arena);
        return false;
    }
    c->committed = c->reserved;
    return true;
}

void
arena_done(struct arena *arena)
{
    os_release(arena->base, arena->size);
}

char *
arena_blocks(const struct arena *arena)
{
    return arena->part[ARENA_BLOCKS].base + arena->lead;
}

static bool
commit_to(struct arena_region *r, size_t size)
{
    if (size > r->reserved)
        size = r->reserved;
    if (size <= r->committed)
        return true;
    if (!os_commit(r->base + r->committed, size - r->committed))
        return false;
    r->committed = size;
    return true;
}

static bool
commit_all(struct arena *arena, size_t size)
{
    for (int i = ARENA_STARTS; i < ARENA_BLOCKS && arena->side; i++)
        if (!commit_to(&arena->part[i],
                       part_bytes(arena, (enum arena_part)i, size)))
            return false;
    return commit_to(&arena->part[ARENA_BLOCKS],
                     part_bytes(arena, ARENA_BLOCKS, size));
}

bool
arena_extend(struct arena *arena, size_t size)
{
    size_t have = arena->part[ARENA_BLOCKS].committed;
    if (size > arena->limit)
        return false;
    if (arena->lead + size <= have)
        return true;
    /* Ahead of need, so that most growths ask the system for nothing. */
    size_t ahead = size + (size / 4 > COMMIT_STEP ? size / 4 : COMMIT_STEP);
    if (ahead > arena->limit)
        ahead = arena->limit;
    return commit_all(arena, ahead) || commit_all(arena, size);
}

/* The bytes [FROM, TO) of a part are zero again; so may be the rest of the page
 * of TO. What is small is written over, since pages given back cost a fault
 * each when they are touched again. */
static void
clear_range(struct arena_region *r, size_t from, size_t to)
{
    if (to > r->committed)
        to = r->committed;
    if (from >= to)
        return;
    size_t kept = round_up(from + KEEP_BYTES, os_page_size());
    if (kept > to)
        kept = to;
    memset(r->base + from, 0, kept - from);
    if (to > kept)
        os_clear(r->base + kept, to - kept);
}

void
arena_clear(struct arena *arena, size_t used)
{
    clear_range(&arena->part[ARENA_CONTROL], 0, SIZE_MAX);
    arena_clear_tables(arena, ARENA_STARTS, used);
    clear_range(&arena->part[ARENA_BLOCKS], 0,
                part_bytes(arena, ARENA_BLOCKS, used));
}

void
arena_clear_tables(struct arena *arena, enum arena_part first, size_t used)
{
    for (int i = (int)first; i < ARENA_BLOCKS; i++)
        clear_range(&arena->part[i], 0, table_word(i, used) + 8);
}

void
arena_cut(struct arena *arena, size_t kept, size_t used)
{
    if (kept >= used)
        return;
    for (int i = ARENA_STARTS; i < ARENA_BLOCKS; i++)
        clear_range(&arena->part[i], table_word(i, kept),
                    table_word(i, used) + 8);
    clear_range(&arena->part[ARENA_BLOCKS], arena->lead + kept,
                arena->lead + used);
}
