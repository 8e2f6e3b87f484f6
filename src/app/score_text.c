/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_text.c: results for people, 80 columns wide. One policy: a row a
 * trace, as soon as it is known. Below the tables a sentence a trace.
 */
#include "app/score_text.h"

#include <string.h>

/* --- small things ----------------------------------------------------------*/

/* No more digits than the measurement has. */
void
score_text_rate(double rate, char buf[TEXT_CELL])
{
    if (rate <= 0)
        (void)snprintf(buf, TEXT_CELL, "-");
    else
        (void)snprintf(buf, TEXT_CELL, "%.*f",
                       rate < 0.00995  ? 4
                       : rate < 0.0995 ? 3
                       : rate < 0.995  ? 2
                       : rate < 99.95  ? 1
                                       : 0,
                       rate);
}

/* TEXT in lines of at most TEXT_COLS, those after the first indented. */
static void
put_wrapped(const char *text, size_t indent)
{
    size_t col = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (col && col + 1 + n > TEXT_COLS) {
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

/* Columns for the traces' names: without timing there is more room. */
size_t
score_text_cols(const struct sheet *sheet)
{
    char name[SHEET_NAME];
    size_t cols = 5, most = TEXT_NAME;
    if (sheet->options->n_policies == 1 && !sheet->options->timed)
        most = TEXT_LONG_NAME;
    for (size_t i = 0; i < sheet->options->n_paths; i++) {
        sheet_name(sheet, i, most, name);
        if (strlen(name) > cols)
            cols = strlen(name);
    }
    return cols;
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

/* --- sentences -------------------------------------------------------------*/

/* "NAME: ", to be gone on with and put. */
static void
begin_sentence(const struct sheet *sheet, size_t trace, struct text *text)
{
    char name[SHEET_NAME];
    sheet_name(sheet, trace, SHEET_NAME, name);
    text_add(text, "%s: ", name);
}

static void
put_sentence(struct text *text)
{
    put_wrapped(text_get(text), 4);
    text_done(text);
}

static void
put_fault(const struct sheet *sheet, size_t trace, size_t policy)
{
    const struct fault *fault = &sheet->traces[trace].score[policy].fault;
    struct text text = {0};
    begin_sentence(sheet, trace, &text);
    text_add(&text, "FAILED ");
    if (sheet->options->n_policies > 1)
        text_add(&text, "under %s, ", sheet->names[policy]);
    if (fault->op)
        text_add(&text, "line %u, operation %zu (%s): ", fault->line, fault->op,
                 fault->call);
    else
        text_add(&text, "at the end: ");
    text_add(&text, "%s", fault->text);
    put_sentence(&text);
}

static void
put_oddities(const struct sheet *sheet, size_t trace)
{
    const struct score_trace *t = &sheet->traces[trace];
    struct text text = {0};
    if (*t->lack) {
        begin_sentence(sheet, trace, &text);
        text_add(&text, "%s", t->lack);
        put_sentence(&text);
    }
    if (t->n_freed_twice) {
        begin_sentence(sheet, trace, &text);
        text_add(&text,
                 "frees blocks that it has freed before (%zu): played as "
                 "free(NULL)",
                 t->n_freed_twice);
        put_sentence(&text);
    }
}

static void
put_advice(const struct sheet *sheet, size_t trace, size_t policy)
{
    struct text text = {0};
    begin_sentence(sheet, trace, &text);
    if (sheet->options->n_policies > 1)
        text_add(&text, "%s: ", sheet->names[policy]);
    score_advice(sheet, trace, policy, &text);
    put_sentence(&text);
}

/* There is nothing to say about it. */
static bool
is_dull(const struct sheet *sheet, size_t trace)
{
    const struct score_trace *t = &sheet->traces[trace];
    size_t best = best_policy(sheet, t);
    return t->read && best < sheet->options->n_policies &&
           !score_advice_due(sheet, trace, best);
}

static size_t
count_dull(const struct sheet *sheet)
{
    size_t n = 0;
    for (size_t i = 0; i < sheet->n_traces; i++)
        n += is_dull(sheet, i);
    return n;
}

/* All of them in one sentence. */
static void
put_dull(const struct sheet *sheet)
{
    char name[SHEET_NAME];
    struct text text = {0};
    size_t n = 0;
    for (size_t i = 0; i < sheet->n_traces; i++) {
        if (!is_dull(sheet, i))
            continue;
        sheet_name(sheet, i, SHEET_NAME, name);
        text_add(&text, "%s%s", n++ ? ", " : "", name);
    }
    text_add(&text, ": nothing to speak of: no loss reaches 1%%");
    put_sentence(&text);
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
    char ops[TEXT_CELL] = "", mops[TEXT_CELL], ratio[TEXT_CELL];
    if (row->ops)
        (void)snprintf(ops, sizeof ops, "%zu", row->ops);
    (void)printf("%-*s %3s %7s %5.1f %5.1f %5.1f %5.1f %5.1f %5.1f", (int)cols,
                 row->name, row->state, ops, 100 * row->util, 100 * row->limit,
                 100 * row->header, 100 * row->padding, 100 * row->slack,
                 100 * row->external);
    score_text_rate(row->mops, mops);
    score_text_rate(row->libc_mops > 0 ? row->mops / row->libc_mops : 0, ratio);
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
        put_fault(sheet, trace, 0);
        return;
    }
    sheet_name(sheet, trace, score_text_cols(sheet), name);
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
    put_row(score_text_cols(sheet), sheet->options->timed, &row);
}

void
score_text_mean(size_t cols, bool timed, const char *name, const struct mean *m)
{
    char state[TEXT_CELL];
    (void)snprintf(state, sizeof state, "%zu", m->n_valid);
    struct row row = {.name = name,
                      .state = state,
                      .util = m->util,
                      .limit = m->limit,
                      .header = m->header,
                      .padding = m->padding,
                      .slack = m->slack,
                      .external = m->external,
                      .mops = m->mops,
                      .libc_mops = m->libc_mops};
    put_row(cols, timed, &row);
}

static void
put_mean(const struct sheet *sheet)
{
    struct mean m = sheet_mean(sheet, 0);
    if (m.n_traces < 2)
        return;
    if (m.n_valid)
        score_text_mean(score_text_cols(sheet), sheet->options->timed,
                        "mean of", &m);
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

/* --- the page --------------------------------------------------------------*/

static size_t
count_read(const struct sheet *sheet)
{
    size_t n = 0;
    for (size_t i = 0; i < sheet->n_traces; i++)
        n += sheet->traces[i].read;
    return n;
}

void
score_text_trace(const struct sheet *sheet, size_t trace)
{
    if (sheet->options->n_policies > 1)
        return;
    if (count_read(sheet) == 1)
        (void)printf("%s\n%-*s         ops  util limit  head   pad slack   "
                     "ext%s\n",
                     sheet->names[0], (int)score_text_cols(sheet), "trace",
                     sheet->options->timed ? " Mops/s x libc" : "");
    put_trace(sheet, trace);
    (void)fflush(stdout);
}

static void
put_faults(const struct sheet *sheet, size_t trace)
{
    for (size_t i = 0; i < sheet->options->n_policies; i++)
        if (!sheet->traces[trace].score[i].valid)
            put_fault(sheet, trace, i);
}

void
score_text_end(const struct sheet *sheet)
{
    size_t n = sheet->options->n_policies;
    size_t n_valid = 0;
    for (size_t i = 0; i < sheet->n_traces; i++)
        n_valid += best_policy(sheet, &sheet->traces[i]) < n;
    if (!count_read(sheet))
        return;
    if (n > 1)
        score_grids(sheet);
    else
        put_mean(sheet);
    if (n_valid) {
        put_legend(sheet->options->timed);
        (void)puts(n > 1 ? "\nWhat cost most, under the policy with the best "
                           "util:"
                         : "\nWhat cost most:");
    }
    bool group = count_dull(sheet) > 1;
    for (size_t i = 0; i < sheet->n_traces; i++) {
        if (!sheet->traces[i].read)
            continue;
        size_t best = best_policy(sheet, &sheet->traces[i]);
        if (best < n && !(group && is_dull(sheet, i)))
            put_advice(sheet, i, best);
        if (n > 1)
            put_faults(sheet, i);
        put_oddities(sheet, i);
    }
    if (group)
        put_dull(sheet);
}
