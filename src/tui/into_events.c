/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * into_events.c: the events of an operation, a line each. The present one is
 * marked, those to come are grey.
 */
#include "session/size_text.h"
#include "tui/into.h"
#include "tui/lines.h"
#include "tui/screen.h"

#include <stdio.h>

/* " 8 ▶split       160 B  = 128 + 32" */
enum { VERB_COL = 4, OBJECT_COL = 12, SIZE_END = 24, NOTE_COL = 26 };

struct event_row {
    const struct pane *pane;
    const struct look *look;
    int row, digits;
    bool now, ahead;
};

static enum style
style_of(const struct event_row *r, enum style style)
{
    return r->now ? STYLE_SELECTED : r->ahead ? STYLE_LABEL : style;
}

/* What stands at COL, moved right by a number of more than two digits. */
static int
put(const struct event_row *r, int col, enum style style, const char *text)
{
    return screen_text(r->pane, r->look, r->row, col + r->digits - 2,
                       style_of(r, style), text);
}

/* An offset leaves no room for the unit, a long one none for the size, which
 * the sentence below tells too. */
static void
put_size(const struct event_row *r, size_t size, int object)
{
    bool unit = object < SIZE_END - OBJECT_COL - 5;
    char text[SIZE_SHORT + 4];

    if (size == 0)
        return;
    if (size < 1000 && unit)
        (void)snprintf(text, sizeof text, "%zu B", size);
    else
        size_short(size, text);
    if (OBJECT_COL + object < SIZE_END - text_width(text))
        put(r, SIZE_END - text_width(text), STYLE_PLAIN, text);
}

/* Whole words; a sign says that there are more. */
static void
put_words(const struct event_row *r, int col, enum style style,
          const char *text)
{
    char line[INSIDE_WORD];
    int room = r->pane->cols - (col + r->digits - 2);

    if (text_width(text) <= room) {
        put(r, col, style, text);
        return;
    }
    (void)snprintf(line, sizeof line, "%.*s", (int)lines_fit(text, room - 2),
                   text);
    put(r, col, style, line);
    pane_put(r->pane, r->row, col + r->digits - 2 + text_width(line) + 1,
             glyph(r->look, GLYPH_ELLIPSIS), style_of(r, style));
}

static void
put_note(const struct event_row *r, const struct inside_line *line)
{
    static const enum glyph signs[] = {
        [NOTE_NO] = GLYPH_NO, [NOTE_YES] = GLYPH_YES};
    int col = NOTE_COL;
    enum style style = line->tone == NOTE_NO    ? STYLE_LABEL
                       : line->tone == NOTE_YES ? STYLE_BOLD
                                                : STYLE_PLAIN;

    if (line->tone != NOTE_PLAIN && line->note[0]) {
        pane_put(r->pane, r->row, col + r->digits - 2,
                 glyph(r->look, signs[line->tone]), style_of(r, style));
        col++;
        put(r, col++, style, " ");
    }
    put_words(r, col, style, line->note);
}

static void
put_event(struct event_row *r, const struct inside *in, size_t at)
{
    struct inside_line line;

    inside_line(in, at, &line);
    (void)pane_textf(r->pane, r->row, 0, r->ahead ? STYLE_LABEL : STYLE_PLAIN,
                     "%*zu", r->digits, at);
    if (r->now) {
        pane_fill(r->pane, r->row, r->digits + 1, r->pane->cols, ' ',
                  STYLE_SELECTED);
        pane_put(r->pane, r->row, r->digits + 1, glyph(r->look, GLYPH_MARK),
                 STYLE_SELECTED);
    }
    put(r, VERB_COL, STYLE_PLAIN, line.verb);
    put(r, OBJECT_COL, STYLE_PLAIN, line.object);
    put_size(r, line.size, text_width(line.object));
    put_note(r, &line);
}

/* The first of N that is shown in ROWS rows: the present one, from 1, is in
 * view, with what comes next. */
static size_t
first_of(size_t now, size_t n, size_t rows)
{
    size_t first;

    if (n <= rows)
        return 1;
    first = now > rows * 2 / 3 ? now - rows * 2 / 3 : 1;
    if (now == 0)
        first = 1;
    return first + rows > n + 1 ? n + 1 - rows : first;
}

size_t
into_events_draw(const struct pane *pane, const struct look *look,
                 const struct inside *in)
{
    struct event_row r = {.pane = pane, .look = look, .digits = 2};
    size_t now = inside_at(in), n = inside_n(in), first, at;

    if (pane->rows <= 0)
        return 1;
    for (size_t most = 100; most <= n; most *= 10)
        r.digits++;
    first = at = first_of(now, n, (size_t)pane->rows);
    for (; r.row < pane->rows && at <= n; r.row++, at++) {
        r.now = at == now;
        r.ahead = at > now;
        put_event(&r, in, at);
    }
    return first;
}
