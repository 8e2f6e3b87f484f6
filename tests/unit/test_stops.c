/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_stops.c: runs that stop: where they are asked, what is known then,
 * forwards and back, over branches, what is interrupted; and what a condition
 * can see of the last operation.
 */
#include "support/cmocka_all.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/facts.h"

static struct error err;

/* --- a session -------------------------------------------------------------*/
/* Operation I of N: a block of I bytes, 4999 at most; every third frees the one
 * before. */
static struct trace *
make_trace(uint32_t n)
{
    struct trace *t = trace_new("stops.rep");
    assert_non_null(t);
    for (uint32_t i = 1; i <= n; i++) {
        struct trace_op op = {.kind = i % 3 ? TRACE_ALLOC : TRACE_FREE,
                              .line = i,
                              .id = i % 3 ? i : i - 1,
                              .size = i % 3 ? i % 5000 : 0};
        assert_true(trace_push(t, &op));
    }
    return t;
}

static struct session *
start(const char *policy, uint32_t n)
{
    struct session_config config = {.checkpoint_every = n > 5000 ? 0 : 100};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    if (n)
        assert_true(session_load(s, make_trace(n), &err));
    return s;
}

static uint64_t
op_of(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place.op;
}

/* We are at operation OP, and what it did is known. */
static void
assert_at(const struct session *s, uint64_t op)
{
    assert_int_equal(op_of(s), op);
    assert_int_equal(session_last(s)->op, op);
}

static void
assert_error(bool ok, const char *name)
{
    assert_false(ok);
    assert_string_equal(err.name, name);
}

/* --- a condition -----------------------------------------------------------*/
struct asking {
    struct session *s;
    struct cond cond;
    size_t n; /* how often it was asked */
};

static bool
holds(void *context, char text[ERROR_TEXT])
{
    struct asking *asking = context;
    struct facts facts;
    asking->n++;
    (void)snprintf(text, ERROR_TEXT, "there");
    facts_open(&facts, asking->s);
    return facts_hold(&facts, &asking->cond);
}

static struct session_stop
stop_at(struct asking *asking, struct session *s, const char *text)
{
    *asking = (struct asking){.s = s};
    if (!cond_parse(text, &facts_words, &asking->cond, &err))
        fail_msg("%s: %s", text, err.text);
    return (struct session_stop){holds, asking};
}

static void
set_stop(struct asking *asking, struct session *s, const char *text)
{
    struct session_stop stop = stop_at(asking, s, text);
    session_set_stop(s, &stop);
}

static bool
sees(const struct session *s, const char *text)
{
    struct cond cond;
    struct facts facts;
    if (!cond_parse(text, &facts_words, &cond, &err))
        fail_msg("%s: %s", text, err.text);
    facts_open(&facts, s);
    return facts_hold(&facts, &cond);
}

static void
assert_sees(const struct session *s, const char *text, bool expected)
{
    if (sees(s, text) != expected)
        fail_msg("op %llu, %s: %d", (unsigned long long)op_of(s), text,
                 !expected);
}

/* --- forwards --------------------------------------------------------------*/
static void
new_operations_are_asked(void **state)
{
    struct session *s = start("segregated", 600);
    struct asking asking;
    size_t done;
    (void)state;
    set_stop(&asking, s, "kind = free");
    assert_error(session_step(s, 100, &done, &err), "stopped");
    assert_string_equal(err.text, "there");
    assert_int_equal(done, 3);
    assert_int_equal(asking.n, 3);
    assert_at(s, 3);
    assert_true(session_step(s, 1, &done, &err));
    assert_error(session_step(s, 2, &done, &err), "stopped");
    assert_int_equal(done, 2); /* it holds after the last of them */
    assert_error(session_goto(s, 600, &err), "stopped");
    assert_at(s, 9);
    session_delete(s);
}

static void
done_operations_are_asked_when_stepped(void **state)
{
    struct session *s = start("segregated", 600);
    struct asking asking;
    (void)state;
    assert_true(session_goto(s, 400, &err));
    set_stop(&asking, s, "id = 21 and kind = alloc");
    assert_true(session_goto(s, 10, &err)); /* moves are no runs */
    assert_true(session_goto(s, 390, &err));
    assert_true(session_back(s, 380, &err));
    assert_int_equal(asking.n, 0);
    assert_error(session_step(s, SIZE_MAX, NULL, &err), "stopped");
    assert_at(s, 31);
    assert_int_equal(session_last(s)->id, 21);
    assert_true(session_goto(s, 0, &err));
    set_stop(&asking, s, "op = 500 or op = 300");
    assert_error(session_goto(s, 600, &err), "stopped");
    assert_at(s, 500); /* what was done is passed at once */
    assert_int_equal(asking.n, 100);
    session_delete(s);
}

