/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_session.c: operations and their refusals by name and words, numbers and
 * names, the trace as a source of operations, replay under another policy, and
 * that all of it holds over a target that can only be called.
 */
#include "session/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static struct session *
start(const char *policy, size_t limit, enum session_target target)
{
    struct session_config config = {.limit = limit, .target = target};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static struct session *
start_default(void)
{
    return start("segregated", 0, TARGET_KIND_HEAP);
}

static struct who
number(uint64_t n)
{
    return (struct who){.kind = WHO_NUMBER, .value = n};
}

static struct who
at_offset(size_t off)
{
    return (struct who){.kind = WHO_OFFSET, .value = off};
}

static struct who
named(const char *name)
{
    struct who who = {.kind = WHO_NAME};
    snprintf(who.name, sizeof who.name, "%s", name);
    return who;
}

static struct op_result
alloc(struct session *s, size_t size, const char *name)
{
    struct op_result r;
    if (!session_alloc(s, size, name, &r, &err))
        fail_msg("alloc %zu: %s", size, err.text);
    return r;
}

static struct op_result
release(struct session *s, struct who who)
{
    struct op_result r;
    if (!session_free(s, &who, &r, &err))
        fail_msg("free: %s", err.text);
    return r;
}

static uint64_t
ops_of(const struct session *s)
{
    struct figures f;
    view_figures(s, &f);
    return f.op;
}

static size_t
live_of(const struct session *s)
{
    struct figures f;
    view_figures(s, &f);
    return f.live;
}

static void
assert_words(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" lacks \"%s\"", text, part);
}

/* The last call failed with NAME, its words have PART, OPS still stand. */
static void
assert_error(const struct session *s, bool ok, const char *name,
             const char *part, uint64_t ops)
{
    assert_false(ok);
    assert_string_equal(err.name, name);
    assert_words(err.text, part);
    assert_int_equal(ops_of(s), ops);
}

static bool
try_free(struct session *s, struct who who)
{
    return session_free(s, &who, NULL, &err);
}

static bool
try_realloc(struct session *s, struct who who, size_t size)
{
    return session_realloc(s, &who, size, NULL, &err);
}

static void
assert_consistent(struct session *s)
{
    if (!session_check(s, NULL, &err))
        fail_msg("%s", err.text);
}

static void
assert_says(const struct session *s, const char *part)
{
    char text[DESCRIBE_TEXT];
    session_describe(s, session_last(s), text);
    assert_words(text, part);
}

static void
load_text(struct session *s, const char *text)
{
    struct trace *t = trace_parse("t.rep", text, strlen(text), &err);
    assert_non_null(t);
    assert_true(session_load(s, t, &err));
}

static void
step(struct session *s, size_t n)
{
    size_t done = 0;
    if (!session_step(s, n, &done, &err))
        fail_msg("step: %s", err.text);
    assert_int_equal(done, n);
}

/* --- operations ------------------------------------------------------------*/
static void
numbers_count_from_one(void **state)
{
    (void)state;
    struct session *s = start_default();
    assert_int_equal(session_last(s)->kind, OP_NONE);
    struct op_result a = alloc(s, 100, "buf"), b = alloc(s, 0, NULL), c;
    assert_int_equal(a.id, 1);
    assert_int_equal(a.op, 1);
    assert_int_equal(a.asked, 100);
    assert_int_equal(a.off % 16, 0);
    assert_true(a.size >= 100);
    assert_string_equal(a.name, "buf");
    assert_int_equal(b.id, 2);
    assert_true(b.size >= 16);
    release(s, number(1));
    assert_true(session_calloc(s, 10, 7, NULL, &c, &err));
    assert_int_equal(c.id, 3); /* never reused */
    assert_int_equal(c.kind, OP_CALLOC);
    assert_int_equal(c.asked, 70);
    assert_true(session_memalign(s, 256, 33, "al", &c, &err));
    assert_int_equal(c.id, 4);
    assert_int_equal(c.off % 256, 0);
    assert_int_equal(live_of(s), 103);
    assert_consistent(s);
    session_delete(s);
}

