/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session.c: operations, one after the other. Each is looked at first (who is
 * meant, is the name free), then done in the world, then written down: only
 * what was done stands in the history.
 */
#include "session_internal.h"
#include "tint_keep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint32_t
session_next_op(const struct session *s)
{
    return s->track.world.tally.op + 1;
}

/* --- doing and writing down ------------------------------------------------*/
static bool
refuse_to_write(const struct session *s, struct error *err)
{
    return error_set(err, "memory",
                     "No memory to write down operation %" PRIu32 ".",
                     session_next_op(s));
}

static bool
reserve_all(struct session *s, const struct commit *c, struct error *err)
{
    size_t poked = c->action.kind == OP_POKE ? c->action.n : 0;
    if (world_reserve(&s->track.world, c->action.trace_id) &&
        history_reserve(&s->history, poked) &&
        (!c->name || names_reserve(&s->names)))
        return true;
    return refuse_to_write(s, err);
}

static void
check_now(const struct session *s)
{
    heap_check(s->track.world.heap, &s->check->report);
    s->check->stale = false;
}

void
session_changed(struct session *s)
{
    marks_clear(&s->marks);
    if (s->checking && s->track.world.heap)
        check_now(s);
    else
        s->check->stale = s->check->report.n_violations != 0;
}

bool
session_fork(struct session *s, bool *forked, struct error *err)
{
    uint32_t op = s->track.world.tally.op;
    *forked = op != history_branch(&s->history)->n_ops;
    if (!*forked || history_fork(&s->history, op))
        return true;
    *forked = false;
    return error_set(err, "memory", "No memory for a new branch.");
}

/* A search that found nothing may have joined free blocks (deferred
 * coalescing): that is an operation too, or replaying would miss it. */
bool
session_write_joins(struct session *s)
{
    struct entry entry = {.kind = OP_COALESCE};
    if (!world_own_up(&s->track.world, &s->last))
        return false;
    history_push(&s->history, &entry, NULL);
    return true;
}

void
session_fill_name(const struct session *s, struct op_result *result)
{
    const char *name = names_of(&s->names, result->id);
    memcpy(result->name, name, strlen(name) + 1);
}

static void
write_down(struct session *s, struct commit *c, struct op_result *result)
{
    if (c->name)
        names_add(&s->names, result->id, c->name);
    if (c->action.kind == OP_POKE)
        c->entry.extra = history_keep_poke(&s->history, c->action.off,
                                           c->action.bytes, c->action.n);
    c->entry.kind = (uint8_t)c->action.kind;
    c->entry.id = result->id;
    if (c->from_trace)
        history_push_trace(&s->history, s->track.world.tally.trace_at - 1, 1);
    else
        history_push(&s->history, &c->entry, c->name);
    session_fill_name(s, result);
    s->last = *result;
}

/* An operation was written down: what comes after it on the old line is not
 * of this one. */
static void
end_commit(struct session *s, bool forked)
{
    if (forked) {
        track_cut(&s->track, s->track.world.tally.op - 1);
        history_trim(&s->history);
    }
    track_note(&s->track);
    session_changed(s);
}

bool
session_commit(struct session *s, struct commit *c, struct error *err)
{
    struct op_result result;
    enum heap_status status;
    bool forked, done;

    c->action.op = session_next_op(s);
    if (!session_fork(s, &forked, err))
        return false;
    if (!reserve_all(s, c, err)) {
        if (forked)
            history_unfork(&s->history);
        return false;
    }
    status = world_do(&s->track.world, &c->action, true, &result);
    done = status == HEAP_OK;
    if (done)
        write_down(s, c, &result);
    if (done || session_write_joins(s))
        end_commit(s, forked);
    else if (forked)
        history_unfork(&s->history);
    return done || refuse_action(s, &c->action, status, err);
}

/* For typed operations: the result goes out too. */
static bool
commit_typed(struct session *s, struct commit *c, struct op_result *result,
             struct error *err)
{
    if (!session_commit(s, c, err))
        return false;
    if (result)
        *result = s->last;
    return true;
}

