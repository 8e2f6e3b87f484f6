/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_map_truth.c: the map tells the truth. After each of 1,000 random
 * operations the map is drawn at every zoom, in Unicode with 256 colours (now
 * and then with 8) and in ASCII without colours, read back cell by cell and
 * compared with the session's blocks and lists. TEST_SEED=N chooses other
 * operations.
 */
#include "churn.h"
#include "model.h"

#include "support/cmocka_all.h"

enum { OPS = 1000, ROWS = 24, COLS = 92 };

struct fixture {
    struct churn churn;
    struct canvas canvas;
    const char *policy;
    bool stays_blue; /* no colour keys */
    size_t n_steps;  /* cells whose step was compared */
};

static void
set_up(struct fixture *f, const char *policy, enum session_target target)
{
    *f = (struct fixture){.policy = policy};
    churn_open(&f->churn, policy, target);
    assert_true(canvas_resize(&f->canvas, ROWS, COLS));
}

static void
tear_down(struct fixture *f)
{
    churn_done(&f->churn);
    canvas_done(&f->canvas);
}

/* --- drawing and comparing -------------------------------------------------*/
static size_t
random_block(struct fixture *f, const struct model *m)
{
    const struct view_block *b =
        &m->rows[random_below(&f->churn.random, m->n_rows)];

    return b->state == VIEW_USED || b->state == VIEW_FREE ? b->off : 0;
}

/* What of a canvas a person would see. */
struct drawn {
    const struct pane *pane;
    enum theme_depth depth;
};

static struct seen
read_drawn(void *context, int row, int col)
{
    const struct drawn *drawn = context;
    const struct pane *pane = drawn->pane;
    size_t at = (size_t)(pane->row + row) * (size_t)pane->canvas->cols +
                (size_t)(pane->col + col);

    return seen_of(pane->canvas->cells[at], drawn->depth);
}

static void
compare(struct fixture *f, struct model *m, const struct map_eye *eye,
        const struct decoder *decoder)
{
    struct pane pane = canvas_pane(&f->canvas, 1, 2, ROWS - 2, COLS - 4);
    struct look look = {.unicode = !decoder->ascii,
                        .few = decoder->depth == DEPTH_8};
    struct drawn drawn = {&pane, decoder->depth};
    struct model_screen screen = {read_drawn, &drawn};
    struct map_grid grid;

    map_lay_out(eye, f->churn.session, pane.rows, pane.cols, &grid);
    canvas_clear(&f->canvas);
    map_draw(&pane, &look, f->churn.session, eye, &grid);
    if (!model_agrees(m, &screen, eye, &grid, decoder))
        fail_msg("%s, seed %llu: %s", f->policy,
                 (unsigned long long)churn_seed(), m->wrong);
}

static void
compare_looks(struct fixture *f, struct model *m, const struct map_eye *eye)
{
    static const struct decoder decoders[] = {
        {false, DEPTH_256, 0}, {false, DEPTH_8, 0}, {true, DEPTH_MONO, 0}};

    for (size_t i = 0; i < 3; i++) {
        struct decoder decoder = decoders[i];

        decoder.cell = eye->cell;
        if (decoder.depth != DEPTH_8 || random_below(&f->churn.random, 8) == 0)
            compare(f, m, eye, &decoder);
    }
}

static void
compare_zooms(struct fixture *f, size_t least)
{
    struct map_eye eye = {.list = LIST_NONE};
    struct model m;
    size_t end;

    assert_true(model_open(&m, f->churn.session));
    end = m.rows[m.n_rows - 1].start + m.rows[m.n_rows - 1].size;
    if (!f->stays_blue)
        eye.key = (enum tint_key)random_below(&f->churn.random, TINT_N);
    m.given = f->churn.given;
    m.n_given = f->churn.n_given;
    eye.overlay = (enum overlay)random_below(&f->churn.random, 3);
    eye.numbers = random_below(&f->churn.random, 2);
    eye.selected = random_block(f, &m);
    if (view_n_lists(f->churn.session) > 0 && random_below(&f->churn.random, 2))
        eye.list = (unsigned)random_below(&f->churn.random,
                                          view_n_lists(f->churn.session));
    /* Up to the scale at which the heap is a few cells. */
    for (eye.cell = least; eye.cell <= 1024 || end / eye.cell > 4;
         eye.cell = map_coarser(eye.cell)) {
        eye.top = random_below(&f->churn.random, end);
        eye.indent = random_below(&f->churn.random, 64 * eye.cell);
        compare_looks(f, &m, &eye);
    }
    f->n_steps += m.n_steps;
    model_close(&m);
}

static void
tell_truth(const char *policy)
{
    struct fixture f;

    set_up(&f, policy, TARGET_KIND_HEAP);
    compare_zooms(&f, 1);
    for (size_t op = 0; op < OPS; op++) {
        churn_step(&f.churn);
        compare_zooms(&f, 1);
    }
    print_message("# %zu steps of colour keys\n", f.n_steps);
    assert_true(f.n_steps > 0);
    tear_down(&f);
}

/* --- tests -----------------------------------------------------------------*/
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

static void
test_buddy(void **state)
{
    (void)state;
    tell_truth("buddy");
}

/* A target that can only be called: bytes that no call told of are drawn as
 * not known. */
static void
test_calls_alone(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "segregated", TARGET_KIND_NAIVE);
    f.stays_blue = true;
    for (size_t op = 0; op < 200; op++) {
        churn_step(&f.churn);
        compare_zooms(&f, 32);
    }
    tear_down(&f);
}

/* Overwritten footers show, at every zoom, where they are. */
static void
test_damage(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f, "explicit", TARGET_KIND_HEAP);
    f.stays_blue = true;
    for (size_t op = 0; op < 200; op++)
        churn_step(&f.churn);
    for (size_t round = 0; round < 20; round++) {
        static const uint8_t bytes[4] = {0x50, 0xff, 0, 0};
        struct view_block blocks[8];
        struct heap_report report;
        struct op_result result;
        struct error err;
        size_t n = view_list_blocks(f.churn.session, 0, blocks, 8, NULL);
        const struct view_block *b = &blocks[random_below(&f.churn.random, n)];

        assert_true(session_poke(f.churn.session, b->start + b->size - 4, bytes,
                                 4, &result, &err));
        assert_false(session_check(f.churn.session, &report, &err));
        compare_zooms(&f, 1);
    }
    tear_down(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_segregated),
        cmocka_unit_test(test_buddy),
        cmocka_unit_test(test_explicit),
        cmocka_unit_test(test_free_neighbours),
        cmocka_unit_test(test_textbook),
        cmocka_unit_test(test_no_lists),
        cmocka_unit_test(test_calls_alone),
        cmocka_unit_test(test_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
