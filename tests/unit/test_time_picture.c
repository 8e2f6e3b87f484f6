/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_time_picture.c: the heap over time. Whatever way a picture was made,
 * in pieces or at once, while playing, after going back, on another branch, a
 * column must say what counting the blocks at its moment says, stretch by
 * stretch. The counting here goes block by block and byte by byte.
 */
#include "session/time_picture.h"
#include "session/view.h"
#include "trace/generate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static void
must(bool ok)
{
    if (!ok)
        fail_msg("%s: %s", err.name, err.text);
}

static struct session *
loaded(const char *policy, const char *kind, size_t ops)
{
    struct session_config config = {.target = TARGET_KIND_HEAP};
    struct generate_config generate = {.kind = kind, .seed = 7, .ops = ops};
    struct session *s;
    struct trace *trace;
    if (strcmp(policy, "naive") == 0)
        config.target = TARGET_KIND_NAIVE;
    must(policy_parse(config.target ? "explicit" : policy, &config.policy,
                      &err));
    s = session_new(&config, &err);
    must(s != NULL);
    trace = generate_trace(&generate, &err);
    must(trace != NULL);
    must(session_load(s, trace, &err));
    return s;
}

static struct session_place
place_of(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place;
}

static struct time_axis
whole(const struct session *s, size_t n)
{
    return (struct time_axis){0, place_of(s).total, n};
}

static bool
never(void *context)
{
    (void)context;
    return false;
}

/* Every fourth time. */
static bool
sometimes(void *context)
{
    unsigned *n = context;
    return ++*n % 4 == 0;
}

static const struct session_interrupt to_the_end = {never, NULL};

/* --- the axis --------------------------------------------------------------*/
static void
test_axis(void **state)
{
    (void)state;
    for (uint64_t to = 0; to < 200; to += 7) {
        for (size_t n = 2; n < 120; n += 13) {
            struct time_axis axis = {to / 3, to, n};
            for (uint64_t op = axis.from; op <= axis.to; op++) {
                size_t k = time_axis_column(&axis, op);
                assert_true(k < n);
                assert_true(time_axis_holds(&axis, k));
                assert_true(time_axis_op(&axis, k) >= op);
                assert_true(k == 0 || time_axis_op(&axis, k - 1) < op);
            }
            for (size_t k = 0; k < n; k++) {
                uint64_t op = time_axis_op(&axis, k);
                assert_true(time_axis_column(&axis, op) <= k);
                assert_true(k == 0 || time_axis_op(&axis, k - 1) <= op);
            }
            assert_int_equal(time_axis_op(&axis, n - 1), to);
        }
    }
}

static void
test_axis_moves(void **state)
{
    struct time_axis axis = {0, 1000, 101}, small = {0, 5, 101};
    (void)state;
    assert_int_equal(time_axis_move(&axis, 500, 1), 519);
    assert_int_equal(time_axis_move(&axis, 519, -1), 509);
    assert_int_equal(time_axis_move(&axis, 519, 10), 619);
    assert_int_equal(time_axis_move(&axis, 3, -1), 0);
    assert_int_equal(time_axis_move(&axis, 0, -1), 0);
    assert_int_equal(time_axis_move(&axis, 995, 10), 1000);
    assert_int_equal(time_axis_move(&axis, 1000, 1), 1000);
    for (uint64_t op = 0; op < 5; op++) {
        assert_int_equal(time_axis_move(&small, op, 1), op + 1);
        assert_int_equal(time_axis_move(&small, op + 1, -1), op);
    }
    assert_int_equal(time_axis_past(&axis, 0), 0);
    assert_int_equal(time_axis_past(&axis, 1), 1);
    assert_int_equal(time_axis_past(&axis, 1000), 101);
    assert_int_equal(time_axis_tick(&axis, 10), 100);
    assert_int_equal(time_axis_tick(&axis, 12), 200);
    assert_int_equal(time_axis_tick(&small, 10), 1);
}

