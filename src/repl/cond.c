/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cond.c: see cond.h. `=` compares to as many digits as were written: a person
 * who reads 66.7% on the screen can type `util = 66.7%`.
 */
#include "cond.h"

#include "repl/number.h"

#include <ctype.h>
#include <stdio.h>
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

/* Or a digit. What may stand in a name is the name's reader to say. */
static bool
is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* An identifier, copied to WORD; false when none is here or it is too long. */
static bool
read_word(struct lexer *lex, char word[COND_WORD])
{
    size_t n = 0;

    skip_blanks(lex);
    if (!is_letter(lex->at[0]) || isdigit((unsigned char)lex->at[0]))
        return false;
    while (is_letter(lex->at[n]))
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
    } else if (strchr("kmg", tolower((unsigned char)*end)) && *end) {
        unit /= tolower((unsigned char)*end) == 'k'   ? 0x1p10
                : tolower((unsigned char)*end) == 'm' ? 0x1p20
                                                      : 0x1p30;
        end++;
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

/* --- terms -----------------------------------------------------------------*/
static bool
unknown_word(struct lexer *lex, const char *word, const char *what,
             near_list *list, const char *more)
{
    const char *near = near_word(word, list);

    return error_set(lex->err, "usage", "\"%s\" is no %s: %s%s%s%s", word, what,
                     near ? "did you mean " : "", near ? near : "",
                     near ? "? " : "", more);
}

static bool
unknown_name(struct lexer *lex, const char *word)
{
    return unknown_word(lex, word, lex->words->what, lex->words->names,
                        lex->words->more);
}

static bool
no_name(struct lexer *lex)
{
    const struct cond_vocabulary *words = lex->words;

    skip_blanks(lex);
    if (!*lex->at)
        return error_set(lex->err, "usage",
                         "A %s is missing at the end: type for example %s",
                         words->what, words->example);
    return error_set(lex->err, "usage",
                     "A %s comes first, not \"%.40s\": type for example %s",
                     words->what, lex->at, words->example);
}

static bool
read_right_word(struct lexer *lex, struct cond_term *term, const char *name,
                near_list *values)
{
    const char *value;
    char list[120] = "type ";
    size_t n = strlen(list);

    if (term->operator!= COND_EQ && term->operator!= COND_NE)
        return error_set(lex->err, "usage", "Words compare with = and != only");
    if (!read_word(lex, term->word))
        return *lex->at
                   ? error_set(lex->err, "usage",
                               "\"%.40s\" is no word for %s: type for example "
                               "%s = %s",
                               lex->at, name, name, values ? values(0) : "buf")
                   : error_set(lex->err, "usage",
                               "A word is missing at the end: type for example "
                               "%s = %s",
                               name, values ? values(0) : "buf");
    for (size_t i = 0; values && (value = values(i)) != NULL; i++) {
        if (strcmp(value, term->word) == 0)
            return true;
        if (n < sizeof list)
            n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
                                  !i              ? ""
                                  : values(i + 1) ? ", "
                                                  : " or ",
                                  value);
    }
    return !values || unknown_word(lex, term->word, name, values, list);
}

static bool
read_right(struct lexer *lex, struct cond_term *term)
{
    struct cond_name name;
    char word[COND_WORD];

    skip_blanks(lex);
    if (*lex->at == '#')
        lex->at++;
    if (!read_word(lex, word))
        return *lex->at ? read_number(lex, term)
                        : error_set(lex->err, "usage",
                                    "A number is missing at the end: type "
                                    "for example %s",
                                    lex->words->example);
    if (!lex->words->find(word, &name))
        return unknown_name(lex, word);
    if (name.kind != COND_IS_NUMBER)
        return error_set(lex->err, "usage", "\"%s\" is not a number", word);
    term->right_is_name = true;
    term->right = name.index;
    return true;
}

static bool
read_comparison(struct lexer *lex, struct cond_term *term, const char *word,
                const struct cond_name *name)
{
    if (!read_operator(lex, &term->operator))
        return error_set(lex->err, "usage",
                         "After \"%s\" a comparison is missing: type one of "
                         "< <= = != >= >",
                         word);
    if (name->kind == COND_IS_WORD)
        return read_right_word(lex, term, word, name->values);
    if (!read_right(lex, term))
        return false;
    if (name->is_fraction && !term->right_is_name && term->number > 1)
        return error_set(
            lex->err, "usage",
            "\"%s\" is never more than 1, which is 100%%: put a %% "
            "behind the number",
            word);
    return true;
}

static bool
read_byte(struct lexer *lex, uint64_t *value)
{
    size_t n;

    skip_blanks(lex);
    n = number_scan(lex->at, value);
    if (n == 0 || n == SIZE_MAX)
        return false;
    lex->at += n;
    skip_blanks(lex);
    return true;
}

