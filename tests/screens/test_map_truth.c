/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_map_truth.c: the map tells the truth. After each of 1,000 random
 * operations the map is drawn at every zoom, in Unicode with 256 colours (now
 * and then with 8) and in ASCII without colours, read back cell by cell and
 * compared with the session's blocks and lists. TEST_SEED=N chooses other
 * operations.
 */
#include "model.h"

#include "support/cmocka_all.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>

enum { OPS = 1000, ROWS = 24, COLS = 92, MAX_LIVE = 400 };

struct fixture {
    struct session *session;
    struct random random;
    uint32_t live[MAX_LIVE];
    size_t n_live;
    struct canvas canvas;
    const char *policy;
};

static uint64_t
seed(void)
{
    const char *text = getenv("TEST_SEED");

    return text ? strtoull(text, NULL, 0) : 20240611;
}

static void
set_up(struct fixture *f, const char *policy, enum session_target target)
{
    struct session_config config = {.target = target};
    struct error err = {"", ""};

    *f = (struct fixture){.policy = policy, .random = {seed()}};
    print_message("# %s, seed %llu\n", policy, (unsigned long long)seed());
    assert_true(policy_parse(policy, &config.policy, &err));
    f->session = session_new(&config, &err);
    assert_non_null(f->session);
    assert_true(canvas_resize(&f->canvas, ROWS, COLS));
}

static void
tear_down(struct fixture *f)
{
    session_delete(f->session);
    canvas_done(&f->canvas);
}

/* --- operations
 * -------------------------------------------------------------*/
static size_t
random_size(struct random *r)
{
    static const size_t ranges[] = {24, 24, 100, 100, 400, 3000};

    return 1 + random_below(r, ranges[random_below(r, 6)]);
}

static void
allocate(struct fixture *f)
{
    struct op_result result;
    struct error err;
    char name[16] = "";

    if (random_below(&f->random, 4) == 0)
        (void)snprintf(name, sizeof name, "b%zu",
                       random_below(&f->random, 100000));
    if (!session_alloc(f->session, random_size(&f->random),
                       name[0] ? name : NULL, &result, &err))
        return;
    f->live[f->n_live++] = result.id;
}

static void
change_one(struct fixture *f)
{
    size_t i = random_below(&f->random, f->n_live);
    struct who who = {.kind = WHO_NUMBER, .value = f->live[i]};
    struct op_result result;
    struct error err;

    if (random_below(&f->random, 6) == 0) {
        (void)session_realloc(f->session, &who, random_size(&f->random),
                              &result, &err);
        return;
    }
    assert_true(session_free(f->session, &who, &result, &err));
    f->live[i] = f->live[--f->n_live];
}

/* Grows and shrinks in waves, so that full and holey heaps both come up. */
static void
operate(struct fixture *f, size_t op)
{
    size_t wish = op / 125 % 2 == 0 ? 70 : 35;

    if (f->n_live == 0 ||
        (f->n_live < MAX_LIVE && random_below(&f->random, 100) < wish))
        allocate(f);
    else
        change_one(f);
}

/* --- drawing and comparing
 * ------------------------------------------------------*/
static size_t
random_block(struct fixture *f, const struct model *m)
{
    const struct view_block *b = &m->rows[random_below(&f->random, m->n_rows)];

    return b->state == VIEW_USED || b->state == VIEW_FREE ? b->off : 0;
}

static void
compare(struct fixture *f, struct model *m, const struct map_eye *eye,
        const struct decoder *decoder)
{
    struct pane pane = canvas_pane(&f->canvas, 1, 2, ROWS - 2, COLS - 4);
    struct look look = {.unicode = !decoder->ascii};
    struct map_grid grid;

    map_lay_out(eye, f->session, pane.rows, pane.cols, &grid);
    canvas_clear(&f->canvas);
    map_draw(&pane, &look, f->session, eye, &grid);
    if (!model_agrees(m, &pane, eye, &grid, decoder))
        fail_msg("%s, seed %llu: %s", f->policy, (unsigned long long)seed(),
                 m->wrong);
}

