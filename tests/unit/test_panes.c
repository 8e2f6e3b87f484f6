/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_panes.c: which pane has the keys and what is on the screen then, what
 * the keys and the mouse do inside each, at sizes from 40x10 on.
 */
#include "support/cmocka_all.h"

#include "tui/pane_table.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

enum { MAX_COLS = 300 };

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

static void
resize(struct scene *scene, int rows, int cols)
{
    scene->rows = rows;
    scene->cols = cols;
    draw(scene);
}

static enum tui_answer
key(struct scene *scene, uint32_t key)
{
    enum tui_answer answer =
        tui_key(scene->tui, scene->session, key, scene->command);

    draw(scene);
    return answer;
}

static enum tui_answer
mouse(struct scene *scene, enum mouse_kind kind, int row, int col)
{
    struct mouse what = {kind, row, col};
    enum tui_answer answer =
        tui_mouse(scene->tui, scene->session, &what, scene->command);

    draw(scene);
    return answer;
}

static void
alloc(struct scene *scene, size_t size, const char *name)
{
    struct op_result result;
    struct error err;

    assert_true(session_alloc(scene->session, size, name, &result, &err));
}

static void
release(struct scene *scene, uint64_t number)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct op_result result;
    struct error err;

    assert_true(session_free(scene->session, &who, &result, &err));
}

/* Twenty blocks of 100 bytes, 2, 6 and 10 free; the map has the keys. */
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
        alloc(&scene, 100, NULL);
    release(&scene, 2);
    release(&scene, 6);
    release(&scene, 10);
    tui_set_focus(scene.tui, FOCUS_MAP);
    resize(&scene, 40, 120);
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

/* Payload offset of block NUMBER, from 1. */
static size_t
block(size_t number)
{
    return 16 + (number - 1) * 112;
}

static void
row_text(const struct scene *scene, int row, char line[MAX_COLS + 1])
{
    for (int col = 0; col < scene->cols; col++) {
        uint32_t ch = scene->canvas.cells[row * scene->cols + col].ch;

        line[col] = (char)(ch >= ' ' && ch < 0x7f ? ch : '?');
    }
    line[scene->cols] = '\0';
}

/* *ROW, *COL: where; may be NULL. */
static bool
find(const struct scene *scene, const char *text, int *row, int *col)
{
    char line[MAX_COLS + 1];

    for (int i = 0; i < scene->rows; i++) {
        const char *at;

        row_text(scene, i, line);
        at = strstr(line, text);
        if (!at)
            continue;
        if (row)
            *row = i;
        if (col)
            *col = (int)(at - line);
        return true;
    }
    return false;
}

static bool
shows(const struct scene *scene, const char *text)
{
    return find(scene, text, NULL, NULL);
}

static const char *const titles[PANE_N] = {"1 heap",      "2 block",
                                           "3 free list", "4 statistics",
                                           "5 events",    "6 timeline"};
static const int sizes[][2] = {{10, 40},  {12, 40},  {16, 60},  {24, 80},
                               {20, 110}, {40, 120}, {45, 160}, {50, 112},
                               {60, 200}, {80, 240}};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

/* Is PANE's title on the screen, marked as the one with the keys? */
static bool
has_keys(const struct scene *scene, enum tui_pane pane)
{
    int row, col;

    return find(scene, titles[pane], &row, &col) &&
           scene->canvas.cells[row * scene->cols + col].style == STYLE_FOCUS;
}

/* --- which pane ------------------------------------------------------------*/
static void
test_each_pane_by_its_number(void **state)
{
    struct scene *scene = *state;

    for (int i = 0; i < N_SIZES; i++) {
        resize(scene, sizes[i][0], sizes[i][1]);
        for (int pane = 0; pane < PANE_N; pane++) {
            assert_int_equal(key(scene, (uint32_t)('1' + pane)), TUI_DONE);
            assert_int_equal(tui_focus(scene->tui), FOCUS_MAP);
            if (pane == PANE_HEAP && sizes[i][0] < 12)
                continue; /* there is no row for its title */
            assert_true(has_keys(scene, (enum tui_pane)pane));
            for (int other = 0; other < PANE_N; other++)
                assert_true(other == pane ||
                            !has_keys(scene, (enum tui_pane)other));
        }
    }
}

