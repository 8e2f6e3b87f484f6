/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_race.c: lanes. Wherever the session goes, each lane's heap has the bytes
 * that the line leaves under its policy, by whatever way it came there; where
 * it refuses what was done elsewhere, numbers and a trace's ids stay in step.
 *
 * RACE_SEED=N repeats a run, RACE_ROUNDS=N does more of them.
 */
#include "support/cmocka_all.h"
#include "support/policies.h"
#include "support/random.h"

#include "allocator/heap_state.h"
#include "session/race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct error err;

static uint64_t
from_environment(const char *name, uint64_t usual)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : usual;
}

static struct session *
start(const char *policy, size_t limit)
{
    struct session_config config = {.limit = limit};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static void
race(struct session *s, const char *first, const char *second)
{
    struct policy policies[2];
    assert_true(policy_parse(first, &policies[0], &err));
    assert_true(policy_parse(second, &policies[1], &err));
    if (!session_race(s, policies, 2, &err))
        fail_msg("%s", err.text);
}

static void
sync_lanes(struct session *s)
{
    if (!session_race_sync(s, &err))
        fail_msg("%s", err.text);
}

static void
load_text(struct session *s, const char *text)
{
    struct trace *t = trace_parse("t.rep", text, strlen(text), &err);
    assert_non_null(t);
    assert_true(session_load(s, t, &err));
}

static uint32_t
alloc(struct session *s, size_t size)
{
    struct op_result r;
    if (!session_alloc(s, size, NULL, &r, &err))
        fail_msg("%s", err.text);
    return r.id;
}

static struct who
number(uint64_t n)
{
    return (struct who){.kind = WHO_NUMBER, .value = n};
}

static void
assert_said(const struct session *s, const char *part)
{
    char text[DESCRIBE_TEXT];
    session_describe(s, session_last(s), text);
    if (!strstr(text, part))
        fail_msg("\"%s\" lacks \"%s\"", text, part);
}

static size_t
refused(const struct session *s, size_t lane)
{
    struct lane_counts counts;
    session_lane_counts(s, lane, &counts);
    return counts.refused;
}

/* --- random lines ----------------------------------------------------------*/
enum { MOST_OPS = 12000, TRACE_OPS = 6000, IDS = 40 };

/* An id that means a live block or, not WANTED, none; nearly always. */
static size_t
pick_id(struct random *r, const bool live[IDS], bool wanted)
{
    size_t id = random_below(r, IDS);
    bool any = random_below(r, wanted ? 3000 : 200) == 0;
    for (size_t i = 0; i < IDS && live[id] != wanted && !any; i++)
        id = (id + 1) % IDS;
    return id;
}

static size_t
count_live(const bool live[IDS])
{
    size_t n = 0;
    for (size_t i = 0; i < IDS; i++)
        n += live[i];
    return n;
}

/* Mostly legal: a step ends at a double free. */
static struct trace *
random_trace(struct random *r, size_t n)
{
    struct trace *t = trace_new("random.rep");
    bool live[IDS] = {false};
    for (size_t i = 0; i < n; i++) {
        struct trace_op op = {.line = (uint32_t)i + 1,
                              .size = random_below(r, 600)};
        size_t n_live = count_live(live), dice = random_below(r, 10);
        op.kind = n_live < IDS / 4       ? TRACE_ALLOC
                  : n_live > IDS * 3 / 4 ? TRACE_FREE
                  : dice < 4             ? TRACE_ALLOC
                  : dice < 8             ? TRACE_FREE
                                         : TRACE_REALLOC;
        op.id = (int64_t)pick_id(r, live, op.kind != TRACE_ALLOC);
        if (op.kind == TRACE_REALLOC && random_below(r, 4) == 0)
            op.size = 0;
        live[op.id] =
            op.kind != TRACE_FREE && (op.kind == TRACE_ALLOC || op.size);
        assert_true(trace_push(t, &op));
    }
    return t;
}

static void
type_something(struct session *s, struct random *r, bool pokes)
{
    struct who who = number(1 + random_below(r, 300));
    struct who place = {.kind = WHO_OFFSET, .value = 16 * random_below(r, 99)};
    size_t size = random_below(r, random_below(r, 6) ? 300 : 2000);
    uint8_t bytes[4] = {1, 2, 3, 4};
    switch (random_below(r, pokes ? 10 : 8)) {
    case 0:
    case 1:
    case 2:
        (void)session_alloc(s, size, random_below(r, 9) ? NULL : "name", NULL,
                            &err);
        break;
    case 3:
        (void)session_realloc(s, &who, size, NULL, &err);
        break;
    case 4:
        (void)session_calloc(s, 3, size, NULL, NULL, &err);
        break;
    case 5:
        (void)session_memalign(s, (size_t)16 << random_below(r, 6), size, NULL,
                               NULL, &err);
        break;
    case 6:
        (void)session_coalesce(s, NULL, &err);
        break;
    case 7:
        (void)session_free(s, &who, NULL, &err);
        break;
    case 8:
        (void)session_free(s, &place, NULL, &err);
        break;
    default:
        (void)session_poke(s, random_below(r, 9000), bytes,
                           1 + random_below(r, 4), NULL, &err);
        break;
    }
}

static void
act(struct session *s, struct random *r, bool pokes)
{
    struct session_place place;
    session_place(s, &place);
    switch (random_below(r, 9)) {
    case 0:
        (void)session_back(s, 1 + random_below(r, 200), &err);
        break;
    case 1:
        if (place.total < MOST_OPS)
            (void)session_goto(s, random_below(r, place.total + 1), &err);
        break;
    case 2:
        (void)session_undo(s, &err);
        return;
    case 3:
        (void)session_redo(s, &err);
        return;
    case 4:
        (void)session_to_branch(
            s, 1 + (uint32_t)random_below(r, place.n_branches), &err);
        break;
    case 5:
    case 6:
        (void)session_step(s,
                           1 + random_below(r, random_below(r, 4) ? 150 : 5000),
                           NULL, &err);
        break;
    default:
        type_something(s, r, pokes);
        break;
    }
}

static struct session *
random_race(struct random *r, size_t limit)
{
    struct session_config config = {
        .policy = policy_nth(random_below(r, N_POLICIES)), .limit = limit};
    struct policy policies[RACE_MOST];
    size_t n = RACE_LEAST + random_below(r, RACE_MOST - RACE_LEAST + 1);
    struct session *s;
    if (limit < (size_t)1 << 20)
        config.policy = policy_default();
    config.checkpoint_every = 1 + (uint32_t)random_below(r, 120);
    s = session_new(&config, &err);
    assert_non_null(s);
    do
        for (size_t i = 0; i < n; i++)
            policies[i] = policy_nth(random_below(r, N_POLICIES));
    while (!session_race(s, policies, n, &err));
    if (random_below(r, 4))
        assert_true(session_load(s, random_trace(r, TRACE_OPS), &err));
    assert_int_equal(session_race_lanes(s), n);
    return s;
}

/* --- what must hold --------------------------------------------------------*/
/* What can be seen of a lane. */
struct seen {
    uint64_t hash;
    struct figures figures;
    struct lane_counts counts;
    struct op_result last;
};

static void
see(const struct session *s, struct seen seen[RACE_MOST])
{
    memset(seen, 0, RACE_MOST * sizeof *seen);
    for (size_t i = 0; i < session_race_lanes(s); i++) {
        seen[i].hash = heap_hash(session_lane_heap(s, i));
        session_lane_figures(s, i, &seen[i].figures);
        session_lane_counts(s, i, &seen[i].counts);
        seen[i].last = *session_last(session_lane(s, i));
    }
}

/* New lanes that go straight to where we are. */
static void
compare_with_straight(struct session *s)
{
    struct seen was[RACE_MOST], is[RACE_MOST];
    struct policy policies[RACE_MOST];
    size_t n = session_race_lanes(s);
    sync_lanes(s);
    see(s, was);
    for (size_t i = 0; i < n; i++)
        policies[i] = *session_lane_policy(s, i);
    assert_true(session_race(s, policies, n, &err));
    sync_lanes(s);
    see(s, is);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(was[i].hash, is[i].hash);
        assert_memory_equal(&was[i].figures, &is[i].figures,
                            sizeof was[i].figures);
        assert_memory_equal(&was[i].counts, &is[i].counts,
                            sizeof was[i].counts);
        assert_memory_equal(&was[i].last, &is[i].last, sizeof was[i].last);
    }
}

