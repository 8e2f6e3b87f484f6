/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stage.h: what line mode and the screen have in common for commands that
 * look: a tui that can be zoomed, themed, selected in and photographed, with a
 * terminal or without one.
 */
#ifndef HEAPGLASS_STAGE_H
#define HEAPGLASS_STAGE_H

#include "repl/repl.h"
#include "tui/tui.h"

struct stage {
    struct session *session;
    struct repl *repl;
    struct tui *tui;
    char caption[256]; /* `say` */
};

enum { STAGE_ROWS = 40, STAGE_COLS = 120 };

/* A host with the stage as its context: say, select, zoom, theme, set and
 * screenshot. Whoever owns more than a stage (it is then the first member)
 * adds the rest. */
struct repl_host stage_host(struct stage *);

#endif
