/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_event.c: what an observer is told, in what order, with which
 * offsets and sizes.
 */
#include "allocator/event.h"
#include "support/heaps.h"

#include <string.h>

enum { MAX_EVENTS = 64 };

struct log {
    size_t n;
    struct heap_event events[MAX_EVENTS];
};

static void
note(void *context, const struct heap_event *event)
{
    struct log *log = context;
    assert_in_range(log->n, 0, MAX_EVENTS - 1);
    log->events[log->n++] = *event;
}

/* The names of the events since the last call, joined by blanks. */
static void
assert_events(struct log *log, const char *expected)
{
    char text[MAX_EVENTS * 12] = "";
    size_t at = 0;
    for (size_t i = 0; i < log->n; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s",
                               i ? " " : "",
                               heap_event_name(log->events[i].kind));
    }
    assert_string_equal(text, expected);
    log->n = 0;
}

static const struct heap_event *
nth(const struct log *log, enum heap_event_kind kind, size_t n)
{
    for (size_t i = 0; i < log->n; i++) {
        if (log->events[i].kind == kind && n-- == 0) {
            return &log->events[i];
        }
    }
    fail_msg("no event %s", heap_event_name(kind));
    return NULL;
}

static void
test_alloc_grows_and_splits(void **state)
{
    (void)state;
    struct log log = {0};
    struct heap *heap = heap_of("explicit", true, 0);
    size_t empty = heap_size(heap);
    heap_observe(heap, note, &log);
    size_t off = heap_offset(heap, take_block(heap, 112));
    const struct heap_event *grow = nth(&log, EVENT_GROW, 0);
    assert_int_equal(grow->size, heap_size(heap));
    assert_int_equal(grow->other_size, heap_size(heap) - empty);
    const struct heap_event *split = nth(&log, EVENT_SPLIT, 0);
    assert_int_equal(split->off, off);
    assert_int_equal(split->size, 112);
    assert_int_equal(split->other_off, off + 112);
    assert_int_equal(split->other_size, heap_size(heap) - empty - 112);
    const struct heap_event *link = nth(&log, EVENT_LINK, 0);
    assert_int_equal(link->off, off + 112);
    assert_int_equal(link->size, split->other_size);
    assert_events(&log, "grow take split link");
    heap_delete(heap);
}

static void
test_alloc_takes_and_splits(void **state)
{
    (void)state;
    struct log log = {0};
    struct heap *heap = heap_of("explicit", true, 0);
    size_t first = heap_offset(heap, take_block(heap, 112));
    heap_observe(heap, note, &log);
    size_t off = heap_offset(heap, take_block(heap, 48));
    assert_int_equal(off, first + 112);
    const struct heap_event *probe = nth(&log, EVENT_PROBE, 0);
    assert_int_equal(probe->off, off);
    assert_int_equal(probe->other_size, 48);
    assert_true(probe->size >= probe->other_size);
    assert_int_equal(nth(&log, EVENT_TAKE, 0)->off, off);
    assert_int_equal(nth(&log, EVENT_TAKE, 0)->size, probe->size);
    assert_int_equal(nth(&log, EVENT_UNLINK, 0)->off, off);
    assert_events(&log, "probe take unlink split link");
    heap_delete(heap);
}

static void
test_alloc_exact(void **state)
{
    (void)state;
    struct log log = {0};
    struct heap *heap = heap_of("explicit", true, 0);
    void *p = take_block(heap, 112);
    (void)take_block(heap, 32);
    fill_holes(heap);
    heap_observe(heap, note, &log);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    assert_int_equal(nth(&log, EVENT_LINK, 0)->size, 112);
    assert_events(&log, "link");
    assert_ptr_equal(take_block(heap, 112), p);
    assert_events(&log, "probe take unlink");
    heap_delete(heap);
}

