/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate.c: the kinds of generated traces and their parameters, one row each,
 * and what is usual where a parameter is not given.
 */
#include "generate_internal.h"

#include <stdlib.h>
#include <string.h>

enum { LIVE = 1, SIZE = 2, MEAN = 4, FROM = 8, ALL = LIVE | SIZE | MEAN };

enum { USUAL_OPS = 10000, LEAST_OPS = 10, MOST = 1 << 30 };

static const struct generate_kind kinds[] = {
    {"uniform", "all sizes as likely; random blocks are replaced",
     "first fit on a list in the order of freeing, next fit, buddy",
     LIVE | SIZE, 1000, 1, 0, 2048, make_uniform},
    {"exponential", "many small, few large; random blocks are replaced",
     "first fit on a list in the order of freeing, next fit, buddy", ALL, 1000,
     16, 112, 4096, make_exponential},
    {"bimodal", "nine small nodes to one large buffer; random ones replaced",
     "first and next fit, which cut large holes up for small nodes",
     LIVE | SIZE, 1000, 16, 0, 16384, make_bimodal},
    {"ramp", "up, a plateau of replacing, down; again with larger sizes",
     "who cannot join one round's holes for the next one's sizes", ALL, 800, 24,
     72, 4096, make_ramp},
    {"sawtooth", "filled, and nearly emptied at random, over and over",
     "who does not join; else only buddy, which rounds up", ALL, 1000, 16, 112,
     4096, make_sawtooth},
    {"peak", "a tenth of the blocks most of the time, all of them once",
     "every heap that does not shrink: what the peak took stays", ALL, 1000, 16,
     112, 4096, make_peak},
    {"lifo", "a stack: the block allocated last is freed first",
     "who does not join; else only buddy, which rounds up", LIVE | SIZE, 1000,
     16, 0, 256, make_lifo},
    {"fifo", "a queue: the block allocated first is freed first",
     "who does not join; else only buddy, which rounds up", ALL, 1000, 32, 176,
     4096, make_fifo},
    {"realloc", "buffers that are appended to, among small blocks",
     "next fit, and first fit on a list in the order of freeing", ALL, 1000, 16,
     88, 65536, make_realloc},
    {"checkerboard", "all alike, every second freed, then some that do not fit",
     "everybody: blocks cannot move", LIVE | SIZE, 1000, 48, 0, 512,
     make_checkerboard},
    {"producer-consumer", "two queues of messages, each a text and some nodes",
     "buddy; the others a little, as nodes keep texts' holes apart", ALL, 1000,
     32, 176, 4096, make_messages},
    {"learned", "sizes and lifetimes like those of another trace",
     "whom its model hurts", FROM, 0, 0, 0, 0, make_learned},
};

enum { N_KINDS = sizeof kinds / sizeof *kinds };

const struct generate_kind *
generate_kind_get(size_t i)
{
    return i < N_KINDS ? &kinds[i] : NULL;
}

const char *
generate_kind_name(size_t i)
{
    return i < N_KINDS ? kinds[i].name : NULL;
}

const struct generate_kind *
generate_kind_find(const char *name)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* --- parameters ------------------------------------------------------------*/
enum place { SEED, OPS, LIVE_BLOCKS, MIN, MEAN_SIZE, MAX, END, ELSEWHERE };

static const struct parameter {
    const char *name;
    unsigned needs; /* a bit of the kind's `takes`; 0: all kinds take it */
    enum place place;
    uint64_t least, most;
} parameters[] = {
    {"seed", 0, SEED, 0, UINT64_MAX},
    {"ops", 0, OPS, LEAST_OPS, MOST},
    {"live", LIVE, LIVE_BLOCKS, 1, MOST},
    {"size", SIZE, ELSEWHERE, 0, 0}, /* min and max in one */
    {"min", SIZE, MIN, 1, UINT32_MAX},
    {"mean", MEAN, MEAN_SIZE, 1, UINT32_MAX},
    {"max", SIZE, MAX, 1, UINT32_MAX},
    {"keep", 0, END, 0, 1},
    {"from", FROM, ELSEWHERE, 0, 0}, /* a file */
};

enum { N_PARAMETERS = sizeof parameters / sizeof *parameters };

const char *
generate_parameter(size_t i)
{
    return i < N_PARAMETERS ? parameters[i].name : NULL;
}

static const struct parameter *
find_parameter(const struct generate_kind *kind, const char *name)
{
    for (size_t i = 0; i < N_PARAMETERS; i++)
        if (strcmp(parameters[i].name, name) == 0 &&
            (!parameters[i].needs || kind->takes & parameters[i].needs))
            return &parameters[i];
    return NULL;
}

bool
generate_takes(const struct generate_kind *kind, const char *parameter)
{
    return find_parameter(kind, parameter) != NULL;
}

static uint64_t
parameter_value(const struct generate_config *c, enum place place)
{
    const uint64_t values[] = {
        [SEED] = c->seed, [OPS] = c->ops,        [LIVE_BLOCKS] = c->live,
        [MIN] = c->min,   [MEAN_SIZE] = c->mean, [MAX] = c->max,
        [END] = 0,        [ELSEWHERE] = 0,
    };
    return values[place];
}

