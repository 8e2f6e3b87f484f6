/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score.h: `heapglass score`, a command line of its own.
 */
#ifndef HEAPGLASS_APP_SCORE_H
#define HEAPGLASS_APP_SCORE_H

#include "repl/repl.h"

/* ARGV[0] is "score". Answers the program's exit status. */
int app_score(int argc, char **argv);

enum { SCORE_MAN_ROWS = 8 };
void score_options_man(struct man_option out[SCORE_MAN_ROWS]);

#endif
