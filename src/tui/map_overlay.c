/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_overlay.c: the chosen free list over the map, close up. Above each
 * block of it stands its number; from its `next` field a line leaves below,
 * runs along a margin and arrives above the next block; within a row it is an
 * arc below. Lines take the right margin first, the left one when the right is
 * blocked; where neither is free the number and the field still tell. Lines
 * cross others as ┼ and never run over a word.
 */
#include "tui/map_internal.h"

#include <stdio.h>
#include <stdlib.h>

/* One link: where its line leaves and where it arrives, in pane cells. */
struct link {
    int from_row, from_col; /* the line below the `next` field */
    int to_row, to_col;     /* the line above the block */
    int right_col;          /* first free column right of the number there */
};

struct drawing {
    struct map_scene *scene;
    struct link links[MAP_NUMBERED];
    size_t n;
};

/* --- the pane as it is -----------------------------------------------------*/
static uint32_t
char_at(const struct pane *pane, int row, int col)
{
    if (row < 0 || row >= pane->rows || col < 0 || col >= pane->cols ||
        pane->row + row >= pane->canvas->rows ||
        pane->col + col >= pane->canvas->cols)
        return 0;
    return pane->canvas
        ->cells[(pane->row + row) * pane->canvas->cols + pane->col + col]
        .ch;
}

static uint32_t
line_glyph(const struct drawing *d, enum glyph which)
{
    return glyph(d->scene->look, which);
}

/* Can a line of kind H or V pass here: blank, or a line it crosses? */
static bool
can_pass(const struct drawing *d, int row, int col, bool vertical)
{
    uint32_t ch = char_at(d->scene->pane, row, col);

    return ch == ' ' || ch == line_glyph(d, vertical ? GLYPH_H : GLYPH_V);
}

static bool
is_blank(const struct drawing *d, int row, int col)
{
    return char_at(d->scene->pane, row, col) == ' ';
}

static void
put_line(const struct drawing *d, int row, int col, bool vertical)
{
    enum glyph own = vertical ? GLYPH_V : GLYPH_H;

    if (!is_blank(d, row, col))
        own = GLYPH_CROSS;
    pane_put(d->scene->pane, row, col, line_glyph(d, own), STYLE_FREE);
}

static bool
clear_across(const struct drawing *d, int row, int from, int to)
{
    for (int col = from; col <= to; col++) {
        if (!can_pass(d, row, col, false))
            return false;
    }
    return true;
}

static bool
clear_down(const struct drawing *d, int col, int from, int to)
{
    for (int row = from; row <= to; row++) {
        if (!can_pass(d, row, col, true))
            return false;
    }
    return true;
}

/* --- one line --------------------------------------------------------------*/
/* Columns between which a link's two level lines run, for a track. */
static void
level_ends(const struct link *link, int track, bool arriving, int *from,
           int *to)
{
    bool right = track > link->from_col;
    int col = arriving ? (right ? link->right_col : link->to_col - 1)
                       : (right ? link->from_col + 1 : link->from_col - 1);

    *from = right ? col : track + 1;
    *to = right ? track - 1 : col;
}

static bool
fits(const struct drawing *d, const struct link *link, int track)
{
    int low = link->from_row < link->to_row ? link->from_row : link->to_row;
    int high = link->from_row < link->to_row ? link->to_row : link->from_row;
    int from, to;

    if (!is_blank(d, link->from_row, track) ||
        !is_blank(d, link->to_row, track) ||
        !is_blank(d, link->from_row, link->from_col) ||
        !clear_down(d, track, low + 1, high - 1))
        return false;
    level_ends(link, track, false, &from, &to);
    if (!clear_across(d, link->from_row, from, to))
        return false;
    level_ends(link, track, true, &from, &to);
    return clear_across(d, link->to_row, from, to);
}

static void
draw_level(const struct drawing *d, const struct link *link, int track,
           bool arriving)
{
    int row = arriving ? link->to_row : link->from_row;
    int from, to;

    level_ends(link, track, arriving, &from, &to);
    for (int col = from; col <= to; col++)
        put_line(d, row, col, false);
}

