/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap.c: the operations of heap.h under every policy and choice,
 * hardened and not: sizes, overflow, alignment, limits, realloc, reset.
 */
#include "support/heaps.h"
#include "support/policies.h"

#include <string.h>

/* Runs BODY for every policy, hardened and not. */
static void
for_each_heap(size_t limit, void (*body)(struct heap *))
{
    for (size_t i = 0; i < (size_t)N_POLICIES * 2; i++) {
        struct heap_config config = {.policy = policy_nth(i / 2),
                                     .limit = limit,
                                     .hardened = i % 2};
        struct heap *heap = heap_new(&config);
        assert_non_null(heap);
        body(heap);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

static bool
is_aligned(const void *p, size_t align)
{
    return (uintptr_t)p % align == 0;
}

/* P, of ASKED bytes, can be used to the end of its block and no further; a
 * block with a rest too small to be one may be larger. */
static void
assert_usable(struct heap *heap, const void *p, size_t asked, size_t rest)
{
    struct heap_shape shape = heap_get_shape(heap);
    size_t exact = heap_fit_block(heap, asked) - shape.overhead;
    assert_in_range(heap_usable_size(heap, p), asked,
                    shape.buddies ? exact : asked + rest);
}

/* --- sizes -----------------------------------------------------------------*/

static void
sizes(struct heap *heap)
{
    static const size_t asked[] = {0,  1,  12,  13,  16,   28,  29,
                                   44, 60, 124, 500, 4096, 4097};
    enum { N = sizeof asked / sizeof asked[0] };
    size_t overhead = heap_get_shape(heap).overhead;
    unsigned char *p[N];
    for (size_t i = 0; i < N; i++) {
        p[i] = heap_malloc(heap, asked[i]);
        assert_non_null(p[i]);
        assert_true(is_aligned(p[i], HEAP_ALIGN));
        assert_int_equal(heap_last_status(heap), HEAP_OK);
        size_t usable = heap_usable_size(heap, p[i]);
        assert_in_range(usable, asked[i], SIZE_MAX);
        assert_int_equal(usable + overhead, heap_fit_block(heap, asked[i]));
        memset(p[i], (int)i + 1, usable);
    }
    assert_consistent(heap);
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < asked[i]; k++) {
            assert_int_equal(p[i][k], i + 1);
        }
        assert_int_equal(heap_free(heap, p[i]), HEAP_OK);
    }
}

static void
test_sizes(void **state)
{
    (void)state;
    for_each_heap(0, sizes);
}

static void
test_min_block(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        size_t asked, least, block;
    } rows[] = {
        {"segregated", 0, 16, 16},         {"segregated", 1, 16, 16},
        {"segregated", 12, 16, 16},        {"segregated", 13, 32, 32},
        {"segregated", 28, 32, 32},        {"segregated", 29, 48, 48},
        {"segregated", 100, 112, 112},     {"implicit:textbook", 0, 32, 32},
        {"implicit:textbook", 16, 32, 32}, {"implicit:textbook", 17, 48, 48},
        {"implicit:textbook", 32, 48, 48}, {"implicit:textbook", 33, 64, 64},
        {"buddy", 0, 16, 16},              {"buddy", 12, 16, 16},
        {"buddy", 13, 32, 32},             {"buddy", 28, 32, 32},
        {"buddy", 29, 48, 64},             {"buddy", 60, 64, 64},
        {"buddy", 64, 80, 128},            {"buddy", 4096, 4112, 8192},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct heap *heap = heap_of(rows[i].policy, true, 0);
        assert_int_equal(heap_min_block(heap, rows[i].asked), rows[i].least);
        assert_int_equal(heap_fit_block(heap, rows[i].asked), rows[i].block);
        assert_int_equal(heap_min_block(heap, SIZE_MAX), 0);
        assert_int_equal(heap_fit_block(heap, SIZE_MAX), 0);
        heap_delete(heap);
    }
}

