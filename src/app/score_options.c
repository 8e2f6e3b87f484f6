/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_options.c: see score_options.h. A folder stands for the traces in it.
 */
#include "app/score_options.h"

#include "app/option_row.h"
#include "app/score.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OPT_JSON = 256, OPT_NO_TIMING };

static const struct option_row rows[] = {
    {"policy", required_argument, 'p', "-p, --policy NAME[:CHOICE,...]",
     "the policy to judge (may be repeated;\nwithout: the library's default)"},
    {"json", no_argument, OPT_JSON, "--json",
     "one JSON object a line: each trace under\neach policy, then a summary a "
     "policy"},
    {"no-timing", no_argument, OPT_NO_TIMING, "--no-timing",
     "faults and utilization only: quick, and\nthe same on every machine"},
    {"help", no_argument, 'h', "-h, --help", "this text"},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

void
score_options_help(FILE *out)
{
    (void)fputs(
        "usage: heapglass score [OPTIONS] TRACE...\n\n"
        "Plays malloc-lab traces and tells for each: is every block where it "
        "may be and\nevery byte kept, or the first fault and its line; "
        "utilization, and the limit\nthat alignment and layout set; where the "
        "rest of the heap went; and operations\na second, beside the C "
        "library's in the same run. TRACE is a file, or a folder:\nall *.rep "
        "and *.script in it.\n\n",
        out);
    option_rows_print(out, rows, N_ROWS);
    (void)fputs("\nExit status: 0 all traces valid; 1 a trace has a fault "
                "under some policy; 2 bad\noptions, or a trace that cannot be "
                "read. docs/SCORE.md defines every column.\n",
                out);
}

void
score_options_man(struct man_option out[SCORE_MAN_ROWS])
{
    for (size_t i = 0; i < N_ROWS; i++)
        out[i] = (struct man_option){rows[i].flags, rows[i].text};
    out[N_ROWS] = (struct man_option){NULL, NULL};
}

/* --- traces ----------------------------------------------------------------*/

static bool
add_path(struct score_options *o, const char *folder, const char *name,
         struct error *err)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char **paths = realloc(o->paths, (o->n_paths + 1) * sizeof *paths);
    char *path = malloc(size);
    if (paths)
        o->paths = paths;
    if (!paths || !path) {
        free(path);
        return error_set(err, "no-memory", "no memory");
    }
    size_t n = strlen(folder);
    bool slash = n && folder[n - 1] != '/';
    (void)snprintf(path, size, "%s%s%s", folder, slash ? "/" : "", name);
    o->paths[o->n_paths++] = path;
    return true;
}

static int
is_trace_name(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && dot != entry->d_name &&
           (!strcmp(dot, ".rep") || !strcmp(dot, ".script"));
}

static bool
add_folder(struct score_options *o, const char *folder, struct error *err)
{
    struct dirent **names;
    int n = scandir(folder, &names, is_trace_name, alphasort);
    bool ok = true;
    if (n < 0)
        return error_set(err, "file", "Cannot read %.150s: %s.", folder,
                         strerror(errno));
    for (int i = 0; i < n; i++) {
        ok = ok && add_path(o, folder, names[i]->d_name, err);
        free(names[i]);
    }
    free(names);
    return n ? ok
             : error_set(err, "file",
                         "There is no trace (*.rep, *.script) in %.150s.",
                         folder);
}

static bool
add_trace(struct score_options *o, const char *path, struct error *err)
{
    struct stat info;
    if (stat(path, &info) < 0)
        return error_set(err, "file", "Cannot read %.150s: %s.", path,
                         strerror(errno));
    return S_ISDIR(info.st_mode) ? add_folder(o, path, err)
                                 : add_path(o, "", path, err);
}

/* --- options ---------------------------------------------------------------*/

static bool
add_policy(struct score_options *o, const char *text, struct error *err)
{
    if (o->n_policies == SCORE_POLICIES)
        return error_set(err, "usage", "At most %d policies at a time",
                         SCORE_POLICIES);
    return policy_parse(text, &o->policies[o->n_policies++], err);
}

static bool
parse_options(struct score_options *o, int argc, char **argv, struct error *err)
{
    struct option long_options[N_ROWS + 1];
    int c;
    option_rows_long(rows, N_ROWS, long_options);
    opterr = 0;
    while ((c = getopt_long(argc, argv, ":hp:", long_options, NULL)) != -1) {
        switch (c) {
        case 'p':
            if (!add_policy(o, optarg, err))
                return false;
            break;
        case OPT_JSON:
            o->json = true;
            break;
        case OPT_NO_TIMING:
            o->timed = false;
            break;
        case 'h':
            o->help = true;
            return true;
        default:
            return error_set(err, "usage",
                             c == ':' ? "%s needs a value; heapglass score "
                                        "--help lists the options"
                                      : "Unknown option %s; heapglass score "
                                        "--help lists the options",
                             argv[optind - 1]);
        }
    }
    return true;
}

bool
score_options_parse(struct score_options *o, int argc, char **argv,
                    struct error *err)
{
    *o = (struct score_options){.timed = true};
    if (!parse_options(o, argc, argv, err))
        return false;
    if (o->help)
        return true;
    if (!o->n_policies)
        o->policies[o->n_policies++] = policy_default();
    for (; optind < argc; optind++)
        if (!add_trace(o, argv[optind], err))
            return false;
    return o->n_paths ||
           error_set(err, "usage",
                     "score what? Name traces, or a folder of them: heapglass "
                     "score TRACE...");
}

void
score_options_done(struct score_options *o)
{
    for (size_t i = 0; i < o->n_paths; i++)
        free(o->paths[i]);
    free(o->paths);
}
