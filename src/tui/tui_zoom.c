/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_zoom.c: the scale of the window, and following the action. Zooming keeps
 * a byte where it is on the screen: the selection's, the last change's, the one
 * under the mouse. Rows of cells start at round addresses, but for what that
 * takes (map_eye.indent).
 */
#include "tui/screen.h"
#include "tui/tui_internal.h"

/* --- as drawn last ---------------------------------------------------------*/
const struct map_grid *
tui_map_grid(const struct tui *tui)
{
    return &tui->grid;
}

const struct layout *
tui_layout(const struct tui *tui)
{
    return &tui->layout;
}

/* --- about what ------------------------------------------------------------*/
/* What the map marks as changed: an allocation's block, else the first. */
static bool
last_change(const struct session *session, struct view_change *change)
{
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n = view_changes(session, changes);

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && changes[i].state != VIEW_USED)
            continue;
        *change = changes[i];
        if (changes[i].state == VIEW_USED)
            break;
    }
    return n > 0;
}

static bool
is_in_view(const struct map_grid *grid, size_t at)
{
    int row, col;

    return grid->cell != 0 && map_cell_of(grid, at, &row, &col);
}

size_t
tui_zoom_anchor(const struct tui *tui, const struct session *session)
{
    const struct map_grid *grid = &tui->grid;
    struct view_change change;
    struct view_block block;
    struct figures figures;
    size_t hi = grid->hi;

    if (tui->eye.selected != 0 && view_at(session, tui->eye.selected, &block))
        return block.start;
    if (last_change(session, &change) && is_in_view(grid, change.start))
        return change.start;
    view_figures(session, &figures);
    hi = hi < figures.heap ? hi : figures.heap;
    return grid->lo < hi ? grid->lo + (hi - grid->lo) / 2 : 0;
}

/* Is the window still the one that the last zoom gave? */
static bool
is_anchored(const struct tui *tui)
{
    const struct zoom_anchor *anchor = &tui->anchor;
    const struct map_eye *eye = &tui->eye;

    return anchor->any && anchor->cell == eye->cell &&
           anchor->top == eye->top && anchor->indent == eye->indent;
}

/* Where byte ABOUT is to stay: where it was wanted when the zooming about it
 * began, else where it is, else in the middle. */
static void
aim(struct tui *tui, const struct map_grid *grid, size_t about)
{
    struct zoom_anchor *anchor = &tui->anchor;

    if (is_anchored(tui) && anchor->about == about)
        return;
    anchor->any = true;
    anchor->about = about;
    if (map_cell_of(grid, about, &anchor->row, &anchor->col))
        return;
    anchor->row = tui->layout.map.rows / 2;
    anchor->col = grid->gutter + grid->row_cells / 2;
}

/* --- zooming ---------------------------------------------------------------*/
void
tui_zoom_to(struct tui *tui, const struct session *session, size_t cell,
            size_t about)
{
    struct zoom_anchor *anchor = &tui->anchor;
    const struct rect *map = &tui->layout.map;
    struct map_grid grid;
    bool drawn = tui_find_grid(tui, session, &grid);

    if (drawn && (cell != 0 || about != 0))
        aim(tui, &grid, about);
    else
        anchor->any = false;
    tui->eye.cell = cell;
    tui->eye.top = tui->eye.indent = 0;
    if (drawn && cell != 0)
        map_window_at(&tui->eye, session,
                      &(struct map_place_wish){about, anchor->row, anchor->col,
                                               map->rows, map->cols});
    anchor->cell = tui->eye.cell;
    anchor->top = tui->eye.top;
    anchor->indent = tui->eye.indent;
}

/* Zooming out ends at the scale that shows the whole heap. */
bool
tui_zoom_by(struct tui *tui, const struct session *session, int direction,
            size_t about)
{
    struct map_grid now, fit;
    struct map_eye eye = tui->eye;
    size_t cell;

    if (!tui_find_grid(tui, session, &now))
        return false;
    tui->eye.cell = 0;
    (void)tui_find_grid(tui, session, &fit);
    tui->eye = eye;
    cell = direction > 0 ? map_finer(now.cell) : map_coarser(now.cell);
    if (direction > 0 ? cell == now.cell : now.cell >= fit.cell)
        return false;
    if (direction < 0 && cell >= fit.cell)
        cell = 0;
    tui_zoom_to(tui, session, cell, about);
    return true;
}

bool
tui_zoom_at(struct tui *tui, const struct session *session, int direction,
            int row, int col)
{
    const struct zoom_anchor *anchor = &tui->anchor;
    size_t about = anchor->about;

    if (!is_anchored(tui) || anchor->row != row || anchor->col != col) {
        if (!map_byte_at(&tui->grid, row, col, &about))
            return false;
    }
    return tui_zoom_by(tui, session, direction, about);
}

/* --- following -------------------------------------------------------------*/
void
tui_centre(struct tui *tui, const struct session *session, size_t at)
{
    struct map_grid grid;
    size_t back;

    if (!tui_find_grid(tui, session, &grid) || grid.whole)
        return;
    back = (size_t)(grid.n_rows / 2) * grid.row_bytes;
    tui->eye.top = at > back ? at - back : 0;
}

/* While playing the window stays for as many frames after it moved. */
enum { HOLD = 8 };

void
tui_follow(struct tui *tui, const struct session *session, bool playing)
{
    struct view_change change;
    struct map_grid grid;
    struct figures figures;

    view_figures(session, &figures);
    tui->held++;
    if (!tui->follow || figures.op == tui->seen_op ||
        (playing && tui->held < HOLD))
        return;
    tui->seen_op = figures.op;
    if (!last_change(session, &change) || !tui_find_grid(tui, session, &grid) ||
        is_in_view(&grid, change.start))
        return;
    tui_centre(tui, session, change.start);
    tui->held = 0;
}