/* The session itself, done again under each lane's policy. */
static void
compare_with_session(struct session *s)
{
    struct policy own = session_config(s)->policy;
    struct seen seen[RACE_MOST];
    struct figures figures;
    sync_lanes(s);
    see(s, seen);
    for (size_t i = 0; i < session_race_lanes(s); i++) {
        assert_int_equal(seen[i].counts.refused, 0);
        if (!session_set_policy(s, session_lane_policy(s, i), &err))
            fail_msg("%s", err.text);
        assert_int_equal(heap_hash(view_heap(s)), seen[i].hash);
        view_figures(s, &figures);
        assert_memory_equal(&figures, &seen[i].figures, sizeof figures);
        assert_memory_equal(session_last(s), &seen[i].last,
                            sizeof seen[i].last);
    }
    assert_true(session_set_policy(s, &own, &err));
}

/* What was asked for, and the trace's id, by number. */
enum { MOST_NUMBERS = MOST_OPS * 2 };
struct live {
    size_t asked[MOST_NUMBERS];
    int64_t trace_id[MOST_NUMBERS];
    bool is[MOST_NUMBERS];
};

static void
list_live(const struct session *s, struct live *live)
{
    struct view_iter iter;
    struct view_block block;
    memset(live, 0, sizeof *live);
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &block)) {
        if (block.state != VIEW_USED)
            continue;
        assert_in_range(block.id, 1, MOST_NUMBERS - 1);
        live->is[block.id] = true;
        live->asked[block.id] = block.asked;
        live->trace_id[block.id] = block.trace_id;
    }
}

