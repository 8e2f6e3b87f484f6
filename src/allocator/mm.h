/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mm.h: the malloc lab's interface over one default heap (mm.c has the one
 * mutable global). Everything returned is 16-byte aligned. One thread.
 */
#ifndef HEAPGLASS_MM_H
#define HEAPGLASS_MM_H

#include <stddef.h>

int mm_init(void); /* 0, or -1: no address space. Again: an empty heap */
void *mm_malloc(size_t size); /* NULL: no memory, errno ENOMEM */
void *mm_calloc(size_t n, size_t size);
void *mm_memalign(size_t align, size_t size);
void *mm_realloc(void *ptr, size_t size);
void mm_free(void *ptr); /* misuse leaves the heap as it was */
size_t mm_usable_size(void *ptr);
int mm_check(void);        /* nonzero if and only if the heap is consistent */
size_t mm_heap_size(void); /* bytes; never shrinks until mm_init */

#endif
