/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into_draw.c: the middle of the screen while the inside of an operation is
 * shown, and the status above it.
 *
 *     -- heap ------------------------ | -- into: alloc 110 ------
 *     the map about the action         | the events
 *                                      | -- free list ------------
 *                                      | the list as it is now
 *     -----------------------------------------------------------
 *     What happens, in a sentence.
 *     And why.
 *
 * On narrow screens the events are a few lines under the map, on low ones they
 * are left out, then the reason. Where blocks are joined there are two maps,
 * one above the other, at the same scale: before, and now.
 */
#include "tui/into.h"
#include "tui/panes.h"
#include "tui/screen.h"
#include "tui/tui_internal.h"

#include <stdio.h>

enum {
    SIDE = 41,        /* columns of the panes beside the map */
    SIDE_ROWS = 10,   /* they need so many */
    MAP_LEAST = 3,    /* rows of the map that nothing takes away */
    EVENT_LINES = 4,  /* of a narrow screen */
    TWO_MAPS = 7,     /* rows from which on there are two: rule included */
    LEGEND_ROWS = 34, /* of the screen */
    WIDE_TEXT = 100   /* columns in which a sentence needs one row */
};

struct parts {
    struct rect map_rule, map;     /* what is now */
    struct rect above_rule, above; /* what was before; rows 0: no two maps */
    struct rect events_rule, events;
    struct rect list_rule, list;
    struct rect separator;
    struct rect legend, text_rule, text;
};

/* --- what goes where -------------------------------------------------------*/
static struct rect
cut_bottom(struct rect *from, int rows)
{
    struct rect rect = *from;

    from->rows -= rows;
    rect.row = from->row + from->rows;
    rect.rows = rows;
    return rect;
}

static struct rect
cut_top(struct rect *from, int rows)
{
    struct rect rect = *from;

    from->row += rows;
    from->rows -= rows;
    rect.rows = rows;
    return rect;
}

static struct rect
inset(struct rect rect, int margin)
{
    rect.col += margin;
    rect.cols -= 2 * margin;
    return rect;
}

/* The sentences, as many rows as are left by the map's least; what happens is
 * never cut, were there two rows of map. */
static void
lay_text(struct parts *parts, struct rect *left, const struct inside *in)
{
    int rows = left->cols >= WIDE_TEXT ? 3 : 4;
    int spare = left->rows - MAP_LEAST, least;
    char what[INSIDE_TEXT];

    inside_what(in, inside_at(in), what);
    least = words_rows(what, left->cols);
    least = least < left->rows - 2 ? least : left->rows - 2;
    rows = rows < spare ? rows : spare;
    rows = rows < least ? least : rows;
    parts->text = cut_bottom(left, rows);
    if (left->rows > MAP_LEAST + 2)
        parts->text_rule = cut_bottom(left, 1);
}

static void
lay_side(struct parts *parts, struct rect *left, bool has_list)
{
    struct rect side = *left;
    int list;

    left->cols -= SIDE + 1;
    side.col = left->col + left->cols;
    side.cols = SIDE + 1;
    parts->separator = side;
    parts->separator.cols = 1;
    parts->events_rule = (struct rect){side.row - 1, side.col + 1, 1, SIDE};
    parts->map_rule.cols = left->cols;
    side.col += 2;
    side.cols -= 3;
    list = has_list ? side.rows * 2 / 5 : 0;
    if (list >= 3) {
        parts->list = cut_bottom(&side, list);
        parts->list_rule = parts->events_rule;
        parts->list_rule.row = parts->list.row;
        (void)cut_top(&parts->list, 1);
    }
    parts->events = side;
}

static void
lay_lines(struct parts *parts, struct rect *left, int margin)
{
    int room = left->rows - MAP_LEAST - 3;
    int lines = room < EVENT_LINES ? room : EVENT_LINES;

    if (lines < 2)
        return;
    parts->events = inset(cut_bottom(left, lines), margin);
    parts->events_rule = cut_bottom(left, 1);
}

