/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_overlay.c: the free lists over the map, close up. Above each block that
 * is on one stands its number; from the `next` field of each block of the
 * chosen list a line leaves below and leads to the next one (map_route.c finds
 * the way). A link that leads out of the window, or for which there is no way,
 * says in words where it leads; one that leads to no free block ends in a
 * cross, in red. The selected block's links stand out.
 *
 *      ▼─ 1 ── head                   ▼─ 2 ────╮
 *     ▎→←········█▎█#2  40 B█▎→←····█▎→←·····█ │
 *      ╰───────────────────────╯│      ╰→3 0x01a40
 */
#include "tui/map_internal.h"
#include "tui/map_route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORT_WORDS = 4 }; /* "╰→12" */

/* A free block in view, in pane cells. */
struct site {
    size_t off;
    size_t next; /* where its link leads; 0: nowhere, or it is not drawn */
    bool leaves; /* its `next` field is in view: */
    int from_row, from_col; /* below it */
    bool arrives;           /* its first cell is in view: */
    int to_row, to_col;     /* above it */
    int right_col;          /* first free column behind the number there */
};

struct drawing {
    struct map_scene *scene;
    struct router *router;
    struct site *sites; /* in order of address */
    size_t n;
    size_t untold; /* links of which nothing could be drawn */
};

/* --- the pane as it is -----------------------------------------------------*/
/* A blank within a label has the label's style. */
static bool
is_blank(const struct drawing *d, int row, int col)
{
    const struct pane *pane = d->scene->pane;
    const struct canvas *canvas = pane->canvas;
    const struct canvas_cell *cell;

    if (row < 0 || row >= pane->rows || col < 0 || col >= pane->cols ||
        pane->row + row >= canvas->rows || pane->col + col >= canvas->cols)
        return false;
    cell = &canvas->cells[(pane->row + row) * canvas->cols + pane->col + col];
    return cell->ch == ' ' && cell->style == STYLE_PLAIN;
}

static bool
blank_across(const struct drawing *d, int row, int from, int n)
{
    for (int col = from; col < from + n; col++) {
        if (!is_blank(d, row, col))
            return false;
    }
    return true;
}

static void
put(const struct drawing *d, int row, int col, enum glyph which,
    enum style style)
{
    pane_put(d->scene->pane, row, col, glyph(d->scene->look, which), style);
}

/* --- numbers ---------------------------------------------------------------*/
/* "▼─ 2 " above the block, or " 2 ─▼" where that would leave the cells; false:
 * no room. */
static bool
put_number(const struct drawing *d, const struct map_place *place,
           struct site *site)
{
    const struct map_grid *grid = d->scene->grid;
    enum style style = map_badge_style(d->scene, place);
    int row = site->to_row, col = site->to_col, start = col;
    char text[16];
    int n = snprintf(text, sizeof text, " %u ", place->place);

    if (col + 2 + n > grid->gutter + grid->row_cells)
        start = col - 1 - n;
    if (!blank_across(d, row, start, n + 2))
        return false;
    put(d, row, col, GLYPH_ARRIVE, STYLE_FREE);
    put(d, row, start < col ? col - 1 : col + 1, GLYPH_H, STYLE_FREE);
    (void)pane_text(d->scene->pane, row, start < col ? start : col + 2, style,
                    text);
    site->right_col = start < col ? col + 1 : col + 2 + n;
    return true;
}

/* "▼2", "2▼" at the cells' end, or "▼" alone. */
static bool
put_short_number(const struct drawing *d, const struct map_place *place,
                 struct site *site)
{
    const struct map_grid *grid = d->scene->grid;
    int row = site->to_row, col = site->to_col, n = 0, start;
    char text[16] = "";

    if (place)
        n = snprintf(text, sizeof text, "%u", place->place);
    start = col + 1 + n > grid->gutter + grid->row_cells ? col - n : col + 1;
    if (!is_blank(d, row, col))
        return false;
    put(d, row, col, GLYPH_ARRIVE, STYLE_FREE);
    site->right_col = col + 1;
    if (n == 0 || !blank_across(d, row, start - (start < col), n + 1))
        return true;
    (void)pane_text(d->scene->pane, row, start,
                    map_badge_style(d->scene, place), text);
    site->right_col += start > col ? n : 0;
    return true;
}

