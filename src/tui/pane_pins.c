/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_pins.c: the pins that are marked on the map, best first, while they
 * are: in the list pane's place, with the numbers that the map shows.
 */
#include "tui/panes.h"
#include "tui/style.h"

#include <stdio.h>
#include <string.h>

enum { MAX_RUNS = 99, BLOCK_COL = 3, SIZE_COL = 23, AGE_COL = 31, LEAST = 39 };

/* A run, put together from its marks. */
struct run {
    size_t n, bytes; /* of its blocks; N 0: no such run */
    size_t gives;
    struct view_block first;
    bool selected; /* one of its blocks is */
};

struct runs {
    struct run list[MAX_RUNS]; /* number 1 first */
    size_t n;
    size_t selected; /* payload offset; 0: none */
    uint64_t now;    /* operations so far */
};

static void
add_mark(struct runs *runs, const struct session *session,
         const struct view_mark *mark)
{
    struct run *run = &runs->list[mark->number - 1];

    if (run->n++ == 0)
        (void)view_at(session, mark->start, &run->first);
    run->bytes += mark->size;
    run->gives = mark->gives;
    run->selected |= runs->selected >= mark->start &&
                     runs->selected - mark->start < mark->size;
    if (mark->number > runs->n)
        runs->n = mark->number;
}

static void
gather(struct runs *runs, const struct session *session, size_t selected)
{
    const struct view_mark *marks;
    size_t n = view_marks(session, &marks);
    struct figures now;

    memset(runs, 0, sizeof *runs);
    view_figures(session, &now);
    runs->now = now.op;
    runs->selected = selected;
    for (size_t i = 0; i < n; i++) {
        if (marks[i].number >= 1 && marks[i].number <= MAX_RUNS)
            add_mark(runs, session, &marks[i]);
    }
}

void
pane_pins_title(const struct session *session, struct pane_title *title)
{
    struct figures now;
    char bytes[SIZE_TEXT];

    view_figures(session, &now);
    (void)snprintf(title->title, sizeof title->title, "pins");
    (void)snprintf(title->facts, sizeof title->facts, "largest free %s",
                   size_text(now.largest_free, bytes));
}

/* "#7 buf", "#7 +2": the first block, and how many more. */
static void
who_text(const struct run *run, size_t room, char *buf, size_t size)
{
    const struct view_block *b = &run->first;
    char more[24] = "";

    if (run->n > 1)
        (void)snprintf(more, sizeof more, " +%zu", run->n - 1);
    if (b->id == 0)
        (void)snprintf(buf, size, "0x%05zx%s", b->off, more);
    else
        (void)snprintf(buf, size, "#%u %s%s", (unsigned)b->id, b->name, more);
    if (b->id != 0 && (b->name[0] == '\0' || (size_t)text_width(buf) > room))
        (void)snprintf(buf, size, "#%u%s", (unsigned)b->id, more);
}

static void
draw_row(const struct pane *pane, int row, const struct runs *runs, size_t i)
{
    const struct run *run = &runs->list[i];
    char text[NAME_TEXT + 40], bytes[SIZE_SHORT];

    (void)pane_textf(pane, row, 0, STYLE_CHANGED, "%2zu", i + 1);
    who_text(run, SIZE_COL - BLOCK_COL - 6, text, sizeof text);
    (void)pane_text(pane, row, BLOCK_COL,
                    run->selected ? STYLE_SELECTED : STYLE_PLAIN, text);
    (void)pane_text_right(pane, row, SIZE_COL, STYLE_PLAIN,
                          size_short(run->bytes, bytes));
    if (run->n == 1 && run->first.id != 0) {
        (void)snprintf(text, sizeof text, "%llu",
                       (unsigned long long)(runs->now - run->first.born));
        (void)pane_text_right(pane, row, AGE_COL, STYLE_PLAIN, text);
    }
    (void)pane_text_right(pane, row, LEAST, STYLE_BOLD,
                          size_short(run->gives, bytes));
}

void
pane_pins_draw(const struct pane *pane, const struct session *session,
               const struct map_eye *eye)
{
    struct runs runs;
    int row = 0;

    gather(&runs, session, eye->selected);
    if (pane->rows >= 4) {
        (void)pane_text(pane, row, BLOCK_COL, STYLE_LABEL, "block");
        (void)pane_text_right(pane, row, SIZE_COL, STYLE_LABEL, "size");
        (void)pane_text_right(pane, row, AGE_COL, STYLE_LABEL, "age");
        (void)pane_text_right(pane, row, LEAST, STYLE_LABEL, "gives");
        row++;
    }
    for (size_t i = 0; i < runs.n && row < pane->rows; i++, row++) {
        if (row + 1 == pane->rows && i + 1 < runs.n) {
            (void)pane_textf(pane, row, BLOCK_COL, STYLE_LABEL, "%zu more",
                             runs.n - i);
            return;
        }
        draw_row(pane, row, &runs, i);
    }
}

/* --- one line --------------------------------------------------------------*/
/* " 1  #7 1.2k  " at COL; answers the column after it, -1 without room. */
static int
add_run(const struct pane *pane, const struct runs *runs, size_t i, int col)
{
    const struct run *run = &runs->list[i];
    char badge[24], who[NAME_TEXT + 40], text[NAME_TEXT + 56],
        bytes[SIZE_SHORT];
    int more = i + 1 < runs->n ? 10 : 0;

    who_text(run, 0, who, sizeof who);
    (void)snprintf(badge, sizeof badge, " %zu ", i + 1);
    (void)snprintf(text, sizeof text, " %s %s", who,
                   size_short(run->gives, bytes));
    if (col + text_width(badge) + text_width(text) + more > pane->cols)
        return -1;
    col = pane_text(pane, 0, col, STYLE_CHANGED, badge);
    return pane_text(pane, 0, col, STYLE_PLAIN, text) + 2;
}

void
pane_pins_line(const struct pane *pane, const struct session *session)
{
    struct runs runs;
    int col = pane_text(pane, 0, 0, STYLE_LABEL, "pins") + 1, next;
    size_t i = 0;

    gather(&runs, session, 0);
    for (; i < runs.n; i++, col = next) {
        next = add_run(pane, &runs, i, col);
        if (next < 0)
            break;
    }
    if (i < runs.n)
        (void)pane_textf(pane, 0, col, STYLE_LABEL, "%zu more", runs.n - i);
}
