/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_ask.c: bad and try, and that asking changes nothing. Planted damage is
 * found at its operation, also when it healed; what a trial says is what then
 * happens.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/ask.h"

#include <stdlib.h>
#include <string.h>

/* --- bad -------------------------------------------------------------------*/
struct plant {
    struct session *s;
    struct random r;
    uint64_t n_ids;
    uint64_t first; /* the operation found by checking each; 0: none so far */
    char sentence[DESCRIBE_TEXT];
    struct heap_report report;
};

/* After an operation: the slow and simple way to find it. */
static void
check_step(struct plant *p, uint64_t before)
{
    if (p->first || op_of(p->s) == before ||
        session_check(p->s, &p->report, &err))
        return;
    p->first = op_of(p->s);
    session_describe(p->s, session_last(p->s), p->sentence);
}

static void
some_requests(struct plant *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct session_request q = random_request(p->s, &p->r, p->n_ids);
        struct op_result result;
        uint64_t before = op_of(p->s);
        if (session_request(p->s, &q, &result, &err) && result.id > p->n_ids)
            p->n_ids = result.id;
        check_step(p, before);
    }
}

static void
poke(struct plant *p, size_t at, const uint8_t *bytes, size_t n)
{
    uint64_t before = op_of(p->s);
    assert_true(session_poke(p->s, at, bytes, n, NULL, &err));
    check_step(p, before);
}

/* A header, footer or link of some block. */
static bool
some_field(struct plant *p, struct heap_field *field)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    struct view_block block;
    struct figures f;
    size_t n;
    view_figures(p->s, &f);
    if (!view_at(p->s, random_below(&p->r, f.heap), &block) || !block.off)
        return false;
    n = heap_block_fields(view_heap(p->s), block.off, fields);
    if (!n)
        return false;
    *field = fields[random_below(&p->r, n)];
    return field->kind != FIELD_PAYLOAD && field->kind != FIELD_SPACE &&
           field->kind != FIELD_OWN;
}

/* Pokes until the heap is inconsistent; *AT and WAS: what to mend. */
static void
damage(struct plant *p, size_t *at, uint8_t was[8], size_t *n)
{
    struct heap_field field = {0};
    uint8_t bytes[8];
    for (int tries = 0; !p->first; tries++) {
        uint64_t noise = random_next(&p->r);
        assert_true(tries < 10000);
        if (!some_field(p, &field))
            continue;
        *at = field.at;
        *n = field.size < 8 ? field.size : 8;
        assert_int_equal(heap_peek(view_heap(p->s), *at, was, *n), *n);
        memcpy(bytes, &noise, 8);
        if (random_below(&p->r, 2)) { /* one bit only */
            memcpy(bytes, was, *n);
            bytes[random_below(&p->r, *n)] ^=
                (uint8_t)(1u << random_below(&p->r, 8));
        }
        poke(p, *at, bytes, *n);
    }
}

static void
found_as_planted(struct plant *p)
{
    struct still before = still(p->s);
    struct session_bad bad;
    char sentence[DESCRIBE_TEXT];
    if (!session_find_bad(p->s, 0, &bad, &err))
        fail_msg("%s", err.text);
    assert_still(p->s, &before);
    assert_true(bad.found);
    assert_int_equal(bad.op, p->first);
    assert_string_equal(bad.sentence, p->sentence);
    assert_memory_equal(&bad.report, &p->report, sizeof bad.report);
    assert_int_equal(bad.off, p->report.violations[0].off);
    assert_true(session_goto(p->s, bad.op, &err));
    assert_false(session_check(p->s, NULL, &err));
    session_describe(p->s, session_last(p->s), sentence);
    assert_string_equal(sentence, bad.sentence);
    assert_true(session_back(p->s, 1, &err));
    assert_true(session_check(p->s, NULL, &err));
    if (!session_find_bad(p->s, p->first, &bad, &err)) /* from there */
        fail_msg("%s", err.text);
    assert_int_equal(bad.op, p->first);
}

