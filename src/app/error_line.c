/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * error_line.c: see error_line.h. The line overwrites itself, is never wider
 * than the terminal, and leaves the cursor at its start, so that whatever comes
 * next, results or a prompt, finds an empty line once it is erased.
 */
#include "app/error_line.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST_COLS = 78 };

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
enum { N_ENDS = sizeof ends / sizeof *ends };

/* A signal handler has no argument of its own: whose line it is; 0: closed. */
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
void
error_line_erase(void)
{
    char line[MOST_COLS + 2];
    size_t cols = (size_t)line_cols();
    memset(line, ' ', sizeof line);
    line[0] = line[cols + 1] = '\r';
    (void)!write(STDERR_FILENO, line, cols + 2);
}

/* Children get the signal as well and say nothing. */
static void
on_end(int number)
{
    if (getpid() == owner)
        error_line_erase();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

bool
error_line_open(void)
{
    struct sigaction action = {.sa_handler = on_end}, before;
    if (!isatty(STDERR_FILENO))
        return false;
    owner = getpid();
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < N_ENDS; i++)
        if (sigaction(ends[i], NULL, &before) == 0 &&
            before.sa_handler == SIG_DFL) /* else it does not end it */
            (void)sigaction(ends[i], &action, NULL);
    return true;
}

void
error_line_show(const char *text)
{
    int cols = line_cols();
    if (getpid() != owner && getppid() != owner)
        return; /* the owner may have been killed */
    (void)fprintf(stderr, "\r%-*.*s\r", cols, cols, text);
    (void)fflush(stderr);
}

void
error_line_close(void)
{
    error_line_erase();
    owner = 0;
}
