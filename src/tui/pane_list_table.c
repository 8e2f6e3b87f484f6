/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_list_table.c: the lists that have blocks, each with its sizes, its
 * blocks, their bytes and a bar of its length; the chosen one is marked, and
 * the window follows it. Empty lists are counted.
 */
#include "tui/pane_list_internal.h"

#include <stdio.h>
#include <string.h>

enum {
    NAME_COL = 2,
    BLOCKS_COLS = 7,
    BYTES_COLS = 7,
    BAR_LEAST = 4,
    BAR_MOST = 16
};

#define CLASS "class" /* above the names */

/* A list's name in the table: its sizes. */
static void
name_of(const struct list_page *page, unsigned list, char *buf, size_t size)
{
    static const char word[] = "class ";
    char name[64];

    view_list_name(page->session, list, name, sizeof name);
    (void)snprintf(buf, size, "%s",
                   strncmp(name, word, sizeof word - 1) == 0
                       ? name + sizeof word - 1
                       : name);
}

/* An empty list is, if it was asked for. */
static bool
is_shown(const struct list_page *page, unsigned list)
{
    return list == page->eye->list || view_list(page->session, list).n > 0;
}

static size_t
count_shown(const struct list_page *page)
{
    unsigned n = view_n_lists(page->session);
    size_t shown = 0;

    for (unsigned list = 0; list < n; list++)
        shown += is_shown(page, list);
    return shown;
}

int
list_table_wants(const struct list_page *page)
{
    size_t shown = count_shown(page);

    if (view_n_lists(page->session) < 2)
        return 0;
    return (int)(shown < LIST_ROWS_MAX - 2 ? shown : LIST_ROWS_MAX - 2) + 2;
}

/* --- the plan --------------------------------------------------------------*/
static void
measure(const struct list_page *page, struct list_table *table)
{
    unsigned n = view_n_lists(page->session);
    char name[64];

    table->names = text_width(CLASS);
    for (unsigned list = 0; list < n; list++) {
        struct list_info info = view_list(page->session, list);

        table->n_filled += info.n > 0;
        table->n_empty += info.n == 0;
        table->longest = info.n > table->longest ? info.n : table->longest;
        if (!is_shown(page, list))
            continue;
        name_of(page, list, name, sizeof name);
        if (text_width(name) > table->names)
            table->names = text_width(name);
    }
}

/* The I-th of the lists shown from which on ROOM are, the chosen one among
 * them. */
static size_t
first_shown(const struct list_page *page, size_t room)
{
    size_t all = count_shown(page), before = 0, from;

    for (unsigned list = 0; list < page->list; list++)
        before += is_shown(page, list);
    from = before > room / 2 ? before - room / 2 : 0;
    return from + room > all ? (all > room ? all - room : 0) : from;
}

void
list_table_plan(const struct list_page *page, struct pane pane,
                struct list_table *table)
{
    unsigned n = view_n_lists(page->session);
    int rows = pane.rows < LIST_ROWS_MAX ? pane.rows : LIST_ROWS_MAX;
    size_t skip;

    memset(table, 0, sizeof *table);
    table->pane = pane;
    measure(page, table);
    table->has_caption = rows >= 4;
    rows -= table->has_caption + 1; /* the last one counts */
    if (rows <= 0)
        return;
    skip = first_shown(page, (size_t)rows);
    for (unsigned list = 0; list < n && table->n_rows < rows; list++) {
        if (!is_shown(page, list))
            continue;
        if (skip > 0)
            skip--;
        else
            table->lists[table->n_rows++] = list;
    }
}

/* --- drawing ---------------------------------------------------------------*/
static int
blocks_end(const struct list_table *table)
{
    return NAME_COL + table->names + BLOCKS_COLS;
}

static void
draw_caption(const struct list_table *table)
{
    const struct pane *pane = &table->pane;
    int end = blocks_end(table);

    (void)pane_text(pane, 0, NAME_COL, STYLE_LABEL, CLASS);
    (void)pane_text_right(pane, 0, end, STYLE_LABEL, "blocks");
    if (end + BYTES_COLS <= pane->cols)
        (void)pane_text_right(pane, 0, end + BYTES_COLS, STYLE_LABEL, "bytes");
}

