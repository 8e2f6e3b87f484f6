/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_rest.c: lessons (say, wait, expect, repeat), scripts, settings and
 * what only a screen can do.
 */
#include "repl_internal.h"

#include "repl/cond.h"
#include "repl/figure.h"
#include "repl/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- say, wait
 * ----------------------------------------------------------------*/
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

/* --- expect
 * -------------------------------------------------------------------*/
static bool
find_figure(const char *word, struct cond_name *name)
{
    name->is_word = false;
    return figure_find(word, &name->index);
}

static const struct cond_vocabulary figure_words = {
    "figure",
    "help figures lists them",
    find_figure,
    figure_name,
};

static bool
look_up_figure(void *context, size_t name, struct cond_value *value)
{
    *value = (struct cond_value){figure_value(name, context), NULL};
    return true;
}

/* "util is 66.7%, heap is 4.1 KiB": what the condition's names are worth. */
static void
add_actual(struct text *text, const struct cond *cond,
           const struct figure_values *values)
{
    char buf[FIGURE_TEXT];
    bool told[64] = {false};
    const char *join = "";

    for (size_t i = 0; i < cond->n; i++) {
        size_t name = cond->terms[i].name;
        const struct figure *figure = figure_get(name);
        double value = figure_value(name, values);
        if (told[name])
            continue;
        told[name] = true;
        text_add(text, "%s%s is %s", join, figure->name,
                 figure_format(figure->unit, value, buf));
        if (figure->unit == UNIT_BYTES && value >= 1024)
            text_add(text, " (%.0f)", value);
        join = ", ";
    }
}