static void
stops_survive_another_trace(void **state)
{
    struct session *s = start("segregated", 0);
    struct asking asking;
    (void)state;
    set_stop(&asking, s, "op = 5");
    assert_true(session_load(s, make_trace(30), &err));
    assert_error(session_step(s, SIZE_MAX, NULL, &err), "stopped");
    assert_at(s, 5);
    assert_true(session_restart(s, session_config(s), &err));
    assert_true(session_load(s, make_trace(30), &err));
    assert_error(session_step(s, SIZE_MAX, NULL, &err), "stopped");
    session_set_stop(s, &(struct session_stop){NULL, NULL});
    assert_true(session_step(s, SIZE_MAX, NULL, &err));
    assert_at(s, 30);
    session_delete(s);
}

/* The same heap, whether played at once, asked all the way, or line by line. */
static void
asking_changes_nothing(void **state)
{
    struct session *fast = start("explicit", 3000);
    struct session *slow = start("explicit", 3000);
    struct figures a, b;
    struct asking asking;
    (void)state;
    set_stop(&asking, slow, "damaged and op > 2990 or touches 0xfffffff");
    assert_true(session_step(fast, SIZE_MAX, NULL, &err));
    assert_true(session_step(slow, SIZE_MAX, NULL, &err));
    assert_int_equal(asking.n, 3000);
    assert_true(session_back(slow, 1500, &err));
    assert_true(session_step(slow, SIZE_MAX, NULL, &err));
    assert_int_equal(asking.n, 4500);
    view_figures(fast, &a);
    view_figures(slow, &b);
    assert_memory_equal(&a, &b, sizeof a);
    session_delete(fast);
    session_delete(slow);
}

/* --- back ------------------------------------------------------------------*/
static bool
back(struct session *s, const char *text)
{
    struct asking asking;
    struct session_stop stop = stop_at(&asking, s, text);
    return session_back_until(s, &stop, 0, UINT64_MAX, &err);
}

static void
the_last_moment_before_is_found(void **state)
{
    struct session *s = start("segregated", 3000);
    (void)state;
    assert_error(back(s, "blocks = 0"), "not-found");
    assert_true(session_step(s, SIZE_MAX, NULL, &err));
    assert_true(back(s, "kind = alloc"));
    assert_at(s, 2999);
    assert_true(back(s, "kind = alloc")); /* not this one */
    assert_at(s, 2998);
    assert_true(back(s, "op <= 100"));
    assert_at(s, 100);
    assert_true(session_goto(s, 3000, &err));
    assert_true(back(s, "id = 7"));
    assert_at(s, 10);
    assert_true(session_goto(s, 3000, &err));
    assert_true(back(s, "blocks = 0"));
    assert_at(s, 0);
    assert_true(session_goto(s, 2000, &err));
    assert_error(back(s, "live > 1g"), "not-found");
    assert_at(s, 2000);
    session_delete(s);
}

static void
searches_keep_to_their_bounds(void **state)
{
    struct session *s = start("segregated", 3000);
    struct asking asking;
    struct session_stop stop = stop_at(&asking, s, "kind = alloc");
    (void)state;
    assert_true(session_step(s, SIZE_MAX, NULL, &err));
    assert_true(session_back_until(s, &stop, 5, 1500, &err));
    assert_at(s, 1499);
    assert_true(asking.n < 300);
    asking.n = 0;
    assert_error(session_back_until(s, &stop, 1500, 1500, &err), "not-found");
    assert_error(session_back_until(s, &stop, 2000, 2500, &err), "not-found");
    assert_int_equal(asking.n, 0);
    assert_at(s, 1499);
    assert_true(session_goto(s, 3000, &err));
    assert_error(session_back_until(s, &stop, 1500, 1500, &err), "not-found");
    assert_int_equal(asking.n, 1);
    assert_at(s, 3000);
    session_delete(s);
}

