/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pages.h: memory kept for later: pieces of 4 KiB, packed, and shared where two
 * copies have the same piece. Private to src/session.
 */
#ifndef HEAPGLASS_PAGES_H
#define HEAPGLASS_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE_BYTES = 4096 };

/* One packed piece; NULL stands for a piece of zeros. */
struct page;

/* A copy of [base, base + size). */
struct copy {
    struct page **pages;
    size_t n, size;
};

/* BEFORE, which may be NULL: an earlier copy, whose pieces are shared where
 * they are equal. *BYTES grows by the memory that this copy took. False: no
 * memory, nothing to undo. */
bool copy_take(struct copy *, const void *base, size_t size,
               const struct copy *before, size_t *bytes);
/* Writes it out again: `size` bytes. */
void copy_give(const struct copy *, void *base);
/* *BYTES shrinks by the memory that was given back. */
void copy_drop(struct copy *, size_t *bytes);

#endif
