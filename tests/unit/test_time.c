/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_time.c: moments. Wherever one goes, and by whatever way, the heap has
 * the bytes that playing straight to there leaves: told by hashes.
 *
 * TIME_ALL=1 tries every policy with every choice on every trace; TIME_SEED=N
 * repeats a run. TRACES names a folder of traces (../shared/traces if it is
 * there).
 */
#include "support/cmocka_all.h"
#include "support/policies.h"
#include "support/random.h"

#include "allocator/heap_state.h"
#include "session/race.h"
#include "session/view.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct error err;

#define MOST ((size_t)1 << 30) /* bytes of a heap */

static uint64_t
seed(void)
{
    const char *text = getenv("TIME_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

static bool
all(void)
{
    return getenv("TIME_ALL") != NULL;
}

static uint64_t
hash(const struct session *s)
{
    return heap_hash(view_heap(s));
}

static uint64_t
op_of(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place.op;
}

static struct session *
start(const struct policy *policy, uint32_t every, size_t limit)
{
    struct session_config config = {
        .policy = *policy, .limit = limit, .checkpoint_every = every};
    struct session *s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

/* --- random lines ----------------------------------------------------------*/
static struct trace *
random_trace(struct random *r, size_t n)
{
    struct trace *t = trace_new("random.rep");
    for (size_t i = 0; i < n; i++) {
        struct trace_op op = {.line = (uint32_t)i + 1,
                              .id = (int64_t)random_below(r, 40),
                              .size = random_below(r, 600)};
        size_t dice = random_below(r, 10);
        op.kind = dice < 4   ? TRACE_ALLOC
                  : dice < 8 ? TRACE_FREE
                             : TRACE_REALLOC;
        assert_true(trace_push(t, &op));
    }
    return t;
}

/* What was seen at each moment of each branch under each policy of a walk: a
 * hash of it, 0 so far unknown. */
enum { MOST_OPS = 3000, BRANCHES = 64, CHOICES = 3 };
struct seen {
    uint64_t hash[CHOICES][BRANCHES][MOST_OPS];
};

struct walk {
    struct session *s;
    struct random random;
    struct seen *seen;
    struct seen *lanes; /* of a race of the choices */
    struct policy choices[CHOICES];
    bool is_rough; /* bytes are overwritten, policies change, room is little */
    char policy[POLICY_TEXT];
};

static uint64_t
mix(uint64_t hash, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t
pack(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
    return (a & 0xffff) | (b & 0xffff) << 16 | (c & 0xffff) << 32 | d << 48;
}

/* Of all that can be looked at, 16 bits each: bytes, figures, blocks, the last
 * operation. */
static uint64_t
all_there_is(const struct session *s)
{
    uint64_t bytes = view_heap(s) ? hash(s) : 1, figures, blocks = 1;
    char text[DESCRIBE_TEXT];
    struct view_histograms histograms;
    struct view_iter iter;
    struct view_block b;
    struct figures f;
    view_figures(s, &f);
    f.n_ops = 0; /* what lies ahead is of no moment */
    figures = mix(1, &f, sizeof f);
    view_histograms(s, &histograms);
    figures = mix(figures, &histograms, sizeof histograms);
    for (view_open(&iter, s, 0, SIZE_MAX); view_next(&iter, &b);) {
        const uint64_t all[] = {b.state, b.start, b.size,
                                b.off,   b.id,    (uint64_t)b.trace_id,
                                b.asked, b.born};
        blocks = mix(blocks, all, sizeof all);
        blocks = mix(blocks, b.name, strlen(b.name));
    }
    session_describe(s, session_last(s), text);
    return pack(bytes >> 24, figures >> 24, blocks >> 24,
                mix(1, text, strlen(text)) >> 24);
}

static size_t
choice_of(const struct walk *w, const struct policy *policy)
{
    char a[POLICY_TEXT], b[POLICY_TEXT];
    policy_format(policy, a);
    for (size_t i = 0; i < CHOICES; i++) {
        policy_format(&w->choices[i], b);
        if (strcmp(a, b) == 0)
            return i;
    }
    fail_msg("%s was never chosen", a);
    return 0;
}

static void
look_at(struct walk *w, struct seen *seen, const struct session *s, size_t i,
        const char *what)
{
    struct session_place place;
    uint64_t now = all_there_is(s), *kept;
    char text[POLICY_TEXT];
    session_place(s, &place);
    if (place.branch >= BRANCHES || place.op >= MOST_OPS)
        return;
    kept = &seen->hash[i][place.branch][place.op];
    policy_format(&session_config(s)->policy, text);
    if (*kept && *kept != now)
        fail_msg("%s: %s %s, branch %u, operation %llu: another heap than "
                 "before (%016llx)",
                 w->policy, what, text, place.branch,
                 (unsigned long long)place.op,
                 (unsigned long long)(*kept ^ now));
    *kept = now;
}

static void
look(struct walk *w)
{
    look_at(w, w->seen, w->s, choice_of(w, &session_config(w->s)->policy),
            "session");
    if (!session_race_lanes(w->s) || random_below(&w->random, 4))
        return;
    if (!session_race_sync(w->s, &err))
        fail_msg("%s: %s", w->policy, err.text);
    for (size_t i = 0; i < session_race_lanes(w->s); i++)
        look_at(w, w->lanes, session_lane(w->s, i), i, "lane");
}

/* A new branch is what the old one was, up to the fork. */
static void
inherit(struct walk *w, const struct session_place *before)
{
    struct session_place now;
    session_place(w->s, &now);
    if (now.branch == before->branch || now.branch >= BRANCHES ||
        before->branch >= BRANCHES)
        return;
    for (size_t i = 0; i < CHOICES; i++)
        for (uint64_t op = 0; op <= before->op && op < MOST_OPS; op++) {
            w->seen->hash[i][now.branch][op] =
                w->seen->hash[i][before->branch][op];
            w->lanes->hash[i][now.branch][op] =
                w->lanes->hash[i][before->branch][op];
        }
}

static struct who
somebody(struct walk *w)
{
    struct random *r = &w->random;
    struct who who = {.kind = WHO_NUMBER, .value = 1 + random_below(r, 300)};
    struct figures f;
    if (random_below(r, 4) || !w->is_rough)
        return who;
    view_figures(w->s, &f);
    who.kind = WHO_OFFSET;
    who.value = random_below(r, f.heap / 16 + 2) * 16;
    return who;
}

static void
overwrite(struct walk *w)
{
    struct random *r = &w->random;
    uint8_t bytes[8];
    struct figures f;
    view_figures(w->s, &f);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)random_below(r, 256);
    (void)session_poke(w->s, random_below(r, f.heap + 1), bytes,
                       1 + random_below(r, sizeof bytes), NULL, &err);
}

static void
type_something(struct walk *w)
{
    struct random *r = &w->random;
    struct who who = somebody(w);
    size_t size = random_below(r, random_below(r, 6) ? 300 : 9000);
    struct session *s = w->s;
    char name[NAME_TEXT] = "";
    if (w->is_rough && random_below(r, 3) == 0)
        (void)snprintf(name, sizeof name, "n%zu", random_below(r, 9));
    switch (random_below(r, w->is_rough ? 40 : 39) / 5) {
    case 0:
    case 1:
    case 2:
        (void)session_alloc(s, size, name, NULL, &err);
        break;
    case 3:
        (void)session_realloc(s, &who, size, NULL, &err);
        break;
    case 4:
        (void)session_calloc(s, 3, size, name, NULL, &err);
        break;
    case 5:
        (void)session_memalign(s, (size_t)16 << random_below(r, 6), size, name,
                               NULL, &err);
        break;
    case 6:
        (void)session_coalesce(s, NULL, &err);
        break;
    default:
        (void)session_free(s, &who, NULL, &err);
        break;
    }
    if (w->is_rough && random_below(r, 60) == 0)
        overwrite(w);
}

static void
act_roughly(struct walk *w)
{
    struct random *r = &w->random;
    switch (random_below(r, 4)) {
    case 0:
        session_set_checking(w->s, random_below(r, 3) == 0);
        break;
    case 1:
        (void)session_set_policy(w->s, &w->choices[random_below(r, CHOICES)],
                                 &err);
        break;
    case 2:
        if (random_below(r, 2))
            session_race_end(w->s);
        else if (!session_race_lanes(w->s))
            (void)session_race(w->s, w->choices, CHOICES, &err);
        break;
    default:
        break;
    }
}

static void
act(struct walk *w)
{
    struct random *r = &w->random;
    struct session *s = w->s;
    struct session_place place;
    session_place(s, &place);
    switch (random_below(r, w->is_rough ? 10 : 9)) {
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
        (void)session_step(s, 1 + random_below(r, 150), NULL, &err);
        break;
    case 9:
        act_roughly(w);
        break;
    default:
        if (place.n_branches < BRANCHES - 1 || place.op == place.line)
            type_something(w);
        inherit(w, &place);
        break;
    }
}

/* The line so far, played straight from the start. */
static void
compare_with_straight(struct walk *w)
{
    uint64_t before = all_there_is(w->s);
    if (!session_set_policy(w->s, &session_config(w->s)->policy, &err))
        fail_msg("%s: %s", w->policy, err.text);
    if (all_there_is(w->s) != before)
        fail_msg("%s: another heap than played straight (%016llx)", w->policy,
                 (unsigned long long)(all_there_is(w->s) ^ before));
}

static void
walk(const struct policy *policy, uint64_t number, size_t n_acts, bool is_rough)
{
    struct walk w = {.random = {number},
                     .seen = calloc(1, sizeof *w.seen),
                     .lanes = calloc(1, sizeof *w.lanes),
                     .is_rough = is_rough};
    struct heap_report report;
    policy_format(policy, w.policy);
    w.choices[0] = *policy;
    for (size_t i = 1; i < CHOICES; i++)
        w.choices[i] = policy_nth(random_below(&w.random, N_POLICIES));
    w.s = start(policy, 1 + (uint32_t)random_below(&w.random, 120),
                is_rough ? 4096 + random_below(&w.random, 60000) : MOST);
    if (random_below(&w.random, 4))
        assert_true(session_load(w.s, random_trace(&w.random, 1500), &err));
    for (size_t i = 0; i < n_acts; i++) {
        struct session_moment before = session_moment(w.s);
        act(&w);
        session_did(w.s, &before);
        look(&w);
    }
    if (!is_rough && !session_check(w.s, &report, &err))
        fail_msg("%s: %s", w.policy, err.text);
    compare_with_straight(&w);
    session_delete(w.s);
    free(w.seen);
    free(w.lanes);
}

static void
walk_all(bool is_rough)
{
    size_t rounds = all() ? 40 : 1 + !is_rough;
    print_message("seed %llu\n", (unsigned long long)seed());
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        for (size_t k = 0; k < rounds; k++)
            walk(&policy, seed() * 1000003 + i * 1009 + k, 160, is_rough);
    }
}

static void
every_way_leads_to_the_same_bytes(void **state)
{
    (void)state;
    walk_all(false);
}

/* The same where much goes wrong. */
static void
rough_ways_lead_there_too(void **state)
{
    (void)state;
    walk_all(true);
}

/* --- what does not fit -----------------------------------------------------*/
/* A random trace, N operations at a time; the hash of the heap then. */
static uint64_t
play_in_little_room(const struct policy *policy, uint64_t number, size_t n,
                    struct session **out)
{
    struct session_config config = {
        .policy = *policy, .limit = 12 << 10, .checkpoint_every = 50};
    struct random r = {number};
    struct session *s = session_new(&config, &err);
    assert_non_null(s);
    assert_true(session_load(s, random_trace(&r, 3000), &err));
    while (session_can_step(s, &err))
        (void)session_step(s, n, NULL, &err);
    *out = s;
    return hash(s);
}

/* A search that finds nothing joins free blocks when coalescing is deferred:
 * that has to be found again, at whatever speed it was played. */
static void
little_room_at_any_speed(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        for (uint64_t k = 0; k < (all() ? 40 : 2); k++) {
            uint64_t number = seed() * 1000003 + k, end;
            struct session *s, *slow;
            uint64_t fast = play_in_little_room(&policy, number, 5000, &s);
            uint64_t slowly = play_in_little_room(&policy, number, 1, &slow);
            char text[POLICY_TEXT];
            policy_format(&policy, text);
            if (fast != slowly)
                fail_msg("%s: operation %llu or %llu", text,
                         (unsigned long long)op_of(s),
                         (unsigned long long)op_of(slow));
            end = op_of(s);
            assert_int_equal(end, op_of(slow));
            assert_true(session_goto(s, end / 2, &err));
            assert_true(session_goto(s, end, &err));
            assert_int_equal(fast, hash(s));
            session_delete(s);
            session_delete(slow);
        }
    }
}

/* --- moments of traces -----------------------------------------------------*/
enum { N_MOMENTS = 50 };

static int
by_op(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Steps on to OP whatever goes wrong on the way. */
static void
step_to(struct session *s, uint64_t op)
{
    while (op_of(s) < op)
        if (!session_step(s, op - op_of(s), NULL, &err) &&
            !session_can_step(s, &err))
            fail_msg("%s", err.text);
}

static void
play_out(struct session *s)
{
    while (session_can_step(s, &err))
        (void)session_step(s, SIZE_MAX, NULL, &err);
}

static void
moments_of(const char *path, const struct policy *policy, struct random *r)
{
    struct session *s = start(policy, 0, MOST),
                   *straight = start(policy, 0, MOST);
    struct trace *trace = trace_read(path, &err);
    uint64_t moments[N_MOMENTS][2], end;
    char text[POLICY_TEXT];
    policy_format(policy, text);
    assert_non_null(trace);
    assert_true(session_load(s, trace, &err));
    assert_true(session_load(straight, trace_read(path, &err), &err));
    play_out(s);
    end = op_of(s);
    for (size_t i = 0; i < N_MOMENTS; i++) {
        moments[i][0] = random_below(r, end + 1);
        if (!session_goto(s, moments[i][0], &err))
            fail_msg("%s, %s: %s", path, text, err.text);
        moments[i][1] = hash(s);
    }
    qsort(moments, N_MOMENTS, sizeof *moments, by_op);
    for (size_t i = 0; i < N_MOMENTS; i++) {
        step_to(straight, moments[i][0]);
        if (hash(straight) != moments[i][1])
            fail_msg("%s, %s, operation %llu: another heap", path, text,
                     (unsigned long long)moments[i][0]);
    }
    session_delete(s);
    session_delete(straight);
}

static bool
is_trace(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".rep") == 0 && !strstr(name, "giant");
}

static void
moments_in_folder(const char *folder, const char *below, size_t *n)
{
    struct random r = {seed()};
    struct dirent *entry;
    char path[512];
    DIR *dir;
    (void)snprintf(path, sizeof path, "%s/%s", folder, below);
    dir = opendir(path);
    while (dir && (entry = readdir(dir)) != NULL) {
        if (!is_trace(entry->d_name))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s/%s", folder, below,
                       entry->d_name);
        for (size_t i = 0; i < N_POLICIES; i++) {
            struct policy policy = policy_nth(i);
            /* a tenth of the pairs unless all are wanted */
            if (!all() && random_below(&r, 200))
                continue;
            moments_of(path, &policy, &r);
            ++*n;
        }
    }
    if (dir)
        (void)closedir(dir);
}

