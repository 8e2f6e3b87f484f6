/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_view.c: what is seen of a session: rows tile the heap and agree with
 * figures and records, from any byte on, also over a damaged heap and over a
 * target without an iterator; lists, changes.
 */
#include "session/size_text.h"
#include "session/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static struct session *
start(const char *policy, enum session_target target)
{
    struct session_config config = {.target = target};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static size_t
alloc(struct session *s, size_t size, const char *name)
{
    struct op_result r;
    if (!session_alloc(s, size, name, &r, &err))
        fail_msg("alloc %zu: %s", size, err.text);
    return r.off;
}

static void
release(struct session *s, uint64_t id)
{
    struct who who = {.kind = WHO_NUMBER, .value = id};
    if (!session_free(s, &who, NULL, &err))
        fail_msg("free: %s", err.text);
}

/* Frees, allocations and a few resizes; the same every time. */
static void
churn(struct session *s, unsigned n)
{
    unsigned seed = 3;
    for (unsigned i = 1; i <= n; i++) {
        struct who who = {.kind = WHO_NUMBER, .value = i};
        seed = seed * 1103515245 + 12345;
        alloc(s, (seed >> 16) % 300, NULL);
        if (i % 3 == 0)
            release(s, i - 1);
        if (i % 5 == 0 && i % 3 != 2)
            (void)session_realloc(s, &who, (seed >> 18) % 500 + 1, NULL, &err);
    }
}

/* --- rows ------------------------------------------------------------------*/
struct sums {
    size_t n_used, n_free, used, free, own, gap, damaged, asked, padding, slack,
        header;
};

/* Walks all rows, which must tile [0, heap). */
static struct sums
walk(const struct session *s)
{
    struct view_iter iter;
    struct view_block row;
    struct figures f;
    struct sums sums = {0};
    size_t at = 0;
    view_figures(s, &f);
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &row)) {
        assert_int_equal(row.start, at);
        assert_true(row.size > 0);
        at += row.size;
        sums.n_used += row.state == VIEW_USED;
        sums.n_free += row.state == VIEW_FREE;
        sums.used += row.state == VIEW_USED ? row.size : 0;
        sums.free += row.state == VIEW_FREE ? row.size : 0;
        sums.own += row.state == VIEW_OWN ? row.size : 0;
        sums.gap += row.state == VIEW_GAP ? row.size : 0;
        sums.damaged += row.state == VIEW_DAMAGED ? row.size : 0;
        sums.asked += row.asked;
        sums.padding += row.padding;
        sums.slack += row.slack;
        if (row.state == VIEW_USED || row.state == VIEW_FREE)
            assert_int_equal(row.off - row.start, row.header);
        else
            assert_int_equal(row.off, 0);
    }
    assert_int_equal(at, f.heap);
    return sums;
}

/* The row that covers each byte, asked for byte by byte, is the walk's. */
static void
assert_seeks(const struct session *s, size_t pace)
{
    struct view_iter iter;
    struct view_block row, found;
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &row))
        for (size_t at = row.start; at < row.start + row.size; at += pace) {
            assert_true(view_at(s, at, &found));
            assert_int_equal(found.start, row.start);
            assert_int_equal(found.size, row.size);
            assert_int_equal(found.state, row.state);
        }
}

/* view_after and view_before go through the same blocks, both ways. */
static void
assert_neighbours(const struct session *s)
{
    struct view_block row, back;
    size_t n = 0, last = 0;
    struct sums sums = walk(s);
    for (bool more = view_after(s, 0, &row); more;
         more = view_after(s, row.off, &row)) {
        assert_true(row.off > last);
        if (last) {
            assert_true(view_before(s, row.off, &back));
            assert_int_equal(back.off, last);
        } else {
            assert_false(view_before(s, row.off, &back));
        }
        last = row.off;
        n++;
    }
    assert_int_equal(n, sums.n_used + sums.n_free);
    assert_int_equal(view_before(s, 0, &back), n > 0);
    if (n)
        assert_int_equal(back.off, last);
}

