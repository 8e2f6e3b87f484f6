/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into_marks.c: what is written between the rows of the inside's map: above a
 * block what became of it (✗ 2 too small, ✓ 6 taken, ╭ right is free), below
 * where it was cut, and scars ┊ where headers went that are no more. The
 * present event's words come first; those of earlier ones only where there is
 * room. No word is cut and none runs over another.
 */
#include "tui/into.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MARK_TEXT = 64, N_TEXTS = 3 };

/* Words for one mark, the longest first; "" ends them. */
struct mark {
    size_t off; /* of the block that it stands above */
    enum glyph sign;
    enum style style;
    char texts[N_TEXTS][MARK_TEXT];
};

/* --- room ------------------------------------------------------------------*/
static bool
is_blank(const struct pane *pane, int row, int from, int to)
{
    if (row < 0 || row >= pane->rows || from < 0 || to > pane->cols)
        return false;
    for (int col = from; col < to; col++) {
        int at = (pane->row + row) * pane->canvas->cols + pane->col + col;

        if (pane->canvas->cells[at].ch != ' ')
            return false;
    }
    return true;
}

/* The cell where byte AT is drawn, or where the part of what starts there does
 * that is in view. */
static bool
cell_of(const struct into_map *map, size_t at, int *row, int *col)
{
    return map_cell_of(map->grid, at, row, col);
}

/* A block without room for its number has it above: words that begin there
 * take its place. */
static void
clear_number(const struct into_map *map, int row, int col)
{
    const struct canvas *canvas = map->pane->canvas;
    int at = (map->pane->row + row) * canvas->cols + map->pane->col + col;

    for (int i = 0; i < 2 && row >= 0 && col + i < map->pane->cols; i++) {
        enum style style = canvas->cells[at + i].style;

        if (style == STYLE_BADGE || style == STYLE_BADGE_OTHER)
            pane_put(map->pane, row, col + i, ' ', STYLE_PLAIN);
    }
}

/* Puts the sign at column COL of line ROW with TEXT behind it, or before it
 * where the row of cells ends too soon; one blank on either side. */
static bool
put_text(const struct into_map *map, int row, int col, const struct mark *mark,
         const char *text)
{
    int width = 2 + text_width(text);
    bool left = col + width > map->grid->gutter + map->grid->row_cells;
    int from = left ? col + 1 - width : col;
    enum glyph sign = mark->sign;

    if (from < map->grid->gutter ||
        !is_blank(map->pane, row, from > 0 ? from - 1 : 0,
                  from + width < map->pane->cols ? from + width + 1
                                                 : from + width))
        return false;
    if (left && sign == GLYPH_ARC_DR)
        sign = GLYPH_ARC_DL;
    pane_fill(map->pane, row, from, width, ' ', mark->style);
    pane_put(map->pane, row, col, glyph(map->look, sign), mark->style);
    (void)pane_text(map->pane, row, left ? from : from + 2, mark->style, text);
    return true;
}

/* Above or, with BELOW, below the byte; the first of the texts that fits. */
static bool
put_mark(const struct into_map *map, size_t at, bool below,
         const struct mark *mark)
{
    int row, col;

    if (!cell_of(map, at, &row, &col))
        return false;
    if (!below)
        clear_number(map, row - 1, col + 1);
    for (int i = 0; i < N_TEXTS && mark->texts[i][0]; i++)
        if (put_text(map, below ? row + 1 : row - 1, col, mark, mark->texts[i]))
            return true;
    return false;
}

/* --- words -----------------------------------------------------------------*/
static void
set(struct mark *mark, enum glyph sign, const char *text)
{
    mark->sign = sign;
    (void)snprintf(mark->texts[0], MARK_TEXT, "%s", text);
}

static const char *
side_word(enum inside_side side)
{
    static const char *const words[] = {"", "right", "left", "buddy"};
    return words[side];
}

static void
words_probe(struct mark *mark, const struct inside_step *step)
{
    bool small = step->size < step->need;
    const char *what = small        ? "too small"
                       : step->fits ? "large enough"
                                    : "no better";

    mark->sign = step->fits ? GLYPH_YES : GLYPH_NO;
    if (!step->place) {
        set(mark, mark->sign, what);
        return;
    }
    (void)snprintf(mark->texts[0], MARK_TEXT, "%zu %s", step->place, what);
    (void)snprintf(mark->texts[1], MARK_TEXT, "%zu", step->place);
}

