/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_list.c: the chosen free list in order. Beside each block a dot stands
 * at its address, with a line from the dot before: a staircase is address
 * order, a zigzag is LIFO.
 */
#include "tui/map_internal.h"
#include "tui/panes.h"

#include <stdio.h>
#include <string.h>

enum { PATH_COL = 18, PATH_LEAST = 8 };
#define BROKEN "then a link that leads nowhere"

struct list_page {
    const struct pane *pane;
    const struct look *look;
    const struct session *session;
    const struct map_eye *eye;
    unsigned list;
    struct view_block blocks[MAP_NUMBERED];
    size_t n;           /* of them */
    bool broken;        /* behind the last of them a link leads nowhere */
    size_t n_others;    /* other lists that have blocks */
    size_t from, shown; /* the part that is drawn */
    size_t heap_end;
    int row;
};

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

void
pane_list_title(const struct session *session, const struct map_eye *eye,
                struct pane_title *title)
{
    unsigned list = map_chosen_list(eye, session);
    struct list_info info;
    char name[PANE_TITLE - 12] = "", bytes[16];

    if (list == LIST_NONE) {
        (void)snprintf(title->title, sizeof title->title, "free list");
        (void)snprintf(title->facts, sizeof title->facts,
                       view_heap(session) ? "none is kept" : "not known");
        return;
    }
    view_list_name(session, list, name, sizeof name);
    info = view_list(session, list);
    size_text(info.bytes, bytes);
    (void)snprintf(title->title, sizeof title->title, "free list  %s", name);
    (void)snprintf(title->facts, sizeof title->facts, "%zu block%s, %s", info.n,
                   plural(info.n), bytes);
}

/* --- the path --------------------------------------------------------------*/
static bool
has_path(const struct list_page *page)
{
    return page->pane->cols >= PATH_COL + PATH_LEAST;
}

static int
path_width(const struct list_page *page)
{
    int width = page->pane->cols - PATH_COL;

    return width > 64 ? 64 : width;
}

static int
path_col(const struct list_page *page, size_t off)
{
    size_t width = (size_t)path_width(page) - 1;

    if (page->heap_end == 0)
        return PATH_COL;
    if (off > page->heap_end)
        off = page->heap_end;
    return PATH_COL +
           (int)((double)off * (double)width / (double)page->heap_end);
}

/* The line from the column of the block before, then the dot. */
static void
draw_path(const struct list_page *page, size_t i)
{
    const struct pane *pane = page->pane;
    int to = path_col(page, page->blocks[i].off);
    int from = i > 0 ? path_col(page, page->blocks[i - 1].off) : to;
    int low = from < to ? from : to, high = from < to ? to : from;

    pane_fill(pane, page->row, low, high - low, glyph(page->look, GLYPH_H),
              STYLE_PATH);
    if (from != to)
        pane_put(pane, page->row, from,
                 glyph(page->look, from < to ? GLYPH_ARC_UR : GLYPH_ARC_UL),
                 STYLE_PATH);
    pane_put(pane, page->row, to, glyph(page->look, GLYPH_DOT), STYLE_FREE);
}

/* --- rows ------------------------------------------------------------------*/
static void
draw_caption(struct list_page *page)
{
    char end[24];

    (void)pane_text(page->pane, page->row, 3, STYLE_LABEL, "block");
    (void)pane_text(page->pane, page->row, 13, STYLE_LABEL, "size");
    if (has_path(page)) {
        (void)snprintf(end, sizeof end, "0x%05zx", page->heap_end);
        (void)pane_text(page->pane, page->row, PATH_COL, STYLE_LABEL, "0");
        (void)pane_text_right(page->pane, page->row,
                              PATH_COL + path_width(page), STYLE_LABEL, end);
    }
    page->row++;
}

static bool
is_selected(const struct list_page *page, const struct view_block *b)
{
    size_t selected = page->eye->selected;

    return selected >= b->start && selected - b->start < b->size;
}

static void
draw_row(struct list_page *page, size_t i)
{
    const struct view_block *b = &page->blocks[i];
    char bytes[8];

    (void)pane_textf(page->pane, page->row, 0, STYLE_BADGE, "%2zu", i + 1);
    (void)pane_textf(page->pane, page->row, 3,
                     is_selected(page, b) ? STYLE_SELECTED : STYLE_PLAIN,
                     "0x%05zx", b->off);
    size_short(b->size, bytes);
    (void)pane_text_right(page->pane, page->row, PATH_COL - 1, STYLE_PLAIN,
                          bytes);
    if (has_path(page))
        draw_path(page, i);
    page->row++;
}

