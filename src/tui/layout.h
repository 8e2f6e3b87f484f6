/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout.h: what goes where on a screen of a given size, and what gives way
 * when it is small (docs/SCREEN.md). Pure arithmetic.
 */
#ifndef HEAPGLASS_LAYOUT_H
#define HEAPGLASS_LAYOUT_H

#include <stdbool.h>

enum {
    LAYOUT_MIN_ROWS = 10,
    LAYOUT_MIN_COLS = 40,
    LAYOUT_WIDE = 110 /* side panes from here on */
};

/* rows 0: not on the screen. */
struct rect {
    int row, col, rows, cols;
};

/* What the layout depends on beside the size. */
struct layout_wish {
    bool page;     /* help or a table in the middle */
    bool alone;    /* the map alone */
    bool race;     /* the maps of a race have the whole middle */
    bool check;    /* the check pane in the place of block and list */
    bool caption;  /* a caption is shown */
    bool two_rows; /* the message needs two rows */
};

struct layout {
    int rows, cols;
    bool too_small;
    int margin; /* blank columns left of text: 1, or 0 */
    struct rect status;
    struct rect heap_rule, map, legend;
    struct rect separator;         /* between map and side panes */
    struct rect block_rule, block; /* wide: a pane; narrow: one line */
    struct rect list_rule, list;   /* the same; narrow: no rule of its own */
    bool block_is_line, list_is_line;
    struct rect race; /* its rules included */
    struct rect page; /* below heap_rule, for help and tables */
    struct rect timeline_rule, timeline;
    struct rect bottom_rule, caption, message, prompt, keys;
};

void layout_make(struct layout *, int rows, int cols,
                 const struct layout_wish *);

#endif
