/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_lead.c: the race in a sentence: who leads and by how much, and who
 * passed whom last. Of several wordings the longest that fits is shown: words
 * are never cut.
 *
 * Ranks are compared from frame to frame, when all lanes are level. Between two
 * frames there may be many operations: then it is told by which one it was.
 */
#include "tui/race.h"

#include <stdio.h>
#include <string.h>

/* "61.8%", and with more digits where OTHER would read the same. */
static void
share_text(double share, double other, char buf[16])
{
    char text[16];

    for (int digits = 1; digits <= 4; digits++) {
        (void)snprintf(buf, 16, "%.*f%%", digits, 100 * share);
        (void)snprintf(text, sizeof text, "%.*f%%", digits, 100 * other);
        if (share == other || strcmp(buf, text) != 0)
            return;
    }
}

/* --- who passed whom -------------------------------------------------------*/
static bool
is_same_race(const struct race_seen *seen, const struct race_facts *facts)
{
    if (seen->n != facts->n)
        return false;
    for (size_t i = 0; i < facts->n; i++) {
        if (strcmp(seen->names[i], facts->lanes[i].name) != 0)
            return false;
    }
    return true;
}

/* *AHEAD was behind *BEHIND, and is before it; the foremost such. */
static bool
find_pass(const struct race_seen *seen, const struct race_facts *facts,
          size_t *ahead, size_t *behind)
{
    bool found = false;

    for (size_t a = 0; a < facts->n; a++) {
        for (size_t b = 0; b < facts->n; b++) {
            if (seen->ranks[a] <= seen->ranks[b] ||
                facts->lanes[a].rank >= facts->lanes[b].rank)
                continue;
            if (found && facts->lanes[a].rank >= facts->lanes[*ahead].rank)
                continue;
            *ahead = a;
            *behind = b;
            found = true;
        }
    }
    return found;
}

/* Several were first, and of them *AHEAD alone is now; *BEHIND was with it. */
static bool
find_lead(const struct race_seen *seen, const struct race_facts *facts,
          size_t *ahead, size_t *behind)
{
    size_t n_first = 0, n_others = 0;

    for (size_t i = 0; i < facts->n && seen->begun; i++) {
        if (facts->lanes[i].rank == 1) {
            *ahead = i;
            n_first++;
        } else if (seen->ranks[i] == 1) {
            *behind = i;
            n_others++;
        }
    }
    return n_first == 1 && n_others > 0 && seen->ranks[*ahead] == 1;
}

/* FROM_TIE: it left behind who was beside it. */
static void
tell_pass(struct race_seen *seen, const struct race_lane *ahead,
          const struct race_lane *behind, bool from_tie)
{
    const char *did = from_tie ? "left" : "passed";
    const char *more = from_tie ? " behind" : "";
    char mine[16], other[16];
    bool exact = ahead->now.op == seen->op + 1;

    share_text(ahead->now.peak_util, behind->now.peak_util, mine);
    share_text(behind->now.peak_util, ahead->now.peak_util, other);
    if (behind->counts.refused > ahead->counts.refused)
        (void)snprintf(seen->passed, sizeof seen->passed,
                       "%s %s %s%s %s op %llu, which refused %zu.", ahead->name,
                       did, behind->name, more, exact ? "at" : "by",
                       (unsigned long long)ahead->now.op,
                       behind->counts.refused);
    else
        (void)snprintf(seen->passed, sizeof seen->passed,
                       "%s %s %s%s %s op %llu: %s against %s.", ahead->name,
                       did, behind->name, more, exact ? "at" : "by",
                       (unsigned long long)ahead->now.op, mine, other);
    seen->passed_op = ahead->now.op;
}

static void
remember(struct race_seen *seen, const struct race_facts *facts)
{
    seen->n = facts->n;
    seen->op = facts->lanes[0].now.op;
    seen->begun = facts->lanes[0].now.peak_live > 0;
    for (size_t i = 0; i < facts->n; i++) {
        memcpy(seen->names[i], facts->lanes[i].name, POLICY_TEXT);
        seen->ranks[i] = facts->lanes[i].rank;
    }
}

void
race_note(struct race_seen *seen, const struct race_facts *facts)
{
    uint64_t op = facts->lanes[0].now.op;
    size_t ahead = 0, behind = 0;

    if (!facts->level)
        return;
    if (!is_same_race(seen, facts) || op < seen->passed_op)
        seen->passed[0] = '\0';
    if (is_same_race(seen, facts) && op > seen->op) {
        if (find_pass(seen, facts, &ahead, &behind))
            tell_pass(seen, &facts->lanes[ahead], &facts->lanes[behind], false);
        else if (find_lead(seen, facts, &ahead, &behind))
            tell_pass(seen, &facts->lanes[ahead], &facts->lanes[behind], true);
    }
    remember(seen, facts);
}

