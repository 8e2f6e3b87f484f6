/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_pins.c: which runs of blocks are found, held against brute force: on a
 * thousand small random heaps every run is really freed, in a heap that the
 * same operations made anew, and the free block that it became is measured.
 * Then what is refused. TEST_SEED=N chooses other heaps.
 */
#include "support/cmocka_all.h"
#include "support/random.h"

#include "session/pins.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAPS = 1000, MAX_OPS = 140, MAX_LIVE = 48, MAX_K = 4, MAX_FOUND = 8 };

/* --- random heaps ----------------------------------------------------------*/
/* One operation: sizes are of blocks by number, counted from 0. */
struct step {
    enum { STEP_ALLOC, STEP_FREE, STEP_REALLOC } kind;
    size_t block, size;
};

struct made {
    struct step steps[MAX_OPS];
    size_t n;
    size_t n_blocks;
    size_t asked[MAX_OPS]; /* of live ones */
    bool live[MAX_OPS];
};

static size_t
random_size(struct random *r)
{
    static const size_t ranges[] = {13, 40, 40, 130, 600};

    return random_below(r, ranges[random_below(r, 5)]);
}

static void
make_step(struct made *made, struct random *r, size_t *n_live, size_t wish)
{
    struct step *step = &made->steps[made->n];
    size_t which;

    step->size = random_size(r);
    if (*n_live == 0 || (*n_live < MAX_LIVE && random_below(r, 100) < wish)) {
        step->kind = STEP_ALLOC;
        step->block = made->n_blocks++;
        ++*n_live;
    } else {
        do {
            which = random_below(r, made->n_blocks);
        } while (!made->live[which]);
        step->block = which;
        step->kind =
            random_below(r, 5) || step->size == 0 ? STEP_FREE : STEP_REALLOC;
        *n_live -= step->kind == STEP_FREE;
    }
    made->live[step->block] = step->kind != STEP_FREE;
    made->asked[step->block] = step->size;
    made->n++;
}

static void
make_heap(struct made *made, struct random *r)
{
    size_t n_ops = random_below(r, MAX_OPS + 1), n_live = 0, wish = 0;

    memset(made, 0, sizeof *made);
    for (size_t i = 0; i < n_ops; i++) {
        if (i % 30 == 0)
            wish = 25 + random_below(r, 65);
        make_step(made, r, &n_live, wish);
    }
}

static void
make_session(struct session *s, const struct made *made)
{
    struct error err;

    for (size_t i = 0; i < made->n; i++) {
        const struct step *step = &made->steps[i];
        struct who who = {.kind = WHO_NUMBER, .value = step->block + 1};
        bool ok = step->kind == STEP_ALLOC
                      ? session_alloc(s, step->size, NULL, NULL, &err)
                  : step->kind == STEP_FREE
                      ? session_free(s, &who, NULL, &err)
                      : session_realloc(s, &who, step->size, NULL, &err);
        if (!ok)
            fail_msg("%s", err.text);
    }
}

/* --- brute force -----------------------------------------------------------*/
struct brute {
    struct heap *heap;
    const struct made *made;
    size_t off[MAX_OPS]; /* by number */
    /* Live blocks in order of address: */
    size_t n, order[MAX_LIVE];
    /* What freeing blocks [i, j] of that order gives, and their sums. */
    size_t gives[MAX_LIVE][MAX_LIVE], asked[MAX_LIVE][MAX_LIVE],
        bytes[MAX_LIVE][MAX_LIVE];
};

/* The same operations, in an empty heap: the same offsets. */
static void
build_again(struct brute *b)
{
    heap_reset(b->heap);
    for (size_t i = 0; i < b->made->n; i++) {
        const struct step *step = &b->made->steps[i];
        size_t *off = &b->off[step->block];
        void *p = *off ? heap_pointer(b->heap, *off) : NULL;

        if (step->kind == STEP_ALLOC)
            p = heap_malloc(b->heap, step->size);
        else if (step->kind == STEP_FREE)
            assert_int_equal(heap_free(b->heap, p), HEAP_OK);
        else
            p = heap_realloc(b->heap, p, step->size);
        *off = heap_offset(b->heap, p);
    }
}

static void
put_in_order(struct brute *b)
{
    b->n = 0;
    for (size_t i = 0; i < b->made->n_blocks; i++) {
        size_t at = b->n;

        if (!b->made->live[i])
            continue;
        for (; at > 0 && b->off[b->order[at - 1]] > b->off[i]; at--)
            b->order[at] = b->order[at - 1];
        b->order[at] = i;
        b->n++;
    }
}

