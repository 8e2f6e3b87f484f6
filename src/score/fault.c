/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fault.c: see fault.h.
 */
#include "score/fault.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const names[] = {
#define X(id, name) [id] = (name),
    FAULT_KINDS(X)
#undef X
};

const char *
fault_name(enum fault_kind kind)
{
    return names[kind];
}

/* The operation as its line in the trace says it. */
static void
write_call(char buf[FAULT_CALL], const struct trace_op *op)
{
    if (op->kind == TRACE_FREE)
        (void)snprintf(buf, FAULT_CALL, "f %" PRId64, op->id);
    else
        (void)snprintf(buf, FAULT_CALL, "%c %" PRId64 " %" PRIu64,
                       op->kind == TRACE_ALLOC ? 'a' : 'r', op->id, op->size);
}

void
fault_set(struct fault *fault, enum fault_kind kind, const struct trace *trace,
          size_t op, const char *format, ...)
{
    va_list args;
    *fault = (struct fault){.kind = kind, .op = op};
    if (op) {
        struct trace_op what = trace_get(trace, op - 1);
        fault->line = what.line;
        write_call(fault->call, &what);
    }
    va_start(args, format);
    (void)vsnprintf(fault->text, sizeof fault->text, format, args);
    va_end(args);
}
