/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_write.c: see trace_write.h.
 */
#include "trace/trace_write.h"

#include "trace_walk.h"

#include <inttypes.h>

/* --- writing ---------------------------------------------------------------*/
/* Readers tell a suggested heap size from a weight by its being 100 or more;
 * some hold it in an int. */
static uint64_t
suggested(uint64_t heap)
{
    return heap < 100 ? 100 : heap > INT32_MAX ? INT32_MAX : heap;
}

bool
trace_writer_open(struct trace_writer *w, const char *path,
                  const struct trace_counts *counts, struct error *err)
{
    *w = (struct trace_writer){.counts = *counts};
    if (!whole_file_open(&w->file, path, err))
        return false;
    (void)whole_file_print(&w->file, "%" PRIu64 "\n%zu\n%zu\n1\n",
                           suggested(counts->heap), counts->n_ids,
                           counts->n_ops);
    return true;
}

bool
trace_writer_put(struct trace_writer *w, const struct trace_op *op)
{
    static const char letters[] = {'a', 'r', 'f'};
    w->n_ops++;
    if (op->id >= 0 && (uint64_t)op->id >= w->n_ids)
        w->n_ids = (size_t)op->id + 1;
    if (op->kind == TRACE_FREE)
        return whole_file_print(&w->file, "f %" PRId64 "\n", op->id);
    return whole_file_print(&w->file, "%c %" PRId64 " %" PRIu64 "\n",
                            letters[op->kind], op->id, op->size);
}

void
trace_writer_drop(struct trace_writer *w)
{
    whole_file_drop(&w->file);
}

static bool
check_counts(const struct trace_writer *w, struct error *err)
{
    const struct trace_counts *counts = &w->counts;
    if (w->n_ids == counts->n_ids && w->n_ops == counts->n_ops)
        return true;
    return error_set(err, "file",
                     "%.120s not written: its header announces %zu ids and %zu "
                     "operations, but %zu and %zu came.",
                     w->file.path, counts->n_ids, counts->n_ops, w->n_ids,
                     w->n_ops);
}

bool
trace_writer_close(struct trace_writer *w, struct error *err)
{
    if (w->file.why || check_counts(w, err))
        return whole_file_close(&w->file, err);
    trace_writer_drop(w);
    return false;
}

/* --- a whole trace ---------------------------------------------------------*/
static bool
no_memory(const char *path, struct error *err)
{
    return error_set(err, "memory", "No memory to write %.120s.", path);
}

static bool
count_all(const struct trace *trace, const char *path,
          struct trace_counts *counts, struct error *err)
{
    struct trace_walk walk;
    struct trace_op op;
    bool ok;
    if (!trace_walk_open(&walk, trace))
        return no_memory(path, err);
    for (counts->n_ops = 0; trace_walk_next(&walk, &op);)
        counts->n_ops++;
    counts->n_ids = walk.n_ids;
    counts->heap = walk.peak;
    ok = !walk.failed || no_memory(path, err);
    trace_walk_close(&walk);
    return ok;
}

bool
trace_save(const struct trace *trace, const char *path, struct error *err)
{
    struct trace_counts counts = {0};
    struct trace_writer writer;
    struct trace_walk walk;
    struct trace_op op;
    if (!count_all(trace, path, &counts, err))
        return false;
    if (!trace_walk_open(&walk, trace))
        return no_memory(path, err);
    if (!trace_writer_open(&writer, path, &counts, err)) {
        trace_walk_close(&walk);
        return false;
    }
    while (trace_walk_next(&walk, &op) && trace_writer_put(&writer, &op))
        ;
    bool failed = walk.failed;
    trace_walk_close(&walk);
    if (!failed)
        return trace_writer_close(&writer, err);
    trace_writer_drop(&writer);
    return no_memory(path, err);
}
