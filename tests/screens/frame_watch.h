/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * frame_watch.h: sees a frame being drawn, and what a person would call a fault
 * of it: text cut off by its pane's edge, text over other text, a pane over
 * another pane.
 */
#ifndef TESTS_FRAME_WATCH_H
#define TESTS_FRAME_WATCH_H

#include "tui/canvas.h"
#include "tui/layout.h"

enum { WATCH_TEXT = 400 };

/* Who wrote a cell last in this frame; rows 0: nobody. */
struct watch_cell {
    struct rect pane;
};

/* The first text that its pane cut in this frame: faults unless a sign tells
 * that there is more. */
struct watch_cut {
    struct rect pane; /* rows 0: none */
    int row;          /* of the pane */
    bool left;        /* else right */
    uint32_t ch;
};

enum { WATCH_CUTS = 64 };
struct frame_watch {
    struct canvas_watch hook;
    struct canvas *canvas;
    struct watch_cell *cells;
    int rows, cols;
    struct rect free;     /* text may be drawn over in here: the map's words lie
                             on its cells */
    struct rect scrolled; /* lines may lie above and below of it */
    bool overlaid;        /* completions lie over the rest */
    struct watch_cut cuts[WATCH_CUTS];
    size_t n_cuts;
    size_t n_puts;          /* characters seen */
    char fault[WATCH_TEXT]; /* the frame's first; "" none */
};

void frame_watch_done(struct frame_watch *);
/* Before a frame: CANVAS has its size, and tells W from now on. */
void frame_watch_begin(struct frame_watch *, struct canvas *);
/* After it; false: w->fault says what is wrong. */
bool frame_watch_end(struct frame_watch *);

#endif