/* What is known of damage is of where we are, and checking stays on. */
static void
searches_leave_the_checks_alone(void **state)
{
    struct session *s = start("segregated", 0);
    struct op_result r;
    (void)state;
    assert_true(session_alloc(s, 100, NULL, &r, &err));
    assert_true(session_alloc(s, 100, NULL, &r, &err));
    assert_true(
        session_poke(s, r.off - 4, (const uint8_t[]){0xff}, 1, NULL, &err));
    session_set_checking(s, true);
    assert_false(session_check(s, NULL, &err));
    assert_sees(s, "damaged", true);
    assert_error(back(s, "live > 1g"), "not-found");
    assert_true(session_checking(s));
    assert_non_null(session_problems(s));
    assert_true(back(s, "blocks = 1"));
    assert_sees(s, "damaged", false);
    assert_null(session_problems(s));
    session_delete(s);
}

/* --- branches --------------------------------------------------------------*/
static void
branches_are_searched_as_they_are(void **state)
{
    struct session *s = start("segregated", 600);
    struct session_place place;
    struct asking asking;
    (void)state;
    assert_true(session_step(s, 300, NULL, &err));
    assert_true(session_back(s, 200, &err));
    assert_true(session_alloc(s, 7777, "big", NULL, &err));
    session_place(s, &place);
    assert_int_equal(place.branch, 2);
    set_stop(&asking, s, "op = 250");
    assert_error(session_step(s, SIZE_MAX, NULL, &err), "stopped");
    assert_at(s, 250);
    assert_true(back(s, "asked = 7777"));
    assert_at(s, 101);
    assert_string_equal(session_last(s)->name, "big");
    assert_true(session_to_branch(s, 1, &err));
    assert_error(back(s, "asked = 7777"), "not-found");
    session_place(s, &place);
    assert_int_equal(place.branch, 1);
    assert_int_equal(place.op, 300);
    session_delete(s);
}

/* Names come and go as one steps over them. */
static void
names_are_of_the_moment(void **state)
{
    struct session *s = start("segregated", 0);
    struct who a = {.kind = WHO_NAME, .name = "a"};
    struct view_who found;
    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_true(session_alloc(s, 10, "a", NULL, &err));
        assert_true(session_alloc(s, 10, round ? "c" : "b", NULL, &err));
        assert_true(session_free(s, &a, NULL, &err));
    }
    for (int round = 0; round < 3; round++) {
        assert_true(session_goto(s, round ? 1 : 0, &err));
        for (uint64_t op = op_of(s) + 1; op <= 6; op++) {
            assert_true(round == 2 ? session_goto(s, op, &err)
                                   : session_step(s, 1, NULL, &err));
            assert_at(s, op);
            if (op == 2 || op == 5)
                assert_string_equal(session_last(s)->name, op == 2 ? "b" : "c");
            assert_true(view_find(s, &a, &found, &err));
            assert_int_equal(found.block.id, op < 4 ? 1 : 3);
            assert_int_equal(found.life,
                             op == 3 || op == 6 ? LIFE_FREED : LIFE_LIVE);
        }
    }
    session_delete(s);
}

/* --- all ways find the same ------------------------------------------------*/
enum { N_MOMENTS = 1500 };

/* Whether it holds at each moment, by going there. */
static void
look_everywhere(struct session *s, const char *text, bool holds_at[])
{
    for (uint64_t op = 0; op <= N_MOMENTS; op++) {
        assert_true(session_goto(s, op, &err));
        holds_at[op] = sees(s, text);
    }
}

static void
compare_from(struct session *s, const char *text, const bool holds_at[],
             uint64_t from)
{
    uint64_t ahead = from + 1, before = from;
    struct asking asking;
    while (ahead <= N_MOMENTS && !holds_at[ahead])
        ahead++;
    while (before > 0 && !holds_at[before - 1])
        before--;
    assert_true(session_goto(s, from, &err));
    set_stop(&asking, s, text);
    if (session_step(s, SIZE_MAX, NULL, &err) != (ahead > N_MOMENTS) ||
        op_of(s) != (ahead > N_MOMENTS ? N_MOMENTS : ahead))
        fail_msg("%s: from %llu to %llu", text, (unsigned long long)from,
                 (unsigned long long)op_of(s));
    session_set_stop(s, &(struct session_stop){NULL, NULL});
    assert_true(session_goto(s, from, &err));
    if (back(s, text) != (before > 0) ||
        op_of(s) != (before > 0 ? before - 1 : from))
        fail_msg("%s: back from %llu to %llu", text, (unsigned long long)from,
                 (unsigned long long)op_of(s));
}

