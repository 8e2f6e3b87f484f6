/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_timeline.c: the figures over time. A session that is played operation by
 * operation is asked after each, and what it said is written down; the samples
 * of any session on the same line, however it was played and wherever it has
 * been, must agree with that.
 */
#include "session/timeline.h"
#include "session/view.h"
#include "trace/generate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static struct session *
start(const char *policy)
{
    struct session_config config = {.target = TARGET_KIND_HEAP};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static void
must(bool ok)
{
    if (!ok)
        fail_msg("%s: %s", err.name, err.text);
}

static uint64_t
all_ops(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place.total;
}

static struct trace *
generated(const char *kind, size_t ops)
{
    struct generate_config config = {.kind = kind, .seed = 7, .ops = ops};
    struct trace *t = generate_trace(&config, &err);
    must(t != NULL);
    return t;
}

static struct session *
loaded(const char *policy, const char *kind, size_t ops)
{
    struct session *s = start(policy);
    must(session_load(s, generated(kind, ops), &err));
    return s;
}

/* --- what it should say ----------------------------------------------------*/
struct notes {
    struct sample *all; /* [op] */
    size_t n, cap;      /* operations 0 to n - 1 */
};

static struct sample
ask(const struct session *s)
{
    struct figures f;
    struct sample now;
    view_figures(s, &f);
    now = (struct sample){.op = f.op,
                          .live = f.live,
                          .heap = f.heap,
                          .free = f.free,
                          .largest_free = f.largest_free,
                          .blocks = f.blocks,
                          .free_blocks = f.free_blocks};
    for (unsigned i = 0; i < view_n_lists(s); i++)
        if (view_list(s, i).n > now.longest_list)
            now.longest_list = view_list(s, i).n;
    return now;
}

/* Of the present moment; what was noted of it or later ones goes. */
static void
note(struct notes *notes, const struct session *s)
{
    struct sample now = ask(s);
    if (now.op >= notes->cap) {
        notes->cap = 2 * (size_t)now.op + 64;
        notes->all = realloc(notes->all, notes->cap * sizeof *notes->all);
        assert_non_null(notes->all);
    }
    assert_true(now.op <= notes->n);
    notes->all[now.op] = now;
    notes->n = (size_t)now.op + 1;
}

static void
note_steps(struct notes *notes, struct session *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        must(session_step(s, 1, NULL, &err));
        note(notes, s);
    }
}

static struct notes
notes_of(const char *policy, const char *kind, size_t ops)
{
    struct session *s = loaded(policy, kind, ops);
    struct notes notes = {0};
    note(&notes, s);
    note_steps(&notes, s, session_trace(s)->n_ops);
    session_delete(s);
    return notes;
}

/* --- what it says ----------------------------------------------------------*/
static bool
same_rest(const struct sample *a, const struct sample *b)
{
    return a->free == b->free && a->largest_free == b->largest_free &&
           a->free_blocks == b->free_blocks &&
           a->longest_list == b->longest_list;
}

/* Is what SAMPLE says of free blocks true of the end of its stretch, or, where
 * nobody looked, of a moment that is not too long ago? */
static void
assert_rest(const struct notes *notes, const struct sample *sample, size_t end,
            uint64_t stride, size_t pace)
{
    size_t at = end, most = pace * (sample->free_blocks + stride);
    while (at > 0 && end - at < most && !same_rest(sample, &notes->all[at]))
        at--;
    if (!same_rest(sample, &notes->all[at]))
        fail_msg("op %zu: free %zu, not %zu (longest %zu, not %zu)", end,
                 sample->free, notes->all[end].free, sample->longest_list,
                 notes->all[end].longest_list);
    assert_int_equal(sample->blocks, notes->all[end].blocks);
}

static void
assert_stretch(const struct notes *notes, const struct sample *sample,
               size_t from, size_t to)
{
    const struct sample *peak = &notes->all[from];
    for (size_t op = from + 1; op <= to; op++)
        if (notes->all[op].live > peak->live)
            peak = &notes->all[op];
    if (sample->op != peak->op || sample->live != peak->live ||
        sample->heap != peak->heap)
        fail_msg("stretch %zu to %zu: op %zu live %zu heap %zu, not %zu %zu "
                 "%zu",
                 from, to, (size_t)sample->op, sample->live, sample->heap,
                 (size_t)peak->op, peak->live, peak->heap);
}