static void
rows_tile_and_agree_with_figures(void **state)
{
    (void)state;
    static const char *const policies[] = {
        "segregated", "explicit:address,textbook", "implicit:best,deferred",
        "explicit:fifo,off", "buddy", "buddy:off"};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        struct session *s = start(policies[i], TARGET_KIND_HEAP);
        struct figures f;
        walk(s);
        assert_neighbours(s);
        churn(s, 300);
        struct sums sums = walk(s);
        view_figures(s, &f);
        assert_int_equal(sums.n_used, f.blocks);
        assert_int_equal(sums.n_free, f.free_blocks);
        assert_int_equal(sums.used, f.block_bytes);
        assert_int_equal(sums.free, f.free);
        assert_int_equal(sums.asked, f.live);
        assert_int_equal(sums.padding, f.padding_bytes);
        assert_int_equal(sums.slack, f.slack_bytes);
        assert_int_equal(f.block_bytes, f.live + f.header_bytes +
                                            f.padding_bytes + f.slack_bytes);
        assert_int_equal(sums.damaged + sums.gap, 0);
        assert_seeks(s, 1);
        assert_neighbours(s);
        session_delete(s);
    }
}

static void
ranges_begin_with_the_row_that_covers(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct view_iter iter;
    struct view_block row;
    size_t a = alloc(s, 100, NULL), b = alloc(s, 100, NULL);
    alloc(s, 100, NULL);
    view_open(&iter, s, a + 50, b + 1);
    assert_true(view_next(&iter, &row));
    assert_int_equal(row.off, a);
    assert_true(view_next(&iter, &row));
    assert_int_equal(row.off, b);
    assert_false(view_next(&iter, &row));
    view_open(&iter, s, 1 << 30, SIZE_MAX);
    assert_false(view_next(&iter, &row));
    assert_false(view_at(s, SIZE_MAX, &row));
    assert_false(view_at(s, view_heap(s) ? heap_size(view_heap(s)) : 0, &row));
    session_delete(s);
}

static void
rows_know_their_blocks(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct view_block row;
    size_t a = alloc(s, 100, "buf");
    alloc(s, 5, NULL);
    assert_true(view_at(s, a + 99, &row));
    assert_int_equal(row.state, VIEW_USED);
    assert_int_equal(row.id, 1);
    assert_string_equal(row.name, "buf");
    assert_int_equal(row.asked, 100);
    assert_int_equal(row.born, 1);
    assert_int_equal(row.trace_id, -1);
    assert_int_equal(row.header, 4);
    assert_int_equal(row.size, 112);
    assert_int_equal(row.padding, 8);
    assert_int_equal(row.slack, 0);
    assert_int_equal(row.list, LIST_NONE);
    release(s, 1);
    assert_true(view_at(s, a, &row));
    assert_int_equal(row.state, VIEW_FREE);
    assert_int_equal(row.id, 0);
    assert_string_equal(row.name, "");
    assert_int_equal(row.list, 0);
    session_delete(s);
}

