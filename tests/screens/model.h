/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model.h: what the map should tell, worked out from the session's blocks and
 * lists alone, and the comparison with what was read back from the screen.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include "decode.h"

#include "session/view.h"
#include "tui/map.h"

enum { MODEL_NUMBERED = 99 };

/* A free block's place on its list, from 1. */
struct model_place {
    size_t off;
    unsigned list, place;
};

/* Where the map is read from: one cell of its pane, as it is seen. */
struct model_screen {
    struct seen (*read)(void *context, int row, int col);
    void *context;
};

struct model {
    const struct session *session;
    const struct model_screen *screen;
    const struct map_eye *eye;
    const struct map_grid *grid;
    struct decoder decoder;
    struct view_block *rows; /* of the whole heap */
    size_t n_rows;
    struct model_place *places;
    size_t n_places;
    struct view_change changes[VIEW_MAX_CHANGES]; /* that are marked */
    size_t n_changes;
    size_t first, n; /* cells in view that lie in the heap */
    /* For colour keys: the present operation, and where allocations began, all
     * of them, oldest first; the test's, set after model_open. NULL: heat is
     * not compared. */
    uint64_t op;
    const size_t *given;
    size_t n_given;
    unsigned *steps;   /* of the cells of all rows; 0: none is told */
    bool *whole;       /* ... and 5 is told from 4 */
    size_t n_steps;    /* cells whose step was compared */
    struct seen *seen; /* the cells of all rows, as read back */
    struct told *told; /* what they say; N of them lie in the heap */
    char wrong[200];   /* what does not agree; "" so far all does */
};

/* Takes the session's blocks and lists; false: no memory. */
bool model_open(struct model *, const struct session *);
void model_close(struct model *);
/* Reads the map that SCREEN shows with this eye and grid, and compares. Of the
 * eye, overlay, selected, list and key matter; of the grid, where the cells
 * are. False: model->wrong says what differs first. */
bool model_agrees(struct model *, const struct model_screen *,
                  const struct map_eye *, const struct map_grid *,
                  const struct decoder *);

#endif
