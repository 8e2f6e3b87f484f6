/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_trace.c: any bytes at all as a trace. What must hold: no crash; either
 * operations, or an error with a name and words.
 */
#include "trace/trace.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.name = NULL};
    const char *text = (const char *)data;
    struct trace *trace = trace_parse("fuzz", text, size, &err);
    if (!trace && (!err.name || !err.text[0]))
        abort();
    if (trace) {
        struct trace_cursor cursor;
        struct trace_op op;
        trace_seek(&cursor, trace, 0);
        while (trace_next(&cursor, &op))
            if (op.id < -1 || op.line == 0)
                abort();
    }
    (void)trace_sniff(text, size);
    trace_free(trace);
    return 0;
}
