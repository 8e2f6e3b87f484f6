/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_hist.c: hist [sizes|lives]: how many requests were of which size,
 * and how many blocks lived how long. The session counts by doublings as
 * operations go by; what lies within a doubling is estimated.
 */
#include "repl_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_WIDTH = 79, RANGE_TEXT = 48 };

/* One of the two histograms. */
struct kind {
    const char *name;  /* as an argument and in JSON */
    const char *of[2]; /* what was counted: one, more */
    bool bytes;
};
enum { SIZES, LIVES, N_KINDS };

static const struct kind kinds[N_KINDS] = {
    [SIZES] = {"sizes", {"request", "requests"}, true},
    [LIVES] = {"lives",
               {"block freed, in operations", "blocks freed, in operations"},
               false},
};

const char *
hist_word(size_t i)
{
    return i < N_KINDS ? kinds[i].name : NULL;
}

/* --- buckets ---------------------------------------------------------------*/
static uint64_t
bucket_from(size_t i)
{
    return i ? (uint64_t)1 << (i - 1) : 0;
}

static uint64_t
bucket_to(size_t i)
{
    return i ? bucket_from(i) * 2 - 1 : 0;
}

struct range {
    size_t first, last; /* buckets that have any; first > last: none */
    uint64_t n, most;   /* of all, of the fullest */
};

static struct range
range_of(const struct histogram *h)
{
    struct range range = {.first = HISTOGRAM_BUCKETS};

    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        if (h->n[i] == 0)
            continue;
        range.n += h->n[i];
        range.last = i;
        if (range.first == HISTOGRAM_BUCKETS)
            range.first = i;
        if (h->n[i] > range.most)
            range.most = h->n[i];
    }
    return range;
}

/* The value below which TENTHS tenths lie, as if the values of a bucket were
 * spread evenly over it. */
static uint64_t
estimate(const struct histogram *h, const struct range *range, unsigned tenths)
{
    double rank = (double)range->n * tenths / 10, before = 0;

    for (size_t i = range->first; i <= range->last; i++) {
        double n = (double)h->n[i], from = (double)bucket_from(i);
        if (n > 0 && before + n >= rank)
            return (uint64_t)(from + ((double)bucket_to(i) - from) *
                                         ((rank - before) / n));
        before += n;
    }
    return 0;
}

/* --- text ------------------------------------------------------------------*/
/* "64 to 127 B", "1 KiB up to 2 KiB", "128 to 255". */
static void
range_text(const struct kind *kind, size_t i, char buf[RANGE_TEXT])
{
    uint64_t from = bucket_from(i), to = bucket_to(i);
    char low[SIZE_TEXT], high[SIZE_TEXT];

    if (kind->bytes && from >= 1024)
        (void)snprintf(
            buf, RANGE_TEXT, "%s up to %s", size_text((size_t)from, low),
            size_text(to < SIZE_MAX ? (size_t)to + 1 : SIZE_MAX, high));
    else if (from == to)
        (void)snprintf(buf, RANGE_TEXT, "%" PRIu64 "%s", from,
                       kind->bytes ? " B" : "");
    else
        (void)snprintf(buf, RANGE_TEXT, "%" PRIu64 " to %" PRIu64 "%s", from,
                       to, kind->bytes ? " B" : "");
}

static void
value_text(const struct kind *kind, uint64_t value, char buf[RANGE_TEXT])
{
    char size[SIZE_TEXT];

    if (kind->bytes)
        (void)snprintf(buf, RANGE_TEXT, "%s", size_text((size_t)value, size));
    else
        (void)snprintf(buf, RANGE_TEXT, "%" PRIu64, value);
}

static void
put_title(struct repl *repl, const struct kind *kind, const struct histogram *h,
          const struct range *range)
{
    static const struct {
        unsigned tenths;
        const char *what;
    } parts[] = {{1, "10%"}, {5, "50%"}, {9, "90%"}};
    char value[RANGE_TEXT];

    text_add(&repl->table, "%s of %" PRIu64 " %s", kind->name, range->n,
             kind->of[range->n != 1]);
    for (size_t i = 0; range->n && i < sizeof parts / sizeof parts[0]; i++) {
        value_text(kind, estimate(h, range, parts[i].tenths), value);
        text_add(&repl->table, "%s %s to %s", i ? "," : ":", parts[i].what,
                 value);
    }
    text_add(&repl->table, range->n ? " (estimated)\n" : "\n");
}

