/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy.c: policies in writing. One table of choice words says which field a
 * word sets and which policies take it.
 */
#include "allocator/policy.h"

#include <stdio.h>
#include <string.h>

enum field { FIELD_FIT, FIELD_ORDER, FIELD_JOINING, FIELD_LAYOUT };

enum {
    FOR_IMPLICIT = 1 << POLICY_IMPLICIT,
    FOR_EXPLICIT = 1 << POLICY_EXPLICIT,
    FOR_SEGREGATED = 1 << POLICY_SEGREGATED,
    FOR_TLSF = 1 << POLICY_TLSF,
    FOR_BUDDY = 1 << POLICY_BUDDY,
    FOR_BOTH = FOR_IMPLICIT | FOR_EXPLICIT,
    FOR_TAGGED = FOR_BOTH | FOR_SEGREGATED | FOR_TLSF,
    FOR_ALL = FOR_TAGGED | FOR_BUDDY
};

static const char *const names[] = {
    [POLICY_IMPLICIT] = "implicit",     [POLICY_EXPLICIT] = "explicit",
    [POLICY_SEGREGATED] = "segregated", [POLICY_TLSF] = "tlsf",
    [POLICY_BUDDY] = "buddy",
};
enum { N_NAMES = sizeof names / sizeof *names };

/* Order matters: written forms list choices in this order. */
static const struct choice {
    const char *word;
    enum field field;
    int value;
    unsigned policies;
} choices[] = {
    {"lifo", FIELD_ORDER, ORDER_LIFO, FOR_EXPLICIT},
    {"fifo", FIELD_ORDER, ORDER_FIFO, FOR_EXPLICIT},
    {"address", FIELD_ORDER, ORDER_ADDRESS, FOR_EXPLICIT},
    {"first", FIELD_FIT, FIT_FIRST, FOR_BOTH},
    {"next", FIELD_FIT, FIT_NEXT, FOR_BOTH},
    {"best", FIELD_FIT, FIT_BEST, FOR_BOTH | FOR_SEGREGATED | FOR_BUDDY},
    {"worst", FIELD_FIT, FIT_WORST, FOR_BOTH},
    {"good", FIELD_FIT, FIT_GOOD, FOR_SEGREGATED | FOR_TLSF},
    {"immediate", FIELD_JOINING, JOIN_IMMEDIATE, FOR_ALL},
    {"deferred", FIELD_JOINING, JOIN_DEFERRED, FOR_ALL},
    {"off", FIELD_JOINING, JOIN_OFF, FOR_ALL},
    {"tagged", FIELD_LAYOUT, LAYOUT_TAGGED, FOR_TAGGED},
    {"textbook", FIELD_LAYOUT, LAYOUT_TEXTBOOK, FOR_BOTH},
    {"buddy", FIELD_LAYOUT, LAYOUT_BUDDY, FOR_BUDDY},
};
enum { N_CHOICES = sizeof choices / sizeof *choices };

static struct policy
defaults(enum policy_name name)
{
    static const enum policy_fit fits[] = {
        [POLICY_IMPLICIT] = FIT_FIRST,  [POLICY_EXPLICIT] = FIT_FIRST,
        [POLICY_SEGREGATED] = FIT_GOOD, [POLICY_TLSF] = FIT_GOOD,
        [POLICY_BUDDY] = FIT_BEST,
    };
    return (struct policy){
        .name = name,
        .fit = fits[name],
        .order = ORDER_LIFO,
        .joining = JOIN_IMMEDIATE,
        .layout = name == POLICY_BUDDY ? LAYOUT_BUDDY : LAYOUT_TAGGED,
    };
}

static int
get(const struct policy *policy, enum field field)
{
    switch (field) {
    case FIELD_FIT:
        return (int)policy->fit;
    case FIELD_ORDER:
        return (int)policy->order;
    case FIELD_JOINING:
        return (int)policy->joining;
    case FIELD_LAYOUT:
        break;
    }
    return (int)policy->layout;
}

static void
set(struct policy *policy, enum field field, int value)
{
    switch (field) {
    case FIELD_FIT:
        policy->fit = (enum policy_fit)value;
        break;
    case FIELD_ORDER:
        policy->order = (enum policy_order)value;
        break;
    case FIELD_JOINING:
        policy->joining = (enum policy_joining)value;
        break;
    case FIELD_LAYOUT:
        policy->layout = (enum policy_layout)value;
        break;
    }
}

struct policy
policy_default(void)
{
    return defaults(POLICY_SEGREGATED);
}