/* --- who leads -------------------------------------------------------------*/
struct wordings {
    char all[4][2 * RACE_SENTENCE];
    size_t n;
};

static char *
next_wording(struct wordings *words)
{
    return words->all[words->n++];
}

/* The lane of rank RANK; NULL: none has it (a tie before it). */
static const struct race_lane *
lane_of_rank(const struct race_facts *facts, unsigned rank)
{
    for (size_t i = 0; i < facts->n; i++) {
        if (facts->lanes[i].rank == rank)
            return &facts->lanes[i];
    }
    return NULL;
}

static size_t
count_rank(const struct race_facts *facts, unsigned rank)
{
    size_t n = 0;

    for (size_t i = 0; i < facts->n; i++)
        n += facts->lanes[i].rank == rank;
    return n;
}

/* Several are first: the names of all of them, if not all are. */
static void
word_tie(struct wordings *words, const struct race_facts *facts, size_t n)
{
    const struct race_lane *first = lane_of_rank(facts, 1);
    double share = 100 * first->now.peak_util;
    char names[RACE_SENTENCE] = "";
    size_t at = 0, told = 0;

    for (size_t i = 0; i < facts->n && at < sizeof names; i++) {
        if (facts->lanes[i].rank != 1)
            continue;
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s",
                               told == 0       ? ""
                               : told + 1 == n ? " and "
                                               : ", ",
                               facts->lanes[i].name);
        told++;
    }
    if (n < facts->n)
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "%.120s share the lead: peak utilization %.1f%%.", names,
                       share);
    else
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "All are level: peak utilization %.1f%%.", share);
    (void)snprintf(next_wording(words), RACE_SENTENCE,
                   "%zu share the lead: %.1f%%.", n, share);
}

static void
word_leader(struct wordings *words, const struct race_facts *facts)
{
    const struct race_lane *first = lane_of_rank(facts, 1);
    const struct race_lane *next = lane_of_rank(facts, 2);
    char mine[16], other[16];

    if (next->counts.refused > first->counts.refused) {
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "%s leads: it refused %zu, %s refused %zu.", first->name,
                       first->counts.refused, next->name, next->counts.refused);
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "%s leads: it refused %zu.", first->name,
                       first->counts.refused);
        return;
    }
    share_text(first->now.peak_util, next->now.peak_util, mine);
    share_text(next->now.peak_util, first->now.peak_util, other);
    (void)snprintf(next_wording(words), RACE_SENTENCE,
                   "%s leads with %s peak utilization, %s follows with %s.",
                   first->name, mine, next->name, other);
    (void)snprintf(next_wording(words), RACE_SENTENCE,
                   "%s leads: %s against %s.", first->name, mine, other);
}

static void
word_behind(struct wordings *words, const struct race_facts *facts)
{
    for (size_t i = 0; i < facts->n; i++) {
        if (!facts->lanes[i].behind)
            continue;
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "%s is on its way: it has come to op %llu.",
                       facts->lanes[i].name,
                       (unsigned long long)facts->lanes[i].now.op);
        return;
    }
}

/* Longest first; what happened at this very operation comes before the rest. */
static void
word_all(struct wordings *words, const struct race_facts *facts,
         const struct race_seen *seen)
{
    size_t n = count_rank(facts, 1);

    if (!facts->level) {
        word_behind(words, facts);
        return;
    }
    if (facts->lanes[0].now.peak_live == 0) {
        (void)snprintf(next_wording(words), RACE_SENTENCE,
                       "The heaps are empty; each does what is done from here "
                       "on.");
        return;
    }
    if (*seen->passed && seen->passed_op == facts->lanes[0].now.op)
        (void)snprintf(next_wording(words), RACE_SENTENCE, "%s", seen->passed);
    if (n == 1)
        word_leader(words, facts);
    else
        word_tie(words, facts, n);
}

/* The first wording that fits, with what PASSED says behind it. */
static bool
put_first(const struct pane *pane, const struct wordings *words,
          const char *passed)
{
    int more = *passed ? 2 + text_width(passed) : 0, col;

    for (size_t i = 0; i < words->n; i++) {
        if (text_width(words->all[i]) + more > pane->cols)
            continue;
        col = pane_text(pane, 0, 0, STYLE_BOLD, words->all[i]);
        (void)pane_text(pane, 0, col + 2, STYLE_LABEL, passed);
        return true;
    }
    return false;
}

void
race_lead_draw(const struct pane *pane, const struct race_facts *facts,
               const struct race_seen *seen)
{
    struct wordings words = {.n = 0};
    bool old = seen->passed_op != facts->lanes[0].now.op;

    word_all(&words, facts, seen);
    if (!facts->level || !old || !put_first(pane, &words, seen->passed))
        (void)put_first(pane, &words, "");
}
