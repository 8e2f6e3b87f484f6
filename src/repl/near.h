/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * near.h: the word that was probably meant.
 */
#ifndef HEAPGLASS_NEAR_H
#define HEAPGLASS_NEAR_H

#include <stddef.h>

/* Word I of a list, NULL past the end. */
typedef const char *near_list(size_t i);

/* The word of LIST nearest to WORD, or NULL when none is near: one letter
 * wrong, missing, too many or swapped; two in words of six letters and more. */
const char *near_word(const char *word, near_list *list);

#endif
