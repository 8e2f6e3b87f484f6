/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_score.c: judging an allocator. A small honest one, which plants one
 * fault at a chosen call: the judge must name the line of the trace where it
 * happened, whatever line it is noticed at, and live on. Then accounts with
 * numbers worked out by hand, and the parts that the judge is made of.
 */
#include "score/account.h"
#include "score/apart.h"
#include "score/pattern.h"
#include "score/ranges.h"
#include "score/replay.h"
#include "score/score.h"
#include "score/timing.h"
#include "score/validate.h"

#include "support/cmocka_all.h"
#include "support/random.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- the subject: bumps a pointer, 16 bytes of header, frees nothing -------*/

enum planted {
    HONEST,
    OVERLAP,     /* gives bytes of the block before */
    SAME,        /* gives the block before once more */
    MISALIGNED,  /* 8 bytes off */
    BEFORE,      /* in front of the heap */
    BEHIND,      /* behind its end */
    STRADDLING,  /* begins in it, ends outside */
    GARBLED,     /* writes into the first block's payload */
    LOST,        /* realloc copies all but the last byte */
    LOST_ALL,    /* realloc copies nothing */
    NOTHING,     /* answers NULL */
    BAD_FREE,    /* says that a good free was none */
    KEPT,        /* realloc to 0 answers a block */
    INCONSISTENT /* from here on its own check fails */
};

enum { HEADER = 16, SIZE = 1 << 16, GARBLED_BYTE = 37 };

struct toy {
    _Alignas(16) char memory[SIZE];
    size_t end;   /* used bytes */
    size_t calls; /* of any operation so far */
    size_t at;    /* the call that goes wrong, from 1 */
    enum planted planted;
    char *first, *last; /* payloads given */
    const char *trouble;
    bool damaged;
};

/* Is this the call? */
static bool
goes_wrong(struct toy *toy)
{
    bool now = ++toy->calls == toy->at;
    toy->trouble = NULL;
    if (now && toy->planted == GARBLED)
        toy->first[GARBLED_BYTE] ^= 0x11;
    if (now && toy->planted == INCONSISTENT)
        toy->damaged = true;
    return now;
}

static size_t
block_of(size_t size)
{
    return (size + HEADER + 15) & ~(size_t)15;
}

static char *
bump(struct toy *toy, size_t size)
{
    if (size > SIZE || block_of(size) > SIZE - toy->end) {
        toy->trouble = "no-memory: the toy is small";
        return NULL;
    }
    char *p = toy->memory + toy->end + HEADER;
    memcpy(p - HEADER, &size, sizeof size);
    toy->end += block_of(size);
    return p;
}

static char *
plant(struct toy *toy, char *p, size_t size)
{
    switch (toy->planted) {
    case OVERLAP:
        return toy->last + 16;
    case SAME:
        return toy->last;
    case MISALIGNED:
        return p + 8;
    case BEFORE:
        return toy->memory - 4096;
    case BEHIND:
        return toy->memory + ((toy->end + 15) & ~(size_t)15) + 4096;
    case STRADDLING:
        toy->end -= block_of(size) - HEADER;
        return p;
    case NOTHING:
        return NULL;
    default:
        return p;
    }
}

static void *
toy_malloc(void *self, size_t size)
{
    struct toy *toy = self;
    bool wrong = goes_wrong(toy);
    char *p = bump(toy, size);
    if (wrong)
        p = plant(toy, p, size);
    if (!toy->first)
        toy->first = p;
    toy->last = p;
    return p;
}

static void *
toy_realloc(void *self, void *old, size_t size)
{
    struct toy *toy = self;
    size_t had = 0;
    if (!old)
        return toy_malloc(self, size);
    bool wrong = goes_wrong(toy);
    if (!size)
        return wrong && toy->planted == KEPT ? old : NULL;
    memcpy(&had, (char *)old - HEADER, sizeof had);
    size_t n = had < size ? had : size;
    char *p = bump(toy, size);
    if (wrong && toy->planted == LOST)
        n--;
    if (p && !(wrong && toy->planted == LOST_ALL))
        memcpy(p, old, n);
    if (wrong)
        p = plant(toy, p, size);
    toy->last = p;
    return p;
}