/* With all six on the screen, and with two of them only. */
static void
test_the_next_pane(void **state)
{
    static const int some[][2] = {{60, 200}, {24, 80}};
    struct scene *scene = *state;

    for (int i = 0; i < 2; i++) {
        resize(scene, some[i][0], some[i][1]);
        key(scene, '1');
        for (int pane = 1; pane <= PANE_N; pane++) {
            key(scene, 'w');
            assert_true(has_keys(scene, (enum tui_pane)(pane % PANE_N)));
        }
        key(scene, 'W');
        assert_true(has_keys(scene, PANE_TIMELINE));
    }
}

/* Where four are on the screen those that are not are passed over. */
static void
test_the_next_pane_is_on_the_screen(void **state)
{
    struct scene *scene = *state;

    key(scene, 'w');
    key(scene, 'w');
    assert_true(has_keys(scene, PANE_LIST));
    key(scene, 'w');
    assert_true(has_keys(scene, PANE_TIMELINE));
}

static void
test_the_whole_middle(void **state)
{
    struct scene *scene = *state;

    for (int i = 0; i < N_SIZES; i++) {
        resize(scene, sizes[i][0], sizes[i][1]);
        for (int pane = 0; pane < PANE_N; pane++) {
            const struct layout *layout = &scene->tui->layout;
            int rows;

            key(scene, (uint32_t)('1' + pane));
            rows = layout->panes[pane].body.rows;
            key(scene, 'z');
            assert_true(layout->panes[pane].body.rows >= rows);
            assert_true(layout->panes[pane].body.cols >=
                        scene->cols - 2 * layout->margin);
            assert_int_equal(layout->map.rows > 0, pane == PANE_HEAP);
            key(scene, 'z');
            assert_int_equal(layout->panes[pane].body.rows, rows);
        }
    }
}

static void
test_leaving(void **state)
{
    struct scene *scene = *state;

    key(scene, '4');
    key(scene, 'z');
    assert_int_equal(key(scene, KEYS_ESC), TUI_DONE);
    assert_true(has_keys(scene, PANE_HEAP));
    assert_true(scene->tui->layout.map.rows > 0);
    assert_int_equal(tui_focus(scene->tui), FOCUS_MAP);
    key(scene, KEYS_ESC);
    assert_int_equal(tui_focus(scene->tui), FOCUS_PROMPT);
    /* the command line gives the keys back to the pane that had them */
    key(scene, '\t');
    key(scene, '2');
    key(scene, ':');
    assert_false(has_keys(scene, PANE_BLOCK));
    assert_true(shows(scene, titles[PANE_BLOCK]));
    key(scene, '\t');
    assert_true(has_keys(scene, PANE_BLOCK));
}

/* What was asked for last stays in the place of the other. */
static void
test_what_takes_whose_place(void **state)
{
    struct scene *scene = *state;

    assert_true(shows(scene, titles[PANE_BLOCK]));
    assert_true(shows(scene, titles[PANE_LIST]));
    key(scene, '4');
    key(scene, '5');
    key(scene, '1');
    assert_true(shows(scene, titles[PANE_STATS]));
    assert_true(shows(scene, titles[PANE_EVENTS]));
    assert_false(shows(scene, titles[PANE_BLOCK]));
    assert_false(shows(scene, titles[PANE_LIST]));
    key(scene, '3');
    assert_true(shows(scene, titles[PANE_LIST]));
    assert_false(shows(scene, titles[PANE_STATS]));
    resize(scene, 60, 200);
    for (int pane = 0; pane < PANE_N; pane++)
        assert_true(shows(scene, titles[pane]));
    resize(scene, 45, 170);
    for (int pane = 0; pane < PANE_N; pane++)
        assert_true(shows(scene, titles[pane]));
}

/* In one place a key means one thing. */
static void
test_no_key_twice(void **state)
{
    const struct binding *a, *b;

    (void)state;
    for (int i = 0; (a = binding_at(i)) != NULL; i++) {
        for (int j = i + 1; (b = binding_at(j)) != NULL; j++) {
            for (int k = 0; k < MAX_KEYS * MAX_KEYS; k++) {
                uint32_t left = a->keys[k / MAX_KEYS];

                if (left != 0 && left == b->keys[k % MAX_KEYS])
                    assert_int_equal(a->places & b->places, 0);
            }
        }
    }
}

