/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_text.c: results for people, 80 columns wide. One policy: a row a
 * trace. Several: what compares, side by side, the best marked.
 */
#include "app/score_sheet.h"

#include <string.h>

enum { COLS = 80, MOST_NAME = 20, CELL = 24 };

/* --- small things ----------------------------------------------------------*/

/* No more digits than the measurement has. */
static void
rate_text(double rate, char buf[CELL])
{
    if (rate <= 0)
        (void)snprintf(buf, CELL, "-");
    else
        (void)snprintf(buf, CELL, "%.*f",
                       rate < 0.995   ? 2
                       : rate < 99.95 ? 1
                                      : 0,
                       rate);
}

/* TEXT in lines of at most COLS, those after the first indented. */
static void
put_wrapped(const char *text, size_t indent)
{
    size_t col = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (col && col + 1 + n > COLS) {
            (void)printf("\n%*s", (int)indent, "");
            col = indent;
        } else if (col) {
            (void)putchar(' ');
            col++;
        }
        (void)fwrite(text, 1, n, stdout);
        col += n;
        text += n;
        while (*text == ' ')
            text++;
    }
    (void)putchar('\n');
}

/* Columns for the traces' names. */
static size_t
name_cols(const struct sheet *sheet)
{
    char name[SHEET_NAME];
    size_t cols = 5;
    for (size_t i = 0; i < sheet->options->n_paths; i++) {
        sheet_name(sheet, i, MOST_NAME, name);
        if (strlen(name) > cols)
            cols = strlen(name);
    }
    return cols;
}

static void
put_fault(const struct sheet *sheet, size_t trace, const char *policy,
          const struct fault *fault)
{
    char name[SHEET_NAME];
    struct text text = {0};
    sheet_name(sheet, trace, SHEET_NAME, name);
    text_add(&text, "%s: FAILED %s%s", name, policy ? "under " : "",
             policy ? policy : "");
    if (policy)
        text_add(&text, ", ");
    if (fault->op)
        text_add(&text, "line %u, operation %zu (%s): ", fault->line, fault->op,
                 fault->call);
    else
        text_add(&text, "at the end: ");
    text_add(&text, "%s", fault->text);
    put_wrapped(text_get(&text), 4);
    text_done(&text);
}

static void
put_oddities(const struct sheet *sheet, size_t trace)
{
    const struct score_trace *t = &sheet->traces[trace];
    char name[SHEET_NAME];
    sheet_name(sheet, trace, SHEET_NAME, name);
    if (t->cut)
        (void)printf("%s: the file's last line is cut short and left out\n",
                     name);
    if (t->n_freed_twice)
        (void)printf("%s: frees what it has freed before, %zu times: played "
                     "as NULL\n",
                     name, t->n_freed_twice);
}

/* --- one policy ------------------------------------------------------------*/

struct row {
    const char *name, *state;
    size_t ops; /* 0: none shown */
    double util, limit, header, padding, slack, external, mops, libc_mops;
};

static void
put_row(size_t cols, bool timed, const struct row *row)
{
    char ops[CELL] = "", mops[CELL], ratio[CELL];
    if (row->ops)
        (void)snprintf(ops, sizeof ops, "%zu", row->ops);
    (void)printf("%-*s %3s %7s %5.1f %5.1f %5.1f %5.1f %5.1f %5.1f", (int)cols,
                 row->name, row->state, ops, 100 * row->util, 100 * row->limit,
                 100 * row->header, 100 * row->padding, 100 * row->slack,
                 100 * row->external);
    rate_text(row->mops, mops);
    rate_text(row->libc_mops > 0 ? row->mops / row->libc_mops : 0, ratio);
    if (timed)
        (void)printf(" %6s %6s", mops, ratio);
    (void)putchar('\n');
}

