/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_internal.h: the state of the screen, shared by tui.c (keys, requests),
 * tui_move.c (moving over the heap), tui_panes.c (focus, mouse) and tui_draw.c.
 */
#ifndef HEAPGLASS_TUI_INTERNAL_H
#define HEAPGLASS_TUI_INTERNAL_H

#include "tui/bindings.h"
#include "tui/into.h"
#include "tui/layout.h"
#include "tui/map.h"
#include "tui/panes.h"
#include "tui/race.h"
#include "tui/theme.h"
#include "tui/tui.h"

/* The session as the last frame showed it. */
struct last_seen {
    bool any;       /* there was a frame */
    uint32_t start; /* which heap (moment.h) */
    uint64_t op;
    const struct trace *trace; /* compared, never followed */
    enum session_target target;
    char policy[POLICY_TEXT];
    size_t selected;         /* 0: none */
    struct view_block block; /* the selected one; valid with SELECTED */
};

/* The byte that was zoomed about last, where it was wanted (a cell of the map),
 * and the window that it gave: from that window on it is wanted there again, so
 * that zooming in and out comes back to where it began. */
struct zoom_anchor {
    bool any;
    size_t about;
    int row, col;
    size_t cell, top, indent;
};

/* What fills the middle of the screen; a page (help, a table) covers it. */
enum middle {
    MIDDLE_HEAP, /* the map and its panes */
    MIDDLE_RACE, /* the maps of a race, side by side */
    MIDDLE_INTO, /* the inside of an operation (into.h) */
    MIDDLE_N
};

/* How much of a pane's lines is shown. */
struct pane_lines {
    int scroll;      /* the first line shown; settled by drawing */
    int rows, lines; /* as drawn last: rows of the pane, lines there are */
};

/* A button held down. */
struct drag {
    bool held, moved;
    bool strip;         /* on the map's overview */
    enum tui_pane pane; /* where it was pressed, and at which cell of it */
    int row, col;
    size_t top;      /* of the map, then */
    size_t selected; /* before it */
};

enum { TRAIL_MAX = 32 };
/* The blocks that jumps left, the last at the end. */
struct trail {
    size_t offs[TRAIL_MAX];
    int n;
};

enum { PAST_MOST = 20000 }; /* operations that are looked through */
/* Who lived at the address of the block that is shown, as asked last. */
struct block_past {
    struct asked_at at;
    size_t off;
    bool known;
    struct address_history lives;
};

struct tui {
    enum middle middle;
    enum tui_pane pane; /* the one with the keys, with FOCUS_MAP */
    enum tui_focus focus;
    enum tui_focus before_help; /* valid with FOCUS_HELP */
    enum block_link link;       /* the chosen one of the block pane */
    int held;                   /* frames since FOLLOW moved the window */
    int scroll, page_lines;     /* of help or the table */
    int page_head;              /* lines of it that do not scroll */
    bool maximised;             /* the pane has all of the middle */
    bool events, stats;         /* in the place of the block, of the list */
    bool follow;                /* scroll to each operation's change */
    bool show_selected;         /* asked for since the last frame: scroll to
                                   it with the next */
    bool asked_zoom;            /* a zoom was, too */
    bool has_table;             /* the last frame had a table */
    bool time_drawn;
    struct pane_lines lines[PANE_N];
    struct drag drag;
    struct trail trail;
    struct block_links links; /* as drawn last */
    struct block_past past;
    struct pane_log log; /* what the events pane tells */
    struct into into;
    const struct theme *theme;
    struct look can;  /* what the terminal can show */
    struct look look; /* the same under the theme */
    struct map_eye eye;
    struct zoom_anchor anchor;
    size_t aim;        /* byte that moving by row keeps its column of; 0: the
                          selection's */
    size_t problem;    /* of the last check, from 0 */
    size_t table_mark; /* which table; 0: none */
    uint64_t seen_op;  /* operation drawn last, for FOLLOW */
    struct last_seen seen;
    struct race_state race;
    struct time_view time;
    /* As drawn last; zero before: */
    struct layout layout;
    struct map_grid grid;
    struct time_grid time_grid; /* valid with time_drawn */
};

/* What one frame is drawn with. */
struct frame {
    struct tui *tui;
    const struct tui_frame *of;
    struct canvas *canvas;
    const struct layout *layout;
    const struct look *look;
};

/* Who has the keys now. */
enum key_place tui_place(const struct tui *, const struct session *);

/* The heap that is moved in: the session's, or that of the lane with the keys
 * while the race is shown. */
const struct session *tui_looked_at(const struct tui *, const struct session *);

/* --- race_keys.c -----------------------------------------------------------*/
/* The lane after or before, around; lane NUMBER from 1, false: there is none.
 */
void race_choose_by(struct tui *, const struct session *, int direction);
bool race_choose(struct tui *, const struct session *, size_t number);
/* After a key or a click: which number is selected now. */
void race_keep_selected(struct tui *, const struct session *);
/* The lane whose column has column COL of the screen gets the keys: answers its
 * heap. */
const struct session *race_take_under(struct tui *, const struct session *,
                                      int col);
/* Before a frame; MOVED: the session is at another moment than at the last. */
void race_settle(struct tui *, const struct session *, bool moved);

