/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_internal.h: shared by the files of the map. A drawing goes in three
 * steps: the scene is gathered (what is in view, marked or numbered), every
 * cell in view is decided into scene->cells, then the cells, the gutter, the
 * bars and the overlay are put on the pane.
 *
 * Cells count from the heap's start: cell K holds the bytes
 * [K * cell - shift, (K + 1) * cell - shift). How a cell is decided at each
 * zoom stands in docs/SCREEN.md; the functions that decide are pure.
 */
#ifndef HEAPGLASS_MAP_INTERNAL_H
#define HEAPGLASS_MAP_INTERNAL_H

#include "session/lists.h"
#include "tui/map.h"

enum {
    MAP_NUMBERED = 99,
    MAP_LABEL = 80,
    MAP_ALL_LISTS = 128, /* bytes a cell up to which all lists are numbered */
    MAP_DAMAGE = HEAP_MAX_VIOLATIONS + 2 * LISTS_FAULTS
};

/* What sets a cell apart; the greatest one wins. */
enum map_tone { TONE_NONE, TONE_CHANGED, TONE_SELECTED, TONE_DAMAGED };

/* A free block's place on its list, from 1. */
struct map_place {
    size_t off;
    unsigned list, place;
};

/* A block without a label: its first cell. */
struct map_bare {
    size_t cell;
    uint32_t id;
};

struct map_row {
    size_t used; /* bytes of allocated blocks */
    enum map_tone tone;
};

struct map_scene {
    const struct pane *pane;
    const struct look *look;
    const struct session *session;
    const struct map_eye *eye;
    const struct map_grid *grid;
    const struct heap *heap;   /* NULL: a target without iterators */
    size_t end;                /* bytes of the heap */
    size_t first, n;           /* first cell in view; cells from there that lie
                                  in the heap and in view */
    struct canvas_cell *cells; /* N of them */
    struct map_row *rows;      /* grid->n_rows of them */
    struct map_place *places;  /* of all numbered free blocks, by offset */
    size_t n_places;
    unsigned chosen;
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n_changes;              /* 0 while there are marks */
    const struct view_mark *marks; /* in order of address */
    size_t n_marks;
    const struct heap_report *report; /* NULL: nothing damaged */
    struct map_left_out left_out;
    struct map_bare *bare; /* close up: blocks whose label had no room */
    size_t n_bare;
    /* Under a colour key: */
    uint64_t op;               /* the present moment */
    struct view_given given;   /* heat up to 16 B a cell; else, or if nothing is
                                  known, without `before` */
    size_t damage[MAP_DAMAGE]; /* bytes of damaged blocks: what the last check
                                  found, and both ends where list and heap
                                  disagree */
    size_t n_damage;
    struct list_fault faults[LISTS_FAULTS];
    size_t n_faults;
};

/* --- map_layout.c ----------------------------------------------------------*/
/* Bytes of the heap, and how many cells of this size they take. */
size_t map_heap_end(const struct session *);
size_t map_n_cells(const struct session *, size_t cell);
size_t map_shift(const struct session *, size_t cell);
/* The bytes of cell K, cut to the heap's start. */
size_t map_cell_lo(const struct map_grid *, size_t k);
size_t map_cell_hi(const struct map_grid *, size_t k);
/* Which cell of its row K is; also before the window. */
size_t map_cell_col(const struct map_grid *, size_t k);

/* --- map_strip.c -----------------------------------------------------------*/
/* Decides the strip's columns and scale, in a pane of ROWS and COLS. */
void map_strip_lay_out(struct map_grid *, const struct session *, int rows,
                       int cols);
void map_strip_draw(const struct map_scene *, const struct pane *);

/* --- map_scene.c -----------------------------------------------------------*/
bool map_scene_open(struct map_scene *); /* the caller has filled the first
                                            five; false: no memory */
void map_scene_close(struct map_scene *);
/* Puts a cell; does nothing out of view. */
void map_put(struct map_scene *, size_t k, struct canvas_cell);
/* Marks the row of cell K; adds BYTES in use to it. */
void map_mark(struct map_scene *, size_t k, enum map_tone);
void map_use(struct map_scene *, size_t k, size_t bytes);
/* The tone of a block, or of bytes [LO, HI) of it. */
enum map_tone map_tone_of(const struct map_scene *, const struct view_block *,
                          size_t lo, size_t hi);
bool map_is_damaged(const struct map_scene *, const struct view_block *);
/* Is it this field of the block in which list and heap disagree: the link that
 * leads astray, or the header of the block that it leads to? */
bool map_is_astray(const struct map_scene *, const struct view_block *,
                   enum heap_field_kind);
/* NULL: not numbered. */
const struct map_place *map_find_place(const struct map_scene *, size_t off);
enum style map_badge_style(const struct map_scene *, const struct map_place *);
/* The place shown on the block at OFF; NULL: none, or the overlay is off. */
const struct map_place *map_shown_place(const struct map_scene *, size_t off);

