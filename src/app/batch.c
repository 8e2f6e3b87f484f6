/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * batch.c: line mode: the screen's twin for scripts, pipes, screen readers and
 * CI. Commands come from the command line or from standard input.
 */
#include "app/app.h"
#include "app/interrupt.h"
#include "app/load_progress.h"
#include "app/stage.h"
#include "repl/line.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A path as one quoted word. */
static void
feed_load(struct repl *repl, const char *path)
{
    size_t size = 2 * strlen(path) + 16, n;
    char *line = malloc(size);
    if (!line)
        return;
    n = (size_t)snprintf(line, size, "load \"");
    for (; *path; path++) {
        if (*path == '"' || *path == '\\')
            line[n++] = '\\';
        line[n++] = *path;
    }
    (void)snprintf(line + n, size - n, "\"");
    repl_feed(repl, line);
    free(line);
}

bool
app_start(const struct options *options, struct repl *repl, struct error *err)
{
    for (size_t i = 0; i < options->n_starts; i++) {
        const struct start *start = &options->starts[i];
        switch (start->kind) {
        case START_TRACE:
            feed_load(repl, start->text);
            break;
        case START_SCRIPT:
            if (!repl_feed_file(repl, start->text, err))
                return false;
            break;
        case START_COMMAND:
            repl_feed(repl, start->text);
            break;
        }
    }
    return true;
}

/* False: Ctrl-C was pressed meanwhile, and what was left to do is dropped. */
static bool
run_all(struct repl *repl)
{
    interrupt_watch();
    while (!interrupt_asked() && repl_run(repl, 1)) {
    }
    interrupt_unwatch();
    if (interrupt_asked())
        repl_interrupt(repl);
    return !interrupt_asked();
}

static bool
is_interrupted(void *context)
{
    (void)context;
    return interrupt_asked();
}

/* Traces and nothing else: each is played to its end, checked, and its figures
 * told. */
static bool
are_traces_alone(const struct options *options)
{
    for (size_t i = 0; i < options->n_starts; i++)
        if (options->starts[i].kind != START_TRACE)
            return false;
    return options->n_starts > 0;
}

static void
play_traces(const struct options *options, struct repl *repl)
{
    for (size_t i = 0; i < options->n_starts; i++) {
        feed_load(repl, options->starts[i].text);
        if (!run_all(repl))
            return;
        if (!repl_message_is_error(repl))
            repl_feed(repl, "play max; check; stats");
        if (!run_all(repl))
            return;
    }
}

/* Somebody at a terminal goes on after Ctrl-C; what comes through a pipe was
 * meant to be done as a whole. */
static void
read_commands(struct repl *repl)
{
    bool prompts = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO), ok = true;
    char *line = NULL;
    size_t size = 0;
    if (!prompts)
        repl_name_input(repl, "-");
    while ((ok || prompts) && !repl_quitting(repl)) {
        if (prompts) {
            (void)fputs(repl_prompt(repl), stdout);
            (void)fflush(stdout);
        }
        ssize_t n = getline(&line, &size, stdin);
        if (n < 0)
            break;
        for (ssize_t i = 0; i < n; i++)
            if (line[i] == '\0')
                line[i] = '?'; /* shown in the error, not the line's end */
        if (n && line[n - 1] == '\n')
            line[n - 1] = '\0';
        repl_feed(repl, line);
        ok = run_all(repl);
    }
    free(line);
}

/* --plain at a terminal: a line can be edited and completed. */
static void
read_edited(struct repl *repl)
{
    char *line;
    while (!repl_quitting(repl) &&
           (line = line_read(repl, repl_prompt(repl))) != NULL) {
        repl_feed(repl, line);
        free(line);
        (void)run_all(repl);
    }
    line_read_done();
}

/* With files and commands too, as on the screen. */
static bool
reads_at_terminal(const struct options *options)
{
    return options->plain && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

struct batch {
    struct stage stage; /* first: hosts take it for their context */
    struct load_progress progress;
};

static bool
host_progress(void *context, const char *what, uint64_t done, uint64_t total)
{
    struct batch *batch = context;
    return load_progress(&batch->progress, what, done, total) &&
           !(what && interrupt_asked());
}

/* A bar that moves is noise to who hears it. */
static bool
plain_progress(void *context, const char *what, uint64_t done, uint64_t total)
{
    (void)context;
    (void)done;
    (void)total;
    return !(what && interrupt_asked());
}

/* The screen that screenshots are taken of. */
static struct tui *
new_tui(const struct options *options)
{
    bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
    struct look look = {.unicode = utf8 && !options->ascii && !options->mono,
                        .lines = utf8 && !options->ascii};
    struct tui *tui = tui_new(&look);
    struct error err;
    if (tui && options->theme)
        (void)tui_theme(tui, options->theme, &err);
    return tui;
}

int
app_batch(const struct options *options, struct session *session)
{
    struct batch batch = {
        .stage = {.session = session, .tui = new_tui(options)}};
    struct repl_config config = {
        .format = options->json ? REPL_JSON : REPL_TEXT,
        .out = stdout,
        .errout = stderr,
        .theme = options->theme,
        .plain = options->plain,
        .host = stage_host(&batch.stage),
    };
    config.host.progress = options->plain ? plain_progress : host_progress;
    struct repl *repl = batch.stage.tui ? repl_new(session, &config) : NULL;
    if (!repl) {
        tui_free(batch.stage.tui);
        (void)fputs("heapglass: no memory\n", stderr);
        return 2;
    }
    batch.stage.repl = repl;
    session_set_interrupt(session,
                          &(struct session_interrupt){.asked = is_interrupted});
    struct error err;
    bool ok = true;
    if (are_traces_alone(options))
        play_traces(options, repl);
    else
        ok = app_start(options, repl, &err);
    (void)run_all(repl);
    if (reads_at_terminal(options))
        read_edited(repl);
    else if (!options->n_starts)
        read_commands(repl);
    repl_finish(repl);
    int status = ok ? repl_exit_status(repl) : 2;
    if (!ok)
        (void)fprintf(stderr, "heapglass: %s\n", err.text);
    repl_free(repl);
    tui_free(batch.stage.tui);
    if (fflush(stdout) == EOF || ferror(stdout)) {
        (void)fputs("heapglass: the output could not be written\n", stderr);
        return 1;
    }
    return status;
}
