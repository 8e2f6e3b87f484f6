/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_time_scrub.c: moving in time on the screen: which cell means which
 * moment, what the keys and the mouse aim at, and what is marked. Whoever has
 * the loop goes where they aim; here the test does.
 */
#include "session/landmarks.h"
#include "trace/generate.h"
#include "tui/layout.h"
#include "tui/time_scrub.h"
#include "tui/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct error err;

static void
must(bool ok)
{
    if (!ok)
        fail_msg("%s: %s", err.name, err.text);
}

struct scene {
    struct session *session;
    struct tui *tui;
    struct canvas canvas;
    char command[TUI_COMMAND_TEXT];
};

static void
draw(struct scene *scene, int rows, int cols)
{
    const struct tui_frame frame = {.session = scene->session,
                                    .message = "",
                                    .prompt = "heapglass> ",
                                    .line = "",
                                    .play = "paused"};
    int row, col;
    assert_true(canvas_resize(&scene->canvas, rows, cols));
    tui_draw(scene->tui, &frame, &scene->canvas, &row, &col);
}

static enum tui_answer
key(struct scene *scene, uint32_t which)
{
    return tui_key(scene->tui, scene->session, which, scene->command);
}

/* A trace of OPS operations, all of them done, and a screen of it. */
static struct scene
scene_of(const char *kind, size_t ops, bool unicode)
{
    struct session_config config = {.target = TARGET_KIND_HEAP};
    struct generate_config generate = {.kind = kind, .seed = 7, .ops = ops};
    struct look look = {.unicode = unicode, .lines = unicode};
    struct scene scene = {0};
    struct session_place place;
    struct trace *trace;
    must(policy_parse("explicit", &config.policy, &err));
    scene.session = session_new(&config, &err);
    must(scene.session != NULL);
    trace = generate_trace(&generate, &err);
    must(trace != NULL);
    must(session_load(scene.session, trace, &err));
    session_place(scene.session, &place); /* a few may be missing */
    must(session_goto(scene.session, place.total, &err));
    scene.tui = tui_new(&look);
    assert_non_null(scene.tui);
    tui_set_focus(scene.tui, FOCUS_MAP);
    assert_int_equal(key(&scene, '6'), TUI_DONE);
    return scene;
}

static void
scene_done(struct scene *scene)
{
    tui_free(scene->tui);
    session_delete(scene->session);
    canvas_done(&scene->canvas);
}

static uint64_t
now(const struct scene *scene)
{
    struct session_place place;
    session_place(scene->session, &place);
    return place.op;
}

/* As the loop does. */
static void
arrive(struct scene *scene)
{
    must(session_goto(scene->session, tui_scrub_aim(scene->tui), &err));
    tui_scrub_over(scene->tui);
    draw(scene, 40, 120);
}

static void
aims_at(struct scene *scene, uint32_t which, uint64_t op)
{
    assert_int_equal(key(scene, which), TUI_SCRUB);
    assert_int_equal(tui_scrub_aim(scene->tui), op);
}

/* Where the timeline is on a screen of 120x40. */
static struct rect
body_of(bool large)
{
    struct layout_wish wish = {.pane = PANE_TIMELINE, .maximised = large};
    struct layout layout;
    layout_make(&layout, 40, 120, &wish);
    return layout.panes[PANE_TIMELINE].body;
}

/* --- cells -----------------------------------------------------------------*/
/* Of each column its cell, and of that its moment; at every size. */
static void
test_cells(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = {{24, 80}, {40, 120}, {10, 40}, {60, 200}, {18, 64}};
    struct time_view view = {0};
    struct time_grid grid;
    uint64_t op;
    (void)state;
    for (size_t ops = 10; ops < 5000; ops = ops * 7 + 1) {
        struct scene scene = scene_of("uniform", ops, true);
        uint64_t all = now(&scene);
        must(session_goto(scene.session, all / 2, &err));
        for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
            assert_true(time_lay_out(
                &view, scene.session, i % 2 ? TIME_LARGE : TIME_PANE,
                sizes[i / 2].rows, sizes[i / 2].cols, &grid));
            for (size_t k = 0; k < grid.axis.n; k++) {
                int col = time_col(&grid, k);
                assert_true(col < sizes[i / 2].cols);
                assert_int_not_equal(col, time_now_col(&grid));
                assert_true(time_moment_at(&grid, scene.session, 0, col, &op));
                assert_int_equal(op, time_axis_op(&grid.axis, k));
                if (time_axis_holds(&grid.axis, k))
                    assert_int_equal(time_axis_column(&grid.axis, op), k);
            }
            assert_true(time_moment_at(&grid, scene.session, 0,
                                       time_now_col(&grid), &op));
            assert_int_equal(op, all / 2);
            assert_true(time_moment_at(&grid, scene.session, 0, 0, &op));
            assert_int_equal(op, 0);
        }
        scene_done(&scene);
    }
}

