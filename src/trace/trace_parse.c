/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_parse.c: a trace from lines of text, one after the other: from those of
 * a log (trace_log.h), or from operations.
 *
 * The header of these is 0, 2 or 4 numbers before the first operation. What
 * they announce is wrong so often in real files that nothing rests on it: the
 * operations that follow are counted, and where fewer follow it can be told. A
 * line that makes no sense refuses the file; only the very last line, when it
 * has no newline and is merely too short, is taken for the mark of a file cut
 * short and left out.
 */
#include "trace_reader.h"

#include "trace_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A long path ends where it matters: keeps its last bytes. */
static const char *
short_name(const char *name)
{
    enum { KEEP = 96 };
    size_t n = strlen(name);
    return n > KEEP ? name + (n - KEEP) : name;
}

static bool
refuse_line(const struct reader *p, const struct trace_line *line,
            struct error *err)
{
    const char *name = short_name(p->name);
    if (line->kind == LINE_SHORT)
        return error_set(err, "trace",
                         "%s, line %zu: the line ends where %s was expected.",
                         name, p->line, line->want);
    return error_set(err, "trace",
                     "%s, line %zu: found \"%s\" where %s was expected.", name,
                     p->line, line->found, line->want);
}

static bool
refuse_memory(struct reader *p)
{
    return error_set(p->err, "memory", "%s: no memory for operation %zu.",
                     short_name(p->name), p->trace->n_ops + 1);
}

static bool
push_op(struct reader *p, struct trace_op *op)
{
    op->line = (uint32_t)p->line;
    return trace_push(p->trace, op) || refuse_memory(p);
}

/* The header ends at the first operation; is it a header we know? */
static bool
end_header(struct reader *p)
{
    if (p->n_header == 0 || p->n_header == 2 || p->n_header == 4)
        return true;
    return error_set(p->err, "trace",
                     "%s, line %zu: found %zu number%s before the first "
                     "operation where a header of 4, 2 or none was expected.",
                     short_name(p->name), p->line, p->n_header,
                     p->n_header == 1 ? "" : "s");
}

static bool
take_header(struct reader *p, const struct trace_line *line)
{
    if (p->seen_op)
        return error_set(p->err, "trace",
                         "%s, line %zu: found a lone number after the "
                         "operations began, where an operation (a ID SIZE, "
                         "r ID SIZE or f ID) was expected.",
                         short_name(p->name), p->line);
    for (size_t i = 0; i < line->n_numbers; i++, p->n_header++)
        if (i < LINE_NUMBERS && p->n_header < 4)
            p->header[p->n_header] = line->numbers[i];
    return p->n_header > 4 ? end_header(p) : true;
}

static bool
take_line(struct reader *p, struct trace_line *line, bool is_last)
{
    switch (line->kind) {
    case LINE_BLANK:
        return true;
    case LINE_NUMBER:
        return take_header(p, line);
    case LINE_OP:
    case LINE_TOUCH:
        if (!p->seen_op && !end_header(p))
            return false;
        p->seen_op = true;
        p->n_touched += line->kind == LINE_TOUCH;
        return line->kind == LINE_TOUCH || push_op(p, &line->op);
    case LINE_SHORT:
        if (is_last && p->seen_op) {
            p->trace->cut = true;
            return true;
        }
        break;
    case LINE_BAD:
        break;
    }
    return refuse_line(p, line, p->err);
}

static bool
take_log_line(struct reader *p, const char *text, size_t n, bool is_last)
{
    struct trace_line line;
    p->log.trace = p->trace;
    p->log.line = (uint32_t)p->line;
    format_log_line(p->format, &p->log, text, n, &line);
    p->seen_op = p->trace->n_ops > 0;
    return p->log.no_memory ? refuse_memory(p) : take_line(p, &line, is_last);
}

/* No line so far has told what the file is; does this one? */
static void
tell_format(struct reader *p, const char *text, size_t n,
            const struct trace_line *line)
{
    bool bad = line->kind == LINE_BAD || line->kind == LINE_SHORT;
    if (line->kind == LINE_BLANK)
        return;
    if (bad || p->n_strange) {
        p->format = format_of_line(text, n);
        p->trace->log = format_tool(p->format);
    } else {
        p->format = FORMAT_TRACE;
    }
    if (p->format == FORMAT_OPEN && p->n_strange++ == 0)
        (void)refuse_line(p, line, &p->strange);
}

