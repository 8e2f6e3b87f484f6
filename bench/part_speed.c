/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * part_speed.c: every rival plays every work. A round is one process for each
 * pair, the rivals in turn on the same work, so that a slow moment of the
 * machine meets all of them; the median over the rounds counts.
 */
#include "lab.h"

#include <stdlib.h>

enum { RESIDENT_FROM = 1 << 20 }; /* below, pages tell nothing */

/* One rival on one work. */
struct match {
    double ns[MAX_ROUNDS];
    size_t n;
    bool over;       /* no more rounds: it failed, or is very slow */
    double middle;   /* ns an operation; < 0: it did not finish */
    double spread;   /* of the middle half of the rounds, by middle */
    double heap;     /* high-water bytes; 0: it cannot tell */
    double resident; /* bytes; 0: not measured */
};

struct tournament {
    struct lab *lab;
    struct match *matches; /* works by rivals */
};

/* A rival over all works. */
struct sum {
    double aggregate, harmonic;   /* operations a microsecond; < 0: unknown */
    double utilization, resident; /* 0 .. 1; < 0: unknown */
    double spread;
};

static struct match *
match_of(const struct tournament *t, size_t work, size_t rival)
{
    return &t->matches[work * t->lab->n_rivals + rival];
}

/* --- measuring -------------------------------------------------------------*/

static void
play_match(struct tournament *t, size_t work, size_t rival)
{
    const struct lab *lab = t->lab;
    struct match *m = match_of(t, work, rival);
    const struct rival *r = &lab->rivals[rival];
    char ms[32];
    struct answer answer;
    double plays = 0;
    const char *args[LAB_ARGS] = {lab->works[work].plan, r->contestant, ms};
    if (m->over || r->curve_only)
        return;
    snprintf(ms, sizeof ms, "%g", lab->ms);
    if (!lab_run(lab, "replay", r, args, &answer) ||
        !answer_get(&answer, "ns", &m->ns[m->n])) {
        m->over = true;
        m->n = 0;
        return;
    }
    (void)answer_get(&answer, "heap", &m->heap);
    (void)answer_get(&answer, "plays", &plays);
    m->over = m->ns[m->n] * (double)lab->works[work].n_ops > 1e9;
    m->n++;
}

static void
measure_memory(struct tournament *t, size_t work, size_t rival)
{
    const struct lab *lab = t->lab;
    const struct rival *r = &lab->rivals[rival];
    struct answer answer;
    const char *args[LAB_ARGS] = {lab->works[work].plan, r->contestant};
    if (lab->works[work].peak_live < RESIDENT_FROM || r->curve_only)
        return;
    if (lab_run(lab, "memory", r, args, &answer))
        (void)answer_get(&answer, "resident",
                         &match_of(t, work, rival)->resident);
}

static void
settle(struct match *m)
{
    m->middle = -1;
    if (m->n == 0)
        return;
    m->middle = median(m->ns, m->n); /* which sorts them */
    m->spread = (m->ns[m->n - 1 - m->n / 4] - m->ns[m->n / 4]) / m->middle;
}

static void
play_all(struct tournament *t)
{
    const struct lab *lab = t->lab;
    size_t n = lab->n_works * lab->n_rivals, done = 0;
    for (size_t round = 0; round < lab->rounds; round++)
        for (size_t work = 0; work < lab->n_works; work++)
            for (size_t i = 0; i < lab->n_rivals; i++) {
                lab_progress(lab, "speed", ++done, n * lab->rounds);
                /* not always the same one first */
                play_match(t, work, (i + round) % lab->n_rivals);
            }
    for (size_t i = 0; i < n; i++) {
        lab_progress(lab, "memory", i + 1, n);
        measure_memory(t, i / lab->n_rivals, i % lab->n_rivals);
        settle(&t->matches[i]);
    }
    lab_progress(lab, NULL, 0, 0);
}

/* --- summing up ------------------------------------------------------------*/

static double
sum_utilization(const struct tournament *t, size_t rival)
{
    const struct lab *lab = t->lab;
    double sum = 0;
    for (size_t work = 0; work < lab->n_works; work++) {
        const struct match *m = match_of(t, work, rival);
        if (m->heap <= 0)
            return -1;
        sum += (double)lab->works[work].peak_live / m->heap;
    }
    return sum / (double)lab->n_works;
}

static double
sum_resident(const struct tournament *t, size_t rival)
{
    const struct lab *lab = t->lab;
    double sum = 0;
    size_t n = 0;
    for (size_t work = 0; work < lab->n_works; work++) {
        const struct match *m = match_of(t, work, rival);
        if (m->resident <= 0)
            continue;
        sum += (double)lab->works[work].peak_live / m->resident;
        n++;
    }
    return n ? sum / (double)n : -1;
}

