/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_diff.c: diff, and its marks on the map, against what is seen at both
 * moments, block by block.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/diff.h"

#include <stdlib.h>
#include <string.h>

/* --- diff ------------------------------------------------------------------*/
/* All there is at a moment, asked for block by block. */
enum { MOST_IDS = 1000, MOST_FREE = 1000 };
struct state {
    struct view_who who[MOST_IDS];
    bool is_live[MOST_IDS];
    uint64_t n_ids;
    struct view_block free[MOST_FREE];
    size_t n_free;
    struct figures figures;
};

static void
note_state(struct session *s, uint64_t op, struct state *state)
{
    struct view_iter iter;
    struct view_block block;
    memset(state, 0, sizeof *state);
    assert_true(session_goto(s, op, &err));
    view_figures(s, &state->figures);
    for (uint64_t id = 1; id < MOST_IDS; id++) {
        struct who who = number(id);
        bool known = view_find(s, &who, &state->who[id], &err);
        if (!known && strcmp(err.name, "no-block") == 0 &&
            !strstr(err.text, "never got"))
            break;
        state->n_ids = id;
        state->is_live[id] = known && state->who[id].life == LIFE_LIVE;
        if (!view_heap(s)) /* drawn with one byte at least */
            state->who[id].block.size = state->who[id].block.asked;
    }
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &block))
        if (block.state == VIEW_FREE)
            state->free[state->n_free++] = block;
}

static int
kind_of(const struct state *a, const struct state *b, uint64_t id)
{
    const struct view_block *was = &a->who[id].block, *is = &b->who[id].block;
    if (!a->is_live[id])
        return b->is_live[id] ? DIFF_BORN : -1;
    if (!b->is_live[id])
        return DIFF_DIED;
    if (was->off != is->off)
        return DIFF_MOVED;
    return was->size != is->size || was->asked != is->asked ? DIFF_RESIZED : -1;
}

static void
assert_row(const struct diff_row *row, enum diff_kind kind, uint64_t id,
           const struct state *a, const struct state *b)
{
    const struct view_block *was = &a->who[id].block, *is = &b->who[id].block;
    if (kind == DIFF_BORN)
        was = is;
    if (kind == DIFF_DIED)
        is = was;
    assert_int_equal(row->id, id);
    assert_string_equal(row->name, is->name);
    assert_int_equal(row->off, is->off);
    assert_int_equal(row->size, is->size);
    assert_int_equal(row->asked, is->asked);
    assert_int_equal(row->old_off, was->off);
    assert_int_equal(row->old_size, was->size);
    assert_int_equal(row->old_asked, was->asked);
}

static void
count_only(const struct state *a, const struct state *b, size_t *n,
           size_t *bytes)
{
    *n = *bytes = 0;
    for (size_t i = 0; i < a->n_free; i++) {
        bool both = false;
        for (size_t k = 0; k < b->n_free; k++)
            both |= a->free[i].off == b->free[k].off &&
                    a->free[i].size == b->free[k].size;
        *n += !both;
        *bytes += both ? 0 : a->free[i].size;
    }
}

static void
assert_diff(const struct session_diff *d, const struct state *a,
            const struct state *b)
{
    size_t at[N_DIFF_KINDS] = {0}, bytes[N_DIFF_KINDS] = {0}, n, some;
    for (uint64_t id = 1; id <= b->n_ids; id++) {
        int kind = kind_of(a, b, id);
        const struct diff_list *list = &d->kinds[kind < 0 ? 0 : kind];
        if (kind < 0)
            continue;
        assert_true(at[kind] < list->n_rows);
        bytes[kind] += list->rows[at[kind]].size;
        assert_row(&list->rows[at[kind]++], (enum diff_kind)kind, id, a, b);
    }
    for (int kind = 0; kind < N_DIFF_KINDS; kind++) {
        assert_int_equal(d->kinds[kind].n_rows, at[kind]);
        assert_int_equal(d->kinds[kind].n, at[kind]);
        assert_int_equal(d->kinds[kind].bytes, bytes[kind]);
    }
    assert_int_equal(d->n_passed, b->n_ids - a->n_ids - at[DIFF_BORN]);
    count_only(a, b, &n, &some);
    assert_int_equal(d->n_vanished, n);
    assert_int_equal(d->bytes_vanished, some);
    count_only(b, a, &n, &some);
    assert_int_equal(d->n_appeared, n);
    assert_int_equal(d->bytes_appeared, some);
    assert_memory_equal(&d->before, &a->figures, sizeof d->before);
    assert_memory_equal(&d->after, &b->figures, sizeof d->after);
}

