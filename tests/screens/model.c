/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model.c: see model.h. The rules are those of docs/SCREEN.md, written here a
 * second time on purpose: nothing is shared with the code that draws.
 */
#include "model_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what the session says -------------------------------------------------*/
static bool
grow(void *list, size_t n, size_t size)
{
    void **at = list;
    void *grown;

    if (n & (n - 1))
        return true;
    grown = realloc(*at, (n ? 2 * n : 1) * size);
    if (grown)
        *at = grown;
    return grown != NULL;
}

static bool
take_rows(struct model *m)
{
    struct view_iter iter;
    struct view_block b;

    view_open(&iter, m->session, 0, SIZE_MAX);
    while (view_next(&iter, &b)) {
        if (!grow(&m->rows, m->n_rows, sizeof *m->rows))
            return false;
        m->rows[m->n_rows++] = b;
    }
    return true;
}

static bool
take_places(struct model *m)
{
    struct view_block blocks[MODEL_NUMBERED];

    for (unsigned list = 0; list < view_n_lists(m->session); list++) {
        size_t n =
            view_list_blocks(m->session, list, blocks, MODEL_NUMBERED, NULL);

        for (size_t i = 0; i < n; i++) {
            if (!grow(&m->places, m->n_places, sizeof *m->places))
                return false;
            m->places[m->n_places++] =
                (struct model_place){blocks[i].off, list, (unsigned)i + 1};
        }
    }
    return true;
}

/* An allocation changes the block it gave; everything else, all it touched. */
static void
take_changes(struct model *m)
{
    enum op_kind kind = session_last(m->session)->kind;
    bool takes = kind == OP_ALLOC || kind == OP_CALLOC || kind == OP_MEMALIGN;
    size_t n = view_changes(m->session, m->changes);

    for (size_t i = 0; i < n; i++) {
        if (!takes || m->changes[i].state == VIEW_USED)
            m->changes[m->n_changes++] = m->changes[i];
    }
}

bool
model_open(struct model *m, const struct session *session)
{
    struct figures figures;

    memset(m, 0, sizeof *m);
    m->session = session;
    take_changes(m);
    view_figures(session, &figures);
    m->op = figures.op;
    return take_rows(m) && take_places(m);
}

void
model_close(struct model *m)
{
    free(m->rows);
    free(m->places);
    free(m->told);
    free(m->seen);
    free(m->steps);
    free(m->whole);
    memset(m, 0, sizeof *m);
}

/* --- small questions -------------------------------------------------------*/
static size_t
heap_end(const struct model *m)
{
    const struct view_block *last = &m->rows[m->n_rows - 1];

    return last->start + last->size;
}

size_t
model_cell_lo(const struct model *m, size_t k)
{
    size_t at = k * m->grid->cell;

    return at < m->grid->shift ? 0 : at - m->grid->shift;
}

size_t
model_cell_hi(const struct model *m, size_t k)
{
    return (k + 1) * m->grid->cell - m->grid->shift;
}

const struct view_block *
model_row_at(const struct model *m, size_t at)
{
    size_t low = 0, high = m->n_rows;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        *(m->rows[middle].start <= at ? &low : &high) = middle;
    }
    return &m->rows[low];
}

const struct model_place *
model_place_of(const struct model *m, size_t off)
{
    for (size_t i = 0; i < m->n_places; i++) {
        if (m->places[i].off == off)
            return &m->places[i];
    }
    return NULL;
}

bool
model_is_damaged(const struct model *m, const struct view_block *b)
{
    const struct heap_report *report = session_problems(m->session);

    for (size_t i = 0;
         report && i < report->n_violations && i < HEAP_MAX_VIOLATIONS; i++) {
        if (b->off != 0 && report->violations[i].off == b->off)
            return true;
    }
    return b->state == VIEW_DAMAGED;
}

/* The selection is a byte: what lies there now is the selected block. */
bool
model_is_selected(const struct model *m, const struct view_block *b)
{
    size_t at = m->eye->selected;

    return at != 0 && (b->state == VIEW_USED || b->state == VIEW_FREE) &&
           at >= b->start && at - b->start < b->size;
}

bool
model_is_changed(const struct model *m, size_t lo, size_t hi)
{
    for (size_t i = 0; i < m->n_changes; i++) {
        const struct view_change *c = &m->changes[i];

        if (c->start < hi && lo < c->start + c->size)
            return true;
    }
    return false;
}

