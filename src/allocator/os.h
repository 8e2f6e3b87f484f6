/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * os.h: address space from the operating system. os.c alone maps memory.
 */
#ifndef HEAPGLASS_OS_H
#define HEAPGLASS_OS_H

#include <stdbool.h>
#include <stddef.h>

size_t os_page_size(void);
/* SIZE bytes of address space that nothing may touch yet; NULL: none so large.
 * Page-aligned; SIZE is a multiple of the page size. */
void *os_reserve(size_t size);
/* Makes [P, P + SIZE) readable, writable and zero; false: no memory. */
bool os_commit(void *p, size_t size);
/* Gives the contents back: reads as zero afterwards, stays committed. */
void os_clear(void *p, size_t size);
void os_release(void *p, size_t size);

#endif
