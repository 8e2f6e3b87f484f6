/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subject.h: an allocator to be judged. Behind it stand our policies, the C
 * library's malloc, and in the tests allocators with planted faults.
 */
#ifndef HEAPGLASS_SUBJECT_H
#define HEAPGLASS_SUBJECT_H

#include "allocator/policy.h"

#include <stdbool.h>
#include <stddef.h>

struct subject {
    const char *name; /* "segregated", "libc"; the subject's */
    void *self;       /* first argument of every call */

    void *(*malloc)(void *self, size_t size);
    void *(*realloc)(void *self, void *p, size_t size);
    void (*free)(void *self, void *p);
    void (*done)(void *self); /* ends the subject's life */
    /* --- each of these may be NULL: the subject cannot tell ---------------- */
    /* Empty, as at the start, everything forgotten. NULL: free it all. */
    void (*reset)(void *self);
    /* Why the last call failed or was refused, "too-large: ..."; NULL: it was
     * not. */
    const char *(*trouble)(void *self);
    /* The memory that payloads must lie in: [*lo, *hi). */
    void (*bounds)(void *self, const char **lo, const char **hi);
    size_t (*heap_size)(void *self); /* high-water, bytes */
    /* Block bytes of allocated P, with all its bookkeeping. */
    size_t (*block_size)(void *self, void *p);
    /* Block bytes for ASKED: rounded to 16 and the minimum; and the smallest
     * that this layout can make. The two differ for powers of two. */
    size_t (*min_block)(void *self, size_t asked);
    size_t (*fit_block)(void *self, size_t asked);
    size_t overhead; /* bytes of a block that are not payload: its header */
    /* Is everything consistent inside? */
    bool (*check)(void *self);
};

/* Caller owns the result and calls ->done. False: no address space. */
bool subject_heap(struct subject *, const struct policy *);
void subject_libc(struct subject *);

#endif
