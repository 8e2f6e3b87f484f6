/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_axis_row.c: the row below the plot: where now is, where the line's
 * peaks, stops and forks are, and between them round numbers of operations.
 * What matters more is put first, and nothing stands on anything else; without
 * that row the marks go onto the rule above.
 */
#include "tui/time_view.h"

#include "tui/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- marks -----------------------------------------------------------------*/
struct mark_look {
    enum landmark_kind kind;
    enum glyph glyph;
    enum style style;
    const char *legend; /* NULL: none of its own */
};
/* What matters more comes first. */
static const struct mark_look mark_looks[] = {
    {LANDMARK_PROBLEM, GLYPH_ALARM, STYLE_ALERT, "problem"},
    {LANDMARK_STOP, GLYPH_DOT, STYLE_BOLD, "stop"},
    {LANDMARK_PEAK, GLYPH_ARRIVE_UP, STYLE_BOLD, "peak"},
    {LANDMARK_FORK, GLYPH_FORK, STYLE_BOLD, "branch"},
    {LANDMARK_HEAP, GLYPH_ARRIVE_UP, STYLE_LABEL, NULL},
    {LANDMARK_FRAG, GLYPH_ARRIVE, STYLE_LABEL, "worst frag"},
};
enum { N_MARK_LOOKS = sizeof mark_looks / sizeof *mark_looks };

/* The marks of a kind that lie on the axis, by rising operation. */
struct marks {
    struct landmark all[LANDMARKS];
    size_t n;
};

static bool
is_on(const struct time_grid *grid, const struct landmark *mark)
{
    return mark->op >= grid->axis.from && mark->op <= grid->axis.to;
}

static int
mark_col(const struct time_grid *grid, const struct landmark *mark)
{
    return time_col(grid, time_axis_column(&grid->axis, mark->op));
}

/* --- a row in which nothing is put twice -----------------------------------*/
struct row {
    const struct pane *pane;
    const struct look *look;
    int at;                /* the pane's row */
    int from, stop;        /* columns */
    int words, words_stop; /* those of "op 116", its blank among them */
};

static struct canvas_cell *
cell_at(const struct row *row, int col)
{
    const struct pane *pane = row->pane;

    return &pane->canvas->cells[(pane->row + row->at) * pane->canvas->cols +
                                pane->col + col];
}

/* Is there nothing from COL on, N columns and one at each side? */
static bool
is_free(const struct row *row, int col, int n)
{
    if (col < row->from || col + n > row->stop)
        return false;
    for (int i = col - 1; i <= col + n; i++) {
        if (i >= row->from && i < row->stop && cell_at(row, i)->ch != ' ')
            return false;
    }
    return true;
}

/* False: it does not fit. */
static bool
put_words(const struct row *row, int col, enum style style, const char *text)
{
    if (!is_free(row, col, text_width(text)))
        return false;
    (void)screen_text(row->pane, row->look, row->at, col, style, text);
    return true;
}

static void
put_mark(const struct row *row, int col, const struct mark_look *how)
{
    if (col >= row->words && col < row->words_stop)
        return;
    if (col >= row->from && col < row->stop && cell_at(row, col)->ch == ' ')
        pane_put(row->pane, row->at, col, glyph(row->look, how->glyph),
                 how->style);
}

/* --- the axis --------------------------------------------------------------*/
/* The column of the mark at now; -1: none. */
static int
marked_now(const struct time_grid *grid, const struct marks *marks)
{
    for (size_t i = 0; i < marks->n; i++) {
        if (marks->all[i].op == grid->now && is_on(grid, &marks->all[i]))
            return mark_col(grid, &marks->all[i]);
    }
    return -1;
}

/* "op 116" below now; beside a mark that stands there: "peak ▲ op 116". */
static void
put_now(struct row *row, const struct time_grid *grid,
        const struct marks *marks)
{
    char text[32];
    int n = snprintf(text, sizeof text, "op %" PRIu64, grid->now);
    int mark = marked_now(grid, marks);
    int col = time_now_col(grid) - n / 2;

    if (!grid->has_now)
        return;
    if (mark >= 0)
        col = mark + 2 + n <= row->stop ? mark + 2 : mark - 1 - n;
    if (col + n > row->stop)
        col = row->stop - n;
    if (col < row->from)
        col = row->from;
    (void)put_words(row, col, STYLE_BOLD, text);
    row->words = col;
    row->words_stop = col + n;
}

static void
put_marks(const struct row *row, const struct time_grid *grid,
          const struct marks *marks, const struct mark_look *how)
{
    for (size_t i = 0; i < marks->n; i++) {
        if (marks->all[i].kind == how->kind && is_on(grid, &marks->all[i]))
            put_mark(row, mark_col(grid, &marks->all[i]), how);
    }
}

/* Their words, where there is room behind them or before them. */
static void
put_mark_words(const struct row *row, const struct time_grid *grid,
               const struct marks *marks, const struct mark_look *how)
{
    for (size_t i = 0; i < marks->n; i++) {
        const struct landmark *mark = &marks->all[i];
        int col = mark_col(grid, mark), n = text_width(mark->text);

        if (mark->kind != how->kind || !is_on(grid, mark) ||
            cell_at(row, col)->ch != glyph(row->look, how->glyph))
            continue;
        if (col + 2 + n <= row->stop && is_free(row, col + 2, n))
            (void)put_words(row, col + 2, how->style, mark->text);
        else if (col - 1 - n > row->from && is_free(row, col - 1 - n, n))
            (void)put_words(row, col - 1 - n, how->style, mark->text);
    }
}

