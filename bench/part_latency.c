/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * part_latency.c: the longest single operations, on the works that have most
 * of them.
 */
#include "lab.h"

enum { N_FIGURES = 6, WORKS = 2 };

static const char *const figures[N_FIGURES] = {"again_p50",   "again_p9999",
                                               "again_max",   "first_p50",
                                               "first_p9999", "first_max"};

static void
tell_one(const struct lab *lab, const struct work *work,
         const struct rival *rival)
{
    const char *args[LAB_ARGS] = {work->plan, rival->contestant,
                           lab->rounds > 1 ? "15" : "5"};
    struct answer answer;
    struct text text = record_open("latency");
    bool good = lab_run(lab, "latency", rival, args, &answer);
    json_string(&text, "work", work->name);
    json_string(&text, "allocator", rival->name);
    lab_progress(lab, NULL, 0, 0);
    lab_say(lab, "%-16s", rival->name);
    for (size_t i = 0; i < N_FIGURES; i++) {
        double value = -1;
        if (good)
            (void)answer_get(&answer, figures[i], &value);
        if (value < 0)
            lab_say(lab, "%10s", "-");
        else
            lab_say(lab, "%10.0f", value);
        record_number(&text, figures[i], value);
    }
    lab_say(lab, "\n");
    record_close(lab, &text);
}

/* The work with most operations that is not USED. */
static const struct work *
largest_work(const struct lab *lab, const struct work *used)
{
    const struct work *most = NULL;
    for (size_t i = 0; i < lab->n_works; i++)
        if (&lab->works[i] != used &&
            (!most || lab->works[i].n_ops > most->n_ops))
            most = &lab->works[i];
    return most;
}

void
part_latency(struct lab *lab)
{
    const struct work *work = NULL;
    for (size_t n = 0; n < WORKS; n++) {
        work = largest_work(lab, work);
        if (!work)
            return;
        lab_say(lab,
                "\nns of single operations: %.16s\n"
                "                  least of several plays"
                "              first play\n"
                "                      p50    p99.99       max"
                "       p50    p99.99       max\n",
                work->name);
        for (size_t i = 0; i < lab->n_rivals; i++) {
            lab_progress(lab, "latency", n * lab->n_rivals + i + 1,
                         WORKS * lab->n_rivals);
            if (!lab->rivals[i].curve_only)
                tell_one(lab, work, &lab->rivals[i]);
        }
    }
}
