/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_events.c: what was done, the last operation first: its sentence whole,
 * what happened inside it, event by event, then the operations before it. While
 * playing they are those that frames saw; at rest the last ones are all there.
 *
 *    46  #31 mine = 0x00cc0  60 B in a block of 64.
 *        1  looks at 0x00cc0, 848 B: fits
 *        2  takes 0x00cc0, 848 B
 *    45  free #30 (112 B at 0x00be0): ...
 */
#include "tui/lines.h"
#include "tui/panes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OP_COLS = 7, EVENT_COLS = 11, EVENTS_SHOWN = 64 };

/* --- which moment ----------------------------------------------------------*/
bool
asked_now(struct asked_at *at, const struct session *session)
{
    struct session_moment now = session_moment(session);
    bool same = at->any && at->moment.op == now.op &&
                session_is_same_line(&at->moment, &now);

    *at = (struct asked_at){true, now};
    return same;
}

/* --- the log ---------------------------------------------------------------*/
/* Entry I from the end. */
static size_t
from_end(const struct pane_log *log, size_t i)
{
    return (log->first + log->n - 1 - i) % LOG_MAX;
}

/* The text of a new last entry. */
static char *
add(struct pane_log *log, uint64_t op)
{
    size_t at;

    if (log->n == LOG_MAX) {
        log->first = (log->first + 1) % LOG_MAX;
        log->n--;
    }
    at = (log->first + log->n++) % LOG_MAX;
    log->entries[at].op = op;
    return log->entries[at].text;
}

static void
forget_from(struct pane_log *log, uint64_t op)
{
    while (log->n > 0 && log->entries[from_end(log, 0)].op >= op)
        log->n--;
}

/* The operations that the present branch shares with the one that it left,
 * PARENT; 0: it left another. */
static uint64_t
shared_with(const struct session *session, uint32_t branch, uint32_t parent)
{
    struct session_branch info;

    for (size_t i = 0; session_get_branch(session, i, &info); i++) {
        if (info.number == branch)
            return info.parent == parent ? info.fork : 0;
    }
    return 0;
}

static void
follow_line(struct pane_log *log, const struct session *session)
{
    struct session_moment now = session_moment(session), was = log->line;
    uint32_t left = was.branch;
    uint64_t shared = 0;

    log->line = now;
    was.branch = now.branch;
    if (log->n == 0 || (left == now.branch && session_is_same_line(&was, &now)))
        return;
    if (session_is_same_line(&was, &now))
        shared = shared_with(session, now.branch, left);
    forget_from(log, shared + 1);
}

void
pane_log_note(struct pane_log *log, const struct session *session)
{
    const struct op_result *last = session_last(session);

    follow_line(log, session);
    forget_from(log, last->op);
    if (last->kind != OP_NONE)
        session_describe(session, last, add(log, last->op));
}

/* How many of the last operations, at most RECENT_MOST, must be asked for. */
static size_t
missing(const struct pane_log *log, uint64_t now)
{
    size_t n = now < RECENT_MOST ? (size_t)now : RECENT_MOST;

    for (size_t i = n; i > 1; i--) {
        if (log->n < i || log->entries[from_end(log, i - 1)].op != now - i + 1)
            return i;
    }
    return 1;
}

void
pane_log_ask(struct pane_log *log, const struct session *session)
{
    uint64_t now = session_last(session)->op;
    struct error ignored;

    if (asked_now(&log->at, session))
        return;
    pane_log_done(log);
    log->has_inside =
        session_recent(session, missing(log, now), &log->inside, &ignored);
    if (!log->has_inside)
        return;
    forget_from(log, log->inside.ops[0].op);
    for (size_t i = 0; i < log->inside.n; i++)
        memcpy(add(log, log->inside.ops[i].op), log->inside.ops[i].sentence,
               DESCRIBE_TEXT);
}

void
pane_log_done(struct pane_log *log)
{
    if (log->has_inside)
        recent_done(&log->inside);
    log->has_inside = false;
}

/* --- the pane --------------------------------------------------------------*/
void
pane_events_title(const struct pane_log *log, struct pane_title *title)
{
    (void)snprintf(title->title, sizeof title->title, "events");
    title->facts[0] = '\0';
    if (log->n > 0)
        (void)snprintf(title->facts, sizeof title->facts, "op %" PRIu64,
                       log->entries[from_end(log, 0)].op);
}

/* Are the events those of the last entry? */
static bool
has_events(const struct pane_log *log)
{
    return log->has_inside && log->n > 0 &&
           log->at.moment.op == log->entries[from_end(log, 0)].op;
}

static void
draw_event(struct lines *lines, const struct session *session,
           const struct recorded *event)
{
    char text[EVENT_TEXT], number[24];

    session_describe_event(session, event, text);
    (void)snprintf(number, sizeof number, "%zu", event->number);
    lines_text_right(lines, EVENT_COLS - 2, STYLE_LABEL, number);
    lines_words(lines, EVENT_COLS, STYLE_PLAIN, text);
}

/* The first ones and the last ones, when there are very many. */
static void
draw_inside(struct lines *lines, const struct session *session,
            const struct recorder *events)
{
    size_t n = recorder_n(events);

    for (size_t i = 0; i < n; i++) {
        if (n > EVENTS_SHOWN && i == EVENTS_SHOWN / 2) {
            size_t skipped = events->n_all - EVENTS_SHOWN;

            (void)lines_textf(lines, EVENT_COLS, STYLE_LABEL,
                              "%zu more like these", skipped);
            lines->n++;
            i = n - EVENTS_SHOWN / 2;
        }
        draw_event(lines, session, recorder_get(events, i));
    }
}

int
pane_events_draw(const struct pane *pane, const struct look *look,
                 const struct session *session, const struct pane_log *log,
                 int scroll)
{
    struct lines lines = {pane, look, scroll, 0};
    char op[24];

    if (log->n == 0)
        lines_words(&lines, 0, STYLE_LABEL, "no operation yet");
    for (size_t i = 0; i < log->n; i++) {
        size_t at = from_end(log, i);

        (void)snprintf(op, sizeof op, "%" PRIu64, log->entries[at].op);
        lines_text_right(&lines, OP_COLS - 1, STYLE_LABEL, op);
        lines_words(&lines, OP_COLS, i == 0 ? STYLE_BOLD : STYLE_PLAIN,
                    log->entries[at].text);
        if (i == 0 && has_events(log))
            draw_inside(&lines, session, &log->inside.events);
    }
    return lines.n;
}

void
pane_events_line(const struct pane *pane, const struct look *look,
                 const struct pane_log *log)
{
    const char *text =
        log->n > 0 ? log->entries[from_end(log, 0)].text : "no operation yet";
    struct lines lines = {pane, look, 0, 0};
    char part[DESCRIBE_TEXT];
    size_t n = lines_fit(text, pane->cols);

    (void)snprintf(part, sizeof part, "%.*s", (int)n, text);
    (void)lines_text(&lines, 0, STYLE_PLAIN, part);
}