/* --- counting anew ---------------------------------------------------------*/
/* Of the bytes from LO to HI, both cut to the heap. */
static struct time_use
count(const struct session *s, size_t lo, size_t hi)
{
    struct time_use use = {0, 0, 0};
    struct view_iter iter;
    struct view_block block;
    struct figures figures;
    bool calls_only = view_heap(s) == NULL;
    view_figures(s, &figures);
    hi = hi < figures.heap ? hi : figures.heap;
    use.heap = hi > lo ? hi - lo : 0;
    view_open(&iter, s, 0, figures.heap);
    while (view_next(&iter, &block)) {
        for (size_t at = block.start; at < block.start + block.size; at++) {
            if (at < lo || at >= hi)
                continue;
            use.used += block.state == VIEW_USED;
            use.free += block.state == VIEW_FREE ||
                        (calls_only && block.state != VIEW_USED);
        }
    }
    return use;
}

static void
same_use(const struct time_picture *p, size_t k, size_t i, size_t n,
         const struct session *s)
{
    size_t step = time_picture_step(p), shift = time_picture_shift(p);
    size_t lo = i * step > shift ? i * step - shift : 0;
    size_t hi = (i + n) * step > shift ? (i + n) * step - shift : 0;
    struct time_use is = time_picture_use(p, k, i, n), want = count(s, lo, hi);
    if (is.used != want.used || is.free != want.free || is.heap != want.heap)
        fail_msg("column %zu, stretch %zu: %llu, %llu of %llu, not %llu, %llu "
                 "of %llu",
                 k, i, (unsigned long long)is.used, (unsigned long long)is.free,
                 (unsigned long long)is.heap, (unsigned long long)want.used,
                 (unsigned long long)want.free, (unsigned long long)want.heap);
}

/* Every stretch of every column that there is; S goes there. Answers how many
 * columns there were. */
static size_t
all_true(const struct time_picture *p, struct session *s,
         const struct time_axis *axis)
{
    size_t n = 0, step = time_picture_step(p);
    size_t rows = (time_picture_top(p) + time_picture_shift(p)) / step + 1;
    uint64_t op;
    for (size_t k = 0; k < axis->n; k++) {
        if (!time_picture_column(p, k, &op))
            continue;
        n++;
        assert_int_equal(time_axis_column(axis, op), k);
        must(session_goto(s, op, &err));
        for (size_t i = 0; i < rows && i < TIME_STRETCHES; i += 1 + i / 8)
            same_use(p, k, i, 1, s);
        for (size_t i = 0; i + 6 < rows; i += 6)
            same_use(p, k, i, 6, s);
    }
    return n;
}

static struct time_picture *
finished(const struct session *s, const struct time_axis *axis)
{
    struct time_picture *p = time_picture_new();
    assert_non_null(p);
    assert_true(time_picture_look(p, s, axis));
    assert_false(time_picture_work(p, s, &to_the_end));
    return p;
}

/* Each column's moment is the last of its operations that were done. */
static void
is_finished(const struct time_picture *p, const struct session *s,
            const struct time_axis *axis)
{
    struct time_progress progress = time_picture_progress(p);
    uint64_t line = place_of(s).line, op, is;
    size_t n = 0;
    assert_int_equal(progress.exact, progress.of);
    for (size_t k = 0; k < axis->n; k++) {
        op = time_axis_op(axis, k);
        op = op < line ? op : line;
        if (time_axis_column(axis, op) != k)
            continue;
        assert_true(time_picture_column(p, k, &is));
        assert_int_equal(is, op);
        n++;
    }
    assert_int_equal(n, progress.of);
}

/* --- pictures --------------------------------------------------------------*/
static void
test_true_to_the_heap(void **state)
{
    static const char *const policies[] = {"explicit",
                                           "segregated",
                                           "implicit:first,deferred",
                                           "buddy",
                                           "explicit:address,textbook",
                                           "naive"};
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        struct session *s = loaded(policies[i], "uniform", 300);
        struct time_axis axis = whole(s, 40);
        struct time_picture *p;
        must(session_goto(s, 300, &err));
        p = finished(s, &axis);
        is_finished(p, s, &axis);
        assert_int_equal(all_true(p, s, &axis), 40);
        time_picture_free(p);
        session_delete(s);
    }
}

/* The heap grows while we look: stretches double, and what they hold is
 * still so. */