static void
toy_free(void *self, void *p)
{
    struct toy *toy = self;
    (void)p;
    if (goes_wrong(toy) && toy->planted == BAD_FREE)
        toy->trouble = "double-free: says the toy";
}

static void
toy_reset(void *self)
{
    struct toy *toy = self;
    memset(toy->memory, 0, sizeof toy->memory);
    toy->end = toy->calls = 0;
    toy->first = toy->last = NULL;
    toy->damaged = false;
}

static const char *
toy_trouble(void *self)
{
    return ((struct toy *)self)->trouble;
}

static void
toy_bounds(void *self, const char **lo, const char **hi)
{
    struct toy *toy = self;
    *lo = toy->memory;
    *hi = toy->memory + toy->end;
}

static bool
toy_check(void *self)
{
    return !((struct toy *)self)->damaged;
}

static size_t
toy_heap_size(void *self)
{
    return ((struct toy *)self)->end;
}

static size_t
toy_min_block(void *self, size_t asked)
{
    (void)self;
    return block_of(asked);
}

static size_t
toy_block_size(void *self, void *p)
{
    size_t size;
    (void)self;
    memcpy(&size, (char *)p - HEADER, sizeof size);
    return block_of(size);
}

static struct subject
toy_subject(struct toy *toy)
{
    return (struct subject){
        .name = "toy",
        .self = toy,
        .malloc = toy_malloc,
        .realloc = toy_realloc,
        .free = toy_free,
        .reset = toy_reset,
        .trouble = toy_trouble,
        .bounds = toy_bounds,
        .heap_size = toy_heap_size,
        .block_size = toy_block_size,
        .min_block = toy_min_block,
        .fit_block = toy_min_block,
        .overhead = HEADER,
        .check = toy_check,
    };
}

/* --- judging it ------------------------------------------------------------*/

/* Call N of the toy is operation N, on line N + 4: a header of four numbers. */
static const char work[] = "65536\n4\n9\n1\n"
                           "a 0 100\n" /* 1: line 5 */
                           "a 1 200\n" /* 2: line 6 */
                           "r 0 300\n" /* 3: line 7 */
                           "a 2 0\n"   /* 4: line 8 */
                           "a 3 40\n"  /* 5: line 9 */
                           "f 1\n"     /* 6: line 10 */
                           "r 0 50\n"  /* 7: line 11 */
                           "r 3 0\n"   /* 8: line 12 */
                           "f 0\n";    /* 9: line 13 */

struct bench {
    struct trace *trace;
    struct plan *plan;
};

static struct bench
bench_of(const char *text)
{
    struct error err = {.name = ""};
    struct bench b = {.trace = trace_parse("t.rep", text, strlen(text), &err)};
    if (!b.trace)
        fail_msg("refused: %s", err.text);
    b.plan = plan_new(b.trace);
    assert_non_null(b.plan);
    return b;
}

static void
bench_done(struct bench *b)
{
    plan_free(b->plan);
    trace_free(b->trace);
}

static struct fault
fault_of(enum planted planted, size_t at)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of(work);
    struct score score;
    toy_reset(&toy);
    toy.planted = planted;
    toy.at = at;
    score_judge(b.trace, b.plan, &s, NULL, &score);
    assert_int_equal(score.valid, score.fault.kind == FAULT_NONE);
    bench_done(&b);
    return score.fault;
}

/* The fault is told of call AT's line, with PART in its text. */
static void
assert_fault(enum planted planted, size_t at, enum fault_kind kind,
             const char *part)
{
    struct fault fault = fault_of(planted, at);
    assert_string_equal(fault_name(fault.kind), fault_name(kind));
    assert_int_equal(fault.op, at);
    assert_int_equal(fault.line, at + 4);
    if (!strstr(fault.text, part))
        fail_msg("\"%s\" lacks \"%s\"", fault.text, part);
}

static void
honest_is_valid(void **state)
{
    (void)state;
    assert_int_equal(fault_of(HONEST, 0).kind, FAULT_NONE);
    /* A plant where it changes nothing is none. */
    assert_int_equal(fault_of(OVERLAP, 6).kind, FAULT_NONE);
}