/* Forwards and back, whatever the policy and the condition. */
static void
all_ways_find_the_same(void **state)
{
    static const char *const conditions[] = {
        "util > 60% and kind = free",
        "frag < 10% or grown > 0",
        "touches 0x400..0x4ff",
        "touches 0x400..0x4ff and kind != alloc",
        "probes > 3",
        "largest_free > 2k and blocks = 100",
        "moved or id = 77",
        "live < 100",
        "off < 0x80",
        "live = peak_live and heap > 20k",
    };
    static const char *const policies[] = {"explicit:address", "segregated",
                                           "implicit:deferred", "buddy"};
    static bool holds_at[N_MOMENTS + 1];
    struct random r = {1};
    (void)state;
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        struct session *s = start(policies[i % 4], N_MOMENTS);
        look_everywhere(s, conditions[i], holds_at);
        compare_from(s, conditions[i], holds_at, 0);
        compare_from(s, conditions[i], holds_at, N_MOMENTS - 1);
        for (int k = 0; k < 6; k++)
            compare_from(s, conditions[i], holds_at,
                         1 + random_below(&r, N_MOMENTS - 2));
        session_delete(s);
    }
}

/* --- interruptions ---------------------------------------------------------*/
static bool
after_a_while(void *context)
{
    int *left = context;
    return (*left)-- <= 0;
}

static void
interrupt_after(struct session *s, int *left, int n)
{
    *left = n;
    session_set_interrupt(s, &(struct session_interrupt){after_a_while, left});
}

static void
interrupted_runs_know_where_they_are(void **state)
{
    struct session *s = start("segregated", 50000);
    char words[80];
    int left;
    (void)state;
    interrupt_after(s, &left, 9);
    assert_error(session_step(s, SIZE_MAX, NULL, &err), "interrupted");
    assert_true(op_of(s) > 100 && op_of(s) < 50000);
    assert_at(s, op_of(s));
    (void)snprintf(words, sizeof words,
                   "Stopped after operation %llu of 50000: step, play or goto "
                   "goes on.",
                   (unsigned long long)op_of(s));
    assert_string_equal(err.text, words);
    interrupt_after(s, &left, 1000000);
    assert_true(session_goto(s, 50000, &err));
    interrupt_after(s, &left, 0);
    assert_error(session_goto(s, 49000, &err), "interrupted");
    assert_true(op_of(s) <= 49000);
    assert_at(s, op_of(s));
    assert_true(session_goto(s, op_of(s), &err)); /* that takes no time */
    session_delete(s);
}

static void
interrupted_searches_return(void **state)
{
    struct session *s = start("segregated", 5000);
    int left;
    (void)state;
    assert_true(session_goto(s, 4000, &err));
    interrupt_after(s, &left, 700);
    assert_error(back(s, "live > 1g"), "interrupted");
    assert_at(s, 4000);
    assert_non_null(strstr(err.text, "still operation 4000"));
    interrupt_after(s, &left, 0);
    assert_error(session_set_policy(s, &session_config(s)->policy, &err),
                 "interrupted");
    assert_non_null(strstr(err.text, "The policy stays. Stopped after"));
    assert_at(s, 4000);
    session_delete(s);
}

/* --- what a condition sees -------------------------------------------------*/
static void
kinds_are_seen(void **state)
{
    struct session *s = start("explicit:lifo", 0);
    struct who one = {.kind = WHO_NUMBER, .value = 1};
    (void)state;
    assert_sees(s, "kind = alloc", false);
    assert_sees(s, "kind != alloc", false); /* there is none */
    assert_true(session_alloc(s, 100, NULL, NULL, &err));
    assert_sees(s, "kind = alloc and grown > 0 and asked = 100", true);
    assert_sees(s, "moved or damaged", false);
    assert_true(session_calloc(s, 2, 100, NULL, NULL, &err));
    assert_sees(s, "kind = calloc and id = 2", true);
    assert_true(session_realloc(s, &one, 5000, NULL, &err));
    assert_sees(s, "kind = realloc and moved", true);
    assert_true(session_realloc(s, &one, 5001, NULL, &err));
    assert_sees(s, "kind = realloc", true);
    assert_sees(s, "moved", false);
    assert_true(session_memalign(s, 64, 10, NULL, NULL, &err));
    assert_sees(s, "kind = memalign and probes >= 1", true);
    assert_true(session_free(s, &one, NULL, &err));
    assert_sees(s, "kind = free and probes = 0", true);
    assert_true(session_coalesce(s, NULL, &err));
    assert_sees(s, "kind = coalesce", true);
    assert_sees(s, "damaged", false);
    assert_true(session_poke(s, 0x10, (const uint8_t[]){1}, 1, NULL, &err));
    assert_sees(s, "kind = poke and touches 0x10", true);
    assert_sees(s, "touches 0xf or touches 0x11", false);
    session_delete(s);
}

