/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_tint.c: what the colour keys measure. The figures of one session, kept
 * up to date while it plays, are compared with those found by walking the
 * blocks of another that came to the moment by a jump, and with offsets that
 * the test writes down itself.
 */
#include "support/cmocka_all.h"
#include "support/random.h"

#include "session/tint.h"
#include "trace/generate.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CELLS = 4096 };

/* --- steps -----------------------------------------------------------------*/
static unsigned
step(enum tint_key key, uint64_t op, uint64_t of, uint64_t by)
{
    return tint_step(key, op, (struct tint_sum){of, by});
}

static void
test_steps_of_size(void **state)
{
    static const struct {
        uint64_t size;
        unsigned step;
    } sizes[] = {{16, 1},   {32, 1},   {33, 2},    {128, 2},   {129, 3},
                 {1024, 3}, {1025, 4}, {16384, 4}, {16385, 5}, {1 << 30, 5}};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(step(TINT_CLASS, 9, sizes[i].size, 1), sizes[i].step);
        assert_int_equal(step(TINT_CLASS, 9, sizes[i].size * 7, 7),
                         sizes[i].step);
    }
    assert_int_equal(step(TINT_CLASS, 9, 32 * 7 + 1, 7), 2); /* the mean */
    assert_int_equal(step(TINT_CLASS, 9, 64, 0), 0);
    assert_int_equal(step(TINT_STATE, 9, 64, 1), 0);
}

static void
test_steps_of_age(void **state)
{
    static const struct {
        uint64_t op, base;
    } bases[] = {{0, 2},      {1, 2},        {31, 2},       {32, 4},
                 {600, 4},    {1023, 4},     {1024, 8},     {32767, 8},
                 {32768, 16}, {1048575, 16}, {1048576, 32}, {10000000, 32}};

    (void)state;
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        uint64_t bounds[TINT_STEPS - 1], bound = 1;

        tint_bounds(TINT_AGE, bases[i].op, bounds);
        for (unsigned s = 0; s < TINT_STEPS - 1; s++) {
            bound *= bases[i].base;
            assert_int_equal(bounds[s], bound);
            assert_int_equal(step(TINT_AGE, bases[i].op, bound, 1), s + 1);
            assert_int_equal(step(TINT_AGE, bases[i].op, bound + 1, 1), s + 2);
        }
    }
}

static void
test_steps_of_heat_and_waste(void **state)
{
    (void)state;
    assert_int_equal(step(TINT_HEAT, 9, 0, 1), 1);
    assert_int_equal(step(TINT_HEAT, 9, 1, 1), 1);
    assert_int_equal(step(TINT_HEAT, 9, 2, 1), 2);
    assert_int_equal(step(TINT_HEAT, 9, 4, 1), 2);
    assert_int_equal(step(TINT_HEAT, 9, 16, 1), 3);
    assert_int_equal(step(TINT_HEAT, 9, 64, 1), 4);
    assert_int_equal(step(TINT_HEAT, 9, 65, 1), 5);
    assert_int_equal(step(TINT_HEAT, 9, 65, 2), 4);
    assert_int_equal(step(TINT_WASTE, 9, 0, 100), 1);
    assert_int_equal(step(TINT_WASTE, 9, 5, 100), 1);
    assert_int_equal(step(TINT_WASTE, 9, 51, 1000), 2);
    assert_int_equal(step(TINT_WASTE, 9, 10, 100), 2);
    assert_int_equal(step(TINT_WASTE, 9, 25, 100), 3);
    assert_int_equal(step(TINT_WASTE, 9, 50, 100), 4);
    assert_int_equal(step(TINT_WASTE, 9, 51, 100), 5);
}

static void
test_words(void **state)
{
    enum tint_key key;

    (void)state;
    for (int i = 0; i < TINT_N; i++) {
        assert_true(tint_find(tint_word((enum tint_key)i), &key));
        assert_int_equal(key, i);
    }
    assert_false(tint_find("", &key));
    assert_false(tint_find("colour", &key));
}

/* --- by walking ------------------------------------------------------------*/
/* What the test finds out for itself: the payload offset that each operation
 * gave out, 0 for none. */
struct given {
    size_t *offs;
    size_t n, cap;
};

static void
note(struct given *given, const struct op_result *result)
{
    size_t off = result->off;

    if (given->n == given->cap) {
        given->cap = given->cap ? given->cap * 2 : 1024;
        given->offs = realloc(given->offs, given->cap * sizeof *given->offs);
        assert_non_null(given->offs);
    }
    if (result->kind == OP_FREE || result->kind == OP_SKIP ||
        (result->kind == OP_REALLOC && result->off == result->old_off))
        off = 0;
    given->offs[given->n++] = off;
}

