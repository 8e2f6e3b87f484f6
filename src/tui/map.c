/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map.c: puts a scene on its pane: addresses, marks, cells, the bar at each
 * row's end, the word at the heap's end, and what the overlay adds close up.
 */
#include "tui/map_internal.h"

#include <stdio.h>

static int
line_of(const struct map_grid *grid, int row)
{
    return grid->first_row + row * grid->pitch;
}

static void
draw_cells(const struct map_scene *scene, int row)
{
    const struct map_grid *grid = scene->grid;
    size_t cells = (size_t)grid->row_cells;

    for (size_t col = 0; col < cells; col++) {
        size_t i = (size_t)row * cells + col;

        if (i >= scene->n)
            return;
        if (scene->cells[i].ch == 0) /* the second half of a wide character */
            continue;
        pane_put(scene->pane, line_of(grid, row), grid->gutter + (int)col,
                 scene->cells[i].ch, scene->cells[i].style);
    }
}

static void
draw_gutter(const struct map_scene *scene, int row)
{
    static const enum style marks[] = {
        [TONE_CHANGED] = STYLE_CHANGED,
        [TONE_SELECTED] = STYLE_BOLD,
        [TONE_DAMAGED] = STYLE_ALERT,
    };
    const struct map_grid *grid = scene->grid;
    int line = line_of(grid, row);
    enum map_tone tone = scene->rows[row].tone;

    int col = 0;

    if (grid->digits > 0)
        col = pane_textf(scene->pane, line, 0, STYLE_LABEL, "0x%0*zx",
                         grid->digits,
                         grid->lo + (size_t)row * grid->row_bytes);
    if (tone != TONE_NONE)
        pane_put(scene->pane, line, col,
                 glyph(scene->look, GLYPH_MARK), marks[tone]);
}

/* Share of the row in use, in eighths of a cell, at least one. */
static void
draw_bar(const struct map_scene *scene, int row)
{
    const struct map_grid *grid = scene->grid;
    size_t scale = (size_t)grid->bar * 8;
    size_t used = scene->rows[row].used;
    int full = (int)((used * scale + grid->row_bytes / 2) / grid->row_bytes);
    int col = grid->gutter + grid->row_cells + 1;

    if (full == 0 && used > 0)
        full = 1;
    for (int i = 0; i < grid->bar && full > 0; i++, full -= 8) {
        uint32_t ch = glyph_left_eighths(scene->look, full);

        if (!scene->look->unicode)
            ch = full >= 4 ? '=' : ' ';
        pane_put(scene->pane, line_of(grid, row), col + i, ch, STYLE_SLACK);
    }
}

static void
draw_end(const struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    int left = (int)(scene->n % (size_t)grid->row_cells);
    int row = (int)(scene->n / (size_t)grid->row_cells);
    int room = grid->row_cells - left;

    if (left == 0 || grid->cell == 1 || room < 3 || row >= grid->n_rows)
        return;
    (void)pane_text(scene->pane, line_of(grid, row),
                    grid->gutter + left + (room > 3), STYLE_LABEL, "end");
}

struct map_left_out
map_draw(const struct pane *pane, const struct look *look,
         const struct session *session, const struct map_eye *eye,
         const struct map_grid *grid)
{
    struct pane left = *pane; /* of the strip */
    struct map_scene scene = {.pane = &left,
                              .look = look,
                              .session = session,
                              .eye = eye,
                              .grid = grid};
    size_t cells = (size_t)grid->row_cells;

    if (grid->strip > 0)
        left.cols = grid->strip_col;
    if (!map_scene_open(&scene))
        return scene.left_out;
    if (grid->cell < HEAP_ALIGN)
        map_near_draw(&scene);
    else if (grid->cell == HEAP_ALIGN)
        map_unit_draw(&scene);
    else
        map_far_draw(&scene);
    for (int row = 0; (size_t)row * cells < scene.n; row++) {
        draw_gutter(&scene, row);
        draw_cells(&scene, row);
        if (grid->bar > 0 && grid->strip == 0)
            draw_bar(&scene, row);
    }
    draw_end(&scene);
    if (grid->cell < HEAP_ALIGN && eye->overlay != OVERLAY_OFF)
        map_overlay_draw(&scene);
    if (grid->cell < HEAP_ALIGN)
        map_near_label(&scene);
    if (grid->strip > 0)
        map_strip_draw(&scene, pane);
    map_scene_close(&scene);
    return scene.left_out;
}
