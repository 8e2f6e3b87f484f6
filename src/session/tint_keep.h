/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tint_keep.h: the figures of the colour key that is wanted, kept up to date
 * as blocks come and go. Private to src/session.
 *
 * What must hold, unless `stale`: grain I has the sums of the live blocks whose
 * payload offset lies in [I << shift, (I + 1) << shift). Of heat: `at` has, for
 * each operation of (from, to], the payload offset that it gave out, or 0; and
 * no operation between `to` and the present one gave any.
 *
 * A world's blocks point to it, those of scratch sessions and lanes to none.
 */
#ifndef HEAPGLASS_TINT_KEEP_H
#define HEAPGLASS_TINT_KEEP_H

#include "session/tint.h"
#include "session/world.h"

struct tint {
    enum tint_key wants;
    bool stale;
    unsigned shift; /* log2 of a grain */
    struct tint_sum *grains;
    size_t n, cap;
    size_t *at;        /* a ring of TINT_RING operations; NULL: none yet */
    uint32_t from, to; /* UINT32_MAX: nothing is written down */
};

enum { TINT_RING = 2 * HEAT_WINDOW };

/* NULL: no memory. */
struct tint *tint_new(void);
void tint_free(struct tint *); /* NULL is fine */
/* Another heap: nothing is known. */
void tint_forget(struct tint *);

/* A block of W is there now, or is about to go or to change: off the path of
 * those who want none. */
void tint_count_in(struct tint *, const struct world *, const struct block *);
void tint_count_out(struct tint *, const struct world *, const struct block *);
/* Operation OP gave out what starts at payload offset OFF. */
void tint_give(struct tint *, uint32_t op, size_t off);

static inline void
tint_in(const struct world *w, const struct block *block)
{
    if (w->blocks.tint && w->blocks.tint->wants != TINT_STATE)
        tint_count_in(w->blocks.tint, w, block);
}

static inline void
tint_out(const struct world *w, const struct block *block)
{
    if (w->blocks.tint && w->blocks.tint->wants != TINT_STATE)
        tint_count_out(w->blocks.tint, w, block);
}

static inline void
tint_given(const struct world *w, uint32_t op, size_t off)
{
    if (w->blocks.tint && w->blocks.tint->wants == TINT_HEAT)
        tint_give(w->blocks.tint, op, off);
}

/* --- for view_tint.c -------------------------------------------------------*/
/* The sums of all grains anew. False: no memory. */
bool tint_sum_all(struct tint *, const struct world *);
/* The grains [LO, HI) of bytes, both multiples of a grain. */
struct tint_sum tint_sum_of(const struct tint *, size_t lo, size_t hi);
/* Makes the ring if there is none; it knows of operations from OP on. */
bool tint_begin_ring(struct tint *, uint32_t op);
/* Does it know the window that ends with operation NOW? */
bool tint_knows_window(const struct tint *, uint32_t now);
/* Heat counts the operations after this one. */
static inline uint32_t
tint_window_start(uint32_t now)
{
    return now > HEAT_WINDOW ? now - HEAT_WINDOW : 0;
}

/* --- tint_heat.c -----------------------------------------------------------*/
/* view_tint_cells for heat, whose window is known; without memory nothing is.
 */
void tint_heat_cells(const struct session *, const struct tint_cells *,
                     struct tint_sum *sums);

#endif
