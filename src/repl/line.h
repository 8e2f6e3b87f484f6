/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line.h: GNU readline as an editor of one line that somebody else draws: then
 * it never touches the terminal. Or by itself, for line mode that is heard.
 * line.c alone includes readline.
 */
#ifndef HEAPGLASS_LINE_H
#define HEAPGLASS_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct repl;

/* --- by itself, for line mode ----------------------------------------------*/
/* Reads a line after PROMPT, with history and completion, without moving the
 * cursor but along the line, without colours or bells. Caller frees; NULL: the
 * end of input. Not together with what follows. */
char *line_read(struct repl *, const char *prompt);
void line_read_done(void); /* also if nothing was read */

/* --- drawn by a screen -----------------------------------------------------*/
/* One at a time: readline's state is global. */
void line_start(struct repl *); /* for completion; reads the history file */
void line_stop(void);           /* writes the history file */

/* Does readline want these bytes now (bound, or it is in the middle of a
 * search or a quoted insert)? */
bool line_wants(const char *bytes, size_t n);
void line_feed(const char *bytes, size_t n); /* one whole key sequence */
void line_insert(const char *text);          /* paste: as typed, no newline */
/* A finished line (owned by the caller, free()), or NULL. *EOF_SEEN: Ctrl-D
 * on an empty line. */
char *line_take(bool *eof_seen);
void line_clear(void); /* Ctrl-C */
void line_set_prompt(const char *);
void line_set_width(int rows, int cols);
bool line_is_empty(void);
/* For drawing. */
const char *line_prompt(void); /* also "(reverse-i-search)`x': " */
const char *line_text(void);
int line_cursor(void); /* byte index */
/* Alternatives of the last Tab, NULL-terminated, or NULL; cleared by the next
 * key. */
const char *const *line_popup(void);
bool line_dirty(void); /* changed since the last call */

#endif
