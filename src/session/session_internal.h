/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session_internal.h: what a session is made of, for the files of this folder.
 *
 * What must hold: journal.n is the number of operations so far; the world is
 * what the journal's operations, done in order, make of an empty heap; the
 * names are those of the world's blocks.
 */
#ifndef HEAPGLASS_SESSION_INTERNAL_H
#define HEAPGLASS_SESSION_INTERNAL_H

#include "session/journal.h"
#include "session/marks.h"
#include "session/names.h"
#include "session/session.h"
#include "session/world.h"

/* What the checker said last. Apart from the session, because whoever looks
 * brings it up to date. */
struct last_check {
    struct heap_report report; /* no violations: nothing to tell */
    bool stale; /* it told of damage, and operations followed unchecked */
};

struct session {
    struct session_config config;
    struct world world;
    struct names names;
    struct journal journal;
    struct trace *trace; /* NULL: none */
    size_t trace_at;     /* operations of it done, skipped ones too */
    size_t n_skipped;
    struct op_result last;
    struct marks marks; /* of the heap as it is: an operation ends them */
    struct last_check *check;
    bool checking;
};

enum { WHERE_TEXT = 24, BLOCK_TEXT = 96 };

/* --- session.c -------------------------------------------------------------*/
/* Does ACTION and writes it down as ENTRY. NAME may be NULL; WATCH as in
 * world_do. False: ERR, and nothing has changed. */
struct commit {
    struct action action;
    struct entry entry;
    const char *name;
    bool watch;
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

/* --- replay.c --------------------------------------------------------------*/
/* Rebuilds what ENTRY, operation OP, did; to be done again. */
void entry_to_action(const struct session *, const struct entry *, uint32_t op,
                     struct action *);

#endif