/* "2 above, 15 more, 2.8 KiB": what of the list is not drawn. */
static void
draw_more(struct list_page *page, const struct list_info *info)
{
    size_t below = info->n - page->from - page->shown, bytes = info->bytes;
    char text[16];
    int col = 0;

    for (size_t i = 0; i < page->from + page->shown; i++)
        bytes -= page->blocks[i].size < bytes ? page->blocks[i].size : bytes;
    size_text(bytes, text);
    if (page->from > 0)
        col = pane_textf(page->pane, page->row, 0, STYLE_LABEL, "%zu above%s",
                         page->from, below > 0 ? ", " : "");
    if (below > 0)
        (void)pane_textf(page->pane, page->row, col, STYLE_LABEL,
                         "%zu more, %s", below, text);
    page->row++;
}

/* The list ends in a link that leads nowhere: what it should hold beyond
 * cannot be told block by block. */
static void
draw_break(struct list_page *page, const struct list_info *info)
{
    size_t bytes = info->bytes, below = page->n - page->from - page->shown;
    int col = 0;
    char text[16];

    if (below > 0)
        col = pane_textf(page->pane, page->row, 0, STYLE_LABEL, "%zu more, ",
                         below);
    (void)pane_text(page->pane, page->row++, col, STYLE_ALERT,
                    col + text_width(BROKEN) <= page->pane->cols ? BROKEN
                                                                 : "broken");
    if (info->n <= page->n || page->row >= page->pane->rows)
        return;
    for (size_t i = 0; i < page->n; i++)
        bytes -= page->blocks[i].size < bytes ? page->blocks[i].size : bytes;
    size_text(bytes, text);
    (void)pane_textf(page->pane, page->row++, 0, STYLE_LABEL,
                     "%zu out of reach, %s", info->n - page->n, text);
}

static size_t
count_others(const struct list_page *page)
{
    unsigned n = view_n_lists(page->session);
    size_t others = 0;

    for (unsigned list = 0; list < n; list++)
        others += list != page->list && view_list(page->session, list).n > 0;
    return others;
}

static void
draw_other(struct list_page *page, const char *name,
           const struct list_info *info)
{
    char text[48], bytes[16];
    int room = page->pane->cols - text_width(name) - 1;

    size_text(info->bytes, bytes);
    (void)snprintf(text, sizeof text, "%zu block%s, %s", info->n,
                   plural(info->n), bytes);
    if (text_width(text) > room)
        (void)snprintf(text, sizeof text, "%zu, %s", info->n, bytes);
    (void)pane_text(page->pane, page->row, 0, STYLE_LABEL, name);
    if (text_width(text) <= room)
        (void)pane_text_right(page->pane, page->row, page->pane->cols,
                              STYLE_PLAIN, text);
    page->row++;
}

/* The other lists that have blocks; those without room as one line. */
static void
draw_others(struct list_page *page)
{
    size_t room, left = page->n_others;
    struct list_info rest = {0};
    char name[40];

    if (left > 0 && page->row + (int)left < page->pane->rows)
        page->row++;
    if (left == 0 || page->row >= page->pane->rows)
        return;
    room = (size_t)(page->pane->rows - page->row);
    for (unsigned list = 0; list < view_n_lists(page->session); list++) {
        struct list_info info = view_list(page->session, list);

        if (list == page->list || info.n == 0)
            continue;
        if (room > 1 || left == 1) {
            view_list_name(page->session, list, name, sizeof name);
            draw_other(page, name, &info);
            room--;
            left--;
        } else {
            rest.n += info.n;
            rest.bytes += info.bytes;
        }
    }
    if (left == 0)
        return;
    (void)snprintf(name, sizeof name, "%zu more lists", left);
    draw_other(page, name, &rest);
}

/* Which part to draw: from the head, unless the selected block lies further
 * on. */
