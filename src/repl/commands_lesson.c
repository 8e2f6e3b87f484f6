/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_lesson.c: what scripts are made of: say, wait, expect, repeat,
 * source.
 */
#include "repl_internal.h"

#include "repl/facts.h"
#include "repl/number.h"

#include <stdlib.h>
#include <string.h>

/* --- say, wait -------------------------------------------------------------*/
/* The rest of the line as it was typed, without quotes. */
static void
plain_text(const struct words *words, struct text *out)
{
    const char *s = words_rest(words, 1);

    for (; *s; s++) {
        if (*s == '"')
            continue;
        if (*s == '\\' && (s[1] == '"' || s[1] == '\\'))
            s++;
        text_put(out, s, 1);
    }
}

bool
run_say(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;

    if (words->n < 2)
        return usage(words, err, "needs a text");
    plain_text(words, &repl->message);
    if (wants_json(repl))
        json_string(&repl->json, "text", text_get(&repl->message));
    if (host->say)
        host->say(host->context, text_get(&repl->message));
    return true;
}

bool
run_wait(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    double seconds = -1;
    char *end;

    if (!need_words(words, 0, 1, err))
        return false;
    if (words->n > 1) {
        seconds = strtod(words->list[1].text, &end);
        if (*end || !(seconds >= 0 && seconds <= 3600))
            return error_set(err, "usage",
                             "\"%.40s\" is no time: type seconds, 0 to 3600",
                             words->list[1].text);
    }
    if (host->wait) {
        repl_hold(repl, true);
        host->wait(host->context, seconds);
    }
    return true;
}

/* --- expect ----------------------------------------------------------------*/
static bool
expect_cond(struct repl *repl, const char *cond_text, struct error *err)
{
    struct facts facts;
    struct text actual = {0};
    struct cond cond;
    bool holds;

    if (!cond_parse(cond_text, &facts_words, &cond, err))
        return false;
    facts_open(&facts, repl->session);
    holds = facts_hold(&facts, &cond);
    facts_tell(&facts, &cond, &actual);
    if (wants_json(repl))
        json_string(&repl->json, "cond", cond_text);
    if (holds)
        text_add(&repl->message, "as expected: %s.", text_get(&actual));
    else
        error_set(err, "expectation", "Expected %.100s, but %s", cond_text,
                  text_get(&actual));
    text_done(&actual);
    return holds;
}

static void
forgive(struct repl *repl)
{
    struct frame *frame = frame_top(repl);

    repl->pending = false;
    if (frame->failed == 0)
        frame->first_wrong[0] = '\0';
}

static bool
expect_error(struct repl *repl, const char *name, struct error *err)
{
    bool failed = repl->pending;
    const char *found = repl->pending_name;

    if (wants_json(repl))
        json_string(&repl->json, "expected", name);
    if (failed && strcmp(found, name) == 0) {
        forgive(repl);
        text_add(&repl->message, "as expected: the command failed with %s.",
                 name);
        return true;
    }
    settle_pending(repl);
    if (failed)
        return error_set(err, "expectation",
                         "Expected the error %.40s, but the command failed "
                         "with %s",
                         name, found);
    return error_set(err, "expectation",
                     "Expected the error %.40s, but the command before did "
                     "not fail",
                     name);
}

bool
run_expect(struct repl *repl, const struct words *words, struct error *err)
{
    if (words->n < 2)
        return usage(words, err, "needs a condition");
    if (strcmp(words->list[1].text, "error") != 0)
        return expect_cond(repl, words_rest(words, 1), err);
    if (words->n < 3) {
        settle_pending(repl);
        return usage(words, err, "error needs a name");
    }
    if (words->n > 3) {
        settle_pending(repl);
        return need_words(words, 1, 2, err);
    }
    return expect_error(repl, words->list[2].text, err);
}

/* --- repeat ----------------------------------------------------------------*/
/* The `end` of the repeat whose body starts at FROM; SIZE_MAX: none. */
static size_t
find_end(const struct script *script, size_t from, size_t to)
{
    size_t depth = 0;

    for (size_t i = from; i < to && i < script->n; i++) {
        const struct command *command = script->list[i].command;
        if (!command)
            continue;
        if (command->run == run_repeat)
            depth++;
        else if (command->run == run_end && depth-- == 0)
            return i;
    }
    return SIZE_MAX;
}

/* No `end` so far: typed lines may still bring it, a file cannot. */
static bool
repeat_open(struct repl *repl, struct frame *frame, struct error *err)
{
    if (frame->kind != FRAME_INPUT) {
        frame->at = frame->to < frame->script->n ? frame->to : frame->script->n;
        return error_set(err, "usage",
                         "repeat has no end: type end after its commands");
    }
    frame->at--;
    frame->commands--;
    frame->open = true;
    repl->deferred = true;
    return true;
}

bool
run_repeat(struct repl *repl, const struct words *words, struct error *err)
{
    struct frame *frame = frame_top(repl), *body;
    uint64_t rounds = 0;
    size_t end = find_end(frame->script, frame->at, frame->to);
    size_t from = frame->at;
    struct error wrong;
    bool ok = words->n == 2
                  ? number_read(words->list[1].text, "a count", &rounds, &wrong)
                  : usage(words, &wrong, "needs a number");

    if (end == SIZE_MAX && (ok || repl->config.format != REPL_SCREEN))
        return repeat_open(repl, frame, err);
    if (!ok) {
        /* Its commands are not run: nothing changes. */
        frame->at = end == SIZE_MAX ? frame->at : end + 1;
        *err = wrong;
        return false;
    }
    frame->at = end + 1;
    repl->deferred = true;
    if (!frame_push(repl, FRAME_REPEAT, frame->script, err))
        return false;
    body = frame_top(repl);
    body->from = from;
    body->at = rounds ? from : end;
    body->to = end;
    body->left = rounds ? rounds - 1 : 0;
    body->rounds = rounds ? 1 : 0;
    body->line = frame->script->list[from - 1].line;
    return true;
}

bool
run_end(struct repl *repl, const struct words *words, struct error *err)
{
    (void)repl;
    (void)words;
    return error_set(err, "usage",
                     "end without a repeat: type repeat N before the "
                     "commands");
}

/* --- scripts and files -----------------------------------------------------*/
static bool
is_running(const struct repl *repl, const char *path)
{
    for (size_t i = 0; i < repl->n_frames; i++) {
        if (strcmp(repl->frames[i].script->path, path) == 0)
            return true;
    }
    return false;
}

bool
run_source(struct repl *repl, const struct words *words, struct error *err)
{
    unsigned line = frame_current(repl)->line;
    struct script *script;
    char *path;

    if (words->n < 2 || !*words->list[1].text)
        return usage(words, err, "needs a file");
    if (!need_words(words, 1, 1, err))
        return false;
    path = find_file(repl, words->list[1].text);
    if (!path)
        return error_set(err, "no-memory", "No memory for this command");
    script = is_running(repl, path) ? NULL : script_read(path, err);
    if (is_running(repl, path))
        error_set(err, "too-deep",
                  "%.150s is running already: a script "
                  "cannot source itself",
                  path);
    free(path);
    if (!script || !frame_push(repl, FRAME_SOURCE, script, err))
        return false;
    frame_top(repl)->line = line;
    repl->deferred = true;
    return true;
}
