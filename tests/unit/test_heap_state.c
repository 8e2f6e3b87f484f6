/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_state.c: a heap that rests and wakes beside one that never does,
 * images taken and put back, hashes. Random work on every policy; HEAP_SEED
 * chooses other work, and a life that fails prints what to repeat it with.
 */
#include "allocator/heap_state.h"

#include "support/heaps.h"
#include "support/policies.h"
#include "support/random.h"
#include "support/work.h"

#include <stdlib.h>
#include <string.h>

/* --- whose turn it is ------------------------------------------------------*/

static struct life {
    uint64_t seed;
    char policy[POLICY_TEXT];
    bool over;
} life;

static int
print_life(void **state)
{
    (void)state;
    if (!life.over && life.seed) {
        print_message("# %s, HEAP_SEED=%llu\n", life.policy,
                      (unsigned long long)life.seed);
    }
    return 0;
}

/* Calls LIVE for every policy, LIVES times, each with work of its own. */
static void
live_all(void (*live)(const struct policy *, struct random *, size_t limit),
         uint64_t lives)
{
    const char *chosen = getenv("HEAP_SEED");
    uint64_t seed = chosen ? strtoull(chosen, NULL, 0) : 1;
    for (uint64_t i = 0; i < lives * N_POLICIES; i++) {
        struct policy policy = policy_nth(i / lives);
        life = (struct life){.seed = seed + i % lives};
        policy_format(&policy, life.policy);
        struct random random = {.state = life.seed};
        live(&policy, &random, life.seed % 2 ? 0 : (size_t)1 << 14);
        life.over = true;
    }
}

/* --- heaps at work ---------------------------------------------------------*/

static struct heap *
heap_made(const struct policy *policy, bool hardened, size_t limit)
{
    struct heap_config config = {
        .policy = *policy, .limit = limit, .hardened = hardened};
    struct heap *heap = heap_new(&config);
    assert_non_null(heap);
    return heap;
}

static bool
one_in(struct random *random, size_t n)
{
    return random_below(random, n) == 0;
}

/* What a program would leave in its block. */
static void
write_payload(struct heap *heap, size_t off, const struct work *w)
{
    memset(heap_pointer(heap, off), (int)(w->slot + 0x80), w->size);
}

static void
assert_zeros(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i])
            fail_msg("byte %zu is 0x%02x", i, p[i]);
}

/* One random operation on N heaps with the same blocks. */
static void
work_on_all(struct heap *heaps[], size_t n, size_t slots[N_SLOTS],
            struct random *random)
{
    struct work w = random_work(random, slots);
    size_t result = 0;
    for (size_t i = 0; i < n; i++) {
        size_t own = work_on(heaps[i], &w, slots[w.slot]);
        if (i)
            assert_int_equal(own, result);
        result = own;
        assert_int_equal(heap_last_status(heaps[i]),
                         heap_last_status(heaps[0]));
    }
    if (!work_keep(&w, result, slots))
        return;
    for (size_t i = 0; i < n; i++) {
        if (w.kind == CALLOC)
            assert_zeros(heap_pointer(heaps[i], result), w.size);
        write_payload(heaps[i], result, &w);
    }
}

static void
work_long(struct heap *heap, size_t slots[N_SLOTS], struct random *random,
          size_t operations)
{
    for (size_t i = 0; i < operations; i++)
        work_on_all(&heap, 1, slots, random);
}

static void
assert_same_lists(const struct heap *a, const struct heap *b)
{
    for (unsigned i = 0; i < heap_n_lists(a); i++) {
        struct list_info x = heap_list(a, i), y = heap_list(b, i);
        assert_int_equal(x.n, y.n);
        assert_int_equal(x.bytes, y.bytes);
    }
}

static void
assert_same_figures(struct heap *a, struct heap *b)
{
    struct heap_figures x, y;
    heap_get_figures(a, &x);
    heap_get_figures(b, &y);
    assert_int_equal(x.heap, y.heap);
    assert_int_equal(x.limit, y.limit);
    assert_int_equal(x.used_blocks, y.used_blocks);
    assert_int_equal(x.used_bytes, y.used_bytes);
    assert_int_equal(x.free_blocks, y.free_blocks);
    assert_int_equal(x.free_bytes, y.free_bytes);
    assert_int_equal(x.largest_free, y.largest_free);
}