static void
realloc_keeps_number_and_name(void **state)
{
    (void)state;
    struct session *s = start("explicit", 0, TARGET_KIND_HEAP);
    struct op_result a = alloc(s, 100, "buf"), r;
    struct who who = named("buf");
    alloc(s, 16, NULL);
    assert_true(session_realloc(s, &who, 5000, &r, &err));
    assert_int_equal(r.id, 1);
    assert_string_equal(r.name, "buf");
    assert_int_equal(r.old_off, a.off);
    assert_int_equal(r.old_size, a.size);
    assert_int_not_equal(r.off, a.off);
    assert_true(r.copied >= 100);
    assert_says(s, "realloc #1 buf to 5000 B: moved to 0x");
    who = at_offset(r.off);
    assert_true(session_realloc(s, &who, 40, &r, &err));
    assert_int_equal(r.off, r.old_off);
    assert_true(r.size < r.old_size);
    assert_says(s, "shrunk in place");
    assert_true(session_realloc(s, &who, 0, &r, &err));
    assert_int_equal(r.kind, OP_FREE);
    assert_int_equal(r.id, 1);
    assert_int_equal(live_of(s), 16);
    assert_error(s, try_free(s, number(1)), "double-free",
                 "freed by operation 5", 5);
    assert_consistent(s);
    session_delete(s);
}

static void
names_are_taken_while_live(void **state)
{
    (void)state;
    struct session *s = start_default();
    struct view_who found;
    struct who buf = named("buf");
    alloc(s, 100, "buf");
    assert_error(s, session_alloc(s, 5, "buf", NULL, &err), "name-taken",
                 "#1 buf", 1);
    release(s, buf);
    assert_true(view_find(s, &buf, &found, &err)); /* stays findable */
    assert_int_equal(found.life, LIFE_FREED);
    assert_int_equal(found.block.id, 1);
    assert_error(s, try_free(s, buf), "double-free", "#1 buf", 2);
    alloc(s, 200, "buf");
    assert_true(view_find(s, &buf, &found, &err));
    assert_int_equal(found.life, LIFE_LIVE);
    assert_int_equal(found.block.id, 2);
    assert_error(s, session_alloc(s, 5, "2x", NULL, &err), "bad-name", "letter",
                 3);
    assert_error(
        s, session_alloc(s, 5, "a234567890123456789012345678901x", NULL, &err),
        "bad-name", "31 bytes at most", 3);
    alloc(s, 5, "a23456789012345678901234567890z");
    session_delete(s);
}

static void
many_names_are_found(void **state)
{
    (void)state;
    struct session *s = start_default();
    char name[NAME_TEXT];
    for (unsigned i = 1; i <= 500; i++) {
        snprintf(name, sizeof name, "n%u", i);
        alloc(s, i, name);
        alloc(s, 1, NULL);
    }
    for (unsigned i = 1; i <= 500; i++) {
        struct view_who found;
        snprintf(name, sizeof name, "n%u", i);
        struct who who = named(name);
        assert_true(view_find(s, &who, &found, &err));
        assert_int_equal(found.block.asked, i);
        assert_int_equal(found.block.id, 2 * i - 1);
        assert_string_equal(found.block.name, name);
    }
    session_delete(s);
}