static void
huge_sizes(struct heap *heap)
{
    static const size_t huge[] = {SIZE_MAX,          SIZE_MAX - 1,
                                  SIZE_MAX - 15,     SIZE_MAX - 16,
                                  SIZE_MAX / 2 + 1,  SIZE_MAX / 2,
                                  (size_t)1 << 60,   ((size_t)1 << 60) - 16,
                                  ((size_t)1 << 60) - 32};
    void *p = heap_malloc(heap, 40);
    size_t before = heap_size(heap);
    for (size_t i = 0; i < sizeof huge / sizeof huge[0]; i++) {
        assert_null(heap_malloc(heap, huge[i]));
        assert_true(heap_last_status(heap) == HEAP_TOO_LARGE ||
                    heap_last_status(heap) == HEAP_NO_MEMORY);
        assert_null(heap_realloc(heap, p, huge[i]));
        assert_int_not_equal(heap_last_status(heap), HEAP_OK);
        assert_null(heap_memalign(heap, 64, huge[i]));
        assert_int_not_equal(heap_last_status(heap), HEAP_OK);
        assert_null(heap_calloc(heap, 1, huge[i]));
    }
    assert_int_equal(heap_size(heap), before);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
}

static void
test_huge_sizes(void **state)
{
    (void)state;
    for_each_heap(0, huge_sizes);
}

/* A compact block has less than 4 GiB, a buddy at most 2 GiB: that is a limit
 * of the layout, not of the memory. */
static void
test_layout_limit(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    assert_null(heap_malloc(heap, (size_t)1 << 32));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
    assert_int_equal(heap_min_block(heap, (size_t)1 << 32), 0);
    assert_int_equal(heap_min_block(heap, ((size_t)1 << 32) - 20),
                     ((size_t)1 << 32) - 16);
    heap_delete(heap);
    heap = heap_of("buddy", true, 1 << 20);
    assert_null(heap_malloc(heap, ((size_t)1 << 31) - 3));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
    assert_null(heap_memalign(heap, 64, ((size_t)1 << 31) - 3));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
    assert_null(heap_malloc(heap, ((size_t)1 << 31) - 4));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_int_equal(heap_fit_block(heap, ((size_t)1 << 31) - 4),
                     (size_t)1 << 31);
    heap_delete(heap);
    heap = heap_of("implicit:textbook", true, 1 << 20);
    assert_null(heap_malloc(heap, (size_t)1 << 32));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    heap_delete(heap);
}

/* --- calloc, memalign ------------------------------------------------------*/

static void
calloc_zeroes(struct heap *heap)
{
    unsigned char *p = heap_malloc(heap, 300);
    memset(p, 0xff, 300);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    p = heap_calloc(heap, 30, 10);
    assert_non_null(p);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(p[i], 0);
    }
    assert_non_null(heap_calloc(heap, 0, 10));
    assert_non_null(heap_calloc(heap, 10, 0));
    assert_non_null(heap_calloc(heap, SIZE_MAX, 0));
    assert_null(heap_calloc(heap, SIZE_MAX, 2));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
    assert_null(heap_calloc(heap, SIZE_MAX / 2 + 1, 2));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
    assert_null(heap_calloc(heap, (size_t)1 << 32, (size_t)1 << 32));
    assert_int_equal(heap_last_status(heap), HEAP_TOO_LARGE);
}

static void
test_calloc_zeroes(void **state)
{
    (void)state;
    for_each_heap(0, calloc_zeroes);
}

static void
alignments(struct heap *heap)
{
    static const size_t wrong[] = {0,  3,    6,    24,
                                   48, 4095, 4097, (size_t)1 << 21, SIZE_MAX};
    void *kept[64];
    size_t n = 0;
    for (size_t align = 1; align <= 4096; align *= 2) {
        for (size_t size = 1; size <= 1000; size += 333) {
            unsigned char *p = heap_memalign(heap, align, size);
            assert_non_null(p);
            assert_true(is_aligned(p, align));
            assert_true(is_aligned(p, HEAP_ALIGN));
            assert_usable(heap, p, size, 48);
            memset(p, 0x5a, heap_usable_size(heap, p));
            kept[n++] = p;
        }
        assert_consistent(heap);
    }
    while (n) {
        assert_int_equal(heap_free(heap, kept[--n]), HEAP_OK);
    }
    uint64_t epoch = heap_epoch(heap);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_null(heap_memalign(heap, wrong[i], 100));
        assert_int_equal(heap_last_status(heap), HEAP_BAD_ALIGNMENT);
    }
    assert_int_equal(heap_epoch(heap), epoch);
    void *p = heap_memalign(heap, (size_t)1 << 20, 10);
    assert_non_null(p);
    assert_true(is_aligned(p, (size_t)1 << 20));
}

