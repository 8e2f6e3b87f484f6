/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_brisk.c: a heap that goes on briskly at times, rests at times, is
 * copied out and in, beside one that is watched all the time: nothing may tell
 * them apart. And the sums of pages, by which heap_summarize answers for large
 * cells, beside a plain heap, for which it walks.
 */
#include "allocator/heap_state.h"
#include "allocator/side.h"

#include "support/heaps.h"
#include "support/policies.h"
#include "support/random.h"
#include "support/work.h"

#include <stdlib.h>
#include <string.h>

enum { OPERATIONS = 400, LOOK_EVERY = 7, LIVES = 2, N_CELLS = 40 };

struct trio {
    struct heap *watched, *brisk, *plain;
    size_t slot[N_SLOTS];
    struct random random;
    char policy[POLICY_TEXT];
};

/* As random_work has it, but that some blocks are of many pages. */
static struct work
work_of_pages(struct trio *t)
{
    struct work w = random_work(&t->random, t->slot);
    if (random_below(&t->random, 4) == 0)
        w.size = w.size * 16 + 1;
    return w;
}

/* --- cells -----------------------------------------------------------------*/
static void
compare_cells(const struct trio *t, size_t lo, size_t each, size_t n)
{
    struct heap_cell walked[N_CELLS], summed[N_CELLS];
    size_t hi = lo + each * n;
    size_t filled = heap_summarize(t->plain, lo, hi, walked, n);
    assert_int_equal(heap_summarize(t->brisk, lo, hi, summed, n), filled);
    for (size_t i = 0; i < filled; i++) {
        struct heap_cell *a = &walked[i], *b = &summed[i];
        if (a->n_changes == CHANGES_MANY)
            a->first = b->first; /* not known then */
        if (a->used + a->free == 0)
            a->first = b->first;
        if (a->used != b->used || a->free != b->free || a->own != b->own ||
            a->n_used != b->n_used || a->n_free != b->n_free ||
            a->n_changes != b->n_changes || a->change != b->change ||
            a->first != b->first)
            fail_msg("%s: cell %zu of %zu from 0x%zx, %zu bytes each: used "
                     "%zu and %zu, free %zu and %zu, own %zu and %zu, starts "
                     "%u %u and %u %u, changes %u at %zu and %u at %zu",
                     t->policy, i, n, lo, each, a->used, b->used, a->free,
                     b->free, a->own, b->own, a->n_used, a->n_free, b->n_used,
                     b->n_free, a->n_changes, a->change, b->n_changes,
                     b->change);
    }
}

static void
compare_all_cells(struct trio *t)
{
    size_t header = heap_get_shape(t->plain).header;
    for (size_t each = SIDE_PAGE; each <= 8 * SIDE_PAGE; each *= 2) {
        compare_cells(t, each - header, each, N_CELLS); /* as the map asks */
        compare_cells(t, 0, each + random_below(&t->random, 5000), N_CELLS);
        compare_cells(t, random_below(&t->random, 10000),
                      each + random_below(&t->random, 5000), 3);
    }
    compare_cells(t, 0, heap_size(t->plain), 1);
}

/* --- whole heaps -----------------------------------------------------------*/
static size_t
largest(struct heap *heap)
{
    struct heap_figures figures;
    heap_get_figures(heap, &figures);
    return figures.largest_free;
}

static size_t
largest_walked(const struct heap *heap)
{
    struct block_iter iter;
    struct block_info info;
    size_t found = 0;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK)
        if (info.state == BLOCK_FREE && info.size > found)
            found = info.size;
    return found;
}

static void
compare(struct trio *t)
{
    if (heap_hash(t->watched) != heap_hash(t->brisk))
        fail_msg("%s: the brisk heap's hash differs", t->policy);
    if (!side_pages_agree(t->brisk) || !side_pages_agree(t->watched))
        fail_msg("%s: a page's sums are wrong", t->policy);
    assert_consistent(t->brisk);
    assert_int_equal(largest(t->brisk), largest_walked(t->plain));
    compare_all_cells(t);
}

/* An image of the heap, taken and put back. */
static void
take_and_put(struct heap *heap)
{
    struct heap_part parts[HEAP_PARTS];
    struct heap_hole holes[HEAP_PARTS];
    void *copies[HEAP_PARTS];
    size_t end = heap_size(heap);
    heap_image_parts(heap, parts);
    for (int i = 0; i < HEAP_PARTS; i++) {
        copies[i] = malloc(parts[i].size + 1);
        assert_non_null(copies[i]);
        memcpy(copies[i], parts[i].base, parts[i].size);
    }
    assert_true(heap_image_begin(heap, end, heap_is_resting(heap), holes));
    for (int i = 0; i < HEAP_PARTS; i++) {
        memcpy(holes[i].base, copies[i], holes[i].size);
        free(copies[i]);
    }
    heap_image_end(heap);
}

