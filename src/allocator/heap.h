/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap.h: one heap, an instance. Several live side by side, each over its own
 * arena (reserved address space that grows like sbrk).
 *
 * Offsets count bytes from the start of the arena's block region. Unless a
 * name says otherwise an offset is a payload offset: a multiple of 16, never
 * 0 (0 means "none"). A block is its bookkeeping and its payload together;
 * it starts a header before its payload.
 *
 * No call prints, logs, exits or takes a lock; a heap belongs to one thread.
 */
#ifndef HEAPGLASS_HEAP_H
#define HEAPGLASS_HEAP_H

#include "event.h"
#include "policy.h"
#include "status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap;

enum { HEAP_ALIGN = 16 };

struct heap_config {
    struct policy policy;
    size_t limit;  /* most bytes the block region may have; 0: as much as can
                      be reserved, 64 GiB at most */
    bool hardened; /* keep the side tables: exact answers to misuse, counters,
                      quick seeking. Off: the library's fast path */
};

/* --- life ------------------------------------------------------------------*/
/* Caller owns the result; heap_delete. NULL: no address space. */
struct heap *heap_new(const struct heap_config *);
void heap_delete(struct heap *); /* NULL is fine */
void heap_reset(struct heap *);  /* empty again, as new; keeps the arena */

/* --- operations: pointers in and out, 16-byte aligned ----------------------*/
/* NULL: no memory or too large (heap_last_status tells), heap unharmed.
 * Size 0 gives a smallest block. */
void *heap_malloc(struct heap *, size_t size);
void *heap_calloc(struct heap *, size_t n, size_t size);
void *heap_memalign(struct heap *, size_t align, size_t size);
/* NULL pointer: malloc. Size 0: frees, returns NULL with HEAP_OK. On failure
 * NULL, and the old block is as it was. */
void *heap_realloc(struct heap *, void *, size_t size);
enum heap_status heap_free(struct heap *, void *); /* NULL: HEAP_OK */
/* Joins all free neighbours (deferred coalescing). Answers how many joins;
 * 0 with the joining choice `off`. */
size_t heap_coalesce(struct heap *);
/* Of the last operation: HEAP_OK, or why it returned NULL. */
enum heap_status heap_last_status(const struct heap *);
/* Bytes the caller may use at P; 0 for NULL or a pointer that is no block. */
size_t heap_usable_size(const struct heap *, const void *p);

/* The most bytes the block region may have from now on, within what was
 * reserved; never less than it has. 0: all that was reserved. */
void heap_set_limit(struct heap *, size_t limit);

/* --- pointers and offsets --------------------------------------------------*/
size_t heap_offset(const struct heap *, const void *p); /* 0 outside */
void *heap_pointer(const struct heap *, size_t off);    /* any byte offset */

/* --- figures, all O(1) or nearly; none walks the heap ----------------------*/
struct heap_figures {
    size_t heap;        /* bytes of the block region in use; never shrinks */
    size_t limit;       /* most it may have */
    size_t used_blocks; /* the rest: hardened heaps only, else 0 */
    size_t used_bytes;  /* block bytes of allocated blocks */
    size_t free_blocks;
    size_t free_bytes;
    size_t largest_free; /* block bytes of the largest free block */
};
void heap_get_figures(struct heap *, struct heap_figures *);
size_t heap_size(const struct heap *);
uint64_t heap_epoch(const struct heap *); /* changes with every mutation */
const struct policy *heap_policy(const struct heap *);
/* What a request of ASKED bytes needs: those, header, footer if any, rounded
 * up to 16 and to the layout's smallest block; 0 when too large. */
size_t heap_min_block(const struct heap *, size_t asked);
/* The smallest block this layout can make of it: the same, but for buddies,
 * whose blocks are powers of two. */
size_t heap_fit_block(const struct heap *, size_t asked);

/* --- where the bookkeeping lies --------------------------------------------*/
struct heap_shape {
    const char *layout; /* "tagged", "textbook", "buddy" */
    size_t header;      /* header bytes before each payload */
    size_t overhead;    /* bytes of an allocated block that are not payload */
    size_t min_block, max_block;
    size_t front, back; /* arena's own bytes before the first block's start
                           and after the last block's end */
    /* Blocks are powers of two, at multiples of their sizes counted from the
     * first block, and join with their buddies only. */
    bool buddies;
};
struct heap_shape heap_get_shape(const struct heap *);
/* heap_min_block of what is not too large. */
static inline size_t
heap_shape_fit(const struct heap_shape *shape, size_t asked)
{
    size_t size = (asked + shape->overhead + (HEAP_ALIGN - 1)) &
                  ~(size_t)(HEAP_ALIGN - 1);
    return size < shape->min_block ? shape->min_block : size;
}
/* The payload offset of the buddy of a block of SIZE at OFF: the other half of
 * the block that it was split from, or would be; an upper half may lie beyond
 * the heap's end. 0: the largest block has none, nor have other layouts. */
size_t heap_buddy_of(const struct heap *, size_t off, size_t size);

enum heap_field_kind {
    FIELD_OWN, /* the arena's own: padding, prologue, epilogue */
    FIELD_HEADER,
    FIELD_PAYLOAD, /* allocated: what the caller may use */
    FIELD_NEXT,    /* free: list links; value is a payload offset, 0 none */
    FIELD_PREV,
    FIELD_SPACE, /* free: unused bytes */
    FIELD_FOOTER
};
struct heap_field {
    enum heap_field_kind kind;
    size_t at, size; /* byte offset of its first byte, bytes */
    uint64_t value;  /* HEADER, FOOTER: the raw word; NEXT, PREV: the offset */
};
enum { HEAP_MAX_FIELDS = 6 };
/* The fields of the block with payload offset OFF, in address order; they
 * tile the block. Answers how many; 0 when no sane block is there. */
size_t heap_block_fields(const struct heap *, size_t off,
                         struct heap_field fields[HEAP_MAX_FIELDS]);
/* The same of a block that could be there; all values are 0. */
size_t heap_plan_fields(const struct heap *, size_t off, size_t size, bool used,
                        struct heap_field fields[HEAP_MAX_FIELDS]);
/* What a raw header or footer word says. */
struct heap_word {
    size_t size;
    bool used, prev_used;
    bool knows_prev; /* does the word have a previous-block bit? */
};
struct heap_word heap_decode_word(const struct heap *, uint64_t raw);

/* --- damage, on purpose ----------------------------------------------------*/
/* Writes N bytes at byte offset AT; HEAP_OUTSIDE if not within the heap. */
enum heap_status heap_poke(struct heap *, size_t at, const void *bytes,
                           size_t n);
/* Reads; answers how many bytes there were up to the heap's end. */
size_t heap_peek(const struct heap *, size_t at, void *bytes, size_t n);

/* --- watching --------------------------------------------------------------*/
/* One observer at a time; NULL function: none. */
void heap_observe(struct heap *, heap_observer *, void *context);

#endif