bool
model_wrong(struct model *m, size_t k, const char *format, ...)
{
    va_list args;
    int n = snprintf(m->wrong, sizeof m->wrong,
                     "%zu B a cell, %s, cell %zu (byte 0x%zx): ", m->grid->cell,
                     m->decoder.ascii ? "ASCII" : "Unicode", k,
                     model_cell_lo(m, k));

    va_start(args, format);
    (void)vsnprintf(m->wrong + n, sizeof m->wrong - (size_t)n, format, args);
    va_end(args);
    return false;
}

/* --- reading back ----------------------------------------------------------*/
/* Room for what N cells look like, and for what that means. */
static bool
make_room(struct model *m, size_t n)
{
    free(m->told);
    free(m->seen);
    free(m->steps);
    free(m->whole);
    m->told = calloc(n, sizeof *m->told);
    m->seen = calloc(n, sizeof *m->seen);
    m->steps = calloc(n, sizeof *m->steps);
    m->whole = calloc(n, sizeof *m->whole);
    return m->told && m->seen && m->steps && m->whole;
}

struct seen
model_seen(const struct model *m, int row, int col)
{
    return m->screen->read(m->screen->context, row, col);
}

static void
read_row(struct model *m, int r)
{
    const struct map_grid *g = m->grid;
    size_t cells = (size_t)g->row_cells, from = (size_t)r * cells;

    for (size_t i = from; i < from + cells; i++)
        m->seen[i] = model_seen(m, g->first_row + r * g->pitch,
                                g->gutter + (int)(i - from));
    model_read_steps(m, from, cells);
    decode_row(&m->decoder, m->seen + from, cells, m->told + from);
}

static bool
read_back(struct model *m)
{
    const struct map_grid *g = m->grid;
    size_t in_view = (size_t)g->row_cells * (size_t)g->n_rows;
    const struct heap *heap = view_heap(m->session);
    size_t end = heap_end(m), total;

    if (heap && g->cell >= 16)
        end -= heap_get_shape(heap).back;
    total = (end + g->shift + g->cell - 1) / g->cell;
    m->first = g->lo / g->cell;
    m->n =
        total > m->first ? total - m->first : 0; /* a race's may be shorter */
    m->n = m->n < in_view ? m->n : in_view;
    if (!make_room(m, in_view))
        return false;
    for (int r = 0; r < g->n_rows; r++)
        read_row(m, r);
    for (size_t i = m->n; i < in_view; i++) {
        if (m->told[i].kind != TOLD_BLANK)
            return model_wrong(m, m->first + i, "something beyond the end");
    }
    return true;
}

/* --- 16 B a cell -----------------------------------------------------------*/
static enum told_kind
kind_of(const struct model *m, const struct view_block *b)
{
    static const enum told_kind kinds[] = {
        [VIEW_FREE] = TOLD_FREE,       [VIEW_USED] = TOLD_USED,
        [VIEW_OWN] = TOLD_OWN,         [VIEW_GAP] = TOLD_UNKNOWN,
        [VIEW_DAMAGED] = TOLD_DAMAGED,
    };

    return model_is_damaged(m, b) ? TOLD_DAMAGED : kinds[b->state];
}

/* Can a reader tell from the cells alone that a block begins at cell I? */
static bool
begins(const struct model *m, size_t i)
{
    const struct told *t = &m->told[i], *before = t - 1;

    if (t->start || t->kind != before->kind || t->selected != before->selected)
        return true;
    return t->kind == TOLD_FREE && before->end;
}

static bool
unit_cell_agrees(struct model *m, size_t i)
{
    size_t k = m->first + i, lo = model_cell_lo(m, k), hi = model_cell_hi(m, k);
    const struct view_block *b = model_row_at(m, lo);
    const struct told *t = &m->told[i];
    size_t data = b->start + b->header + b->asked;
    bool first = b->start == lo && b->state != VIEW_OWN;

    if (t->kind != kind_of(m, b))
        return model_wrong(m, k, "told kind %d, is %d", t->kind, kind_of(m, b));
    if (t->kind == TOLD_DAMAGED || t->kind == TOLD_OWN)
        return true;
    if (t->start && !first)
        return model_wrong(m, k, "told a start, is none");
    if (i > 0 && m->told[i - 1].kind != TOLD_DAMAGED && begins(m, i) != first)
        return model_wrong(m, k, "begins: told %d, is %d", begins(m, i), first);
    if (t->selected != model_is_selected(m, b))
        return model_wrong(m, k, "selected: told %d", t->selected);
    if (t->changed && !model_is_changed(m, lo, hi))
        return model_wrong(m, k, "told changed, is not");
    if (!m->decoder.ascii && !t->word && !t->selected && !t->slack &&
        !t->changed && model_is_changed(m, lo, hi))
        return model_wrong(m, k, "changed, but not told");
    if (t->slack && (b->state != VIEW_USED || data >= hi))
        return model_wrong(m, k, "told slack, has none");
    if (!m->decoder.ascii && !t->selected && b->state == VIEW_USED &&
        lo > b->start && data < hi && !t->slack)
        return model_wrong(m, k, "slack, but not told");
    return true;
}

