/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recent.h: the last operations of the line in words, and what happened inside
 * the last one: done again, apart from the session.
 */
#ifndef HEAPGLASS_RECENT_H
#define HEAPGLASS_RECENT_H

#include "session/recorder.h"
#include "session/view.h"

enum { RECENT_MOST = 32 };

struct session_recent {
    struct {
        uint64_t op;
        char sentence[DESCRIBE_TEXT];
    } ops[RECENT_MOST]; /* in order; the last one is the present moment's */
    size_t n;
    struct recorder events; /* inside the last of them */
};
/* At most N of them, at least one. False: ERR "no-moment" (nothing was done),
 * "not-possible" (an allocator that can only be called), "interrupted",
 * "memory". True: recent_done. The session stays as it is. */
bool session_recent(const struct session *, size_t n, struct session_recent *,
                    struct error *);
void recent_done(struct session_recent *);

#endif