/* --- keys ------------------------------------------------------------------*/
static void
test_keys(void **state)
{
    struct scene scene = scene_of("uniform", 1000, true);
    const struct time_axis *axis;
    uint64_t op;
    (void)state;
    draw(&scene, 40, 120);
    axis = &tui_time_grid(scene.tui)->axis;
    assert_int_equal(key(&scene, KEYS_RIGHT), TUI_SAY); /* the end */
    op = time_axis_op(axis, axis->n - 2);
    aims_at(&scene, KEYS_LEFT, op);
    aims_at(&scene, KEYS_LEFT, time_axis_op(axis, axis->n - 3));
    assert_int_equal(now(&scene), 1000); /* not there yet */
    aims_at(&scene, ',', time_axis_op(axis, axis->n - 3) - 1);
    arrive(&scene);
    assert_true(tui_is_scrubbing(scene.tui));
    aims_at(&scene, '.', now(&scene) + 1);
    aims_at(&scene, KEYS_HOME, 0);
    arrive(&scene);
    assert_int_equal(key(&scene, KEYS_LEFT), TUI_SAY);
    aims_at(&scene, KEYS_SHIFT_RIGHT, time_axis_op(axis, axis->n / 10));
    aims_at(&scene, KEYS_PGDN, time_axis_op(axis, 2 * (axis->n / 10)));
    aims_at(&scene, KEYS_END, 1000);
    aims_at(&scene, KEYS_HOME, 0);
    arrive(&scene);
    aims_at(&scene, KEYS_ESC, 1000); /* where it began */
    arrive(&scene);
    assert_false(tui_is_scrubbing(scene.tui));
    assert_int_equal(key(&scene, KEYS_LEFT), TUI_DONE); /* on the map */
    scene_done(&scene);
}

static void
test_stays(void **state)
{
    struct scene scene = scene_of("uniform", 500, true);
    (void)state;
    draw(&scene, 40, 120);
    aims_at(&scene, KEYS_PGUP,
            time_axis_op(&tui_time_grid(scene.tui)->axis,
                         tui_time_grid(scene.tui)->axis.n - 1 -
                             tui_time_grid(scene.tui)->axis.n / 10));
    arrive(&scene);
    assert_int_equal(key(&scene, '\r'), TUI_DONE);
    assert_false(tui_is_scrubbing(scene.tui));
    assert_true(now(&scene) < 500);
    /* A step on is no scrubbing: Esc then leads nowhere. */
    assert_int_equal(key(&scene, '6'), TUI_DONE);
    aims_at(&scene, KEYS_HOME, 0);
    arrive(&scene);
    must(session_step(scene.session, 3, NULL, &err));
    draw(&scene, 40, 120);
    assert_int_equal(key(&scene, KEYS_ESC), TUI_DONE);
    scene_done(&scene);
}

/* All that was scrubbed between two commands is one thing to undo. */
static void
test_undo(void **state)
{
    struct scene scene = scene_of("uniform", 500, true);
    struct session_moment before = session_moment(scene.session);
    (void)state;
    session_did(scene.session, &before);
    draw(&scene, 40, 120);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(key(&scene, KEYS_LEFT), TUI_SCRUB);
        arrive(&scene);
    }
    assert_true(now(&scene) < 450);
    must(session_undo(scene.session, &err));
    assert_int_equal(now(&scene), 500);
    must(session_redo(scene.session, &err));
    assert_true(now(&scene) < 450);
    scene_done(&scene);
}

