/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cond.c: see cond.h. `=` compares to as many digits as were written: a person
 * who reads 66.7% on the screen can type `util = 66.7%`.
 */
#include "cond.h"

#include "repl/number.h"

#include <ctype.h>
#include <string.h>

struct lexer {
    const char *at;
    const struct cond_vocabulary *words;
    struct error *err;
};

static void
skip_blanks(struct lexer *lex)
{
    while (isspace((unsigned char)*lex->at))
        lex->at++;
}

/* An identifier, copied to WORD; false when none is here or it is too long. */
static bool
read_word(struct lexer *lex, char word[COND_WORD])
{
    size_t n = 0;

    skip_blanks(lex);
    if (!isalpha((unsigned char)*lex->at) && *lex->at != '_')
        return false;
    while (isalnum((unsigned char)lex->at[n]) || lex->at[n] == '_')
        n++;
    if (n >= COND_WORD)
        return false;
    memcpy(word, lex->at, n);
    word[n] = '\0';
    lex->at += n;
    return true;
}

static bool
read_operator(struct lexer *lex, enum cond_operator *operator)
{
    static const struct {
        const char *text;
        enum cond_operator operator;
    } signs[] = {
        {"<=", COND_LE}, {"==", COND_EQ}, {"!=", COND_NE}, {">=", COND_GE},
        {"<", COND_LT},  {"=", COND_EQ},  {">", COND_GT},
    };

    skip_blanks(lex);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t n = strlen(signs[i].text);
        if (strncmp(lex->at, signs[i].text, n) == 0) {
            *operator= signs[i].operator;
            lex->at += n;
            return true;
        }
    }
    return false;
}

/* "0.9", "66.7%", ".5": *TOLERANCE is half a unit of the last digit. */
static bool
read_decimal(struct lexer *lex, struct cond_term *term)
{
    const char *end, *dot, *s = lex->at;
    size_t digits = strspn(s, "0123456789");
    double unit = 1;
    int places = 0;

    dot = s[digits] == '.' ? s + digits + 1 : NULL;
    if (dot)
        places = (int)strspn(dot, "0123456789");
    if (digits + (size_t)places == 0)
        return false;
    end = s + digits + (dot ? 1 + places : 0);
    if (!dot && *end != '%')
        return false;
    for (; s < end; s++)
        if (*s != '.')
            term->number = term->number * 10 + (*s - '0');
    for (; places > 0; places--)
        unit *= 10;
    if (*end == '%') {
        end++;
        unit *= 100;
    }
    term->number /= unit;
    term->tolerance = 0.5 / unit;
    lex->at = end;
    return true;
}

/* A number in parentheses: "(3+1)*16" is not one, "(4*16)" is. */
static bool
read_sum(struct lexer *lex, struct cond_term *term)
{
    char buf[64];
    size_t n = 0;
    int depth = 0;
    uint64_t value;

    do {
        depth += lex->at[n] == '(' ? 1 : lex->at[n] == ')' ? -1 : 0;
        n++;
    } while (depth > 0 && lex->at[n]);
    if (n >= sizeof buf)
        return error_set(lex->err, "usage", "Too long a number");
    memcpy(buf, lex->at, n);
    buf[n] = '\0';
    if (!number_read(buf, "a number", &value, lex->err))
        return false;
    term->number = (double)value;
    lex->at += n;
    return true;
}

static bool
read_number(struct lexer *lex, struct cond_term *term)
{
    uint64_t value;
    size_t n;

    if (*lex->at == '(')
        return read_sum(lex, term);
    if (read_decimal(lex, term))
        return true;
    n = number_scan(lex->at, &value);
    if (n == SIZE_MAX)
        return error_set(lex->err, "usage",
                         "\"%.40s\" is larger than 64 bits hold", lex->at);
    if (n == 0)
        return error_set(lex->err, "usage",
                         "\"%.40s\" is not a number: type for example 90%%, "
                         "0.9, 4k or 0x40",
                         lex->at);
    term->number = (double)value;
    lex->at += n;
    return true;
}

