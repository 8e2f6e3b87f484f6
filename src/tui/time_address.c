/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_address.c: the picture of time by address: a column is a moment, a row
 * a stretch of the heap, and the colour says how much of it was in use then. A
 * cell has two rows in its halves; in ASCII one row, and a character for each
 * colour.
 *
 * Where a column is still being worked on it shows what the one before it
 * shows, so that the picture sharpens.
 */
#include "tui/time_view.h"

#include "session/size_text.h"
#include "tui/screen.h"

#include <inttypes.h>
#include <stdio.h>

enum { LABEL_EVERY = 4, ALIGN = 16 };

/* How the picture's rows follow on the stretches of time_picture.h. */
struct scale {
    size_t group;  /* stretches a row */
    size_t bytes;  /* a row */
    int in_a_cell; /* rows */
};

/* 1, 2, 4 ... 16, and from there also 48, 96, ...: few rows stay empty, and
 * blocks start where rows do. */
static size_t
coarser(size_t group, size_t step)
{
    bool is_power = (group & (group - 1)) == 0;

    if (!is_power)
        return group / 3 * 4;
    if (group == 1 || group * step < 2 * (size_t)ALIGN)
        return 2 * group;
    return group / 2 * 3;
}

static struct scale
scale_of(const struct time_view *view, const struct look *look,
         const struct time_grid *grid)
{
    size_t step = time_picture_step(view->picture);
    size_t all =
        time_picture_top(view->picture) + time_picture_shift(view->picture);
    struct scale scale = {.group = 1, .in_a_cell = look->unicode ? 2 : 1};
    size_t rows = (size_t)grid->picture_rows * (size_t)scale.in_a_cell;

    while (scale.group * step * rows < all)
        scale.group = coarser(scale.group, step);
    scale.bytes = scale.group * step;
    return scale;
}

/* --- cells -----------------------------------------------------------------*/
static enum time_fill
fill_at(const struct time_view *view, const struct scale *scale, size_t k,
        int row)
{
    struct time_use use = time_picture_use(
        view->picture, k, (size_t)row * scale->group, scale->group);

    return time_fill_of(&use);
}

static struct canvas_cell
ascii_cell(enum time_fill fill)
{
    static const struct canvas_cell cells[] = {
        [TIME_NO_HEAP] = {' ', STYLE_PLAIN},
        [TIME_FREE] = {'.', STYLE_HEAP},
        [TIME_MOSTLY] = {'%', STYLE_MOSTLY},
        [TIME_USED] = {'#', STYLE_LIVE},
    };

    return cells[fill];
}

/* Two rows in one cell. Of two colours the one in more use is the ink: it is
 * drawn in its half, on the other as paper. */
static struct canvas_cell
half_cell(const struct look *look, enum time_fill upper, enum time_fill lower)
{
    static const enum style on[TIME_USED + 1][TIME_USED + 1] = {
        /* ink, then paper */
        [TIME_FREE] = {[TIME_NO_HEAP] = STYLE_HEAP},
        [TIME_MOSTLY] =
            {[TIME_NO_HEAP] = STYLE_MOSTLY, [TIME_FREE] = STYLE_MOSTLY_HEAP},
        [TIME_USED] = {[TIME_NO_HEAP] = STYLE_LIVE,
                       [TIME_FREE] = STYLE_LIVE_HEAP,
                       [TIME_MOSTLY] = STYLE_LIVE_MOSTLY},
    };

    if (upper == lower && upper == TIME_NO_HEAP)
        return (struct canvas_cell){' ', STYLE_PLAIN};
    if (upper == lower)
        return (struct canvas_cell){glyph(look, GLYPH_FULL),
                                    on[upper][TIME_NO_HEAP]};
    if (upper > lower)
        return (struct canvas_cell){glyph(look, GLYPH_UPPER), on[upper][lower]};
    return (struct canvas_cell){glyph_low_eighths(look, 4), on[lower][upper]};
}

static void
draw_column(const struct pane *pane, const struct look *look,
            const struct time_view *view, const struct scale *scale, size_t k,
            int col, int rows)
{
    for (int row = 0; row < rows; row++) {
        struct canvas_cell cell =
            scale->in_a_cell == 1
                ? ascii_cell(fill_at(view, scale, k, row))
                : half_cell(look, fill_at(view, scale, k, 2 * row),
                            fill_at(view, scale, k, 2 * row + 1));

        if (cell.ch != ' ')
            pane_put(pane, row, col, cell.ch, cell.style);
    }
}

