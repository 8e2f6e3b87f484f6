/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_why.c: why: the operation that put a block where it is, or made a free
 * block, is the one that going through all moments finds.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/why.h"

#include <stdlib.h>
#include <string.h>

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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_is_as_it_was),
        cmocka_unit_test(long_searches_are_kept_at_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
