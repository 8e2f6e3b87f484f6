/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * address_history.h: which blocks lived at an address: found by doing the line
 * again, apart from the session, over its last operations.
 */
#ifndef HEAPGLASS_ADDRESS_HISTORY_H
#define HEAPGLASS_ADDRESS_HISTORY_H

#include "session/view.h"

enum { ADDRESS_LIVES = 64 };

/* A block over the address, from one operation to another. */
struct address_life {
    uint32_t id;
    char name[NAME_TEXT]; /* "": none */
    size_t off;           /* its payload */
    size_t size;          /* block bytes, when it was last there */
    uint64_t born;        /* operation after which it lay over the address: its
                             allocation, or a realloc that moved or grew it */
    uint64_t died;        /* operation that ended that; 0: it is there now */
    bool moved;           /* not freed: a realloc moved or shrank it */
};

struct address_history {
    struct address_life lives[ADDRESS_LIVES]; /* the latest first */
    size_t n, n_more; /* lives, and how many earlier ones were left out */
    uint64_t from;    /* operations before this one were not looked at; what
                         lived then has its true birth all the same */
};
/* Of byte AT of the heap, over the last MOST operations. False: ERR
 * "not-possible" (an allocator that can only be called), "interrupted",
 * "memory". The session stays as it is. */
bool session_address_history(const struct session *, size_t at, uint64_t most,
                             struct address_history *, struct error *);

#endif