/* --- refusals --------------------------------------------------------------*/
static void
misuse_has_its_name(void **state)
{
    (void)state;
    struct session *s = start("explicit", 0, TARGET_KIND_HEAP);
    assert_error(s, try_free(s, number(1)), "no-block", "nothing has been", 0);
    struct op_result a = alloc(s, 100, NULL), b = alloc(s, 100, NULL);
    alloc(s, 100, NULL);
    assert_error(s, try_free(s, number(9)), "no-block", "from 1 to 3", 3);
    assert_error(s, try_free(s, named("no")), "no-block", "\"no\"", 3);
    assert_error(s, try_free(s, at_offset(a.off + 1)), "misaligned",
                 "multiple of 16", 3);
    assert_error(s, try_free(s, at_offset(a.off + 16)), "inside-block", "#1",
                 3);
    assert_error(s, try_free(s, at_offset((size_t)1 << 40)), "outside",
                 "ends at", 3);
    assert_error(s, try_free(s, at_offset(SIZE_MAX)), "outside", "0xfff", 3);
    assert_error(s, try_free(s, at_offset(0)), "outside", "0x00000", 3);
    release(s, number(1));
    release(s, number(2));
    assert_error(s, try_free(s, number(2)), "double-free",
                 "#2 (112 B at 0x00080) is already free: it was freed by "
                 "operation 5. \"blocks\" lists what is live.",
                 5);
    assert_error(s, try_realloc(s, number(2), 8), "double-free",
                 "freed by operation 5", 5);
    /* by offset: the start of the merged block, and a place inside it */
    assert_error(s, try_free(s, at_offset(a.off)), "double-free", "#1", 5);
    assert_error(s, try_free(s, at_offset(b.off)), "inside-free", "free block",
                 5);
    assert_error(s, try_realloc(s, at_offset(b.off), 9), "inside-free", "0x",
                 5);
    assert_error(s, session_memalign(s, 24, 8, NULL, NULL, &err),
                 "bad-alignment", "24", 5);
    assert_consistent(s);
    session_delete(s);
}

static void
running_out_leaves_all_as_it_was(void **state)
{
    (void)state;
    struct session *s = start("explicit", 65536, TARGET_KIND_HEAP);
    struct figures before, after;
    alloc(s, 60000, "big");
    view_figures(s, &before);
    assert_error(s, session_alloc(s, 20000, "x", NULL, &err), "no-memory",
                 "20000 bytes: the largest free block has 0 B, the limit is "
                 "64 KiB",
                 1);
    assert_error(s, session_alloc(s, 70000, "x", NULL, &err), "no-memory",
                 "Ask for less", 1);
    assert_error(s, try_realloc(s, named("big"), 66000), "no-memory", "66000",
                 1);
    assert_false(session_alloc(s, SIZE_MAX, NULL, NULL, &err));
    assert_false(session_calloc(s, SIZE_MAX, 2, NULL, NULL, &err));
    assert_words(err.text, "18446744073709551615 x 2");
    view_figures(s, &after);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(alloc(s, 100, "x").id, 2);
    assert_consistent(s);
    session_delete(s);
}

static void
damage_is_told(void **state)
{
    (void)state;
    struct session *s = start("explicit", 0, TARGET_KIND_HEAP);
    struct op_result a = alloc(s, 100, NULL);
    alloc(s, 100, NULL);
    uint8_t zeros[4] = {0};
    struct heap_report report;
    assert_null(session_problems(s));
    session_set_checking(s, true);
    assert_true(session_poke(s, a.off - 4, zeros, 4, NULL, &err));
    assert_int_equal(session_last(s)->kind, OP_POKE);
    assert_int_equal(session_last(s)->count, 4);
    assert_says(s, "poke: 4 bytes written at 0x0000c.");
    assert_non_null(session_problems(s));
    assert_false(session_check(s, &report, &err));
    assert_string_equal(err.name, "damaged");
    assert_true(report.n_violations > 0);
    assert_error(s, try_free(s, number(1)), "damaged", "\"check\"", 3);
    session_set_checking(s, false);
    alloc(s, 5, NULL); /* it goes well, and the heap is as broken as before */
    assert_non_null(session_problems(s));
    assert_error(s, session_poke(s, 1 << 20, zeros, 4, NULL, &err), "outside",
                 "4 bytes at", 4);
    session_delete(s);
}