static int
label_width(const struct kind *kind, const struct range *range)
{
    size_t most = 0;
    char label[RANGE_TEXT];

    for (size_t i = range->first; i <= range->last; i++) {
        range_text(kind, i, label);
        most = strlen(label) > most ? strlen(label) : most;
    }
    return (int)most;
}

/* Something is never no bar. */
static int
bar_length(uint64_t n, uint64_t most, int room)
{
    int length = (int)((double)n / (double)most * room + 0.5);

    return length == 0 && n ? 1 : length;
}

/* "64 to 127 B: 12, 40.0%." */
static void
plain_hist(struct repl *repl, const struct kind *kind,
           const struct histogram *h, const struct range *range)
{
    char label[RANGE_TEXT];

    for (size_t i = range->first; range->n && i <= range->last; i++) {
        range_text(kind, i, label);
        if (h->n[i])
            text_add(&repl->table, "%s: %" PRIu64 ", %.1f%%.\n", label, h->n[i],
                     100 * (double)h->n[i] / (double)range->n);
    }
}

/* "  64 to 127 B  12  40.0% ########" */
static void
text_hist(struct repl *repl, const struct kind *kind, const struct histogram *h)
{
    struct range range = range_of(h);
    int width = range.n ? label_width(kind, &range) : 0, bar;
    int digits = snprintf(NULL, 0, "%" PRIu64, range.most);
    int room = LINE_WIDTH - (2 + width + 2 + digits + 1 + 6 + 1);
    char label[RANGE_TEXT], bars[LINE_WIDTH + 1];

    memset(bars, '#', LINE_WIDTH);
    put_title(repl, kind, h, &range);
    if (wants_plain(repl)) {
        plain_hist(repl, kind, h, &range);
        return;
    }
    for (size_t i = range.first; range.n && i <= range.last; i++) {
        range_text(kind, i, label);
        bar = bar_length(h->n[i], range.most, room);
        text_add(&repl->table, "  %*s  %*" PRIu64 " %5.1f%%%s%.*s\n", width,
                 label, digits, h->n[i],
                 100 * (double)h->n[i] / (double)range.n, bar ? " " : "", bar,
                 bars);
    }
}

/* --- JSON ------------------------------------------------------------------*/
static void
json_hist(struct repl *repl, const struct kind *kind, const struct histogram *h)
{
    struct text *json = &repl->json;
    struct range range = range_of(h);

    json_open(json, kind->name, '{');
    json_number(json, "n", range.n);
    if (range.n)
        json_number(json, "median", estimate(h, &range, 5));
    else
        json_null(json, "median");
    json_open(json, "deciles", '[');
    for (unsigned tenths = 1; range.n && tenths < 10; tenths++)
        json_number(json, NULL, estimate(h, &range, tenths));
    json_close(json, ']');
    json_open(json, "rows", '[');
    for (size_t i = range.first; range.n && i <= range.last; i++) {
        json_open(json, NULL, '{');
        json_number(json, "from", bucket_from(i));
        json_number(json, "to", bucket_to(i));
        json_number(json, "n", h->n[i]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

/* --- the command -----------------------------------------------------------*/
static bool
wanted(const struct words *words, size_t kind)
{
    return words->n < 2 || strcmp(words->list[1].text, kinds[kind].name) == 0;
}

bool
run_hist(struct repl *repl, const struct words *words, struct error *err)
{
    struct view_histograms all;
    struct session_place place;

    if (!need_words(words, 0, 1, err))
        return false;
    if (!wanted(words, SIZES) && !wanted(words, LIVES))
        return error_set(err, "usage",
                         "\"%.40s\" has no histogram: type hist, hist sizes "
                         "or hist lives",
                         words->list[1].text);
    view_histograms(repl->session, &all);
    session_place(repl->session, &place);
    for (size_t i = 0; i < N_KINDS; i++) {
        const struct histogram *h = i == SIZES ? &all.sizes : &all.lives;
        if (wanted(words, i))
            (wants_json(repl) ? json_hist : text_hist)(repl, &kinds[i], h);
    }
    text_add(&repl->message, "of %" PRIu64 " operation%s so far:", place.op,
             place.op == 1 ? "" : "s");
    return true;
}
