/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_look.c: looking at a sound heap: iterators both ways and over
 * ranges, STALE, list iterators and their cap, summaries cell by cell, the
 * fields of a block, raw words, peek and poke, figures.
 */
#include "support/heaps.h"
#include "support/policies.h"

#include <string.h>

/* used 48, free 64, used 32, free 80, used 48 and nothing behind; buddies are
 * powers of two, and stand in this order without a gap. */
enum { N_BLOCKS = 5 };
static const size_t any_sizes[N_BLOCKS] = {48, 64, 32, 80, 48};
static const size_t buddy_sizes[N_BLOCKS] = {16, 16, 32, 64, 128};

static const size_t *
sizes_of(const struct heap *heap)
{
    return heap_get_shape(heap).buddies ? buddy_sizes : any_sizes;
}

static bool
is_hole(size_t i)
{
    return i % 2 == 1;
}

static struct heap *
make_heap(const char *policy, bool hardened)
{
    struct heap *heap = heap_of(policy, hardened, 0);
    void *p[N_BLOCKS];
    for (size_t i = 0; i < N_BLOCKS; i++) {
        p[i] = take_block(heap, sizes_of(heap)[i]);
    }
    fill_holes(heap);
    for (size_t i = 0; i < N_BLOCKS; i++) {
        if (is_hole(i)) {
            assert_int_equal(heap_free(heap, p[i]), HEAP_OK);
        }
    }
    return heap;
}

static const char *const looked_at[] = {"implicit", "implicit:textbook",
                                        "explicit", "explicit:textbook",
                                        "segregated", "buddy"};
enum { N_LOOKED_AT = sizeof looked_at / sizeof looked_at[0] };

static void
for_each_look(void (*body)(struct heap *))
{
    for (size_t i = 0; i < (size_t)N_LOOKED_AT * 2; i++) {
        struct heap *heap = make_heap(looked_at[i / 2], i % 2);
        body(heap);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* --- iterators -------------------------------------------------------------*/

static void
walk_all(struct heap *heap)
{
    struct heap_shape shape = heap_get_shape(heap);
    struct block_iter iter;
    struct block_info info, first[16];
    const size_t *sizes = sizes_of(heap);
    size_t at = shape.front, n = 0;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK) {
        assert_int_equal(info.start, at);
        assert_int_equal(info.off, at + shape.header);
        if (n < N_BLOCKS) {
            assert_int_equal(info.size, sizes[n]);
            assert_int_equal(info.state, is_hole(n) ? BLOCK_FREE : BLOCK_USED);
        }
        assert_int_equal(info.list != LIST_NONE,
                         info.state == BLOCK_FREE && heap_n_lists(heap) > 0);
        at += info.size;
        assert_in_range(n, 0, 15);
        first[n++] = info;
    }
    assert_int_equal(at + shape.back, heap_size(heap));
    assert_int_equal(block_iter_next(&iter, &info), ITER_END);
    block_iter_open_end(&iter, heap, 0, SIZE_MAX);
    while (block_iter_prev(&iter, &info) == ITER_BLOCK) {
        assert_true(n > 0);
        assert_memory_equal(&info, &first[--n], sizeof info);
    }
    assert_int_equal(n, 0);
    assert_int_equal(block_iter_prev(&iter, &info), ITER_END);
}

static void
test_walk(void **state)
{
    (void)state;
    for_each_look(walk_all);
}

/* From the block that covers LO to the one that covers HI - 1. */
static void
walk_range(struct heap *heap)
{
    size_t start[N_BLOCKS + 1];
    const size_t *sizes = sizes_of(heap);
    start[0] = heap_get_shape(heap).front;
    for (size_t i = 0; i < N_BLOCKS; i++) {
        start[i + 1] = start[i] + sizes[i];
    }
    for (size_t from = 0; from < N_BLOCKS; from++) {
        for (size_t to = from; to < N_BLOCKS; to++) {
            size_t lo[2] = {start[from], start[from + 1] - 1};
            size_t hi[2] = {start[to] + 1, start[to + 1]};
            for (size_t k = 0; k < 4; k++) {
                struct block_iter iter;
                struct block_info info;
                if (lo[k % 2] >= hi[k / 2]) {
                    continue;
                }
                block_iter_open(&iter, heap, lo[k % 2], hi[k / 2]);
                for (size_t i = from; i <= to; i++) {
                    assert_int_equal(block_iter_next(&iter, &info), ITER_BLOCK);
                    assert_int_equal(info.start, start[i]);
                }
                assert_int_equal(block_iter_next(&iter, &info), ITER_END);
                block_iter_open_end(&iter, heap, lo[k % 2], hi[k / 2]);
                for (size_t i = to + 1; i-- > from;) {
                    assert_int_equal(block_iter_prev(&iter, &info), ITER_BLOCK);
                    assert_int_equal(info.start, start[i]);
                }
                assert_int_equal(block_iter_prev(&iter, &info), ITER_END);
            }
        }
    }
}

static void
test_range(void **state)
{
    (void)state;
    for_each_look(walk_range);
}

static void
turn_round(struct heap *heap)
{
    struct block_iter iter;
    struct block_info one, two, back;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    assert_int_equal(block_iter_next(&iter, &one), ITER_BLOCK);
    assert_int_equal(block_iter_next(&iter, &two), ITER_BLOCK);
    assert_int_equal(block_iter_prev(&iter, &back), ITER_BLOCK);
    assert_int_equal(back.off, two.off);
    assert_int_equal(block_iter_prev(&iter, &back), ITER_BLOCK);
    assert_int_equal(back.off, one.off);
    assert_int_equal(block_iter_prev(&iter, &back), ITER_END);
    assert_int_equal(block_iter_next(&iter, &back), ITER_BLOCK);
    assert_int_equal(back.off, one.off);
}

static void
test_turn_round(void **state)
{
    (void)state;
    for_each_look(turn_round);
}

static void
outside(struct heap *heap)
{
    size_t end = heap_size(heap);
    size_t ranges[][2] = {{end, SIZE_MAX},     {end - 1, end},
                          {SIZE_MAX, SIZE_MAX}, {end + 100000, end + 200000},
                          {0, 0}};
    struct block_iter iter;
    struct block_info info;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        block_iter_open(&iter, heap, ranges[i][0], ranges[i][1]);
        assert_int_equal(block_iter_next(&iter, &info), ITER_END);
        block_iter_open_end(&iter, heap, ranges[i][0], ranges[i][1]);
        assert_int_equal(block_iter_prev(&iter, &info), ITER_END);
    }
    assert_false(block_at(heap, 0, &info));
    assert_false(block_at(heap, end - 1, &info));
    assert_false(block_at(heap, end, &info));
    assert_false(block_at(heap, SIZE_MAX, &info));
}