/* The number read on the free block at row B: 0 none, UINT_MAX no room. */
static bool
unit_number_agrees(struct model *m, const struct view_block *b, size_t i,
                   bool after_free)
{
    const struct model_place *place = model_place_of(m, b->off);
    size_t cells = b->size / 16, n_digits = 0;
    unsigned number = 0;
    bool wide = false, chosen = true;

    for (size_t c = i; c < i + cells && c < m->n; c++) {
        const struct told *t = &m->told[c];

        wide |= t->number == '+';
        if (t->number && t->number != '+')
            number = number * 10 + t->number - '0', n_digits++;
        if (t->number && !t->selected && !t->changed)
            chosen = t->chosen;
    }
    if (m->eye->overlay == OVERLAY_OFF || !place)
        return number == 0 && !wide ? true
                                    : model_wrong(m, m->first + i, "a number");
    if (n_digits == 0 && !wide)
        return (after_free && cells == 1) || i + cells > m->n
                   ? true
                   : model_wrong(m, m->first + i, "no number");
    if (wide && (number != 0 || place->place < 10 || cells > 3))
        return model_wrong(m, m->first + i, "told no room for %u",
                           place->place);
    if (!wide && number != place->place && i + cells <= m->n)
        return model_wrong(m, m->first + i, "number told %u, is %u", number,
                           place->place);
    if (!m->decoder.ascii && m->decoder.depth == DEPTH_256 && !chosen &&
        place->list == map_chosen_list(m->eye, m->session))
        return model_wrong(m, m->first + i, "not drawn as on the chosen list");
    return true;
}

static bool
unit_agrees(struct model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        if (!unit_cell_agrees(m, i))
            return false;
    }
    for (size_t r = 0; r < m->n_rows; r++) {
        const struct view_block *b = &m->rows[r];
        size_t k = (b->start + m->grid->shift) / 16;

        if (b->state == VIEW_FREE && k >= m->first && k < m->first + m->n &&
            !model_is_damaged(m, b) &&
            !unit_number_agrees(m, b, k - m->first,
                                r > 0 && b[-1].state == VIEW_FREE))
            return false;
    }
    return true;
}

/* --- 32 B a cell and more --------------------------------------------------*/
struct sum {
    size_t used, free, own, n_used, n_free, n_changes, change;
    bool used_first, damaged;
};

static struct sum
sum_of(const struct model *m, size_t k)
{
    size_t lo = model_cell_lo(m, k), hi = model_cell_hi(m, k);
    const struct view_block *b = model_row_at(m, lo);
    const struct view_block *last = NULL;
    struct sum sum = {0};

    for (; b < m->rows + m->n_rows && b->start < hi; b++) {
        size_t from = b->start > lo ? b->start : lo;
        size_t to = b->start + b->size < hi ? b->start + b->size : hi;
        bool used = b->state == VIEW_USED;

        sum.damaged |= model_is_damaged(m, b);
        if (!used && b->state != VIEW_FREE) {
            sum.own += b->state == VIEW_GAP ? 0 : to - from;
            continue;
        }
        *(used ? &sum.used : &sum.free) += to - from;
        *(used ? &sum.n_used : &sum.n_free) += b->start >= lo;
        if (!last) {
            sum.used_first = used;
        } else if (last->state != b->state) {
            sum.n_changes++;
            sum.change = from - lo;
        }
        last = b;
    }
    return sum;
}

