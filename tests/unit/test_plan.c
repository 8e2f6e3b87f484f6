/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_plan.c: a trace's ids resolved to slots, by the rules of
 * docs/FORMAT.md, and what the trace asks for.
 */
#include "score/plan.h"

#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>

static struct plan *
plan_of(const char *text)
{
    struct error err = {.name = ""};
    struct trace *trace = trace_parse("t.rep", text, strlen(text), &err);
    if (!trace)
        fail_msg("refused: %s", err.text);
    struct plan *plan = plan_new(trace);
    assert_non_null(plan);
    assert_int_equal(plan->n_ops, trace->n_ops);
    trace_free(trace);
    return plan;
}

static void
assert_op(const struct plan *plan, size_t i, enum plan_kind kind, uint32_t slot,
          size_t size)
{
    assert_true(i < plan->n_ops);
    assert_int_equal(plan->ops[i].kind, kind);
    assert_int_equal(plan->ops[i].slot, slot);
    assert_int_equal(plan->ops[i].size, size);
}

static void
plain(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 0 100\na 1 20\nr 0 300\nf 1\nf 0\n");
    assert_op(p, 0, PLAN_ALLOC, 1, 100);
    assert_op(p, 1, PLAN_ALLOC, 2, 20);
    assert_op(p, 2, PLAN_REALLOC, 1, 300);
    assert_op(p, 3, PLAN_FREE, 2, 0);
    assert_op(p, 4, PLAN_FREE, 1, 0);
    assert_int_equal(p->n_slots, 3);
    assert_int_equal(p->n_left, 0);
    assert_int_equal(p->peak_live, 320);
    assert_int_equal(p->peak_op, 3);
    plan_free(p);
}

static void
peak_is_the_first_of_equals(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 0 10\nf 0\na 1 10\n");
    assert_int_equal(p->peak_live, 10);
    assert_int_equal(p->peak_op, 1);
    plan_free(p);
}

static void
id_used_again_after_free(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 7 10\nf 7\na 7 20\n");
    assert_op(p, 1, PLAN_FREE, 1, 0);
    assert_op(p, 2, PLAN_ALLOC, 1, 20);
    assert_int_equal(p->n_slots, 2);
    assert_int_equal(p->n_left, 1);
    assert_int_equal(p->left[0], 1);
    assert_int_equal(p->peak_live, 20);
    plan_free(p);
}

/* The block that the trace lost stays live, in a slot of its own. */
static void
alloc_of_live_id(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 7 10\na 7 20\nf 7\n");
    assert_op(p, 0, PLAN_ALLOC, 1, 10);
    assert_op(p, 1, PLAN_ALLOC, 2, 20);
    assert_op(p, 2, PLAN_FREE, 2, 0);
    assert_int_equal(p->n_left, 1);
    assert_int_equal(p->left[0], 1);
    assert_int_equal(p->peak_live, 30);
    plan_free(p);
}

static void
freed_twice_is_free_of_null(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 7 10\nf 7\nf 7\nr 7 30\nf 7\n");
    assert_op(p, 1, PLAN_FREE, 1, 0);
    assert_op(p, 2, PLAN_FREE, 0, 0);
    /* realloc of what was freed: a mistake too, and nothing is played */
    assert_op(p, 3, PLAN_FREE, 0, 30);
    assert_op(p, 4, PLAN_FREE, 0, 0);
    assert_int_equal(p->n_freed_twice, 3);
    assert_int_equal(p->peak_live, 10);
    assert_int_equal(p->n_left, 0);
    plan_free(p);
}

static void
minus_one_is_null(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 0 10\nf -1\nr -1 30\nf 0\n");
    assert_op(p, 1, PLAN_FREE, 0, 0);
    assert_int_equal(p->ops[2].kind, PLAN_RETAKE);
    assert_int_not_equal(p->ops[2].slot, 0);
    assert_int_not_equal(p->ops[2].slot, p->ops[0].slot);
    assert_int_equal(p->n_freed_twice, 0);
    assert_int_equal(p->peak_live, 40);
    assert_int_equal(p->n_left, 1); /* nobody can free it */
    plan_free(p);
}

static void
unknown_id_is_null(void **state)
{
    (void)state;
    struct plan *p = plan_of("f 3\nr 4 30\nr 4 50\nf 4\n");
    assert_op(p, 0, PLAN_FREE, 0, 0);
    assert_op(p, 1, PLAN_RETAKE, 1, 30);
    assert_op(p, 2, PLAN_REALLOC, 1, 50);
    assert_op(p, 3, PLAN_FREE, 1, 0);
    assert_int_equal(p->n_freed_twice, 0);
    assert_int_equal(p->peak_live, 50);
    plan_free(p);
}

/* r ID 0 frees, and ID means NULL then: neither mistake nor block. */
static void
realloc_to_zero_frees(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 0 10\nr 0 0\nf 0\nr 0 40\nf 0\n");
    assert_op(p, 1, PLAN_REALLOC, 1, 0);
    assert_op(p, 2, PLAN_FREE, 0, 0);
    assert_op(p, 3, PLAN_RETAKE, 1, 40);
    assert_op(p, 4, PLAN_FREE, 1, 0);
    assert_int_equal(p->n_freed_twice, 0);
    assert_int_equal(p->n_left, 0);
    assert_int_equal(p->peak_live, 40);
    plan_free(p);
}

/* A block of nothing is a block. */
static void
alloc_of_zero(void **state)
{
    (void)state;
    struct plan *p = plan_of("a 0 0\na 1 5\nf 0\n");
    assert_op(p, 0, PLAN_ALLOC, 1, 0);
    assert_op(p, 2, PLAN_FREE, 1, 0);
    assert_int_equal(p->n_freed_twice, 0);
    assert_int_equal(p->n_left, 1);
    plan_free(p);
}

/* Ids far apart, and more of them than the smallest table holds. */
static void
many_ids(void **state)
{
    static char text[64 * 1000];
    size_t n = 0;
    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "a %llu %u\n",
                              9223372036854775807ull - 1000003ull * i, i);
    for (unsigned i = 0; i < 1000; i += 2)
        n += (size_t)snprintf(text + n, sizeof text - n, "f %llu\n",
                              9223372036854775807ull - 1000003ull * i);
    struct plan *p = plan_of(text);
    assert_int_equal(p->n_slots, 1001);
    for (uint32_t i = 0; i < 1000; i++)
        assert_op(p, i, PLAN_ALLOC, i + 1, i);
    for (uint32_t i = 0; i < 500; i++)
        assert_op(p, 1000 + i, PLAN_FREE, 2 * i + 1, 0);
    assert_int_equal(p->n_left, 500);
    assert_int_equal(p->peak_live, 999 * 1000 / 2);
    plan_free(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(peak_is_the_first_of_equals),
        cmocka_unit_test(id_used_again_after_free),
        cmocka_unit_test(alloc_of_live_id),
        cmocka_unit_test(freed_twice_is_free_of_null),
        cmocka_unit_test(minus_one_is_null),
        cmocka_unit_test(unknown_id_is_null),
        cmocka_unit_test(realloc_to_zero_frees),
        cmocka_unit_test(alloc_of_zero),
        cmocka_unit_test(many_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
