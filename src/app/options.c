/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options.c: see options.h. A FILE is told by its name, else by its content.
 */
#include "app/options.h"

#include "app/option_row.h"
#include "app/score.h"
#include "repl/number.h"
#include "repl/repl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OPT_BATCH = 256,
    OPT_JSON,
    OPT_PLAIN,
    OPT_ASCII,
    OPT_MONO,
    OPT_THEME,
    OPT_NO_MOUSE,
    OPT_LIMIT,
    OPT_TARGET,
    OPT_HELP,
    OPT_VERSION,
    OPT_MAN,
    OPT_FIGURES,
    OPT_EXAMPLES
};

/* No flags: the build's own. */
static const struct option_row rows[] = {
    {"policy", required_argument, 'p', "-p, --policy NAME[:CHOICE,...]",
     "how blocks are found, placed and\njoined; help policies lists them"},
    {"command", required_argument, 'c', "-c, --command COMMAND",
     "run COMMAND, after any FILE (may be\nrepeated)"},
    {"script", required_argument, 'x', "-x, --script FILE",
     "run the commands in FILE, likewise"},
    {"batch", no_argument, OPT_BATCH, "--batch",
     "line mode: commands from standard input,\ntext out (the default when "
     "this is no\nterminal)"},
    {"json", no_argument, OPT_JSON, "--json",
     "line mode, one JSON object for each\ncommand"},
    {"plain", no_argument, OPT_PLAIN, "--plain",
     "line mode to be heard: sentences instead\nof tables, no colours, no "
     "cursor\nmovement; type describe for the map"},
    {"ascii", no_argument, OPT_ASCII, "--ascii", "ASCII characters only"},
    {"mono", no_argument, OPT_MONO, "--mono", "no colours (also: NO_COLOR=1)"},
    {"theme", required_argument, OPT_THEME, "--theme NAME",
     "default, dark, light, contrast or mono"},
    {"no-mouse", no_argument, OPT_NO_MOUSE, "--no-mouse",
     "leave the mouse to the terminal"},
    {"limit", required_argument, OPT_LIMIT, "--limit SIZE",
     "most bytes the heap may have, e.g. 1m"},
    {"target", required_argument, OPT_TARGET, "--target heap|naive",
     "watch our allocator, or one that only\nbumps a pointer and cannot be "
     "looked into"},
    {"help", no_argument, OPT_HELP, "-h, --help", "this text"},
    {"version", no_argument, OPT_VERSION, "--version", "the version"},
    {"man", no_argument, OPT_MAN, NULL, NULL},
    {"figures", no_argument, OPT_FIGURES, NULL, NULL},
    {"examples", no_argument, OPT_EXAMPLES, NULL, NULL},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

void
options_write_help(FILE *out)
{
    (void)fputs("usage: heapglass [OPTIONS] [FILE...]\n"
                "       heapglass score [OPTIONS] TRACE...   (see heapglass "
                "score --help)\n\n"
                "Watch a heap: an allocator on real bytes, its map, its free "
                "lists, and a\ncommand line. FILE is a trace (*.rep, "
                "*.script), a log of valgrind's, ltrace's\nor mtrace's calls, "
                "or a command script (*.heap); other names are told by\n"
                "content, and a pipe is a trace or a log. In line mode traces "
                "alone are played\nto their end, checked, and their figures "
                "told.\n\n",
                out);
    option_rows_print(out, rows, N_ROWS);
    (void)fputs("\nExit status: 0 all well; 1 a command, check or expect "
                "failed; 2 bad\noptions or an unreadable file. Inside, type "
                "help.\n",
                out);
}

void
options_write_man(FILE *out)
{
    struct man_option options[N_ROWS + 1] = {{NULL, NULL}};
    struct man_option score[SCORE_MAN_ROWS] = {{NULL, NULL}};
    for (size_t i = 0; i < N_ROWS; i++)
        options[i] = (struct man_option){rows[i].flags, rows[i].text};
    score_options_man(score);
    repl_write_man(out, options, score);
}

/* Every option that takes no value and sets one thing. */
static bool
parse_flag(struct options *o, int c)
{
    switch (c) {
    case OPT_BATCH:
        o->mode = MODE_BATCH;
        return true;
    case OPT_JSON:
        o->mode = MODE_BATCH;
        o->json = true;
        return true;
    case OPT_PLAIN:
        o->mode = MODE_BATCH;
        o->plain = true;
        return true;
    case OPT_ASCII:
        o->ascii = true;
        return true;
    case OPT_MONO:
        o->mono = true;
        return true;
    case OPT_NO_MOUSE:
        o->mouse = false;
        return true;
    default:
        break;
    }
    if (c == 'h')
        c = OPT_HELP;
    if (c >= OPT_HELP && c <= OPT_EXAMPLES) {
        o->mode = (enum options_mode)((int)MODE_HELP + c - OPT_HELP);
        return true;
    }
    return false;
}

static bool
parse_target(struct options *o, const char *name, struct error *err)
{
    if (!strcmp(name, "heap") || !strcmp(name, "naive")) {
        o->session.target =
            name[0] == 'h' ? TARGET_KIND_HEAP : TARGET_KIND_NAIVE;
        return true;
    }
    return error_set(err, "usage",
                     "There is no target \"%.40s\": heap or naive", name);
}

static bool
parse_valued(struct options *o, int c, const char *value, struct error *err)
{
    uint64_t size;
    switch (c) {
    case 'p':
        return policy_parse(value, &o->session.policy, err);
    case OPT_THEME:
        o->theme = value;
        return repl_is_theme(value) ||
               error_set(err, "usage",
                         "There is no theme \"%.40s\": default, dark, light, "
                         "contrast or mono",
                         value);
    case OPT_LIMIT:
        if (!number_read(value, "a size", &size, err))
            return false;
        o->session.limit = size;
        return size >= 4096 ||
               error_set(err, "usage", "--limit is at least 4k bytes");
    default:
        return parse_target(o, value, err);
    }
}

/* What the name says. False: nothing. */
static bool
tell_by_name(const char *path, enum start_kind *kind)
{
    const char *dot = strrchr(path, '.');
    bool trace = dot && (!strcmp(dot, ".rep") || !strcmp(dot, ".script"));
    if (!trace && (!dot || strcmp(dot, ".heap") != 0))
        return false;
    *kind = trace ? START_TRACE : START_SCRIPT;
    return true;
}

/* What the first lines say. False: it cannot be read. */
static bool
tell_by_content(const char *path, enum start_kind *kind, struct error *err)
{
    enum { LOOK_AT = 1 << 16 }; /* a log may begin with other lines */
    char *text = malloc(LOOK_AT);
    FILE *file = text ? fopen(path, "r") : NULL;
    size_t n = file ? fread(text, 1, LOOK_AT, file) : 0;
    bool ok = file && !ferror(file);
    if (!ok)
        (void)error_set(err, "file", "%.150s: %s", path, strerror(errno));
    else if (!tell_by_name(path, kind))
        *kind = trace_sniff(text, n) ? START_TRACE : START_SCRIPT;
    if (file)
        (void)fclose(file);
    free(text);
    return ok;
}

/* A trace, or a script? What a pipe tells once it does not tell again: it is
 * known by its name, and is a trace else. False: it cannot be read. */
static bool
tell_kind(const char *path, enum start_kind *kind, struct error *err)
{
    struct stat about;
    if (stat(path, &about) < 0 || access(path, R_OK) < 0)
        return error_set(err, "file", "%.150s: %s", path, strerror(errno));
    if (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))
        return tell_by_content(path, kind, err);
    if (!tell_by_name(path, kind))
        *kind = START_TRACE;
    return true;
}