static void
put_head(const struct drawing *d, struct site *site)
{
    int row = site->to_row, col = site->right_col;

    if (col <= site->to_col + 1 || !blank_across(d, row, col, 8))
        return;
    put(d, row, col, GLYPH_H, STYLE_LABEL);
    put(d, row, col + 1, GLYPH_H, STYLE_LABEL);
    site->right_col =
        pane_text(d->scene->pane, row, col + 3, STYLE_BOLD, "head");
}

static void
draw_number(const struct drawing *d, struct site *site, unsigned list)
{
    const struct map_place *place = map_find_place(d->scene, site->off);

    if (!place && list != d->scene->chosen) {
        site->arrives = false;
        return;
    }
    if (!(place && put_number(d, place, site)) &&
        !put_short_number(d, place, site))
        site->arrives = false;
    else if (place && place->place == 1 && place->list == d->scene->chosen)
        put_head(d, site);
}

/* --- what is in view -------------------------------------------------------*/
/* Where the link of the block leads, and whether its field is in view. */
static void
look_at_link(const struct drawing *d, const struct view_block *b,
             struct site *site)
{
    const struct map_grid *grid = d->scene->grid;
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = view_fields(d->scene->session, b->off, fields);

    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind != FIELD_NEXT)
            continue;
        site->next = (size_t)fields[i].value;
        site->leaves =
            map_cell_of(grid, fields[i].at, &site->from_row, &site->from_col);
        site->from_row++;
        site->from_col += grid->cell == 1;
    }
}

static void
add_site(struct drawing *d, const struct view_block *b)
{
    struct site *site = &d->sites[d->n++];

    *site = (struct site){.off = b->off};
    site->arrives =
        map_cell_of(d->scene->grid, b->start, &site->to_row, &site->to_col);
    site->to_row--;
    if (b->list == d->scene->chosen)
        look_at_link(d, b, site);
    if (site->arrives)
        draw_number(d, site, b->list);
}

/* The cells below a field in which its line begins, or short words stand. */
static void
reserve(const struct drawing *d, const struct site *site, bool on)
{
    router_reserve(d->router, site->from_row, site->from_col, SHORT_WORDS, on);
}

static void
gather(struct drawing *d)
{
    const struct map_scene *scene = d->scene;
    struct view_iter iter;
    struct view_block b;

    view_open(&iter, scene->session, map_cell_lo(scene->grid, scene->first),
              map_cell_hi(scene->grid, scene->first + scene->n - 1));
    while (view_next(&iter, &b)) {
        if (b.state == VIEW_FREE && b.list != LIST_NONE)
            add_site(d, &b);
    }
    for (size_t i = 0; i < d->n; i++) {
        if (d->sites[i].leaves && d->sites[i].next != 0)
            reserve(d, &d->sites[i], true);
    }
}

static int
compare_sites(const void *a, const void *b)
{
    const struct site *x = a, *y = b;

    return x->off < y->off ? -1 : x->off > y->off;
}

static struct site *
find_site(const struct drawing *d, size_t off)
{
    struct site key = {.off = off};

    return bsearch(&key, d->sites, d->n, sizeof key, compare_sites);
}

/* --- links -----------------------------------------------------------------*/
/* Is it a free block that the link leads to? */
static bool
leads_well(const struct drawing *d, const struct site *site)
{
    struct view_block b;

    return view_at(d->scene->session, site->next, &b) && b.state == VIEW_FREE &&
           b.off == site->next;
}

static enum style
line_style(const struct drawing *d, const struct site *site)
{
    size_t selected = d->scene->eye->selected;

    if (!leads_well(d, site))
        return STYLE_ALERT;
    return selected && (site->off == selected || site->next == selected)
               ? STYLE_BOLD
               : STYLE_FREE;
}

/* Is there room for N cells of words, which others do not need? */
static bool
has_room(const struct drawing *d, int row, int col, int n)
{
    for (int i = 0; i < n; i++) {
        if (router_is_reserved(d->router, row, col + i))
            return false;
    }
    return blank_across(d, row, col, n);
}

