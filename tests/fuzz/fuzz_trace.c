/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_trace.c: any bytes at all as a trace or a log. What must hold: no crash;
 * either operations, or an error with a name and words; cursors that tell the
 * same wherever they begin; and of a log, whose ids are ours, that operations
 * make sense: new ids count from 0, and what is resized or freed is live.
 */
#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
    if (!holds)
        abort();
}

/* LIVE[id] is whether the log's block is; N_BLOCKS of them so far. */
static void
follow_log(const struct trace_op *op, bool *live, int64_t *n_blocks)
{
    bool is_new = op->kind != TRACE_FREE && op->id == *n_blocks;
    if (op->id == -1) {
        must(op->kind == TRACE_FREE);
        return;
    }
    *n_blocks += is_new;
    must(op->id >= 0 && op->id < *n_blocks);
    must(is_new || (op->kind != TRACE_ALLOC && live[op->id]));
    live[op->id] =
        op->kind == TRACE_ALLOC || (op->kind == TRACE_REALLOC && op->size > 0);
    must(!is_new || live[op->id]);
}

static void
look_at(const struct trace *trace)
{
    bool *live = calloc(trace->n_ops + 1, sizeof *live);
    struct trace_cursor cursor;
    struct trace_op op, same;
    uint32_t line = 1;
    int64_t n_blocks = 0;
    size_t n = 0;
    must(live != NULL);
    trace_seek(&cursor, trace, 0);
    for (; trace_next(&cursor, &op); n++) {
        must(op.id >= -1 && op.line >= line);
        line = op.line;
        same = trace_get(trace, n);
        must(same.kind == op.kind && same.id == op.id && same.size == op.size &&
             same.line == op.line);
        if (trace->log)
            follow_log(&op, live, &n_blocks);
    }
    must(n == trace->n_ops);
    free(live);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.name = NULL};
    const char *text = (const char *)data;
    char lack[TRACE_LACK];
    struct trace *trace = trace_parse("fuzz", text, size, &err);
    must(trace || (err.name && err.text[0]));
    if (trace) {
        must(trace_lack(trace, lack) == (lack[0] != '\0'));
        look_at(trace);
        must(!trace->log || trace_sniff(text, size));
    }
    (void)trace_sniff(text, size);
    trace_free(trace);
    return 0;
}
