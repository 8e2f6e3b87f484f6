/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_tui.c: keys, clicks and requests, without a terminal: a session, a
 * canvas, and what the screen answers.
 */
#include "support/cmocka_all.h"

#include "tui/bindings.h"
#include "tui/map.h"
#include "tui/tui.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 40, COLS = 120 };

struct scene {
    struct session *session;
    struct tui *tui;
    struct canvas canvas;
    struct tui_frame frame;
    int row, col; /* cursor */
    char command[TUI_COMMAND_TEXT];
};

static void
draw(struct scene *scene)
{
    assert_true(canvas_resize(&scene->canvas, ROWS, COLS));
    tui_draw(scene->tui, &scene->frame, &scene->canvas, &scene->row,
             &scene->col);
}

static enum tui_answer
key(struct scene *scene, uint32_t key)
{
    enum tui_answer answer =
        tui_key(scene->tui, scene->session, key, scene->command);

    draw(scene);
    return answer;
}

static void
alloc(struct scene *scene, size_t size)
{
    struct op_result result;
    struct error err;

    assert_true(session_alloc(scene->session, size, NULL, &result, &err));
}

static void
release(struct scene *scene, uint64_t number)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct op_result result;
    struct error err;

    assert_true(session_free(scene->session, &who, &result, &err));
}

/* Twenty blocks of 100 bytes, 2, 6 and 10 free; the map has the focus. */
static int
setup(void **state)
{
    static struct scene scene;
    const struct look look = {.unicode = true, .lines = true};
    struct session_config config = {.limit = 1 << 24};
    struct error err;

    memset(&scene, 0, sizeof scene);
    assert_true(policy_parse("explicit", &config.policy, &err));
    scene.session = session_new(&config, &err);
    scene.tui = tui_new(&look);
    assert_non_null(scene.session);
    assert_non_null(scene.tui);
    scene.frame = (struct tui_frame){.session = scene.session,
                                     .message = "",
                                     .prompt = "heapglass> ",
                                     .line = "",
                                     .play = "paused"};
    for (int i = 0; i < 20; i++)
        alloc(&scene, 100);
    release(&scene, 2);
    release(&scene, 6);
    release(&scene, 10);
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

static bool
shows(const struct scene *scene, const char *text)
{
    for (int row = 0; row < ROWS; row++) {
        char line[COLS + 1];

        for (int col = 0; col < COLS; col++) {
            uint32_t ch = scene->canvas.cells[row * COLS + col].ch;

            line[col] = (char)(ch >= ' ' && ch < 0x7f ? ch : '?');
        }
        line[COLS] = '\0';
        if (strstr(line, text))
            return true;
    }
    return false;
}

/* Payload offset of block NUMBER, from 1: a unit of the arena's own, then
 * blocks of 112 bytes. */
static size_t
block(size_t number)
{
    return 16 + (number - 1) * 112;
}

static void
test_moving(void **state)
{
    struct scene *scene = *state;

    tui_select(scene->tui, block(1));
    draw(scene);
    assert_int_equal(key(scene, KEYS_RIGHT), TUI_DONE);
    assert_int_equal(tui_selected(scene->tui), block(2));
    key(scene, 'l');
    assert_int_equal(tui_selected(scene->tui), block(3));
    key(scene, 'h');
    assert_int_equal(tui_selected(scene->tui), block(2));
    key(scene, 'g');
    assert_int_equal(tui_selected(scene->tui), block(1));
    key(scene, KEYS_LEFT);
    assert_int_equal(tui_selected(scene->tui), block(1));
    key(scene, 'G');
    key(scene, KEYS_RIGHT);
    assert_true(tui_selected(scene->tui) >= block(20));
}

/* Down and up come back to where they began, in every scale. */
static void
test_moving_by_row(void **state)
{
    struct scene *scene = *state;

    for (int zoom = 0; zoom < 4; zoom++) {
        size_t from = block(5), now;
        int steps = 0;

        tui_select(scene->tui, from);
        draw(scene);
        do {
            now = tui_selected(scene->tui);
            key(scene, KEYS_DOWN);
            steps++;
        } while (tui_selected(scene->tui) != now && steps < 100);
        assert_in_range(steps, 1, 99);
        for (int i = 0; i < 100; i++)
            key(scene, 'k');
        assert_true(tui_selected(scene->tui) <= from);
        key(scene, '+');
    }
}

static void
test_along_the_list(void **state)
{
    struct scene *scene = *state;

    key(scene, ']'); /* LIFO: freed last comes first */
    assert_int_equal(tui_selected(scene->tui), block(10));
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), block(6));
    key(scene, '[');
    key(scene, '[');
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), block(10));
    for (int i = 0; i < 3; i++) /* the holes are taken; the heap's end stays */
        alloc(scene, 100);
    draw(scene);
    tui_select(scene->tui, 0);
    assert_int_equal(key(scene, ']'), TUI_DONE);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(key(scene, i ? '[' : ']'), TUI_SAY);
        assert_non_null(strstr(scene->command, "the only block of its list"));
    }
}

