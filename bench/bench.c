/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench.c: `make bench`. Takes the options, gathers rivals and works, runs
 * the parts. docs/BENCH.md says what every figure means.
 */
#include "lab.h"
#include "rivals.h"
#include "works.h"

#include <getopt.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    void (*run)(struct lab *);
    bool plays; /* needs works */
} parts[] = {
    {"speed", part_speed, true},
    {"curve", part_curve, false},
    {"latency", part_latency, true},
    {"look", part_look, true},
    {"time", part_time, false},
};

enum { N_PARTS = sizeof parts / sizeof *parts };

struct wishes {
    const char *traces; /* a folder; NULL: the project's own */
    const char *demos;
    const char *only;  /* rivals */
    const char *part;  /* NULL: all */
    const char *plans; /* a folder: only write the plans there */
    bool list;         /* only tell who takes part */
    bool help;
};

static const char usage[] =
    "usage: bench [OPTIONS]\n"
    "  --traces DIR     every *.rep and *.script there, not the project's own\n"
    "  --demos DIR      where the project's own traces are (demos)\n"
    "  --only A,B,...   these allocators alone, by their names in the tables\n"
    "  --part NAME      speed, curve, latency, look or time\n"
    "                   alone\n"
    "  --rounds N       processes for each allocator and trace (7, at most "
    "31)\n"
    "  --ms N           milliseconds measured in each (20)\n"
    "  --most N         most live blocks of the curve (10000000)\n"
    "  --quick          3 rounds of 5 ms, up to 10^5 live blocks\n"
    "  --plans DIR      only write the plans into DIR (for count.sh)\n"
    "  --list           only list who takes part: name, contestant, library\n"
    "  --help           this\n"
    "  --json           one JSON object a line, no tables\n"
    "  --json=FILE      JSON into FILE, tables here\n";

static int
refuse(const char *what)
{
    fprintf(stderr, "bench: %s\n%s", what, usage);
    return 2;
}

/* A whole number of AT LEAST or more; 0: TEXT is none. */
static size_t
number(const char *text, size_t at_least)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    return *text && !*end && value >= at_least ? value : 0;
}

static bool
open_json(struct lab *lab, const char *file)
{
    if (!file) {
        lab->json = stdout;
        lab->text = NULL;
        return true;
    }
    lab->json = fopen(file, "w");
    return lab->json != NULL;
}

/* One option, by its letter below. False: it is wrong. */
static bool
take_option(int c, struct lab *lab, struct wishes *wishes)
{
    switch (c) {
    case 'r':
        lab->rounds = number(optarg, 1);
        return lab->rounds > 0 && lab->rounds <= MAX_ROUNDS;
    case 'm':
        lab->ms = (double)number(optarg, 1);
        return lab->ms > 0;
    case 'n':
        lab->most_blocks = number(optarg, 100);
        return lab->most_blocks > 0;
    case 'q':
        lab->rounds = 3;
        lab->ms = 5;
        lab->most_blocks = 100000;
        return true;
    case 'l':
        return wishes->list = true;
    case 'h':
        return wishes->help = true;
    case 'j':
        return open_json(lab, optarg);
    default:
        return false;
    }
}

/* False: one of them is wrong. */
static bool
read_options(int argc, char **argv, struct lab *lab, struct wishes *wishes)
{
    static const struct option options[] = {
        {"traces", required_argument, NULL, 't'},
        {"demos", required_argument, NULL, 'd'},
        {"only", required_argument, NULL, 'o'},
        {"part", required_argument, NULL, 'p'},
        {"plans", required_argument, NULL, 'P'},
        {"rounds", required_argument, NULL, 'r'},
        {"ms", required_argument, NULL, 'm'},
        {"most", required_argument, NULL, 'n'},
        {"quick", no_argument, NULL, 'q'},
        {"list", no_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {"json", optional_argument, NULL, 'j'},
        {NULL, 0, NULL, 0},
    };
    int c;
    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        const char **text = c == 't'   ? &wishes->traces
                            : c == 'd' ? &wishes->demos
                            : c == 'o' ? &wishes->only
                            : c == 'p' ? &wishes->part
                            : c == 'P' ? &wishes->plans
                                       : NULL;
        if (text)
            *text = optarg;
        else if (!take_option(c, lab, wishes))
            return false;
    }
    return optind == argc;
}

/* What disturbs: others at work on this machine. */
static void
tell_conditions(const struct lab *lab)
{
    double load[1];
    lab_say(lab, "%zu rounds of %g ms, %ld processors", lab->rounds, lab->ms,
            sysconf(_SC_NPROCESSORS_ONLN));
    if (getloadavg(load, 1) == 1)
        lab_say(lab, ", load %.1f%s", load[0],
                load[0] > 0.7 ? ": others are at work here, expect noise" : "");
    lab_say(lab, "\n");
}

static bool
gather_works(struct lab *lab, const struct wishes *wishes)
{
    bool some = wishes->traces ? works_folder(lab, wishes->traces)
                               : works_own(lab, wishes->demos);
    if (!some)
        fprintf(stderr, "bench: no trace to play in %s\n",
                wishes->traces ? wishes->traces : wishes->demos);
    return some;
}

static int
write_plans(struct lab *lab, const struct wishes *wishes)
{
    char folder[1024];
    snprintf(folder, sizeof folder, "%s", wishes->plans);
    lab->scratch = folder;
    bool some = gather_works(lab, wishes);
    works_done(lab, true);
    return some ? 0 : 2;
}

static int
list_rivals(const struct lab *lab)
{
    for (size_t i = 0; i < lab->n_rivals; i++) {
        const struct rival *r = &lab->rivals[i];
        printf("%s %s %s %s\n", r->name, r->contestant,
               r->ours ? "ours" : "theirs", r->preload);
    }
    return 0;
}

static int
run_parts(struct lab *lab, const struct wishes *wishes)
{
    bool ran = false;
    bool some = gather_works(lab, wishes);
    tell_conditions(lab);
    for (size_t i = 0; i < N_PARTS; i++) {
        if (wishes->part && strcmp(wishes->part, parts[i].name) != 0)
            continue;
        ran = true;
        if (some || !parts[i].plays)
            parts[i].run(lab);
    }
    works_done(lab, false);
    return !ran ? refuse("no part has that name") : some ? 0 : 2;
}

int
main(int argc, char **argv)
{
    struct lab lab = {.rounds = 7,
                      .ms = 20,
                      .most_blocks = 10000000,
                      .text = stdout,
                      .progress = isatty(STDERR_FILENO)};
    struct wishes wishes = {.demos = "demos"};
    struct error err;
    char scratch[1024];
    const char *tmp = getenv("TMPDIR");
    int status;
    if (!read_options(argc, argv, &lab, &wishes))
        return refuse("an option is wrong");
    if (wishes.help) {
        fputs(usage, stdout);
        return 0;
    }
    if (wishes.list || wishes.plans)
        lab.text = NULL; /* notes to stderr: scripts read what is left */
    if (!rivals_find(&lab, wishes.only, &err))
        return refuse(err.text);
    if (wishes.list)
        return list_rivals(&lab);
    if (wishes.plans)
        return write_plans(&lab, &wishes);
    snprintf(scratch, sizeof scratch, "%s/heapglass-bench.XXXXXX",
             tmp ? tmp : "/tmp");
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 2;
    }
    lab.scratch = scratch;
    lab.programs = dirname(argv[0]);
    status = run_parts(&lab, &wishes);
    (void)rmdir(scratch);
    return status;
}
