/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_pins.c: pins [K], pins for SIZE, pins off. What is found is told and
 * marked on the map; on a screen the panes tell it, so that the map stays in
 * sight.
 */
#include "repl_internal.h"

#include "session/pins.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN = 10,       /* runs */
    LISTED = 20,      /* blocks of a run in the table */
    MARKED = 1 << 16, /* blocks of a run that are marked one by one */
    WHO_TEXT = NAME_TEXT + 24
};

/* --- the blocks of a run ---------------------------------------------------*/
static void
blocks_open(struct view_iter *iter, const struct repl *repl,
            const struct pin *pin)
{
    view_open(iter, repl->session, pin->start, pin->end);
}

static bool
blocks_next(struct view_iter *iter, struct view_block *block)
{
    while (view_next(iter, block)) {
        if (block->state == VIEW_USED)
            return true;
    }
    return false;
}

/* "#7 buf"; "0x00040" of a block that the session does not know. */
static const char *
who_text(const struct view_block *block, char buf[WHO_TEXT])
{
    if (block->id)
        (void)snprintf(buf, WHO_TEXT, "#%" PRIu32 "%s%s", block->id,
                       *block->name ? " " : "", block->name);
    else
        (void)snprintf(buf, WHO_TEXT, "0x%05zx", block->off);
    return buf;
}

static uint64_t
ops_so_far(const struct repl *repl)
{
    struct figures now;

    view_figures(repl->session, &now);
    return now.op;
}

/* --- the message -----------------------------------------------------------*/
/* "#3 (80 B)", "#3 and #5 (160 B)", "5 blocks from #3 to #9 (560 B)". */
static void
tell_run(struct repl *repl, const struct pin *pin)
{
    struct text *message = &repl->message;
    struct view_block first, last;
    char who[WHO_TEXT], size[SIZE_TEXT];

    if (!view_at(repl->session, pin->start, &first) ||
        !view_at(repl->session, pin->end - 1, &last))
        return;
    if (pin->n > 2)
        text_add(message, "%zu blocks from ", pin->n);
    text_add(message, "%s", who_text(&first, who));
    if (pin->n > 1)
        text_add(message, " %s %s", pin->n > 2 ? "to" : "and",
                 who_text(&last, who));
    text_add(message, " (%s)", size_text(pin->bytes, size));
}

/* "; the largest free block is 512 B now, 800 B after coalesce." */
static void
tell_largest(struct repl *repl, const struct pins *pins)
{
    struct text *message = &repl->message;
    char size[SIZE_TEXT];

    if (pins->largest == 0) {
        text_add(message, "; nothing is free now.");
        return;
    }
    text_add(message, "; the largest free block is %s now",
             size_text(pins->largest, size));
    if (pins->joined > pins->largest)
        text_add(message, ", %s after coalesce", size_text(pins->joined, size));
    text_add(message, ".");
}

static bool
is_deferred(const struct repl *repl)
{
    return session_config(repl->session)->policy.joining == JOIN_DEFERRED;
}

static void
tell_gain(struct repl *repl, const struct pins *pins)
{
    char size[SIZE_TEXT];

    text_add(&repl->message, "freeing ");
    tell_run(repl, &pins->list[0]);
    text_add(&repl->message, " would join %s%s",
             size_text(pins->list[0].gives, size),
             is_deferred(repl) ? " after coalesce" : "");
    tell_largest(repl, pins);
}

/* No run of at most K blocks. */
static void
tell_none(struct repl *repl, const struct pins *pins, size_t k)
{
    struct text *message = &repl->message;
    struct figures now;

    view_figures(repl->session, &now);
    if (now.blocks == 0)
        text_add(message, "No block is allocated: nothing pins what is free.");
    else if (pins->largest == 0)
        text_add(message, "Nothing is free: no block keeps free space in "
                          "pieces.");
    else if (k < now.blocks)
        text_add(message,
                 "No %s, freed, would join what is free; pins %zu looks at "
                 "more together.",
                 k == 1 ? "block" : "such blocks", k + 1);
    else
        text_add(message, "No block, freed, would join what is free.");
}

static void
tell_best(struct repl *repl, const struct pins *pins, size_t k)
{
    if (pins->n == 0)
        tell_none(repl, pins, k);
    else
        tell_gain(repl, pins);
}

/* Under tlsf a request may look for more than it needs. */
static void
tell_need(struct repl *repl, size_t asked)
{
    size_t need = pins_need(repl->session, asked);

    if (need > heap_fit_block(view_heap(repl->session), asked))
        text_add(&repl->message, " (tlsf looks for a block of %zu)", need);
}