static void
test_commands(void **state)
{
    struct scene *scene = *state;

    tui_select(scene->tui, block(3));
    draw(scene);
    assert_int_equal(key(scene, 'd'), TUI_COMMAND);
    assert_string_equal(scene->command, "free 0xf0");
    assert_int_equal(key(scene, 'n'), TUI_COMMAND);
    assert_string_equal(scene->command, "step");
    assert_int_equal(key(scene, 'p'), TUI_COMMAND);
    assert_string_equal(scene->command, "back");
    assert_int_equal(key(scene, KEYS_F7), TUI_COMMAND);
    assert_string_equal(scene->command, "back");
    assert_int_equal(key(scene, 'u'), TUI_COMMAND);
    assert_string_equal(scene->command, "undo");
    assert_int_equal(key(scene, ' '), TUI_PLAY);
    assert_int_equal(key(scene, KEYS_F5), TUI_PLAY);
    tui_select(scene->tui, block(2)); /* free already */
    draw(scene);
    assert_int_equal(key(scene, 'd'), TUI_SAY);
    assert_string_equal(scene->command, "The selected block is free already.");
    assert_int_equal(key(scene, '/'), TUI_PROMPT);
    assert_string_equal(scene->command, "show ");
    assert_int_equal(tui_focus(scene->tui), FOCUS_PROMPT);
}

static void
test_focus(void **state)
{
    static const uint32_t back[] = {':', '\r', KEYS_ESC, 'q', '\t', KEYS_F6};
    struct scene *scene = *state;

    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        tui_set_focus(scene->tui, FOCUS_MAP);
        draw(scene);
        assert_int_equal(scene->row, -1);
        assert_int_equal(key(scene, back[i]), TUI_DONE);
        assert_int_equal(tui_focus(scene->tui), FOCUS_PROMPT);
        assert_int_equal(scene->row, ROWS - 2);
    }
    /* What is typed is not the screen's. */
    for (uint32_t ch = ' '; ch < 0x7f; ch++)
        assert_int_equal(key(scene, ch), TUI_IGNORED);
    assert_int_equal(key(scene, '\r'), TUI_IGNORED);
    assert_int_equal(key(scene, KEYS_UP), TUI_IGNORED);
    assert_int_equal(key(scene, KEYS_ESC), TUI_IGNORED);
    assert_int_equal(key(scene, '\t'), TUI_DONE);
    assert_int_equal(tui_focus(scene->tui), FOCUS_MAP);
}

static void
test_help(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(key(scene, '?'), TUI_DONE);
    assert_int_equal(tui_focus(scene->tui), FOCUS_HELP);
    assert_true(shows(scene, "What the map shows"));
    assert_true(shows(scene, "along list, pins, problems"));
    assert_int_equal(key(scene, KEYS_ESC), TUI_DONE);
    assert_int_equal(tui_focus(scene->tui), FOCUS_MAP);
    assert_false(shows(scene, "What the map shows"));
}

static void
test_a_table_scrolls_and_closes(void **state)
{
    struct scene *scene = *state;
    char text[4000] = "";
    size_t n = 0;

    for (int i = 1; i <= 100; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "line %d.\n", i);
    scene->frame.table = text;
    scene->frame.table_title = "blocks";
    tui_set_focus(scene->tui, FOCUS_PROMPT);
    draw(scene);
    assert_true(shows(scene, " line 1. "));
    assert_false(shows(scene, "line 100."));
    assert_int_equal(key(scene, KEYS_PGDN), TUI_DONE);
    assert_false(shows(scene, " line 1. "));
    for (int i = 0; i < 10; i++)
        key(scene, KEYS_PGDN);
    assert_true(shows(scene, "line 100."));
    assert_int_equal(key(scene, KEYS_ESC), TUI_CLOSE);
}

