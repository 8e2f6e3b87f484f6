/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into_map.c: the map of an operation's inside. Its window does not move while
 * the events go by: it is laid out for all that they touch, at the finest scale
 * at which that is in view, 4 B a cell at best, in tall rows: the line above a
 * row is for marks, the one below for cuts and scars. Only where a search has
 * gone so far that blocks would not be seen any more are there two windows: one
 * for the search, and one for what was found.
 */
#include "tui/into.h"

#include <string.h>

enum { FINEST = 4, MOST_PITCH = 5, COARSEST = 1 << 30 };

/* Rows of cells at a pitch: the first has a line above it, the last, where
 * there are lines below, one below it. */
static int
rows_at(int pitch, int rows)
{
    int around = pitch >= 3 ? 2 : pitch == 2 ? 1 : 0;

    return rows <= around ? 0 : (rows - around - 1) / pitch + 1;
}

/* The pitch at which NEED rows fit, of TOTAL that the heap has: wide enough
 * for all of it, or for marks, or for one line of them; 0: they do not fit. */
static int
choose_pitch(size_t need, size_t total, int rows)
{
    for (int pitch = MOST_PITCH; pitch >= 3; pitch--)
        if ((size_t)rows_at(pitch, rows) >= total)
            return pitch;
    for (int pitch = 3; pitch >= 2; pitch--)
        if ((size_t)rows_at(pitch, rows) >= need)
            return pitch;
    return rows < 2 && need <= (size_t)rows ? 1 : 0;
}

/* Rows in which [LO, HI) lies, and all that the heap has. */
struct extent {
    size_t first, need, total;
};

static struct extent
extent_of(const struct inside *in, const struct map_grid *grid, bool action)
{
    const struct inside_span span = inside_span(in, action);
    size_t end = view_end(inside_after(in)) + grid->shift;
    size_t lo = span.lo + grid->shift, hi = span.hi + grid->shift;
    struct extent e = {.first = lo / grid->row_bytes};

    hi = hi > lo ? hi - 1 : lo;
    e.need = hi / grid->row_bytes - e.first + 1;
    e.total = (end + grid->row_bytes - 1) / grid->row_bytes;
    e.total = e.total ? e.total : 1;
    return e;
}

static bool
lay_out_at(const struct inside *in, bool action, size_t cell,
           struct map_grid *grid, int rows, int cols)
{
    struct map_eye eye = {.cell = cell, .list = LIST_NONE};
    struct extent e;
    size_t n, top;
    int spare;

    map_lay_out(&eye, inside_after(in), rows, cols, grid);
    e = extent_of(in, grid, action);
    grid->pitch = choose_pitch(e.need, e.total, rows);
    if (grid->pitch == 0 && cell < COARSEST)
        return false;
    grid->pitch = grid->pitch ? grid->pitch : 1;
    n = (size_t)rows_at(grid->pitch, rows);
    n = n < 1 ? 1 : n > e.total ? e.total : n;
    top = n > e.need ? (n - e.need) / 2 : 0;
    top = e.first > top ? e.first - top : 0;
    top = top > e.total - n ? e.total - n : top;
    grid->n_rows = (int)n;
    grid->lo = top * grid->row_bytes;
    grid->hi = grid->lo + n * grid->row_bytes;
    grid->whole = n == e.total;
    grid->bar = grid->strip = 0;
    spare = rows - (int)(n - 1) * grid->pitch - 3;
    grid->first_row = grid->pitch > 1 ? 1 : 0;
    if (grid->pitch >= 3 && spare > 1)
        grid->first_row += spare / 2 < 2 ? spare / 2 : 2;
    return true;
}

static void
lay_out(const struct inside *in, bool action, int rows, int cols,
        struct map_grid *grid)
{
    size_t cell = FINEST;

    memset(grid, 0, sizeof *grid);
    while (!lay_out_at(in, action, cell, grid, rows > 0 ? rows : 1, cols))
        cell = map_coarser(cell);
}

/* Does the present event change something, or look at a neighbour? */
static bool
is_action(const struct inside *in)
{
    const struct inside_step *step = inside_step(in, inside_at(in));

    return step && step->kind != INSIDE_EMPTY && step->kind != INSIDE_PROBE &&
           step->kind != INSIDE_PROBES && step->kind != INSIDE_REST;
}

void
into_lay_out(const struct inside *in, int rows, int cols, struct map_grid *grid)
{
    lay_out(in, false, rows, cols, grid);
    if (grid->cell > HEAP_ALIGN && is_action(in))
        lay_out(in, true, rows, cols, grid);
}

unsigned
into_list(const struct inside *in)
{
    for (size_t at = inside_at(in); at > 0; at--)
        if (inside_step(in, at)->list != LIST_NONE)
            return inside_step(in, at)->list;
    return LIST_NONE;
}

void
into_map_draw(const struct into_map *map)
{
    struct map_eye eye = {.cell = map->grid->cell,
                          .top = map->grid->lo,
                          .list = into_list(map->in),
                          .numbers = true};
    const struct op_result *r = inside_result(map->in);

    if (map->before)
        eye.selected = r->kind == OP_REALLOC ? r->old_off : r->off;
    map_draw(map->pane, map->look, map->session, &eye, map->grid);
    if (map->grid->pitch > 1)
        into_marks_draw(map);
}
