/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slot_table.c: see slot_table.h.
 */
#include "slot_table.h"

#include <stdlib.h>
#include <string.h>

void
slot_table_done(struct slot_table *t)
{
    for (size_t i = 0; i < t->n_pieces; i++)
        free(t->pieces[i]);
    free(t->pieces);
    *t = (struct slot_table){0};
}

static bool
reserve_pieces(struct slot_table *t, size_t n)
{
    size_t wider = t->n_pieces ? t->n_pieces : 16;
    uint32_t **pieces;
    if (n <= t->n_pieces)
        return true;
    while (wider < n)
        wider *= 2;
    pieces = realloc(t->pieces, wider * sizeof *pieces);
    if (!pieces)
        return false;
    memset(pieces + t->n_pieces, 0, (wider - t->n_pieces) * sizeof *pieces);
    t->pieces = pieces;
    t->n_pieces = wider;
    return true;
}

bool
slot_table_reserve(struct slot_table *t, size_t key)
{
    size_t piece = key >> SLOT_PIECE_SHIFT;
    if (!reserve_pieces(t, piece + 1))
        return false;
    if (!t->pieces[piece])
        t->pieces[piece] = calloc(SLOT_PIECE, sizeof *t->pieces[piece]);
    return t->pieces[piece] != NULL;
}

void
slot_table_put_far(struct slot_table *t, size_t key, uint32_t slot)
{
    if (slot_table_reserve(t, key))
        slot_table_put(t, key, slot);
    else
        t->is_lossy = true;
}
