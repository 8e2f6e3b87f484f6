/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * checkpoint.h: worlds as they were, kept along a line of history so that any
 * moment is a short replay away. Private to src/session.
 *
 * A checkpoint is the heap's image, the records of the live blocks and the
 * tally. Images and records are packed, and share pieces with the checkpoint
 * before (pages.h). What a checkpoint costs grows with the heap, and so does
 * the distance to the next; when the budget is spent, the one that is missed
 * least goes.
 */
#ifndef HEAPGLASS_CHECKPOINT_H
#define HEAPGLASS_CHECKPOINT_H

#include "session/pages.h"
#include "session/world.h"

#include "allocator/heap_state.h"

struct checkpoint {
    struct tally tally;
    struct copy heap[HEAP_PARTS];
    struct copy records;
    uint32_t n_slots, free_slot;
    bool resting; /* the image is of a resting heap */
};

struct checkpoints {
    struct checkpoint **all; /* by rising operation */
    size_t n, cap;
    size_t bytes;
    size_t budget;  /* most bytes; 0: 144 MiB, or twice the heap if more */
    uint32_t every; /* operations between two; 0: by their cost */
    uint32_t next;  /* operation from which another is due */
};

/* BUDGET and EVERY as in the struct. */
void checkpoints_init(struct checkpoints *, size_t budget, uint32_t every);
void checkpoints_done(struct checkpoints *);
/* Keeps W, if its target can be copied and one is due. No memory: it is not
 * kept, and nothing else happens. */
void checkpoints_keep(struct checkpoints *, struct world *w);
/* One is due while somebody looks: if it takes long it is not kept, and the
 * next is due as if it were. */
void checkpoints_pass(struct checkpoints *, const struct world *w);
/* How many operations take about as long as going to P does. */
uint32_t checkpoint_worth(const struct checkpoint *);
/* The last one at or before operation OP; NULL: none. */
const struct checkpoint *checkpoints_find(const struct checkpoints *,
                                          uint32_t op);
/* Makes W what it was. It rests, if it can, afterwards. False: no memory; W is
 * then empty and of no use. */
bool checkpoint_restore(const struct checkpoint *, struct world *w);
/* Forgets those after operation OP. */
void checkpoints_cut(struct checkpoints *, uint32_t op);
/* Bytes they may take together; what is over goes at once. */
void checkpoints_set_budget(struct checkpoints *, size_t budget);

#endif
