/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * frame_watch.c: see frame_watch.h. Panes may lie in one another (the separator
 * is drawn on the whole screen, a line's text in a part of its pane) but never
 * half over one another. A cell may be drawn twice, as a title is over its
 * rule, but a letter or digit may not be drawn over.
 */
#include "frame_watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

static void __attribute__((format(printf, 2, 3)))
fault(struct frame_watch *w, const char *format, ...)
{
    va_list args;

    if (w->fault[0] != '\0')
        return;
    va_start(args, format);
    (void)vsnprintf(w->fault, sizeof w->fault, format, args);
    va_end(args);
}

static struct rect
rect_of(const struct pane *pane)
{
    return (struct rect){pane->row, pane->col, pane->rows, pane->cols};
}

static bool
contains(const struct rect *a, const struct rect *b)
{
    return a->row <= b->row && a->col <= b->col &&
           a->row + a->rows >= b->row + b->rows &&
           a->col + a->cols >= b->col + b->cols;
}

static bool
has_cell(const struct rect *rect, int row, int col)
{
    const struct rect cell = {row, col, 1, 1};

    return contains(rect, &cell);
}

/* A letter, a digit, or the second half of a wide character. */
static bool
is_of_a_word(uint32_t ch)
{
    return ch == 0 || iswalnum((wint_t)ch);
}

/* Of a rule: where lines meet, one is drawn over another. */
static bool
is_line(uint32_t ch)
{
    return (ch >= 0x2500 && ch < 0x2580) ||
           (ch != 0 && ch < 0x80 && strchr("-|+=", (int)ch));
}

/* The row as a person reads it. */
static const char *
row_text(const struct frame_watch *w, int row, char *buf, size_t size)
{
    size_t n = 0;

    for (int col = 0; col < w->cols && n + 2 < size; col++) {
        uint32_t ch = w->canvas->cells[row * w->cols + col].ch;

        buf[n++] = ch >= ' ' && ch < 0x7f ? (char)ch : '?';
    }
    buf[n] = '\0';
    return buf;
}

static const char *
shown(uint32_t ch, char buf[12])
{
    (void)snprintf(buf, 12, ch >= ' ' && ch < 0x7f ? "'%c'" : "U+%04X",
                   (unsigned)ch);
    return buf;
}

/* --- while the frame is drawn ----------------------------------------------*/
static void
note_cut(struct frame_watch *w, const struct pane *pane, int row, int col,
         uint32_t ch)
{
    struct rect rect = rect_of(pane);

    if (ch == ' ')
        return;
    if (row < 0 || row >= pane->rows) {
        if (!contains(&w->scrolled, &rect))
            fault(w, "%s in row %d of %d of the pane at %d,%d",
                  shown(ch, (char[12]){0}), row, pane->rows, pane->row,
                  pane->col);
        return;
    }
    if (w->n_cuts < WATCH_CUTS)
        w->cuts[w->n_cuts++] =
            (struct watch_cut){rect_of(pane), row, col < 0, ch};
}

static void
note_cell(struct frame_watch *w, const struct pane *pane, int row, int col,
          uint32_t ch)
{
    struct watch_cell *cell = &w->cells[row * w->cols + col];
    struct rect pane_rect = rect_of(pane), before = cell->pane;
    const struct canvas_cell *old = &w->canvas->cells[row * w->cols + col];
    uint32_t was = old->ch;
    bool badge = old->style == STYLE_BADGE || old->style == STYLE_BADGE_OTHER;
    char a[12], b[12], text[200];

    cell->pane = pane_rect;
    if (before.rows == 0 || w->overlaid)
        return;
    if (is_line(was) && is_line(ch))
        return;
    if (!contains(&before, &pane_rect) && !contains(&pane_rect, &before))
        fault(w,
              "two panes have cell %d,%d: %d,%d %dx%d (%s) and %d,%d %dx%d "
              "(%s)",
              row, col, before.row, before.col, before.rows, before.cols,
              shown(was, a), pane->row, pane->col, pane->rows, pane->cols,
              shown(ch, b));
    if (badge && ch == ' ')
        return; /* a number made way for words about its block */
    if (is_of_a_word(was) && was != ch && !has_cell(&w->free, row, col))
        fault(w, "%s drawn over %s at %d,%d:\n%s", shown(ch, b), shown(was, a),
              row, col, row_text(w, row, text, sizeof text));
}

static void
on_put(void *context, const struct pane *pane, int row, int col, uint32_t ch,
       bool inside)
{
    struct frame_watch *w = context;

    w->n_puts++;
    if (pane->rows <= 0 || pane->cols <= 0)
        return; /* a pane that is not on this screen */
    if (!inside)
        note_cut(w, pane, row, col, ch);
    else
        note_cell(w, pane, pane->row + row, pane->col + col, ch);
}

/* --- before and after ------------------------------------------------------*/
void
frame_watch_begin(struct frame_watch *w, struct canvas *canvas)
{
    size_t n = (size_t)canvas->rows * (size_t)canvas->cols;

    if (!w->cells || w->rows != canvas->rows || w->cols != canvas->cols) {
        free(w->cells);
        w->cells = malloc(n * sizeof *w->cells);
        if (!w->cells)
            abort();
    }
    memset(w->cells, 0, n * sizeof *w->cells);
    w->canvas = canvas;
    w->rows = canvas->rows;
    w->cols = canvas->cols;
    w->n_cuts = w->n_puts = 0;
    w->fault[0] = '\0';
    w->hook = (struct canvas_watch){on_put, w};
    canvas->watch = &w->hook;
}

/* Does the row say at its end, or its start, that there is more? */
static bool
tells_more(const struct frame_watch *w, const struct watch_cut *cut)
{
    static const uint32_t ends[] = {0x2026, '.', 0x203a, '>'};
    static const uint32_t starts[] = {0x2039, '<'};
    int row = cut->pane.row + cut->row;
    int col = cut->left ? cut->pane.col : cut->pane.col + cut->pane.cols - 1;
    uint32_t ch = w->canvas->cells[row * w->cols + col].ch;

    for (size_t i = 0; !cut->left && i < sizeof ends / sizeof *ends; i++) {
        if (ends[i] == ch)
            return true;
    }
    for (size_t i = 0; cut->left && i < sizeof starts / sizeof *starts; i++) {
        if (starts[i] == ch)
            return true;
    }
    return false;
}

bool
frame_watch_end(struct frame_watch *w)
{
    char a[12], text[200];

    w->canvas->watch = NULL;
    for (size_t i = 0; i < w->n_cuts; i++) {
        const struct watch_cut *cut = &w->cuts[i];
        int row = cut->pane.row + cut->row;

        if (!tells_more(w, cut))
            fault(w, "%s cut off at the %s of %d,%d %dx%d, in row %d:\n%s",
                  shown(cut->ch, a), cut->left ? "left" : "right",
                  cut->pane.row, cut->pane.col, cut->pane.rows, cut->pane.cols,
                  row, row_text(w, row, text, sizeof text));
    }
    return w->fault[0] == '\0';
}

void
frame_watch_done(struct frame_watch *w)
{
    free(w->cells);
    memset(w, 0, sizeof *w);
}
