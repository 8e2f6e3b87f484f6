/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * target.h: the narrow seam between the session and a heap under observation.
 * Operations go in; figures, and where there are any, iterators and events
 * come out. Behind it stand heapglass's own allocator (target_heap.c) and an
 * allocator that can only be called (target_naive.c).
 */
#ifndef HEAPGLASS_TARGET_H
#define HEAPGLASS_TARGET_H

#include "allocator/check.h"
#include "allocator/heap.h"
#include "allocator/iter.h"

enum target_verb {
    TARGET_ALLOC,
    TARGET_CALLOC,
    TARGET_MEMALIGN,
    TARGET_REALLOC,
    TARGET_FREE,
    TARGET_COALESCE,
    TARGET_POKE
};

/* One operation, all in offsets. */
struct target_op {
    enum target_verb verb;
    size_t off;        /* REALLOC, FREE: the block; POKE: byte offset */
    size_t size;       /* bytes asked for; CALLOC: of one element */
    size_t n;          /* CALLOC: elements; POKE: bytes */
    size_t align;      /* MEMALIGN */
    const void *bytes; /* POKE */
};

struct target_result {
    enum heap_status status;
    size_t off;   /* where the payload is now; 0 if nowhere */
    size_t size;  /* block bytes there; 0: not known */
    size_t count; /* COALESCE: joins */
};

struct target {
    const struct target_ops *ops;
};

/* Every pointer below the line may be NULL: the target then cannot do that. */
struct target_ops {
    struct target_result (*apply)(struct target *, const struct target_op *);
    void (*figures)(struct target *, struct heap_figures *);
    void (*free)(struct target *);
    /* ------------------------------------------------------------------ */
    /* The heap, for the allocator's iterators, fields and checker. */
    const struct heap *(*heap)(const struct target *);
    void (*observe)(struct target *, heap_observer *, void *context);
    /* ------------------------------------------------------------------ */
    /* All or none: many operations while nobody looks (heap_state.h). Between
     * rest and wake the heap itself is called, and images are taken of it. */
    void (*rest)(struct target *);
    void (*wake)(struct target *);
    struct heap *(*own)(struct target *);
};

/* Our allocator. Caller owns; NULL: no address space. */
struct target *target_heap_new(const struct heap_config *);
/* mm-naive, as the malloc lab hands it out: bumps a pointer, reuses nothing;
 * no iterator, no events. LIMIT 0: 1 GiB. Caller owns; NULL: no memory. */
struct target *target_naive_new(size_t limit);

#endif
