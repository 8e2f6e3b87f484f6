/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_progress.c: see score_progress.h. The line overwrites itself, is never
 * wider than the terminal, and leaves the cursor at its start, so that whatever
 * comes next, results or a prompt, finds an empty line once it is erased.
 */
#include "app/score_progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST_COLS = 78 };

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_ENDS = sizeof ends / sizeof *ends };

/* A signal handler has no argument of its own: whose line it is. */
static volatile pid_t owner;

/* One column stays free: many terminals wrap after the last. */
static int
line_cols(void)
{
    struct winsize size = {.ws_col = 0};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0 ||
        size.ws_col > MOST_COLS)
        return MOST_COLS;
    return size.ws_col - 1;
}

/* Calls only what a signal handler may call. */
static void
erase(void)
{
    char line[MOST_COLS + 2];
    size_t cols = (size_t)line_cols();
    memset(line, ' ', sizeof line);
    line[0] = line[cols + 1] = '\r';
    (void)!write(STDERR_FILENO, line, cols + 2);
}

/* The processes of the traces get the signal as well and say nothing. */
static void
on_end(int number)
{
    if (getpid() == owner)
        erase();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void
progress_open(struct progress *p, size_t n_traces)
{
    struct sigaction action = {.sa_handler = on_end}, before;
    *p = (struct progress){.shown = isatty(STDERR_FILENO), .of = n_traces};
    if (!p->shown)
        return;
    owner = getpid();
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_ENDS; i++)
        if (sigaction(ends[i], NULL, &before) == 0 &&
            before.sa_handler != SIG_IGN)
            (void)sigaction(ends[i], &action, NULL);
}

void
progress_show(void *progress, const char *what, const char *policy)
{
    const struct progress *p = progress;
    char line[256];
    if (!p->shown || getppid() != owner) /* who may have been killed */
        return;
    int cols = line_cols();
    (void)snprintf(line, sizeof line, "%zu/%zu  %s  %s%s%s", p->trace + 1,
                   p->of, p->name, what, policy ? " " : "",
                   policy ? policy : "");
    (void)fprintf(stderr, "\r%-*.*s\r", cols, cols, line);
    (void)fflush(stderr);
}

void
progress_erase(const struct progress *p)
{
    if (p->shown)
        erase();
}
