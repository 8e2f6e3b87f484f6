/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * apart.c: see apart.h. The child answers through a pipe: one struct apart_end
 * and, if it finished, its result. A signal handler writes the former when the
 * work crashes; an alarm compares the mark every few seconds.
 */
#include "score/apart.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK_SIZE = 1 << 16 };

/* Signal handlers have no argument of their own: the child's state. */
static volatile size_t child_mark, child_mark_before;
static volatile sig_atomic_t child_pipe;
static volatile unsigned child_patience;

static bool
write_all(int fd, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n) {
        ssize_t done = write(fd, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static bool
read_all(int fd, void *bytes, size_t n)
{
    char *at = bytes;
    while (n) {
        ssize_t done = read(fd, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        at += done;
        n -= (size_t)done;
    }
    return true;
}

/* --- in the child ----------------------------------------------------------*/

static void
on_crash(int number)
{
    struct apart_end end = {.signal = number, .mark = child_mark};
    (void)write_all(child_pipe, &end, sizeof end);
    _exit(1);
}

static void
on_alarm(int number)
{
    struct apart_end end = {.hung = true, .mark = child_mark};
    (void)number;
    if (child_mark && child_mark == child_mark_before) {
        (void)write_all(child_pipe, &end, sizeof end);
        _exit(1);
    }
    child_mark_before = child_mark;
    (void)alarm(child_patience);
}

static void
catch_signals(void)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action;
    stack_t stack = {.ss_sp = malloc(STACK_SIZE), .ss_size = STACK_SIZE};
    if (stack.ss_sp)
        (void)sigaltstack(&stack, NULL);
    memset(&action, 0, sizeof action);
    (void)sigemptyset(&action.sa_mask);
    action.sa_flags = SA_ONSTACK;
    action.sa_handler = on_crash;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        (void)sigaction(crashes[i], &action, NULL);
    action.sa_flags = SA_RESTART;
    action.sa_handler = on_alarm;
    (void)sigaction(SIGALRM, &action, NULL);
    (void)alarm(child_patience);
}

static void
be_child(apart_work *work, void *context, void *result, size_t n)
{
    struct apart_end end = {.finished = true};
    child_mark = child_mark_before = 0;
    catch_signals();
    work(context, result, &child_mark);
    (void)alarm(0);
    bool ok = write_all(child_pipe, &end, sizeof end) &&
              write_all(child_pipe, result, n);
    _exit(ok ? 0 : 1);
}

/* --- in the parent ---------------------------------------------------------*/

static void
collect(int fd, pid_t child, void *result, size_t n, struct apart_end *end)
{
    int status = 0;
    if (!read_all(fd, end, sizeof *end))
        *end = (struct apart_end){.finished = false};
    if (end->finished)
        end->finished = read_all(fd, result, n);
    (void)close(fd);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!end->finished && !end->hung && !end->signal && WIFSIGNALED(status))
        end->signal = WTERMSIG(status);
}

bool
apart_run(apart_work *work, void *context, void *result, size_t n,
          unsigned patience, struct apart_end *end)
{
    int ends[2];
    *end = (struct apart_end){.finished = false};
    if (pipe(ends) < 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        child_pipe = ends[1];
        child_patience = patience;
        be_child(work, context, result, n);
    }
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return false;
    }
    collect(ends[0], child, result, n, end);
    return true;
}
