/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_save.c: save FILE: the present line of operations, up to now, as a
 * trace or, if the name ends in .heap, as a script of commands.
 */
#include "repl_internal.h"

#include "repl/save.h"

#include <string.h>

static void
json_save(struct repl *repl, const char *path, bool is_script,
          const struct save_report *report)
{
    struct text *json = &repl->json;
    char policy[POLICY_TEXT];

    policy_format(&session_config(repl->session)->policy, policy);
    json_string(json, "file", path);
    json_string(json, "format", is_script ? "script" : "trace");
    json_string(json, "policy", policy);
    json_number(json, "ops", report->n_ops);
    json_number(json, "ids", report->n_ids);
    json_number(json, "left_out", report->n_left_out);
    if (is_script)
        return;
    json_number(json, "callocs", report->n_calloc);
    json_number(json, "memaligns", report->n_memalign);
    json_number(json, "empty", report->n_empty);
}

/* "3 callocs" */
static void
add_count(struct text *message, const char *before, size_t n, const char *what)
{
    text_add(message, "%s%zu %s%s", before, n, what, n == 1 ? "" : "s");
}

/* What a trace cannot say, and what was written instead. */
static void
warn(struct repl *repl, const struct save_report *report)
{
    struct text *message = &repl->message;
    char policy[POLICY_TEXT];

    policy_format(&session_config(repl->session)->policy, policy);
    text_add(message, " The policy, %s, is not in it.", policy);
    if (report->n_calloc)
        add_count(message, " As plain allocations: ", report->n_calloc,
                  "calloc");
    if (report->n_memalign)
        add_count(message, report->n_calloc ? ", " : " As plain allocations: ",
                  report->n_memalign, "memalign");
    if (report->n_memalign)
        text_add(message, ", whose place may differ");
    if (report->n_calloc || report->n_memalign)
        text_add(message, ".");
    if (report->n_empty) {
        add_count(message, " ", report->n_empty, "block");
        text_add(message, " of 0 bytes: not every driver takes that.");
    }
}

bool
run_save(struct repl *repl, const struct words *words, struct error *err)
{
    const char *path;
    size_t n;
    bool is_script;
    struct save_report report;

    if (words->n < 2 || !*words->list[1].text)
        return usage(words, err, "needs a file");
    if (!need_words(words, 1, 1, err))
        return false;
    path = words->list[1].text;
    n = strlen(path);
    is_script = n > 5 && strcmp(path + n - 5, ".heap") == 0;
    if (!(is_script ? save_script : save_trace)(repl->session, path, &report,
                                                err))
        return false;
    if (wants_json(repl))
        json_save(repl, path, is_script, &report);
    add_count(&repl->message, "saved ", report.n_ops, "operation");
    add_count(&repl->message, " on ", report.n_ids, "block");
    text_add(&repl->message, " to %s%s.", path,
             is_script ? ", as commands: source does them again" : "");
    if (!is_script)
        warn(repl, &report);
    if (report.n_left_out)
        add_count(&repl->message, " Left out: ", report.n_left_out,
                  "operation");
    if (report.n_left_out)
        text_add(&repl->message, " that did nothing.");
    return true;
}