static void
put_ends(const struct row *row, const struct time_grid *grid)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRIu64, grid->axis.to);

    (void)put_words(row, row->stop - n, STYLE_LABEL, text);
    (void)snprintf(text, sizeof text, "%" PRIu64, grid->axis.from);
    (void)put_words(row, row->from, STYLE_LABEL, text);
}

static void
put_numbers(const struct row *row, const struct time_grid *grid)
{
    const struct time_axis *axis = &grid->axis;
    uint64_t tick = time_axis_tick(axis, 12);
    char text[24];
    int n;

    for (uint64_t op = axis->from / tick * tick; op < axis->to; op += tick) {
        if (op <= axis->from)
            continue;
        n = snprintf(text, sizeof text, "%" PRIu64, op);
        (void)put_words(row, time_col(grid, time_axis_column(axis, op)) - n / 2,
                        STYLE_LABEL, text);
    }
}

void
time_axis_draw(const struct pane *pane, const struct look *look,
               const struct session *session, const struct time_grid *grid)
{
    struct row row = {.pane = pane,
                      .look = look,
                      .at = grid->axis_row,
                      .from = grid->left,
                      .stop = grid->left + (int)grid->axis.n + grid->has_now};
    struct marks marks;

    if (grid->axis_row < 0)
        return;
    marks.n = view_landmarks(session, marks.all, LANDMARKS);
    put_now(&row, grid, &marks);
    for (int i = 0; i < N_MARK_LOOKS; i++)
        put_marks(&row, grid, &marks, &mark_looks[i]);
    put_ends(&row, grid);
    for (int i = 0; i < N_MARK_LOOKS; i++)
        put_mark_words(&row, grid, &marks, &mark_looks[i]);
    put_numbers(&row, grid);
}

/* --- on a rule -------------------------------------------------------------*/
bool
time_is_rule(const struct pane *pane, const struct look *look, int row, int col)
{
    const struct row at = {.pane = pane, .at = row};

    return col >= 0 && col < pane->cols &&
           cell_at(&at, col)->ch == glyph(look, GLYPH_H);
}

static bool
is_line(const struct row *row, int col)
{
    return time_is_rule(row->pane, row->look, row->at, col);
}

/* The rule begins a column before the pane does. */
void
time_marks_on_rule(const struct pane *rule, const struct look *look,
                   const struct session *session, const struct time_grid *grid)
{
    struct row row = {.pane = rule, .look = look};
    struct marks marks;

    marks.n = view_landmarks(session, marks.all, LANDMARKS);
    for (int i = 0; i < N_MARK_LOOKS; i++) {
        for (size_t k = 0; k < marks.n; k++) {
            int col = mark_col(grid, &marks.all[k]) + 1;

            if (marks.all[k].kind == mark_looks[i].kind &&
                is_on(grid, &marks.all[k]) && is_line(&row, col))
                pane_put(rule, 0, col, glyph(look, mark_looks[i].glyph),
                         mark_looks[i].style);
        }
    }
}

/* --- what it all means -----------------------------------------------------*/
struct item {
    uint32_t sample[2]; /* the second may be 0 */
    enum style style;
    const char *words;
};

/* One item between blanks, if the rule is free there; answers the column of the
 * last blank, which the next item begins with. */
static int
put_item(const struct row *row, int col, const struct item *item)
{
    int samples = item->sample[1] ? 2 : 1;
    int n = 1 + samples + 1 + text_width(item->words);

    for (int i = col; i <= col + n; i++) {
        if (!is_line(row, i) && !(i == col && cell_at(row, i)->ch == ' '))
            return col;
    }
    pane_put(row->pane, 0, col, ' ', STYLE_LABEL);
    for (int i = 0; i < samples; i++)
        pane_put(row->pane, 0, col + 1 + i, item->sample[i], item->style);
    pane_put(row->pane, 0, col + 1 + samples, ' ', STYLE_LABEL);
    (void)pane_text(row->pane, 0, col + samples + 2, STYLE_LABEL, item->words);
    pane_put(row->pane, 0, col + n, ' ', STYLE_LABEL);
    return col + n;
}

static int
put_areas(const struct row *row, int col, bool ahead)
{
    const struct look *look = row->look;
    uint32_t full = glyph(look, GLYPH_FULL), heap = look->unicode ? full : '.',
             grey = look->unicode ? full : ':';
    const struct item items[] = {
        {{full, full}, STYLE_LIVE, "live"},
        {{heap, heap}, STYLE_HEAP, "heap"},
        {{glyph_low_eighths(look, 2), glyph_low_eighths(look, 5)},
         STYLE_LABEL,
         "frag"},
        {{grey, grey}, STYLE_LABEL, "ahead"},
    };

    for (int i = 0; i < (ahead ? 4 : 3); i++)
        col = put_item(row, col, &items[i]);
    return col;
}

void
time_legend_draw(const struct pane *rule, const struct look *look,
                 const struct session *session, int col)
{
    struct row row = {.pane = rule, .look = look};
    struct session_place place;
    struct marks marks;

    session_place(session, &place);
    marks.n = view_landmarks(session, marks.all, LANDMARKS);
    col = put_areas(&row, col, place.known > place.op);
    for (int i = 0; i < N_MARK_LOOKS; i++) {
        const struct mark_look *how = &mark_looks[i];
        bool any = false;

        for (size_t k = 0; k < marks.n; k++)
            any |= marks.all[k].kind == how->kind;
        if (any && how->legend)
            col = put_item(&row, col,
                           &(struct item){{glyph(look, how->glyph), 0},
                                          how->style,
                                          how->legend});
    }
}
