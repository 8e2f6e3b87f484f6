/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log_mtrace.c: what glibc's mtrace() writes into the file $MALLOC_TRACE.
 * The place of the call, which may be missing, is of no interest:
 *
 *     = Start
 *     @ ./a.out:[0x1200] + 0x5581a2a0 0x64       malloc, calloc, ...
 *     @ ./a.out:(main+0x4a)[0x1213] < 0x5581a2a0 realloc, of this block,
 *     @ ./a.out:(main+0x4a)[0x1213] > 0x5581a310 0xc8   to this one
 *     @ ./a.out:[0x1228] ! 0x5581a310 0x7fffffffffffffff  realloc, failed
 *     @ ./a.out:[0x1230] + (nil) 0x7fffffffffffffff  malloc, failed
 *     @ ./a.out:[0x1240] - 0x5581a310            free
 *     = End
 *
 * A realloc of the null pointer is a `+`, one to nothing a `-`, and a free of
 * the null pointer is not written at all. Other lines are someone else's.
 */
#include "trace_log.h"

#include "trace_scan.h"

struct event {
    char sign;
    uint64_t address, size;
};

/* At `+ 0x5581a2a0`, with blanks before it? */
static bool
is_event(struct scan s, bool whole)
{
    scan_skip_blanks(&s);
    if (s.at == s.end || !strchr("+-<>!", *s.at++))
        return false;
    return !whole || scan_take(&s, " 0x") || scan_take(&s, " (nil)");
}

/* Passes the place, which ends in a bracket. False: the line is none of
 * mtrace's, or wrong. */
static bool
take_place(struct scan *s, struct trace_line *out)
{
    const char *end = s->end;
    if (!scan_take(s, "@ "))
        return is_event(*s, true);
    while (end > s->at && end[-1] != ']')
        end--;
    s->at = end > s->at ? end : s->end; /* cut short before it */
    scan_skip_blanks(s);
    if (is_event(*s, false))
        return true;
    trace_line_refuse(s, out, "one of + - < > !");
    return false;
}

static bool
take_event(struct scan *s, struct event *event, struct trace_line *out)
{
    const char *want = "an address";
    bool sized = *s->at == '+' || *s->at == '>' || *s->at == '!';
    event->sign = *s->at++; /* take_place has seen it */
    scan_skip_blanks(s);
    if (!log_value(s, &event->address))
        goto refuse;
    scan_skip_blanks(s);
    want = "a size";
    if (sized && !log_value(s, &event->size))
        goto refuse;
    scan_skip_blanks(s);
    want = "the end of the line";
    if (s->at == s->end)
        return true;
refuse:
    trace_line_refuse(s, out, want);
    return false;
}

/* `<` came before, unless the log begins in between. */
static void
end_realloc(struct trace_log *log, const struct event *event)
{
    struct log_call call = {.verb = LOG_REALLOC, .id = -1};
    if (log->n_calls)
        call = log_pull(log, log->n_calls - 1);
    call.size = event->size;
    log_end(log, &call, event->address);
}

void
log_mtrace_line(struct trace_log *log, struct scan s, struct trace_line *out)
{
    struct log_call call = {.verb = LOG_NONE};
    struct event event = {.sign = 0};
    if (!take_place(&s, out) || !take_event(&s, &event, out))
        return;
    call.address = event.address;
    call.size = event.size;
    switch (event.sign) {
    case '+':
        call.verb = LOG_ALLOC;
        log_begin(log, &call);
        log_end(log, &call, event.address);
        break;
    case '-':
        call.verb = LOG_FREE;
        log_begin(log, &call);
        break;
    case '<':
        call.verb = LOG_REALLOC;
        log_begin(log, &call);
        log_push(log, &call);
        break;
    case '>':
        end_realloc(log, &event);
        break;
    default: /* failed: nothing has changed */
        break;
    }
}

bool
log_mtrace_is(struct scan s)
{
    struct trace_line line = {.kind = LINE_BLANK};
    struct event event = {.sign = 0};
    struct scan rest = s;
    if (scan_take(&rest, "= Start")) {
        scan_skip_blanks(&rest);
        return rest.at == rest.end;
    }
    return scan_take(&rest, "@ ") && take_place(&s, &line) &&
           take_event(&s, &event, &line);
}