/* Probes follow the search: three too small, then the one that fits. */
static void
test_probes(void **state)
{
    (void)state;
    struct log log = {0};
    struct heap *heap = heap_of("explicit:address", true, 0);
    void *hole[4];
    for (size_t i = 0; i < 4; i++) {
        hole[i] = take_block(heap, 64 + 32 * i);
        (void)take_block(heap, 32);
    }
    fill_holes(heap);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(heap_free(heap, hole[i]), HEAP_OK);
    }
    heap_observe(heap, note, &log);
    assert_ptr_equal(take_block(heap, 160), hole[3]);
    for (size_t i = 0; i < 4; i++) {
        const struct heap_event *probe = nth(&log, EVENT_PROBE, i);
        assert_int_equal(probe->off, heap_offset(heap, hole[i]));
        assert_int_equal(probe->size >= probe->other_size, i == 3);
    }
    assert_events(&log, "probe probe probe probe take unlink");
    heap_delete(heap);
}

struct neighbours {
    struct heap *heap;
    void *left, *middle, *right;
};

static struct neighbours
make_neighbours(const char *policy)
{
    struct neighbours n = {.heap = heap_of(policy, true, 0)};
    n.left = take_block(n.heap, 64);
    n.middle = take_block(n.heap, 64);
    n.right = take_block(n.heap, 64);
    (void)take_block(n.heap, 64);
    fill_holes(n.heap);
    return n;
}

static void
test_free_joins_left(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit");
    size_t left = heap_offset(n.heap, n.left);
    (void)heap_free(n.heap, n.left);
    heap_observe(n.heap, note, &log);
    (void)heap_free(n.heap, n.middle);
    const struct heap_event *join = nth(&log, EVENT_COALESCE, 0);
    assert_int_equal(join->off, left);
    assert_int_equal(join->size, 128);
    assert_int_equal(join->other_off, left);
    assert_int_equal(join->other_size, 64);
    assert_events(&log, "unlink coalesce link");
    heap_delete(n.heap);
}

static void
test_free_joins_right(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit");
    size_t middle = heap_offset(n.heap, n.middle);
    (void)heap_free(n.heap, n.right);
    heap_observe(n.heap, note, &log);
    (void)heap_free(n.heap, n.middle);
    const struct heap_event *join = nth(&log, EVENT_COALESCE, 0);
    assert_int_equal(join->off, middle);
    assert_int_equal(join->size, 128);
    assert_int_equal(join->other_off, middle + 64);
    assert_int_equal(join->other_size, 64);
    assert_events(&log, "unlink coalesce link");
    heap_delete(n.heap);
}

static void
test_free_joins_both(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "explicit:address"};
    for (size_t i = 0; i < 4; i++) {
        struct log log = {0};
        struct neighbours n = make_neighbours(policies[i]);
        (void)heap_free(n.heap, n.left);
        (void)heap_free(n.heap, n.right);
        heap_observe(n.heap, note, &log);
        (void)heap_free(n.heap, n.middle);
        assert_int_equal(nth(&log, EVENT_LINK, 0)->off,
                         heap_offset(n.heap, n.left));
        assert_int_equal(nth(&log, EVENT_LINK, 0)->size, 3 * 64);
        assert_int_equal(nth(&log, EVENT_COALESCE, 1)->size, 3 * 64);
        assert_events(&log, "unlink coalesce unlink coalesce link");
        heap_delete(n.heap);
    }
}

/* Without lists nothing is linked; joining is told all the same. */
static void
test_free_implicit(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("implicit");
    heap_observe(n.heap, note, &log);
    (void)heap_free(n.heap, n.left);
    assert_events(&log, "");
    (void)heap_free(n.heap, n.middle);
    assert_events(&log, "coalesce");
    heap_delete(n.heap);
}

