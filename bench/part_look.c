/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * part_look.c: what is our own alone: hardened and observed heaps beside plain
 * ones, iterators, checker, summaries, starting a heap.
 */
#include "lab.h"

#include <string.h>

/* --- hardened, observed ----------------------------------------------------*/

static const struct {
    const char *suffix, *program, *what;
} forms[] = {
    {"", "replay", "plain"},
    {"", "replay-noevents", "plain, hook compiled out"},
    {"+observed", "replay", "an observer that counts"},
    {"+hardened", "replay", "hardened"},
    {"+hardened", "replay-noevents", "hardened, hook compiled out"},
    {"+hardened+observed", "replay", "hardened, and an observer"},
};

enum { N_FORMS = sizeof forms / sizeof *forms };

static const struct work *
steady_work(const struct lab *lab)
{
    const struct work *most = NULL;
    for (size_t i = 0; i < lab->n_works; i++)
        if (!most || lab->works[i].n_ops > most->n_ops)
            most = &lab->works[i];
    return most;
}

static void
tell_forms(const struct lab *lab, const struct rival *rival)
{
    const struct work *work = steady_work(lab);
    double ns[N_FORMS][MAX_ROUNDS] = {{0}}, plain = 0;
    char name[96], ms[32];
    snprintf(ms, sizeof ms, "%g", lab->ms);
    for (size_t round = 0; round < lab->rounds; round++)
        for (size_t i = 0; i < N_FORMS; i++) {
            const char *args[LAB_ARGS] = {work->plan, name, ms};
            struct answer answer;
            snprintf(name, sizeof name, "%s%s", rival->name, forms[i].suffix);
            lab_progress(lab, "observer", round * N_FORMS + i + 1,
                         lab->rounds * N_FORMS);
            ns[i][round] = -1;
            if (lab_run(lab, forms[i].program, rival, args, &answer))
                (void)answer_get(&answer, "ns", &ns[i][round]);
        }
    lab_progress(lab, NULL, 0, 0);
    lab_say(lab, "\n%s on %.16s: ns an operation, times plain\n", rival->name,
            work->name);
    for (size_t i = 0; i < N_FORMS; i++) {
        double middle = median(ns[i], lab->rounds);
        struct text text = record_open("form");
        plain = i == 0 ? middle : plain;
        lab_say(lab, "  %-28s", forms[i].what);
        lab_cell(lab, 8, middle);
        lab_cell(lab, 8, plain > 0 ? middle / plain : -1);
        lab_say(lab, "\n");
        json_string(&text, "allocator", rival->name);
        json_string(&text, "form", forms[i].what);
        record_number(&text, "ns", middle);
        record_close(lab, &text);
    }
}

/* --- looking ---------------------------------------------------------------*/

static const struct {
    const char *key, *what;
} looks[] = {
    {"next", "iterator forwards, a block"},
    {"prev", "iterator backwards, a block"},
    {"lists", "free lists, a free block"},
    {"check", "checker, a block"},
    {"cells", "summary in 2,000 cells, a block"},
    {"seek", "seek to a random place"},
    {"start", "heap made, first block, deleted"},
    {"reset", "empty heap reset"},
};

enum { N_LOOKS = sizeof looks / sizeof *looks };

static void
tell_looks(const struct lab *lab, const struct rival *rival)
{
    static const char *const kinds[2] = {"plain", "hardened"};
    struct answer answers[2];
    const char *blocks = lab->most_blocks < 1000000 ? "100000" : "1000000";
    for (size_t k = 0; k < 2; k++) {
        const char *args[LAB_ARGS] = {rival->name, blocks, kinds[k]};
        lab_progress(lab, "look", k + 1, 2);
        (void)lab_run(lab, "look", rival, args, &answers[k]);
    }
    lab_progress(lab, NULL, 0, 0);
    lab_say(lab, "\nlooking at %s blocks of %s: ns%23s%10s\n", blocks,
            rival->name, kinds[0], kinds[1]);
    for (size_t i = 0; i < N_LOOKS; i++) {
        struct text text = record_open("look");
        json_string(&text, "what", looks[i].key);
        json_string(&text, "allocator", rival->name);
        lab_say(lab, "  %-50s", looks[i].what);
        for (size_t k = 0; k < 2; k++) {
            double value = -1;
            (void)answer_get(&answers[k], looks[i].key, &value);
            lab_cell(lab, k ? 10 : 8, value);
            record_number(&text, kinds[k], value);
        }
        lab_say(lab, "\n");
        record_close(lab, &text);
    }
}

void
part_look(struct lab *lab)
{
    for (size_t i = 0; i < lab->n_rivals; i++)
        if (lab->rivals[i].ours) {
            if (lab->n_works)
                tell_forms(lab, &lab->rivals[i]);
            tell_looks(lab, &lab->rivals[i]);
            return;
        }
}
