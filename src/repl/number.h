/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * number.h: numbers as people type them: decimal, 0x, k m g, + - * / ( ).
 */
#ifndef HEAPGLASS_NUMBER_H
#define HEAPGLASS_NUMBER_H

#include "allocator/error.h"

#include <stddef.h>
#include <stdint.h>

/* All of TEXT is an expression: "100", "4k", "0x40", "(3+1)*16". False: ERR
 * "usage" says what was wrong. WHAT names it there: "a size". */
bool number_read(const char *text, const char *what, uint64_t *value,
                 struct error *);
/* The longest plain number at the start of TEXT, a suffix included; answers
 * how many bytes it takes, 0: no number, SIZE_MAX: it overflows. */
size_t number_scan(const char *text, uint64_t *value);

#endif