static void
test_memalign(void **state)
{
    (void)state;
    for_each_heap(0, alignments);
}

/* --- the limit -------------------------------------------------------------*/

static void
fill_and_go_on(struct heap *heap)
{
    void *p[200];
    size_t n = 0;
    while ((p[n] = heap_malloc(heap, 50)) != NULL) {
        memset(p[n], 0xee, 50);
        assert_true(++n < 200);
    }
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_in_range(heap_size(heap), 4096 - 128, 4096);
    assert_in_range(n, 40, 64);
    assert_consistent(heap);
    assert_null(heap_calloc(heap, 10, 10));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_null(heap_memalign(heap, 64, 100));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    memset(p[3], 0x77, 50);
    assert_null(heap_realloc(heap, p[3], 3000));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    for (size_t i = 0; i < 50; i++) {
        assert_int_equal(((unsigned char *)p[3])[i], 0x77);
    }
    assert_consistent(heap);
    assert_int_equal(heap_free(heap, p[7]), HEAP_OK);
    p[7] = heap_malloc(heap, 50);
    assert_non_null(p[7]);
    while (n) {
        assert_int_equal(heap_free(heap, p[--n]), HEAP_OK);
    }
    assert_consistent(heap);
    if (heap_policy(heap)->joining != JOIN_OFF) {
        /* The largest power of two that stands at a multiple of itself. */
        size_t all = heap_get_shape(heap).buddies ? 2048 - 4 : 3900;
        assert_non_null(heap_malloc(heap, all));
    }
}

static void
test_limit(void **state)
{
    (void)state;
    for_each_heap(4096, fill_and_go_on);
}

static void
test_limit_in_figures(void **state)
{
    (void)state;
    struct heap_figures figures;
    struct heap *heap = heap_of("segregated", false, 4096);
    heap_get_figures(heap, &figures);
    assert_int_equal(figures.limit, 4096);
    assert_int_equal(figures.heap, heap_size(heap));
    heap_delete(heap);
    heap = heap_of("segregated", false, 0);
    heap_get_figures(heap, &figures);
    assert_in_range(figures.limit, (size_t)64 << 20, (size_t)64 << 30);
    heap_delete(heap);
}

/* Limits too small for anything: no heap, or one that refuses. A limit is
 * rounded up to a whole number of units. */
static void
test_tiny_limits(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 130; limit++) {
        for (size_t i = 0; i < N_POLICIES; i += 4) {
            struct heap_config config = {
                .policy = policy_nth(i), .limit = limit, .hardened = limit % 2};
            struct heap *heap = heap_new(&config);
            if (!heap) {
                assert_in_range(limit, 1, 64);
                continue;
            }
            while (heap_malloc(heap, 1)) {
            }
            assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
            assert_in_range(heap_size(heap), 0, limit + HEAP_ALIGN - 1);
            assert_consistent(heap);
            heap_delete(heap);
        }
    }
}

/* Limits beyond what an offset can say are cut down to 64 GiB. */
static void
test_giant_limits(void **state)
{
    (void)state;
    static const size_t limits[] = {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX / 2,
                                    (size_t)1 << 47, ((size_t)64 << 30) + 16};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        for (size_t k = 0; k < 2; k++) {
            struct heap_config config = {.policy = policy_default(),
                                         .limit = limits[i],
                                         .hardened = k};
            struct heap_figures figures;
            struct heap *heap = heap_new(&config);
            if (!heap) {
                continue; /* this machine cannot reserve so much */
            }
            heap_get_figures(heap, &figures);
            assert_in_range(figures.limit, 4096, (size_t)64 << 30);
            assert_non_null(heap_malloc(heap, 100));
            assert_consistent(heap);
            heap_delete(heap);
        }
    }
}

/* --- realloc ---------------------------------------------------------------*/

