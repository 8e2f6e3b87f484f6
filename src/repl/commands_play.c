/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_play.c: the commands about the trace and the heap as a whole: load,
 * step, play, pause, policy, new.
 */
#include "repl_internal.h"

#include "repl/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where we are now: for step and play, also when they fail. */
static void
reply_place(struct repl *repl, size_t done, size_t skipped)
{
    struct figures now;
    char heap[SIZE_TEXT];

    view_figures(repl->session, &now);
    if (wants_json(repl)) {
        json_number(&repl->json, "done", done);
        json_number(&repl->json, "skipped", skipped);
    }
    json_moment(repl);
    text_add(&repl->message,
             "%zu operation%s done; op %llu of %llu, heap %s, util %.1f%%, "
             "frag %.1f%%.",
             done, done == 1 ? "" : "s", (unsigned long long)now.op,
             (unsigned long long)now.n_ops, size_text(now.heap, heap),
             now.util * 100, now.frag * 100);
    if (skipped)
        text_add(&repl->message, " %zu of them skipped: the block was free.",
                 skipped);
}

/* --- step, play, pause -----------------------------------------------------*/
/* The end of a trace is no mistake before a step says how many were done. */
static bool
no_trace(struct repl *repl, struct error *err)
{
    return !session_trace(repl->session) &&
           !session_can_step(repl->session, err);
}

static bool
step(struct repl *repl, size_t n, struct error *err)
{
    char sentence[DESCRIBE_TEXT];
    size_t done = 0, before = session_skipped(repl->session);
    bool ok = session_step(repl->session, n, &done, err);

    reply_place(repl, done, session_skipped(repl->session) - before);
    if (!ok && reply_stop(repl, err))
        return true;
    if (ok && n == 1) {
        text_clear(&repl->message);
        session_describe(repl->session, session_last(repl->session), sentence);
        text_put(&repl->message, sentence, strlen(sentence));
    }
    return ok;
}

bool
run_step(struct repl *repl, const struct words *words, struct error *err)
{
    size_t n = 1;

    if (!need_words(words, 0, 1, err) || no_trace(repl, err))
        return false;
    if (words->n > 1 && !read_size(words->list[1].text, "a count", &n, err))
        return false;
    if (n == 0)
        return error_set(err, "usage", "step 0 does nothing: type 1 or more");
    return step(repl, n, err);
}

static bool
play_on_screen(struct repl *repl, double speed, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    const struct trace *trace = session_trace(repl->session);
    const char *what = trace ? trace->name : "what was done";
    bool more = !repl->frames[0].open && repl_busy(repl);

    if (!session_can_step(repl->session, err))
        return false;
    stops_wait_no_more(&repl->stops);
    if (speed > 0)
        text_add(&repl->message, "playing %s, %g operations a second.", what,
                 speed);
    else
        text_add(&repl->message, "playing %s as fast as it goes.", what);
    if (more)
        repl_hold(repl, true);
    if (host->play(host->context, speed, err))
        return true;
    if (more)
        repl_hold(repl, false);
    return false;
}

bool
run_play(struct repl *repl, const struct words *words, struct error *err)
{
    double speed = repl->speed;

    if (!need_words(words, 0, 1, err) || no_trace(repl, err))
        return false;
    if (words->n > 1 && !read_speed(words->list[1].text, &speed, err))
        return false;
    if (repl->config.host.play)
        return play_on_screen(repl, speed, err);
    return step(repl, SIZE_MAX, err);
}

bool
run_pause(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;

    if (!need_words(words, 0, 0, err))
        return false;
    if (host->pause && !host->pause(host->context, err))
        return false;
    text_add(&repl->message, "paused.");
    return true;
}

/* --- load ------------------------------------------------------------------*/
static bool
ends_in_heap(const char *path)
{
    size_t n = strlen(path);

    return n > 5 && strcmp(path + n - 5, ".heap") == 0 &&
           access(path, R_OK) == 0;
}

struct watched {
    const struct repl_host *host;
    char what[64];
};

static bool
tell_progress(void *context, uint64_t done, uint64_t total)
{
    const struct watched *w = context;

    return w->host->progress(w->host->context, w->what, done, total);
}

/* trace_read, with the host looking on. */
static struct trace *
read_trace(struct repl *repl, const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    struct watched w = {.host = &repl->config.host};
    struct trace_progress progress = {tell_progress, &w};
    struct trace *trace;

    if (!w.host->progress)
        return trace_read(path, err);
    (void)snprintf(w.what, sizeof w.what, "loading %.50s",
                   slash ? slash + 1 : path);
    trace = trace_read_watched(path, &progress, err);
    (void)w.host->progress(w.host->context, NULL, 0, 0);
    return trace;
}

