/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_list_path.c: a list as a path through the heap. Each row has a dot at
 * its block's address and a line from the dot before: a staircase is address
 * order, a zigzag is LIFO. A list that is longer than the pane is shown whole
 * all the same: around the block that matters (the selected one, else the one
 * that the last operation made, else the head) a row stands for one block,
 * elsewhere for a run of them, with a dot in each column where one lies.
 *
 * Below the path stand words: where list and heap disagree, what was not
 * looked at, where the selected block is, and how many of the links lead up.
 */
#include "tui/pane_list_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum {
    LINE_LEAST = 8, /* columns of a path */
    LINE_MOST = 128,
    LINK_COLS = 64, /* of a pane in which the way to the next is told, too */
    RUNS_LEAST = 6, /* rows from which on some stand for runs */
    SHORT_RUN = 4,  /* a run as short as this tells more than a row less */
    NOTE_TEXT = LISTS_FAULT_TEXT + 48
};

/* --- notes -----------------------------------------------------------------*/
struct note {
    enum style style;
    char text[NOTE_TEXT]; /* in the longest words */
    char brief[NOTE_TEXT];
};
enum { NOTES_MOST = LISTS_FAULTS + 3 };

static bool
is_broken(const struct list_page *page)
{
    return page->seen.end == LIST_BREAKS || page->seen.end == LIST_RING;
}

static void
note_fault(const struct list_page *page, const struct list_fault *fault,
           struct note *note)
{
    char text[LISTS_FAULT_TEXT], name[40];

    view_list_fault_text(page->session, fault, text);
    note->style = STYLE_ALERT;
    (void)snprintf(note->brief, sizeof note->brief, "%s", text);
    if (fault->list == page->list) {
        (void)snprintf(note->text, sizeof note->text, "%s", text);
        return;
    }
    view_list_name(page->session, fault->list, name, sizeof name);
    (void)snprintf(note->text, sizeof note->text, "%s: %s", name, text);
    if (fault->place > 0)
        (void)snprintf(note->brief, sizeof note->brief, "%s: damaged", name);
}

/* What the list has beyond the blocks that were looked at. */
static bool
note_rest(const struct list_page *page, struct note *note)
{
    const char *why = is_broken(page) ? "out of reach" : "not looked at";
    size_t bytes = page->info.bytes;
    char text[SIZE_TEXT];

    if (page->info.n <= page->seen.n)
        return false;
    for (size_t i = 0; i < page->seen.n; i++)
        bytes -= page->stops[i].size < bytes ? page->stops[i].size : bytes;
    note->style = STYLE_LABEL;
    (void)snprintf(note->text, sizeof note->text, "%zu more %s, %s",
                   page->info.n - page->seen.n, why, size_text(bytes, text));
    (void)snprintf(note->brief, sizeof note->brief, "%zu %s",
                   page->info.n - page->seen.n, why);
    return true;
}

/* "12 of 300   next 0x00430   prev 0x03160" */
static bool
note_place(const struct list_page *page, struct note *note)
{
    size_t i = page->selected, n = page->info.n;
    char next[32] = "the last", prev[32] = "the first";

    if (i >= page->seen.n)
        return false;
    if (i + 1 < page->seen.n)
        (void)snprintf(next, sizeof next, "next 0x%05zx",
                       page->stops[i + 1].off);
    else if (page->seen.end != LIST_WHOLE)
        (void)snprintf(next, sizeof next, "next unknown");
    if (i > 0)
        (void)snprintf(prev, sizeof prev, "prev 0x%05zx",
                       page->stops[i - 1].off);
    note->style = STYLE_BOLD;
    (void)snprintf(note->text, sizeof note->text, "%zu of %zu   %s   %s", i + 1,
                   n, next, prev);
    (void)snprintf(note->brief, sizeof note->brief, "%zu of %zu", i + 1, n);
    return true;
}