static size_t
count_given(const struct given *given, size_t lo, size_t hi)
{
    size_t first = given->n > HEAT_WINDOW ? given->n - HEAT_WINDOW : 0, n = 0;

    for (size_t i = first; i < given->n; i++)
        n += given->offs[i] != 0 && given->offs[i] >= lo && given->offs[i] < hi;
    return n;
}

static struct tint_sum
sum_of_row(const struct session *s, enum tint_key key,
           const struct view_block *b, const struct given *given)
{
    struct figures figures;

    view_figures(s, &figures);
    switch (key) {
    case TINT_CLASS:
        return (struct tint_sum){b->size, 1};
    case TINT_AGE:
        return (struct tint_sum){figures.op - b->born, 1};
    case TINT_WASTE:
        return (struct tint_sum){b->size - b->asked, b->size};
    default:
        return (struct tint_sum){count_given(given, b->off, b->off + b->size),
                                 1};
    }
}

struct cells {
    size_t cell, n;
    struct heap_cell in[MOST_CELLS];
    struct tint_sum told[MOST_CELLS];
};

static size_t
cell_lo(const struct session *s, size_t cell, size_t k)
{
    size_t header = view_heap(s) ? heap_get_shape(view_heap(s)).header : 0;

    return k * cell > header ? k * cell - header : 0;
}

/* The heap's first cells, at most MOST_CELLS, as the map sums them up. */
static void
fill_cells(const struct session *s, struct cells *c, size_t cell)
{
    struct figures figures;
    struct view_iter iter;
    struct view_block b;

    view_figures(s, &figures);
    c->cell = cell;
    c->n = figures.heap / cell + 1;
    c->n = c->n < MOST_CELLS ? c->n : MOST_CELLS;
    memset(c->in, 0, sizeof c->in);
    view_open(&iter, s, 0, c->n * cell);
    while (view_next(&iter, &b)) {
        if (b.state != VIEW_USED)
            continue;
        if (b.off / cell < c->n)
            c->in[b.off / cell].n_used++;
        for (size_t k = b.off / cell;
             k < c->n && cell_lo(s, cell, k) < b.start + b.size; k++)
            c->in[k].used++; /* some, that is all that matters */
    }
}

static struct tint_sum
expected(const struct session *s, enum tint_key key, const struct cells *c,
         size_t k, const struct given *given)
{
    size_t lo = k * c->cell, hi = lo + c->cell;
    struct tint_sum sum = {0, 0}, one;
    struct view_iter iter;
    struct view_block b;

    if (key == TINT_HEAT && c->in[k].n_used > 1) {
        sum.of = count_given(given, lo, hi);
        sum.by = c->in[k].n_used;
        return sum;
    }
    view_open(&iter, s, lo > 16 ? lo - 16 : 0, hi);
    while (view_next(&iter, &b)) {
        if (b.state != VIEW_USED || b.off < lo || b.off >= hi)
            continue;
        one = sum_of_row(s, key, &b, given);
        sum.of += one.of;
        sum.by += one.by;
    }
    if (sum.by == 0 && c->in[k].used != 0 &&
        view_at(s, cell_lo(s, c->cell, k), &b) && b.state == VIEW_USED)
        sum = sum_of_row(s, key, &b, given);
    return sum;
}

static void
compare_cells(const struct session *s, enum tint_key key, size_t cell,
              const struct given *given)
{
    static struct cells c;
    struct tint_cells asked;

    fill_cells(s, &c, cell);
    asked = (struct tint_cells){cell, 0, c.n, c.in};
    view_want_tint(s, key);
    view_tint_cells(s, key, &asked, c.told);
    for (size_t k = 0; k < c.n; k++) {
        struct tint_sum want = expected(s, key, &c, k, given);

        if (c.told[k].of != want.of || c.told[k].by != want.by)
            fail_msg("%s, %zu B a cell, cell %zu: told %llu/%llu, is %llu/%llu",
                     tint_word(key), cell, k, (unsigned long long)c.told[k].of,
                     (unsigned long long)c.told[k].by,
                     (unsigned long long)want.of, (unsigned long long)want.by);
    }
}

