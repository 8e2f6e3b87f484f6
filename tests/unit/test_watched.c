/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_watched.c: a trace played while somebody looks, beside the same played
 * with nobody looking: all that can be seen must be the same. And what a frame
 * looks at must not grow with the heap: block_iter_next is counted (the linker
 * puts the one below in its place), not time.
 */
#include "allocator/heap_state.h"
#include "session/view.h"
#include "support/cmocka_all.h"
#include "support/policies.h"
#include "support/random.h"
#include "trace/generate.h"
#include "tui/tui.h"

#include <stdio.h>

/* --- counting --------------------------------------------------------------*/
static size_t n_steps;

enum iter_step __real_block_iter_next(struct block_iter *, struct block_info *);
enum iter_step __wrap_block_iter_next(struct block_iter *, struct block_info *);

enum iter_step
__wrap_block_iter_next(struct block_iter *iter, struct block_info *info)
{
    n_steps++;
    return __real_block_iter_next(iter, info);
}

/* --- sessions --------------------------------------------------------------*/
static struct session *
session_of(const struct policy *policy, const char *kind, size_t live,
           size_t ops)
{
    struct session_config config = {.policy = *policy};
    struct generate_config what = {.kind = kind,
                                   .seed = 7,
                                   .ops = ops,
                                   .live = live,
                                   .end = GENERATE_KEEP};
    struct error err = {.name = ""};
    struct trace *trace = generate_trace(&what, &err);
    struct session *s = session_new(&config, &err);
    assert_non_null(trace);
    assert_non_null(s);
    assert_true(session_load(s, trace, &err));
    return s;
}

static void
assert_same_row(const struct view_block *a, const struct view_block *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->list, b->list);
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->trace_id, b->trace_id);
    assert_int_equal(a->asked, b->asked);
    assert_int_equal(a->born, b->born);
    assert_int_equal(a->padding, b->padding);
    assert_int_equal(a->slack, b->slack);
}

static void
assert_same_blocks(const struct session *a, const struct session *b)
{
    struct view_iter in_a, in_b;
    struct view_block of_a, of_b;
    view_open(&in_a, a, 0, SIZE_MAX);
    view_open(&in_b, b, 0, SIZE_MAX);
    while (view_next(&in_a, &of_a)) {
        assert_true(view_next(&in_b, &of_b));
        assert_same_row(&of_a, &of_b);
        if (!of_a.id)
            continue;
        struct who who = {.kind = WHO_NUMBER, .value = of_a.id};
        struct view_who found;
        struct error err;
        assert_true(view_find(b, &who, &found, &err));
        assert_int_equal(found.life, LIFE_LIVE);
        assert_same_row(&of_a, &found.block);
    }
    assert_false(view_next(&in_b, &of_b));
}

static void
assert_same(const struct session *a, const struct session *b)
{
    struct figures of_a, of_b;
    struct view_histograms told_a, told_b;
    view_figures(a, &of_a);
    view_figures(b, &of_b);
    view_histograms(a, &told_a);
    view_histograms(b, &told_b);
    assert_memory_equal(&of_a, &of_b, sizeof of_a);
    assert_memory_equal(&told_a, &told_b, sizeof told_a);
    assert_memory_equal(session_last(a), session_last(b),
                        sizeof(struct op_result));
    assert_true(heap_hash(view_heap(a)) == heap_hash(view_heap(b)));
    assert_same_blocks(a, b);
}

/* Watched, in slices of all sizes; the other at once. */
static void
play_both(struct session *watched, struct session *other, size_t n,
          struct random *random)
{
    struct error err;
    for (size_t left = n, some, done; left; left -= done) {
        some = 1 + random_below(random, 4000);
        session_set_watched(watched, true);
        assert_true(
            session_step(watched, some < left ? some : left, &done, &err));
        session_set_watched(watched, false);
    }
    assert_true(session_step(other, n, NULL, &err));
}

static void
compare_policy(const char *text, const char *kind)
{
    struct policy policy;
    struct error err;
    struct random random = {.state = 3};
    assert_true(policy_parse(text, &policy, &err));
    struct session *watched = session_of(&policy, kind, 500, 20000);
    struct session *other = session_of(&policy, kind, 500, 20000);
    play_both(watched, other, 9000, &random);
    assert_same(watched, other);
    assert_true(session_goto(watched, 3000, &err));
    assert_true(session_goto(other, 3000, &err));
    assert_same(watched, other);
    play_both(watched, other, 10000, &random); /* known, then new */
    assert_same(watched, other);
    session_delete(watched);
    session_delete(other);
}

static void
test_watched_is_the_same(void **state)
{
    (void)state;
    static const char *const policies[] = {"segregated",
                                           "segregated:deferred",
                                           "segregated:off",
                                           "tlsf",
                                           "buddy",
                                           "explicit:address",
                                           "explicit:fifo",
                                           "implicit:next",
                                           "explicit:textbook"};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        compare_policy(policies[i], "exponential");
        compare_policy(policies[i], "realloc");
    }
}

/* --- a frame ---------------------------------------------------------------*/
/* Blocks that a frame of the whole heap looked at. */
static size_t
steps_of_a_frame(size_t live)
{
    const struct look look = {.unicode = true, .lines = true};
    struct policy policy = policy_default();
    struct session *s = session_of(&policy, "exponential", live, 2 * live);
    struct tui *tui = tui_new(&look);
    struct canvas canvas = {0};
    struct tui_frame frame = {.session = s,
                              .message = "",
                              .prompt = "> ",
                              .line = "",
                              .play = "paused"};
    struct error err;
    int row, col;
    assert_true(session_step(s, live + live / 2, NULL, &err));
    assert_true(canvas_resize(&canvas, 60, 200));
    tui_draw(tui, &frame, &canvas, &row, &col);
    n_steps = 0;
    tui_draw(tui, &frame, &canvas, &row, &col);
    size_t steps = n_steps;
    canvas_done(&canvas);
    tui_free(tui);
    session_delete(s);
    return steps;
}

static void
test_a_frame_does_not_walk(void **state)
{
    (void)state;
    size_t steps = steps_of_a_frame(400000);
    if (steps > 2000)
        fail_msg("a frame of 400,000 blocks looked at %zu of them", steps);
    assert_true(steps > 0); /* it is counted at all */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_watched_is_the_same),
        cmocka_unit_test(test_a_frame_does_not_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