/* Whatever is live in a lane is live in the session under the same number. */
static void
check_numbers(struct session *s)
{
    static struct live ours, theirs;
    struct heap_report report;
    sync_lanes(s);
    list_live(s, &ours);
    for (size_t i = 0; i < session_race_lanes(s); i++) {
        list_live(session_lane(s, i), &theirs);
        for (size_t id = 1; id < MOST_NUMBERS; id++) {
            if (!refused(s, i))
                assert_int_equal(theirs.is[id], ours.is[id]);
            if (!theirs.is[id])
                continue;
            assert_true(ours.is[id]);
            assert_int_equal(theirs.trace_id[id], ours.trace_id[id]);
            if (!refused(s, i))
                assert_int_equal(theirs.asked[id], ours.asked[id]);
        }
        heap_check(session_lane_heap(s, i), &report);
        assert_int_equal(report.n_violations, 0);
    }
}

struct kind {
    size_t limit; /* small: a policy that needs little, or little would be
                     done by the session itself */
    bool pokes;
    void (*compare)(struct session *);
};

static void
walk(uint64_t seed, const struct kind *kind)
{
    struct random r = {seed};
    struct session *s = random_race(&r, kind->limit);
    for (size_t i = 0; i < 120; i++) {
        struct session_moment before = session_moment(s);
        act(s, &r, kind->pokes);
        session_did(s, &before);
        if (random_below(&r, 3) == 0)
            sync_lanes(s);
        if (random_below(&r, 20) == 0)
            kind->compare(s);
        if (random_below(&r, 60) == 0)
            compare_with_straight(s);
    }
    kind->compare(s);
    compare_with_straight(s);
    session_delete(s);
}

static void
walk_all(const char *what, const struct kind *kind)
{
    uint64_t seed = from_environment("RACE_SEED", 1);
    uint64_t rounds = from_environment("RACE_ROUNDS", 12);
    for (uint64_t i = 0; i < rounds; i++) {
        print_message("%s, RACE_SEED=%llu\n", what,
                      (unsigned long long)(seed + i));
        walk(seed + i, kind);
    }
}

