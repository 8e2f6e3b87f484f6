/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_advice.c: what cost most, in a sentence: by how much, what it was made
 * of, why such a loss arises and what to try, unless the policy does that
 * already. Nothing that was not measured.
 */
#include "app/score_sheet.h"

#include <string.h>

/* Points of utilization below which nothing is worth a try. */
static const double worth = 0.01;

/* What a sentence is about. */
struct matter {
    const struct account *account;
    const struct policy *policy;
    bool resizes; /* the trace has reallocs */
};

static const char *
blocks(size_t n)
{
    return n == 1 ? "block" : "blocks";
}

/* --- what to try -----------------------------------------------------------*/

/* Things to try, one after the other: "; try A, B, and C". */
static void
add_tries(struct text *text, const char *const *tries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s%s", !i ? "; try " : i + 1 < n ? ", " : ", and ",
                 tries[i]);
}

/* Against free blocks that did not serve. LAST: one thing more; may be NULL. */
static void
add_better_use(struct text *text, const struct matter *m, const char *last)
{
    const char *tries[3];
    size_t n = 0;
    if (m->policy->name == POLICY_BUDDY) {
        text_add(text, "; blocks stand at multiples of their size here, and "
                       "join with their buddies only: another policy has "
                       "neither limit");
        return;
    }
    if (m->policy->joining != JOIN_IMMEDIATE)
        tries[n++] = "joining free neighbours at once";
    if (m->policy->fit != FIT_BEST && m->account->n_holes != 1)
        tries[n++] = "best fit";
    if (last)
        tries[n++] = last;
    add_tries(text, tries, n);
}

/* --- the four losses -------------------------------------------------------*/

static void
add_header(struct text *text, const struct matter *m)
{
    const struct account *a = m->account;
    size_t each = a->n_blocks ? a->header / a->n_blocks : 0;
    text_add(text,
             "%zu B for each of %zu %s, which were asked for %zu B on "
             "average",
             each, a->n_blocks, blocks(a->n_blocks),
             a->n_blocks ? a->peak_live / a->n_blocks : 0);
    if (each > 8)
        text_add(text, "; a layout with footers on free blocks only needs "
                       "half of that");
}

static void
add_padding(struct text *text, const struct matter *m)
{
    const struct account_worst *w = &m->account->padded;
    text_add(text, "sizes are rounded up to a multiple of 16");
    if (w->n == 1)
        text_add(text, "; most of it on a request for %zu B, which takes %zu B",
                 w->asked, w->block);
    else if (w->n)
        text_add(text,
                 "; most of it on %zu requests for %zu B, which take %zu B "
                 "each",
                 w->n, w->asked, w->block);
    text_add(text, "; no policy avoids that, only another layout");
}

static void
add_slack(struct text *text, const struct matter *m)
{
    const struct account_worst *w = &m->account->slackened;
    text_add(text, "blocks are larger than was needed");
    if (w->n == 1)
        text_add(text,
                 "; most of it on a request for %zu B in a block of %zu B",
                 w->asked, w->block);
    else if (w->n)
        text_add(text,
                 "; most of it on %zu requests for %zu B in blocks of up to "
                 "%zu B",
                 w->n, w->asked, w->block);
    if (w->block <= w->fit)
        text_add(text, ": this layout has blocks of few sizes only");
    else
        text_add(text, "; try to split off what is over, also when realloc "
                       "makes a block smaller");
}

/* At another moment smallest blocks would have taken more than at the peak of
 * what was asked for: no fragmentation at all. */
static void
add_elsewhere(struct text *text, const struct account *a)
{
    char live[SIZE_TEXT], fit[SIZE_TEXT];
    text_add(text,
             "no fragmentation: less was live at operation %zu (%s), but in "
             "%zu %s of this layout, which %s %s at the least",
             a->fit_op, size_text(a->fit_live, live), a->fit_blocks,
             blocks(a->fit_blocks), a->fit_blocks == 1 ? "takes" : "take",
             size_text(a->peak_fit, fit));
}