static void
moments_of_traces(void **state)
{
    (void)state;
    const char *folder = getenv("TRACES");
    size_t n = 0;
    moments_in_folder(folder ? folder : "../shared/traces", "classic", &n);
    if (all())
        moments_in_folder(folder ? folder : "../shared/traces", "cmu64", &n);
    if (n == 0) {
        print_message("skip: no folder of traces here (TRACES=DIR)\n");
        skip();
    }
    print_message("%zu traces and policies\n", n);
}

/* --- the dead --------------------------------------------------------------*/
static void
the_dead_are_found_again(void **state)
{
    (void)state;
    enum { N = 6000, BLOCKS = 50 };
    struct policy policy = policy_default();
    struct session *s = start(&policy, 100, MOST);
    struct random r = {seed()};
    struct trace *t = trace_new("dead.rep");
    for (uint32_t i = 0; i < N; i++) {
        struct trace_op op = {.kind = i % 2 ? TRACE_FREE : TRACE_ALLOC,
                              .line = i + 1,
                              .id = i / 2 % BLOCKS,
                              .size = i + 1};
        assert_true(trace_push(t, &op));
    }
    assert_true(session_load(s, t, &err));
    assert_true(session_step(s, SIZE_MAX, NULL, &err));
    for (int i = 0; i < 40; i++) {
        uint64_t id = 1 + random_below(&r, N / 2);
        struct who who = {.kind = WHO_NUMBER, .value = id};
        struct view_who found;
        if (!view_find(s, &who, &found, &err))
            fail_msg("%s", err.text);
        assert_int_equal(found.life, LIFE_FREED);
        assert_int_equal(found.block.asked, 2 * id - 1);
        assert_int_equal(found.died, 2 * id);
        assert_int_equal(found.block.born, 2 * id - 1);
        assert_int_equal(found.block.trace_id, (id - 1) % BLOCKS);
        assert_false(session_free(s, &who, NULL, &err));
        assert_string_equal(err.name, "double-free");
    }
    session_delete(s);
}

