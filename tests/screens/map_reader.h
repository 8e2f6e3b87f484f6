/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_reader.h: finds out from a terminal's screen what the map shows, as a
 * person does: the scale from the map's rule, where it is scrolled to from the
 * addresses at its left.
 */
#ifndef TESTS_MAP_READER_H
#define TESTS_MAP_READER_H

#include "model.h"
#include "vt.h"

#include "tui/layout.h"

struct map_reader {
    struct vt *vt;
    struct rect map;   /* where the map is on the screen */
    int rule;          /* the screen's row that tells the scale */
    int row_cells;     /* how many cells a row has */
    int close_cells;   /* ... at 1 B a column; 0: as many */
    int close_margin;  /* columns for links between address and cells there */
    const char *fault; /* what about the screen makes no sense */
};

/* A cell of the map's pane. */
struct seen map_reader_cell(void *reader, int row, int col);
/* False: reader->fault. */
bool map_reader_grid(struct map_reader *, const struct session *,
                     struct map_grid *);

#endif
