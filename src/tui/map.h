/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map.h: the heap as cells, at any zoom, with the free lists laid over it.
 * docs/SCREEN.md shows how a block is drawn at each zoom.
 */
#ifndef HEAPGLASS_MAP_H
#define HEAPGLASS_MAP_H

#include "session/tint.h"
#include "session/view.h"
#include "tui/canvas.h"

enum overlay { OVERLAY_ORDER, OVERLAY_LINKS, OVERLAY_OFF };

/* What is looked at; the tui owns one. */
struct map_eye {
    size_t cell;     /* bytes a cell: 1, 4, 16, 32, ... ; 0: fit */
    size_t top;      /* a byte that the first row must show (scrolling) */
    size_t indent;   /* rows start so many bytes behind a round address: what
                        zooming about a byte leaves; taken as whole eighths
                        of a row */
    size_t selected; /* payload offset; 0: none */
    unsigned list;   /* the chosen list; LIST_NONE: see map_chosen_list */
    enum overlay overlay;
    enum tint_key key; /* what the colour of bytes in use tells */
    bool has_focus;
    bool numbers; /* `i`: block numbers on all blocks */
};

/* How the window is laid out: which byte is at which cell. */
struct map_grid {
    size_t cell;      /* bytes a cell */
    size_t row_bytes; /* bytes a row of cells */
    size_t shift;     /* a cell starts this many bytes before its address: a
                         header, so that blocks start with cells */
    int row_cells;
    int pitch;     /* screen rows from one row of cells to the next */
    int first_row; /* screen row of the first row of cells (room for marks
                      above it) */
    int gutter;    /* columns before the first cell */
    int digits;    /* hexadecimal digits of an address there; 0: none is */
    int bar;       /* columns of the row-end bar, 0 none */
    int strip;     /* columns of the overview strip, in the bar's place when
                      not all of the heap is in view; 0 none */
    int strip_col; /* its first */
    int strip_rows;
    size_t strip_bytes; /* that a row of it stands for */
    int n_rows;         /* rows of cells that fit */
    size_t lo, hi;      /* addresses shown: bytes lo - shift up to hi - shift;
                           hi may lie beyond the heap's end */
    bool whole;         /* the whole heap is in view */
};

/* Byte `at` is wanted at a cell of a pane of ROWS and COLS. */
struct map_place_wish {
    size_t at;
    int row, col;
    int rows, cols;
};

void map_lay_out(const struct map_eye *, const struct session *, int rows,
                 int cols, struct map_grid *);
/* The same window on another heap: every address in the same row. */
void map_lay_out_alike(const struct map_grid *, const struct session *,
                       struct map_grid *alike);
/* Leaves the addresses out of the gutter, which keeps the column for marks;
 * answers how many columns the map is narrower. */
int map_leave_out_addresses(struct map_grid *);
/* What there was no room for, for the rule to say. */
struct map_left_out {
    size_t labels;           /* of blocks in view that should have one */
    size_t listed, numbered; /* free blocks on lists; of those with a number:
                                all of the heap, or 0, 0 when none are shown */
};
/* Draws map, gutter, overlay, marks and row bars inside PANE (title rule not
 * included). */
struct map_left_out map_draw(const struct pane *, const struct look *,
                             const struct session *, const struct map_eye *,
                             const struct map_grid *);
/* The byte under a cell of the pane; false: none. */
bool map_byte_at(const struct map_grid *, int row, int col, size_t *at);
/* The first byte that a cell of the overview strip stands for; false: it is not
 * the strip's. */
bool map_strip_byte_at(const struct map_grid *, int row, int col, size_t *at);
/* Where byte AT is drawn; false: not in view. */
bool map_cell_of(const struct map_grid *, size_t at, int *row, int *col);
/* The window that shows byte AT as near to a cell of the pane as cells allow:
 * sets top and indent. PANE: its rows and columns. */
void map_window_at(struct map_eye *, const struct session *,
                   const struct map_place_wish *);
/* The next coarser / finer scale: 1, 4, 16, 32, 64 ... 1 GiB. */
size_t map_coarser(size_t cell);
size_t map_finer(size_t cell);
/* The list that is chosen now: eye->list, or the selected free block's, or that
 * of a free block that the last operation changed, or the first that has
 * blocks; LIST_NONE when there is none. */
unsigned map_chosen_list(const struct map_eye *, const struct session *);
/* Does the map mark pins? */
bool map_marks_pins(const struct session *);
/* A colour key in words: "block size"; "128 B", the most that STEP takes at
 * moment OP, the last one's "more"; "Colours by block size: up to 32 B, ...".
 */
enum { MAP_RANGE = 24 };
const char *map_key_title(enum tint_key);
void map_range_text(enum tint_key, uint64_t op, unsigned step,
                    char buf[MAP_RANGE]);
void map_key_sentence(enum tint_key, const struct session *, char *buf,
                      size_t size);
/* "1 cell = 16 B" / "1 column = 1 B" */
void map_scale_text(const struct map_grid *, char *buf, size_t size);

#endif
