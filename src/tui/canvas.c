/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * canvas.c: cells, panes and text on them. All clipping happens in pane_put;
 * nothing else writes a cell, so no pane can draw outside itself and no wide
 * character can be left halved.
 */
#include "tui/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { TEXT_MAX = 512, REPLACEMENT = 0xfffd };

/* --- canvas ----------------------------------------------------------------*/
bool
canvas_resize(struct canvas *canvas, int rows, int cols)
{
    size_t n;
    struct canvas_cell *cells;

    rows = rows < 1 ? 1 : rows;
    cols = cols < 1 ? 1 : cols;
    n = (size_t)rows * (size_t)cols;
    if (!canvas->cells || canvas->rows != rows || canvas->cols != cols) {
        cells = realloc(canvas->cells, n * sizeof *cells);
        if (!cells)
            return false;
        canvas->cells = cells;
        canvas->rows = rows;
        canvas->cols = cols;
    }
    canvas_clear(canvas);
    return true;
}

void
canvas_done(struct canvas *canvas)
{
    free(canvas->cells);
    memset(canvas, 0, sizeof *canvas);
}

void
canvas_clear(struct canvas *canvas)
{
    size_t n = (size_t)canvas->rows * (size_t)canvas->cols;

    for (size_t i = 0; i < n; i++)
        canvas->cells[i] = (struct canvas_cell){' ', STYLE_PLAIN};
}

static int
clamp(int value, int lo, int hi)
{
    return value < lo ? lo : value > hi ? hi : value;
}

struct pane
canvas_pane(struct canvas *canvas, int row, int col, int rows, int cols)
{
    int top = clamp(row, 0, canvas->rows);
    int left = clamp(col, 0, canvas->cols);

    return (struct pane){canvas, top, left, clamp(rows, 0, canvas->rows - top),
                         clamp(cols, 0, canvas->cols - left)};
}

/* --- characters ------------------------------------------------------------*/
static int
tail_bytes(unsigned char lead)
{
    if (lead < 0x80)
        return 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 1;
    if (lead >= 0xe0 && lead <= 0xef)
        return 2;
    if (lead >= 0xf0 && lead <= 0xf4)
        return 3;
    return -1;
}

/* Written no longer than need be, and no half of a UTF-16 pair? */
static bool
is_character(uint32_t ch, int n)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

    return ch >= least[n] && ch <= 0x10ffff && (ch < 0xd800 || ch > 0xdfff);
}

uint32_t
text_next(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    int n = tail_bytes(*s);
    uint32_t ch;

    if (*s == 0)
        return 0;
    *text += 1;
    if (n < 0)
        return REPLACEMENT;
    if (n == 0)
        return *s;
    ch = *s & (0x3fu >> n);
    for (int i = 1; i <= n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return REPLACEMENT;
        ch = ch << 6 | (s[i] & 0x3f);
    }
    *text += n;
    return is_character(ch, n) ? ch : REPLACEMENT;
}

int
char_width(uint32_t ch)
{
    int width;

    if (ch < 0x300)
        return 1;
    width = wcwidth((wchar_t)ch);
    return width < 0 ? 1 : width;
}

int
text_width(const char *text)
{
    int width = 0;
    uint32_t ch;

    while ((ch = text_next(&text)) != 0)
        width += char_width(ch);
    return width;
}

/* --- panes -----------------------------------------------------------------*/
/* What an overwritten cell leaves behind of a wide character: blanks. */
static void
cut_wide(const struct canvas *canvas, struct canvas_cell *cell, int col)
{
    if (cell->ch == 0 && col > 0)
        cell[-1].ch = ' ';
    if (col + 1 < canvas->cols && cell[1].ch == 0)
        cell[1].ch = ' ';
}

static bool
is_inside(const struct pane *pane, int row, int col)
{
    return row >= 0 && row < pane->rows && col >= 0 && col < pane->cols;
}

/* No characters, or ends of lines: nobody knows what a terminal does. */
static bool
breaks_lines(uint32_t ch)
{
    return ch == 0x2028 || ch == 0x2029 || (ch & 0xfffe) == 0xfffe ||
           (ch >= 0xfdd0 && ch <= 0xfdef);
}

/* Is all of a character inside? */
static bool
fits(const struct pane *pane, int row, int col, int width)
{
    return is_inside(pane, row, col) && is_inside(pane, row, col + width - 1);
}

void
pane_put(const struct pane *pane, int row, int col, uint32_t ch,
         enum style style)
{
    struct canvas *canvas = pane->canvas;
    struct canvas_cell *cell;
    int width = char_width(ch);

    if (canvas->watch && width > 0)
        canvas->watch->put(canvas->watch->context, pane, row, col, ch,
                           fits(pane, row, col, width));
    if (!is_inside(pane, row, col) || width == 0)
        return;
    if (breaks_lines(ch))
        ch = REPLACEMENT;
    if (ch < ' ' || (ch >= 0x7f && ch < 0xa0))
        ch = '?';
    cell = &canvas->cells[(size_t)(pane->row + row) * (size_t)canvas->cols +
                          (size_t)(pane->col + col)];
    cut_wide(canvas, cell, pane->col + col);
    if (width == 2 && !is_inside(pane, row, col + 1))
        ch = ' ', width = 1;
    *cell = (struct canvas_cell){ch, style};
    if (width == 2) {
        cut_wide(canvas, cell + 1, pane->col + col + 1);
        cell[0].ch = ch;
        cell[1] = (struct canvas_cell){0, style};
    }
}

bool
pane_is_blank(const struct pane *pane, int row, int col, int n)
{
    const struct canvas *canvas = pane->canvas;

    if (row < 0 || row >= pane->rows || col < 0 || col + n > pane->cols ||
        pane->row + row >= canvas->rows || pane->col + col + n > canvas->cols)
        return false;
    for (int i = 0; i < n; i++) {
        size_t at = (size_t)(pane->row + row) * (size_t)canvas->cols +
                    (size_t)(pane->col + col + i);

        if (canvas->cells[at].ch != ' ' ||
            canvas->cells[at].style != STYLE_PLAIN)
            return false;
    }
    return true;
}

int
pane_text(const struct pane *pane, int row, int col, enum style style,
          const char *text)
{
    uint32_t ch;

    while ((ch = text_next(&text)) != 0) {
        pane_put(pane, row, col, ch, style);
        col += char_width(ch);
    }
    return col;
}

int
pane_textf(const struct pane *pane, int row, int col, enum style style,
           const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return pane_text(pane, row, col, style, text);
}

int
pane_text_right(const struct pane *pane, int row, int end, enum style style,
                const char *text)
{
    int col = end - text_width(text);

    pane_text(pane, row, col, style, text);
    return col;
}

void
pane_fill(const struct pane *pane, int row, int col, int n, uint32_t ch,
          enum style style)
{
    for (int i = 0; i < n; i++)
        pane_put(pane, row, col + i, ch, style);
}
