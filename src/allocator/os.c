/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * os.c: the one file that maps memory. Space is reserved without access and
 * made accessible as the heap grows, so that a reservation far larger than
 * the machine's memory costs nothing and a wild write beyond the heap traps.
 */
#include "allocator/os.h"

#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

size_t
os_page_size(void)
{
    long size = sysconf(_SC_PAGESIZE);
    return size > 0 ? (size_t)size : 4096;
}

void *
os_reserve(size_t size)
{
    void *p = mmap(NULL, size, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

bool
os_commit(void *p, size_t size)
{
    return mprotect(p, size, PROT_READ | PROT_WRITE) == 0;
}

void
os_clear(void *p, size_t size)
{
    /* Private anonymous pages that are given back read as zero again. */
    (void)madvise(p, size, MADV_DONTNEED);
}

void
os_release(void *p, size_t size)
{
    (void)munmap(p, size);
}
