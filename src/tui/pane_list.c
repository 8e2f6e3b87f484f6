/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_list.c: the free lists: the chosen one as a path through the heap, and
 * the table of all that have blocks. Below each other in a narrow pane, side by
 * side in a wide one; as one line on a small screen. pane_list_internal.h has
 * a picture.
 */
#include "tui/pane_list_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SIDE_BY_SIDE = 100, /* columns from which on */
    TABLE_COLS = 46,    /* of the table then, with the gap */
    TABLE_ROWS = 8,     /* rows from which on lists have rows of their own */
    COUNT_ROWS = 6,     /* and from which on they are counted */
    FACTS_MOST = 22     /* columns for a list's name and facts in a side pane */
};

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* --- the page --------------------------------------------------------------*/
static size_t
find_selected(const struct list_page *page)
{
    struct view_block b;
    size_t i = 0;

    if (page->eye->selected == 0 ||
        !view_at(page->session, page->eye->selected, &b))
        return page->seen.n;
    while (i < page->seen.n && page->stops[i].off != b.off)
        i++;
    return i;
}

/* False: there is no list to show. Looks at no more than N blocks. */
static bool
list_page_open(struct list_page *page, const struct look *look,
               const struct session *session, const struct map_eye *eye,
               size_t n)
{
    const struct view_mark *marks;

    *page = (struct list_page){.look = look, .session = session, .eye = eye};
    page->list = map_chosen_list(eye, session);
    if (page->list == LIST_NONE)
        return false;
    page->stops = calloc(n, sizeof *page->stops);
    page->heap_end = map_heap_end(session);
    page->info = view_list(session, page->list);
    if (page->stops)
        page->seen = view_list_look(session, page->list, page->stops, n);
    page->n_faults = view_list_faults(session, page->faults, NULL);
    if (view_marks(session, &marks) == 0)
        page->n_changes = view_changes(session, page->changes);
    page->selected = find_selected(page);
    return true;
}

static void
list_page_close(struct list_page *page)
{
    free(page->stops);
    page->stops = NULL;
}

bool
list_page_is_bad(const struct list_page *page, size_t off)
{
    for (size_t i = 0; i < page->n_faults; i++) {
        if (page->faults[i].at == off || page->faults[i].to == off)
            return true;
    }
    return false;
}

/* A block that an allocation left was free before. */
bool
list_page_is_changed(const struct list_page *page, size_t i)
{
    const struct op_result *last = session_last(page->session);

    if (!last || last->kind != OP_FREE)
        return false;
    for (size_t c = 0; c < page->n_changes; c++) {
        const struct view_change *change = &page->changes[c];

        if (change->state == VIEW_FREE && page->stops[i].off > change->start &&
            page->stops[i].off - change->start < change->size)
            return true;
    }
    return false;
}

void
list_put_fitting(const struct pane *pane, int row, enum style style,
                 const char *const *texts)
{
    for (; *texts; texts++) {
        if (text_width(*texts) <= pane->cols) {
            (void)pane_text(pane, row, 0, style, *texts);
            return;
        }
    }
}

/* "24 blocks, 3.8 KiB"; where a side pane has no room beside NAME, in two
 * pieces, so that the second gives way. */
static void
facts_text(const struct list_info *info, const char *name, char *buf,
           size_t size)
{
    char bytes[SIZE_TEXT];
    int n;

    size_text(info->bytes, bytes);
    n = snprintf(buf, size, "%zu block%s, %s", info->n, plural(info->n), bytes);
    if (n + text_width(name) > FACTS_MOST)
        (void)snprintf(buf, size, "%zu block%s   %s", info->n, plural(info->n),
                       bytes);
}

void
pane_list_title(const struct session *session, const struct map_eye *eye,
                struct pane_title *title)
{
    unsigned list = map_chosen_list(eye, session);
    char name[PANE_TITLE - 12] = "";
    struct list_info info;

    if (list == LIST_NONE) {
        (void)snprintf(title->title, sizeof title->title, "free list");
        (void)snprintf(title->facts, sizeof title->facts,
                       view_heap(session) ? "none is kept" : "not known");
        return;
    }
    view_list_name(session, list, name, sizeof name);
    info = view_list(session, list);
    (void)snprintf(title->title, sizeof title->title, "free list  %s", name);
    facts_text(&info, name, title->facts, sizeof title->facts);
}