/* --- a part of the time ----------------------------------------------------*/
static void
test_zoom(void **state)
{
    struct scene scene = scene_of("uniform", 4000, true);
    struct time_axis axis;
    size_t at;
    (void)state;
    must(session_goto(scene.session, 1000, &err));
    draw(&scene, 40, 120);
    at = tui_time_grid(scene.tui)->past;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(key(&scene, '+'), TUI_DONE);
        draw(&scene, 40, 120);
        axis = tui_time_grid(scene.tui)->axis;
        assert_int_equal(axis.to - axis.from, 4000 >> (i + 1));
        assert_true(axis.from <= 1000 && axis.to >= 1000);
        assert_true(tui_time_grid(scene.tui)->past + 1 >= at &&
                    tui_time_grid(scene.tui)->past <= at + 1);
    }
    /* Beyond the edge the part moves along. */
    for (int i = 0; i < 300; i++) {
        assert_int_equal(key(&scene, KEYS_RIGHT), TUI_SCRUB);
        draw(&scene, 40, 120);
    }
    arrive(&scene);
    assert_true(now(&scene) > axis.to);
    axis = tui_time_grid(scene.tui)->axis;
    assert_true(now(&scene) >= axis.from && now(&scene) <= axis.to);
    assert_int_equal(axis.to - axis.from, 500);
    assert_int_equal(key(&scene, '0'), TUI_DONE);
    draw(&scene, 40, 120);
    assert_int_equal(tui_time_grid(scene.tui)->axis.to, 4000);
    scene_done(&scene);
}

/* --- the mouse -------------------------------------------------------------*/
static void
test_mouse(void **state)
{
    struct scene scene = scene_of("uniform", 1000, true);
    struct rect body;
    (void)state;
    draw(&scene, 40, 120);
    body = body_of(false);
    for (size_t k = 10; k < 60; k += 10) {
        struct mouse mouse = {k == 10 ? MOUSE_DOWN : MOUSE_DRAG, body.row + 1,
                              body.col + time_col(tui_time_grid(scene.tui), k)};
        if (k > 10)
            mouse.row -= 5; /* the pointer may leave the pane */
        assert_int_equal(
            tui_mouse(scene.tui, scene.session, &mouse, scene.command),
            TUI_SCRUB);
        assert_int_equal(tui_scrub_aim(scene.tui),
                         time_axis_op(&tui_time_grid(scene.tui)->axis, k));
    }
    arrive(&scene);
    assert_int_equal(now(&scene),
                     time_axis_op(&tui_time_grid(scene.tui)->axis, 50));
    scene_done(&scene);
}

/* --- landmarks -------------------------------------------------------------*/
static bool
at_ten(void *context, char text[ERROR_TEXT])
{
    struct session_place place;
    session_place(context, &place);
    (void)snprintf(text, ERROR_TEXT, "Stopped where op = 10.");
    return place.op == 10;
}

static const struct landmark *
find(const struct landmark *marks, size_t n, enum landmark_kind kind)
{
    for (size_t i = 0; i < n; i++)
        if (marks[i].kind == kind)
            return &marks[i];
    return NULL;
}

static void
test_landmarks(void **state)
{
    struct scene scene = scene_of("sawtooth", 400, true);
    struct session *s = scene.session;
    struct session_stop stop = {at_ten, s}, none = {NULL, NULL};
    struct landmark marks[LANDMARKS], mark;
    const struct landmark *found;
    struct trace *trace;
    struct generate_config generate = {
        .kind = "sawtooth", .seed = 7, .ops = 400};
    size_t n;
    (void)state;
    trace = generate_trace(&generate, &err);
    must(trace != NULL && session_load(s, trace, &err));
    session_set_stop(s, &stop);
    assert_false(session_step(s, 50, NULL, &err));
    session_set_stop(s, &none);
    must(session_goto(s, 400, &err));
    must(session_goto(s, 100, &err));
    must(session_alloc(s, 100, NULL, NULL, &err)); /* branch 2 */
    n = view_landmarks(s, marks, LANDMARKS);
    for (size_t i = 1; i < n; i++)
        assert_true(marks[i - 1].op <= marks[i].op);
    found = find(marks, n, LANDMARK_STOP);
    assert_non_null(found);
    assert_int_equal(found->op, 10);
    assert_string_equal(found->text, "op = 10");
    found = find(marks, n, LANDMARK_FORK);
    assert_non_null(found);
    assert_int_equal(found->op, 100);
    assert_string_equal(found->text, "branch 1");
    found = find(marks, n, LANDMARK_PEAK);
    assert_non_null(found);
    assert_int_equal(found->op, session_peak(s));
    /* ] [ go along them. */
    must(session_goto(s, 0, &err));
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && marks[i].op == marks[i - 1].op)
            continue;
        assert_true(time_scrub_mark(tui_time_view(scene.tui), s, 1, &mark));
        assert_int_equal(tui_time_view(scene.tui)->aim, marks[i].op);
    }
    assert_false(time_scrub_mark(tui_time_view(scene.tui), s, 1, &mark));
    must(session_restart(s, session_config(s), &err));
    assert_int_equal(view_landmarks(s, marks, LANDMARKS), 0);
    scene_done(&scene);
}

