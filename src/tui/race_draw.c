/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_draw.c: the race in the middle of the screen: a column for each lane
 * that is shown, and the sentence below them. What the keys and the mouse need
 * of the lane that has the keys is kept as for the map of the heap.
 */
#include "tui/panes.h"
#include "tui/race.h"
#include "tui/screen.h"
#include "tui/tui_internal.h"

#include <stdio.h>

enum { ROOMY = 24 }; /* columns from which a lane has a margin */

const char *const race_help[] = {
    "The same operations under each policy, at one scale: an address stands in "
    "the same row of every map. A block in use has one number in all of them; "
    "where it lies stands below.",
    "Rank is by peak utilization, and whoever refused operations comes last. "
    "heap: live, and the rest; util, frag: parts of the whole; probes: free "
    "blocks that a search looked at.",
    NULL,
};

struct stand {
    const struct frame *frame;
    const struct race_layout *layout;
    const struct race_facts *facts;
    size_t lane;
    struct rect column;
};

static struct pane
rows_of(const struct stand *stand, int row, int rows)
{
    struct rect rect = stand->column;

    rect.row = row;
    rect.rows = rows;
    return frame_pane(stand->frame, rect);
}

/* Below a map: from its marks on, and as wide in every lane, so that bars can
 * be compared. */
static struct pane
under_map(const struct stand *stand, int row, int rows)
{
    const struct race_layout *layout = stand->layout;
    int addresses = stand->lane == layout->first ? layout->addresses : 0;
    int margin = layout->cols >= ROOMY ? 1 : 0;
    struct rect rect = {row, stand->column.col + addresses + margin, rows,
                        layout->cols - margin};

    return frame_pane(stand->frame, rect);
}

/* --- head ------------------------------------------------------------------*/
static void
draw_title(const struct stand *stand)
{
    const struct session *session = stand->frame->of->session;
    const struct tui *tui = stand->frame->tui;
    struct pane pane = rows_of(stand, stand->column.row, 1);
    int room = stand->column.cols - 4;
    char name[RACE_NAME], facts[PANE_FACTS] = "";

    if (stand->layout->n < stand->facts->n)
        (void)snprintf(facts, sizeof facts, "%zu of %zu", stand->lane + 1,
                       stand->facts->n);
    (void)race_name(session, stand->lane, room, 0, name);
    rule_draw(&pane, stand->frame->look, name,
              tui->focus == FOCUS_MAP && stand->lane == tui->race.lane, facts);
    for (int line = 1; line <= stand->layout->name_rows; line++) {
        pane = rows_of(stand, stand->column.row + line, 1);
        (void)race_name(session, stand->lane, room, line, name);
        (void)pane_text(&pane, 0, 2, STYLE_TITLE, name);
    }
}

/* --- map -------------------------------------------------------------------*/
static void
draw_map(const struct stand *stand)
{
    const struct session *session = stand->frame->of->session;
    const struct session *lane = session_lane(session, stand->lane);
    struct pane pane =
        rows_of(stand, stand->layout->map_row, stand->layout->map_rows);
    const struct tui *tui = stand->frame->tui;
    const struct race_lane *facts = &stand->facts->lanes[stand->lane];
    struct map_eye eye = tui->eye;
    struct map_grid grid;

    map_lay_out_alike(&stand->layout->grid, lane, &grid);
    if (stand->layout->addresses > 0 && stand->lane != stand->layout->first)
        (void)map_leave_out_addresses(&grid);
    eye.has_focus = tui->focus == FOCUS_MAP && stand->lane == tui->race.lane;
    if (tui->race.id != 0)
        eye.selected =
            facts->selected == LANE_BLOCK_LIVE ? facts->block.off : 0;
    else if (stand->lane != tui->race.lane)
        eye.selected = 0;
    map_draw(&pane, stand->frame->look, lane, &eye, &grid);
}

/* --- below it --------------------------------------------------------------*/
static void
draw_plot(const struct stand *stand)
{
    const struct race_layout *layout = stand->layout;
    struct pane label = under_map(stand, layout->plot_row - 1, 1);
    struct pane pane = under_map(stand, layout->plot_row, layout->plot_rows);

    if (layout->plot_rows == 0)
        return;
    if (pane.cols > 2)
        pane.cols -= 1; /* a blank before the separator */
    (void)pane_text(&label, 0, 0, STYLE_LABEL, "live in heap");
    race_plot_draw(&pane, stand->frame->look,
                   session_lane(stand->frame->of->session, stand->lane),
                   stand->facts->largest);
}

static void
draw_lane(const struct stand *stand)
{
    const struct race_layout *layout = stand->layout;
    struct pane pane =
        under_map(stand, layout->figure_row, layout->figure_rows);

    draw_title(stand);
    draw_map(stand);
    race_figures_draw(&pane, stand->frame->look, stand->facts, stand->lane,
                      stand->frame->tui->race.id);
    draw_plot(stand);
}

/* Left of a column but the first: down from the rules, into the bottom's. */
static void
draw_separator(const struct stand *stand)
{
    const struct rect *column = &stand->column;
    const struct look *look = stand->frame->look;
    struct pane all =
        canvas_pane(stand->frame->canvas, 0, 0, stand->frame->canvas->rows,
                    stand->frame->canvas->cols);

    pane_put(&all, column->row, column->col - 1, glyph(look, GLYPH_T_DOWN),
             STYLE_LABEL);
    for (int row = 1; row < column->rows; row++)
        pane_put(&all, column->row + row, column->col - 1, glyph(look, GLYPH_V),
                 STYLE_LABEL);
}

/* --- all of it -------------------------------------------------------------*/
/* As if the lane with the keys were the map: its place and its cells. */
static void
keep_for_keys(struct tui *tui, const struct session *session)
{
    const struct race_layout *layout = &tui->race.layout;

    tui->layout.map = race_map_rect(layout, tui->race.lane);
    map_lay_out_alike(&layout->grid, session_lane(session, tui->race.lane),
                      &tui->grid);
}

void
race_draw(const struct frame *frame)
{
    const struct session *session = frame->of->session;
    struct tui *tui = frame->tui;
    struct race_layout *layout = &tui->race.layout;
    struct race_facts facts;
    struct pane lead;

    race_lay_out(layout, &frame->layout->race, session, &tui->eye,
                 tui->race.lane);
    race_gather(&facts, session, tui->race.id);
    race_note(&tui->race.seen, &facts);
    for (size_t i = 0; i < layout->n; i++) {
        struct stand stand = {frame, layout, &facts, layout->first + i,
                              layout->columns[i]};

        draw_lane(&stand);
        if (i > 0)
            draw_separator(&stand);
    }
    lead = frame_pane(frame, layout->lead);
    if (lead.rows > 0)
        race_lead_draw(&lead, &facts, &tui->race.seen);
    keep_for_keys(tui, session);
}
