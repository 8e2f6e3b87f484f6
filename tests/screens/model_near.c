/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_near.c: the model close up, at 4 B and 1 B a cell: fields, the words
 * in link fields, and the numbers, which at 1 B (and at 4 B where there is no
 * room inside) stand on the line above their block.
 */
#include "model_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct near_want {
    enum told_kind kind;
    bool start, slack;
};

static struct near_want
near_expected(const struct model *m, const struct view_block *b, size_t at)
{
    static const enum told_kind kinds[] = {
        [FIELD_OWN] = TOLD_OWN,      [FIELD_HEADER] = TOLD_META,
        [FIELD_NEXT] = TOLD_LINK,    [FIELD_PREV] = TOLD_LINK,
        [FIELD_SPACE] = TOLD_FREE,   [FIELD_FOOTER] = TOLD_META,
        [FIELD_PAYLOAD] = TOLD_USED,
    };
    struct heap_field fields[HEAP_MAX_FIELDS];
    struct near_want want = {TOLD_OWN, false, false};
    size_t n;

    if (model_is_damaged(m, b))
        want.kind = TOLD_DAMAGED;
    if (want.kind == TOLD_DAMAGED ||
        (b->state != VIEW_USED && b->state != VIEW_FREE))
        return want;
    n = heap_block_fields(view_heap(m->session), b->off, fields);
    for (size_t i = 0; i < n; i++) {
        if (at >= fields[i].at && at < fields[i].at + fields[i].size)
            want.kind = kinds[fields[i].kind];
    }
    want.start = at == b->start;
    want.slack =
        want.kind == TOLD_USED && at >= b->start + b->header + b->asked;
    return want;
}

/* Words and fills of the arena's own bytes look like headers, and a blank in
 * a link's ink is either a link's end or the edge of a number. */
static enum told_kind
near_class(const struct model *m, enum told_kind kind)
{
    if (kind == TOLD_OWN && (m->grid->cell == 1 || m->decoder.ascii))
        return TOLD_META;
    return kind;
}

/* A digit of a number inside a block, or the edge of one. */
static bool
is_at_number(const struct model *m, size_t i)
{
    return m->told[i].number || (i > 0 && m->told[i - 1].number) ||
           (i + 1 < m->n && m->told[i + 1].number);
}

/* Selected and changed blocks are marked in all cells but their headers',
 * footers' and numbers'. A partly filled cell is not asked about. */
static bool
marks_agree(struct model *m, const struct view_block *b, size_t i)
{
    size_t k = m->first + i, lo = model_cell_lo(m, k), hi = model_cell_hi(m, k);
    const struct told *t = &m->told[i];
    bool selected = model_is_selected(m, b);

    if (t->kind == TOLD_META || t->kind == TOLD_OWN || t->kind == TOLD_MIXED ||
        t->word || is_at_number(m, i))
        return true;
    if (t->selected != selected)
        return model_wrong(m, k, "selected: told %d, is %d", t->selected,
                           selected);
    if (t->changed && !model_is_changed(m, lo, hi))
        return model_wrong(m, k, "told changed, is not");
    if (!m->decoder.ascii && t->kind != TOLD_USED && !selected && !t->changed &&
        model_is_changed(m, lo, hi))
        return model_wrong(m, k, "changed, is not told so");
    return true;
}

static bool
fields_agree(struct model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        size_t k = m->first + i, lo = model_cell_lo(m, k);
        const struct view_block *b = model_row_at(m, lo);
        struct near_want want = near_expected(m, b, lo);
        const struct told *t = &m->told[i];

        if (near_class(m, t->kind) != near_class(m, want.kind) &&
            !(want.kind == TOLD_LINK && t->kind == TOLD_FREE && !t->number))
            return model_wrong(m, k, "told kind %d, is %d", t->kind, want.kind);
        if (want.kind == TOLD_OWN || want.kind == TOLD_DAMAGED)
            continue;
        if (!marks_agree(m, b, i))
            return false;
        if (want.kind == TOLD_LINK)
            continue;
        if (t->start != want.start)
            return model_wrong(m, k, "start: told %d, is %d", t->start,
                               want.start);
        if (m->grid->cell == 1 && !t->word && t->slack != want.slack)
            return model_wrong(m, k, "slack: told %d, is %d", t->slack,
                               want.slack);
    }
    return true;
}

