/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * describe.c: the last operation in one sentence: what was done, to what, with
 * what effect. What needs a look at the heap (a block's place on its list) is
 * found here, when somebody reads it, and not while operations run. A usual
 * sentence fits in 80 columns; what matters most stands first.
 */
#include "session_internal.h"
#include "size_text.h"
#include "view.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_PLACE = 99, /* the map numbers as many */
    LINE_COLS = 78  /* the message line of a small terminal */
};

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
static void
add_growth(struct line *line, const char *before, const struct op_result *r)
{
    char size[SIZE_TEXT];
    if (r->grown)
        add(line, "%s heap grew by %s", before, size_text(r->grown, size));
}

/* How many free blocks the search looked at, and what came of it. */
static void
add_search(struct line *line, const struct op_result *r)
{
    char size[SIZE_TEXT];
    if (r->probes)
        add(line, "; looked at %zu", r->probes);
    if (r->grown)
        add_growth(line, r->probes ? "," : ";", r);
    else if (r->probes && r->split_size)
        add(line, ", split off %s", size_text(r->split_size, size));
    else if (r->probes)
        add(line, ", took one whole");
}

static void
describe_new(const struct session *s, struct line *line,
             const struct op_result *r)
{
    add_who(s, line, r);
    add(line, " = ");
    add_where(s, line, r->off);
    add(line, "  %zu B", r->asked);
    if (s->track.world.heap) {
        add(line, " in a block of %zu", r->size);
        add_search(line, r);
    }
    add(line, ".");
}

static void
add_obstacle(const struct session *s, struct line *line,
             const struct op_result *r)
{
    bool buddies =
        s->track.world.heap && heap_get_shape(s->track.world.heap).buddies;
    switch (r->obstacle) {
    case OBSTACLE_NONE:
        break;
    case OBSTACLE_USED:
        add(line, ", %s in use", buddies ? "its buddy" : "next block");
        break;
    case OBSTACLE_SMALL:
        add(line, ", next free block too small (%zu B, %zu needed)",
            r->next_size, r->missing);
        break;
    case OBSTACLE_JOINING:
        add(line, ", joining is off");
        break;
    case OBSTACLE_END:
        add(line, ", heap at its limit");
        break;
    case OBSTACLE_UPPER:
        add(line, ", it was an upper half");
        break;
    case OBSTACLE_SPLIT:
        add(line, ", its buddy is split");
        break;
    }
}

