/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * picture.h: a terminal's whole screen as lines that people can read and
 * compare: the text, then how each cell looks, with a letter for each look.
 */
#ifndef TESTS_PICTURE_H
#define TESTS_PICTURE_H

#include "vt.h"

#include <stdio.h>

struct picture {
    char *text;  /* the rows, blanks at their ends left out */
    char *looks; /* the rows' looks, the cursor, the letters' meaning */
};

/* Caller owns: picture_done. */
void picture_take(struct picture *, struct vt *);
void picture_done(struct picture *);

#endif