static void
words_take(struct mark *mark, const struct inside_step *step)
{
    set(mark, GLYPH_YES, "taken");
    mark->style = STYLE_CHANGED;
    if (step->place) {
        (void)snprintf(mark->texts[1], MARK_TEXT, "%s", mark->texts[0]);
        (void)snprintf(mark->texts[0], MARK_TEXT, "%zu taken", step->place);
    }
}

static void
words_look(struct mark *mark, const struct inside_step *step)
{
    const char *state = step->side == SIDE_BUDDY && step->n == BUDDY_SPLIT
                            ? "split"
                        : step->state == VIEW_FREE ? "free"
                                                   : "in use";

    mark->off = step->other_off;
    mark->sign = GLYPH_ARC_DR;
    (void)snprintf(mark->texts[0], MARK_TEXT, "%s is %s", side_word(step->side),
                   state);
    (void)snprintf(mark->texts[1], MARK_TEXT, "%s", state);
}

static void
words_link(struct mark *mark, const struct inside_step *step)
{
    mark->sign = GLYPH_ARC_DR;
    if (step->place)
        (void)snprintf(mark->texts[0], MARK_TEXT, "on the list: number %zu",
                       step->place);
    (void)snprintf(mark->texts[step->place ? 1 : 0], MARK_TEXT, "on the list");
}

static void
words_join(struct mark *mark, const struct inside_step *step)
{
    mark->sign = GLYPH_ARC_DR;
    (void)snprintf(mark->texts[0], MARK_TEXT, "one block of %zu B", step->size);
    (void)snprintf(mark->texts[1], MARK_TEXT, "%zu B", step->size);
}

static void
words_use(struct mark *mark, const struct inside_step *step)
{
    mark->sign = GLYPH_ARC_DR;
    if (step->known)
        (void)snprintf(mark->texts[0], MARK_TEXT, "in use: #%lu",
                       (unsigned long)step->id);
    else
        (void)snprintf(mark->texts[0], MARK_TEXT, "in use");
}

/* False: this step is not about a block, or has its words below. */
static bool
words_of(const struct inside_step *step, struct mark *mark)
{
    mark->off = step->off;
    switch (step->kind) {
    case INSIDE_PROBE:
        words_probe(mark, step);
        return true;
    case INSIDE_TAKE:
        words_take(mark, step);
        return true;
    case INSIDE_LOOK:
        words_look(mark, step);
        return step->other_off != 0;
    case INSIDE_UNLINK:
        set(mark, GLYPH_ARC_DR, "off the list");
        return true;
    case INSIDE_LINK:
        words_link(mark, step);
        return true;
    case INSIDE_JOIN:
    case INSIDE_ATTACH:
        words_join(mark, step);
        return true;
    case INSIDE_GROW:
        set(mark, GLYPH_ARC_DR, "new");
        return true;
    case INSIDE_USE:
        words_use(mark, step);
        return true;
    case INSIDE_FREE:
        set(mark, GLYPH_ARC_DR, "given back");
        return true;
    case INSIDE_COPY:
        set(mark, GLYPH_ARC_DR, "copied to here");
        return true;
    case INSIDE_STAY:
        set(mark, GLYPH_YES, "large enough");
        return true;
    default:
        return false;
    }
}

/* --- above -----------------------------------------------------------------*/
static size_t
start_of(const struct into_map *map, size_t off)
{
    return off - heap_get_shape(view_heap(map->session)).header;
}

static void
draw_above(const struct into_map *map, size_t at, bool now)
{
    const struct inside_step *step = inside_step(map->in, at);
    struct mark mark = {.style = now ? STYLE_BOLD : STYLE_LABEL};

    memset(mark.texts, 0, sizeof mark.texts);
    if (step && words_of(step, &mark) && mark.off)
        (void)put_mark(map, start_of(map, mark.off), false, &mark);
}

/* Earlier events that still say something: what was looked at, and taken. */
static bool
stays(enum inside_kind kind)
{
    return kind == INSIDE_PROBE || kind == INSIDE_TAKE || kind == INSIDE_LOOK;
}