static void
planted_damage_is_found(void **state)
{
    (void)state;
    enum { SESSIONS = 100, HEAL = 20 };
    size_t healed = 0;
    print_message("seed %llu\n", (unsigned long long)seed());
    for (size_t i = 0; i < SESSIONS; i++) {
        struct plant p = {.r = {seed() * 7919 + i}};
        struct policy policy = policy_nth(random_below(&p.r, N_POLICIES));
        uint8_t was[8];
        size_t at = 0, n = 0;
        p.s = start(&policy, 0, 1 + (uint32_t)random_below(&p.r, 60));
        assert_true(session_alloc(p.s, 50, NULL, NULL, &err));
        some_requests(&p, random_below(&p.r, 150));
        assert_int_equal(p.first, 0);
        damage(&p, &at, was, &n);
        if (i < HEAL) {
            poke(&p, at, was, n);
            healed += session_check(p.s, NULL, &err);
        }
        some_requests(&p, random_below(&p.r, 100));
        if (random_below(&p.r, 2))
            (void)session_back(p.s, 1 + random_below(&p.r, 60), &err);
        found_as_planted(&p);
        session_delete(p.s);
    }
    assert_int_equal(healed, HEAL);
}

static void
a_sound_line_is_checked_whole(void **state)
{
    (void)state;
    struct session *s = start_text("explicit", TARGET_KIND_HEAP);
    struct session_bad bad;
    uint8_t byte = 1;
    assert_true(session_find_bad(s, 0, &bad, &err));
    assert_false(bad.found);
    assert_int_equal(bad.upto, 0);
    for (size_t i = 1; i < 50; i++)
        assert_true(session_alloc(s, i, NULL, NULL, &err));
    assert_true(session_find_bad(s, 0, &bad, &err));
    assert_false(bad.found);
    assert_int_equal(bad.upto, 49);
    assert_false(session_find_bad(s, 50, &bad, &err));
    assert_string_equal(err.name, "no-moment");
    /* what is not of this line does not count */
    assert_true(session_poke(s, 0xc, &byte, 1, NULL, &err));
    assert_true(session_find_bad(s, 0, &bad, &err));
    assert_int_equal(bad.op, 50);
    assert_int_equal(bad.id, 1);
    assert_true(session_back(s, 1, &err));
    assert_true(session_alloc(s, 1, NULL, NULL, &err));
    assert_true(session_find_bad(s, 0, &bad, &err));
    assert_false(bad.found);
    session_delete(s);
}

static bool
after_some(void *context)
{
    return --*(int *)context <= 0;
}

static void
the_search_can_be_interrupted(void **state)
{
    (void)state;
    struct session *s = start_text("explicit", TARGET_KIND_HEAP);
    struct session_bad bad;
    int left = 10;
    struct session_interrupt how = {after_some, &left};
    for (size_t i = 1; i < 50; i++)
        assert_true(session_alloc(s, i, NULL, NULL, &err));
    struct still before = still(s);
    session_set_interrupt(s, &how);
    assert_false(session_find_bad(s, 0, &bad, &err));
    assert_string_equal(err.name, "interrupted");
    assert_non_null(strstr(err.text, "Stopped after operation"));
    assert_still(s, &before);
    session_delete(s);
}

static void
naive_has_no_checker(void **state)
{
    (void)state;
    struct session *s = start_text("explicit", TARGET_KIND_NAIVE);
    struct session_bad bad;
    assert_false(session_find_bad(s, 0, &bad, &err));
    assert_string_equal(err.name, "no-checker");
    session_delete(s);
}

/* --- try -------------------------------------------------------------------*/
struct foresight {
    bool ok;
    struct op_result result;
    struct error why;
    char sentence[DESCRIBE_TEXT];
    struct figures after;
};

static struct foresight
foresee(const struct session *s, const struct session_request *q)
{
    struct foresight f;
    struct trial *trial = trial_new(s, &err);
    memset(&f, 0, sizeof f);
    if (!trial)
        fail_msg("%s", err.text);
    f.ok = trial_request(trial, q, &f.result, &f.why);
    if (f.ok) {
        session_describe(trial_session(trial), &f.result, f.sentence);
        view_figures(trial_session(trial), &f.after);
    }
    trial_free(trial);
    return f;
}