static void
put_value(struct generate_config *c, enum place place, uint64_t value)
{
    size_t *const numbers[] = {
        [OPS] = &c->ops,        [LIVE_BLOCKS] = &c->live, [MIN] = &c->min,
        [MEAN_SIZE] = &c->mean, [MAX] = &c->max,
    };
    if (place == SEED)
        c->seed = value;
    else if (place == END)
        c->end = value ? GENERATE_KEEP : GENERATE_FREE;
    else
        *numbers[place] = (size_t)value;
}

static bool
check_value(const struct parameter *p, uint64_t value, struct error *err)
{
    if (value >= p->least && value <= p->most)
        return true;
    return error_set(
        err, "usage", "%s=%llu is too %s: type %llu or %s", p->name,
        (unsigned long long)value, value < p->least ? "small" : "large",
        (unsigned long long)(value < p->least ? p->least : p->most),
        value < p->least ? "more" : "less");
}

static const struct generate_kind *
known_kind(const char *name, struct error *err)
{
    const struct generate_kind *kind = generate_kind_find(name);
    if (!kind)
        (void)error_set(err, "usage", "There is no kind of trace \"%.40s\".",
                        name);
    return kind;
}

bool
generate_set(struct generate_config *config, const char *parameter,
             uint64_t value, struct error *err)
{
    const struct generate_kind *kind = known_kind(config->kind, err);
    const struct parameter *p = kind ? find_parameter(kind, parameter) : NULL;
    if (!kind)
        return false;
    if (!p || p->place == ELSEWHERE)
        return error_set(err, "usage", "%s has no number \"%.40s\".",
                         kind->name, parameter);
    if (!check_value(p, value, err))
        return false;
    put_value(config, p->place, value);
    return true;
}

/* --- what is not given -----------------------------------------------------*/
static size_t
within(size_t value, size_t lo, size_t hi)
{
    return value < lo ? lo : value > hi ? hi : value;
}

/* A range around what is given of it: the usual bounds where they leave room.
 */
static void
fill_in_sizes(struct generate_config *c, const struct generate_kind *kind)
{
    size_t given = c->mean ? c->mean : c->min;
    size_t lowest = c->mean ? (c->mean + 3) / 4 : c->max ? c->max : kind->min;
    if (!c->min)
        c->min = within(kind->min, 1, lowest);
    if (!c->max)
        c->max = given <= kind->max / 4 ? kind->max
                                        : within(given * 8, 1, UINT32_MAX);
    if (!c->mean)
        c->mean = kind->mean >= c->min && kind->mean <= c->max
                      ? kind->mean
                      : c->min + (c->max - c->min) / 4;
}

static void
fill_in(struct generate_config *c, const struct generate_kind *kind)
{
    if (!c->live)
        c->live = kind->live;
    if (!c->ops && c->from)
        c->ops = within(c->from->n_ops, LEAST_OPS, MOST);
    if (!c->ops)
        c->ops = within(c->live, USUAL_OPS / 4, MOST / 4) * 4;
    if (c->live > c->ops)
        c->live = c->ops;
    if (kind->takes & SIZE)
        fill_in_sizes(c, kind);
}

static bool
check(const struct generate_config *c, const struct generate_kind *kind,
      struct error *err)
{
    for (size_t i = 0; i < N_PARAMETERS; i++) {
        const struct parameter *p = &parameters[i];
        uint64_t value = parameter_value(c, p->place);
        if (p->place != SEED && value && !check_value(p, value, err))
            return false;
    }
    if ((kind->takes & FROM) && !c->from)
        return error_set(err, "usage",
                         "%s needs a trace to learn from: type from=TRACE, or "
                         "load one first",
                         kind->name);
    return true;
}

static bool
check_sizes(const struct generate_config *c, const struct generate_kind *kind,
            struct error *err)
{
    if (c->min > c->max)
        return error_set(err, "usage",
                         "No size is %zu or more and %zu or less: type the "
                         "smaller one first, size=%zu..%zu",
                         c->min, c->max, c->max, c->min);
    if ((kind->takes & MEAN) && (c->mean < c->min || c->mean > c->max))
        return error_set(err, "usage",
                         "mean=%zu is not among the sizes: type one from %zu "
                         "to %zu",
                         c->mean, c->min, c->max);
    return true;
}

/* --- making it -------------------------------------------------------------*/
static struct trace *
make(const struct generate_config *config, const struct generate_kind *kind,
     struct error *err)
{
    struct generate_maker m = {
        .config = config,
        .err = err,
        .trace = trace_new(kind->name),
        .random = random_from(config->seed),
        .min = config->min,
        .mean = config->mean,
        .max = config->max,
        .left = config->ops,
    };
    if (!m.trace || !pool_init(&m.pool, config->live + 1)) {
        m.failed = !error_set(err, "memory", "No memory for a trace.");
    } else {
        kind->make(&m);
        while (m.pool.n && maker_frees(&m))
            maker_free(&m, pool_pop_front(&m.pool));
    }
    pool_done(&m.pool);
    free(m.spare);
    if (!m.failed)
        return m.trace;
    trace_free(m.trace);
    return NULL;
}

struct trace *
generate_trace(const struct generate_config *config, struct error *err)
{
    const struct generate_kind *kind = known_kind(config->kind, err);
    struct generate_config full = *config;
    if (!kind || !check(&full, kind, err))
        return NULL;
    fill_in(&full, kind);
    if (!check_sizes(&full, kind, err))
        return NULL;
    return make(&full, kind, err);
}
