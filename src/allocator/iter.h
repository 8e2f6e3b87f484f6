/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * iter.h: the only way to look at a heap's blocks. Iterators belong to the
 * caller, need no clean-up, copy results out, and survive a damaged heap.
 */
#ifndef HEAPGLASS_ITER_H
#define HEAPGLASS_ITER_H

#include "heap.h"

enum block_state { BLOCK_FREE, BLOCK_USED };
enum { LIST_NONE = 0xffff };

struct block_info {
    size_t off;   /* payload offset */
    size_t start; /* byte offset of the block's first byte (its header) */
    size_t size;  /* block bytes: the block is [start, start + size) */
    enum block_state state;
    unsigned list; /* free: the list it belongs on by its size; else
                      LIST_NONE (also where the policy keeps no lists) */
};

enum iter_step {
    ITER_BLOCK,  /* a block was copied out */
    ITER_END,    /* no more */
    ITER_STALE,  /* the heap has changed since the iterator was opened */
    ITER_CORRUPT /* the bookkeeping at info->start makes no sense; a hardened
                    heap goes on at the next known block start, with
                    info->size the bytes skipped; others then answer END */
};

struct block_iter {
    const struct heap *heap;
    size_t off;    /* payload offset of the block the next step answers;
                      backwards: the block that ends there */
    size_t lo, hi; /* byte range asked for */
    uint64_t epoch;
};

/* From the block that covers byte LO up to the one that covers HI - 1.
 * Hardened heaps find it at once, others walk from the start. */
void block_iter_open(struct block_iter *, const struct heap *, size_t lo,
                     size_t hi);
/* To answer the last block of the range first: then block_iter_prev. */
void block_iter_open_end(struct block_iter *, const struct heap *, size_t lo,
                         size_t hi);
enum iter_step block_iter_next(struct block_iter *, struct block_info *);
enum iter_step block_iter_prev(struct block_iter *, struct block_info *);
/* The block that covers byte AT; false when none (or damage) does. */
bool block_at(const struct heap *, size_t at, struct block_info *);

/* --- free lists ------------------------------------------------------------*/
struct list_info {
    size_t min, max; /* block bytes this list is for; max SIZE_MAX: no limit */
    size_t n, bytes; /* blocks on it and their bytes (hardened heaps) */
};
/* 0 where the policy keeps no lists (implicit). */
unsigned heap_n_lists(const struct heap *);
struct list_info heap_list(const struct heap *, unsigned list);

struct free_iter {
    const struct heap *heap;
    size_t off;  /* the block the next step answers */
    size_t left; /* steps until the cap */
    uint64_t epoch;
};
/* In list order, CAP blocks at most (cycles end there). */
void free_iter_open(struct free_iter *, const struct heap *, unsigned list,
                    size_t cap);
/* ITER_CORRUPT: a link leads to what is no free block; info->start is the
 * offset the link holds. */
enum iter_step free_iter_next(struct free_iter *, struct block_info *);

/* --- zoomed out ------------------------------------------------------------*/
/* What lies in one cell's bytes. used + free + own = the bytes of the cell
 * that lie inside the heap. */
struct heap_cell {
    size_t used, free, own;
    unsigned n_used, n_free; /* block starts in the cell */
    unsigned n_changes;      /* places where used becomes free or free used:
                                none, 1, or CHANGES_MANY */
    size_t change;           /* n_changes == 1: its offset from the cell's lo */
    enum block_state first;  /* of the first block byte in the cell, unless
                                there are many changes */
};
enum { CHANGES_MANY = 2 };
/* Divides [LO, HI) into N equal cells, fills as many as lie before the heap's
 * end and answers how many. A damaged part counts as own. In a hardened heap
 * that was never poked, cells of 4 KiB and more cost what their pages cost,
 * whatever the number of blocks. */
size_t heap_summarize(const struct heap *, size_t lo, size_t hi,
                      struct heap_cell *cells, size_t n);

#endif