static void
compare_looks(struct fixture *f, struct model *m, const struct map_eye *eye)
{
    static const struct decoder decoders[] = {
        {false, DEPTH_256, 0}, {false, DEPTH_8, 0}, {true, DEPTH_MONO, 0}};

    for (size_t i = 0; i < 3; i++) {
        struct decoder decoder = decoders[i];

        decoder.cell = eye->cell;
        if (decoder.depth != DEPTH_8 || random_below(&f->random, 8) == 0)
            compare(f, m, eye, &decoder);
    }
}

static void
compare_zooms(struct fixture *f, size_t least)
{
    struct map_eye eye = {.list = LIST_NONE};
    struct model m;
    size_t end;

    assert_true(model_open(&m, f->session));
    end = m.rows[m.n_rows - 1].start + m.rows[m.n_rows - 1].size;
    eye.overlay = (enum overlay)random_below(&f->random, 3);
    eye.numbers = random_below(&f->random, 2);
    eye.selected = random_block(f, &m);
    if (view_n_lists(f->session) > 0 && random_below(&f->random, 2))
        eye.list = (unsigned)random_below(&f->random, view_n_lists(f->session));
    /* Up to the scale at which the heap is a few cells. */
    for (eye.cell = least; eye.cell <= 1024 || end / eye.cell > 4;
         eye.cell = map_coarser(eye.cell)) {
        eye.top = random_below(&f->random, end);
        compare_looks(f, &m, &eye);
    }
    model_close(&m);
}

static void
tell_truth(const char *policy)
{
    struct fixture f;

    set_up(&f, policy, TARGET_KIND_HEAP);
    compare_zooms(&f, 1);
    for (size_t op = 0; op < OPS; op++) {
        operate(&f, op);
        compare_zooms(&f, 1);
    }
    tear_down(&f);
}

/* --- tests
 * ------------------------------------------------------------------*/
static void
test_segregated(void **state)
{
    (void)state;
    tell_truth("segregated");
}

static void
test_explicit(void **state)
{
    (void)state;
    tell_truth("explicit");
}

static void
test_free_neighbours(void **state)
{
    (void)state;
    tell_truth("explicit:fifo,best,off");
}

static void
test_textbook(void **state)
{
    (void)state;
    tell_truth("explicit:address,textbook,deferred");
}

static void
test_no_lists(void **state)
{
    (void)state;
    tell_truth("implicit:next");
}

/* A target that can only be called: bytes that no call told of are drawn as
 * not known. */
static void
test_calls_alone(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "segregated", TARGET_KIND_NAIVE);
    for (size_t op = 0; op < 200; op++) {
        operate(&f, op);
        compare_zooms(&f, 32);
    }
    tear_down(&f);
}

/* Overwritten footers show, at every zoom from 16 B on, where they are. */
static void
test_damage(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "explicit", TARGET_KIND_HEAP);
    for (size_t op = 0; op < 200; op++)
        operate(&f, op);
    for (size_t round = 0; round < 20; round++) {
        static const uint8_t bytes[4] = {0x50, 0xff, 0, 0};
        struct view_block blocks[8];
        struct heap_report report;
        struct op_result result;
        struct error err;
        size_t n = view_list_blocks(f.session, 0, blocks, 8, NULL);
        const struct view_block *b = &blocks[random_below(&f.random, n)];

        assert_true(session_poke(f.session, b->start + b->size - 4, bytes, 4,
                                 &result, &err));
        assert_false(session_check(f.session, &report, &err));
        compare_zooms(&f, 16);
    }
    tear_down(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segregated),
        cmocka_unit_test(test_explicit),
        cmocka_unit_test(test_free_neighbours),
        cmocka_unit_test(test_textbook),
        cmocka_unit_test(test_no_lists),
        cmocka_unit_test(test_calls_alone),
        cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
