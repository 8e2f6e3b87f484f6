/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * number.c: a recursive descent over
 *
 *     sum     = product { (+|-) product }
 *     product = atom { (*|/) atom }
 *     atom    = number [k|m|g] | ( sum )
 *
 * in unsigned 64-bit arithmetic, every step checked: a size that wraps would
 * be a small size, and a wrong lesson.
 */
#include "number.h"

#include <ctype.h>
#include <string.h>

enum { MAX_DEPTH = 32 };

struct reader {
    const char *at;
    const char *wrong; /* NULL while all is well; "": no number at all */
    int depth;
};

static unsigned
digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 99;
}

/* The bytes that a suffix at S takes; *SHIFT is its power of two. */
static size_t
suffix_scan(const char *s, unsigned *shift)
{
    size_t n = 0;

    *shift = 0;
    switch (s[0]) {
    case 'k':
    case 'K':
        *shift = 10;
        break;
    case 'm':
    case 'M':
        *shift = 20;
        break;
    case 'g':
    case 'G':
        *shift = 30;
        break;
    default:
        break;
    }
    if (*shift)
        n = 1;
    if (n && s[1] == 'i' && s[2] == 'B')
        return 3;
    return s[n] == 'B' && !isalnum((unsigned char)s[n + 1]) ? n + 1 : n;
}

size_t
number_scan(const char *text, uint64_t *value)
{
    unsigned base = 10, shift;
    const char *s = text;
    uint64_t sum = 0;
    bool over = false;

    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
    }
    if (digit_value(*s) >= base)
        return 0;
    for (; digit_value(*s) < base; s++) {
        over |= sum > (UINT64_MAX - digit_value(*s)) / base;
        sum = sum * base + digit_value(*s);
    }
    s += suffix_scan(s, &shift);
    over |= shift && sum > UINT64_MAX >> shift;
    *value = sum << shift;
    return over ? SIZE_MAX : (size_t)(s - text);
}

static void
skip_blanks(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\t')
        r->at++;
}

static uint64_t
fail(struct reader *r, const char *wrong)
{
    if (!r->wrong)
        r->wrong = wrong;
    return 0;
}

static uint64_t read_sum(struct reader *r);

static uint64_t
read_atom(struct reader *r)
{
    uint64_t value = 0;
    size_t n;

    skip_blanks(r);
    if (*r->at == '(') {
        if (++r->depth > MAX_DEPTH)
            return fail(r, "has too many parentheses");
        r->at++;
        value = read_sum(r);
        if (*r->at != ')')
            return fail(r, "lacks a closing parenthesis");
        r->at++;
        r->depth--;
    } else {
        n = number_scan(r->at, &value);
        if (n == SIZE_MAX)
            return fail(r, "is larger than 64 bits hold");
        if (n == 0)
            return fail(r, "");
        r->at += n;
    }
    skip_blanks(r);
    return value;
}

static uint64_t
read_product(struct reader *r)
{
    uint64_t value = read_atom(r);

    while (!r->wrong && (*r->at == '*' || *r->at == '/')) {
        bool divides = *r->at++ == '/';
        uint64_t other = read_atom(r);
        if (r->wrong)
            return 0;
        if (!divides) {
            if (other && value > UINT64_MAX / other)
                return fail(r, "is larger than 64 bits hold");
            value *= other;
        } else if (other == 0) {
            return fail(r, "divides by zero");
        } else {
            value /= other;
        }
    }
    return value;
}

static uint64_t
read_sum(struct reader *r)
{
    uint64_t value = read_product(r);

    while (!r->wrong && (*r->at == '+' || *r->at == '-')) {
        char sign = *r->at++;
        uint64_t other = read_product(r);
        if (r->wrong)
            return 0;
        if (sign == '-' && other > value)
            return fail(r, "is negative");
        if (sign == '+' && other > UINT64_MAX - value)
            return fail(r, "is larger than 64 bits hold");
        value = sign == '+' ? value + other : value - other;
    }
    return value;
}

bool
number_read(const char *text, const char *what, uint64_t *value,
            struct error *err)
{
    struct reader r = {text, NULL, 0};
    uint64_t result;

    if (text[strspn(text, " \t")] == '-')
        return error_set(err, "usage", "\"%.40s\" is negative: %s is 0 or more",
                         text, what);
    result = read_sum(&r);
    if (!r.wrong && *r.at)
        r.wrong = "";
    if (r.wrong && *r.wrong)
        return error_set(err, "usage", "\"%.40s\" %s", text, r.wrong);
    if (r.wrong)
        return error_set(err, "usage",
                         "\"%.40s\" is not %s: type a whole number, for "
                         "example 100, 4k, 0x40 or (3+1)*16",
                         text, what);
    *value = result;
    return true;
}
