/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log_valgrind.c: `valgrind --trace-malloc=yes`. Among what the program
 * writes, and valgrind's own `==123== ` lines, there are:
 *
 *     --123-- malloc(100) = 0x4A42040
 *     --123-- free(0x4A42040)
 *     --00:00:00:00.246 123-- _Znwm(96) = 0x4D6FC80       with --time-stamp
 *     half a line of the program's--123-- malloc(5) = 0x4A42090
 *
 * A function that calls another one has its answer further on, and one that
 * says nothing more lacks it (VER stands for --123-- ):
 *
 *     VER realloc(0x0,64)malloc(64) = 0x4A43780           that is the realloc's
 *     VER realloc(0x4A43780,0)free(0x4A43780)             that free is its part
 *     VER  = 0                                            and this its answer
 *     VER calloc(9223372036854775807,4)malloc(3) = 0x5    the calloc failed
 *     VER malloc(8)malloc(9) = 0x6                        two threads
 *     VER  = 0x7
 *
 * A process made by fork has a number of its own; the first that calls is read.
 */
#include "trace_log.h"

#include "trace_scan.h"

/* `--123-- `, `==123== `: passes it, tells the last number. */
static bool
take_mark(struct scan *s, const char *mark, uint64_t *number)
{
    struct scan rest = *s;
    bool any = false;
    if (!scan_take(&rest, mark))
        return false;
    for (*number = 0; rest.at < rest.end && strchr("0123456789:. ", *rest.at);
         rest.at++) {
        bool digit = scan_is_digit(*rest.at);
        *number = digit ? *number * 10 + (uint64_t)(*rest.at - '0') : 0;
        any |= digit;
    }
    if (!any || !scan_take(&rest, mark))
        return false;
    if (rest.at < rest.end && *rest.at++ != ' ')
        return false;
    *s = rest;
    return true;
}

/* The mark of a traced call; what the program wrote may stand before it. */
static bool
find_mark(struct scan *s, uint64_t *number)
{
    while (s->at < s->end) {
        if (take_mark(s, "--", number))
            return true;
        s->at = memchr(s->at + 1, '-', (size_t)(s->end - s->at - 1));
        if (!s->at)
            return false;
    }
    return false;
}

/* --- a call ----------------------------------------------------------------*/
/* The arguments of a call, as far as they say something. */
struct arguments {
    uint64_t values[LOG_ARGUMENTS + 1]; /* the last: all that are too many */
    size_t n;
    uint64_t size; /* one that says so itself: `size 100` */
    bool sized;
};

/* `100`, `0x4A42040`, `al 64`, `size 100` */
static bool
take_argument(struct scan *s, struct arguments *a)
{
    uint64_t *value = &a->values[a->n < LOG_ARGUMENTS ? a->n : LOG_ARGUMENTS];
    bool sized;
    scan_skip_blanks(s);
    sized = scan_take(s, "size ");
    if (!sized && !scan_take(s, "alignment "))
        (void)scan_take(s, "al ");
    if (!log_value(s, value))
        return false;
    a->n++;
    if (sized) {
        a->sized = true;
        a->size = *value;
    }
    return true;
}

/* Passes the bracket behind them, too. *FAILS: the call has to. */
static bool
take_arguments(struct scan *s, struct log_call *call, bool *fails,
               struct trace_line *out)
{
    struct arguments a = {.n = 0};
    do {
        if (!take_argument(s, &a)) {
            trace_line_refuse(s, out, "an address or a size in bytes");
            return false;
        }
    } while (scan_take(s, ","));
    if (a.n < log_arguments(call->verb) || !scan_take(s, ")")) {
        bool more = a.n < log_arguments(call->verb);
        trace_line_refuse(s, out, more ? "\",\" and one more size" : "\")\"");
        return false;
    }
    *fails = !log_call_set(call, a.values);
    if (a.sized)
        call->size = a.size;
    return true;
}

/* Up to what was answered; the end of the line has no blanks any more. */
static bool
take_equals(struct scan *s)
{
    if (!scan_take(s, " ="))
        return false;
    scan_skip_blanks(s);
    return true;
}

/* A call that we do not follow, with what it answered. */
static bool
skip_call(struct scan *s)
{
    const char *close = memchr(s->at, ')', (size_t)(s->end - s->at));
    uint64_t answer;
    if (!close)
        return false;
    s->at = close + 1;
    return !take_equals(s) || log_value(s, &answer);
}

static struct log_call *
last_call(struct trace_log *log)
{
    return log->n_calls ? &log->calls[log->n_calls - 1] : NULL;
}

/* Is CALL the part of the realloc before it that does the work? */
static bool
is_part(struct trace_log *log, const struct log_call *call)
{
    const struct log_call *outer = last_call(log);
    if (!outer || outer->verb != LOG_REALLOC)
        return false;
    if (call->verb == LOG_FREE)
        return outer->size == 0 && outer->address == call->address;
    return call->verb == LOG_ALLOC && outer->address == 0 &&
           outer->size == call->size;
}

/* An answer that came on a line of its own, or behind a part. */
static void
answer_last(struct trace_log *log, uint64_t address)
{
    if (log->n_calls) {
        struct log_call call = log_pull(log, log->n_calls - 1);
        log_end(log, &call, address);
    }
}

/* What stands behind the arguments. FOLLOWS: another call stands before. */
static bool
take_answer(struct trace_log *log, struct scan *s, struct log_call *call,
            bool follows, struct trace_line *out)
{
    bool part = follows && is_part(log, call);
    uint64_t address;
    if (!part)
        log_begin(log, call);
    if (take_equals(s)) {
        if (!log_value(s, &address)) {
            trace_line_refuse(s, out, "an address");
            return false;
        }
        if (part)
            answer_last(log, address);
        else
            log_end(log, call, address);
    } else if (!part && call->verb != LOG_FREE && call->verb != LOG_MEMALIGN) {
        log_push(log, call); /* of a MEMALIGN no answer may ever come */
    }
    return true;
}

/* One call of those on a line; false: there is none, or it is wrong. */
static bool
take_call(struct trace_log *log, struct scan *s, bool follows,
          struct trace_line *out)
{
    struct log_call call = {.verb = LOG_NONE};
    bool fails = false;
    size_t n;
    const char *name = log_name(s, &n);
    if (n == 0 || !scan_take(s, "("))
        return false;
    call.function = log_function_of(name, n);
    if (!call.function || call.function->verb == LOG_ALLOC_INTO)
        return skip_call(s);
    call.verb = call.function->verb;
    if (!take_arguments(s, &call, &fails, out))
        return false;
    if (fails) {
        (void)scan_take(s, " = 0x0");
        return true;
    }
    return take_answer(log, s, &call, follows, out);
}

void
log_valgrind_line(struct trace_log *log, struct scan s, struct trace_line *out)
{
    uint64_t process, address;
    bool follows = false;
    if (!find_mark(&s, &process) || (log->process && process != log->process))
        return;
    if (take_equals(&s)) {
        if (log_value(&s, &address))
            answer_last(log, address);
        else
            trace_line_refuse(&s, out, "an address");
        return;
    }
    while (take_call(log, &s, follows, out)) {
        follows = true;
        log->process = process;
    }
}

bool
log_valgrind_is(struct scan s)
{
    uint64_t process;
    return take_mark(&s, "==", &process) || find_mark(&s, &process);
}