static void
measure(struct brute *b, const struct made *made)
{
    b->made = made;
    build_again(b);
    put_in_order(b);
    for (size_t i = 0; i < b->n; i++) {
        size_t off = b->off[b->order[i]], asked = 0, bytes = 0;

        build_again(b);
        for (size_t j = i; j < b->n; j++) {
            size_t other = b->off[b->order[j]];
            struct block_info info;

            asked += made->asked[b->order[j]];
            assert_true(block_at(b->heap, other, &info));
            bytes += info.size;
            assert_int_equal(heap_free(b->heap, heap_pointer(b->heap, other)),
                             HEAP_OK);
            (void)heap_coalesce(b->heap);
            assert_true(block_at(b->heap, off, &info));
            b->gives[i][j] = info.size;
            b->asked[i][j] = asked;
            b->bytes[i][j] = bytes;
        }
    }
}

/* Is there a part of blocks [I, J] that gives as much? */
static bool
is_beaten(const struct brute *b, size_t i, size_t j)
{
    for (size_t from = i; from <= j; from++) {
        for (size_t to = from; to <= j; to++) {
            if ((from > i || to < j) && b->gives[from][to] >= b->gives[i][j])
                return true;
        }
    }
    return false;
}

struct span {
    size_t i, j;
};

static bool
is_better(const struct brute *b, struct span x, struct span y)
{
    if (b->gives[x.i][x.j] != b->gives[y.i][y.j])
        return b->gives[x.i][x.j] > b->gives[y.i][y.j];
    if (b->asked[x.i][x.j] != b->asked[y.i][y.j])
        return b->asked[x.i][x.j] < b->asked[y.i][y.j];
    return x.i < y.i;
}

/* The best run of at most K blocks that shares none with the N chosen. */
static bool
choose(const struct brute *b, size_t k, const struct span *chosen, size_t n,
       struct span *best)
{
    bool any = false;

    for (size_t i = 0; i < b->n; i++) {
        for (size_t j = i; j < b->n && j < i + k; j++) {
            struct span span = {i, j};
            bool apart = true;

            for (size_t c = 0; c < n; c++)
                apart &= j < chosen[c].i || i > chosen[c].j;
            if (!apart || b->gives[i][j] == b->bytes[i][j] ||
                is_beaten(b, i, j) || (any && !is_better(b, span, *best)))
                continue;
            *best = span;
            any = true;
        }
    }
    return any;
}

/* The cheapest run that gives NEED. */
static bool
choose_for(const struct brute *b, size_t need, struct span *best)
{
    bool any = false;

    for (size_t i = 0; i < b->n; i++) {
        for (size_t j = i; j < b->n; j++) {
            size_t asked = b->asked[i][j];

            if (b->gives[i][j] < need)
                continue;
            if (any && (asked > b->asked[best->i][best->j] ||
                        (asked == b->asked[best->i][best->j] &&
                         j - i >= best->j - best->i)))
                continue;
            *best = (struct span){i, j};
            any = true;
        }
    }
    return any;
}

/* --- comparing -------------------------------------------------------------*/
struct fixture {
    struct session *session;
    struct brute brute;
    struct made made;
    const char *policy;
    struct random random;
    uint64_t seed; /* of this heap */
};

static void
assert_same(const struct fixture *f, const struct pin *pin, struct span want)
{
    const struct brute *b = &f->brute;
    size_t header = heap_get_shape(b->heap).header;
    size_t last = b->off[b->order[want.j]];
    struct block_info info;

    assert_true(block_at(view_heap(f->session), last, &info));
    if (pin->start != b->off[b->order[want.i]] - header ||
        pin->end != info.start + info.size || pin->n != want.j - want.i + 1 ||
        pin->gives != b->gives[want.i][want.j] ||
        pin->asked != b->asked[want.i][want.j])
        fail_msg("%s, seed %" PRIu64 ": 0x%zx to 0x%zx, %zu blocks, gives "
                 "%zu, asked %zu; should be %zu blocks at 0x%zx, %zu, %zu",
                 f->policy, f->seed, pin->start, pin->end, pin->n, pin->gives,
                 pin->asked, want.j - want.i + 1,
                 b->off[b->order[want.i]] - header, b->gives[want.i][want.j],
                 b->asked[want.i][want.j]);
}

static void
compare_best(struct fixture *f, size_t k)
{
    struct pin list[MAX_FOUND];
    struct pins pins = {.list = list, .size = MAX_FOUND};
    struct span chosen[MAX_FOUND];
    struct error err;
    size_t n = 0;

    if (!pins_find(f->session, k, &pins, &err))
        fail_msg("%s, seed %" PRIu64 ": %s", f->policy, f->seed, err.text);
    for (; n < MAX_FOUND && choose(&f->brute, k, chosen, n, &chosen[n]); n++) {
        if (n == pins.n)
            fail_msg("%s, seed %" PRIu64 ", %zu blocks: %zu runs are too few",
                     f->policy, f->seed, k, n);
        assert_same(f, &list[n], chosen[n]);
    }
    if (pins.n != n)
        fail_msg("%s, seed %" PRIu64 ", %zu blocks: %zu runs, not %zu",
                 f->policy, f->seed, k, pins.n, n);
}

