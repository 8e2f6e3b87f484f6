/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_events.c: what was done, the last operation first: its sentence whole,
 * then those before it, each with the number of its operation. They are what
 * the frames saw: while playing fast most operations pass between two of them.
 */
#include "tui/lines.h"
#include "tui/panes.h"

#include <stdio.h>

enum { OP_COLS = 7 };

/* --- the log ---------------------------------------------------------------*/
/* Entry I from the end. */
static size_t
from_end(const struct pane_log *log, size_t i)
{
    return (log->first + log->n - 1 - i) % LOG_MAX;
}

void
pane_log_note(struct pane_log *log, const struct session *session)
{
    const struct op_result *last = session_last(session);
    size_t at;

    while (log->n > 0 && log->entries[from_end(log, 0)].op >= last->op)
        log->n--;
    if (last->kind == OP_NONE)
        return;
    if (log->n == LOG_MAX) {
        log->first = (log->first + 1) % LOG_MAX;
        log->n--;
    }
    at = (log->first + log->n++) % LOG_MAX;
    log->entries[at].op = last->op;
    session_describe(session, last, log->entries[at].text);
}

/* --- the pane --------------------------------------------------------------*/
void
pane_events_title(const struct pane_log *log, struct pane_title *title)
{
    (void)snprintf(title->title, sizeof title->title, "events");
    title->facts[0] = '\0';
    if (log->n > 0)
        (void)snprintf(title->facts, sizeof title->facts, "op %llu",
                       (unsigned long long)log->entries[from_end(log, 0)].op);
}

int
pane_events_draw(const struct pane *pane, const struct look *look,
                 const struct pane_log *log, int scroll)
{
    struct lines lines = {pane, look, scroll, 0};
    char op[24];

    if (log->n == 0) {
        lines_words(&lines, 0, STYLE_LABEL, "no operation yet");
        return lines.n;
    }
    for (size_t i = 0; i < log->n; i++) {
        size_t at = from_end(log, i);

        (void)snprintf(op, sizeof op, "%llu",
                       (unsigned long long)log->entries[at].op);
        lines_text_right(&lines, OP_COLS - 1, STYLE_LABEL, op);
        lines_words(&lines, OP_COLS, i == 0 ? STYLE_BOLD : STYLE_PLAIN,
                    log->entries[at].text);
    }
    return lines.n;
}

void
pane_events_line(const struct pane *pane, const struct look *look,
                 const struct pane_log *log)
{
    struct lines lines = {pane, look, 0, 0};

    lines_words(&lines, 0, STYLE_PLAIN,
                log->n > 0 ? log->entries[from_end(log, 0)].text
                           : "no operation yet");
}
