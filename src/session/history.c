/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history.c: see history.h.
 */
#include "history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------*/
bool
history_init(struct history *h)
{
    memset(h, 0, sizeof *h);
    h->branches = calloc(1, sizeof *h->branches);
    if (!h->branches)
        return false;
    h->n_branches = h->cap_branches = 1;
    h->branches[0].number = h->last_number = 1;
    return true;
}

void
history_done(struct history *h)
{
    for (uint32_t i = 0; i < h->n_branches; i++)
        free(h->branches[i].runs);
    free(h->branches);
    free(h->entries);
    free(h->bytes);
    free(h->names);
    memset(h, 0, sizeof *h);
}

/* Room for N more than *N_NOW elements of SIZE. */
static bool
grow(void **all, size_t *cap, size_t n_now, size_t n, size_t size)
{
    size_t wanted = *cap ? *cap : 64;
    void *more;
    if (n > SIZE_MAX / 4 / size - n_now)
        return false;
    if (n_now + n <= *cap)
        return true;
    while (wanted < n_now + n)
        wanted *= 2;
    more = realloc(*all, wanted * size);
    if (!more)
        return false;
    *all = more;
    *cap = wanted;
    return true;
}

static struct branch *
current(const struct history *h)
{
    return &h->branches[h->current];
}

const struct branch *
history_branch(const struct history *h)
{
    return current(h);
}

/* --- writing ---------------------------------------------------------------*/
bool
history_reserve(struct history *h, size_t n_bytes)
{
    struct branch *b = current(h);
    void *entries = h->entries, *bytes = h->bytes, *names = h->names;
    void *runs = b->runs;
    bool ok =
        b->n_ops < HISTORY_MAX && n_bytes < SIZE_MAX / 4 &&
        grow(&entries, &h->cap_entries, h->n_entries, 2, sizeof *h->entries) &&
        grow(&names, &h->cap_names, h->n_names, 1, sizeof *h->names) &&
        grow(&runs, &b->cap, b->n_runs, 2, sizeof *b->runs) &&
        grow(&bytes, &h->cap_bytes, h->n_bytes, n_bytes + sizeof(uint64_t), 1);
    h->entries = entries;
    h->bytes = bytes;
    h->names = names;
    b->runs = runs;
    return ok;
}

/* RUN, whose first operation is the next one, joins the last, or is a new one.
 */
static void
push_run(struct branch *b, struct run run)
{
    struct run *last = b->n_runs ? &b->runs[b->n_runs - 1] : NULL;
    assert(b->runs && b->n_runs < b->cap); /* history_reserve */
    run.op = b->n_ops;
    run.trace_at = history_trace_at(b, b->n_ops);
    if (last && last->is_trace == run.is_trace && !last->is_skip &&
        !run.is_skip && last->from + last->n == run.from)
        last->n += run.n;
    else
        b->runs[b->n_runs++] = run;
    b->n_ops += run.n;
}

void
history_push(struct history *h, const struct entry *entry, const char *name)
{
    struct entry *kept = &h->entries[h->n_entries];
    *kept = *entry;
    if (name) {
        struct entry_name *given = &h->names[h->n_names++];
        given->entry = h->n_entries;
        memcpy(given->text, name, strlen(name) + 1);
        kept->flags |= ENTRY_NAMED;
    }
    push_run(current(h),
             (struct run){.n = 1,
                          .is_skip = (entry->flags & ENTRY_TRACE) != 0,
                          .from = h->n_entries++});
}

void
history_push_trace(struct history *h, size_t from, uint32_t n)
{
    if (n)
        push_run(current(h),
                 (struct run){.n = n, .is_trace = true, .from = from});
}

uint64_t
history_keep_poke(struct history *h, size_t at, const void *bytes, size_t n)
{
    uint64_t where = h->n_bytes, at64 = at;
    memcpy(h->bytes + where, &at64, sizeof at64);
    memcpy(h->bytes + where + sizeof at64, bytes, n);
    h->n_bytes += sizeof at64 + n;
    return where;
}

static bool
reserve_branch(struct history *h)
{
    void *branches = h->branches;
    size_t cap = h->cap_branches;
    bool ok = grow(&branches, &cap, h->n_branches, 1, sizeof *h->branches);
    h->branches = branches;
    h->cap_branches = (uint32_t)cap;
    return ok;
}

void
history_trim(struct history *h)
{
    uint32_t oldest = h->current == 0;
    if (h->n_branches <= MOST_BRANCHES)
        return;
    free(h->branches[oldest].runs);
    h->n_branches--;
    memmove(&h->branches[oldest], &h->branches[oldest + 1],
            (h->n_branches - oldest) * sizeof *h->branches);
    h->current -= h->current > oldest;
}