static void
test_outside(void **state)
{
    (void)state;
    for_each_look(outside);
}

static void
grows_stale(struct heap *heap)
{
    struct block_iter ahead, back;
    struct free_iter list;
    struct block_info info;
    size_t n_lists = heap_n_lists(heap);
    block_iter_open(&ahead, heap, 0, SIZE_MAX);
    block_iter_open_end(&back, heap, 0, SIZE_MAX);
    free_iter_open(&list, heap, 0, 10);
    assert_int_equal(block_iter_next(&ahead, &info), ITER_BLOCK);
    size_t first = info.off;
    (void)heap_malloc(heap, 5000);
    assert_int_equal(block_iter_next(&ahead, &info), ITER_STALE);
    assert_int_equal(block_iter_prev(&back, &info), ITER_STALE);
    if (n_lists) {
        assert_int_equal(free_iter_next(&list, &info), ITER_STALE);
    }
    /* Each kind of change is one. */
    for (int kind = 0; kind < 4; kind++) {
        char byte;
        block_iter_open(&ahead, heap, 0, SIZE_MAX);
        if (kind == 0) {
            assert_int_equal(heap_free(heap, heap_pointer(heap, first)),
                             HEAP_OK);
        } else if (kind == 1) {
            void *p = heap_memalign(heap, 256, 100);
            first = heap_offset(heap, p);
        } else if (kind == 2) {
            (void)heap_realloc(heap, heap_pointer(heap, first), 30);
        } else {
            assert_int_equal(heap_peek(heap, first, &byte, 1), 1);
            assert_int_equal(heap_poke(heap, first, &byte, 1), HEAP_OK);
        }
        assert_int_equal(block_iter_next(&ahead, &info), ITER_STALE);
    }
    /* A refused operation is none. */
    block_iter_open(&ahead, heap, 0, SIZE_MAX);
    (void)heap_malloc(heap, SIZE_MAX);
    (void)heap_free(heap, NULL);
    assert_int_equal(block_iter_next(&ahead, &info), ITER_BLOCK);
    block_iter_open(&ahead, heap, 0, SIZE_MAX);
    heap_reset(heap);
    assert_int_equal(block_iter_next(&ahead, &info), ITER_STALE);
}