static void
test_help_tells_of_the_pane(void **state)
{
    struct scene *scene = *state;

    for (int pane = PANE_BLOCK; pane < PANE_N; pane++) {
        char title[64];

        (void)snprintf(title, sizeof title, "This pane: %s",
                       pane_kind((enum tui_pane)pane)->name);
        key(scene, (uint32_t)('1' + pane));
        key(scene, '?');
        assert_true(shows(scene, title));
        assert_true(shows(scene, "to the map"));
        key(scene, KEYS_ESC);
        assert_true(has_keys(scene, (enum tui_pane)pane));
    }
    key(scene, '1');
    key(scene, '?');
    assert_false(shows(scene, "This pane"));
}

/* --- scrolling -------------------------------------------------------------*/
/* All 1000 bytes come by, and the rule tells how many lines there are. */
static void
test_a_long_block_scrolls(void **state)
{
    struct scene *scene = *state;

    alloc(scene, 1000, "long");
    tui_select(scene->tui, block(21));
    key(scene, '2');
    assert_true(shows(scene, " more"));
    assert_false(shows(scene, "+3e0"));
    key(scene, 'G');
    assert_true(shows(scene, "+3e0"));
    assert_true(shows(scene, "lines "));
    assert_false(shows(scene, "in use since"));
    key(scene, KEYS_UP);
    key(scene, KEYS_DOWN);
    assert_true(shows(scene, "+3e0"));
    key(scene, KEYS_PGUP);
    assert_false(shows(scene, "+3e0"));
    key(scene, 'g');
    assert_true(shows(scene, "in use since"));
    key(scene, KEYS_UP);
    assert_true(shows(scene, "in use since"));
    /* a shorter block is not shown from beyond its end */
    key(scene, 'G');
    tui_select(scene->tui, block(1));
    draw(scene);
    assert_true(shows(scene, "+060"));
}

/* --- the block pane --------------------------------------------------------*/
static void
test_along_the_links(void **state)
{
    struct scene *scene = *state;

    tui_select(scene->tui, block(4));
    draw(scene);
    key(scene, '2');
    assert_int_equal(key(scene, '\r'), TUI_DONE); /* before */
    assert_int_equal(tui_selected(scene->tui), block(3));
    key(scene, KEYS_RIGHT);
    key(scene, '\r'); /* after */
    key(scene, '\r');
    assert_int_equal(tui_selected(scene->tui), block(5));
    key(scene, '\r'); /* block 6, which is free: 2 is next on the list */
    key(scene, KEYS_RIGHT);
    key(scene, '\r');
    assert_int_equal(tui_selected(scene->tui), block(2));
    key(scene, 0x7f);
    assert_int_equal(tui_selected(scene->tui), block(6));
    for (int i = 0; i < 4; i++)
        key(scene, 0x7f);
    assert_int_equal(tui_selected(scene->tui), block(4));
    assert_int_equal(key(scene, 0x7f), TUI_SAY);
}

static void
test_the_first_block_has_none_before(void **state)
{
    struct scene *scene = *state;

    tui_select(scene->tui, block(1));
    draw(scene);
    key(scene, '2');
    assert_int_equal(key(scene, '\r'), TUI_SAY);
    assert_int_equal(tui_selected(scene->tui), block(1));
}

static void
test_who_was_here(void **state)
{
    struct scene *scene = *state;

    alloc(scene, 40, "first");
    release(scene, 21);
    alloc(scene, 80, "second");
    draw(scene);
    assert_false(shows(scene, "before: "));
    key(scene, '2');
    assert_true(shows(scene, "#22 second"));
    assert_true(shows(scene, "#21 first  48 B"));
    assert_true(shows(scene, "op 24 to 25"));
    /* while playing nobody asks */
    scene->frame.play = "> 8/s";
    draw(scene);
    assert_false(shows(scene, "op 24 to 25"));
}

