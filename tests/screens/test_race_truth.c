/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_race_truth.c: the maps of a race tell the truth, too. Random operations
 * go to a session; its race is drawn on screens of many sizes, at every zoom,
 * and each lane's map is read back cell by cell and compared with that lane's
 * blocks and lists. All of them have the same scale, and the same addresses in
 * the same rows. TEST_SEED=N chooses other operations.
 */
#include "churn.h"
#include "model.h"

#include "support/cmocka_all.h"

#include "tui/race.h"
#include "tui/tui.h"

#include <stdlib.h>

/* Close up the model wants rows as long as those of the heap's own map. */
enum { OPS = 1000, NEAR_CELLS = 64 };

struct fixture {
    struct churn churn;
    struct tui *tuis[2]; /* in Unicode, in ASCII */
    struct tui *tui;     /* the one that draws now */
    struct canvas canvas;
    struct decoder decoder;
    const char *drawn; /* how, for messages */
    int rows, cols;
};

static void
start_race(struct fixture *f, const char *const *names, size_t n)
{
    struct policy policies[RACE_MOST];
    struct error err = {"", ""};

    for (size_t i = 0; i < n; i++)
        assert_true(policy_parse(names[i], &policies[i], &err));
    assert_true(session_race(f->churn.session, policies, n, &err));
}

/* --- one lane --------------------------------------------------------------*/
static struct seen
read_cell(const struct fixture *f, int row, int col)
{
    size_t at = (size_t)row * (size_t)f->canvas.cols + (size_t)col;

    return seen_of(f->canvas.cells[at], f->decoder.depth);
}

struct place {
    const struct fixture *fixture;
    int row, col;
};

static struct seen
read_map(void *context, int row, int col)
{
    const struct place *place = context;

    return read_cell(place->fixture, place->row + row, place->col + col);
}

/* "0x01c00" at the row's start, or nothing. */
static void
compare_address(const struct fixture *f, int row, int col, int cols,
                size_t address)
{
    char text[32] = "";
    char *end;

    for (int i = 0; i < cols && i < 31; i++)
        text[i] = (char)read_cell(f, row, col + i).ch;
    assert_int_equal(strtoull(text, &end, 16), address);
    assert_string_equal(end, "");
}

static size_t
lane_end(const struct session *session)
{
    struct figures figures;

    view_figures(session, &figures);
    return figures.heap;
}

/* The block that is marked in this lane. */
static size_t
selected_in(const struct fixture *f, size_t lane)
{
    const struct map_eye *eye;
    const struct race_state *race = tui_race(f->tui, &eye);
    struct view_block block;

    if (race->id == 0)
        return lane == race->lane ? eye->selected : 0;
    return session_lane_block(f->churn.session, lane, race->id, &block) ==
                   LANE_BLOCK_LIVE
               ? block.off
               : 0;
}

static void
compare_lane(struct fixture *f, size_t lane)
{
    const struct race_layout *layout = &tui_race(f->tui, NULL)->layout;
    const struct session *session = session_lane(f->churn.session, lane);
    struct place place = {f, layout->map_row,
                          layout->columns[lane - layout->first].col};
    struct model_screen screen = {read_map, &place};
    const struct map_eye *shown;
    struct map_eye eye;
    struct map_grid grid;
    struct model m;

    map_lay_out_alike(&layout->grid, session, &grid);
    assert_int_equal(grid.cell, layout->grid.cell);
    assert_int_equal(grid.lo, layout->grid.lo);
    if (layout->addresses > 0 && lane != layout->first)
        (void)map_leave_out_addresses(&grid);
    for (int row = 0; row < grid.n_rows && grid.digits > 0; row++) {
        size_t at = grid.lo + (size_t)row * grid.row_bytes;

        if (at < lane_end(session))
            compare_address(f, place.row + grid.first_row + row * grid.pitch,
                            place.col, 2 + grid.digits, at);
    }
    (void)tui_race(f->tui, &shown);
    eye = *shown;
    eye.selected = selected_in(f, lane);
    f->decoder.cell = grid.cell;
    if (grid.cell < 16 && grid.row_cells < NEAR_CELLS)
        return;
    assert_true(model_open(&m, session));
    if (!model_agrees(&m, &screen, &eye, &grid, &f->decoder))
        fail_msg("lane %zu, %dx%d, %s, %zu B a cell, seed %llu: %s", lane + 1,
                 f->cols, f->rows, f->drawn, grid.cell,
                 (unsigned long long)churn_seed(), m.wrong);
    model_close(&m);
}