/* --- ids -------------------------------------------------------------------*/
/* Addresses, as logs have them: far too high for an array. */
static void
huge_ids_play_at_rest(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct policy policy = policy_default();
    struct session *s = start(&policy, 0, MOST);
    struct trace *t = trace_new("huge.rep");
    struct figures f;
    for (uint32_t i = 0; i < 2 * N; i++) {
        struct trace_op op = {.kind = i < N ? TRACE_ALLOC : TRACE_FREE,
                              .line = i + 1,
                              .id = INT64_MAX - 16 * (int64_t)(i % N),
                              .size = 40};
        assert_true(trace_push(t, &op));
    }
    assert_true(session_load(s, t, &err));
    assert_true(session_step(s, N, NULL, &err));
    view_figures(s, &f);
    assert_int_equal(f.blocks, N);
    assert_true(session_step(s, N, NULL, &err));
    view_figures(s, &f);
    assert_int_equal(f.blocks, 0);
    session_delete(s);
}

/* --- undo at the edges -----------------------------------------------------*/
static void
undo_returns_to_another_target(void **state)
{
    (void)state;
    struct session_config config = {.policy = policy_default(),
                                    .target = TARGET_KIND_NAIVE};
    struct session *s = session_new(&config, &err);
    struct session_moment before;
    struct figures was, is;
    assert_non_null(s);
    assert_true(session_alloc(s, 100, NULL, NULL, &err));
    assert_true(session_alloc(s, 200, NULL, NULL, &err));
    view_figures(s, &was);
    before = session_moment(s);
    assert_true(session_set_policy(s, &config.policy, &err));
    session_did(s, &before);
    assert_non_null(view_heap(s));
    assert_true(session_undo(s, &err));
    assert_null(view_heap(s));
    view_figures(s, &is);
    assert_memory_equal(&was, &is, sizeof was);
    assert_true(session_redo(s, &err));
    assert_non_null(view_heap(s));
    session_delete(s);
}

