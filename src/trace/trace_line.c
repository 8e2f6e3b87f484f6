/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_line.c: reads one line of a trace.
 *
 * Every variant met in the wild shares one shape of line, so there is one
 * reader and no guessing of the variant beforehand:
 *
 *     [TID] LETTER ID [SIZE]      an operation; the blank after LETTER may lack
 *     NUMBER...                   a piece of the header
 *
 * A number at the start is a thread's id when a letter follows it, and a piece
 * of the header when nothing does.
 */
#include "trace_line.h"

#include "trace_scan.h"

#include <string.h>

/* At the end of what counts: the line's end or a comment. */
static bool
is_done(struct scan *s)
{
    scan_skip_blanks(s);
    return s->at == s->end || *s->at == '#';
}

/* Copies the word at S so that it can be printed anywhere. */
static void
copy_found(const struct scan *s, char found[LINE_FOUND])
{
    size_t n = 0;
    for (const char *p = s->at; p < s->end && !scan_is_blank(*p); p++) {
        if (n == LINE_FOUND - 4) {
            memcpy(found + n, "...", 3);
            n += 3;
            break;
        }
        found[n++] = *p >= ' ' && *p <= '~' ? *p : '?';
    }
    found[n] = '\0';
}

void
trace_line_refuse(struct scan *s, struct trace_line *out, const char *want)
{
    scan_skip_blanks(s);
    out->want = want;
    out->kind = s->at == s->end ? LINE_SHORT : LINE_BAD;
    copy_found(s, out->found);
}

/* The same where a comment ends the line. */
static void
refuse(struct scan *s, struct trace_line *out, const char *want)
{
    if (is_done(s))
        s->at = s->end;
    trace_line_refuse(s, out, want);
}

/* A decimal number that ends at a blank, a comment or the line's end. Leaves
 * S alone when there is none, or when it is larger than MAX. */
static bool
take_number(struct scan *s, uint64_t max, uint64_t *value)
{
    enum { SAFE = 18 }; /* so many digits are below 2^63 whatever they are */
    const char *p = s->at, *safe = s->end - p > SAFE ? p + SAFE : s->end;
    uint64_t v = 0;
    for (; p < safe && scan_is_digit(*p); p++)
        v = v * 10 + (uint64_t)(*p - '0');
    for (; p < s->end && scan_is_digit(*p); p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        if (v > (max - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    if (p == s->at || (p < s->end && !scan_is_blank(*p) && *p != '#'))
        return false;
    s->at = p;
    *value = v;
    return true;
}

/* An id: a number, or -1, which stands for the null pointer. */
static bool
take_id(struct scan *s, int64_t *id)
{
    uint64_t value;
    struct scan rest = *s;
    bool minus = rest.at < rest.end && *rest.at == '-';
    if (minus)
        rest.at++;
    if (!take_number(&rest, INT64_MAX, &value) || (minus && value != 1))
        return false;
    *s = rest;
    *id = minus ? -1 : (int64_t)value;
    return true;
}

/* What follows the letter of an operation. */
static void
parse_operands(struct scan *s, char letter, struct trace_line *out)
{
    struct scan id;
    scan_skip_blanks(s);
    id = *s;
    if (!take_id(s, &out->op.id) || (letter == 'a' && out->op.id < 0)) {
        refuse(&id, out, letter == 'a' ? "an id" : "an id (-1 for none)");
        return;
    }
    scan_skip_blanks(s);
    if (letter != 'f' && !take_number(s, UINT64_MAX, &out->op.size)) {
        refuse(s, out, "a size in bytes, below 2^64");
        return;
    }
    if (!is_done(s)) {
        refuse(s, out, "the end of the line");
        return;
    }
    out->kind = letter == 'w' ? LINE_TOUCH : LINE_OP;
}

/* Is there an operation's letter at S, followed by what may follow it? */
static bool
take_letter(struct scan *s, char *letter)
{
    const char *p = s->at;
    if (p == s->end || (*p != 'a' && *p != 'f' && *p != 'r' && *p != 'w'))
        return false;
    if (p + 1 < s->end && !scan_is_blank(p[1]) && !scan_is_digit(p[1]) &&
        p[1] != '-' && p[1] != '#')
        return false;
    *letter = *p;
    s->at++;
    return true;
}

/* Numbers up to the line's end or to the first word that is none. */
static void
take_numbers(struct scan *s, struct trace_line *out)
{
    uint64_t value;
    while (!is_done(s) && take_number(s, UINT64_MAX, &value)) {
        if (out->n_numbers < LINE_NUMBERS)
            out->numbers[out->n_numbers] = value;
        out->n_numbers++;
    }
}

void
trace_line_parse(const char *text, size_t n, struct trace_line *out)
{
    struct scan s = {text, text + n};
    char letter = 0;

    memset(out, 0, sizeof *out);
    take_numbers(&s, out);
    if (is_done(&s)) {
        out->kind = out->n_numbers > 0 ? LINE_NUMBER : LINE_BLANK;
        return;
    }
    if (out->n_numbers > 1 || !take_letter(&s, &letter)) {
        refuse(&s, out, "an operation (a ID SIZE, r ID SIZE or f ID)");
        return;
    }
    out->op.kind = letter == 'a'   ? TRACE_ALLOC
                   : letter == 'r' ? TRACE_REALLOC
                                   : TRACE_FREE;
    parse_operands(&s, letter, out);
}
