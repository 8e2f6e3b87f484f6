/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * define.h: makes a policy of a layout, an index and the mechanics. A policy's
 * file includes this and names the two as constants.
 */
#ifndef HEAPGLASS_DEFINE_H
#define HEAPGLASS_DEFINE_H

#include "allocator/resize.h"

/* The three tables of a policy, for functions of these names. */
/* clang-format off */
#define POLICY_TABLES(NAME, LAYOUT, N_LISTS, LIST_OF, LIST_RANGE)              \
    POLICY_TABLE(NAME##_plain, NULL, NULL, NAME, NAME, LAYOUT, N_LISTS,        \
                 LIST_OF, LIST_RANGE);                                         \
    POLICY_TABLE(NAME##_brisk, NULL, NULL, NAME, NAME##_brisk, LAYOUT,         \
                 N_LISTS, LIST_OF, LIST_RANGE);                                \
    POLICY_TABLE(NAME, &policy_##NAME##_plain, &policy_##NAME##_brisk, NAME,   \
                 NAME, LAYOUT, N_LISTS, LIST_OF, LIST_RANGE)

/* One of them. WAY's malloc, realloc and free; REST's grow and coalesce; NAME's
 * memalign. */
#define POLICY_TABLE(WAY, PLAIN, BRISK, NAME, REST, LAYOUT, N_LISTS, LIST_OF,  \
                     LIST_RANGE)                                               \
    const struct policy_ops policy_##WAY = {                                   \
        .plain = (PLAIN),                                                      \
        .brisk = (BRISK),                                                      \
        .layout = &(LAYOUT),                                                   \
        .malloc = WAY##_malloc,                                                \
        .memalign = NAME##_memalign,                                           \
        .realloc = WAY##_realloc,                                              \
        .free = WAY##_free,                                                    \
        .grow = REST##_grow,                                                   \
        .coalesce = REST##_coalesce,                                           \
        .n_lists = (N_LISTS),                                                  \
        .list_of = (LIST_OF),                                                  \
        .list_range = (LIST_RANGE),                                            \
    }

/* Defines the functions of policy_ops NAME for a layout and an index: watched,
 * brisk and plain. */
#define POLICY_DEFINE(NAME, LAYOUT, INDEX, N_LISTS, LIST_OF, LIST_RANGE)       \
    POLICY_WATCHED(NAME, LAYOUT, INDEX)                                        \
    POLICY_FAST(NAME##_plain, PLAIN_HEAP, LAYOUT##_plain, INDEX)               \
    POLICY_FAST(NAME##_brisk, BRISK_HEAP, LAYOUT##_brisk, INDEX)               \
    POLICY_REST(NAME##_brisk, LAYOUT##_brisk, INDEX)                           \
    POLICY_TABLES(NAME, LAYOUT, N_LISTS, LIST_OF, LIST_RANGE)

#define POLICY_WATCHED(NAME, LAYOUT, INDEX)                                    \
    static void *NAME##_malloc(struct heap *heap, size_t size)                 \
    {                                                                          \
        heap->last = HEAP_OK;                                                  \
        return to_pointer(heap, mech_alloc(heap, &(LAYOUT), &(INDEX), size));  \
    }                                                                          \
    static size_t NAME##_realloc(struct heap *heap, const void *p,             \
                                 size_t size)                                  \
    {                                                                          \
        heap->last = guard_pointer(heap, p);                                   \
        return heap->last ? 0                                                  \
                          : mech_realloc(heap, &(LAYOUT), &(INDEX),            \
                                         guard_block_of(heap, p), size);       \
    }                                                                          \
    static enum heap_status NAME##_free(struct heap *heap, const void *p)      \
    {                                                                          \
        heap->last = guard_pointer(heap, p);                                   \
        if (heap->last == HEAP_OK)                                             \
            heap->last =                                                       \
                mech_free(heap, &(LAYOUT), &(INDEX), guard_block_of(heap, p)); \
        return heap->last;                                                     \
    }                                                                          \
    static size_t NAME##_memalign(struct heap *heap, size_t align,             \
                                  size_t size)                                 \
    {                                                                          \
        return mech_memalign(heap, &(LAYOUT), &(INDEX), align, size);          \
    }                                                                          \
    POLICY_REST(NAME, LAYOUT, INDEX)

/* What the others ask for through the table. */
#define POLICY_REST(WAY, LAYOUT, INDEX)                                        \
    static size_t WAY##_grow(struct heap *heap, size_t need)                   \
    {                                                                          \
        return mech_grow(heap, &(LAYOUT), &(INDEX), need);                     \
    }                                                                          \
    static size_t WAY##_coalesce(struct heap *heap)                            \
    {                                                                          \
        return mech_coalesce(heap, &(LAYOUT), &(INDEX));                       \
    }

/* The plain way works on a copy of the heap that nothing else can reach, so
 * that the compiler keeps what it has read of it in registers while blocks are
 * written; what must be known outside, such as the last status, goes through
 * its `self`. The brisk way asks too much of the heap for that to pay. */
#define PLAIN_HEAP(heap)                                                       \
    struct heap copy = *(heap);                                                \
    struct heap *at = &copy;
#define BRISK_HEAP(heap) struct heap *at = (heap);

/* HEAP: one of these two. */
#define POLICY_FAST(WAY, HEAP, LAYOUT, INDEX)                                  \
    static NEVER_INLINE void *WAY##_search(struct heap *heap, size_t size)     \
    {                                                                          \
        HEAP(heap)                                                             \
        return to_pointer(at, mech_alloc(at, &(LAYOUT), &(INDEX), size));      \
    }                                                                          \
    static void *WAY##_malloc(struct heap *heap, size_t size)                  \
    {                                                                          \
        HEAP(heap)                                                             \
        size_t b = alloc_exact(at, &(LAYOUT), &(INDEX), size);                 \
        heap->last = HEAP_OK;                                                  \
        return b ? at->blocks + b : WAY##_search(heap, size);                  \
    }                                                                          \
    static NEVER_INLINE enum heap_status WAY##_join(struct heap *heap,         \
                                                    size_t b)                  \
    {                                                                          \
        HEAP(heap)                                                             \
        return heap->last = mech_free(at, &(LAYOUT), &(INDEX), b);             \
    }                                                                          \
    static size_t WAY##_realloc(struct heap *heap, const void *p, size_t size) \
    {                                                                          \
        HEAP(heap)                                                             \
        heap->last = guard_quick(at, &(LAYOUT), p);                            \
        return heap->last ? 0                                                  \
                          : mech_realloc(at, &(LAYOUT), &(INDEX),              \
                                         guard_block_of(at, p), size);         \
    }                                                                          \
    static enum heap_status WAY##_free(struct heap *heap, const void *p)       \
    {                                                                          \
        HEAP(heap)                                                             \
        enum heap_status verdict = guard_quick(at, &(LAYOUT), p);              \
        size_t b = guard_block_of(at, p);                                      \
        heap->last = verdict;                                                  \
        if (UNLIKELY(verdict != HEAP_OK) ||                                    \
            free_alone(at, &(LAYOUT), &(INDEX), b))                            \
            return verdict;                                                    \
        return WAY##_join(heap, b);                                            \
    }
/* clang-format on */

#endif
