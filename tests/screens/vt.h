/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * vt.h: a program in a terminal that tests can read: a pseudo-terminal whose
 * other end is libvterm. Nothing here sleeps: tests say what they wait for,
 * and a deadline says when to give up.
 */
#ifndef TESTS_VT_H
#define TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

enum { VT_MAX_ARGS = 16, VT_ROW_TEXT = 2048 };

struct vt_config {
    const char *args[VT_MAX_ARGS]; /* behind the program's name; NULL ends */
    const char *term;              /* NULL: xterm-256color */
    const char *locale;            /* NULL: C.UTF-8 */
    const char *env;               /* one more NAME=VALUE, or NULL */
    int rows, cols;                /* 0: 40 x 120 */
};

struct vt;

/* Starts $HEAPGLASS (build/release/heapglass) with a home of its own. Caller
 * owns; vt_end, which kills what still runs. Failures are the test's. */
struct vt *vt_start(const struct vt_config *);
void vt_end(struct vt *);
const char *vt_home(const struct vt *); /* a directory, removed by vt_end */

/* --- input -----------------------------------------------------------------*/
#define VT_UP     "\033[A"
#define VT_DOWN   "\033[B"
#define VT_RIGHT  "\033[C"
#define VT_LEFT   "\033[D"
#define VT_PGUP   "\033[5~"
#define VT_PGDN   "\033[6~"
#define VT_F1     "\033OP"
#define VT_F5     "\033[15~"
#define VT_F6     "\033[17~"
#define VT_F8     "\033[19~"
#define VT_ESC    "\033"
#define VT_CTRL_C "\003"
#define VT_CTRL_D "\004"
void vt_type(struct vt *, const char *bytes);
void vt_click(struct vt *, int row, int col); /* left button, from 0 */
void vt_wheel(struct vt *, int row, int col, bool up);
/* Presses at one cell, lets go at another. */
void vt_drag(struct vt *, int row, int col, int to_row, int to_col);
void vt_resize(struct vt *, int rows, int cols);
void vt_signal(struct vt *, int number);

/* --- waiting ---------------------------------------------------------------*/
/* False: the deadline passed, or the program ended before. Conditions are
 * asked between frames, not in the middle of one. */
bool vt_wait(struct vt *, bool (*holds)(struct vt *, void *), void *context);
/* The same for MS milliseconds, and a screen that never comes is not printed.
 */
bool vt_try(struct vt *, bool (*holds)(struct vt *, void *), void *context,
            long ms);
/* Until the program has sent nothing for MS milliseconds: for recording, where
 * nobody knows yet what to wait for. */
void vt_wait_quiet(struct vt *, long ms);
bool vt_wait_text(struct vt *, const char *text); /* on one row */
bool vt_wait_gone(struct vt *, const char *text);
bool vt_wait_row(struct vt *, int row, const char *text);
/* The program's end: its status as waitpid tells, -1 when the deadline passed.
 */
int vt_wait_exit(struct vt *);
/* Up to the end of the next frame, which stands still then: a synchronized
 * update is shown as a whole. Any other wait goes on with what came behind it.
 * False: the deadline passed, or the program ended. */
bool vt_next_frame(struct vt *);

/* --- reading ---------------------------------------------------------------*/
enum { VT_DEFAULT = -1, VT_RGB = -2 };
struct vt_cell {
    uint32_t ch; /* 0: nothing, or the second half of a wide one */
    int width;
    int fg, bg; /* palette index, or one of the above */
    bool bold, reverse;
    bool other; /* underlined, blinking, ...: nothing of ours is */
};
struct vt_cell vt_cell(struct vt *, int row, int col);
void vt_size(const struct vt *, int *rows, int *cols);
/* The text of a row, blanks at its end left out. */
const char *vt_row(struct vt *, int row, char buf[VT_ROW_TEXT]);
/* Where TEXT stands first; false: nowhere. Columns count cells. */
bool vt_find(struct vt *, const char *text, int *row, int *col);
/* Told of each cell that a byte from the program changed, at once: in the
 * middle of a frame, too. NULL: nobody is. */
void vt_watch(struct vt *, void (*changed)(void *context, int row, int col),
              void *context);
void vt_cursor(struct vt *, int *row, int *col, bool *visible);
bool vt_alternate(const struct vt *); /* on the alternate screen? */
int vt_mouse(const struct vt *);      /* mouse reports wanted? 0: no */
/* Where BYTES were sent last, in bytes from the start; -1 never. */
long vt_sent(const struct vt *, const char *bytes);
/* The tty's modes, before the program started and now. */
void vt_modes_before(const struct vt *, struct termios *);
void vt_modes_now(const struct vt *, struct termios *);
bool vt_modes_same(const struct termios *, const struct termios *);
/* Prints the screen to stderr, for a failed test. */
void vt_print(struct vt *);

#endif
