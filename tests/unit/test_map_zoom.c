/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_map_zoom.c: zooming keeps a byte where it is, and comes back; following
 * moves the window only when it must; the overview strip; colour keys on the
 * screen: their cells, the legend, the message.
 */
#include "support/cmocka_all.h"

#include "trace/generate.h"
#include "tui/map.h"
#include "tui/screen.h"
#include "tui/theme.h"
#include "tui/tui.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 40, COLS = 120 };

struct scene {
    struct session *session;
    struct tui *tui;
    struct canvas canvas;
    struct tui_frame frame;
    int rows, cols;
    char command[TUI_COMMAND_TEXT];
};

static void
draw(struct scene *scene)
{
    int row, col;

    assert_true(canvas_resize(&scene->canvas, scene->rows, scene->cols));
    tui_draw(scene->tui, &scene->frame, &scene->canvas, &row, &col);
}

static enum tui_answer
key(struct scene *scene, uint32_t what)
{
    enum tui_answer answer =
        tui_key(scene->tui, scene->session, what, scene->command);

    draw(scene);
    return answer;
}

static enum tui_answer
point(struct scene *scene, enum mouse_kind kind, int row, int col)
{
    const struct mouse mouse = {.kind = kind, .row = row, .col = col};

    return tui_mouse(scene->tui, scene->session, &mouse, scene->command);
}

/* A heap of about a megabyte; the map has the focus. */
static int
setup(void **state)
{
    static struct scene scene;
    const struct look look = {.unicode = true, .lines = true};
    struct session_config config = {.limit = 1 << 26};
    struct generate_config work = {.kind = "uniform",
                                   .seed = 3,
                                   .ops = 9000,
                                   .live = 3000,
                                   .min = 16,
                                   .max = 700,
                                   .end = GENERATE_KEEP};
    struct trace *trace;
    struct error err;

    memset(&scene, 0, sizeof scene);
    assert_true(policy_parse("segregated", &config.policy, &err));
    scene.session = session_new(&config, &err);
    scene.tui = tui_new(&look);
    assert_non_null(scene.session);
    assert_non_null(scene.tui);
    trace = generate_trace(&work, &err);
    assert_non_null(trace);
    assert_true(session_load(scene.session, trace, &err));
    assert_true(session_step(scene.session, 8000, NULL, &err));
    scene.frame = (struct tui_frame){.session = scene.session,
                                     .message = "",
                                     .prompt = "heapglass> ",
                                     .line = "",
                                     .play = "paused"};
    scene.rows = ROWS;
    scene.cols = COLS;
    tui_set_focus(scene.tui, FOCUS_MAP);
    draw(&scene);
    *state = &scene;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *scene = *state;

    tui_free(scene->tui);
    session_delete(scene->session);
    canvas_done(&scene->canvas);
    return 0;
}

static const struct canvas_cell *
cell_at(const struct scene *scene, int row, int col)
{
    return &scene->canvas.cells[row * scene->cols + col];
}

static bool
shows(const struct scene *scene, const char *text)
{
    for (int row = 0; row < scene->rows; row++) {
        char line[COLS * 4 + 1];

        for (int col = 0; col < scene->cols; col++) {
            uint32_t ch = cell_at(scene, row, col)->ch;

            line[col] = (char)(ch >= ' ' && ch < 0x7f ? ch : '?');
        }
        line[scene->cols] = '\0';
        if (strstr(line, text))
            return true;
    }
    return false;
}

/* --- zooming ---------------------------------------------------------------*/
/* From the scale that is shown to each finer one and back: as near to where it
 * was as rows and an eighth of a row allow, and the same windows on both ways.
 */
static void
zoom_about(struct scene *scene, size_t at)
{
    size_t los[16], cells[16];
    int row, col, n = 0;
    const struct map_grid *grid = tui_map_grid(scene->tui);
    struct figures figures;

    view_figures(scene->session, &figures);

    assert_true(map_cell_of(grid, at, &row, &col));
    do {
        int screen_row, screen_col;

        los[n] = grid->lo;
        cells[n++] = grid->cell;
        key(scene, '+');
        assert_true(map_cell_of(grid, at, &screen_row, &screen_col));
        if (grid->lo > 0 && grid->hi < figures.heap) {
            assert_true(abs(screen_row - row) <= grid->pitch / 2 + 1);
            assert_true(abs(screen_col - col) < grid->row_cells / 8);
        }
    } while (grid->cell > 1);
    while (n-- > 0) {
        key(scene, '-');
        assert_int_equal(grid->cell, cells[n]);
        assert_int_equal(grid->lo, los[n]);
    }
    assert_true(grid->whole);
}