/* --- traces ----------------------------------------------------------------*/
/* Once found, damage stays known without checking, until it is mended. */
static void
damage_is_not_forgotten(void **state)
{
    (void)state;
    struct session *s = start("explicit", 0, TARGET_KIND_HEAP);
    uint8_t word[4], zeros[4] = {0};
    size_t done = 0;
    load_text(s, "a 0 100\na 1 100\na 2 100\na 3 100\na 4 100\n");
    step(s, 1);
    size_t header = session_last(s)->off - 4;
    step(s, 1);
    assert_int_equal(heap_peek(view_heap(s), header, word, 4), 4);
    assert_true(session_poke(s, header, zeros, 4, NULL, &err));
    assert_null(session_problems(s)); /* nobody has looked */
    assert_false(session_check(s, NULL, &err));
    alloc(s, 10, NULL);
    assert_non_null(session_problems(s));
    assert_true(
        session_step(s, 2, &done, &err)); /* not stopped: not checking */
    assert_int_equal(done, 2);
    assert_non_null(session_problems(s));
    assert_false(try_free(s, number(1))); /* refused: nothing changes */
    assert_non_null(session_problems(s));
    assert_true(session_poke(s, header, word, 4, NULL, &err));
    assert_null(session_problems(s));
    assert_consistent(s);
    /* the same pokes under another policy: whatever they make of it */
    struct policy policy;
    assert_true(session_poke(s, header, zeros, 4, NULL, &err));
    assert_false(session_check(s, NULL, &err));
    assert_true(policy_parse("explicit:best", &policy, &err));
    assert_true(session_set_policy(s, &policy, &err));
    assert_non_null(session_problems(s));
    assert_true(session_restart(s, session_config(s), &err));
    assert_null(session_problems(s));
    session_delete(s);
}

