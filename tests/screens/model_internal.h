/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_internal.h: what the files of the model share: small questions about
 * cells and blocks, and the two directions of zoom.
 */
#ifndef TESTS_MODEL_INTERNAL_H
#define TESTS_MODEL_INTERNAL_H

#include "model.h"

/* The bytes of cell K. */
size_t model_cell_lo(const struct model *, size_t k);
size_t model_cell_hi(const struct model *, size_t k);
/* The block, or other stretch, that covers byte AT. */
const struct view_block *model_row_at(const struct model *, size_t at);
/* The place of the free block at payload offset OFF; NULL: none. */
const struct model_place *model_place_of(const struct model *, size_t off);
bool model_is_damaged(const struct model *, const struct view_block *);
bool model_is_selected(const struct model *, const struct view_block *);
/* Are bytes [LO, HI) marked as changed? */
bool model_is_changed(const struct model *, size_t lo, size_t hi);
/* A cell of the map's pane, also one that shows no bytes. */
struct seen model_seen(const struct model *, int row, int col);
/* Notes what is wrong with cell K; false always. */
bool model_wrong(struct model *, size_t k, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads steps off the N cells seen from FROM on, which then look as they do
 * without a key (model_tint.c). */
void model_read_steps(struct model *, size_t from, size_t n);
bool model_steps_agree(struct model *);

/* 4 B and 1 B a cell (model_near.c). */
bool model_near_agrees(struct model *);

#endif
