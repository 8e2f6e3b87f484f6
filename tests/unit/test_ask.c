/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_ask.c: questions, and that asking changes nothing. Random sessions:
 * planted damage is found at its operation, also when it healed; what a trial
 * says is what then happens.
 *
 * ASK_SEED=N repeats a run.
 */
#include "support/cmocka_all.h"
#include "support/policies.h"
#include "support/random.h"

#include "allocator/heap_state.h"
#include "session/ask.h"
#include "session/diff.h"
#include "session/view.h"
#include "session/why.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct error err;

static uint64_t
seed(void)
{
    const char *text = getenv("ASK_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

static struct session *
start(const struct policy *policy, size_t limit, uint32_t every)
{
    struct session_config config = {
        .policy = *policy, .limit = limit, .checkpoint_every = every};
    struct session *s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static struct session *
start_text(const char *policy, enum session_target target)
{
    struct session_config config = {.target = target};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static uint64_t
op_of(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place.op;
}

static struct who
number(uint64_t n)
{
    return (struct who){.kind = WHO_NUMBER, .value = n};
}

/* All that asking must leave as it is. */
struct still {
    uint64_t hash, epoch;
    struct session_place place;
    struct figures figures;
    struct op_result last;
};

static struct still
still(const struct session *s)
{
    struct still still;
    memset(&still, 0, sizeof still);
    if (view_heap(s)) {
        still.hash = heap_hash(view_heap(s));
        still.epoch = heap_epoch(view_heap(s));
    }
    session_place(s, &still.place);
    view_figures(s, &still.figures);
    still.last = *session_last(s);
    return still;
}

static void
assert_still(const struct session *s, const struct still *before)
{
    struct still now = still(s);
    assert_int_equal(now.hash, before->hash);
    assert_int_equal(now.epoch, before->epoch);
    assert_int_equal(now.place.op, before->place.op);
    assert_int_equal(now.place.line, before->place.line);
    assert_int_equal(now.place.branch, before->place.branch);
    assert_int_equal(now.place.n_branches, before->place.n_branches);
    assert_memory_equal(&now.figures, &before->figures, sizeof now.figures);
    assert_memory_equal(&now.last, &before->last, sizeof now.last);
}

/* --- random requests -------------------------------------------------------*/
static struct who
random_who(const struct session *s, struct random *r, uint64_t n_ids)
{
    struct view_block block;
    struct figures f;
    view_figures(s, &f);
    switch (random_below(r, 12)) {
    case 0: /* anywhere, the outside too */
        return (struct who){.kind = WHO_OFFSET,
                            .value = random_below(r, f.heap + 64)};
    case 1: /* some block's start */
        if (view_at(s, random_below(r, f.heap + 1), &block))
            return (struct who){.kind = WHO_OFFSET, .value = block.off};
        break;
    case 2:
        return (struct who){.kind = WHO_NAME, .name = "n"};
    default:
        break;
    }
    return number(n_ids > 30 && random_below(r, 4)
                      ? n_ids - random_below(r, 30)
                      : random_below(r, n_ids + 2));
}

static struct session_request
random_request(const struct session *s, struct random *r, uint64_t n_ids)
{
    struct session_request q = {.kind = OP_ALLOC};
    size_t most = random_below(r, 8) ? 400 : 30000;
    q.size = random_below(r, most);
    q.name = random_below(r, 20) ? NULL : "n";
    q.who = random_who(s, r, n_ids);
    switch (random_below(r, 12)) {
    case 0:
        q.kind = OP_CALLOC;
        q.n = random_below(r, 5);
        break;
    case 1:
        q.kind = OP_MEMALIGN;
        q.align = random_below(r, 10) ? (size_t)1 << random_below(r, 10) : 24;
        break;
    case 2:
    case 3:
        q.kind = OP_REALLOC;
        q.size = random_below(r, 10) ? q.size : 0;
        break;
    case 4:
    case 5:
    case 6:
    case 7:
        q.kind = OP_FREE;
        break;
    default:
        q.size = random_below(r, 500) ? q.size : SIZE_MAX - 3;
        break;
    }
    return q;
}

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

/* --- why -------------------------------------------------------------------*/
/* Where block ID, or what is free at OFF, was at each moment. */
enum { LINE = 700 };
struct lives {
    struct session *s;
    size_t off[LINE + 1]; /* of the block; 0: not live then */
    bool is_there[LINE + 1];
    uint64_t now;
};

static void
watch(struct lives *l, const struct view_block *block)
{
    struct view_who found;
    struct view_block row;
    struct who who = number(block->id);
    for (uint64_t op = 0; op <= l->now; op++) {
        assert_true(session_goto(l->s, op, &err));
        l->off[op] = block->id && view_find(l->s, &who, &found, &err) &&
                             found.life == LIFE_LIVE
                         ? found.block.off
                         : 0;
        l->is_there[op] = view_at(l->s, block->off, &row) &&
                          row.off == block->off && row.size == block->size &&
                          row.state == VIEW_FREE;
    }
}

static uint64_t
placed_by(const struct lives *l, size_t *stayed)
{
    uint64_t op = l->now;
    *stayed = 0;
    for (; op && l->off[op - 1] == l->off[op]; op--) {
        assert_true(session_goto(l->s, op, &err));
        *stayed += session_last(l->s)->kind == OP_REALLOC &&
                   session_last(l->s)->off == l->off[op];
    }
    return op;
}

static uint64_t
made_by(const struct lives *l)
{
    uint64_t op = l->now;
    while (op && l->is_there[op - 1])
        op--;
    return op;
}

/* The events add up to what the result says. */
static void
assert_events_agree(const struct session_why *why)
{
    size_t probes = 0, grown = 0, copied = 0;
    for (size_t i = 0; i < recorder_n(&why->events); i++) {
        const struct recorded *r = recorder_get(&why->events, i);
        assert_int_equal(r->number, i + 1);
        probes += r->event.kind == EVENT_PROBE;
        grown += r->event.kind == EVENT_GROW ? r->event.other_size : 0;
        copied += r->event.kind == EVENT_COPY ? r->event.size : 0;
    }
    assert_int_equal(probes, why->result.probes);
    assert_int_equal(grown, why->result.grown);
    assert_int_equal(copied, why->result.copied);
}

static size_t n_answers[3]; /* by enum view_life */

static void
ask_why(struct lives *l, const struct who *who)
{
    struct still before = still(l->s);
    struct session_why why;
    char sentence[DESCRIBE_TEXT];
    size_t stayed;
    l->now = op_of(l->s);
    if (!session_why(l->s, who, &why, &err))
        return; /* no block */
    assert_still(l->s, &before);
    watch(l, &why.who.block);
    n_answers[why.who.life]++;
    if (why.who.life == LIFE_LIVE) {
        assert_int_equal(why.op, placed_by(l, &stayed));
        assert_int_equal(why.n_stayed, stayed);
    } else if (why.who.life == LIFE_FREE_BLOCK) {
        assert_int_equal(why.op, made_by(l));
        assert_true(why.place || !view_n_lists(l->s));
    } else {
        assert_int_equal(why.op, why.who.died);
    }
    assert_true(session_goto(l->s, why.op, &err));
    assert_memory_equal(&why.result, session_last(l->s), sizeof why.result);
    session_describe(l->s, session_last(l->s), sentence);
    assert_string_equal(why.sentence, sentence);
    assert_events_agree(&why);
    why_done(&why);
    assert_true(session_goto(l->s, l->now, &err));
}

static struct trace *
random_trace(struct random *r, size_t n)
{
    struct trace *t = trace_new("random.rep");
    for (size_t i = 0; i < n; i++) {
        struct trace_op op = {.line = (uint32_t)i + 1,
                              .id = (int64_t)random_below(r, 30),
                              .size = random_below(r, 600)};
        size_t dice = random_below(r, 10);
        op.kind = dice < 4   ? TRACE_ALLOC
                  : dice < 7 ? TRACE_FREE
                             : TRACE_REALLOC;
        assert_true(trace_push(t, &op));
    }
    return t;
}

/* Typed operations and a trace's, on several branches; N_IDS: numbers given
 * out, at least. */
static void
random_work(struct session *s, struct random *r, uint64_t *n_ids)
{
    struct plant p = {.s = s, .r = *r};
    if (random_below(r, 4))
        assert_true(session_load(s, random_trace(r, 400), &err));
    for (int i = 0; i < 8; i++) {
        (void)session_step(s, 1 + random_below(r, 60), NULL, &err);
        p.n_ids = 40;
        for (size_t k = random_below(r, 20); k > 0; k--) {
            struct session_request q = random_request(s, r, p.n_ids);
            struct op_result result;
            if (session_request(s, &q, &result, &err) && result.id > p.n_ids)
                p.n_ids = result.id;
        }
        if (random_below(r, 4) == 0)
            (void)session_back(s, 1 + random_below(r, 40), &err);
        if (random_below(r, 4) == 0)
            (void)session_coalesce(s, NULL, &err);
    }
    *n_ids = p.n_ids;
}

/* A free block, the one after some place. */
static struct who
free_who(const struct session *s, struct random *r)
{
    struct view_block block;
    struct view_iter iter;
    struct figures f;
    view_figures(s, &f);
    view_open(&iter, s, random_below(r, f.heap), SIZE_MAX);
    while (view_next(&iter, &block))
        if (block.state == VIEW_FREE)
            break;
    return (struct who){.kind = WHO_OFFSET, .value = block.off};
}

static void
why_is_as_it_was(void **state)
{
    (void)state;
    enum { SESSIONS = 60, QUESTIONS = 8 };
    struct random r = {seed() * 17};
    for (size_t i = 0; i < SESSIONS; i++) {
        struct policy policy = policy_nth(random_below(&r, N_POLICIES));
        struct lives l = {
            .s = start(&policy, 0, 1 + (uint32_t)random_below(&r, 90))};
        uint64_t n_ids;
        random_work(l.s, &r, &n_ids);
        assert_true(op_of(l.s) <= LINE);
        for (size_t k = 0; k < QUESTIONS; k++) {
            struct who who =
                k % 2 ? random_who(l.s, &r, n_ids) : free_who(l.s, &r);
            ask_why(&l, &who);
        }
        session_delete(l.s);
    }
    print_message("of %zu live, %zu freed, %zu free blocks\n",
                  n_answers[LIFE_LIVE], n_answers[LIFE_FREED],
                  n_answers[LIFE_FREE_BLOCK]);
}

/* Of a long search the first and the last are kept. */
static void
long_searches_are_kept_at_both_ends(void **state)
{
    (void)state;
    enum { N = 6000 };
    struct session *s = start_text("implicit:first", TARGET_KIND_HEAP);
    struct session_why why;
    struct who who;
    size_t n;
    for (size_t i = 1; i <= 2 * N; i++)
        assert_true(session_alloc(s, 20, NULL, NULL, &err));
    for (size_t i = 1; i <= N; i++) {
        who = number(2 * i);
        assert_true(session_free(s, &who, NULL, &err));
    }
    assert_true(session_alloc(s, 100, NULL, NULL, &err));
    who = number(2 * N + 1);
    assert_true(session_why(s, &who, &why, &err));
    assert_true(why.result.probes >= N);
    n = recorder_n(&why.events);
    assert_int_equal(n, RECORDER_FIRST + RECORDER_LAST);
    for (size_t i = 0; i < n; i++) {
        const struct recorded *e = recorder_get(&why.events, i);
        assert_int_equal(e->number, i < RECORDER_FIRST
                                        ? i + 1
                                        : why.events.n_all - n + i + 1);
    }
    why_done(&why);
    session_delete(s);
}

/* --- diff ------------------------------------------------------------------*/
/* All there is at a moment, asked for block by block. */
enum { MOST_IDS = 1000, MOST_FREE = 1000 };
struct state {
    struct view_who who[MOST_IDS];
    bool is_live[MOST_IDS];
    uint64_t n_ids;
    struct view_block free[MOST_FREE];
    size_t n_free;
    struct figures figures;
};

static void
note_state(struct session *s, uint64_t op, struct state *state)
{
    struct view_iter iter;
    struct view_block block;
    memset(state, 0, sizeof *state);
    assert_true(session_goto(s, op, &err));
    view_figures(s, &state->figures);
    for (uint64_t id = 1; id < MOST_IDS; id++) {
        struct who who = number(id);
        bool known = view_find(s, &who, &state->who[id], &err);
        if (!known && strcmp(err.name, "no-block") == 0 &&
            !strstr(err.text, "never got"))
            break;
        state->n_ids = id;
        state->is_live[id] = known && state->who[id].life == LIFE_LIVE;
        if (!view_heap(s)) /* drawn with one byte at least */
            state->who[id].block.size = state->who[id].block.asked;
    }
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &block))
        if (block.state == VIEW_FREE)
            state->free[state->n_free++] = block;
}

static int
kind_of(const struct state *a, const struct state *b, uint64_t id)
{
    const struct view_block *was = &a->who[id].block, *is = &b->who[id].block;
    if (!a->is_live[id])
        return b->is_live[id] ? DIFF_BORN : -1;
    if (!b->is_live[id])
        return DIFF_DIED;
    if (was->off != is->off)
        return DIFF_MOVED;
    return was->size != is->size || was->asked != is->asked ? DIFF_RESIZED : -1;
}

static void
assert_row(const struct diff_row *row, enum diff_kind kind, uint64_t id,
           const struct state *a, const struct state *b)
{
    const struct view_block *was = &a->who[id].block, *is = &b->who[id].block;
    if (kind == DIFF_BORN)
        was = is;
    if (kind == DIFF_DIED)
        is = was;
    assert_int_equal(row->id, id);
    assert_string_equal(row->name, is->name);
    assert_int_equal(row->off, is->off);
    assert_int_equal(row->size, is->size);
    assert_int_equal(row->asked, is->asked);
    assert_int_equal(row->old_off, was->off);
    assert_int_equal(row->old_size, was->size);
    assert_int_equal(row->old_asked, was->asked);
}

static void
count_only(const struct state *a, const struct state *b, size_t *n,
           size_t *bytes)
{
    *n = *bytes = 0;
    for (size_t i = 0; i < a->n_free; i++) {
        bool both = false;
        for (size_t k = 0; k < b->n_free; k++)
            both |= a->free[i].off == b->free[k].off &&
                    a->free[i].size == b->free[k].size;
        *n += !both;
        *bytes += both ? 0 : a->free[i].size;
    }
}

static void
assert_diff(const struct session_diff *d, const struct state *a,
            const struct state *b)
{
    size_t at[N_DIFF_KINDS] = {0}, bytes[N_DIFF_KINDS] = {0}, n, some;
    for (uint64_t id = 1; id <= b->n_ids; id++) {
        int kind = kind_of(a, b, id);
        const struct diff_list *list = &d->kinds[kind < 0 ? 0 : kind];
        if (kind < 0)
            continue;
        assert_true(at[kind] < list->n_rows);
        bytes[kind] += list->rows[at[kind]].size;
        assert_row(&list->rows[at[kind]++], (enum diff_kind)kind, id, a, b);
    }
    for (int kind = 0; kind < N_DIFF_KINDS; kind++) {
        assert_int_equal(d->kinds[kind].n_rows, at[kind]);
        assert_int_equal(d->kinds[kind].n, at[kind]);
        assert_int_equal(d->kinds[kind].bytes, bytes[kind]);
    }
    assert_int_equal(d->n_passed, b->n_ids - a->n_ids - at[DIFF_BORN]);
    count_only(a, b, &n, &some);
    assert_int_equal(d->n_vanished, n);
    assert_int_equal(d->bytes_vanished, some);
    count_only(b, a, &n, &some);
    assert_int_equal(d->n_appeared, n);
    assert_int_equal(d->bytes_appeared, some);
    assert_memory_equal(&d->before, &a->figures, sizeof d->before);
    assert_memory_equal(&d->after, &b->figures, sizeof d->after);
}

/* Byte AT of the later moment's heap: which kind of mark belongs there? -1:
 * none.
 */
static int
mark_at(struct session *s, const struct state *a, const struct state *b,
        size_t at)
{
    static const int marks[] = {MARK_BORN, MARK_DIED, MARK_MOVED, MARK_CHANGED};
    size_t header = view_heap(s) ? heap_get_shape(view_heap(s)).header : 0;
    struct view_block now;
    bool may_tell;
    int kind;
    if (!view_at(s, at, &now))
        return -1;
    may_tell = now.state == VIEW_FREE || now.state == VIEW_GAP;
    if (now.id) {
        kind = kind_of(a, b, now.id);
        return kind < 0 ? -1 : marks[kind];
    }
    for (uint64_t id = 1; id <= a->n_ids && may_tell; id++) {
        size_t start = a->who[id].block.off - header;
        if (a->is_live[id] && !b->is_live[id] && at >= start &&
            at < start + a->who[id].block.size)
            return MARK_DIED;
    }
    return -1;
}

static void
assert_marks(struct session *s, struct random *r, const struct session_diff *d,
             const struct state *a, const struct state *b)
{
    const struct view_mark *marks;
    struct figures f;
    size_t n, end = 0;
    assert_true(session_mark_diff(s, d));
    n = view_marks(s, &marks);
    view_figures(s, &f);
    for (size_t i = 0; i < n; end = marks[i].start + marks[i].size, i++)
        assert_true(marks[i].start >= end && marks[i].size > 0);
    assert_true(end <= f.heap);
    for (int i = 0; i < 300; i++) {
        size_t at = random_below(r, f.heap);
        int kind = -1;
        for (size_t k = 0; k < n; k++)
            if (at >= marks[k].start && at < marks[k].start + marks[k].size)
                kind = (int)marks[k].kind;
        assert_int_equal(kind, mark_at(s, a, b, at));
    }
    session_clear_marks(s);
}

static void
diff_in(struct session *s, struct random *r)
{
    struct state *a = malloc(sizeof *a), *b = malloc(sizeof *b);
    struct session_place place;
    for (int i = 0; i < 5; i++) {
        struct session_diff d;
        session_place(s, &place);
        uint64_t one = random_below(r, place.line + 1),
                 two = random_below(r, place.line + 1);
        struct still before = still(s);
        if (!session_diff(s, one, two, &d, &err))
            fail_msg("%s", err.text);
        assert_still(s, &before);
        assert_int_equal(d.from, one < two ? one : two);
        assert_int_equal(d.to, one < two ? two : one);
        note_state(s, d.from, a);
        note_state(s, d.to, b);
        assert_diff(&d, a, b);
        assert_marks(s, r, &d, a, b);
        diff_done(&d);
        assert_true(session_goto(s, place.op, &err));
    }
    free(a);
    free(b);
}

static void
diff_is_what_changed(void **state)
{
    (void)state;
    enum { SESSIONS = 40 };
    struct random r = {seed() * 13};
    for (size_t i = 0; i < SESSIONS; i++) {
        struct policy policy = policy_nth(random_below(&r, N_POLICIES));
        struct session *s =
            i % 8 ? start(&policy, 0, 1 + (uint32_t)random_below(&r, 90))
                  : start_text("explicit", TARGET_KIND_NAIVE);
        uint64_t n_ids;
        random_work(s, &r, &n_ids);
        diff_in(s, &r);
        session_delete(s);
    }
}

static void
diff_refuses_what_was_not_done(void **state)
{
    (void)state;
    struct session *s = start_text("explicit", TARGET_KIND_NAIVE);
    struct session_diff d;
    assert_false(session_diff(s, 0, 1, &d, &err));
    assert_string_equal(err.name, "no-moment");
    assert_true(session_alloc(s, 1, NULL, NULL, &err));
    assert_true(session_diff(s, 1, 0, &d, &err));
    assert_int_equal(d.kinds[DIFF_BORN].n, 1);
    assert_true(session_mark_diff(s, &d));
    diff_done(&d);
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
        cmocka_unit_test(why_is_as_it_was),
        cmocka_unit_test(long_searches_are_kept_at_both_ends),
        cmocka_unit_test(diff_is_what_changed),
        cmocka_unit_test(diff_refuses_what_was_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