static void
finds_overlap(void **state)
{
    (void)state;
    assert_fault(OVERLAP, 2, FAULT_OVERLAP,
                 "the payload 0x20..0xe8 overlaps that of line 5's block, "
                 "0x10..0x74");
    assert_fault(SAME, 5, FAULT_OVERLAP, "overlaps that of line 8's block");
    /* realloc: the block before call 3 is operation 2's */
    assert_fault(OVERLAP, 3, FAULT_OVERLAP, "line 6's block");
    assert_int_equal(fault_of(OVERLAP, 2).off, 0x20);
}

static void
finds_misaligned(void **state)
{
    (void)state;
    assert_fault(MISALIGNED, 1, FAULT_MISALIGNED,
                 "the block at 0x18 is misaligned");
    assert_fault(MISALIGNED, 7, FAULT_MISALIGNED, "multiple of 16");
    assert_int_equal(fault_of(MISALIGNED, 1).off, 0x18);
}

static void
finds_outside(void **state)
{
    (void)state;
    assert_fault(BEFORE, 2, FAULT_OUTSIDE,
                 "4096 bytes before the heap's start");
    assert_false(fault_of(BEFORE, 2).has_off);
    assert_fault(BEHIND, 2, FAULT_OUTSIDE, "lies outside the heap");
    assert_fault(STRADDLING, 2, FAULT_OUTSIDE,
                 "the payload 0x90..0x158 runs out of the heap, which ends at "
                 "0x90");
    assert_true(fault_of(STRADDLING, 2).has_off);
}

/* Noticed when the block is resized or freed, or at the end; told of the call
 * that wrote. */
static void
finds_garbled(void **state)
{
    (void)state;
    assert_fault(GARBLED, 2, FAULT_CHANGED,
                 "changes byte 37 of the payload of line 5's block at 0x10");
    struct fault fault = fault_of(GARBLED, 2);
    assert_string_equal(fault.call, "a 1 200");
    /* By call 3 that block has moved: nobody has an interest in it. */
    assert_int_equal(fault_of(GARBLED, 4).kind, FAULT_NONE);
}

static const char unfreed[] = "a 0 100\na 1 20\na 2 20\nf 1\nf 2\n";

static void
finds_garbled_at_the_end(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of(unfreed);
    struct fault fault;
    (void)state;
    for (size_t at = 2; at <= 5; at++) {
        toy_reset(&toy);
        toy.planted = GARBLED;
        toy.at = at;
        assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
        assert_int_equal(fault.kind, FAULT_CHANGED);
        assert_int_equal(fault.line, at);
    }
    /* What cannot be reset is not played again: where it was noticed. */
    toy_reset(&toy);
    s.reset = NULL;
    toy.at = 2;
    assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_CHANGED);
    assert_int_equal(fault.op, 0);
    assert_non_null(strstr(fault.text, "line 1's block"));
    bench_done(&b);
}

static void
finds_garbled_at_a_free(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of("a 0 100\na 1 20\na 2 20\nf 0\nf 1\n");
    struct fault fault;
    (void)state;
    toy_reset(&toy);
    toy.planted = GARBLED;
    toy.at = 2;
    assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_CHANGED);
    assert_int_equal(fault.line, 2);
    toy_reset(&toy);
    s.reset = NULL;
    assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
    assert_int_equal(fault.line, 4);
    /* Free may write into what it was given: nobody looks there again. */
    toy_reset(&toy);
    toy.at = 4;
    assert_true(validate(b.trace, b.plan, &s, NULL, &fault));
    bench_done(&b);
}

static void
finds_lost_in_realloc(void **state)
{
    (void)state;
    assert_fault(LOST, 3, FAULT_LOST,
                 "realloc lost data: byte 99 of the 100 that must survive");
    assert_fault(LOST, 7, FAULT_LOST, "byte 49 of the 50 that must survive");
    assert_fault(LOST_ALL, 3, FAULT_LOST, "byte 0 of the 100");
}

static void
finds_null(void **state)
{
    (void)state;
    assert_fault(NOTHING, 4, FAULT_REFUSED, "answers NULL");
    assert_fault(NOTHING, 7, FAULT_REFUSED, "answers NULL");
    assert_string_equal(fault_of(NOTHING, 7).call, "r 0 50");
    assert_false(fault_of(NOTHING, 7).has_off);
}

