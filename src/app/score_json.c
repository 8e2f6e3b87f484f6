/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_json.c: results as lines of JSON: an object for each trace under each
 * policy as soon as it is known, and a summary a policy at the end.
 */
#include "app/score_sheet.h"
#include "repl/json.h"

static void
put_line(struct text *text)
{
    json_close(text, '}');
    (void)puts(text_get(text));
    (void)fflush(stdout);
    text_done(text);
}

static void
put_mops(struct text *text, const char *key, double mops)
{
    if (mops > 0)
        json_fraction(text, key, mops);
    else
        json_null(text, key);
}

static void
put_account(struct text *text, const struct account *a)
{
    json_fraction(text, "util", account_util(a));
    json_fraction(text, "limit", account_limit(a));
    json_open(text, "lost", '{');
    json_fraction(text, "header", account_part(a, a->header));
    json_fraction(text, "padding", account_part(a, a->padding));
    json_fraction(text, "slack", account_part(a, a->slack));
    json_fraction(text, "external", account_part(a, a->external));
    json_close(text, '}');
}

static void
put_fault(struct text *text, const struct fault *fault)
{
    json_open(text, "error", '{');
    json_number_or_null(text, "line", fault->line);
    json_number_or_null(text, "op", fault->op);
    if (fault->has_off)
        json_number(text, "offset", fault->off);
    else
        json_null(text, "offset");
    json_string(text, "kind", fault_name(fault->kind));
    json_string(text, "text", fault->text);
    json_close(text, '}');
}

void
score_json_trace(const struct sheet *sheet, size_t trace)
{
    const struct score_trace *t = &sheet->traces[trace];
    for (size_t i = 0; i < sheet->options->n_policies; i++) {
        const struct score *score = &t->score[i];
        struct text text = {0};
        json_open(&text, NULL, '{');
        json_string(&text, "trace", sheet_file(sheet, trace));
        json_string(&text, "policy", sheet->names[i]);
        json_bool(&text, "valid", score->valid);
        json_number(&text, "ops", t->n_ops);
        if (score->valid) {
            put_account(&text, &score->account);
            put_mops(&text, "mops", sheet_mops(t, score->seconds));
            put_mops(&text, "libc_mops", sheet_mops(t, t->libc_seconds));
        } else {
            put_fault(&text, &score->fault);
        }
        put_line(&text);
    }
}

void
score_json_end(const struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->options->n_policies; i++) {
        struct mean mean = sheet_mean(sheet, i);
        struct text text = {0};
        json_open(&text, NULL, '{');
        json_bool(&text, "summary", true);
        json_string(&text, "policy", sheet->names[i]);
        json_number(&text, "traces", mean.n_traces);
        json_number(&text, "valid", mean.n_valid);
        json_fraction(&text, "util", mean.util);
        json_fraction(&text, "limit", mean.limit);
        put_mops(&text, "mops", mean.mops);
        put_mops(&text, "libc_mops", mean.libc_mops);
        put_mops(&text, "ratio",
                 mean.libc_mops > 0 ? mean.mops / mean.libc_mops : 0);
        put_line(&text);
    }
}