static void
assert_foreseen(struct session *s, const struct foresight *f, bool ok,
                const struct op_result *result)
{
    char sentence[DESCRIBE_TEXT];
    struct figures after;
    assert_int_equal(ok, f->ok);
    if (!ok) {
        assert_string_equal(err.name, f->why.name);
        assert_string_equal(err.text, f->why.text);
        return;
    }
    assert_memory_equal(result, &f->result, sizeof *result);
    session_describe(s, result, sentence);
    assert_string_equal(sentence, f->sentence);
    view_figures(s, &after);
    after.n_ops = f->after.n_ops;
    assert_memory_equal(&after, &f->after, sizeof after);
}

static size_t n_failed, n_done;

static void
try_and_do(struct session *s, struct random *r, uint64_t *n_ids)
{
    struct session_request q = random_request(s, r, *n_ids);
    struct still before = still(s);
    struct foresight f = foresee(s, &q);
    struct op_result result;
    bool ok;
    assert_still(s, &before);
    memset(&result, 0, sizeof result);
    ok = session_request(s, &q, &result, &err);
    assert_foreseen(s, &f, ok, &result);
    if (ok && result.id > *n_ids)
        *n_ids = result.id;
    n_failed += !ok;
    n_done += ok;
}

static void
tries_in(struct session *s, struct random *r, size_t n)
{
    uint64_t n_ids = 0;
    for (size_t i = 0; i < n; i++) {
        try_and_do(s, r, &n_ids);
        if (random_below(r, 60) == 0)
            (void)session_back(s, 1 + random_below(r, 20), &err);
        if (random_below(r, 150) == 0 && view_heap(s)) {
            uint8_t byte = (uint8_t)random_next(r);
            size_t at = random_below(r, heap_size(view_heap(s)));
            (void)session_poke(s, at, &byte, 1, NULL, &err);
        }
    }
    session_delete(s);
}

static void
what_is_tried_then_happens(void **state)
{
    (void)state;
    enum { SESSIONS = 40, TRIES = 250 };
    struct random r = {seed() * 31};
    n_failed = n_done = 0;
    for (size_t i = 0; i < SESSIONS; i++) {
        struct policy policy = policy_nth(random_below(&r, N_POLICIES));
        size_t limit = random_below(&r, 3) ? (size_t)1 << 16 : 0;
        tries_in(start(&policy, limit, 1 + (uint32_t)random_below(&r, 90)), &r,
                 TRIES);
    }
    print_message("%zu done, %zu refused, as foreseen\n", n_done, n_failed);
    assert_true(n_failed > 500 && n_done > 5000);
    tries_in(start_text("explicit", TARGET_KIND_NAIVE), &r, TRIES);
}

static void
a_trial_remembers_what_was_tried(void **state)
{
    (void)state;
    struct session *s = start_text("segregated", TARGET_KIND_HEAP);
    struct session_request q = {.kind = OP_ALLOC, .size = 100, .name = "one"};
    struct op_result result;
    struct trial *trial = trial_new(s, &err);
    assert_true(trial_request(trial, &q, &result, &err));
    assert_string_equal(result.name, "one");
    q = (struct session_request){.kind = OP_FREE};
    q.who = (struct who){.kind = WHO_NAME, .name = "one"};
    assert_true(trial_request(trial, &q, &result, &err));
    assert_int_equal(result.id, 1);
    assert_false(trial_request(trial, &q, &result, &err));
    assert_string_equal(err.name, "double-free");
    assert_non_null(strstr(err.text, "freed by operation 2"));
    trial_free(trial);
    trial_free(NULL);
    assert_int_equal(op_of(s), 0);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_damage_is_found),
        cmocka_unit_test(a_sound_line_is_checked_whole),
        cmocka_unit_test(the_search_can_be_interrupted),
        cmocka_unit_test(naive_has_no_checker),
        cmocka_unit_test(what_is_tried_then_happens),
        cmocka_unit_test(a_trial_remembers_what_was_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
