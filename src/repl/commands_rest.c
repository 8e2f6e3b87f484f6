/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_rest.c: settings, what only a screen can do, and quit.
 */
#include "repl_internal.h"

#include "repl/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- screenshot ------------------------------------------------------------*/
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

    if (words->n < 2 || !*words->list[1].text)
        return usage(words, err, "needs a file");
    if (!need_words(words, 1, 2, err) ||
        (words->n > 2 && !read_shape(words->list[2].text, &cols, &rows, err)))
        return false;
    if (!host->screenshot)
        return error_set(err, "no-screen", "There is no screen to write");
    if (!host->screenshot(host->context, words->list[1].text, rows, cols, err))
        return false;
    if (wants_json(repl))
        json_string(&repl->json, "file", words->list[1].text);
    text_add(&repl->message, "screen written to %s.", words->list[1].text);
    return true;
}

/* --- zoom, theme, set ------------------------------------------------------*/
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

/* "type order, links or off" */
static bool
refuse_value(const char *name, const char *value, const char *const *values,
             struct error *err)
{
    char words[64] = "";
    size_t n = 0;

    for (size_t i = 0; values[i] && n < sizeof words; i++)
        n += (size_t)snprintf(words + n, sizeof words - n, "%s%s",
                              i == 0          ? ""
                              : values[i + 1] ? ", "
                                              : " or ",
                              values[i]);
    return error_set(err, "usage", "\"%.40s\" is no value of %s: type %s",
                     value, name, words);
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
        return refuse_value(name, value, values, err);
    if (host->set && !host->set(host->context, name, value, err))
        return false;
    (void)snprintf(repl->settings[which], sizeof repl->settings[which], "%s",
                   value);
    return true;
}

static bool
set_speed(struct repl *repl, const char *value, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    double speed;

    if (!read_speed(value, &speed, err) ||
        (host->set && !host->set(host->context, "speed", value, err)))
        return false;
    repl->speed = speed;
    return true;
}

/* "auto", or bytes for checkpoints. */
static bool
set_history(struct repl *repl, const char *value, struct error *err)
{
    size_t bytes = 0;

    if (strcmp(value, "auto") != 0 &&
        !read_size(value, "auto or a size", &bytes, err))
        return false;
    if (bytes == 0 && strcmp(value, "auto") != 0)
        return error_set(err, "usage",
                         "A history of %s has no room for anything: type a "
                         "size, for example 64m, or auto",
                         value);
    session_set_history(repl->session, bytes);
    return true;
}

static bool
set_check(struct repl *repl, const char *value, struct error *err)
{
    if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
        return error_set(err, "usage",
                         "\"%.40s\" is no value of check: type on or off",
                         value);
    session_set_checking(repl->session, value[1] == 'n');
    return true;
}

static bool
set_one(struct repl *repl, const char *name, const char *value,
        struct error *err)
{
    const char *near;

    if (strcmp(name, "check") == 0)
        return set_check(repl, value, err);
    if (strcmp(name, "history") == 0)
        return set_history(repl, value, err);
    if (strcmp(name, "theme") == 0)
        return set_theme(repl, value, err);
    if (strcmp(name, "view") == 0)
        return set_shown(repl, 3, name, value, err);
    if (strcmp(name, "overlay") == 0)
        return set_shown(repl, 0, name, value, err);
    if (strcmp(name, "numbers") == 0)
        return set_shown(repl, 1, name, value, err);
    if (strcmp(name, "colour") == 0)
        return set_shown(repl, 2, name, value, err);
    if (strcmp(name, "speed") == 0)
        return set_speed(repl, value, err);
    near = near_word(name, setting_name);
    return error_set(err, "usage", "There is no setting \"%.40s\": %s%s%s",
                     name, near ? "did you mean " : "set lists them",
                     near ? near : "", near ? "?" : "");
}

static void
list_settings(struct repl *repl)
{
    size_t history = session_config(repl->session)->history;
    bool checking = session_checking(repl->session);
    char speed[32] = "max", size[SIZE_TEXT];

    if (repl->speed > 0)
        (void)snprintf(speed, sizeof speed, "%g", repl->speed);
    if (wants_json(repl)) {
        json_bool(&repl->json, "check", checking);
        json_string(&repl->json, "speed", speed);
        json_string(&repl->json, "theme", repl->theme);
        json_string(&repl->json, "view", repl->settings[3]);
        json_string(&repl->json, "overlay", repl->settings[0]);
        json_string(&repl->json, "colour", repl->settings[2]);
        json_string(&repl->json, "numbers", repl->settings[1]);
        json_number_or_null(&repl->json, "history", history);
        return;
    }
    text_add(&repl->message,
             "check %s, speed %s, theme %s, view %s, overlay %s, colour %s, "
             "numbers %s, history %s.",
             checking ? "on" : "off", speed, repl->theme, repl->settings[3],
             repl->settings[0], repl->settings[2], repl->settings[1],
             history ? size_text(history, size) : "auto");
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

/* --- quit ------------------------------------------------------------------*/
bool
run_quit(struct repl *repl, const struct words *words, struct error *err)
{
    if (!need_words(words, 0, 0, err))
        return false;
    repl->quitting = true;
    return true;
}
