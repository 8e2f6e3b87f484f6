/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_timeline.c: the timeline: how live, heap and fragmentation went over the
 * operations, and where on that way we are. Its large view shows the heap
 * itself over time above it. time_view.h says what stands where.
 */
#include "tui/panes.h"

#include "tui/screen.h"

#include <inttypes.h>
#include <stdio.h>

/* --- words -----------------------------------------------------------------*/
/* "op 345 of 600   live 3.1 KiB   heap 4 KiB   frag 12.3%" */
static void
figures_text(const struct session *session, char *buf, size_t size)
{
    struct figures f;
    char live[SIZE_TEXT], heap[SIZE_TEXT], frag[32] = "";

    view_figures(session, &f);
    if (view_heap(session))
        (void)snprintf(frag, sizeof frag, "   frag %.1f%%", f.frag * 100);
    (void)snprintf(
        buf, size, "op %" PRIu64 " of %" PRIu64 "   live %s   heap %s%s", f.op,
        f.n_ops, size_text(f.live, live), size_text(f.heap, heap), frag);
}

void
pane_timeline_title(const struct look *look, struct time_view *view,
                    const struct session *session,
                    const struct timeline_look *how, struct pane_title *title)
{
    (void)snprintf(title->title, sizeof title->title, "timeline");
    title->facts[0] = '\0';
    if (how->size == TIME_PANE) {
        if (how->figures)
            figures_text(session, title->facts, sizeof title->facts);
        return;
    }
    (void)snprintf(title->title, sizeof title->title, "time by address");
    if (time_view_look(view, session, how->grid))
        time_address_facts(view, look, how->grid, title->facts,
                           sizeof title->facts);
}

/* --- the rule --------------------------------------------------------------*/
/* Behind its title a rule has a blank and then its line, of which a little is
 * left before the legend. */
static int
title_end(const struct pane *rule, const struct look *look)
{
    size_t first = (size_t)rule->row * (size_t)rule->canvas->cols;
    const struct canvas_cell *cells =
        &rule->canvas->cells[first + (size_t)rule->col];
    int col = 2;

    while (col < rule->cols && cells[col].ch != glyph(look, GLYPH_H))
        col++;
    return col + 2;
}

void
pane_timeline_rule(const struct pane *rule, const struct look *look,
                   const struct session *session,
                   const struct timeline_look *how)
{
    if (how->size == TIME_LARGE)
        return;
    if (how->grid->axis_row < 0)
        time_marks_on_rule(rule, look, session, how->grid);
    else
        time_legend_draw(rule, look, session, title_end(rule, look));
}

/* --- the inside ------------------------------------------------------------*/
static void
draw_inner_rule(const struct pane *pane, const struct look *look,
                const struct session *session, const struct time_grid *grid)
{
    struct pane rule = canvas_pane(pane->canvas, pane->row + grid->rule_row,
                                   pane->col - 1, 1, pane->cols + 2);
    char facts[PANE_FACTS];

    figures_text(session, facts, sizeof facts);
    rule_draw(&rule, look, "timeline", false, facts);
    time_legend_draw(&rule, look, session, title_end(&rule, look));
}

void
pane_timeline_draw(const struct pane *pane, const struct look *look,
                   struct time_view *view, const struct session *session,
                   const struct timeline_look *how)
{
    const struct time_grid *grid = how->grid;

    if (grid->rule_row >= 0)
        draw_inner_rule(pane, look, session, grid);
    if (grid->picture_rows > 0 && time_view_look(view, session, grid))
        time_address_draw(pane, look, view, grid);
    time_plot_draw(pane, look, session, grid);
    time_axis_draw(pane, look, session, grid);
}
