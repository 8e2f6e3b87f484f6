/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_save.c: what is saved is what was done. Random sessions, typed and
 * played, with going back and branches, are saved as a trace and as a script;
 * both are read again by a fresh session, which must have the same figures, and
 * by the script the same bytes, numbers and names.
 */
#include "support/cmocka_all.h"

#include "allocator/heap_state.h"
#include "repl/repl.h"
#include "session/view.h"
#include "support/legal.h"
#include "support/random.h"
#include "trace/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { N_SESSIONS = 1000 };

static struct error err;
static char folder[64], trace_path[96], script_path[96];

static int
set_up(void **state)
{
    (void)state;
    static const char *const places[] = {"/dev/shm", "/tmp"}; /* no disk */
    for (int i = 0; i < 2; i++) {
        (void)snprintf(folder, sizeof folder, "%s/heapglass-save.XXXXXX",
                       places[i]);
        if (mkdtemp(folder))
            break;
        if (i == 1)
            return -1;
    }
    (void)snprintf(trace_path, sizeof trace_path, "%s/t.rep", folder);
    (void)snprintf(script_path, sizeof script_path, "%s/s.heap", folder);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    (void)unlink(trace_path);
    (void)unlink(script_path);
    return rmdir(folder);
}

/* --- a session, and what is typed into it ----------------------------------*/
struct fixture {
    struct session *s;
    struct repl *repl;
};

static struct fixture
start(const struct session_config *config)
{
    struct repl_config repl = {.format = REPL_SCREEN};
    struct fixture f;
    f.s = session_new(config, &err);
    assert_non_null(f.s);
    f.repl = repl_new(f.s, &repl);
    assert_non_null(f.repl);
    return f;
}

static struct fixture
start_policy(const char *policy)
{
    struct session_config config = {.target = TARGET_KIND_HEAP};
    assert_true(policy_parse(policy, &config.policy, &err));
    return start(&config);
}

static void
stop(struct fixture *f)
{
    repl_free(f->repl);
    session_delete(f->s);
}

static bool
type(struct fixture *f, const char *line)
{
    repl_feed(f->repl, line);
    while (repl_run(f->repl, 1000)) {
    }
    return !repl_message_is_error(f->repl);
}

static void
must_type(struct fixture *f, const char *line)
{
    if (!type(f, line))
        fail_msg("%s: %s", line, repl_message(f->repl));
}

static void
save(struct fixture *f, const char *path)
{
    char line[128];
    (void)snprintf(line, sizeof line, "save %s", path);
    must_type(f, line);
}

static char *
contents(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    assert_non_null(file);
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = calloc(1, 1);
    }
    (void)fclose(file);
    return text;
}

