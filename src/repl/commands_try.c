/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_try.c: try alloc, try free, ...: the operation is done in a copy of
 * the heap, and told as if it had been done here.
 */
#include "repl_internal.h"

#include "session/ask.h"

#include <string.h>

/* --- figures ---------------------------------------------------------------*/
static void
reply_change(struct repl *repl, const struct session *there)
{
    static const char *const names[] = {"heap", "live", "util", "frag",
                                        "largest_free"};
    struct figures before, after;

    view_figures(repl->session, &before);
    view_figures(there, &after);
    reply_figures(repl, names, sizeof names / sizeof names[0], &before, &after);
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
        reply_change(repl, trial_session(trial));
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
    enum op_kind kind = OP_NONE;
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
