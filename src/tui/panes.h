/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * panes.h: the panes beside and below the map. Each draws the inside of a
 * pane, below its title rule, for whatever size it is given, and says what the
 * rule shows on its right.
 */
#ifndef HEAPGLASS_PANES_H
#define HEAPGLASS_PANES_H

#include "session/size_text.h"
#include "tui/map.h"
#include "tui/time_view.h"

enum { PANE_TITLE = 48, PANE_FACTS = 144 };
struct pane_title {
    char title[PANE_TITLE]; /* "free list  LIFO" */
    char facts[PANE_FACTS]; /* "24 blocks, 3.8 KiB"; "" none */
};

/* The selected block: sizes, bar, neighbours, header bits, links, dump. */
void pane_block_title(const struct session *, const struct map_eye *,
                      struct pane_title *);
void pane_block_draw(const struct pane *, const struct look *,
                     const struct session *, const struct map_eye *);
/* One line for narrow screens (mock 9a). */
void pane_block_line(const struct pane *, const struct look *,
                     const struct session *, const struct map_eye *);

/* The chosen free list in order, with its path. */
void pane_list_title(const struct session *, const struct map_eye *,
                     struct pane_title *);
void pane_list_draw(const struct pane *, const struct look *,
                    const struct session *, const struct map_eye *);
void pane_list_line(const struct pane *, const struct look *,
                    const struct session *, const struct map_eye *);
/* What lies under a cell of the pane, of which only the place is looked at:
 * a block's row (of several: its first), a list's row in the table. */
struct pane_list_hit {
    enum { LIST_HIT_NONE, LIST_HIT_BLOCK, LIST_HIT_LIST } what;
    size_t off;    /* BLOCK: payload offset, to be selected */
    unsigned list; /* LIST: to be chosen */
};
struct pane_list_hit pane_list_click(const struct pane *,
                                     const struct session *,
                                     const struct map_eye *, int row, int col);

/* The marked pins, best first; they take the list pane's place. */
void pane_pins_title(const struct session *, struct pane_title *);
void pane_pins_draw(const struct pane *, const struct session *,
                    const struct map_eye *);
void pane_pins_line(const struct pane *, const struct session *);

/* What the last check found (takes the block pane's place while damage is
 * known); PROBLEM counts from 0. */
void pane_check_title(const struct session *, struct pane_title *);
void pane_check_draw(const struct pane *, const struct look *,
                     const struct session *, size_t problem);

/* live, heap, frag over operations, of any height; and its large view. */
struct timeline_look {
    enum time_size size;
    bool figures; /* the rule tells the present moment's */
    const struct time_grid *grid;
};
void pane_timeline_title(const struct look *, struct time_view *,
                         const struct session *, const struct timeline_look *,
                         struct pane_title *);
/* Puts the legend, or the marks, where the rule is free. */
void pane_timeline_rule(const struct pane *rule, const struct look *,
                        const struct session *, const struct timeline_look *);
void pane_timeline_draw(const struct pane *, const struct look *,
                        struct time_view *, const struct session *,
                        const struct timeline_look *);

#endif