static uint64_t
seed(void)
{
    const char *text = getenv("SAVE_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 10) : 1;
    print_message("SAVE_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* --- random sessions -------------------------------------------------------*/
struct kinds {
    bool all; /* what a trace cannot say, too */
};

static void
type_operation(struct fixture *f, struct random *r, const struct kinds *kinds)
{
    struct figures now;
    char line[80];
    size_t size =
        random_below(r, 5) ? random_below(r, 300) : random_below(r, 9000);
    size_t who = random_below(r, 60) + 1;
    view_figures(f->s, &now);
    switch (random_below(r, kinds->all ? 11 : 8)) {
    case 0:
    case 1:
        (void)snprintf(line, sizeof line, "alloc %zu n%zu", size,
                       random_below(r, 20));
        break;
    case 2:
        (void)snprintf(line, sizeof line, "calloc %zu 3", size / 3);
        break;
    case 3:
        (void)snprintf(line, sizeof line, "realloc #%zu %zu", who,
                       size < 20 ? 0 : size);
        break;
    case 4:
        (void)snprintf(line, sizeof line, "free n%zu", random_below(r, 20));
        break;
    case 5:
    case 6:
        (void)snprintf(line, sizeof line, "free #%zu", who);
        break;
    case 7:
        (void)snprintf(line, sizeof line, "alloc %zu", size);
        break;
    case 8:
        (void)snprintf(line, sizeof line, "memalign %d %zu",
                       1 << (4 + random_below(r, 6)), size);
        break;
    case 9:
        (void)snprintf(line, sizeof line, "coalesce");
        break;
    default: /* mostly the payload of somebody */
        (void)snprintf(line, sizeof line, "poke %zu %zu 7",
                       random_below(r, now.heap), random_below(r, 256));
        if (random_below(r, 8))
            (void)snprintf(line, sizeof line, "alloc 16");
        break;
    }
    (void)type(f, line); /* refused or not */
}

static void
type_move(struct fixture *f, struct random *r)
{
    static const char *const lines[] = {
        "undo",       "undo",    "redo",    "back",     "back 7",
        "goto start", "back 20", "step 30", "branch 1", "goto end"};
    char line[40];
    size_t i = random_below(r, 12);
    struct figures now;
    view_figures(f->s, &now);
    (void)snprintf(line, sizeof line, "goto %zu",
                   random_below(r, (size_t)now.n_ops + 1));
    (void)type(f, i < sizeof lines / sizeof *lines ? lines[i] : line);
}

static void
live_a_while(struct fixture *f, struct random *r, const struct kinds *kinds)
{
    size_t n = random_below(r, 120);
    char line[80];
    if (random_below(r, 2)) {
        (void)snprintf(line, sizeof line,
                       "generate %s ops=%zu live=30 seed=%zu",
                       random_below(r, 2) ? "exponential" : "realloc",
                       50 + random_below(r, 200), random_below(r, 1000));
        must_type(f, line);
    }
    for (size_t i = 0; i < n; i++) {
        if (random_below(r, 4) == 0)
            type_move(f, r);
        else if (random_below(r, 4) == 0)
            (void)type(f, "step");
        else
            type_operation(f, r, kinds);
    }
}

static const char *const policies[] = {
    "explicit", "segregated",          "tlsf",
    "buddy",    "implicit:next",       "explicit:address,best,textbook",
    "tlsf:off", "segregated:deferred", "explicit:fifo,deferred",
};
enum { N_POLICIES = sizeof policies / sizeof *policies };

static struct fixture
random_session(struct random *r, size_t i, const struct kinds *kinds)
{
    struct session_config config = {.checkpoint_every =
                                        (uint32_t)random_below(r, 40)};
    struct fixture f;
    assert_true(policy_parse(policies[i % N_POLICIES], &config.policy, &err));
    if (kinds->all && random_below(r, 4) == 0)
        config.limit = 16384;
    f = start(&config);
    live_a_while(&f, r, kinds);
    return f;
}

/* --- as a trace ------------------------------------------------------------*/
/* The header's numbers are those of what follows. */
static void
assert_header(const char *path, const struct trace *t,
              const struct legal *legal)
{
    char *text = contents(path), *at = text;
    unsigned long long numbers[4];
    for (int i = 0; i < 4; i++)
        numbers[i] = strtoull(at, &at, 10);
    assert_true(numbers[0] >= 100);
    assert_int_equal(numbers[1], legal->n_ids);
    assert_int_equal(numbers[2], t->n_ops);
    assert_int_equal(numbers[3], 1);
    free(text);
}

/* Operations that a trace leaves out. */
static bool
count_idle(void *context, const struct session_op *op, struct error *ignored)
{
    size_t *n = context;
    (void)ignored;
    *n += op->kind == OP_SKIP || (op->kind == OP_FREE && op->id == 0);
    return true;
}

static void
assert_same_figures(const struct session *was, const struct session *is)
{
    struct figures a, b;
    size_t idle = 0;
    assert_true(session_each_op(was, count_idle, &idle, &err));
    view_figures(was, &a);
    view_figures(is, &b);
    assert_int_equal(a.op - idle, b.op);
    a.op = b.op;
    a.n_ops = b.n_ops; /* what lies ahead is not saved */
    if (idle)
        a.peak_op = b.peak_op;
    assert_memory_equal(&a, &b, sizeof a);
}

static bool
nothing_done(const struct session *s)
{
    size_t idle = 0;
    struct figures now;
    view_figures(s, &now);
    assert_true(session_each_op(s, count_idle, &idle, &err));
    return now.op == idle;
}

static void
traces_have_the_same_figures(void **state)
{
    (void)state;
    struct random r = {seed()};
    const struct kinds kinds = {.all = false};
    for (size_t i = 0; i < N_SESSIONS; i++) {
        struct fixture f = random_session(&r, i, &kinds);
        struct session *again;
        struct trace *t;
        struct legal legal;
        char why[100];
        if (nothing_done(f.s)) {
            stop(&f);
            continue;
        }
        save(&f, trace_path);
        t = trace_read(trace_path, &err);
        assert_non_null(t);
        if (!legal_play(t, &legal, why))
            fail_msg("session %zu: %s", i, why);
        assert_header(trace_path, t, &legal);
        again = session_new(session_config(f.s), &err);
        assert_non_null(again);
        assert_true(session_load(again, t, &err));
        assert_true(session_step(again, SIZE_MAX, NULL, &err));
        assert_same_figures(f.s, again);
        session_delete(again);
        stop(&f);
    }
}

static bool
find_poke(void *context, const struct session_op *op, struct error *ignored)
{
    bool *found = context;
    (void)ignored;
    *found |= op->kind == OP_POKE;
    return true;
}

/* Joining that meets damage fails, and yet did something: it is in the script,
 * and fails again. */
static bool
is_poked(const struct session *s)
{
    bool found = false;
    assert_true(session_each_op(s, find_poke, &found, &err));
    return found;
}

/* --- as a script -----------------------------------------------------------*/
static void
assert_same_names(const struct session *a, const struct session *b)
{
    struct view_who one, two;
    struct error ignored;
    for (uint64_t id = 1;; id++) {
        struct who who = {.kind = WHO_NUMBER, .value = id};
        if (!view_find(a, &who, &one, &err))
            break;
        assert_true(view_find(b, &who, &two, &err));
        assert_int_equal(one.life, two.life);
        assert_string_equal(one.block.name, two.block.name);
        assert_int_equal(one.block.asked, two.block.asked);
        assert_int_equal(one.block.off, two.block.off);
    }
    assert_false(
        view_find(b,
                  &(struct who){.kind = WHO_NUMBER, .value = one.block.id + 1},
                  &two, &ignored) &&
        one.block.id);
}

/* From the start to where it is: the same bytes. */
static void
assert_done_again(struct session *s)
{
    uint64_t hash = heap_hash(view_heap(s));
    struct session_place place;
    session_place(s, &place);
    assert_true(session_goto(s, 0, &err));
    if (!session_goto(s, place.op, &err))
        fail_msg("%s", err.text);
    assert_int_equal(heap_hash(view_heap(s)), hash);
}

static void
scripts_have_the_same_bytes(void **state)
{
    (void)state;
    struct random r = {seed()};
    const struct kinds kinds = {.all = true};
    char line[120];
    (void)snprintf(line, sizeof line, "source %s", script_path);
    for (size_t i = 0; i < N_SESSIONS; i++) {
        struct fixture f = random_session(&r, i, &kinds);
        struct fixture again = start_policy("implicit");
        save(&f, script_path);
        must_type(&again, "alloc 100 other");
        if (!type(&again, line) && !is_poked(f.s))
            fail_msg("session %zu: %s", i, repl_message(again.repl));
        if (heap_hash(view_heap(f.s)) != heap_hash(view_heap(again.s)))
            fail_msg("session %zu: other bytes", i);
        assert_same_names(f.s, again.s);
        assert_done_again(f.s);
        stop(&again);
        stop(&f);
    }
}

static void
scripts_are_commands(void **state)
{
    (void)state;
    struct fixture f = start_policy("explicit:address,best");
    char *text;
    must_type(&f, "alloc 100 buf; calloc 10 7 tab; memalign 64 30; alloc 0");
    must_type(&f, "free tab; realloc buf 300; poke 0x20 1 2; coalesce");
    must_type(&f, "realloc 1 0; alloc 9; back");
    save(&f, script_path);
    text = contents(script_path);
    assert_string_equal(
        text, "# saved by heapglass: source it to do it all again\n"
              "new policy=explicit:address,best limit=0 target=heap\n"
              "alloc 100 buf\ncalloc 10 7 tab\nmemalign 64 30\nalloc 0\n"
              "free #2\nrealloc #1 300\npoke 0x20 1 2\ncoalesce\n"
              "realloc #1 0\n");
    free(text);
    stop(&f);
}

static void
what_a_trace_cannot_say(void **state)
{
    (void)state;
    struct fixture f = start_policy("explicit:deferred");
    char *text, line[128];
    (void)snprintf(line, sizeof line, "save %s", trace_path);
    assert_false(type(&f, line));
    assert_non_null(strstr(repl_message(f.repl), "Nothing was done"));
    must_type(&f, "calloc 10 7; memalign 64 30; alloc 0; free 1");
    must_type(&f, line);
    assert_non_null(strstr(repl_message(f.repl),
                           "explicit:deferred, is not in it. As plain "
                           "allocations: 1 calloc, 1 memalign, whose place "
                           "may differ. 1 block of 0 bytes"));
    text = contents(trace_path);
    assert_non_null(strstr(text, "\n3\n4\n1\na 0 70\na 1 30\na 2 0\nf 0\n"));
    must_type(&f, "coalesce");
    assert_false(type(&f, line));
    assert_non_null(strstr(repl_message(f.repl), "Operation 5 is a coalesce"));
    must_type(&f, "back; poke 0x20 1");
    assert_false(type(&f, line));
    assert_non_null(strstr(repl_message(f.repl), "Operation 5 is a poke"));
    char *still = contents(trace_path);
    assert_string_equal(text, still);
    free(still);
    free(text);
    stop(&f);
}

static void
files_that_cannot_be_written(void **state)
{
    (void)state;
    struct fixture f = start_policy("explicit");
    static const char *const lines[] = {"save /nonexistent/a.heap",
                                        "save /nonexistent/a.rep"};
    must_type(&f, "alloc 100");
    for (size_t i = 0; i < 2; i++) {
        assert_false(type(&f, lines[i]));
        assert_non_null(strstr(repl_message(f.repl), lines[i] + 5));
        assert_non_null(strstr(repl_message(f.repl), "No such file"));
    }
    assert_false(type(&f, "save /dev/full"));
    assert_non_null(strstr(repl_message(f.repl), "No space left"));
    stop(&f);
}

/* --- ids that meant something else at another time -------------------------*/
/* Back before the second `a 5`, its number goes to a typed block. The trace's
 * fourth operation still means the block that it freed. */
static void
meanings_of_later_moments_are_forgotten(void **state)
{
    (void)state;
    static const char text[] = "a 5 10\nf 5\na 7 30\nf 5\na 5 20\n";
    struct session_config config = {.policy = policy_default(),
                                    .checkpoint_every = 1};
    struct fixture f = start(&config);
    struct figures now;
    struct trace *t = trace_parse("t.rep", text, sizeof text - 1, &err);
    assert_non_null(t);
    assert_true(session_load(f.s, t, &err));
    (void)type(&f, "step 3; step; step; goto 3");
    must_type(&f, "alloc 77 mine");
    assert_false(type(&f, "step"));
    assert_non_null(strstr(repl_message(f.repl), "#1 (16 B at 0x00010)"));
    view_figures(f.s, &now);
    assert_int_equal(now.live, 77 + 30);
    stop(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_have_the_same_figures),
        cmocka_unit_test(scripts_have_the_same_bytes),
        cmocka_unit_test(scripts_are_commands),
        cmocka_unit_test(what_a_trace_cannot_say),
        cmocka_unit_test(files_that_cannot_be_written),
        cmocka_unit_test(meanings_of_later_moments_are_forgotten),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