static void
tells_why_it_was_refused(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of("a 0 10\na 1 70000\nf 0\nf 1\n");
    struct fault fault;
    (void)state;
    toy_reset(&toy);
    assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_REFUSED);
    assert_int_equal(fault.line, 2);
    assert_string_equal(fault.text,
                        "answers NULL, no-memory: the toy is small");
    bench_done(&b);
}

static void
finds_refused_free(void **state)
{
    (void)state;
    assert_fault(BAD_FREE, 6, FAULT_BAD_FREE,
                 "refuses to free the block, which is allocated, double-free");
    assert_fault(BAD_FREE, 9, FAULT_BAD_FREE, "says the toy");
}

static void
finds_kept_by_realloc_to_zero(void **state)
{
    (void)state;
    assert_fault(KEPT, 8, FAULT_NOT_FREED, "realloc to 0 bytes frees");
}

static void
finds_what_made_it_inconsistent(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of(work);
    struct fault fault;
    (void)state;
    for (size_t at = 1; at <= 9; at++)
        assert_fault(INCONSISTENT, at, FAULT_INCONSISTENT,
                     "leaves the heap inconsistent, by its own check");
    toy_reset(&toy);
    toy.planted = INCONSISTENT;
    toy.at = 3;
    s.reset = NULL;
    assert_false(validate(b.trace, b.plan, &s, NULL, &fault));
    assert_int_equal(fault.kind, FAULT_INCONSISTENT);
    assert_int_equal(fault.op, 0);
    bench_done(&b);
}

/* --- in a process of its own -----------------------------------------------*/

static void *
crash_at_third(void *self, size_t size)
{
    struct toy *toy = self;
    if (toy->calls == 2)
        (void)raise(SIGSEGV);
    return toy_malloc(self, size);
}

static void
survives_a_crash(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of("# crashes\na 0 10\na 1 10\na 2 10\nf 0\n");
    struct score score;
    (void)state;
    toy_reset(&toy);
    s.malloc = crash_at_third;
    score_judge_apart(b.trace, b.plan, &s, &score);
    assert_false(score.valid);
    assert_int_equal(score.fault.kind, FAULT_CRASHED);
    assert_int_equal(score.fault.line, 4);
    assert_int_equal(score.fault.op, 3);
    assert_non_null(strstr(score.fault.text, "crashes: "));
    /* The child worked on a copy. */
    assert_int_equal(toy.calls, 0);
    s.malloc = toy_malloc;
    score_judge_apart(b.trace, b.plan, &s, &score);
    assert_true(score.valid);
    assert_int_equal(score.account.peak_live, 30);
    bench_done(&b);
}

static void
hang(void *context, void *result, volatile size_t *mark)
{
    (void)context;
    (void)result;
    *mark = 7;
    for (;;)
        (void)pause();
}

static void
leave(void *context, void *result, volatile size_t *mark)
{
    (void)context;
    (void)result;
    (void)mark;
    _exit(3);
}

static void
square(void *context, void *result, volatile size_t *mark)
{
    int n = *(int *)context;
    (void)mark;
    n *= n;
    memcpy(result, &n, sizeof n);
}

static void
survives_what_does_not_return(void **state)
{
    struct apart_end end;
    int n = 12, result = 0;
    (void)state;
    assert_true(apart_run(square, &n, &result, sizeof result, 1, &end));
    assert_true(end.finished);
    assert_int_equal(result, 144);
    assert_true(apart_run(hang, NULL, &result, sizeof result, 1, &end));
    assert_false(end.finished);
    assert_true(end.hung);
    assert_int_equal(end.mark, 7);
    assert_true(apart_run(leave, NULL, &result, sizeof result, 1, &end));
    assert_false(end.finished);
    assert_false(end.hung);
}

/* --- accounts --------------------------------------------------------------*/

/* The peak, 160 bytes live, is after the third operation: three blocks of 48,
 * 80 and 96 bytes of 224. Then, though less is live, the toy goes on to 272. */
