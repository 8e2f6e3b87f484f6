/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen_internal.h: what the screen's loop (screen.c) and what commands ask
 * of it (screen_host.c) share.
 */
#ifndef HEAPGLASS_SCREEN_INTERNAL_H
#define HEAPGLASS_SCREEN_INTERNAL_H

#include "app/app.h"
#include "app/load_progress.h"
#include "app/player.h"
#include "app/stage.h"
#include "repl/line.h"
#include "tui/key.h"
#include "tui/term.h"
#include "tui/tui.h"

struct screen {
    struct stage stage; /* first: hosts take it for their context */
    struct session *session;
    struct canvas canvas;
    struct key_reader keys;
    struct player player;
    struct look look;
    double rate;       /* that Space and F5 play at */
    bool waiting;      /* `wait` holds a script */
    bool from_map;     /* the line typed was begun on the map */
    double wait_until; /* < 0: until a key */
    char play[32];     /* what the status line says of playing */
    char title[32];    /* of the table that is shown */
    char *table;       /* a command's lines, until closed; owned */
    bool dirty, quit;
    bool answering;             /* it is dirty because of a key */
    int quit_signal;            /* 0: quit by command */
    double drawn;               /* when the last frame was */
    struct screen_stats *stats; /* NULL: nobody measures */
    bool esc_pending;
    double esc_since;
    /* What a command that takes long is at; "": none does. */
    char busy[PROGRESS_TEXT];
    bool interrupted; /* it was stopped by Ctrl-C */
};

/* The host for commands; CONTEXT is the screen. */
struct repl_host screen_host(struct screen *);
/* One line of all that is queued has run: take its message and table. */
void screen_take_result(struct screen *);
void screen_frame(struct screen *, struct tui_frame *);
/* Nothing plays any more, and nobody waits for it. */
void screen_pause(struct screen *);
/* The script that was held by playing goes on. */
void screen_played(struct screen *);
/* Play or pause, as Space does. */
void screen_toggle_play(struct screen *);
/* The script goes on after `wait`. */
void screen_release(struct screen *);
void screen_close_table(struct screen *);
/* Now, whatever the time. */
void screen_draw(struct screen *);
/* Does what came; true: Ctrl-C is to be done by the caller. */
bool screen_take_signals(struct screen *);
/* As repl_host has it (screen_progress.c). */
bool screen_progress(void *screen, const char *what, uint64_t done,
                     uint64_t total);

#endif
