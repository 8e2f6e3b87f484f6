/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_near.c: 4 B and 1 B a cell, where a block's own fields are seen. At 4 B
 * a header, a link and a footer are a cell each; at 1 B a column they are
 * words in place. The allocator's layout says where they lie.
 */
#include "tui/map_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A run of cells with one purpose, and the block it belongs to. */
struct run {
    struct map_scene *scene;
    const struct view_block *block;
    size_t from, to; /* cells */
    bool bad;        /* a field that the last check found to be wrong */
    unsigned step;   /* of the colour key; 0: as by state, or not known */
    bool tinted;
};

static void
put(const struct run *run, size_t k, uint32_t ch, enum style style)
{
    const struct map_grid *grid = run->scene->grid;
    struct canvas_cell cell = {ch, style};
    enum map_tone tone = map_tone_of(
        run->scene, run->block, map_cell_lo(grid, k), map_cell_hi(grid, k));

    if (run->tinted)
        cell = map_tinted(run->scene->look, cell, run->step);
    map_put(run->scene, k, map_toned(run->scene->look, cell, tone));
}

static void
put_all(const struct run *run, uint32_t ch, enum style style)
{
    size_t stop = run->scene->first + run->scene->n;
    size_t k = run->from < run->scene->first ? run->scene->first : run->from;

    for (; k < run->to && k < stop; k++)
        put(run, k, ch, style);
}

/* TEXT in the run, blanks after it. */
static void
put_word(const struct run *run, const char *text, enum style style)
{
    for (size_t k = run->from; k < run->to; k++) {
        uint32_t ch = *text ? text_next(&text) : ' ';

        put(run, k, ch, style);
    }
}

/* --- damage ----------------------------------------------------------------*/
/* Is it FIELD of its block that violation V is about? A link is, if it holds
 * what was found; when none does, both are in doubt. */
static bool
is_about(const struct heap_violation *v, const struct heap_field *field,
         const struct heap_field *fields, size_t n)
{
    switch (v->invariant) {
    case 3:
    case 5:
    case 9:
    case 10:
        if (field->kind != FIELD_NEXT && field->kind != FIELD_PREV)
            return false;
        for (size_t i = 0; i < n; i++) {
            if ((fields[i].kind == FIELD_NEXT ||
                 fields[i].kind == FIELD_PREV) &&
                fields[i].value == v->found)
                return field->value == v->found;
        }
        return true;
    case 7:
        return field->kind == FIELD_FOOTER;
    default:
        return field->kind == FIELD_HEADER;
    }
}

/* Field I of the N of block B: is it wrong, by the last check or by where its
 * list leads? */
static bool
is_bad(const struct map_scene *scene, const struct view_block *b,
       const struct heap_field *fields, size_t n, size_t i)
{
    const struct heap_report *report = scene->report;

    if (map_is_astray(scene, b, fields[i].kind))
        return true;
    if (!report)
        return false;
    for (size_t v = 0; v < report->n_violations && v < HEAP_MAX_VIOLATIONS;
         v++) {
        size_t off = report->violations[v].off;

        if (off != 0 && off >= b->start && off - b->start < b->size &&
            is_about(&report->violations[v], &fields[i], fields, n))
            return true;
    }
    return false;
}

/* --- fields ----------------------------------------------------------------*/
static void
draw_header(const struct run *run)
{
    const struct look *look = run->scene->look;
    bool words = run->scene->grid->cell == 1;
    struct run rest = *run;

    if (words)
        put_all(run, ' ', STYLE_HEADER);
    else
        put_all(run, look->unicode ? glyph(look, GLYPH_FULL) : '=', STYLE_OWN);
    put(run, run->from, run->bad ? '!' : glyph(look, GLYPH_START),
        STYLE_HEADER_GAP);
    rest.from++;
    if (words)
        put_word(&rest, rest.to - rest.from >= 6 ? "header" : "hdr",
                 STYLE_HEADER);
}

static void
draw_footer(const struct run *run)
{
    const struct look *look = run->scene->look;
    size_t n = run->to - run->from, last = run->to - 1;

    if (run->scene->grid->cell == 1)
        put_word(run,
                 n >= 8                       ? " footer"
                 : look->unicode && !run->bad ? "foot"
                 : run->bad                   ? " ftr"
                                              : "ftr",
                 STYLE_HEADER);
    else
        put_all(run, look->unicode ? glyph(look, GLYPH_FULL) : '=', STYLE_OWN);
    if (!look->unicode)
        put(run, last, ']', STYLE_HEADER);
    else if (run->scene->grid->cell > 1 &&
             map_is_damaged(run->scene, run->block))
        put(run, last, glyph(look, GLYPH_FREE_END), STYLE_OWN);
    if (run->bad)
        put(run, run->from, '!', STYLE_HEADER);
}

/* "→3", "→end", "←hd"; a place beyond the numbered ones is "→+" (ASCII: ">*").
 */
