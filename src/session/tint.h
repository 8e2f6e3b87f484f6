/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tint.h: what the map's colour keys measure: how large, how old, how often
 * reused, how wasteful the blocks at a place are, in five steps. Each key
 * measures a fraction, so that the figures of many blocks are those of their
 * sums: a cell with thousands of blocks has one value too.
 *
 *     key    of                            by
 *     class  block bytes                   blocks
 *     age    operations since birth        blocks
 *     heat   allocations that began here   blocks, one at least
 *     waste  block bytes not asked for     block bytes
 *
 * Heat counts the last HEAT_WINDOW operations: allocations, and reallocs that
 * moved. Steps and ranges depend on the moment alone, never on the way to it.
 */
#ifndef HEAPGLASS_TINT_H
#define HEAPGLASS_TINT_H

#include "session/view.h"

enum tint_key {
    TINT_STATE, /* none: by state */
    TINT_CLASS,
    TINT_AGE,
    TINT_HEAT,
    TINT_WASTE,
    TINT_N
};
enum { TINT_STEPS = 5, HEAT_WINDOW = 1 << 18 };

/* of / by; by 0: nothing is known. */
struct tint_sum {
    uint64_t of, by;
};

/* "state", "class", "age", "heat", "waste" */
const char *tint_word(enum tint_key);
/* False: no such word. */
bool tint_find(const char *word, enum tint_key *);
/* The most that steps 1 to 4 take, at moment OP: bytes, operations,
 * allocations a block, percent. */
void tint_bounds(enum tint_key, uint64_t op, uint64_t bounds[TINT_STEPS - 1]);
/* 1 to TINT_STEPS; 0: nothing is known. */
unsigned tint_step(enum tint_key, uint64_t op, struct tint_sum);

/* --- asking a session ------------------------------------------------------*/
/* From now on KEY is what will be asked for: its figures are kept up to date
 * while operations follow one another. TINT_STATE: none, which costs nothing.
 * For a session whose figures are not kept (a lane of a race) all but heat is
 * found by walking the blocks. */
void view_want_tint(const struct session *, enum tint_key);
/* Of a block in use. */
struct tint_sum view_tint_block(const struct session *, enum tint_key,
                                const struct view_block *);
/* How often each place of a range was given out, of heat's window, for many
 * blocks of it: caller's; view_given_close. False: not known, or no memory. */
struct view_given {
    const struct session *session;
    size_t lo, hi;
    uint32_t *before; /* [i]: allocations in [lo, lo + i units) */
};
bool view_given_open(struct view_given *, const struct session *, size_t lo,
                     size_t hi);
struct tint_sum view_given_block(const struct view_given *,
                                 const struct view_block *);
void view_given_close(struct view_given *);
/* Cells of CELL bytes, a power of two and 32 at least: cell K holds the blocks
 * whose payload offset lies in [K * CELL, (K + 1) * CELL). A cell tells of the
 * blocks in use that start in it; if none does, of the one that covers its
 * first byte. Heat: if several do, of the allocations that began in the cell,
 * over their number. IN: what lies in the N cells from FIRST on. */
struct tint_cells {
    size_t cell, first, n;
    const struct heap_cell *in;
};
void view_tint_cells(const struct session *, enum tint_key,
                     const struct tint_cells *, struct tint_sum *sums);

#endif