/* The index of the run in which operation OP + 1 lies; n_runs at the end. */
static size_t
run_after(const struct branch *b, uint32_t op)
{
    size_t lo = 0, hi = b->n_runs;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (b->runs[mid].op + b->runs[mid].n <= op)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

bool
history_fork(struct history *h, uint32_t op)
{
    struct branch *old, new = {.n_ops = op, .fork = op};
    size_t n;
    if (!reserve_branch(h))
        return false;
    old = current(h);
    n = run_after(old, op);
    new.number = ++h->last_number;
    new.parent = old->number;
    new.cap = n + 2;
    new.runs = malloc(new.cap * sizeof *new.runs);
    if (!new.runs)
        return false;
    if (n)
        memcpy(new.runs, old->runs, n * sizeof *new.runs);
    new.n_runs = n;
    if (n < old->n_runs && old->runs[n].op < op) {
        new.runs[n] = old->runs[n];
        new.runs[n].n = op - old->runs[n].op;
        new.n_runs++;
    }
    h->forked_from = h->current;
    h->branches[h->n_branches] = new;
    h->current = h->n_branches++;
    return true;
}

void
history_unfork(struct history *h)
{
    free(h->branches[--h->n_branches].runs);
    h->last_number--;
    h->current = h->forked_from;
}

/* --- reading ---------------------------------------------------------------*/
size_t
history_poke(const struct history *h, const struct entry *entry,
             const uint8_t **bytes)
{
    uint64_t at;
    memcpy(&at, h->bytes + entry->extra, sizeof at);
    *bytes = h->bytes + entry->extra + sizeof at;
    return (size_t)at;
}

bool
history_find_branch(const struct history *h, uint32_t number, uint32_t *index)
{
    for (*index = 0; *index < h->n_branches; ++*index)
        if (h->branches[*index].number == number)
            return true;
    return false;
}

size_t
history_names_from(const struct history *h, size_t entry)
{
    size_t lo = 0, hi = h->n_names;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (h->names[mid].entry < entry)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const char *
history_name(const struct history *h, const struct entry *entry)
{
    if (!(entry->flags & ENTRY_NAMED))
        return "";
    return h->names[history_names_from(h, (size_t)(entry - h->entries))].text;
}

/* How many operations A and B have alike from operation OP on, within the
 * runs at hand. */
static uint32_t
alike(const struct run *a, const struct run *b, uint32_t op)
{
    size_t a_from = a->from + (op - a->op), b_from = b->from + (op - b->op);
    uint32_t a_left = a->op + a->n - op, b_left = b->op + b->n - op;
    if (a->is_trace != b->is_trace || a_from != b_from)
        return 0;
    return a_left < b_left ? a_left : b_left;
}

uint32_t
history_common(const struct branch *a, const struct branch *b)
{
    uint32_t op = 0;
    size_t i = 0, k = 0;
    while (i < a->n_runs && k < b->n_runs) {
        uint32_t n = alike(&a->runs[i], &b->runs[k], op);
        if (n == 0)
            break;
        op += n;
        i += a->runs[i].op + a->runs[i].n == op;
        k += b->runs[k].op + b->runs[k].n == op;
    }
    return op;
}

void
history_seek(struct history_cursor *cursor, const struct history *h,
             const struct branch *branch, uint32_t op)
{
    *cursor = (struct history_cursor){h, branch, op, run_after(branch, op)};
}

bool
history_peek(struct history_cursor *cursor, const struct entry **entry,
             size_t *from, uint32_t *n)
{
    const struct run *run = &cursor->branch->runs[cursor->run];
    if (cursor->run == cursor->branch->n_runs)
        return false;
    *from = run->from + (cursor->op - run->op);
    *n = run->is_trace ? run->n - (cursor->op - run->op) : 1;
    *entry = run->is_trace ? NULL : &cursor->history->entries[*from];
    return true;
}

void
history_skip(struct history_cursor *cursor, uint32_t n)
{
    const struct run *run = &cursor->branch->runs[cursor->run];
    cursor->op += n;
    cursor->run += run->op + run->n == cursor->op;
}

size_t
history_align(const struct history *h, uint32_t op)
{
    struct history_cursor cursor;
    const struct entry *entry;
    size_t from;
    uint32_t n;
    history_seek(&cursor, h, history_branch(h), op - 1);
    if (!history_peek(&cursor, &entry, &from, &n) || !entry ||
        entry->kind != OP_MEMALIGN)
        return 0;
    return (size_t)1 << entry->align_shift;
}

size_t
history_trace_at(const struct branch *b, uint32_t op)
{
    const struct run *run;
    if (op == 0)
        return 0;
    run = &b->runs[run_after(b, op - 1)];
    return run->trace_at + (run->is_trace ? op - run->op : run->is_skip);
}
