/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * part_curve.c: nanoseconds an operation as live blocks grow from 10^2 on, a
 * power of ten a point. A rival that needs too long for a point gets no later
 * one. Both axes of the chart are logarithmic.
 */
#include "lab.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 2, POINTS = 6, ROUNDS = 3 };
static const double SECONDS = 8; /* for one point */

struct curve {
    double ns[POINTS]; /* 0: not measured; < 0: too slow */
};

static size_t
n_points(const struct lab *lab)
{
    size_t n = 0;
    for (size_t blocks = 100; n < POINTS && blocks <= lab->most_blocks;
         blocks *= 10)
        n++;
    return n;
}

static bool
measure_point(const struct lab *lab, size_t rival, size_t n, double *ns)
{
    char blocks[32], seconds[32];
    const struct rival *r = &lab->rivals[rival];
    const char *args[LAB_ARGS] = {r->contestant, blocks, seconds};
    struct answer answer;
    snprintf(blocks, sizeof blocks, "%zu", n);
    snprintf(seconds, sizeof seconds, "%g", SECONDS);
    return lab_run(lab, "grow", r, args, &answer) &&
           answer_get(&answer, "ns", ns);
}

/* Interleaved like the traces, but for 10^7 blocks: there once must do. */
static void
measure_column(const struct lab *lab, struct curve *curves, size_t point,
               size_t n)
{
    size_t rounds = n > 1000000 || lab->rounds == 1 ? 1 : ROUNDS;
    double ns[MAX_RIVALS][ROUNDS] = {{0}};
    for (size_t round = 0; round < rounds; round++)
        for (size_t i = 0; i < lab->n_rivals; i++) {
            struct curve *c = &curves[i];
            bool over = point > 0 && c->ns[point - 1] <= 0;
            lab_progress(lab, "curve", point + 1, n_points(lab));
            if (over || c->ns[point] < 0)
                continue;
            if (!measure_point(lab, i, n, &ns[i][round]))
                c->ns[point] = -1;
        }
    for (size_t i = 0; i < lab->n_rivals; i++)
        if (curves[i].ns[point] == 0)
            curves[i].ns[point] = median(ns[i], rounds);
}

/* --- telling ---------------------------------------------------------------*/

/* Doublings of VALUE above BASE, 0 at least: no libm for a chart. */
static double
doublings(double value, double base)
{
    double n = 0;
    while (value >= 2 * base) {
        value /= 2;
        n++;
    }
    return value > base ? n + (value / base - 1) : n;
}

static void
tell_chart(const struct lab *lab, const struct curve *c, double least,
           double most)
{
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double span = doublings(most, least);
    lab_say(lab, "  ");
    for (size_t p = 0; p < n_points(lab) && c->ns[p] > 0; p++) {
        double at = span > 0 ? doublings(c->ns[p], least) / span : 0;
        const char *bar = bars[(size_t)(at * 7.99)];
        lab_say(lab, "%s%s", bar, bar);
    }
}

static void
tell_curves(const struct lab *lab, const struct curve *curves)
{
    double least = 0, most = 0;
    bool slow = false;
    for (size_t i = 0; i < lab->n_rivals * POINTS; i++) {
        double ns = curves[i / POINTS].ns[i % POINTS];
        least = ns > 0 && (least <= 0 || ns < least) ? ns : least;
        most = ns > most ? ns : most;
        slow = slow || ns < 0;
    }
    lab_say(lab, "\nns an operation, by live blocks\n                ");
    for (size_t p = 0; p < n_points(lab); p++)
        lab_say(lab, "    10^%zu", FIRST + p);
    for (size_t i = 0; i < lab->n_rivals; i++) {
        lab_say(lab, "\n%-16s", lab->rivals[i].name);
        for (size_t p = 0; p < n_points(lab); p++) {
            double ns = curves[i].ns[p];
            if (ns < 0)
                lab_say(lab, "%8s", "slow");
            else
                lab_cell(lab, 8, ns > 0 ? ns : -1);
        }
        if (curves[i].ns[0] > 0)
            tell_chart(lab, &curves[i], least, most);
    }
    lab_say(lab, "\n");
    if (slow)
        lab_say(lab,
                "slow: one point took more than %.0f s; larger ones were not "
                "tried\n",
                SECONDS);
}

static void
record_curves(const struct lab *lab, const struct curve *curves)
{
    for (size_t i = 0; i < lab->n_rivals; i++) {
        size_t blocks = 100;
        for (size_t p = 0; p < n_points(lab); p++, blocks *= 10) {
            struct text text = record_open("curve");
            double ns = curves[i].ns[p];
            json_string(&text, "allocator", lab->rivals[i].name);
            json_number(&text, "blocks", blocks);
            record_number(&text, "ns", ns > 0 ? ns : -1);
            if (ns != 0)
                record_close(lab, &text);
            else
                text_done(&text);
        }
    }
}

void
part_curve(struct lab *lab)
{
    struct curve curves[MAX_RIVALS];
    size_t n = 100;
    memset(curves, 0, sizeof curves);
    for (size_t p = 0; p < n_points(lab); p++, n *= 10)
        measure_column(lab, curves, p, n);
    lab_progress(lab, NULL, 0, 0);
    tell_curves(lab, curves);
    record_curves(lab, curves);
}
