/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_draw.c: a frame: lays the screen out, draws rules and texts, and lets
 * the map and the panes fill theirs. Nothing is kept but the layout and the
 * map's grid, which the next key or click needs.
 */
#include "tui/panes.h"
#include "tui/screen.h"
#include "tui/tui_internal.h"

#include <stdio.h>
#include <string.h>

struct pane
frame_pane(const struct frame *frame, struct rect rect)
{
    return screen_pane(frame->canvas, rect);
}

static bool
has_text(const char *text)
{
    return text && *text;
}

bool
tui_playing(const struct tui_frame *frame)
{
    return frame->play &&
           ((unsigned char)*frame->play >= 0x80 || *frame->play == '>');
}

static bool
has_problems(const struct session *session)
{
    const struct heap_report *report = session_problems(session);

    return report && report->n_violations > 0;
}

/* --- map -------------------------------------------------------------------*/
static void
scale_facts(const struct frame *frame, char *buf, size_t size)
{
    const struct map_grid *grid = &frame->tui->grid;
    char scale[48], range[64], colour[32] = "";
    int digits = grid->gutter > 4 ? grid->gutter - 3 : 1;

    map_scale_text(grid, scale, sizeof scale);
    if (grid->whole)
        (void)snprintf(range, sizeof range, "whole heap");
    else
        (void)snprintf(range, sizeof range, "0x%0*zx to 0x%0*zx", digits,
                       grid->lo, digits, grid->hi);
    if (frame->tui->eye.key != TINT_STATE)
        (void)snprintf(colour, sizeof colour, "   colour: %s",
                       tint_word(frame->tui->eye.key));
    (void)snprintf(buf, size, "%s   %s%s%s%s", scale, range, colour,
                   frame->tui->follow ? "   follows" : "",
                   map_marks_pins(frame->of->session) ? "   marked: pins" : "");
}

static void
draw_map(const struct frame *frame)
{
    const struct layout *layout = frame->layout;
    struct tui *tui = frame->tui;
    struct pane pane = frame_pane(frame, layout->map);
    char facts[PANE_FACTS + 64];

    tui->eye.has_focus = tui->focus == FOCUS_MAP;
    map_lay_out(&tui->eye, frame->of->session, pane.rows, pane.cols,
                &tui->grid);
    map_draw(&pane, frame->look, frame->of->session, &tui->eye, &tui->grid);
    scale_facts(frame, facts, sizeof facts);
    pane = frame_pane(frame, layout->heap_rule);
    rule_draw(&pane, frame->look, "heap", tui->eye.has_focus, facts);
    pane = frame_pane(frame, layout->legend);
    legend_draw(&pane, frame->look, frame->of->session, &tui->eye);
}

/* --- side panes, or their lines --------------------------------------------*/
static void
draw_check(const struct frame *frame)
{
    struct pane pane = frame_pane(frame, frame->layout->block);
    struct pane rule = frame_pane(frame, frame->layout->block_rule);
    struct pane_title title;

    pane_check_title(frame->of->session, &title);
    rule_draw(&rule, frame->look, title.title, false, title.facts);
    pane_check_draw(&pane, frame->look, frame->of->session,
                    frame->tui->problem);
}

static void
draw_block(const struct frame *frame)
{
    const struct session *session = frame->of->session;
    const struct map_eye *eye = &frame->tui->eye;
    struct pane pane = frame_pane(frame, frame->layout->block);
    struct pane rule = frame_pane(frame, frame->layout->block_rule);
    struct pane_title title;

    pane_block_title(session, eye, &title);
    if (frame->layout->block_is_line) {
        rule_draw_line(&rule, frame->look, title.title, title.facts);
        pane_block_line(&pane, frame->look, session, eye);
        return;
    }
    rule_draw(&rule, frame->look, title.title, false, NULL);
    pane_block_draw(&pane, frame->look, session, eye);
}

static void
draw_pins(const struct frame *frame)
{
    const struct session *session = frame->of->session;
    struct pane pane = frame_pane(frame, frame->layout->list);
    struct pane rule = frame_pane(frame, frame->layout->list_rule);
    struct pane_title title;

    if (frame->layout->list_is_line) {
        pane_pins_line(&pane, session);
        return;
    }
    pane_pins_title(session, &title);
    rule_draw(&rule, frame->look, title.title, false, title.facts);
    pane_pins_draw(&pane, session, &frame->tui->eye);
}