static void
describe_resize(const struct session *s, struct line *line,
                const struct op_result *r)
{
    bool known = s->track.world.heap != NULL;
    add(line, "realloc ");
    add_who(s, line, r);
    add(line, " to %zu B: ", r->asked);
    if (r->id && !r->old_off) { /* it had been refused */
        add(line, "a new block at ");
        add_where(s, line, r->off);
    } else if (r->off != r->old_off) {
        size_t kept = r->old_asked < r->asked ? r->old_asked : r->asked;
        add(line, r->slid ? "moved down to " : "moved to ");
        add_where(s, line, r->off);
        if (r->slid)
            add(line, ", into %zu B free", r->slid);
        else
            add_obstacle(s, line, r);
        if (r->copied)
            add(line, "; %zu B kept", kept);
    } else if (r->size == r->old_size) {
        add(line, "stays at ");
        add_where(s, line, r->off);
        if (known)
            add(line, " in its block of %zu", r->size);
    } else {
        add(line, "%s in place from %zu to %zu B",
            r->size > r->old_size ? "grown" : "shrunk", r->old_size, r->size);
        if (r->size < r->old_size && r->split_size)
            add(line, ", %zu B freed", r->split_size);
    }
    add_growth(line, ";", r);
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
add_place(const struct session *s, struct line *line, const char *before,
          size_t off)
{
    const struct heap *heap = s->track.world.heap;
    struct block_info info;
    unsigned place;
    bool many = heap_n_lists(heap) > 1;
    const char *list = many ? "its list" : "the list";
    char name[40];
    if (!block_at(heap, off, &info) || info.list == LIST_NONE)
        return;
    place = place_on_list(heap, info.list, info.off);
    if (place)
        add(line, "%snumber %u on %s", before, place, list);
    else
        add(line, "%sbeyond number %d on %s", before, MAX_PLACE, list);
    view_list_name(s, info.list, name, sizeof name);
    if (many && line->n + strlen(name) + 3 <= LINE_COLS)
        add(line, ", %s", name);
}

/* Of buddies: how often it was joined, or what its buddy is. */
static void
add_buddy(const struct session *s, struct line *line, const struct op_result *r,
          const struct view_buddy *buddy)
{
    static const char *const states[] = {[BUDDY_NONE] = "",
                                         [BUDDY_BEYOND] = " beyond the end",
                                         [BUDDY_WHOLE] = " in use",
                                         [BUDDY_SPLIT] = " split"};
    unsigned joins = 0;
    for (size_t size = r->size; size && size < r->free_size; size *= 2)
        joins++;
    if (joins) {
        add(line, joins > 1 ? "joined buddies %u times" : "joined its buddy",
            joins);
    } else if (buddy->state == BUDDY_NONE) {
        add(line, "it has no buddy");
    } else {
        add(line, "buddy ");
        add_where(s, line, buddy->off);
        add(line, "%s", states[buddy->state]);
    }
}

static void
add_joins(const struct session *s, struct line *line, const struct op_result *r)
{
    enum policy_joining joining = s->config.policy.joining;
    struct view_buddy buddy;
    if (joining == JOIN_IMMEDIATE && view_buddy(s, r->off, r->size, &buddy))
        add_buddy(s, line, r, &buddy);
    else if (r->joined_left && r->joined_right)
        add(line, "joined both neighbours");
    else if (r->joined_left)
        add(line, "joined the block before it");
    else if (r->joined_right)
        add(line, "joined the block after it");
    else if (joining == JOIN_DEFERRED)
        add(line, "joining is deferred");
    else if (joining == JOIN_OFF)
        add(line, "joining is off");
    else if (r->free_size == r->size)
        add(line, "both neighbours in use");
    else
        add(line, "joined its free neighbours");
}

static void
describe_free(const struct session *s, struct line *line,
              const struct op_result *r)
{
    bool joined = r->size && r->free_size > r->size;
    if (r->off == 0) {
        if (r->id)
            add(line, "free #%" PRIu32 ": it had been refused, so", r->id);
        else
            add(line, "free of nothing:");
        add(line, " free(NULL) does nothing.");
        return;
    }
    add(line, "free ");
    add_who(s, line, r);
    if (r->size)
        add(line, " (%zu B", r->size);
    if (!joined) { /* else it is no place of its own any more */
        add(line, r->size ? " at " : " (at ");
        add_where(s, line, r->off);
    }
    add(line, "): ");
    if (!s->track.world.heap) {
        add(line, "this allocator reuses nothing.");
        return;
    }
    add_joins(s, line, r);
    if (joined)
        add(line, "; now %zu B", r->free_size);
    add_place(s, line, joined ? ", " : "; ", r->free_off);
    add(line, ".");
}

/* --- the rest --------------------------------------------------------------*/
static void
describe_skip(const struct session *s, struct line *line,
              const struct op_result *r)
{
    struct trace_op op = trace_get(s->trace, s->track.world.tally.trace_at - 1);
    struct grave grave;
    add(line, "skipped line %" PRIu32 " of the trace, ", op.line);
    if (op.kind == TRACE_FREE)
        add(line, "f %" PRId64, op.id);
    else if (op.kind == TRACE_REALLOC)
        add(line, "r %" PRId64 " %" PRIu64, op.id, op.size);
    else
        add(line, "a %" PRId64 " %" PRIu64, op.id, op.size);
    add(line, ": ");
    if (!r->id || !find_block(s, r->id, &grave) || !grave.died) {
        add(line, "it could not be done.");
        return;
    }
    add_who(s, line, r);
    add(line, " was freed %sby operation %" PRIu32 ".",
        grave.by_hand ? "by hand, " : "", grave.died);
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
        add(line, "coalesce: no two free blocks are %s, nothing to join.",
            s->config.policy.layout == LAYOUT_BUDDY ? "buddies" : "neighbours");
}

/* In a lane of a race. */
static void
describe_refusal(const struct session *s, struct line *line,
                 const struct op_result *r)
{
    add_who(s, line, r);
    if (r->kind == OP_REALLOC)
        add(line, ": no %zu B for it, it stays as it is", r->asked);
    else if (r->kind == OP_FREE || r->kind == OP_POKE ||
             r->kind == OP_COALESCE)
        add(line, ": it could not be done");
    else
        add(line, ": no room for %zu B", r->asked);
    add(line, " (%s: %s).", heap_status_name(r->refused),
        heap_status_text(r->refused));
}

void
session_describe(const struct session *s, const struct op_result *r,
                 char buf[DESCRIBE_TEXT])
{
    struct line line = {.buf = buf};
    buf[0] = '\0';
    if (r->refused) {
        describe_refusal(s, &line, r);
        return;
    }
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