static void
realloc_edges(struct heap *heap)
{
    void *p = heap_realloc(heap, NULL, 100);
    assert_non_null(p);
    assert_int_equal(heap_last_status(heap), HEAP_OK);
    assert_usable(heap, p, 100, 32);
    assert_ptr_equal(heap_realloc(heap, p, 100), p);
    assert_null(heap_realloc(heap, p, 0));
    assert_int_equal(heap_last_status(heap), HEAP_OK);
    void *q = heap_realloc(heap, NULL, 0);
    assert_non_null(q);
    assert_int_equal(heap_free(heap, q), HEAP_OK);
}

static void
test_realloc_edges(void **state)
{
    (void)state;
    for_each_heap(0, realloc_edges);
}

static void
realloc_shrinks_in_place(struct heap *heap)
{
    unsigned char *p = heap_malloc(heap, 1000);
    void *after = heap_malloc(heap, 10);
    memset(p, 0x42, 1000);
    for (size_t size = 900; size > 1; size = size * 2 / 3) {
        assert_ptr_equal(heap_realloc(heap, p, size), p);
        assert_usable(heap, p, size, 47);
        assert_int_equal(p[0], 0x42);
        assert_int_equal(p[size - 1], 0x42);
        assert_consistent(heap);
    }
    assert_int_equal(heap_free(heap, after), HEAP_OK);
}

static void
test_realloc_shrinks(void **state)
{
    (void)state;
    for_each_heap(0, realloc_shrinks_in_place);
}

static void
realloc_takes_free_neighbour(struct heap *heap)
{
    unsigned char *p = take_block(heap, 96), *q;
    if (heap_policy(heap)->joining == JOIN_OFF) {
        return; /* what is freed stays apart */
    }
    void *next = take_block(heap, 208), *wall = take_block(heap, 96);
    if ((unsigned char *)next != p + 96) {
        return; /* this policy put it elsewhere (buddies: their own test) */
    }
    memset(p, 0x21, 40);
    assert_int_equal(heap_free(heap, next), HEAP_OK);
    q = heap_realloc(heap, p, 200);
    assert_ptr_equal(q, p);
    assert_int_equal(q[0], 0x21);
    assert_int_equal(q[39], 0x21);
    /* To the last byte of it. */
    q = heap_realloc(heap, p, 96 + 208 - heap_get_shape(heap).overhead);
    assert_ptr_equal(q, p);
    assert_consistent(heap);
    /* One more and it must move. */
    q = heap_realloc(heap, p, 96 + 208 - heap_get_shape(heap).overhead + 1);
    assert_non_null(q);
    assert_ptr_not_equal(q, p);
    assert_int_equal(q[39], 0x21);
    assert_int_equal(heap_free(heap, wall), HEAP_OK);
}

static void
test_realloc_takes_neighbour(void **state)
{
    (void)state;
    for_each_heap(0, realloc_takes_free_neighbour);
}

/* The last block grows with the heap: nothing is copied. */
static void
realloc_grows_at_top(struct heap *heap)
{
    if (heap_get_shape(heap).buddies) {
        return; /* only a lower half can: see test_heap_buddy.c */
    }
    unsigned char *p = heap_malloc(heap, 5000);
    size_t off = heap_offset(heap, p);
    assert_int_equal(off - heap_get_shape(heap).header + 5000 +
                         heap_get_shape(heap).overhead + HEAP_ALIGN >
                         heap_size(heap) - heap_get_shape(heap).back,
                     1);
    memset(p, 0x66, 5000);
    size_t before = heap_size(heap);
    unsigned char *q = heap_realloc(heap, p, 50000);
    assert_ptr_equal(q, p);
    assert_int_equal(q[4999], 0x66);
    assert_in_range(heap_size(heap), before + 45000 - 16, before + 45000 + 16);
}

static void
test_realloc_grows_at_top(void **state)
{
    (void)state;
    for_each_heap(0, realloc_grows_at_top);
}

static void
realloc_moves(struct heap *heap)
{
    unsigned char *p = heap_malloc(heap, 64);
    void *wall = heap_malloc(heap, 64);
    for (unsigned char i = 0; i < 64; i++) {
        p[i] = i;
    }
    unsigned char *q = heap_realloc(heap, p, 9000);
    assert_non_null(q);
    for (unsigned char i = 0; i < 64; i++) {
        assert_int_equal(q[i], i);
    }
    assert_int_equal(heap_free(heap, wall), HEAP_OK);
    assert_int_equal(heap_free(heap, q), HEAP_OK);
}

