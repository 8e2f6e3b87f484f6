/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_timeline.c: live bytes within the heap's bytes, operation by operation,
 * and below them the fragmentation. Up to now in colour; what lies ahead and is
 * known, because we have been there and went back, in grey; what was never done
 * as dots. With fewer rows the fragmentation goes first, then the axis.
 */
#include "tui/panes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_COLS = 9 }; /* "16.8 MiB" and a blank */

struct chart {
    const struct pane *pane;
    const struct look *look;
    struct sample *columns;
    size_t n;     /* columns of the plot, the line of now not counted */
    size_t past;  /* of them, before now */
    size_t known; /* that tell of anything, past ones included */
    size_t most;  /* bytes at the top */
    uint64_t op, n_ops;
    int rows;               /* of the plot */
    int frag_row, axis_row; /* -1: none */
};

void
pane_timeline_title(const struct look *look, const struct pane *rule_row,
                    const struct session *session)
{
    static const char *const words[] = {" live ", " heap ", " frag ",
                                        " ahead "};
    static const enum style styles[] = {STYLE_LIVE, STYLE_HEAP, STYLE_LABEL,
                                        STYLE_LABEL};
    uint32_t full = glyph(look, GLYPH_FULL);
    uint32_t marks[4][2] = {{full, full}, {full, full}, {0, 0}, {full, full}};
    struct session_place place;
    int col = 15;

    if (rule_row->cols < 100)
        return;
    session_place(session, &place);
    if (!look->unicode) {
        marks[1][0] = marks[1][1] = '.';
        marks[3][0] = marks[3][1] = ':';
    }
    marks[2][0] = glyph_low_eighths(look, 2);
    marks[2][1] = glyph_low_eighths(look, 5);
    pane_put(rule_row, 0, col++, ' ', STYLE_LABEL);
    for (int i = 0; i < (place.known > place.op ? 4 : 3); i++) {
        pane_put(rule_row, 0, col, marks[i][0], styles[i]);
        pane_put(rule_row, 0, col + 1, marks[i][1], styles[i]);
        col = pane_text(rule_row, 0, col + 2, STYLE_LABEL, words[i]);
    }
}

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
    long n = (long)(share * chart->rows * 8 + 0.5);

    return n == 0 && bytes > 0 ? 1 : n;
}

static struct canvas_cell
plot_cell(const struct look *look, int live, int heap)
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

/* Behind the line of now all is one column further. */
static int
col_of(const struct chart *chart, size_t i)
{
    return LABEL_COLS + (int)i + (i >= chart->past);
}

static void
draw_column(const struct chart *chart, size_t i)
{
    const struct sample *s = &chart->columns[i];
    long live = eighths_of(chart, s->live), heap = eighths_of(chart, s->heap);

    for (int row = 0; row < chart->rows; row++) {
        long below = 8L * (chart->rows - 1 - row);
        struct canvas_cell cell = (i < chart->past ? plot_cell : ahead_cell)(
            chart->look, clamp(live - below), clamp(heap - below));

        pane_put(chart->pane, row, col_of(chart, i), cell.ch, cell.style);
    }
    if (chart->frag_row >= 0) {
        double frag =
            s->free ? 1 - (double)s->largest_free / (double)s->free : 0;

        pane_put(chart->pane, chart->frag_row, col_of(chart, i),
                 glyph_low_eighths(chart->look, 1 + (int)(frag * 7 + 0.5)),
                 STYLE_LABEL);
    }
}

/* --- around it -------------------------------------------------------------*/
static void
draw_labels(const struct chart *chart)
{
    char most[16];

    size_text(chart->most, most);
    if (chart->rows > 1)
        (void)pane_text_right(chart->pane, 0, LABEL_COLS - 1, STYLE_LABEL,
                              most);
    (void)pane_text_right(chart->pane, chart->rows - 1, LABEL_COLS - 1,
                          STYLE_LABEL, "live");
    if (chart->frag_row >= 0)
        (void)pane_text_right(chart->pane, chart->frag_row, LABEL_COLS - 1,
                              STYLE_LABEL, "frag");
}

static void
draw_now(const struct chart *chart)
{
    int last = chart->frag_row >= 0 ? chart->frag_row : chart->rows - 1;
    int now = LABEL_COLS + (int)chart->past;

    for (int row = 0; row <= last; row++)
        pane_put(chart->pane, row, now, glyph(chart->look, GLYPH_V),
                 STYLE_BOLD);
    pane_fill(chart->pane, chart->rows - 1, col_of(chart, chart->known),
              (int)(chart->n - chart->known), glyph(chart->look, GLYPH_FREE),
              STYLE_LABEL);
}

static void
draw_axis(const struct chart *chart)
{
    char op[32], end[32];
    int now = LABEL_COLS + (int)chart->past;
    int stop = LABEL_COLS + (int)chart->n + 1, n, col;

    n = snprintf(op, sizeof op, "op %llu", (unsigned long long)chart->op);
    if (chart->axis_row < 0) {
        if (now + 2 + n < stop && chart->known <= chart->past)
            (void)pane_text(chart->pane, chart->rows - 1, now + 2, STYLE_BOLD,
                            op);
        return;
    }
    (void)snprintf(end, sizeof end, "%llu", (unsigned long long)chart->n_ops);
    col = now - n / 2;
    if (col + n > stop)
        col = stop - n;
    if (col < LABEL_COLS)
        col = LABEL_COLS;
    if (col >= LABEL_COLS + 2)
        (void)pane_text(chart->pane, chart->axis_row, LABEL_COLS, STYLE_LABEL,
                        "0");
    (void)pane_text(chart->pane, chart->axis_row, col, STYLE_BOLD, op);
    if (col + n + 2 + text_width(end) <= stop)
        (void)pane_text_right(chart->pane, chart->axis_row, stop, STYLE_LABEL,
                              end);
}

static void
lay_out(struct chart *chart, int rows, int cols)
{
    chart->rows = rows >= 6 ? rows - 2 : rows == 5 ? 4 : rows;
    chart->frag_row = rows >= 6 ? chart->rows : -1;
    chart->axis_row = rows >= 5 ? rows - 1 : -1;
    chart->n = (size_t)(cols - LABEL_COLS - (cols > 60 ? 3 : 1));
}

void
pane_timeline_draw(const struct pane *pane, const struct look *look,
                   const struct session *session)
{
    struct chart chart = {.pane = pane, .look = look};
    struct figures figures;

    if (pane->rows < 1 || pane->cols < LABEL_COLS + 8)
        return;
    lay_out(&chart, pane->rows, pane->cols);
    chart.columns = calloc(chart.n, sizeof *chart.columns);
    if (!chart.columns)
        return;
    view_figures(session, &figures);
    chart.op = figures.op;
    chart.n_ops = figures.n_ops;
    chart.past = view_timeline(session, figures.n_ops, chart.columns, chart.n,
                               &chart.known);
    for (size_t i = 0; i < chart.known; i++) {
        if (chart.columns[i].heap > chart.most)
            chart.most = chart.columns[i].heap;
    }
    for (size_t i = 0; i < chart.known; i++)
        draw_column(&chart, i);
    draw_labels(&chart);
    draw_now(&chart);
    draw_axis(&chart);
    free(chart.columns);
}
