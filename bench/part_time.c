/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * part_time.c: the time machine: playing through the session beside the bare
 * allocator, and going to random moments of a long line.
 */
#include "lab.h"

#include <stdio.h>
#include <string.h>

/* --- playing ---------------------------------------------------------------*/
static const char *const kinds[] = {
    "exponential", "uniform", "bimodal",      "realloc",  "ramp",
    "fifo",        "lifo",    "checkerboard", "sawtooth", "producer-consumer",
};

enum { N_KINDS = sizeof kinds / sizeof *kinds };

static void
tell_playing(const struct lab *lab, const struct rival *rival)
{
    bool quick = lab->most_blocks < 1000000;
    char rounds[16];
    snprintf(rounds, sizeof rounds, "%zu", 2 * lab->rounds + 1);
    lab_say(lab, "\nplaying %s: ns an operation%12s%10s%10s\n", rival->name,
            "bare", "session", "times");
    for (size_t i = 0; i < N_KINDS; i++) {
        const char *args[LAB_ARGS] = {"play", rival->name, kinds[i],
                                      quick ? "100000" : "1000000", rounds};
        double bare = -1, session = -1, ratio = -1;
        struct text text = record_open("playing");
        struct answer answer;
        lab_progress(lab, "playing", i + 1, N_KINDS);
        if (lab_run(lab, "travel", NULL, args, &answer)) {
            (void)answer_get(&answer, "bare", &bare);
            (void)answer_get(&answer, "session", &session);
            (void)answer_get(&answer, "ratio", &ratio);
        }
        lab_progress(lab, NULL, 0, 0);
        lab_say(lab, "  %-36s", kinds[i]);
        lab_cell(lab, 8, bare);
        lab_cell(lab, 10, session);
        lab_cell(lab, 10, ratio);
        lab_say(lab, "\n");
        json_string(&text, "what", kinds[i]);
        json_string(&text, "allocator", rival->name);
        record_number(&text, "bare_ns", bare);
        record_number(&text, "session_ns", session);
        record_number(&text, "ratio", ratio);
        record_close(lab, &text);
    }
}

/* --- going to moments ------------------------------------------------------*/
/* Live blocks for heaps of about 2.5, 64 and 640 MiB. */
static const char *const sizes[] = {"20000", "530000", "5300000"};

enum { N_SIZES = sizeof sizes / sizeof *sizes };

static void
tell_size(const struct lab *lab, const struct rival *rival, const char *live)
{
    static const char *const keys[] = {"heap", "ns", "goto", "share", "beyond"};
    bool quick = lab->most_blocks < 1000000;
    const char *args[LAB_ARGS] = {"goto", rival->name, live,
                                  quick ? "1000000" : "10000000", "200"};
    double value[5] = {-1, -1, -1, -1, -1};
    struct text text = record_open("goto");
    struct answer answer;
    if (lab_run(lab, "travel", NULL, args, &answer))
        for (size_t k = 0; k < 5; k++)
            (void)answer_get(&answer, keys[k], &value[k]);
    lab_progress(lab, NULL, 0, 0);
    lab_say(lab, "  %s", live);
    lab_say(lab, "%*s", 9 - (int)strlen(live), "");
    lab_cell(lab, 10, value[0] / 0x1p20);
    lab_cell(lab, 10, value[1]);
    lab_cell(lab, 12, value[2]);
    lab_cell(lab, 12, value[3]);
    lab_cell(lab, 12, value[4] / 0x1p20);
    lab_say(lab, "\n");
    json_string(&text, "live", live);
    json_string(&text, "allocator", rival->name);
    record_number(&text, "heap", value[0]);
    record_number(&text, "play_ns", value[1]);
    record_number(&text, "goto_ms", value[2]);
    record_number(&text, "share", value[3]);
    record_number(&text, "beyond", value[4]);
    record_close(lab, &text);
}

static void
tell_moments(const struct lab *lab, const struct rival *rival)
{
    bool quick = lab->most_blocks < 1000000;
    lab_say(lab,
            "\ngoing to random moments of %s operations under %s\n"
            "  %-9s%10s%10s%12s%12s%12s\n",
            quick ? "1,000,000" : "10,000,000", rival->name, "live", "heap MiB",
            "play ns", "goto ms", "1/share", "beyond MiB");
    for (size_t i = 0; i < (quick ? 1 : N_SIZES); i++) {
        lab_progress(lab, "goto", i + 1, N_SIZES);
        tell_size(lab, rival, sizes[i]);
    }
}

void
part_time(struct lab *lab)
{
    for (size_t i = 0; i < lab->n_rivals; i++)
        if (lab->rivals[i].ours && !lab->rivals[i].curve_only) {
            tell_playing(lab, &lab->rivals[i]);
            tell_moments(lab, &lab->rivals[i]);
            return;
        }
}