static bool
joins(const struct inside *in)
{
    if (inside_result(in)->kind != OP_FREE)
        return false;
    for (size_t at = 1; at <= inside_n(in); at++)
        if (inside_step(in, at)->kind == INSIDE_LOOK)
            return true;
    return false;
}

static void
lay_maps(struct parts *parts, struct rect left, const struct inside *in,
         int margin)
{
    if (joins(in) && left.rows >= TWO_MAPS) {
        parts->above_rule = parts->map_rule;
        parts->above = inset(cut_top(&left, (left.rows - 1) / 2), margin);
        parts->map_rule.row = left.row;
        (void)cut_top(&left, 1);
    }
    parts->map = inset(left, margin);
}

static void
lay_out(struct parts *parts, const struct frame *frame)
{
    const struct layout *layout = frame->layout;
    const struct inside *in = frame->tui->into.in;
    struct rect left = layout->page;
    bool has_list = view_n_lists(inside_session(in)) > 0;

    *parts = (struct parts){.map_rule = layout->heap_rule};
    lay_text(parts, &left, in);
    if (left.cols >= LAYOUT_WIDE && left.rows >= SIDE_ROWS)
        lay_side(parts, &left, has_list);
    else
        lay_lines(parts, &left, layout->margin);
    if (layout->rows >= LEGEND_ROWS)
        parts->legend = inset(cut_bottom(&left, 1), layout->margin);
    lay_maps(parts, left, in, layout->margin);
}

/* --- drawing ---------------------------------------------------------------*/
static void
draw_rule(const struct frame *frame, struct rect rect, const char *title,
          const char *facts)
{
    struct pane pane = frame_pane(frame, rect);

    if (rect.rows)
        rule_draw(&pane, frame->look, title, false, facts);
}

static void
map_facts(const struct map_grid *grid, char *buf, size_t size)
{
    char scale[48];

    map_scale_text(grid, scale, sizeof scale);
    if (grid->whole)
        (void)snprintf(buf, size, "%s   whole heap", scale);
    else
        (void)snprintf(buf, size, "%s   0x%05zx to 0x%05zx", scale, grid->lo,
                       grid->hi);
}

static void
draw_maps(const struct frame *frame, const struct parts *parts)
{
    const struct inside *in = frame->tui->into.in;
    struct map_grid *grid = &frame->tui->grid;
    struct pane pane = frame_pane(frame, parts->map);
    struct into_map map = {.in = in,
                           .session = inside_session(in),
                           .pane = &pane,
                           .look = frame->look,
                           .grid = grid,
                           .after = parts->above.rows > 0};
    bool over = inside_at(in) == inside_n(in);
    char facts[96];
    int rows = parts->map.rows;

    if (parts->above.rows && parts->above.rows < rows)
        rows = parts->above.rows;
    into_lay_out(in, rows, parts->map.cols, grid);
    map_facts(grid, facts, sizeof facts);
    into_map_draw(&map);
    if (!parts->above.rows) {
        draw_rule(frame, parts->map_rule, "heap", facts);
        return;
    }
    draw_rule(frame, parts->map_rule, over ? "after" : "now", NULL);
    draw_rule(frame, parts->above_rule, "before", facts);
    pane = frame_pane(frame, parts->above);
    map.session = inside_before(in);
    map.before = true;
    map.after = false;
    into_map_draw(&map);
}

static void
draw_legend(const struct frame *frame, const struct parts *parts)
{
    const struct inside *in = frame->tui->into.in;
    struct map_eye eye = {.list = into_list(in)};
    struct pane pane = frame_pane(frame, parts->legend);

    if (parts->legend.rows)
        legend_draw(&pane, frame->look, inside_session(in), &eye,
                    frame->tui->grid.cell);
}

