/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_twins.c: every policy is compiled twice, and the watched one serves
 * hardened and observed heaps. The same random work must leave the same bytes
 * in all three.
 */
#include "support/heaps.h"
#include "support/policies.h"
#include "support/random.h"
#include "support/work.h"

#include <string.h>

enum { N_TWINS = 3, LIVES = 4, OPERATIONS = 500 };

struct twins {
    struct heap *heap[N_TWINS]; /* plain, observed, hardened */
    size_t slot[N_SLOTS];       /* payload offsets; 0: none */
    size_t result[N_TWINS];
    struct random random;
    char policy[POLICY_TEXT];
};

static void
ignore(void *context, const struct heap_event *event)
{
    (void)context, (void)event;
}

static bool
same(const struct twins *t, const struct heap *a, const struct heap *b)
{
    size_t n = heap_size(a);
    return heap_size(b) == n && heap_epoch(a) == heap_epoch(b) &&
           heap_last_status(a) == heap_last_status(b) &&
           t->result[0] == t->result[1] && t->result[0] == t->result[2] &&
           memcmp(heap_pointer(a, 0), heap_pointer(b, 0), n) == 0;
}

static void
work_and_compare(struct twins *t)
{
    struct work w = random_work(&t->random, t->slot);
    for (size_t i = 0; i < N_TWINS; i++)
        t->result[i] = work_on(t->heap[i], &w, t->slot[w.slot]);
    if (!same(t, t->heap[0], t->heap[1]) || !same(t, t->heap[0], t->heap[2])) {
        fail_msg("%s: kind %d, %zu bytes: 0x%zx plain, 0x%zx observed, "
                 "0x%zx hardened",
                 t->policy, (int)w.kind, w.size, t->result[0], t->result[1],
                 t->result[2]);
    }
    (void)work_keep(&w, t->result[0], t->slot);
}

static void
live(struct twins *t, const struct policy *policy, size_t limit)
{
    memset(t->slot, 0, sizeof t->slot);
    policy_format(policy, t->policy);
    for (size_t i = 0; i < N_TWINS; i++) {
        struct heap_config config = {
            .policy = *policy, .limit = limit, .hardened = i == 2};
        t->heap[i] = heap_new(&config);
        assert_non_null(t->heap[i]);
    }
    heap_observe(t->heap[1], ignore, NULL);
    for (size_t i = 0; i < OPERATIONS; i++)
        work_and_compare(t);
    for (size_t i = 0; i < N_TWINS; i++) {
        assert_consistent(t->heap[i]);
        heap_delete(t->heap[i]);
    }
}

static void
test_twins(void **state)
{
    (void)state;
    struct twins twins = {.random = {.state = 1}};
    for (size_t i = 0; i < (size_t)N_POLICIES * LIVES; i++) {
        struct policy policy = policy_nth(i / LIVES);
        live(&twins, &policy, i % 2 ? 0 : (size_t)1 << 14);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_twins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
