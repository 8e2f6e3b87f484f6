/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_ops.c: the commands that change the heap: alloc, calloc, memalign,
 * realloc, coalesce, poke; free has a file of its own.
 */
#include "repl_internal.h"

#include "repl/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_COUNT = 1000000 };

/* --- replies ---------------------------------------------------------------*/
void
reply_sentence(struct repl *repl, const struct op_result *result)
{
    char sentence[DESCRIBE_TEXT];

    session_describe(repl->session, result, sentence);
    text_clear(&repl->message);
    text_put(&repl->message, sentence, strlen(sentence));
}

static void
reply_block(struct repl *repl, const struct op_result *result)
{
    struct text *json = &repl->json;

    if (!wants_json(repl))
        return;
    json_number_or_null(json, "id", result->id);
    json_string_or_null(json, "name", result->name);
    json_number(json, "off", result->off);
    json_number(json, "asked", result->asked);
    json_number(json, "size", result->size);
}

static void
reply_realloc(struct repl *repl, const struct op_result *result)
{
    struct text *json = &repl->json;

    if (result->kind == OP_FREE) {
        json_number_or_null(json, "id", result->id);
        json_string_or_null(json, "name", result->name);
        json_null(json, "off");
        json_number(json, "asked", 0);
        json_number(json, "size", 0);
        json_bool(json, "freed", true);
        return;
    }
    reply_block(repl, result);
    json_number(json, "old_off", result->old_off);
    json_number(json, "old_size", result->old_size);
    json_bool(json, "moved", result->old_off != result->off);
    json_number(json, "copied", result->copied);
}

void
reply_result(struct repl *repl, const struct op_result *result)
{
    if (!wants_json(repl))
        return;
    if (result->kind == OP_REALLOC || result->kind == OP_FREE)
        reply_realloc(repl, result);
    else
        reply_block(repl, result);
}

bool
check_after(struct repl *repl, struct error *err)
{
    const struct heap_report *report;
    const struct heap *heap = view_heap(repl->session);
    char text[160];

    if (!session_checking(repl->session))
        return true;
    report = session_problems(repl->session);
    if (!report || report->n_violations == 0)
        return true;
    heap_violation_text(heap, &report->violations[0], text, sizeof text);
    reply_report(repl, report);
    return error_set(err, "damaged",
                     "Done, but the heap is damaged: %zu violation%s, first "
                     "I%u at 0x%05zx: %s",
                     report->n_violations, report->n_violations == 1 ? "" : "s",
                     report->violations[0].invariant, report->violations[0].off,
                     text);
}

/* --- alloc -----------------------------------------------------------------*/
static void
reply_many(struct repl *repl, const struct op_result *results, size_t n)
{
    struct text *json = &repl->json;

    if (!wants_json(repl))
        return;
    if (n)
        reply_block(repl, &results[0]);
    json_number(json, "n", n);
    json_open(json, "ids", '[');
    for (size_t i = 0; i < n; i++)
        json_number(json, NULL, results[i].id);
    json_close(json, ']');
    json_open(json, "offs", '[');
    for (size_t i = 0; i < n; i++)
        json_number(json, NULL, results[i].off);
    json_close(json, ']');
}

static bool
alloc_many(struct repl *repl, size_t size, size_t n, struct error *err)
{
    struct op_result *results = calloc(n, sizeof *results);
    char text[SIZE_TEXT];
    struct error why;
    size_t done = 0;

    if (!results)
        return error_set(err, "no-memory", "No memory for %zu results", n);
    while (done < n &&
           session_alloc(repl->session, size, NULL, &results[done], &why))
        done++;
    reply_many(repl, results, done);
    if (done == 1)
        reply_sentence(repl, &results[0]);
    else if (done)
        text_add(&repl->message,
                 "alloc %s x%zu: #%u to #%u, %zu B a block, from 0x%05zx to "
                 "0x%05zx.",
                 size_text(size, text), done, results[0].id,
                 results[done - 1].id, results[done - 1].size, results[0].off,
                 results[done - 1].off);
    free(results);
    if (done < n && done == 0)
        return *err = why, false;
    if (done < n)
        return error_set(err, why.name, "%zu of %zu were allocated, then: %s",
                         done, n, why.text);
    return check_after(repl, err);
}