/* "lifo, fifo, ..." of the choices that NAME takes; for messages. */
static void
list_choices(enum policy_name name, char *buf, size_t size)
{
    size_t n = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < N_CHOICES && n < size; i++) {
        if (choices[i].policies & 1u << name) {
            n += (size_t)snprintf(buf + n, size - n, "%s%s", n ? ", " : "",
                                  choices[i].word);
        }
    }
}

static bool
is_word(const char *text, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(text, word, n) == 0;
}

static bool
parse_choice(const char *text, size_t n, struct policy *policy, unsigned *seen,
             struct error *err)
{
    char all[120];
    for (size_t i = 0; i < N_CHOICES; i++) {
        const struct choice *c = &choices[i];
        if (!is_word(text, n, c->word) || !(c->policies & 1u << policy->name))
            continue;
        if (*seen & 1u << c->field) {
            return error_set(err, "bad-policy",
                             "\"%s\" contradicts a choice before it: one of a "
                             "kind is enough",
                             c->word);
        }
        *seen |= 1u << c->field;
        set(policy, c->field, c->value);
        return true;
    }
    list_choices(policy->name, all, sizeof all);
    return error_set(err, "bad-policy",
                     "%s has no choice \"%.*s\": it takes %s",
                     names[policy->name], (int)(n > 40 ? 40 : n), text, all);
}

bool
policy_parse(const char *text, struct policy *out, struct error *err)
{
    size_t n = strcspn(text, ":");
    unsigned seen = 0;
    for (size_t i = 0; i < N_NAMES; i++) {
        if (!is_word(text, n, names[i]))
            continue;
        struct policy policy = defaults((enum policy_name)i);
        while (text[n]) {
            text += n + 1;
            n = strcspn(text, ",");
            if (!parse_choice(text, n, &policy, &seen, err))
                return false;
        }
        *out = policy;
        return true;
    }
    return error_set(err, "bad-policy",
                     "There is no policy \"%.*s\": implicit, explicit, "
                     "segregated, tlsf or buddy, then :CHOICE,... if you like",
                     (int)(n > 40 ? 40 : n), text);
}

void
policy_format(const struct policy *policy, char buf[POLICY_TEXT])
{
    struct policy usual = defaults(policy->name);
    int n = snprintf(buf, POLICY_TEXT, "%s", names[policy->name]);
    char mark = ':';
    for (size_t i = 0; i < N_CHOICES; i++) {
        const struct choice *c = &choices[i];
        if (c->policies & 1u << policy->name &&
            get(policy, c->field) == c->value &&
            get(&usual, c->field) != c->value) {
            n += snprintf(buf + n, (size_t)(POLICY_TEXT - n), "%c%s", mark,
                          c->word);
            mark = ',';
        }
    }
}

static const char *
choice_name(enum field field, int value)
{
    for (size_t i = 0; i < N_CHOICES; i++)
        if (choices[i].field == field && choices[i].value == value)
            return choices[i].word;
    return "";
}

void
policy_describe(const struct policy *policy, char buf[POLICY_TEXT])
{
    int n = snprintf(buf, POLICY_TEXT, "%s", names[policy->name]);
    if (policy->name == POLICY_EXPLICIT) {
        n += snprintf(buf + n, (size_t)(POLICY_TEXT - n), " %s",
                      choice_name(FIELD_ORDER, (int)policy->order));
    }
    if (policy->name == POLICY_BUDDY) { /* which says how they are placed */
        n += snprintf(buf + n, (size_t)(POLICY_TEXT - n), " system");
    } else {
        n += snprintf(buf + n, (size_t)(POLICY_TEXT - n), ", %s fit",
                      choice_name(FIELD_FIT, (int)policy->fit));
    }
    if (policy->joining != JOIN_IMMEDIATE) {
        n += snprintf(buf + n, (size_t)(POLICY_TEXT - n), ", coalescing %s",
                      choice_name(FIELD_JOINING, (int)policy->joining));
    }
    if (policy->layout == LAYOUT_TEXTBOOK) {
        (void)snprintf(buf + n, (size_t)(POLICY_TEXT - n), ", %s",
                       choice_name(FIELD_LAYOUT, (int)policy->layout));
    }
}

const char *
policy_name_word(size_t i)
{
    return i < N_NAMES ? names[i] : NULL;
}

const char *
policy_choice_word(size_t i)
{
    return i < N_CHOICES ? choices[i].word : NULL;
}

bool
policy_takes(const char *name, const char *choice)
{
    for (size_t i = 0; i < N_NAMES; i++) {
        for (size_t k = 0; k < N_CHOICES && !strcmp(name, names[i]); k++)
            if (!strcmp(choice, choices[k].word))
                return choices[k].policies & 1u << i;
    }
    return false;
}