static void
link_word(const struct run *run, const struct heap_field *field, char *buf,
          size_t size)
{
    bool next = field->kind == FIELD_NEXT;
    const struct map_place *place =
        map_find_place(run->scene, (size_t)field->value);

    if (field->value == 0)
        (void)snprintf(buf, size, "%s", next ? "end" : "hd");
    else if (place)
        (void)snprintf(buf, size, "%u", place->place);
    else
        (void)snprintf(buf, size, "%c",
                       (int)glyph(run->scene->look, GLYPH_WIDE));
}

static void
draw_link(const struct run *run, const struct heap_field *field)
{
    const struct look *look = run->scene->look;
    struct run rest = *run;
    char word[16] = "";

    if (run->scene->grid->cell == 1)
        link_word(run, field, word, sizeof word);
    put(run, run->from,
        glyph(look, field->kind == FIELD_NEXT ? GLYPH_NEXT : GLYPH_PREV),
        STYLE_LINK);
    rest.from++;
    put_word(&rest, word, STYLE_LINK);
    if (run->bad)
        put(run, run->to - 1, '!', STYLE_LINK);
}

/* The first DATA bytes of the run were asked for, the rest was not. */
static void
draw_payload(const struct run *run, size_t data)
{
    const struct look *look = run->scene->look;
    size_t cell = run->scene->grid->cell;
    size_t stop = run->scene->first + run->scene->n;
    size_t k = run->from < run->scene->first ? run->scene->first : run->from;

    for (; k < run->to && k < stop; k++) {
        size_t at = (k - run->from) * cell;
        size_t n = data > at ? data - at : 0;

        if (n >= cell)
            put(run, k, glyph(look, GLYPH_FULL), STYLE_USED);
        else if (cell == 1)
            put(run, k, glyph(look, GLYPH_SLACK), STYLE_SLACK_TEXT);
        else if (!look->unicode)
            put(run, k, n * 2 >= cell ? '#' : '~',
                n * 2 >= cell ? STYLE_USED : STYLE_USED_SLACK);
        else if (n == 0)
            put(run, k, glyph(look, GLYPH_FULL), STYLE_SLACK);
        else
            put(run, k, glyph_left_eighths(look, (int)(n * 8 / cell)),
                STYLE_USED_SLACK);
    }
}

static void
draw_space(const struct run *run)
{
    struct map_scene *scene = run->scene;
    struct map_label label = {run->from, run->to, 2, true};
    const struct map_place *place;
    char text[16];

    put_all(run, glyph(scene->look, GLYPH_FREE), STYLE_FREE);
    if (scene->grid->cell == 1) {
        (void)map_label_draw(scene, run->block, &label);
        return;
    }
    place = map_shown_place(scene, run->block->off);
    if (!place || scene->eye->overlay == OVERLAY_LINKS ||
        map_is_damaged(scene, run->block))
        return;
    label.lead = 0;
    (void)snprintf(text, sizeof text, scene->look->unicode ? " %u " : ".%u.",
                   place->place);
    (void)map_text_draw(scene, &label, map_badge_style(scene, place), text);
}

static void
note_bare(struct map_scene *scene, const struct view_block *b)
{
    size_t cell = b->start / scene->grid->cell;

    if (b->id == 0 || map_is_damaged(scene, b))
        return;
    scene->left_out.labels++;
    if (scene->bare && cell >= scene->first && cell - scene->first < scene->n)
        scene->bare[scene->n_bare++] = (struct map_bare){cell, b->id};
}

static void
draw_field(struct run *run, const struct heap_field *field)
{
    const struct view_block *b = run->block;
    size_t cell = run->scene->grid->cell;
    size_t unasked = b->padding + b->slack;

    run->from = field->at / cell;
    run->to = (field->at + field->size + cell - 1) / cell;
    switch (field->kind) {
    case FIELD_HEADER:
        draw_header(run);
        break;
    case FIELD_FOOTER:
        draw_footer(run);
        break;
    case FIELD_NEXT:
    case FIELD_PREV:
        draw_link(run, field);
        break;
    case FIELD_PAYLOAD:
        draw_payload(run, field->size > unasked ? field->size - unasked : 0);
        if (!map_label_draw(run->scene, b,
                            &(struct map_label){run->from, run->to, 1, true}))
            note_bare(run->scene, b);
        break;
    case FIELD_SPACE:
        draw_space(run);
        break;
    case FIELD_OWN:
        put_all(run, glyph(run->scene->look, GLYPH_OWN), STYLE_OWN);
        break;
    }
}

/* --- rows ------------------------------------------------------------------*/
/* The fields of a block; without a heap to ask, header and payload. */
static size_t
fields_of(const struct map_scene *scene, const struct view_block *b,
          struct heap_field fields[HEAP_MAX_FIELDS])
{
    size_t n = 0;