/* --- statistics ------------------------------------------------------------*/
static void
test_the_figures(void **state)
{
    struct scene *scene = *state;
    struct figures now;
    char text[64];

    view_figures(scene->session, &now);
    key(scene, '4');
    key(scene, 'z');
    (void)snprintf(text, sizeof text, "utilization           %4.1f%%",
                   now.util * 100);
    assert_true(shows(scene, text));
    (void)snprintf(text, sizeof text, "external frag         %4.1f%%",
                   now.frag * 100);
    assert_true(shows(scene, text));
    (void)snprintf(text, sizeof text, "free blocks %15zu", now.free_blocks);
    assert_true(shows(scene, text));
    assert_true(shows(scene, "1 - largest free / free"));
    (void)snprintf(text, sizeof text, "64 to 127 B%16d", 20);
    assert_true(shows(scene, text));
}

/* --- events ----------------------------------------------------------------*/
/* All that was done between two frames is there, and the last one's inside. */
static void
test_the_last_operations(void **state)
{
    struct scene *scene = *state;

    alloc(scene, 50, "one");
    alloc(scene, 60, "two");
    key(scene, '5');
    key(scene, 'z');
    assert_true(shows(scene, "#21 one"));
    assert_true(shows(scene, "#22 two"));
    assert_true(shows(scene, "free #10"));
    assert_true(shows(scene, "looks at"));
    assert_true(shows(scene, "chooses"));
}

static void
test_playing_tells_only_of_frames(void **state)
{
    struct scene *scene = *state;

    scene->frame.play = "> 8/s";
    alloc(scene, 50, "one");
    alloc(scene, 60, "two");
    key(scene, '5');
    key(scene, 'z');
    assert_false(shows(scene, "#21 one"));
    assert_true(shows(scene, "#22 two"));
    scene->frame.play = "paused";
    draw(scene);
    assert_true(shows(scene, "#21 one"));
}

static void
test_going_back_forgets(void **state)
{
    struct scene *scene = *state;
    struct error err;

    key(scene, '5');
    assert_true(shows(scene, "free #10"));
    assert_true(session_goto(scene->session, 21, &err));
    draw(scene);
    assert_false(shows(scene, "free #10"));
    assert_true(shows(scene, "free #2"));
}

/* --- mouse -----------------------------------------------------------------*/
static void
test_a_click_on_a_title(void **state)
{
    struct scene *scene = *state;

    key(scene, '6');
    for (int pane = 0; pane < PANE_N; pane++) {
        const struct rect *rule = &scene->tui->layout.panes[pane].rule;

        if (rule->rows == 0)
            continue;
        assert_int_equal(mouse(scene, MOUSE_DOWN, rule->row, rule->col + 3),
                         TUI_DONE);
        assert_true(has_keys(scene, (enum tui_pane)pane));
    }
    /* the one that has the keys already: all of the middle, and back */
    assert_true(scene->tui->layout.map.rows > 0);
    key(scene, '2');
    assert_int_equal(mouse(scene, MOUSE_DOWN, 1, 85), TUI_DONE);
    assert_int_equal(scene->tui->layout.map.rows, 0);
    mouse(scene, MOUSE_DOWN, 1, 5);
    assert_true(scene->tui->layout.map.rows > 0);
}

static void
test_a_click_on_a_link(void **state)
{
    struct scene *scene = *state;
    int row, col;

    tui_select(scene->tui, block(4));
    draw(scene);
    assert_true(find(scene, "after #5", &row, &col));
    mouse(scene, MOUSE_DOWN, row, col + 7);
    assert_int_equal(tui_selected(scene->tui), block(5));
    assert_true(has_keys(scene, PANE_BLOCK));
    mouse(scene, MOUSE_DOWN, row + 1, col); /* where no link is */
    assert_int_equal(tui_selected(scene->tui), block(5));
}

static void
test_the_wheel(void **state)
{
    struct scene *scene = *state;
    const struct rect *map = &scene->tui->layout.map;
    const struct rect *pane = &scene->tui->layout.panes[PANE_BLOCK].body;

    alloc(scene, 1000, "long");
    tui_select(scene->tui, block(21));
    draw(scene);
    assert_true(shows(scene, "#21 long  "));
    mouse(scene, MOUSE_WHEEL_DOWN, pane->row + 2, pane->col + 2);
    assert_int_equal(scene->tui->lines[PANE_BLOCK].scroll, 3);
    mouse(scene, MOUSE_WHEEL_UP, pane->row + 2, pane->col + 2);
    assert_int_equal(scene->tui->lines[PANE_BLOCK].scroll, 0);
    assert_true(has_keys(scene, PANE_HEAP));
    mouse(scene, MOUSE_WHEEL_UP, map->row + 2, map->col + 20);
    assert_true(scene->tui->eye.cell != 0);
    mouse(scene, MOUSE_WHEEL_DOWN, map->row + 2, map->col + 20);
    assert_int_equal(scene->tui->eye.cell, 0);
}

