/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_list_internal.h: shared by the files of the list pane. A drawing goes
 * in two steps: what is shown in which row is planned, then drawn; a click
 * plans the same and looks up its row.
 *
 *     free list  class 112 B ────────── 23 blocks, 2.5 KiB
 *        block     size 0                          0x10b50
 *      1 0x00c00    112 ●                                    the path: a row
 *      2 0x0acd0    112 ╰───────────●                        stands for one
 *      3 0x0d250    112             ╰──●                     block, or for a
 *      4-13        1.1k   ●──●●──────●●●                     run of them
 *      14-23       1.1k ●───●─●●───●
 *     13 of 22 links lead to a higher address                notes
 *       class           blocks  bytes                        the table: lists
 *     ▶ 112 B               23   2.5k ████████               that have blocks
 *       128 B               10   1.3k ███▌
 *     29 more lists, 185 empty
 */
#ifndef HEAPGLASS_PANE_LIST_INTERNAL_H
#define HEAPGLASS_PANE_LIST_INTERNAL_H

#include "session/lists.h"
#include "tui/map_internal.h"
#include "tui/panes.h"

enum { LIST_ROWS_MAX = 256 };

struct list_page {
    const struct look *look;
    const struct session *session;
    const struct map_eye *eye;
    unsigned list;
    struct list_info info;   /* as the heap counts */
    struct list_look seen;   /* as its links lead */
    struct list_stop *stops; /* seen.n of them */
    struct list_fault faults[LISTS_FAULTS];
    size_t n_faults;
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n_changes;
    size_t heap_end;
    size_t selected; /* index of the selected stop; seen.n: none is */
};

/* Is a fault known that has block OFF, or the link before it, at either end? */
bool list_page_is_bad(const struct list_page *, size_t off);
/* Did the last operation make the free block at stop I? */
bool list_page_is_changed(const struct list_page *, size_t i);
/* Puts the first of TEXTS (longest first, NULL at the end) that fits. */
void list_put_fitting(const struct pane *, int row, enum style,
                      const char *const *texts);

/* --- pane_list_path.c ------------------------------------------------------*/
struct list_row {
    size_t from, n; /* the stops it stands for; N 0: where the list breaks */
};
struct list_path {
    struct pane pane;
    bool has_caption;
    struct list_row rows[LIST_ROWS_MAX];
    int n_rows;
    size_t run;  /* most stops that a row stands for */
    int n_notes; /* rows of words below */
    int places;  /* columns of a place */
    int off_col, size_end, link_end, line_col; /* LINK_END 0, LINE_COL 0:
                                                  these have no room */
};
/* How many rows it would take with a row for each block. */
int list_path_wants(const struct list_page *, int cols);
void list_path_plan(const struct list_page *, struct pane, struct list_path *);
void list_path_draw(const struct list_page *, const struct list_path *);

/* --- pane_list_table.c -----------------------------------------------------*/
struct list_table {
    struct pane pane;
    bool has_caption;
    unsigned lists[LIST_ROWS_MAX];
    int n_rows;
    size_t n_filled, n_empty; /* lists that have blocks, and others */
    size_t longest;           /* blocks of the longest list */
    int names;                /* columns of the longest name */
};
int list_table_wants(const struct list_page *);
void list_table_plan(const struct list_page *, struct pane,
                     struct list_table *);
void list_table_draw(const struct list_page *, const struct list_table *);

#endif