static void
test_zoom(void **state)
{
    struct scene *scene = *state;
    struct error err;

    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    draw(scene);
    assert_true(shows(scene, "1 column = 1 B"));
    assert_true(tui_zoom(scene->tui, scene->session, "1k", &err));
    draw(scene);
    assert_true(shows(scene, "1 cell = 1 KiB"));
    assert_true(tui_zoom(scene->tui, scene->session, "fit", &err));
    draw(scene);
    assert_true(shows(scene, "whole heap"));
    assert_false(tui_zoom(scene->tui, scene->session, "3", &err));
    assert_false(tui_zoom(scene->tui, scene->session, "x", &err));
    assert_false(tui_zoom(scene->tui, scene->session, "99999999999g", &err));
    for (int i = 0; i < 20; i++)
        key(scene, '+');
    assert_true(shows(scene, "1 column = 1 B"));
    for (int i = 0; i < 20; i++)
        key(scene, '-');
    assert_true(shows(scene, "whole heap"));
}

static void
test_damage_walks_the_problems(void **state)
{
    static const uint8_t junk[] = {0xff, 0xff, 0xff, 0xff};
    struct scene *scene = *state;
    struct heap_report report;
    struct op_result result;
    struct error err;

    assert_true(session_poke(scene->session, block(2) - 4 + 108, junk,
                             sizeof junk, &result, &err)); /* its footer */
    (void)session_check(scene->session, &report, &err);
    assert_non_null(session_problems(scene->session));
    draw(scene);
    assert_true(shows(scene, "problems"));
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), report.violations[0].off);
    assert_int_equal(key(scene, '\r'), TUI_DONE);
    assert_true(shows(scene, "1 column = 1 B"));
}

static enum tui_answer
click(struct scene *scene, int row, int col)
{
    struct mouse mouse = {MOUSE_DOWN, row, col};
    char command[TUI_COMMAND_TEXT];

    return tui_mouse(scene->tui, scene->session, &mouse, command);
}

static void
test_a_click_selects(void **state)
{
    struct scene *scene = *state;

    tui_set_focus(scene->tui, FOCUS_PROMPT);
    draw(scene);
    assert_int_equal(click(scene, 2, 12), TUI_DONE);
    assert_int_equal(tui_focus(scene->tui), FOCUS_MAP);
    assert_int_not_equal(tui_selected(scene->tui), 0);
    assert_int_equal(click(scene, ROWS - 2, 12), TUI_DONE);
    assert_int_equal(tui_focus(scene->tui), FOCUS_PROMPT);
    assert_int_equal(click(scene, 0, 0), TUI_IGNORED);
}

static void
test_themes(void **state)
{
    struct scene *scene = *state;
    struct error err;

    assert_true(tui_theme(scene->tui, "mono", &err));
    draw(scene);
    assert_true(shows(scene, "[##"));
    assert_true(tui_theme(scene->tui, "default", &err));
    draw(scene);
    assert_false(shows(scene, "[##"));
    assert_false(tui_theme(scene->tui, "nosuch", &err));
    assert_non_null(strstr(err.text, "contrast"));
}

static bool
any_cell(const struct scene *scene, enum style style)
{
    for (int i = 0; i < ROWS * COLS; i++) {
        if (scene->canvas.cells[i].style == style)
            return true;
    }
    return false;
}

static void
test_an_operation_ends_its_blocks_selection(void **state)
{
    struct scene *scene = *state;

    tui_select(scene->tui, block(4));
    draw(scene);
    release(scene, 12);
    draw(scene);
    assert_int_equal(tui_selected(scene->tui), block(4));
    release(scene, 4);
    draw(scene);
    assert_int_equal(tui_selected(scene->tui), 0);
    tui_select(scene->tui, block(8)); /* asked for after the operation */
    release(scene, 8);
    draw(scene);
    assert_int_equal(tui_selected(scene->tui), block(8));
    assert_int_equal(key(scene, KEYS_ESC), TUI_DONE);
    assert_int_equal(tui_selected(scene->tui), 0);
    assert_int_equal(tui_focus(scene->tui), FOCUS_PROMPT);
}

