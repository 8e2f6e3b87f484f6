/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history.c: finds the history file: HEAPGLASS_HISTORY (empty: none), else
 * heapglass/history under XDG_STATE_HOME, else under ~/.local/state. A history
 * that cannot be kept is no reason to bother anybody.
 */
#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
join(const char *folder, const char *rest)
{
    size_t size = strlen(folder) + strlen(rest) + 1;
    char *path = malloc(size);

    if (path)
        (void)snprintf(path, size, "%s%s", folder, rest);
    return path;
}

static char *
find_path(void)
{
    const char *own = getenv("HEAPGLASS_HISTORY");
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (own)
        return *own ? strdup(own) : NULL;
    if (state && state[0] == '/')
        return join(state, "/heapglass/history");
    if (home && home[0] == '/')
        return join(home, "/.local/state/heapglass/history");
    return NULL;
}

static void
make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

char *
history_open(void)
{
    char *path = find_path();
    int fd;

    if (!path)
        return NULL;
    make_folders(path);
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        free(path);
        return NULL;
    }
    (void)close(fd);
    return path;
}