static void
draw_list(const struct frame *frame)
{
    const struct session *session = frame->of->session;
    const struct map_eye *eye = &frame->tui->eye;
    struct pane pane = frame_pane(frame, frame->layout->list);
    struct pane rule = frame_pane(frame, frame->layout->list_rule);
    struct pane_title title;

    if (frame->layout->list_is_line) {
        pane_list_line(&pane, frame->look, session, eye);
        return;
    }
    pane_list_title(session, eye, &title);
    rule_draw(&rule, frame->look, title.title, false, title.facts);
    pane_list_draw(&pane, frame->look, session, eye);
}

static void
draw_panes(const struct frame *frame)
{
    if (frame->layout->block.rows) {
        if (has_problems(frame->of->session))
            draw_check(frame);
        else
            draw_block(frame);
    }
    if (!frame->layout->list.rows)
        return;
    if (map_marks_pins(frame->of->session))
        draw_pins(frame);
    else
        draw_list(frame);
}

/* --- rules -----------------------------------------------------------------*/
/* The separator and where it meets the rules: ┬ ├ ┴. */
static void
draw_separator(const struct frame *frame)
{
    const struct layout *layout = frame->layout;
    const struct rect *line = &layout->separator;
    struct pane all =
        canvas_pane(frame->canvas, 0, 0, layout->rows, layout->cols);
    int end = line->row + line->rows;

    if (line->rows == 0)
        return;
    for (int row = line->row; row < end; row++)
        pane_put(&all, row, line->col, glyph(frame->look, GLYPH_V),
                 STYLE_LABEL);
    pane_put(&all, line->row - 1, line->col, glyph(frame->look, GLYPH_T_DOWN),
             STYLE_LABEL);
    if (layout->list_rule.rows)
        pane_put(&all, layout->list_rule.row, line->col,
                 glyph(frame->look, GLYPH_T_RIGHT), STYLE_LABEL);
    if (layout->timeline_rule.rows || layout->bottom_rule.rows)
        pane_put(&all, end, line->col, glyph(frame->look, GLYPH_T_UP),
                 STYLE_LABEL);
}

static void
draw_timeline(const struct frame *frame)
{
    struct pane rule = frame_pane(frame, frame->layout->timeline_rule);
    struct pane pane = frame_pane(frame, frame->layout->timeline);

    if (pane.rows == 0)
        return;
    rule_draw(&rule, frame->look, "timeline", false, NULL);
    pane_timeline_title(frame->look, &rule, frame->of->session);
    pane_timeline_draw(&pane, frame->look, frame->of->session);
}

/* --- pages -----------------------------------------------------------------*/
static void
page_facts(const struct frame *frame, bool help, char *buf, size_t size)
{
    struct tui *tui = frame->tui;
    int rows = frame->layout->page.rows;
    const char *close = help ? "Esc or ? closes" : "Esc closes";

    if (tui->page_lines > rows)
        (void)snprintf(buf, size, "%s   PgUp PgDn   lines %d to %d of %d",
                       close, tui->scroll + tui->page_head + 1,
                       tui->scroll + rows < tui->page_lines ? tui->scroll + rows
                                                            : tui->page_lines,
                       tui->page_lines);
    else
        (void)snprintf(buf, size, "%s", close);
}

/* Draws the page twice when SCROLL turns out to be beyond its end. */
static int
put_page(const struct frame *frame, const struct pane *pane, bool help)
{
    int scroll = frame->tui->scroll;

    if (help)
        return help_draw(pane, frame->look, scroll);
    return table_draw(pane, frame->look, frame->of->table, scroll);
}

static void
draw_page(const struct frame *frame)
{
    struct tui *tui = frame->tui;
    bool help = tui->focus == FOCUS_HELP;
    struct pane pane = frame_pane(frame, frame->layout->page);
    struct pane rule = frame_pane(frame, frame->layout->heap_rule);
    const char *title = help ? "help: keys on the map" : frame->of->table_title;
    char facts[PANE_FACTS + 32];
    int last;

    tui->page_head = help ? 0 : table_head(frame->of->table);
    tui->page_lines = put_page(frame, &pane, help);
    last = tui->page_lines > pane.rows ? tui->page_lines - pane.rows : 0;
    if (tui->scroll > last) {
        tui->scroll = last;
        for (int row = 0; row < pane.rows; row++)
            pane_fill(&pane, row, 0, pane.cols, ' ', STYLE_PLAIN);
        (void)put_page(frame, &pane, help);
    }
    page_facts(frame, help, facts, sizeof facts);
    rule_draw(&rule, frame->look, has_text(title) ? title : "result",
              help || tui->focus == FOCUS_MAP, facts);
}

