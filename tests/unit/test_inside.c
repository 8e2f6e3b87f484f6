/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_inside.c: the inside of an operation. Before its first step the views
 * show the moment before it, after its last the moment after it, and in
 * between the blocks tile the heap and every list holds what is free and on a
 * list; going back shows what was seen on the way there.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/inside.h"
#include "session/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what is seen ----------------------------------------------------------*/
/* All rows of a session, then all lists' blocks. */
struct picture {
    struct view_block *all;
    size_t n, n_rows, cap, end;
};

static void
keep_row(struct picture *p, const struct view_block *row)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 64;
        p->all = realloc(p->all, p->cap * sizeof *p->all);
        assert_non_null(p->all);
    }
    p->all[p->n++] = *row;
}

static void
keep_list(struct picture *p, const struct session *s, unsigned list)
{
    struct list_info info = view_list(s, list);
    struct view_block *blocks = calloc(info.n + 2, sizeof *blocks);
    size_t bytes = 0, n;
    bool corrupt;
    assert_non_null(blocks);
    n = view_list_blocks(s, list, blocks, info.n + 2, &corrupt);
    assert_false(corrupt);
    assert_int_equal(n, info.n);
    for (size_t i = 0; i < n; i++) {
        keep_row(p, &blocks[i]);
        bytes += blocks[i].size;
        assert_int_equal(blocks[i].list, list);
    }
    assert_int_equal(bytes, info.bytes);
    free(blocks);
}

static struct picture
take(const struct session *s)
{
    struct picture p = {.end = view_end(s)};
    struct view_iter iter;
    struct view_block row;
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &row))
        keep_row(&p, &row);
    p.n_rows = p.n;
    for (unsigned list = 0; list < view_n_lists(s); list++)
        keep_list(&p, s, list);
    return p;
}

static void
assert_same_row(const struct view_block *a, const struct view_block *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->off, b->off);
    assert_int_equal(a->list, b->list);
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->trace_id, b->trace_id);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->asked, b->asked);
    assert_int_equal(a->born, b->born);
    assert_int_equal(a->header, b->header);
    assert_int_equal(a->padding, b->padding);
    assert_int_equal(a->slack, b->slack);
}

static void
assert_same(const struct picture *a, const struct picture *b)
{
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        assert_same_row(&a->all[i], &b->all[i]);
}

static bool
is_on(const struct picture *p, const struct view_block *row)
{
    for (size_t i = p->n_rows; i < p->n; i++)
        if (p->all[i].off == row->off && p->all[i].list == row->list &&
            p->all[i].size == row->size)
            return true;
    return false;
}

/* The rows tile the heap; a free block that names a list is on it, and nothing
 * else is. Every block's fields tile it. */
static void
assert_sound(const struct session *s, const struct picture *p)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t at = 0, listed = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        const struct view_block *row = &p->all[i];
        size_t n, byte = row->start;
        assert_int_equal(row->start, at);
        assert_true(row->size > 0 && row->state != VIEW_DAMAGED);
        at += row->size;
        if (row->state == VIEW_OWN)
            continue;
        if (row->state == VIEW_FREE && row->list != LIST_NONE) {
            listed++;
            assert_true(is_on(p, row));
        }
        n = view_fields(s, row->off, fields);
        assert_true(n > 0);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(fields[k].at, byte);
            byte += fields[k].size;
        }
        assert_int_equal(byte, row->start + row->size);
    }
    assert_int_equal(at, p->end);
    assert_int_equal(listed, p->n - p->n_rows);
}

/* The walk upwards and the walk downwards agree. */
static void
assert_mirror(const struct session *s)
{
    struct view_block row, back;
    size_t off = 0;
    while (view_after(s, off, &row)) {
        assert_int_equal(view_before(s, row.off, &back), off != 0);
        if (off)
            assert_int_equal(back.off, off);
        off = row.off;
    }
    assert_int_equal(view_before(s, 0, &back), off != 0);
    if (off)
        assert_int_equal(back.off, off);
}

/* --- at random -------------------------------------------------------------*/
static void
assert_words(const struct inside *in, size_t at)
{
    char text[INSIDE_TEXT];
    inside_what(in, at, text);
    assert_true(strlen(text) > 8 && strlen(text) < INSIDE_TEXT - 1);
    assert_int_equal(text[strlen(text) - 1], '.');
    inside_why(in, at, text);
    assert_true(strlen(text) < INSIDE_TEXT - 1);
    if (*text)
        assert_int_equal(text[strlen(text) - 1], '.');
    if (at) {
        struct inside_line line;
        inside_line(in, at, &line);
        assert_true(line.verb[0] != '\0');
    }
}

static void
assert_inside(struct session *s, uint64_t op)
{
    struct inside *in = inside_new(s, op, &err);
    struct picture *all, before, after;
    size_t n;
    if (!in) {
        assert_true(!strcmp(err.name, "no-inside"));
        return;
    }
    n = inside_n(in);
    assert_true(n > 0 || inside_result(in)->kind == OP_COALESCE);
    all = calloc(n + 1, sizeof *all);
    assert_non_null(all);
    for (size_t at = 0; at <= n; at++) {
        inside_go(in, at);
        all[at] = take(inside_session(in));
        assert_sound(inside_session(in), &all[at]);
        assert_mirror(inside_session(in));
        assert_words(in, at);
    }
    before = take(inside_before(in));
    after = take(inside_after(in));
    assert_same(&all[0], &before);
    assert_same(&all[n], &after);
    for (size_t at = n + 1; at-- > 0;) {
        struct picture again;
        inside_go(in, at);
        again = take(inside_session(in));
        assert_same(&again, &all[at]);
        free(again.all);
    }
    for (size_t at = 0; at <= n; at++)
        free(all[at].all);
    free(all);
    free(before.all);
    free(after.all);
    inside_free(in);
}

static void
test_random(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        struct random r = {seed() + i};
        struct session *s = start(&policy, 0, 64);
        struct session_place place;
        uint64_t n_ids = 0;
        struct still before;
        random_work(s, &r, &n_ids);
        session_place(s, &place);
        before = still(s);
        for (uint64_t op = 1; op <= place.line; op++)
            assert_inside(s, op);
        assert_still(s, &before);
        session_delete(s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
