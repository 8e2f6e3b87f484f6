/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pattern.h: bytes that no two payloads share at any place, so that a payload
 * copied short, shifted or swapped with another is told from a whole one.
 */
#ifndef HEAPGLASS_PATTERN_H
#define HEAPGLASS_PATTERN_H

#include <stddef.h>
#include <stdint.h>

/* P is 8-byte aligned. SEED tells payloads apart. */

/* Writes bytes [FROM, TO) of the payload at P. */
void pattern_fill(char *p, size_t from, size_t to, uint64_t seed);
/* The first of N bytes at P that is not as written; N: all are. */
size_t pattern_find(const char *p, size_t n, uint64_t seed);
/* What byte AT should be. */
unsigned char pattern_byte(size_t at, uint64_t seed);

#endif
