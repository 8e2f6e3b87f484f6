/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * options.h: the command line of the program itself.
 */
#ifndef HEAPGLASS_OPTIONS_H
#define HEAPGLASS_OPTIONS_H

#include "session/session.h"

#include <stdio.h>

/* What is to be run first, in order: traces and scripts named as FILEs, then
 * -x and -c as they were given. */
enum start_kind { START_TRACE, START_SCRIPT, START_COMMAND };
struct start {
    enum start_kind kind;
    const char *text; /* path or command; argv's */
};

enum options_mode {
    MODE_AUTO, /* the screen if there is one, else batch */
    MODE_BATCH,
    MODE_HELP,
    MODE_VERSION,
    MODE_MAN,     /* the man page's source, for the Makefile */
    MODE_FIGURES, /* docs/FIGURES.md, likewise */
    MODE_EXAMPLES /* every command's example, for the tests */
};

/* What the screen has done so far, for whoever measures it. */
struct screen_stats {
    uint64_t frames, op; /* drawn; the operation that the last one showed */
    double drawing;      /* seconds of the processor that they took */
    bool playing;
};

struct options {
    enum options_mode mode;
    bool json, plain, ascii, mono, mouse;
    const char *theme; /* NULL: the default */
    struct session_config session;
    struct start *starts; /* owned */
    size_t n_starts;
    struct screen_stats *stats; /* NULL: nobody measures */
};

/* False: ERR says which option is wrong, or which file cannot be read. */
bool options_parse(struct options *, int argc, char **argv, struct error *);
void options_done(struct options *);
void options_write_help(FILE *);
void options_write_man(FILE *); /* the whole page; repl adds the commands */

#endif
