/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * travel.c: what the session's time machine costs.
 *
 *     travel play POLICY KIND OPS ROUNDS
 *     travel goto POLICY LIVE OPS MOMENTS
 *
 * play: a generated trace, played through the session with nobody watching,
 * beside the bare allocator replaying the same operations from an array; turn
 * and turn about, each in a fresh heap. Prints ns an operation of both
 * (medians) and the median of the rounds' ratios, session to bare.
 *
 * goto: an exponential trace with LIVE blocks, played to its end, then MOMENTS
 * random moments in random order. Prints ns an operation of playing, the median
 * goto in ms, the median of its share of a straight replay to the same moment
 * (as a divisor: 50 is a fiftieth), the heap's bytes, and the bytes the process
 * has beyond it.
 */
#include "lab.h"
#include "score/replay.h"
#include "session/session.h"
#include "session/view.h"
#include "trace/generate.h"
#include "trace/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_MOMENTS = 2000, SEED = 7 };

static struct error err;

/* Seconds of the processor that this process had: the machine is shared. */
static double
clock_own(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int
fail(void)
{
    fprintf(stderr, "travel: %s\n", err.text);
    return 2;
}

static struct trace *
make(const char *kind, size_t ops, size_t live)
{
    struct generate_config config = {
        .kind = kind, .seed = SEED, .ops = ops, .live = live};
    return generate_trace(&config, &err);
}

/* --- play ------------------------------------------------------------------*/
static double
play_bare(const struct policy *policy, const struct plan *plan, void **slots)
{
    struct subject s;
    double seconds;
    if (!subject_heap(&s, policy))
        return -1;
    memset(slots, 0, plan->n_slots * sizeof *slots);
    seconds = clock_own();
    replay_run(plan, &s, slots);
    seconds = clock_own() - seconds;
    s.done(s.self);
    return seconds;
}

static struct session *
session_of(const struct policy *policy, struct trace *trace)
{
    struct session_config config = {.policy = *policy};
    struct session *s = session_new(&config, &err);
    if (s && trace && session_load(s, trace, &err))
        return s;
    session_delete(s);
    return NULL;
}

static double
play_session(struct session *s)
{
    double begin = clock_own();
    if (!session_step(s, SIZE_MAX, NULL, &err))
        return -1;
    return clock_own() - begin;
}

/* What is played, as a trace and as an array. */
struct piece {
    const char *kind;
    size_t ops;
    struct plan *plan;
    void **slots;
};

static bool
piece_init(struct piece *p, const char *kind, size_t ops)
{
    struct trace *trace = make(kind, ops, 0);
    *p = (struct piece){.kind = kind, .ops = ops};
    p->plan = trace ? plan_new(trace) : NULL;
    p->slots = p->plan ? calloc(p->plan->n_slots, sizeof *p->slots) : NULL;
    trace_free(trace);
    return p->slots != NULL;
}

static void
piece_done(struct piece *p)
{
    free(p->slots);
    plan_free(p->plan);
}

/* Nanoseconds an operation, once each way. */
static bool
play_round(const struct policy *policy, const struct piece *p, double *bare,
           double *session)
{
    struct session *s = session_of(policy, make(p->kind, p->ops, 0));
    double scale = 1e9 / (double)p->plan->n_ops;
    if (!s)
        return false;
    *bare = play_bare(policy, p->plan, p->slots) * scale;
    *session = play_session(s) * scale;
    session_delete(s);
    return *bare > 0 && *session > 0;
}

static int
tell_play(const struct policy *policy, const char *kind, size_t ops,
          size_t rounds)
{
    double bare[MAX_ROUNDS] = {0}, session[MAX_ROUNDS] = {0};
    double ratio[MAX_ROUNDS] = {0};
    struct piece piece;
    bool ok = piece_init(&piece, kind, ops);
    rounds = rounds < MAX_ROUNDS ? rounds : MAX_ROUNDS;
    for (size_t i = 0; ok && i < rounds; i++) {
        ok = play_round(policy, &piece, &bare[i], &session[i]);
        ratio[i] = ok ? session[i] / bare[i] : 0;
    }
    if (ok)
        printf("ops=%zu bare=%.2f session=%.2f ratio=%.3f\n", piece.plan->n_ops,
               median(bare, rounds), median(session, rounds),
               median(ratio, rounds));
    piece_done(&piece);
    return ok ? 0 : fail();
}

/* --- goto ------------------------------------------------------------------*/
/* Bytes of memory that this process has. */
static double
resident(void)
{
    char line[128] = "";
    char *end = line;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fgets(line, sizeof line, file))
        (void)strtoul(line, &end, 10);
    if (file)
        (void)fclose(file);
    return (double)strtoul(end, NULL, 10) * (double)sysconf(_SC_PAGESIZE);
}

static int
tell_goto(const struct policy *policy, size_t live, size_t ops, size_t moments)
{
    static double ms[MOST_MOMENTS], share[MOST_MOMENTS];
    struct session *s = session_of(policy, make("exponential", ops, live));
    struct random random = {SEED};
    struct figures figures;
    double ns, n;
    if (!s)
        return fail();
    ns = play_session(s) * 1e9;
    view_figures(s, &figures);
    n = (double)figures.op;
    for (size_t i = 0; i < moments && i < MOST_MOMENTS; i++) {
        size_t op = 1 + random_below(&random, (size_t)figures.op);
        double begin = clock_own();
        if (!session_goto(s, op, &err))
            return fail();
        ms[i] = (clock_own() - begin) * 1e3;
        share[i] = ns * ((double)op / n) * 1e-6 / ms[i];
    }
    printf("ops=%.0f ns=%.2f goto=%.3f share=%.1f heap=%zu beyond=%.0f\n", n,
           ns / n, median(ms, moments), median(share, moments), figures.heap,
           resident() - (double)figures.heap);
    session_delete(s);
    return 0;
}

int
main(int argc, char **argv)
{
    struct policy policy;
    if (argc != 6 ||
        (strcmp(argv[1], "play") != 0 && strcmp(argv[1], "goto") != 0)) {
        fprintf(stderr, "usage: travel play POLICY KIND OPS ROUNDS\n"
                        "       travel goto POLICY LIVE OPS MOMENTS\n");
        return 2;
    }
    if (!policy_parse(argv[2], &policy, &err))
        return fail();
    size_t ops = strtoul(argv[4], NULL, 10), n = strtoul(argv[5], NULL, 10);
    if (strcmp(argv[1], "play") == 0)
        return tell_play(&policy, argv[3], ops, n);
    return tell_goto(&policy, strtoul(argv[3], NULL, 10), ops, n);
}
