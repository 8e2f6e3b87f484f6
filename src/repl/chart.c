/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chart.c: see chart.h. Past is `#` within `.`, what lies ahead `:` within `.`;
 * a column of which nothing is known is empty.
 */
#include "chart.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_WIDTH = 9 };

/* Rows that VALUE fills, of CHART_ROWS for TOP; something fills one. */
static int
height(double value, double top)
{
    int rows = top > 0 ? (int)(value / top * CHART_ROWS + 0.5) : 0;

    return rows == 0 && value > 0 ? 1 : rows;
}

static void
put_column(const struct chart *chart, size_t i, char ch)
{
    if (i == chart->past)
        text_put(chart->out, "|", 1);
    text_put(chart->out, &ch, 1);
}

/* Lines end without blanks, and with `|` if now is the end. */
static void
end_line(const struct chart *chart)
{
    struct text *out = chart->out;

    if (chart->past == chart->n)
        text_put(out, "|", 1);
    while (out->n && out->data[out->n - 1] == ' ')
        out->n--;
    text_put(out, "\n", 1);
}

void
chart_plot(const struct chart *chart, const char *name, const char *most,
           double top, const double *main, const double *behind)
{
    for (int row = CHART_ROWS; row > 0; row--) {
        text_add(chart->out, "%*s ", LABEL_WIDTH,
                 row == CHART_ROWS ? most
                 : row == 1        ? name
                                   : "");
        for (size_t i = 0; i < chart->n; i++) {
            char ch = ' ';
            if (i >= chart->known)
                ch = ' ';
            else if (height(main[i], top) >= row)
                ch = i < chart->past ? '#' : ':';
            else if (behind && height(behind[i], top) >= row)
                ch = '.';
            put_column(chart, i, ch);
        }
        end_line(chart);
    }
}

void
chart_tenths(const struct chart *chart, const char *name, const double *share)
{
    text_add(chart->out, "%*s ", LABEL_WIDTH, name);
    for (size_t i = 0; i < chart->n; i++) {
        int tenths = (int)(share[i] * 10);
        char digit = (char)('0' + (tenths > 9 ? 9 : tenths));
        put_column(chart, i, i < chart->known ? digit : ' ');
    }
    end_line(chart);
}

void
chart_axis(const struct chart *chart, uint64_t op, uint64_t end)
{
    char now[32], last[32];
    size_t n = (size_t)snprintf(now, sizeof now, "op %" PRIu64, op);
    size_t m = (size_t)snprintf(last, sizeof last, "%" PRIu64, end);
    size_t width = chart->n + 1, at = chart->past;

    at = at > n / 2 ? at - n / 2 : 0;
    at = at + n > width ? width - n : at;
    text_add(chart->out, "%*s ", LABEL_WIDTH, "");
    if (at >= 2)
        text_add(chart->out, "0%*s", (int)at - 1, "");
    else
        text_add(chart->out, "%*s", (int)at, "");
    text_add(chart->out, "%s", now);
    if (at + n + 1 + m <= width)
        text_add(chart->out, "%*s", (int)(width - at - n), last);
    text_add(chart->out, "\n");
}
