/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_options.h: the command line of `heapglass score`. Private to the files
 * score*.c of this folder.
 */
#ifndef HEAPGLASS_SCORE_OPTIONS_H
#define HEAPGLASS_SCORE_OPTIONS_H

#include "score/score.h"

#include <stdio.h>

struct score_options {
    bool help, json, timed;
    struct policy policies[SCORE_POLICIES];
    size_t n_policies;
    char **paths; /* of traces; owned, as each is */
    size_t n_paths;
};

/* False: ERR says which option is wrong, or which folder cannot be read. */
bool score_options_parse(struct score_options *, int argc, char **argv,
                         struct error *);
void score_options_done(struct score_options *);
void score_options_help(FILE *);

#endif