static struct told
far_expected(const struct model *m, const struct sum *s)
{
    size_t bytes = m->grid->cell;
    struct told t = {.kind = TOLD_UNKNOWN};

    if (s->damaged)
        t.kind = TOLD_DAMAGED;
    else if (s->used == 0 && s->free == 0)
        t.kind = s->own ? TOLD_OWN : TOLD_UNKNOWN;
    else if (s->used == 0)
        t = (struct told){.kind = TOLD_FREE, .start = s->n_free == 1};
    else if (s->used == bytes)
        t = (struct told){.kind = TOLD_USED, .start = s->n_used == 1};
    else if (!m->decoder.ascii && s->used + s->free == bytes &&
             s->n_changes == 1)
        t = (struct told){.kind = TOLD_MIXED, .split = s->used_first ? 1 : -1};
    else
        t = (struct told){.kind = TOLD_MIXED,
                          .shade = s->used * 3 <= bytes       ? 1
                                   : s->used * 3 <= bytes * 2 ? 2
                                                              : 3};
    return t;
}

static bool
split_agrees(const struct model *m, const struct sum *s, int split)
{
    double is = (double)s->change * 8 / (double)m->grid->cell;
    double told = split < 0 ? -split : split;

    return (split > 0) == s->used_first && told - is < 1.01 && is - told < 1.01;
}

static bool
far_cell_agrees(struct model *m, size_t i)
{
    struct sum s = sum_of(m, m->first + i);
    struct told want = far_expected(m, &s);
    const struct told *t = &m->told[i];
    size_t k = m->first + i;

    if (t->kind != want.kind)
        return model_wrong(m, k, "told kind %d, is %d (used %zu, free %zu)",
                           t->kind, want.kind, s.used, s.free);
    if (t->changed &&
        !model_is_changed(m, model_cell_lo(m, k), model_cell_hi(m, k)))
        return model_wrong(m, k, "told changed, is not");
    if (t->word || t->number || t->kind == TOLD_DAMAGED)
        return true;
    if (t->start != want.start && !(t->selected && t->kind == TOLD_FREE))
        return model_wrong(m, k, "start: told %d, is %d", t->start, want.start);
    if (want.split != 0 && !split_agrees(m, &s, t->split))
        return model_wrong(m, k, "split told %d, change at %zu", t->split,
                           s.change);
    if (t->shade != want.shade)
        return model_wrong(m, k, "shade told %d, is %d", t->shade, want.shade);
    return true;
}

/* Takes the digits of PLACE off the cells where they must be. */
static bool
far_number_agrees(struct model *m, const struct model_place *place)
{
    const struct map_grid *g = m->grid;
    const struct view_block *b = model_row_at(m, place->off);
    size_t from = (b->start + g->shift + g->cell - 1) / g->cell;
    size_t to = (b->start + b->size + g->shift) / g->cell;
    size_t cells = (size_t)g->row_cells;
    char digits[12];
    int n = snprintf(digits, sizeof digits, "%u", place->place);

    if (m->eye->overlay == OVERLAY_OFF || from + (size_t)n > to ||
        (g->cell > 128 && place->list != map_chosen_list(m->eye, m->session)) ||
        from < m->first || (from - m->first) % cells + (size_t)n > cells ||
        model_is_damaged(m, b))
        return true;
    for (size_t i = from - m->first; *digits && n > 0; i++, n--) {
        uint32_t want = (unsigned char)digits[i - (from - m->first)];

        if (i >= m->n)
            return true;
        if (m->told[i].number != want)
            return model_wrong(m, m->first + i, "number told '%c', is %u",
                               (char)m->told[i].number, place->place);
        m->told[i].number = 0;
    }
    return true;
}

static bool
far_agrees(struct model *m)
{
    for (size_t i = 0; i < m->n; i++) {
        if (!far_cell_agrees(m, i))
            return false;
    }
    for (size_t i = 0; i < m->n_places; i++) {
        if (!far_number_agrees(m, &m->places[i]))
            return false;
    }
    for (size_t i = 0; i < m->n; i++) {
        if (m->told[i].number != 0)
            return model_wrong(m, m->first + i, "a number of no block");
    }
    return true;
}

/* --- the whole ------------------------------------------------------------*/
bool
model_agrees(struct model *m, const struct model_screen *screen,
             const struct map_eye *eye, const struct map_grid *grid,
             const struct decoder *decoder)
{
    m->screen = screen;
    m->eye = eye;
    m->grid = grid;
    m->decoder = *decoder;
    m->wrong[0] = '\0';
    if (!read_back(m))
        return false;
    if (!(grid->cell > 16    ? far_agrees(m)
          : grid->cell == 16 ? unit_agrees(m)
                             : model_near_agrees(m)))
        return false;
    return model_steps_agree(m);
}
