/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_past.c: who lived at an address, and the last operations in words, are
 * what going through all moments finds.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/address_history.h"
#include "session/recent.h"

#include <string.h>

enum { ROUNDS = 12, LOOKS = 12, LIVES = 1024 };

/* --- who lived at an address -----------------------------------------------*/
static struct address_life lives[LIVES]; /* from the first on */
static size_t n_lives;

static bool
is_live(struct session *s, uint32_t id)
{
    struct who who = number(id);
    struct view_who found;

    return view_find(s, &who, &found, &err) && found.life == LIFE_LIVE;
}

/* By going to every moment. */
static void
watch(struct session *s, size_t at, uint64_t now)
{
    struct view_block block;

    n_lives = 0;
    for (uint64_t op = 0; op <= now; op++) {
        struct address_life *last = n_lives ? &lives[n_lives - 1] : NULL;
        bool there;

        assert_true(session_goto(s, op, &err));
        there = view_at(s, at, &block) && block.state == VIEW_USED && block.id;
        if (last && last->died == 0 && (!there || block.id != last->id)) {
            last->died = op;
            last->moved = is_live(s, last->id);
        }
        if (!there)
            continue;
        if (!last || last->died != 0) {
            assert_true(n_lives < LIVES);
            last = &lives[n_lives++];
            *last = (struct address_life){.id = block.id, .born = op};
        }
        last->off = block.off;
        last->size = block.size;
        memcpy(last->name, block.name, sizeof last->name);
    }
}

static void
assert_history(struct session *s, size_t at)
{
    struct address_history history;
    uint64_t now = op_of(s);
    struct still before = still(s);

    assert_true(session_address_history(s, at, now, &history, &err));
    assert_still(s, &before);
    assert_int_equal(history.from, 0);
    watch(s, at, now);
    assert_int_equal(history.n + history.n_more, n_lives);
    for (size_t i = 0; i < history.n; i++) {
        const struct address_life *a = &history.lives[i];
        const struct address_life *b = &lives[n_lives - 1 - i];

        assert_int_equal(a->id, b->id);
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->off, b->off);
        assert_int_equal(a->size, b->size);
        assert_int_equal(a->born, b->born);
        assert_int_equal(a->died, b->died);
        assert_int_equal(a->moved, b->moved);
    }
}

static void
test_who_lived_there(void **state)
{
    static const char *const policies[] = {"explicit", "segregated", "buddy",
                                           "implicit"};
    struct random random = {seed()};

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct session *s = start_text(policies[round % 4], TARGET_KIND_HEAP);
        struct figures now;
        uint64_t n_ids = 0;

        random_work(s, &random, &n_ids);
        view_figures(s, &now);
        for (int i = 0; i < LOOKS && now.heap > 0; i++)
            assert_history(s, random_below(&random, now.heap));
        session_delete(s);
    }
}

/* Of the last operations only; what lived then keeps its birth. */
static void
test_only_the_last_operations(void **state)
{
    struct session *s = start_text("explicit", TARGET_KIND_HEAP);
    struct address_history history;
    struct op_result result;
    struct who one = number(1);
    size_t at;

    (void)state;
    assert_true(session_alloc(s, 100, "first", &result, &err));
    at = result.off;
    for (int i = 0; i < 50; i++)
        assert_true(session_alloc(s, 16, NULL, &result, &err));
    assert_true(session_free(s, &one, &result, &err));
    assert_true(session_alloc(s, 90, "next", &result, &err));
    assert_int_equal(result.off, at);
    assert_true(session_address_history(s, at, 10, &history, &err));
    assert_int_equal(history.from, 43);
    assert_int_equal(history.n, 2);
    assert_string_equal(history.lives[0].name, "next");
    assert_int_equal(history.lives[0].born, 53);
    assert_int_equal(history.lives[0].died, 0);
    assert_string_equal(history.lives[1].name, "first");
    assert_int_equal(history.lives[1].born, 1);
    assert_int_equal(history.lives[1].died, 52);
    assert_false(history.lives[1].moved);
    session_delete(s);
}

/* --- the last operations ---------------------------------------------------*/
static void
assert_recent(struct session *s, size_t n)
{
    struct session_recent recent;
    char sentence[DESCRIBE_TEXT];
    uint64_t now = op_of(s);
    struct still before = still(s);

    if (now == 0) {
        assert_false(session_recent(s, n, &recent, &err));
        assert_string_equal(err.name, "no-moment");
        return;
    }
    assert_true(session_recent(s, n, &recent, &err));
    assert_still(s, &before);
    assert_int_equal(recent.n, n < now ? n : now);
    assert_int_equal(recent.ops[recent.n - 1].op, now);
    for (size_t i = 0; i < recent.n; i++) {
        assert_int_equal(recent.ops[i].op, now - recent.n + 1 + i);
        assert_true(session_goto(s, recent.ops[i].op, &err));
        session_describe(s, session_last(s), sentence);
        assert_string_equal(recent.ops[i].sentence, sentence);
    }
    recent_done(&recent);
}

static void
test_the_last_operations(void **state)
{
    struct random random = {seed()};

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct session *s =
            start_text(round % 2 ? "buddy" : "explicit", TARGET_KIND_HEAP);
        uint64_t n_ids = 0;

        assert_recent(s, 1);
        random_work(s, &random, &n_ids);
        for (size_t n = 1; n <= RECENT_MOST; n += 7)
            assert_recent(s, n);
        session_delete(s);
    }
}

/* A free that joins both neighbours tells of two joins. */
static void
test_what_happened_inside(void **state)
{
    struct session *s = start_text("explicit", TARGET_KIND_HEAP);
    struct session_recent recent;
    struct op_result result;
    size_t joins = 0;

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_true(session_alloc(s, 100, NULL, &result, &err));
    for (unsigned id = 1; id <= 3; id += 2) {
        struct who who = number(id);
        assert_true(session_free(s, &who, &result, &err));
    }
    struct who two = number(2);
    assert_true(session_free(s, &two, &result, &err));
    assert_true(session_recent(s, 1, &recent, &err));
    for (size_t i = 0; i < recorder_n(&recent.events); i++)
        joins += recorder_get(&recent.events, i)->event.kind == EVENT_COALESCE;
    assert_int_equal(joins, 2);
    recent_done(&recent);
    session_delete(s);
}

static void
test_an_allocator_that_can_only_be_called(void **state)
{
    struct session *s = start_text("implicit", TARGET_KIND_NAIVE);
    struct address_history history;
    struct session_recent recent;
    struct op_result result;

    (void)state;
    assert_true(session_alloc(s, 100, NULL, &result, &err));
    assert_false(session_recent(s, 1, &recent, &err));
    assert_string_equal(err.name, "not-possible");
    assert_false(session_address_history(s, 16, 10, &history, &err));
    assert_string_equal(err.name, "not-possible");
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_lived_there),
        cmocka_unit_test(test_only_the_last_operations),
        cmocka_unit_test(test_the_last_operations),
        cmocka_unit_test(test_what_happened_inside),
        cmocka_unit_test(test_an_allocator_that_can_only_be_called),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