/* Byte AT of the later moment's heap: which kind of mark belongs there? -1:
 * none.
 */
static int
mark_at(struct session *s, const struct state *a, const struct state *b,
        size_t at)
{
    static const int marks[] = {MARK_BORN, MARK_DIED, MARK_MOVED, MARK_CHANGED};
    size_t header = view_heap(s) ? heap_get_shape(view_heap(s)).header : 0;
    struct view_block now;
    bool may_tell;
    int kind;
    if (!view_at(s, at, &now))
        return -1;
    may_tell = now.state == VIEW_FREE || now.state == VIEW_GAP;
    if (now.id) {
        kind = kind_of(a, b, now.id);
        return kind < 0 ? -1 : marks[kind];
    }
    for (uint64_t id = 1; id <= a->n_ids && may_tell; id++) {
        size_t start = a->who[id].block.off - header;
        if (a->is_live[id] && !b->is_live[id] && at >= start &&
            at < start + a->who[id].block.size)
            return MARK_DIED;
    }
    return -1;
}

static void
assert_marks(struct session *s, struct random *r, const struct session_diff *d,
             const struct state *a, const struct state *b)
{
    const struct view_mark *marks;
    struct figures f;
    size_t n, end = 0;
    assert_true(session_mark_diff(s, d));
    n = view_marks(s, &marks);
    view_figures(s, &f);
    for (size_t i = 0; i < n; end = marks[i].start + marks[i].size, i++)
        assert_true(marks[i].start >= end && marks[i].size > 0);
    assert_true(end <= f.heap);
    for (int i = 0; i < 300; i++) {
        size_t at = random_below(r, f.heap);
        int kind = -1;
        for (size_t k = 0; k < n; k++)
            if (at >= marks[k].start && at < marks[k].start + marks[k].size)
                kind = (int)marks[k].kind;
        assert_int_equal(kind, mark_at(s, a, b, at));
    }
    session_clear_marks(s);
}

static void
diff_in(struct session *s, struct random *r)
{
    struct state *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    struct session_place place;
    for (int i = 0; i < 5; i++) {
        struct session_diff d;
        session_place(s, &place);
        uint64_t one = random_below(r, place.line + 1),
                 two = random_below(r, place.line + 1);
        struct still before = still(s);
        if (!session_diff(s, one, two, &d, &err))
            fail_msg("%s", err.text);
        assert_still(s, &before);
        assert_int_equal(d.from, one < two ? one : two);
        assert_int_equal(d.to, one < two ? two : one);
        note_state(s, d.from, a);
        note_state(s, d.to, b);
        assert_diff(&d, a, b);
        assert_marks(s, r, &d, a, b);
        diff_done(&d);
        assert_true(session_goto(s, place.op, &err));
    }
    free(a);
    free(b);
}

static void
diff_is_what_changed(void **state)
{
    (void)state;
    enum { SESSIONS = 40 };
    struct random r = {seed() * 13};
    for (size_t i = 0; i < SESSIONS; i++) {
        struct policy policy = policy_nth(random_below(&r, N_POLICIES));
        struct session *s =
            i % 8 ? start(&policy, 0, 1 + (uint32_t)random_below(&r, 90))
                  : start_text("explicit", TARGET_KIND_NAIVE);
        uint64_t n_ids;
        random_work(s, &r, &n_ids);
        diff_in(s, &r);
        session_delete(s);
    }
}

static void
diff_refuses_what_was_not_done(void **state)
{
    (void)state;
    struct session *s = start_text("explicit", TARGET_KIND_NAIVE);
    struct session_diff d;
    assert_false(session_diff(s, 0, 1, &d, &err));
    assert_string_equal(err.name, "no-moment");
    assert_true(session_alloc(s, 1, NULL, NULL, &err));
    assert_true(session_diff(s, 1, 0, &d, &err));
    assert_int_equal(d.kinds[DIFF_BORN].n, 1);
    assert_true(session_mark_diff(s, &d));
    diff_done(&d);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff_is_what_changed),
        cmocka_unit_test(diff_refuses_what_was_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
