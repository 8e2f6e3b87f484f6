/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.h: what the session knows of the live blocks: their numbers, where
 * they are, what was asked for, when they were born; found by number, by offset
 * and by a trace's id. Of the dead it keeps the latest; grave.c finds the
 * others by replaying. Private to src/session.
 *
 * A record lies in a slot, and slots are used again, so that memory follows
 * the blocks that are live and not all there ever were.
 */
#ifndef HEAPGLASS_BLOCKS_H
#define HEAPGLASS_BLOCKS_H

#include "session/slot_table.h"

struct block {
    size_t off;       /* payload offset; of a free slot: the next free one; 0:
                         it is hollow, see below */
    size_t size;      /* block bytes; 0: the heap knows (block_bytes) */
    size_t asked;     /* payload bytes asked for */
    int64_t trace_id; /* -1: not from a trace; below that: -2 less the id of
                         a trace that lost it (block_trace_id) */
    uint32_t id;      /* its number; 0: the slot is free */
    uint32_t born;    /* operation that allocated it */
};

/* In a lane of a race an allocation may be refused that was done elsewhere. Its
 * number, and what a trace calls it, then mean a hollow block: a record without
 * bytes, asked 0, which is freed like others, and counts for nothing. */

/* A block that died, as it was. */
struct grave {
    struct block block;
    uint32_t died; /* operation that freed it */
    bool by_hand;  /* typed, not the trace */
};

/* Blocks start at multiples of this, at most one at each. */
enum { BLOCK_UNIT = 16 };

/* The block that a trace's id means: it is live if the record in its slot has
 * its number and the id. Number 0: none so far, or forgotten. */
struct meant {
    uint32_t slot, id;
};
/* The same of ids that are too high for an array. */
struct wide_id {
    int64_t trace_id;
    struct meant meant;
    bool used;
};

/* Live blocks in address order, for targets that cannot list their own. A
 * place may be stale: its block died or moved. */
struct block_place {
    size_t off;
    uint32_t id;
};
struct block_order {
    struct block_place *places;
    size_t n, cap, n_stale;
};

/* The latest dead: every death after operation `since` is among them. */
enum { MOST_GRAVES = 4096 };
struct graves {
    struct grave *all; /* a ring */
    uint32_t first, n, cap;
    uint32_t since;
};

struct tint; /* tint_keep.h */

struct blocks {
    struct tint *tint; /* told of what comes and goes; NULL: nobody is */
    struct block *slots;
    uint32_t n_slots, cap;
    uint32_t free_slot; /* 0: none, else slot + 1 */
    uint32_t n;         /* numbers given out */
    size_t n_live;      /* the hollow not counted */
    /* Up to date only while `indexed`; blocks_index makes them so. */
    bool indexed;
    struct slot_table by_number; /* key: number - 1 */
    struct slot_table by_off;    /* key: payload offset / BLOCK_UNIT */
    struct meant *small_ids;     /* of a trace's ids below n_small_ids */
    size_t n_small_ids;
    size_t n_used_ids; /* no higher one of them ever meant anything */
    struct wide_id *wide_ids;
    size_t n_wide, cap_wide;
    /* What ids mean that have no live block is not known: of another moment. */
    bool is_unsure;
    struct graves graves;
    struct block_order order; /* empty unless in_order */
    bool in_order;
};

/* N_SMALL_IDS: trace ids below it are looked up without hashing; traces count
 * theirs from 0 or 1. False: no memory, nothing to undo. */
bool blocks_init(struct blocks *, bool in_order, size_t n_small_ids);
void blocks_done(struct blocks *);
/* No live blocks, N numbers given out, nothing known of the dead up to OP. What
 * a trace's ids mean that have no live block is then unknown. */
void blocks_clear(struct blocks *, uint32_t n, uint32_t op);

/* Makes room for one more block, so that blocks_add cannot fail. */
bool blocks_reserve(struct blocks *, int64_t trace_id);
/* A new live block, whose id is filled in; its slot. */
uint32_t blocks_add(struct blocks *, const struct block *);
/* After blocks_clear: N slots, to be filled as they were when there were N, and
 * then blocks_restored. False: no memory. */
