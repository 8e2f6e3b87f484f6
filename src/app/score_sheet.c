/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_sheet.c: see score_sheet.h.
 */
#include "app/score_sheet.h"

#include <stdlib.h>
#include <string.h>

bool
sheet_init(struct sheet *sheet, const struct score_options *options)
{
    *sheet = (struct sheet){.options = options};
    sheet->traces = calloc(options->n_paths, sizeof *sheet->traces);
    sheet->names = calloc(options->n_policies, sizeof *sheet->names);
    for (size_t i = 0; sheet->names && i < options->n_policies; i++)
        policy_format(&options->policies[i], sheet->names[i]);
    return sheet->traces && sheet->names;
}

void
sheet_done(struct sheet *sheet)
{
    free(sheet->traces);
    free(sheet->names);
}

double
sheet_mops(const struct score_trace *trace, double seconds)
{
    return seconds > 0 ? (double)trace->n_ops / seconds / 1e6 : 0;
}

static void
mean_add(struct mean *m, const struct score_trace *trace,
         const struct score *score)
{
    const struct account *a = &score->account;
    m->n_valid++;
    m->util += account_util(a);
    m->limit += account_limit(a);
    m->header += account_part(a, a->header);
    m->padding += account_part(a, a->padding);
    m->slack += account_part(a, a->slack);
    m->external += account_part(a, a->external);
    if (score->seconds > 0 && trace->libc_seconds > 0) {
        m->mops += 1 / sheet_mops(trace, score->seconds);
        m->libc_mops += 1 / sheet_mops(trace, trace->libc_seconds);
    }
}

struct mean
sheet_mean(const struct sheet *sheet, size_t policy)
{
    struct mean m = {.n_traces = 0};
    for (size_t i = 0; i < sheet->n_traces; i++) {
        const struct score_trace *trace = &sheet->traces[i];
        m.n_traces += trace->read;
        if (trace->read && trace->score[policy].valid)
            mean_add(&m, trace, &trace->score[policy]);
    }
    double n = m.n_valid ? (double)m.n_valid : 1;
    m.util /= n;
    m.limit /= n;
    m.header /= n;
    m.padding /= n;
    m.slack /= n;
    m.external /= n;
    m.mops = m.mops > 0 ? n / m.mops : 0;
    m.libc_mops = m.libc_mops > 0 ? n / m.libc_mops : 0;
    return m;
}

const char *
sheet_file(const struct sheet *sheet, size_t trace)
{
    const char *path = sheet->options->paths[trace];
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void
sheet_name(const struct sheet *sheet, size_t trace, size_t most,
           char buf[SHEET_NAME])
{
    const char *file = sheet_file(sheet, trace);
    const char *dot = strrchr(file, '.');
    bool known = dot && (!strcmp(dot, ".rep") || !strcmp(dot, ".script"));
    size_t n = known ? (size_t)(dot - file) : strlen(file);
    if (most >= SHEET_NAME)
        most = SHEET_NAME - 1;
    (void)snprintf(buf, SHEET_NAME, "%.*s%s", (int)(n > most ? most - 2 : n),
                   file, n > most ? ".." : "");
}
