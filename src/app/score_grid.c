/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_grid.c: several policies side by side: what compares, a table each, the
 * best of each row marked.
 */
#include "app/score_text.h"

#include <string.h>

/* A policy's column: as wide as its name; or a letter, if all the names do not
 * fit side by side. */
struct grid {
    const struct sheet *sheet;
    size_t cols; /* of the traces' names */
    bool letters, libc;
    double (*value)(const struct score_trace *, const struct score *);
    int decimals; /* of the value; -1: as a rate */
};

static const char *
column_name(const struct grid *g, size_t policy, char buf[2])
{
    if (!g->letters)
        return g->sheet->names[policy];
    buf[0] = (char)('A' + policy);
    buf[1] = '\0';
    return buf;
}

static int
column_cols(const struct grid *g, size_t policy)
{
    char buf[2];
    size_t n = strlen(column_name(g, policy, buf));
    return (int)(n < 6 ? 6 : n);
}

static bool
names_fit(const struct grid *g)
{
    size_t sum = g->cols + 8;
    for (size_t i = 0; i < g->sheet->options->n_policies; i++) {
        sum += (size_t)column_cols(g, i) + 3;
        if (column_cols(g, i) > TEXT_NAME)
            return false;
    }
    return sum <= TEXT_COLS;
}

static void
put_head(const struct grid *g, const char *title)
{
    char buf[2];
    (void)printf("\n%s\n%-*s", title, (int)g->cols, "trace");
    for (size_t i = 0; i < g->sheet->options->n_policies; i++)
        (void)printf("  %*s ", column_cols(g, i), column_name(g, i, buf));
    (void)puts(g->libc ? "    libc" : "");
}

static void
value_text(const struct grid *g, double value, char buf[TEXT_CELL])
{
    if (value < 0)
        (void)snprintf(buf, TEXT_CELL, "FAILED");
    else if (g->decimals < 0)
        score_text_rate(value, buf);
    else
        (void)snprintf(buf, TEXT_CELL, "%.*f", g->decimals, value);
}

/* The values of one line; below 0: failed. */
static void
put_line(const struct grid *g, const char *name, const double *values,
         double libc, bool mark)
{
    size_t n = g->sheet->options->n_policies;
    char text[TEXT_CELL], best[TEXT_CELL];
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = values[i] > most ? values[i] : most;
    value_text(g, most, best);
    (void)printf("%-*s", (int)g->cols, name);
    for (size_t i = 0; i < n; i++) {
        value_text(g, values[i], text);
        bool is_best = mark && most > 0 && !strcmp(text, best);
        (void)printf("  %*s%c", column_cols(g, i), text, is_best ? '*' : ' ');
    }
    score_text_rate(libc, text);
    if (g->libc)
        (void)printf("  %6s", text);
    (void)putchar('\n');
}

static double
util_of(const struct score_trace *trace, const struct score *score)
{
    (void)trace;
    return 100 * account_util(&score->account);
}

static double
mops_of(const struct score_trace *trace, const struct score *score)
{
    return sheet_mops(trace, score->seconds);
}

/* Means over different traces do not compare: then none is marked. */
static void
put_grid_mean(const struct grid *g)
{
    double values[SCORE_POLICIES];
    struct mean first = sheet_mean(g->sheet, 0), m = first;
    bool compare = true;
    for (size_t k = 0; k < g->sheet->options->n_policies; k++) {
        m = sheet_mean(g->sheet, k);
        values[k] = !m.n_valid ? -1 : g->decimals < 0 ? m.mops : 100 * m.util;
        compare = compare && m.n_valid == first.n_valid;
    }
    put_line(g, "mean", values, compare ? m.libc_mops : 0, compare);
}

static void
put_grid(const struct grid *g, const char *title)
{
    const struct sheet *sheet = g->sheet;
    double values[SCORE_POLICIES];
    char name[SHEET_NAME];
    size_t n = sheet->options->n_policies, n_rows = 0;
    put_head(g, title);
    for (size_t i = 0; i < sheet->n_traces; i++) {
        const struct score_trace *trace = &sheet->traces[i];
        if (!trace->read)
            continue;
        for (size_t k = 0; k < n; k++)
            values[k] =
                trace->score[k].valid ? g->value(trace, &trace->score[k]) : -1;
        sheet_name(sheet, i, g->cols, name);
        put_line(g, name, values, sheet_mops(trace, trace->libc_seconds), true);
        n_rows++;
    }
    if (n_rows > 1)
        put_grid_mean(g);
}

/* Means of all columns, a row a policy. */
static void
put_means(const struct grid *g)
{
    bool timed = g->sheet->options->timed;
    char buf[2];
    size_t cols = 6;
    for (size_t i = 0; i < g->sheet->options->n_policies; i++)
        if ((size_t)column_cols(g, i) > cols)
            cols = (size_t)column_cols(g, i);
    (void)printf("\nMeans\n%-*s  ok          util limit  head   pad slack   "
                 "ext%s\n",
                 (int)cols, "policy", timed ? " Mops/s x libc" : "");
    for (size_t i = 0; i < g->sheet->options->n_policies; i++) {
        struct mean m = sheet_mean(g->sheet, i);
        score_text_mean(cols, timed, column_name(g, i, buf), &m);
    }
}

void
score_grids(const struct sheet *sheet)
{
    struct grid g = {.sheet = sheet,
                     .cols = score_text_cols(sheet),
                     .value = util_of,
                     .decimals = 1};
    g.letters = !names_fit(&g);
    for (size_t i = 0; g.letters && i < sheet->options->n_policies; i++)
        (void)printf("%c  %s\n", (char)('A' + i), sheet->names[i]);
    put_grid(&g, "Utilization, per cent of the heap (* best)");
    if (sheet->options->timed) {
        g.value = mops_of;
        g.decimals = -1;
        g.libc = true;
        put_grid(&g, "Million operations a second (* best of the policies)");
    }
    put_means(&g);
}