/* Frees what was found, in the heap made anew: the request then fits. */
static void
assert_fits(struct fixture *f, size_t asked, const struct span *freed)
{
    struct brute *b = &f->brute;
    size_t size;

    build_again(b);
    for (size_t i = freed->i; freed->j < b->n && i <= freed->j; i++)
        assert_int_equal(
            heap_free(b->heap, heap_pointer(b->heap, b->off[b->order[i]])),
            HEAP_OK);
    (void)heap_coalesce(b->heap);
    size = heap_size(b->heap);
    assert_non_null(heap_malloc(b->heap, asked));
    if (heap_size(b->heap) != size)
        fail_msg("%s, seed %" PRIu64 ": %zu bytes do not fit", f->policy,
                 f->seed, asked);
}

static void
compare_for(struct fixture *f, size_t asked)
{
    static const struct span none = {0, SIZE_MAX};
    struct pin pin;
    struct pins pins = {.list = &pin, .size = 1};
    struct error err = {.name = ""};
    size_t need = pins_need(f->session, asked);
    struct span want;
    bool ok = pins_for(f->session, asked, &pins, &err);

    if (ok && pins.n == 0) {
        assert_true(need <= pins.joined);
        assert_fits(f, asked, &none);
    } else if (ok) {
        assert_true(choose_for(&f->brute, need, &want));
        assert_same(f, &pin, want);
        assert_fits(f, asked, &want);
    } else {
        assert_string_equal(err.name, "no-fit");
        assert_false(choose_for(&f->brute, need, &want));
    }
}

static void
assert_largest(struct fixture *f)
{
    struct pins pins = {0};
    struct heap_figures figures;
    struct figures now;
    struct error err;

    assert_true(pins_find(f->session, 1, &pins, &err));
    view_figures(f->session, &now);
    assert_int_equal(pins.largest, now.largest_free);
    build_again(&f->brute);
    (void)heap_coalesce(f->brute.heap);
    heap_get_figures(f->brute.heap, &figures);
    assert_int_equal(pins.joined, figures.largest_free);
}

static void
compare_heap(struct fixture *f)
{
    static const struct span all[] = {{1, 200}, {200, 3000}};
    struct error err;

    f->seed = f->random.state;
    make_heap(&f->made, &f->random);
    assert_true(session_restart(f->session, session_config(f->session), &err));
    make_session(f->session, &f->made);
    measure(&f->brute, &f->made);
    assert_largest(f);
    for (size_t k = 1; k <= MAX_K; k++)
        compare_best(f, k);
    for (size_t i = 0; i < 6; i++)
        compare_for(f, all[i % 2].i + random_below(&f->random, all[i % 2].j));
}

static void
compare_policy(const char *policy, size_t n, size_t limit, uint64_t seed)
{
    struct fixture f = {.policy = policy, .random = {seed}};
    struct session_config config = {.limit = limit};
    struct heap_config same = {.limit = limit, .hardened = true};
    struct error err;

    assert_true(policy_parse(policy, &config.policy, &err));
    same.policy = config.policy;
    f.session = session_new(&config, &err);
    f.brute.heap = heap_new(&same);
    assert_non_null(f.session);
    assert_non_null(f.brute.heap);
    for (size_t i = 0; i < n; i++)
        compare_heap(&f);
    session_delete(f.session);
    heap_delete(f.brute.heap);
}

