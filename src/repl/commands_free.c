/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_free.c: free and try free, with their lists and ranges of numbers.
 * Every argument is understood before the first block is freed.
 */
#include "repl_internal.h"

#include "repl/number.h"
#include "session/ask.h"

#include <stdlib.h>
#include <string.h>

/* --- free ------------------------------------------------------------------*/
/* One argument of free: a block, or the numbers first, first + step, ... */
struct who_range {
    bool is_range;
    struct who who;
    uint64_t first, last, step;
};

/* "#2..#20/2" after its ".."; false: not a well-formed range. */
static bool
parse_range(const char *word, struct who_range *range)
{
    const char *dots = strstr(word, "..");
    uint64_t *const parts[] = {&range->first, &range->last, &range->step};
    const char *s = word;
    size_t n;

    range->step = 1;
    for (int i = 0; i < 3; i++) {
        if (i < 2 && *s == '#')
            s++;
        if (*s == '0' && (s[1] == 'x' || s[1] == 'X'))
            return false;
        n = number_scan(s, parts[i]);
        if (n == 0 || n == SIZE_MAX)
            return false;
        s += n;
        if (i == 0 && s != dots)
            return false;
        s += i == 0 ? 2 : 0;
        if (i == 1 && !*s)
            return range->first <= range->last;
        if (i == 1 && *s++ != '/')
            return false;
    }
    return !*s && range->step > 0 && range->first <= range->last;
}

static enum view_life
life_of(const struct session *session, uint64_t number, bool *known)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct view_who found;

    *known = view_find(session, &who, &found, NULL);
    return found.life;
}

/* Every number of the range must have been given out, one be live. */
static bool
check_range(struct repl *repl, const struct who_range *range, const char *word,
            struct error *err)
{
    bool known, live = false;

    for (uint64_t i = range->first; i <= range->last; i += range->step) {
        enum view_life life = life_of(repl->session, i, &known);
        if (!known)
            return error_set(err, "no-block",
                             "%.40s: there is no block #%llu, nothing was "
                             "freed",
                             word, (unsigned long long)i);
        live |= life == LIFE_LIVE;
        if (range->last - i < range->step)
            break;
    }
    if (!live)
        return error_set(err, "double-free",
                         "%.40s: all of them are free already", word);
    return true;
}

static bool
read_range(struct repl *repl, const char *word, struct who_range *range,
           struct error *err)
{
    range->is_range = strstr(word, "..") != NULL;
    if (!range->is_range)
        return read_who(word, &range->who, err);
    if (!parse_range(word, range))
        return error_set(err, "usage",
                         "\"%.40s\" is not a range: type for example #2..#20 "
                         "or #2..#20/2",
                         word);
    return check_range(repl, range, word, err);
}

struct freeing {
    struct repl *repl;
    struct trial *trial; /* NULL: it is done */
    struct op_result last;
    size_t n, passed, bytes;
};

/* Where the blocks are. */
static const struct session *
session_of(const struct freeing *freeing)
{
    return freeing->trial ? trial_session(freeing->trial)
                          : freeing->repl->session;
}

static bool
free_or_try(struct freeing *freeing, const struct who *who, struct error *err)
{
    struct session_request request = {.kind = OP_FREE, .who = *who};

    if (freeing->trial)
        return trial_request(freeing->trial, &request, &freeing->last, err);
    return session_request(freeing->repl->session, &request, &freeing->last,
                           err);
}

static bool
free_one(struct freeing *freeing, const struct who *who, struct error *err)
{
    struct repl *repl = freeing->repl;
    struct text *json = &repl->json;

    if (!free_or_try(freeing, who, err))
        return false;
    freeing->n++;
    freeing->bytes += freeing->last.size;
    if (wants_json(repl)) {
        json_open(json, NULL, '{');
        json_number_or_null(json, "id", freeing->last.id);
        json_number(json, "off", freeing->last.off);
        json_number(json, "size", freeing->last.size);
        json_close(json, '}');
    }
    return true;
}

static bool
free_range(struct freeing *freeing, const struct who_range *range,
           struct error *err)
{
    struct who who = {.kind = WHO_NUMBER};
    bool known;

    if (!range->is_range)
        return free_one(freeing, &range->who, err);
    for (uint64_t i = range->first; i <= range->last; i += range->step) {
        who.value = i;
        if (life_of(session_of(freeing), i, &known) != LIFE_LIVE)
            freeing->passed++;
        else if (!free_one(freeing, &who, err))
            return false;
        if (range->last - i < range->step)
            break;
    }
    return true;
}

static void
reply_freed(struct freeing *freeing, bool alone)
{
    struct repl *repl = freeing->repl;
    struct text *json = &repl->json;
    char bytes[SIZE_TEXT], sentence[DESCRIBE_TEXT];

    if (wants_json(repl) && alone && freeing->n == 1) {
        json_number_or_null(json, "id", freeing->last.id);
        json_string_or_null(json, "name", freeing->last.name);
        json_number(json, "off", freeing->last.off);
        json_number(json, "size", freeing->last.size);
        json_number(json, "free_off", freeing->last.free_off);
        json_number(json, "free_size", freeing->last.free_size);
    }
    if (alone) {
        session_describe(session_of(freeing), &freeing->last, sentence);
        text_add(&repl->message, "%s", sentence);
        return;
    }
    text_add(&repl->message, "free: %zu block%s freed, %s", freeing->n,
             freeing->n == 1 ? "" : "s", size_text(freeing->bytes, bytes));
    if (freeing->passed)
        text_add(&repl->message, "; %zu of the range %s free already",
                 freeing->passed, freeing->passed == 1 ? "was" : "were");
    text_put(&repl->message, ".", 1);
}

static bool
free_all(struct freeing *freeing, const struct who_range *ranges, size_t n,
         struct error *err)
{
    struct repl *repl = freeing->repl;
    struct error why;
    bool ok = true;

    if (wants_json(repl))
        json_open(&repl->json, "freed", '[');
    for (size_t i = 0; ok && i < n; i++)
        ok = free_range(freeing, &ranges[i], &why);
    if (wants_json(repl))
        json_close(&repl->json, ']');
    if (ok) {
        reply_freed(freeing, n == 1 && !ranges[0].is_range);
        return freeing->trial || check_after(repl, err);
    }
    if (freeing->n)
        return error_set(err, why.name, "%zu block%s freed, then: %s",
                         freeing->n, freeing->n == 1 ? " was" : "s were",
                         why.text);
    *err = why;
    text_clear(&repl->json);
    return false;
}

bool
free_words(struct repl *repl, const struct words *words, struct trial *trial,
           struct error *err)
{
    struct freeing freeing = {.repl = repl, .trial = trial};
    struct who_range *ranges;
    size_t n = words->n - 1;
    bool ok = true;

    if (n == 0)
        return usage(words, err, "needs a block");
    ranges = calloc(n, sizeof *ranges);
    if (!ranges)
        return error_set(err, "no-memory", "No memory for this command");
    for (size_t i = 0; ok && i < n; i++)
        ok = read_range(repl, words->list[i + 1].text, &ranges[i], err);
    ok = ok && free_all(&freeing, ranges, n, err);
    free(ranges);
    return ok;
}

bool
run_free(struct repl *repl, const struct words *words, struct error *err)
{
    return free_words(repl, words, NULL, err);
}
