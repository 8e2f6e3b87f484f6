/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_marks.c: the stretches that a command's answer points at. They look as
 * changed ones do and may carry a number. They are sorted and apart, so that
 * those in view are looked up: the cost is that of the cells.
 */
#include "tui/map_internal.h"

#include <stdio.h>

bool
map_marks_pins(const struct session *session)
{
    const struct view_mark *marks;

    return view_marks(session, &marks) > 0 && marks[0].kind == MARK_PIN;
}

/* The first mark that ends behind byte AT. */
static size_t
mark_from(const struct map_scene *scene, size_t at)
{
    size_t low = 0, high = scene->n_marks;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct view_mark *mark = &scene->marks[middle];

        if (mark->start + mark->size > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

const struct view_mark *
map_mark_in(const struct map_scene *scene, size_t lo, size_t hi)
{
    size_t i = mark_from(scene, lo);

    return i < scene->n_marks && scene->marks[i].start < hi ? &scene->marks[i]
                                                            : NULL;
}

unsigned
map_mark_number(const struct map_scene *scene, const struct view_block *b)
{
    const struct view_mark *mark =
        map_mark_in(scene, b->start, b->start + b->size);

    return mark ? mark->number : 0;
}

/* --- a number alone --------------------------------------------------------*/
/* A selected block stays one. */
static void
put_sign(struct map_scene *scene, size_t k, uint32_t ch)
{
    enum style style = STYLE_CHANGED;

    if (k >= scene->first && k - scene->first < scene->n) {
        enum style there = scene->cells[k - scene->first].style;

        if (there == STYLE_SELECTED || there == STYLE_SELECTED_GAP)
            style = STYLE_SELECTED;
    }
    map_put(scene, k, (struct canvas_cell){ch, style});
}

bool
map_mark_put(struct map_scene *scene, size_t from, size_t to, unsigned number)
{
    size_t cells = (size_t)scene->grid->row_cells;
    char digits[16];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%u", number);

    if (from >= to)
        return false;
    if (from + n > to || from % cells + n > cells) {
        digits[0] = (char)glyph(scene->look, GLYPH_WIDE);
        n = 1;
    }
    for (size_t i = 0; i < n; i++)
        put_sign(scene, from + i, (unsigned char)digits[i]);
    return true;
}

/* --- 32 B a cell and more --------------------------------------------------*/
/* ASCII digits are places on lists, unless a sign says otherwise. */
static void
put_number(struct map_scene *scene, const struct view_mark *mark,
           struct map_span span)
{
    bool plain = !scene->look->unicode;

    if (plain)
        put_sign(scene, span.from, '+');
    if (span.from + plain < span.to)
        (void)map_mark_put(scene, span.from + plain, span.to, mark->number);
}

/* The mark's words, or its number, or a sign that there are several. */
static void
draw_words(struct map_scene *scene, size_t i, struct map_span span)
{
    const struct view_mark *mark = &scene->marks[i];
    const struct view_mark *next = mark + 1;
    size_t stop = map_cell_hi(scene->grid, span.to - 1);
    bool alone = i + 1 == scene->n_marks || next->start >= stop ||
                 next->number == mark->number;
    struct view_block b;

    if (mark->number == 0)
        return;
    if (!alone)
        put_sign(scene, span.from, glyph(scene->look, GLYPH_WIDE));
    else if (!view_at(scene->session, mark->start, &b) ||
             !map_span_label(scene, &b, span))
        put_number(scene, mark, span);
}

void
map_marks_draw_far(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    size_t hi = map_cell_hi(grid, scene->first + scene->n - 1);
    size_t i = mark_from(scene, map_cell_lo(grid, scene->first)), next;

    while (i < scene->n_marks && scene->marks[i].start < hi) {
        const struct view_mark *mark = &scene->marks[i];
        struct map_span span = map_span_of(grid, mark->start, mark->size);

        map_span_tone(scene, span, TONE_CHANGED);
        draw_words(scene, i, span);
        /* those in the same cell have had their say */
        next = mark_from(scene, map_cell_hi(grid, span.to - 1));
        i = next > i ? next : i + 1;
    }
}
