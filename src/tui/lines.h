/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lines.h: a pane's contents as lines, of which it shows those from SCROLL on.
 */
#ifndef HEAPGLASS_LINES_H
#define HEAPGLASS_LINES_H

#include "tui/canvas.h"

struct lines {
    const struct pane *pane;
    const struct look *look;
    int scroll;
    int n; /* lines so far; the next one has this number */
};

/* The pane's row of the next line; may lie outside it, and then the functions
 * below draw nothing. */
int lines_row(const struct lines *);
/* As pane_put, pane_text, pane_textf and pane_text_right, in that row. */
void lines_put(const struct lines *, int col, uint32_t ch, enum style);
int lines_text(const struct lines *, int col, enum style, const char *text);
int lines_textf(const struct lines *, int col, enum style, const char *format,
                ...) __attribute__((format(printf, 4, 5)));
void lines_text_right(const struct lines *, int end, enum style,
                      const char *text);
/* Adds TEXT from column COL on, over as many lines as it needs, broken at
 * blanks. */
void lines_words(struct lines *, int col, enum style, const char *text);
/* How many bytes of TEXT fit into COLS columns, cut at a blank when there is
 * one; all of it when it fits. */
size_t lines_fit(const char *text, int cols);

#endif