static void
put_trace(const struct sheet *sheet, size_t trace)
{
    const struct score_trace *t = &sheet->traces[trace];
    const struct score *score = &t->score[0];
    const struct account *a = &score->account;
    char name[SHEET_NAME];
    if (!score->valid) {
        put_fault(sheet, trace, NULL, &score->fault);
        return;
    }
    sheet_name(sheet, trace, MOST_NAME, name);
    struct row row = {.name = name,
                      .state = "ok",
                      .ops = t->n_ops,
                      .util = account_util(a),
                      .limit = account_limit(a),
                      .header = account_part(a, a->header),
                      .padding = account_part(a, a->padding),
                      .slack = account_part(a, a->slack),
                      .external = account_part(a, a->external),
                      .mops = sheet_mops(t, score->seconds),
                      .libc_mops = sheet_mops(t, t->libc_seconds)};
    put_row(name_cols(sheet), sheet->options->timed, &row);
}

static void
put_mean(const struct sheet *sheet)
{
    struct mean m = sheet_mean(sheet, 0);
    char state[CELL];
    if (!m.n_traces)
        return;
    (void)snprintf(state, sizeof state, "%zu", m.n_valid);
    struct row row = {"mean of",  state,    0,          m.util,
                      m.limit,    m.header, m.padding,  m.slack,
                      m.external, m.mops,   m.libc_mops};
    if (m.n_valid)
        put_row(name_cols(sheet), sheet->options->timed, &row);
    if (m.n_valid < m.n_traces)
        (void)printf("%zu of %zu traces FAILED\n", m.n_traces - m.n_valid,
                     m.n_traces);
}

static void
put_legend(bool timed)
{
    (void)puts(
        "\nPer cent of the heap. util: what was asked for, at its peak; limit: "
        "the most\nthat 16-byte alignment and this layout allow. The rest, at "
        "that moment: head:\nheaders; pad: rounding up to 16 and to the "
        "smallest block; slack: blocks larger\nthan that; ext: external: "
        "free, or not yet used.");
    if (timed)
        (void)puts("Mops/s: million operations a second (its mean is "
                   "harmonic); x libc: times the C\nlibrary's, in this run.");
}

static void
put_advice(const struct sheet *sheet, size_t trace, size_t policy)
{
    struct text text = {0};
    char name[SHEET_NAME];
    sheet_name(sheet, trace, SHEET_NAME, name);
    text_add(&text, "%s: ", name);
    if (sheet->options->n_policies > 1)
        text_add(&text, "%s: ", sheet->names[policy]);
    score_advice(sheet, trace, policy, &text);
    put_wrapped(text_get(&text), 4);
    text_done(&text);
}

/* --- several ---------------------------------------------------------------*/

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
    for (size_t i = 0; i < g->sheet->options->n_policies; i++)
        sum += (size_t)column_cols(g, i) + 3;
    return sum <= COLS;
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
value_text(const struct grid *g, double value, char buf[CELL])
{
    if (value < 0)
        (void)snprintf(buf, CELL, "FAILED");
    else if (g->decimals < 0)
        rate_text(value, buf);
    else
        (void)snprintf(buf, CELL, "%.*f", g->decimals, value);
}

