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
    LAYOUT_WIDE = 110, /* side panes from here on */
    LAYOUT_COLUMNS = 2 /* columns of side panes, at most */
};

/* The panes; 1 to 6 are their keys. */
enum tui_pane {
    PANE_HEAP,
    PANE_BLOCK,
    PANE_LIST,
    PANE_STATS,
    PANE_EVENTS,
    PANE_TIMELINE,
    PANE_N
};

/* rows 0: not on the screen. */
struct rect {
    int row, col, rows, cols;
};

/* Where a pane is. A line (narrow screens) may have no rule of its own. */
struct placed {
    struct rect rule, body;
    bool is_line;
};

/* What the layout depends on beside the size. */
struct layout_wish {
    bool page;          /* help or a table in the middle */
    enum tui_pane pane; /* that must be on the screen: it has the keys */
    bool maximised;     /* and takes all of the middle */
    bool events, stats; /* in the place of the block, of the list, where there
                           is not room for all four */
    bool race;          /* the maps of a race have the whole middle */
    bool check;         /* the check pane in the place of block and list */
    bool colours;       /* a colour key is on: its ranges need a legend */
    bool caption;       /* a caption is shown */
    bool two_rows;      /* the message needs two rows */
};

struct layout {
    int rows, cols;
    bool too_small;
    int margin; /* blank columns left of text: 1, or 0 */
    struct rect status;
    struct rect heap_rule, map, legend;     /* the first two are PANE_HEAP's */
    struct rect separators[LAYOUT_COLUMNS]; /* before columns of side panes */
    struct placed panes[PANE_N];
    struct placed check;
    struct rect race; /* its rules included */
    struct rect page; /* below heap_rule, for help and tables */
    struct rect bottom_rule, caption, message, prompt, keys;
};

void layout_make(struct layout *, int rows, int cols,
                 const struct layout_wish *);

#endif
