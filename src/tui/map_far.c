/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_far.c: 32 B a cell and more. A cell tells how full it is, and where
 * there is exactly one thing to see in it, that thing: one block's start, or
 * the one place where used becomes free. The cost is the cells', whatever the
 * number of blocks: the allocator sums them up.
 */
#include "tui/map_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- deciding a cell -------------------------------------------------------*/
static struct canvas_cell
shade_cell(const struct look *look, size_t used, size_t bytes)
{
    enum glyph shade = used * 3 <= bytes       ? GLYPH_SHADE_1
                       : used * 3 <= bytes * 2 ? GLYPH_SHADE_2
                                               : GLYPH_SHADE_3;

    return (struct canvas_cell){glyph(look, shade), STYLE_USED};
}

/* Used on one side of CHANGE, free on the other. Two eighths from the left
 * are kept for a block's start. */
static struct canvas_cell
split_cell(const struct look *look, const struct heap_cell *sum, size_t bytes)
{
    size_t at = (sum->change * 8 + bytes / 2) / bytes;
    bool used_first = sum->first == BLOCK_USED;

    at = at < 1 ? 1 : at > 7 ? 7 : at;
    if (!used_first && at == 2)
        at = sum->change * 8 < bytes * 2 ? 1 : 3;
    return (struct canvas_cell){glyph_left_eighths(look, (int)at),
                                used_first ? STYLE_USED : STYLE_USED_GAP};
}

static struct canvas_cell
free_cell(const struct look *look, const struct heap_cell *sum)
{
    enum glyph which = sum->n_free == 1 ? GLYPH_FREE_START : GLYPH_FREE;

    return (struct canvas_cell){glyph(look, which), STYLE_FREE};
}

struct canvas_cell
map_far_cell(const struct look *look, const struct heap_cell *sum, size_t bytes)
{
    size_t inside = sum->used + sum->free + sum->own;

    if (inside == 0)
        return map_gap_cell(look);
    if (sum->used == 0 && sum->free == 0)
        return (struct canvas_cell){glyph(look, GLYPH_OWN), STYLE_OWN};
    if (sum->used == 0)
        return free_cell(look, sum);
    if (sum->used == bytes && sum->n_used == 1)
        return (struct canvas_cell){glyph(look, GLYPH_START), STYLE_USED_GAP};
    if (sum->used == bytes)
        return (struct canvas_cell){glyph(look, GLYPH_FULL), STYLE_USED};
    if (sum->free > 0 && sum->used + sum->free == bytes &&
        sum->n_changes == 1 && sum->change > 0 && look->unicode)
        return split_cell(look, sum, bytes);
    return shade_cell(look, sum->used, bytes);
}

/* --- summing up ------------------------------------------------------------*/
/* Adds the part of row B in cell bytes [LO, HI). PREV is the state of the
 * block bytes before it in the same cell. */
static void
sum_part(struct heap_cell *cell, const struct view_block *b, size_t lo,
         size_t hi)
{
    size_t from = b->start > lo ? b->start : lo;
    size_t to = b->start + b->size < hi ? b->start + b->size : hi;
    enum block_state state = b->state == VIEW_USED ? BLOCK_USED : BLOCK_FREE;
    bool had = cell->used + cell->free > 0;
    enum block_state last =
        cell->n_changes % 2 == 0
            ? cell->first
            : (cell->first == BLOCK_USED ? BLOCK_FREE : BLOCK_USED);

    if (b->state == VIEW_GAP)
        return;
    if (b->state != VIEW_USED && b->state != VIEW_FREE) {
        cell->own += to - from;
        return;
    }
    if (!had) {
        cell->first = state;
    } else if (state != last) {
        cell->change = from - lo;
        cell->n_changes++;
    }
    *(state == BLOCK_USED ? &cell->used : &cell->free) += to - from;
    if (b->start >= lo)
        *(state == BLOCK_USED ? &cell->n_used : &cell->n_free) += 1;
}

void
map_sum_rows(const struct map_scene *scene, size_t k, size_t n,
             struct heap_cell *cells)
{
    const struct map_grid *grid = scene->grid;
    struct view_iter iter;
    struct view_block b;

    memset(cells, 0, n * sizeof *cells);
    if (n == 0)
        return;
    view_open(&iter, scene->session, map_cell_lo(grid, k),
              map_cell_hi(grid, k + n - 1));
    while (view_next(&iter, &b)) {
        size_t c = (b.start + grid->shift) / grid->cell;

        for (c = c < k ? k : c; c < k + n; c++) {
            if (map_cell_lo(grid, c) >= b.start + b.size)
                break;
            sum_part(&cells[c - k], &b, map_cell_lo(grid, c),
                     map_cell_hi(grid, c));
        }
    }
}

/* All cells in view. The heap's first cell starts before its bytes do, and is
 * smaller: it is had alone. */
static void
sum_view(const struct map_scene *scene, struct heap_cell *sums)
{
    size_t skip = scene->first == 0 ? 1 : 0;

    if (!scene->heap || view_is_inside(scene->session)) {
        map_sum_rows(scene, scene->first, scene->n, sums);
        return;
    }
    if (skip)
        (void)heap_summarize(scene->heap, 0, map_cell_hi(scene->grid, 0), sums,
                             1);
    if (scene->n > skip)
        (void)heap_summarize(
            scene->heap, map_cell_lo(scene->grid, scene->first + skip),
            map_cell_hi(scene->grid, scene->first + scene->n - 1), sums + skip,
            scene->n - skip);
}