static void
lanes_do_what_the_session_does(void **state)
{
    (void)state;
    walk_all("all fits", &(struct kind){.limit = (size_t)1 << 30,
                                        .compare = compare_with_session});
}

static void
refusals_keep_numbers_in_step(void **state)
{
    (void)state;
    walk_all("little fits",
             &(struct kind){.limit = 20 << 10, .compare = check_numbers});
}

static void
damage_is_survived(void **state)
{
    (void)state;
    walk_all("damage", &(struct kind){.limit = 24 << 10,
                                      .pokes = true,
                                      .compare = sync_lanes});
}

/* --- by hand ---------------------------------------------------------------*/
static void
races_have_their_errors(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0);
    struct policy policies[RACE_MOST + 1] = {policy_nth(0), policy_nth(1),
                                             policy_nth(0)};
    assert_int_equal(session_race_lanes(s), 0);
    sync_lanes(s);
    assert_false(session_race(s, policies, 1, &err));
    assert_string_equal(err.name, "usage");
    assert_false(session_race(s, policies, RACE_MOST + 1, &err));
    assert_string_equal(err.name, "usage");
    assert_true(session_race(s, policies, 2, &err));
    assert_false(session_race(s, policies, 3, &err));
    assert_string_equal(err.name, "bad-policy");
    assert_int_equal(session_race_lanes(s), 2); /* it goes on */
    session_race_end(s);
    session_race_end(s);
    assert_int_equal(session_race_lanes(s), 0);
    session_delete(s);
}

static void
new_heaps_start_it_over(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0);
    struct session_config config = *session_config(s);
    struct figures f;
    race(s, "implicit", "buddy");
    alloc(s, 100);
    sync_lanes(s);
    load_text(s, "a 0 10\na 1 20\n");
    assert_int_equal(session_race_lanes(s), 2);
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.op, 0);
    assert_int_equal(f.n_ops, 2);
    assert_true(session_step(s, 2, NULL, &err));
    sync_lanes(s);
    session_lane_figures(s, 0, &f);
    assert_int_equal(f.live, 30);
    config.limit = 64 << 10;
    assert_true(session_restart(s, &config, &err));
    alloc(s, 7);
    sync_lanes(s);
    session_lane_figures(s, 0, &f);
    assert_int_equal(f.live, 7);
    assert_int_equal(f.limit, 64 << 10);
    assert_int_equal(session_lane_policy(s, 1)->name, POLICY_BUDDY);
    session_delete(s);
}

static void
policies_of_the_session_are_its_own(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0);
    struct policy policy = policy_nth(0);
    struct seen was[RACE_MOST], is[RACE_MOST];
    race(s, "implicit:best", "tlsf");
    for (size_t i = 0; i < 50; i++)
        alloc(s, 10 * i);
    sync_lanes(s);
    see(s, was);
    assert_true(session_set_policy(s, &policy, &err));
    sync_lanes(s);
    see(s, is);
    assert_memory_equal(was, is, sizeof was);
    session_delete(s);
}

/* A block that could not be had is the null pointer: freeing it does nothing,
 * resizing it asks for it again. */
static void
refused_blocks_are_null(void **state)
{
    (void)state;
    struct session *s = start("segregated", 4096);
    struct who second = number(2), first = number(1);
    struct view_who found;
    struct figures f;
    race(s, "segregated", "buddy"); /* 1000 are 1024, of 4096 */
    for (size_t i = 0; i < 2; i++)
        alloc(s, 1500); /* 2048 each: not two */
    sync_lanes(s);
    assert_int_equal(refused(s, 0), 0);
    assert_int_equal(refused(s, 1), 1);
    assert_int_equal(session_last(session_lane(s, 1))->refused, HEAP_NO_MEMORY);
    assert_said(session_lane(s, 1), "#2: no room for 1500 B (no-memory: the "
                                    "arena's limit does not allow it).");
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.live, 1500);
    assert_int_equal(f.blocks, 1);
    assert_false(view_find(session_lane(s, 1), &second, &found, &err));
    assert_true(session_free(s, &first, NULL, &err));
    assert_true(session_realloc(s, &second, 1600, NULL, &err));
    sync_lanes(s);
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.live, 1600);
    assert_true(view_find(session_lane(s, 1), &second, &found, &err));
    assert_said(session_lane(s, 1), "realloc #2 to 1600 B: a new block at "
                                    "0x00010.");
    assert_true(session_back(s, 1, &err));
    assert_true(session_free(s, &second, NULL, &err));
    sync_lanes(s);
    assert_said(session_lane(s, 1), "free #2: it had been refused, so");
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.live, 0);
    assert_int_equal(f.blocks, 0);
    assert_int_equal(refused(s, 1), 1);
    session_delete(s);
}