static bool
read_range(struct lexer *lex, struct cond_term *term, const char *word)
{
    struct cond_range *range = &term->range;
    bool ok = read_byte(lex, &range->from);

    range->to = range->from;
    if (ok && strncmp(lex->at, "..", 2) == 0) {
        lex->at += 2;
        ok = read_byte(lex, &range->to);
    }
    if (!ok)
        return error_set(lex->err, "usage",
                         "\"%s\" needs an offset or two: type for example "
                         "%s 0x100..0x1ff",
                         word, word);
    return range->from <= range->to ||
           error_set(lex->err, "usage",
                     "The range after \"%s\" ends before it begins: put the "
                     "lower offset first",
                     word);
}

static bool
read_term(struct lexer *lex, struct cond_term *term)
{
    char word[COND_WORD];
    struct cond_name name = {0};

    *term = (struct cond_term){0};
    if (!read_word(lex, word))
        return no_name(lex);
    if (!lex->words->find(word, &name))
        return unknown_name(lex, word);
    term->name = name.index;
    term->kind = name.kind;
    if (name.kind == COND_IS_RANGE)
        return read_range(lex, term, word);
    if (name.kind != COND_IS_FLAG)
        return read_comparison(lex, term, word, &name);
    return !read_operator(lex, &term->operator) ||
           error_set(lex->err, "usage",
                     "\"%s\" stands by itself, with nothing to compare it "
                     "with",
                     word);
}

/* What follows a term: nothing (*END), `and` or `or`. */
static bool
read_join(struct lexer *lex, struct cond_term *term, bool *end)
{
    char word[COND_WORD];
    const char *join;

    skip_blanks(lex);
    *end = !*lex->at;
    if (*end)
        return true;
    join = lex->at;
    if (!read_word(lex, word) ||
        (strcmp(word, "and") != 0 && strcmp(word, "or") != 0))
        return error_set(lex->err, "usage",
                         "\"%.40s\" is not expected here: join comparisons "
                         "with and, or",
                         join);
    term->then_or = word[0] == 'o';
    return true;
}

bool
cond_parse(const char *text, const struct cond_vocabulary *words,
           struct cond *cond, struct error *err)
{
    struct lexer lex = {text, words, err};
    bool end = false;

    for (cond->n = 0; !end; cond->n++) {
        struct cond_term *term = &cond->terms[cond->n];
        if (cond->n == COND_MAX_TERMS)
            return error_set(err, "usage", "More than %d comparisons",
                             COND_MAX_TERMS);
        if (!read_term(&lex, term) || !read_join(&lex, term, &end))
            return false;
    }
    return true;
}

/* --- what they are worth ---------------------------------------------------*/
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
    struct cond_value left = {0}, right = {term->number, NULL};

    if (!lookup(context, term->name, &term->range, &left))
        return false;
    switch (term->kind) {
    case COND_IS_FLAG:
    case COND_IS_RANGE:
        return left.number != 0;
    case COND_IS_WORD:
        return (strcmp(left.word, term->word) == 0) ==
               (term->operator== COND_EQ);
    case COND_IS_NUMBER:
        break;
    }
    if (term->right_is_name && !lookup(context, term->right, NULL, &right))
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

/* --- bounds ----------------------------------------------------------------*/
/* What TERM says of a whole number. */
static struct cond_range
term_bounds(const struct cond_term *term)
{
    struct cond_range all = {0, UINT64_MAX};
    const double most = 1e18;
    double number = term->number;
    uint64_t whole = number < most ? (uint64_t)number : (uint64_t)most;
    bool is_whole = (double)whole == number;

    switch (term->operator) {
    case COND_LT:
        all.to = is_whole && whole ? whole - 1 : whole;
        break;
    case COND_LE:
        all.to = whole;
        break;
    case COND_EQ:
        if (is_whole && term->tolerance < 1)
            all = (struct cond_range){whole, whole};
        break;
    case COND_NE:
        break;
    case COND_GE:
        all.from = is_whole ? whole : whole + 1;
        break;
    case COND_GT:
        all.from = whole + 1;
        break;
    }
    return all;
}

struct cond_range
cond_bounds(const struct cond *cond, size_t name)
{
    struct cond_range bounds = {0, UINT64_MAX};

    for (size_t i = 0; i < cond->n; i++) {
        const struct cond_term *term = &cond->terms[i];
        struct cond_range range;
        if (term->then_or)
            return (struct cond_range){0, UINT64_MAX};
        if (term->name != name || term->kind != COND_IS_NUMBER ||
            term->right_is_name)
            continue;
        range = term_bounds(term);
        bounds.from = range.from > bounds.from ? range.from : bounds.from;
        bounds.to = range.to < bounds.to ? range.to : bounds.to;
    }
    return bounds;
}
