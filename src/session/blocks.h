/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * blocks.h: what the session knows of every block there ever was, by number:
 * where it is or was, what was asked for, when it lived. Live ones are found
 * by offset and by a trace's id too. Private to src/session.
 */
#ifndef HEAPGLASS_BLOCKS_H
#define HEAPGLASS_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 40 bytes each: ten million are nothing out of the ordinary. */
struct block {
    size_t off;       /* payload offset; freed: as it was */
    size_t size;      /* block bytes; freed: as it was, before joining */
    size_t asked;     /* payload bytes asked for */
    int64_t trace_id; /* -1: not from a trace, or the null id */
    uint32_t born;    /* operation that allocated it */
    uint32_t died;    /* operation that freed it; 0: live */
};

/* Numbers found by a key; the key itself stands in the block's record. */
struct block_index {
    uint32_t *slots; /* a power of two of them; 0: empty */
    size_t n_slots, n;
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

struct blocks {
    struct block *all; /* all[id - 1] */
    uint32_t n, cap;
    size_t n_live;
    struct block_index by_off;   /* live blocks */
    struct block_index by_trace; /* the block that a trace's id means now; it
                                    may be freed */
    uint32_t *small_ids;         /* the same for ids below n_small_ids, by id */
    size_t n_small_ids;
    struct block_order order; /* empty unless in_order */
    bool in_order;
};

/* N_SMALL_IDS: trace ids below it are looked up without hashing; traces count
 * theirs from 0 or 1. False: no memory, nothing to undo. */
bool blocks_init(struct blocks *, bool in_order, size_t n_small_ids);
void blocks_done(struct blocks *);

/* Makes room for one more block, so that blocks_add cannot fail. */
bool blocks_reserve(struct blocks *);
/* A new live block; its number. */
uint32_t blocks_add(struct blocks *, const struct block *);
void blocks_kill(struct blocks *, uint32_t id, uint32_t op);
void blocks_move(struct blocks *, uint32_t id, size_t off);
/* A trace's id means the null pointer again. */
void blocks_forget_trace_id(struct blocks *, uint32_t id);

/* NULL: no such number. */
const struct block *blocks_get(const struct blocks *, uint32_t id);
struct block *blocks_edit(struct blocks *, uint32_t id);
bool block_is_live(const struct block *);

/* Numbers; 0: none. */
uint32_t blocks_at(const struct blocks *, size_t off);
uint32_t blocks_of_trace(const struct blocks *, int64_t trace_id);

/* --- in address order ------------------------------------------------------*/
/* The first place whose block starts at OFF or after it; n: none. */
size_t blocks_place_from(const struct blocks *, size_t off);
/* The number at a place, or 0 when the place is stale. */
uint32_t blocks_place_id(const struct blocks *, size_t place);

#endif