/* --- what is marked --------------------------------------------------------*/
struct map_span
map_span_of(const struct map_grid *grid, size_t start, size_t size)
{
    size_t lo = start + grid->shift, hi = lo + size;
    struct map_span span = {(lo + grid->cell - 1) / grid->cell, hi / grid->cell,
                            true};

    if (span.from >= span.to) {
        span.from = lo / grid->cell;
        span.to = span.from + 1;
        span.whole = false;
    }
    return span;
}

static struct map_span
in_view(const struct map_scene *scene, struct map_span span)
{
    size_t stop = scene->first + scene->n;

    span.from = span.from < scene->first ? scene->first : span.from;
    span.to = span.to > stop ? stop : span.to;
    return span;
}

void
map_span_tone(struct map_scene *scene, struct map_span span, enum map_tone tone)
{
    span = in_view(scene, span);
    for (size_t k = span.from; k < span.to; k++) {
        struct canvas_cell *cell = &scene->cells[k - scene->first];

        *cell = map_toned(scene->look, *cell, tone);
        map_mark(scene, k, tone);
    }
}

bool
map_span_label(struct map_scene *scene, const struct view_block *b,
               struct map_span span)
{
    struct map_label label = {span.from + 1, span.to - 1, 0, false};

    return span.whole && b->state == VIEW_USED &&
           map_label_draw(scene, b, &label);
}

static void
draw_selected(struct map_scene *scene)
{
    struct view_block b;
    struct map_span span;

    if (scene->eye->selected == 0 ||
        !view_at(scene->session, scene->eye->selected, &b) ||
        (b.state != VIEW_USED && b.state != VIEW_FREE))
        return;
    span = map_span_of(scene->grid, b.start, b.size);
    map_span_tone(scene, span, TONE_SELECTED);
    (void)map_span_label(scene, &b, span);
}

static void
draw_changes(struct map_scene *scene)
{
    struct view_block b;

    for (size_t i = 0; i < scene->n_changes; i++) {
        const struct view_change *c = &scene->changes[i];
        struct map_span span = map_span_of(scene->grid, c->start, c->size);

        map_span_tone(scene, span, TONE_CHANGED);
        if (c->state == VIEW_USED && view_at(scene->session, c->start, &b) &&
            b.start == c->start && b.size == c->size)
            (void)map_span_label(scene, &b, span);
    }
}

static void
count_chosen(struct map_scene *scene)
{
    size_t n = view_list(scene->session, scene->chosen).n;

    scene->left_out.listed = n;
    scene->left_out.numbered = n < MAP_NUMBERED ? n : MAP_NUMBERED;
}

/* Numbers on free blocks that own the cells they take. Far out those of tens of
 * lists would hide how full the heap is: only the chosen list's are drawn. */
static void
draw_numbers(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    size_t cells = (size_t)grid->row_cells, bytes = grid->cell;
    struct view_block b;
    char digits[12];
    size_t n_put = 0;

    for (size_t i = 0; i < scene->n_places; i++) {
        const struct map_place *place =
            map_shown_place(scene, scene->places[i].off);
        struct map_span span;
        int n;

        if (place && place->list != scene->chosen && bytes > MAP_ALL_LISTS)
            continue;
        /* A block may start before the first cell in view and own it. */
        if (!place || place->off + bytes <= map_cell_lo(grid, scene->first) ||
            place->off >= map_cell_hi(grid, scene->first + scene->n - 1) ||
            !view_at(scene->session, place->off, &b))
            continue;
        span = map_span_of(grid, b.start, b.size);
        n = snprintf(digits, sizeof digits, "%u", place->place);
        if (!span.whole || span.from + (size_t)n > span.to ||
            map_cell_col(grid, span.from) + (size_t)n > cells)
            continue;
        n_put++;
        for (int d = 0; d < n; d++)
            map_put(scene, span.from + (size_t)d,
                    (struct canvas_cell){(uint32_t)digits[d],
                                         map_badge_style(scene, place)});
    }
    if (scene->left_out.listed == 0)
        return;
    if (bytes > MAP_ALL_LISTS)
        count_chosen(scene);
    if (grid->whole)
        scene->left_out.numbered = n_put;
}

static void
draw_damaged(struct map_scene *scene, size_t at)
{
    const struct map_grid *grid = scene->grid;
    struct view_block b;
    struct map_span all, span;

    if (!view_at(scene->session, at, &b))
        return;
    all.from = (b.start + grid->shift) / grid->cell;
    all.to = (b.start + b.size + grid->shift - 1) / grid->cell + 1;
    all.whole = true;
    span = in_view(scene, all);
    for (size_t k = span.from; k < span.to; k++) {
        map_put(scene, k,
                map_damage_cell(scene->look, k - all.from, all.to - all.from));
        map_mark(scene, k, TONE_DAMAGED);
    }
}

/* Without memory the cells stay as they are by state. */
static void
tint_cells(struct map_scene *scene, const struct heap_cell *in)
{
    struct tint_sum *sums = calloc(scene->n, sizeof *sums);

    if (sums)
        map_tint_far(scene, in, sums);
    free(sums);
}

void
map_far_draw(struct map_scene *scene)
{
    struct heap_cell *sums = calloc(scene->n + 1, sizeof *sums);
    size_t bytes = scene->grid->cell;

    if (!sums || scene->n == 0) {
        free(sums);
        return;
    }
    sum_view(scene, sums);
    for (size_t i = 0; i < scene->n; i++) {
        map_put(scene, scene->first + i,
                map_far_cell(scene->look, &sums[i], bytes));
        map_use(scene, scene->first + i, sums[i].used);
    }
    if (map_is_tinted(scene))
        tint_cells(scene, sums);
    free(sums);
    draw_numbers(scene);
    draw_selected(scene);
    draw_changes(scene);
    map_marks_draw_far(scene);
    for (size_t i = 0; i < scene->n_damage; i++)
        draw_damaged(scene, scene->damage[i]);
}