    if (scene->heap)
        return view_fields(scene->session, b->off, fields);
    if (b->header > 0)
        fields[n++] = (struct heap_field){FIELD_HEADER, b->start, b->header, 0};
    fields[n++] =
        (struct heap_field){b->state == VIEW_FREE ? FIELD_SPACE : FIELD_PAYLOAD,
                            b->start + b->header, b->size - b->header, 0};
    return n;
}

static void
draw_damage(struct map_scene *scene, size_t from, size_t to)
{
    size_t k = from < scene->first ? scene->first : from;

    for (; k < to && k < scene->first + scene->n; k++)
        map_put(scene, k, map_damage_cell(scene->look, k - from, to - from));
}

static void
draw_block(struct map_scene *scene, const struct view_block *b)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    struct run run = {.scene = scene, .block = b};
    size_t n = fields_of(scene, b, fields);
    size_t cell = scene->grid->cell;

    if (map_is_tinted(scene) && b->state == VIEW_USED) {
        run.tinted = true;
        run.step = map_step_of(scene, b);
    }
    for (size_t i = 0; i < n; i++) {
        run.bad = is_bad(scene, b, fields, n, i);
        draw_field(&run, &fields[i]);
    }
    if (n == 0)
        draw_damage(scene, b->start / cell,
                    (b->start + b->size + cell - 1) / cell);
}

/* The arena's own bytes: its signature or prologue, and the epilogue. */
static void
draw_own(struct map_scene *scene, const struct view_block *b)
{
    const struct look *look = scene->look;
    size_t cell = scene->grid->cell;
    struct run run = {scene,
                      b,
                      b->start / cell,
                      (b->start + b->size + cell - 1) / cell,
                      false,
                      0,
                      false};
    const char *word = b->size >= 16 ? " prologue" : " heapglass";

    if (cell > 1) {
        put_all(&run, glyph(look, GLYPH_OWN), STYLE_OWN);
        return;
    }
    put_all(&run, look->unicode ? ' ' : '=', STYLE_HEADER);
    if (b->start != 0) {
        put(&run, run.from++, glyph(look, GLYPH_START), STYLE_HEADER_GAP);
        word = "end";
    }
    for (size_t k = run.from; *word && k < run.to; k++, word++)
        put(&run, k, look->unicode || *word != ' ' ? (uint32_t)*word : '=',
            STYLE_HEADER);
}

static void
draw_gap(struct map_scene *scene, size_t from, size_t to)
{
    size_t k = from < scene->first ? scene->first : from;

    for (; k < to && k < scene->first + scene->n; k++)
        map_put(scene, k, map_gap_cell(scene->look));
}

static void
draw_row(struct map_scene *scene, const struct view_block *b)
{
    size_t cell = scene->grid->cell;
    size_t from = b->start / cell;
    size_t to = (b->start + b->size + cell - 1) / cell;

    switch (b->state) {
    case VIEW_USED:
    case VIEW_FREE:
        draw_block(scene, b);
        break;
    case VIEW_OWN:
        draw_own(scene, b);
        break;
    case VIEW_GAP:
        draw_gap(scene, from, to);
        break;
    case VIEW_DAMAGED:
        draw_damage(scene, from, to);
        break;
    }
}

static void
mark_rows(struct map_scene *scene, const struct view_block *b)
{
    const struct map_grid *grid = scene->grid;
    size_t k = b->start / grid->cell, to = (b->start + b->size) / grid->cell;

    for (k = k < scene->first ? scene->first : k;
         k < to && k < scene->first + scene->n; k++)
        map_mark(
            scene, k,
            map_tone_of(scene, b, map_cell_lo(grid, k), map_cell_hi(grid, k)));
}

void
map_near_draw(struct map_scene *scene)
{
    struct view_iter iter;
    struct view_block b;

    if (scene->n == 0)
        return;
    scene->bare = calloc(scene->n, sizeof *scene->bare);
    view_open(&iter, scene->session, map_cell_lo(scene->grid, scene->first),
              map_cell_hi(scene->grid, scene->first + scene->n - 1));
    while (view_next(&iter, &b)) {
        draw_row(scene, &b);
        mark_rows(scene, &b);
    }
}

/* --- labels above ----------------------------------------------------------*/
void
map_near_label(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;

    for (size_t i = 0; i < scene->n_bare && grid->pitch > 1; i++) {
        size_t k = scene->bare[i].cell - scene->first;
        size_t cells = (size_t)grid->row_cells;
        int row = grid->first_row + (int)(k / cells) * grid->pitch - 1;
        int col = grid->gutter + (int)(k % cells), n;
        char text[16];

        n = snprintf(text, sizeof text, "#%u", (unsigned)scene->bare[i].id);
        if (col + n > grid->gutter + grid->row_cells ||
            !pane_is_blank(scene->pane, row, col - 1, n + 2))
            continue;
        (void)pane_text(scene->pane, row, col, STYLE_LABEL, text);
        scene->left_out.labels--;
    }
}
