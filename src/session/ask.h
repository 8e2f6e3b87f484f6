/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ask.h: questions about a session that its state does not answer by itself:
 * which operation damaged the heap, what would an operation do. Each is
 * answered on a heap of its own; the session stays as it is.
 */
#ifndef HEAPGLASS_ASK_H
#define HEAPGLASS_ASK_H

#include "session/session.h"

/* --- which operation damaged the heap --------------------------------------*/
struct session_bad {
    bool found;
    uint64_t op;         /* after it the heap is inconsistent, for the first
                            time since FROM */
    uint64_t from, upto; /* the operations of the line that were checked, each
                            of them */
    char sentence[DESCRIBE_TEXT]; /* what it did */
    struct heap_report report;    /* what the checker found after it */
    /* The block at which the first violation was found: */
    size_t off;           /* payload offset; 0: none, it is of the whole heap */
    uint32_t id;          /* 0: no live block starts there */
    char name[NAME_TEXT]; /* "": none */
};
/* Does the present line again from the start as far as it has come, and checks
 * after every operation from FROM on (with FROM 0 or 1 also the empty heap);
 * none is passed over, for damage can heal. True: BAD. False: ERR "no-checker",
 * "no-moment", "interrupted" (how far it was), "memory". */
bool session_find_bad(const struct session *, uint64_t from,
                      struct session_bad *, struct error *);

/* --- what would an operation do --------------------------------------------*/
/* A copy of the present moment, in which operations can be tried. Caller owns;
 * trial_free. NULL: ERR "memory", "no-memory", and, where a heap can only be
 * copied by doing all again, "interrupted". The session must not change while
 * it lives. */
struct trial;
struct trial *trial_new(const struct session *, struct error *);
void trial_free(struct trial *); /* NULL is fine */
/* Does it there, after what was tried before. False: ERR, as the operation
 * itself would give; nothing more should then be tried. */
bool trial_request(struct trial *, const struct session_request *,
                   struct op_result *, struct error *);
/* To look at (view.h), and for session_describe; lives as long as the trial. */
const struct session *trial_session(const struct trial *);

#endif
