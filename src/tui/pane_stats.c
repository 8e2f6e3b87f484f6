/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_stats.c: the figures, each with a bar beside it that shows it as a
 * share, and with its definition where there is room. Below them, how large
 * the requests were.
 *
 *   utilization        71.0%  ██████▍
 *   external frag      12.5%  █▏         1 - largest free / free
 */
#include "tui/lines.h"
#include "tui/panes.h"

#include <stdio.h>

enum {
    VALUE_END = 27,
    BAR_COL = 29,
    BAR_SHORT = 10, /* columns of a bar */
    BAR_LONG = 20,
    LONG_COLS = 100, /* a pane that has long bars */
    TEXT_COLS = 36   /* the longest definition */
};

/* What the rows are made of. */
struct counts {
    struct figures now;
    uint64_t searches, probes;
};

enum unit { UNIT_BYTES, UNIT_SHARE, UNIT_NUMBER, UNIT_MEAN, UNIT_BLANK };

struct row {
    const char *label;
    enum unit unit;
    double (*value)(const struct counts *);
    double (*of)(const struct counts *); /* what the bar is a share of; NULL:
                                            no bar */
    const char *meaning;
};

#define FIGURE(name, member)                                                   \
    static double name(const struct counts *c)                                 \
    {                                                                          \
        return (double)c->now.member;                                          \
    }

FIGURE(heap, heap)
FIGURE(live, live)
FIGURE(peak_live, peak_live)
FIGURE(util, util)
FIGURE(peak_util, peak_util)
FIGURE(frag, frag)
FIGURE(internal, internal)
FIGURE(headers, header_bytes)
FIGURE(padding, padding_bytes)
FIGURE(slack, slack_bytes)
FIGURE(block_bytes, block_bytes)
FIGURE(blocks, blocks)
FIGURE(free_blocks, free_blocks)
FIGURE(free_bytes, free)
FIGURE(largest, largest_free)

static double
one(const struct counts *c)
{
    (void)c;
    return 1;
}

static double
all_blocks(const struct counts *c)
{
    return (double)(c->now.blocks + c->now.free_blocks);
}

static double
searches(const struct counts *c)
{
    return (double)c->searches;
}

static double
mean_probes(const struct counts *c)
{
    return c->searches > 0 ? (double)c->probes / (double)c->searches : 0;
}

/* The meanings are those of `help figures`, in a few words. */
/* clang-format off */
static const struct row rows[] = {
    {"utilization", UNIT_SHARE, util, one, "live / heap"},
    {"peak utilization", UNIT_SHARE, peak_util, one, "peak live / peak heap"},
    {"external frag", UNIT_SHARE, frag, one, "1 - largest free / free"},
    {"internal frag", UNIT_SHARE, internal, one,
     "1 - live / allocated bytes"},
    {"  headers", UNIT_BYTES, headers, block_bytes,
     "of allocated blocks: size and state"},
    {"  padding", UNIT_BYTES, padding, block_bytes,
     "rounding up to a size there is"},
    {"  slack", UNIT_BYTES, slack, block_bytes,
     "over, too small to be split off"},
    {"", UNIT_BLANK, NULL, NULL, ""},
    {"heap", UNIT_BYTES, heap, heap, "bytes taken from the system"},
    {"allocated", UNIT_BYTES, block_bytes, heap,
     "bytes of allocated blocks"},
    {"live", UNIT_BYTES, live, heap, "bytes asked for and not yet freed"},
    {"peak live", UNIT_BYTES, peak_live, heap, "the largest live so far"},
    {"free", UNIT_BYTES, free_bytes, heap, "bytes of all free blocks"},
    {"largest free", UNIT_BYTES, largest, heap, "of the largest free block"},
    {"", UNIT_BLANK, NULL, NULL, ""},
    {"allocated blocks", UNIT_NUMBER, blocks, all_blocks, "of all blocks"},
    {"free blocks", UNIT_NUMBER, free_blocks, all_blocks, "of all blocks"},
    {"searches seen", UNIT_NUMBER, searches, NULL,
     "for a free block, when watched"},
    {"looked at", UNIT_MEAN, mean_probes, NULL,
     "free blocks per search, on average"},
};
/* clang-format on */
enum { N_ROWS = sizeof rows / sizeof *rows };

/* The searches of all operations so far are one column of a line of time that
 * is twice as long as what is known; what lies ahead is the other. */
static void
count(const struct session *session, struct counts *counts)
{
    struct sample columns[2];
    struct session_place place;
    uint64_t all;

    view_figures(session, &counts->now);
    session_place(session, &place);
    all = place.known > place.total ? place.known : place.total;
    counts->searches = counts->probes = 0;
    if (view_timeline(session, 2 * all + 2, columns, 2, NULL) == 0)
        return;
    counts->searches = columns[0].searches;
    counts->probes = columns[0].probes;
}