static void
change_way(struct trio *t)
{
    switch (random_below(&t->random, 5)) {
    case 0:
        heap_set_brisk(t->brisk, false);
        break;
    case 1:
        heap_wake(t->brisk);
        heap_rest(t->brisk);
        break;
    case 2:
        take_and_put(t->brisk);
        break;
    default:
        heap_wake(t->brisk);
        heap_set_brisk(t->brisk, true);
        break;
    }
}

static void
work(struct trio *t)
{
    struct work w = work_of_pages(t);
    size_t at = t->slot[w.slot];
    size_t result = work_on(t->watched, &w, at);
    if (work_on(t->brisk, &w, at) != result ||
        work_on(t->plain, &w, at) != result)
        fail_msg("%s: kind %d, %zu bytes: another result", t->policy,
                 (int)w.kind, w.size);
    assert_int_equal(heap_last_status(t->brisk), heap_last_status(t->watched));
    (void)work_keep(&w, result, t->slot);
}

static struct heap *
heap_made(const struct policy *policy, bool hardened, size_t limit)
{
    struct heap_config config = {
        .policy = *policy, .limit = limit, .hardened = hardened};
    struct heap *heap = heap_new(&config);
    assert_non_null(heap);
    return heap;
}

static void
live(struct trio *t, const struct policy *policy, size_t limit)
{
    memset(t->slot, 0, sizeof t->slot);
    policy_format(policy, t->policy);
    t->watched = heap_made(policy, true, limit);
    t->brisk = heap_made(policy, true, limit);
    t->plain = heap_made(policy, false, limit);
    for (size_t i = 0; i < OPERATIONS; i++) {
        if (i % LOOK_EVERY == 0)
            change_way(t);
        work(t);
        if (i % LOOK_EVERY == LOOK_EVERY - 1) {
            heap_wake(t->brisk);
            compare(t);
        }
    }
    heap_delete(t->watched);
    heap_delete(t->brisk);
    heap_delete(t->plain);
}

static void
test_ways(void **state)
{
    (void)state;
    const char *seed = getenv("HEAP_SEED");
    struct trio t = {.random = {.state = seed ? strtoull(seed, NULL, 0) : 1}};
    for (size_t i = 0; i < (size_t)N_POLICIES * LIVES; i++) {
        struct policy policy = policy_nth(i / LIVES);
        live(&t, &policy, i % 2 ? 0 : (size_t)1 << 17);
    }
}

/* --- small things ----------------------------------------------------------*/
static void
test_what_ends_it(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    void *p = heap_malloc(heap, 100);
    heap_set_brisk(heap, true);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    heap_set_brisk(heap, false);
    assert_int_equal(heap_free(heap, p), HEAP_INSIDE_FREE);
    heap_set_brisk(heap, true);
    heap_reset(heap);
    p = heap_malloc(heap, 100);
    assert_int_equal(heap_free(heap, (char *)p + 16), HEAP_INSIDE_BLOCK);
    heap_delete(heap);
    heap = heap_of("segregated", false, 0);
    heap_set_brisk(heap, true); /* it has no tables to keep */
    assert_non_null(heap_malloc(heap, 100));
    heap_delete(heap);
}

/* A poke may make any header lie: the walk, which believes none, answers. */
static void
test_poked(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    struct heap_cell cell;
    void *p = heap_malloc(heap, 20000);
    uint32_t lie = 1;
    assert_int_equal(heap_poke(heap, heap_offset(heap, p) - 4, &lie, 4),
                     HEAP_OK);
    assert_int_equal(heap_summarize(heap, 0, heap_size(heap), &cell, 1), 1);
    assert_int_equal(cell.used, 0);
    assert_true(cell.own > 20000);
    heap_delete(heap);
}

/* The bound of a page that had a large free block falls when somebody asks. */
static void
test_largest_falls(void **state)
{
    (void)state;
    struct heap *heap = heap_of("explicit:first", true, 0);
    void *p[64];
    for (size_t i = 0; i < 64; i++)
        p[i] = heap_malloc(heap, 1000 + i * 16);
    for (size_t i = 0; i < 64; i += 2)
        (void)heap_free(heap, p[i]);
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(largest(heap), largest_walked(heap));
        (void)heap_malloc(heap, largest(heap) - 4);
    }
    heap_delete(heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_what_ends_it),
        cmocka_unit_test(test_poked),
        cmocka_unit_test(test_largest_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