/* Two hardened heaps after the same operations. */
static void
assert_same(struct heap *a, struct heap *b)
{
    assert_int_equal(heap_hash(a), heap_hash(b));
    assert_consistent(a);
    assert_same_figures(a, b);
    assert_same_lists(a, b);
    assert_int_equal(heap_hash(a), heap_hash(b));
}

static void
assert_quick(const struct heap *heap, size_t largest)
{
    size_t quick = 1, steps = SIZE_MAX;
    assert_true(heap_largest_quick(heap, SIZE_MAX, &quick, &steps));
    assert_int_equal(quick, largest);
    assert_true(steps <= heap_size(heap) / HEAP_ALIGN);
    if (steps)
        assert_false(heap_largest_quick(heap, steps - 1, &quick, NULL));
}

static size_t
largest_of(struct heap *heap)
{
    struct heap_figures figures;
    heap_get_figures(heap, &figures);
    return figures.largest_free;
}

/* --- rest ------------------------------------------------------------------*/

struct twins {
    struct heap *heap[2]; /* one that never rests, one that does */
    size_t events;
};

static void
count_event(void *context, const struct heap_event *event)
{
    (void)event;
    ++*(size_t *)context;
}

/* Before an operation: the second twin may lie down, or wake and be looked at;
 * an observer comes or goes. */
static void
turn(struct twins *t, struct random *random)
{
    struct heap *steady = t->heap[0], *other = t->heap[1];
    if (one_in(random, 30))
        heap_observe(other, count_event, &t->events);
    else if (one_in(random, 10))
        heap_observe(other, NULL, NULL);
    if (!heap_is_resting(other)) {
        if (one_in(random, 8))
            assert_same(other, steady);
        if (one_in(random, 8))
            heap_rest(other);
        return;
    }
    if (one_in(random, 4))
        assert_quick(other, largest_of(steady));
    if (one_in(random, 12)) {
        uint64_t epoch = heap_epoch(other);
        heap_wake(other);
        assert_false(heap_is_resting(other));
        assert_true(heap_epoch(other) > epoch);
        assert_same(other, steady);
    }
}

static void
live_in_turns(const struct policy *policy, struct random *random, size_t limit)
{
    struct twins t = {
        {heap_made(policy, true, limit), heap_made(policy, true, limit)}, 0};
    size_t slots[N_SLOTS] = {0};
    for (size_t i = 0; i < 400; i++) {
        turn(&t, random);
        work_on_all(t.heap, 2, slots, random);
    }
    heap_wake(t.heap[1]);
    assert_same(t.heap[1], t.heap[0]);
    assert_quick(t.heap[0], largest_of(t.heap[0]));
    heap_delete(t.heap[0]);
    heap_delete(t.heap[1]);
}

static void
test_rest_and_wake(void **state)
{
    (void)state;
    live_all(live_in_turns, 4);
}

static void
live_observed(const struct policy *policy, struct random *random, size_t limit)
{
    struct heap *heaps[2] = {heap_made(policy, true, limit),
                             heap_made(policy, true, limit)};
    size_t slots[N_SLOTS] = {0}, events[2] = {0};
    heap_rest(heaps[1]);
    for (size_t i = 0; i < 100; i++) {
        for (size_t k = 0; k < 2; k++)
            heap_observe(heaps[k], i < 50 ? count_event : NULL, &events[k]);
        work_on_all(heaps, 2, slots, random);
        assert_int_equal(events[0], events[1]);
    }
    assert_true(events[1] > 0);
    assert_true(heap_is_resting(heaps[1]));
    heap_wake(heaps[1]);
    assert_same(heaps[1], heaps[0]);
    heap_delete(heaps[0]);
    heap_delete(heaps[1]);
}

static void
test_observer_at_rest(void **state)
{
    (void)state;
    live_all(live_observed, 1);
}

static void
live_reset(const struct policy *policy, struct random *random, size_t limit)
{
    struct heap *heap = heap_made(policy, true, limit);
    struct heap *new = heap_made(policy, true, limit);
    size_t slots[N_SLOTS] = {0};
    work_long(heap, slots, random, 50);
    heap_rest(heap);
    work_long(heap, slots, random, 50);
    heap_reset(heap);
    assert_false(heap_is_resting(heap));
    assert_same(heap, new);
    memset(slots, 0, sizeof slots);
    for (size_t i = 0; i < 50; i++)
        work_on_all((struct heap *[]){heap, new}, 2, slots, random);
    assert_same(heap, new);
    heap_delete(heap);
    heap_delete(new);
}