static void
reply_loaded(struct repl *repl, const struct trace *trace)
{
    char lack[TRACE_LACK];

    if (wants_json(repl)) {
        json_string(&repl->json, "trace", trace->name);
        json_number(&repl->json, "ops", trace->n_ops);
        if (trace->log)
            json_string(&repl->json, "log", trace->log);
    }
    text_add(&repl->message, "loaded %s", trace->name);
    if (trace->log)
        text_add(&repl->message, ", a log of %s", trace->log);
    text_add(&repl->message,
             ": %zu operation%s, none done; step or play goes on.",
             trace->n_ops, trace->n_ops == 1 ? "" : "s");
    if (trace_lack(trace, lack))
        text_add(&repl->message, " But %s.", lack);
}

bool
run_load(struct repl *repl, const struct words *words, struct error *err)
{
    struct trace *trace;
    char *path;

    if (words->n < 2 || !*words->list[1].text)
        return usage(words, err, "needs a trace");
    if (!need_words(words, 1, 1, err))
        return false;
    path = find_file(repl, words->list[1].text);
    if (!path)
        return error_set(err, "no-memory", "No memory for this command");
    trace = read_trace(repl, path, err);
    if (!trace && ends_in_heap(path))
        error_set(err, "trace",
                  "%.80s is a script of commands: type source %.80s", path,
                  path);
    free(path);
    if (!trace || !session_load(repl->session, trace, err))
        return false;
    reply_loaded(repl, session_trace(repl->session));
    return true;
}

/* --- policy, new -----------------------------------------------------------*/
/* BEFORE: what the same work took under the policy before; may be NULL. */
static void
reply_policy(struct repl *repl, const struct figures *before)
{
    const struct session_config *config = session_config(repl->session);
    char text[POLICY_TEXT], people[POLICY_TEXT], size[SIZE_TEXT];
    struct figures now;

    policy_format(&config->policy, text);
    policy_describe(&config->policy, people);
    view_figures(repl->session, &now);
    if (wants_json(repl)) {
        json_string(&repl->json, "policy", text);
        json_string(&repl->json, "describe", people);
        json_number(&repl->json, "op", now.op);
        json_number(&repl->json, "limit_bytes", now.limit);
    }
    text_add(&repl->message, "policy %s: ", text);
    if (!before) /* both together are too long for a line */
        text_add(&repl->message, "%s; ", people);
    text_add(&repl->message, "op %llu, heap %s, util %.1f%%",
             (unsigned long long)now.op, size_text(now.heap, size),
             now.util * 100);
    if (before)
        text_add(&repl->message, "; before: %s, %.1f%%",
                 size_text(before->heap, size), before->util * 100);
    text_add(&repl->message, ".");
}

bool
run_policy(struct repl *repl, const struct words *words, struct error *err)
{
    struct policy policy;
    struct figures before;

    if (!need_words(words, 0, 1, err))
        return false;
    view_figures(repl->session, &before);
    if (words->n > 1 && (!policy_parse(words->list[1].text, &policy, err) ||
                         !session_set_policy(repl->session, &policy, err)))
        return false;
    reply_policy(repl, words->n > 1 && before.op ? &before : NULL);
    return true;
}

static bool
read_target(const char *value, struct session_config *config, struct error *err)
{
    if (strcmp(value, "heap") == 0)
        config->target = TARGET_KIND_HEAP;
    else if (strcmp(value, "naive") == 0)
        config->target = TARGET_KIND_NAIVE;
    else
        return error_set(err, "usage",
                         "\"%.40s\" is no target: type target=heap or "
                         "target=naive",
                         value);
    return true;
}

static bool
read_option(const char *word, struct session_config *config, struct error *err)
{
    if (strncmp(word, "policy=", 7) == 0)
        return policy_parse(word + 7, &config->policy, err);
    if (strncmp(word, "limit=", 6) == 0)
        return read_size(word + 6, "a size", &config->limit, err) &&
               (config->limit == 0 || config->limit >= 4096 ||
                error_set(err, "usage",
                          "%s is too small for a heap: type a limit of 4k or "
                          "more",
                          word));
    if (strncmp(word, "target=", 7) == 0)
        return read_target(word + 7, config, err);
    return error_set(err, "usage",
                     "\"%.40s\" is no option of new: type policy=NAME, "
                     "limit=SIZE or target=heap|naive",
                     word);
}

bool
run_new(struct repl *repl, const struct words *words, struct error *err)
{
    struct session_config config = *session_config(repl->session);
    char limit[SIZE_TEXT];
    struct figures now;

    for (size_t i = 1; i < words->n; i++) {
        if (!read_option(words->list[i].text, &config, err))
            return false;
    }
    if (!session_restart(repl->session, &config, err))
        return false;
    reply_policy(repl, NULL);
    view_figures(repl->session, &now);
    text_clear(&repl->message);
    text_add(&repl->message, "an empty heap, limit %s.",
             size_text(now.limit, limit));
    return true;
}
