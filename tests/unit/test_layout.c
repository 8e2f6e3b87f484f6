/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_layout.c: at every size from 40x10 to 300x100, with every wish, no two
 * parts of the screen overlap, none leaves it, and what must never be dropped
 * is there. The sizes of docs/SCREEN.md's pictures are as drawn.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/layout.h"

enum { MAX_ROWS = 100, MAX_COLS = 300, N_WISHES = 256 };

static unsigned char taken[MAX_ROWS][MAX_COLS];

static struct layout_wish
wish_number(int bits, enum tui_pane pane)
{
    return (struct layout_wish){
        .page = (bits & 1) != 0,
        .maximised = (bits & 2) != 0,
        .check = (bits & 4) != 0,
        .caption = (bits & 8) != 0,
        .two_rows = (bits & 16) != 0,
        .events = (bits & 32) != 0,
        .stats = (bits & 64) != 0,
        .colours = (bits & 128) != 0,
        .pane = pane,
    };
}

static void
take(const struct layout *layout, const struct rect *rect)
{
    if (rect->rows == 0)
        return;
    assert_true(rect->rows > 0 && rect->cols > 0);
    assert_true(rect->row >= 0 && rect->row + rect->rows <= layout->rows);
    assert_true(rect->col >= 0 && rect->col + rect->cols <= layout->cols);
    for (int row = 0; row < rect->rows; row++) {
        unsigned char *cells = taken[rect->row + row] + rect->col;

        assert_null(memchr(cells, 1, (size_t)rect->cols));
        memset(cells, 1, (size_t)rect->cols);
    }
}

static void
check_layout(const struct layout *at)
{
    memset(taken, 0, sizeof taken);
    take(at, &at->status);
    take(at, &at->heap_rule);
    take(at, &at->map);
    take(at, &at->legend);
    for (int i = 0; i < LAYOUT_COLUMNS; i++)
        take(at, &at->separators[i]);
    for (int i = PANE_BLOCK; i < PANE_N; i++) {
        take(at, &at->panes[i].rule);
        take(at, &at->panes[i].body);
    }
    take(at, &at->check.rule);
    take(at, &at->check.body);
    take(at, &at->page);
    take(at, &at->bottom_rule);
    take(at, &at->caption);
    take(at, &at->message);
    take(at, &at->prompt);
    take(at, &at->keys);
    assert_int_equal(at->status.rows, 1);
    assert_int_equal(at->prompt.rows, 1);
    assert_true(at->message.rows >= 1);
    assert_true(at->prompt.row > at->message.row);
    assert_true(at->keys.row == at->rows - 1);
}

/* The map is there, or what took all of the middle is; the pane with the keys
 * is in any case. */
static void
check_wish(const struct layout *at, const struct layout_wish *wish)
{
    const struct rect *pane = &at->panes[wish->pane].body;

    if (wish->page) {
        assert_true(at->page.rows >= 3);
        return;
    }
    assert_true(pane->rows >= (wish->pane == PANE_TIMELINE ? 1 : 3));
    assert_false(at->panes[wish->pane].is_line);
    if (wish->maximised)
        assert_true(wish->pane == PANE_HEAP || at->map.rows == 0);
    else
        assert_true(at->map.rows >= 3 || at->map.rows == 0);
    assert_true(wish->pane != PANE_HEAP || at->map.rows >= 3);
}

static void
test_every_size(void **state)
{
    struct layout layout;

    (void)state;
    for (int rows = LAYOUT_MIN_ROWS; rows <= MAX_ROWS; rows++) {
        for (int cols = LAYOUT_MIN_COLS; cols <= MAX_COLS; cols += 7) {
            for (int bits = 0; bits < N_WISHES; bits++) {
                struct layout_wish wish = wish_number(
                    bits, (enum tui_pane)((rows + cols + bits) % PANE_N));

                layout_make(&layout, rows, cols, &wish);
                assert_false(layout.too_small);
                check_layout(&layout);
                check_wish(&layout, &wish);
            }
        }
    }
}

static void
test_too_small(void **state)
{
    struct layout_wish wish = {0};
    struct layout layout;

    (void)state;
    layout_make(&layout, 9, 40, &wish);
    assert_true(layout.too_small);
    layout_make(&layout, 10, 39, &wish);
    assert_true(layout.too_small);
}

static void
expect(struct rect rect, int row, int col, int rows, int cols)
{
    assert_int_equal(rect.row, row);
    assert_int_equal(rect.col, col);
    assert_int_equal(rect.rows, rows);
    assert_int_equal(rect.cols, cols);
}

static void
test_the_pictures(void **state)
{
    struct layout_wish wish = {0};
    struct layout at;

    (void)state;
    layout_make(&at, 40, 120, &wish);
    expect(at.heap_rule, 1, 0, 1, 78);
    expect(at.separators[0], 2, 78, 27, 1);
    expect(at.legend, 27, 1, 1, 76);
    expect(at.panes[PANE_BLOCK].body, 2, 80, 15, 39);
    expect(at.panes[PANE_LIST].rule, 17, 79, 1, 41);
    expect(at.panes[PANE_LIST].body, 18, 80, 11, 39);
    expect(at.panes[PANE_TIMELINE].rule, 29, 0, 1, 120);
    expect(at.panes[PANE_TIMELINE].body, 30, 1, 6, 118);
    expect(at.bottom_rule, 36, 0, 1, 120);
    expect(at.message, 37, 0, 1, 120);

    layout_make(&at, 24, 80, &wish);
    expect(at.map, 2, 1, 12, 78);
    expect(at.panes[PANE_BLOCK].rule, 14, 0, 1, 80);
    expect(at.panes[PANE_BLOCK].body, 15, 1, 1, 78);
    expect(at.panes[PANE_LIST].body, 16, 1, 1, 78);
    expect(at.panes[PANE_TIMELINE].body, 18, 1, 3, 78);
    expect(at.message, 21, 0, 1, 80);
    expect(at.legend, 0, 0, 0, 0);

    layout_make(&at, 24, 80, &(struct layout_wish){.colours = true});
    expect(at.map, 2, 1, 11, 78);
    expect(at.legend, 13, 1, 1, 78);

    layout_make(&at, 10, 40, &wish);
    expect(at.map, 1, 0, 6, 40);
    expect(at.message, 7, 0, 1, 40);
}

/* A message that needs two rows takes them where the map is not. */
static void
test_the_map_stays(void **state)
{
    struct layout one, two;

    (void)state;
    for (int rows = 18; rows <= MAX_ROWS; rows++) {
        layout_make(&one, rows, 120, &(struct layout_wish){0});
        layout_make(&two, rows, 120, &(struct layout_wish){.two_rows = true});
        assert_int_equal(one.map.rows, two.map.rows);
        assert_int_equal(two.message.rows, 2);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_too_small),
        cmocka_unit_test(test_the_pictures),
        cmocka_unit_test(test_the_map_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
