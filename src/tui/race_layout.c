/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_layout.c: see race.h. All maps have one scale, the smallest that shows
 * the largest heap, and the same addresses in the same rows, so that they can
 * be compared across. What gives way when room is short: the plots, the bars,
 * then figures from the last; the rank never does.
 */
#include "tui/race.h"

#include <stdio.h>
#include <string.h>

enum {
    LANE_LEAST = 17,  /* columns: a mark and 16 cells */
    ADDRESS_COLS = 6, /* "0x0000" */
    MAP_LEAST = 3,
    /* by the rows of the middle: */
    PLOT_TALL = 44, /* plots of six rows */
    PLOT_ROWS = 30, /* of three */
    SOME_ROWS = 16, /* the rank and four figures */
    LEAD_ROWS = 12, /* the sentence, long names */
    FEW_ROWS = 10,  /* the rank and two figures; below, the rank alone */
    RULE_SIGNS = 4  /* what a rule has beside its title */
};

/* --- names -----------------------------------------------------------------*/
int
race_name(const struct session *session, size_t i, int room, int line,
          char buf[RACE_NAME])
{
    const struct policy *policy = session_lane_policy(session, i);
    char text[POLICY_TEXT];
    const char *rest = text;
    int lines = 0;

    policy_describe(policy, text);
    if (strlen(text) > (size_t)room)
        policy_format(policy, text);
    buf[0] = '\0';
    while (*rest) {
        size_t n = race_name_piece(rest, (size_t)room);

        if (lines++ == line)
            (void)snprintf(buf, RACE_NAME, "%.*s", (int)n, rest);
        rest += n;
    }
    return lines - 1;
}

static int
name_rows(const struct session *session, int cols)
{
    char buf[RACE_NAME];
    int most = 0;

    for (size_t i = 0; i < session_race_lanes(session); i++) {
        int rows = race_name(session, i, cols - RULE_SIGNS, 0, buf);

        most = rows > most ? rows : most;
    }
    return most;
}

/* --- rows ------------------------------------------------------------------*/
static void
lay_rows(struct race_layout *layout, const struct rect *area, int names)
{
    int rows = area->rows;
    int names_most = rows >= SOME_ROWS ? 3 : rows >= LEAD_ROWS ? 1 : 0;
    bool roomy = rows >= PLOT_ROWS;
    int end = area->row + rows, least;

    layout->name_rows = names < names_most ? names : names_most;
    layout->figure_rows = roomy               ? 7
                          : rows >= SOME_ROWS ? 5
                          : rows >= FEW_ROWS  ? 3
                                              : 1;
    layout->plot_rows = rows >= PLOT_TALL ? 6 : roomy ? 3 : 0;
    if (rows >= LEAD_ROWS)
        layout->lead = (struct rect){--end, area->col + 1, 1, area->cols - 2};
    layout->map_row = area->row + 1 + layout->name_rows;
    end -= layout->plot_rows + (roomy ? 1 : 0); /* a label above them */
    layout->plot_row = layout->plot_rows ? end + 1 : 0;
    least = layout->map_row + MAP_LEAST;
    while (layout->figure_rows > 1 && end - layout->figure_rows < least)
        layout->figure_rows--;
    layout->figure_row = end - layout->figure_rows;
    layout->map_rows = layout->figure_row - layout->map_row - (roomy ? 1 : 0);
    if (layout->map_rows < 1)
        layout->map_rows = 1;
}

/* --- columns ---------------------------------------------------------------*/
/* Which lanes are shown: as many as find room, CURRENT among them. */
static void
choose_lanes(struct race_layout *layout, int cols, size_t lanes, size_t current)
{
    int room = cols - ADDRESS_COLS + 1;
    size_t n = room > 0 ? (size_t)(room / (LANE_LEAST + 1)) : 1;

    n = n > 0 ? n : 1;
    layout->n = n < lanes ? n : lanes;
    layout->first = current >= layout->n ? current - layout->n + 1 : 0;
}

/* The scale of all, on the largest heap: ROWS and COLS of one map. */
static void
lay_common(struct map_grid *grid, const struct session *session,
           const struct map_eye *eye, int rows, int cols)
{
    const struct session *largest = session_lane(session, 0);
    struct map_eye common = *eye;
    struct figures figures;
    size_t most = 0, cell = 0;

    for (size_t i = 0; i < session_race_lanes(session); i++) {
        map_lay_out(eye, session_lane(session, i), rows, cols, grid);
        view_figures(session_lane(session, i), &figures);
        cell = grid->cell > cell ? grid->cell : cell;
        if (figures.heap > most) {
            most = figures.heap;
            largest = session_lane(session, i);
        }
    }
    common.cell = cell;
    map_lay_out(&common, largest, rows, cols, grid);
}

/* Columns of one of N lanes, when ADDRESSES columns are the first's alone. */
static int
lane_cols(const struct rect *area, size_t n, int addresses)
{
    return (area->cols - addresses - (int)(n - 1)) / (int)n;
}

/* Each map with addresses, unless rows get longer when all share the first's:
 * *COLS is then a lane's without them. */
static void
share_addresses(struct race_layout *layout, const struct rect *area,
                const struct session *session, const struct map_eye *eye,
                int *cols)
{
    struct map_grid apart, shared;
    int least;

    *cols = lane_cols(area, layout->n, 0);
    lay_common(&apart, session, eye, layout->map_rows, *cols);
    least = lane_cols(area, layout->n, 2 + apart.digits);
    lay_common(&shared, session, eye, layout->map_rows,
               least + 2 + apart.digits);
    layout->addresses = 0;
    if (layout->n == 1 || shared.row_cells <= apart.row_cells)
        return;
    layout->addresses = 2 + shared.digits;
    *cols = lane_cols(area, layout->n, layout->addresses);
}

static void
put_columns(struct race_layout *layout, const struct rect *area, int cols)
{
    int col = area->col, bottom = layout->lead.rows ? 1 : 0;

    layout->cols = cols;
    for (size_t i = 0; i < layout->n; i++) {
        int wide = cols + (i == 0 ? layout->addresses : 0);

        if (i == layout->n - 1) /* what a division has left */
            wide = area->col + area->cols - col;
        layout->columns[i] =
            (struct rect){area->row, col, area->rows - bottom, wide};
        col += wide + 1;
    }
}

/* --- the whole -------------------------------------------------------------*/
void
race_lay_out(struct race_layout *layout, const struct rect *area,
             const struct session *session, const struct map_eye *eye,
             size_t current)
{
    int cols;

    memset(layout, 0, sizeof *layout);
    choose_lanes(layout, area->cols, session_race_lanes(session), current);
    lay_rows(layout, area, 0);
    share_addresses(layout, area, session, eye, &cols);
    lay_rows(layout, area, name_rows(session, cols));
    put_columns(layout, area, cols);
    lay_common(&layout->grid, session, eye, layout->map_rows,
               cols + layout->addresses);
}

struct rect
race_map_rect(const struct race_layout *layout, size_t i)
{
    size_t k = i - layout->first;
    const struct rect *column = &layout->columns[k < layout->n ? k : 0];
    int addresses = i == layout->first ? 0 : layout->addresses;

    return (struct rect){layout->map_row, column->col - addresses,
                         layout->map_rows, column->cols + addresses};
}
