/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heaps.h: making heaps for tests, and small questions about them.
 */
#ifndef TESTS_HEAPS_H
#define TESTS_HEAPS_H

#include "allocator/check.h"
#include "allocator/heap.h"
#include "allocator/iter.h"
#include "support/cmocka_all.h"

#include <stdio.h>

/* A heap of the written policy; LIMIT as in heap_config. */
static inline struct heap *
heap_of(const char *policy, bool hardened, size_t limit)
{
    struct heap_config config = {.limit = limit, .hardened = hardened};
    struct error err = {"", ""};
    if (!policy_parse(policy, &config.policy, &err)) {
        fail_msg("%s: %s", policy, err.text);
    }
    struct heap *heap = heap_new(&config);
    assert_non_null(heap);
    return heap;
}

/* Fails with the first violation in words. */
static inline void
assert_consistent(const struct heap *heap)
{
    struct heap_report report;
    if (!heap_check(heap, &report)) {
        char policy[POLICY_TEXT], text[200];
        policy_format(heap_policy(heap), policy);
        heap_violation_text(heap, &report.violations[0], text, sizeof text);
        fail_msg("%s: I%u at 0x%zx: %s", policy,
                 report.violations[0].invariant, report.violations[0].off,
                 text);
    }
}

/* A request that gets a block of exactly BLOCK bytes. */
static inline void *
take_block(struct heap *heap, size_t block)
{
    void *p = heap_malloc(heap, block - heap_get_shape(heap).overhead);
    assert_non_null(p);
    return p;
}

/* Allocates what is free, so that no hole is left but those made after; in
 * pieces whose size every policy looks for exactly (tlsf rounds larger
 * requests up and would pass by a hole of just their size). */
static inline void
fill_holes(struct heap *heap)
{
    struct block_iter iter;
    struct block_info info;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK) {
        if (info.state == BLOCK_FREE) {
            (void)take_block(heap, info.size < 256 ? info.size : 240);
            block_iter_open(&iter, heap, 0, SIZE_MAX);
        }
    }
}

static inline size_t
block_size(struct heap *heap, size_t off)
{
    struct block_info info;
    assert_true(block_at(heap, off, &info));
    assert_int_equal(info.off, off);
    return info.size;
}

static inline bool
is_free_at(struct heap *heap, size_t off)
{
    struct block_info info;
    assert_true(block_at(heap, off, &info));
    return info.state == BLOCK_FREE;
}

#endif