static bool
note_order(const struct list_page *page, struct note *note)
{
    size_t links = page->seen.n - 1, up = page->seen.up;
    bool part = page->info.n > page->seen.n;
    char of[64];

    if (page->seen.n < 2)
        return false;
    if (up == links && !part)
        (void)snprintf(of, sizeof of, links > 1 ? "all %zu" : "the", links);
    else
        (void)snprintf(of, sizeof of, "%zu of %s%zu", up,
                       part ? "the first " : "", links);
    note->style = STYLE_LABEL;
    (void)snprintf(note->text, sizeof note->text,
                   links > 1 ? "%s links lead to a higher address"
                             : "%s link leads to a higher address",
                   of);
    (void)snprintf(note->brief, sizeof note->brief,
                   links > 1 ? "%s links lead up" : "%s link leads up", of);
    return true;
}

static int
lines_of(const struct note *note, int cols)
{
    return text_width(note->text) <= cols || text_width(note->brief) <= cols
               ? 1
               : (text_width(note->brief) + cols - 1) / cols;
}

/* The notes that have room in ROWS rows, most urgent first. */
static int
gather_notes(const struct list_page *page, int rows, struct note *notes)
{
    int n = 0;

    for (int own = 1; own >= 0; own--) {
        for (size_t i = 0; i < page->n_faults; i++) {
            if ((page->faults[i].list == page->list) == own)
                note_fault(page, &page->faults[i], &notes[n++]);
        }
    }
    if (n > 0 && n > rows / 3)
        n = rows / 3 > 0 ? rows / 3 : 1;
    n += note_rest(page, &notes[n]);
    if (rows >= 6)
        n += note_place(page, &notes[n]);
    if (rows >= 8 || (rows >= 6 && page->selected >= page->seen.n))
        n += note_order(page, &notes[n]);
    return n;
}

/* Text in lines of whole words; answers the row after it. */
static int
put_lines(const struct pane *pane, int row, enum style style, const char *text)
{
    int col = 0;

    while (*text && row < pane->rows) {
        size_t n = strcspn(text, " ");

        if (col > 0 && col + (int)n > pane->cols) {
            row++;
            col = 0;
            continue;
        }
        col = pane_textf(pane, row, col, style, "%.*s", (int)n, text) + 1;
        text += n;
        text += strspn(text, " ");
    }
    return row + 1;
}

static void
draw_notes(const struct list_page *page, const struct list_path *path, int row)
{
    struct note notes[NOTES_MOST];
    int n = gather_notes(page, path->pane.rows, notes);

    for (int i = 0; i < n && row < path->pane.rows; i++) {
        if (text_width(notes[i].text) <= path->pane.cols)
            (void)pane_text(&path->pane, row++, 0, notes[i].style,
                            notes[i].text);
        else
            row = put_lines(&path->pane, row, notes[i].style, notes[i].brief);
    }
}

/* --- the plan --------------------------------------------------------------*/
static int
digits_of(size_t n)
{
    int digits = 1;

    for (; n > 9; n /= 10)
        digits++;
    return digits;
}

static void
plan_columns(const struct list_page *page, struct list_path *path)
{
    int cols = path->pane.cols, digits = 5;

    while (digits < 15 && page->heap_end >> (4 * digits) != 0)
        digits++;
    path->places = digits_of(page->seen.n);
    path->places = path->places < 2 ? 2 : path->places;
    path->off_col = path->places + 1;
    path->size_end = path->off_col + 2 + digits + 7;
    path->link_end = cols >= LINK_COLS ? path->size_end + 9 : 0;
    path->line_col = (path->link_end ? path->link_end : path->size_end) + 1;
    if (cols < path->line_col + LINE_LEAST)
        path->line_col = 0;
}

static void
add_rows(struct list_path *path, size_t from, size_t to, size_t run)
{
    for (; from < to && path->n_rows < LIST_ROWS_MAX - 1; from += run)
        path->rows[path->n_rows++] =
            (struct list_row){from, to - from < run ? to - from : run};
}

/* The stop that rows of their own stand around. */
static size_t
focus_of(const struct list_page *page)
{
    if (page->selected < page->seen.n)
        return page->selected;
    for (size_t i = 0; i < page->seen.n; i++) {
        if (list_page_is_changed(page, i))
            return i;
    }
    return 0;
}

