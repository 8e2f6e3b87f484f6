/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log.c: calls with addresses become operations with ids.
 *
 *     malloc(100) = 0x4A42040           a 0 100     the first block is 0
 *     realloc(0x4A42040,200) = 0x4A422  r 0 200     whether it moved or not
 *     realloc(0x4A422,0) = 0            r 0 0
 *     malloc(7) = 0                                 it failed: left out
 *     free(0x4A422)                     f 0
 *     free(0x0), free(0x999)            f -1        no block of this log's
 *     realloc(0x999,5) = 0x5000         r 1 5       a new block, likewise
 *     malloc(8) = 0x5000                f 1; a 2 8  the log missed a free
 *
 * A realloc to nothing that answers a block is a free and a malloc of nothing;
 * one that fails leaves its block as it was.
 *
 * Threads: a log has a call's beginning and its answer in two lines where
 * another thread came between. A block is there from the answer on, and gone
 * from the beginning of free or realloc on: its address may be another
 * thread's new block before the call has ended.
 */
#include "trace_log.h"

#include "trace_scan.h"

#include <stdlib.h>

/* Calls that no answer ever comes for (the log lost it) are dropped some time
 * later, the oldest first. */
enum { MOST_CALLS = 256 };

static const struct log_function functions[] = {
    {"malloc", LOG_ALLOC, false},
    {"free", LOG_FREE, false},
    {"calloc", LOG_CALLOC, false},
    {"realloc", LOG_REALLOC, false},
    {"_Znw", LOG_ALLOC, true}, /* operator new */
    {"_Zna", LOG_ALLOC, true}, /* operator new[] */
    {"_Zdl", LOG_FREE, true},  /* operator delete */
    {"_Zda", LOG_FREE, true},  /* operator delete[] */
    {"operator new[]", LOG_ALLOC, true},
    {"operator new", LOG_ALLOC, true},
    {"operator delete[]", LOG_FREE, true},
    {"operator delete", LOG_FREE, true},
    {"__builtin_new", LOG_ALLOC, false},
    {"__builtin_vec_new", LOG_ALLOC, false},
    {"__builtin_delete", LOG_FREE, false},
    {"__builtin_vec_delete", LOG_FREE, false},
    {"memalign", LOG_MEMALIGN, false},
    {"aligned_alloc", LOG_MEMALIGN, false},
    {"posix_memalign", LOG_ALLOC_INTO, false},
    {"valloc", LOG_ALLOC, false},
    {"pvalloc", LOG_ALLOC, false},
    {"reallocarray", LOG_REALLOC_ARRAY, false},
    {"cfree", LOG_FREE, false},
    {"free_sized", LOG_FREE, false},
    {"free_aligned_sized", LOG_FREE, false},
};

const struct log_function *
log_function_of(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        size_t length = strlen(functions[i].name);
        if ((n == length || (n > length && functions[i].begins)) &&
            memcmp(name, functions[i].name, length) == 0)
            return &functions[i];
    }
    return NULL;
}

size_t
log_arguments(enum log_verb verb)
{
    switch (verb) {
    case LOG_NONE:
    case LOG_ALLOC_INTO:
        return 0;
    case LOG_ALLOC:
    case LOG_FREE:
        return 1;
    case LOG_CALLOC:
    case LOG_MEMALIGN:
    case LOG_REALLOC:
        return 2;
    case LOG_REALLOC_ARRAY:
        break;
    }
    return 3;
}

static bool
multiply(uint64_t n, uint64_t size, uint64_t *product)
{
    *product = n * size;
    return n == 0 || *product / n == size;
}

bool
log_call_set(struct log_call *call, const uint64_t arguments[LOG_ARGUMENTS])
{
    call->address = arguments[0];
    switch (call->verb) {
    case LOG_ALLOC:
        call->size = arguments[0];
        break;
    case LOG_MEMALIGN:
    case LOG_REALLOC:
        call->size = arguments[1];
        break;
    case LOG_CALLOC:
        return multiply(arguments[0], arguments[1], &call->size);
    case LOG_REALLOC_ARRAY:
        return multiply(arguments[1], arguments[2], &call->size);
    case LOG_NONE:
    case LOG_FREE:
    case LOG_ALLOC_INTO:
        break;
    }
    return true;
}

/* --- operations ------------------------------------------------------------*/
static void
put_op(struct trace_log *log, enum trace_kind kind, int64_t id, uint64_t size)
{
    struct trace_op op = {kind, log->line, id, size};
    if (!trace_push(log->trace, &op))
        log->no_memory = true;
}