static void
draw_earlier(const struct into_map *map, size_t now)
{
    for (size_t at = now; at-- > 1;) {
        const struct inside_step *step = inside_step(map->in, at);

        if (step->kind == INSIDE_TAKE)
            draw_above(map, at, true);
    }
    for (size_t at = now; at-- > 1;) {
        const struct inside_step *step = inside_step(map->in, at);

        if (stays(step->kind) && step->kind != INSIDE_TAKE)
            draw_above(map, at, false);
    }
}

/* --- below -----------------------------------------------------------------*/
static void
draw_cut(const struct into_map *map, const struct inside_step *step)
{
    struct mark mark = {.sign = GLYPH_CUT, .style = STYLE_BOLD};
    size_t cut = step->is_front ? step->off : step->other_off;

    memset(mark.texts, 0, sizeof mark.texts);
    (void)snprintf(mark.texts[0], MARK_TEXT, "cut here: %zu B free",
                   step->other_size);
    (void)snprintf(mark.texts[1], MARK_TEXT, "cut");
    if (!put_mark(map, start_of(map, cut), true, &mark))
        (void)put_mark(map, start_of(map, cut), false, &mark);
}

/* A header was there: the block that covers the byte starts before it. */
static bool
is_scar(const struct into_map *map, size_t at)
{
    struct view_block row;

    return view_at(map->session, at, &row) && row.off &&
           row.state == VIEW_FREE && row.start < at;
}

static void
draw_scar(const struct into_map *map, const struct inside_step *step, bool now)
{
    size_t gone = step->other_off > step->off
                      ? step->other_off
                      : step->other_off + step->other_size;
    struct mark mark = {.sign = GLYPH_SCAR,
                        .style = now ? STYLE_BOLD : STYLE_LABEL,
                        .texts = {"a header was here"}};
    struct canvas_cell *cell;
    int row, col;

    gone = start_of(map, gone);
    if (!is_scar(map, gone) || !cell_of(map, gone, &row, &col))
        return;
    cell = &map->pane->canvas
                ->cells[(map->pane->row + row) * map->pane->canvas->cols +
                        map->pane->col + col];
    if (cell->ch >= 0x80 || !isalnum((int)cell->ch))
        pane_put(map->pane, row, col, glyph(map->look, GLYPH_SCAR),
                 cell->style); /* a number stays whole */
    if (!now || !put_mark(map, gone, true, &mark)) {
        if (is_blank(map->pane, row + 1, col, col + 1))
            pane_put(map->pane, row + 1, col, glyph(map->look, GLYPH_SCAR),
                     mark.style);
    }
}

static void
draw_scars(const struct into_map *map, size_t now)
{
    for (size_t at = now; at > 0; at--) {
        const struct inside_step *step = inside_step(map->in, at);

        if (step->kind == INSIDE_JOIN)
            draw_scar(map, step, at == now);
    }
}

/* --- the whole -------------------------------------------------------------*/
/* Above the map of what it becomes: what is freed, and its neighbours as far
 * as they have been looked at. */
static void
draw_before(const struct into_map *map, size_t now)
{
    const struct op_result *r = inside_result(map->in);
    struct mark mark = {.off = r->off, .style = STYLE_BOLD};

    memset(mark.texts, 0, sizeof mark.texts);
    if (r->kind == OP_FREE && r->off) {
        set(&mark, GLYPH_ARC_DR, "freeing");
        if (r->id)
            (void)snprintf(mark.texts[0], MARK_TEXT, "freeing #%lu",
                           (unsigned long)r->id);
        (void)put_mark(map, start_of(map, r->off), false, &mark);
    }
    for (size_t at = now; at > 0; at--)
        if (inside_step(map->in, at)->kind == INSIDE_LOOK)
            draw_above(map, at, at == now);
}

void
into_marks_draw(const struct into_map *map)
{
    size_t now = inside_at(map->in);
    const struct inside_step *step = inside_step(map->in, now);

    if (map->before) {
        draw_before(map, now);
        return;
    }
    if (!step)
        return;
    if (step->kind == INSIDE_SPLIT)
        draw_cut(map, step);
    draw_scars(map, now);
    if (!map->after || step->kind != INSIDE_LOOK)
        draw_above(map, now, true);
    if (!map->after)
        draw_earlier(map, now);
}