static void
test_while_playing(void **state)
{
    struct session *s = loaded("explicit", "ramp", 400);
    struct time_axis axis = whole(s, 60);
    struct time_picture *p = time_picture_new();
    size_t first;
    (void)state;
    assert_true(time_picture_look(p, s, &axis));
    first = time_picture_step(p);
    for (int i = 0; i < 400; i++) {
        must(session_step(s, 1, NULL, &err));
        assert_true(time_picture_look(p, s, &axis));
    }
    assert_true(time_picture_step(p) > first);
    is_finished(p, s, &axis); /* without any work */
    assert_int_equal(all_true(p, s, &axis), 60);
    time_picture_free(p);
    session_delete(s);
}

/* In many pieces, between which the session goes elsewhere and on. */
static void
test_in_pieces(void **state)
{
    struct session *s = loaded("segregated", "exponential", 60000);
    struct time_axis axis = whole(s, 90);
    struct time_picture *p = time_picture_new(), *at_once;
    unsigned asked = 0, pieces = 0;
    struct session_interrupt stop = {sometimes, &asked};
    uint64_t op;
    (void)state;
    must(session_goto(s, 40000, &err));
    assert_true(time_picture_look(p, s, &axis));
    while (time_picture_work(p, s, &stop)) {
        pieces++;
        if (pieces % 8 == 0)
            must(session_goto(s, pieces * 370 % 40000, &err));
        if (pieces == 40)
            must(session_goto(s, 60000, &err));
        assert_true(time_picture_look(p, s, &axis));
    }
    assert_true(pieces > 40);
    is_finished(p, s, &axis);
    at_once = finished(s, &axis);
    assert_int_equal(time_picture_step(p), time_picture_step(at_once));
    for (size_t k = 0; k < axis.n; k++) {
        assert_true(time_picture_column(p, k, &op));
        for (size_t i = 0; i < TIME_STRETCHES; i++) {
            struct time_use a = time_picture_use(p, k, i, 1);
            struct time_use b = time_picture_use(at_once, k, i, 1);
            assert_memory_equal(&a, &b, sizeof a);
        }
    }
    time_picture_free(p);
    time_picture_free(at_once);
    session_delete(s);
}

/* Coarse first: after a few columns they are spread over all of the time. */
static void
test_coarse_first(void **state)
{
    struct session *s = loaded("explicit", "uniform", 5000);
    struct time_axis axis = whole(s, 100);
    struct time_picture *p = time_picture_new();
    unsigned asked = 0;
    struct session_interrupt stop = {sometimes, &asked};
    uint64_t op;
    size_t apart = 0, most = 0;
    (void)state;
    must(session_goto(s, 5000, &err));
    assert_true(time_picture_look(p, s, &axis));
    while (time_picture_progress(p).exact < 12)
        assert_true(time_picture_work(p, s, &stop));
    for (size_t k = 0; k < axis.n; k++) {
        apart = time_picture_column(p, k, &op) ? 0 : apart + 1;
        most = apart > most ? apart : most;
    }
    assert_true(most < 20);
    time_picture_free(p);
    session_delete(s);
}

/* What two branches share stays, the rest goes. */
static void
test_branches(void **state)
{
    struct session *s = loaded("explicit", "uniform", 400);
    struct time_axis axis = whole(s, 50);
    struct time_picture *p;
    struct op_result result;
    uint64_t op;
    (void)state;
    must(session_goto(s, 400, &err));
    p = finished(s, &axis);
    must(session_goto(s, 200, &err));
    must(session_alloc(s, 5000, "other", &result, &err));
    assert_true(time_picture_look(p, s, &axis));
    for (size_t k = 0; k < axis.n; k++) {
        if (time_picture_column(p, k, &op))
            assert_true(op <= 201);
        else
            assert_true(time_axis_op(&axis, k) > 200);
    }
    for (int i = 0; i < 9; i++)
        must(session_alloc(s, 100, NULL, &result, &err));
    axis = whole(s, 50);
    assert_true(time_picture_look(p, s, &axis));
    assert_false(time_picture_work(p, s, &to_the_end));
    is_finished(p, s, &axis);
    (void)all_true(p, s, &axis);
    must(session_to_branch(s, 1, &err)); /* and back on the first */
    assert_true(time_picture_look(p, s, &axis));
    assert_false(time_picture_work(p, s, &to_the_end));
    (void)all_true(p, s, &axis);
    time_picture_free(p);
    session_delete(s);
}