static void
test_reset_wakes(void **state)
{
    (void)state;
    live_all(live_reset, 1);
}

static void
test_no_ops(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    struct heap *plain = heap_of("segregated", false, 0);
    uint64_t epoch = heap_epoch(heap);
    heap_wake(heap);
    assert_int_equal(heap_epoch(heap), epoch);
    heap_rest(heap);
    heap_rest(heap);
    assert_true(heap_is_resting(heap));
    heap_rest(plain);
    assert_false(heap_is_resting(plain));
    heap_wake(plain);
    (void)take_block(plain, 64);
    assert_consistent(plain);
    heap_delete(heap);
    heap_delete(plain);
}

static void
test_figures_at_rest(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    struct heap_figures figures;
    (void)take_block(heap, 64);
    heap_rest(heap);
    heap_get_figures(heap, &figures);
    assert_int_equal(figures.heap, heap_size(heap));
    assert_int_equal(figures.used_blocks + figures.used_bytes, 0);
    assert_int_equal(figures.free_blocks + figures.free_bytes, 0);
    assert_int_equal(figures.largest_free, 0);
    for (unsigned i = 0; i < heap_n_lists(heap); i++)
        assert_int_equal(heap_list(heap, i).n + heap_list(heap, i).bytes, 0);
    assert_consistent(heap);
    heap_delete(heap);
}

/* --- images ----------------------------------------------------------------*/

struct image {
    void *copy[HEAP_PARTS];
    size_t size[HEAP_PARTS];
    bool resting; /* or plain */
    uint64_t hash;
    size_t slots[N_SLOTS];
    struct random random; /* of the work that came after it */
};

static struct image
image_take(const struct heap *heap, const size_t slots[N_SLOTS],
           const struct random *random)
{
    struct image image = {.hash = heap_hash(heap), .random = *random};
    struct heap_part parts[HEAP_PARTS];
    heap_image_parts(heap, parts);
    memcpy(image.slots, slots, sizeof image.slots);
    for (size_t i = 0; i < HEAP_PARTS; i++) {
        image.size[i] = parts[i].size;
        image.copy[i] = malloc(parts[i].size + 1);
        assert_non_null(image.copy[i]);
        memcpy(image.copy[i], parts[i].base, parts[i].size);
    }
    image.resting = !image.size[1];
    assert_int_equal(image.size[2], heap_size(heap));
    return image;
}

static void
image_free(struct image *image)
{
    for (size_t i = 0; i < HEAP_PARTS; i++)
        free(image->copy[i]);
}

/* Puts the image into HEAP, whatever that is at. */
static void
image_copy(const struct image *image, struct heap *heap)
{
    struct heap_hole holes[HEAP_PARTS];
    uint64_t epoch = heap_epoch(heap);
    assert_true(heap_image_begin(heap, image->size[2], image->resting, holes));
    for (size_t i = 0; i < HEAP_PARTS; i++) {
        assert_int_equal(holes[i].size, image->size[i]);
        memcpy(holes[i].base, image->copy[i], image->size[i]);
    }
    heap_image_end(heap);
    assert_true(heap_epoch(heap) > epoch);
    assert_int_equal(heap_last_status(heap), HEAP_OK);
    assert_int_equal(heap_size(heap), image->size[2]);
    assert_int_equal(heap_hash(heap), image->hash);
}

/* The same of one that is intact. */
static void
image_put(const struct image *image, struct heap *heap)
{
    (void)largest_of(heap); /* so that there are maxima to be forgotten */
    image_copy(image, heap);
    assert_consistent(heap);
    if (!image->resting)
        assert_quick(heap, largest_of(heap));
}

/* The bytes that HEAP, which had OLD bytes, has no more. */
static void
assert_clean_beyond(const struct heap *heap, size_t old)
{
    size_t end = heap_size(heap);
    if (old > end)
        assert_zeros(heap_pointer(heap, end), old - end);
}

