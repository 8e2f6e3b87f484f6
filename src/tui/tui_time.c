/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_time.c: the timeline among the panes: its place in the table of panes,
 * what keys and the mouse do in it, and what the loop asks of it.
 */
#include "tui/pane_table.h"
#include "tui/time_scrub.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- drawing ---------------------------------------------------------------*/
static bool
is_large(const struct tui *tui)
{
    return tui->maximised && tui->pane == PANE_TIMELINE;
}

/* On a wide screen the status line has the figures, but for a moment that one
 * is looking for they are wanted here. */
static struct timeline_look
look_of(const struct frame *frame)
{
    const struct tui *tui = frame->tui;

    return (struct timeline_look){
        .size = is_large(tui) ? TIME_LARGE : TIME_PANE,
        .figures = frame->layout->cols < LAYOUT_WIDE ||
                   tui_has_keys(tui, PANE_TIMELINE) || tui->time.scrubbing,
        .grid = &tui->time_grid};
}

void
tui_timeline_title(const struct frame *frame, struct pane_title *title)
{
    struct tui *tui = frame->tui;
    const struct rect *body = &frame->layout->panes[PANE_TIMELINE].body;
    struct timeline_look how = look_of(frame);

    tui->time_drawn = time_lay_out(&tui->time, frame->of->session, how.size,
                                   body->rows, body->cols, &tui->time_grid);
    (void)snprintf(title->title, sizeof title->title, "timeline");
    title->facts[0] = '\0';
    if (tui->time_drawn)
        pane_timeline_title(frame->look, &tui->time, frame->of->session, &how,
                            title);
}

void
tui_timeline_legend(const struct frame *frame, const struct pane *rule)
{
    struct timeline_look how = look_of(frame);

    if (frame->tui->time_drawn)
        pane_timeline_rule(rule, frame->look, frame->of->session, &how);
}

int
tui_timeline_draw(const struct frame *frame, const struct pane *pane,
                  int scroll)
{
    struct timeline_look how = look_of(frame);

    (void)scroll;
    if (frame->tui->time_drawn && pane->rows > 0)
        pane_timeline_draw(pane, frame->look, &frame->tui->time,
                           frame->of->session, &how);
    return 0;
}

/* --- what the loop asks ----------------------------------------------------*/
uint64_t
tui_scrub_aim(const struct tui *tui)
{
    return tui->time.aim;
}

void
tui_scrub_over(struct tui *tui)
{
    tui->time.aiming = false;
}

bool
tui_is_scrubbing(const struct tui *tui)
{
    return tui->time.aiming || tui->time.scrubbing;
}

struct time_view *
tui_time_view(struct tui *tui)
{
    return &tui->time;
}

const struct time_grid *
tui_time_grid(const struct tui *tui)
{
    return tui->time_drawn ? &tui->time_grid : NULL;
}

bool
tui_shows_picture(const struct tui *tui)
{
    return tui->time_drawn && tui->time_grid.picture_rows > 0 &&
           tui->time.picture;
}

bool
tui_work(struct tui *tui, const struct session *session,
         const struct session_interrupt *stop, bool *dirty)
{
    struct time_progress before, after;
    bool more;

    if (!tui_shows_picture(tui))
        return false;
    before = time_picture_progress(tui->time.picture);
    more = time_picture_work(tui->time.picture, session, stop);
    after = time_picture_progress(tui->time.picture);
    *dirty |= after.exact != before.exact;
    return more;
}

/* --- the mouse -------------------------------------------------------------*/
enum tui_answer
tui_timeline_press(struct tui *tui, const struct session *session,
                   const struct pane_press *at)
{
    uint64_t op;

    if (!tui->time_drawn ||
        !time_moment_at(&tui->time_grid, session, at->row, at->col, &op))
        return TUI_DONE;
    return time_scrub_to(&tui->time, session, op) ? TUI_SCRUB : TUI_DONE;
}

