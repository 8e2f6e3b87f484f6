/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_place.c: which hole a request gets. A hand-made heap has four
 * holes between walls, freed in the order C, A, D, B (the segregated policy
 * puts them in descending order of address):
 *
 *     | A 208 | wall | B 112 | wall | C 304 | wall | D 112 | wall |
 *
 * Each placement choice and list order picks a different one. Then: joining
 * at once, deferred and off, and the segregated policy's classes.
 */
#include "support/heaps.h"

#include <string.h>

enum { A = 208, B = 112, C = 304, D = 112, WALL = 112 };

struct holes {
    struct heap *heap;
    void *a, *b, *c, *d;
};

static struct holes
make_holes(const char *policy)
{
    struct holes h = {.heap = heap_of(policy, true, 0)};
    void **hole[] = {&h.a, &h.b, &h.c, &h.d};
    static const size_t size[] = {A, B, C, D};
    for (size_t i = 0; i < 4; i++) {
        *hole[i] = take_block(h.heap, size[i]);
        (void)take_block(h.heap, WALL);
    }
    fill_holes(h.heap);
    assert_int_equal(heap_free(h.heap, h.c), HEAP_OK);
    assert_int_equal(heap_free(h.heap, h.a), HEAP_OK);
    assert_int_equal(heap_free(h.heap, h.d), HEAP_OK);
    assert_int_equal(heap_free(h.heap, h.b), HEAP_OK);
    assert_consistent(h.heap);
    return h;
}

/* The hole that P lies in, as a letter. */
static char
hole_of(const struct holes *h, void *p)
{
    size_t at = heap_offset(h->heap, p);
    const struct {
        void *start;
        size_t size;
        char letter;
    } rows[] = {{h->a, A, 'A'}, {h->b, B, 'B'}, {h->c, C, 'C'}, {h->d, D, 'D'}};
    for (size_t i = 0; i < 4; i++) {
        size_t start = heap_offset(h->heap, rows[i].start);
        if (at >= start && at < start + rows[i].size) {
            return rows[i].letter;
        }
    }
    return '-';
}

static void
check_choice(const char *policy, char expected)
{
    struct holes h = make_holes(policy);
    char got = hole_of(&h, take_block(h.heap, 112));
    if (got != expected) {
        fail_msg("%s: a block of 112 bytes from %c, not %c", policy, got,
                 expected);
    }
    assert_consistent(h.heap);
    heap_delete(h.heap);
}

static void
test_choices(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        char hole;
    } rows[] = {
        {"implicit", 'A'},
        {"implicit:best", 'B'},
        {"implicit:worst", 'C'},
        {"implicit:textbook", 'A'},
        {"implicit:best,textbook", 'B'},
        {"implicit:worst,textbook", 'C'},
        {"explicit", 'B'}, /* the list is B D A C */
        {"explicit:best", 'B'},
        {"explicit:worst", 'C'},
        {"explicit:fifo", 'C'}, /* C A D B */
        {"explicit:fifo,best", 'D'},
        {"explicit:fifo,worst", 'C'},
        {"explicit:address", 'A'}, /* A B C D */
        {"explicit:address,best", 'B'},
        {"explicit:address,worst", 'C'},
        {"explicit:textbook", 'B'},
        {"explicit:fifo,textbook", 'C'},
        {"explicit:address,textbook", 'A'},
        {"segregated", 'B'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_choice(rows[i].policy, rows[i].hole);
    }
}

/* A request that only C can serve, then one for 112: a next-fit search goes on
 * behind the hole taken last, a first-fit search starts again. */
static void
check_next(const char *policy, char expected)
{
    struct holes h = make_holes(policy);
    assert_int_equal(hole_of(&h, take_block(h.heap, C)), 'C');
    char got = hole_of(&h, take_block(h.heap, 112));
    if (got != expected) {
        fail_msg("%s: after C from %c, not %c", policy, got, expected);
    }
    assert_consistent(h.heap);
    heap_delete(h.heap);
}

static void
test_next_fit(void **state)
{
    (void)state;
    check_next("implicit:first", 'A');
    check_next("implicit:next", 'D');
    check_next("implicit:next,textbook", 'D');
    check_next("explicit:address,first", 'A');
    check_next("explicit:address,next", 'D');
    check_next("explicit:address,next,textbook", 'D');
    check_next("explicit:fifo,first", 'A');
    check_next("explicit:fifo,next", 'A');
    check_next("explicit:lifo,next", 'B');
}

/* Next fit wraps around: when nothing lies behind, it finds what is before. */
static void
test_next_fit_wraps(void **state)
{
    (void)state;
    struct holes h = make_holes("implicit:next");
    size_t before = heap_size(h.heap);
    assert_int_equal(hole_of(&h, take_block(h.heap, C)), 'C');
    assert_int_equal(hole_of(&h, take_block(h.heap, D)), 'D');
    assert_int_equal(hole_of(&h, take_block(h.heap, A)), 'A');
    assert_int_equal(hole_of(&h, take_block(h.heap, B)), 'B');
    assert_int_equal(heap_size(h.heap), before);
    heap_delete(h.heap);
}