static void
compare_blocks(const struct session *s, enum tint_key key,
               const struct given *given)
{
    struct view_given places;
    struct view_iter iter;
    struct view_block b;
    bool many;

    view_want_tint(s, key);
    many = key == TINT_HEAT && view_given_open(&places, s, 100, 3000);
    assert_int_equal(many, key == TINT_HEAT);
    view_open(&iter, s, 0, 8192);
    while (view_next(&iter, &b)) {
        struct tint_sum told = view_tint_block(s, key, &b), want = {0, 0};

        if (b.state == VIEW_USED)
            want = sum_of_row(s, key, &b, given);
        assert_int_equal(told.of, want.of);
        assert_int_equal(told.by, want.by);
        if (many) {
            told = view_given_block(&places, &b);
            assert_int_equal(told.of, want.of);
            assert_int_equal(told.by, want.by);
        }
    }
    if (many)
        view_given_close(&places);
}

static void
compare_all(const struct session *s, const struct given *given)
{
    static const size_t sizes[] = {64, 1024, 4096, 65536};

    for (int key = TINT_CLASS; key < TINT_N; key++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            compare_cells(s, (enum tint_key)key, sizes[i], given);
        compare_blocks(s, (enum tint_key)key, given);
    }
}

/* --- sessions --------------------------------------------------------------*/
static struct session *
open_session(const char *policy, enum session_target target)
{
    struct session_config config = {.limit = 1 << 26, .target = target};
    struct session *s;
    struct error err;

    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static void
load(struct session *s, const char *kind, size_t ops, size_t live)
{
    struct generate_config config = {.kind = kind,
                                     .seed = 5,
                                     .ops = ops,
                                     .live = live,
                                     .end = GENERATE_KEEP};
    struct error err;
    struct trace *t = generate_trace(&config, &err);

    assert_non_null(t);
    assert_true(session_load(s, t, &err));
}

/* One operation after the other, written down. */
static void
step_noting(struct session *s, size_t n, struct given *given)
{
    struct error err;

    for (size_t i = 0; i < n && session_step(s, 1, NULL, &err); i++)
        note(given, session_last(s));
}

/* --- the way does not matter -----------------------------------------------*/
/* Operations one by one, in one go (at rest), and by jumps; the figures are
 * always those of the moment. */
static void
go_around(const char *policy, const char *kind, enum session_target target)
{
    struct session *s = open_session(policy, target);
    struct session *writer = open_session(policy, target);
    struct given given = {0}, then;
    struct random random = {.state = 7};
    struct error err;

    load(s, kind, 9000, 400);
    load(writer, kind, 9000, 400);
    step_noting(writer, 8000, &given);
    for (int key = TINT_CLASS; key < TINT_N; key++) {
        size_t done;

        assert_true(session_goto(s, 10, &err));
        view_want_tint(s, (enum tint_key)key);
        for (int i = 0; i < 8; i++) {
            uint64_t op = 10 + random_below(&random, 7900);
            struct session_place place;

            if (i % 4 == 1)
                assert_true(session_step(s, 3, NULL, &err));
            else if (i % 4 == 2)
                assert_true(session_back(s, 2, &err));
            else
                assert_true(session_goto(s, op, &err));
            session_place(s, &place);
            then = given;
            then.n = (size_t)place.op;
            compare_cells(s, (enum tint_key)key, 1024, &then);
            compare_cells(s, (enum tint_key)key, 64, &then);
            compare_blocks(s, (enum tint_key)key, &then);
        }
        assert_true(session_goto(s, 100, &err));
        view_want_tint(s, (enum tint_key)key);
        assert_true(session_step(s, 7000, &done, &err));
        then = given;
        then.n = 100 + done;
        compare_cells(s, (enum tint_key)key, 4096, &then);
    }
    free(given.offs);
    session_delete(s);
    session_delete(writer);
}

static void
test_any_way_segregated(void **state)
{
    (void)state;
    go_around("segregated", "uniform", TARGET_KIND_HEAP);
}

static void
test_any_way_reallocs(void **state)
{
    (void)state;
    go_around("explicit", "realloc", TARGET_KIND_HEAP);
}

static void
test_any_way_buddy(void **state)
{
    (void)state;
    go_around("buddy", "exponential", TARGET_KIND_HEAP);
}

static void
test_any_way_calls_alone(void **state)
{
    (void)state;
    go_around("segregated", "bimodal", TARGET_KIND_NAIVE);
}

/* Playing at rest tells the tint as stepping does: never stale, never anew. */
static void
test_played_and_stepped_alike(void **state)
{
    struct session *fast = open_session("segregated", TARGET_KIND_HEAP);
    struct session *slow = open_session("segregated", TARGET_KIND_HEAP);
    struct given given = {0};
    struct error err;

    (void)state;
    load(fast, "realloc", 40000, 300);
    load(slow, "realloc", 40000, 300);
    for (int key = TINT_CLASS; key < TINT_N; key++) {
        view_want_tint(fast, (enum tint_key)key);
        assert_true(session_step(fast, 9000, NULL, &err));
        step_noting(slow, 9000, &given);
        compare_all(fast, &given);
        compare_all(slow, &given);
    }
    free(given.offs);
    session_delete(fast);
    session_delete(slow);
}

/* More operations than heat's window: those before it no longer count. */
static void
test_heat_forgets(void **state)
{
    struct session *s = open_session("segregated", TARGET_KIND_HEAP);
    struct given given = {0}, then;
    struct error err;

    (void)state;
    load(s, "lifo", HEAT_WINDOW + 60000, 50);
    view_want_tint(s, TINT_HEAT);
    step_noting(s, HEAT_WINDOW + 50000, &given);
    assert_int_equal(given.n, HEAT_WINDOW + 50000);
    assert_true(count_given(&given, 0, SIZE_MAX) < HEAT_WINDOW);
    compare_cells(s, TINT_HEAT, 1024, &given);
    compare_blocks(s, TINT_HEAT, &given);
    assert_true(session_back(s, 20, &err)); /* the ring has it */
    then = given;
    then.n -= 20;
    compare_cells(s, TINT_HEAT, 1024, &then);
    view_want_tint(s, TINT_STATE);
    compare_cells(s, TINT_HEAT, 64, &then); /* done again */
    free(given.offs);
    session_delete(s);
}

/* Typed operations, another branch, another policy, another heap. */
static void
test_other_lines(void **state)
{
    struct session *s = open_session("explicit", TARGET_KIND_HEAP);
    struct given given = {0};
    struct policy policy;
    struct op_result result;
    struct error err;

    (void)state;
    load(s, "uniform", 900, 60);
    view_want_tint(s, TINT_HEAT);
    step_noting(s, 500, &given);
    assert_true(session_goto(s, 200, &err));
    given.n = 200;
    for (int i = 0; i < 40; i++) {
        assert_true(session_alloc(s, 24, NULL, &result, &err));
        note(&given, &result);
        compare_cells(s, TINT_HEAT, 1024, &given);
    }
    compare_all(s, &given);
    view_want_tint(s, TINT_CLASS);
    assert_true(policy_parse("segregated", &policy, &err));
    assert_true(session_set_policy(s, &policy, &err));
    compare_cells(s, TINT_CLASS, 1024, &given);
    compare_cells(s, TINT_WASTE, 1024, &given);
    assert_true(session_restart(s, session_config(s), &err));
    given.n = 0;
    compare_all(s, &given);
    free(given.offs);
    session_delete(s);
}

/* Heaps of more than a million grains: two become one, sums stay. */
static void
test_large_heaps(void **state)
{
    struct session_config config = {.limit = (size_t)8 << 30};
    struct heap_cell in[3] = {{0}};
    struct tint_cells cells = {(size_t)1 << 30, 0, 3, in};
    struct tint_sum sums[3];
    struct op_result result;
    struct session *s;
    struct error err;

    (void)state;
    assert_true(policy_parse("explicit", &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    view_want_tint(s, TINT_CLASS);
    for (int i = 0; i < 100; i++)
        assert_true(session_alloc(s, 1000, NULL, &result, &err));
    assert_true(session_alloc(s, (size_t)2 << 30, NULL, &result, &err));
    for (int i = 0; i < 10; i++)
        assert_true(session_alloc(s, 1000, NULL, &result, &err));
    in[0].used = in[1].used = in[2].used = 1;
    view_tint_cells(s, TINT_CLASS, &cells, sums);
    assert_int_equal(sums[0].by, 101);
    assert_int_equal(sums[0].of, 100 * 1008 + (((size_t)2 << 30) + 16));
    assert_int_equal(sums[1].by, 1); /* inside the large one */
    assert_int_equal(sums[2].by, 10);
    assert_int_equal(sums[2].of, 10 * 1008);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_of_size),
        cmocka_unit_test(test_steps_of_age),
        cmocka_unit_test(test_steps_of_heat_and_waste),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_any_way_segregated),
        cmocka_unit_test(test_any_way_reallocs),
        cmocka_unit_test(test_any_way_buddy),
        cmocka_unit_test(test_any_way_calls_alone),
        cmocka_unit_test(test_played_and_stepped_alike),
        cmocka_unit_test(test_heat_forgets),
        cmocka_unit_test(test_other_lines),
        cmocka_unit_test(test_large_heaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
