/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * facts.h: what the conditions of `expect`, `until` and `break` can be about:
 * the figures of a session, its last operation, and whether it is damaged.
 */
#ifndef HEAPGLASS_FACTS_H
#define HEAPGLASS_FACTS_H

#include "repl/cond.h"
#include "repl/figure.h"
#include "repl/text.h"

extern const struct cond_vocabulary facts_words;

/* A session at one moment. What it takes to know a figure is done when it is
 * asked for, and once. */
struct facts {
    const struct session *session;
    bool has_values, has_check, is_damaged;
    struct figure_values values;
};
void facts_open(struct facts *, const struct session *);
bool facts_hold(struct facts *, const struct cond *);
/* "util is 66.7%, heap is 4.1 KiB (4200)": what the names in it are worth. */
void facts_tell(struct facts *, const struct cond *, struct text *);
/* "66.7%", of several names "util 66.7%, heap 4.1 KiB"; nothing where the
 * condition itself says it all. */
void facts_tell_short(struct facts *, const struct cond *, struct text *);
/* Between which operations it can hold, as far as its terms on `op` tell. */
struct cond_range facts_ops(const struct cond *);

#endif