static bool
unknown_name(struct lexer *lex, const char *word)
{
    const struct cond_vocabulary *words = lex->words;
    const char *near = near_word(word, words->names);

    if (near)
        return error_set(lex->err, "usage",
                         "\"%s\" is no %s: did you mean %s? %s", word,
                         words->what, near, words->more);
    return error_set(lex->err, "usage", "\"%s\" is no %s: %s", word,
                     words->what, words->more);
}

static bool
read_right(struct lexer *lex, struct cond_term *term, bool is_word)
{
    struct cond_name name;
    char word[COND_WORD];

    skip_blanks(lex);
    if (is_word) {
        if (term->operator!= COND_EQ && term->operator!= COND_NE)
            return error_set(lex->err, "usage",
                             "Words compare with = and != only");
        if (!read_word(lex, term->word))
            return error_set(lex->err, "usage",
                             "A word is missing at \"%.40s\"", lex->at);
        return true;
    }
    if (*lex->at == '#')
        lex->at++;
    if (!read_word(lex, word))
        return *lex->at ? read_number(lex, term)
                        : error_set(lex->err, "usage",
                                    "A number is missing at the end: type "
                                    "for example util > 90%%");
    if (!lex->words->find(word, &name))
        return unknown_name(lex, word);
    if (name.is_word)
        return error_set(lex->err, "usage", "\"%s\" is not a number", word);
    term->right_is_name = true;
    term->right = name.index;
    return true;
}

static bool
read_term(struct lexer *lex, struct cond_term *term)
{
    char word[COND_WORD];
    struct cond_name name;

    *term = (struct cond_term){0};
    if (!read_word(lex, word))
        return error_set(lex->err, "usage", "A %s is missing at \"%.40s\": %s",
                         lex->words->what, lex->at, lex->words->more);
    if (!lex->words->find(word, &name))
        return unknown_name(lex, word);
    term->name = name.index;
    if (!read_operator(lex, &term->operator))
        return error_set(lex->err, "usage",
                         "After \"%s\" a comparison is missing: type one of "
                         "< <= = != >= >",
                         word);
    return read_right(lex, term, name.is_word);
}

bool
cond_parse(const char *text, const struct cond_vocabulary *words,
           struct cond *cond, struct error *err)
{
    struct lexer lex = {text, words, err};
    char word[COND_WORD];
    const char *join;

    cond->n = 0;
    for (;;) {
        struct cond_term *term = &cond->terms[cond->n];
        if (cond->n == COND_MAX_TERMS)
            return error_set(err, "usage", "More than %d comparisons",
                             COND_MAX_TERMS);
        if (!read_term(&lex, term))
            return false;
        cond->n++;
        skip_blanks(&lex);
        if (!*lex.at)
            return true;
        join = lex.at;
        if (!read_word(&lex, word) ||
            (strcmp(word, "and") != 0 && strcmp(word, "or") != 0))
            return error_set(err, "usage",
                             "\"%.40s\" is not expected here: join "
                             "comparisons with and, or",
                             join);
        term->then_or = word[0] == 'o';
    }
}

static bool
compare(enum cond_operator operator, double a, double b, double tolerance)
{
    bool same = a - b <= tolerance && b - a <= tolerance;

    switch (operator) {
    case COND_LT:
        return a < b;
    case COND_LE:
        return a <= b;
    case COND_EQ:
        return same;
    case COND_NE:
        return !same;
    case COND_GE:
        return a >= b;
    case COND_GT:
        return a > b;
    }
    return false;
}

static bool
term_holds(const struct cond_term *term, cond_lookup *lookup, void *context)
{
    struct cond_value left, right = {term->number, NULL};

    if (!lookup(context, term->name, &left))
        return false;
    if (left.word)
        return (strcmp(left.word, term->word) == 0) ==
               (term->operator== COND_EQ);
    if (term->right_is_name && !lookup(context, term->right, &right))
        return false;
    return compare(term->operator, left.number, right.number, term->tolerance);
}

bool
cond_holds(const struct cond *cond, cond_lookup *lookup, void *context)
{
    bool all = true;

    for (size_t i = 0; i < cond->n; i++) {
        all = all && term_holds(&cond->terms[i], lookup, context);
        if (i + 1 == cond->n || cond->terms[i].then_or) {
            if (all)
                return true;
            all = true;
        }
    }
    return false;
}