static void
choose_part(struct list_page *page, size_t room, size_t total)
{
    size_t at = 0;

    page->from = 0;
    page->shown = page->n;
    if (total <= room && page->n <= room)
        return;
    page->shown = room > 1 ? room - 1 : room;
    if (page->shown > page->n)
        page->shown = page->n;
    for (size_t i = 0; i < page->n; i++) {
        if (is_selected(page, &page->blocks[i]))
            at = i;
    }
    if (at >= page->shown)
        page->from = at + 1 - page->shown;
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

static bool
page_open(struct list_page *page, const struct pane *pane,
          const struct look *look, const struct session *session,
          const struct map_eye *eye)
{
    page->pane = pane;
    page->look = look;
    page->session = session;
    page->eye = eye;
    page->row = 0;
    page->heap_end = map_heap_end(session);
    page->list = map_chosen_list(eye, session);
    if (page->list == LIST_NONE)
        return false;
    page->n = view_list_blocks(session, page->list, page->blocks, MAP_NUMBERED,
                               &page->broken);
    page->n_others = count_others(page);
    return true;
}

void
pane_list_draw(const struct pane *pane, const struct look *look,
               const struct session *session, const struct map_eye *eye)
{
    struct list_page page;
    struct list_info info;
    int room;

    if (!page_open(&page, pane, look, session, eye)) {
        draw_none(pane, view_heap(session) != NULL);
        return;
    }
    info = view_list(session, page.list);
    if (pane->rows >= 4 && page.n > 0)
        draw_caption(&page);
    room = pane->rows - page.row - (pane->rows >= 6 && page.n_others > 0);
    choose_part(&page, room > 0 ? (size_t)room : 0,
                page.broken       ? page.n + 1
                : info.n > page.n ? info.n
                                  : page.n);
    for (size_t i = page.from; i < page.from + page.shown; i++)
        draw_row(&page, i);
    if (page.broken && page.row < pane->rows)
        draw_break(&page, &info);
    else if (info.n > page.shown && page.row < pane->rows)
        draw_more(&page, &info);
    if (page.n == 0 && !page.broken)
        (void)pane_text(pane, page.row++, 0, STYLE_LABEL, "no free block");
    draw_others(&page);
}

/* --- one line --------------------------------------------------------------*/
enum { CLASS_COLS = 70 }; /* from here on a class is named, not just "list" */

/* The I-th block at COL; answers the column after it, -1 without room. */
static int
add_block(const struct list_page *page, size_t i, int col, int least)
{
    char badge[24], text[32], bytes[SIZE_SHORT];

    (void)snprintf(badge, sizeof badge, " %zu ", i + 1);
    size_short(page->blocks[i].size, bytes);
    (void)snprintf(text, sizeof text, " 0x%05zx %s", page->blocks[i].off,
                   bytes);
    if (col + text_width(badge) + text_width(text) + least > page->pane->cols)
        return -1;
    col = pane_text(page->pane, 0, col, STYLE_BADGE, badge);
    return pane_text(page->pane, 0, col, STYLE_PLAIN, text) + 2;
}

void
pane_list_line(const struct pane *pane, const struct look *look,
               const struct session *session, const struct map_eye *eye)
{
    struct list_page page;
    char name[40] = "list";
    size_t total, i = 0;
    int col, next;
    bool has_list = page_open(&page, pane, look, session, eye);

    if (has_list && view_n_lists(session) > 1 && pane->cols >= CLASS_COLS)
        view_list_name(session, page.list, name, sizeof name);
    col = pane_text(pane, 0, 0, STYLE_LABEL, name) + 1;
    if (!has_list) {
        (void)pane_text(pane, 0, col, STYLE_PLAIN,
                        view_heap(session) ? "none is kept" : "not known");
        return;
    }
    total = view_list(session, page.list).n;
    for (; i < page.n; i++) {
        next = add_block(&page, i, col, i + 1 < total ? 12 : 0);
        if (next < 0)
            break;
        col = next;
    }
    if (page.broken && i == page.n)
        (void)pane_text(pane, 0, col, STYLE_ALERT, BROKEN);
    else if (page.n == 0)
        (void)pane_text(pane, 0, col, STYLE_PLAIN, "no free block");
    else if (i < total) {
        pane_put(pane, 0, col, glyph(look, GLYPH_ELLIPSIS), STYLE_LABEL);
        (void)pane_textf(pane, 0, col + 2, STYLE_LABEL, "%zu more", total - i);
    }
}
