/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_route.h: lines between places of a pane that run over blank cells only.
 */
#ifndef HEAPGLASS_MAP_ROUTE_H
#define HEAPGLASS_MAP_ROUTE_H

#include "tui/canvas.h"

/* A line leaves downwards and arrives at what stands at (to_row, to_col): from
 * above, from the left, from the right behind column RIGHT_COL - 1, or from
 * below at (below_row, to_col), where its end is drawn as an arrow. */
struct route {
    int from_row, from_col; /* its first cell */
    int to_row, to_col, right_col, below_row;
    enum style style;
};

struct router; /* opaque */
/* Lines stay right of column LEFT - 1; columns outside [CELLS, CELLS + N) are
 * the margins, where they run for preference. NULL: no memory. */
struct router *router_new(const struct pane *, const struct look *, int left,
                          int cells, int n);
void router_free(struct router *); /* NULL is fine */
/* Keeps lines off N cells, or no longer. */
void router_reserve(struct router *, int row, int col, int n, bool on);
bool router_is_reserved(const struct router *, int row, int col);
/* The cheapest way, drawn; false: there is none, or looking for ways has cost
 * all that a frame may. */
bool router_draw(struct router *, const struct route *);

#endif
