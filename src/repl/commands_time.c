/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_time.c: moving in time: back, goto, undo, redo, branch.
 */
#include "repl_internal.h"

#include "session/ask.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* --- where we are ----------------------------------------------------------*/
void
json_moment(struct repl *repl)
{
    struct session_place place;

    if (!wants_json(repl))
        return;
    session_place(repl->session, &place);
    json_number(&repl->json, "op", place.op);
    json_number(&repl->json, "line", place.line);
    json_number(&repl->json, "ops", place.total);
    json_number(&repl->json, "branch", place.branch);
    json_number(&repl->json, "branches", place.n_branches);
}

void
reply_moment(struct repl *repl)
{
    struct session_place place;
    char sentence[DESCRIBE_TEXT];

    session_place(repl->session, &place);
    json_moment(repl);
    text_add(&repl->message, "op %" PRIu64 " of %" PRIu64, place.op,
             place.total);
    if (place.n_branches > 1)
        text_add(&repl->message, ", branch %" PRIu32, place.branch);
    session_describe(repl->session, session_last(repl->session), sentence);
    text_add(&repl->message, ": %s",
             place.op ? sentence : "the empty heap, before all operations.");
}

void
reply_branch(struct repl *repl, uint32_t before)
{
    struct session_place place;

    session_place(repl->session, &place);
    if (place.branch == before)
        return;
    text_add(&repl->message,
             " This began branch %" PRIu32 "; branch %" PRIu32
             " returns to the old one.",
             place.branch, before);
    if (wants_json(repl)) {
        json_number(&repl->json, "branch", place.branch);
        json_number(&repl->json, "old_branch", before);
    }
}

/* --- back, goto ------------------------------------------------------------*/
bool
run_back(struct repl *repl, const struct words *words, struct error *err)
{
    size_t n = 1;

    if (words->n > 1 && strcmp(words->list[1].text, "until") == 0)
        return back_until(repl, words, err);
    if (!need_words(words, 0, 1, err))
        return false;
    if (words->n > 1 && !read_size(words->list[1].text, "a count", &n, err))
        return false;
    if (n == 0)
        return error_set(err, "usage", "back 0 does nothing: type 1 or more");
    if (!session_back(repl->session, n, err))
        return false;
    reply_moment(repl);
    return true;
}

/* The most live bytes are known when all that is ahead was played once: that is
 * no run that stops at a break. */
static bool
find_peak(struct repl *repl, uint64_t *op, struct error *err)
{
    struct session_place place;
    bool ok = true;

    session_place(repl->session, &place);
    stops_suspend(&repl->stops, true);
    if (place.known < place.total)
        ok = session_goto(repl->session, place.total, err);
    stops_suspend(&repl->stops, false);
    *op = session_peak(repl->session);
    return ok;
}

static bool
find_bad(struct repl *repl, uint64_t *op, struct error *err)
{
    struct session_bad bad;

    if (!session_find_bad(repl->session, 0, &bad, err))
        return false;
    *op = bad.op;
    return bad.found ||
           error_set(err, "not-found",
                     "No operation up to %" PRIu64 " leaves the heap "
                     "inconsistent: each was checked",
                     bad.upto);
}