/* --- what goes where -------------------------------------------------------*/
struct parts {
    struct pane path, table; /* rows 0: there is none */
};

/* Below the path, which gets what it wants, or at least half. */
static int
table_rows(const struct list_page *page, const struct pane *pane)
{
    int wants = list_table_wants(page);
    int rows = pane->rows - list_path_wants(page, pane->cols);

    if (wants == 0 || pane->rows < COUNT_ROWS)
        return 0;
    if (pane->rows < TABLE_ROWS)
        return 1;
    if (rows < pane->rows / 2)
        rows = pane->rows / 2;
    return rows < wants ? rows : wants;
}

static struct parts
part_pane(const struct list_page *page, const struct pane *pane)
{
    struct parts parts = {*pane, *pane};
    int wants = list_path_wants(page, pane->cols);

    if (pane->cols >= SIDE_BY_SIDE && list_table_wants(page) > 0) {
        parts.table.cols = TABLE_COLS - 2;
        parts.path.col += TABLE_COLS;
        parts.path.cols -= TABLE_COLS;
        return parts;
    }
    parts.table.rows = table_rows(page, pane);
    parts.path.rows -= parts.table.rows;
    if (parts.table.rows > 0 && parts.path.rows > wants + 1)
        parts.path.rows = wants + 1; /* and a blank row */
    parts.table.row += parts.path.rows;
    return parts;
}

static void
draw_none(const struct pane *pane, bool known)
{
    if (!known) {
        (void)pane_text(pane, 0, 0, STYLE_LABEL,
                        "Its lists cannot be seen from outside.");
        return;
    }
    (void)pane_text(pane, 0, 0, STYLE_LABEL,
                    "This policy keeps no list of free");
    (void)pane_text(pane, 1, 0, STYLE_LABEL,
                    "blocks: it walks the heap from header");
    (void)pane_text(pane, 2, 0, STYLE_LABEL, "to header.");
}

void
pane_list_draw(const struct pane *pane, const struct look *look,
               const struct session *session, const struct map_eye *eye)
{
    struct list_page page;
    struct list_table table;
    struct list_path path;
    struct parts parts;

    if (!list_page_open(&page, look, session, eye, LISTS_LOOK)) {
        draw_none(pane, view_heap(session) != NULL);
        return;
    }
    parts = part_pane(&page, pane);
    list_path_plan(&page, parts.path, &path);
    list_path_draw(&page, &path);
    if (parts.table.rows > 0) {
        list_table_plan(&page, parts.table, &table);
        list_table_draw(&page, &table);
    }
    list_page_close(&page);
}

/* --- clicks ----------------------------------------------------------------*/
static bool
is_in(const struct pane *part, const struct pane *pane, int row, int col)
{
    row += pane->row - part->row;
    col += pane->col - part->col;
    return row >= 0 && row < part->rows && col >= 0 && col < part->cols;
}

static void
hit_path(const struct list_page *page, const struct pane *part, int row,
         struct pane_list_hit *hit)
{
    struct list_path path;

    list_path_plan(page, *part, &path);
    row -= path.has_caption;
    if (row < 0 || row >= path.n_rows)
        return;
    if (path.rows[row].n > 0)
        *hit = (struct pane_list_hit){LIST_HIT_BLOCK,
                                      page->stops[path.rows[row].from].off, 0};
    else
        *hit = (struct pane_list_hit){LIST_HIT_BLOCK, page->seen.to, 0};
}

static void
hit_table(const struct list_page *page, const struct pane *part, int row,
          struct pane_list_hit *hit)
{
    struct list_table table;

    list_table_plan(page, *part, &table);
    row -= table.has_caption;
    if (row >= 0 && row < table.n_rows)
        *hit = (struct pane_list_hit){LIST_HIT_LIST, 0, table.lists[row]};
}

