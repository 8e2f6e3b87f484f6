/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_internal.h: what the allocator's files share: the heap, its control
 * record, the layout's and the policy's tables of functions.
 *
 * A block is named by its payload offset, `b` throughout: a multiple of 16,
 * counted from the start of the block region. Its header lies before it. The
 * heap's end is written like a block too: b == end is the epilogue, a block
 * of size 0 that is always in use.
 */
#ifndef HEAPGLASS_HEAP_INTERNAL_H
#define HEAPGLASS_HEAP_INTERNAL_H

#include "allocator/arena.h"
#include "allocator/heap.h"

#include <string.h>

enum { MAX_LISTS = 512 };

/* Lives in the arena's control part. No pointers. Zero is an empty start. */
struct control {
    uint64_t epoch;
    size_t end;   /* bytes of the block region in use, epilogue included */
    size_t rover; /* next fit: where the next search starts; 0: the start */
    bool poked;   /* bytes were overwritten: headers may lie */
    /* Hardened heaps: */
    size_t used_blocks, used_bytes, free_blocks, free_bytes;
    /* Lists of free blocks, by payload offset; 0: empty. */
    uint64_t filled[MAX_LISTS / 64]; /* bit i: list i has blocks; bins.h */
    size_t head[MAX_LISTS];
    size_t tail[MAX_LISTS];        /* explicit lists, and hardened heaps */
    size_t list_blocks[MAX_LISTS]; /* hardened heaps */
    size_t list_bytes[MAX_LISTS];
};

struct layout;
struct policy_ops;

struct heap {
    struct heap *self; /* the heap itself, in a copy too (define.h) */
    char *blocks;      /* start of the block region */
    struct control *control;
    heap_observer *observer;
    void *observer_context;
    const struct policy_ops *ops;
    const struct layout *layout;
    bool hardened;  /* now: the side tables are kept */
    bool resting;   /* made hardened, and is not now (heap_state.h) */
    bool brisk;     /* hardened, and for now without guards (heap_state.h) */
    unsigned found; /* an index's note from find to unlink_found */
    enum heap_status last;
    struct policy policy;
    struct arena arena;
    uint64_t past_epoch; /* while an image is taken: the highest so far */
};

/* What a policy gives heap.c; each policy file defines its own by handing a
 * layout and an index to the mechanics. Sizes are payload bytes asked for. On
 * failure NULL or 0, with heap->last saying why. */
struct policy_ops {
    /* The same for heaps neither hardened nor observed, and for brisk ones;
     * NULL: this is one of them. */
    const struct policy_ops *plain, *brisk;
    const struct layout *layout;
    /* malloc, realloc and free set heap->last in any case: nothing is between
     * them and the caller. */
    void *(*malloc)(struct heap *, size_t size);
    size_t (*memalign)(struct heap *, size_t align, size_t size);
    /* These two check P. Where the block is now. */
    size_t (*realloc)(struct heap *, const void *p, size_t size);
    enum heap_status (*free)(struct heap *, const void *p);
    /* A free block of NEED block bytes at the heap's end, on no list. */
    size_t (*grow)(struct heap *, size_t need);
    size_t (*coalesce)(struct heap *);
    /* Lists, for looking. */
    unsigned n_lists;
    unsigned (*list_of)(size_t size); /* NULL: no lists */
    void (*list_range)(unsigned list, size_t *min, size_t *max);
};

/* Gives the heap the operations for what it is now: hardened, observed. */
void heap_choose_ops(struct heap *);

extern const struct policy_ops policy_implicit_tagged;
extern const struct policy_ops policy_implicit_textbook;
extern const struct policy_ops policy_explicit_tagged;
extern const struct policy_ops policy_explicit_textbook;
extern const struct policy_ops policy_segregated_tagged;
extern const struct policy_ops policy_tlsf_tagged;
extern const struct policy_ops policy_buddy;

/* Part of the one function that a policy becomes. */
#define MECHANIC static inline __attribute__((always_inline))

MECHANIC void *
to_pointer(const struct heap *heap, size_t b)
{
    return b ? heap->blocks + b : NULL;
}

#define NEVER_INLINE __attribute__((noinline))

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Tells the observer, if there is one. HEAP_NO_EVENTS compiles it out, to
 * measure what the hook costs. */
#ifdef HEAP_NO_EVENTS
#define IS_TOLD(heap, l) ((void)(heap), (void)(l), false)
#else
#define IS_TOLD(heap, l)                                                       \
    ((l)->way == WAY_WATCHED && UNLIKELY((heap)->observer != NULL))
#endif
#define TELL(heap, l, ...)                                                     \
    do {                                                                       \
        if (IS_TOLD(heap, l))                                                  \
            (heap)->observer((heap)->observer_context,                         \
                             &(struct heap_event){__VA_ARGS__});               \
    } while (0)

#endif