/* The worst fragmentation, and the heap's last growth, against asking at every
 * moment. */
static void
test_peaks(void **state)
{
    struct scene scene = scene_of("sawtooth", 600, true);
    struct landmark marks[LANDMARKS];
    size_t n = view_landmarks(scene.session, marks, LANDMARKS);
    const struct landmark *heap = find(marks, n, LANDMARK_HEAP);
    const struct landmark *frag = find(marks, n, LANDMARK_FRAG);
    uint64_t most_op = 0, worst_op = 0;
    size_t most = 0;
    double worst = 0;
    (void)state;
    for (uint64_t op = 0; op <= 600; op++) {
        struct figures f;
        must(session_goto(scene.session, op, &err));
        view_figures(scene.session, &f);
        if (f.heap > most && op > 0) {
            most = f.heap;
            most_op = op;
        }
        if (f.frag > worst) {
            worst = f.frag;
            worst_op = op;
        }
    }
    assert_non_null(heap);
    assert_non_null(frag);
    assert_int_equal(heap->op, most_op);
    assert_int_equal(frag->op, worst_op);
    scene_done(&scene);
}

/* --- the large view --------------------------------------------------------*/
static bool
never(void *context)
{
    (void)context;
    return false;
}

/* A cell of the picture in ASCII is what its bytes are in the heap then. */
static void
test_picture_is_true(void **state)
{
    struct scene scene = scene_of("uniform", 300, false);
    const struct session_interrupt stop = {never, NULL};
    const struct look look = {.unicode = false};
    const struct time_grid *grid;
    struct rect body;
    bool dirty = false;
    char facts[128];
    const char *cell;
    struct time_use use;
    char unit[8];
    double size;
    size_t bytes;
    (void)state;
    must(session_goto(scene.session, 150, &err));
    tui_show_picture(scene.tui, true);
    draw(&scene, 40, 120);
    assert_true(tui_shows_picture(scene.tui));
    assert_false(tui_work(scene.tui, scene.session, &stop, &dirty));
    assert_true(dirty);
    draw(&scene, 40, 120);
    grid = tui_time_grid(scene.tui);
    time_address_facts(tui_time_view(scene.tui), &look, grid, facts,
                       sizeof facts);
    cell = strstr(facts, "1 cell = ");
    assert_non_null(cell);
    assert_int_equal(sscanf(cell, "1 cell = %lf %7s", &size, unit), 2);
    bytes = (size_t)(strcmp(unit, "KiB") == 0 ? size * 1024 : size);
    body = body_of(true);
    for (size_t k = 0; k < grid->axis.n; k++) {
        must(session_goto(scene.session, time_axis_op(&grid->axis, k), &err));
        for (int row = 0; row < grid->picture_rows; row++) {
            static const char glyphs[] = {[TIME_NO_HEAP] = ' ',
                                          [TIME_FREE] = '.',
                                          [TIME_MOSTLY] = '%',
                                          [TIME_USED] = '#'};
            size_t lo = (size_t)row * bytes, hi = lo + bytes;
            const struct canvas_cell *is =
                &scene.canvas.cells[(body.row + row) * 120 + body.col +
                                    time_col(grid, k)];
            struct view_iter iter;
            struct view_block block;
            struct figures f;
            view_figures(scene.session, &f);
            use = (struct time_use){0, 0, 0};
            lo = lo > 4 ? lo - 4 : 0; /* rows begin a header earlier */
            hi -= 4;
            view_open(&iter, scene.session, 0, f.heap);
            while (view_next(&iter, &block)) {
                size_t from = block.start > lo ? block.start : lo;
                size_t end = block.start + block.size < hi
                                 ? block.start + block.size
                                 : hi;
                if (end <= from)
                    continue;
                use.heap += end - from;
                if (block.state == VIEW_USED)
                    use.used += end - from;
                else if (block.state == VIEW_FREE)
                    use.free += end - from;
            }
            if (is->ch != (uint32_t)glyphs[time_fill_of(&use)])
                fail_msg("column %zu, row %d: '%c', not '%c'", k, row,
                         (int)is->ch, glyphs[time_fill_of(&use)]);
        }
    }
    scene_done(&scene);
}

