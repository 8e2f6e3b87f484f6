/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * save.c: see save.h. Numbers count allocations from 1 and are never used
 * again, so a trace's id is the number less one: dense, and allocated once.
 */
#include "repl/save.h"

#include "session/view.h"
#include "trace/trace_write.h"

#include <inttypes.h>

/* --- as a trace ------------------------------------------------------------*/
static bool
refuse_op(const struct session_op *op, const char *what, struct error *err)
{
    return error_set(err, "not-possible",
                     "Operation %" PRIu32 " is a %s, which a trace cannot say. "
                     "Nothing was written; save FILE.heap keeps it.",
                     op->op, what);
}

/* OP in the words of a trace; *LEFT_OUT: it does nothing. False: ERR. */
static bool
translate(const struct session_op *op, struct trace_op *out, bool *left_out,
          struct error *err)
{
    *out = (struct trace_op){.id = (int64_t)op->id - 1,
                             .size = (uint64_t)op->size * op->n};
    *left_out = op->kind == OP_SKIP ||
                (op->kind == OP_FREE && !op->id && !op->by_offset);
    if (op->kind == OP_COALESCE)
        return refuse_op(op, "coalesce", err);
    if (op->kind == OP_POKE)
        return refuse_op(op, "poke", err);
    if (op->by_offset)
        return refuse_op(op,
                         op->kind == OP_FREE
                             ? "free by offset of no known block"
                             : "realloc by offset of no known "
                               "block",
                         err);
    if (op->kind == OP_FREE)
        out->kind = TRACE_FREE;
    if (op->kind == OP_REALLOC)
        out->kind = TRACE_REALLOC;
    return true;
}

static bool
count_op(void *context, const struct session_op *op, struct error *err)
{
    struct save_report *report = context;
    struct trace_op out;
    bool left_out;
    if (!translate(op, &out, &left_out, err))
        return false;
    report->n_left_out += left_out;
    if (left_out)
        return true;
    report->n_ops++;
    report->n_ids += out.kind == TRACE_ALLOC;
    report->n_calloc += op->kind == OP_CALLOC;
    report->n_memalign += op->kind == OP_MEMALIGN;
    report->n_empty += out.kind == TRACE_ALLOC && out.size == 0;
    return true;
}

static bool
put_op(void *context, const struct session_op *op, struct error *err)
{
    struct trace_writer *writer = context;
    struct trace_op out;
    bool left_out;
    if (!translate(op, &out, &left_out, err))
        return false;
    if (!left_out)
        (void)trace_writer_put(writer, &out); /* close tells */
    return true;
}

bool
save_trace(const struct session *s, const char *path,
           struct save_report *report, struct error *err)
{
    struct trace_counts counts;
    struct trace_writer writer;
    struct figures now;
    *report = (struct save_report){0};
    if (!session_each_op(s, count_op, report, err))
        return false;
    if (report->n_ops == 0)
        return error_set(err, "not-possible",
                         "Nothing was done so far: a trace needs an "
                         "operation.");
    view_figures(s, &now);
    counts = (struct trace_counts){report->n_ids, report->n_ops, now.heap};
    if (!trace_writer_open(&writer, path, &counts, err))
        return false;
    if (session_each_op(s, put_op, &writer, err))
        return trace_writer_close(&writer, err);
    trace_writer_drop(&writer);
    return false;
}

/* --- as a script -----------------------------------------------------------*/
struct script_writer {
    struct whole_file file;
    struct save_report *report;
};

static void
put_name(struct whole_file *f, const struct session_op *op)
{
    (void)whole_file_print(f, *op->name ? " %s\n" : "\n", op->name);
}

/* "free #3" */
static void
put_who(struct whole_file *f, const char *command, const struct session_op *op)
{
    if (op->by_offset)
        (void)whole_file_print(f, "%s 0x%zx", command, op->off);
    else
        (void)whole_file_print(f, "%s #%" PRIu32, command, op->id);
}

static void
put_poke(struct whole_file *f, const struct session_op *op)
{
    (void)whole_file_print(f, "poke 0x%zx", op->off);
    for (size_t i = 0; i < op->n; i++)
        (void)whole_file_print(f, " %u", op->bytes[i]);
    (void)whole_file_print(f, "\n");
}

static void
put_command(struct whole_file *f, const struct session_op *op)
{
    switch (op->kind) {
    case OP_ALLOC:
        (void)whole_file_print(f, "alloc %zu", op->size);
        put_name(f, op);
        break;
    case OP_CALLOC:
        (void)whole_file_print(f, "calloc %zu %zu", op->n, op->size);
        put_name(f, op);
        break;
    case OP_MEMALIGN:
        (void)whole_file_print(f, "memalign %zu %zu", op->align, op->size);
        put_name(f, op);
        break;
    case OP_REALLOC:
        put_who(f, "realloc", op);
        (void)whole_file_print(f, " %zu\n", op->size);
        break;
    case OP_FREE:
        put_who(f, op->by_realloc ? "realloc" : "free", op);
        (void)whole_file_print(f, op->by_realloc ? " 0\n" : "\n");
        break;
    case OP_COALESCE:
        (void)whole_file_print(f, "coalesce\n");
        break;
    case OP_POKE:
        put_poke(f, op);
        break;
    case OP_SKIP:
    case OP_NONE:
        break;
    }
}

static bool
put_line(void *context, const struct session_op *op, struct error *err)
{
    struct script_writer *w = context;
    (void)err; /* whole_file_close tells */
    if (op->kind == OP_SKIP ||
        (op->kind == OP_FREE && !op->id && !op->by_offset)) {
        w->report->n_left_out++;
        return true;
    }
    w->report->n_ops++;
    w->report->n_ids += op->kind == OP_ALLOC || op->kind == OP_CALLOC ||
                        op->kind == OP_MEMALIGN;
    put_command(&w->file, op);
    return true;
}

/* Numbers count from 1 in an empty heap only: the script begins with one. */
static void
put_head(struct whole_file *f, const struct session_config *config)
{
    char policy[POLICY_TEXT];
    policy_format(&config->policy, policy);
    (void)whole_file_print(f,
                           "# saved by heapglass: source it to do it all "
                           "again\nnew policy=%s limit=%zu target=%s\n",
                           policy, config->limit,
                           config->target == TARGET_KIND_NAIVE ? "naive"
                                                               : "heap");
}

bool
save_script(const struct session *s, const char *path,
            struct save_report *report, struct error *err)
{
    struct script_writer w = {.report = report};
    *report = (struct save_report){0};
    if (!whole_file_open(&w.file, path, err))
        return false;
    put_head(&w.file, session_config(s));
    if (session_each_op(s, put_line, &w, err))
        return whole_file_close(&w.file, err);
    whole_file_drop(&w.file);
    return false;
}
