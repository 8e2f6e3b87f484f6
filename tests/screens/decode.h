/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * decode.h: reads the map back from the screen. It knows docs/SCREEN.md's
 * tables and nothing of the code that draws: a cell is a character with
 * colours and attributes, from a canvas or from a terminal emulator.
 */
#ifndef TESTS_DECODE_H
#define TESTS_DECODE_H

#include "tui/canvas.h"
#include "tui/theme.h"

/* A cell as a terminal has it; colours are palette indices or
 * COLOUR_DEFAULT. */
struct seen {
    uint32_t ch;
    int fg, bg;
    bool bold, reverse;
};

/* How it was drawn: ASCII glyphs or Unicode, which colours, how many bytes a
 * cell. */
struct decoder {
    bool ascii;
    enum theme_depth depth; /* Unicode: 8 or 256 */
    size_t cell;
};

enum told_kind {
    TOLD_BLANK,   /* nothing there, beyond the heap's end */
    TOLD_OWN,     /* the arena's own bytes */
    TOLD_UNKNOWN, /* a gap: not known */
    TOLD_USED,
    TOLD_FREE,
    TOLD_MIXED, /* used and free */
    TOLD_DAMAGED,
    TOLD_META,    /* close up: header, footer */
    TOLD_LINK,    /* close up: next, prev */
    TOLD_NONSENSE /* no state looks like this */
};

struct told {
    enum told_kind kind;
    bool start; /* a block starts in this cell */
    bool end;   /* a free block ends in this cell */
    bool slack; /* used: not asked for, in part */
    bool changed, selected;
    bool word;       /* part of a label, which hides what is under it */
    uint32_t number; /* a digit of an order number, or '+': it has no room */
    bool chosen;     /* ... on the chosen list; not told without colours */
    int split;       /* MIXED: eighths used (> 0) or free (< 0) first; 0: */
    int shade;       /* 1 to 3, by the share in use */
};

struct seen seen_of(struct canvas_cell, enum theme_depth);
/* N cells of one row of the map, from its first column. */
void decode_row(const struct decoder *, const struct seen *, size_t n,
                struct told *);

#endif