/* --- race_draw.c -----------------------------------------------------------*/
void race_draw(const struct frame *);

/* --- tui_move.c ------------------------------------------------------------*/
void tui_move_block(struct tui *, const struct session *, int direction);
void tui_move_row(struct tui *, const struct session *, int direction);
void tui_move_screen(struct tui *, const struct session *, int direction);
void tui_move_start(struct tui *, const struct session *);
void tui_move_end(struct tui *, const struct session *);
/* Along the chosen list by so many blocks, or from pin to pin. */
enum tui_along {
    ALONG_NONE, /* there is no list, or it has no block */
    ALONG_MOVED,
    ALONG_AROUND,      /* from the last to the first */
    ALONG_BACK_AROUND, /* from the first to the last */
    ALONG_ONLY,        /* the first is the last */
    ALONG_FAR,   /* it should, but the list is too long to look for its end */
    ALONG_BROKEN /* the link leads to no block of the list */
};
enum tui_along tui_move_along(struct tui *, const struct session *, int steps);
/* False: no other list has a block. */
bool tui_move_list(struct tui *, const struct session *, int direction);
void tui_move_problem(struct tui *, const struct session *, int direction);
/* The problem's bytes, one a column, and back. */
void tui_move_bytes(struct tui *, const struct session *);
/* Scrolls so that byte AT is in view. */
void tui_show_byte(struct tui *, const struct session *, size_t at);
/* The layout the map would have now, for scrolling before the next frame;
 * false: there is no map. */
bool tui_find_grid(const struct tui *, const struct session *,
                   struct map_grid *);

/* --- tui_zoom.c ------------------------------------------------------------*/
/* Scrolls to the last change, if it is wanted to. PLAYING: not with every
 * frame. */
void tui_follow(struct tui *, const struct session *, bool playing);
/* Scrolls so that byte AT is in the middle. */
void tui_centre(struct tui *, const struct session *, size_t at);
/* Shows CELL bytes a cell (0: fit) with byte ABOUT staying where it is. */
void tui_zoom_to(struct tui *, const struct session *, size_t cell,
                 size_t about);
/* False: there is no finer scale, or all of the heap is in view already. */
bool tui_zoom_by(struct tui *, const struct session *, int direction,
                 size_t about);
/* About a cell of the map; false: it has no byte, or as above. */
bool tui_zoom_at(struct tui *, const struct session *, int direction, int row,
                 int col);
/* The selection's first byte, the last change's, if it is in view, or the
 * middle of what is shown. */
size_t tui_zoom_anchor(const struct tui *, const struct session *);

/* --- tui_settle.c ----------------------------------------------------------*/
/* Before a frame: lets go of what is no longer there to be looked at. */
void tui_settle(struct tui *, const struct tui_frame *);

/* Scrolls so that byte TOP is in the first row, or the heap's end in the
 * last. */
void tui_scroll_map(struct tui *, const struct session *, size_t top);

/* --- tui.c -----------------------------------------------------------------*/
bool tui_has_page(const struct tui *);
void tui_scroll_page(struct tui *, int lines);

/* --- tui_panes.c -----------------------------------------------------------*/
bool tui_has_keys(const struct tui *, enum tui_pane);
/* Gives PANE the keys, and shows it. */
void tui_focus_pane(struct tui *, enum tui_pane);
void tui_scroll_pane(struct tui *, enum tui_pane, int lines);
void tui_scroll_pane_page(struct tui *, enum tui_pane, int pages);
/* Selects a block and remembers the one that was shown. */
void tui_jump(struct tui *, const struct session *, size_t off);
/* A key that moves between panes or within one. IGNORED: it is none; SAY: WHY
 * nothing was done. */
enum tui_answer tui_pane_act(struct tui *, const struct session *,
                             const struct binding *, const char **why);

/* --- tui_mouse.c: on the map -----------------------------------------------*/
struct pane_press;
enum tui_answer tui_map_press(struct tui *, const struct session *,
                              const struct pane_press *);
enum tui_answer tui_map_drag(struct tui *, const struct session *,
                             const struct pane_press *);
enum tui_answer tui_map_wheel(struct tui *, const struct session *,
                              const struct pane_press *, int direction);

/* --- tui_time.c: the timeline ----------------------------------------------*/
struct frame;
void tui_timeline_title(const struct frame *, struct pane_title *);
void tui_timeline_legend(const struct frame *, const struct pane *rule);
int tui_timeline_draw(const struct frame *, const struct pane *, int scroll);
enum tui_answer tui_timeline_press(struct tui *, const struct session *,
                                   const struct pane_press *);
enum tui_answer tui_timeline_drag(struct tui *, const struct session *,
                                  const struct pane_press *);
enum tui_answer tui_timeline_wheel(struct tui *, const struct session *,
                                   const struct pane_press *, int direction);
/* A key of it; SAY: COMMAND says why nothing was done. IGNORED: it is none. */
enum tui_answer tui_timeline_act(struct tui *, const struct session *,
                                 const struct binding *, char *command);

/* --- tui_draw.c ------------------------------------------------------------*/
struct pane frame_pane(const struct frame *, struct rect);
bool tui_playing(const struct tui_frame *);

#endif