/* --- typed operations ------------------------------------------------------*/
/* NAME may be NULL or "": none. */
static bool
check_name(const struct session *s, const char *name, struct error *err)
{
    char text[BLOCK_TEXT];
    uint32_t id;
    if (!name)
        return true;
    if (!name_is_valid(name))
        return error_set(err, "bad-name",
                         "\"%.40s\" is no name: a letter or _ comes first, "
                         "then letters, digits and _, %d bytes at most.",
                         name, NAME_TEXT - 1);
    id = names_find(&s->names, name);
    if (!blocks_get(&s->track.world.blocks, id))
        return true;
    block_text(s, id, text);
    return error_set(err, "name-taken",
                     "The name %s is taken by %s. Free that block first, or "
                     "take another name.",
                     name, text);
}

static uint8_t
log2_of(size_t align)
{
    uint8_t shift = 0;
    while (align >>= 1)
        shift++;
    return shift;
}

/* Fills in whose block it is; one that is no longer live is refused. */
static bool
aim(const struct session *s, const struct who *who, struct commit *c,
    struct error *err)
{
    bool freeing = c->action.kind == OP_FREE;
    uint32_t id;
    size_t off;
    if (!find_who(s, who, &id, &off, err))
        return false;
    c->action.id = id;
    if (id)
        return must_be_live(s, id, freeing, err);
    if (!s->track.world.heap) {
        char where[WHERE_TEXT];
        where_text(s, off, where);
        return error_set(err, "no-block",
                         "No live block starts at %s. \"blocks\" lists what "
                         "is live.",
                         where);
    }
    c->action.by_offset = true;
    c->action.off = off;
    c->entry.flags |= ENTRY_BY_OFFSET;
    c->entry.extra = off;
    return true;
}

bool
session_prepare(const struct session *s, const struct session_request *r,
                struct commit *c, struct error *err)
{
    *c = (struct commit){.action = {.kind = r->kind,
                                    .size = r->size,
                                    .n = r->n,
                                    .align = r->align,
                                    .trace_id = -1},
                         .entry = {.size = r->size,
                                   .extra = r->n,
                                   .align_shift = log2_of(r->align)}};
    if (r->kind != OP_REALLOC && r->kind != OP_FREE) {
        c->name = r->name && *r->name ? r->name : NULL;
        return check_name(s, c->name, err);
    }
    if (!aim(s, &r->who, c, err))
        return false;
    if (r->kind == OP_REALLOC && r->size == 0) {
        c->action.kind = OP_FREE;
        c->entry.flags |= ENTRY_RESIZE0;
    }
    return true;
}

bool
session_request(struct session *s, const struct session_request *r,
                struct op_result *result, struct error *err)
{
    struct commit c;
    return session_prepare(s, r, &c, err) && commit_typed(s, &c, result, err);
}

bool
session_alloc(struct session *s, size_t size, const char *name,
              struct op_result *result, struct error *err)
{
    struct session_request r = {.kind = OP_ALLOC, .size = size, .name = name};
    return session_request(s, &r, result, err);
}

bool
session_calloc(struct session *s, size_t n, size_t size, const char *name,
               struct op_result *result, struct error *err)
{
    struct session_request r = {
        .kind = OP_CALLOC, .n = n, .size = size, .name = name};
    return session_request(s, &r, result, err);
}

bool
session_memalign(struct session *s, size_t align, size_t size, const char *name,
                 struct op_result *result, struct error *err)
{
    struct session_request r = {
        .kind = OP_MEMALIGN, .align = align, .size = size, .name = name};
    return session_request(s, &r, result, err);
}

bool
session_realloc(struct session *s, const struct who *who, size_t size,
                struct op_result *result, struct error *err)
{
    struct session_request r = {.kind = OP_REALLOC, .who = *who, .size = size};
    return session_request(s, &r, result, err);
}

bool
session_free(struct session *s, const struct who *who, struct op_result *result,
             struct error *err)
{
    struct session_request r = {.kind = OP_FREE, .who = *who};
    return session_request(s, &r, result, err);
}

static bool
must_have_heap(const struct session *s, const char *what, struct error *err)
{
    return s->track.world.heap ||
           error_set(err, "not-possible",
                     "This allocator can only be called: it cannot %s.", what);
}

