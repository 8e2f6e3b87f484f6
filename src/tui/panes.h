/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * panes.h: the panes beside and below the map. Each draws the inside of a
 * pane, below its title rule, for whatever size it is given, and says what the
 * rule shows on its right.
 */
#ifndef HEAPGLASS_PANES_H
#define HEAPGLASS_PANES_H

#include "session/address_history.h"
#include "session/recent.h"
#include "session/size_text.h"
#include "tui/map.h"
#include "tui/time_view.h"

enum { PANE_TITLE = 48, PANE_FACTS = 144 };
struct pane_title {
    char title[PANE_TITLE]; /* "free list  LIFO" */
    char facts[PANE_FACTS]; /* "24 blocks, 3.8 KiB"; "" none */
};

/* The selected block: sizes, bar, neighbours, header bits, links, dump. */
enum block_link {
    LINK_BEFORE,
    LINK_AFTER,
    LINK_BUDDY,
    LINK_NEXT,
    LINK_PREV,
    LINK_N,
    LINK_NONE = LINK_N
};
/* Where a link leads and where it stands in the pane; off 0: nowhere. */
struct block_link_at {
    size_t off;
    int row, col, cols;
};
struct block_links {
    struct block_link_at at[LINK_N];
};
struct block_look {
    int scroll;
    const struct address_history *past; /* of its address; NULL: not asked */
    bool airy;                          /* blank lines between the parts */
    enum block_link link;               /* the chosen one; LINK_NONE */
    struct block_links *links; /* filled, also with those out of view */
};
void pane_block_title(const struct session *, const struct map_eye *,
                      struct pane_title *);
/* Answers how many lines there are. */
int pane_block_draw(const struct pane *, const struct look *,
                    const struct session *, const struct map_eye *,
                    const struct block_look *);
/* Which block that is; 0: none. */
size_t pane_block_shown(const struct session *, const struct map_eye *);
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

/* The figures of `help figures`. */
void pane_stats_title(const struct session *, struct pane_title *);
int pane_stats_draw(const struct pane *, const struct look *,
                    const struct session *, int scroll);
void pane_stats_line(const struct pane *, const struct session *);

/* Which moment something was asked about: it holds while this is the same. */
struct asked_at {
    bool any;
    struct session_moment moment;
};
/* Is it of the present moment? If not, it is from now on. */
bool asked_now(struct asked_at *, const struct session *);

/* What was done: what the frames saw of it, with what passed between them
 * filled in for the last operations. */
enum { LOG_MAX = 200 };
struct pane_log {
    struct {
        uint64_t op;
        char text[DESCRIBE_TEXT];
    } entries[LOG_MAX]; /* a ring */
    size_t first, n;
    struct session_moment line; /* the entries are of; valid with N */
    struct asked_at at;
    struct session_recent inside; /* the last one's events; valid at AT */
    bool has_inside;
};
/* Adds the last operation, unless it is there; forgets those that we went back
 * from, and those of another heap or of another branch. */
void pane_log_note(struct pane_log *, const struct session *);
/* Asks the session for what happened inside the last operation, and for the
 * operations before it that are missing: not while playing. */
void pane_log_ask(struct pane_log *, const struct session *);
void pane_log_done(struct pane_log *);
void pane_events_title(const struct pane_log *, struct pane_title *);
int pane_events_draw(const struct pane *, const struct look *,
                     const struct session *, const struct pane_log *,
                     int scroll);
void pane_events_line(const struct pane *, const struct look *,
                      const struct pane_log *);

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