/* t and back, and nothing is left over; at sizes with and without a plot. */
static void
test_large_view(void **state)
{
    static const struct {
        int rows, cols;
    } sizes[] = {{10, 40}, {24, 80}, {40, 120}, {60, 200}};
    struct scene scene = scene_of("uniform", 300, true);
    (void)state;
    assert_int_equal(key(&scene, '1'), TUI_DONE);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        draw(&scene, sizes[i].rows, sizes[i].cols);
        assert_false(tui_shows_picture(scene.tui));
        assert_int_equal(key(&scene, 't'), TUI_DONE);
        draw(&scene, sizes[i].rows, sizes[i].cols);
        assert_true(tui_shows_picture(scene.tui));
        assert_true(tui_time_grid(scene.tui)->picture_rows >= 3);
        assert_int_equal(key(&scene, 't'), TUI_DONE);
        draw(&scene, sizes[i].rows, sizes[i].cols);
        assert_false(tui_shows_picture(scene.tui));
        assert_int_equal(key(&scene, KEYS_LEFT), TUI_DONE);
    }
    scene_done(&scene);
}

/* Does TEXT stand in ROW from COL on? */
static bool
stands(const struct canvas *canvas, int row, int col, const char *text)
{
    const struct canvas_cell *cells = &canvas->cells[row * canvas->cols];

    for (; *text && col < canvas->cols; text++, col++) {
        if (cells[col].ch != (uint32_t)*text)
            return false;
    }
    return *text == '\0';
}

/* Is a mark anywhere beside the words for now, a blank between them? */
static bool
mark_beside(const struct canvas *canvas, const char *words)
{
    int n = (int)strlen(words);

    for (int i = 0; i < canvas->rows * canvas->cols; i++) {
        int row = i / canvas->cols, col = i % canvas->cols;
        uint32_t ch = canvas->cells[i].ch;

        if (ch != 0x25b2 && ch != 0x25bc)
            continue;
        if (stands(canvas, row, col + 2, words) ||
            (col > n && stands(canvas, row, col - 1 - n, words)))
            return true;
    }
    return false;
}

/* Whoever scrubs onto a mark sees it still. */
static void
test_a_mark_at_now_is_in_sight(void **state)
{
    struct scene scene = scene_of("sawtooth", 600, true);
    struct landmark marks[LANDMARKS];
    size_t n = view_landmarks(scene.session, marks, LANDMARKS), seen = 0;
    char words[32];

    (void)state;
    for (size_t i = 0; i < n; i++) {
        if (marks[i].op == 0)
            continue;
        must(session_goto(scene.session, marks[i].op, &err));
        draw(&scene, 40, 120);
        (void)snprintf(words, sizeof words, "op %llu",
                       (unsigned long long)marks[i].op);
        assert_true(mark_beside(&scene.canvas, words));
        seen++;
    }
    assert_true(seen >= 2);
    scene_done(&scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_stays),
        cmocka_unit_test(test_undo),
        cmocka_unit_test(test_zoom),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_landmarks),
        cmocka_unit_test(test_peaks),
        cmocka_unit_test(test_a_mark_at_now_is_in_sight),
        cmocka_unit_test(test_picture_is_true),
        cmocka_unit_test(test_large_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