/* --- all of them -----------------------------------------------------------*/
static void
draw(struct fixture *f)
{
    struct tui_frame frame = {.session = f->churn.session,
                              .message = "",
                              .prompt = "heapglass> ",
                              .line = "",
                              .play = "paused"};
    int row, col;

    assert_true(canvas_resize(&f->canvas, f->rows, f->cols));
    tui_draw(f->tui, &frame, &f->canvas, &row, &col);
}

static void
compare(struct fixture *f)
{
    const struct race_layout *layout = &tui_race(f->tui, NULL)->layout;

    draw(f);
    for (size_t i = 0; i < layout->n; i++)
        compare_lane(f, layout->first + i);
}

static void
use_look(struct fixture *f, struct decoder decoder)
{
    f->decoder = decoder;
    f->tui = f->tuis[decoder.ascii];
    f->drawn = decoder.ascii ? "ASCII" : "Unicode";
}

static void
random_size(struct fixture *f)
{
    static const int sizes[][2] = {{24, 80},  {40, 120}, {10, 40}, {60, 200},
                                   {12, 100}, {30, 57},  {16, 140}};
    size_t i = random_below(&f->churn.random, 7);

    f->rows = sizes[i][0];
    f->cols = sizes[i][1];
}

static void
random_key(struct fixture *f)
{
    static const uint32_t keys[] = {
        ']', '[',        '1', KEYS_RIGHT, 'G', KEYS_LEFT,  KEYS_DOWN, KEYS_PGDN,
        'o', KEYS_RIGHT, 'g', KEYS_PGUP,  'i', KEYS_RIGHT, '+',       '-'};
    char command[TUI_COMMAND_TEXT];

    (void)tui_key(f->tui, f->churn.session,
                  keys[random_below(&f->churn.random, 16)], command);
}

static void
tell_truth(const char *const *names, size_t n)
{
    static const struct decoder decoders[] = {
        {false, DEPTH_256, 0}, {false, DEPTH_8, 0}, {true, DEPTH_MONO, 0}};
    static const char *const zooms[] = {"fit", "fit", "1",  "4",
                                        "16",  "32",  "128"};
    struct fixture f = {.drawn = ""};
    struct error err;

    churn_open(&f.churn, names[0], TARGET_KIND_HEAP);
    start_race(&f, names, n);
    for (int i = 0; i < 2; i++) {
        f.tuis[i] = tui_new(&(struct look){.unicode = i == 0, .lines = i == 0});
        assert_non_null(f.tuis[i]);
        tui_show_race(f.tuis[i], true);
        tui_set_focus(f.tuis[i], FOCUS_MAP);
    }
    for (size_t op = 0; op < OPS; op++) {
        churn_step(&f.churn);
        assert_true(session_race_sync(f.churn.session, &err));
        random_size(&f);
        use_look(&f, decoders[random_below(&f.churn.random, 3)]);
        assert_true(tui_zoom(f.tui, f.churn.session,
                             zooms[random_below(&f.churn.random, 7)], &err));
        compare(&f);
        random_key(&f);
        compare(&f);
    }
    tui_free(f.tuis[0]);
    tui_free(f.tuis[1]);
    canvas_done(&f.canvas);
    churn_done(&f.churn);
}

/* --- tests -----------------------------------------------------------------*/
static void
test_two(void **state)
{
    static const char *const names[] = {"segregated", "buddy"};

    (void)state;
    tell_truth(names, 2);
}

static void
test_three(void **state)
{
    static const char *const names[] = {"explicit", "explicit:address",
                                        "explicit:best"};

    (void)state;
    tell_truth(names, 3);
}

/* Headers of 4 and 8 bytes side by side, free neighbours, no lists. */
static void
test_four(void **state)
{
    static const char *const names[] = {"implicit:next",
                                        "explicit:address,textbook,deferred",
                                        "segregated:off", "buddy"};

    (void)state;
    tell_truth(names, 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two),
        cmocka_unit_test(test_three),
        cmocka_unit_test(test_four),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