static bool
expect_cond(struct repl *repl, const char *cond_text, struct error *err)
{
    struct figure_values values;
    struct text actual = {0};
    struct cond cond;
    bool holds;

    if (!cond_parse(cond_text, &figure_words, &cond, err))
        return false;
    figure_values_now(repl->session, &values);
    holds = cond_holds(&cond, look_up_figure, &values);
    add_actual(&actual, &cond, &values);
    if (wants_json(repl))
        json_string(&repl->json, "cond", cond_text);
    if (holds)
        text_add(&repl->message, "as expected: %s.", text_get(&actual));
    else
        error_set(err, "expectation", "expected %.100s, but %s", cond_text,
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
                         "expected the error %.40s, but the command failed "
                         "with %s",
                         name, found);
    return error_set(err, "expectation",
                     "expected the error %.40s, but the command before did "
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

/* --- repeat
 * -------------------------------------------------------------------*/
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
    uint64_t rounds;
    size_t end = find_end(frame->script, frame->at, frame->to);
    size_t from = frame->at;

    if (words->n < 2)
        return usage(words, err, "needs a number");
    if (!need_words(words, 1, 1, err) ||
        !number_read(words->list[1].text, "a count", &rounds, err))
        return false;
    if (end == SIZE_MAX)
        return repeat_open(repl, frame, err);
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

/* --- scripts and files
 * ----------------------------------------------------------*/
bool
run_source(struct repl *repl, const struct words *words, struct error *err)
{
    unsigned line = frame_current(repl)->line;
    struct script *script;
    char *path;

    if (words->n < 2)
        return usage(words, err, "needs a file");
    if (!need_words(words, 1, 1, err))
        return false;
    path = find_file(repl, words->list[1].text);
    if (!path)
        return error_set(err, "no-memory", "no memory for this command");
    script = script_read(path, err);
    free(path);
    if (!script || !frame_push(repl, FRAME_SOURCE, script, err))
        return false;
    frame_top(repl)->line = line;
    repl->deferred = true;
    return true;
}

static bool
read_shape(const char *word, int *cols, int *rows, struct error *err)
{
    uint64_t wide = 0, high = 0;
    size_t n = number_scan(word, &wide), m = 0;

    if (n != SIZE_MAX && n > 0 && word[n] == 'x')
        m = number_scan(word + n + 1, &high);
    if (m == 0 || m == SIZE_MAX || word[n + 1 + m] || wide < 1 || wide > 1000 ||
        high < 1 || high > 1000)
        return error_set(err, "usage",
                         "\"%.40s\" is no size of a screen: type columns x "
                         "rows, for example 120x40",
                         word);
    *cols = (int)wide;
    *rows = (int)high;
    return true;
}

bool
run_screenshot(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    int rows = 0, cols = 0;

    if (words->n < 2)
        return usage(words, err, "needs a file");
    if (!need_words(words, 1, 2, err) ||
        (words->n > 2 && !read_shape(words->list[2].text, &cols, &rows, err)))
        return false;
    if (!host->screenshot)
        return error_set(err, "no-screen", "there is no screen to write");
    if (!host->screenshot(host->context, words->list[1].text, rows, cols, err))
        return false;
    if (wants_json(repl))
        json_string(&repl->json, "file", words->list[1].text);
    text_add(&repl->message, "screen written to %s.", words->list[1].text);
    return true;
}

/* --- zoom, theme, set
 * -------------------------------------------------------------*/
bool
run_zoom(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    const char *how;
    size_t size;

    if (words->n < 2)
        return usage(words, err, "needs a scale");
    if (!need_words(words, 1, 1, err))
        return false;
    how = words->list[1].text;
    if (strcmp(how, "fit") != 0 && strcmp(how, "in") != 0 &&
        strcmp(how, "out") != 0 &&
        !read_size(how, "fit, in, out or a size", &size, err))
        return false;
    if (host->zoom && !host->zoom(host->context, how, err))
        return false;
    if (wants_json(repl))
        json_string(&repl->json, "zoom", how);
    text_add(&repl->message, "zoom %s.", how);
    return true;
}

static bool
set_theme(struct repl *repl, const char *name, struct error *err)
{
    const struct repl_host *host = &repl->config.host;

    if (!repl_is_theme(name))
        return error_set(err, "usage",
                         "\"%.40s\" is no theme: type default, dark, light, "
                         "contrast or mono",
                         name);
    if (host->theme && !host->theme(host->context, name, err))
        return false;
    (void)snprintf(repl->theme, sizeof repl->theme, "%s", name);
    return true;
}

bool
run_theme(struct repl *repl, const struct words *words, struct error *err)
{
    if (!need_words(words, 0, 1, err) ||
        (words->n > 1 && !set_theme(repl, words->list[1].text, err)))
        return false;
    if (wants_json(repl))
        json_string(&repl->json, "theme", repl->theme);
    text_add(&repl->message, "theme %s", repl->theme);
    if (words->n == 1)
        text_add(&repl->message, " of default, dark, light, contrast and mono");
    text_put(&repl->message, ".", 1);
    return true;
}

static bool
set_shown(struct repl *repl, size_t which, const char *name, const char *value,
          struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    const char *const *values = setting_values(name);
    size_t i = 0;

    while (values[i] && strcmp(values[i], value) != 0)
        i++;
    if (!values[i])
        return error_set(err, "usage",
                         "\"%.40s\" is no value of %s: type %s%s%s%s%s", value,
                         name, values[0], values[2] ? ", " : " or ", values[1],
                         values[2] ? " or " : "", values[2] ? values[2] : "");
    if (host->set && !host->set(host->context, name, value, err))
        return false;
    (void)snprintf(repl->settings[which], sizeof repl->settings[which], "%s",
                   value);
    return true;
}

static bool
set_one(struct repl *repl, const char *name, const char *value,
        struct error *err)
{
    const char *near;
    char *end;
    double speed;

    if (strcmp(name, "check") == 0) {
        if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
            return error_set(err, "usage",
                             "\"%.40s\" is no value of check: type on or off",
                             value);
        session_set_checking(repl->session, value[1] == 'n');
        return true;
    }
    if (strcmp(name, "theme") == 0)
        return set_theme(repl, value, err);
    if (strcmp(name, "overlay") == 0)
        return set_shown(repl, 0, name, value, err);
    if (strcmp(name, "numbers") == 0)
        return set_shown(repl, 1, name, value, err);
    if (strcmp(name, "speed") == 0) {
        speed = strtod(value, &end);
        if (*end || !(speed >= 0.01 && speed <= 1e9))
            return error_set(err, "usage",
                             "\"%.40s\" is no speed: type operations a "
                             "second, for example 8",
                             value);
        repl->speed = speed;
        return true;
    }
    near = near_word(name, setting_name);
    return error_set(err, "usage", "there is no setting \"%.40s\": %s%s", name,
                     near ? "did you mean " : "set lists them",
                     near ? near : "");
}

static void
list_settings(struct repl *repl)
{
    bool checking = session_checking(repl->session);

    if (wants_json(repl)) {
        json_bool(&repl->json, "check", checking);
        json_fraction(&repl->json, "speed", repl->speed);
        json_string(&repl->json, "theme", repl->theme);
        json_string(&repl->json, "overlay", repl->settings[0]);
        json_string(&repl->json, "numbers", repl->settings[1]);
        return;
    }
    text_add(&repl->message,
             "check %s, speed %g, theme %s, overlay %s, "
             "numbers %s.",
             checking ? "on" : "off", repl->speed, repl->theme,
             repl->settings[0], repl->settings[1]);
}

bool
run_set(struct repl *repl, const struct words *words, struct error *err)
{
    if (words->n == 1) {
        list_settings(repl);
        return true;
    }
    if (words->n < 3)
        return usage(words, err, "needs a value");
    if (!need_words(words, 2, 2, err) ||
        !set_one(repl, words->list[1].text, words->list[2].text, err))
        return false;
    if (wants_json(repl)) {
        json_string(&repl->json, "name", words->list[1].text);
        json_string(&repl->json, "value", words->list[2].text);
    }
    text_add(&repl->message, "%s is %s.", words->list[1].text,
             words->list[2].text);
    return true;
}

/* --- quit
 * ---------------------------------------------------------------------*/
bool
run_quit(struct repl *repl, const struct words *words, struct error *err)
{
    if (!need_words(words, 0, 0, err))
        return false;
    repl->quitting = true;
    return true;
}
