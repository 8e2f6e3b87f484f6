/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_sheet.h: all results of a run of `heapglass score`, and their means.
 * Private to the files score*.c of this folder.
 */
#ifndef HEAPGLASS_SCORE_SHEET_H
#define HEAPGLASS_SCORE_SHEET_H

#include "app/score_options.h"
#include "repl/text.h"

struct sheet {
    const struct score_options *options;
    char (*names)[POLICY_TEXT]; /* of the policies, as written */
    struct score_trace *traces; /* as many as paths; filled in order */
    size_t n_traces;            /* filled so far */
};

/* Over the traces that a policy played without a fault. */
struct mean {
    size_t n_traces, n_valid; /* read; of them valid */
    double util, limit;       /* arithmetic means, as the next four */
    double header, padding, slack, external;
    double mops, libc_mops; /* harmonic means; 0: not timed */
};

bool sheet_init(struct sheet *, const struct score_options *);
void sheet_done(struct sheet *);
struct mean sheet_mean(const struct sheet *, size_t policy);
double sheet_mops(const struct score_trace *, double seconds); /* 0: none */

/* "binary-bal.rep"; and, for tables, without the ending, MOST bytes at most. */
const char *sheet_file(const struct sheet *, size_t trace);
enum { SHEET_NAME = 64 };
void sheet_name(const struct sheet *, size_t trace, size_t most,
                char buf[SHEET_NAME]);

/* --- output; all to stdout -------------------------------------------------*/
void score_json_trace(const struct sheet *, size_t trace);
void score_json_end(const struct sheet *);
/* The table grows as results come in when there is one policy, and is written
 * at the end when there are several. */
void score_text_trace(const struct sheet *, size_t trace);
void score_text_end(const struct sheet *);
/* What cost most on the trace under the policy, in a sentence. */
void score_advice(const struct sheet *, size_t trace, size_t policy,
                  struct text *);
/* False: the sentence would be that it is nothing to speak of. */
bool score_advice_due(const struct sheet *, size_t trace, size_t policy);

#endif