/* Block ID is at ADDRESS now; what was there has been freed unseen. */
static void
settle(struct trace_log *log, uint64_t address, int64_t id)
{
    int64_t missed = log_ids_take(&log->ids, address);
    if (missed >= 0)
        put_op(log, TRACE_FREE, missed, 0);
    if (!log_ids_put(&log->ids, address, id))
        log->no_memory = true;
}

static void
put_new(struct trace_log *log, enum trace_kind kind, uint64_t size,
        uint64_t address)
{
    settle(log, address, log->n_blocks);
    put_op(log, kind, log->n_blocks++, size);
}

static bool
is_realloc(const struct log_call *call)
{
    return call->verb == LOG_REALLOC || call->verb == LOG_REALLOC_ARRAY;
}

void
log_begin(struct trace_log *log, struct log_call *call)
{
    call->id = -1;
    if (call->verb == LOG_FREE || is_realloc(call))
        call->id = log_ids_take(&log->ids, call->address);
    if (call->verb == LOG_FREE)
        put_op(log, TRACE_FREE, call->id, 0);
}

/* A realloc that answered the null pointer: failed, unless it was to free. */
static void
end_without(struct trace_log *log, const struct log_call *call)
{
    if (call->size == 0 && call->id >= 0)
        put_op(log, TRACE_REALLOC, call->id, 0);
    else if (call->size == 0 && call->address)
        put_op(log, TRACE_FREE, -1, 0);
    else if (call->id >= 0)
        settle(log, call->address, call->id);
}

static void
end_realloc(struct trace_log *log, const struct log_call *call,
            uint64_t address)
{
    if (!address) {
        end_without(log, call);
    } else if (call->size == 0) {
        if (call->id >= 0)
            put_op(log, TRACE_FREE, call->id, 0);
        put_new(log, TRACE_ALLOC, 0, address);
    } else if (call->id < 0) {
        put_new(log, TRACE_REALLOC, call->size, address);
    } else {
        settle(log, address, call->id);
        put_op(log, TRACE_REALLOC, call->id, call->size);
    }
}

void
log_end(struct trace_log *log, const struct log_call *call, uint64_t address)
{
    if (is_realloc(call))
        end_realloc(log, call, address);
    else if (address && call->verb != LOG_FREE && call->verb != LOG_NONE &&
             call->verb != LOG_ALLOC_INTO)
        put_new(log, TRACE_ALLOC, call->size, address);
}

/* --- calls that wait for their answer --------------------------------------*/
void
log_push(struct trace_log *log, const struct log_call *call)
{
    if (!log->calls) {
        log->calls = calloc(MOST_CALLS, sizeof *log->calls);
        log->no_memory |= !log->calls;
        if (!log->calls)
            return;
    }
    if (log->n_calls == MOST_CALLS)
        (void)log_pull(log, 0);
    log->calls[log->n_calls++] = *call;
}

struct log_call
log_pull(struct trace_log *log, size_t i)
{
    struct log_call call = log->calls[i];
    log->n_calls--;
    memmove(log->calls + i, log->calls + i + 1,
            (log->n_calls - i) * sizeof *log->calls);
    return call;
}

void
log_done(struct trace_log *log)
{
    log_ids_done(&log->ids);
    free(log->calls);
    log->calls = NULL;
}

/* --- words -----------------------------------------------------------------*/
static int
digit_of(char c)
{
    if (scan_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

static bool
take_digits(struct scan *s, uint64_t base, uint64_t *value)
{
    const char *first = s->at;
    *value = 0;
    for (; s->at < s->end && scan_is_word(*s->at); s->at++) {
        uint64_t digit = (uint64_t)digit_of(*s->at);
        if (digit >= base || *value > (UINT64_MAX - digit) / base)
            return false;
        *value = *value * base + digit;
    }
    return s->at > first;
}

bool
log_value(struct scan *s, uint64_t *value)
{
    struct scan rest = *s;
    bool minus;
    *value = 0;
    if (scan_take(&rest, "(nil)") || scan_take(&rest, "nil") ||
        scan_take(&rest, "NULL")) {
        *s = rest;
        return true;
    }
    minus = scan_take(&rest, "-");
    if (!take_digits(&rest, scan_take(&rest, "0x") ? 16 : 10, value))
        return false;
    if (minus)
        *value = 0 - *value;
    *s = rest;
    return true;
}

const char *
log_name(struct scan *s, size_t *n)
{
    const char *name = s->at;
    while (s->at < s->end && scan_is_word(*s->at))
        s->at++;
    *n = (size_t)(s->at - name);
    return name;
}
