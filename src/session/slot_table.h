/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * slot_table.h: slots by a key that is a small number, such as a block's
 * number, or the unit of 16 bytes at which it starts. Private to src/session.
 *
 *     pieces   | 0 | 1 | - | 3 | ...     of 4096 keys each; -: none so far
 *                    |
 *                    slot + 1; 0: never put
 *
 * What is put stays, until the key is put again: an entry may be stale, and
 * whoever finds a slot there looks whether its record has the key. So a block
 * that dies costs nothing here, and one that is born a single write. Memory
 * follows the keys that were put.
 */
#ifndef HEAPGLASS_SLOT_TABLE_H
#define HEAPGLASS_SLOT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SLOT_PIECE_SHIFT = 12, SLOT_PIECE = 1 << SLOT_PIECE_SHIFT };
#define NO_SLOT UINT32_MAX

struct slot_table {
    uint32_t **pieces;
    size_t n_pieces;
    bool is_lossy; /* there was no memory for some entry */
};

void slot_table_done(struct slot_table *);
/* Room for key KEY. False: no memory. */
bool slot_table_reserve(struct slot_table *, size_t key);
/* Makes room, or notes that the entry is lost. */
void slot_table_put_far(struct slot_table *, size_t key, uint32_t slot);

/* Where slot + 1 is to be written for KEY; NULL: there is no room so far. */
static inline uint32_t *
slot_table_entry(struct slot_table *t, size_t key)
{
    size_t piece = key >> SLOT_PIECE_SHIFT;
    if (piece >= t->n_pieces || !t->pieces[piece])
        return NULL;
    return &t->pieces[piece][key & (SLOT_PIECE - 1)];
}

static inline void
slot_table_put(struct slot_table *t, size_t key, uint32_t slot)
{
    uint32_t *entry = slot_table_entry(t, key);
    if (entry)
        *entry = slot + 1;
    else
        slot_table_put_far(t, key, slot);
}

/* What was put last for KEY; NO_SLOT: nothing. */
static inline uint32_t
slot_table_get(const struct slot_table *t, size_t key)
{
    size_t piece = key >> SLOT_PIECE_SHIFT;
    if (piece >= t->n_pieces || !t->pieces[piece])
        return NO_SLOT;
    return t->pieces[piece][key & (SLOT_PIECE - 1)] - 1;
}

#endif