/* --- bottom ----------------------------------------------------------------*/
static void
draw_bottom(const struct frame *frame, int *cursor_row, int *cursor_col)
{
    const struct layout *layout = frame->layout;
    struct pane pane = frame_pane(frame, layout->bottom_rule);

    rule_draw(&pane, frame->look, NULL, false, NULL);
    pane = frame_pane(frame, layout->caption);
    caption_draw(&pane, frame->look, frame->of->caption);
    pane = frame_pane(frame, layout->message);
    message_draw(&pane, frame->look, frame->of);
    pane = frame_pane(frame, layout->keys);
    keys_draw(
        &pane, frame->look,
        &(struct keys){.place = tui_place(frame->tui, frame->of->session),
                       .playing = tui_playing(frame->of),
                       .fits = frame->tui->page_lines <= layout->page.rows});
    pane = frame_pane(frame, layout->prompt);
    *cursor_col = prompt_draw(&pane, frame->look, frame->of);
    *cursor_row = frame->tui->focus == FOCUS_PROMPT ? layout->prompt.row : -1;
    if (frame->of->popup)
        popup_draw(frame->canvas, frame->look, layout->message.row,
                   frame->of->popup);
}

/* --- the whole -------------------------------------------------------------*/
/* The longest sentence that fits: no word is cut. */
static void
draw_too_small(struct canvas *canvas, int *cursor_row, int *cursor_col)
{
    struct pane pane = canvas_pane(canvas, 0, 0, canvas->rows, canvas->cols);
    char texts[4][64];

    (void)snprintf(texts[0], sizeof texts[0],
                   "heapglass needs %dx%d, this is %dx%d", LAYOUT_MIN_COLS,
                   LAYOUT_MIN_ROWS, canvas->cols, canvas->rows);
    (void)snprintf(texts[1], sizeof texts[1], "heapglass needs %dx%d",
                   LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
    (void)snprintf(texts[2], sizeof texts[2], "needs %dx%d", LAYOUT_MIN_COLS,
                   LAYOUT_MIN_ROWS);
    (void)snprintf(texts[3], sizeof texts[3], "%dx%d", LAYOUT_MIN_COLS,
                   LAYOUT_MIN_ROWS);
    *cursor_row = canvas->rows - 1;
    *cursor_col = 0;
    for (size_t i = 0; i < 4; i++) {
        if (text_width(texts[i]) <= canvas->cols) {
            pane_text(&pane, 0, 0, STYLE_PLAIN, texts[i]);
            return;
        }
    }
}

static void
draw_heap(const struct frame *frame)
{
    draw_map(frame);
    draw_panes(frame);
}

static void
draw_middle(const struct frame *frame)
{
    static void (*const draw[MIDDLE_N])(const struct frame *) = {
        [MIDDLE_HEAP] = draw_heap,
        [MIDDLE_RACE] = race_draw,
    };

    if (frame->layout->page.rows)
        draw_page(frame);
    else
        draw[frame->tui->middle](frame);
}

static void
draw_status(const struct frame *frame)
{
    struct pane pane = frame_pane(frame, frame->layout->status);
    size_t lanes = tui_shows_race(frame->tui)
                       ? session_race_lanes(frame->of->session)
                       : 0;
    char scale[48], size[16];

    size_text(frame->tui->grid.cell, size);
    (void)snprintf(scale, sizeof scale, "%scell %s",
                   lanes > 0 && frame->layout->cols >= LAYOUT_MIN_COLS * 2
                       ? "same scale: "
                       : "",
                   size);
    status_draw(&pane, frame->look, frame->of,
                frame->layout->heap_rule.rows ? NULL : scale, lanes);
}

static struct layout_wish
wish_of(const struct tui *tui, const struct tui_frame *frame, int cols)
{
    return (struct layout_wish){
        .page = tui->focus == FOCUS_HELP || has_text(frame->table),
        .alone = tui->alone,
        .race = tui_shows_race(tui) && session_race_lanes(frame->session) > 0,
        .check = has_problems(frame->session),
        .caption = has_text(frame->caption),
        /* not while playing: the screen would jump with every message */
        .two_rows = message_is_long(frame, cols) &&
                    (frame->problem || !tui_playing(frame)),
    };
}

void
tui_draw(struct tui *tui, const struct tui_frame *of, struct canvas *canvas,
         int *cursor_row, int *cursor_col)
{
    struct layout_wish wish = wish_of(tui, of, canvas->cols);
    struct frame frame = {tui, of, canvas, &tui->layout, &tui->look};

    canvas_clear(canvas);
    canvas->theme = tui->theme;
    layout_make(&tui->layout, canvas->rows, canvas->cols, &wish);
    if (tui->layout.too_small) {
        draw_too_small(canvas, cursor_row, cursor_col);
        return;
    }
    tui_settle(tui, of);
    draw_middle(&frame);
    draw_timeline(&frame);
    draw_separator(&frame);
    draw_status(&frame);
    draw_bottom(&frame, cursor_row, cursor_col);
}
