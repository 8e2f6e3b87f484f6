/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cond.h: conditions: named values compared with numbers or words, and names
 * that are true or not by themselves, joined by `and` (binds tighter) and `or`:
 * "util > 90% and blocks = 3 or kind = free or touches 0x100..0x1ff".
 * What the names are and what they are worth is the caller's to know.
 */
#ifndef HEAPGLASS_COND_H
#define HEAPGLASS_COND_H

#include "allocator/error.h"
#include "repl/near.h"

#include <stddef.h>
#include <stdint.h>

enum cond_operator { COND_LT, COND_LE, COND_EQ, COND_NE, COND_GE, COND_GT };
enum { COND_MAX_TERMS = 16, COND_WORD = 32 };

enum cond_kind {
    COND_IS_NUMBER, /* compared with a number or another name */
    COND_IS_WORD,   /* compared with a word, by = and != */
    COND_IS_FLAG,   /* stands by itself */
    COND_IS_RANGE   /* stands before N or FROM..TO */
};

/* Filled by the vocabulary: what the word at the left means. */
struct cond_name {
    size_t index;
    enum cond_kind kind;
    bool is_fraction;  /* NUMBER: from 0 to 1 */
    near_list *values; /* WORD: what it may be compared with; NULL: anything */
};

struct cond_vocabulary {
    const char *what;    /* "figure" */
    const char *more;    /* "help figures lists them" */
    const char *example; /* "util < 50%" */
    bool (*find)(const char *name, struct cond_name *);
    near_list *names;
};

struct cond_range {
    uint64_t from, to; /* both included */
};

struct cond_term {
    size_t name;
    enum cond_kind kind;
    enum cond_operator operator;
    bool right_is_name; /* compared with the value called `right` */
    size_t right;
    double number;
    double tolerance;        /* for = and !=: half of the last digit written */
    char word[COND_WORD];    /* of a WORD */
    struct cond_range range; /* of a RANGE */
    bool then_or;            /* joined to the next term by `or` */
};

struct cond {
    size_t n;
    struct cond_term terms[COND_MAX_TERMS];
};

/* Parses TEXT. False: ERR "usage" says what was wrong. */
bool cond_parse(const char *text, const struct cond_vocabulary *, struct cond *,
                struct error *);

struct cond_value {
    double number;    /* FLAG, RANGE: not 0 is true */
    const char *word; /* of a WORD */
};
/* The value of name NAME; RANGE as written, of a COND_IS_RANGE. False: it has
 * none here, and no comparison holds. */
typedef bool cond_lookup(void *context, size_t name, const struct cond_range *,
                         struct cond_value *);
bool cond_holds(const struct cond *, cond_lookup *, void *context);

/* Between which whole numbers, both included, must the value called NAME lie
 * for the condition to hold? Of terms joined by `or` nothing is known. */
struct cond_range cond_bounds(const struct cond *, size_t name);

#endif