/* N of MOST as a bar, at least a column; a gap keeps it from the row above. */
static void
draw_bar(const struct list_page *page, const struct pane *pane, int row,
         int col, size_t n, size_t most)
{
    int cols = pane->cols - col, full;
    uint32_t ch = page->look->unicode ? glyph_low_eighths(page->look, 6) : '=';

    cols = cols > BAR_MOST ? BAR_MOST : cols;
    full = most ? (int)((double)n * cols / (double)most + 0.5) : 0;
    if (full == 0 && n > 0)
        full = 1;
    pane_fill(pane, row, col, full, ch, STYLE_FREE);
}

static bool
has_fault(const struct list_page *page, unsigned list)
{
    for (size_t i = 0; i < page->n_faults; i++) {
        if (page->faults[i].list == list)
            return true;
    }
    return false;
}

static void
draw_list(const struct list_page *page, const struct list_table *table, int row,
          unsigned list)
{
    const struct pane *pane = &table->pane;
    struct list_info info = view_list(page->session, list);
    bool chosen = list == page->list;
    int end = blocks_end(table);
    char text[64], bytes[SIZE_SHORT];

    if (chosen)
        pane_put(pane, row, 0, glyph(page->look, GLYPH_MARK), STYLE_BOLD);
    if (has_fault(page, list))
        pane_put(pane, row, 1, '!', STYLE_DAMAGED);
    name_of(page, list, text, sizeof text);
    (void)pane_text(pane, row, NAME_COL, chosen ? STYLE_BOLD : STYLE_PLAIN,
                    text);
    (void)snprintf(text, sizeof text, "%zu", info.n);
    (void)pane_text_right(pane, row, end, chosen ? STYLE_BOLD : STYLE_PLAIN,
                          text);
    if (end + BYTES_COLS > pane->cols)
        return;
    end += BYTES_COLS;
    (void)pane_text_right(pane, row, end, STYLE_PLAIN,
                          size_short(info.bytes, bytes));
    if (end + 1 + BAR_LEAST <= pane->cols)
        draw_bar(page, pane, row, end + 1, info.n, table->longest);
}

/* "26 more lists have blocks, 185 are empty" */
static void
draw_rest(const struct list_page *page, const struct list_table *table, int row)
{
    /* Where there are no rows the chosen one is not among the more: the path
     * shows it. */
    bool hidden = table->n_rows == 0 && is_shown(page, page->list);
    size_t more = count_shown(page) - (size_t)table->n_rows - hidden;
    const char *s = more == 1 ? "" : "s", *have = more == 1 ? "has" : "have";
    char longest[64], middle[64], shortest[64];

    if (more == 0) {
        if (table->n_empty > 0)
            (void)pane_textf(&table->pane, row, NAME_COL, STYLE_LABEL,
                             "%zu list%s empty", table->n_empty,
                             table->n_empty == 1 ? " is" : "s are");
        return;
    }
    (void)snprintf(longest, sizeof longest,
                   "%zu more list%s %s blocks, %zu empty", more, s, have,
                   table->n_empty);
    (void)snprintf(middle, sizeof middle, "%zu more list%s, %zu empty", more, s,
                   table->n_empty);
    (void)snprintf(shortest, sizeof shortest, "%zu more list%s", more, s);
    list_put_fitting(&table->pane, row, STYLE_LABEL,
                     (const char *const[]){longest, middle, shortest, NULL});
}

void
list_table_draw(const struct list_page *page, const struct list_table *table)
{
    int row = table->has_caption;

    if (table->has_caption)
        draw_caption(table);
    for (int i = 0; i < table->n_rows; i++)
        draw_list(page, table, row++, table->lists[i]);
    if (row < table->pane.rows)
        draw_rest(page, table, row);
}