static void
test_zooming_keeps_the_selection(void **state)
{
    struct scene *scene = *state;
    struct view_block block;
    struct figures figures;

    view_figures(scene->session, &figures);
    for (size_t at = 0; at <= 16; at++) {
        assert_true(view_at(scene->session, figures.heap * at / 17, &block));
        if (block.off == 0)
            continue;
        tui_select(scene->tui, block.off);
        draw(scene);
        zoom_about(scene, block.start);
    }
}

/* The wheel at a place keeps the byte under it, however often it turns. */
static void
test_the_wheel_keeps_the_byte_under_it(void **state)
{
    struct scene *scene = *state;
    const struct rect *map = &tui_layout(scene->tui)->map;
    const struct map_grid *grid = tui_map_grid(scene->tui);
    int row = grid->n_rows / 2, col = grid->gutter + 20, at_row, at_col;
    size_t about, lo = grid->lo, cell = grid->cell;
    struct figures figures;

    view_figures(scene->session, &figures);

    assert_true(map_byte_at(grid, row, col, &about));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(
            point(scene, MOUSE_WHEEL_UP, map->row + row, map->col + col),
            TUI_DONE);
        draw(scene);
        assert_true(map_cell_of(grid, about, &at_row, &at_col));
        if (grid->lo > 0 && grid->hi < figures.heap) {
            assert_int_equal(at_row, row);
            assert_in_range(at_col, col - 8, col + 8);
        }
    }
    for (int i = 0; i < 3; i++) {
        (void)point(scene, MOUSE_WHEEL_DOWN, map->row + row, map->col + col);
        draw(scene);
    }
    assert_int_equal(grid->cell, cell);
    assert_int_equal(grid->lo, lo);
    assert_true(grid->whole);
}

/* Every scale there is, by name; and back by its key. */
static void
test_each_scale(void **state)
{
    struct scene *scene = *state;
    struct error err;
    size_t cell = 1, n = 0;
    char how[24];

    do {
        (void)snprintf(how, sizeof how, "%zu", cell);
        assert_true(tui_zoom(scene->tui, scene->session, how, &err));
        draw(scene);
        assert_int_equal(tui_map_grid(scene->tui)->cell, cell);
        n++;
        if (map_coarser(cell) == cell)
            break;
        assert_int_equal(map_finer(map_coarser(cell)), cell);
        cell = map_coarser(cell);
    } while (true);
    assert_int_equal(cell, 1 << 30);
    assert_int_equal(n, 3 + 26); /* 1, 4, 16, 32, 64 ... 1 GiB */
}

/* --- following -------------------------------------------------------------*/
static size_t
last_change(const struct scene *scene)
{
    struct view_change changes[VIEW_MAX_CHANGES];

    assert_true(view_changes(scene->session, changes) > 0);
    return changes[0].start;
}

static void
test_following(void **state)
{
    struct scene *scene = *state;
    const struct map_grid *grid = tui_map_grid(scene->tui);
    struct error err;
    int moves = 0, row, col;

    assert_true(tui_zoom(scene->tui, scene->session, "16", &err));
    draw(scene);
    key(scene, 'f');
    for (int i = 0; i < 40; i++) { /* stepping: always in view */
        size_t lo = grid->lo;
        bool was_in;

        assert_true(session_step(scene->session, 1, NULL, &err));
        was_in = map_cell_of(grid, last_change(scene), &row, &col);
        draw(scene);
        if (session_last(scene->session)->kind == OP_FREE)
            assert_true(map_cell_of(grid, last_change(scene), &row, &col));
        if (was_in && session_last(scene->session)->kind == OP_FREE)
            assert_int_equal(grid->lo, lo);
    }
    scene->frame.play = "\xe2\x96\xb6 8/s";
    for (int i = 0; i < 80; i++) { /* playing: it holds still for a while */
        size_t lo = grid->lo;

        assert_true(session_step(scene->session, 1, NULL, &err));
        draw(scene);
        moves += grid->lo != lo;
    }
    assert_in_range(moves, 1, 80 / 8 + 1);
}

