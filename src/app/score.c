/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score.c: `heapglass score`: traces in, results out as they are known, a line
 * of progress on the terminal between them.
 */
#include "app/score.h"

#include "app/score_progress.h"
#include "app/score_sheet.h"

#include <stdio.h>

/* Is it valid under all policies? */
static bool
is_valid(const struct sheet *sheet, const struct score_trace *trace)
{
    for (size_t i = 0; i < sheet->options->n_policies; i++)
        if (!trace->score[i].valid)
            return false;
    return true;
}

/* The exit status that this one trace makes. */
static int
score_trace(struct sheet *sheet, size_t i, struct progress *progress)
{
    const struct score_options *o = sheet->options;
    struct score_trace *trace = &sheet->traces[i];
    struct score_order order = {.path = o->paths[i],
                                .policies = o->policies,
                                .n_policies = o->n_policies,
                                .timed = o->timed,
                                .progress = progress_show,
                                .context = progress};
    progress->trace = i;
    progress->name = sheet_file(sheet, i);
    (void)score_run(&order, trace);
    sheet->n_traces++;
    progress_erase(progress);
    if (!trace->read) {
        (void)fprintf(stderr, "heapglass: %s\n", trace->error.text);
        return 2;
    }
    if (o->json)
        score_json_trace(sheet, i);
    else
        score_text_trace(sheet, i);
    return is_valid(sheet, trace) ? 0 : 1;
}

static int
score_all(const struct score_options *options)
{
    struct sheet sheet;
    struct progress progress;
    int worst = 0;
    if (!sheet_init(&sheet, options)) {
        sheet_done(&sheet);
        (void)fputs("heapglass: no memory\n", stderr);
        return 2;
    }
    progress_open(&progress, options->n_paths);
    for (size_t i = 0; i < options->n_paths; i++) {
        int status = score_trace(&sheet, i, &progress);
        if (status > worst)
            worst = status;
    }
    if (options->json)
        score_json_end(&sheet);
    else
        score_text_end(&sheet);
    sheet_done(&sheet);
    return worst;
}

int
app_score(int argc, char **argv)
{
    struct score_options options;
    struct error err;
    int status = 0;
    if (!score_options_parse(&options, argc, argv, &err)) {
        (void)fprintf(stderr, "heapglass: %s\n", err.text);
        status = 2;
    } else if (options.help) {
        score_options_help(stdout);
    } else {
        status = score_all(&options);
    }
    score_options_done(&options);
    if (fflush(stdout) == EOF || ferror(stdout)) {
        (void)fputs("heapglass: the output could not be written\n", stderr);
        return 2;
    }
    return status;
}