static bool
refuse_strange(struct reader *p)
{
    if (p->err)
        *p->err = p->strange;
    return false;
}

/* A line of operations, or one that may be. */
static bool
take_text(struct reader *p, const char *text, size_t n, bool is_last)
{
    struct trace_line line;
    trace_line_parse(text, n, &line);
    if (p->format == FORMAT_OPEN)
        tell_format(p, text, n, &line);
    if (p->format == FORMAT_TRACE)
        return take_line(p, &line, is_last);
    if (p->format != FORMAT_OPEN)
        return take_log_line(p, text, n, is_last);
    return p->n_strange < FORMAT_LINES || refuse_strange(p);
}

bool
reader_line(struct reader *p, const char *text, size_t n, bool is_last)
{
    if (p->line == 0 && n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* a byte order mark */
        n -= 3;
    }
    if (++p->line > UINT32_MAX)
        return error_set(p->err, "trace", "%s: more than 2^32 lines.",
                         short_name(p->name));
    if (memchr(text, '\0', n))
        return p->n_strange && p->format == FORMAT_OPEN
                   ? refuse_strange(p)
                   : error_set(p->err, "trace",
                               "%s, line %zu: found a zero byte where text was "
                               "expected: this is no trace.",
                               short_name(p->name), p->line);
    if (p->format > FORMAT_TRACE)
        return take_log_line(p, text, n, is_last);
    return take_text(p, text, n, is_last);
}

bool
reader_init(struct reader *p, const char *name, struct error *err)
{
    *p = (struct reader){.name = name, .err = err, .trace = trace_new(name)};
    if (p->trace)
        return true;
    (void)error_set(err, "memory", "%s: no memory.", short_name(name));
    return false;
}

/* The operations are the header's second number of two, the third of four. */
static void
count_missing(struct reader *p)
{
    uint64_t announced = p->n_header == 4   ? p->header[2]
                         : p->n_header == 2 ? p->header[1]
                                            : 0;
    size_t follow = p->trace->n_ops + p->n_touched;
    if (announced > follow)
        p->trace->n_missing = announced - follow;
}

static bool
refuse_empty(struct reader *p)
{
    const char *name = short_name(p->name);
    if (p->line == 0)
        return error_set(p->err, "trace",
                         "%s: the file is empty; lines like %s were expected.",
                         name, format_example(p->format));
    return error_set(p->err, "trace",
                     "%s: the file ends after line %zu without an operation; "
                     "lines like %s were expected.",
                     name, p->line, format_example(p->format));
}

struct trace *
reader_done(struct reader *p, bool ok)
{
    log_done(&p->log);
    if (ok && !p->seen_op)
        ok = p->n_strange && p->format == FORMAT_OPEN ? refuse_strange(p)
                                                      : refuse_empty(p);
    if (ok) {
        count_missing(p);
        return p->trace;
    }
    trace_free(p->trace);
    return NULL;
}

struct trace *
trace_parse(const char *name, const char *text, size_t n, struct error *err)
{
    struct reader p;
    bool ok = true;
    if (!reader_init(&p, name, err))
        return NULL;
    while (ok && n) {
        const char *newline = memchr(text, '\n', n);
        size_t length = newline ? (size_t)(newline - text) : n;
        size_t step = newline ? length + 1 : length;
        ok = reader_line(&p, text, length, newline == NULL);
        text += step;
        n -= step;
    }
    return reader_done(&p, ok);
}

bool
trace_lack(const struct trace *trace, char buf[TRACE_LACK])
{
    int n = snprintf(
        buf, TRACE_LACK, "%s",
        trace->cut ? "the file's last line is cut short and left out" : "");
    if (trace->n_missing)
        (void)snprintf(buf + n, (size_t)(TRACE_LACK - n),
                       "%s %zu operation%s fewer than the header announces",
                       trace->cut ? ":" : "the file has", trace->n_missing,
                       trace->n_missing == 1 ? "" : "s");
    return trace->cut || trace->n_missing;
}
