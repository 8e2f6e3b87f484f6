/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_layout.c: which byte is at which cell. Scales double, rows have a power
 * of two of cells where they can, so that row addresses are round. From 16 B
 * a cell on, cells start a header before their address: then every block
 * starts with a cell.
 */
#include "tui/map_internal.h"
#include "tui/panes.h"

#include <stdio.h>
#include <string.h>

static const size_t coarsest = (size_t)1 << 30;

size_t
map_coarser(size_t cell)
{
    if (cell < 16)
        return cell < 4 ? 4 : 16;
    return cell < coarsest ? cell * 2 : coarsest;
}

size_t
map_finer(size_t cell)
{
    if (cell <= 16)
        return cell == 16 ? 4 : 1;
    return cell / 2;
}

size_t
map_heap_end(const struct session *session)
{
    return view_end(session);
}

size_t
map_shift(const struct session *session, size_t cell)
{
    const struct heap *heap = view_heap(session);

    return heap && cell >= HEAP_ALIGN ? heap_get_shape(heap).header : 0;
}

/* The epilogue, a header without a block, has no cell where blocks are shown
 * by cells of 16 bytes and more. */
size_t
map_n_cells(const struct session *session, size_t cell)
{
    const struct heap *heap = view_heap(session);
    size_t end = map_heap_end(session);

    if (heap && cell >= HEAP_ALIGN && end > heap_get_shape(heap).back)
        end -= heap_get_shape(heap).back;
    return (end + map_shift(session, cell) + cell - 1) / cell;
}

size_t
map_cell_lo(const struct map_grid *grid, size_t k)
{
    size_t at = k * grid->cell;

    return at > grid->shift ? at - grid->shift : 0;
}

size_t
map_cell_hi(const struct map_grid *grid, size_t k)
{
    return (k + 1) * grid->cell - grid->shift;
}

size_t
map_cell_col(const struct map_grid *grid, size_t k)
{
    size_t cells = (size_t)grid->row_cells;

    return (k % cells + cells - grid->lo / grid->cell % cells) % cells;
}

/* --- rows ------------------------------------------------------------------*/
static int
gutter_digits(size_t end, int cols)
{
    int digits = cols < 50 ? 4 : 5;

    while (digits < 15 && end >> (4 * digits) != 0)
        digits++;
    return digits;
}

static int
cells_in_row(size_t cell, int room)
{
    static const int widths[] = {128, 96, 64, 32, 16, 8};

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        if (widths[i] <= room && (widths[i] != 96 || cell == 1))
            return widths[i];
    }
    return room > 0 ? room : 1;
}

/* Gutter, row width and bar for this scale. Close up the columns left and
 * right of the cells are for arrows. */
static void
lay_out_columns(struct map_grid *grid, size_t end, int cols)
{
    int room;

    grid->digits = gutter_digits(end, cols);
    grid->gutter = 2 + grid->digits + 1;
    if (grid->cell == 1 && cols - grid->gutter >= 96 + 8)
        grid->gutter += 3;
    grid->row_cells = cells_in_row(grid->cell, cols - grid->gutter);
    grid->row_bytes = (size_t)grid->row_cells * grid->cell;
    room = cols - grid->gutter - grid->row_cells - 1;
    grid->bar = grid->cell < HEAP_ALIGN || room < 3 ? 0 : room > 4 ? 4 : 3;
}

static int
least_pitch(size_t cell, int rows)
{
    int pitch = cell == 1 ? 4 : cell == 4 ? 3 : 1;

    return rows >= pitch ? pitch : 1;
}

/* Rows of cells that fit; a tall row has a line above and one below. */
static int
rows_at(int pitch, int rows)
{
    int around = pitch > 1 ? 2 : 0;

    return rows <= around ? 1 : (rows - around - 1) / pitch + 1;
}

static int
clamp_rows(size_t rows)
{
    return rows > 100000 ? 100000 : (int)rows;
}

/* Chooses the pitch: spare rows spread the map when all of it is in view. */
static void
lay_out_rows(struct map_grid *grid, size_t needed, int rows)
{
    int pitch = least_pitch(grid->cell, rows);
    int need = clamp_rows(needed);
    int spare;

    while (pitch > 1 && pitch < 6 && rows_at(pitch + 1, rows) >= need)
        pitch++;
    grid->pitch = pitch;
    grid->n_rows = rows_at(pitch, rows);
    grid->first_row = pitch > 1 ? 1 : 0;
    if (pitch > 1 && need <= grid->n_rows) {
        spare = rows - 3 - (need - 1) * pitch;
        grid->first_row += spare / 2 < pitch / 2 ? spare / 2 : pitch / 2;
    }
    if (grid->first_row < 0)
        grid->first_row = 0;
}

/* Lays out at CELL bytes a cell; answers whether the whole heap fits. */
static bool
lay_out_at(struct map_grid *grid, const struct session *session, size_t cell,
           int rows, int cols)
{
    size_t n = map_n_cells(session, cell);
    size_t needed;

    memset(grid, 0, sizeof *grid);
    grid->cell = cell;
    grid->shift = map_shift(session, cell);
    lay_out_columns(grid, map_heap_end(session), cols);
    needed = (n + (size_t)grid->row_cells - 1) / (size_t)grid->row_cells;
    lay_out_rows(grid, needed, rows);
    return needed <= (size_t)grid->n_rows;
}

/* Bytes that windows start at multiples of: an eighth of a row. */
static size_t
quantum(const struct map_grid *grid)
{
    return grid->row_cells >= 16 ? grid->row_bytes / 8 : grid->row_bytes;
}