/* Corner, arrow and words below the field, as many as have room. */
static void
put_words(struct drawing *d, const struct site *site)
{
    const struct map_place *place = map_find_place(d->scene, site->next);
    const struct pane *pane = d->scene->pane;
    enum style style = line_style(d, site);
    int row = site->from_row, col = site->from_col, i = 0;
    char texts[3][40] = {"", "", ""};

    (void)snprintf(texts[0], sizeof texts[0], " 0x%05zx", site->next);
    if (place) {
        (void)snprintf(texts[0], sizeof texts[0], "%u 0x%05zx", place->place,
                       site->next);
        (void)snprintf(texts[1], sizeof texts[1], "%u", place->place);
    }
    while (i < 3 && !has_room(d, row, col, 2 + (i == 0) + text_width(texts[i])))
        i++;
    if (i == 3) {
        d->untold++;
        return;
    }
    put(d, row, col, GLYPH_ARC_UR, style);
    put(d, row, col + 1, GLYPH_NEXT, style);
    (void)pane_text(pane, row, col + 2,
                    style == STYLE_FREE ? STYLE_PLAIN : style, texts[i]);
}

/* The end of a link that leads into another block, or to an allocated one. */
static bool
put_bad_end(const struct drawing *d, const struct site *site,
            struct route *route)
{
    if (!map_cell_of(d->scene->grid, site->next, &route->to_row,
                     &route->to_col))
        return false;
    route->below_row = route->to_row + 1;
    route->to_row--;
    route->right_col = route->to_col + 1;
    if (!is_blank(d, route->to_row, route->to_col))
        return false;
    put(d, route->to_row, route->to_col, GLYPH_BAD, STYLE_ALERT);
    return true;
}

static void
draw_link(struct drawing *d, const struct site *site)
{
    const struct site *to = find_site(d, site->next);
    struct route route = {.from_row = site->from_row,
                          .from_col = site->from_col,
                          .style = line_style(d, site)};

    reserve(d, site, false);
    if (to && to->arrives) {
        route.to_row = to->to_row;
        route.to_col = to->to_col;
        route.right_col = to->right_col;
        route.below_row = to->to_row + 2;
    } else if (leads_well(d, site) || !put_bad_end(d, site, &route)) {
        put_words(d, site);
        return;
    }
    if (!router_draw(d->router, &route))
        put_words(d, site);
}

/* Rows from a link's field to where it leads, then columns. */
static int
length_of(const struct drawing *d, const struct site *site)
{
    int row = 0, col = 0;

    if (!map_cell_of(d->scene->grid, site->next, &row, &col))
        return 0; /* words: they come first, and stand fast */
    return 1 + abs(row - site->from_row) * 1000 + abs(col - site->from_col);
}

struct length {
    int length;
    struct site *site;
};

static int
compare_lengths(const void *a, const void *b)
{
    const struct length *x = a, *y = b;

    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    return compare_sites(x->site, y->site);
}

/* The chosen list's links in view: words first, then lines, short ones before
 * long ones, so that they get the inner tracks. */
static void
draw_links(struct drawing *d)
{
    struct length *order = calloc(d->n + 1, sizeof *order);
    size_t n = 0;

    if (!order)
        return;
    for (size_t i = 0; i < d->n; i++) {
        if (d->sites[i].leaves && d->sites[i].next != 0)
            order[n++] =
                (struct length){length_of(d, &d->sites[i]), &d->sites[i]};
    }
    qsort(order, n, sizeof *order, compare_lengths);
    for (size_t i = 0; i < n; i++)
        draw_link(d, order[i].site);
    free(order);
}

/* "2 links have no room", in the last line. */
static void
draw_untold(const struct drawing *d)
{
    const struct pane *pane = d->scene->pane;
    char text[40];

    if (d->untold == 0)
        return;
    (void)snprintf(text, sizeof text, "%zu link%s no room", d->untold,
                   d->untold == 1 ? " has" : "s have");
    if (blank_across(d, pane->rows - 1, 0, text_width(text) + 1))
        (void)pane_text(pane, pane->rows - 1, 0, STYLE_LABEL, text);
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
    const struct map_grid *grid = scene->grid;
    struct drawing d = {.scene = scene};

    if (!scene->heap || scene->n == 0 || grid->pitch < 3)
        return;
    if (grid->cell > 1 && scene->eye->overlay != OVERLAY_LINKS) {
        draw_outside(&d);
        return;
    }
    d.router = router_new(scene->pane, scene->look, 2 + grid->digits + 1,
                          grid->gutter, grid->row_cells);
    /* A block has 16 bytes at least; one more may begin before the window. */
    d.sites = calloc(scene->n * grid->cell / HEAP_ALIGN + 2, sizeof *d.sites);
    if (d.router && d.sites) {
        gather(&d);
        draw_links(&d);
        draw_untold(&d);
    }
    router_free(d.router);
    free(d.sites);
}