static void
rest_or_not(struct heap *heap, struct random *random)
{
    if (one_in(random, 2))
        heap_rest(heap);
    else
        heap_wake(heap);
}

/* The work that came after the image, awake at the end. Answers the hash. */
static uint64_t
work_after(const struct image *image, struct heap *heap, size_t operations)
{
    struct random random = image->random;
    size_t slots[N_SLOTS];
    memcpy(slots, image->slots, sizeof slots);
    work_long(heap, slots, &random, operations);
    heap_wake(heap);
    assert_consistent(heap);
    return heap_hash(heap);
}

/* An image goes back into HEAP, where it was taken, after other work, and into
 * CLONE, which did work of its own: what came after comes again, in both. */
static void
live_twice(const struct policy *policy, struct random *random, size_t limit)
{
    struct heap *heap = heap_made(policy, true, limit);
    struct heap *clone = heap_made(policy, true, limit);
    size_t slots[N_SLOTS] = {0}, others[N_SLOTS] = {0};
    for (size_t round = 0; round < 6; round++) {
        rest_or_not(heap, random);
        work_long(heap, slots, random, random_below(random, 60));
        struct image image = image_take(heap, slots, random);
        size_t operations = random_below(random, 60);
        uint64_t after = work_after(&image, heap, operations);
        rest_or_not(heap, random);
        work_long(clone, others, random, random_below(random, 80));
        rest_or_not(clone, random);
        size_t had = heap_size(heap), clone_had = heap_size(clone);
        image_put(&image, heap);
        assert_int_equal(heap_is_resting(heap), image.resting);
        assert_clean_beyond(heap, had);
        image_put(&image, clone);
        assert_clean_beyond(clone, clone_had);
        assert_int_equal(work_after(&image, heap, operations), after);
        assert_int_equal(work_after(&image, clone, operations), after);
        assert_same(heap, clone);
        image_put(&image, heap);
        image_put(&image, clone);
        memcpy(others, slots, sizeof others);
        image_free(&image);
    }
    heap_delete(heap);
    heap_delete(clone);
}

static void
test_images(void **state)
{
    (void)state;
    live_all(live_twice, 4);
}

static void
live_plain(const struct policy *policy, struct random *random, size_t limit)
{
    struct heap *plain = heap_made(policy, false, limit);
    struct heap *heaps[] = {heap_made(policy, false, limit),
                            heap_made(policy, true, limit)};
    size_t slots[N_SLOTS] = {0}, others[N_SLOTS] = {0};
    work_long(plain, slots, random, 80);
    work_on_all(heaps, 2, others, random);
    struct image image = image_take(plain, slots, random);
    assert_true(image.resting);
    uint64_t plain_hash = work_after(&image, plain, 40);
    image_put(&image, heaps[0]);
    image_put(&image, heaps[1]);
    assert_false(heap_is_resting(heaps[0]));
    assert_true(heap_is_resting(heaps[1]));
    assert_int_equal(work_after(&image, heaps[0], 40), plain_hash);
    (void)work_after(&image, heaps[1], 40);
    heap_rest(heaps[1]);
    assert_int_equal(heap_hash(heaps[1]), plain_hash);
    image_free(&image);
    heap_delete(plain);
    heap_delete(heaps[0]);
    heap_delete(heaps[1]);
}

static void
test_plain_images(void **state)
{
    (void)state;
    live_all(live_plain, 1);
}

/* --- images of damage ------------------------------------------------------*/

static void
poke_about(struct heap *heap, struct random *random, size_t n)
{
    while (n-- > 0) {
        unsigned char byte = (unsigned char)random_next(random);
        size_t at = random_below(random, heap_size(heap));
        assert_int_equal(heap_poke(heap, at, &byte, 1), HEAP_OK);
    }
}

static void
assert_same_reports(const struct heap *heap, const struct heap_report *b)
{
    struct heap_report a;
    (void)heap_check(heap, &a);
    assert_int_equal(a.n_blocks, b->n_blocks);
    assert_int_equal(a.n_violations, b->n_violations);
    assert_int_equal(a.void_mask, b->void_mask);
    for (size_t i = 0; i < a.n_violations && i < HEAP_MAX_VIOLATIONS; i++) {
        const struct heap_violation *x = &a.violations[i];
        const struct heap_violation *y = &b->violations[i];
        assert_int_equal(x->invariant, y->invariant);
        assert_int_equal(x->off, y->off);
        assert_int_equal(x->expected, y->expected);
        assert_int_equal(x->found, y->found);
        assert_int_equal(x->which, y->which);
    }
}