struct pane_list_hit
pane_list_click(const struct pane *pane, const struct session *session,
                const struct map_eye *eye, int row, int col)
{
    const struct look look = {.unicode = false};
    struct pane_list_hit hit = {LIST_HIT_NONE, 0, 0};
    struct list_page page;
    struct parts parts;

    if (!list_page_open(&page, &look, session, eye, LISTS_LOOK))
        return hit;
    parts = part_pane(&page, pane);
    if (is_in(&parts.path, pane, row, col))
        hit_path(&page, &parts.path, row + pane->row - parts.path.row, &hit);
    else if (is_in(&parts.table, pane, row, col))
        hit_table(&page, &parts.table, row + pane->row - parts.table.row, &hit);
    list_page_close(&page);
    return hit;
}

/* --- one line --------------------------------------------------------------*/
enum { CLASS_COLS = 70 }; /* from here on a class is named, not just "list" */

/* Stop I at COL; answers the column after it, -1 without room. */
static int
add_stop(const struct list_page *page, const struct pane *pane, size_t i,
         int col, int least)
{
    char badge[24], text[32], bytes[SIZE_SHORT];
    bool selected = i == page->selected;

    (void)snprintf(badge, sizeof badge, " %zu ", i + 1);
    size_short(page->stops[i].size, bytes);
    (void)snprintf(text, sizeof text, "0x%05zx %s", page->stops[i].off, bytes);
    if (col + text_width(badge) + 1 + text_width(text) + least > pane->cols)
        return -1;
    col = pane_text(pane, 0, col,
                    list_page_is_bad(page, page->stops[i].off) ? STYLE_DAMAGED
                                                               : STYLE_BADGE,
                    badge);
    return pane_text(pane, 0, col + 1, selected ? STYLE_SELECTED : STYLE_PLAIN,
                     text) +
           2;
}

/* What follows the last block that has room. */
static void
add_end(const struct list_page *page, const struct pane *pane, size_t shown,
        int col, const char *fault)
{
    if (*fault) {
        (void)pane_text(pane, 0, col, STYLE_ALERT,
                        col + text_width(fault) <= pane->cols ? fault
                                                              : "damaged");
    } else if (page->info.n == 0) {
        (void)pane_text(pane, 0, col, STYLE_PLAIN, "no free block");
    } else if (shown < page->info.n) {
        pane_put(pane, 0, col, glyph(page->look, GLYPH_ELLIPSIS), STYLE_LABEL);
        (void)pane_textf(pane, 0, col + 2, STYLE_LABEL, "%zu more",
                         page->info.n - shown);
    }
}

/* The stop that the line starts with: the one with the wrong link, the one
 * before the selected one, so that ] is seen to go, or the head. */
static size_t
line_start(const struct list_page *page)
{
    for (size_t i = 0; i < page->n_faults; i++) {
        if (page->faults[i].list == page->list && page->faults[i].place > 0)
            return page->faults[i].place - 1;
    }
    return page->selected < page->seen.n && page->selected > 1
               ? page->selected - 1
               : 0;
}

static void
draw_line(const struct list_page *page, const struct pane *pane, int col)
{
    char fault[LISTS_FAULT_TEXT] = "";
    size_t i = line_start(page), shown = i;
    int least, next;

    if (page->n_faults > 0)
        view_list_fault_text(page->session, &page->faults[0], fault);
    for (; i < page->seen.n; shown = ++i, col = next) {
        least = *fault ? text_width(fault) : i + 1 < page->info.n ? 12 : 0;
        next = add_stop(page, pane, i, col, least);
        if (next < 0)
            break;
    }
    add_end(page, pane, shown, col, fault);
}

void
pane_list_line(const struct pane *pane, const struct look *look,
               const struct session *session, const struct map_eye *eye)
{
    struct list_page page;
    char name[40] = "list";
    int col;
    bool has_list = list_page_open(&page, look, session, eye, LISTS_LOOK);

    if (has_list && view_n_lists(session) > 1 && pane->cols >= CLASS_COLS)
        view_list_name(session, page.list, name, sizeof name);
    col = pane_text(pane, 0, 0, STYLE_LABEL, name) + 1;
    if (has_list)
        draw_line(&page, pane, col);
    else
        (void)pane_text(pane, 0, col, STYLE_PLAIN,
                        view_heap(session) ? "none is kept" : "not known");
    list_page_close(&page);
}
