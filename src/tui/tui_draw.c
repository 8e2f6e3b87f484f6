/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_draw.c: a frame: lays the screen out, draws rules and texts, and lets
 * the map and the panes fill theirs. Nothing is kept but the layout and the
 * map's grid, which the next key or click needs.
 */
#include "tui/pane_table.h"
#include "tui/screen.h"

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

/* The number is the key that goes there. */
static void
numbered(enum tui_pane pane, const char *title, char *buf, size_t size)
{
    (void)snprintf(buf, size, "%d %s", (int)pane + 1, title);
}

/* --- map -------------------------------------------------------------------*/
/* "   99 of 1234 numbered   3 without label"; "" when nothing is left out. */
static void
left_out_facts(const struct map_left_out *left, char *buf, size_t size)
{
    size_t n = 0;

    buf[0] = '\0';
    if (left->numbered < left->listed)
        n = (size_t)snprintf(buf, size, "   %zu of %zu numbered",
                             left->numbered, left->listed);
    if (left->labels > 0 && n < size)
        (void)snprintf(buf + n, size - n, "   %zu without label", left->labels);
}

static void
scale_facts(const struct frame *frame, const struct map_left_out *left,
            char *buf, size_t size)
{
    const struct map_grid *grid = &frame->tui->grid;
    char scale[48], range[64], colour[32] = "", without[64];
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
    left_out_facts(left, without, sizeof without);
    (void)snprintf(buf, size, "%s   %s%s%s%s%s", scale, range, colour,
                   frame->tui->follow ? "   follows" : "",
                   map_marks_pins(frame->of->session) ? "   marked: pins" : "",
                   without);
}

static void
draw_map(const struct frame *frame)
{
    const struct layout *layout = frame->layout;
    struct tui *tui = frame->tui;
    struct pane pane = frame_pane(frame, layout->map);
    struct map_left_out left;
    char facts[PANE_FACTS + 96], name[16];

    if (pane.rows == 0)
        return;
    tui->eye.has_focus = tui_has_keys(tui, PANE_HEAP);
    map_lay_out(&tui->eye, frame->of->session, pane.rows, pane.cols,
                &tui->grid);
    left =
        map_draw(&pane, frame->look, frame->of->session, &tui->eye, &tui->grid);
    scale_facts(frame, &left, facts, sizeof facts);
    pane = frame_pane(frame, layout->heap_rule);
    numbered(PANE_HEAP, "heap", name, sizeof name);
    rule_draw(&pane, frame->look, name, tui->eye.has_focus, facts);
    pane = frame_pane(frame, layout->legend);
    legend_draw(&pane, frame->look, frame->of->session, &tui->eye,
                tui->grid.cell);
}

/* --- panes -----------------------------------------------------------------*/
static void
draw_check(const struct frame *frame)
{
    struct pane pane = frame_pane(frame, frame->layout->check.body);
    struct pane rule = frame_pane(frame, frame->layout->check.rule);
    struct pane_title title;

    pane_check_title(frame->of->session, &title);
    rule_draw(&rule, frame->look, title.title, false, title.facts);
    pane_check_draw(&pane, frame->look, frame->of->session,
                    frame->tui->problem);
}

static void
draw_line(const struct frame *frame, enum tui_pane i)
{
    const struct placed *at = &frame->layout->panes[i];
    struct pane pane = frame_pane(frame, at->body);
    struct pane rule = frame_pane(frame, at->rule);
    struct pane_title title;
    char name[PANE_TITLE + 8];

    if (rule.rows) {
        pane_kind(i)->title(frame, &title);
        numbered(i, title.title, name, sizeof name);
        rule_draw_line(&rule, frame->look, name, title.facts);
    }
    pane_kind(i)->line(frame, &pane);
}

/* How much of its lines a pane shows: "23 more", "lines 4 to 12 of 30". */
static void
add_lines_fact(const struct pane_lines *at, struct pane_title *title)
{
    size_t n = strlen(title->facts);
    int below = at->lines - at->scroll - at->rows;
    const char *gap = n > 0 ? "   " : "";

    if (at->scroll > 0)
        (void)snprintf(title->facts + n, sizeof title->facts - n,
                       "%slines %d to %d of %d", gap, at->scroll + 1,
                       below > 0 ? at->scroll + at->rows : at->lines,
                       at->lines);
    else if (below > 0)
        (void)snprintf(title->facts + n, sizeof title->facts - n, "%s%d more",
                       gap, below);
}

