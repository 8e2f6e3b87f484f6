/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_table.h: the one table of panes. It feeds drawing (tui_draw.c), the
 * keys and the mouse (tui_panes.c, tui_mouse.c) and the help page (help.c).
 */
#ifndef HEAPGLASS_PANE_TABLE_H
#define HEAPGLASS_PANE_TABLE_H

#include "tui/tui_internal.h"

/* A cell of a pane, and where an answer that is a command goes. */
struct pane_press {
    int row, col;
    char *command; /* TUI_COMMAND_TEXT */
};

struct pane_kind {
    const char *name;     /* in its title and in help */
    enum key_place place; /* who has the keys when it has them */
    /* Of the heap this and `draw` are tui_draw.c's. */
    void (*title)(const struct frame *, struct pane_title *);
    /* Draws it from line SCROLL on; answers how many lines there are, 0 when
     * it chooses itself what to show. */
    int (*draw)(const struct frame *, const struct pane *, int scroll);
    /* More on its rule; NULL: nothing. */
    void (*legend)(const struct frame *, const struct pane *rule);
    /* The same as one line; NULL: it never is. */
    void (*line)(const struct frame *, const struct pane *);
    /* The button goes down in it; moves, while held. NULL: nothing happens. */
    enum tui_answer (*press)(struct tui *, const struct session *,
                             const struct pane_press *);
    enum tui_answer (*drag)(struct tui *, const struct session *,
                            const struct pane_press *);
    /* Up +1, down -1. NULL: it scrolls. */
    enum tui_answer (*wheel)(struct tui *, const struct session *,
                             const struct pane_press *, int direction);
    const char *const *help; /* what it shows, line by line; NULL at the end */
};

const struct pane_kind *pane_kind(enum tui_pane);

#endif
