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
#include "app/race_follow.h"
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
    struct race_follow follow; /* the lanes of a race, while it is shown */
    bool scrub;                /* on the way to where the timeline aims */
    bool is_scrubbing;         /* and going there now */
    bool has_work;    /* there is more to work on, while nothing else is */
    double slice_end; /* of going there, or of the work */
    struct look look;
    double rate;       /* that Space and F5 play at */
    bool waiting;      /* `wait` holds a script */
    bool from_map;     /* the line typed was begun on the map */
    bool into_plays;   /* an inside goes on by itself */
    double wait_until; /* < 0: until a key */
    double into_due;   /* with into_plays: when the next event is */
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
/* --- screen_scrub.c --------------------------------------------------------*/
/* The timeline aims at a moment: to go there begins, or goes elsewhere. */
void screen_scrub(struct screen *);
/* We stay where we are. */
void screen_scrub_stop(struct screen *);
/* All of the way at once: something follows that is meant for that moment. */
void screen_scrub_finish(struct screen *);
/* A slice of the way. */
void screen_scrub_run(struct screen *);
/* Should going there be left for the next turn of the loop? */
bool screen_scrub_interrupts(struct screen *);
/* A slice of what the screen works on while nothing else is to be done. */
void screen_work(struct screen *);

/* Now, whatever the time. */
void screen_draw(struct screen *);
/* Does what came; true: Ctrl-C is to be done by the caller. */
bool screen_take_signals(struct screen *);
/* As repl_host has it (screen_progress.c). */
bool screen_progress(void *screen, const char *what, uint64_t done,
                     uint64_t total);

#endif
