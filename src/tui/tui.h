/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui.h: the screen as main sees it. It draws a session's views on a canvas;
 * term.h puts the canvas on a terminal.
 */
#ifndef HEAPGLASS_TUI_H
#define HEAPGLASS_TUI_H

#include "session/view.h"
#include "tui/canvas.h"
#include "tui/key.h"

struct tui; /* selection, zoom, scroll, focus, overlay: what is looked at */

/* What main knows and the screen only shows: plain values. */
struct tui_frame {
    const struct session *session;
    const char *message;      /* one sentence; "" none */
    bool problem;             /* the message is about something wrong */
    const char *prompt;       /* "heapglass> ", as readline displays it */
    const char *line;         /* the text being typed, UTF-8 */
    int cursor;               /* byte index into line */
    const char *play;         /* "▶ 8/s", "paused", "stopped", ... */
    const char *const *popup; /* completions to show above the prompt, NULL-
                                 terminated, or NULL */
    const char *caption;      /* `say`: above the message; NULL or "" none */
    const char *table;        /* the last command's lines (`blocks`, `help`):
                                 shown in the middle; NULL or "" none */
    const char *table_title;  /* NULL: "result" */
};

struct tui *tui_new(const struct look *); /* caller owns; tui_free */
void tui_free(struct tui *);

/* Draws all of it on CANVAS (any size) and sets the canvas's theme.
 * *CURSOR_ROW, *CURSOR_COL: where the terminal's cursor belongs; row -1:
 * nowhere, the map has the keys. */
void tui_draw(struct tui *, const struct tui_frame *, struct canvas *,
              int *cursor_row, int *cursor_col);

/* --- what keys and commands ask of it --------------------------------------*/
enum tui_focus { FOCUS_PROMPT, FOCUS_MAP, FOCUS_HELP };
enum tui_focus tui_focus(const struct tui *);
void tui_set_focus(struct tui *, enum tui_focus);

/* A key that the map has the focus for, or a key that is the screen's in any
 * focus (F1, F5, PgUp, ...): ask it first, whatever the focus; with the focus
 * on the prompt it ignores all that is typed. Tab is for it only when the
 * command line is empty. It either changes what is looked at, or answers with
 * a command line to run ("step", "free 0x40"), copied to COMMAND. */
enum tui_answer {
    TUI_IGNORED, /* not a key of ours */
    TUI_DONE,    /* redraw */
    TUI_COMMAND, /* run COMMAND through the command table */
    TUI_PROMPT,  /* focus goes to the prompt; COMMAND is text to put there */
    TUI_PLAY,    /* play or pause */
    TUI_SCRUB,   /* go to the moment of tui_scrub_aim */
    TUI_CLOSE,   /* forget the table (tui_frame) */
    TUI_SAY      /* nothing to do; COMMAND is a sentence that says why */
};
enum { TUI_COMMAND_TEXT = 128 };
enum tui_answer tui_key(struct tui *, const struct session *, uint32_t key,
                        char command[TUI_COMMAND_TEXT]);
/* What the mouse did, in screen cells. It answers as a key does. */
enum mouse_kind {
    MOUSE_DOWN, /* the left button */
    MOUSE_DRAG, /* moved with it down */
    MOUSE_UP,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN
};
struct mouse {
    enum mouse_kind kind;
    int row, col;
};
enum tui_answer tui_mouse(struct tui *, const struct session *,
                          const struct mouse *, char command[TUI_COMMAND_TEXT]);

/* Where the timeline aims at, after TUI_SCRUB: the last moment asked for. */
uint64_t tui_scrub_aim(const struct tui *);
/* Whoever goes there has come there, or stays elsewhere. */
void tui_scrub_over(struct tui *);
/* Is this a moment that scrubbing led to? */
bool tui_is_scrubbing(const struct tui *);
/* Works on what is shown and not finished, until STOP says so. *DIRTY becomes
 * true when there is more to see. True: there is more to do. */
bool tui_work(struct tui *, const struct session *,
              const struct session_interrupt *stop, bool *dirty);

/* Requests that commands make (repl does not know tui; main passes them). */
void tui_select(struct tui *, size_t off); /* `show WHO` */
size_t tui_selected(const struct tui *);   /* 0: none */
/* "fit", "in", "out", or bytes a cell "16", "1k"; false: ERR says the words. */
bool tui_zoom(struct tui *, const struct session *, const char *how,
              struct error *);
/* Shows the inside of operation OP at its event AT in the middle, until Esc, or
 * until the session moves on; OP 0: the map again. SAID (DESCRIBE_TEXT bytes):
 * what it did. False: ERR. */
bool tui_into(struct tui *, const struct session *, uint64_t op, size_t at,
              char *said, struct error *);
/* The same when the next frame is drawn, if the session has not moved on. */
void tui_into_later(struct tui *, const struct session *, uint64_t op,
                    size_t at);
/* Is it played, an event after the other? Main asks for each in its time. */
bool tui_into_plays(const struct tui *);
void tui_into_next(struct tui *);
/* A theme name from theme.h's table; false: ERR lists them. */
bool tui_theme(struct tui *, const char *name, struct error *);
/* `set view heap|time`, `set overlay order|links|off`, `set numbers on|off`; false: no such word. */
bool tui_set(struct tui *, const char *name, const char *value);

/* The maps of the session's race side by side, in place of the heap's; only
 * while there is a race. */
void tui_show_race(struct tui *, bool on);
bool tui_shows_race(const struct tui *);

/* The heap over time, in place of the map: `set view time`. */
void tui_show_picture(struct tui *, bool on);

/* Writes what tui_draw draws to FILE: plain text, or with colours as escape
 * sequences when the name ends in ".ans". */
bool tui_screenshot(struct tui *, const struct tui_frame *, int rows, int cols,
                    const char *path, struct error *);

#endif
