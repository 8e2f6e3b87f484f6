/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into.h: the inside of an operation on the screen, in the middle's place: the
 * map about the action, the events, the list as it is now, and what happens in
 * a sentence, with its reason. into.c opens, steps and leaves; into_draw.c puts
 * the parts together; into_map.c and into_marks.c draw the maps, into_events.c
 * the events.
 */
#ifndef HEAPGLASS_INTO_H
#define HEAPGLASS_INTO_H

#include "session/inside.h"
#include "tui/bindings.h"
#include "tui/layout.h"
#include "tui/map.h"
#include "tui/tui.h"

struct frame;
struct tui;

/* Part of the tui's state. */
struct into {
    struct inside *in;            /* NULL: not shown */
    int focus, middle;            /* before it was: enum tui_focus, middle */
    struct session_moment moment; /* of the session when it was opened, or asked
                                     for */
    bool plays;                   /* one event after the other */
    struct into_events {          /* where the events were drawn last */
        struct rect rect;
        size_t first; /* the one in its first row */
    } events;
    uint64_t asked; /* an operation to be shown with the next
                                     frame; 0: none */
    size_t asked_at;
};

extern const char *const into_help[]; /* what it shows; NULL at the end */

/* Does what BINDING asks; false: it is none of these, or there is no event
 * there. */
bool tui_into_act(struct tui *, const struct binding *);
/* A click on an event goes there, the wheel steps; on the prompt: its focus. */
enum tui_answer tui_into_mouse(struct tui *, const struct mouse *);
/* Before a frame: shows what was asked for, leaves when the session has moved
 * on. */
void tui_into_settle(struct tui *, const struct session *);

/* --- into_draw.c -----------------------------------------------------------*/
void into_draw(const struct frame *);
void into_status_draw(const struct frame *, const struct pane *);

/* --- into_map.c ------------------------------------------------------------*/
/* Which bytes are at which cells: the finest scale at which all that the
 * operation touches is in view of ROWS times COLS; when that is coarse, all
 * that it changes once it does. */
void into_lay_out(const struct inside *, int rows, int cols, struct map_grid *);
/* The list that the present event is about, or the last one before it that was
 * about any; LIST_NONE. */
unsigned into_list(const struct inside *);
/* A map of SESSION, one of the inside's three. */
struct into_map {
    const struct inside *in;
    const struct session *session;
    const struct pane *pane;
    const struct look *look;
    const struct map_grid *grid;
    bool before; /* above a map of what it becomes */
    bool after;  /* below a map of what it was */
};
void into_map_draw(const struct into_map *);

/* --- into_marks.c ----------------------------------------------------------*/
/* Words above and below the rows, and scars; the map is drawn. */
void into_marks_draw(const struct into_map *);

/* --- into_events.c ---------------------------------------------------------*/
/* The events, as many about the present one as there are rows; answers which
 * stands in the first. */
size_t into_events_draw(const struct pane *, const struct look *,
                        const struct inside *);

#endif