static bool
read_count(const char *word, size_t *n, struct error *err)
{
    uint64_t value = 0;
    size_t read = number_scan(word + 1, &value);

    if (read == SIZE_MAX || value == 0 || value > MAX_COUNT)
        return error_set(err, "usage",
                         "\"%.40s\" is out of range: type x1 to x%d", word,
                         MAX_COUNT);
    *n = (size_t)value;
    return true;
}

/* One operation, as its words ask for it. */
static bool
run_request(struct repl *repl, const struct words *words, enum op_kind kind,
            struct error *err)
{
    struct request request;
    struct op_result result;

    if (!read_request(words, kind, &request, err) ||
        !session_request(repl->session, &request.ask, &result, err))
        return false;
    reply_result(repl, &result);
    reply_sentence(repl, &result);
    return check_after(repl, err);
}

bool
run_alloc(struct repl *repl, const struct words *words, struct error *err)
{
    size_t size, n = 1;

    if (words->n != 3 || !is_count(words->list[2].text))
        return run_request(repl, words, OP_ALLOC, err);
    return read_size(words->list[1].text, "a size", &size, err) &&
           read_count(words->list[2].text, &n, err) &&
           alloc_many(repl, size, n, err);
}

bool
run_calloc(struct repl *repl, const struct words *words, struct error *err)
{
    return run_request(repl, words, OP_CALLOC, err);
}

bool
run_memalign(struct repl *repl, const struct words *words, struct error *err)
{
    return run_request(repl, words, OP_MEMALIGN, err);
}

bool
run_realloc(struct repl *repl, const struct words *words, struct error *err)
{
    return run_request(repl, words, OP_REALLOC, err);
}

/* --- coalesce, poke --------------------------------------------------------*/
bool
run_coalesce(struct repl *repl, const struct words *words, struct error *err)
{
    struct op_result result;

    if (!need_words(words, 0, 0, err) ||
        !session_coalesce(repl->session, &result, err))
        return false;
    if (wants_json(repl))
        json_number(&repl->json, "joins", result.count);
    reply_sentence(repl, &result);
    return check_after(repl, err);
}

static bool
read_bytes(const struct words *words, struct text *bytes, struct error *err)
{
    uint64_t value;

    for (size_t i = 2; i < words->n; i++) {
        const struct word *word = &words->list[i];
        char byte;
        if (word->quoted) {
            text_put(bytes, word->text, word->n);
            continue;
        }
        if (!number_read(word->text, "a byte", &value, err))
            return false;
        if (value > 255)
            return error_set(err, "usage",
                             "\"%.40s\" is not a byte: type 0 to 255, or "
                             "\"text\"",
                             word->text);
        byte = (char)(unsigned char)value;
        text_put(bytes, &byte, 1);
    }
    return bytes->n > 0 || usage(words, err, "needs bytes");
}

bool
run_poke(struct repl *repl, const struct words *words, struct error *err)
{
    struct text bytes = {0};
    struct op_result result;
    size_t at;
    bool ok;

    if (words->n < 3)
        return usage(words, err, "needs an offset and bytes");
    ok = read_size(words->list[1].text, "an offset", &at, err) &&
         read_bytes(words, &bytes, err) &&
         session_poke(repl->session, at, (const uint8_t *)bytes.data, bytes.n,
                      &result, err);
    if (ok && wants_json(repl)) {
        json_number(&repl->json, "off", at);
        json_number(&repl->json, "n", bytes.n);
    }
    if (ok)
        reply_sentence(repl, &result);
    text_done(&bytes);
    return ok && check_after(repl, err);
}
