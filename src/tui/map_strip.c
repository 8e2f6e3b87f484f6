/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_strip.c: the overview strip, which stands at the map's right when only
 * part of the heap is in view:
 *
 *     ▐██▌     a row: the heap's next so many bytes from its start on
 *     ▐█▊ ◀    how full they are, in eighths; in bright blue what the window
 *      ██▉     shows, with a bar at its left; at the right, where the last
 *      ▍   !   change is, the selection, and damage
 *
 * With two columns the marks stand in the place of the bar; with one they stand
 * over what it shows, and colour alone (ASCII: another sign) tells the window.
 */
#include "tui/map_internal.h"

#include <stdlib.h>

enum { FULL_WIDTH = 5, NEAR_ROOM = 13, NEAR_LEAST = 3 };

/* --- layout ----------------------------------------------------------------*/
/* Close up the columns behind the cells are for arrows first. */
static int
strip_columns(const struct map_grid *grid, int room)
{
    if (grid->cell < HEAP_ALIGN)
        return room >= NEAR_ROOM ? FULL_WIDTH : room >= NEAR_LEAST;
    return room < 1 ? 0 : room < FULL_WIDTH ? room : FULL_WIDTH;
}

void
map_strip_lay_out(struct map_grid *grid, const struct session *session,
                  int rows, int cols)
{
    int first = grid->gutter + grid->row_cells + 1;
    size_t end = map_heap_end(session), n = (size_t)rows;

    grid->strip = strip_columns(grid, cols - first);
    if (grid->strip == 0)
        return;
    grid->strip_col = grid->cell < HEAP_ALIGN ? cols - grid->strip : first;
    grid->strip_rows = rows;
    grid->strip_bytes = (end + n - 1) / n;
    grid->strip_bytes += -grid->strip_bytes % HEAP_ALIGN;
    if (grid->strip_bytes == 0)
        grid->strip_bytes = HEAP_ALIGN;
}

bool
map_strip_byte_at(const struct map_grid *grid, int row, int col, size_t *at)
{
    if (col < grid->strip_col || col >= grid->strip_col + grid->strip ||
        row < 0 || row >= grid->strip_rows)
        return false;
    *at = (size_t)row * grid->strip_bytes;
    return true;
}

/* --- drawing ---------------------------------------------------------------*/
/* Columns: the window's bar, how full, marks. */
struct strip {
    const struct map_scene *scene;
    const struct pane *pane;
    int bar, full, n_full, mark; /* bar -1: none */
};

static bool
is_in_window(const struct strip *strip, int row)
{
    const struct map_grid *grid = strip->scene->grid;
    size_t lo = (size_t)row * grid->strip_bytes;

    return lo < grid->hi - grid->shift && grid->lo < lo + grid->strip_bytes;
}

static void
draw_full(const struct strip *strip, int row, size_t used, size_t bytes)
{
    const struct look *look = strip->scene->look;
    bool seen = is_in_window(strip, row);
    enum style style = seen ? STYLE_USED : STYLE_SLACK;
    size_t scale = (size_t)strip->n_full * 8;
    int full = bytes ? (int)((used * scale + bytes / 2) / bytes) : 0;

    if (full == 0 && used > 0)
        full = 1;
    for (int i = 0; i < strip->n_full && full > 0; i++, full -= 8) {
        uint32_t ch = glyph_left_eighths(look, full);

        if (!look->unicode)
            ch = full < 4 ? '.' : seen ? '#' : '=';
        pane_put(strip->pane, row, strip->full + i, ch, style);
    }
}

/* Without a heap to ask it is not known how full the rows are. */
static void
draw_rows(const struct strip *strip)
{
    const struct map_grid *grid = strip->scene->grid;
    size_t n = (size_t)grid->strip_rows, end = strip->scene->end;
    struct heap_cell *cells = calloc(n, sizeof *cells);
    size_t got = 0;

    if (cells && strip->scene->heap)
        got = heap_summarize(strip->scene->heap, 0, n * grid->strip_bytes,
                             cells, n);
    for (size_t row = 0; row < n && row * grid->strip_bytes < end; row++) {
        size_t left = end - row * grid->strip_bytes;

        if (row < got)
            draw_full(strip, (int)row, cells[row].used,
                      left < grid->strip_bytes ? left : grid->strip_bytes);
        else
            pane_put(strip->pane, (int)row, strip->full,
                     map_gap_cell(strip->scene->look).ch, STYLE_LABEL);
        if (strip->bar >= 0 && is_in_window(strip, (int)row))
            pane_put(strip->pane, (int)row, strip->bar,
                     glyph(strip->scene->look, GLYPH_WINDOW), STYLE_BOLD);
    }
    free(cells);
}

static void
draw_mark(const struct strip *strip, size_t at, uint32_t ch, enum style style)
{
    if (at < strip->scene->end)
        pane_put(strip->pane, (int)(at / strip->scene->grid->strip_bytes),
                 strip->mark, ch, style);
}

/* The gravest last. */
static void
draw_marks(const struct strip *strip)
{
    const struct map_scene *scene = strip->scene;
    uint32_t ch = glyph(scene->look, GLYPH_MARK_BACK);
    const struct heap_report *report = scene->report;

    for (size_t i = 0; i < scene->n_marks; i++)
        draw_mark(strip, scene->marks[i].start, ch, STYLE_CHANGED);
    for (size_t i = 0; i < scene->n_changes; i++)
        draw_mark(strip, scene->changes[i].start, ch, STYLE_CHANGED);
    if (scene->eye->selected != 0)
        draw_mark(strip, scene->eye->selected, ch, STYLE_BOLD);
    for (size_t i = 0;
         report && i < report->n_violations && i < HEAP_MAX_VIOLATIONS; i++) {
        if (report->violations[i].off != 0)
            draw_mark(strip, report->violations[i].off, '!', STYLE_DAMAGED);
    }
}

void
map_strip_draw(const struct map_scene *scene, const struct pane *pane)
{
    const struct map_grid *grid = scene->grid;
    int first = grid->strip_col, n = grid->strip;
    struct strip strip = {.scene = scene,
                          .pane = pane,
                          .bar = n > 1 ? first : -1,
                          .full = n > 1 ? first + 1 : first,
                          .n_full = n > 2 ? n - 2 : 1,
                          .mark = n > 2 ? first + n - 1 : first};

    draw_rows(&strip);
    draw_marks(&strip);
}
