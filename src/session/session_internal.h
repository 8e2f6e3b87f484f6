/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session_internal.h: what a session is made of, for the files of this folder.
 *
 * What must hold: the track stands at operation track.world.tally.op of the
 * current branch, or beyond no end of it; the names are those that this line's
 * operations gave up to there.
 */
#ifndef HEAPGLASS_SESSION_INTERNAL_H
#define HEAPGLASS_SESSION_INTERNAL_H

#include "session/names.h"
#include "session/session.h"
#include "session/track.h"

/* What the checker said last. Apart from the session, because whoever looks
 * brings it up to date. */
struct last_check {
    struct heap_report report; /* no violations: nothing to tell */
    bool stale; /* it told of damage, and operations followed unchecked */
};

/* Moments to return to, the latest last. */
enum { MOST_UNDO = 4096 };
struct moments {
    struct session_moment *all;
    size_t n, cap;
};

struct session {
    struct session_config config;
    struct track track;
    struct names names;
    struct history history;
    struct trace *trace; /* NULL: none */
    struct op_result last;
    struct last_check *check;
    bool checking;
    uint32_t start; /* how many heaps were there before */
    struct moments undo, redo;
    struct session_moment settled; /* after the last command */
    struct session_interrupt interrupt;
    struct session_stop stop;
};

enum { WHERE_TEXT = 24, BLOCK_TEXT = 96 };

/* --- session.c -------------------------------------------------------------*/
/* Does ACTION, watched, and writes it down as ENTRY. NAME may be NULL. False:
 * ERR, and nothing has changed. */
struct commit {
    struct action action;
    struct entry entry;
    const char *name;
    bool from_trace; /* as the trace's next operation says: no entry */
};
bool session_commit(struct session *, struct commit *, struct error *);
/* Starts over with CONFIG; TRACE, which may be NULL, is taken over unless it
 * fails. */
bool session_begin(struct session *, const struct session_config *,
                   struct trace *trace, struct error *);
/* The number of the next operation. */
uint32_t session_next_op(const struct session *);
/* The heap has changed: checks it, or notes that a check is due. */
void session_changed(struct session *);
/* A search that found nothing joined free blocks (deferred coalescing): that is
 * an operation too, or replaying would miss it. There must be room for it. */
void session_joined(struct session *);
/* A new branch if we are not at the end of this one; history_unfork takes it
 * back. */
bool session_fork(struct session *, bool *forked, struct error *);

/* --- travel.c --------------------------------------------------------------*/
/* Within the line. */
bool travel(struct session *, uint32_t op, struct error *);
/* After the track came to another operation: names, last result. */
void travel_settle(struct session *, struct op_result *last);

/* --- grave.c ---------------------------------------------------------------*/
/* Block ID as it is, or as it was when it died. False: there never was one, or
 * no memory. */
bool find_block(const struct session *, uint32_t id, struct grave *);
/* The number of the block that TRACE_ID meant last, as the line tells, without
 * a heap: for ids whose meaning was lost by going back. 0: none. */
uint32_t last_of_trace(const struct session *, int64_t trace_id);
/* Was operation OP typed? */
bool was_typed(const struct session *, uint32_t op);

/* --- refuse.c --------------------------------------------------------------*/
/* Why the target refused ACTION, in words. False, always. */
bool refuse_action(const struct session *, const struct action *,
                   enum heap_status, struct error *);
/* The block that WHO names, as a number, or *OFF when it is an offset at which
 * no live block starts (the number is then 0). False: ERR "no-block". */
bool find_who(const struct session *, const struct who *, uint32_t *id,
              size_t *off, struct error *);
/* ERR "double-free" when block ID is not live. */
bool must_be_live(const struct session *, uint32_t id, bool freeing,
                  struct error *);
/* "0x00020", with as many digits as the heap's end needs, at least five. */
void where_text(const struct session *, size_t off, char buf[WHERE_TEXT]);
/* "#2 buf (112 B at 0x00020)" */
void block_text(const struct session *, uint32_t id, char buf[BLOCK_TEXT]);

#endif
