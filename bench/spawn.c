/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spawn.c: see spawn.h.
 */
#include "spawn.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PRELOAD_SIZE = 4096 };

/* The environment with LD_PRELOAD as asked for. Caller frees the array. */
static char **
make_environment(const char *preload, char text[PRELOAD_SIZE])
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    char **all = calloc(n + 2, sizeof *all);
    if (!all)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "LD_PRELOAD=", 11) != 0)
            all[kept++] = environ[i];
    if (preload) {
        snprintf(text, PRELOAD_SIZE, "LD_PRELOAD=%s", preload);
        all[kept] = text;
    }
    return all;
}

/* 0, or an errno. */
static int
start(const char *const argv[], const char *preload, int out, pid_t *pid)
{
    char text[PRELOAD_SIZE];
    posix_spawn_file_actions_t actions;
    char **environment = make_environment(preload, text);
    if (!environment)
        return ENOMEM;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int why = posix_spawn(pid, argv[0], &actions, NULL, (char *const *)argv,
                          environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return why;
}

static void
read_answer(int in, struct answer *answer)
{
    size_t n = 0;
    ssize_t got;
    char rest[256];
    while (n < ANSWER_SIZE - 1 &&
           (got = read(in, answer->text + n, ANSWER_SIZE - 1 - n)) > 0)
        n += (size_t)got;
    while (read(in, rest, sizeof rest) > 0)
        continue; /* a pipe that nobody empties would stop the writer */
    answer->text[n] = '\0';
}

bool
spawn_run(const char *const argv[], const char *preload, struct answer *answer)
{
    int ends[2], status = -1;
    pid_t pid;
    answer->text[0] = '\0';
    fflush(NULL);
    if (pipe(ends) != 0)
        return false;
    int why = start(argv, preload, ends[1], &pid);
    close(ends[1]);
    if (why == 0) {
        read_answer(ends[0], answer);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            continue;
    } else {
        fprintf(stderr, "bench: %s: %s\n", argv[0], strerror(why));
    }
    close(ends[0]);
    if (why == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    answer->text[0] = '\0';
    return false;
}

bool
answer_get(const struct answer *answer, const char *name, double *out)
{
    size_t n = strlen(name);
    const char *at = answer->text;
    while ((at = strstr(at, name)) != NULL) {
        bool starts = at == answer->text || at[-1] == ' ' || at[-1] == '\n';
        if (starts && at[n] == '=') {
            *out = strtod(at + n + 1, NULL);
            return true;
        }
        at += n;
    }
    return false;
}