static void
a_damaged_heap_is_still_tiled(void **state)
{
    (void)state;
    static const uint8_t words[][4] = {
        {0, 0, 0, 0}, {0xff, 0xff, 0xff, 0xff}, {0x30, 0, 0, 0}, {1, 0, 0, 0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct session *s = start("explicit", TARGET_KIND_HEAP);
        struct view_block row;
        churn(s, 60);
        assert_true(view_after(s, 200, &row));
        assert_true(session_poke(s, row.start, words[i], 4, NULL, &err));
        walk(s);
        for (size_t at = 0; at < 600; at++)
            assert_true(view_at(s, at, &row) && row.start <= at &&
                        at < row.start + row.size);
        while (view_after(s, row.off, &row))
            ; /* it ends */
        struct view_change changes[VIEW_MAX_CHANGES];
        assert_int_equal(view_changes(s, changes), 1);
        session_delete(s);
    }
}

/* --- one block -------------------------------------------------------------*/
static void
finds_live_and_freed(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct view_who found;
    size_t a = alloc(s, 100, "buf");
    alloc(s, 16, NULL);
    struct who one = {.kind = WHO_NUMBER, .value = 1};
    struct who there = {.kind = WHO_OFFSET, .value = a};
    assert_true(view_find(s, &there, &found, &err));
    assert_int_equal(found.life, LIFE_LIVE);
    assert_int_equal(found.block.id, 1);
    release(s, 1);
    assert_true(view_find(s, &one, &found, &err));
    assert_int_equal(found.life, LIFE_FREED);
    assert_int_equal(found.died, 3);
    assert_int_equal(found.block.off, a);
    assert_int_equal(found.block.size, 112);
    assert_int_equal(found.block.asked, 100);
    assert_string_equal(found.block.name, "buf");
    assert_true(view_find(s, &there, &found, &err));
    assert_int_equal(found.life, LIFE_FREE_BLOCK);
    there.value = a + 16;
    assert_false(view_find(s, &there, &found, &err));
    assert_string_equal(err.name, "no-block");
    there.value = 0;
    assert_false(view_find(s, &there, &found, &err));
    one.value = 3;
    assert_false(view_find(s, &one, &found, &err));
    assert_string_equal(err.name, "no-block");
    session_delete(s);
}

/* --- lists -----------------------------------------------------------------*/
static size_t
place_of(const struct view_block *blocks, size_t n, size_t off)
{
    for (size_t i = 0; i < n; i++)
        if (blocks[i].off == off)
            return i;
    fail_msg("0x%zx is not on the list", off);
    return n;
}

static void
lists_in_order_with_names(void **state)
{
    (void)state;
    static const struct {
        const char *policy, *name;
        size_t first, then; /* numbers of freed blocks, as the list has them */
    } cases[] = {{"explicit", "LIFO", 3, 1},
                 {"explicit:fifo", "FIFO", 1, 3},
                 {"explicit:address", "address order", 1, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *s = start(cases[i].policy, TARGET_KIND_HEAP);
        struct view_block blocks[8];
        char name[40];
        bool corrupt = true;
        size_t offs[5];
        for (size_t k = 1; k < 5; k++)
            offs[k] = alloc(s, 64, NULL);
        release(s, 1);
        release(s, 3);
        assert_int_equal(view_n_lists(s), 1);
        view_list_name(s, 0, name, sizeof name);
        assert_string_equal(name, cases[i].name);
        size_t n = view_list_blocks(s, 0, blocks, 8, &corrupt);
        assert_int_equal(n, view_list(s, 0).n);
        assert_true(n >= 2);
        assert_true(place_of(blocks, n, offs[cases[i].first]) <
                    place_of(blocks, n, offs[cases[i].then]));
        assert_int_equal(blocks[0].state, VIEW_FREE);
        assert_false(corrupt);
        assert_int_equal(view_list_blocks(s, 0, blocks, 1, NULL), 1);
        assert_int_equal(view_list_blocks(s, 1, blocks, 8, &corrupt), 0);
        session_delete(s);
    }
}

static void
classes_have_names(void **state)
{
    (void)state;
    struct session *s = start("segregated", TARGET_KIND_HEAP);
    char name[40];
    unsigned n = view_n_lists(s);
    assert_true(n > 8);
    view_list_name(s, 0, name, sizeof name);
    assert_string_equal(name, "class 16 B");
    for (unsigned i = 0; i < n; i++) {
        struct list_info info = view_list(s, i);
        view_list_name(s, i, name, sizeof name);
        assert_true(strncmp(name, "class ", 6) == 0);
        assert_int_equal(strstr(name, " to ") != NULL,
                         info.min != info.max && info.max != SIZE_MAX);
    }
    session_delete(s);
    s = start("implicit", TARGET_KIND_HEAP);
    assert_int_equal(view_n_lists(s), 0);
    session_delete(s);
}

/* --- what changed ----------------------------------------------------------*/
static void
changes_of_each_operation(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct view_change changes[VIEW_MAX_CHANGES];
    struct who one = {.kind = WHO_NUMBER, .value = 1};
    assert_int_equal(view_changes(s, changes), 0);
    size_t a = alloc(s, 1000, NULL);
    assert_int_equal(view_changes(s, changes), 1);
    assert_int_equal(changes[0].start, a - 4);
    assert_int_equal(changes[0].size, 1008);
    assert_int_equal(changes[0].state, VIEW_USED);
    alloc(s, 16, NULL);
    assert_true(session_realloc(s, &one, 100, NULL, &err)); /* shrinks */
    assert_int_equal(view_changes(s, changes), 2);
    assert_int_equal(changes[0].size, 112);
    assert_int_equal(changes[1].state, VIEW_FREE);
    assert_int_equal(changes[1].start, a - 4 + 112);
    assert_true(session_realloc(s, &one, 5000, NULL, &err)); /* moves */
    assert_int_equal(view_changes(s, changes), 2);
    assert_int_equal(changes[0].start, a - 4);
    assert_int_equal(changes[0].state, VIEW_FREE);
    assert_int_equal(changes[1].state, VIEW_USED);
    release(s, 2);
    assert_int_equal(view_changes(s, changes), 1);
    assert_int_equal(changes[0].state, VIEW_FREE);
    assert_int_equal(changes[0].size, session_last(s)->size);
    assert_true(session_coalesce(s, NULL, &err));
    assert_int_equal(view_changes(s, changes), 0);
    session_delete(s);
}

static void
sentences_tell_what_happened(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    char text[DESCRIBE_TEXT];
    session_describe(s, session_last(s), text);
    assert_string_equal(text, "");
    for (int i = 0; i < 5; i++)
        alloc(s, 100, i == 0 ? "buf" : NULL);
    release(s, 1);
    session_describe(s, session_last(s), text);
    assert_string_equal(text, "free #1 buf (112 B at 0x00010): both "
                              "neighbours in use; number 1 on the list.");
    release(s, 3);
    release(s, 2);
    session_describe(s, session_last(s), text);
    assert_string_equal(text, "free #2 (112 B): joined both neighbours; now "
                              "336 B, number 1 on the list.");
    alloc(s, 100, "again");
    session_describe(s, session_last(s), text);
    assert_string_equal(text, "#6 again = 0x00010  100 B in a block of 112; "
                              "looked at 1, split off 224 B.");
    session_delete(s);
}

static void
assert_fits(const char *text)
{
    if (strlen(text) < 20 || strlen(text) > 78)
        fail_msg("%zu columns: \"%s\"", strlen(text), text);
}

/* The usual sentences fit in a terminal of 80 columns, to their end. */
static void
sentences_are_short(void **state)
{
    static const char *const policies[] = {"segregated", "explicit",
                                           "implicit:best,textbook", "buddy"};
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        struct session *s = start(policies[i], TARGET_KIND_HEAP);
        char text[DESCRIBE_TEXT];
        for (uint32_t id = 1; id <= 150; id++) {
            alloc(s, 40 + id * 37 % 900, id == 120 ? "buf" : NULL);
            session_describe(s, session_last(s), text);
            assert_fits(text);
        }
        for (uint32_t id = 2; id <= 150; id += 1 + id % 3) {
            release(s, id);
            session_describe(s, session_last(s), text);
            assert_fits(text);
        }
        for (uint32_t id = 1; id <= 150; id++) {
            struct who who = {.kind = WHO_NUMBER, .value = id};
            if (!session_realloc(s, &who, 100 + id, NULL, &err) ||
                session_last(s)->next_size)
                continue;
            session_describe(s, session_last(s), text);
            assert_fits(text);
        }
        session_delete(s);
    }
}

static void
sizes_say_whether_they_are_rounded(void **state)
{
    static const struct {
        size_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 B"},
        {1023, "1023 B"},
        {1024, "1 KiB"},
        {1040, "1.0 KiB"},
        {24000, "23.4 KiB"},
        {102348, "99.9 KiB"},
        {102399, "100 KiB"},
        {121900, "119 KiB"},
        {1024 * 1024 - 1, "1.0 MiB"},
        {1024 * 1024, "1 MiB"},
        {1024 * 1024 + 16, "1.0 MiB"},
        {(size_t)64 << 30, "64 GiB"},
    };
    char text[SIZE_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(size_text(cases[i].bytes, text), cases[i].text);
}

/* --- figures ---------------------------------------------------------------*/
static void
figures_are_as_defined(void **state)
{
    (void)state;
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct figures f;
    view_figures(s, &f);
    assert_true(f.util == 0 && f.frag == 0 && f.internal == 0);
    assert_true(f.peak_util == 0);
    for (int i = 0; i < 4; i++)
        alloc(s, 100, NULL);
    release(s, 1);
    release(s, 3);
    view_figures(s, &f);
    assert_int_equal(f.live, 200);
    assert_int_equal(f.peak_live, 400);
    assert_int_equal(f.blocks, 2);
    assert_true(f.free_blocks >= 2);
    assert_int_equal(f.heap, f.peak_heap);
    assert_true(f.util == 200.0 / (double)f.heap);
    assert_true(f.peak_util == 400.0 / (double)f.heap);
    assert_true(f.frag == 1 - (double)f.largest_free / (double)f.free);
    assert_true(f.internal == (224.0 - 200) / 224);
    session_delete(s);
}

/* --- without an iterator ---------------------------------------------------*/
static void
naive_is_drawn_from_the_calls(void **state)
{
    (void)state;
    struct session *s = start("segregated", TARGET_KIND_NAIVE);
    struct view_block row;
    struct figures f;
    struct view_change changes[VIEW_MAX_CHANGES];
    walk(s);
    assert_neighbours(s);
    size_t a = alloc(s, 100, "buf"), b = alloc(s, 0, NULL);
    assert_true(view_at(s, a + 5, &row));
    assert_int_equal(row.state, VIEW_USED);
    assert_int_equal(row.start, a);
    assert_int_equal(row.size, 100);
    assert_int_equal(row.id, 1);
    assert_string_equal(row.name, "buf");
    assert_true(view_at(s, a + 100, &row));
    assert_int_equal(row.state, VIEW_GAP);
    assert_int_equal(row.start, a + 100);
    assert_int_equal(row.size, b - a - 100);
    assert_true(view_at(s, b, &row));
    assert_int_equal(row.size, 1); /* nothing asked for, still seen */
    release(s, 1);
    assert_true(view_at(s, a + 5, &row));
    assert_int_equal(row.state, VIEW_GAP);
    assert_int_equal(row.start, 0);
    assert_int_equal(row.size, b);
    assert_int_equal(view_changes(s, changes), 1);
    assert_int_equal(changes[0].state, VIEW_GAP);
    churn(s, 2); /* ids 3.. ; frees nothing yet */
    for (unsigned i = 5; i <= 400; i++) {
        alloc(s, i, NULL);
        if (i % 4)
            release(s, i);
    }
    struct sums sums = walk(s);
    view_figures(s, &f);
    assert_int_equal(sums.n_used, f.blocks);
    assert_int_equal(sums.asked, f.live);
    assert_int_equal(f.free + f.free_blocks + f.largest_free, 0);
    assert_true(f.frag == 0);
    assert_true(f.block_bytes > f.live);
    assert_int_equal(view_n_lists(s), 0);
    assert_seeks(s, 3);
    assert_neighbours(s);
    session_delete(s);
}

static void
naive_plays_a_trace(void **state)
{
    (void)state;
    struct session *s = start("segregated", TARGET_KIND_NAIVE);
    static const char text[] = "a 0 100\na 1 50\nf 0\nr 1 500\na 0 7\n";
    struct trace *t = trace_parse("t", text, sizeof text - 1, &err);
    assert_non_null(t);
    assert_true(session_load(s, t, &err));
    assert_true(session_step(s, 5, NULL, &err));
    struct sums sums = walk(s);
    assert_int_equal(sums.n_used, 2);
    assert_int_equal(sums.asked, 507);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_tile_and_agree_with_figures),
        cmocka_unit_test(ranges_begin_with_the_row_that_covers),
        cmocka_unit_test(rows_know_their_blocks),
        cmocka_unit_test(a_damaged_heap_is_still_tiled),
        cmocka_unit_test(finds_live_and_freed),
        cmocka_unit_test(lists_in_order_with_names),
        cmocka_unit_test(classes_have_names),
        cmocka_unit_test(changes_of_each_operation),
        cmocka_unit_test(sentences_tell_what_happened),
        cmocka_unit_test(sentences_are_short),
        cmocka_unit_test(sizes_say_whether_they_are_rounded),
        cmocka_unit_test(figures_are_as_defined),
        cmocka_unit_test(naive_is_drawn_from_the_calls),
        cmocka_unit_test(naive_plays_a_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