/* ROOM rows around stop AT: from which stop on. */
static size_t
window_of(size_t at, size_t room, size_t n)
{
    size_t from = at > room / 2 ? at - room / 2 : 0;

    return from + room > n ? n - room : from;
}

static size_t
runs_of(size_t n, size_t run)
{
    return (n + run - 1) / run;
}

/* The least length of runs with which AT_MOST rows are enough for those
 * before and behind a window; 0: none is. */
static size_t
least_run(size_t before, size_t behind, size_t at_most)
{
    size_t run = (before + behind + at_most - 1) / at_most;

    if (run == 0 || (size_t)(before > 0) + (behind > 0) > at_most)
        return 0;
    while (runs_of(before, run) + runs_of(behind, run) > at_most)
        run++;
    return run;
}

/* About half of the rows stand for runs; fewer, if short ones do. */
static void
plan_runs(const struct list_page *page, struct list_path *path, size_t room)
{
    size_t n = page->seen.n, at = focus_of(page), most = room - room / 2;
    size_t long_enough = runs_of(n - room / 2, most);
    size_t from = 0, single = 0, run = 0;

    if (long_enough < SHORT_RUN)
        long_enough = SHORT_RUN;
    for (size_t rows = 1; rows <= most && (run == 0 || run > long_enough);
         rows++) {
        single = room - rows;
        from = window_of(at, single, n);
        run = least_run(from, n - from - single, rows);
    }
    assert(run > 0); /* two rows are enough, and there are more */
    path->run = run;
    add_rows(path, 0, from, run);
    add_rows(path, from, from + single, 1);
    add_rows(path, from + single, n, run);
}

static int
count_notes(const struct list_page *page, int rows, int cols)
{
    struct note notes[NOTES_MOST];
    int n = gather_notes(page, rows, notes), lines = 0;

    for (int i = 0; i < n; i++)
        lines += lines_of(&notes[i], cols);
    return lines;
}

int
list_path_wants(const struct list_page *page, int cols)
{
    size_t n = page->seen.n < LIST_ROWS_MAX ? page->seen.n : LIST_ROWS_MAX;

    return (int)n + (n > 0) + is_broken(page) +
           count_notes(page, LIST_ROWS_MAX, cols) + (n == 0);
}

void
list_path_plan(const struct list_page *page, struct pane pane,
               struct list_path *path)
{
    size_t n = page->seen.n, room;
    int rows = pane.rows < LIST_ROWS_MAX ? pane.rows : LIST_ROWS_MAX;

    memset(path, 0, sizeof *path);
    path->pane = pane;
    path->run = 1;
    path->n_notes = count_notes(page, rows, pane.cols);
    path->has_caption =
        n > 0 && (rows >= 4 || rows > (int)n + path->n_notes + is_broken(page));
    plan_columns(page, path);
    rows -= path->has_caption + path->n_notes + is_broken(page);
    room = rows > 1 ? (size_t)rows : 1;
    if (n <= room) {
        add_rows(path, 0, n, 1);
    } else if (room >= RUNS_LEAST) {
        plan_runs(page, path, room);
    } else {
        room -= room > 1; /* the last one tells of the others */
        add_rows(path, window_of(focus_of(page), room, n),
                 window_of(focus_of(page), room, n) + room, 1);
    }
    if (is_broken(page))
        path->rows[path->n_rows++] = (struct list_row){n, 0};
}

/* --- drawing ---------------------------------------------------------------*/
static int
line_cols(const struct list_path *path)
{
    int cols = path->pane.cols - path->line_col;

    return cols > LINE_MOST ? LINE_MOST : cols;
}

static int
col_of(const struct list_page *page, const struct list_path *path, size_t off)
{
    size_t last = (size_t)line_cols(path) - 1;

    if (page->heap_end == 0)
        return path->line_col;
    if (off > page->heap_end)
        off = page->heap_end;
    return path->line_col +
           (int)((double)off * (double)last / (double)page->heap_end);
}

