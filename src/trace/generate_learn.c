/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate_learn.c: requests like those of another trace. Of that model's
 * blocks a fair sample is kept (a reservoir: of however many, SAMPLES are left,
 * each as likely as any other), each with its size, how many operations it
 * lasted and what ended it. Size and lifetime are drawn together, so that small
 * blocks live as long here as small ones do there.
 *
 * realloc ends a block and begins another under the same id; these have a
 * reservoir of their own. Then as many blocks are resized here as there, to
 * sizes that blocks are resized to, though not one block's sizes in their
 * order.
 */
#include "generate_internal.h"

#include "trace_walk.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 1 << 14 };

enum origin { BY_ALLOC, BY_REALLOC, N_ORIGINS };
enum fate { FREED, RESIZED, NEVER_FREED };

struct sample {
    uint64_t size;
    uint32_t life; /* operations until its end */
    enum fate fate;
};

struct reservoir {
    struct sample *samples;
    size_t n_seen; /* the first SAMPLES of them at most are kept */
};

/* --- learning --------------------------------------------------------------*/
struct birth {
    uint64_t size;
    uint32_t at; /* operations before it */
    enum origin origin;
};

struct learner {
    struct trace_walk walk;
    struct birth *births; /* of plain ids */
    size_t cap;
    struct reservoir *reservoirs;
    struct random random;
};

static void
keep_sample(struct learner *l, const struct birth *birth, uint32_t now,
            enum fate fate)
{
    struct reservoir *r = &l->reservoirs[birth->origin];
    size_t i = r->n_seen++;
    if (i >= SAMPLES)
        i = random_below(&l->random, r->n_seen);
    if (i < SAMPLES)
        r->samples[i] = (struct sample){birth->size, now - birth->at, fate};
}

static bool
reserve_births(struct learner *l)
{
    if (l->cap >= l->walk.cap_ids)
        return true;
    struct birth *births =
        realloc(l->births, l->walk.cap_ids * sizeof *l->births);
    if (!births)
        return false;
    l->births = births;
    l->cap = l->walk.cap_ids;
    return true;
}

/* What becomes of the blocks as the model plays. False: no memory. */
static bool
learn_all(struct learner *l)
{
    struct trace_op op;
    uint32_t now = 0;
    for (; trace_walk_next(&l->walk, &op); now++) {
        if (!reserve_births(l))
            return false;
        struct birth *birth = &l->births[op.id];
        if (op.kind != TRACE_ALLOC)
            keep_sample(l, birth, now, op.kind == TRACE_FREE ? FREED : RESIZED);
        birth->size = op.size;
        birth->at = now;
        birth->origin = op.kind == TRACE_ALLOC ? BY_ALLOC : BY_REALLOC;
    }
    for (size_t i = 0; i < l->walk.n_ids; i++)
        if (l->walk.ids[i].live)
            keep_sample(l, &l->births[i], now, NEVER_FREED);
    return !l->walk.failed;
}

static bool
learn(struct generate_maker *m, struct reservoir reservoirs[N_ORIGINS])
{
    const struct trace *from = m->config->from;
    struct learner l = {.reservoirs = reservoirs, .random = m->random};
    bool ok = true;
    for (size_t i = 0; i < N_ORIGINS; i++) {
        reservoirs[i].samples = calloc(SAMPLES, sizeof(struct sample));
        ok = ok && reservoirs[i].samples;
    }
    if (!ok || !trace_walk_open(&l.walk, from))
        return error_set(m->err, "memory", "No memory to learn from %.80s.",
                         from->name);
    ok = learn_all(&l);
    trace_walk_close(&l.walk);
    free(l.births);
    if (!ok)
        return error_set(m->err, "memory", "No memory to learn from %.80s.",
                         from->name);
    if (reservoirs[BY_ALLOC].n_seen == 0)
        return error_set(m->err, "trace",
                         "%.80s allocates nothing that could be learned.",
                         from->name);
    return true;
}

/* --- what lives, by its end ------------------------------------------------*/
struct pending {
    size_t due; /* operations before it; SIZE_MAX: at the trace's end */
    uint32_t id;
    enum fate fate;
};

/* A binary heap, the earliest at its root. */
struct agenda {
    struct pending *list;
    size_t n, cap;
};

static bool
agenda_push(struct agenda *a, struct pending entry)
{
    size_t i = a->n;
    if (a->n == a->cap) {
        size_t cap = a->cap ? a->cap * 2 : 256;
        struct pending *list = realloc(a->list, cap * sizeof *list);
        if (!list)
            return false;
        a->list = list;
        a->cap = cap;
    }
    for (a->n++; i && a->list[(i - 1) / 2].due > entry.due; i = (i - 1) / 2)
        a->list[i] = a->list[(i - 1) / 2];
    a->list[i] = entry;
    return true;
}

static struct pending
agenda_pop(struct agenda *a)
{
    struct pending first = a->list[0], last = a->list[--a->n];
    size_t i = 0, child;
    while ((child = 2 * i + 1) < a->n) {
        if (child + 1 < a->n && a->list[child + 1].due < a->list[child].due)
            child++;
        if (last.due <= a->list[child].due)
            break;
        a->list[i] = a->list[child];
        i = child;
    }
    a->list[i] = last;
    return first;
}

/* --- replaying -------------------------------------------------------------*/
static const struct sample *
draw(struct generate_maker *m, const struct reservoir *r)
{
    size_t n = r->n_seen < SAMPLES ? r->n_seen : SAMPLES;
    return &r->samples[random_below(&m->random, n)];
}

/* Block ID has begun as SAMPLE says: when does it end? */
static void
await_end(struct generate_maker *m, struct agenda *agenda, uint32_t id,
          const struct sample *sample)
{
    struct pending entry = {m->trace->n_ops - 1 + sample->life, id,
                            sample->fate};
    if (sample->fate == NEVER_FREED) {
        entry.due = SIZE_MAX;
        if (m->config->end == GENERATE_USUAL) {
            m->n_stay++;
            return;
        }
    }
    if (!m->failed && !agenda_push(agenda, entry))
        m->failed = !error_set(m->err, "memory", "No memory for %zu blocks.",
                               agenda->n);
}

/* Ends a block that is due, or else begins one. */
static void
step(struct generate_maker *m, struct agenda *agenda,
     const struct reservoir reservoirs[N_ORIGINS])
{
    const struct sample *sample;
    if (agenda->n == 0 || agenda->list[0].due > m->trace->n_ops) {
        sample = draw(m, &reservoirs[BY_ALLOC]);
        await_end(m, agenda, maker_alloc(m, (size_t)sample->size), sample);
        return;
    }
    struct pending now = agenda_pop(agenda);
    if (now.fate == FREED) {
        maker_free(m, now.id);
        return;
    }
    sample = draw(m, &reservoirs[BY_REALLOC]);
    maker_realloc(m, now.id, (size_t)sample->size);
    await_end(m, agenda, now.id, sample);
}

void
make_learned(struct generate_maker *m)
{
    struct reservoir reservoirs[N_ORIGINS] = {{0}};
    struct agenda agenda = {0};
    m->failed = !learn(m, reservoirs);
    while (maker_has(m, 2))
        step(m, &agenda, reservoirs);
    while (agenda.n && maker_frees(m) && !m->failed)
        maker_free(m, agenda_pop(&agenda).id);
    free(agenda.list);
    for (size_t i = 0; i < N_ORIGINS; i++)
        free(reservoirs[i].samples);
}
