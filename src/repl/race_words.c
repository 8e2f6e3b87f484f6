/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_words.c: the outcome of a race in sentences: who used least memory, and
 * what the others lost theirs to.
 *
 * A heap never shrinks, so it is as large as the worst moment made it. At the
 * moment with the most live bytes its final size falls into what was live, what
 * blocks had beyond that (headers, padding, slack), what was free, and what it
 * grew by later. A lane is told what it lost most to beyond what the first
 * lost.
 */
#include "race_table.h"

#include "repl_internal.h"

#include <inttypes.h>
#include <string.h>

/* --- where the bytes went --------------------------------------------------*/
/* Among buddies no block can be smaller than the next power of two: its slack
 * is rounding, too. */
enum loss { LOSS_HEADER, LOSS_PADDING, LOSS_SLACK, LOSS_FREE, LOSS_LATER };
enum { N_LOSSES = LOSS_LATER + 1 };

static size_t
loss_of(const struct race_row *row, enum loss loss)
{
    bool halves = row->policy.layout == LAYOUT_BUDDY;
    size_t slack = row->peak.slack_bytes;
    const size_t in_order[N_LOSSES] = {
        row->peak.header_bytes,
        row->peak.padding_bytes + (halves ? slack : 0),
        halves ? 0 : slack,
        row->peak.free,
        row->now.heap - row->peak.heap,
    };

    return in_order[loss];
}

static double
share_of(const struct race_row *row, enum loss loss)
{
    return (double)loss_of(row, loss) / (double)row->now.heap;
}

/* What ROW lost most to, beyond what FIRST lost; false: no more to anything. */
static bool
worst_loss(const struct race_row *row, const struct race_row *first,
           enum loss *worst)
{
    size_t most = 0;

    for (int i = 0; i < N_LOSSES; i++) {
        size_t mine = loss_of(row, (enum loss)i);
        size_t others = first ? loss_of(first, (enum loss)i) : 0;
        if (mine > others && mine - others > most) {
            most = mine - others;
            *worst = (enum loss)i;
        }
    }
    return most != 0;
}

static void
tell_loss(const struct race_row *row, enum loss loss, struct text *out)
{
    double share = 100 * share_of(row, loss);
    bool halves = row->policy.layout == LAYOUT_BUDDY;
    char size[SIZE_TEXT];

    switch (loss) {
    case LOSS_HEADER:
        text_add(out, "headers took %.1f%% of the heap", share);
        break;
    case LOSS_PADDING:
        text_add(out, "rounding sizes up%s took %.1f%% of the heap",
                 halves ? " to powers of two" : "", share);
        break;
    case LOSS_SLACK:
        text_add(out, "blocks larger than needed took %.1f%% of the heap",
                 share);
        break;
    case LOSS_FREE:
        text_add(out, "%.1f%% of the heap was free then, in ", share);
        if (row->peak.free_blocks == 1)
            text_add(out, "one block");
        else
            text_add(out, "%zu blocks of at most %s", row->peak.free_blocks,
                     size_text(row->peak.largest_free, size));
        break;
    case LOSS_LATER:
        text_add(out, "%.1f%% of its heap came later, when no more was live",
                 share);
        break;
    }
}

/* --- sentences -------------------------------------------------------------*/
/* Worth a word from here on. */
static const double least_share = 0.01;

/* MANY: it shares the first rank. ALL: nobody refused anything. */
static void
tell_first(const struct race_row *first, bool many, bool all, struct text *out)
{
    char size[SIZE_TEXT];
    enum loss worst;

    text_add(out, " used least memory%s: a heap of %s%s, ",
             all || first->counts.refused ? "" : " of those that did it all",
             size_text(first->now.heap, size), many ? " each" : "");
    text_add(out, "%.1f%% of it live at the peak (op %" PRIu64 ")",
             100 * first->now.peak_util, first->now.peak_op);
    if (worst_loss(first, NULL, &worst) &&
        share_of(first, worst) >= least_share) {
        text_add(out, "; ");
        tell_loss(first, worst, out);
    }
    if (first->counts.refused)
        text_add(out, "; it could not do %zu operations, the others no fewer",
                 first->counts.refused);
}

/* "1.7 times as much" */
static void
tell_times(double times, struct text *out)
{
    if (times >= 1.095)
        text_add(out, "%.1f times as much", times);
    else
        text_add(out, "%.1f%% more", times < 1.001 ? 0.1 : 100 * (times - 1));
}

static void
tell_other(const struct race_row *row, const struct race_row *first,
           struct text *out)
{
    double times = (double)row->now.heap / (double)first->now.heap;
    char size[SIZE_TEXT];
    enum loss worst;

    if (row->counts.refused)
        text_add(out, " could not do %zu operation%s, and", row->counts.refused,
                 row->counts.refused == 1 ? "" : "s");
    text_add(out, " took ");
    if (times > 1)
        tell_times(times, out);
    else
        text_add(out, "%s", size_text(row->now.heap, size));
    if (times > 1 && worst_loss(row, first, &worst)) {
        text_add(out, ": ");
        tell_loss(row, worst, out);
    }
}

/* What is told of each lane, after its name. */
struct sentences {
    struct text told[RACE_MOST];
    bool done[RACE_MOST];
};

/* Those of which the same is told share a sentence: "A, B and C took ...". */
static void
write_shared(const struct race_table *table, struct sentences *all, size_t at,
             struct text *out)
{
    const char *told = text_get(&all->told[at]);
    struct text line = {0};
    size_t alike[RACE_MOST], n = 0;

    for (size_t i = at; i < table->n; i++) {
        if (strcmp(text_get(&all->told[i]), told) == 0) {
            alike[n++] = i;
            all->done[i] = true;
        }
    }
    for (size_t i = 0; i < n; i++)
        text_add(&line, "%s%s",
                 i == 0       ? ""
                 : i + 1 == n ? " and "
                              : ", ",
                 table->rows[alike[i]].name);
    text_add(&line, "%s.", told);
    put_wrapped(out, text_get(&line), 0);
    text_done(&line);
}

static void
tell_all(const struct race_table *table, struct sentences *all)
{
    const struct race_row *first = NULL;
    size_t n_first = 0;
    bool all_done = true;

    for (size_t i = 0; i < table->n; i++) {
        all_done &= !table->rows[i].counts.refused;
        if (table->rows[i].rank != 1)
            continue;
        first = &table->rows[i];
        n_first++;
    }
    for (size_t i = 0; first && i < table->n; i++) {
        const struct race_row *row = &table->rows[i];
        if (row->rank == 1)
            tell_first(row, n_first > 1, all_done, &all->told[i]);
        else
            tell_other(row, first, &all->told[i]);
    }
}

void
race_table_explain(const struct race_table *table, struct text *out)
{
    struct sentences all = {0};

    tell_all(table, &all);
    for (unsigned rank = 1; rank <= table->n; rank++) {
        for (size_t i = 0; i < table->n; i++) {
            if (table->rows[i].rank == rank && !all.done[i])
                write_shared(table, &all, i, out);
        }
    }
    for (size_t i = 0; i < table->n; i++)
        text_done(&all.told[i]);
}