static void
test_a_new_heap_is_seen_whole(void **state)
{
    struct scene *scene = *state;
    struct session_config config = *session_config(scene->session);
    struct policy policy;
    struct error err;

    tui_select(scene->tui, block(4));
    draw(scene);
    assert_true(policy_parse("implicit", &policy, &err));
    assert_true(session_set_policy(scene->session, &policy, &err));
    draw(scene);
    assert_int_equal(tui_selected(scene->tui), 0);
    tui_select(scene->tui, block(4));
    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    draw(scene);
    assert_false(shows(scene, "whole heap"));
    assert_true(session_restart(scene->session, &config, &err));
    alloc(scene, 3000);
    draw(scene);
    assert_int_equal(tui_selected(scene->tui), 0);
    assert_true(shows(scene, "whole heap"));
    /* what is asked for with the new heap stays */
    assert_true(session_restart(scene->session, &config, &err));
    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    tui_select(scene->tui, block(1));
    draw(scene);
    assert_true(shows(scene, "1 column = 1 B"));
}

static void
test_keys_that_cannot_say_why(void **state)
{
    struct scene *scene = *state;
    struct policy policy;
    struct error err;

    assert_int_equal(key(scene, 'd'), TUI_SAY);
    assert_non_null(strstr(scene->command, "No block is selected"));
    assert_int_equal(key(scene, '}'), TUI_SAY);
    assert_non_null(strstr(scene->command, "No other list"));
    assert_true(policy_parse("implicit", &policy, &err));
    assert_true(session_set_policy(scene->session, &policy, &err));
    draw(scene);
    assert_int_equal(key(scene, ']'), TUI_SAY);
    assert_non_null(strstr(scene->command, "keeps no list"));
    assert_int_equal(key(scene, '{'), TUI_SAY);
}

/* The list that a freed block went to is the one that is shown. */
static void
test_the_list_follows_the_last_free(void **state)
{
    struct scene *scene = *state;
    struct policy policy;
    struct error err;

    assert_true(policy_parse("segregated", &policy, &err));
    assert_true(session_set_policy(scene->session, &policy, &err));
    alloc(scene, 12);
    alloc(scene, 12);
    alloc(scene, 12);
    release(scene, 22);
    draw(scene);
    assert_true(shows(scene, "free list  class 16 B"));
    release(scene, 14);
    draw(scene);
    assert_true(shows(scene, "free list  class 112 B"));
    assert_true(shows(scene, " 16 B  "));
}

static void
test_a_broken_list_says_so(void **state)
{
    static const uint8_t junk[] = {0x33, 0x55, 0, 0};
    struct scene *scene = *state;
    struct op_result result;
    struct error err;

    assert_false(shows(scene, "leads to"));
    assert_true(session_poke(scene->session, block(6), junk, sizeof junk,
                             &result, &err));
    draw(scene);
    assert_true(shows(scene, "2 leads to 0x"));
    assert_true(any_cell(scene, STYLE_ALERT));
    assert_true(shows(scene, "is free, but on no list"));
}

static void
test_zooming_is_about_the_last_change(void **state)
{
    struct scene *scene = *state;
    struct error err;

    release(scene, 1);
    draw(scene);
    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    draw(scene);
    assert_true(shows(scene, "0x00000 to"));
}

/* The names of columns stay when their table is scrolled. */
static void
test_a_tables_head_stays(void **state)
{
    struct scene *scene = *state;
    char text[4000] = "";
    size_t n = 0;

    n += (size_t)snprintf(text + n, sizeof text - n, "    off  size\n");
    for (int i = 1; i <= 100; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "0x%05x  7\n", i);
    scene->frame.table = text;
    draw(scene);
    assert_true(shows(scene, "0x00001"));
    assert_true(shows(scene, "scroll"));
    key(scene, KEYS_PGDN);
    assert_false(shows(scene, "0x00001"));
    assert_true(shows(scene, "off  size"));
    key(scene, KEYS_END);
    assert_true(shows(scene, "0x00064"));
    assert_true(shows(scene, "off  size"));
    scene->frame.table = "one line\n";
    draw(scene);
    assert_false(shows(scene, "scroll"));
}

static void
test_too_small(void **state)
{
    static const struct {
        int cols;
        const char *says;
    } cases[] = {{39, "heapglass needs 40x10, this is 39x8"},
                 {30, "heapglass needs 40x10         "},
                 {15, "needs 40x10    "},
                 {7, "40x10  "},
                 {3, "   "}};
    struct scene *scene = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(canvas_resize(&scene->canvas, 8, cases[i].cols));
        tui_draw(scene->tui, &scene->frame, &scene->canvas, &scene->row,
                 &scene->col);
        for (size_t k = 0; cases[i].says[k]; k++)
            assert_int_equal(scene->canvas.cells[k].ch, cases[i].says[k]);
    }
}