static void
test_realloc_moves(void **state)
{
    (void)state;
    for_each_heap(0, realloc_moves);
}

/* Blocks of 208, 96, 208 and 96 bytes, in that order in the heap; false: this
 * policy puts them elsewhere, or does not join. */
static bool
four_in_a_row(struct heap *heap, unsigned char *p[4])
{
    static const size_t sizes[4] = {208, 96, 208, 96};
    if (heap_policy(heap)->joining == JOIN_OFF)
        return false;
    for (size_t i = 0; i < 4; i++) {
        p[i] = take_block(heap, sizes[i]);
        if (i && p[i] != p[i - 1] + sizes[i - 1])
            return false;
    }
    return true;
}

/* A block that cannot grow forwards moves down into the free block before it,
 * and into the one after it too; nothing is lost, the heap does not grow. */
static void
realloc_slides_down(struct heap *heap)
{
    unsigned char *p[4];
    size_t overhead = heap_get_shape(heap).overhead;
    if (!four_in_a_row(heap, p))
        return;
    for (unsigned char i = 0; i < 80; i++)
        p[1][i] = i;
    (void)heap_free(heap, p[0]);
    size_t before = heap_size(heap);
    /* The last byte of both. */
    unsigned char *q = heap_realloc(heap, p[1], 208 + 96 - overhead);
    assert_ptr_equal(q, p[0]);
    /* No block is where it was, whatever its payload has not overwritten. */
    assert_int_not_equal(heap_free(heap, p[1]), HEAP_OK);
    for (unsigned char i = 0; i < 80; i++)
        assert_int_equal(q[i], i);
    assert_consistent(heap);
    /* And all three, once the one after is free too. */
    q = heap_realloc(heap, q, 96 - overhead);
    assert_ptr_equal(q, p[0]);
    (void)heap_free(heap, p[2]);
    (void)heap_coalesce(heap); /* where joining is deferred */
    q = heap_realloc(heap, q, 208 + 96 + 208 - overhead);
    assert_ptr_equal(q, p[0]);
    for (unsigned char i = 0; i < 80; i++)
        assert_int_equal(q[i], i);
    assert_int_equal(heap_size(heap), before);
    assert_consistent(heap);
}

static void
test_realloc_slides_down(void **state)
{
    (void)state;
    for_each_heap(0, realloc_slides_down);
}

/* A block that creeps upwards at the heap's end is not copied at each step
 * because some small block before it is free. */
static void
test_realloc_creeps_at_top(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", false, 0);
    void *small = take_block(heap, 128);
    fill_holes(heap);
    unsigned char *p = take_block(heap, 8192);
    (void)heap_free(heap, small);
    for (size_t size = 8192; size < 12000; size += 100)
        assert_ptr_equal(heap_realloc(heap, p, size), p);
    heap_delete(heap);
}

/* But it moves down when the heap may not grow. */
static void
realloc_slides_at_limit(struct heap *heap)
{
    size_t overhead = heap_get_shape(heap).overhead;
    unsigned char *small = take_block(heap, 240), *q;
    unsigned char *top = take_block(heap, 480);
    if (heap_get_shape(heap).buddies || heap_policy(heap)->joining == JOIN_OFF)
        return; /* no block moves down */
    assert_ptr_equal(top, small + 240);
    memset(top, 0x5a, 480 - overhead);
    (void)heap_free(heap, small);
    heap_set_limit(heap, 1);
    assert_null(heap_realloc(heap, top, 240 + 480 - overhead + 1));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    q = heap_realloc(heap, top, 240 + 480 - overhead);
    assert_ptr_equal(q, small);
    for (size_t i = 0; i < 480 - overhead; i++)
        assert_int_equal(q[i], 0x5a);
}

static void
test_realloc_slides_at_limit(void **state)
{
    (void)state;
    for_each_heap(0, realloc_slides_at_limit);
}

/* memalign gives back what lies before and behind the block. */
static void
memalign_loses_nothing(struct heap *heap)
{
    size_t overhead = heap_get_shape(heap).overhead;
    (void)take_block(heap, 96);
    for (size_t align = 32; align <= 4096; align *= 2) {
        void *p = heap_memalign(heap, align, 200 - overhead);
        assert_int_equal((uintptr_t)p % align, 0);
        size_t least = heap_fit_block(heap, 200 - overhead);
        assert_in_range(heap_usable_size(heap, p) + overhead, least,
                        least + heap_get_shape(heap).min_block);
        assert_consistent(heap);
    }
}