static void
test_stale(void **state)
{
    (void)state;
    for_each_look(grows_stale);
}

/* --- lists -----------------------------------------------------------------*/

static void
test_list_cap(void **state)
{
    (void)state;
    struct heap *heap = make_heap("explicit", true);
    struct free_iter iter;
    struct block_info info;
    struct list_info list = heap_list(heap, 0);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.bytes, 64 + 80);
    for (size_t cap = 0; cap <= 3; cap++) {
        size_t n = 0;
        free_iter_open(&iter, heap, 0, cap);
        while (free_iter_next(&iter, &info) == ITER_BLOCK) {
            assert_int_equal(info.state, BLOCK_FREE);
            assert_int_equal(info.size, n ? 64 : 80);
            n++;
        }
        assert_int_equal(n, cap < 2 ? cap : 2);
    }
    heap_delete(heap);
}

/* --- summaries -------------------------------------------------------------*/

/* Each cell, held against a picture of the heap made byte by byte. */
static void
check_cells(struct heap *heap, size_t lo, size_t each, size_t n)
{
    static char picture[4096];
    static bool starts[4096];
    size_t size = heap_size(heap);
    struct block_iter iter;
    struct block_info info;
    struct heap_cell cells[64];
    assert_in_range(size, 1, sizeof picture);
    memset(picture, 'o', sizeof picture);
    memset(starts, 0, sizeof starts);
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK) {
        memset(picture + info.start, info.state == BLOCK_FREE ? 'f' : 'u',
               info.size);
        starts[info.start] = true;
    }
    size_t filled = heap_summarize(heap, lo, lo + each * n, cells, n);
    assert_int_equal(filled, lo >= size                 ? 0
                             : lo + each * n <= size    ? n
                                                        : (size - lo + each - 1) / each);
    for (size_t i = 0; i < filled; i++) {
        struct heap_cell want = {0};
        char first = 0;
        size_t begin = lo + i * each;
        for (size_t at = begin; at < begin + each && at < size; at++) {
            char c = picture[at];
            want.used += c == 'u';
            want.free += c == 'f';
            want.own += c == 'o';
            want.n_used += c == 'u' && starts[at];
            want.n_free += c == 'f' && starts[at];
            if (at > begin && c != 'o' && picture[at - 1] != 'o' &&
                c != picture[at - 1]) {
                want.n_changes = want.n_changes ? CHANGES_MANY : 1;
                want.change = at - begin;
            }
            if (!first && c != 'o') {
                first = c;
            }
        }
        assert_int_equal(cells[i].used, want.used);
        assert_int_equal(cells[i].free, want.free);
        assert_int_equal(cells[i].own, want.own);
        assert_int_equal(cells[i].n_used, want.n_used);
        assert_int_equal(cells[i].n_free, want.n_free);
        assert_int_equal(cells[i].n_changes, want.n_changes);
        if (want.n_changes == 1) {
            assert_int_equal(cells[i].change, want.change);
        }
        if (first) {
            assert_int_equal(cells[i].first,
                             first == 'f' ? BLOCK_FREE : BLOCK_USED);
        }
    }
}

static void
cells_of_all_sizes(struct heap *heap)
{
    for (size_t each = 1; each < 300; each = each * 3 / 2 + 1) {
        for (size_t lo = 0; lo < heap_size(heap) + 100; lo += 37) {
            check_cells(heap, lo, each, 1);
            check_cells(heap, lo, each, 7);
            check_cells(heap, lo, each, 64);
        }
    }
}

static void
test_summaries(void **state)
{
    (void)state;
    for_each_look(cells_of_all_sizes);
}

static void
test_summary_of_nothing(void **state)
{
    (void)state;
    struct heap *heap = make_heap("segregated", true);
    struct heap_cell cell;
    assert_int_equal(heap_summarize(heap, 0, 0, &cell, 1), 0);
    assert_int_equal(heap_summarize(heap, 100, 50, &cell, 1), 0);
    assert_int_equal(heap_summarize(heap, 0, 100, &cell, 0), 0);
    assert_int_equal(heap_summarize(heap, heap_size(heap), SIZE_MAX, &cell, 1),
                     0);
    assert_int_equal(heap_summarize(heap, 0, SIZE_MAX, &cell, 1), 1);
    assert_int_equal(cell.used + cell.free + cell.own, heap_size(heap));
    heap_delete(heap);
}