/* The values of one line; below 0: failed. */
static void
put_line(const struct grid *g, const char *name, const double *values,
         double libc)
{
    size_t n = g->sheet->options->n_policies;
    char text[CELL], best[CELL];
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = values[i] > most ? values[i] : most;
    value_text(g, most, best);
    (void)printf("%-*s", (int)g->cols, name);
    for (size_t i = 0; i < n; i++) {
        value_text(g, values[i], text);
        bool is_best = most > 0 && !strcmp(text, best);
        (void)printf("  %*s%c", column_cols(g, i), text, is_best ? '*' : ' ');
    }
    rate_text(libc, text);
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

static void
put_grid(const struct grid *g, const char *title)
{
    const struct sheet *sheet = g->sheet;
    double values[SCORE_POLICIES];
    char name[SHEET_NAME];
    size_t n = sheet->options->n_policies, n_mean = 0;
    double libc = 0;
    put_head(g, title);
    for (size_t i = 0; i < sheet->n_traces; i++) {
        const struct score_trace *trace = &sheet->traces[i];
        if (!trace->read)
            continue;
        for (size_t k = 0; k < n; k++)
            values[k] =
                trace->score[k].valid ? g->value(trace, &trace->score[k]) : -1;
        sheet_name(sheet, i, g->cols, name);
        put_line(g, name, values, sheet_mops(trace, trace->libc_seconds));
        n_mean++;
    }
    for (size_t k = 0; k < n; k++) {
        struct mean m = sheet_mean(sheet, k);
        values[k] = !m.n_valid ? -1 : g->decimals < 0 ? m.mops : 100 * m.util;
        libc = m.libc_mops > 0 ? m.libc_mops : libc;
    }
    if (n_mean > 1)
        put_line(g, "mean", values, libc);
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
        char state[CELL];
        (void)snprintf(state, sizeof state, "%zu", m.n_valid);
        struct row row = {column_name(g, i, buf),
                          state,
                          0,
                          m.util,
                          m.limit,
                          m.header,
                          m.padding,
                          m.slack,
                          m.external,
                          m.mops,
                          m.libc_mops};
        put_row(cols, timed, &row);
    }
}

/* The policy with the best util on a trace; n_policies: none is valid. */
static size_t
best_policy(const struct sheet *sheet, const struct score_trace *trace)
{
    size_t best = sheet->options->n_policies;
    double most = -1;
    for (size_t i = 0; i < sheet->options->n_policies; i++) {
        const struct score *score = &trace->score[i];
        if (score->valid && account_util(&score->account) > most) {
            most = account_util(&score->account);
            best = i;
        }
    }
    return best;
}

static void
put_grids(const struct sheet *sheet)
{
    struct grid g = {.sheet = sheet,
                     .cols = name_cols(sheet),
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

/* --- the page --------------------------------------------------------------*/

void
score_text_begin(const struct sheet *sheet)
{
    if (sheet->options->n_policies > 1)
        return;
    (void)printf("%s\n%-*s         ops  util limit  head   pad slack   ext%s\n",
                 sheet->names[0], (int)name_cols(sheet), "trace",
                 sheet->options->timed ? " Mops/s x libc" : "");
}

void
score_text_trace(const struct sheet *sheet, size_t trace)
{
    if (sheet->options->n_policies == 1)
        put_trace(sheet, trace);
    (void)fflush(stdout);
}

static void
put_faults(const struct sheet *sheet, size_t trace)
{
    for (size_t i = 0; i < sheet->options->n_policies; i++)
        if (!sheet->traces[trace].score[i].valid)
            put_fault(sheet, trace, sheet->names[i],
                      &sheet->traces[trace].score[i].fault);
}

void
score_text_end(const struct sheet *sheet)
{
    size_t n = sheet->options->n_policies;
    size_t n_read = 0, n_valid = 0;
    for (size_t i = 0; i < sheet->n_traces; i++) {
        n_read += sheet->traces[i].read;
        n_valid += best_policy(sheet, &sheet->traces[i]) < n;
    }
    if (!n_read)
        return;
    if (n > 1)
        put_grids(sheet);
    else
        put_mean(sheet);
    if (n_valid) {
        put_legend(sheet->options->timed);
        (void)puts(n > 1 ? "\nWhat cost most, under the policy with the best "
                           "util:"
                         : "\nWhat cost most:");
    }
    for (size_t i = 0; i < sheet->n_traces; i++) {
        if (!sheet->traces[i].read)
            continue;
        size_t best = best_policy(sheet, &sheet->traces[i]);
        if (best < n)
            put_advice(sheet, i, best);
        if (n > 1)
            put_faults(sheet, i);
        put_oddities(sheet, i);
    }
}
