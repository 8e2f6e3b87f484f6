/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cond.h: conditions: named values compared with numbers or words, joined by
 * `and` (binds tighter) and `or`: "util > 90% and blocks = 3 or frag < 0.1".
 * What the names are and what they are worth is the caller's to know.
 */
#ifndef HEAPGLASS_COND_H
#define HEAPGLASS_COND_H

#include "allocator/error.h"
#include "repl/near.h"

#include <stddef.h>

enum cond_operator { COND_LT, COND_LE, COND_EQ, COND_NE, COND_GE, COND_GT };
enum { COND_MAX_TERMS = 16, COND_WORD = 32 };

struct cond_value {
    double number;
    const char *word; /* non-NULL: it is a word, not a number */
};

/* Filled by the vocabulary: what the word at the left means. */
struct cond_name {
    size_t index;
    bool is_word;
};

struct cond_vocabulary {
    const char *what; /* "figure" */
    const char *more; /* "help figures lists them" */
    bool (*find)(const char *name, struct cond_name *);
    near_list *names;
};

struct cond_term {
    size_t name;
    enum cond_operator operator;
    bool right_is_name; /* compared with the value called `right` */
    size_t right;
    double number;
    double tolerance;     /* for = and !=: half of the last digit written */
    char word[COND_WORD]; /* when the name is a word */
    bool then_or;         /* joined to the next term by `or` */
};

struct cond {
    size_t n;
    struct cond_term terms[COND_MAX_TERMS];
};

/* Parses TEXT. False: ERR "usage" says what was wrong. */
bool cond_parse(const char *text, const struct cond_vocabulary *, struct cond *,
                struct error *);

/* The value of name NAME; false: it has none here, and no comparison holds. */
typedef bool cond_lookup(void *context, size_t name, struct cond_value *);
bool cond_holds(const struct cond *, cond_lookup *, void *context);

#endif
