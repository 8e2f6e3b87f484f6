/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * term.h: the terminal. term.c alone includes curses; it turns a canvas into
 * what the terminal shows, and gives the terminal back on every way out.
 */
#ifndef HEAPGLASS_TERM_H
#define HEAPGLASS_TERM_H

#include "allocator/error.h"
#include "tui/canvas.h"

enum term_colours { TERM_AUTO, TERM_MONO, TERM_ALWAYS };
struct term_config {
    bool ascii;                 /* --ascii, else told by the locale */
    enum term_colours colours;  /* --mono, NO_COLOR, CLICOLOR_FORCE */
    bool mouse;
};

/* Can a screen be shown here at all (both ends terminals, TERM known and not
 * dumb, cursor addressing)? */
bool term_usable(void);

/* Does the terminal say (COLORFGBG) that its background is light? */
bool term_is_light(void);

/* Takes the terminal: raw-ish modes, alternate screen, bracketed paste, mouse,
 * signals INT, TSTP, CONT, WINCH, TERM, HUP into a self-pipe. False: ERR. */
bool term_start(const struct term_config *, struct error *);
void term_stop(void);          /* gives it back; safe to call twice */
struct look term_look(void);   /* unicode or not, as found */
void term_size(int *rows, int *cols);

/* Puts the canvas on the screen, cells that changed only, one synchronized
 * update; the cursor ends at ROW, COL. */
void term_draw(const struct canvas *, int row, int col);

/* The file descriptor that becomes readable on a signal, and what came. */
int term_signal_fd(void);
enum term_signal {
    TERM_SIGNAL_NONE, TERM_SIGNAL_INT, TERM_SIGNAL_STOP, TERM_SIGNAL_RESIZE,
    TERM_SIGNAL_QUIT
};
enum term_signal term_next_signal(int *number); /* QUIT: TERM or HUP */
bool term_interrupted(void); /* will TERM_SIGNAL_INT come? It stays to come. */
void term_suspend(void);  /* Ctrl-Z: gives the terminal back, stops, retakes */
void term_resized(void);  /* after TERM_SIGNAL_RESIZE */

#endif
