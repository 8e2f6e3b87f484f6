/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_buddy.c: what only the buddy system does: where its blocks stand,
 * halving and joining level by level, growth around the alignment, resizing
 * into upper halves, alignment for nothing, and what a hardened heap looks at
 * before it joins.
 *
 * Offsets here are places + 0x10: the first block is at 0x10, place 0.
 */
#include "support/heaps.h"

#include <string.h>

enum { SNAPSHOT = 1 << 14 };

/* --- looking ---------------------------------------------------------------*/

/* The blocks as "80:128u 100:64", sizes in decimal. */
static void
assert_blocks(struct heap *heap, const char *expected)
{
    struct block_iter iter;
    struct block_info info;
    char text[600] = "";
    size_t n = 0;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK && n < sizeof text) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%zx:%zu%s",
                              n ? " " : "", info.off, info.size,
                              info.state == BLOCK_USED ? "u" : "");
    }
    assert_string_equal(text, expected);
    assert_consistent(heap);
}

static size_t
off_of(struct heap *heap, void *p)
{
    assert_non_null(p);
    return heap_offset(heap, p);
}

struct log {
    char text[400];
    size_t n;
};

static void
note(void *context, const struct heap_event *event)
{
    struct log *log = context;
    log->n += (size_t)snprintf(log->text + log->n, sizeof log->text - log->n,
                               "%s%s %zu", log->n ? " " : "",
                               heap_event_name(event->kind), event->size);
    assert_true(log->n < sizeof log->text);
}

static void
assert_log(struct log *log, const char *expected)
{
    assert_string_equal(log->text, expected);
    *log = (struct log){0};
}

/* Every byte, to be compared later. */
struct snapshot {
    unsigned char bytes[SNAPSHOT];
    size_t n;
    uint64_t epoch;
};

static void
snap(struct snapshot *s, const struct heap *heap)
{
    memset(s, 0, sizeof *s);
    s->n = heap_peek(heap, 0, s->bytes, SNAPSHOT);
    s->epoch = heap_epoch(heap);
    assert_true(s->n < SNAPSHOT);
}

static void
assert_unchanged(const struct snapshot *before, const struct heap *heap)
{
    static struct snapshot now;
    snap(&now, heap);
    assert_memory_equal(before, &now, sizeof now);
}

