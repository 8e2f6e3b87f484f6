/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log_ltrace.c: logs of `ltrace`. A call in one line, or in two when it
 * calls another one or another thread comes between; what stands before the
 * name depends on ltrace's options and on its version:
 *
 *     malloc(100)                                  = 0x557db236c2a0
 *     a.out->calloc(10, 24)                        = 0x557db236c310
 *     [pid 6916] a.out->malloc(10 <unfinished ...>
 *     [pid 6916] <... malloc resumed> )            = 0x7f903c000b70
 *     6916 18:57:48.683006 a.out->free(0x7f903c00) = <void>     -f -tt -o FILE
 *     [0x55750288521b] a.out->malloc(100) = 0x55752e9752a0 <0.000149>   -i -T
 *     a.out->operator new(unsigned long)(96, 0x7ffe <unfinished ...>    -C
 *     +++ exited (status 0) +++
 *
 * Of functions it knows no arguments of, ltrace shows some more than there
 * are. A call while the same thread is in another one that we follow is a part
 * of that one: it adds nothing. Nor does a call that the C library makes
 * (libc.so.6->calloc): its names are wrong there (ltrace 0.7.3 counts its
 * jump slots and misses some), a realloc is called calloc. Lines that are no
 * such call are passed over.
 */
#include "trace_log.h"

#include "trace_scan.h"

/* A line, taken apart as far as the name. */
struct part {
    uint64_t thread; /* 0: not told */
    const char *name;
    size_t n;
    bool certain; /* by what stands before the name it is ltrace's line */
    bool by_libc; /* the C library calls */
};

/* --- what stands before the name -------------------------------------------*/
/* `123 `, `18:57:48.683006 `, `0.000197 `: thread or time. */
static bool
take_figure(struct scan *s, uint64_t *thread)
{
    const char *p = s->at;
    bool whole = true;
    uint64_t value = 0;
    for (; p < s->end && (scan_is_digit(*p) || *p == ':' || *p == '.'); p++) {
        whole &= scan_is_digit(*p);
        value = value * 10 + (uint64_t)(*p - '0');
    }
    if (p == s->at || p == s->end || !scan_is_blank(*p))
        return false;
    if (whole)
        *thread = value;
    s->at = p;
    return true;
}

/* `[pid 123]`, `[0x55750288521b]`. */
static bool
take_bracket(struct scan *s, uint64_t *thread)
{
    struct scan rest = *s;
    uint64_t place;
    bool is_pid;
    if (!scan_take(&rest, "["))
        return false;
    is_pid = scan_take(&rest, "pid ");
    if (!log_value(&rest, is_pid ? thread : &place) || !scan_take(&rest, "]"))
        return false;
    *s = rest;
    return true;
}

static void
take_front(struct scan *s, struct part *part)
{
    do
        scan_skip_blanks(s);
    while (take_bracket(s, &part->thread) || take_figure(s, &part->thread));
}

/* --- the name --------------------------------------------------------------*/
/* Behind the last `->` before OPEN; NULL: there is none. */
static const char *
behind_arrow(const struct scan *s, const char *open)
{
    for (const char *p = open; p - s->at > 2; p--)
        if (p[-2] == '-' && p[-1] == '>')
            return p;
    return NULL;
}

/* The word that ends at OPEN: `malloc`, `malloc@libc-2.36.so`. */
static const char *
word_before(const struct scan *s, const char *open)
{
    while (open > s->at && (scan_is_word(open[-1]) || open[-1] == '@' ||
                            open[-1] == '.' || open[-1] == '-'))
        open--;
    return open;
}

/* Who calls, before the name at NAME: `libc.so.6->`, `libc-2.36.so->`? */
static bool
is_libc(const struct scan *s, const char *name)
{
    struct scan caller = {word_before(s, name - 2), name};
    return scan_take(&caller, "libc.so") || scan_take(&caller, "libc-");
}

/* Up to a library's name or to the types of arguments: what it is called. */
static void
set_name(struct part *part, const char *from, const char *to)
{
    part->name = from;
    while (from < to && *from != '@' && *from != '(')
        from++;
    part->n = (size_t)(from - part->name);
}

/* Passes all up to the arguments; in `operator new(unsigned long)(96` they
 * follow the types. False: no call. */
static bool
take_name(struct scan *s, struct part *part)
{
    const char *open = memchr(s->at, '(', (size_t)(s->end - s->at));
    const char *from = open ? behind_arrow(s, open) : NULL;
    struct scan name = {from ? from : s->at, s->end};
    if (!open)
        return false;
    part->certain = from != NULL;
    part->by_libc = from && is_libc(s, from);
    if (scan_take(&name, "operator ")) {
        set_name(part, from ? from : s->at, open);
        open = memchr(open, ')', (size_t)(s->end - open));
        if (!open || open + 1 == s->end || *++open != '(')
            return false;
    } else {
        set_name(part, from ? from : word_before(s, open), open);
    }
    s->at = open + 1;
    return part->n > 0;
}

/* --- the answer ------------------------------------------------------------*/
enum ending { ENDING_NONE, ENDING_ANSWER, ENDING_LATER };

/* Passes ARGUMENTS ) = or ARGUMENTS <unfinished ...>. */
static enum ending
take_ending(struct scan *s)
{
    struct scan rest = *s;
    while (rest.at < rest.end) {
        if (scan_take(&rest, "<unfinished") || scan_take(&rest, "<no return"))
            return ENDING_LATER;
        if (scan_take(&rest, "(nil)") || *rest.at++ != ')')
            continue;
        scan_skip_blanks(&rest);
        if (!scan_take(&rest, "=")) {
            s->at = rest.at;
            return ENDING_NONE;
        }
        scan_skip_blanks(&rest);
        *s = rest;
        return ENDING_ANSWER;
    }
    s->at = s->end;
    return ENDING_NONE;
}

static bool
take_address(struct scan *s, uint64_t *address, struct trace_line *out)
{
    if (log_value(s, address))
        return true;
    trace_line_refuse(s, out, "an address");
    return false;
}

/* --- calls -----------------------------------------------------------------*/
static bool
take_arguments(struct scan *s, struct log_call *call, bool *fails,
               struct trace_line *out)
{
    uint64_t arguments[LOG_ARGUMENTS] = {0};
    for (size_t i = 0; i < log_arguments(call->verb); i++) {
        scan_skip_blanks(s);
        if (i > 0 && !scan_take(s, ",")) {
            trace_line_refuse(s, out, "a comma and one more number");
            return false;
        }
        scan_skip_blanks(s);
        if (!log_value(s, &arguments[i])) {
            trace_line_refuse(s, out, "a number");
            return false;
        }
    }
    *fails = !log_call_set(call, arguments);
    return true;
}

/* The latest call of THREAD that waits, of this function (NULL: any).
 * N_CALLS: none. */
static size_t
find_call(const struct trace_log *log, uint64_t thread,
          const struct log_function *function)
{
    for (size_t i = log->n_calls; i-- > 0;)
        if (log->calls[i].thread == thread &&
            (!function || log->calls[i].function == function))
            return i;
    return log->n_calls;
}

/* Is THREAD in a call that counts? */
static bool
is_calling(const struct trace_log *log, uint64_t thread)
{
    for (size_t i = 0; i < log->n_calls; i++)
        if (log->calls[i].thread == thread && !log->calls[i].inner)
            return true;
    return false;
}

/* While there is one thread, or one is left, ltrace may not say which: then
 * the latest call of this function. */
static size_t
find_begun(const struct trace_log *log, uint64_t thread,
           const struct log_function *function)
{
    size_t i = find_call(log, thread, function);
    if (i < log->n_calls || thread != 0)
        return i < log->n_calls ? i : find_call(log, 0, function);
    for (i = log->n_calls; i-- > 0;)
        if (log->calls[i].function == function)
            return i;
    return log->n_calls;
}

/* Takes call I out, and its parts, whose answers the log has lost. */
static struct log_call
pull_call(struct trace_log *log, size_t i)
{
    size_t part;
    while ((part = find_call(log, log->calls[i].thread, NULL)) > i)
        (void)log_pull(log, part);
    return log_pull(log, i);
}

/* `malloc resumed> ) = 0x7f903c000b70` */
static void
resume(struct trace_log *log, struct scan *s, struct part *part,
       struct trace_line *out)
{
    const struct log_function *function;
    const char *name = s->at, *end = s->at;
    struct log_call call;
    uint64_t address;
    size_t i;
    while (s->at < s->end && !scan_take(s, " resumed>"))
        end = ++s->at;
    set_name(part, name, end);
    function = log_function_of(part->name, part->n);
    i = function ? find_begun(log, part->thread, function) : log->n_calls;
    if (i == log->n_calls)
        return;
    call = pull_call(log, i);
    if (take_ending(s) != ENDING_LATER && !call.inner &&
        call.verb != LOG_FREE && take_address(s, &address, out))
        log_end(log, &call, address);
}

static void
take_call(struct trace_log *log, struct scan *s, const struct part *part,
          struct trace_line *out)
{
    struct log_call call = {.thread = part->thread};
    struct scan rest = *s;
    uint64_t address = 0;
    bool fails = false;
    enum ending ending = take_ending(&rest);
    call.function = log_function_of(part->name, part->n);
    call.verb = call.function ? call.function->verb : LOG_NONE;
    if (call.verb == LOG_NONE || call.verb == LOG_ALLOC_INTO ||
        (ending == ENDING_NONE && !part->certain) ||
        !take_arguments(s, &call, &fails, out))
        return;
    if (ending == ENDING_NONE) {
        trace_line_refuse(&rest, out, "= and the answer");
        return;
    }
    if (ending == ENDING_ANSWER && call.verb != LOG_FREE &&
        !take_address(&rest, &address, out))
        return;
    call.inner = fails || part->by_libc || is_calling(log, call.thread);
    if (!call.inner)
        log_begin(log, &call);
    if (ending == ENDING_LATER)
        log_push(log, &call);
    else if (!call.inner)
        log_end(log, &call, address);
}

/* At `malloc resumed> `, behind what the program may have written? */
static bool
find_resumed(struct scan *s)
{
    struct scan rest = *s;
    while (rest.at < rest.end && !scan_take(&rest, "<... "))
        rest.at++;
    if (rest.at == rest.end)
        return false;
    *s = rest;
    return true;
}

/* The thread has ended: it will get no more answers. */
static void
end_thread(struct trace_log *log, uint64_t thread)
{
    size_t i;
    while ((i = find_call(log, thread, NULL)) < log->n_calls)
        (void)log_pull(log, i);
}

void
log_ltrace_line(struct trace_log *log, struct scan s, struct trace_line *out)
{
    struct part part = {.thread = 0};
    take_front(&s, &part);
    if (scan_take(&s, "+++ ")) {
        end_thread(log, part.thread);
    } else if (find_resumed(&s)) {
        resume(log, &s, &part, out);
    } else if (take_name(&s, &part)) {
        take_call(log, &s, &part, out);
    }
}

bool
log_ltrace_is(struct scan s)
{
    struct part part = {.thread = 0};
    take_front(&s, &part);
    if (scan_take(&s, "+++ exited (") || scan_take(&s, "+++ killed by ") ||
        find_resumed(&s))
        return true;
    return take_name(&s, &part) &&
           (part.certain || take_ending(&s) != ENDING_NONE);
}