/* Where the window starts that shows byte TOP in its first row; the last one
 * ends with the heap. */
static size_t
window_start(const struct map_grid *grid, const struct map_eye *eye,
             const struct session *session)
{
    size_t end = map_n_cells(session, grid->cell) * grid->cell;
    size_t window = (size_t)grid->n_rows * grid->row_bytes;
    size_t indent = eye->indent % grid->row_bytes, rows;

    indent -= indent % quantum(grid);
    if (eye->top + grid->shift < indent)
        return 0;
    rows = (eye->top + grid->shift - indent) / grid->row_bytes;
    if (indent + rows * grid->row_bytes + window > end) {
        size_t over = end > indent + window ? end - indent - window : 0;

        rows = (over + grid->row_bytes - 1) / grid->row_bytes;
    }
    return indent + rows * grid->row_bytes;
}

void
map_lay_out(const struct map_eye *eye, const struct session *session, int rows,
            int cols, struct map_grid *grid)
{
    size_t cell = eye->cell ? eye->cell : 1;

    rows = rows > 0 ? rows : 1;
    grid->whole = lay_out_at(grid, session, cell, rows, cols);
    while (!eye->cell && !grid->whole && cell < coarsest) {
        cell = map_coarser(cell);
        grid->whole = lay_out_at(grid, session, cell, rows, cols);
    }
    grid->lo = grid->whole ? 0 : window_start(grid, eye, session);
    grid->hi = grid->lo + (size_t)grid->n_rows * grid->row_bytes;
    if (!grid->whole)
        map_strip_lay_out(grid, session, rows, cols);
}

/* The row of cells nearest to screen row ROW, and the cell of it. */
static size_t
cells_before(const struct map_grid *grid, int row, int col)
{
    int line = (row - grid->first_row + grid->pitch / 2) / grid->pitch;
    int cell = col - grid->gutter;

    line = line < 0 ? 0 : line < grid->n_rows ? line : grid->n_rows - 1;
    cell = cell < 0 ? 0 : cell < grid->row_cells ? cell : grid->row_cells - 1;
    return (size_t)line * (size_t)grid->row_cells + (size_t)cell;
}

/* The start of a window, a multiple of the quantum, that has cell K nearest to
 * BEFORE cells behind it, and in the same row. */
static size_t
near_start(const struct map_grid *grid, size_t k, size_t before)
{
    size_t wanted = (k - before) * grid->cell, step = quantum(grid);
    size_t cells = (size_t)grid->row_cells;
    size_t down = wanted / step * step, up = down + step;
    bool can_up =
        k >= up / grid->cell && (k - up / grid->cell) / cells == before / cells;
    bool can_down = (k - down / grid->cell) / cells == before / cells;

    if (!can_up || (can_down && wanted - down <= up - wanted))
        return down;
    return up;
}

void
map_window_at(struct map_eye *eye, const struct session *session,
              const struct map_place_wish *wish)
{
    struct map_grid grid;
    size_t k, before, lo;

    eye->top = eye->indent = 0;
    map_lay_out(eye, session, wish->rows, wish->cols, &grid);
    if (grid.whole)
        return;
    k = (wish->at + grid.shift) / grid.cell;
    before = cells_before(&grid, wish->row, wish->col);
    if (k <= before)
        return;
    lo = near_start(&grid, k, before);
    if (lo < grid.row_bytes)
        return; /* it starts with the heap */
    eye->indent = lo % grid.row_bytes;
    eye->top = lo > grid.shift ? lo - grid.shift : 0;
}

/* --- heaps side by side ----------------------------------------------------*/
void
map_lay_out_alike(const struct map_grid *grid, const struct session *session,
                  struct map_grid *alike)
{
    size_t in_view = (size_t)grid->n_rows * (size_t)grid->row_cells;

    *alike = *grid;
    alike->shift = map_shift(session, grid->cell);
    alike->whole = grid->lo == 0 && map_n_cells(session, grid->cell) <= in_view;
}

int
map_leave_out_addresses(struct map_grid *grid)
{
    int narrower = 2 + grid->digits;

    grid->gutter -= narrower;
    grid->strip_col -= narrower;
    grid->digits = 0;
    return narrower;
}

/* --- positions -------------------------------------------------------------*/
bool
map_byte_at(const struct map_grid *grid, int row, int col, size_t *at)
{
    int line = row - grid->first_row;
    size_t k;

    if (line < 0 || line % grid->pitch != 0 || col < grid->gutter ||
        col >= grid->gutter + grid->row_cells ||
        line / grid->pitch >= grid->n_rows)
        return false;
    k = grid->lo / grid->cell +
        (size_t)(line / grid->pitch) * (size_t)grid->row_cells +
        (size_t)(col - grid->gutter);
    *at = map_cell_lo(grid, k);
    return true;
}

bool
map_cell_of(const struct map_grid *grid, size_t at, int *row, int *col)
{
    size_t k = (at + grid->shift) / grid->cell;
    size_t first = grid->lo / grid->cell;
    size_t cells = (size_t)grid->row_cells;

    if (k < first || k - first >= (size_t)grid->n_rows * cells)
        return false;
    *row = grid->first_row + (int)((k - first) / cells) * grid->pitch;
    *col = grid->gutter + (int)((k - first) % cells);
    return true;
}

void
map_scale_text(const struct map_grid *grid, char *buf, size_t size)
{
    char bytes[16];

    size_text(grid->cell, bytes);
    (void)snprintf(buf, size, "1 %s = %s", grid->cell == 1 ? "column" : "cell",
                   bytes);
}
