/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_table.h: a race in figures: side by side as a table, a line a lane, as
 * JSON, and in sentences.
 */
#ifndef HEAPGLASS_RACE_TABLE_H
#define HEAPGLASS_RACE_TABLE_H

#include "repl/text.h"
#include "session/race.h"

/* What is known of a lane: values. */
struct race_row {
    struct policy policy;
    char name[POLICY_TEXT]; /* as it is written */
    struct figures now;
    struct figures peak; /* when the most was live; if asked for */
    struct lane_counts counts;
    struct op_result last;
    unsigned rank; /* from 1; ties share */
};
struct race_table {
    size_t n; /* 0: there is no race */
    struct race_row rows[RACE_MOST];
};

/* Brings the lanes to where the session is. PEAK: also how they were at the
 * peak, which may take a replay. False: ERR. */
bool race_table_fill(struct race_table *, struct session *, bool peak,
                     struct error *);
/* Figures down, policies across: of the whole run; now, if anything is live;
 * and at the peak, if that is not now. For a table filled with PEAK. */
void race_table_write(const struct race_table *, struct text *);
/* The same in sentences, one for each policy and part. */
void race_table_tell(const struct race_table *, struct text *);
/* A line a policy: the figures that matter most, and the last operation. */
void race_table_lines(const struct race_table *, struct text *);
void race_table_tell_lines(const struct race_table *, struct text *);
/* "rows": [...]; PEAK: with what was asked for then. */
void race_table_json(const struct race_table *, bool peak, struct text *);
/* Who used least memory, and what the others lost theirs to. For a table filled
 * with PEAK, and not of operation 0. */
void race_table_explain(const struct race_table *, struct text *);

#endif