/* --- pins ------------------------------------------------------------------*/
/* Marks blocks 5, 9 and 11 as pins 2, 1 and 3. */
static void
mark_pins(struct scene *scene)
{
    static const size_t numbers[] = {9, 5, 11};
    struct view_mark marks[3];

    for (unsigned i = 0; i < 3; i++)
        marks[i] = (struct view_mark){.start = block(numbers[i]) - 4,
                                      .size = 112,
                                      .kind = MARK_PIN,
                                      .number = i + 1,
                                      .gives = 300 - i};
    assert_true(session_set_marks(scene->session, marks, 3));
    draw(scene);
}

static bool
is_changed(enum style style)
{
    return style == STYLE_CHANGED || style == STYLE_CHANGED_GAP ||
           style == STYLE_CHANGED_INK || style == STYLE_CHANGED_SLACK;
}

static bool
is_plain_used(enum style style)
{
    return style == STYLE_USED || style == STYLE_USED_GAP ||
           style == STYLE_USED_SLACK || style == STYLE_USED_TEXT;
}

/* Cell of bytes [LO, HI): it looks changed if a mark owns it, and not if none
 * has a byte of it. */
static void
assert_cell(const struct session *session, enum style style, size_t lo,
            size_t hi)
{
    const struct view_mark *marks;
    size_t n = view_marks(session, &marks);
    bool owned = false, touched = false;

    for (size_t i = 0; i < n; i++) {
        size_t end = marks[i].start + marks[i].size;

        owned |= marks[i].start <= lo && hi <= end;
        touched |= marks[i].start < hi && lo < end;
    }
    if ((owned && is_plain_used(style)) || (!touched && is_changed(style)))
        fail_msg("cell [0x%zx, 0x%zx): style %d", lo, hi, (int)style);
}

static void
assert_marked_map(struct scene *scene, size_t cell, bool unicode)
{
    struct map_eye eye = {.cell = cell, .list = LIST_NONE};
    struct look look = {.unicode = unicode};
    struct pane pane = canvas_pane(&scene->canvas, 0, 0, ROWS, COLS);
    struct map_grid grid;
    size_t lo, hi, n_marked = 0;

    map_lay_out(&eye, scene->session, ROWS, COLS, &grid);
    canvas_clear(&scene->canvas);
    map_draw(&pane, &look, scene->session, &eye, &grid);
    for (int row = 0; row < grid.n_rows; row++) {
        int line = grid.first_row + row * grid.pitch;
        const struct canvas_cell *cells = &scene->canvas.cells[line * COLS];
        bool any = false;

        for (int col = 0; col < grid.row_cells; col++) {
            assert_true(map_byte_at(&grid, line, grid.gutter + col, &lo));
            hi = grid.lo - grid.shift + (size_t)row * grid.row_bytes +
                 ((size_t)col + 1) * cell;
            assert_cell(scene->session, cells[grid.gutter + col].style, lo, hi);
            any |= is_changed(cells[grid.gutter + col].style);
        }
        n_marked += any;
        if (any)
            assert_int_equal(cells[2 + grid.digits].style, STYLE_CHANGED);
    }
    assert_true(n_marked > 0);
}

static void
test_pins_are_marked_at_every_zoom(void **state)
{
    struct scene *scene = *state;

    mark_pins(scene);
    for (size_t cell = 1; cell <= 4096; cell = map_coarser(cell)) {
        assert_marked_map(scene, cell, true);
        assert_marked_map(scene, cell, false);
    }
}

/* Best first, around; what was freed last is not marked meanwhile. */
static void
test_along_the_pins(void **state)
{
    struct scene *scene = *state;

    mark_pins(scene);
    assert_true(shows(scene, "marked: pins"));
    assert_true(shows(scene, "#9"));
    assert_true(shows(scene, "gives"));
    assert_false(shows(scene, "free list"));
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), block(9));
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), block(5));
    key(scene, '[');
    key(scene, '[');
    assert_int_equal(tui_selected(scene->tui), block(11));
    key(scene, ']');
    assert_int_equal(tui_selected(scene->tui), block(9));
    release(scene, 9);
    draw(scene);
    assert_false(shows(scene, "marked: pins"));
    assert_true(shows(scene, "free list"));
}