static void
each(void (*body)(struct heap *))
{
    for (size_t i = 0; i < 2; i++) {
        struct heap *heap = heap_of("buddy", i, 0);
        body(heap);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* --- where blocks stand ----------------------------------------------------*/

/* The first block is the first in the heap, whatever its size. */
static void
from_the_start(struct heap *heap)
{
    assert_int_equal(off_of(heap, heap_malloc(heap, 1000)), 0x10);
    assert_int_equal(heap_size(heap), 1040);
    assert_blocks(heap, "10:1024u");
}

/* In this order each block follows the one before. */
static void
without_a_gap(struct heap *heap)
{
    static const size_t asked[] = {12, 0, 28, 60, 124, 252};
    assert_int_equal(off_of(heap, heap_malloc(heap, asked[0])), 0x10);
    for (size_t i = 1; i < 6; i++) {
        assert_int_equal(off_of(heap, heap_malloc(heap, asked[i])),
                         0x10 + ((size_t)8 << i));
    }
    assert_int_equal(heap_size(heap), 0x210);
    assert_blocks(heap, "10:16u 20:16u 30:32u 50:64u 90:128u 110:256u");
}

/* A block stands at a multiple of its size; the bytes before become free. */
static void
around_the_alignment(struct heap *heap)
{
    assert_int_equal(off_of(heap, heap_malloc(heap, 12)), 0x10);
    assert_int_equal(off_of(heap, heap_malloc(heap, 100)), 0x90);
    assert_blocks(heap, "10:16u 20:16 30:32 50:64 90:128u");
    assert_int_equal(off_of(heap, heap_malloc(heap, 13)), 0x30);
    assert_int_equal(off_of(heap, heap_malloc(heap, 13)), 0x50);
    assert_blocks(heap, "10:16u 20:16 30:32u 50:32u 70:32 90:128u");
    assert_int_equal(heap_size(heap), 0x110);
}

static void
test_places(void **state)
{
    (void)state;
    each(from_the_start);
    each(without_a_gap);
    each(around_the_alignment);
}

/* Both ways, beyond the end too; the largest block has none. */
static void
test_buddy_of(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy", false, 0);
    assert_int_equal(heap_buddy_of(heap, 0x10, 16), 0x20);
    assert_int_equal(heap_buddy_of(heap, 0x20, 16), 0x10);
    assert_int_equal(heap_buddy_of(heap, 0x10, 64), 0x50);
    assert_int_equal(heap_buddy_of(heap, 0x50, 64), 0x10);
    assert_int_equal(heap_buddy_of(heap, 0x90, 32), 0xb0);
    assert_int_equal(heap_buddy_of(heap, 0x10, (size_t)1 << 30),
                     ((size_t)1 << 30) + 16);
    assert_int_equal(heap_buddy_of(heap, 0x10, (size_t)1 << 31), 0);
    heap_delete(heap);
    heap = heap_of("tlsf", false, 0);
    assert_int_equal(heap_buddy_of(heap, 0x20, 16), 0);
    heap_delete(heap);
}

/* Free blocks at the end become part of the block that the heap grows for. */
static void
grows_from_the_free_end(struct heap *heap)
{
    struct log log = {0};
    void *last = NULL;
    for (size_t i = 0; i < 5; i++) {
        last = heap_malloc(heap, 124);
    }
    assert_int_equal(off_of(heap, last), 0x210);
    (void)heap_free(heap, last);
    heap_observe(heap, note, &log);
    assert_int_equal(off_of(heap, heap_malloc(heap, 508)), 0x210);
    assert_log(&log, "grow 784 unlink 128 coalesce 256 link 256 "
                     "grow 1040 unlink 256 coalesce 512 link 512 "
                     "take 512 unlink 512");
    assert_int_equal(heap_size(heap), 0x410);
    assert_blocks(heap, "10:128u 90:128u 110:128u 190:128u 210:512u");
}

/* The whole heap is free: the block takes it in from place 0 on. */
static void
grows_from_the_start(struct heap *heap)
{
    assert_int_equal(heap_free(heap, heap_malloc(heap, 124)), HEAP_OK);
    assert_int_equal(off_of(heap, heap_malloc(heap, 508)), 0x10);
    assert_blocks(heap, "10:512u");
}

static void
grows_past_the_used_end(struct heap *heap)
{
    for (size_t i = 0; i < 5; i++) {
        (void)heap_malloc(heap, 124);
    }
    assert_int_equal(off_of(heap, heap_malloc(heap, 508)), 0x410);
    assert_blocks(heap, "10:128u 90:128u 110:128u 190:128u 210:128u 290:128 "
                        "310:256 410:512u");
}

static void
test_growth(void **state)
{
    (void)state;
    each(grows_from_the_free_end);
    each(grows_from_the_start);
    each(grows_past_the_used_end);
}

/* The whole way is checked before the first step. */
static void
test_no_memory(void **state)
{
    (void)state;
    static const char *const policies[] = {"buddy", "buddy:off"};
    static struct snapshot before;
    for (size_t i = 0; i < 4; i++) {
        struct heap *heap = heap_of(policies[i / 2], i % 2, 4000);
        void *p = heap_malloc(heap, 100);
        (void)heap_malloc(heap, 1000);
        snap(&before, heap);
        assert_null(heap_malloc(heap, 2000));
        assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
        assert_null(heap_memalign(heap, 2048, 1));
        assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
        assert_null(heap_realloc(heap, p, 2000));
        assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
        assert_unchanged(&before, heap);
        assert_non_null(heap_malloc(heap, 1000));
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* New memory holds the headers and links of the blocks that were joined. */
static void
test_calloc_over_joined_blocks(void **state)
{
    (void)state;
    enum { ALL = 4092 };
    struct heap *heap = heap_of("buddy", false, 0);
    void *low = heap_malloc(heap, ALL), *p = heap_malloc(heap, 12);
    assert_int_equal(off_of(heap, low), 0x10);
    assert_int_equal(off_of(heap, p), 0x1010);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    assert_int_equal(heap_size(heap), 0x1020);
    unsigned char *zeroes = heap_calloc(heap, 1, ALL);
    assert_int_equal(off_of(heap, zeroes), 0x1010);
    for (size_t i = 0; i < ALL; i++) {
        assert_int_equal(zeroes[i], 0);
    }
    heap_delete(heap);
}

/* --- halving and joining ---------------------------------------------------*/

static void
halves_and_joins(struct heap *heap)
{
    struct log log = {0};
    assert_int_equal(heap_free(heap, heap_malloc(heap, 124)), HEAP_OK);
    heap_observe(heap, note, &log);
    void *small = heap_malloc(heap, 12);
    assert_int_equal(off_of(heap, small), 0x10);
    assert_log(&log, "probe 128 take 128 unlink 128 split 64 link 64 "
                     "split 32 link 32 split 16 link 16");
    assert_blocks(heap, "10:16u 20:16 30:32 50:64");
    assert_int_equal(heap_free(heap, small), HEAP_OK);
    assert_log(&log, "unlink 16 coalesce 32 unlink 32 coalesce 64 "
                     "unlink 64 coalesce 128 link 128");
}

static void
test_halves_and_joins(void **state)
{
    (void)state;
    each(halves_and_joins);
}

/* 64 at 0x10 | 0x50; 0x90, 0xd0 | 0x110, 0x150 | 0x190: of neighbours 0xd0 and
 * 0x110 are no buddies. */
static void
joins_buddies_only(struct heap *heap)
{
    void *p[7];
    for (size_t i = 0; i < 7; i++) {
        p[i] = heap_malloc(heap, 60);
    }
    assert_int_equal(off_of(heap, p[2]), 0x90);
    (void)heap_free(heap, p[3]);
    (void)heap_free(heap, p[4]);
    assert_blocks(heap, "10:64u 50:64u 90:64u d0:64 110:64 150:64u 190:64u");
    (void)heap_free(heap, p[5]);
    assert_blocks(heap, "10:64u 50:64u 90:64u d0:64 110:128 190:64u");
    (void)heap_free(heap, p[2]);
    /* 0x90 and 0x110 have 128 each, side by side, and stay apart. */
    assert_blocks(heap, "10:64u 50:64u 90:128 110:128 190:64u");
    (void)heap_free(heap, p[1]);
    (void)heap_free(heap, p[0]);
    /* The first four are whole again; the end has none to join with. */
    assert_blocks(heap, "10:256 110:128 190:64u");
    (void)heap_free(heap, p[6]);
    assert_blocks(heap, "10:256 110:128 190:64");
}

static void
test_joins_buddies_only(void **state)
{
    (void)state;
    each(joins_buddies_only);
}

/* A start that was merged away is no block any more. */
static void
test_double_free_of_merged(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct heap *heap = heap_of("buddy", i, 0);
        void *p[3];
        for (size_t k = 0; k < 3; k++) {
            p[k] = heap_malloc(heap, 60);
        }
        for (size_t k = 0; k < 3; k++) { /* 0x10 0x50 0x90: upper last */
            assert_int_equal(heap_free(heap, p[k]), HEAP_OK);
        }
        assert_int_equal(heap_free(heap, p[0]), HEAP_DOUBLE_FREE);
        assert_int_equal(heap_free(heap, p[1]),
                         i ? HEAP_INSIDE_FREE : HEAP_DOUBLE_FREE);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* Eight blocks of 16 are one of 128 after seven joins, in one pass, whatever
 * the order they were freed in. */
static void
test_deferred(void **state)
{
    (void)state;
    for (size_t order = 1; order < 8; order += 2) {
        struct heap *heap = heap_of("buddy:deferred", order & 2, 0);
        void *p[16];
        for (size_t i = 0; i < 16; i++) {
            p[i] = heap_malloc(heap, 12);
        }
        assert_int_equal(off_of(heap, p[8]), 0x90);
        for (size_t i = 0; i < 8; i++) {
            assert_int_equal(heap_free(heap, p[8 + i * order % 8]), HEAP_OK);
        }
        assert_int_equal(heap_size(heap), 0x110);
        assert_int_equal(heap_coalesce(heap), 7);
        assert_int_equal(block_size(heap, 0x90), 128);
        assert_int_equal(heap_coalesce(heap), 0);
        /* And by itself when nothing fits. */
        assert_int_equal(off_of(heap, heap_malloc(heap, 12)), 0x90);
        assert_int_equal(heap_free(heap, heap_pointer(heap, 0x90)), HEAP_OK);
        assert_int_equal(off_of(heap, heap_malloc(heap, 124)), 0x90);
        assert_int_equal(heap_size(heap), 0x110);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

static void
test_off(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy:off", true, 0);
    void *p = heap_malloc(heap, 60), *q = heap_malloc(heap, 60);
    void *r = heap_malloc(heap, 60);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    assert_int_equal(heap_free(heap, q), HEAP_OK);
    assert_int_equal(heap_coalesce(heap), 0);
    assert_blocks(heap, "10:64 50:64 90:64u");
    assert_int_equal(heap_free(heap, r), HEAP_OK);
    /* Not from 0x90 on: that stays a block of its own. */
    assert_int_equal(off_of(heap, heap_malloc(heap, 124)), 0x110);
    assert_blocks(heap, "10:64 50:64 90:64 d0:64 110:128u");
    heap_delete(heap);
}

/* --- lists -----------------------------------------------------------------*/

static void
test_lists(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy", true, 0);
    assert_int_equal(heap_n_lists(heap), 28);
    for (unsigned i = 0; i < 28; i++) {
        struct list_info list = heap_list(heap, i);
        assert_int_equal(list.min, (size_t)16 << i);
        assert_int_equal(list.max, (size_t)16 << i);
    }
    assert_int_equal(heap_get_shape(heap).max_block, (size_t)1 << 31);
    /* Last in, first out. */
    void *p[6];
    for (size_t i = 0; i < 6; i++) {
        p[i] = heap_malloc(heap, 60);
    }
    (void)heap_free(heap, p[1]);
    (void)heap_free(heap, p[4]);
    assert_ptr_equal(heap_malloc(heap, 60), p[4]);
    assert_ptr_equal(heap_malloc(heap, 60), p[1]);
    /* The smallest that fits is taken before a larger one is halved. */
    (void)heap_free(heap, p[1]);
    (void)heap_free(heap, p[4]);
    (void)heap_free(heap, p[5]);
    assert_int_equal(block_size(heap, off_of(heap, p[4])), 128);
    assert_ptr_equal(heap_malloc(heap, 60), p[1]);
    assert_ptr_equal(heap_malloc(heap, 60), p[4]);
    heap_delete(heap);
}

/* The smallest free block: header, links, and four bytes of nothing. */
static void
test_smallest_free_block(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy", true, 0);
    void *p = heap_malloc(heap, 0);
    (void)heap_free(heap, p);
    struct heap_field f[HEAP_MAX_FIELDS];
    assert_int_equal(heap_block_fields(heap, off_of(heap, p), f), 4);
    assert_int_equal(f[0].kind, FIELD_HEADER);
    assert_int_equal(f[1].kind, FIELD_NEXT);
    assert_int_equal(f[2].kind, FIELD_PREV);
    assert_int_equal(f[3].kind, FIELD_SPACE);
    assert_int_equal(f[3].size, 4);
    heap_delete(heap);
}

/* --- resize, align ---------------------------------------------------------*/

static void
shrinks_by_halves(struct heap *heap)
{
    unsigned char *p = heap_malloc(heap, 252);
    memset(p, 7, 252);
    assert_int_equal(off_of(heap, p), 0x10);
    assert_ptr_equal(heap_realloc(heap, p, 20), p);
    assert_blocks(heap, "10:32u 30:32 50:64 90:128");
    assert_ptr_equal(heap_realloc(heap, p, 200), p); /* and back */
    assert_int_equal(p[19], 7);
    assert_blocks(heap, "10:256u");
}

static void
grows_as_a_lower_half_only(struct heap *heap)
{
    void *p[6];
    for (size_t i = 0; i < 6; i++) {
        p[i] = heap_malloc(heap, 60);
        memset(p[i], (int)i, 60);
    }
    (void)heap_free(heap, p[1]); /* 0x50, the upper half of 0x10 */
    assert_ptr_equal(heap_realloc(heap, p[0], 124), p[0]);
    (void)heap_free(heap, p[2]); /* 0x90, the lower half to 0xd0 */
    unsigned char *moved = heap_realloc(heap, p[3], 124);
    assert_ptr_not_equal(moved, p[3]);
    for (size_t i = 0; i < 60; i++) {
        assert_int_equal(moved[i], 3);
    }
    assert_int_equal(block_size(heap, 0x90), 128);
    assert_true(is_free_at(heap, 0x90));
}

/* What lies beyond the end counts as free. */
static void
grows_at_the_end(struct heap *heap)
{
    struct log log = {0};
    (void)heap_malloc(heap, 508);
    unsigned char *p = heap_malloc(heap, 252);
    memset(p, 9, 252);
    assert_int_equal(off_of(heap, p), 0x210);
    heap_observe(heap, note, &log);
    assert_ptr_equal(heap_realloc(heap, p, 508), p);
    assert_log(&log, "grow 1040 link 256 unlink 256 coalesce 512");
    assert_int_equal(p[251], 9);
    assert_int_equal(heap_size(heap), 0x410);
    /* 512 at 0x210 is an upper half. */
    assert_ptr_not_equal(heap_realloc(heap, p, 1020), p);
}

/* The first block is a lower half at every size. */
static void
grows_from_place_zero(struct heap *heap)
{
    unsigned char *p = heap_malloc(heap, 12);
    memset(p, 9, 12);
    for (size_t size = 32; size <= 1 << 21; size *= 2) {
        assert_ptr_equal(heap_realloc(heap, p, size - 4), p);
        assert_int_equal(heap_size(heap), size + 16);
    }
    assert_int_equal(p[11], 9);
    assert_blocks(heap, "10:2097152u");
}

/* The upper half is there in part, and free as far as it is there. */
static void
grows_over_a_free_end(struct heap *heap)
{
    void *p[7];
    for (size_t i = 0; i < 7; i++) {
        p[i] = heap_malloc(heap, 124);
    }
    assert_int_equal(off_of(heap, p[4]), 0x210);
    assert_int_equal(heap_size(heap), 0x390);
    assert_int_equal(heap_free(heap, p[5]), HEAP_OK);
    assert_int_equal(heap_free(heap, p[6]), HEAP_OK);
    assert_ptr_equal(heap_realloc(heap, p[4], 508), p[4]);
    assert_int_equal(heap_size(heap), 0x410);
    assert_blocks(heap, "10:128u 90:128u 110:128u 190:128u 210:512u");
}

static void
test_resizing(void **state)
{
    (void)state;
    each(shrinks_by_halves);
    each(grows_as_a_lower_half_only);
    each(grows_at_the_end);
    each(grows_from_place_zero);
    each(grows_over_a_free_end);
}

static void
test_resizing_without_joining(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy:off", true, 0);
    void *p = heap_malloc(heap, 60), *q = heap_malloc(heap, 60);
    assert_int_equal(off_of(heap, p), 0x10);
    (void)heap_free(heap, q);
    assert_ptr_not_equal(heap_realloc(heap, p, 124), p);
    assert_consistent(heap);
    heap_delete(heap);
}

/* No byte is lost before an aligned block, and all come back. */
static void
aligns_for_nothing(struct heap *heap)
{
    size_t off = off_of(heap, heap_memalign(heap, 4096, 100));
    assert_int_equal(off, 0x10);
    assert_blocks(heap, "10:128u 90:128 110:256 210:512 410:1024 810:2048");
    assert_int_equal(off_of(heap, heap_memalign(heap, 1024, 2000)), 0x810);
    assert_int_equal(off_of(heap, heap_memalign(heap, 1024, 20)), 0x410);
    assert_int_equal(heap_size(heap), 0x1010);
    assert_int_equal(off_of(heap, heap_memalign(heap, 4096, 1)), 0x1010);
    assert_int_equal(heap_free(heap, heap_pointer(heap, 0x810)), HEAP_OK);
    assert_int_equal(heap_free(heap, heap_pointer(heap, 0x410)), HEAP_OK);
    assert_int_equal(heap_free(heap, heap_pointer(heap, 0x10)), HEAP_OK);
    assert_int_equal(block_size(heap, 0x10), 4096);
}

/* Every block is aligned to its size in memory, up to the largest alignment
 * there is, in a heap that was reset and in one with a limit. */
static void
test_memalign(void **state)
{
    (void)state;
    each(aligns_for_nothing);
    for (size_t i = 0; i < 4; i++) {
        struct heap *heap = heap_of("buddy", i % 2, i / 2 * (5 << 20));
        for (size_t round = 0; round < 2; round++) {
            (void)heap_malloc(heap, 12);
            for (size_t size = 32; size <= 1 << 20; size *= 2) {
                char *p = heap_memalign(heap, size, 1);
                assert_non_null(p);
                assert_int_equal((uintptr_t)p % size, 0);
                p = heap_malloc(heap, size - 4);
                assert_non_null(p);
                assert_int_equal((uintptr_t)p % size, 0);
                memset(p, 1, size - 4);
            }
            assert_consistent(heap);
            heap_reset(heap);
        }
        heap_delete(heap);
    }
}

/* A limit counts the block region's bytes, the arena's own 16 included. */
static void
test_limit_to_the_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct heap *heap = heap_of("buddy", i, 4096 + 16);
        assert_non_null(heap_malloc(heap, 4092));
        heap_delete(heap);
        heap = heap_of("buddy", i, 4096);
        assert_null(heap_malloc(heap, 4092));
        assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
        assert_non_null(heap_malloc(heap, 2044));
        assert_non_null(heap_malloc(heap, 1020));
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* --- before the first write ------------------------------------------------*/

/* 0x10 used; its buddy 0x30 free, then 0x50 and 0x90 free. */
static struct heap *
make_chain(void)
{
    struct heap *heap = heap_of("buddy", true, 0);
    void *p = heap_malloc(heap, 252);
    assert_ptr_equal(heap_realloc(heap, p, 28), p);
    assert_blocks(heap, "10:32u 30:32 50:64 90:128");
    return heap;
}

static void
poke32(struct heap *heap, size_t at, uint32_t word)
{
    assert_int_equal(heap_poke(heap, at, &word, sizeof word), HEAP_OK);
}

static void
assert_refused(struct heap *heap, size_t off)
{
    static struct snapshot before;
    snap(&before, heap);
    assert_int_equal(heap_free(heap, heap_pointer(heap, off)), HEAP_DAMAGED);
    assert_null(heap_realloc(heap, heap_pointer(heap, off), 200));
    assert_int_equal(heap_last_status(heap), HEAP_DAMAGED);
    assert_unchanged(&before, heap);
}

/* Each block of the chain, its header and its links. */
static void
test_damage_in_the_chain(void **state)
{
    (void)state;
    static const size_t blocks[] = {0x30, 0x50, 0x90};
    for (size_t i = 0; i < 3; i++) {
        for (size_t word = 0; word < 3; word++) {
            struct heap *heap = make_chain();
            poke32(heap, blocks[i] - 4 + 4 * word, 0x78787870);
            assert_refused(heap, 0x10);
            heap_delete(heap);
        }
    }
    /* Beyond the first that is in use nothing is read. */
    struct heap *heap = make_chain();
    assert_int_equal(off_of(heap, heap_malloc(heap, 60)), 0x50);
    poke32(heap, 0x90 - 4, 0x78787870);
    assert_int_equal(heap_free(heap, heap_pointer(heap, 0x10)), HEAP_OK);
    assert_int_equal(block_size(heap, 0x10), 64);
    heap_delete(heap);
}

/* The epilogue, and the free end that the new block would take in: its header,
 * a link. */
static void
test_damage_at_the_end(void **state)
{
    (void)state;
    static struct snapshot before;
    static const size_t words[] = {0x290 - 4, 0x210 - 4, 0x210};
    for (size_t i = 0; i < 3; i++) {
        struct heap *heap = heap_of("buddy", true, 0);
        for (size_t k = 0; k < 5; k++) {
            (void)heap_malloc(heap, 124);
        }
        assert_int_equal(heap_free(heap, heap_pointer(heap, 0x210)), HEAP_OK);
        poke32(heap, words[i], 0x78787870);
        snap(&before, heap);
        assert_null(heap_malloc(heap, 508));
        assert_int_equal(heap_last_status(heap), HEAP_DAMAGED);
        assert_unchanged(&before, heap);
        heap_delete(heap);
    }
}

static void
test_damage_while_coalescing(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy:deferred", true, 0);
    void *p[8];
    for (size_t i = 0; i < 8; i++) {
        p[i] = heap_malloc(heap, 60);
    }
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(heap_free(heap, p[i]), HEAP_OK);
    }
    poke32(heap, off_of(heap, p[5]), 0x78787870); /* a link */
    uint64_t epoch = heap_epoch(heap);
    assert_int_equal(heap_coalesce(heap), 3); /* 0x10 0x50, 0x90 0xd0, all */
    assert_int_equal(heap_last_status(heap), HEAP_DAMAGED);
    assert_int_not_equal(heap_epoch(heap), epoch);
    heap_delete(heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_buddy_of),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_calloc_over_joined_blocks),
        cmocka_unit_test(test_halves_and_joins),
        cmocka_unit_test(test_joins_buddies_only),
        cmocka_unit_test(test_double_free_of_merged),
        cmocka_unit_test(test_deferred),
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_smallest_free_block),
        cmocka_unit_test(test_resizing),
        cmocka_unit_test(test_resizing_without_joining),
        cmocka_unit_test(test_memalign),
        cmocka_unit_test(test_limit_to_the_byte),
        cmocka_unit_test(test_damage_in_the_chain),
        cmocka_unit_test(test_damage_at_the_end),
        cmocka_unit_test(test_damage_while_coalescing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
