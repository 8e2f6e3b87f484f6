/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_figures.c: the lines under a lane's map: the same figure in the same row
 * of every column. The bars of one figure are scaled alike: heaps and probes
 * by the largest of them, shares by the whole.
 */
#include "tui/panes.h"
#include "tui/race.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_COLS = 7, VALUE_COLS = 10, BAR_LEAST = 4, BAR_MOST = 40 };
/* Columns from which words are added: "peak util", "a search". */
enum { WORDY = 24, MORE_WORDY = 34, SEARCH_COLS = 9 };

struct line {
    const struct pane *pane;
    const struct look *look;
    const struct race_facts *facts;
    const struct race_lane *lane;
    uint32_t id;
    int row;
};

/* --- bars ------------------------------------------------------------------*/
/* Columns of a bar between label and value; 0: there is no room for one. */
static int
bar_cols(const struct line *line)
{
    int cols = line->pane->cols;
    int room = cols - LABEL_COLS - VALUE_COLS - 1;

    room -= cols >= MORE_WORDY ? SEARCH_COLS - 4 : 0;
    return room < BAR_LEAST ? 0 : room > BAR_MOST ? BAR_MOST : room;
}

static int
part_of(int cols, double share)
{
    int n = (int)(share * cols + 0.5);

    if (n == 0 && share > 0 && cols > 0)
        return 1;
    return n < cols ? n : cols;
}

/* SHARE of the whole length, of which INK is in the first style. */
static void
put_bar(const struct line *line, double share, double ink, enum style first,
        enum style rest)
{
    int cols = bar_cols(line), n = part_of(cols, share);
    int inked = n < part_of(cols, ink) ? n : part_of(cols, ink);
    bool colours = line->look->unicode;   /* else styles alone do not tell */
    uint32_t ch = colours ? 0x2501 : '='; /* heavy line */

    pane_fill(line->pane, line->row, LABEL_COLS, inked, ch, first);
    pane_fill(line->pane, line->row, LABEL_COLS + inked, n - inked,
              colours ? ch : '.', rest);
}

/* --- words -----------------------------------------------------------------*/
/* Words from column COL, if all of them find room; answers the column after. */
static int
put_whole(const struct line *line, int col, enum style style, const char *text)
{
    if (col + text_width(text) > line->pane->cols)
        return col;
    return pane_text(line->pane, line->row, col, style, text);
}

/* --- lines -----------------------------------------------------------------*/
static void
put_value(const struct line *line, const char *label, const char *value)
{
    int cols = bar_cols(line);
    int col = LABEL_COLS + (cols > 0 ? cols + 1 : 0);

    (void)pane_text(line->pane, line->row, 0, STYLE_LABEL, label);
    (void)pane_text(line->pane, line->row, col, STYLE_BOLD, value);
}

static const char *
rank_word(unsigned rank)
{
    static const char *const words[] = {"", "1st", "2nd", "3rd", "4th"};

    return words[rank <= RACE_MOST ? rank : 0];
}

static void
draw_rank(const struct line *line)
{
    const struct race_lane *lane = line->lane;
    const char *label = line->pane->cols >= WORDY ? "peak util" : "peak";
    char text[48];
    int col;

    if (lane->behind) {
        (void)snprintf(text, sizeof text, "op %llu",
                       (unsigned long long)lane->now.op);
        col = text_width(text) + 8 <= line->pane->cols
                  ? put_whole(line, 0, STYLE_LABEL, "behind: ")
                  : 0;
        (void)put_whole(line, col, STYLE_BOLD, text);
        return;
    }
    if (!line->facts->level || lane->now.peak_live == 0) {
        (void)pane_text(line->pane, line->row, 0, STYLE_LABEL, "no rank yet");
        return;
    }
    col = pane_textf(line->pane, line->row, 0,
                     lane->rank == 1 ? STYLE_FOCUS : STYLE_BOLD, " %s ",
                     rank_word(lane->rank));
    col = pane_text(line->pane, line->row, col + 1, STYLE_LABEL, label);
    (void)pane_textf(line->pane, line->row, col + 1, STYLE_BOLD, "%.1f%%",
                     100 * lane->now.peak_util);
}

static void
draw_refused(const struct line *line)
{
    const struct race_lane *lane = line->lane;
    bool any = lane->counts.refused > 0;
    int col = pane_text(line->pane, line->row, 0, STYLE_LABEL, "refused");

    col =
        pane_textf(line->pane, line->row, col + 1,
                   any ? STYLE_ALERT : STYLE_BOLD, "%zu", lane->counts.refused);
    if (lane->refused_last)
        (void)put_whole(line, col, STYLE_ALERT, ", now");
}

/* Where the block that is marked in all maps lies in this one. */
static void
draw_selected(const struct line *line)
{
    const struct race_lane *lane = line->lane;
    int col = pane_textf(line->pane, line->row, 0, STYLE_BOLD, "#%lu",
                         (unsigned long)line->id);
    char text[48], size[SIZE_TEXT];

    if (lane->selected != LANE_BLOCK_LIVE) {
        (void)put_whole(line, col + 1, STYLE_LABEL,
                        lane->selected == LANE_BLOCK_REFUSED ? "refused"
                                                             : "free");
        return;
    }
    (void)snprintf(text, sizeof text, "at 0x%05zx", lane->block.off);
    if (col + 1 + text_width(text) > line->pane->cols)
        memmove(text, text + 3, strlen(text + 3) + 1); /* without "at" */
    col = put_whole(line, col + 1, STYLE_PLAIN, text);
    (void)snprintf(text, sizeof text, ", %s",
                   size_text(lane->block.size, size));
    (void)put_whole(line, col, STYLE_PLAIN, text);
}

static void
draw_heap(const struct line *line)
{
    const struct figures *now = &line->lane->now;
    double most = (double)line->facts->largest;
    char size[SIZE_TEXT];

    put_value(line, "heap", size_text(now->heap, size));
    if (most > 0)
        put_bar(line, (double)now->heap / most, (double)now->live / most,
                STYLE_LIVE, STYLE_HEAP);
}

static void
put_share(const struct line *line, const char *label, double share,
          enum style style)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%.1f%%", 100 * share);
    put_value(line, label, text);
    put_bar(line, share, share, style, style);
}

static void
draw_util(const struct line *line)
{
    put_share(line, "util", line->lane->now.util, STYLE_LIVE);
}

static void
draw_frag(const struct line *line)
{
    put_share(line, "frag", line->lane->now.frag, STYLE_HEAP);
}

static void
draw_probes(const struct line *line)
{
    double probes = race_probes(line->lane), most = line->facts->most_probes;
    char text[32];

    (void)snprintf(text, sizeof text, "%.1f%s", probes,
                   line->pane->cols >= MORE_WORDY ? " a search" : "");
    put_value(line, "probes", text);
    if (most > 0)
        put_bar(line, probes / most, probes / most, STYLE_LABEL, STYLE_LABEL);
}

/* --- all of them -----------------------------------------------------------*/
void
race_figures_draw(const struct pane *pane, const struct look *look,
                  const struct race_facts *facts, size_t lane, uint32_t id)
{
    /* The last gives way first. */
    static void (*const lines[])(const struct line *) = {
        draw_rank, draw_refused, draw_selected, draw_heap,
        draw_util, draw_frag,    draw_probes,
    };
    struct line line = {pane, look, facts, &facts->lanes[lane], id, 0};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if ((lines[i] == draw_refused && !facts->any_refused) ||
            (lines[i] == draw_selected && id == 0))
            continue;
        if (line.row >= pane->rows)
            return;
        lines[i](&line);
        line.row++;
    }
}