bool blocks_restore(struct blocks *, uint32_t n_slots);
void blocks_restored(struct blocks *, uint32_t free_slot);
void blocks_kill(struct blocks *, uint32_t slot, uint32_t op, bool by_hand);
/* A hollow block that moves is hollow no longer. */
void blocks_move(struct blocks *, uint32_t slot, size_t off);
/* Ends is_unsure: MEANING answers the number that a trace's id means, live or
 * dead; 0: none. */
typedef uint32_t blocks_meaning(const void *context, int64_t trace_id);
void blocks_learn(struct blocks *, blocks_meaning *, const void *context);
/* For blocks_clear: those that the tint counted are not there any more. */
void tint_lost(struct tint *, uint32_t op);
/* A trace's id means the null pointer again. */
void blocks_forget_trace_id(struct blocks *, int64_t trace_id);
/* From now on the indexes by number and offset are not kept, nor graves, until
 * blocks_index, which takes a walk of the live blocks. */
void blocks_rest(struct blocks *);
bool blocks_index(struct blocks *, uint32_t op);
/* Of the dead up to operation OP nothing is known any more. */
void blocks_forget_graves(struct blocks *, uint32_t op);

/* Room for N more blocks, and while they are kept in the index by number; for N
 * more trace ids too high for the array. */
bool blocks_reserve_slots(struct blocks *, uint32_t n);
bool blocks_reserve_numbers(struct blocks *, uint32_t n);
bool blocks_reserve_wide_ids(struct blocks *, uint32_t n);

/* --- finding ---------------------------------------------------------------*/
/* Live blocks; NULL: no such one, or it is hollow. */
const struct block *blocks_get(const struct blocks *, uint32_t id);
const struct block *blocks_at(const struct blocks *, size_t off);
/* Slots of live blocks, the hollow too; NO_SLOT: none. */
uint32_t blocks_slot(const struct blocks *, uint32_t id);
/* *ID: the number of the block that a trace's id means, live or dead; 0: none.
 * While is_unsure it says nothing about the dead. */
uint32_t blocks_slot_of_trace(const struct blocks *, int64_t trace_id,
                              uint32_t *id);
/* The id that the trace gave it; -1: none. */
int64_t block_trace_id(const struct block *);
/* Among the latest dead; NULL: not there. */
const struct grave *blocks_grave(const struct blocks *, uint32_t id);
const struct grave *blocks_grave_at(const struct blocks *, size_t off);

/* --- at rest ---------------------------------------------------------------*/
/* The same for the ids of an array, inline: blocks.c and the player at rest. */
static inline bool
blocks_is_meant(const struct blocks *b, struct meant meant, int64_t trace_id)
{
    return meant.slot < b->n_slots && b->slots[meant.slot].id == meant.id &&
           meant.id && b->slots[meant.slot].trace_id == trace_id;
}

static inline uint32_t
blocks_take_slot(struct blocks *b)
{
    uint32_t slot = b->free_slot;
    if (!slot)
        return b->n_slots++;
    b->free_slot = (uint32_t)b->slots[slot - 1].off;
    return slot - 1;
}

static inline void
blocks_leave_slot(struct blocks *b, uint32_t slot)
{
    b->slots[slot].id = 0;
    b->slots[slot].off = b->free_slot;
    b->free_slot = slot + 1;
    b->n_live--;
}

/* A block that is at OFF now, in SLOT, is found there: of a damaged heap, which
 * can hand an offset out twice, the newer one. */
static inline void
blocks_note_off(struct blocks *b, size_t off, uint32_t slot)
{
    slot_table_put(&b->by_off, off / BLOCK_UNIT, slot);
}

/* --- in address order ------------------------------------------------------*/
/* The first place whose block starts at OFF or after it; n: none. */
size_t blocks_place_from(const struct blocks *, size_t off);
/* The block at a place, or NULL when the place is stale. */
const struct block *blocks_place(const struct blocks *, size_t place);

#endif