static size_t
byte_at(const struct scene *scene, int row, int col)
{
    const struct rect *map = &scene->tui->layout.map;
    size_t at = SIZE_MAX;

    assert_true(
        map_byte_at(&scene->tui->grid, row - map->row, col - map->col, &at));
    return at;
}

/* The byte under the pointer stays under it, and the selection is not moved. */
static void
test_dragging_the_map(void **state)
{
    struct scene *scene = *state;
    const struct rect *map = &scene->tui->layout.map;
    int top = map->row, col = map->col + 20, pitch;
    struct error err;
    size_t under;

    for (int i = 0; i < 30; i++)
        alloc(scene, 200, NULL);
    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    tui_select(scene->tui, block(12));
    draw(scene);
    assert_false(scene->tui->grid.whole);
    pitch = scene->tui->grid.pitch;
    top += scene->tui->grid.first_row + 2 * pitch;
    under = byte_at(scene, top, col);
    mouse(scene, MOUSE_DOWN, top, col);
    mouse(scene, MOUSE_DRAG, top + 2 * pitch, col);
    assert_int_equal(byte_at(scene, top + 2 * pitch, col), under);
    assert_int_equal(tui_selected(scene->tui), block(12));
    mouse(scene, MOUSE_DRAG, top - pitch, col);
    assert_int_equal(byte_at(scene, top - pitch, col), under);
    mouse(scene, MOUSE_UP, top - pitch, col);
    /* let go: it does not follow any more */
    assert_int_equal(mouse(scene, MOUSE_DRAG, top + pitch, col), TUI_IGNORED);
    assert_int_equal(byte_at(scene, top - pitch, col), under);
}

/* Not beyond the heap's ends. */
static void
test_dragging_to_the_ends(void **state)
{
    struct scene *scene = *state;
    const struct rect *map = &scene->tui->layout.map;
    struct error err;
    struct figures now;

    assert_true(tui_zoom(scene->tui, scene->session, "1", &err));
    draw(scene);
    view_figures(scene->session, &now);
    mouse(scene, MOUSE_DOWN, map->row + 10, map->col + 20);
    for (int i = 0; i < 20; i++) {
        mouse(scene, MOUSE_DRAG, map->row - 200, map->col + 20);
        assert_true(scene->tui->grid.lo < now.heap);
    }
    assert_true(scene->tui->grid.hi >= now.heap);
    mouse(scene, MOUSE_DRAG, map->row + 900, map->col + 20);
    assert_int_equal(scene->tui->grid.lo, 0);
}

#define ON_SCENE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SCENE(test_each_pane_by_its_number),
        ON_SCENE(test_the_next_pane),
        ON_SCENE(test_the_next_pane_is_on_the_screen),
        ON_SCENE(test_the_whole_middle),
        ON_SCENE(test_leaving),
        ON_SCENE(test_what_takes_whose_place),
        cmocka_unit_test(test_no_key_twice),
        ON_SCENE(test_help_tells_of_the_pane),
        ON_SCENE(test_a_long_block_scrolls),
        ON_SCENE(test_along_the_links),
        ON_SCENE(test_the_first_block_has_none_before),
        ON_SCENE(test_who_was_here),
        ON_SCENE(test_the_figures),
        ON_SCENE(test_the_last_operations),
        ON_SCENE(test_playing_tells_only_of_frames),
        ON_SCENE(test_going_back_forgets),
        ON_SCENE(test_a_click_on_a_title),
        ON_SCENE(test_a_click_on_a_link),
        ON_SCENE(test_the_wheel),
        ON_SCENE(test_dragging_the_map),
        ON_SCENE(test_dragging_to_the_ends),
    };

    (void)setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
