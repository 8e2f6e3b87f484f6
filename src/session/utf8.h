/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8.h: characters in text that people and files hand in. What is a letter
 * does not depend on the locale: a script reads the same everywhere.
 */
#ifndef HEAPGLASS_UTF8_H
#define HEAPGLASS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the character at S, which is copied to *CH (may be NULL); 0: what
 * stands there is no UTF-8. The end is a character of one byte, 0. */
size_t utf8_read(const char *s, uint32_t *ch);
/* May it stand in a name, beside ASCII's letters? Not blanks, controls, marks
 * of direction, and what is no character. */
bool utf8_is_letter(uint32_t ch);
/* Controls and what is no UTF-8 become '?', so that a terminal can show it. A
 * line's end stays. */
void utf8_clean(char *text);

#endif