/* --- the picture -----------------------------------------------------------*/
static void
draw_columns(const struct pane *pane, const struct look *look,
             const struct time_view *view, const struct scale *scale,
             const struct time_grid *grid)
{
    size_t known = time_picture_known(view->picture), from = 0;
    bool any = false;
    uint64_t op;

    for (size_t k = 0; k < known; k++) {
        if (time_picture_column(view->picture, k, &op)) {
            from = k;
            any = true;
        }
        if (any)
            draw_column(pane, look, view, scale, from, time_col(grid, k),
                        grid->picture_rows);
    }
}

static void
draw_addresses(const struct pane *pane, const struct scale *scale,
               const struct time_grid *grid, size_t top)
{
    for (int row = 0; row < grid->picture_rows; row += LABEL_EVERY) {
        size_t at = (size_t)(row * scale->in_a_cell) * scale->bytes;
        char text[24];

        (void)snprintf(text, sizeof text, "0x%0*zx", grid->digits, at);
        if (at < top)
            (void)pane_text(pane, row, 0, STYLE_LABEL, text);
    }
}

static void
draw_now(const struct pane *pane, const struct look *look,
         const struct time_grid *grid)
{
    for (int row = 0; grid->has_now && row < grid->picture_rows; row++)
        pane_put(pane, row, time_now_col(grid), glyph(look, GLYPH_V),
                 STYLE_BOLD);
    if (grid->has_now && grid->rule_row >= 0 &&
        time_is_rule(pane, look, grid->rule_row, time_now_col(grid)))
        pane_put(pane, grid->rule_row, time_now_col(grid),
                 glyph(look, GLYPH_CROSS), STYLE_BOLD);
}

/* --- what it means ---------------------------------------------------------*/
static void
draw_words(const struct pane *pane, const struct look *look,
           const struct time_grid *grid)
{
    static const struct {
        enum time_fill fill;
        const char *words;
    } items[] = {{TIME_USED, "in use"},
                 {TIME_MOSTLY, "half of it or more"},
                 {TIME_FREE, "free"},
                 {TIME_NO_HEAP, "blank: no heap yet"}};
    static const char *const sentences[] = {
        /* of no colour: a terminal may have none, or others */
        ("A band in use is a block that stays; where it ends it is freed. What "
         "is free is heap that nobody uses."),
        "A band in use is a block that stays; where it ends it is freed.",
        "A band in use is a block that stays."};
    int col = 0, row = grid->words_row;

    if (row < 0)
        return;
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        struct canvas_cell cell =
            look->unicode ? half_cell(look, items[i].fill, items[i].fill)
                          : ascii_cell(items[i].fill);
        int n = text_width(items[i].words) + (cell.ch == ' ' ? 0 : 3);

        if (col + n > pane->cols)
            break;
        if (cell.ch != ' ') {
            pane_fill(pane, row, col, 2, cell.ch, cell.style);
            col += 3;
        }
        col = pane_text(pane, row, col, STYLE_LABEL, items[i].words) + 3;
    }
    if (row + 1 == pane->rows)
        return; /* the legend has the last row */
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (text_width(sentences[i]) > pane->cols)
            continue;
        (void)pane_text(pane, row + 1, 0, STYLE_LABEL, sentences[i]);
        return;
    }
}

bool
time_view_look(struct time_view *view, const struct session *session,
               const struct time_grid *grid)
{
    if (!view->picture)
        view->picture = time_picture_new();
    return view->picture &&
           time_picture_look(view->picture, session, &grid->axis);
}

void
time_address_draw(const struct pane *pane, const struct look *look,
                  const struct time_view *view, const struct time_grid *grid)
{
    struct scale scale = scale_of(view, look, grid);

    draw_columns(pane, look, view, &scale, grid);
    draw_addresses(pane, &scale, grid, time_picture_top(view->picture));
    draw_now(pane, look, grid);
    draw_words(pane, look, grid);
}

void
time_address_facts(const struct time_view *view, const struct look *look,
                   const struct time_grid *grid, char *buf, size_t size)
{
    double span = (double)(grid->axis.to - grid->axis.from);
    double ops = span / (double)(grid->axis.n - 1);
    struct scale scale = scale_of(view, look, grid);
    struct time_progress progress = time_picture_progress(view->picture);
    char column[48], bytes[SIZE_TEXT], drawing[64] = "";

    if (progress.exact < progress.of)
        (void)snprintf(drawing, sizeof drawing, "drawing %zu of %zu   ",
                       progress.exact, progress.of);
    if (ops >= 1)
        (void)snprintf(column, sizeof column, "1 column = %.*f operation%s",
                       ops < 10 && span > (double)grid->axis.n, ops,
                       ops > 1 ? "s" : "");
    else
        (void)snprintf(column, sizeof column, "1 operation = %.1f columns",
                       span > 0 ? 1 / ops : 1.0);
    (void)snprintf(buf, size, "%s%s   1 cell = %s%s", drawing, column,
                   scale.in_a_cell == 2 ? "2 x " : "",
                   size_text(scale.bytes, bytes));
}