/* Operations that may be refused, as on a damaged heap. */
static void
try_work(struct heap *heap, const size_t slots[N_SLOTS], struct random *random)
{
    for (size_t i = 0; i < 20; i++) {
        size_t off = slots[random_below(random, N_SLOTS)];
        (void)heap_malloc(heap, random_below(random, 500));
        if (off)
            (void)heap_free(heap, heap_pointer(heap, off));
    }
}

static void
live_damaged(const struct policy *policy, struct random *random, size_t limit)
{
    struct heap *heap = heap_made(policy, true, limit);
    struct heap *clone = heap_made(policy, true, limit);
    size_t slots[N_SLOTS] = {0};
    struct heap_report report;
    work_long(heap, slots, random, 60);
    poke_about(heap, random, 1 + random_below(random, 40));
    struct image image = image_take(heap, slots, random);
    size_t largest = largest_of(heap);
    (void)heap_check(heap, &report);
    try_work(heap, slots, random);
    poke_about(heap, random, 40);
    image_copy(&image, heap);
    image_copy(&image, clone);
    assert_same_reports(heap, &report);
    assert_same_reports(clone, &report);
    assert_int_equal(largest_of(heap), largest);
    assert_int_equal(largest_of(clone), largest);
    assert_int_equal(heap_hash(heap), image.hash);
    assert_int_equal(heap_hash(clone), image.hash);
    image_free(&image);
    heap_delete(heap);
    heap_delete(clone);
}

static void
test_damaged_images(void **state)
{
    (void)state;
    live_all(live_damaged, 8);
}

/* --- images, the ends of it ------------------------------------------------*/

/* With more beyond the image's end than is written over (arena.c). */
static void
test_large_heap_shrinks(void **state)
{
    (void)state;
    enum { LARGE = 150 << 20 };
    struct heap *heap = heap_of("segregated", true, 0);
    size_t slots[N_SLOTS] = {0};
    struct random random = {.state = 1};
    work_long(heap, slots, &random, 30);
    struct image image = image_take(heap, slots, &random);
    void *p = heap_malloc(heap, LARGE);
    assert_non_null(p);
    memset(p, 0xff, LARGE);
    for (size_t i = 0; i < 1000; i++)
        memset(take_block(heap, 4096), 0xff, 4000);
    void *far = take_block(heap, 1 << 20); /* its maximum is stale later */
    (void)take_block(heap, 64);
    assert_int_equal(heap_free(heap, far), HEAP_OK);
    size_t had = heap_size(heap);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    assert_true(largest_of(heap) >= LARGE);
    image_put(&image, heap);
    assert_clean_beyond(heap, had);
    p = heap_calloc(heap, 1, LARGE);
    assert_non_null(p);
    assert_zeros(p, LARGE);
    assert_consistent(heap);
    image_free(&image);
    heap_delete(heap);
}

static void
test_image_beyond_limit(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    struct heap *small = heap_of("segregated", true, 1 << 14);
    struct heap *new = heap_of("segregated", true, 1 << 14);
    struct heap_hole holes[HEAP_PARTS];
    (void)take_block(heap, 1 << 15);
    (void)take_block(small, 64);
    heap_rest(small);
    assert_false(heap_image_begin(small, heap_size(heap), false, holes));
    assert_false(heap_is_resting(small));
    assert_int_equal(heap_hash(small), heap_hash(new));
    (void)take_block(small, 64);
    assert_consistent(small);
    heap_delete(heap);
    heap_delete(small);
    heap_delete(new);
}

/* An iterator that was opened before is stale, whatever the image's epoch. */
static void
test_image_epoch(void **state)
{
    (void)state;
    struct heap *heap = heap_of("explicit", true, 0);
    size_t slots[N_SLOTS] = {0};
    struct random random = {.state = 1};
    struct image image = image_take(heap, slots, &random);
    struct block_iter iter;
    struct block_info info;
    (void)take_block(heap, 64);
    for (size_t i = 0; i < 3; i++) {
        block_iter_open(&iter, heap, 0, SIZE_MAX);
        image_put(&image, heap);
        assert_int_equal(block_iter_next(&iter, &info), ITER_STALE);
    }
    image_free(&image);
    heap_delete(heap);
}

