/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planfile.c: see planfile.h. A header, the operations, the slots left.
 */
#include "planfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct header {
    uint64_t n_ops, n_slots, n_left, peak_live;
};

bool
planfile_write(const char *path, const struct plan *plan)
{
    struct header h = {plan->n_ops, plan->n_slots, plan->n_left,
                       plan->peak_live};
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    (void)fwrite(&h, sizeof h, 1, file);
    (void)fwrite(plan->ops, sizeof *plan->ops, plan->n_ops, file);
    (void)fwrite(plan->left, sizeof *plan->left, plan->n_left, file);
    bool good = !ferror(file);
    return fclose(file) == 0 && good;
}

void *
pages_new(size_t n)
{
    void *p = mmap(NULL, n ? n : 1, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static void *
map_file(const char *path, size_t *size)
{
    struct stat st;
    void *p = MAP_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && (size_t)st.st_size >= sizeof(struct header)) {
        *size = (size_t)st.st_size;
        p = mmap(NULL, *size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_POPULATE, fd, 0);
    } else {
        errno = EINVAL;
    }
    close(fd);
    return p == MAP_FAILED ? NULL : p;
}

bool
planfile_map(const char *path, struct plan *plan, void ***slots)
{
    size_t size = 0;
    const struct header *h = map_file(path, &size);
    if (!h)
        return false;
    *plan = (struct plan){.n_ops = (size_t)h->n_ops,
                          .ops = (void *)(uintptr_t)(h + 1),
                          .n_slots = (uint32_t)h->n_slots,
                          .n_left = (size_t)h->n_left,
                          .peak_live = (size_t)h->peak_live};
    plan->left = (void *)(plan->ops + plan->n_ops);
    *slots = pages_new(plan->n_slots * sizeof **slots);
    return *slots != NULL;
}