static void
test_memalign_loses_nothing(void **state)
{
    (void)state;
    for_each_heap(0, memalign_loses_nothing);
}

/* --- limits ----------------------------------------------------------------*/

/* A heap that may not grow refuses and is unharmed; allowed again, it grows. */
static void
limit_is_moved(struct heap *heap)
{
    struct heap_figures f;
    heap_get_figures(heap, &f);
    size_t all = f.limit;
    void *p = heap_malloc(heap, 100);
    heap_set_limit(heap, 1);
    heap_get_figures(heap, &f);
    assert_int_equal(f.limit, f.heap); /* never less than it has */
    assert_null(heap_malloc(heap, 100000));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_null(heap_realloc(heap, p, 100000));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_null(heap_memalign(heap, 4096, 100000));
    assert_int_equal(heap_last_status(heap), HEAP_NO_MEMORY);
    assert_consistent(heap);
    heap_set_limit(heap, 0);
    heap_get_figures(heap, &f);
    assert_int_equal(f.limit, all);
    heap_set_limit(heap, SIZE_MAX);
    heap_get_figures(heap, &f);
    assert_int_equal(f.limit, all);
    assert_non_null(heap_realloc(heap, p, 100000));
    assert_consistent(heap);
}

static void
test_limit_is_moved(void **state)
{
    (void)state;
    for_each_heap(1 << 20, limit_is_moved);
}

/* --- the rest --------------------------------------------------------------*/

static void
nothing_given(struct heap *heap)
{
    assert_int_equal(heap_free(heap, NULL), HEAP_OK);
    assert_int_equal(heap_usable_size(heap, NULL), 0);
    assert_int_equal(heap_offset(heap, NULL), 0);
    assert_int_equal(heap_coalesce(heap), 0);
    int local;
    assert_int_equal(heap_usable_size(heap, &local), 0);
    assert_int_equal(heap_offset(heap, &local), 0);
}

static void
test_nothing_given(void **state)
{
    (void)state;
    for_each_heap(0, nothing_given);
}

static void
resets(struct heap *heap)
{
    size_t empty = heap_size(heap);
    size_t first = heap_offset(heap, heap_malloc(heap, 100));
    for (size_t i = 0; i < 200; i++) {
        assert_non_null(heap_malloc(heap, i * 5));
    }
    uint64_t epoch = heap_epoch(heap);
    heap_reset(heap);
    assert_int_equal(heap_size(heap), empty);
    assert_int_not_equal(heap_epoch(heap), epoch);
    assert_consistent(heap);
    assert_int_equal(heap_offset(heap, heap_malloc(heap, 100)), first);
}

static void
test_reset(void **state)
{
    (void)state;
    for_each_heap(0, resets);
}

/* A reset writes zeros over 64 MiB and gives the pages beyond back: zero too. */
static void
test_reset_huge(void **state)
{
    (void)state;
    static const size_t size = (size_t)100 << 20;
    struct heap *heap = heap_of("segregated", false, 2 * size);
    for (size_t round = 0; round < 2; round++) {
        unsigned char *p = heap_calloc(heap, 1, size);
        assert_non_null(p);
        for (size_t i = 0; i < size; i += 4095) {
            assert_int_equal(p[i], 0);
            p[i] = 0xff;
        }
        heap_reset(heap);
        assert_consistent(heap);
    }
    heap_delete(heap);
}

/* An empty heap is its own bytes only, and consistent. */
static void
empties(struct heap *heap)
{
    struct heap_shape shape = heap_get_shape(heap);
    struct block_iter iter;
    struct block_info info;
    assert_int_equal(heap_size(heap), shape.front + shape.back);
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    assert_int_equal(block_iter_next(&iter, &info), ITER_END);
    block_iter_open_end(&iter, heap, 0, SIZE_MAX);
    assert_int_equal(block_iter_prev(&iter, &info), ITER_END);
    assert_false(block_at(heap, 16, &info));
}

