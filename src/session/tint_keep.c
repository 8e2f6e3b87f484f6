/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tint_keep.c: see tint_keep.h. A grain is 1 KiB, more on a heap that would
 * have more than a million of them: then two become one, so that memory stays
 * bounded by 16 MiB. The ring holds two windows of operations, so that a step
 * back needs no replay.
 */
#include "tint_keep.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_SHIFT = 10, MOST_GRAINS = 1 << 20 };
#define NO_RING UINT32_MAX /* in `from`: nothing is written down */

/* --- life ------------------------------------------------------------------*/
struct tint *
tint_new(void)
{
    struct tint *t = calloc(1, sizeof *t);
    if (t)
        tint_forget(t);
    return t;
}

void
tint_free(struct tint *t)
{
    if (!t)
        return;
    free(t->grains);
    free(t->at);
    free(t);
}

void
tint_forget(struct tint *t)
{
    t->stale = true;
    t->n = 0;
    t->shift = LEAST_SHIFT;
    t->from = t->to = NO_RING;
}

/* The blocks are those of moment OP, whatever they were before. */
void
tint_lost(struct tint *t, uint32_t op)
{
    t->stale = true;
    if (t->from == NO_RING)
        return;
    if (op > t->to || op < t->from)
        t->from = op;
    t->to = op;
}

/* --- grains ----------------------------------------------------------------*/
static void
add(struct tint_sum *to, struct tint_sum more)
{
    to->of += more.of;
    to->by += more.by;
}

/* What BLOCK adds; age: its birth, as the moment is not known yet. */
static struct tint_sum
sum_of_block(const struct tint *t, const struct world *w,
             const struct block *block)
{
    size_t size = world_block_size(w, block);
    switch (t->wants) {
    case TINT_CLASS:
        return (struct tint_sum){size, 1};
    case TINT_AGE:
        return (struct tint_sum){block->born, 1};
    case TINT_WASTE:
        return (struct tint_sum){size > block->asked ? size - block->asked : 0,
                                 size};
    default:
        return (struct tint_sum){0, 0};
    }
}

/* Two grains become one, until there is one for OFF. */
static void
coarsen_for(struct tint *t, size_t off)
{
    while (off >> t->shift >= MOST_GRAINS) {
        for (size_t i = 0; i < t->n; i++) {
            struct tint_sum sum = t->grains[i];
            if (i % 2 == 0)
                t->grains[i / 2] = sum;
            else
                add(&t->grains[i / 2], sum);
        }
        t->n = (t->n + 1) / 2;
        t->shift++;
    }
}

static struct tint_sum *
grain_of(struct tint *t, size_t off)
{
    size_t i, cap = t->cap ? t->cap : 1024;
    coarsen_for(t, off);
    i = off >> t->shift;
    while (cap <= i)
        cap *= 2;
    if (cap > t->cap) {
        struct tint_sum *grains = realloc(t->grains, cap * sizeof *grains);
        if (!grains)
            return NULL;
        t->grains = grains;
        t->cap = cap;
    }
    if (i >= t->n) {
        memset(&t->grains[t->n], 0, (i + 1 - t->n) * sizeof *t->grains);
        t->n = i + 1;
    }
    return &t->grains[i];
}

void
tint_count_in(struct tint *t, const struct world *w, const struct block *block)
{
    struct tint_sum *grain;
    if (t->stale || t->wants == TINT_HEAT || !block->off)
        return;
    grain = grain_of(t, block->off);
    if (grain)
        add(grain, sum_of_block(t, w, block));
    else
        t->stale = true;
}

void
tint_count_out(struct tint *t, const struct world *w, const struct block *block)
{
    struct tint_sum sum, *grain;
    if (t->stale || t->wants == TINT_HEAT || !block->off)
        return;
    if (block->off >> t->shift >= t->n) {
        t->stale = true;
        return;
    }
    sum = sum_of_block(t, w, block);
    grain = &t->grains[block->off >> t->shift];
    grain->of -= sum.of;
    grain->by -= sum.by;
}

bool
tint_sum_all(struct tint *t, const struct world *w)
{
    t->n = 0;
    t->shift = LEAST_SHIFT;
    t->stale = false;
    for (uint32_t slot = 0; slot < w->blocks.n_slots && !t->stale; slot++)
        if (w->blocks.slots[slot].id)
            tint_count_in(t, w, &w->blocks.slots[slot]);
    return !t->stale;
}

struct tint_sum
tint_sum_of(const struct tint *t, size_t lo, size_t hi)
{
    struct tint_sum sum = {0, 0};
    size_t stop = hi >> t->shift;
    stop = stop < t->n ? stop : t->n;
    for (size_t i = lo >> t->shift; i < stop; i++)
        add(&sum, t->grains[i]);
    return sum;
}

/* --- the ring --------------------------------------------------------------*/
bool
tint_begin_ring(struct tint *t, uint32_t op)
{
    if (!t->at)
        t->at = malloc(TINT_RING * sizeof *t->at);
    t->from = t->to = op;
    return t->at != NULL;
}

void
tint_give(struct tint *t, uint32_t op, size_t off)
{
    if (!t->at || t->from == NO_RING)
        return;
    t->from = op <= t->from ? op - 1 : t->from;
    t->to = op <= t->to ? op - 1 : t->to;
    if (op - t->to > TINT_RING)
        t->to = op - TINT_RING;
    for (uint32_t i = t->to + 1; i < op; i++)
        t->at[i % TINT_RING] = 0;
    t->at[op % TINT_RING] = off;
    t->to = op;
    if (t->to - t->from > TINT_RING)
        t->from = t->to - TINT_RING;
}

bool
tint_knows_window(const struct tint *t, uint32_t now)
{
    uint32_t least = now > HEAT_WINDOW ? now - HEAT_WINDOW : 0;
    return t->at && t->from <= least && t->to <= now;
}
