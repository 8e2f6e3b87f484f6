/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_words.c: the outcome of a race in sentences: who used least memory, and
 * what the others lost theirs to.
 *
 * A heap never shrinks, so it is as large as the worst moment made it. At the
 * moment with the most live bytes its final size falls into what was live, what
 * blocks had beyond that (headers, padding, slack), what was free, and what it
 * grew by later. A lane is told what it lost most to beyond what the first lost.
 */
#include "race_table.h"

#include "repl_internal.h"

#include <inttypes.h>

/* --- where the bytes went --------------------------------------------------*/
enum loss { LOSS_HEADER, LOSS_PADDING, LOSS_SLACK, LOSS_FREE, LOSS_LATER };
enum { N_LOSSES = LOSS_LATER + 1 };

static size_t
loss_of(const struct race_row *row, enum loss loss)
{
    const size_t in_order[N_LOSSES] = {
        row->peak.header_bytes, row->peak.padding_bytes, row->peak.slack_bytes,
        row->peak.free,         row->now.heap - row->peak.heap,
    };

    return in_order[loss];
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
    double share = 100 * (double)loss_of(row, loss) / (double)row->now.heap;
    char size[SIZE_TEXT];

    switch (loss) {
    case LOSS_HEADER:
        text_add(out, "headers took %.1f%% of its heap", share);
        break;
    case LOSS_PADDING:
        text_add(out, "rounding sizes up took %.1f%% of its heap", share);
        break;
    case LOSS_SLACK:
        text_add(out, "blocks larger than needed took %.1f%% of its heap",
                 share);
        break;
    case LOSS_FREE:
        text_add(out, "%.1f%% of its heap was free then, in ", share);
        if (row->peak.free_blocks == 1)
            text_add(out, "one block");
        else
            text_add(out, "%zu blocks of at most %s", row->peak.free_blocks,
                     size_text(row->peak.largest_free, size));
        break;
    case LOSS_LATER:
        text_add(out, "%.1f%% of its heap came later, when less was live",
                 share);
        break;
    }
}

/* --- sentences -------------------------------------------------------------*/
static const struct race_row *
first_of(const struct race_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->rows[i].rank == 1)
            return &table->rows[i];
    }
    return &table->rows[0];
}

static size_t
count_first(const struct race_table *table)
{
    size_t n = 0;

    for (size_t i = 0; i < table->n; i++)
        n += table->rows[i].rank == 1;
    return n;
}

/* "implicit", "implicit and buddy", "implicit, buddy and tlsf". */
static void
name_first(const struct race_table *table, struct text *out)
{
    size_t n = count_first(table), at = 0;

    for (size_t i = 0; i < table->n; i++) {
        if (table->rows[i].rank != 1)
            continue;
        text_add(out, "%s%s",
                 at == 0       ? ""
                 : at + 1 == n ? " and "
                               : ", ",
                 table->rows[i].policy);
        at++;
    }
}

static void
tell_first(const struct race_table *table, struct text *out)
{
    const struct race_row *first = first_of(table);
    size_t n = count_first(table);
    char size[SIZE_TEXT];
    enum loss worst;

    name_first(table, out);
    if (n == table->n)
        text_add(out, " used the same: ");
    else
        text_add(out, " used least memory: ");
    text_add(out, "%sa heap of %s, %.1f%% of it live at the peak (op %" PRIu64
                  ")",
             n > 1 ? "each " : "", size_text(first->now.heap, size),
             100 * first->now.peak_util, first->now.peak_op);
    if (worst_loss(first, NULL, &worst)) {
        text_add(out, "; ");
        tell_loss(first, worst, out);
    }
    text_add(out, ".");
}

static void
tell_other(const struct race_row *row, const struct race_row *first,
           struct text *out)
{
    double times = (double)row->now.heap / (double)first->now.heap;
    enum loss worst;

    text_add(out, "%s took ", row->policy);
    if (times >= 1.095)
        text_add(out, "%.1f times as much", times);
    else if (row->now.heap > first->now.heap)
        text_add(out, "%.1f%% more",
                 times < 1.0005 ? 0.1 : 100 * (times - 1));
    else
        text_add(out, "no more");
    if (row->now.heap > first->now.heap && worst_loss(row, first, &worst)) {
        text_add(out, ": ");
        tell_loss(row, worst, out);
    }
    if (row->counts.refused)
        text_add(out, "; but %zu operation%s could not be done there",
                 row->counts.refused, row->counts.refused == 1 ? "" : "s");
    text_add(out, ".");
}

void
race_table_explain(const struct race_table *table, struct text *out)
{
    struct text sentence = {0};

    if (table->n == 0 || table->rows[0].now.op == 0)
        return;
    tell_first(table, &sentence);
    put_wrapped(out, text_get(&sentence), 0);
    for (unsigned rank = 2; rank <= table->n; rank++) {
        for (size_t i = 0; i < table->n; i++) {
            if (table->rows[i].rank != rank)
                continue;
            text_clear(&sentence);
            tell_other(&table->rows[i], first_of(table), &sentence);
            put_wrapped(out, text_get(&sentence), 0);
        }
    }
    text_done(&sentence);
}