/* Another policy, another heap, another session: nothing stays. */
static void
test_forgets(void **state)
{
    struct session *s = loaded("explicit", "uniform", 200);
    struct time_axis axis = whole(s, 30);
    struct time_picture *p;
    struct policy policy;
    (void)state;
    must(session_goto(s, 200, &err));
    p = finished(s, &axis);
    must(policy_parse("buddy", &policy, &err));
    must(session_set_policy(s, &policy, &err));
    assert_true(time_picture_look(p, s, &axis));
    assert_int_equal(time_picture_progress(p).exact, 1); /* now */
    assert_false(time_picture_work(p, s, &to_the_end));
    assert_int_equal(all_true(p, s, &axis), 30);
    must(session_restart(s, session_config(s), &err));
    axis = (struct time_axis){0, 0, 30};
    assert_true(time_picture_look(p, s, &axis));
    assert_false(time_picture_work(p, s, &to_the_end));
    assert_int_equal(all_true(p, s, &axis), 1);
    time_picture_free(p);
    session_delete(s);
}

/* A refused operation grows what the history is kept in, and may come with a
 * branch that is taken back: the replaying heap must not notice. */
static void
test_refused_between(void **state)
{
    struct session *s = loaded("explicit", "uniform", 40000);
    struct time_axis axis = whole(s, 64);
    struct time_picture *p = time_picture_new();
    unsigned asked = 0;
    struct session_interrupt stop = {sometimes, &asked};
    struct op_result result;
    struct who nobody = {.kind = WHO_NUMBER, .value = 1000000};
    (void)state;
    must(session_goto(s, 40000, &err));
    must(session_goto(s, 20000, &err));
    assert_true(time_picture_look(p, s, &axis));
    while (time_picture_work(p, s, &stop)) {
        assert_false(session_alloc(s, SIZE_MAX / 4, "big", &result, &err));
        assert_false(session_free(s, &nobody, &result, &err));
    }
    is_finished(p, s, &axis);
    time_picture_free(p);
    session_delete(s);
}

/* Another width, and a part of the time: what fits is used again. */
static void
test_other_axis(void **state)
{
    struct session *s = loaded("explicit", "uniform", 600);
    struct time_axis axis = whole(s, 60), part = {200, 400, 40};
    struct time_picture *p;
    uint64_t op;
    size_t n = 0;
    (void)state;
    must(session_goto(s, 600, &err));
    p = finished(s, &axis);
    assert_true(time_picture_look(p, s, &part));
    for (size_t k = 0; k < part.n; k++)
        n += time_picture_column(p, k, &op);
    assert_int_equal(n, 20);
    assert_false(time_picture_work(p, s, &to_the_end));
    is_finished(p, s, &part);
    assert_int_equal(all_true(p, s, &part), 40);
    axis.n = TIME_COLUMNS + 1;
    assert_false(time_picture_look(p, s, &axis));
    time_picture_free(p);
    session_delete(s);
}

static void
test_fill(void **state)
{
    (void)state;
    assert_int_equal(time_fill_of(&(struct time_use){0, 0, 0}), TIME_NO_HEAP);
    assert_int_equal(time_fill_of(&(struct time_use){0, 0, 12}), TIME_USED);
    assert_int_equal(time_fill_of(&(struct time_use){0, 8, 8}), TIME_FREE);
    assert_int_equal(time_fill_of(&(struct time_use){31, 33, 64}), TIME_FREE);
    assert_int_equal(time_fill_of(&(struct time_use){32, 32, 64}), TIME_MOSTLY);
    assert_int_equal(time_fill_of(&(struct time_use){55, 9, 64}), TIME_MOSTLY);
    assert_int_equal(time_fill_of(&(struct time_use){56, 8, 64}), TIME_USED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_axis),
        cmocka_unit_test(test_axis_moves),
        cmocka_unit_test(test_true_to_the_heap),
        cmocka_unit_test(test_while_playing),
        cmocka_unit_test(test_in_pieces),
        cmocka_unit_test(test_coarse_first),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_forgets),
        cmocka_unit_test(test_refused_between),
        cmocka_unit_test(test_other_axis),
        cmocka_unit_test(test_fill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