static void
test_empty(void **state)
{
    (void)state;
    for_each_heap(0, empties);
}

/* The same work gives the same bytes; and heaps do not know each other. */
static void
test_side_by_side(void **state)
{
    (void)state;
    static unsigned char one[1 << 16], two[1 << 16];
    struct heap *a = heap_of("segregated", true, 0);
    struct heap *other = heap_of("explicit:fifo,worst,textbook", false, 1 << 16);
    struct heap *b = heap_of("segregated", true, 0);
    void *p[50], *q[50];
    for (size_t i = 0; i < 50; i++) {
        p[i] = heap_calloc(a, i, 7);
        (void)heap_malloc(other, i * 3);
        q[i] = heap_calloc(b, i, 7);
        assert_int_equal(heap_offset(a, p[i]), heap_offset(b, q[i]));
        assert_int_equal(heap_offset(other, p[i]), 0);
        assert_int_equal(heap_free(other, p[i]), HEAP_OUTSIDE);
    }
    for (size_t i = 0; i < 50; i += 2) {
        (void)heap_free(a, p[i]);
        (void)heap_free(b, q[i]);
    }
    size_t n = heap_peek(a, 0, one, sizeof one);
    assert_int_equal(n, heap_size(a));
    assert_int_equal(n, heap_peek(b, 0, two, sizeof two));
    assert_memory_equal(one, two, n);
    assert_consistent(a);
    assert_consistent(other);
    assert_consistent(b);
    heap_delete(a);
    heap_delete(other);
    heap_delete(b);
    heap_delete(NULL);
}

/* Hardening costs no byte of the heap: offsets are the same without. */
static void
test_hardening_changes_no_offset(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct heap_config config = {.policy = policy_nth(i)};
        struct heap *plain = heap_new(&config);
        config.hardened = true;
        struct heap *hard = heap_new(&config);
        void *p[40], *q[40];
        for (size_t k = 0; k < 40; k++) {
            p[k] = heap_malloc(plain, k * 11);
            q[k] = heap_malloc(hard, k * 11);
            if (k % 3 == 2) {
                (void)heap_free(plain, p[k - 1]);
                (void)heap_free(hard, q[k - 1]);
            }
            assert_int_equal(heap_offset(plain, p[k]), heap_offset(hard, q[k]));
        }
        assert_int_equal(heap_size(plain), heap_size(hard));
        heap_delete(plain);
        heap_delete(hard);
    }
}

static void
test_status_words(void **state)
{
    (void)state;
#define X(id, name, text)                                                      \
    assert_string_equal(heap_status_name(id), name);                           \
    assert_string_equal(heap_status_text(id), text);
    HEAP_STATUS_LIST(X)
#undef X
    assert_non_null(heap_status_name((enum heap_status)999));
    assert_non_null(heap_status_text((enum heap_status)999));
    for (unsigned i = 0; i <= HEAP_N_INVARIANTS + 1; i++) {
        assert_non_null(heap_invariant_name(i));
        assert_non_null(heap_invariant_why(i));
    }
    assert_string_equal(heap_invariant_name(1),
                        "every block on a free list is marked free");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_min_block),
        cmocka_unit_test(test_huge_sizes),
        cmocka_unit_test(test_layout_limit),
        cmocka_unit_test(test_calloc_zeroes),
        cmocka_unit_test(test_memalign),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_limit_in_figures),
        cmocka_unit_test(test_tiny_limits),
        cmocka_unit_test(test_giant_limits),
        cmocka_unit_test(test_realloc_edges),
        cmocka_unit_test(test_realloc_shrinks),
        cmocka_unit_test(test_realloc_takes_neighbour),
        cmocka_unit_test(test_realloc_grows_at_top),
        cmocka_unit_test(test_realloc_moves),
        cmocka_unit_test(test_realloc_slides_down),
        cmocka_unit_test(test_realloc_creeps_at_top),
        cmocka_unit_test(test_realloc_slides_at_limit),
        cmocka_unit_test(test_memalign_loses_nothing),
        cmocka_unit_test(test_limit_is_moved),
        cmocka_unit_test(test_nothing_given),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_reset_huge),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_side_by_side),
        cmocka_unit_test(test_hardening_changes_no_offset),
        cmocka_unit_test(test_status_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