static void
draw_caption(const struct list_page *page, const struct list_path *path)
{
    const struct pane *pane = &path->pane;
    char end[24];

    (void)pane_text(pane, 0, path->off_col, STYLE_LABEL, "block");
    (void)pane_text_right(pane, 0, path->size_end, STYLE_LABEL, "size");
    if (path->link_end)
        (void)pane_text_right(pane, 0, path->link_end, STYLE_LABEL, "to next");
    if (!path->line_col)
        return;
    (void)snprintf(end, sizeof end, "0x%05zx", page->heap_end);
    (void)pane_text(pane, 0, path->line_col, STYLE_LABEL, "0");
    (void)pane_text_right(pane, 0, path->line_col + line_cols(path),
                          STYLE_LABEL, end);
}

/* The line from stop FROM, where there is one, to column TO. */
static void
draw_line(const struct list_page *page, const struct list_path *path, int row,
          size_t from, int to)
{
    int start = to, low, high;

    if (from > 0 && from <= page->seen.n)
        start = col_of(page, path, page->stops[from - 1].off);
    low = start < to ? start : to;
    high = start < to ? to : start;
    pane_fill(&path->pane, row, low, high - low, glyph(page->look, GLYPH_H),
              STYLE_PATH);
    if (start != to)
        pane_put(&path->pane, row, start,
                 glyph(page->look, start < to ? GLYPH_ARC_UR : GLYPH_ARC_UL),
                 STYLE_PATH);
}

static enum style
dot_style(const struct list_page *page, size_t i)
{
    if (list_page_is_bad(page, page->stops[i].off))
        return STYLE_ALERT;
    return list_page_is_changed(page, i) ? STYLE_CHANGED_INK : STYLE_FREE;
}

/* The stops of a run: a dot in each column where one lies, a line from the
 * least to the greatest of them. */
static void
draw_run_path(const struct list_page *page, const struct list_path *path,
              int row, const struct list_row *of)
{
    int low = col_of(page, path, page->stops[of->from].off), high = low;

    draw_line(page, path, row, of->from, low);
    for (size_t i = of->from; i < of->from + of->n; i++) {
        int col = col_of(page, path, page->stops[i].off);

        low = col < low ? col : low;
        high = col > high ? col : high;
    }
    pane_fill(&path->pane, row, low, high - low, glyph(page->look, GLYPH_H),
              STYLE_PATH);
    for (size_t i = of->from; i < of->from + of->n; i++)
        pane_put(&path->pane, row, col_of(page, path, page->stops[i].off),
                 glyph(page->look, GLYPH_DOT), dot_style(page, i));
}

/* "6-20", what they take, and the path. */
static void
draw_run(const struct list_page *page, const struct list_path *path, int row,
         const struct list_row *of)
{
    char bytes[SIZE_SHORT];
    size_t sum = 0;

    for (size_t i = of->from; i < of->from + of->n; i++)
        sum += page->stops[i].size;
    (void)pane_textf(&path->pane, row, 0, STYLE_PLAIN, "%*zu-%zu", path->places,
                     of->from + 1, of->from + of->n);
    (void)pane_text_right(&path->pane, row, path->size_end, STYLE_LABEL,
                          size_short(sum, bytes));
    if (path->line_col)
        draw_run_path(page, path, row, of);
}

static enum style
place_style(const struct list_page *page, size_t i)
{
    if (list_page_is_bad(page, page->stops[i].off))
        return STYLE_DAMAGED;
    return list_page_is_changed(page, i) ? STYLE_CHANGED : STYLE_BADGE;
}

/* How far the next one lies: "+5.2k", "-640". */
static void
draw_link(const struct list_page *page, const struct list_path *path, int row,
          size_t i)
{
    size_t off = page->stops[i].off, next;
    char bytes[SIZE_SHORT], text[SIZE_SHORT + 2];

    if (i + 1 >= page->seen.n)
        return;
    next = page->stops[i + 1].off;
    (void)size_short(next > off ? next - off : off - next, bytes);
    (void)snprintf(text, sizeof text, "%c%s", next > off ? '+' : '-', bytes);
    (void)pane_text_right(&path->pane, row, path->link_end,
                          next > off ? STYLE_PLAIN : STYLE_LABEL, text);
}

