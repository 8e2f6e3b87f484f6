/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into.c: opens the inside of an operation, goes from event to event, leaves.
 * It belongs to the session at one moment: when that has moved on, the map is
 * shown again.
 */
#include "tui/into.h"
#include "tui/tui_internal.h"

#include <string.h>

const char *const into_help[] = {
    "One operation, event by event. \u2717 too small, \u2713 taken, \u25b2 "
    "where a block was cut, \u250a where a header was. What it changed last is "
    "marked; a block in hand has no links until it is on a list.",
    "A free has two maps: before, and below it as of the event.", NULL};

static void
leave(struct tui *tui)
{
    if (!tui->into.in)
        return;
    inside_free(tui->into.in);
    tui->into.in = NULL;
    tui->into.plays = false;
    tui->middle = (enum middle)tui->into.middle;
    if (tui->focus == FOCUS_MAP)
        tui->focus = (enum tui_focus)tui->into.focus;
}

bool
tui_into(struct tui *tui, const struct session *session, uint64_t op, size_t at,
         char *said, struct error *err)
{
    struct inside *in = op ? inside_new(session, op, err) : NULL;

    if (op && !in)
        return false;
    if (in && at > inside_n(in)) {
        error_set(
            err, "usage",
            "Operation %llu has %zu events: type event with a number from "
            "0 to %zu.",
            (unsigned long long)op, inside_n(in), inside_n(in));
        inside_free(in);
        return false;
    }
    leave(tui);
    tui->into.asked = 0;
    if (!in)
        return true;
    inside_go(in, at);
    session_describe(inside_after(in), inside_result(in), said);
    tui->into.in = in;
    tui->into.moment = session_moment(session);
    tui->into.focus = (int)tui->focus;
    tui->into.middle = (int)tui->middle;
    tui->middle = MIDDLE_INTO;
    tui->focus = FOCUS_MAP;
    return true;
}

void
tui_into_later(struct tui *tui, const struct session *session, uint64_t op,
               size_t at)
{
    leave(tui);
    tui->into.asked = op;
    tui->into.asked_at = at;
    tui->into.moment = session_moment(session);
}

void
tui_into_settle(struct tui *tui, const struct session *session)
{
    struct session_moment now = session_moment(session);
    bool same = tui->into.moment.op == now.op &&
                session_is_same_line(&tui->into.moment, &now);
    uint64_t op = tui->into.asked;
    char said[DESCRIBE_TEXT];

    tui->into.asked = 0;
    if (tui->into.in && !same)
        leave(tui);
    else if (op && same)
        (void)tui_into(tui, session, op, tui->into.asked_at, said, NULL);
}

static bool
go(struct inside *in, int events)
{
    size_t at = inside_at(in);

    if (events < 0 ? at == 0 : at == inside_n(in))
        return false;
    inside_go(in, events < 0 ? at - 1 : at + 1);
    return true;
}

bool
tui_into_act(struct tui *tui, const struct binding *binding)
{
    struct inside *in = tui->into.in;

    if (!in)
        return false;
    if (binding->action != ACT_INTO_PLAY)
        tui->into.plays = false;
    switch (binding->action) {
    case ACT_INTO_EVENT:
        return go(in, binding->arg);
    case ACT_INTO_PLAY:
        tui->into.plays = !tui->into.plays;
        if (tui->into.plays && !go(in, 1))
            inside_go(in, 0); /* once more, from the start */
        return true;
    case ACT_INTO_EDGE:
        inside_go(in, binding->arg < 0 ? 0 : inside_n(in));
        return true;
    case ACT_INTO_LEAVE:
        leave(tui);
        return true;
    default:
        return false;
    }
}

/* --- on its own ------------------------------------------------------------*/
bool
tui_into_plays(const struct tui *tui)
{
    return tui->into.in && tui->into.plays;
}

void
tui_into_next(struct tui *tui)
{
    if (tui->into.in && !go(tui->into.in, 1))
        tui->into.plays = false;
}

/* --- mouse -----------------------------------------------------------------*/
static bool
is_in(const struct rect *rect, int row, int col)
{
    return row >= rect->row && row < rect->row + rect->rows &&
           col >= rect->col && col < rect->col + rect->cols;
}

static enum tui_answer
press(struct tui *tui, int row, int col)
{
    const struct into_events *events = &tui->into.events;
    size_t at = events->first + (size_t)(row - events->rect.row);

    if (is_in(&tui->layout.prompt, row, col)) {
        tui->focus = FOCUS_PROMPT;
        return TUI_DONE;
    }
    tui->focus = FOCUS_MAP;
    if (is_in(&events->rect, row, col) && at <= inside_n(tui->into.in))
        inside_go(tui->into.in, at);
    return TUI_DONE;
}

enum tui_answer
tui_into_mouse(struct tui *tui, const struct mouse *mouse)
{
    if (!tui->into.in)
        return TUI_IGNORED;
    tui->into.plays = false;
    switch (mouse->kind) {
    case MOUSE_DOWN:
        return press(tui, mouse->row, mouse->col);
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        (void)go(tui->into.in, mouse->kind == MOUSE_WHEEL_UP ? -1 : 1);
        return TUI_DONE;
    default:
        return TUI_IGNORED;
    }
}