/* More branches than are kept: undo into one that is gone says so once. */
static void
old_branches_go(void **state)
{
    (void)state;
    enum { MANY = 1100 };
    struct policy policy = policy_default();
    struct session *s = start(&policy, 0, 0);
    struct session_place place;
    assert_true(session_alloc(s, 10, NULL, NULL, &err));
    for (size_t i = 0; i < MANY; i++) {
        struct session_moment before = session_moment(s);
        assert_true(session_back(s, 1, &err));
        session_did(s, &before);
        before = session_moment(s);
        assert_true(session_alloc(s, i, NULL, NULL, &err));
        session_did(s, &before);
    }
    session_place(s, &place);
    assert_int_equal(place.branch, MANY + 1);
    assert_true(place.n_branches < MANY);
    for (size_t i = 0; session_undo(s, &err); i++)
        assert_true(i < 2 * MANY);
    assert_string_equal(err.name, "no-branch");
    session_place(s, &place);
    assert_true(place.branch < MANY / 2);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_leads_to_the_same_bytes),
        cmocka_unit_test(little_room_at_any_speed),
        cmocka_unit_test(rough_ways_lead_there_too),
        cmocka_unit_test(moments_of_traces),
        cmocka_unit_test(the_dead_are_found_again),
        cmocka_unit_test(huge_ids_play_at_rest),
        cmocka_unit_test(undo_returns_to_another_target),
        cmocka_unit_test(old_branches_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
