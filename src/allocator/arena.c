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

enum { COMMIT_STEP = 1 << 20, KEEP_PAGES = 256 << 20 };

/* A table has (bytes of the block region >> shift) bytes. */
static const unsigned part_shift[ARENA_N] = {
    [ARENA_STARTS] = 7, [ARENA_START_PAGES] = 15, [ARENA_DIRTY] = 15,
    [ARENA_MAX0] = 10,  [ARENA_MAX1] = 16,        [ARENA_MAX2] = 22,
    [ARENA_MAX3] = 28,  [ARENA_MAX4] = 34,
};

static size_t
round_up(size_t n, size_t to)
{
    return (n + to - 1) & ~(to - 1);
}

/* Bytes of PART when the block region has SIZE bytes; tables are read a
 * 64-bit word or 64 entries at a time, hence the margin. */
static size_t
part_bytes(enum arena_part part, size_t size)
{
    if (part == ARENA_BLOCKS)
        return round_up(size, os_page_size());
    return round_up((size >> part_shift[part]) + 512, os_page_size());
}

static size_t
total_bytes(size_t control, size_t limit, bool side)
{
    size_t total = round_up(control, os_page_size()) + ARENA_ALIGN;
    for (int i = ARENA_STARTS; i < ARENA_BLOCKS && side; i++)
        total += part_bytes((enum arena_part)i, limit);
    return total + part_bytes(ARENA_BLOCKS, limit);
}

/* Reserves for LIMIT bytes. SPARE: only if as much again is left for the
 * program around the heap. */
static bool
reserve(struct arena *arena, size_t control, size_t limit, bool side,
        bool spare)
{
    size_t size = total_bytes(control, limit, side);
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
    arena->side = side;
    return true;
}

static void
place_parts(struct arena *arena, size_t control)
{
    char *at = arena->base;
    for (int i = 0; i < ARENA_N; i++) {
        struct arena_region *r = &arena->part[i];
        bool kept = i == ARENA_CONTROL || i == ARENA_BLOCKS || arena->side;
        if (i == ARENA_BLOCKS) {
            at = arena->base + (round_up((size_t)(uintptr_t)at, ARENA_ALIGN) -
                                (size_t)(uintptr_t)arena->base);
        }
        r->base = at;
        r->committed = 0;
        r->reserved = i == ARENA_CONTROL
                          ? round_up(control, os_page_size())
                          : part_bytes((enum arena_part)i, arena->limit);
        if (!kept)
            r->reserved = 0;
        at += r->reserved;
    }
}

bool
arena_init(struct arena *arena, size_t control, size_t limit, bool side)
{
    bool done = false;
    if (limit) {
        limit = limit > 64 * GIB ? 64 * GIB : round_up(limit, 16);
        done = reserve(arena, control, limit, side, false);
    } else {
        for (limit = 64 * GIB; limit >= 64 * MIB && !done; limit /= 2) {
            done = reserve(arena, control, limit, side, limit > 64 * MIB) ||
                   (limit == 64 * MIB &&
                    reserve(arena, control, limit, side, false));
        }
    }
    if (!done)
        return false;
    place_parts(arena, control);
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
        if (!commit_to(&arena->part[i], part_bytes((enum arena_part)i, size)))
            return false;
    return commit_to(&arena->part[ARENA_BLOCKS],
                     part_bytes(ARENA_BLOCKS, size));
}

bool
arena_extend(struct arena *arena, size_t size)
{
    size_t have = arena->part[ARENA_BLOCKS].committed;
    if (size > arena->limit)
        return false;
    if (size <= have)
        return true;
    /* Ahead of need, so that most growths ask the system for nothing. */
    size_t ahead = size + (size / 4 > COMMIT_STEP ? size / 4 : COMMIT_STEP);
    if (ahead > arena->limit)
        ahead = arena->limit;
    return commit_all(arena, ahead) || commit_all(arena, size);
}

/* The first SIZE bytes of a part are zero again. What is small is written
 * over, since pages given back cost a fault each when they are touched again.
 */
static void
clear_region(struct arena_region *r, size_t size)
{
    size_t kept = size < KEEP_PAGES ? size : KEEP_PAGES;
    if (size > r->committed)
        size = r->committed;
    if (kept > size)
        kept = size;
    kept &= ~(os_page_size() - 1);
    memset(r->base, 0, kept);
    if (size > kept)
        os_clear(r->base + kept, size - kept);
}

void
arena_clear(struct arena *arena, size_t used)
{
    clear_region(&arena->part[ARENA_CONTROL],
                 arena->part[ARENA_CONTROL].committed);
    for (int i = ARENA_STARTS; i < ARENA_N; i++)
        clear_region(&arena->part[i], part_bytes((enum arena_part)i, used));
}