/* Blocks of 64 bytes: 1 at [0x0c, 0x5c) and so on, headers included. */
static void
touched_bytes_are_seen(void **state)
{
    struct session *s = start("explicit:address,deferred", 0);
    struct op_result r[5];
    struct who who = {.kind = WHO_NUMBER};
    char text[80];
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(session_alloc(s, 64, NULL, &r[i], &err));
    (void)snprintf(text, sizeof text, "touches %zu", r[4].off);
    assert_sees(s, text, true);
    (void)snprintf(text, sizeof text, "touches 0..%zu", r[4].off - 5);
    assert_sees(s, text, false);
    (void)snprintf(text, sizeof text, "touches %zu..64k", r[4].off - 4);
    assert_sees(s, text, true); /* its header */
    for (who.value = 1; who.value < 5; who.value++) {
        assert_true(session_free(s, &who, NULL, &err));
        (void)snprintf(text, sizeof text, "touches %zu",
                       r[who.value - 1].off + 10);
        assert_sees(s, text, true);
        (void)snprintf(text, sizeof text, "touches %zu", r[who.value].off + 10);
        assert_sees(s, text, false); /* joining is deferred */
    }
    assert_true(session_coalesce(s, NULL, &err));
    (void)snprintf(text, sizeof text, "touches %zu", r[2].off);
    assert_sees(s, text, true);
    (void)snprintf(text, sizeof text, "touches %zu", r[4].off);
    assert_sees(s, text, false);
    session_delete(s);
}

/* On both sides of an aligned block something stays free. */
static void
what_is_split_is_touched(void **state)
{
    struct session *s = start("explicit", 0);
    struct op_result r;
    struct who one = {.kind = WHO_NUMBER, .value = 1};
    (void)state;
    assert_true(session_alloc(s, 4000, NULL, NULL, &err));
    assert_true(session_free(s, &one, NULL, &err));
    assert_true(session_memalign(s, 1024, 10, NULL, &r, &err));
    assert_int_equal(r.off, 1024);
    assert_sees(s, "touches 0x10", true);
    assert_sees(s, "touches 1024", true);
    assert_sees(s, "touches 3000", true);
    assert_sees(s, "touches 5000", false);
    session_delete(s);
}

static void
joined_neighbours_are_touched(void **state)
{
    static const char *const policies[] = {"explicit", "segregated", "tlsf",
                                           "implicit", "buddy"};
    struct who who = {.kind = WHO_NUMBER};
    struct op_result r[3];
    char text[80];
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        struct session *s = start(policies[i], 0);
        for (int k = 0; k < 3; k++)
            assert_true(session_alloc(s, 56, NULL, &r[k], &err));
        who.value = 1;
        assert_true(session_free(s, &who, NULL, &err));
        (void)snprintf(text, sizeof text, "touches %zu..%zu", r[1].off,
                       r[1].off + 10);
        assert_sees(s, text, false);
        who.value = 2;
        assert_true(session_free(s, &who, NULL, &err));
        (void)snprintf(text, sizeof text, "touches %zu", r[0].off + 10);
        assert_sees(s, text, true);
        assert_true(session_memalign(s, 64, 8, NULL, &r[1], &err));
        (void)snprintf(text, sizeof text, "touches %zu", r[1].off);
        assert_sees(s, text, true);
        session_delete(s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_operations_are_asked),
        cmocka_unit_test(done_operations_are_asked_when_stepped),
        cmocka_unit_test(stops_survive_another_trace),
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(the_last_moment_before_is_found),
        cmocka_unit_test(searches_keep_to_their_bounds),
        cmocka_unit_test(searches_leave_the_checks_alone),
        cmocka_unit_test(branches_are_searched_as_they_are),
        cmocka_unit_test(names_are_of_the_moment),
        cmocka_unit_test(all_ways_find_the_same),
        cmocka_unit_test(interrupted_runs_know_where_they_are),
        cmocka_unit_test(interrupted_searches_return),
        cmocka_unit_test(kinds_are_seen),
        cmocka_unit_test(touched_bytes_are_seen),
        cmocka_unit_test(what_is_split_is_touched),
        cmocka_unit_test(joined_neighbours_are_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
