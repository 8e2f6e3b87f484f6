/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * size_text.h: byte counts as people read them, the same in panes, sentences
 * and tables.
 */
#ifndef HEAPGLASS_SIZE_TEXT_H
#define HEAPGLASS_SIZE_TEXT_H

#include <stddef.h>

enum { SIZE_TEXT = 16, SIZE_SHORT = 8 };

/* Both answer BUF.
 * "288 B", "3.8 KiB", "23.4 KiB", "119 KiB"; "1 KiB" when it is just that. */
const char *size_text(size_t bytes, char buf[SIZE_TEXT]);
/* "288", "2.4k", "119k", "1.7M": at most 5 columns, for tables. */
const char *size_short(size_t bytes, char buf[SIZE_SHORT]);

#endif