/* --- map_tone.c ------------------------------------------------------------*/
/* CELL as it looks with a tone. */
struct canvas_cell map_toned(const struct look *, struct canvas_cell,
                             enum map_tone);
/* Cell I of N of something damaged. */
struct canvas_cell map_damage_cell(const struct look *, size_t i, size_t n);
/* Of bytes nothing is known about. */
struct canvas_cell map_gap_cell(const struct look *);

/* --- map_tint.c ------------------------------------------------------------*/
bool map_is_tinted(const struct map_scene *);
void map_tint_open(struct map_scene *);
/* The step of a block in use under the key; 0: nothing is known. */
unsigned map_step_of(const struct map_scene *, const struct view_block *);
/* CELL in the ink of a step, if it is of bytes in use; and back. */
struct canvas_cell map_tinted(const struct look *, struct canvas_cell,
                              unsigned step);
struct canvas_cell map_untinted(const struct look *, struct canvas_cell);
/* All cells in view, from 32 B a cell on; SUMS: room for scene->n. */
void map_tint_far(struct map_scene *, const struct heap_cell *in,
                  struct tint_sum *sums);

/* --- map_label.c -----------------------------------------------------------*/
/* Words for a block, longest first; false when there are no more. I from 0.
 * SIZES: also with the bytes asked for. */
bool map_label_text(const struct view_block *, bool sizes, unsigned i,
                    char buf[MAP_LABEL]);
/* Puts the longest label that fits over cells [FROM, TO) without wrapping,
 * LEAD cells from their start or from the start of a row. */
struct map_label {
    size_t from, to, lead;
    bool sizes;
};
/* False: none fits. */
bool map_label_draw(struct map_scene *, const struct view_block *,
                    const struct map_label *);
/* Puts TEXT where it fits (as above) in STYLE; false: nowhere. */
bool map_text_draw(struct map_scene *, const struct map_label *, enum style,
                   const char *text);

/* --- map_marks.c -----------------------------------------------------------*/
/* The first mark that has a byte of [LO, HI); NULL: none. */
const struct view_mark *map_mark_in(const struct map_scene *, size_t lo,
                                    size_t hi);
/* What a mark says of the block: "12", a pin's number; "b", born since; "d",
 * died; "m", moved; "r", resized. "": nothing. */
enum { MAP_MARK = 12 };
void map_mark_text(const struct map_scene *, const struct view_block *,
                   char buf[MAP_MARK]);
/* Puts TEXT over cells [FROM, TO), or the sign that it has no room; false:
 * there is no cell. */
bool map_mark_put(struct map_scene *, size_t from, size_t to, const char *text);
/* At 16 B: the letter on what is free where a block died. */
void map_marks_draw_dead(struct map_scene *);
/* Marks from 32 B a cell on. */
void map_marks_draw_far(struct map_scene *);

/* --- the zooms -------------------------------------------------------------*/
void map_far_draw(struct map_scene *);  /* 32 B a cell and more */
void map_unit_draw(struct map_scene *); /* 16 B */
void map_near_draw(struct map_scene *); /* 4 B, 1 B */
/* Above their blocks, the numbers of those that had no room; after the overlay,
 * which goes first. */
void map_near_label(struct map_scene *);

/* A block as 16 B a cell shows it. */
struct map_unit {
    size_t n; /* cells */
    enum view_state state;
    size_t header;   /* bytes */
    size_t data;     /* header and bytes asked for */
    unsigned place;  /* 0: none shown */
    size_t place_at; /* cell of its first digit */
    bool place_wide; /* no room: one mark instead of the digits */
};
/* Cell I of it, before any tone; *BADGE: part of the order number. */
struct canvas_cell map_unit_cell(const struct look *, const struct map_unit *,
                                 size_t i, bool *badge);
/* Where a number goes: decides place_at and place_wide. COL: column of the
 * block's first cell in a row of ROW_CELLS; AFTER_FREE: the block before it
 * is free too. */
void map_unit_number(struct map_unit *, size_t col, size_t row_cells,
                     bool after_free);
/* A cell of BYTES bytes with this in it, before any tone. */
struct canvas_cell map_far_cell(const struct look *, const struct heap_cell *,
                                size_t bytes);
/* Cells that lie wholly in [START, START + SIZE), else the one with START. */
struct map_span {
    size_t from, to;
    bool whole;
};
struct map_span map_span_of(const struct map_grid *, size_t start, size_t size);
void map_span_tone(struct map_scene *, struct map_span, enum map_tone);
/* The block's label, within cells it has; false: none fits. */
bool map_span_label(struct map_scene *, const struct view_block *,
                    struct map_span);
/* The same sums from rows: cells [K, K + N), also for heaps that cannot be
 * summarized. Unknown bytes are left out. */
void map_sum_rows(const struct map_scene *, size_t k, size_t n,
                  struct heap_cell *cells);

/* --- map_overlay.c ---------------------------------------------------------*/
/* Numbers above the blocks and arrows along the links, close up. */
void map_overlay_draw(struct map_scene *);

#endif