/* It fits as it is: where. The screen shows it. */
static void
tell_fit(struct repl *repl, const struct pins *pins, size_t asked)
{
    const struct repl_host *host = &repl->config.host;
    struct text *message = &repl->message;
    bool now = pins_need(repl->session, asked) <= pins->largest;
    size_t off = now ? pins->largest_off : pins->joined_off;
    char size[SIZE_TEXT];

    text_add(message, "%zu B", asked);
    tell_need(repl, asked);
    text_add(message, " fit %s: the free block at 0x%05zx %s %s.",
             now ? "already" : "after coalesce", off, now ? "has" : "then has",
             size_text(now ? pins->largest : pins->joined, size));
    if (host->select)
        host->select(host->context, off);
}

static void
tell_cheapest(struct repl *repl, const struct pins *pins, size_t asked)
{
    if (pins->n == 0) {
        tell_fit(repl, pins, asked);
        return;
    }
    text_add(&repl->message, "for %zu B", asked);
    tell_need(repl, asked);
    text_add(&repl->message, ": ");
    tell_gain(repl, pins);
}

/* --- text ------------------------------------------------------------------*/
/* Size, asked, age, offset and name of a block: the row's right part. */
static void
text_block(struct repl *repl, const struct view_block *block, uint64_t now)
{
    struct text *table = &repl->table;
    char who[WHO_TEXT];

    text_add(table, " %10zu", block->size);
    if (block->id)
        text_add(table, " %10zu %10" PRIu64 "  0x%05zx  %s\n", block->asked,
                 now - block->born, block->off, who_text(block, who));
    else
        text_add(table, " %10s %10s  0x%05zx\n", "", "", block->off);
}

static void
text_run(struct repl *repl, const struct pin *pin, size_t number, uint64_t now)
{
    struct text *table = &repl->table;
    struct view_iter iter;
    struct view_block block;
    size_t n = 0;

    text_add(table, "%2zu %8zu", number, pin->gives);
    if (pin->n > 1)
        text_add(table, " %10zu %10zu %10s  %zu blocks\n", pin->bytes,
                 pin->asked, "", pin->n);
    blocks_open(&iter, repl, pin);
    while (n < LISTED && blocks_next(&iter, &block)) {
        if (pin->n > 1)
            text_add(table, "%11s", "");
        text_block(repl, &block, now);
        n++;
    }
    if (n < pin->n)
        text_add(table, "%47s%zu more\n", "", pin->n - n);
}

/* "Run 1: 12 blocks, 976 bytes; freed, they give a free block of 5136." and
 * each of them. */
static void
plain_run(struct repl *repl, const struct pin *pin, size_t number, uint64_t now)
{
    struct text *table = &repl->table;
    struct view_iter iter;
    struct view_block block;
    char who[WHO_TEXT];
    size_t n = 0;

    text_add(table,
             "Run %zu: %zu block%s, %zu bytes; freed, %s a free "
             "block of %zu.\n",
             number, pin->n, pin->n == 1 ? "" : "s", pin->bytes,
             pin->n == 1 ? "it gives" : "they give", pin->gives);
    blocks_open(&iter, repl, pin);
    for (; n < LISTED && blocks_next(&iter, &block); n++) {
        text_add(table, "%s, a block of %zu at 0x%05zx", who_text(&block, who),
                 block.size, block.off);
        if (block.id)
            text_add(table, ", %" PRIu64 " operations old", now - block.born);
        text_add(table, ".\n");
    }
    if (n < pin->n)
        text_add(table, "And %zu more.\n", pin->n - n);
}

static void
text_runs(struct repl *repl, const struct pins *pins)
{
    uint64_t now = ops_so_far(repl);

    if (pins->n == 0 || repl->config.format == REPL_SCREEN)
        return;
    if (!wants_plain(repl))
        text_add(
            &repl->table,
            "      gives       size      asked        age  off      block\n");
    for (size_t i = 0; i < pins->n; i++)
        (wants_plain(repl) ? plain_run : text_run)(repl, &pins->list[i], i + 1,
                                                   now);
}