/* The trace's 1 is taken again while the block it meant lives on. */
static void
ids_of_refused_blocks_mean_them(void **state)
{
    (void)state;
    struct session *s = start("segregated", 4096);
    struct who first = number(1);
    struct view_who found;
    struct figures f;
    race(s, "segregated", "buddy");
    load_text(s, "a 1 1500\na 1 1501\nf 1\nr 1 0\na 2 10\nr 1 20\n");
    assert_true(session_step(s, 3, NULL, &err));
    sync_lanes(s);
    assert_int_equal(refused(s, 1), 1);
    assert_true(view_find(session_lane(s, 1), &first, &found, &err));
    assert_int_equal(found.life, LIFE_LIVE); /* not the one that was freed */
    (void)session_step(s, 1, NULL, &err);    /* a double free, passed over */
    assert_true(session_step(s, 1, NULL, &err));
    sync_lanes(s);
    assert_int_equal(session_last(s)->id, 3);
    assert_int_equal(session_last(session_lane(s, 1))->id, 3);
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.live, 1510);
    session_delete(s);
}

static bool
stop_now(void *context)
{
    size_t *left = context;
    return *left == 0 || --*left == 0;
}

static void
interrupts_stop_it_for_a_while(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0);
    struct trace *t = trace_new("long.rep");
    size_t left = 3;
    struct session_interrupt interrupt = {stop_now, &left}, none = {0};
    race(s, "implicit", "buddy");
    for (uint32_t i = 0; i < 120000; i++) {
        struct trace_op op = {.kind = i % 2 ? TRACE_FREE : TRACE_ALLOC,
                              .line = i + 1,
                              .id = i / 2,
                              .size = i % 999};
        assert_true(trace_push(t, &op));
    }
    assert_true(session_load(s, t, &err));
    assert_true(session_step(s, SIZE_MAX, NULL, &err));
    session_set_interrupt(s, &interrupt);
    assert_false(session_race_sync(s, &err));
    assert_string_equal(err.name, "interrupted");
    session_set_interrupt(s, &none);
    compare_with_straight(s);
    session_delete(s);
}

static void
peaks_are_looked_at(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0);
    struct figures f, then;
    struct who first = number(1);
    race(s, "implicit", "buddy");
    alloc(s, 1000);
    sync_lanes(s);
    session_lane_figures(s, 1, &then);
    assert_true(session_lane_peak(s, 1, &f, &err)); /* that is now */
    assert_memory_equal(&f, &then, sizeof f);
    assert_true(session_free(s, &first, NULL, &err));
    alloc(s, 10);
    sync_lanes(s);
    assert_true(session_lane_peak(s, 1, &f, &err));
    assert_int_equal(f.op, 1);
    assert_int_equal(f.live, 1000);
    assert_int_equal(f.heap, then.heap);
    session_lane_figures(s, 1, &f);
    assert_int_equal(f.op, 3);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(races_have_their_errors),
        cmocka_unit_test(new_heaps_start_it_over),
        cmocka_unit_test(policies_of_the_session_are_its_own),
        cmocka_unit_test(refused_blocks_are_null),
        cmocka_unit_test(ids_of_refused_blocks_mean_them),
        cmocka_unit_test(interrupts_stop_it_for_a_while),
        cmocka_unit_test(peaks_are_looked_at),
        cmocka_unit_test(lanes_do_what_the_session_does),
        cmocka_unit_test(refusals_keep_numbers_in_step),
        cmocka_unit_test(damage_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
