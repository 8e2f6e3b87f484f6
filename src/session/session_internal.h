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

#include "session/landmarks.h"
#include "session/marks.h"
#include "session/moment.h"
#include "session/names.h"
#include "session/session.h"
#include "session/track.h"
#include "session/view.h"

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

struct race; /* race.c */
struct over; /* over.h */

struct session {
    struct session_config config;
    struct track track;
    struct names names;
    struct history history;
    struct trace *trace; /* NULL: none */
    struct op_result last;
    struct marks marks; /* of the heap as it is: an operation ends them */
    struct last_check *check;
    struct tint *tint; /* of the colour key; likewise. NULL: none is kept */
    bool checking;
    uint32_t start; /* how many heaps were there before */
    struct moments undo, redo;
    struct stop_notes stops_seen;
    struct session_moment settled; /* after the last command */
    struct session_interrupt interrupt;
    struct session_stop stop;
    struct race *race; /* NULL: none */
    const struct over *over; /* what the views show in place of the heap's own
                                values; NULL, but inside an operation */
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
/* What REQUEST comes to now: whose block is meant, may it have that name.
 * False: ERR. */
bool session_prepare(const struct session *, const struct session_request *,
                     struct commit *, struct error *);
/* The name of the result's block. */
void session_fill_name(const struct session *, struct op_result *);
/* Starts over with CONFIG; TRACE, which may be NULL, is taken over unless it
 * fails. */
bool session_begin(struct session *, const struct session_config *,
                   struct trace *trace, struct error *);
/* A refused operation may have joined free blocks: that is written down as a
 * coalesce, for which there is room. False: it has not. */
bool session_write_joins(struct session *);
/* The tint is the track's, which is new, from now on. */
void session_tint_anew(struct session *);
/* The number of the next operation. */
uint32_t session_next_op(const struct session *);
/* The heap has changed: checks it, or notes that a check is due. */
void session_changed(struct session *);
/* A new branch if we are not at the end of this one; history_unfork takes it
 * back. */
bool session_fork(struct session *, bool *forked, struct error *);

/* --- landmarks.c -----------------------------------------------------------*/
/* A run has ended here, and WHY: "interrupted" is not worth a note. */
void session_note_stop(struct session *, const struct error *why);

/* --- policy_change.c -------------------------------------------------------*/
/* Operation OP of branch BRANCH (an index), done anew from the start by what
 * CONFIG says. False: ERR, and nothing has changed. */
bool session_rebuild(struct session *, const struct session_config *,
                     uint32_t branch, uint32_t op, struct error *);

/* --- travel.c --------------------------------------------------------------*/
/* Within the line. */
bool travel(struct session *, uint32_t op, struct error *);
/* After the track came to another operation: names, of which those up to
 * operation BEFORE are there (0: none are), and the last result. */
void travel_settle(struct session *, struct op_result *last, uint32_t before);
/* ERR "interrupted" says where we are. False, always. */
bool session_interrupted_here(const struct session *, struct error *);
bool policy_equal(const struct policy *, const struct policy *);

/* --- race.c ----------------------------------------------------------------*/
/* *OUT is OLD's race on a new heap, NULL if OLD is. False: ERR. */
bool race_again(const struct race *old, const struct session_config *,
                const struct trace *, struct race **out, struct error *);
void race_free(struct race *); /* NULL is fine */

/* --- view.c ----------------------------------------------------------------*/
/* A block as it would be seen at OFF; BLOCK, what is known of it, may be NULL.
 * Of sessions with a heap. */
void fill_used_row(const struct session *, const struct block *, size_t off,
                   size_t size, struct view_block *);
void fill_free_row(const struct session *, size_t off, size_t size,
                   unsigned list, struct view_block *);

/* --- grave.c ---------------------------------------------------------------*/
/* Block ID as it is, or as it was when it died. False: there never was one, or
 * no memory. */
bool find_block(const struct session *, uint32_t id, struct grave *);
/* After going to another moment: which dead blocks the trace's ids mean, as
 * the line tells. */
void learn_meanings(struct session *);

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