/* A realloc that moves says why, and how much of it was kept. */
static void
moves_say_why(void **state)
{
    (void)state;
    static const struct {
        const char *policy, *why;
        uint64_t freed; /* before it; 0: none */
    } cases[] = {
        {"explicit", ", next block in use; 40 B kept", 0},
        {"explicit", ", next free block too small (32 B, 48 needed); 40 B kept",
         2},
        {"explicit:off", ", joining is off; 40 B kept", 2},
        {"implicit:textbook", ", next block in use; 40 B kept", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *s = start(cases[i].policy, 0, TARGET_KIND_HEAP);
        alloc(s, 40, NULL);
        alloc(s, 20, NULL);
        alloc(s, 10, NULL);
        if (cases[i].freed)
            release(s, number(cases[i].freed));
        assert_true(try_realloc(s, number(1), 80));
        assert_says(s, cases[i].why);
        assert_int_equal(session_last(s)->old_asked, 40);
        assert_true(try_realloc(s, number(1), 30)); /* stays: no reason */
        assert_int_equal(session_last(s)->obstacle, OBSTACLE_NONE);
        session_delete(s);
    }
}

/* A realloc that moves down says into how much, and a new place is no slide. */
static void
slides_are_told(void **state)
{
    (void)state;
    struct session *s = start("explicit:deferred", 0, TARGET_KIND_HEAP);
    alloc(s, 100, NULL);
    alloc(s, 40, NULL);
    alloc(s, 10, NULL);
    release(s, number(1));
    assert_true(try_realloc(s, number(2), 80));
    assert_says(s, "moved down to 0x00010, into 112 B free; 40 B kept");
    assert_int_equal(session_last(s)->slid, 112);
    session_delete(s);

    s = start("explicit:deferred,first", 0, TARGET_KIND_HEAP);
    for (int i = 0; i < 5; i++)
        alloc(s, 40, NULL);
    release(s, number(1));
    release(s, number(2));
    assert_true(try_realloc(s, number(4), 60)); /* joins the two first */
    assert_says(s, "moved to ");
    assert_int_equal(session_last(s)->slid, 0);
    session_delete(s);
}

static void
trace_ids_mean_blocks(void **state)
{
    (void)state;
    struct session *s = start_default();
    struct figures f;
    struct view_who found;
    struct who three = number(3);
    load_text(s, "a 0 10\na 7 20\na 0 30\nf 99\nf -1\nr 5 50\nr 7 0\nf 7\n"
                 "f 0\na 0 60\n");
    view_figures(s, &f);
    assert_int_equal(f.n_ops, 10);
    step(s, 3);
    assert_int_equal(live_of(s), 60); /* the lost first block too */
    assert_true(view_find(s, &three, &found, &err));
    assert_int_equal(found.block.trace_id, 0);
    assert_int_equal(found.block.asked, 30);
    step(s, 1); /* free of an id never seen */
    assert_int_equal(session_last(s)->kind, OP_FREE);
    assert_int_equal(session_last(s)->id, 0);
    assert_says(s, "does nothing");
    step(s, 2); /* free(NULL), realloc(NULL, 50) */
    assert_int_equal(session_last(s)->kind, OP_ALLOC);
    assert_int_equal(session_last(s)->id, 4);
    assert_int_equal(live_of(s), 110);
    step(s, 2); /* realloc to 0 frees; the id then is NULL */
    assert_int_equal(session_last(s)->id, 0);
    assert_int_equal(live_of(s), 90);
    step(s, 2); /* the id's newer block goes; used again: a new number */
    assert_int_equal(session_last(s)->id, 5);
    assert_int_equal(live_of(s), 10 + 50 + 60);
    assert_int_equal(session_trace_at(s), 10);
    assert_false(session_step(s, 1, NULL, &err));
    assert_string_equal(err.name, "end-of-trace");
    assert_consistent(s);
    session_delete(s);
}

static void
hands_and_trace_share_one_history(void **state)
{
    (void)state;
    struct session *s = start_default();
    struct figures f;
    assert_false(session_step(s, 1, NULL, &err));
    assert_string_equal(err.name, "no-trace");
    alloc(s, 5, NULL); /* forgotten by load */
    load_text(s, "a 0 100\na 1 200\nr 0 300\nf 0\nf 1\n");
    step(s, 2);
    assert_int_equal(alloc(s, 8, "mine").id, 3);
    release(s, number(1));
    view_figures(s, &f);
    assert_int_equal(f.op, 4);
    assert_int_equal(f.n_ops, 7); /* three of the trace are ahead */
    step(s, 1);
    assert_int_equal(session_last(s)->kind, OP_SKIP);
    assert_says(s, "skipped line 3 of the trace, r 0 300: #1 was freed by "
                   "hand, by operation 4.");
    step(s, 2);
    assert_int_equal(session_skipped(s), 2);
    assert_int_equal(live_of(s), 8);
    assert_int_equal(ops_of(s), 7);
    assert_consistent(s);
    session_delete(s);
}

static void
misuse_in_a_trace_stops_and_is_passed_over(void **state)
{
    (void)state;
    struct session *s = start_default();
    size_t done = 9;
    load_text(s, "a 0 100\nf 0\nf 0\nr 0 5\na 1 7\n");
    assert_false(session_step(s, 10, &done, &err));
    assert_string_equal(err.name, "double-free");
    assert_words(err.text, "t.rep, line 3, operation 3: #1");
    assert_int_equal(done, 2);
    assert_int_equal(session_last(s)->kind, OP_SKIP);
    assert_false(session_step(s, 10, &done, &err));
    assert_string_equal(err.name, "double-free");
    assert_int_equal(done, 0);
    assert_true(session_step(s, 10, &done, &err));
    assert_int_equal(done, 1);
    assert_int_equal(live_of(s), 7);
    session_delete(s);
}

static void
giants_are_refused_politely(void **state)
{
    (void)state;
    struct session *s = start("explicit", 1 << 20, TARGET_KIND_HEAP);
    size_t done = 0;
    load_text(s, "0\n3\n4\n1\na 0 100\na 1 58432548578713656\na 2 "
                 "18446744073709551615\nf 0\n");
    assert_false(session_step(s, 4, &done, &err));
    assert_int_equal(done, 1);
    assert_words(err.text, "t.rep, line 6, operation 2: ");
    assert_words(err.text, "58432548578713656 bytes");
    assert_words(err.text, "less than 4 GiB");
    assert_int_equal(session_trace_at(s), 2); /* told once, and passed */
    assert_false(session_step(s, 1, &done, &err));
    assert_int_equal(session_skipped(s), 2);
    assert_true(session_step(s, 1, &done, &err));
    assert_int_equal(session_trace_at(s), 4);
    assert_consistent(s);
    session_delete(s);
}

static void
checking_stops_a_trace(void **state)
{
    (void)state;
    struct session *s = start("explicit", 0, TARGET_KIND_HEAP);
    size_t done = 0;
    uint8_t zeros[4] = {0};
    load_text(s, "a 0 100\na 1 100\na 2 100\na 3 100\n");
    session_set_checking(s, true);
    step(s, 1);
    size_t first = session_last(s)->off;
    step(s, 1);
    assert_true(session_poke(s, first - 4, zeros, 4, NULL, &err));
    assert_false(session_step(s, 2, &done, &err));
    assert_string_equal(err.name, "damaged");
    assert_words(err.text, "line 3");
    assert_int_equal(done, 1);
    session_delete(s);
}

/* --- replay ----------------------------------------------------------------*/
/* Some work that uses every kind of operation. */
static void
work(struct session *s)
{
    struct op_result r;
    struct who who;
    unsigned seed = 7;
    for (unsigned i = 1; i <= 400; i++) {
        seed = seed * 1103515245 + 12345;
        alloc(s, (seed >> 16) % 600, i % 50 == 0 ? "fifty" : NULL);
        who = number(i);
        if (i % 50 == 0 || i % 3 == 0)
            assert_true(session_free(s, &who, &r, &err));
        else if (i % 7 == 0)
            assert_true(
                session_realloc(s, &who, (seed >> 20) % 900 + 1, &r, &err));
    }
    assert_true(session_calloc(s, 3, 33, NULL, &r, &err));
    assert_true(session_memalign(s, 512, 33, NULL, &r, &err));
    assert_true(session_coalesce(s, &r, &err));
    alloc(s, 77, "last");
}

static void
policies_replay_the_same_history(void **state)
{
    (void)state;
    static const char *const policies[] = {"implicit",
                                           "explicit:address,best,textbook",
                                           "explicit:fifo,deferred",
                                           "segregated:off",
                                           "buddy",
                                           "implicit:next,off,textbook",
                                           "segregated"};
    struct session *s = start_default();
    struct figures before, after;
    work(s);
    view_figures(s, &before);
    struct op_result first = *session_last(s);
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        struct policy policy;
        char written[POLICY_TEXT];
        assert_true(policy_parse(policies[i], &policy, &err));
        if (!session_set_policy(s, &policy, &err))
            fail_msg("%s: %s", policies[i], err.text);
        policy_format(&session_config(s)->policy, written);
        assert_string_equal(written, policies[i]);
        view_figures(s, &after);
        assert_int_equal(after.op, before.op);
        assert_int_equal(after.live, before.live);
        assert_int_equal(after.peak_live, before.peak_live);
        assert_int_equal(after.blocks, before.blocks);
        assert_int_equal(session_last(s)->id, first.id);
        assert_string_equal(session_last(s)->name, "last");
        assert_consistent(s);
    }
    /* back where it began: the same bytes */
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(session_last(s)->off, first.off);
    session_delete(s);
}

