/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_generate.c: traces made from a seed. The kinds and their parameters
 * are the table of trace/generate.h; here are only the words for them.
 */
#include "repl_internal.h"

#include "repl/number.h"
#include "trace/generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wish {
    struct generate_config config;
    struct trace *model; /* read from a file, or NULL; the wish's own */
};

/* --- the kinds -------------------------------------------------------------*/
static void
list_parameters(struct repl *repl, const struct generate_kind *kind)
{
    const char *name;

    json_open(&repl->json, "parameters", '[');
    for (size_t i = 0; (name = generate_parameter(i)) != NULL; i++) {
        if (generate_takes(kind, name))
            json_string(&repl->json, NULL, name);
    }
    json_close(&repl->json, ']');
}

static bool
list_kinds(struct repl *repl)
{
    const struct generate_kind *kind;

    if (wants_json(repl))
        json_open(&repl->json, "kinds", '[');
    for (size_t i = 0; (kind = generate_kind_get(i)) != NULL; i++) {
        text_add(&repl->table, "  %-18s %s\n", kind->name, kind->shows);
        if (!wants_json(repl))
            continue;
        json_open(&repl->json, NULL, '{');
        json_string(&repl->json, "kind", kind->name);
        json_string(&repl->json, "shows", kind->shows);
        json_string(&repl->json, "hurts", kind->hurts);
        list_parameters(repl, kind);
        json_close(&repl->json, '}');
    }
    if (wants_json(repl))
        json_close(&repl->json, ']');
    text_add(&repl->message, "Kinds of traces; type generate KIND.");
    return true;
}

static const struct generate_kind *
find_kind(const char *word, struct error *err)
{
    const struct generate_kind *kind = generate_kind_find(word);
    const char *near = near_word(word, generate_kind_name);

    if (!kind)
        (void)error_set(err, "usage",
                        "There is no kind of trace \"%.40s\": "
                        "%s%s%s",
                        word, near ? "did you mean " : "generate lists them",
                        near ? near : "", near ? "?" : "");
    return kind;
}

/* --- parameters ------------------------------------------------------------*/
static bool
bad_parameter(const struct generate_kind *kind, const char *word,
              struct error *err)
{
    char list[80] = "";
    size_t n = 0;
    const char *name;

    for (size_t i = 0; (name = generate_parameter(i)) != NULL; i++) {
        if (generate_takes(kind, name) && n < sizeof list)
            n += (size_t)snprintf(list + n, sizeof list - n,
                                  "%s%s=", n ? ", " : "", name);
    }
    return error_set(err, "usage",
                     "\"%.40s\" is no parameter of %s: type one of %s", word,
                     kind->name, list);
}

/* LO..HI, or one size for both. */
static bool
read_range(const char *value, struct generate_config *config, struct error *err)
{
    const char *dots = strstr(value, "..");
    char lo[80];
    uint64_t min, max;

    (void)snprintf(lo, sizeof lo, "%.*s",
                   dots ? (int)(dots - value) : (int)strlen(value), value);
    return number_read(lo, "a size", &min, err) &&
           number_read(dots ? dots + 2 : value, "a size", &max, err) &&
           generate_set(config, "min", min, err) &&
           generate_set(config, "max", max, err);
}

static bool
read_model(struct repl *repl, const char *value, struct wish *wish,
           struct error *err)
{
    char *path = find_file(repl, value);

    if (!path)
        return error_set(err, "no-memory", "No memory for this command");
    trace_free(wish->model);
    wish->model = trace_read(path, err);
    free(path);
    return wish->model != NULL;
}

static bool
read_parameter(struct repl *repl, const char *word, struct wish *wish,
               struct error *err)
{
    const struct generate_kind *kind = generate_kind_find(wish->config.kind);
    size_t n = strcspn(word, "=");
    char name[16];
    uint64_t value;

    (void)snprintf(name, sizeof name, "%.*s", (int)n, word);
    if (n >= sizeof name || !word[n] || !generate_takes(kind, name))
        return bad_parameter(kind, word, err);
    word += n + 1;
    if (strcmp(name, "size") == 0)
        return read_range(word, &wish->config, err);
    if (strcmp(name, "from") == 0)
        return read_model(repl, word, wish, err);
    return number_read(word, "a number", &value, err) &&
           generate_set(&wish->config, name, value, err);
}

/* --- generate --------------------------------------------------------------*/
/* A trace learns from the file it names, or from the one that is loaded. */
static struct trace *
make(struct repl *repl, const struct words *words, struct wish *wish,
     struct error *err)
{
    for (size_t i = 2; i < words->n; i++) {
        if (!read_parameter(repl, words->list[i].text, wish, err))
            return NULL;
    }
    if (generate_takes(generate_kind_find(wish->config.kind), "from"))
        wish->config.from =
            wish->model ? wish->model : session_trace(repl->session);
    return generate_trace(&wish->config, err);
}

static void
reply_trace(struct repl *repl, uint64_t seed)
{
    const struct trace *trace = session_trace(repl->session);

    if (wants_json(repl)) {
        json_string(&repl->json, "trace", trace->name);
        json_number(&repl->json, "ops", trace->n_ops);
        json_number(&repl->json, "seed", seed);
    }
    text_add(&repl->message,
             "generated %s (seed %llu): %zu operations, none done; step or "
             "play goes on.",
             trace->name, (unsigned long long)seed, trace->n_ops);
}

bool
run_generate(struct repl *repl, const struct words *words, struct error *err)
{
    struct wish wish = {.config = {.seed = 1}};
    const struct generate_kind *kind;
    struct trace *trace;

    if (words->n == 1)
        return list_kinds(repl);
    kind = find_kind(words->list[1].text, err);
    if (!kind)
        return false;
    wish.config.kind = kind->name;
    trace = make(repl, words, &wish, err);
    trace_free(wish.model);
    if (!trace || !session_load(repl->session, trace, err))
        return false;
    reply_trace(repl, wish.config.seed);
    return true;
}
