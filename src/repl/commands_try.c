/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_try.c: try alloc, try free, ...: the operation is done in a copy of
 * the heap, and told as if it had been done here.
 */
#include "repl_internal.h"

#include "repl/figure.h"
#include "session/ask.h"

#include <string.h>

/* --- figures before and after ----------------------------------------------*/
static const char *const shown[] = {"heap", "live", "util", "frag",
                                    "largest_free"};
enum { N_SHOWN = sizeof shown / sizeof shown[0] };

static void
json_figures(struct repl *repl, const char *key,
             const struct figure_values *values)
{
    size_t figure;

    json_open(&repl->json, key, '{');
    for (size_t i = 0; i < N_SHOWN; i++) {
        if (!figure_find(shown[i], &figure))
            continue;
        if (figure_get(figure)->unit == UNIT_FRACTION)
            json_fraction(&repl->json, shown[i], figure_value(figure, values));
        else
            json_number(&repl->json, shown[i],
                        (uint64_t)figure_value(figure, values));
    }
    json_close(&repl->json, '}');
}

static void
text_figures(struct repl *repl, const struct figure_values *before,
             const struct figure_values *after)
{
    enum { LABEL_WIDTH = 22 }; /* of the longest */
    char was[FIGURE_TEXT], is[FIGURE_TEXT];
    size_t i;

    for (size_t k = 0; k < N_SHOWN; k++) {
        const struct figure *figure;
        if (!figure_find(shown[k], &i))
            continue;
        figure = figure_get(i);
        text_add(&repl->table, "  %s:%*s %s -> %s\n", figure->label,
                 LABEL_WIDTH - (int)strlen(figure->label), "",
                 figure_format(figure->unit, figure_value(i, before), was),
                 figure_format(figure->unit, figure_value(i, after), is));
    }
}

static void
reply_figures(struct repl *repl, const struct session *there)
{
    struct figure_values before, after;

    figure_values_now(repl->session, &before);
    figure_values_now(there, &after);
    if (wants_json(repl)) {
        json_figures(repl, "before", &before);
        json_figures(repl, "after", &after);
    } else {
        text_figures(repl, &before, &after);
    }
}

/* --- trying ----------------------------------------------------------------*/
static bool
try_request(struct repl *repl, const struct words *words, enum op_kind kind,
            struct trial *trial, struct error *err)
{
    struct request request;
    struct op_result result;
    char sentence[DESCRIBE_TEXT];

    if (words->n == 3 && kind == OP_ALLOC && is_count(words->list[2].text))
        return error_set(err, "usage",
                         "try alloc does one block at a time: leave out "
                         "\"%.40s\"",
                         words->list[2].text);
    if (!read_request(words, kind, &request, err) ||
        !trial_request(trial, &request.ask, &result, err))
        return false;
    reply_result(repl, &result);
    session_describe(trial_session(trial), &result, sentence);
    text_add(&repl->message, "%s", sentence);
    return true;
}

/* The operation that WORD means. */
static bool
read_kind(const char *word, enum op_kind *kind, struct error *err)
{
    static const struct {
        command_run *run;
        enum op_kind kind;
    } kinds[] = {{run_alloc, OP_ALLOC},
                 {run_calloc, OP_CALLOC},
                 {run_memalign, OP_MEMALIGN},
                 {run_realloc, OP_REALLOC},
                 {run_free, OP_FREE}};
    const struct command *command = command_find(word, NULL);

    for (size_t i = 0; command && i < sizeof kinds / sizeof kinds[0]; i++) {
        *kind = kinds[i].kind;
        if (command->run == kinds[i].run)
            return true;
    }
    return error_set(err, "usage",
                     "\"%.40s\" cannot be tried: try takes alloc, calloc, "
                     "memalign, realloc or free, for example try alloc 100",
                     word);
}

static bool
try_it(struct repl *repl, const struct words *words, enum op_kind kind,
       struct trial *trial, struct error *err)
{
    struct error why;
    bool ok;

    text_add(&repl->message, "try: ");
    ok = kind == OP_FREE ? free_words(repl, words, trial, &why)
                         : try_request(repl, words, kind, trial, &why);
    if (ok)
        reply_figures(repl, trial_session(trial));
    else if (strcmp(why.name, "usage") == 0)
        *err = why;
    else
        error_set(err, why.name, "It would fail: %s", why.text);
    return ok;
}

bool
run_try(struct repl *repl, const struct words *words, struct error *err)
{
    struct words inner = *words;
    struct trial *trial;
    enum op_kind kind;
    bool ok;

    if (words->n < 2)
        return usage(words, err, "needs an operation");
    if (!read_kind(words->list[1].text, &kind, err))
        return false;
    inner.n--;
    inner.list++;
    trial = trial_new(repl->session, err);
    if (!trial)
        return false;
    ok = try_it(repl, &inner, kind, trial, err);
    trial_free(trial);
    return ok;
}