static bool
add_file(struct options *o, size_t *n, const char *path, bool script,
         struct error *err)
{
    struct start *start = &o->starts[*n];
    start->text = path;
    if (!tell_kind(path, &start->kind, err))
        return false;
    if (script)
        start->kind = START_SCRIPT;
    (*n)++;
    return true;
}

/* FILEs are run before what -c and -x say: they are put in front. */
static void
files_first(struct options *o, size_t n_options)
{
    size_t n_files = o->n_starts - n_options;
    struct start *sorted = calloc(o->n_starts + 1, sizeof *sorted);
    if (!sorted)
        return;
    memcpy(sorted, o->starts + n_options, n_files * sizeof *sorted);
    memcpy(sorted + n_files, o->starts, n_options * sizeof *sorted);
    free(o->starts);
    o->starts = sorted;
}

bool
options_parse(struct options *o, int argc, char **argv, struct error *err)
{
    struct option long_options[N_ROWS + 1];
    int c;
    option_rows_long(rows, N_ROWS, long_options);
    *o = (struct options){.mouse = true};
    o->session.policy = policy_default();
    o->starts = calloc((size_t)argc + 1, sizeof *o->starts);
    if (!o->starts)
        return error_set(err, "no-memory", "no memory");
    opterr = 0;
    while ((c = getopt_long(argc, argv, ":hp:c:x:", long_options, NULL)) !=
           -1) {
        bool ok = true;
        if (c == '?' || c == ':') {
            return error_set(err, "usage",
                             c == ':' ? "%s needs a value; heapglass --help "
                                        "lists the options"
                                      : "Unknown option %s; heapglass --help "
                                        "lists the options",
                             argv[optind - 1]);
        }
        if (c == 'c')
            o->starts[o->n_starts++] = (struct start){START_COMMAND, optarg};
        else if (c == 'x')
            ok = add_file(o, &o->n_starts, optarg, true, err);
        else if (!parse_flag(o, c))
            ok = parse_valued(o, c, optarg, err);
        if (!ok)
            return false;
    }
    size_t n_options = o->n_starts;
    for (; optind < argc; optind++)
        if (!add_file(o, &o->n_starts, argv[optind], false, err))
            return false;
    files_first(o, n_options);
    return true;
}

void
options_done(struct options *o)
{
    free(o->starts);
    o->starts = NULL;
}