static void
test_free_deferred(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit:deferred");
    size_t left = heap_offset(n.heap, n.left);
    heap_observe(n.heap, note, &log);
    (void)heap_free(n.heap, n.left);
    (void)heap_free(n.heap, n.middle);
    assert_events(&log, "link link");
    assert_int_equal(heap_coalesce(n.heap), 1);
    const struct heap_event *join = nth(&log, EVENT_COALESCE, 0);
    assert_int_equal(join->off, left);
    assert_int_equal(join->size, 128);
    assert_int_equal(join->other_off, left + 64);
    assert_int_equal(join->other_size, 64);
    assert_events(&log, "unlink unlink coalesce link");
    assert_int_equal(heap_coalesce(n.heap), 0);
    assert_events(&log, "");
    heap_delete(n.heap);
}

static void
test_free_off(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit:off");
    heap_observe(n.heap, note, &log);
    (void)heap_free(n.heap, n.left);
    (void)heap_free(n.heap, n.middle);
    (void)heap_free(n.heap, n.right);
    (void)heap_coalesce(n.heap);
    assert_events(&log, "link link link");
    heap_delete(n.heap);
}

static void
test_realloc_copies(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit");
    size_t from = heap_offset(n.heap, n.middle);
    size_t payload = heap_usable_size(n.heap, n.middle);
    heap_observe(n.heap, note, &log);
    size_t to = heap_offset(n.heap, heap_realloc(n.heap, n.middle, 2000));
    const struct heap_event *copy = nth(&log, EVENT_COPY, 0);
    assert_int_equal(copy->off, to);
    assert_int_equal(copy->other_off, from);
    assert_int_equal(copy->size, payload);
    assert_events(&log, "grow take copy link");
    heap_delete(n.heap);
}

/* Down into the free block before it: told as a join to the left, then a
 * copy, and what is left over is cut off. */
static void
test_realloc_slides(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("explicit");
    size_t from = heap_offset(n.heap, n.middle);
    size_t to = heap_offset(n.heap, n.left);
    size_t payload = heap_usable_size(n.heap, n.middle);
    (void)heap_free(n.heap, n.left);
    heap_observe(n.heap, note, &log);
    assert_ptr_equal(heap_realloc(n.heap, n.middle, payload + 1), n.left);
    const struct heap_event *copy = nth(&log, EVENT_COPY, 0);
    const struct heap_event *join = nth(&log, EVENT_COALESCE, 0);
    assert_int_equal(join->off, to);
    assert_int_equal(join->other_off, to);
    assert_int_equal(join->other_size, from - to);
    assert_int_equal(copy->off, to);
    assert_int_equal(copy->other_off, from);
    assert_int_equal(copy->size, payload);
    assert_events(&log, "unlink coalesce copy split link");
    heap_delete(n.heap);
}

static void
test_misuse_tells_nothing(void **state)
{
    (void)state;
    struct log log = {0};
    struct neighbours n = make_neighbours("segregated");
    (void)heap_free(n.heap, n.left);
    heap_observe(n.heap, note, &log);
    assert_int_equal(heap_free(n.heap, n.left), HEAP_DOUBLE_FREE);
    assert_null(heap_malloc(n.heap, SIZE_MAX));
    assert_events(&log, "");
    heap_observe(n.heap, NULL, NULL);
    (void)heap_free(n.heap, n.middle);
    assert_events(&log, "");
    heap_delete(n.heap);
}

static void
test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"probe", "take",   "split", "coalesce",
                                        "link",  "unlink", "grow",  "copy"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_string_equal(heap_event_name((enum heap_event_kind)i), names[i]);
    }
    assert_non_null(heap_event_name((enum heap_event_kind)99));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_grows_and_splits),
        cmocka_unit_test(test_alloc_takes_and_splits),
        cmocka_unit_test(test_alloc_exact),
        cmocka_unit_test(test_probes),
        cmocka_unit_test(test_free_joins_left),
        cmocka_unit_test(test_free_joins_right),
        cmocka_unit_test(test_free_joins_both),
        cmocka_unit_test(test_free_implicit),
        cmocka_unit_test(test_free_deferred),
        cmocka_unit_test(test_free_off),
        cmocka_unit_test(test_realloc_copies),
        cmocka_unit_test(test_realloc_slides),
        cmocka_unit_test(test_misuse_tells_nothing),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
