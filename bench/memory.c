/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * memory.c: how much memory a process holds resident at most while it plays a
 * plan and writes to every byte it gets, as a program would.
 *
 *     memory PLANFILE CONTESTANT
 *
 * The one measure that all allocators share. It is rough: it counts pages, a
 * new allocator's first pages with them, and the kernel may count a few dozen
 * pages late. Prints `resident` and `peak` in bytes; resident=0: this system
 * does not tell.
 */
#include "contestant.h"
#include "planfile.h"

#include "score/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- a contestant whose every block is written to --------------------------*/

static void *
touch(void *p, size_t size)
{
    if (p)
        memset(p, 0x5a, size);
    return p;
}

static void *
touching_malloc(void *self, size_t size)
{
    const struct subject *s = self;
    return touch(s->malloc(s->self, size), size);
}

static void *
touching_realloc(void *self, void *p, size_t size)
{
    const struct subject *s = self;
    return touch(s->realloc(s->self, p, size), size);
}

static void
touching_free(void *self, void *p)
{
    const struct subject *s = self;
    s->free(s->self, p);
}

/* --- what the kernel says --------------------------------------------------*/

/* Bytes of NAME ("VmHWM:") in /proc/self/status; 0: it is not there. */
static size_t
status_bytes(const char *name)
{
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    const char *at = strstr(text, name);
    return at ? strtoul(at + strlen(name), NULL, 10) * 1024 : 0;
}

/* From now on the peak counts anew. */
static bool
forget_peak(void)
{
    int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool done = write(fd, "5", 1) == 1;
    close(fd);
    return done;
}

int
main(int argc, char **argv)
{
    struct plan plan;
    struct subject s;
    void **slots;
    if (argc != 3) {
        fprintf(stderr, "usage: memory PLANFILE CONTESTANT\n");
        return 2;
    }
    if (!contestant_begin("memory", argv, &plan, &slots, &s))
        return 2;
    struct subject touching = {.self = &s,
                               .malloc = touching_malloc,
                               .realloc = touching_realloc,
                               .free = touching_free};
    bool anew = forget_peak();
    size_t before = status_bytes("VmRSS:");
    replay_run(&plan, &touching, slots);
    size_t most = status_bytes("VmHWM:");
    printf("resident=%zu peak=%zu\n",
           anew && before && most > before ? most - before : 0, plan.peak_live);
    s.done(s.self);
    return 0;
}