/* The list as letters, in list order. */
static void
check_order(const char *policy, const char *expected)
{
    struct holes h = make_holes(policy);
    struct free_iter iter;
    struct block_info info;
    char got[8] = "";
    size_t n = 0;
    free_iter_open(&iter, h.heap, 0, 7);
    while (free_iter_next(&iter, &info) == ITER_BLOCK) {
        got[n++] = hole_of(&h, heap_pointer(h.heap, info.off));
    }
    assert_string_equal(got, expected);
    heap_delete(h.heap);
}

static void
test_list_orders(void **state)
{
    (void)state;
    check_order("explicit:lifo", "BDAC");
    check_order("explicit:fifo", "CADB");
    check_order("explicit:address", "ABCD");
    check_order("explicit:lifo,textbook", "BDAC");
    check_order("explicit:fifo,textbook", "CADB");
    check_order("explicit:address,textbook", "ABCD");
}

/* --- joining ---------------------------------------------------------------*/

static void
test_joining(void **state)
{
    (void)state;
    static const char *const names[] = {"implicit", "explicit", "segregated"};
    static const char *const joinings[] = {"immediate", "deferred", "off"};
    for (size_t i = 0; i < 9; i++) {
        char policy[POLICY_TEXT];
        (void)snprintf(policy, sizeof policy, "%s:%s", names[i / 3],
                       joinings[i % 3]);
        struct heap *heap = heap_of(policy, true, 0);
        void *p = take_block(heap, 96), *q = take_block(heap, 96);
        void *r = take_block(heap, 96);
        fill_holes(heap);
        size_t low = heap_offset(heap, p);
        struct heap_figures f;
        assert_int_equal(heap_free(heap, p), HEAP_OK);
        assert_int_equal(heap_free(heap, r), HEAP_OK);
        assert_int_equal(heap_free(heap, q), HEAP_OK);
        heap_get_figures(heap, &f);
        assert_int_equal(f.free_blocks, i % 3 == 0 ? 1 : 3);
        assert_int_equal(f.free_bytes, 3 * 96);
        assert_int_equal(f.largest_free, i % 3 == 0 ? 3 * 96 : 96);
        assert_int_equal(heap_coalesce(heap), i % 3 == 1 ? 2 : 0);
        heap_get_figures(heap, &f);
        assert_int_equal(f.free_blocks, i % 3 == 2 ? 3 : 1);
        assert_int_equal(block_size(heap, low), i % 3 == 2 ? 96 : 3 * 96);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* Deferred: joined when nothing fits, before the heap grows. */
static void
test_deferred_joins_when_needed(void **state)
{
    (void)state;
    static const char *const policies[] = {
        "implicit:deferred", "implicit:deferred,textbook", "explicit:deferred",
        "explicit:address,deferred", "explicit:fifo,best,deferred,textbook",
        "segregated:deferred"};
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        struct heap *heap = heap_of(policies[i], true, 0);
        void *p = take_block(heap, 96), *q = take_block(heap, 96);
        (void)take_block(heap, WALL);
        fill_holes(heap);
        assert_int_equal(heap_free(heap, p), HEAP_OK);
        assert_int_equal(heap_free(heap, q), HEAP_OK);
        size_t before = heap_size(heap);
        assert_ptr_equal(take_block(heap, 192), p < q ? p : q);
        assert_int_equal(heap_size(heap), before);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* --- classes ---------------------------------------------------------------*/

static void
test_classes(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    unsigned n = heap_n_lists(heap);
    assert_in_range(n, 10, 1000);
    size_t expected = heap_get_shape(heap).min_block;
    for (unsigned i = 0; i < n; i++) {
        struct list_info info = heap_list(heap, i);
        assert_int_equal(info.min, expected);
        assert_in_range(info.max, info.min, SIZE_MAX);
        assert_int_equal(info.n, 0);
        assert_int_equal(info.bytes, 0);
        expected = info.max + HEAP_ALIGN;
    }
    assert_int_equal(expected, (size_t)1 << 32); /* no block is so large */
    heap_delete(heap);
    heap = heap_of("implicit", true, 0);
    assert_int_equal(heap_n_lists(heap), 0);
    heap_delete(heap);
    heap = heap_of("explicit", true, 0);
    assert_int_equal(heap_n_lists(heap), 1);
    assert_int_equal(heap_list(heap, 0).max, SIZE_MAX);
    heap_delete(heap);
}

/* Every size goes on the list whose range holds it, and comes off again. */
static void
test_every_size_has_its_class(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    for (size_t size = 16; size < 40000; size += size < 2000 ? 16 : 208) {
        heap_reset(heap);
        void *p = take_block(heap, size);
        fill_holes(heap);
        assert_int_equal(heap_free(heap, p), HEAP_OK);
        struct block_info info;
        assert_true(block_at(heap, heap_offset(heap, p), &info));
        assert_int_equal(info.size, size);
        struct list_info list = heap_list(heap, info.list);
        assert_in_range(size, list.min, list.max);
        assert_int_equal(list.n, 1);
        assert_int_equal(list.bytes, size);
        assert_consistent(heap);
        assert_ptr_equal(take_block(heap, size), p);
        assert_int_equal(heap_list(heap, info.list).n, 0);
    }
    heap_delete(heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choices),
        cmocka_unit_test(test_next_fit),
        cmocka_unit_test(test_next_fit_wraps),
        cmocka_unit_test(test_list_orders),
        cmocka_unit_test(test_joining),
        cmocka_unit_test(test_deferred_joins_when_needed),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_every_size_has_its_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
