/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * theme.h: how each style looks: in 256 colours, in 8 and in none. A theme
 * changes looks only, never what a cell means.
 */
#ifndef HEAPGLASS_THEME_H
#define HEAPGLASS_THEME_H

#include "tui/style.h"

#include <stddef.h>

enum theme_depth { DEPTH_MONO, DEPTH_8, DEPTH_256 };

enum { COLOUR_DEFAULT = -1 };
struct paint {
    int16_t fg, bg; /* palette index, or COLOUR_DEFAULT */
    bool bold, reverse;
};

struct theme;

const struct theme *theme_default(void);
const struct theme *theme_find(const char *name); /* NULL: no such theme */
const char *theme_word(const struct theme *);
/* The I-th theme from 0; NULL past the end. */
const struct theme *theme_at(size_t i);
/* Without colours whatever the terminal can do? */
bool theme_is_mono(const struct theme *);
struct paint theme_paint(const struct theme *, enum theme_depth, enum style);

#endif