static void
value_text(const struct row *row, double value, char *buf, size_t size)
{
    char bytes[SIZE_TEXT];

    switch (row->unit) {
    case UNIT_BYTES:
        (void)snprintf(buf, size, "%s", size_text((size_t)value, bytes));
        break;
    case UNIT_SHARE:
        (void)snprintf(buf, size, "%.1f%%", value * 100);
        break;
    case UNIT_NUMBER:
        (void)snprintf(buf, size, "%.0f", value);
        break;
    case UNIT_MEAN:
        (void)snprintf(buf, size, "%.1f", value);
        break;
    case UNIT_BLANK:
        *buf = '\0';
        break;
    }
}

/* --- drawing ---------------------------------------------------------------*/
static int
bar_cols(const struct lines *lines)
{
    int room = lines->pane->cols - BAR_COL;
    int cols = lines->pane->cols >= LONG_COLS ? BAR_LONG : BAR_SHORT;

    return room < cols ? room : cols;
}

static void
draw_bar(const struct lines *lines, double share, enum style style)
{
    int cols = bar_cols(lines), eighths;

    if (share < 0 || share > 1)
        share = share < 0 ? 0 : 1;
    eighths = (int)(share * cols * 8 + 0.5);
    if (eighths == 0 && share > 0)
        eighths = 1;
    for (int col = 0; col < cols && eighths > 0; col++, eighths -= 8)
        lines_put(lines, BAR_COL + col,
                  glyph_left_eighths(lines->look, eighths < 8 ? eighths : 8),
                  style);
}

static void
draw_row(struct lines *lines, const struct row *row,
         const struct counts *counts)
{
    int text_col = BAR_COL + bar_cols(lines) + 2;
    double value = row->value ? row->value(counts) : 0;
    double of = row->of ? row->of(counts) : 0;
    char text[32];

    value_text(row, value, text, sizeof text);
    (void)lines_text(lines, 0, STYLE_LABEL, row->label);
    lines_text_right(lines, VALUE_END, STYLE_BOLD, text);
    if (of > 0)
        draw_bar(lines, value / of, STYLE_USED);
    if (text_col + TEXT_COLS <= lines->pane->cols)
        (void)lines_text(lines, text_col, STYLE_LABEL, row->meaning);
    lines->n++;
}

/* --- sizes asked for -------------------------------------------------------*/
static void
bucket_text(size_t i, char *buf, size_t size)
{
    char low[SIZE_SHORT], high[SIZE_SHORT];

    if (i <= 1) { /* of one size alone */
        (void)snprintf(buf, size, "%zu B", i);
        return;
    }
    size_short((size_t)1 << (i - 1), low);
    if (i <= 10)
        (void)snprintf(buf, size, "%s to %zu B", low, ((size_t)1 << i) - 1);
    else
        (void)snprintf(buf, size, "%s to %s", low,
                       size_short((size_t)1 << i, high));
}

static void
draw_sizes(struct lines *lines, const struct session *session)
{
    struct view_histograms all;
    uint64_t most = 0;
    size_t first = HISTOGRAM_BUCKETS, last = 0;
    char text[32];

    view_histograms(session, &all);
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        most = all.sizes.n[i] > most ? all.sizes.n[i] : most;
        if (all.sizes.n[i] == 0)
            continue;
        first = first == HISTOGRAM_BUCKETS ? i : first;
        last = i;
    }
    if (most == 0)
        return;
    lines->n++;
    (void)lines_text(lines, 0, STYLE_BOLD, "requests so far, by size");
    lines->n++;
    for (size_t i = first; i <= last; i++) {
        bucket_text(i, text, sizeof text);
        (void)lines_text(lines, 0, STYLE_LABEL, text);
        (void)snprintf(text, sizeof text, "%llu",
                       (unsigned long long)all.sizes.n[i]);
        lines_text_right(lines, VALUE_END, STYLE_BOLD, text);
        draw_bar(lines, (double)all.sizes.n[i] / (double)most, STYLE_LABEL);
        lines->n++;
    }
}

/* --- the pane --------------------------------------------------------------*/
void
pane_stats_title(const struct session *session, struct pane_title *title)
{
    struct figures now;

    view_figures(session, &now);
    (void)snprintf(title->title, sizeof title->title, "statistics");
    (void)snprintf(title->facts, sizeof title->facts, "op %llu",
                   (unsigned long long)now.op);
}

int
pane_stats_draw(const struct pane *pane, const struct look *look,
                const struct session *session, int scroll)
{
    struct lines lines = {pane, look, scroll, 0};
    struct counts counts;

    count(session, &counts);
    for (size_t i = 0; i < N_ROWS; i++)
        draw_row(&lines, &rows[i], &counts);
    draw_sizes(&lines, session);
    return lines.n;
}

void
pane_stats_line(const struct pane *pane, const struct session *session)
{
    struct counts counts;
    char text[32];
    int col = 0;

    count(session, &counts);
    for (size_t i = 0; i < N_ROWS; i++) {
        int width;

        if (rows[i].unit == UNIT_BLANK)
            continue;
        value_text(&rows[i], rows[i].value(&counts), text, sizeof text);
        width = text_width(rows[i].label) + 1 + text_width(text);
        if (col + width > pane->cols)
            return;
        col = pane_text(pane, 0, col, STYLE_LABEL,
                        rows[i].label + (rows[i].label[0] == ' ' ? 2 : 0));
        col = pane_text(pane, 0, col + 1, STYLE_BOLD, text) + 2;
    }
}