/* Along the row it was pressed in, wherever the pointer goes. */
enum tui_answer
tui_timeline_drag(struct tui *tui, const struct session *session,
                  const struct pane_press *at)
{
    struct pane_press along = *at;

    along.row = tui->time_grid.plot_row;
    return tui_timeline_press(tui, session, &along);
}

enum tui_answer
tui_timeline_wheel(struct tui *tui, const struct session *session,
                   const struct pane_press *at, int direction)
{
    (void)at;
    if (!tui->time_drawn)
        return TUI_IGNORED;
    time_zoom(&tui->time, session, &tui->time_grid, direction > 0);
    return TUI_DONE;
}

/* --- keys ------------------------------------------------------------------*/
void
tui_show_picture(struct tui *tui, bool on)
{
    if (on == is_large(tui))
        return;
    tui->maximised = on;
    tui->pane = on ? PANE_TIMELINE : PANE_HEAP;
}

static enum tui_answer
scrub(bool moved, char *command, const char *why)
{
    if (moved)
        return TUI_SCRUB;
    (void)snprintf(command, TUI_COMMAND_TEXT, "%s", why);
    return TUI_SAY;
}

static enum tui_answer
to_mark(struct tui *tui, const struct session *session, int direction,
        char *command)
{
    struct landmark mark;

    return scrub(time_scrub_mark(&tui->time, session, direction, &mark),
                 command,
                 direction > 0 ? "No peak, stop or fork lies after this."
                               : "No peak, stop or fork lies before this.");
}

/* Back to the map; RETURN: and to the moment where scrubbing began. */
static enum tui_answer
leave(struct tui *tui, const struct session *session, bool go_home)
{
    bool moves = go_home && time_scrub_home(&tui->time, session);

    time_scrub_stay(&tui->time);
    tui->maximised = false;
    tui_focus_pane(tui, PANE_HEAP);
    return moves ? TUI_SCRUB : TUI_DONE;
}

/* What would be drawn now: several keys may come before the next frame. NULL:
 * there is no room for it. */
static const struct time_grid *
grid_now(const struct tui *tui, const struct session *session,
         struct time_grid *grid)
{
    const struct rect *body = &tui->layout.panes[PANE_TIMELINE].body;
    int cols = body->rows > 0 ? body->cols : tui->layout.cols - 2;

    return time_lay_out(&tui->time, session, TIME_PANE, 1, cols, grid) ? grid
                                                                       : NULL;
}

enum tui_answer
tui_timeline_act(struct tui *tui, const struct session *session,
                 const struct binding *binding, char *command)
{
    static const char edge[] = "There is no operation beyond this.";
    struct time_view *view = &tui->time;
    struct time_grid fresh;
    const struct time_grid *grid = grid_now(tui, session, &fresh);
    int arg = binding->arg;

    switch (binding->action) {
    case ACT_TIME_PICTURE:
        tui->focus = FOCUS_MAP;
        tui_show_picture(tui, !is_large(tui));
        return TUI_DONE;
    case ACT_TIME_COLUMN:
        return scrub(grid && time_scrub_columns(view, session, grid, arg),
                     command, edge);
    case ACT_TIME_FAR:
        return scrub(grid && time_scrub_far(view, session, grid, arg), command,
                     edge);
    case ACT_TIME_OP:
        return scrub(time_scrub_ops(view, session, arg), command, edge);
    case ACT_TIME_END:
        return scrub(time_scrub_end(view, session, arg), command, edge);
    case ACT_TIME_MARK:
        return to_mark(tui, session, arg, command);
    case ACT_TIME_ZOOM:
        if (grid)
            time_zoom(view, session, grid, arg > 0);
        return TUI_DONE;
    case ACT_TIME_WHOLE:
        view->from = view->to = 0;
        return TUI_DONE;
    case ACT_TIME_LEAVE:
        return leave(tui, session, arg < 0);
    default:
        return TUI_IGNORED;
    }
}