/* The line of now in the timeline's lowest row of the plot; NULL: none. */
static const struct canvas_cell *
line_of_now(const struct scene *scene)
{
    for (int i = ROWS * COLS - 2; i > 0; i--) {
        const struct canvas_cell *cell = &scene->canvas.cells[i];

        if (cell->ch == 0x2502 && cell->style == STYLE_BOLD &&
            i / COLS < ROWS - 5)
            return cell - COLS; /* above the row of frag */
    }
    return NULL;
}

static bool
is_bar(uint32_t ch)
{
    return ch >= 0x2581 && ch <= 0x2588;
}

static void
test_the_timeline_shows_what_lies_ahead(void **state)
{
    struct scene *scene = *state;
    const struct canvas_cell *now;
    struct error err;

    now = line_of_now(scene);
    assert_non_null(now);
    assert_true(is_bar(now[-1].ch) && now[-1].style != STYLE_LABEL);
    assert_int_equal(now[1].ch, ' ');
    assert_false(shows(scene, " ahead "));
    assert_true(session_back(scene->session, 10, &err));
    draw(scene);
    now = line_of_now(scene);
    assert_true(is_bar(now[-1].ch) && now[-1].style != STYLE_LABEL);
    assert_true(is_bar(now[1].ch) && now[1].style == STYLE_LABEL);
    assert_true(shows(scene, " ahead "));
    assert_true(shows(scene, "op 13/23  paused"));
    assert_true(session_goto(scene->session, 0, &err));
    draw(scene);
    assert_true(shows(scene, " ahead "));
}

static void
test_the_status_line_tells_the_branch(void **state)
{
    struct scene *scene = *state;
    struct error err;

    assert_false(shows(scene, "branch"));
    assert_true(session_back(scene->session, 10, &err));
    draw(scene);
    assert_false(shows(scene, "branch"));
    alloc(scene, 40);
    draw(scene);
    assert_true(shows(scene, "op 14  branch 2  paused"));
}

/* In each place a key means one thing, and every line of help has a key. */
static void
test_the_table_of_keys(void **state)
{
    static const enum key_place places[] = {
        PLACE_PROMPT, PLACE_MAP, PLACE_DAMAGE, PLACE_PAGE, PLACE_RACE};
    const struct binding *binding;

    (void)state;
    for (int i = 0; (binding = binding_at(i)) != NULL; i++) {
        if (binding->keys[0] == 0) /* a line of help, of the mouse */
            assert_true(binding->names && !binding->hint);
        assert_true((binding->hint_places & ~binding->places) == 0);
        assert_int_equal(binding->hint != NULL, binding->hint_key != NULL);
        assert_int_equal(binding->help != NULL, binding->names != NULL);
        if (binding->help) { /* two columns in 80; a pane's own: one in 40 */
            int most = binding->section == KEYS_PANE ? 29 : 26;

            assert_in_range(text_width(binding->names), 1, 10);
            assert_in_range(text_width(binding->help), 1, most);
        }
        for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
            const struct binding *found =
                binding_find(binding->keys[0], places[p]);

            if (binding->hint_places & (unsigned)places[p])
                assert_ptr_equal(found, binding);
        }
    }
}

#define ON_SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCENE(test_moving),
        ON_SCENE(test_moving_by_row),
        ON_SCENE(test_along_the_list),
        ON_SCENE(test_commands),
        ON_SCENE(test_focus),
        ON_SCENE(test_help),
        ON_SCENE(test_a_table_scrolls_and_closes),
        ON_SCENE(test_zoom),
        ON_SCENE(test_damage_walks_the_problems),
        ON_SCENE(test_a_click_selects),
        ON_SCENE(test_themes),
        ON_SCENE(test_an_operation_ends_its_blocks_selection),
        ON_SCENE(test_a_new_heap_is_seen_whole),
        ON_SCENE(test_keys_that_cannot_say_why),
        ON_SCENE(test_the_list_follows_the_last_free),
        ON_SCENE(test_a_broken_list_says_so),
        ON_SCENE(test_zooming_is_about_the_last_change),
        ON_SCENE(test_a_tables_head_stays),
        ON_SCENE(test_too_small),
        ON_SCENE(test_pins_are_marked_at_every_zoom),
        ON_SCENE(test_along_the_pins),
        ON_SCENE(test_the_timeline_shows_what_lies_ahead),
        ON_SCENE(test_the_status_line_tells_the_branch),
        cmocka_unit_test(test_the_table_of_keys),
    };

    (void)setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