/* --- JSON ------------------------------------------------------------------*/
static void
json_blocks(struct repl *repl, const struct pin *pin, uint64_t now)
{
    struct text *json = &repl->json;
    struct view_iter iter;
    struct view_block block;

    json_open(json, "blocks", '[');
    blocks_open(&iter, repl, pin);
    while (blocks_next(&iter, &block)) {
        json_open(json, NULL, '{');
        json_number_or_null(json, "id", block.id);
        json_string_or_null(json, "name", block.name);
        json_number(json, "off", block.off);
        json_number(json, "size", block.size);
        if (block.id) {
            json_number(json, "asked", block.asked);
            json_number(json, "age", now - block.born);
        } else {
            json_null(json, "asked");
            json_null(json, "age");
        }
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
json_runs(struct repl *repl, const struct pins *pins)
{
    struct text *json = &repl->json;
    size_t header = heap_get_shape(view_heap(repl->session)).header;
    uint64_t now = ops_so_far(repl);

    json_number(json, "largest_free", pins->largest);
    json_number(json, "joined_free", pins->joined);
    json_open(json, "pins", '[');
    for (size_t i = 0; i < pins->n; i++) {
        const struct pin *pin = &pins->list[i];
        json_open(json, NULL, '{');
        json_number(json, "gives", pin->gives);
        json_number(json, "free_off", pin->free_start + header);
        json_number(json, "n", pin->n);
        json_number(json, "size", pin->bytes);
        json_number(json, "asked", pin->asked);
        json_blocks(repl, pin, now);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* --- marks -----------------------------------------------------------------*/
/* A mark for each block; very long runs are marked whole. */
static size_t
marks_of(const struct repl *repl, const struct pin *pin, unsigned number,
         struct view_mark *marks)
{
    struct view_iter iter;
    struct view_block block;
    size_t n = 0;

    marks[0] = (struct view_mark){.start = pin->start,
                                  .size = pin->end - pin->start,
                                  .kind = MARK_PIN,
                                  .number = number,
                                  .gives = pin->gives};
    if (pin->n > MARKED)
        return 1;
    blocks_open(&iter, repl, pin);
    for (; blocks_next(&iter, &block); n++) {
        marks[n] = marks[0];
        marks[n].start = block.start;
        marks[n].size = block.size;
    }
    return n;
}

/* Without memory the map shows none. */
static void
mark_runs(struct repl *repl, const struct pins *pins)
{
    struct view_mark *marks;
    size_t n = 0;

    session_clear_marks(repl->session);
    for (size_t i = 0; i < pins->n; i++)
        n += pins->list[i].n <= MARKED ? pins->list[i].n : 1;
    marks = n ? calloc(n, sizeof *marks) : NULL;
    if (!marks)
        return;
    n = 0;
    for (size_t i = 0; i < pins->n; i++)
        n += marks_of(repl, &pins->list[i], (unsigned)i + 1, marks + n);
    (void)session_set_marks(repl->session, marks, n);
    free(marks);
}

/* --- the command -----------------------------------------------------------*/
static void
reply_runs(struct repl *repl, const struct pins *pins)
{
    mark_runs(repl, pins);
    if (wants_json(repl))
        json_runs(repl, pins);
    else
        text_runs(repl, pins);
}

static bool
run_best(struct repl *repl, const struct words *words, struct error *err)
{
    struct pin list[SHOWN];
    struct pins pins = {.list = list, .size = SHOWN};
    size_t k = 1;

    if (!need_words(words, 0, 1, err) ||
        (words->n > 1 &&
         !read_size(words->list[1].text, "a number of blocks", &k, err)))
        return false;
    if (k < 1 || k > PINS_MAX_BLOCKS)
        return error_set(err, "usage",
                         "pins looks at 1 to %d blocks together: type, for "
                         "example, pins 2",
                         PINS_MAX_BLOCKS);
    if (!pins_find(repl->session, k, &pins, err))
        return false;
    tell_best(repl, &pins, k);
    reply_runs(repl, &pins);
    return true;
}

static bool
run_for(struct repl *repl, const struct words *words, struct error *err)
{
    struct pin pin;
    struct pins pins = {.list = &pin, .size = 1};
    size_t asked;

    if (words->n < 3)
        return error_set(err, "usage",
                         "pins for needs a size: type, for example, pins for "
                         "4k");
    if (!need_words(words, 2, 2, err) ||
        !read_size(words->list[2].text, "a size", &asked, err) ||
        !pins_for(repl->session, asked, &pins, err))
        return false;
    tell_cheapest(repl, &pins, asked);
    if (wants_json(repl)) {
        json_number(&repl->json, "asked", asked);
        json_bool(&repl->json, "fits", pins.n == 0);
    }
    reply_runs(repl, &pins);
    return true;
}

bool
run_marks_off(struct repl *repl, const struct words *words, struct error *err)
{
    if (!need_words(words, 1, 1, err))
        return false;
    session_clear_marks(repl->session);
    text_add(&repl->message, "Nothing is marked.");
    return true;
}

bool
run_pins(struct repl *repl, const struct words *words, struct error *err)
{
    const char *word = words->n > 1 ? words->list[1].text : "";

    if (strcmp(word, "for") == 0)
        return run_for(repl, words, err);
    if (strcmp(word, "off") == 0)
        return run_marks_off(repl, words, err);
    return run_best(repl, words, err);
}
