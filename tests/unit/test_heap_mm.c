/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_mm.c: the malloc lab's face.
 */
#include "allocator/mm.h"
#include "support/cmocka_all.h"

#include <string.h>

/* First in main: nothing has started the heap. */
static void
test_starts_by_itself(void **state)
{
    (void)state;
    void *p = mm_malloc(100);
    assert_non_null(p);
    assert_in_range(mm_heap_size(), 100, 1 << 20);
    assert_true(mm_check());
}

static void
test_init_empties(void **state)
{
    (void)state;
    assert_int_equal(mm_init(), 0);
    size_t empty = mm_heap_size();
    void *first = mm_malloc(1000);
    assert_true(mm_heap_size() > empty);
    assert_int_equal(mm_init(), 0);
    assert_int_equal(mm_heap_size(), empty);
    assert_ptr_equal(mm_malloc(1000), first);
    assert_true(mm_check());
}

static void
test_calls(void **state)
{
    (void)state;
    assert_int_equal(mm_init(), 0);
    unsigned char *p = mm_malloc(0);
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % 16, 0);
    p = mm_realloc(p, 200);
    memset(p, 7, 200);
    p = mm_realloc(p, 4000);
    assert_int_equal(p[0], 7);
    assert_int_equal(p[199], 7);
    assert_in_range(mm_usable_size(p), 4000, 4032);
    unsigned char *z = mm_calloc(10, 30);
    for (size_t i = 0; i < 300; i++) {
        assert_int_equal(z[i], 0);
    }
    assert_null(mm_calloc(SIZE_MAX, 2));
    assert_null(mm_malloc(SIZE_MAX));
    void *a = mm_memalign(4096, 10);
    assert_int_equal((uintptr_t)a % 4096, 0);
    assert_null(mm_memalign(3, 10));
    assert_true(mm_check());
    assert_null(mm_realloc(p, 0));
    mm_free(z);
    mm_free(a);
    mm_free(NULL);
    assert_int_equal(mm_usable_size(NULL), 0);
    assert_non_null(mm_realloc(NULL, 10));
    assert_true(mm_check());
}

/* Misuse that constant-time checks see leaves the heap as it was. */
static void
test_misuse(void **state)
{
    (void)state;
    int local;
    assert_int_equal(mm_init(), 0);
    char *p = mm_malloc(100), *wall = mm_malloc(100);
    mm_free(p);
    mm_free(p);
    mm_free(wall + 1);
    mm_free(&local);
    assert_true(mm_check());
    assert_non_null(mm_malloc(100));
    assert_true(mm_check());
}

/* mm_check answers 0 when a program has written over the bookkeeping. */
static void
test_check_sees_damage(void **state)
{
    (void)state;
    assert_int_equal(mm_init(), 0);
    unsigned char *p = mm_malloc(100);
    assert_non_null(mm_malloc(100));
    assert_true(mm_check());
    memset(p, 0xff, mm_usable_size(p) + 4); /* 4 bytes too many */
    assert_false(mm_check());
    assert_int_equal(mm_init(), 0);
    assert_true(mm_check());
}

static void
test_never_shrinks(void **state)
{
    (void)state;
    void *p[100];
    assert_int_equal(mm_init(), 0);
    for (size_t i = 0; i < 100; i++) {
        p[i] = mm_malloc(i * 100);
    }
    size_t peak = mm_heap_size();
    for (size_t i = 0; i < 100; i++) {
        mm_free(p[i]);
        assert_int_equal(mm_heap_size(), peak);
    }
    assert_non_null(mm_malloc(peak / 2));
    assert_int_equal(mm_heap_size(), peak);
    assert_true(mm_check());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starts_by_itself),
        cmocka_unit_test(test_init_empties),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_misuse),
        cmocka_unit_test(test_check_sees_damage),
        cmocka_unit_test(test_never_shrinks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
