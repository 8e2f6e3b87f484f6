/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_check.c: what the last check found, one problem at a time: the
 * invariant, the block, what was found, why it matters, what to type next.
 */
#include "tui/panes.h"

#include <stdio.h>
#include <string.h>

void
pane_check_title(const struct session *session, struct pane_title *title)
{
    const struct heap_report *report = session_problems(session);

    (void)snprintf(title->title, sizeof title->title, "check");
    title->facts[0] = '\0';
    if (report && report->n_violations > 0)
        (void)snprintf(title->facts, sizeof title->facts, "%zu problem%s",
                       report->n_violations,
                       report->n_violations == 1 ? "" : "s");
}

/* TEXT in lines of whole words; answers the row after it. */
static int
draw_wrapped(const struct pane *pane, const struct look *look, int row,
             enum style style, const char *text)
{
    int col = 0;

    while (*text && row < pane->rows) {
        size_t n = strcspn(text, " ");
        bool cut = row == pane->rows - 1 && col + text_width(text) > pane->cols;

        if (col > 0 && col + (int)n > pane->cols - (cut ? 2 : 0)) {
            if (cut)
                pane_put(pane, row, col, glyph(look, GLYPH_ELLIPSIS), style);
            row++;
            col = 0;
            continue;
        }
        col = pane_textf(pane, row, col, style, "%.*s", (int)n, text) + 1;
        text += n;
        text += strspn(text, " ");
    }
    return row + (col > 0);
}

static int
draw_block(const struct pane *pane, int row, const struct session *session,
           const struct heap_violation *v)
{
    struct view_block b;
    char who[NAME_TEXT + 16];
    int col;

    if (row >= pane->rows)
        return row;
    col = pane_text(pane, row, 0, STYLE_LABEL, "block");
    if (v->off == 0) {
        (void)pane_text(pane, row, col + 4, STYLE_PLAIN, "the heap as a whole");
        return row + 1;
    }
    col = pane_textf(pane, row, col + 4, STYLE_BOLD, "0x%05zx", v->off);
    if (!view_at(session, v->off, &b))
        return row + 1;
    if (b.state == VIEW_FREE)
        (void)pane_text(pane, row, col + 2, STYLE_PLAIN, "free");
    else if (b.state == VIEW_DAMAGED)
        (void)pane_text(pane, row, col + 2, STYLE_ALERT, "not readable");
    else if (b.id != 0) {
        (void)snprintf(who, sizeof who, "#%u %s", (unsigned)b.id, b.name);
        if (col + 2 + text_width(who) > pane->cols)
            *strchr(who, ' ') = '\0'; /* the number alone */
        (void)pane_text(pane, row, col + 2, STYLE_PLAIN, who);
    }
    return row + 1;
}

/* "show 0x00040 the bytes", while there are rows; answers the row after. */
static int
draw_advice(const struct pane *pane, int row, const char *type,
            const char *what)
{
    int col = 0;

    if (row >= pane->rows)
        return row;
    col = pane_text(pane, row, 6, STYLE_BOLD, type);
    (void)pane_text(pane, row, col + 1, STYLE_LABEL, what);
    return row + 1;
}

static void
draw_next(const struct pane *pane, int row, const struct heap_violation *v,
          bool several)
{
    char show[32];

    if (row < pane->rows)
        (void)pane_text(pane, row, 0, STYLE_LABEL, "next");
    (void)snprintf(show, sizeof show, "show 0x%05zx", v->off);
    if (v->off != 0)
        row = draw_advice(pane, row, show, "the bytes");
    row = draw_advice(pane, row, "check", "looks again");
    if (several)
        (void)draw_advice(pane, row, "] [", "on the map: other problems");
}

static int
draw_count(const struct pane *pane, const struct heap_report *report,
           size_t problem)
{
    int col;

    col =
        pane_textf(pane, 0, 0, STYLE_DAMAGED, " ! %zu problem%s ",
                   report->n_violations, report->n_violations == 1 ? "" : "s");
    if (report->n_violations > 1)
        col = pane_textf(pane, 0, col + 2, STYLE_PLAIN, "this is %zu,",
                         problem + 1) -
              1;
    (void)pane_textf(pane, 0, col + 2, STYLE_LABEL, "in %zu block%s",
                     report->n_blocks, report->n_blocks == 1 ? "" : "s");
    return 1;
}

void
pane_check_draw(const struct pane *pane, const struct look *look,
                const struct session *session, size_t problem)
{
    const struct heap_report *report = session_problems(session);
    const struct heap_violation *v;
    int airy = pane->rows >= 13, row, col;
    char text[160] = "";

    if (!report || report->n_violations == 0) {
        (void)pane_text(pane, 0, 0, STYLE_LABEL, "no problem is known");
        return;
    }
    if (problem >= report->n_violations || problem >= HEAP_MAX_VIOLATIONS)
        problem = 0;
    v = &report->violations[problem];
    row = draw_count(pane, report, problem) + airy;
    col = pane_textf(pane, row, 0, STYLE_ALERT, "I%u", v->invariant);
    if (col + 1 + text_width(heap_invariant_name(v->invariant)) <= pane->cols)
        (void)pane_text(pane, row++, col + 1, STYLE_BOLD,
                        heap_invariant_name(v->invariant));
    else
        row = draw_wrapped(pane, look, row + 1, STYLE_BOLD,
                           heap_invariant_name(v->invariant));
    row = draw_block(pane, row + airy, session, v) + airy;
    if (view_heap(session))
        heap_violation_text(view_heap(session), v, text, sizeof text);
    row = draw_wrapped(pane, look, row, STYLE_PLAIN, text);
    row = draw_wrapped(pane, look, row + airy, STYLE_LABEL,
                       heap_invariant_why(v->invariant));
    draw_next(pane, row + airy, v, report->n_violations > 1);
}