/* --- link fields ----------------------------------------------------------*/
/* What the cells of a link say, after the arrow: at 1 B the place it leads to,
 * "end" or "hd"; else nothing. */
static void
link_word(const struct model *m, const struct heap_field *field, char word[16])
{
    const struct model_place *place = model_place_of(m, (size_t)field->value);

    word[0] = '\0';
    if (m->grid->cell > 1)
        return;
    if (field->value == 0)
        (void)snprintf(word, 16, "%s",
                       field->kind == FIELD_NEXT ? "end" : "hd");
    else if (place)
        (void)snprintf(word, 16, "%u", place->place);
    else
        (void)snprintf(word, 16, "%c", m->decoder.ascii ? '*' : '+');
}

static bool
is_arrow(uint32_t ch, bool next)
{
    return ch == (next ? 0x2192u : 0x2190u) || ch == (next ? '>' : '<');
}

static bool
link_agrees(struct model *m, const struct heap_field *field)
{
    size_t from = field->at / m->grid->cell;
    size_t to = (field->at + field->size) / m->grid->cell;
    char word[16];

    link_word(m, field, word);
    for (size_t k = from; k < to; k++) {
        size_t at = k - from;
        uint32_t ch, want = ' ';

        if (k < m->first || k >= m->first + m->n)
            continue;
        ch = m->seen[k - m->first].ch;
        if (at == 0 && !is_arrow(ch, field->kind == FIELD_NEXT))
            return model_wrong(m, k, "a link without its arrow");
        if (at > 0 && at <= strlen(word))
            want = (unsigned char)word[at - 1];
        if (at > 0 && ch != want)
            return model_wrong(m, k, "link told '%c', leads to \"%s\"",
                               (char)ch, word);
    }
    return true;
}

static bool
links_agree(struct model *m, const struct view_block *b)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = heap_block_fields(view_heap(m->session), b->off, fields);

    for (size_t i = 0; i < n; i++) {
        if ((fields[i].kind == FIELD_NEXT || fields[i].kind == FIELD_PREV) &&
            !link_agrees(m, &fields[i]))
            return false;
    }
    return true;
}

/* --- numbers --------------------------------------------------------------*/
/* A number on the line above a row of cells; columns of the pane. */
struct mark {
    unsigned number;
    int from, to; /* its digits: [from, to) */
};

/* Where the line above cell K is. */
static void
above(const struct model *m, size_t k, int *row, int *col)
{
    size_t i = k - m->first, cells = (size_t)m->grid->row_cells;

    *row = m->grid->first_row + (int)(i / cells) * m->grid->pitch - 1;
    *col = m->grid->gutter + (int)(i % cells);
}

static bool
is_digit(uint32_t ch)
{
    return ch >= '0' && ch <= '9';
}

/* The digits around column COL, where there must be one. */
static struct mark
mark_at(const struct model *m, int row, int col)
{
    struct mark mark = {0, col, col};

    while (mark.from > 0 && is_digit(model_seen(m, row, mark.from - 1).ch))
        mark.from--;
    for (mark.to = mark.from; is_digit(model_seen(m, row, mark.to).ch);)
        mark.number = mark.number * 10 + model_seen(m, row, mark.to++).ch - '0';
    return mark;
}

/* Does the line above say that a free block starts at column COL? */
static bool
has_arrival(const struct model *m, int row, int col)
{
    uint32_t ch = model_seen(m, row, col).ch;

    return ch == 0x25bc || ch == 'v';
}

static bool
is_stroke(const struct model *m, int row, int col)
{
    uint32_t ch = model_seen(m, row, col).ch;

    return ch == 0x2500 || ch == '-';
}

/* The number that belongs to the free block drawn at column COL, either as
 * "▼─ 2 ", " 2 ─▼", "▼2" or "2▼", or, at 4 B without links, bare. 0: none is
 * there.
 */
