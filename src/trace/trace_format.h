/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_format.h: what a file is, told by its first lines. Private to
 * src/trace.
 */
#ifndef HEAPGLASS_TRACE_FORMAT_H
#define HEAPGLASS_TRACE_FORMAT_H

#include "trace_log.h"

enum trace_format {
    FORMAT_OPEN,  /* nothing was seen that tells */
    FORMAT_TRACE, /* operations as docs/FORMAT.md has them */
    FORMAT_VALGRIND,
    FORMAT_MTRACE,
    FORMAT_LTRACE
};

/* A log may begin with what its program wrote: so many lines are looked at. */
enum { FORMAT_LINES = 1000 };

/* The log that this line is of; OPEN: none that we know. */
enum trace_format format_of_line(const char *text, size_t n);
/* The tool's name; NULL: it is no log. */
const char *format_tool(enum trace_format);
/* What an operation looks like in it, for messages. */
const char *format_example(enum trace_format);
/* One line of a log, as log_TOOL_line. */
void format_log_line(enum trace_format, struct trace_log *, const char *text,
                     size_t n, struct trace_line *out);

#endif
