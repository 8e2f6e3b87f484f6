/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rescue.c: see rescue.h. Handlers run at any moment, so they touch only what
 * is here, and call only what may be called then: write, tcsetattr, sigaction,
 * raise, _exit. They are the reason for the statics.
 */
#include "tui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 256, ALT_STACK = 64 * 1024 };

static const int told[] = {SIGINT, SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP};
static const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};
enum {
    N_TOLD = sizeof told / sizeof *told,
    N_FATAL = sizeof fatal / sizeof *fatal
};
static struct sigaction told_before[N_TOLD], fatal_before[N_FATAL];

static struct {
    volatile sig_atomic_t armed, n_quits, interrupted;
    char text[TEXT_MAX];
    size_t n;
    struct termios modes;
    int pipe[2];
} rescue = {.pipe = {-1, -1}};

void
rescue_write(const char *text, size_t n)
{
    while (n > 0) {
        ssize_t done = write(STDOUT_FILENO, text, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return;
        text += done;
        n -= (size_t)done;
    }
}

/* --- handlers --------------------------------------------------------------*/
static void
give_back(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    rescue_write(rescue.text, rescue.n);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
}

/* Into the pipe; whoever asks twice to end it is not kept waiting. */
static void
on_told(int number)
{
    int errno_before = errno;
    unsigned char byte = (unsigned char)number;

    if (number == SIGINT)
        rescue.interrupted = 1;
    if ((number == SIGTERM || number == SIGHUP) && ++rescue.n_quits > 1) {
        give_back();
        _exit(128 + number);
    }
    if (write(rescue.pipe[1], &byte, 1) < 0) {
        /* full: the signals in it will do */
    }
    errno = errno_before;
}

static void
on_fatal(int number)
{
    give_back();
    for (int i = 0; i < N_FATAL; i++) {
        if (fatal[i] == number)
            (void)sigaction(number, &fatal_before[i], NULL);
    }
    (void)raise(number);
}

/* --- start and stop --------------------------------------------------------*/
static bool
open_pipe(void)
{
    if (rescue.pipe[0] >= 0)
        return true;
    if (pipe(rescue.pipe) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(rescue.pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(rescue.pipe[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

bool
rescue_start(void)
{
    static char stack[ALT_STACK]; /* for a stack that has overflowed */
    stack_t alt = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = on_told, .sa_flags = SA_RESTART};

    if (!open_pipe())
        return false;
    rescue.n_quits = 0;
    (void)sigemptyset(&action.sa_mask);
    for (int i = 0; i < N_TOLD; i++)
        (void)sigaction(told[i], &action, &told_before[i]);
    (void)sigaltstack(&alt, NULL);
    action.sa_handler = on_fatal;
    action.sa_flags = SA_ONSTACK;
    for (int i = 0; i < N_FATAL; i++)
        (void)sigaction(fatal[i], &action, &fatal_before[i]);
    return true;
}

void
rescue_stop(void)
{
    rescue_disarm();
    for (int i = 0; i < N_TOLD; i++)
        (void)sigaction(told[i], &told_before[i], NULL);
    for (int i = 0; i < N_FATAL; i++)
        (void)sigaction(fatal[i], &fatal_before[i], NULL);
}

int
rescue_fd(void)
{
    return rescue.pipe[0];
}

int
rescue_next(void)
{
    unsigned char byte;
    int number = read(rescue.pipe[0], &byte, 1) == 1 ? byte : 0;

    if (number == SIGINT || number == 0)
        rescue.interrupted = 0; /* more of them are still in the pipe */
    return number;
}

bool
rescue_interrupted(void)
{
    return rescue.interrupted != 0;
}

/* --- what to give back -----------------------------------------------------*/
void
rescue_forget(void)
{
    rescue.n = 0;
}

void
rescue_add(const char *text)
{
    for (; *text && rescue.n < TEXT_MAX; text++) {
        const char *end = strchr(text, '>');

        if (text[0] == '$' && text[1] == '<' && end)
            text = end;
        else
            rescue.text[rescue.n++] = *text;
    }
}

void
rescue_arm(const struct termios *modes)
{
    rescue.modes = *modes;
    rescue.armed = 1;
}

void
rescue_disarm(void)
{
    rescue.armed = 0;
}
