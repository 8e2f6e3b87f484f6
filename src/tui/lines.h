/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lines.h: a pane's contents as lines, of which it shows those from SCROLL on;
 * what lies above and below is clipped by the pane.
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

/* The pane's row of the next line; may lie outside it. */
int lines_row(const struct lines *);
/* Adds TEXT from column COL on, over as many lines as it needs, broken at
 * blanks. */
void lines_words(struct lines *, int col, enum style, const char *text);
/* How many bytes of TEXT fit into COLS columns, cut at a blank when there is
 * one; all of it when it fits. */
size_t lines_fit(const char *text, int cols);

#endif