/* --- the largest block, hashes ---------------------------------------------*/

static void
test_largest_quick(void **state)
{
    (void)state;
    struct heap *heap = heap_of("tlsf", true, 0);
    size_t largest, steps;
    assert_quick(heap, 0);
    void *p = take_block(heap, 240), *q = take_block(heap, 65536);
    (void)take_block(heap, 16);
    fill_holes(heap);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    assert_true(heap_largest_quick(heap, 1, &largest, &steps));
    assert_int_equal(largest, 240);
    assert_int_equal(steps, 1);
    assert_int_equal(heap_free(heap, q), HEAP_OK);
    assert_false(heap_largest_quick(heap, 0, &largest, &steps));
    assert_int_equal(steps, 0);
    assert_quick(heap, largest_of(heap));
    heap_delete(heap);
}

/* Of many blocks in a class of one size the first tells. */
static void
test_largest_of_one_size(void **state)
{
    (void)state;
    struct heap *heap = heap_of("buddy", true, 0);
    size_t largest, steps;
    void *p[20];
    for (size_t i = 0; i < 20; i++)
        p[i] = take_block(heap, 1024);
    for (size_t i = 0; i < 20; i += 2)
        assert_int_equal(heap_free(heap, p[i]), HEAP_OK);
    assert_true(heap_largest_quick(heap, 1, &largest, &steps));
    assert_int_equal(largest, 1024);
    assert_int_equal(steps, 1);
    heap_delete(heap);
}

/* A ring of links, and a link that leads out of the heap. */
static void
test_largest_of_damaged(void **state)
{
    (void)state;
    struct heap *heap = heap_of("explicit", true, 0);
    char *p = take_block(heap, 64), *q = take_block(heap, 64);
    size_t largest = 7;
    (void)q;
    uint32_t link = (uint32_t)(heap_offset(heap, p) >> 4);
    assert_int_equal(heap_free(heap, p), HEAP_OK);
    (void)heap_poke(heap, heap_offset(heap, p), &link, sizeof link);
    assert_false(heap_largest_quick(heap, SIZE_MAX, &largest, NULL));
    link = UINT32_MAX;
    (void)heap_poke(heap, heap_offset(heap, p), &link, sizeof link);
    assert_false(heap_largest_quick(heap, SIZE_MAX, &largest, NULL));
    assert_int_equal(largest, 7);
    heap_delete(heap);
}

/* Any one byte makes another hash. */
static void
test_hash_tells(void **state)
{
    (void)state;
    struct heap *heap = heap_of("segregated", true, 0);
    size_t slots[N_SLOTS] = {0};
    struct random random = {.state = 1};
    work_long(heap, slots, &random, 60);
    uint64_t hash = heap_hash(heap);
    for (size_t at = 0; at < heap_size(heap); at++) {
        unsigned char byte, other;
        assert_int_equal(heap_peek(heap, at, &byte, 1), 1);
        other = byte ^ 1;
        (void)heap_poke(heap, at, &other, 1);
        assert_int_not_equal(heap_hash(heap), hash);
        (void)heap_poke(heap, at, &byte, 1);
    }
    assert_int_equal(heap_hash(heap), hash);
    heap_delete(heap);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_rest_and_wake, print_life),
        cmocka_unit_test_teardown(test_observer_at_rest, print_life),
        cmocka_unit_test_teardown(test_reset_wakes, print_life),
        cmocka_unit_test(test_no_ops),
        cmocka_unit_test(test_figures_at_rest),
        cmocka_unit_test_teardown(test_images, print_life),
        cmocka_unit_test_teardown(test_plain_images, print_life),
        cmocka_unit_test_teardown(test_damaged_images, print_life),
        cmocka_unit_test(test_large_heap_shrinks),
        cmocka_unit_test(test_image_beyond_limit),
        cmocka_unit_test(test_image_epoch),
        cmocka_unit_test(test_largest_quick),
        cmocka_unit_test(test_largest_of_one_size),
        cmocka_unit_test(test_largest_of_damaged),
        cmocka_unit_test(test_hash_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
