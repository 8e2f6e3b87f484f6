/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_line.h: one line of a trace, understood. Private to src/trace.
 */
#ifndef HEAPGLASS_TRACE_LINE_H
#define HEAPGLASS_TRACE_LINE_H

#include "trace/trace.h"

struct scan;

enum line_kind {
    LINE_BLANK,  /* nothing, or a comment; of a log: taken, or passed over */
    LINE_NUMBER, /* N_NUMBERS numbers and nothing else: part of a header */
    LINE_OP,     /* OP, its line number not filled */
    LINE_TOUCH,  /* `w ID SIZE`: an operation that is read and dropped */
    LINE_SHORT,  /* ends before it says everything; WANT is what is missing */
    LINE_BAD     /* WANT was expected where FOUND stands */
};

enum { LINE_FOUND = 24, LINE_NUMBERS = 4 };

struct trace_line {
    enum line_kind kind;
    unsigned n_numbers;
    uint64_t numbers[LINE_NUMBERS]; /* the first of them */
    struct trace_op op;
    const char *want;       /* static; SHORT, BAD */
    char found[LINE_FOUND]; /* printable; BAD */
};

/* TEXT is one line without its newline. */
void trace_line_parse(const char *text, size_t n, struct trace_line *out);
/* Makes OUT a line that goes wrong at S, where WANT (static) was expected. */
void trace_line_refuse(struct scan *, struct trace_line *out, const char *want);

#endif