static void
clear(const struct pane *pane)
{
    for (int row = 0; row < pane->rows; row++)
        pane_fill(pane, row, 0, pane->cols, ' ', STYLE_PLAIN);
}

/* A pane without rows counts its lines and draws none. */
static void
draw_lines(const struct frame *frame, enum tui_pane i, const struct pane *pane)
{
    struct pane_lines *at = &frame->tui->lines[i];
    struct pane none = *pane;
    int last;

    at->rows = pane->rows;
    if (at->scroll > 0) {
        none.rows = 0;
        at->lines = pane_kind(i)->draw(frame, &none, 0);
        last = at->lines > at->rows ? at->lines - at->rows : 0;
        at->scroll = at->scroll < last ? at->scroll : last;
    }
    at->lines = pane_kind(i)->draw(frame, pane, at->scroll);
}

static void
draw_pane(const struct frame *frame, enum tui_pane i)
{
    const struct placed *at = &frame->layout->panes[i];
    struct pane pane = frame_pane(frame, at->body);
    struct pane rule = frame_pane(frame, at->rule);
    struct pane_title title;
    char name[PANE_TITLE + 8];

    if (at->body.rows == 0)
        return;
    if (at->is_line) {
        draw_line(frame, i);
        return;
    }
    pane_kind(i)->title(frame, &title);
    numbered(i, title.title, name, sizeof name);
    draw_lines(frame, i, &pane);
    add_lines_fact(&frame->tui->lines[i], &title);
    rule_draw(&rule, frame->look, name, tui_has_keys(frame->tui, i),
              title.facts);
    if (pane_kind(i)->legend)
        pane_kind(i)->legend(frame, &rule);
}

static void
draw_panes(const struct frame *frame)
{
    if (frame->layout->check.body.rows)
        draw_check(frame);
    for (int i = PANE_BLOCK; i <= PANE_EVENTS; i++)
        draw_pane(frame, (enum tui_pane)i);
}

/* --- rules -----------------------------------------------------------------*/
/* Where a separator meets the rules: ├ and ┤ at those of the panes beside it.
 */
static void
draw_joints(const struct frame *frame, const struct pane *all,
            const struct rect *line)
{
    for (int i = PANE_BLOCK; i <= PANE_EVENTS; i++) {
        const struct rect *rule = &frame->layout->panes[i].rule;

        if (rule->rows && rule->row > line->row && rule->col == line->col + 1)
            pane_put(all, rule->row, line->col,
                     glyph(frame->look, GLYPH_T_RIGHT), STYLE_LABEL);
    }
}

/* Is there the line of a rule, and no word of it? */
static bool
is_rule(const struct frame *frame, int row, int col)
{
    const struct canvas *canvas = frame->canvas;

    return canvas->cells[row * canvas->cols + col].ch ==
           glyph(frame->look, GLYPH_H);
}

static void
draw_separator(const struct frame *frame, const struct rect *line)
{
    const struct layout *layout = frame->layout;
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
    draw_joints(frame, &all, line);
    if ((layout->panes[PANE_TIMELINE].rule.rows || layout->bottom_rule.rows) &&
        is_rule(frame, end, line->col))
        pane_put(&all, end, line->col, glyph(frame->look, GLYPH_T_UP),
                 STYLE_LABEL);
}

static void
draw_separators(const struct frame *frame)
{
    for (int i = 0; i < LAYOUT_COLUMNS; i++)
        draw_separator(frame, &frame->layout->separators[i]);
}

/* --- pages -----------------------------------------------------------------*/
/* A table's head stays above and is no line of it. */
static void
page_facts(const struct frame *frame, bool help, char *buf, size_t size)
{
    struct tui *tui = frame->tui;
    int rows = frame->layout->page.rows - tui->page_head;
    int lines = tui->page_lines - tui->page_head;
    int last = tui->scroll + rows;
    const char *close = help ? "Esc or ? closes" : "Esc closes";

    if (lines > rows)
        (void)snprintf(buf, size, "%s   PgUp PgDn   lines %d to %d of %d",
                       close, tui->scroll + 1, last < lines ? last : lines,
                       lines);
    else
        (void)snprintf(buf, size, "%s", close);
}