static struct sum
sum_up(const struct tournament *t, size_t rival)
{
    const struct lab *lab = t->lab;
    double ops = 0, ns = 0, inverse = 0, *spreads;
    struct sum sum = {-1, -1, -1, -1, -1};
    spreads = calloc(lab->n_works, sizeof *spreads);
    for (size_t work = 0; work < lab->n_works && spreads; work++) {
        const struct match *m = match_of(t, work, rival);
        if (m->middle < 0) {
            free(spreads);
            return sum;
        }
        ops += (double)lab->works[work].n_ops;
        ns += m->middle * (double)lab->works[work].n_ops;
        inverse += m->middle;
        spreads[work] = m->spread;
    }
    sum.aggregate = ops / ns * 1e3;
    sum.harmonic = (double)lab->n_works / inverse * 1e3;
    sum.spread = spreads ? median(spreads, lab->n_works) : -1;
    sum.utilization = sum_utilization(t, rival);
    sum.resident = sum_resident(t, rival);
    free(spreads);
    return sum;
}

/* --- telling ---------------------------------------------------------------*/

static void
tell_matches(const struct tournament *t)
{
    const struct lab *lab = t->lab;
    lab_say(lab, "\nns an operation  ");
    for (size_t i = 0; i < lab->n_rivals; i++)
        if (!lab->rivals[i].curve_only)
            lab_say(lab, "%7s", lab->rivals[i].head);
    for (size_t work = 0; work < lab->n_works; work++) {
        lab_say(lab, "\n%-17.16s", lab->works[work].name);
        for (size_t i = 0; i < lab->n_rivals; i++)
            if (!lab->rivals[i].curve_only)
                lab_cell(lab, 7, match_of(t, work, i)->middle);
    }
    lab_say(lab, "\n");
}

static void
tell_percent(const struct lab *lab, int width, const char *mark, double value)
{
    char text[32] = "-";
    if (value >= 0)
        snprintf(text, sizeof text, "%s%.1f%%", mark, value * 100);
    lab_say(lab, "%*s", width, text);
}

static void
tell_sums(const struct lab *lab, const struct sum *sums)
{
    const struct sum *glibc = NULL;
    for (size_t i = 0; i < lab->n_rivals; i++)
        if (!lab->rivals[i].ours && !glibc)
            glibc = &sums[i];
    lab_say(lab,
            "\n                  Mop/s            to glibc        utilization\n"
            "                aggreg. harmon. aggreg. harmon.    heap resident"
            "  spread\n");
    for (size_t i = 0; i < lab->n_rivals; i++) {
        const struct sum *s = &sums[i];
        bool known = glibc && glibc->aggregate > 0 && s->aggregate > 0;
        if (lab->rivals[i].curve_only)
            continue;
        lab_say(lab, "%-15s", lab->rivals[i].name);
        lab_cell(lab, 8, s->aggregate);
        lab_cell(lab, 8, s->harmonic);
        lab_cell(lab, 8, known ? s->aggregate / glibc->aggregate : -1);
        lab_cell(lab, 8, known ? s->harmonic / glibc->harmonic : -1);
        tell_percent(lab, 8, "", s->utilization);
        tell_percent(lab, 9, "~", s->resident);
        tell_percent(lab, 8, "", s->spread);
        lab_say(lab, "\n");
    }
    lab_say(lab, "harmon.: harmonic mean over the traces. glibc*, glibc-flat: "
                 "mmap and trim off.\n"
                 "heap: peak payload / heap, mean over all; resident: roughly, "
                 "where it is 1 MiB.\n");
}

static void
record_all(const struct tournament *t, const struct sum *sums)
{
    const struct lab *lab = t->lab;
    for (size_t i = 0; i < lab->n_works * lab->n_rivals; i++) {
        const struct work *work = &lab->works[i / lab->n_rivals];
        const struct rival *rival = &lab->rivals[i % lab->n_rivals];
        struct text text = record_open("speed");
        json_string(&text, "work", work->name);
        json_string(&text, "allocator", rival->name);
        json_number(&text, "operations", work->n_ops);
        json_number(&text, "peak_live", work->peak_live);
        record_number(&text, "ns", t->matches[i].middle);
        record_number(&text, "spread", t->matches[i].spread);
        json_number_or_null(&text, "heap", (uint64_t)t->matches[i].heap);
        json_number_or_null(&text, "resident",
                            (uint64_t)t->matches[i].resident);
        record_close(lab, &text);
    }
    for (size_t i = 0; i < lab->n_rivals; i++) {
        struct text text = record_open("sum");
        json_string(&text, "allocator", lab->rivals[i].name);
        record_number(&text, "aggregate_mops", sums[i].aggregate);
        record_number(&text, "harmonic_mops", sums[i].harmonic);
        record_number(&text, "utilization", sums[i].utilization);
        record_number(&text, "resident_utilization", sums[i].resident);
        record_number(&text, "spread", sums[i].spread);
        record_close(lab, &text);
    }
}

void
part_speed(struct lab *lab)
{
    struct tournament t = {.lab = lab};
    struct sum sums[MAX_RIVALS] = {{0}};
    t.matches = calloc(lab->n_works * lab->n_rivals + 1, sizeof *t.matches);
    if (!t.matches)
        return;
    play_all(&t);
    for (size_t i = 0; i < lab->n_rivals; i++)
        sums[i] = sum_up(&t, i);
    tell_matches(&t);
    tell_sums(lab, sums);
    record_all(&t, sums);
    free(t.matches);
}