static bool
is_moment_word(const char *word)
{
    static const char *const words[] = {"start", "end", "peak", "bad", "now"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

bool
read_moment(struct repl *repl, const char *word, uint64_t *op,
            struct error *err)
{
    struct session_place place;
    size_t n;

    session_place(repl->session, &place);
    if (isalpha((unsigned char)word[0]) && !is_moment_word(word))
        return error_set(err, "usage",
                         "\"%.40s\" is no moment: type an operation's number, "
                         "start, end, peak, bad or now",
                         word);
    if (strcmp(word, "start") == 0)
        *op = 0;
    else if (strcmp(word, "now") == 0)
        *op = place.op;
    else if (strcmp(word, "end") == 0)
        *op = place.total;
    else if (strcmp(word, "peak") == 0)
        return find_peak(repl, op, err);
    else if (strcmp(word, "bad") == 0)
        return find_bad(repl, op, err);
    else if (!read_size(word, "an operation's number", &n, err))
        return false;
    else
        *op = n;
    return true;
}

bool
run_goto(struct repl *repl, const struct words *words, struct error *err)
{
    uint64_t op = 0;

    if (words->n < 2)
        return usage(words, err,
                     "needs an operation's number, start, end, "
                     "peak or bad");
    if (!need_words(words, 1, 1, err) ||
        !read_moment(repl, words->list[1].text, &op, err))
        return false;
    if (session_goto(repl->session, op, err)) {
        reply_moment(repl);
        return true;
    }
    if (!reply_stop(repl, err))
        return false;
    json_moment(repl);
    return true;
}

/* --- undo, redo ------------------------------------------------------------*/
/* Where we are now, and under which policy if that is another. */
static void
tell_again(struct repl *repl, const char *how, const struct policy *before)
{
    char was[POLICY_TEXT], is[POLICY_TEXT];

    policy_format(before, was);
    policy_format(&session_config(repl->session)->policy, is);
    text_add(&repl->message, "%s; ", how);
    if (strcmp(was, is) != 0)
        text_add(&repl->message, "policy %s, ", is);
    text_add(&repl->message, "now at ");
    reply_moment(repl);
}

bool
run_undo(struct repl *repl, const struct words *words, struct error *err)
{
    struct policy before = session_config(repl->session)->policy;

    if (!need_words(words, 0, 0, err) || !session_undo(repl->session, err))
        return false;
    tell_again(repl, "undone", &before);
    return true;
}

bool
run_redo(struct repl *repl, const struct words *words, struct error *err)
{
    struct policy before = session_config(repl->session)->policy;

    if (!need_words(words, 0, 0, err) || !session_redo(repl->session, err))
        return false;
    tell_again(repl, "done again", &before);
    return true;
}

/* --- branch ----------------------------------------------------------------*/
static void
list_branch(struct repl *repl, const struct session_branch *b)
{
    if (wants_json(repl)) {
        json_open(&repl->json, NULL, '{');
        json_number(&repl->json, "branch", b->number);
        json_number_or_null(&repl->json, "parent", b->parent);
        json_number(&repl->json, "fork", b->fork);
        json_number(&repl->json, "ops", b->n_ops);
        json_bool(&repl->json, "current", b->is_current);
        json_close(&repl->json, '}');
    }
    if (!wants_plain(repl))
        text_add(&repl->table, "%c ", b->is_current ? '*' : ' ');
    text_add(&repl->table, "branch %" PRIu32 ": %" PRIu64 " operation%s",
             b->number, b->n_ops, b->n_ops == 1 ? "" : "s");
    if (b->parent)
        text_add(&repl->table, ", left branch %" PRIu32 " after op %" PRIu64,
                 b->parent, b->fork);
    if (wants_plain(repl))
        text_add(&repl->table, b->is_current ? "; you are here." : ".");
    text_add(&repl->table, "\n");
}

static bool
list_branches(struct repl *repl)
{
    struct session_branch b;
    size_t i;

    if (wants_json(repl))
        json_open(&repl->json, "rows", '[');
    for (i = 0; session_get_branch(repl->session, i, &b); i++)
        list_branch(repl, &b);
    if (wants_json(repl))
        json_close(&repl->json, ']');
    text_add(&repl->message, "%zu branch%s%s.", i, i == 1 ? "" : "es",
             wants_plain(repl) ? "" : "; * is where you are");
    return true;
}

bool
run_branch(struct repl *repl, const struct words *words, struct error *err)
{
    size_t n;

    if (!need_words(words, 0, 1, err))
        return false;
    if (words->n == 1)
        return list_branches(repl);
    if (!read_size(words->list[1].text, "a branch's number", &n, err) ||
        !session_to_branch(repl->session,
                           n > UINT32_MAX ? UINT32_MAX : (uint32_t)n, err))
        return false;
    reply_moment(repl);
    return true;
}
