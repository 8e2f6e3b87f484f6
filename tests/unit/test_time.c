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
#include "session/view.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct error err;

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
start(const struct policy *policy, uint32_t every)
{
    struct session_config config = {
        .policy = *policy, .limit = (size_t)1 << 30, .checkpoint_every = every};
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

/* What the heap was at each moment of each branch that was seen. */
enum { MOST_OPS = 4000, BRANCHES = 64 };
struct seen {
    uint64_t hash[BRANCHES][MOST_OPS];
};

struct walk {
    struct session *s;
    struct random random;
    struct seen *seen;
    char policy[POLICY_TEXT];
};

static void
look(struct walk *w)
{
    struct session_place place;
    uint64_t now = hash(w->s), *kept;
    session_place(w->s, &place);
    if (place.branch >= BRANCHES || place.op >= MOST_OPS)
        return;
    kept = &w->seen->hash[place.branch][place.op];
    if (*kept && *kept != now)
        fail_msg("%s, branch %u, operation %llu: another heap than before",
                 w->policy, place.branch, (unsigned long long)place.op);
    *kept = now;
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
    for (uint64_t op = 0; op <= before->op && op < MOST_OPS; op++)
        w->seen->hash[now.branch][op] = w->seen->hash[before->branch][op];
}

static void
type_something(struct walk *w)
{
    struct random *r = &w->random;
    struct who who = {.kind = WHO_NUMBER, .value = 1 + random_below(r, 300)};
    size_t size = random_below(r, random_below(r, 6) ? 300 : 9000);
    struct session *s = w->s;
    switch (random_below(r, 8)) {
    case 0:
    case 1:
    case 2:
        (void)session_alloc(s, size, NULL, NULL, &err);
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
    default:
        (void)session_free(s, &who, NULL, &err);
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
        (void)session_step(s, 1 + random_below(r, 150), NULL, &err);
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
    uint64_t before = hash(w->s);
    struct figures was, is;
    view_figures(w->s, &was);
    if (!session_set_policy(w->s, &session_config(w->s)->policy, &err))
        fail_msg("%s: %s", w->policy, err.text);
    view_figures(w->s, &is);
    if (hash(w->s) != before)
        fail_msg("%s: another heap than played straight", w->policy);
    assert_memory_equal(&was, &is, sizeof was);
}

static void
walk(const struct policy *policy, uint64_t number, size_t n_acts)
{
    struct walk w = {.random = {number}, .seen = calloc(1, sizeof *w.seen)};
    struct heap_report report;
    policy_format(policy, w.policy);
    w.s = start(policy, 1 + (uint32_t)random_below(&w.random, 120));
    if (random_below(&w.random, 4))
        assert_true(session_load(w.s, random_trace(&w.random, 1500), &err));
    for (size_t i = 0; i < n_acts; i++) {
        struct session_moment before = session_moment(w.s);
        act(&w);
        session_did(w.s, &before);
        look(&w);
    }
    if (!session_check(w.s, &report, &err))
        fail_msg("%s: %s", w.policy, err.text);
    compare_with_straight(&w);
    session_delete(w.s);
    free(w.seen);
}

static void
every_way_leads_to_the_same_bytes(void **state)
{
    (void)state;
    size_t rounds = all() ? 40 : 2;
    print_message("seed %llu\n", (unsigned long long)seed());
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        for (size_t k = 0; k < rounds; k++)
            walk(&policy, seed() * 1000003 + i * 1009 + k, 160);
    }
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
            assert_int_equal(fast,
                             play_in_little_room(&policy, number, 1, &slow));
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
    struct session *s = start(policy, 0), *straight = start(policy, 0);
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
    struct session *s = start(&policy, 100);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_leads_to_the_same_bytes),
        cmocka_unit_test(little_room_at_any_speed),
        cmocka_unit_test(moments_of_traces),
        cmocka_unit_test(the_dead_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
