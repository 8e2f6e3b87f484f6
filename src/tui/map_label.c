/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_label.c: words on blocks. A label never wraps and is never cut: it goes
 * before the end of the block's first row in view, or at the start of its
 * next row, or a shorter one is tried, or none is drawn.
 */
#include "tui/map_internal.h"

#include <stdio.h>

static void
used_text(const struct view_block *b, bool with_name, bool with_size,
          char buf[MAP_LABEL])
{
    int n = 0;

    if (b->id != 0)
        n = snprintf(buf, MAP_LABEL, "#%u", (unsigned)b->id);
    else
        buf[0] = '\0';
    if (with_name && b->name[0] != '\0')
        n += snprintf(buf + n, MAP_LABEL - (size_t)n, "%s%s", n ? " " : "",
                      b->name);
    if (with_size && b->id != 0)
        (void)snprintf(buf + n, MAP_LABEL - (size_t)n, "  %zu B", b->asked);
}

bool
map_label_text(const struct view_block *b, bool sizes, unsigned i,
               char buf[MAP_LABEL])
{
    if (b->state == VIEW_FREE) {
        (void)snprintf(buf, MAP_LABEL, "free %zu B", b->size);
        return sizes && i == 0;
    }
    if (b->state != VIEW_USED || b->id == 0)
        return false;
    if (!sizes)
        i++;
    if (i > 2)
        return false;
    used_text(b, i < 2, i == 0, buf);
    return true;
}

/* The part of [AT, TO) in AT's row: where it ends. */
static size_t
segment_end(const struct map_scene *scene, size_t at, size_t to)
{
    size_t cells = (size_t)scene->grid->row_cells;
    size_t row_end = scene->first + ((at - scene->first) / cells + 1) * cells;

    return row_end < to ? row_end : to;
}

/* The cell where LENGTH columns fit, in the first two rows; false: none. */
static bool
find_room(const struct map_scene *scene, const struct map_label *label,
          size_t length, size_t *at)
{
    size_t from = label->from > scene->first ? label->from : scene->first;
    size_t to = label->to, stop;

    if (to > scene->first + scene->n)
        to = scene->first + scene->n;
    for (int row = 0; row < 2 && from < to; row++) {
        stop = segment_end(scene, from, to);
        if (from + label->lead + length < stop + (label->lead == 0)) {
            *at = from + label->lead;
            return true;
        }
        from = stop;
    }
    return false;
}

/* Over bytes that nobody asked for a label keeps their colour; without
 * colours it hides them. */
static enum style
style_over(const struct map_scene *scene, size_t k, enum style style)
{
    if (!scene->look->unicode)
        return style;
    if (style == STYLE_DAMAGED)
        return style;
    switch (scene->cells[k - scene->first].style) {
    case STYLE_SLACK:
    case STYLE_SLACK_TEXT:
    case STYLE_USED_SLACK:
        return STYLE_SLACK_TEXT;
    default:
        return style;
    }
}

/* A step's digit right behind a label would be read as its last letter. */
static void
part_from_digits(struct map_scene *scene, size_t k, enum style style)
{
    const struct canvas_cell *cell = &scene->cells[k - scene->first];
    struct canvas_cell blank = {' ', style};
    struct canvas_cell full = {glyph(scene->look, GLYPH_FULL), STYLE_USED};

    if (k >= scene->first + scene->n || !map_is_tinted(scene))
        return;
    if (cell->ch >= '1' && cell->ch <= '0' + TINT_STEPS)
        map_put(scene, k, scene->look->unicode ? blank : full);
}

bool
map_text_draw(struct map_scene *scene, const struct map_label *label,
              enum style style, const char *text)
{
    size_t length = (size_t)text_width(text), at;
    uint32_t ch;

    if (length == 0 || !find_room(scene, label, length, &at))
        return false;
    while ((ch = text_next(&text)) != 0) {
        int width = char_width(ch);
        enum style over = style;

        if (width == 0) /* it would need the cell of the one before */
            continue;
        over = style_over(scene, at, style);
        map_put(scene, at++, (struct canvas_cell){ch, over});
        if (width == 2)
            map_put(scene, at++, (struct canvas_cell){0, over});
    }
    part_from_digits(scene, at, style);
    return true;
}

/* The I-th text with what the block's mark says before it, and behind all of
 * them that alone. */
static bool
marked_text(const struct view_block *b, bool sizes, unsigned i,
            const char *mark, char buf[MAP_LABEL])
{
    int n = *mark ? snprintf(buf, MAP_LABEL, "%s ", mark) : 0;
    char text[MAP_LABEL];

    if (map_label_text(b, sizes, i, text)) {
        (void)snprintf(buf + n, MAP_LABEL - (size_t)n, "%.*s",
                       MAP_LABEL - 1 - n, text);
        return true;
    }
    if (n)
        buf[n - 1] = '\0';
    return n && (i == 0 || map_label_text(b, sizes, i - 1, text));
}

bool
map_label_draw(struct map_scene *scene, const struct view_block *b,
               const struct map_label *label)
{
    enum style plain =
        b->state == VIEW_FREE ? STYLE_FREE_TEXT : STYLE_USED_TEXT;
    enum map_tone tone = map_tone_of(scene, b, b->start, b->start + b->size);
    struct canvas_cell cell = {'#', plain};
    char text[MAP_LABEL], mark[MAP_MARK];

    map_mark_text(scene, b, mark);
    if (map_is_tinted(scene) && tone == TONE_NONE)
        cell = map_tinted(scene->look, cell, map_step_of(scene, b));
    cell = map_toned(scene->look, cell, tone);
    for (unsigned i = 0; marked_text(b, label->sizes, i, mark, text); i++) {
        if (map_text_draw(scene, label, cell.style, text))
            return true;
    }
    return false;
}