static void
account_by_hand(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of("a 0 20\na 1 60\na 2 80\nf 2\na 3 17\n");
    struct account a;
    (void)state;
    toy_reset(&toy);
    assert_true(account_take(b.plan, &s, &a));
    assert_int_equal(a.heap, 272);
    assert_int_equal(a.heap_then, 224);
    assert_int_equal(a.peak_live, 160);
    assert_int_equal(a.n_blocks, 3);
    assert_int_equal(a.header, 48);
    assert_int_equal(a.padding, 12 + 4 + 0);
    assert_int_equal(a.slack, 0);
    assert_int_equal(a.external, 48);
    assert_int_equal(a.peak_fit, 224);
    assert_int_equal(a.fit_op, 3);
    assert_int_equal(a.padded.asked, 20);
    assert_int_equal(a.padded.n, 1);
    assert_int_equal(a.padded.bytes, 12);
    assert_int_equal(a.n_holes, 0);
    assert_true(account_util(&a) > 160.0 / 272 - 1e-9 &&
                account_util(&a) < 160.0 / 272 + 1e-9);
    assert_true(account_limit(&a) > 160.0 / 224 - 1e-9 &&
                account_limit(&a) < 160.0 / 224 + 1e-9);
    bench_done(&b);
}

static size_t
twice(void *self, void *p)
{
    return toy_block_size(self, p) + 32;
}

/* The peak is after the fourth: the block of line 2 is a hole by then. */
static void
account_of_slack_and_holes(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b = bench_of("a 0 16\na 1 16\nf 1\na 2 100\n");
    struct account a;
    (void)state;
    toy_reset(&toy);
    assert_true(account_take(b.plan, &s, &a));
    assert_int_equal(a.heap, 32 + 32 + 128);
    assert_int_equal(a.external, 32);
    assert_int_equal(a.n_holes, 1);
    assert_int_equal(a.largest_hole, 32);
    s.block_size = twice;
    toy_reset(&toy);
    assert_true(account_take(b.plan, &s, &a));
    assert_int_equal(a.slack, 64);
    assert_int_equal(a.slackened.n, 1);
    assert_int_equal(a.slackened.bytes, 32);
    bench_done(&b);
}

/* Smallest blocks need most when less is live: util's limit, and no fault of
 * the policy. */
static void
account_of_a_limit_elsewhere(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy);
    struct bench b =
        bench_of("a 0 100\nf 0\na 1 30\na 2 30\na 3 30\nf 3\na 4 29\n");
    struct account a;
    (void)state;
    toy_reset(&toy);
    assert_true(account_take(b.plan, &s, &a));
    assert_int_equal(a.peak_live, 100);
    assert_int_equal(a.peak_fit, 3 * 48);
    assert_int_equal(a.fit_op, 5);
    assert_int_equal(a.fit_blocks, 3);
    assert_int_equal(a.fit_live, 90);
    assert_int_equal(a.fit_then, 128);
    bench_done(&b);
}

/* A trace of random requests, as text. Caller frees. */
static char *
random_work(uint64_t seed, size_t n)
{
    struct random random = {seed};
    char *text = malloc(n * 32), *at = text;
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        unsigned id = (unsigned)random_below(&random, 60);
        unsigned size = (unsigned)random_below(&random, 500);
        switch (random_below(&random, 4)) {
        case 0:
            at += sprintf(at, "f %u\n", id);
            break;
        case 1:
            at += sprintf(at, "r %u %u\n", id, size);
            break;
        default:
            at += sprintf(at, "a %u %u\n", id, size);
        }
    }
    return text;
}

/* Every policy is valid, its parts add up, and none beats its limit. */
static void
policies_are_valid_and_add_up(void **state)
{
    static const char *const policies[] = {
        "segregated", "tlsf", "implicit:next", "explicit:address,best",
        "explicit:textbook,deferred"};
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        char *text = random_work(seed, 3000);
        struct bench b = bench_of(text);
        for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
            struct policy policy;
            struct subject s;
            struct score score;
            assert_true(policy_parse(policies[i], &policy, NULL));
            assert_true(subject_heap(&s, &policy));
            score_judge(b.trace, b.plan, &s, NULL, &score);
            if (!score.valid)
                fail_msg("seed %d, %s: line %d: %s", (int)seed, policies[i],
                         (int)score.fault.line, score.fault.text);
            const struct account *a = &score.account;
            assert_int_equal(a->peak_live + a->header + a->padding + a->slack +
                                 a->external,
                             a->heap);
            assert_true(a->peak_live > 0 && a->heap >= a->peak_fit);
            assert_true(account_util(a) <= account_limit(a));
            s.done(s.self);
        }
        bench_done(&b);
        free(text);
    }
}

