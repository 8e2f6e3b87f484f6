/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offscreen.h: a screen without a terminal, so that line mode can zoom, select
 * and take screenshots too.
 */
#ifndef HEAPGLASS_OFFSCREEN_H
#define HEAPGLASS_OFFSCREEN_H

#include "app/options.h"
#include "repl/repl.h"

struct tui;

struct offscreen {
    const struct session *session;
    struct repl *repl; /* for its message; set after repl_new */
    struct tui *tui;
    char caption[256];
    char play[16];
};

enum { OFFSCREEN_ROWS = 40, OFFSCREEN_COLS = 120 };

/* False: no memory. */
bool offscreen_init(struct offscreen *, const struct options *,
                    const struct session *);
void offscreen_done(struct offscreen *);
struct repl_host offscreen_host(struct offscreen *);

#endif
