/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_unit.c: 16 B a cell, the scale of the allocator's own units. Every
 * block starts with a cell; the header is the gap at its left, what nobody
 * asked for is the dark end at its right, a free block is paper with dots and
 * carries its number. Bytes that do not lie in units (a target without
 * iterators may have such) are drawn as a coarser scale would.
 */
#include "tui/map_internal.h"

#include <stdio.h>

enum { UNIT = 16 };

static struct canvas_cell
used_cell(const struct look *look, const struct map_unit *unit, size_t i)
{
    size_t lo = i * UNIT;
    size_t data = unit->data > lo ? unit->data - lo : 0;

    if (i == 0) {
        int gap = (int)(unit->header * 8 / UNIT);

        return (struct canvas_cell){!look->unicode || gap == 0 || gap > 7
                                        ? glyph(look, GLYPH_START)
                                        : glyph_left_eighths(look, gap),
                                    STYLE_USED_GAP};
    }
    if (data >= UNIT)
        return (struct canvas_cell){glyph(look, GLYPH_FULL), STYLE_USED};
    if (!look->unicode)
        return data >= UNIT / 2 ? (struct canvas_cell){'#', STYLE_USED}
                                : (struct canvas_cell){'~', STYLE_USED_SLACK};
    if (data == 0)
        return (struct canvas_cell){glyph(look, GLYPH_FULL), STYLE_SLACK};
    data = (data + 1) / 2 < 7 ? (data + 1) / 2 : 7;
    return (struct canvas_cell){glyph_left_eighths(look, (int)data),
                                STYLE_USED_SLACK};
}

static struct canvas_cell
free_cell(const struct look *look, const struct map_unit *unit, size_t i)
{
    enum glyph which = GLYPH_FREE;

    if (i == 0)
        which = unit->n == 1 ? GLYPH_FREE_ONE : GLYPH_FREE_START;
    else if (i + 1 == unit->n)
        which = GLYPH_FREE_END;
    return (struct canvas_cell){glyph(look, which), STYLE_FREE};
}

/* The character of the order number in cell I; 0: none there. */
static uint32_t
number_char(const struct look *look, const struct map_unit *unit, size_t i)
{
    char digits[12];
    int n;

    if (unit->place == 0 || i < unit->place_at)
        return 0;
    if (unit->place_wide)
        return i == unit->place_at ? glyph(look, GLYPH_WIDE) : 0;
    n = snprintf(digits, sizeof digits, "%u", unit->place);
    i -= unit->place_at;
    return i < (size_t)n ? (uint32_t)digits[i] : 0;
}

struct canvas_cell
map_unit_cell(const struct look *look, const struct map_unit *unit, size_t i,
              bool *badge)
{
    uint32_t digit;

    *badge = false;
    switch (unit->state) {
    case VIEW_USED:
        return used_cell(look, unit, i);
    case VIEW_FREE:
        digit = number_char(look, unit, i);
        *badge = digit != 0;
        if (digit)
            return (struct canvas_cell){digit, STYLE_BADGE};
        return free_cell(look, unit, i);
    case VIEW_OWN:
        return (struct canvas_cell){glyph(look, GLYPH_OWN), STYLE_OWN};
    case VIEW_GAP:
        return map_gap_cell(look);
    case VIEW_DAMAGED:
        break;
    }
    return map_damage_cell(look, i, unit->n);
}

void
map_unit_number(struct map_unit *unit, size_t col, size_t row_cells,
                bool after_free)
{
    size_t digits = unit->place > 9 ? 2 : 1;
    size_t least = after_free ? 1 : 0;

    unit->place_wide = false;
    for (size_t at = 1; at < 4 && at + digits <= unit->n; at++) {
        if ((col + at) % row_cells + digits <= row_cells) {
            unit->place_at = at;
            return;
        }
    }
    if (least == 0 && digits <= unit->n && col + digits <= row_cells) {
        unit->place_at = 0;
        return;
    }
    unit->place_wide = true;
    unit->place_at = unit->n > 1 ? 1 : least;
    if (unit->place_at >= unit->n)
        unit->place = 0; /* the block before it ends here: no room at all */
}

/* --- drawing ---------------------------------------------------------------*/
static struct map_unit
unit_of(const struct map_scene *scene, const struct view_block *b,
        bool after_free)
{
    const struct map_grid *grid = scene->grid;
    size_t cells = (size_t)grid->row_cells;
    size_t first = (b->start + grid->shift) / UNIT;
    struct map_unit unit = {.state = b->state, .header = b->header};
    const struct map_place *place;

    unit.n = (b->start + b->size + grid->shift + UNIT - 1) / UNIT - first;
    unit.data = b->header + b->asked;
    if (map_is_damaged(scene, b))
        unit.state = VIEW_DAMAGED;
    place = b->state == VIEW_FREE ? map_shown_place(scene, b->off) : NULL;
    if (place) {
        unit.place = place->place;
        map_unit_number(&unit, map_cell_col(grid, first), cells, after_free);
    }
    return unit;
}