static void
draw_link(const struct drawing *d, const struct link *link, int track)
{
    bool right = track > link->from_col;
    bool down = link->to_row > link->from_row;
    int low = down ? link->from_row : link->to_row;
    int high = down ? link->to_row : link->from_row;
    uint32_t top = line_glyph(d, right ? GLYPH_ARC_DL : GLYPH_ARC_DR);
    uint32_t bottom = line_glyph(d, right ? GLYPH_ARC_UL : GLYPH_ARC_UR);

    draw_level(d, link, track, false);
    draw_level(d, link, track, true);
    for (int row = low + 1; row < high; row++)
        put_line(d, row, track, true);
    pane_put(d->scene->pane, low, track, top, STYLE_FREE);
    pane_put(d->scene->pane, high, track, bottom, STYLE_FREE);
    pane_put(d->scene->pane, link->from_row, link->from_col,
             line_glyph(d, right ? GLYPH_ARC_UR : GLYPH_ARC_UL), STYLE_FREE);
}

/* Between two blocks of one row: an arc below it. */
static bool
draw_arc(const struct drawing *d, const struct link *link)
{
    bool right = link->to_col > link->from_col;
    int low = right ? link->from_col : link->to_col;
    int high = right ? link->to_col : link->from_col;

    if (link->from_row != link->to_row + 2 || low == high)
        return false;
    for (int col = low; col <= high; col++) {
        if (!is_blank(d, link->from_row, col))
            return false;
    }
    for (int col = low + 1; col < high; col++)
        put_line(d, link->from_row, col, false);
    pane_put(d->scene->pane, link->from_row, low, line_glyph(d, GLYPH_ARC_UR),
             STYLE_FREE);
    pane_put(d->scene->pane, link->from_row, high, line_glyph(d, GLYPH_ARC_UL),
             STYLE_FREE);
    return true;
}

/* Tracks lie three columns apart while there are any, then in between. */
static bool
route(const struct drawing *d, const struct link *link)
{
    const struct map_grid *grid = d->scene->grid;
    int first = grid->gutter + grid->row_cells + 2;
    int left = 2 + grid->digits + 1;

    if (draw_arc(d, link))
        return true;
    for (int skip = 0; skip < 3; skip++) {
        for (int col = first + skip; col < d->scene->pane->cols; col += 3) {
            if (fits(d, link, col)) {
                draw_link(d, link, col);
                return true;
            }
        }
    }
    for (int col = grid->gutter - 2; col >= left; col--) {
        if (fits(d, link, col)) {
            draw_link(d, link, col);
            return true;
        }
    }
    return false;
}

/* --- numbers ---------------------------------------------------------------*/
static bool
blank_across(const struct drawing *d, int row, int from, int n)
{
    for (int col = from; col < from + n; col++) {
        if (!is_blank(d, row, col))
            return false;
    }
    return true;
}

/* "▼─ 2 " above the block, or " 2 ─▼" where that would leave the cells.
 * Answers the column after it; -1 when there is no room. */
static int
draw_number(const struct drawing *d, const struct map_place *place, int row,
            int col)
{
    const struct map_grid *grid = d->scene->grid;
    const struct pane *pane = d->scene->pane;
    enum style style = map_badge_style(d->scene, place);
    char text[16];
    int n, start = col;

    n = snprintf(text, sizeof text, " %u ", place->place);
    if (col + 2 + n > grid->gutter + grid->row_cells)
        start = col - 1 - n;
    if (!blank_across(d, row, start, n + 2))
        return -1;
    pane_put(pane, row, col, line_glyph(d, GLYPH_ARRIVE), STYLE_FREE);
    pane_put(pane, row, start < col ? col - 1 : col + 1, line_glyph(d, GLYPH_H),
             STYLE_FREE);
    (void)pane_text(pane, row, start < col ? start : col + 2, style, text);
    if (place->place == 1 && style == STYLE_BADGE && start == col &&
        blank_across(d, row, col + 2 + n, 8)) {
        pane_put(pane, row, col + 3 + n - 1, line_glyph(d, GLYPH_H),
                 STYLE_LABEL);
        pane_put(pane, row, col + 3 + n, line_glyph(d, GLYPH_H), STYLE_LABEL);
        return pane_text(pane, row, col + 3 + n + 2, STYLE_BOLD, "head");
    }
    return start < col ? col + 1 : col + 2 + n;
}

static bool
number_of(const struct drawing *d, const struct view_block *b,
          const struct map_place *place, int *row, int *col, int *after)
{
    if (!map_cell_of(d->scene->grid, b->start, row, col))
        return false;
    (*row)--;
    *after = draw_number(d, place, *row, *col);
    return *after >= 0;
}

