/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_plot.c: a lane over the operations so far, small: what was live within
 * the heap. All plots of a race have one height for one number of bytes, and
 * one width for one number of operations.
 */
#include "tui/race.h"
#include "tui/time_view.h"

#include <stdlib.h>

enum { EIGHTHS = 8 };

static long
height_of(size_t bytes, size_t most, int rows)
{
    double share = most ? (double)bytes / (double)most : 0;
    long n = (long)(share * rows * EIGHTHS + 0.5);

    return n == 0 && bytes > 0 ? 1 : n;
}

static int
clamp(long n)
{
    return n < 0 ? 0 : n > EIGHTHS ? EIGHTHS : (int)n;
}

static void
draw_column(const struct pane *pane, const struct look *look, int col,
            const struct sample *sample, size_t most)
{
    long live = height_of(sample->live, most, pane->rows);
    long heap = height_of(sample->heap, most, pane->rows);

    for (int row = 0; row < pane->rows; row++) {
        long below = (long)EIGHTHS * (pane->rows - 1 - row);
        struct canvas_cell cell =
            time_plot_cell(look, clamp(live - below), clamp(heap - below));

        pane_put(pane, row, col, cell.ch, cell.style);
    }
}

void
race_plot_draw(const struct pane *pane, const struct look *look,
               const struct session *lane, size_t most)
{
    size_t n = pane->cols > 1 ? (size_t)pane->cols : 0, past;
    struct sample *columns = n > 1 ? calloc(n, sizeof *columns) : NULL;
    struct figures figures;

    if (!columns)
        return;
    view_figures(lane, &figures);
    past = view_timeline(lane, figures.n_ops, columns, n, NULL);
    for (size_t i = 0; i < past; i++)
        draw_column(pane, look, (int)i, &columns[i], most);
    pane_fill(pane, pane->rows - 1, (int)past, (int)(n - past),
              glyph(look, GLYPH_FREE), STYLE_LABEL);
    free(columns);
}