static void
a_policy_that_fails_changes_nothing(void **state)
{
    (void)state;
    struct session *s = start("segregated", 4096, TARGET_KIND_HEAP);
    struct policy textbook;
    struct figures before, after;
    for (int i = 0; i < 200; i++)
        alloc(s, 12, NULL); /* textbook needs twice the room */
    view_figures(s, &before);
    assert_true(policy_parse("explicit:textbook", &textbook, &err));
    assert_false(session_set_policy(s, &textbook, &err));
    assert_string_equal(err.name, "no-memory");
    assert_words(err.text, "The policy stays: under explicit:textbook "
                           "operation");
    view_figures(s, &after);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(session_config(s)->policy.name, POLICY_SEGREGATED);
    assert_consistent(s);
    session_delete(s);
}

static void
a_trace_goes_on_under_another_policy(void **state)
{
    (void)state;
    struct session *s = start_default();
    struct policy policy;
    load_text(s, "a 0 100\na 9 200\nr 9 0\nf 0\nf 9\na 9 30\nf 0\nf 9\n");
    step(s, 3);
    alloc(s, 40, "mine");
    assert_true(policy_parse("implicit:best", &policy, &err));
    assert_true(session_set_policy(s, &policy, &err));
    assert_int_equal(session_trace_at(s), 3);
    step(s, 3);
    assert_false(session_step(s, 1, NULL, &err)); /* f 0 again */
    assert_string_equal(err.name, "double-free");
    assert_true(session_set_policy(s, &policy, &err)); /* a skip replays */
    step(s, 1);
    assert_int_equal(live_of(s), 40);
    assert_consistent(s);
    session_delete(s);
}

