/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_scrub.c: see time_scrub.h. What must hold: while `aiming`, keys count
 * from the moment that was asked for, not from where we are on the way; while
 * `scrubbing`, `home` is where it began.
 */
#include "tui/time_scrub.h"

enum { LEAST_SPAN = 16 };

void
time_view_done(struct time_view *view)
{
    time_picture_free(view->picture);
    *view = (struct time_view){0};
}

static uint64_t
total_of(const struct session *session)
{
    struct session_place place;

    session_place(session, &place);
    return place.total;
}

static uint64_t
now_of(const struct session *session)
{
    struct session_place place;

    session_place(session, &place);
    return place.op;
}

/* Where keys count from. */
static uint64_t
from_of(const struct time_view *view, const struct session *session)
{
    return view->aiming ? view->aim : now_of(session);
}

/* --- what is shown ---------------------------------------------------------*/
/* The part of the time moves so that OP is in it. */
static void
show(struct time_view *view, uint64_t op)
{
    uint64_t span = view->to - view->from;

    if (view->to == 0 || (op >= view->from && op <= view->to))
        return;
    if (op < view->from) {
        view->from = op;
        view->to = op + span;
    } else {
        view->to = op;
        view->from = op - span;
    }
}

void
time_view_settle(struct time_view *view, const struct session *session)
{
    uint64_t now = now_of(session), total = total_of(session);

    if (view->aiming && view->aim == now)
        view->aiming = false;
    if (!view->aiming && view->aim != now)
        view->scrubbing = false;
    if (view->to > total) /* another heap, or another line */
        view->from = view->to = 0;
    if (!view->aiming)
        show(view, now);
}

void
time_zoom(struct time_view *view, const struct session *session,
          const struct time_grid *grid, bool in)
{
    uint64_t total = total_of(session), now = from_of(view, session);
    uint64_t from = grid->axis.from, to = grid->axis.to, span = to - from;
    uint64_t wide = in ? span / 2 : span * 2;

    if (in && wide < LEAST_SPAN)
        return;
    if (wide >= total) {
        view->from = view->to = 0;
        return;
    }
    /* NOW stays at its place on the screen. */
    from = span ? (now - from) * wide / span : 0;
    view->from = now > from ? now - from : 0;
    view->to = view->from + wide;
    if (view->to > total) {
        view->to = total;
        view->from = total - wide;
    }
}

/* --- moving ----------------------------------------------------------------*/
bool
time_scrub_to(struct time_view *view, const struct session *session,
              uint64_t op)
{
    uint64_t total = total_of(session);

    op = op < total ? op : total;
    if (op == from_of(view, session))
        return false;
    if (!view->scrubbing)
        view->home = now_of(session);
    view->scrubbing = view->aiming = true;
    view->aim = op;
    show(view, op);
    return true;
}

bool
time_scrub_columns(struct time_view *view, const struct session *session,
                   const struct time_grid *grid, long columns)
{
    uint64_t from = from_of(view, session), op;

    op = time_axis_move(&grid->axis, from, columns);
    if (op == from) /* at the edge of what is shown */
        op = columns < 0 ? from - (from > 0) : from + 1;
    return time_scrub_to(view, session, op);
}

bool
time_scrub_far(struct time_view *view, const struct session *session,
               const struct time_grid *grid, long tenths)
{
    long tenth = (long)grid->axis.n / 10;

    return time_scrub_columns(view, session, grid,
                              tenths * (tenth > 0 ? tenth : 1));
}

bool
time_scrub_ops(struct time_view *view, const struct session *session, long n)
{
    uint64_t from = from_of(view, session);

    if (n >= 0)
        return time_scrub_to(view, session, from + (uint64_t)n);
    return time_scrub_to(view, session,
                         from > (uint64_t)-n ? from - (uint64_t)-n : 0);
}

bool
time_scrub_end(struct time_view *view, const struct session *session,
               int direction)
{
    return time_scrub_to(view, session, direction < 0 ? 0 : total_of(session));
}

bool
time_scrub_mark(struct time_view *view, const struct session *session,
                int direction, struct landmark *mark)
{
    struct landmark marks[LANDMARKS];
    size_t n = view_landmarks(session, marks, LANDMARKS);
    uint64_t from = from_of(view, session);

    for (size_t i = 0; i < n; i++) {
        *mark = marks[direction > 0 ? i : n - 1 - i];
        if (direction > 0 ? mark->op > from : mark->op < from)
            return time_scrub_to(view, session, mark->op);
    }
    return false;
}

bool
time_scrub_home(struct time_view *view, const struct session *session)
{
    bool moves;

    if (!view->scrubbing)
        return false;
    moves = time_scrub_to(view, session, view->home);
    view->scrubbing = false;
    return moves;
}

void
time_scrub_stay(struct time_view *view)
{
    view->scrubbing = false;
}