/* --- parts -----------------------------------------------------------------*/

static void
pattern_tells_every_byte(void **state)
{
    _Alignas(16) static char bytes[1500];
    (void)state;
    pattern_fill(bytes, 0, 3, 9);
    pattern_fill(bytes, 3, 29, 9);
    pattern_fill(bytes, 29, sizeof bytes, 9);
    assert_int_equal(pattern_find(bytes, sizeof bytes, 9), sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] ^= 0x40;
        assert_int_equal(pattern_find(bytes, sizeof bytes, 9), i);
        assert_int_equal(pattern_find(bytes, i, 9), i);
        bytes[i] ^= 0x40;
        assert_int_equal((unsigned char)bytes[i], pattern_byte(i, 9));
    }
    assert_true(pattern_find(bytes, sizeof bytes, 10) < 8);
    assert_true(pattern_find(bytes + 16, 64, 9) < 8);
}

static void
ranges_against_a_list(void **state)
{
    enum { N = 64 };
    struct range range[N];
    bool in[N] = {false};
    struct ranges set = {NULL};
    struct random random = {5};
    size_t n_refused = 0;
    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        size_t k = (size_t)random_below(&random, N);
        if (in[k]) {
            ranges_remove(&set, &range[k]);
            in[k] = false;
            continue;
        }
        range[k].lo = (uintptr_t)random_below(&random, 2000);
        range[k].hi = range[k].lo + 1 + (uintptr_t)random_below(&random, 40);
        bool overlaps = false;
        for (size_t j = 0; j < N; j++)
            overlaps |=
                in[j] && range[j].lo < range[k].hi && range[k].lo < range[j].hi;
        const struct range *other = ranges_add(&set, &range[k]);
        assert_int_equal(other != NULL, overlaps);
        if (other)
            assert_true(other->lo < range[k].hi && range[k].lo < other->hi);
        in[k] = !other;
        n_refused += overlaps;
    }
    assert_true(n_refused > 1000);
    for (size_t k = 0; k < N; k++)
        if (in[k])
            ranges_remove(&set, &range[k]);
    assert_null(set.root);
}

static void
timing_leaves_subjects_empty(void **state)
{
    static struct toy toy;
    struct subject s = toy_subject(&toy), libc;
    struct bench b = bench_of("a 0 100\na 1 50\nr 0 200\nf 1\n");
    (void)state;
    toy_reset(&toy);
    subject_libc(&libc);
    struct timing entries[2] = {{.subject = &s}, {.subject = &libc}};
    assert_true(timing_run(b.plan, entries, 2, NULL, NULL));
    assert_int_equal(toy.end, 0);
    for (size_t i = 0; i < 2; i++)
        assert_true(entries[i].seconds > 0 && entries[i].seconds < 1e-3);
    bench_done(&b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_is_valid),
        cmocka_unit_test(finds_overlap),
        cmocka_unit_test(finds_misaligned),
        cmocka_unit_test(finds_outside),
        cmocka_unit_test(finds_garbled),
        cmocka_unit_test(finds_garbled_at_the_end),
        cmocka_unit_test(finds_garbled_at_a_free),
        cmocka_unit_test(finds_lost_in_realloc),
        cmocka_unit_test(finds_null),
        cmocka_unit_test(tells_why_it_was_refused),
        cmocka_unit_test(finds_refused_free),
        cmocka_unit_test(finds_kept_by_realloc_to_zero),
        cmocka_unit_test(finds_what_made_it_inconsistent),
        cmocka_unit_test(survives_a_crash),
        cmocka_unit_test(survives_what_does_not_return),
        cmocka_unit_test(account_by_hand),
        cmocka_unit_test(account_of_slack_and_holes),
        cmocka_unit_test(account_of_a_limit_elsewhere),
        cmocka_unit_test(policies_are_valid_and_add_up),
        cmocka_unit_test(pattern_tells_every_byte),
        cmocka_unit_test(ranges_against_a_list),
        cmocka_unit_test(timing_leaves_subjects_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
