/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stops.h: where a run stops: at breaks, which stay until they are deleted, and
 * at what a running `until` waits for. The session asks after each operation,
 * and only while there is something to ask: without, it plays at full speed.
 */
#ifndef HEAPGLASS_STOPS_H
#define HEAPGLASS_STOPS_H

#include "repl/facts.h"

struct stop {
    uint32_t number; /* of a break, counted from 1; 0: of an `until` */
    uint64_t hits;   /* how often a run stopped where it held */
    char *text;      /* the condition as typed; owned. NULL: there is none */
    struct cond cond;
};
/* False: ERR "usage", "no-memory". */
bool stop_init(struct stop *, const char *text, struct error *);
void stop_done(struct stop *);

struct stops {
    struct session *session; /* not owned */
    struct stop *breaks;     /* by rising number */
    size_t n, cap;
    uint32_t last_number;
    struct stop until;
    bool until_rests;       /* the operations done just now are not its run's */
    const struct stop *why; /* of the last stop; until something changes here */
};

void stops_init(struct stops *, struct session *);
void stops_done(struct stops *);

/* A new break, the last of them. False: ERR as stop_init, "too-many". */
bool stops_add(struct stops *, const char *text, struct error *);
const struct stop *stops_find(const struct stops *, uint64_t number);
void stops_delete(struct stops *, uint64_t number);
void stops_delete_all(struct stops *);

/* `until TEXT` runs, or not any more. */
bool stops_wait(struct stops *, const char *text, struct error *);
void stops_wait_no_more(struct stops *);
bool stops_are_waiting(const struct stops *);

/* While suspended nothing stops: for moves that are no runs. */
void stops_suspend(struct stops *, bool suspended);

#endif
