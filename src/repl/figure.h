/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure.h: every named figure: what it is called in conditions and in JSON,
 * what it means, and what it is now. `help figures` and docs/FIGURES.md are
 * printed from this table.
 */
#ifndef HEAPGLASS_FIGURE_H
#define HEAPGLASS_FIGURE_H

#include "session/view.h"

/* The last three are no numbers: facts.h has what they are worth. */
enum figure_unit {
    UNIT_COUNT,
    UNIT_BYTES,
    UNIT_FRACTION,
    UNIT_OFFSET,
    UNIT_WORD,
    UNIT_FLAG,
    UNIT_RANGE
};

struct figure {
    const char *name;  /* in conditions */
    const char *json;  /* key in `stats`; NULL: of the last operation */
    const char *label; /* in `stats`, for people */
    enum figure_unit unit;
    const char *meaning;
};

/* All there are now: the session's figures and the last operation's. */
struct figure_values {
    struct figures now;
    struct op_result last;
};

const struct figure *figure_get(size_t i); /* NULL past the end */
const char *figure_name(size_t i);         /* NULL past the end */
bool figure_find(const char *name, size_t *i);
/* "alloc", "free", ...: what the figure `kind` may be; NULL past the end. */
const char *figure_kind(size_t i);
/* The same of an operation; NULL: of none. */
const char *figure_kind_of(enum op_kind);
double figure_value(size_t i, const struct figure_values *);
/* What else is a number on the screen: `*what` how it looks, the result what it
 * means; NULL past the end. */
const char *figure_other(size_t i, const char **what);
void figure_values_now(const struct session *, struct figure_values *);

enum { FIGURE_TEXT = 32 };
/* "79.0%", "3.8 KiB", "12". */
const char *figure_format(enum figure_unit, double value,
                          char buf[FIGURE_TEXT]);

#endif
