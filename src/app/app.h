/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * app.h: the two faces of the program, over one session and one table of
 * commands: lines of text, or the screen.
 */
#ifndef HEAPGLASS_APP_H
#define HEAPGLASS_APP_H

#include "app/options.h"
#include "repl/repl.h"

/* Both answer the program's exit status. False from app_screen_usable: there
 * is no terminal to draw on. */
int app_batch(const struct options *, struct session *);
int app_screen(const struct options *, struct session *);
bool app_screen_usable(void);

/* Queues what the command line asked to run first. False: a script is no text;
 * ERR. */
bool app_start(const struct options *, struct repl *, struct error *);

#endif