/* --- the overview strip ----------------------------------------------------*/
static void
test_the_strip(void **state)
{
    struct scene *scene = *state;
    const struct map_grid *grid = tui_map_grid(scene->tui);
    const struct rect *map = &tui_layout(scene->tui)->map;
    struct figures figures;
    struct error err;
    size_t at, before = 0;
    int in_window = 0;

    assert_int_equal(grid->strip, 0); /* the whole heap: the row bars */
    assert_true(tui_zoom(scene->tui, scene->session, "16", &err));
    draw(scene);
    view_figures(scene->session, &figures);
    assert_in_range(grid->strip, 2, 5);
    assert_false(map_strip_byte_at(grid, 0, grid->strip_col - 1, &at));
    assert_false(map_strip_byte_at(grid, map->rows, grid->strip_col, &at));
    for (int row = 0; row < map->rows; row++) {
        assert_true(map_strip_byte_at(grid, row, grid->strip_col, &at));
        assert_true(row == 0 ? at == 0 : at > before);
        before = at;
    }
    assert_true(before + grid->strip_bytes >= figures.heap);
    assert_true(before < figures.heap + 16 * (size_t)map->rows);
    /* A click goes there, and the window's bar stands there. */
    assert_int_equal(point(scene, MOUSE_DOWN, map->row + map->rows / 2,
                           map->col + grid->strip_col),
                     TUI_DONE);
    draw(scene);
    assert_true(map_strip_byte_at(grid, map->rows / 2, grid->strip_col, &at));
    assert_true(at >= grid->lo && at < grid->hi);
    for (int row = 0; row < map->rows; row++)
        in_window +=
            cell_at(scene, map->row + row, map->col + grid->strip_col)->ch ==
            0x2590;
    assert_in_range(in_window, 1, 3);
}

/* --- colour keys -----------------------------------------------------------*/
static void
test_the_key_goes_round(void **state)
{
    static const char *const words[] = {"class", "age", "heat", "waste"};
    struct scene *scene = *state;
    char fact[32];

    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(key(scene, 'c'), TUI_SAY);
        assert_non_null(strstr(scene->command, "Colours by "));
        (void)snprintf(fact, sizeof fact, "colour: %s", words[i]);
        assert_true(shows(scene, fact));
    }
    assert_int_equal(key(scene, 'c'), TUI_SAY);
    assert_string_equal(scene->command, "Colours by state.");
    assert_false(shows(scene, "colour:"));
    for (size_t i = 0; i < 4; i++) {
        assert_true(tui_set(scene->tui, "colour", words[i]));
        draw(scene);
        (void)snprintf(fact, sizeof fact, "colour: %s", words[i]);
        assert_true(shows(scene, fact));
    }
    assert_false(tui_set(scene->tui, "colour", "red"));
}

static void
test_the_legend_follows(void **state)
{
    struct scene *scene = *state;

    key(scene, 'c');
    assert_true(shows(scene, "block size"));
    assert_true(shows(scene, "16 KiB"));
    key(scene, 'c'); /* 8,000 operations: powers of 8 */
    assert_true(shows(scene, "age in operations"));
    assert_true(shows(scene, "?4096"));
    key(scene, 'c');
    assert_true(shows(scene, "allocations here"));
    key(scene, 'c');
    assert_true(shows(scene, "share not asked for"));
    assert_true(shows(scene, "?25%"));
}

/* The step of a cell that is used and not marked, told by its style; 9: no such
 * cell. */
static unsigned
step_shown(const struct canvas_cell *cell)
{
    if (cell->style >= STYLE_RAMP_0 && cell->style <= STYLE_RAMP_5)
        return cell->style - STYLE_RAMP_0;
    if (cell->style >= STYLE_RAMP_GAP_0 && cell->style <= STYLE_RAMP_GAP_5)
        return cell->style - STYLE_RAMP_GAP_0;
    if (cell->style >= STYLE_RAMP_SLACK_1 && cell->style <= STYLE_RAMP_SLACK_5)
        return cell->style - STYLE_RAMP_SLACK_1 + 1;
    return 9;
}

static bool
is_by_state(enum style style)
{
    return style == STYLE_USED || style == STYLE_USED_GAP ||
           style == STYLE_USED_SLACK;
}

/* Cells of one block in use show its step, at each scale; none of them is blue.
 */
static void
test_cells_show_steps(void **state)
{
    static const char *const zooms[] = {"1", "4", "16", "32", "64"};
    struct scene *scene = *state;
    const struct map_grid *grid = tui_map_grid(scene->tui);
    const struct rect *map = &tui_layout(scene->tui)->map;
    struct figures figures;
    struct view_block b;
    struct error err;
    size_t at, n_told = 0;

    view_figures(scene->session, &figures);
    for (int k = TINT_CLASS; k < TINT_N; k++) {
        key(scene, 'c');
        for (size_t z = 0; z < sizeof zooms / sizeof *zooms; z++) {
            assert_true(tui_zoom(scene->tui, scene->session, zooms[z], &err));
            draw(scene);
            for (int row = 0; row < map->rows; row++) {
                for (int col = grid->gutter;
                     col < grid->gutter + grid->row_cells; col++) {
                    const struct canvas_cell *cell =
                        cell_at(scene, map->row + row, map->col + col);
                    unsigned shown = step_shown(cell);

                    if (!map_byte_at(grid, row, col, &at) ||
                        !view_at(scene->session, at, &b))
                        continue;
                    assert_false(is_by_state(cell->style));
                    if (shown == 9 || b.start + b.size < at + grid->cell ||
                        b.state != VIEW_USED)
                        continue;
                    if (k == TINT_HEAT && grid->cell > 16)
                        continue; /* of the cell's bytes */
                    n_told++;
                    assert_int_equal(
                        shown,
                        tint_step((enum tint_key)k, figures.op,
                                  view_tint_block(scene->session,
                                                  (enum tint_key)k, &b)));
                }
            }
        }
    }
    assert_true(n_told > 5000);
}