/* The heap at the peak was smaller than it became. */
static void
add_growth(struct text *text, const struct matter *m)
{
    const struct account *a = m->account;
    char then[SIZE_TEXT], end[SIZE_TEXT];
    text_add(text,
             "at the peak of what was asked for the heap had %s, and it "
             "grew to %s later: freed blocks did not fit what was asked next",
             size_text(a->heap_then, then), size_text(a->heap, end));
    add_better_use(text, m, NULL);
}

static void
add_behind(struct text *text, const struct account *a)
{
    char behind[SIZE_TEXT];
    text_add(text,
             "at the peak %s lay free behind the last block: the heap had "
             "grown by more than was needed, or a large block there was freed "
             "before; try to grow only by what a free last block lacks",
             size_text(a->behind, behind));
}

static void
add_holes(struct text *text, const struct matter *m)
{
    const struct account *a = m->account;
    char typical[SIZE_TEXT], largest[SIZE_TEXT];
    size_text(a->median_hole, typical);
    size_text(a->largest_hole, largest);
    if (a->n_holes == 0) {
        text_add(text, "the heap's own bytes at its ends");
        return;
    }
    if (a->n_holes == 1)
        text_add(text, "one hole of %s at the peak", largest);
    else
        text_add(text,
                 "%zu holes between blocks at the peak, half of them of at "
                 "most %s, the largest of %s",
                 a->n_holes, typical, largest);
    text_add(text, ": free, but what was asked for did not fit, or came "
                   "before");
    add_better_use(text, m,
                   a->n_holes > 1
                       ? "keeping small requests apart from large ones"
                   : m->resizes ? "leaving room behind blocks that grow"
                                : "placing what lives long apart from what "
                                  "does not");
}

static void
add_external(struct text *text, const struct matter *m)
{
    const struct account *a = m->account;
    if (a->peak_fit - a->fit_then > a->external / 2)
        add_elsewhere(text, a);
    else if (a->heap - a->heap_then > a->external / 2)
        add_growth(text, m);
    else if (a->behind > a->external / 2)
        add_behind(text, a);
    else
        add_holes(text, m);
}

static const struct loss {
    const char *name;
    size_t offset; /* of its bytes in struct account */
    void (*add)(struct text *, const struct matter *);
} losses[] = {
    {"headers", offsetof(struct account, header), add_header},
    {"padding", offsetof(struct account, padding), add_padding},
    {"slack", offsetof(struct account, slack), add_slack},
    {"external", offsetof(struct account, external), add_external},
};
enum { N_LOSSES = sizeof losses / sizeof *losses };

static size_t
bytes_of(const struct account *a, const struct loss *loss)
{
    size_t bytes;
    memcpy(&bytes, (const char *)a + loss->offset, sizeof bytes);
    return bytes;
}

static const struct loss *
worst_loss(const struct account *a)
{
    const struct loss *worst = &losses[0];
    for (size_t i = 1; i < N_LOSSES; i++)
        if (bytes_of(a, &losses[i]) > bytes_of(a, worst))
            worst = &losses[i];
    return worst;
}

bool
score_advice_due(const struct sheet *sheet, size_t trace, size_t policy)
{
    const struct account *a = &sheet->traces[trace].score[policy].account;
    return !a->peak_live ||
           account_part(a, bytes_of(a, worst_loss(a))) >= worth;
}

void
score_advice(const struct sheet *sheet, size_t trace, size_t policy,
             struct text *text)
{
    const struct score_trace *t = &sheet->traces[trace];
    const struct account *a = &t->score[policy].account;
    const struct loss *worst = worst_loss(a);
    struct matter matter = {a, &sheet->options->policies[policy], t->resizes};
    double part = account_part(a, bytes_of(a, worst));
    if (!a->peak_live) {
        text_add(text, "it asks for no bytes");
        return;
    }
    if (part < worth) {
        text_add(text, "nothing to speak of: the largest loss, %s, is %.1f%%",
                 worst->name, 100 * part);
        return;
    }
    text_add(text, "%s, %.1f%%: ", worst->name, 100 * part);
    worst->add(text, &matter);
    double below = account_limit(a) - account_util(a);
    if (below < 0.0005)
        text_add(text, " (at its limit)");
    else if (below < worth)
        text_add(text, " (%.1f points below its limit)", 100 * below);
}