static void
assert_timeline(const struct session *s, const struct notes *notes, bool awake)
{
    const struct timeline *t = session_timeline(s);
    size_t upto = (size_t)t->upto, peak = 0;
    /* operations between looks, for a free block */
    size_t pace = awake ? 0 : view_n_lists(s) ? 16 : 1000;
    assert_true(upto < notes->n);
    assert_true(t->n <= TIMELINE_SAMPLES);
    assert_int_equal(t->n, upto / t->stride + 1);
    assert_stretch(notes, &t->samples[0], 0, 0);
    for (size_t i = 1; i < t->n; i++) {
        size_t end = i * (size_t)t->stride;
        assert_stretch(notes, &t->samples[i], end - (size_t)t->stride + 1, end);
        assert_rest(notes, &t->samples[i], end, t->stride, pace);
    }
    assert_int_equal(t->open.op != 0, upto % t->stride != 0);
    if (t->open.op)
        assert_stretch(notes, &t->open, (t->n - 1) * (size_t)t->stride + 1,
                       upto);
    for (size_t op = 1; op <= upto; op++)
        if (notes->all[op].live > notes->all[peak].live)
            peak = op;
    assert_int_equal(session_peak(s), peak);
}

/* The columns that whoever looks gets: a column has the highest of its
 * operations, and nothing is lost. */
static void
assert_columns(const struct session *s, const struct notes *notes, size_t n)
{
    struct sample *columns = calloc(n, sizeof *columns);
    struct session_place place;
    size_t known, past = view_timeline(s, all_ops(s), columns, n, &known),
                  peak = 0;
    session_place(s, &place);
    assert_true(past <= known && known <= n);
    assert_int_equal(past == 0, place.op == 0);
    for (size_t i = 0; i < n; i++) {
        const struct sample *at = &notes->all[columns[i].op];
        assert_int_equal(columns[i].live, at->live);
        assert_int_equal(columns[i].heap, at->heap);
        assert_true(i == 0 || columns[i].op >= columns[i - 1].op);
        assert_true(i >= past || columns[i].op <= place.op);
        if (columns[i].live > columns[peak].live)
            peak = i;
    }
    assert_int_equal(columns[peak].op, session_peak(s));
    free(columns);
}

/* --- a timeline by itself --------------------------------------------------*/
static void
keeps_every_peak(void **state)
{
    (void)state;
    enum { N = 50 * TIMELINE_SAMPLES, PEAK = 12345 };
    struct timeline t;
    struct time_axis whole = {0, N, 64}, twice = {0, 2 * N, 64};
    struct sample columns[64];
    size_t peak = 0, known;
    assert_true(timeline_init(&t, 0));
    timeline_close(&t, &(struct sample){0});
    for (uint64_t op = 1; op <= N; op++) {
        struct sample sample = {.op = op,
                                .live = op == PEAK ? 1000 : op % 7,
                                .searches = 1,
                                .probes = 3};
        timeline_note(&t, op - 1, op, &sample);
        if (timeline_end(&t, op) == op)
            timeline_close(&t, &sample);
        assert_true(t.n <= TIMELINE_SAMPLES);
    }
    assert_int_equal(timeline_columns(&t, N, &whole, columns, NULL), 64);
    for (size_t i = 0; i < 64; i++) {
        if (columns[i].live == 1000)
            peak = i;
        assert_int_equal(columns[i].probes, 3 * columns[i].searches);
    }
    assert_int_equal(columns[peak].op, PEAK);
    assert_int_equal(timeline_peak(&t), PEAK);
    assert_int_equal(peak, (size_t)PEAK * 63 / N);
    assert_int_equal(timeline_columns(&t, N / 2, &twice, columns, &known), 16);
    assert_int_equal(known, 32);
    whole.n = 0;
    assert_int_equal(timeline_columns(&t, N, &whole, columns, &known), 0);
    assert_int_equal(known, 0);
    timeline_done(&t);
}

/* --- a session's -----------------------------------------------------------*/
static const char *const policies[] = {
    "explicit", "implicit:next", "segregated",
    "tlsf",     "buddy",         "explicit:address,best,textbook,off"};
static const char *const kinds[] = {"sawtooth", "realloc", "exponential"};
enum {
    N_POLICIES = sizeof policies / sizeof *policies,
    N_KINDS = sizeof kinds / sizeof *kinds
};