/* --- the list --------------------------------------------------------------*/
/* Is this block's `next` field in view, and where? */
static bool
leaves(const struct drawing *d, const struct view_block *b, int *row, int *col)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = view_fields(d->scene->session, b->off, fields);

    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind == FIELD_NEXT && fields[i].value != 0) {
            bool seen = map_cell_of(d->scene->grid, fields[i].at, row, col);

            (*row)++;
            *col += d->scene->grid->cell == 1;
            return seen;
        }
    }
    return false;
}

static int
compare_links(const void *a, const void *b)
{
    const struct link *x = a, *y = b;

    return abs(x->to_row - x->from_row) - abs(y->to_row - y->from_row);
}

/* Numbers of all lists, then the links of the chosen one, short ones first:
 * they get the inner tracks. */
static void
gather(struct drawing *d, const struct view_block *blocks, size_t n)
{
    bool ready = false;
    struct link link = {0, 0, 0, 0, 0};

    for (size_t i = 0; i < n; i++) {
        const struct map_place *place = map_find_place(d->scene, blocks[i].off);
        bool seen = place && number_of(d, &blocks[i], place, &link.to_row,
                                       &link.to_col, &link.right_col);

        if (ready && seen)
            d->links[d->n++] = link;
        ready = leaves(d, &blocks[i], &link.from_row, &link.from_col);
    }
    qsort(d->links, d->n, sizeof d->links[0], compare_links);
}

static void
draw_other_lists(struct drawing *d)
{
    const struct map_scene *scene = d->scene;
    const struct map_grid *grid = scene->grid;
    /* A block's header may be the last that is in view of it. */
    size_t hi = map_cell_hi(grid, scene->first + scene->n - 1) + HEAP_ALIGN;
    int row, col, after;

    for (size_t i = 0; i < scene->n_places; i++) {
        const struct map_place *place = &scene->places[i];
        struct view_block b;

        if (place->list != scene->chosen && place->off >= grid->lo &&
            place->off < hi && view_at(scene->session, place->off, &b))
            (void)number_of(d, &b, place, &row, &col, &after);
    }
}

/* --- numbers alone ---------------------------------------------------------*/
/* Does the block at cell K, N cells long, carry its number inside? */
static bool
has_number(const struct map_scene *scene, size_t k, size_t n)
{
    size_t stop = k + n, end = scene->first + scene->n;

    for (k = k < scene->first ? scene->first : k; k < stop && k < end; k++) {
        enum style style = scene->cells[k - scene->first].style;

        if (style == STYLE_BADGE || style == STYLE_BADGE_OTHER)
            return true;
    }
    return false;
}

/* At 4 B a cell: above blocks that have no room for their number. */
static void
draw_outside(struct drawing *d)
{
    const struct map_scene *scene = d->scene;
    const struct map_grid *grid = scene->grid;
    int row, col;

    for (size_t i = 0; i < scene->n_places; i++) {
        const struct map_place *place = &scene->places[i];
        struct view_block b;

        if (!map_cell_of(grid, place->off, &row, &col) ||
            !view_at(scene->session, place->off, &b) ||
            has_number(scene, b.start / grid->cell, b.size / grid->cell) ||
            !blank_across(d, row - 1, col, place->place > 9 ? 2 : 1))
            continue;
        (void)pane_textf(scene->pane, row - 1, col,
                         map_badge_style(scene, place), "%u", place->place);
    }
}

void
map_overlay_draw(struct map_scene *scene)
{
    struct view_block blocks[MAP_NUMBERED];
    struct drawing d = {.scene = scene};
    size_t n;

    if (!scene->heap || scene->n == 0 || scene->grid->pitch < 3)
        return;
    if (scene->grid->cell > 1 && scene->eye->overlay != OVERLAY_LINKS) {
        draw_outside(&d);
        return;
    }
    if (scene->chosen != LIST_NONE) {
        n = view_list_blocks(scene->session, scene->chosen, blocks,
                             MAP_NUMBERED, NULL);
        gather(&d, blocks, n);
    }
    draw_other_lists(&d);
    for (size_t i = 0; i < d.n; i++)
        (void)route(&d, &d.links[i]);
}