/* --- fields and words ------------------------------------------------------*/

static void
fields_tile(struct heap *heap)
{
    struct heap_shape shape = heap_get_shape(heap);
    bool textbook = strcmp(shape.layout, "textbook") == 0;
    bool tagged = strcmp(shape.layout, "tagged") == 0;
    struct block_iter iter;
    struct block_info info;
    block_iter_open(&iter, heap, 0, SIZE_MAX);
    while (block_iter_next(&iter, &info) == ITER_BLOCK) {
        struct heap_field f[HEAP_MAX_FIELDS];
        size_t n = heap_block_fields(heap, info.off, f), at = info.start;
        char kinds[HEAP_MAX_FIELDS + 1] = "";
        struct heap_field plan[HEAP_MAX_FIELDS];
        assert_in_range(n, 2, HEAP_MAX_FIELDS);
        assert_int_equal(heap_plan_fields(heap, info.off, info.size,
                                          info.state == BLOCK_USED, plan),
                         n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(f[i].at, at);
            assert_int_equal(plan[i].at, at);
            assert_int_equal(plan[i].size, f[i].size);
            assert_int_equal(plan[i].kind, f[i].kind);
            at += f[i].size;
            kinds[i] = "OHPnpSF"[f[i].kind];
            if (f[i].kind == FIELD_HEADER || f[i].kind == FIELD_FOOTER) {
                struct heap_word word = heap_decode_word(heap, f[i].value);
                uint64_t raw = 0;
                assert_int_equal(word.size, info.size);
                assert_int_equal(word.used, info.state == BLOCK_USED);
                assert_int_equal(word.knows_prev, tagged);
                (void)heap_peek(heap, f[i].at, &raw, textbook ? 8 : 4);
                assert_int_equal(raw, f[i].value);
            }
        }
        assert_int_equal(at, info.start + info.size);
        if (info.state == BLOCK_USED) {
            assert_string_equal(kinds, textbook ? "HPF" : "HP");
            assert_int_equal(f[1].size, info.size - shape.overhead);
        } else {
            assert_string_equal(kinds, shape.buddies          ? "HnpS"
                                       : heap_n_lists(heap) ? "HnpSF"
                                                              : "HSF");
        }
    }
    struct heap_field f[HEAP_MAX_FIELDS];
    assert_int_equal(heap_block_fields(heap, 0, f), 0);
    assert_int_equal(heap_block_fields(heap, heap_size(heap), f), 0);
    assert_int_equal(heap_block_fields(heap, 17, f), 0);
    assert_int_equal(heap_block_fields(heap, SIZE_MAX - 15, f), 0);
}

static void
test_fields(void **state)
{
    (void)state;
    for_each_look(fields_tile);
}

/* A smallest free block in the compact layout has no space left over. */
static void
test_smallest_free_block(void **state)
{
    (void)state;
    struct heap *heap = heap_of("explicit", true, 0);
    void *p = take_block(heap, 16);
    (void)take_block(heap, 16);
    (void)heap_free(heap, p);
    struct heap_field f[HEAP_MAX_FIELDS];
    assert_int_equal(heap_block_fields(heap, heap_offset(heap, p), f), 4);
    assert_int_equal(f[0].kind, FIELD_HEADER);
    assert_int_equal(f[1].kind, FIELD_NEXT);
    assert_int_equal(f[2].kind, FIELD_PREV);
    assert_int_equal(f[3].kind, FIELD_FOOTER);
    heap_delete(heap);
}

/* The links in the fields are the list's. */
static void
test_links(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct heap *heap = make_heap(i ? "explicit" : "explicit:textbook", true);
        struct free_iter iter;
        struct block_info a, b;
        struct heap_field f[HEAP_MAX_FIELDS];
        free_iter_open(&iter, heap, 0, 9);
        assert_int_equal(free_iter_next(&iter, &a), ITER_BLOCK);
        assert_int_equal(free_iter_next(&iter, &b), ITER_BLOCK);
        (void)heap_block_fields(heap, a.off, f);
        assert_int_equal(f[1].value, b.off);
        assert_int_equal(f[2].value, 0);
        (void)heap_block_fields(heap, b.off, f);
        assert_int_equal(f[1].value, 0);
        assert_int_equal(f[2].value, a.off);
        heap_delete(heap);
    }
}