static struct mark
mark_of(const struct model *m, int row, int col)
{
    static const struct mark none = {0, 0, 0};
    bool bare = m->grid->cell == 4 && m->eye->overlay == OVERLAY_ORDER;
    int at = col;

    if (!bare && !has_arrival(m, row, col))
        return none;
    if (!bare && is_stroke(m, row, col + 1) &&
        is_digit(model_seen(m, row, col + 3).ch))
        at = col + 3;
    else if (!bare && col >= 3 && is_stroke(m, row, col - 1) &&
             is_digit(model_seen(m, row, col - 3).ch))
        at = col - 3;
    else if (!bare && col + 1 < m->grid->gutter + m->grid->row_cells &&
             is_digit(model_seen(m, row, col + 1).ch))
        at = col + 1;
    else if (!bare)
        at = col - 1;
    return is_digit(model_seen(m, row, at).ch) ? mark_at(m, row, at) : none;
}

/* The number inside a free block; 0: none. */
static unsigned
number_inside(const struct model *m, const struct view_block *b)
{
    size_t cell = m->grid->cell, stop = (b->start + b->size) / cell;
    unsigned number = 0;

    for (size_t k = b->start / cell; k < stop; k++) {
        if (k < m->first || k >= m->first + m->n)
            continue;
        if (m->told[k - m->first].number)
            number = number * 10 + m->told[k - m->first].number - '0';
    }
    return number;
}

/* A number may be left out only where another one stands. */
static bool
is_crowded(const struct model *m, int row, int col)
{
    int end = m->grid->gutter + m->grid->row_cells;

    for (int c = col > 14 ? col - 14 : 0; c < col + 8 && c < end; c++) {
        uint32_t ch = model_seen(m, row, c).ch;

        if (is_digit(ch) || has_arrival(m, row, c) ||
            (ch < 128 && isalpha((int)ch)))
            return true;
    }
    return false;
}

/* The number of B, whose mark would be above cell K. *MARKS counts those that
 * stand above. */
static bool
near_number_agrees(struct model *m, const struct view_block *b, size_t k,
                   size_t *marks)
{
    const struct model_place *place = model_place_of(m, b->off);
    unsigned inside = m->grid->cell == 4 ? number_inside(m, b) : 0;
    unsigned want = place && m->eye->overlay != OVERLAY_OFF ? place->place : 0;
    struct mark mark;
    int row, col;

    if (inside)
        return inside == want && m->eye->overlay == OVERLAY_ORDER
                   ? true
                   : model_wrong(m, k, "number told %u, is %u", inside, want);
    if (k < m->first || k >= m->first + m->n)
        return true;
    above(m, k, &row, &col);
    mark = want ? mark_of(m, row, col) : (struct mark){0, 0, 0};
    *marks += mark.number != 0;
    if (mark.number != want && (mark.number || !is_crowded(m, row, col)))
        return model_wrong(m, k, "number told %u above, is %u", mark.number,
                           want);
    return true;
}

/* How many numbers stand on the lines above the rows of cells, those of blocks
 * (#7) not counted. */
static size_t
count_marks(const struct model *m)
{
    const struct map_grid *g = m->grid;
    size_t n = 0;

    for (int r = 0; r < g->n_rows; r++) {
        int row = g->first_row + r * g->pitch - 1;
        bool before = false;

        for (int col = g->gutter; col < g->gutter + g->row_cells; col++) {
            uint32_t ch = model_seen(m, row, col).ch;

            n += is_digit(ch) && !before;
            before = is_digit(ch) || ch == '#';
        }
    }
    return n;
}

static bool
numbers_agree(struct model *m)
{
    bool bare = m->grid->cell == 4 && m->eye->overlay == OVERLAY_ORDER;
    size_t lo = model_cell_lo(m, m->first), marks = 0, told;
    size_t hi = model_cell_hi(m, m->first + m->n - 1);
    const struct view_block *end = m->rows + m->n_rows;

    for (const struct view_block *b = model_row_at(m, lo);
         b < end && b->start < hi; b++) {
        size_t at = bare ? b->off : b->start;

        if (b->state == VIEW_FREE &&
            ((!model_is_damaged(m, b) && !links_agree(m, b)) ||
             !near_number_agrees(m, b, at / m->grid->cell, &marks)))
            return false;
    }
    told = count_marks(m);
    if (told != marks)
        return model_wrong(m, m->first, "%zu numbers above, %zu of blocks",
                           told, marks);
    return true;
}

bool
model_near_agrees(struct model *m)
{
    return fields_agree(m) && (m->grid->pitch < 3 || numbers_agree(m));
}
