/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_format.c: the formats, one a row. The first line that says something
 * decides: an operation or a number makes the file a trace, a call a log. What
 * is neither may be the beginning of a log whose program wrote first, so that
 * some lines more are looked at, but only for a log: an operation behind
 * nonsense makes it no trace.
 */
#include "trace_format.h"

#include "trace_scan.h"

static const struct {
    const char *tool, *example;
    bool (*is)(struct scan);
    void (*line)(struct trace_log *, struct scan, struct trace_line *);
} formats[] = {
    [FORMAT_OPEN] = {NULL, "\"a 0 512\"", NULL, NULL},
    [FORMAT_TRACE] = {NULL, "\"a 0 512\"", NULL, NULL},
    [FORMAT_VALGRIND] = {"valgrind",
                         "\"--123-- malloc(512) = 0x4A42040\" (valgrind "
                         "--trace-malloc=yes)",
                         log_valgrind_is, log_valgrind_line},
    [FORMAT_MTRACE] = {"mtrace", "\"@ ./a.out:[0x1200] + 0x5581a2a0 0x200\"",
                       log_mtrace_is, log_mtrace_line},
    [FORMAT_LTRACE] = {"ltrace", "\"a.out->malloc(512) = 0x5581a2a0\"",
                       log_ltrace_is, log_ltrace_line},
};
enum { N_FORMATS = sizeof formats / sizeof *formats };

/* Without the blanks and the carriage return at its end. */
static struct scan
line_of(const char *text, size_t n)
{
    while (n && scan_is_blank(text[n - 1]))
        n--;
    return (struct scan){text, text + n};
}

enum trace_format
format_of_line(const char *text, size_t n)
{
    for (size_t i = 0; i < N_FORMATS; i++)
        if (formats[i].is && formats[i].is(line_of(text, n)))
            return (enum trace_format)i;
    return FORMAT_OPEN;
}

const char *
format_tool(enum trace_format format)
{
    return formats[format].tool;
}

const char *
format_example(enum trace_format format)
{
    return formats[format].example;
}

void
format_log_line(enum trace_format format, struct trace_log *log,
                const char *text, size_t n, struct trace_line *out)
{
    memset(out, 0, sizeof *out);
    out->kind = LINE_BLANK;
    formats[format].line(log, line_of(text, n), out);
}

bool
trace_sniff(const char *text, size_t n)
{
    size_t n_strange = 0;
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        n -= 3;
    }
    while (n && n_strange < FORMAT_LINES) {
        const char *newline = memchr(text, '\n', n);
        size_t length = newline ? (size_t)(newline - text) : n;
        size_t step = newline ? length + 1 : length;
        struct trace_line line;
        trace_line_parse(text, length, &line);
        if (!n_strange && (line.kind == LINE_NUMBER || line.kind == LINE_OP ||
                           line.kind == LINE_TOUCH))
            return true;
        if (format_of_line(text, length) != FORMAT_OPEN)
            return true;
        n_strange += line.kind != LINE_BLANK;
        text += step;
        n -= step;
    }
    return false;
}