/* STEP: of the colour key, if there is one. */
static void
draw_cell(struct map_scene *scene, const struct view_block *b,
          const struct map_unit *unit, unsigned step, size_t k)
{
    const struct map_grid *grid = scene->grid;
    size_t lo = map_cell_lo(grid, k), hi = map_cell_hi(grid, k);
    size_t i = k - (b->start + grid->shift) / UNIT;
    enum map_tone tone = map_tone_of(scene, b, lo, hi);
    struct canvas_cell cell;
    bool badge;

    cell = map_unit_cell(scene->look, unit, i, &badge);
    if (badge)
        cell.style = map_badge_style(scene, map_find_place(scene, b->off));
    if (map_is_tinted(scene))
        cell = map_tinted(scene->look, cell, step);
    map_put(scene, k, map_toned(scene->look, cell, tone));
    map_mark(scene, k, tone);
    if (b->state == VIEW_USED)
        map_use(scene, k, hi - lo);
}

/* A cell in which several rows meet: of the step of the last block in it. */
static void
draw_mixed(struct map_scene *scene, unsigned step, size_t k)
{
    struct heap_cell sum;
    struct canvas_cell cell;
    size_t bytes = map_cell_hi(scene->grid, k) - map_cell_lo(scene->grid, k);

    map_sum_rows(scene, k, 1, &sum);
    cell = map_far_cell(scene->look, &sum, bytes);
    if (map_is_tinted(scene))
        cell = map_tinted(scene->look, cell, step);
    map_put(scene, k, cell);
    map_use(scene, k, sum.used);
}

static bool
wants_label(const struct map_scene *scene, const struct view_block *b)
{
    return b->state == VIEW_USED && !map_is_damaged(scene, b) &&
           (b->name[0] != '\0' || scene->eye->numbers ||
            map_tone_of(scene, b, b->start, b->start + b->size) != TONE_NONE);
}

/* What a block's mark says where there is no room for words: behind its start,
 * or instead of that. In ASCII a number would read as a free block's. Answers
 * if there is something. */
static bool
draw_mark_text(struct map_scene *scene, const struct view_block *b, size_t from,
               size_t to)
{
    char text[MAP_MARK] = "";

    map_mark_text(scene, b, text);
    if (text[0] == '\0')
        return false;
    if (!scene->look->unicode && text[0] <= '9')
        return true;
    if (!map_mark_put(scene, from + 1, to, text))
        (void)map_mark_put(scene, from, to, text);
    return true;
}

static void
draw_block(struct map_scene *scene, const struct view_block *b, bool after_free)
{
    const struct map_grid *grid = scene->grid;
    struct map_unit unit = unit_of(scene, b, after_free);
    size_t from = (b->start + grid->shift) / UNIT;
    size_t stop = scene->first + scene->n, k = from;
    unsigned step = map_is_tinted(scene) ? map_step_of(scene, b) : 0;
    struct map_label label = {from + 1, from + unit.data / UNIT, 0, false};

    if (k < scene->first)
        k = scene->first;
    for (; k < from + unit.n && k < stop; k++) {
        if (map_cell_lo(grid, k) >= b->start &&
            (map_cell_hi(grid, k) <= b->start + b->size ||
             b->start + b->size >= scene->end))
            draw_cell(scene, b, &unit, step, k);
        else
            draw_mixed(scene, step, k);
    }
    if (label.to == from + unit.n)
        label.to--;
    if (wants_label(scene, b) && !map_label_draw(scene, b, &label) &&
        !draw_mark_text(scene, b, from, from + unit.n))
        scene->left_out.labels++;
}

void
map_unit_draw(struct map_scene *scene)
{
    size_t lo = map_cell_lo(scene->grid, scene->first);
    struct view_iter iter;
    struct view_block b;
    bool after_free = false;

    if (scene->n == 0)
        return;
    /* From the byte before, to know the state of the block before. */
    view_open(&iter, scene->session, lo > 0 ? lo - 1 : 0,
              map_cell_hi(scene->grid, scene->first + scene->n - 1));
    while (view_next(&iter, &b)) {
        if (b.start + b.size > lo)
            draw_block(scene, &b, after_free);
        after_free = b.state == VIEW_FREE;
    }
    map_marks_draw_dead(scene);
}
