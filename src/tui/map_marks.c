/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_marks.c: the stretches that a command's answer points at. They look as
 * changed ones do and may carry a number. They are sorted and apart, so that
 * those in view are looked up: the cost is that of the cells.
 */
#include "tui/map_internal.h"

#include <stdio.h>
#include <string.h>

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

static void
text_of(const struct view_mark *mark, char buf[MAP_MARK])
{
    static const char letters[] = {[MARK_BORN] = 'b',
                                   [MARK_DIED] = 'd',
                                   [MARK_MOVED] = 'm',
                                   [MARK_CHANGED] = 'r'};

    buf[0] = '\0';
    if (mark->number != 0)
        (void)snprintf(buf, MAP_MARK, "%u", mark->number);
    else if (mark->kind != MARK_PIN)
        (void)snprintf(buf, MAP_MARK, "%c", letters[mark->kind]);
}

void
map_mark_text(const struct map_scene *scene, const struct view_block *b,
              char buf[MAP_MARK])
{
    const struct view_mark *mark =
        map_mark_in(scene, b->start, b->start + b->size);

    buf[0] = '\0';
    if (mark)
        text_of(mark, buf);
}

/* --- a sign alone ----------------------------------------------------------*/
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
map_mark_put(struct map_scene *scene, size_t from, size_t to, const char *text)
{
    size_t cells = (size_t)scene->grid->row_cells;
    size_t n = strlen(text);

    if (from >= to)
        return false;
    if (from + n > to || map_cell_col(scene->grid, from) + n > cells) {
        put_sign(scene, from, glyph(scene->look, GLYPH_WIDE));
        return true;
    }
    for (size_t i = 0; i < n; i++)
        put_sign(scene, from + i, (unsigned char)text[i]);
    return true;
}

/* --- 16 B a cell -----------------------------------------------------------*/
/* The first cell of the mark, in view, that shows nothing but free space. */
static bool
find_plain(const struct map_scene *scene, const struct view_mark *mark,
           size_t *at)
{
    const struct map_grid *grid = scene->grid;
    size_t from = (mark->start + grid->shift) / grid->cell;
    size_t to = (mark->start + mark->size + grid->shift) / grid->cell;
    size_t stop = scene->first + scene->n;

    from = from > scene->first ? from : scene->first;
    for (size_t k = from; k < to && k < stop; k++) {
        const struct canvas_cell *cell = &scene->cells[k - scene->first];

        *at = k;
        if (cell->ch == (scene->look->unicode ? glyph(scene->look, GLYPH_FREE)
                                              : (uint32_t)'-'))
            return true;
    }
    return false;
}

void
map_marks_draw_dead(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    size_t hi = map_cell_hi(grid, scene->first + scene->n - 1), at;
    size_t i = mark_from(scene, map_cell_lo(grid, scene->first));

    for (; i < scene->n_marks && scene->marks[i].start < hi; i++) {
        if (scene->marks[i].kind == MARK_DIED &&
            find_plain(scene, &scene->marks[i], &at))
            put_sign(scene, at, 'd');
    }
}

/* --- 32 B a cell and more --------------------------------------------------*/
/* ASCII digits are places on lists, unless a sign says otherwise. A letter
 * needs cells that the marked bytes own. */
static void
put_alone(struct map_scene *scene, const struct view_mark *mark,
          struct map_span span)
{
    bool plain = !scene->look->unicode && mark->number != 0;
    char text[MAP_MARK] = "";

    if (mark->number == 0 && !span.whole)
        return;
    text_of(mark, text);

    if (plain)
        put_sign(scene, span.from, '+');
    if (span.from + plain < span.to)
        (void)map_mark_put(scene, span.from + plain, span.to, text);
}

/* The mark's words, or its number or letter, or a sign that there are several.
 */
static void
draw_words(struct map_scene *scene, size_t i, struct map_span span)
{
    const struct view_mark *mark = &scene->marks[i];
    const struct view_mark *next = mark + 1;
    size_t stop = map_cell_hi(scene->grid, span.to - 1);
    bool alone = i + 1 == scene->n_marks || next->start >= stop ||
                 next->number == mark->number;
    struct view_block b;

    if (!alone && mark->number != 0)
        put_sign(scene, span.from, glyph(scene->look, GLYPH_WIDE));
    else if (!view_at(scene->session, mark->start, &b) ||
             !map_span_label(scene, &b, span))
        put_alone(scene, mark, span);
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