static void
draw_stop(const struct list_page *page, const struct list_path *path, int row,
          size_t i)
{
    const struct list_stop *stop = &page->stops[i];
    const struct pane *pane = &path->pane;
    bool bad = list_page_is_bad(page, stop->off);
    char bytes[SIZE_SHORT];
    int col;

    (void)pane_textf(pane, row, 0, place_style(page, i), "%*zu", path->places,
                     i + 1);
    col = pane_textf(pane, row, path->off_col,
                     i == page->selected ? STYLE_SELECTED : STYLE_PLAIN,
                     "0x%05zx", stop->off);
    if (!page->look->unicode && (bad || list_page_is_changed(page, i)))
        pane_put(pane, row, col, bad ? '!' : '<', place_style(page, i));
    (void)pane_text_right(pane, row, path->size_end, STYLE_PLAIN,
                          size_short(stop->size, bytes));
    if (path->link_end)
        draw_link(page, path, row, i);
    if (!path->line_col)
        return;
    draw_line(page, path, row, i, col_of(page, path, stop->off));
    pane_put(pane, row, col_of(page, path, stop->off),
             glyph(page->look, GLYPH_DOT), dot_style(page, i));
}

/* Where the last link leads, when that is no free block of its own. */
static void
draw_break(const struct list_page *page, const struct list_path *path, int row)
{
    const struct pane *pane = &path->pane;
    size_t to = page->seen.to;

    (void)pane_textf(pane, row, 0, STYLE_DAMAGED, "%*s", path->places, "!");
    (void)pane_textf(pane, row, path->off_col, STYLE_ALERT, "0x%05zx", to);
    if (!path->line_col)
        return;
    draw_line(page, path, row, page->seen.n, col_of(page, path, to));
    pane_put(pane, row, col_of(page, path, to), glyph(page->look, GLYPH_BAD),
             STYLE_ALERT);
}

/* "2 above, 15 more, 2.8 KiB": what has no row. */
static void
draw_others(const struct list_page *page, const struct list_path *path, int row)
{
    const struct list_row *first = &path->rows[0];
    size_t shown = (size_t)(path->n_rows - is_broken(page)), bytes = 0;
    size_t below = page->seen.n - first->from - shown;
    char text[SIZE_TEXT];
    int col = 0;

    for (size_t i = first->from + shown; i < page->seen.n; i++)
        bytes += page->stops[i].size;
    if (first->from > 0)
        col = pane_textf(&path->pane, row, 0, STYLE_LABEL, "%zu above%s",
                         first->from, below > 0 ? ", " : "");
    if (below > 0)
        (void)pane_textf(&path->pane, row, col, STYLE_LABEL, "%zu more, %s",
                         below, size_text(bytes, text));
}

static void
draw_row(const struct list_page *page, const struct list_path *path, int row,
         const struct list_row *of)
{
    if (of->n == 0)
        draw_break(page, path, row);
    else if (of->n == 1)
        draw_stop(page, path, row, of->from);
    else
        draw_run(page, path, row, of);
}

static size_t
stops_in_rows(const struct list_path *path)
{
    size_t n = 0;

    for (int i = 0; i < path->n_rows; i++)
        n += path->rows[i].n;
    return n;
}

void
list_path_draw(const struct list_page *page, const struct list_path *path)
{
    int row = path->has_caption;

    if (path->has_caption)
        draw_caption(page, path);
    for (int i = 0; i < path->n_rows; i++)
        draw_row(page, path, row++, &path->rows[i]);
    if (stops_in_rows(path) < page->seen.n && row < path->pane.rows)
        draw_others(page, path, row++);
    if (page->seen.n == 0 && !is_broken(page))
        (void)pane_text(&path->pane, row++, 0, STYLE_LABEL, "no free block");
    draw_notes(page, path, row);
}
