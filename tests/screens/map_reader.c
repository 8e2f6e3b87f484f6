/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_reader.c: see map_reader.h.
 */
#include "map_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen
map_reader_cell(void *context, int row, int col)
{
    const struct map_reader *r = context;
    struct vt_cell cell = vt_cell(r->vt, r->map.row + row, r->map.col + col);

    return (struct seen){cell.ch ? cell.ch : ' ', cell.fg, cell.bg, cell.bold,
                         cell.reverse};
}

static bool
fault(struct map_reader *r, const char *what)
{
    r->fault = what;
    return false;
}

/* The address at the left of a line of the map; false: there is none. */
static bool
read_address(struct map_reader *r, int row, size_t *at, int *digits)
{
    char text[17] = "";
    int n = 0;

    if (map_reader_cell(r, row, 0).ch != '0' ||
        map_reader_cell(r, row, 1).ch != 'x')
        return false;
    for (uint32_t ch; n < 16; n++) {
        ch = map_reader_cell(r, row, 2 + n).ch;
        if (ch >= 128 || !isxdigit((int)ch))
            break;
        text[n] = (char)ch;
    }
    *at = strtoul(text, NULL, 16);
    *digits = n;
    return n > 0;
}

/* "1 cell = 2 KiB", or "cell 32 B" where there is no rule; 0: none. */
static size_t
read_scale(const struct map_reader *r)
{
    static const char *const forms[] = {"1 cell = ", "1 column = ", "cell "};
    char text[VT_ROW_TEXT], unit = 'B';
    size_t scale = 0;

    (void)vt_row(r->vt, r->rule, text);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *at = strstr(text, forms[i]);

        if (at && sscanf(at + strlen(forms[i]), "%zu %c", &scale, &unit) == 2)
            return scale << (unit == 'K'   ? 10
                             : unit == 'M' ? 20
                             : unit == 'G' ? 30
                                           : 0);
    }
    return 0;
}

/* The lines of the map that have an address lie evenly and count up, from a
 * whole eighth of a row on. */
static bool
read_rows(struct map_reader *r, struct map_grid *g)
{
    int rows = r->map.rows, n = 0, digits;
    size_t at;

    g->pitch = rows;
    for (int row = 0; row < rows; row++) {
        if (!read_address(r, row, &at, &digits))
            continue;
        if (n == 0)
            g->first_row = row, g->lo = at, g->digits = digits;
        else if (n == 1)
            g->pitch = row - g->first_row;
        if (row != g->first_row + n * g->pitch)
            return fault(r, "uneven rows");
        if (at != g->lo + (size_t)n * g->row_bytes)
            return fault(r, "a wrong address");
        if (digits != g->digits)
            return fault(r, "addresses of different width");
        n++;
    }
    if (n == 0)
        return fault(r, "no addresses");
    return g->lo * 8 % g->row_bytes == 0 ||
           fault(r, "rows start at odd addresses");
}

/* A row takes part when it fits: with the line below it when there is one. */
bool
map_reader_grid(struct map_reader *r, const struct session *session,
                struct map_grid *g)
{
    *g = (struct map_grid){.cell = read_scale(r), .row_cells = r->row_cells};
    if (g->cell == 0)
        return fault(r, "no scale");
    if (g->cell == 1 && r->close_cells > 0)
        g->row_cells = r->close_cells;
    g->row_bytes = g->cell * (size_t)g->row_cells;
    g->shift = g->cell < 16 ? 0 : heap_get_shape(view_heap(session)).header;
    if (!read_rows(r, g))
        return false;
    g->gutter = 2 + g->digits + 1 + (g->cell == 1 ? r->close_margin : 0);
    g->n_rows =
        (r->map.rows - 1 - (g->pitch > 1) - g->first_row) / g->pitch + 1;
    g->hi = g->lo + (size_t)g->n_rows * g->row_bytes;
    return true;
}
