/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * why.h: why a block is where it is: the operation that put it there, found by
 * doing the line again, and what happened inside that operation.
 */
#ifndef HEAPGLASS_WHY_H
#define HEAPGLASS_WHY_H

#include "session/recorder.h"
#include "session/view.h"

struct session_why {
    struct view_who who; /* the block: allocated, free, or freed */
    uint64_t op; /* allocated: what put it there, its allocation or the realloc
                    that moved it last; free: since when it is this free block;
                    freed: what freed it */
    struct op_result result; /* of that operation */
    char sentence[DESCRIBE_TEXT];
    struct recorder events; /* inside it */
    /* Of an allocation, or a realloc that moved: */
    size_t need;     /* block bytes that the request needs; 0: none of these */
    size_t align;    /* MEMALIGN; 0: none was asked for */
    unsigned list;   /* the list that was asked first; LIST_NONE */
    size_t n_stayed; /* reallocs since then that left it where it was */
    /* Of a free block, now: */
    size_t place; /* on its list, from 1; 0: it is on none */
};
/* False: ERR "no-block", "not-possible" (an allocator that can only be called),
 * "interrupted", "memory". True: why_done. The session stays as it is. */
bool session_why(const struct session *, const struct who *,
                 struct session_why *, struct error *);
void why_done(struct session_why *);

#endif