static void
follows_typed_operations(void **state)
{
    (void)state;
    struct session *s = start("explicit");
    struct who one = {.value = 1}, two = {.value = 2};
    struct sample columns[5];
    assert_int_equal(view_timeline(s, all_ops(s), columns, 5, NULL), 0);
    must(session_alloc(s, 100, NULL, NULL, &err));
    must(session_alloc(s, 200, NULL, NULL, &err));
    must(session_free(s, &one, NULL, &err));
    must(session_free(s, &two, NULL, &err));
    assert_int_equal(view_timeline(s, all_ops(s), columns, 5, NULL), 5);
    assert_int_equal(columns[0].live, 0);
    assert_int_equal(columns[1].live, 100);
    assert_int_equal(columns[2].live, 300);
    assert_int_equal(columns[3].live, 200);
    assert_int_equal(columns[4].live, 0);
    assert_int_equal(columns[4].op, 4);
    assert_int_equal(columns[2].searches, 1);
    assert_int_equal(columns[3].searches, 0);
    assert_true(columns[4].free > 0);
    assert_true(columns[4].heap > columns[0].heap);
    session_delete(s);
}

static void
agrees_however_it_was_played(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES * N_KINDS; i++) {
        const char *policy = policies[i / N_KINDS], *kind = kinds[i % N_KINDS];
        size_t ops = i % 2 ? 700 : 9000;
        struct notes notes = notes_of(policy, kind, ops);
        struct session *s = loaded(policy, kind, ops);
        for (size_t n = 1; session_can_step(s, NULL); n = n * 3 + 1) {
            must(session_step(s, n, NULL, &err));
            assert_timeline(s, &notes, false);
            assert_columns(s, &notes, 64);
        }
        session_delete(s);
        s = loaded(policy, kind, ops);
        while (session_can_step(s, NULL)) { /* too few at a time to rest */
            must(session_step(s, 60, NULL, &err));
            assert_columns(s, &notes, 100);
        }
        assert_timeline(s, &notes, true);
        session_delete(s);
        free(notes.all);
    }
}

/* Nothing that is known of the line changes by looking at other moments. */
static void
stays_after_going_back(void **state)
{
    (void)state;
    static const size_t moments[] = {300, 100, 2001, 1, 0, 5000, 4999, 8000};
    struct notes notes = notes_of("segregated", "sawtooth", 9000);
    struct session *s = loaded("segregated", "sawtooth", 9000);
    struct sample before[200], after[200];
    must(session_step(s, 7531, NULL, &err));
    (void)view_timeline(s, all_ops(s), before, 200, NULL);
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        size_t known, past;
        must(session_goto(s, moments[i], &err));
        past = view_timeline(s, all_ops(s), after, 200, &known);
        assert_timeline(s, &notes, false);
        assert_columns(s, &notes, 64);
        if (moments[i] > 7531)
            break;
        for (size_t k = past + 2; k < known; k++)
            assert_memory_equal(&before[k], &after[k], sizeof before[k]);
        assert_int_equal(past, moments[i] ? moments[i] * 199 / 9000 + 1 : 0);
        assert_int_equal(known, 7531 * 199 / 9000 + 1);
        must(session_back(s, 1, &err) || moments[i] == 0);
    }
    session_delete(s);
    free(notes.all);
}

static size_t
number_in(uint64_t *random, size_t n)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*random >> 33) % n;
}

/* A typed operation at an earlier moment: what came after it is gone. */
static void
follows_every_branch(void **state)
{
    (void)state;
    uint64_t random = 5;
    struct notes notes = notes_of("explicit", "sawtooth", 9000);
    struct session *s = loaded("explicit", "sawtooth", 9000);
    must(session_goto(s, 9000, &err));
    for (int round = 0; round < 60; round++) {
        struct session_place place;
        session_place(s, &place);
        must(session_goto(s, number_in(&random, (size_t)place.line + 1), &err));
        session_place(s, &place);
        notes.n = (size_t)place.op + 1;
        for (size_t n = number_in(&random, 40) + 1; n > 0; n--) {
            must(session_alloc(s, number_in(&random, 4000), NULL, NULL, &err));
            note(&notes, s);
            assert_timeline(s, &notes, false);
        }
        for (int n = 0; n < 50 && session_can_step(s, NULL); n++) {
            (void)session_step(s, 1, NULL, &err); /* skips are operations */
            note(&notes, s);
        }
        assert_timeline(s, &notes, false);
        assert_columns(s, &notes, 64);
    }
    session_delete(s);
    free(notes.all);
}

/* Played on from an earlier moment at rest, behind a typed operation. */
static void
plays_on_behind_a_fork(void **state)
{
    (void)state;
    struct session *s[2];
    struct notes notes = {0};
    for (int i = 0; i < 2; i++) {
        s[i] = loaded("segregated", "exponential", 20000);
        must(session_goto(s[i], 20000, &err));
        must(session_goto(s[i], 8001, &err));
        must(session_alloc(s[i], 1 << 20, NULL, NULL, &err));
    }
    must(session_goto(s[0], 0, &err));
    note(&notes, s[0]);
    note_steps(&notes, s[0], 20001);
    must(session_goto(s[1], 20001, &err));
    assert_timeline(s[0], &notes, false);
    assert_timeline(s[1], &notes, false);
    assert_int_equal(session_timeline(s[0])->n, session_timeline(s[1])->n);
    /* and back to the old line, which must be learnt again */
    must(session_to_branch(s[1], 1, &err));
    free(notes.all);
    notes = notes_of("segregated", "exponential", 20000);
    assert_timeline(s[1], &notes, false);
    session_delete(s[0]);
    session_delete(s[1]);
    free(notes.all);
}