static void
pokes_are_replayed_by_offset(void **state)
{
    (void)state;
    struct session *s = start_default();
    struct policy policy;
    uint8_t bytes[3] = {1, 2, 3}, seen[3] = {0};
    struct op_result a = alloc(s, 100, NULL);
    assert_true(session_poke(s, a.off + 8, bytes, 3, NULL, &err));
    assert_true(policy_parse("explicit:best", &policy, &err));
    assert_true(session_set_policy(s, &policy, &err));
    assert_int_equal(heap_peek(view_heap(s), a.off + 8, seen, 3), 3);
    assert_memory_equal(bytes, seen, 3);
    session_delete(s);
}

static void
restart_forgets(void **state)
{
    (void)state;
    struct session *s = start_default();
    load_text(s, "a 0 1\n");
    step(s, 1);
    struct session_config config = *session_config(s);
    config.limit = 1 << 16;
    assert_true(session_restart(s, &config, &err));
    assert_null(session_trace(s));
    assert_int_equal(ops_of(s), 0);
    assert_int_equal(alloc(s, 1, NULL).id, 1);
    assert_int_equal(session_config(s)->limit, 1 << 16);
    session_delete(s);
    session_delete(NULL);
}

/* --- a target that can only be called --------------------------------------*/
static void
naive_is_only_called(void **state)
{
    (void)state;
    struct session *s = start("segregated", 0, TARGET_KIND_NAIVE);
    struct op_result a = alloc(s, 100, "buf"), b = alloc(s, 0, NULL), r;
    struct who who = number(1);
    struct policy policy = policy_default();
    uint8_t byte = 1;
    assert_int_equal(a.off, 16);
    assert_int_equal(b.off, 16 + 112);
    assert_true(session_realloc(s, &who, 200, &r, &err));
    assert_true(r.off > b.off);
    assert_true(session_memalign(s, 4096, 1, NULL, &r, &err));
    assert_int_equal(r.off, 4096);
    release(s, number(1));
    assert_error(s, try_free(s, number(1)), "double-free", "operation 5", 5);
    assert_error(s, try_free(s, at_offset(32)), "no-block", "0x00020", 5);
    assert_error(s, session_poke(s, 0, &byte, 1, NULL, &err), "not-possible",
                 "only be called", 5);
    assert_error(s, session_coalesce(s, NULL, &err), "not-possible", "only", 5);
    assert_error(s, session_check(s, NULL, &err), "no-checker", "only", 5);
    assert_error(s, session_alloc(s, (size_t)1 << 40, NULL, NULL, &err),
                 "no-memory", "limit is 1 GiB", 5);
    assert_null(view_heap(s));
    /* its history runs on a real heap as well */
    assert_true(session_set_policy(s, &policy, &err));
    assert_int_equal(session_config(s)->target, TARGET_KIND_HEAP);
    assert_consistent(s);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_from_one),
        cmocka_unit_test(realloc_keeps_number_and_name),
        cmocka_unit_test(names_are_taken_while_live),
        cmocka_unit_test(many_names_are_found),
        cmocka_unit_test(misuse_has_its_name),
        cmocka_unit_test(running_out_leaves_all_as_it_was),
        cmocka_unit_test(damage_is_told),
        cmocka_unit_test(damage_is_not_forgotten),
        cmocka_unit_test(moves_say_why),
        cmocka_unit_test(slides_are_told),
        cmocka_unit_test(trace_ids_mean_blocks),
        cmocka_unit_test(hands_and_trace_share_one_history),
        cmocka_unit_test(misuse_in_a_trace_stops_and_is_passed_over),
        cmocka_unit_test(giants_are_refused_politely),
        cmocka_unit_test(checking_stops_a_trace),
        cmocka_unit_test(policies_replay_the_same_history),
        cmocka_unit_test(a_policy_that_fails_changes_nothing),
        cmocka_unit_test(a_trace_goes_on_under_another_policy),
        cmocka_unit_test(pokes_are_replayed_by_offset),
        cmocka_unit_test(restart_forgets),
        cmocka_unit_test(naive_is_only_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
