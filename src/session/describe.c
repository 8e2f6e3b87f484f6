/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * describe.c: the last operation in one sentence: what was done, to what, with
 * what effect. What needs a look at the heap (a block's place on its list) is
 * found here, when somebody reads it, and not while operations run.
 */
#include "session_internal.h"
#include "view.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { MAX_PLACE = 99 }; /* the map numbers as many */

/* A text that grows and stops at its end. */
struct line {
    char *buf;
    size_t n;
};

static void add(struct line *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct line *line, const char *format, ...)
{
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(line->buf + line->n, DESCRIBE_TEXT - line->n, format, args);
    va_end(args);
    if (n > 0)
        line->n += (size_t)n;
    if (line->n > DESCRIBE_TEXT - 1)
        line->n = DESCRIBE_TEXT - 1;
}

static void
add_where(const struct session *s, struct line *line, size_t off)
{
    char where[WHERE_TEXT];
    where_text(s, off, where);
    add(line, "%s", where);
}

/* "#1 buf", or the offset of a block that nobody knows. */
static void
add_who(const struct session *s, struct line *line, const struct op_result *r)
{
    if (r->id == 0)
        add_where(s, line, r->off);
    else
        add(line, "#%" PRIu32 "%s%s", r->id, *r->name ? " " : "", r->name);
}

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* --- allocations -----------------------------------------------------------*/
static const char *
fit_word(const struct policy *policy)
{
    static const char *const words[] = {"first fit", "next fit", "best fit",
                                        "worst fit"};
    return policy->name == POLICY_SEGREGATED ? "best fit in a class"
                                             : words[policy->fit];
}

static void
add_search(const struct session *s, struct line *line,
           const struct op_result *r)
{
    if (!s->world.heap)
        return;
    if (r->probes)
        add(line, "; %s looked at %zu block%s", fit_word(&s->config.policy),
            r->probes, plural(r->probes));
    if (r->grown)
        add(line, "; the heap grew by %zu B", r->grown);
    else if (r->probes && r->split_size)
        add(line, ", %zu B stay free", r->split_size);
}

static void
describe_new(const struct session *s, struct line *line,
             const struct op_result *r)
{
    add_who(s, line, r);
    add(line, " = ");
    add_where(s, line, r->off);
    add(line, "  %zu byte%s", r->asked, plural(r->asked));
    if (s->world.heap)
        add(line, " in a block of %zu", r->size);
    add_search(s, line, r);
    add(line, ".");
}

static void
describe_resize(const struct session *s, struct line *line,
                const struct op_result *r)
{
    bool known = s->world.heap != NULL;
    add(line, "realloc ");
    add_who(s, line, r);
    add(line, " to %zu byte%s: ", r->asked, plural(r->asked));
    if (r->off != r->old_off) {
        add(line, "moved from ");
        add_where(s, line, r->old_off);
        add(line, " to ");
        add_where(s, line, r->off);
        if (r->copied)
            add(line, ", %zu byte%s copied", r->copied, plural(r->copied));
        if (known)
            add(line, "; now a block of %zu", r->size);
    } else if (r->size == r->old_size) {
        add(line, "stays at ");
        add_where(s, line, r->off);
        if (known)
            add(line, " in its block of %zu", r->size);
    } else {
        add(line, "%s in place at ",
            r->size > r->old_size ? "grown" : "shrunk");
        add_where(s, line, r->off);
        add(line, " from %zu to %zu B", r->old_size, r->size);
        if (r->size < r->old_size && r->split_size)
            add(line, ", %zu B are free again", r->split_size);
    }
    if (r->grown)
        add(line, "; the heap grew by %zu B", r->grown);
    add(line, ".");
}

/* --- frees -----------------------------------------------------------------*/
/* The place of the free block at OFF on LIST, from 1; 0: not among the first
 * MAX_PLACE. */
static unsigned
place_on_list(const struct heap *heap, unsigned list, size_t off)
{
    struct free_iter iter;
    struct block_info info;
    unsigned place = 0;
    free_iter_open(&iter, heap, list, MAX_PLACE);
    while (free_iter_next(&iter, &info) == ITER_BLOCK) {
        place++;
        if (info.off == off)
            return place;
    }
    return 0;
}

static void
add_place(const struct session *s, struct line *line, size_t off)
{
    const struct heap *heap = s->world.heap;
    struct block_info info;
    unsigned place;
    char list[64] = "the list";
    if (!block_at(heap, off, &info) || info.list == LIST_NONE)
        return;
    place = place_on_list(heap, info.list, info.off);
    if (heap_n_lists(heap) > 1) {
        char name[40];
        view_list_name(s, info.list, name, sizeof name);
        snprintf(list, sizeof list, "its list, %s", name);
    }
    if (place)
        add(line, ", number %u on %s", place, list);
    else
        add(line, ", beyond number %d on %s", MAX_PLACE, list);
}

static void
add_joins(const struct session *s, struct line *line, const struct op_result *r)
{
    enum policy_joining joining = s->config.policy.joining;
    if (r->joined_left && r->joined_right)
        add(line, "joined with the free blocks on both sides");
    else if (r->joined_left)
        add(line, "joined with the free block before it");
    else if (r->joined_right)
        add(line, "joined with the free block after it");
    else if (joining == JOIN_DEFERRED)
        add(line, "joining is deferred");
    else if (joining == JOIN_OFF)
        add(line, "joining is off");
    else if (r->free_size == r->size)
        add(line, "both neighbours in use, nothing to join");
    else
        add(line, "joined with its free neighbours");
}

static void
describe_free(const struct session *s, struct line *line,
              const struct op_result *r)
{
    if (r->off == 0) {
        add(line, "free of nothing: free(NULL) does nothing.");
        return;
    }
    add(line, "free ");
    add_who(s, line, r);
    if (r->size)
        add(line, " (%zu B at ", r->size);
    else
        add(line, " (at ");
    add_where(s, line, r->off);
    add(line, "): ");
    if (!s->world.heap) {
        add(line, "this allocator reuses nothing.");
        return;
    }
    add_joins(s, line, r);
    add(line, "; now %zu B", r->free_size);
    add_place(s, line, r->free_off);
    add(line, ".");
}

/* --- the rest --------------------------------------------------------------*/
static void
describe_skip(const struct session *s, struct line *line,
              const struct op_result *r)
{
    const struct entry *entry = &s->journal.entries[r->op - 1];
    const struct trace_op *op = &s->trace->ops[entry->extra];
    const struct block *block = blocks_get(&s->world.blocks, r->id);
    add(line, "skipped line %" PRIu32 " of the trace, ", op->line);
    if (op->kind == TRACE_FREE)
        add(line, "f %" PRId64, op->id);
    else
        add(line, "r %" PRId64 " %" PRIu64, op->id, op->size);
    add(line, ": ");
    add_who(s, line, r);
    add(line, " was freed %sby operation %" PRIu32 ".",
        s->journal.entries[block->died - 1].flags & ENTRY_TRACE ? ""
                                                                : "by hand, ",
        block->died);
}

static void
describe_coalesce(const struct session *s, struct line *line,
                  const struct op_result *r)
{
    if (r->count)
        add(line, "coalesce: %zu join%s made.", r->count, plural(r->count));
    else if (s->config.policy.joining == JOIN_OFF)
        add(line, "coalesce: joining is off under this policy, nothing was "
                  "joined.");
    else
        add(line, "coalesce: no two free blocks are neighbours, nothing to "
                  "join.");
}

void
session_describe(const struct session *s, const struct op_result *r,
                 char buf[DESCRIBE_TEXT])
{
    struct line line = {.buf = buf};
    buf[0] = '\0';
    switch (r->kind) {
    case OP_NONE:
        break;
    case OP_ALLOC:
    case OP_CALLOC:
    case OP_MEMALIGN:
        describe_new(s, &line, r);
        break;
    case OP_REALLOC:
        describe_resize(s, &line, r);
        break;
    case OP_FREE:
        describe_free(s, &line, r);
        break;
    case OP_COALESCE:
        describe_coalesce(s, &line, r);
        break;
    case OP_POKE:
        add(&line, "poke: %zu byte%s written at ", r->count, plural(r->count));
        add_where(s, &line, r->off);
        add(&line, ".");
        break;
    case OP_SKIP:
        describe_skip(s, &line, r);
        break;
    }
}