/* undo and redo land on moments of several branches. */
static void
follows_undo(void **state)
{
    (void)state;
    uint64_t random = 11;
    struct session *s = start("explicit");
    struct notes notes = {0};
    for (int i = 0; i < 3000; i++) {
        struct session_moment before = session_moment(s);
        size_t what = number_in(&random, 8);
        if (what == 0)
            (void)session_undo(s, &err);
        else if (what == 1)
            (void)session_redo(s, &err);
        else if (what == 2)
            (void)session_back(s, number_in(&random, 30) + 1, &err);
        else
            must(session_alloc(s, number_in(&random, 900), NULL, NULL, &err));
        if (what > 1)
            session_did(s, &before);
        if (i % 100 == 0) { /* all of the line, asked anew */
            struct session_place place;
            session_place(s, &place);
            must(session_goto(s, place.line, &err));
            notes.n = 0;
            for (uint64_t op = 0; op <= place.line; op++) {
                must(session_goto(s, op, &err));
                note(&notes, s);
            }
            must(session_goto(s, place.op, &err));
            assert_timeline(s, &notes, true);
            assert_columns(s, &notes, 64);
        }
    }
    session_delete(s);
    free(notes.all);
}

/* Another policy learns the line up to now; the peak is asked of the rest. */
static void
knows_how_far_it_knows(void **state)
{
    (void)state;
    struct session *s = start("explicit");
    struct session_place place;
    struct policy policy;
    for (int i = 1; i <= 9; i++)
        must(session_alloc(s, (size_t)(100 * i), NULL, NULL, &err));
    must(session_back(s, 5, &err));
    session_place(s, &place);
    assert_int_equal(place.known, 9);
    assert_true(policy_parse("implicit", &policy, &err));
    must(session_set_policy(s, &policy, &err));
    session_place(s, &place);
    assert_int_equal(place.op, 4);
    assert_int_equal(place.line, 9);
    assert_int_equal(place.known, 4);
    assert_int_equal(session_peak(s), 4);
    session_delete(s);
}

static size_t
searches_in(const struct session *s)
{
    struct sample columns[21];
    size_t searches = 0;
    assert_int_equal(view_timeline(s, all_ops(s), columns, 21, NULL), 21);
    for (int i = 0; i < 21; i++) {
        searches += columns[i].searches;
        assert_true(columns[i].searches <= 1);
    }
    return searches;
}

/* Those that are watched again on the way are counted once. */
static void
probes_are_of_watched_searches(void **state)
{
    (void)state;
    struct session *s = loaded("implicit", "exponential", 20);
    size_t searches;
    for (int i = 0; i < 20; i++)
        must(session_step(s, 1, NULL, &err));
    searches = searches_in(s);
    assert_true(searches > 5);
    must(session_back(s, 3, &err));
    must(session_step(s, 3, NULL, &err));
    assert_int_equal(searches_in(s), searches);
    session_delete(s);
}

static void
a_million_operations(void **state)
{
    (void)state;
    enum { N = 1000000 };
    struct notes notes = notes_of("segregated", "exponential", N);
    struct session *s = loaded("segregated", "exponential", N);
    must(session_goto(s, N, &err));
    assert_timeline(s, &notes, false);
    assert_columns(s, &notes, 100);
    must(session_goto(s, 333333, &err));
    must(session_goto(s, 250001, &err));
    assert_timeline(s, &notes, false);
    must(session_alloc(s, 5000, NULL, NULL, &err));
    note(&notes, s);
    assert_timeline(s, &notes, false);
    session_delete(s);
    free(notes.all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_every_peak),
        cmocka_unit_test(follows_typed_operations),
        cmocka_unit_test(agrees_however_it_was_played),
        cmocka_unit_test(stays_after_going_back),
        cmocka_unit_test(follows_every_branch),
        cmocka_unit_test(plays_on_behind_a_fork),
        cmocka_unit_test(follows_undo),
        cmocka_unit_test(knows_how_far_it_knows),
        cmocka_unit_test(probes_are_of_watched_searches),
        cmocka_unit_test(a_million_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