static void
test_brute_force(void **state)
{
    static const char *const policies[] = {
        "segregated:best",
        "buddy",
        "explicit:address",
        "implicit:next,textbook",
        "explicit:fifo,textbook,deferred",
        "tlsf",
        "buddy:deferred",
        "segregated:best,deferred",
    };
    const size_t n = sizeof policies / sizeof policies[0];
    const char *text = getenv("TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : 20240611;

    (void)state;
    print_message("# seed %" PRIu64 "\n", seed);
    for (size_t i = 0; i < n; i++)
        compare_policy(policies[i], HEAPS / n, 1 << 20, seed + i);
}

/* --- by hand ---------------------------------------------------------------*/
static struct session *
start(const char *policy, enum session_target target)
{
    struct session_config config = {.limit = 1 << 20, .target = target};
    struct session *s;
    struct error err;

    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

static void
alloc(struct session *s, size_t size, size_t n)
{
    struct error err;

    for (size_t i = 0; i < n; i++)
        assert_true(session_alloc(s, size, NULL, NULL, &err));
}

static void
release(struct session *s, uint64_t number)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct error err;

    assert_true(session_free(s, &who, NULL, &err));
}

static void
refuses(const struct session *s, const char *name)
{
    struct pin list[2];
    struct pins pins = {.list = list, .size = 2};
    struct error err = {.name = ""};

    assert_false(pins_find(s, 1, &pins, &err));
    assert_string_equal(err.name, name);
    assert_false(pins_for(s, 100, &pins, &err));
    assert_string_equal(err.name, name);
}

static void
test_refused(void **state)
{
    static const uint8_t bytes[4] = {0x51, 0xff, 0, 0};
    struct session *s = start("explicit:off", TARGET_KIND_HEAP);
    struct pins none = {0};
    struct error err;

    (void)state;
    alloc(s, 100, 3);
    refuses(s, "joining-off");
    session_delete(s);
    s = start("segregated", TARGET_KIND_NAIVE);
    alloc(s, 100, 3);
    refuses(s, "not-possible");
    session_delete(s);
    s = start("explicit", TARGET_KIND_HEAP);
    alloc(s, 100, 3);
    assert_false(pins_for(s, (size_t)1 << 40, &none, &err));
    assert_string_equal(err.name, "too-large");
    assert_false(pins_for(s, 100000, &none, &err));
    assert_string_equal(err.name, "no-fit");
    assert_true(session_poke(s, 124, bytes, 4, NULL, &err));
    refuses(s, "damaged");
    session_delete(s);
}

/* No block; one, that is all there is; more asked for than there are. */
static void
test_few_blocks(void **state)
{
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct pin list[3];
    struct pins pins = {.list = list, .size = 3};
    struct error err;

    (void)state;
    assert_true(pins_find(s, 1, &pins, &err));
    assert_int_equal(pins.n, 0);
    alloc(s, 1000, 1);
    assert_true(pins_find(s, 5, &pins, &err));
    assert_int_equal(pins.n, 0); /* nothing is free */
    assert_true(pins_for(s, 900, &pins, &err));
    assert_int_equal(pins.n, 1);
    assert_int_equal(list[0].gives, 1008);
    assert_int_equal(list[0].asked, 1000);
    alloc(s, 1000, 5);
    release(s, 2);
    release(s, 4);
    assert_true(pins_find(s, PINS_MAX_BLOCKS, &pins, &err));
    assert_int_equal(pins.n, 1);
    assert_int_equal(list[0].n, 4);
    assert_int_equal(list[0].gives, 6 * 1008);
    assert_true(pins_find(s, 1, &pins, &err));
    assert_int_equal(pins.n, 3);
    assert_int_equal(list[0].gives, 3 * 1008);
    assert_int_equal(pins.largest, 1008);
    assert_int_equal(pins.largest_off, 16 + 1008);
    session_delete(s);
}

/* --- marks -----------------------------------------------------------------*/
static size_t
n_marks(const struct session *s)
{
    const struct view_mark *marks;

    return view_marks(s, &marks);
}

static void
mark(struct session *s)
{
    const struct view_mark two[] = {{.start = 124, .size = 112},
                                    {.start = 12, .size = 112, .number = 1}};
    const struct view_mark *marks;

    assert_true(session_set_marks(s, two, 2));
    assert_int_equal(view_marks(s, &marks), 2);
    assert_int_equal(marks[0].start, 12);
    assert_int_equal(marks[1].start, 124);
}

/* Marks are of the heap as it is: what changes it ends them. */
static void
test_marks_end(void **state)
{
    struct session *s = start("explicit", TARGET_KIND_HEAP);
    struct policy other;
    struct error err;

    (void)state;
    alloc(s, 100, 3);
    mark(s);
    assert_true(session_check(s, NULL, &err));
    assert_int_equal(n_marks(s), 2);
    session_clear_marks(s);
    assert_int_equal(n_marks(s), 0);
    mark(s);
    alloc(s, 100, 1);
    assert_int_equal(n_marks(s), 0);
    mark(s);
    release(s, 1);
    assert_int_equal(n_marks(s), 0);
    mark(s);
    assert_true(session_goto(s, 2, &err));
    assert_int_equal(n_marks(s), 0);
    mark(s);
    assert_true(policy_parse("implicit", &other, &err));
    assert_true(session_set_policy(s, &other, &err));
    assert_int_equal(n_marks(s), 0);
    mark(s);
    assert_true(session_restart(s, session_config(s), &err));
    assert_int_equal(n_marks(s), 0);
    assert_true(session_set_marks(s, NULL, 0));
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brute_force),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_few_blocks),
        cmocka_unit_test(test_marks_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