bool
session_coalesce(struct session *s, struct op_result *result, struct error *err)
{
    struct commit c = {.action = {.kind = OP_COALESCE}};
    return must_have_heap(s, "join free blocks on demand", err) &&
           commit_typed(s, &c, result, err);
}

bool
session_poke(struct session *s, size_t at, const uint8_t *bytes, size_t n,
             struct op_result *result, struct error *err)
{
    struct commit c = {
        .action = {.kind = OP_POKE, .off = at, .n = n, .bytes = bytes},
        .entry = {.size = n}};
    return must_have_heap(s, "be written to by offset", err) &&
           commit_typed(s, &c, result, err);
}

const struct op_result *
session_last(const struct session *s)
{
    return &s->last;
}

/* --- checking --------------------------------------------------------------*/
bool
session_check(struct session *s, struct heap_report *report, struct error *err)
{
    if (!s->track.world.heap)
        return error_set(err, "no-checker",
                         "This allocator can only be called: there is no "
                         "bookkeeping to check.");
    check_now(s);
    if (report)
        *report = s->check->report;
    if (s->check->report.n_violations == 0)
        return true;
    return error_set(err, heap_status_name(HEAP_DAMAGED),
                     "The heap is damaged: %zu violation%s found.",
                     s->check->report.n_violations,
                     s->check->report.n_violations == 1 ? "" : "s");
}

const struct heap_report *
session_problems(const struct session *s)
{
    if (s->check->stale)
        check_now(s);
    return s->check->report.n_violations ? &s->check->report : NULL;
}

void
session_set_checking(struct session *s, bool on)
{
    s->checking = on;
}

bool
session_checking(const struct session *s)
{
    return s->checking;
}

/* --- life ------------------------------------------------------------------*/
/* Everything but the configuration and the switches. */
static void
forget_all(struct session *s)
{
    track_done(&s->track);
    names_done(&s->names);
    history_done(&s->history);
    trace_free(s->trace);
    marks_clear(&s->marks);
    s->trace = NULL;
    s->undo.n = s->redo.n = 0;
    s->stops_seen.n = 0;
    memset(&s->last, 0, sizeof s->last);
    s->check->report.n_violations = 0;
    s->check->stale = false;
}

struct session *
session_new(const struct session_config *config, struct error *err)
{
    struct session *s = calloc(1, sizeof *s);
    struct last_check *check = calloc(1, sizeof *check);
    if (!s || !check) {
        error_set(err, "memory", "No memory for a session.");
        goto fail;
    }
    s->check = check;
    s->tint = tint_new(); /* without it colour keys walk the blocks */
    if (session_restart(s, config, err))
        return s;
    tint_free(s->tint);
fail:
    free(check);
    free(s);
    return NULL;
}

void
session_delete(struct session *s)
{
    if (!s)
        return;
    forget_all(s);
    race_free(s->race);
    free(s->undo.all);
    free(s->redo.all);
    free(s->check);
    tint_free(s->tint);
    free(s);
}

void
session_tint_anew(struct session *s)
{
    if (s->tint)
        tint_forget(s->tint);
    s->track.world.blocks.tint = s->tint;
}

bool
session_begin(struct session *s, const struct session_config *config,
              struct trace *trace, struct error *err)
{
    struct session_config kept = *config; /* it may be our own */
    struct history history;
    struct track track;
    struct race *race = NULL;
    if (!history_init(&history))
        return error_set(err, "memory", "No memory for a new session.");
    if (!track_init(&track, &kept, trace, err) ||
        !race_again(s->race, &kept, trace, &race, err)) {
        track_done(&track);
        history_done(&history);
        return false;
    }
    if (s->track.world.target) {
        forget_all(s);
        s->start++;
    }
    s->track = track;
    s->track.stop = s->interrupt;
    session_tint_anew(s);
    s->history = history;
    race_free(s->race);
    s->race = race;
    s->config = kept;
    s->trace = trace;
    s->settled = session_moment(s);
    return true;
}

bool
session_restart(struct session *s, const struct session_config *config,
                struct error *err)
{
    return session_begin(s, config, NULL, err);
}

const struct session_config *
session_config(const struct session *s)
{
    return &s->config;
}
