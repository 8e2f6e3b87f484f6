/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_layout.c: what goes where in the timeline, and which moment a cell
 * stands for.
 */
#include "tui/time_view.h"

#include <string.h>

enum {
    LABEL_COLS = 9,    /* "16.8 MiB" and a blank */
    FRAG_ROWS = 6,     /* of a pane that has room for the fragmentation */
    AXIS_ROWS = 5,     /* and of one with an axis */
    LARGE_PLOT = 12,   /* of a large view with a plot below the picture */
    LARGE_LEGEND = 16, /* of one that says what the colours mean */
    LARGE_WORDS = 22   /* and of one that says it in a sentence, too */
};

/* --- the columns -----------------------------------------------------------*/
/* "0x00000 " of the heap's end, or the labels of the plot. */
static void
lay_labels(enum time_size size, const struct session *session,
           struct time_grid *grid)
{
    struct figures figures;

    view_figures(session, &figures);
    grid->digits = 5;
    for (size_t heap = figures.heap >> 20; heap > 0; heap >>= 4)
        grid->digits++;
    grid->left = LABEL_COLS;
    if (size == TIME_LARGE && grid->digits + 3 > LABEL_COLS)
        grid->left = grid->digits + 3;
}

static bool
lay_columns(const struct time_view *view, const struct session *session,
            int cols, struct time_grid *grid)
{
    struct session_place place;
    int n = cols - grid->left - (cols > 60 ? 3 : 1);

    if (n < 8)
        return false;
    session_place(session, &place);
    grid->axis.n = n < TIME_COLUMNS ? (size_t)n : TIME_COLUMNS;
    grid->axis.from = view->to ? view->from : 0;
    grid->axis.to = view->to ? view->to : place.total;
    grid->now = place.op;
    grid->has_now = place.op >= grid->axis.from && place.op <= grid->axis.to;
    grid->past = time_axis_past(&grid->axis, place.op);
    return true;
}

/* --- the rows --------------------------------------------------------------*/
static void
lay_pane(struct time_grid *grid, int rows)
{
    grid->plot_rows = rows >= FRAG_ROWS   ? rows - 2
                      : rows == AXIS_ROWS ? AXIS_ROWS - 1
                                          : rows;
    grid->frag_row = rows >= FRAG_ROWS ? grid->plot_rows : -1;
    grid->axis_row = rows >= AXIS_ROWS ? rows - 1 : -1;
}

/* From below: words, axis, fragmentation, plot, rule; the rest is picture's. */
static void
lay_large(struct time_grid *grid, int rows)
{
    int end = rows;

    if (rows >= LARGE_WORDS)
        grid->words_row = end -= 2;
    else if (rows >= LARGE_LEGEND)
        grid->words_row = --end;
    grid->axis_row = --end;
    if (rows >= LARGE_PLOT) {
        grid->frag_row = --end;
        grid->plot_rows = rows >= LARGE_WORDS ? 4 : 2;
        grid->plot_row = end -= grid->plot_rows;
        grid->rule_row = --end;
    }
    grid->picture_rows = end;
}

bool
time_lay_out(const struct time_view *view, const struct session *session,
             enum time_size size, int rows, int cols, struct time_grid *grid)
{
    memset(grid, 0, sizeof *grid);
    grid->rule_row = grid->frag_row = grid->axis_row = grid->words_row = -1;
    lay_labels(size, session, grid);
    if (rows < 1 || !lay_columns(view, session, cols, grid))
        return false;
    if (size == TIME_LARGE && rows > 2)
        lay_large(grid, rows);
    else
        lay_pane(grid, rows);
    return true;
}

/* --- cells -----------------------------------------------------------------*/
int
time_col(const struct time_grid *grid, size_t k)
{
    return grid->left + (int)k + (grid->has_now && k >= grid->past);
}

int
time_now_col(const struct time_grid *grid)
{
    return grid->left + (int)grid->past;
}

/* The landmark nearest to column K of those beside it; false: none is. */
static bool
mark_near(const struct time_grid *grid, const struct session *session, size_t k,
          uint64_t *op)
{
    struct landmark marks[LANDMARKS];
    size_t n = view_landmarks(session, marks, LANDMARKS), best = 2;

    for (size_t i = 0; i < n; i++) {
        size_t at = time_axis_column(&grid->axis, marks[i].op);
        size_t away = at > k ? at - k : k - at;

        if (away >= best || marks[i].op < grid->axis.from ||
            marks[i].op > grid->axis.to)
            continue;
        best = away;
        *op = marks[i].op;
    }
    return best < 2;
}

bool
time_moment_at(const struct time_grid *grid, const struct session *session,
               int row, int col, uint64_t *op)
{
    size_t k;

    if (row == grid->rule_row ||
        (grid->words_row >= 0 && row >= grid->words_row))
        return false;
    if (col < grid->left) { /* the words are before the first column */
        *op = grid->axis.from;
        return true;
    }
    if (grid->has_now && col == time_now_col(grid)) {
        *op = grid->now;
        return true;
    }
    k = (size_t)(col - grid->left);
    k -= grid->has_now && k > grid->past;
    if (k >= grid->axis.n)
        k = grid->axis.n - 1;
    if (row == grid->axis_row && mark_near(grid, session, k, op))
        return true;
    *op = time_axis_op(&grid->axis, k);
    return true;
}
