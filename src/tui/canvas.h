/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * canvas.h: a grid of styled characters that panes draw on. It knows nothing
 * of terminals: term.c puts it on one, screenshot.c writes it to a file.
 */
#ifndef HEAPGLASS_CANVAS_H
#define HEAPGLASS_CANVAS_H

#include "tui/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas_cell {
    uint32_t ch; /* a Unicode code point, never 0; a double-width one
                    is followed by a cell with ch 0 */
    enum style style;
};

struct pane;
/* Told of each character that is put, before it stands there, and of those
 * that are cut off: for tests. It must not draw. */
struct canvas_watch {
    void (*put)(void *context, const struct pane *, int row, int col,
                uint32_t ch, bool inside);
    void *context;
};

struct theme;
struct canvas {
    int rows, cols;
    struct canvas_cell *cells; /* row after row */
    const struct theme *theme; /* how styles look; NULL: the default one */
    const struct canvas_watch *watch; /* NULL: nobody watches */
};

/* A rectangle of a canvas; panes draw inside theirs and cannot leave it. */
struct pane {
    struct canvas *canvas;
    int row, col, rows, cols;
};

bool canvas_resize(struct canvas *, int rows, int cols); /* false: no memory */
void canvas_done(struct canvas *);
void canvas_clear(struct canvas *);
struct pane canvas_pane(struct canvas *, int row, int col, int rows, int cols);

/* Positions are the pane's; what lies outside it is cut off. */
void pane_put(const struct pane *, int row, int col, uint32_t ch, enum style);
/* Are all N columns the pane's, and blank in the plain style? */
bool pane_is_blank(const struct pane *, int row, int col, int n);
/* UTF-8 text; answers the column after it. */
int pane_text(const struct pane *, int row, int col, enum style,
              const char *text);
int pane_textf(const struct pane *, int row, int col, enum style,
               const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Right-aligned so that it ends before column END; answers its first column. */
int pane_text_right(const struct pane *, int row, int end, enum style,
                    const char *text);
void pane_fill(const struct pane *, int row, int col, int n, uint32_t ch,
               enum style);
/* Columns that UTF-8 text takes. */
int text_width(const char *text);
/* The next character of *TEXT, which moves behind it; what is no UTF-8 comes
 * as U+FFFD, a byte at a time. 0 at the end. */
uint32_t text_next(const char **text);
/* Columns of one character: 0 (combining), 1 or 2. */
int char_width(uint32_t ch);

#endif
