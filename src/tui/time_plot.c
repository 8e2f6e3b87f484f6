/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_plot.c: live bytes within the heap's bytes, operation by operation, and
 * below them the fragmentation. Up to now in colour; what lies ahead and is
 * known, because we have been there and went back, in grey; what was never done
 * as dots.
 */
#include "tui/time_view.h"

#include "session/size_text.h"

#include <stdlib.h>

struct chart {
    const struct pane *pane;
    const struct look *look;
    const struct time_grid *grid;
    struct sample *columns;
    size_t known; /* of them, those that tell of something done */
    size_t most;  /* bytes at the top */
};

/* --- one column ------------------------------------------------------------*/
static int
clamp(long n)
{
    return n < 0 ? 0 : n > 8 ? 8 : (int)n;
}

static long
eighths_of(const struct chart *chart, size_t bytes)
{
    double share = chart->most ? (double)bytes / (double)chart->most : 0;
    long n = (long)(share * chart->grid->plot_rows * 8 + 0.5);

    return n == 0 && bytes > 0 ? 1 : n;
}

struct canvas_cell
time_plot_cell(const struct look *look, int live, int heap)
{
    if (!look->unicode)
        return live >= 4   ? (struct canvas_cell){'#', STYLE_LIVE}
               : heap >= 4 ? (struct canvas_cell){'.', STYLE_HEAP}
                           : (struct canvas_cell){' ', STYLE_PLAIN};
    if (live > 0 && heap == 8 && live < 8)
        return (struct canvas_cell){glyph_low_eighths(look, live),
                                    STYLE_LIVE_HEAP};
    if (live > 0)
        return (struct canvas_cell){glyph_low_eighths(look, live), STYLE_LIVE};
    if (heap > 0)
        return (struct canvas_cell){glyph_low_eighths(look, heap), STYLE_HEAP};
    return (struct canvas_cell){' ', STYLE_PLAIN};
}

/* What lies ahead: live in grey, and the heap beyond it as dots. */
static struct canvas_cell
ahead_cell(const struct look *look, int live, int heap)
{
    uint32_t ch = look->unicode ? glyph_low_eighths(look, live) : ':';

    if (live > 0 && (look->unicode || live >= 4))
        return (struct canvas_cell){ch, STYLE_LABEL};
    if (heap >= 4)
        return (struct canvas_cell){glyph(look, GLYPH_FREE), STYLE_LABEL};
    return (struct canvas_cell){' ', STYLE_PLAIN};
}

static void
draw_frag(const struct chart *chart, size_t k)
{
    const struct sample *s = &chart->columns[k];
    double frag = s->free ? 1 - (double)s->largest_free / (double)s->free : 0;

    if (chart->grid->frag_row >= 0)
        pane_put(chart->pane, chart->grid->frag_row, time_col(chart->grid, k),
                 glyph_low_eighths(chart->look, 1 + (int)(frag * 7 + 0.5)),
                 STYLE_LABEL);
}

static void
draw_column(const struct chart *chart, size_t k)
{
    const struct time_grid *grid = chart->grid;
    const struct sample *s = &chart->columns[k];
    long live = eighths_of(chart, s->live), heap = eighths_of(chart, s->heap);

    for (int row = 0; row < grid->plot_rows; row++) {
        long below = 8L * (grid->plot_rows - 1 - row);
        struct canvas_cell cell =
            (k < grid->past ? time_plot_cell : ahead_cell)(
                chart->look, clamp(live - below), clamp(heap - below));

        pane_put(chart->pane, grid->plot_row + row, time_col(grid, k), cell.ch,
                 cell.style);
    }
    draw_frag(chart, k);
}

/* --- around it -------------------------------------------------------------*/
static void
draw_labels(const struct chart *chart)
{
    const struct time_grid *grid = chart->grid;
    int last = grid->plot_row + grid->plot_rows - 1;
    char most[SIZE_TEXT];

    if (grid->plot_rows > 1)
        (void)pane_text_right(chart->pane, grid->plot_row, grid->left - 1,
                              STYLE_LABEL, size_text(chart->most, most));
    (void)pane_text_right(chart->pane, last, grid->left - 1, STYLE_LABEL,
                          "live");
    if (grid->frag_row >= 0)
        (void)pane_text_right(chart->pane, grid->frag_row, grid->left - 1,
                              STYLE_LABEL, "frag");
}

static void
draw_now(const struct chart *chart)
{
    const struct time_grid *grid = chart->grid;
    int last = grid->plot_row + grid->plot_rows - 1;

    for (size_t k = chart->known; k < grid->axis.n; k++)
        pane_put(chart->pane, last, time_col(grid, k),
                 glyph(chart->look, GLYPH_FREE), STYLE_LABEL);
    if (!grid->has_now)
        return;
    for (int row = grid->plot_row; row <= last; row++)
        pane_put(chart->pane, row, time_now_col(grid),
                 glyph(chart->look, GLYPH_V), STYLE_BOLD);
    if (grid->frag_row >= 0)
        pane_put(chart->pane, grid->frag_row, time_now_col(grid),
                 glyph(chart->look, GLYPH_V), STYLE_BOLD);
}

void
time_plot_draw(const struct pane *pane, const struct look *look,
               const struct session *session, const struct time_grid *grid)
{
    struct chart chart = {.pane = pane, .look = look, .grid = grid};

    if (grid->plot_rows == 0)
        return;
    chart.columns = calloc(grid->axis.n, sizeof *chart.columns);
    if (!chart.columns)
        return;
    (void)view_timeline_on(session, &grid->axis, chart.columns, &chart.known);
    for (size_t k = 0; k < chart.known; k++) {
        if (chart.columns[k].heap > chart.most)
            chart.most = chart.columns[k].heap;
    }
    for (size_t k = 0; k < chart.known; k++)
        draw_column(&chart, k);
    draw_labels(&chart);
    draw_now(&chart);
    free(chart.columns);
}