static void
draw_events(const struct frame *frame, const struct parts *parts)
{
    const struct inside *in = frame->tui->into.in;
    struct pane pane = frame_pane(frame, parts->events);
    char request[INSIDE_TEXT], title[INSIDE_TEXT], facts[48];

    inside_title(in, request);
    (void)snprintf(title, sizeof title, "into: %.*s", SIDE - 12, request);
    (void)snprintf(facts, sizeof facts, "%zu of %zu", inside_at(in),
                   inside_n(in));
    draw_rule(frame, parts->events_rule, title, facts);
    frame->tui->into.events.rect = parts->events;
    frame->tui->into.events.first = into_events_draw(&pane, frame->look, in);
}

static void
draw_list(const struct frame *frame, const struct parts *parts)
{
    const struct inside *in = frame->tui->into.in;
    const struct session *session = inside_session(in);
    struct map_eye eye = {.list = into_list(in)};
    struct pane pane = frame_pane(frame, parts->list);
    struct pane_title title;

    if (parts->list.rows == 0)
        return;
    pane_list_title(session, &eye, &title);
    draw_rule(frame, parts->list_rule, title.title, title.facts);
    pane_list_draw(&pane, frame->look, session, &eye);
}

static void
draw_text(const struct frame *frame, const struct parts *parts)
{
    const struct inside *in = frame->tui->into.in;
    struct pane pane = frame_pane(frame, parts->text);
    int rows = pane.rows, used;
    char text[INSIDE_TEXT];

    draw_rule(frame, parts->text_rule, NULL, NULL);
    inside_what(in, inside_at(in), text);
    used = words_rows(text, pane.cols);
    pane.rows = used < rows ? used : rows;
    words_draw(&pane, frame->look, STYLE_BOLD, text);
    inside_why(in, inside_at(in), text);
    pane.row += pane.rows;
    pane.rows = rows - pane.rows;
    if (words_rows(text, pane.cols) <= pane.rows)
        words_draw(&pane, frame->look, STYLE_LABEL, text);
}

static void
put_glyph(const struct frame *frame, int row, int col, enum glyph which)
{
    struct pane all = canvas_pane(frame->canvas, 0, 0, frame->layout->rows,
                                  frame->layout->cols);

    pane_put(&all, row, col, glyph(frame->look, which), STYLE_LABEL);
}

static void
draw_separator(const struct frame *frame, const struct parts *parts)
{
    const struct rect *line = &parts->separator;
    int end = line->row + line->rows;

    if (line->rows == 0)
        return;
    for (int row = line->row; row < end; row++)
        put_glyph(frame, row, line->col, GLYPH_V);
    put_glyph(frame, line->row - 1, line->col, GLYPH_T_DOWN);
    if (parts->list_rule.rows)
        put_glyph(frame, parts->list_rule.row, line->col, GLYPH_T_RIGHT);
    if (parts->above_rule.rows)
        put_glyph(frame, parts->map_rule.row, line->col,
                  parts->map_rule.row == parts->list_rule.row ? GLYPH_CROSS
                                                              : GLYPH_T_LEFT);
    if (parts->text_rule.rows)
        put_glyph(frame, end, line->col, GLYPH_T_UP);
}

void
into_draw(const struct frame *frame)
{
    struct parts parts;

    lay_out(&parts, frame);
    draw_maps(frame, &parts);
    draw_legend(frame, &parts);
    draw_events(frame, &parts);
    draw_list(frame, &parts);
    draw_text(frame, &parts);
    draw_separator(frame, &parts);
}

void
into_status_draw(const struct frame *frame, const struct pane *pane)
{
    const struct inside *in = frame->tui->into.in;
    struct tui_frame of = *frame->of;
    char play[64];

    if (pane->cols < 50)
        (void)snprintf(play, sizeof play, "%zu/%zu", inside_at(in),
                       inside_n(in));
    else
        (void)snprintf(play, sizeof play, "%sinto  event %zu of %zu",
                       frame->tui->into.plays ? "▶ " : "", inside_at(in),
                       inside_n(in));
    of.session = inside_after(in);
    of.play = play;
    status_draw(pane, frame->look, &of, NULL, 0);
}