/* The help of the pane that had the keys. */
static struct help_of
help_of(const struct tui *tui)
{
    const struct pane_kind *kind = pane_kind(tui->pane);

    if (tui->before_help == FOCUS_PROMPT)
        return (struct help_of){.place = PLACE_PROMPT};
    if (tui->middle == MIDDLE_INTO)
        return (struct help_of){PLACE_INTO, "inside an operation", into_help};
    if (tui_shows_race(tui))
        return (struct help_of){PLACE_RACE, "race", race_help};
    return (struct help_of){kind->place, kind->name, kind->help};
}

/* Draws the page twice when SCROLL turns out to be beyond its end. */
static int
put_page(const struct frame *frame, const struct pane *pane, bool help)
{
    int scroll = frame->tui->scroll;

    if (help) {
        const struct help_of of = help_of(frame->tui);

        return help_draw(pane, frame->look, &of, scroll);
    }
    return table_draw(pane, frame->look, frame->of->table, scroll);
}

static const char *
help_title(const struct tui *tui)
{
    return help_of(tui).about ? "help: this pane, and all keys"
                              : "help: keys on the map";
}

static void
draw_page(const struct frame *frame)
{
    struct tui *tui = frame->tui;
    bool help = tui->focus == FOCUS_HELP;
    struct pane pane = frame_pane(frame, frame->layout->page);
    struct pane rule = frame_pane(frame, frame->layout->heap_rule);
    const char *title = help ? help_title(tui) : frame->of->table_title;
    char facts[PANE_FACTS + 32];
    int last;

    tui->page_head = help ? 0 : table_head(frame->of->table);
    tui->page_lines = put_page(frame, &pane, help);
    last = tui->page_lines > pane.rows ? tui->page_lines - pane.rows : 0;
    if (tui->scroll > last) {
        tui->scroll = last;
        clear(&pane);
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

static bool
has_page(const struct tui *tui, const struct tui_frame *of)
{
    return tui->focus == FOCUS_HELP || has_text(of->table);
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
        [MIDDLE_INTO] = into_draw,
    };

    if (has_page(frame->tui, frame->of))
        draw_page(frame);
    else
        draw[frame->tui->middle](frame);
}

static void
draw_status(const struct frame *frame)
{
    const struct layout *layout = frame->layout;
    struct pane pane = frame_pane(frame, layout->status);
    size_t lanes =
        tui_shows_race(frame->tui) ? session_race_lanes(frame->of->session) : 0;
    bool alone = layout->map.rows > 0 && layout->heap_rule.rows == 0;
    char scale[48], size[16];

    size_text(frame->tui->grid.cell, size);
    (void)snprintf(
        scale, sizeof scale, "%scell %s",
        lanes > 0 && layout->cols >= LAYOUT_MIN_COLS * 2 ? "same scale: " : "",
        size);
    if (frame->tui->middle == MIDDLE_INTO)
        into_status_draw(frame, &pane);
    else
        status_draw(&pane, frame->look, frame->of, alone ? scale : NULL, lanes);
}

static struct layout_wish
wish_of(const struct tui *tui, const struct tui_frame *frame, int cols)
{
    return (struct layout_wish){
        .page = has_page(tui, frame) || tui->middle == MIDDLE_INTO,
        .pane = tui->pane,
        .maximised = tui->maximised || tui->middle == MIDDLE_INTO,
        .events = tui->events,
        .stats = tui->stats,
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
    struct frame frame = {tui, of, canvas, &tui->layout, &tui->look};
    struct layout_wish wish;

    tui_into_settle(tui, of->session);
    wish = wish_of(tui, of, canvas->cols);
    canvas_clear(canvas);
    canvas->theme = tui->theme;
    layout_make(&tui->layout, canvas->rows, canvas->cols, &wish);
    if (tui->layout.too_small) {
        draw_too_small(canvas, cursor_row, cursor_col);
        return;
    }
    tui_settle(tui, of);
    tui->time_drawn = false;
    draw_middle(&frame);
    draw_pane(&frame, PANE_TIMELINE);
    draw_separators(&frame);
    draw_status(&frame);
    draw_bottom(&frame, cursor_row, cursor_col);
}
