/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arena.h: the memory of one heap. Three reserved parts: control (lists,
 * counters), side tables (bitmaps and the page map; hardened heaps), blocks.
 *
 *     | control | starts | start pages | pages | max 1..4 | blocks ........ |
 *
 * The blocks part holds the block region, from whose first byte offsets count.
 * The bytes before that, the lead, are of no use but to bring one offset of the
 * layout's choice to a multiple of ARENA_ALIGN.
 *
 * Each table has a used prefix that grows with the heap. Nothing in it is a
 * pointer, so the used prefixes can be copied and compared.
 */
#ifndef HEAPGLASS_ARENA_H
#define HEAPGLASS_ARENA_H

#include <stdbool.h>
#include <stddef.h>

enum arena_part {
    ARENA_CONTROL,
    ARENA_STARTS,      /* a bit for each 16-byte unit: a block starts here */
    ARENA_START_PAGES, /* a bit for each 4 KiB: some block starts in it */
    ARENA_PAGES,       /* a struct side_page for each 4 KiB (side.h) */
    ARENA_MAX1,        /* the largest of 64 entries of the level below ... */
    ARENA_MAX2,
    ARENA_MAX3,
    ARENA_MAX4,
    ARENA_BLOCKS,
    ARENA_N
};
enum { ARENA_LEVELS = 5, ARENA_PAGE_SHIFT = 12, ARENA_FAN_SHIFT = 6 };

struct arena_region {
    char *base;
    size_t committed, reserved; /* bytes, multiples of the page size */
};

struct arena {
    char *base;
    size_t size;     /* of all parts */
    size_t reserved; /* most bytes the block region can have */
    size_t limit;    /* most it may have: at most that */
    size_t lead;     /* bytes of the blocks part before the block region */
    bool side;       /* side tables are kept */
    struct arena_region part[ARENA_N];
};

/* LIMIT 0: as much as can be reserved, 64 GiB down to 64 MiB. The address of
 * offset ALIGNED is a multiple of ARENA_ALIGN. False: no address space. */
enum { ARENA_ALIGN = 1 << 20 };
bool arena_init(struct arena *, size_t control, size_t limit, bool side,
                size_t aligned);
void arena_done(struct arena *);
/* Where the block region starts. */
char *arena_blocks(const struct arena *);
/* Makes the first SIZE bytes of the block region, and the side tables for
 * them, usable. False: the limit or the system forbids; nothing changed. */
bool arena_extend(struct arena *, size_t size);
/* All bytes zero again. USED: bytes of the block region that were ever
 * written to. */
void arena_clear(struct arena *, size_t used);
/* What the tables from FIRST on have about the first USED bytes of the block
 * region is zero again. */
void arena_clear_tables(struct arena *, enum arena_part first, size_t used);
/* The bytes of the block region from KEPT up to USED are zero again, and what
 * the tables have about them; of each table also the whole word that KEPT lies
 * in. */
void arena_cut(struct arena *, size_t kept, size_t used);

#endif