static void
test_peek_and_poke(void **state)
{
    (void)state;
    struct heap *heap = make_heap("segregated", true);
    size_t end = heap_size(heap);
    unsigned char bytes[16] = {1, 2, 3, 4}, back[16];
    size_t at = heap_get_shape(heap).front + heap_get_shape(heap).header;
    assert_int_equal(heap_poke(heap, at, bytes, 4), HEAP_OK);
    assert_int_equal(heap_peek(heap, at, back, 4), 4);
    assert_memory_equal(bytes, back, 4);
    assert_int_equal(heap_peek(heap, end - 3, back, 16), 3);
    assert_int_equal(heap_peek(heap, end, back, 16), 0);
    assert_int_equal(heap_peek(heap, SIZE_MAX, back, 16), 0);
    assert_int_equal(heap_poke(heap, end - 3, bytes, 4), HEAP_OUTSIDE);
    assert_int_equal(heap_poke(heap, end, bytes, 1), HEAP_OUTSIDE);
    assert_int_equal(heap_poke(heap, SIZE_MAX, bytes, 2), HEAP_OUTSIDE);
    assert_int_equal(heap_poke(heap, 16, bytes, SIZE_MAX), HEAP_OUTSIDE);
    assert_consistent(heap);
    heap_delete(heap);
}

static void
test_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_LOOKED_AT; i++) {
        struct heap *heap = make_heap(looked_at[i], true);
        struct heap_figures f;
        const size_t *sizes = sizes_of(heap);
        heap_get_figures(heap, &f);
        assert_int_equal(f.heap, heap_size(heap));
        assert_int_equal(f.free_blocks, 2);
        assert_int_equal(f.free_bytes, sizes[1] + sizes[3]);
        assert_int_equal(f.largest_free, sizes[3]);
        struct heap_shape shape = heap_get_shape(heap);
        assert_int_equal(f.used_bytes + f.free_bytes + shape.front + shape.back,
                         f.heap);
        heap_delete(heap);
        heap = make_heap(looked_at[i], false);
        heap_get_figures(heap, &f);
        assert_int_equal(f.heap, heap_size(heap));
        assert_int_equal(f.used_blocks, 0);
        assert_int_equal(f.largest_free, 0);
        heap_delete(heap);
    }
}

/* Seeking, the page map and the max-tree across many pages and huge blocks. */
static void
test_far_apart(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, (size_t)1 << 30);
    void *p[8];
    struct block_info info;
    struct heap_figures f;
    for (size_t i = 0; i < 8; i++) {
        p[i] = heap_malloc(heap, ((size_t)1 << (10 + 2 * i)) + i);
        assert_non_null(p[i]);
        assert_non_null(heap_malloc(heap, 10));
    }
    for (size_t i = 0; i < 8; i++) {
        size_t off = heap_offset(heap, p[i]), size = block_size(heap, off);
        assert_true(block_at(heap, off + size / 2, &info));
        assert_int_equal(info.off, off);
        assert_true(block_at(heap, off + size - 5, &info));
        assert_int_equal(info.off, off);
        struct block_iter iter;
        block_iter_open_end(&iter, heap, 0, off + size / 2);
        assert_int_equal(block_iter_prev(&iter, &info), ITER_BLOCK);
        assert_int_equal(info.off, off);
    }
    for (size_t i = 8; i-- > 0;) {
        size_t size = block_size(heap, heap_offset(heap, p[i]));
        assert_int_equal(heap_free(heap, p[i]), HEAP_OK);
        heap_get_figures(heap, &f);
        assert_in_range(f.largest_free, size, (size_t)1 << 30);
    }
    assert_int_equal(heap_free(heap, p[7]), HEAP_DOUBLE_FREE);
    assert_int_equal(heap_free(heap, (char *)p[7] + 64), HEAP_INSIDE_FREE);
    assert_consistent(heap);
    heap_delete(heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_range),
        cmocka_unit_test(test_turn_round),
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_list_cap),
        cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_summary_of_nothing),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_smallest_free_block),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_peek_and_poke),
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_far_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