/* Without enough colours the digits tell. */
static void
test_digits(void **state)
{
    struct scene *scene = *state;
    const struct look plain = {.unicode = false};
    const struct look few = {.unicode = true, .lines = true, .few = true};
    const struct map_eye eye = {
        .list = LIST_NONE, .cell = 16, .key = TINT_CLASS};
    struct pane pane = canvas_pane(&scene->canvas, 0, 0, 20, 80);
    struct map_grid grid;
    size_t n[2][10] = {{0}};

    for (int i = 0; i < 2; i++) {
        canvas_clear(&scene->canvas);
        map_lay_out(&eye, scene->session, pane.rows, pane.cols, &grid);
        (void)map_draw(&pane, i ? &few : &plain, scene->session, &eye, &grid);
        for (int row = 0; row < grid.n_rows; row++) {
            for (int col = grid.gutter; col < grid.gutter + grid.row_cells;
                 col++) {
                const struct canvas_cell *cell = cell_at(scene, row, col);

                if (cell->style >= STYLE_RAMP_1 && cell->style <= STYLE_RAMP_5)
                    assert_true(i == 1 ? cell->ch != 0x2588 : cell->ch != '#');
                if (cell->ch >= '1' && cell->ch <= '5' &&
                    ((i == 0 && cell->style == STYLE_RAMP_0 + cell->ch - '0') ||
                     (i == 1 &&
                      cell->style == STYLE_RAMP_TEXT_1 + cell->ch - '1')))
                    n[i][cell->ch - '0']++;
            }
        }
    }
    /* ASCII has one for cells of which a half was asked for, too */
    for (int step = 1; step <= 5; step++)
        assert_in_range(n[1][step], 0, n[0][step]);
    assert_true(n[1][3] > 100);
}

/* Each theme paints each style, and says apart what must be. */
static void
test_themes_tell_apart(void **state)
{
    static const enum style fills[] = {
        STYLE_USED,        STYLE_SLACK,      STYLE_FREE,
        STYLE_CHANGED_INK, STYLE_RAMP_1,     STYLE_RAMP_1 + 1,
        STYLE_RAMP_1 + 2,  STYLE_RAMP_1 + 3, STYLE_RAMP_5};
    const struct theme *theme;

    (void)state;
    for (size_t t = 0; (theme = theme_at(t)) != NULL; t++) {
        for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
            struct paint a = theme_paint(theme, DEPTH_256, fills[i]);

            assert_int_equal(a.fg == COLOUR_DEFAULT, theme_is_mono(theme));
            for (size_t k = 0; k < i && !theme_is_mono(theme); k++) {
                struct paint b = theme_paint(theme, DEPTH_256, fills[k]);

                assert_true(a.fg != b.fg);
            }
        }
        for (int s = 0; s < STYLE_N; s++) {
            struct paint p = theme_paint(theme, DEPTH_8, (enum style)s);

            assert_true(p.fg < 8 && p.bg < 8);
            assert_true(p.fg == COLOUR_DEFAULT || p.fg != p.bg);
            p = theme_paint(theme, DEPTH_256, (enum style)s);
            assert_true(p.fg == COLOUR_DEFAULT || p.fg != p.bg);
        }
    }
    assert_true(STYLE_N < 64); /* pairs of a terminal with 8 colours */
}

#define ON_SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCENE(test_zooming_keeps_the_selection),
        ON_SCENE(test_the_wheel_keeps_the_byte_under_it),
        ON_SCENE(test_each_scale),
        ON_SCENE(test_following),
        ON_SCENE(test_the_strip),
        ON_SCENE(test_the_key_goes_round),
        ON_SCENE(test_the_legend_follows),
        ON_SCENE(test_cells_show_steps),
        ON_SCENE(test_digits),
        ON_SCENE(test_themes_tell_apart),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
