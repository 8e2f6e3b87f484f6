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
#include <unistd.h>

enum { MOST_MOMENTS = 2000, SEED = 7 };

static struct error err;

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
    seconds = replay_time(plan, &s, slots);
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
    double begin = replay_clock();
    if (!session_step(s, SIZE_MAX, NULL, &err))
        return -1;
    return replay_clock() - begin;
}

static int
tell_play(const struct policy *policy, const char *kind, size_t ops,
          size_t rounds)
{
    double bare[MAX_ROUNDS], session[MAX_ROUNDS], ratio[MAX_ROUNDS];
    struct trace *trace = make(kind, ops, 0);
    struct plan *plan = trace ? plan_new(trace) : NULL;
    void **slots = plan ? calloc(plan->n_slots, sizeof *slots) : NULL;
    double n = plan ? (double)plan->n_ops : 1;
    if (!slots)
        return fail();
    for (size_t i = 0; i < rounds && i < MAX_ROUNDS; i++) {
        struct session *s = session_of(policy, make(kind, ops, 0));
        if (!s)
            return fail();
        bare[i] = play_bare(policy, plan, slots) * 1e9 / n;
        session[i] = play_session(s) * 1e9 / n;
        if (bare[i] < 0 || session[i] < 0)
            return fail();
        ratio[i] = session[i] / bare[i];
        session_delete(s);
    }
    printf("ops=%.0f bare=%.2f session=%.2f ratio=%.3f\n", n,
           median(bare, rounds), median(session, rounds),
           median(ratio, rounds));
    free(slots);
    plan_free(plan);
    trace_free(trace);
    return 0;
}

/* --- goto ------------------------------------------------------------------*/
/* Bytes of memory that this process has. */
static double
resident(void)
{
    unsigned long total, pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%lu %lu", &total, &pages) != 2)
        pages = 0;
    if (file)
        (void)fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
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
        double begin = replay_clock();
        if (!session_goto(s, op, &err))
            return fail();
        ms[i] = (replay_clock() - begin) * 1e3;
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
    if (argc != 6 || (strcmp(argv[1], "play") && strcmp(argv[1], "goto"))) {
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
