/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_timeline.c: timeline [COLUMNS] [FIGURE...]: how the figures went
 * over time, as a chart and a table of moments. The session keeps samples
 * (session/view.h); nothing here walks the heap.
 */
#include "repl_internal.h"

#include "repl/chart.h"
#include "session/landmarks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_COLUMNS = 16, USUAL_COLUMNS = 64, MOST_COLUMNS = 4096 };
enum { N_MOMENTS = 16, CELL_TEXT = 24 };

/* --- the figures -----------------------------------------------------------*/
enum sample_figure {
    LIVE,
    HEAP,
    UTIL,
    FREE,
    LARGEST,
    FRAG,
    BLOCKS,
    FREE_BLOCKS,
    LONGEST,
    PROBES,
    N_FIGURES
};

enum unit { BYTES, COUNT, SHARE, MEAN };

static const struct {
    const char *name, *over, *head; /* in two lines, over the table */
    enum unit unit;
    bool inside; /* a target that can only be called cannot tell */
} kinds[N_FIGURES] = {
    [LIVE] = {"live", "", "live", BYTES, false},
    [HEAP] = {"heap", "", "heap", BYTES, false},
    [UTIL] = {"util", "", "util", SHARE, false},
    [FREE] = {"free", "", "free", BYTES, true},
    [LARGEST] = {"largest_free", "largest", "free", BYTES, true},
    [FRAG] = {"frag", "", "frag", SHARE, true},
    [BLOCKS] = {"blocks", "", "blocks", COUNT, false},
    [FREE_BLOCKS] = {"free_blocks", "free", "blocks", COUNT, true},
    [LONGEST] = {"longest_list", "longest", "list", COUNT, true},
    [PROBES] = {"probes", "", "probes", MEAN, true},
};

const char *
sample_figure_name(size_t i)
{
    return i < N_FIGURES ? kinds[i].name : i == N_FIGURES ? "largest" : NULL;
}

static double
part(double of, double whole)
{
    return whole > 0 ? of / whole : 0;
}

static double
value_of(const struct sample *s, enum sample_figure figure)
{
    const double values[N_FIGURES] = {
        [LIVE] = (double)s->live,
        [HEAP] = (double)s->heap,
        [UTIL] = part((double)s->live, (double)s->heap),
        [FREE] = (double)s->free,
        [LARGEST] = (double)s->largest_free,
        [FRAG] =
            s->free ? 1 - part((double)s->largest_free, (double)s->free) : 0,
        [BLOCKS] = (double)s->blocks,
        [FREE_BLOCKS] = (double)s->free_blocks,
        [LONGEST] = (double)s->longest_list,
        [PROBES] = part((double)s->probes, (double)s->searches),
    };

    return values[figure];
}

/* Can this be told? No search may have been watched. */
static bool
is_known(const struct repl *repl, const struct sample *s, int figure)
{
    return (!kinds[figure].inside || view_heap(repl->session)) &&
           (figure != PROBES || s->searches);
}

static void
format_value(enum unit unit, double value, char buf[CELL_TEXT])
{
    char size[SIZE_SHORT];

    if (unit == BYTES)
        (void)snprintf(buf, CELL_TEXT, "%s", size_short((size_t)value, size));
    else if (unit == SHARE)
        (void)snprintf(buf, CELL_TEXT, "%.1f%%", value * 100);
    else
        (void)snprintf(buf, CELL_TEXT, "%.*f", unit == MEAN, value);
}

/* --- what is asked for -----------------------------------------------------*/
struct wish {
    size_t n;
    bool some; /* only those shown */
    bool shown[N_FIGURES];
};

static bool
find_figure(const char *word, struct wish *wish, struct error *err)
{
    const char *near = near_word(word, sample_figure_name);

    if (strcmp(word, "largest") == 0)
        word = kinds[LARGEST].name;
    for (int i = 0; i < N_FIGURES; i++) {
        if (strcmp(kinds[i].name, word) == 0)
            return wish->shown[i] = wish->some = true;
    }
    return error_set(err, "usage", "\"%.40s\" has no timeline: %s%s%s", word,
                     near ? "did you mean "
                          : "type live, heap, util, free, largest_free, frag, "
                            "blocks, free_blocks, longest_list or probes",
                     near ? near : "", near ? "?" : "");
}

static bool
read_wish(const struct words *words, struct wish *wish, struct error *err)
{
    size_t i = 1;

    *wish = (struct wish){.n = USUAL_COLUMNS};
    if (words->n > 1 && strchr("0123456789(", *words->list[1].text)) {
        if (!read_size(words->list[1].text, "a number of columns", &wish->n,
                       err))
            return false;
        i++;
    }
    if (wish->n < LEAST_COLUMNS || wish->n > MOST_COLUMNS)
        return error_set(err, "usage",
                         "%zu columns cannot be drawn: type %d to %d", wish->n,
                         LEAST_COLUMNS, MOST_COLUMNS);
    for (; i < words->n; i++) {
        if (!find_figure(words->list[i].text, wish, err))
            return false;
    }
    for (i = 0; !wish->some && i < N_FIGURES; i++)
        wish->shown[i] = true;
    return true;
}

/* --- the line, in columns --------------------------------------------------*/
struct columns {
    struct repl *repl;
    const struct wish *wish;
    struct sample *all;
    size_t n, past, known;
    struct session_place place;
};

/* N of them over all operations (WHOLE), or over those that are known. */
static bool
columns_init(struct columns *c, struct repl *repl, const struct wish *wish,
             size_t n, bool whole)
{
    *c = (struct columns){.repl = repl, .wish = wish, .n = n};
    session_place(repl->session, &c->place);
    c->all = calloc(n, sizeof *c->all);
    if (!c->all)
        return false;
    c->past =
        view_timeline(repl->session, whole ? c->place.total : c->place.known,
                      c->all, n, &c->known);
    return true;
}

/* A column that repeats the one before is no moment of its own. */
static bool
is_moment(const struct columns *c, size_t i)
{
    return i == 0 || c->all[i].op != c->all[i - 1].op;
}

/* --- the chart -------------------------------------------------------------*/
static void
plot(const struct columns *c, struct chart *chart, double *values,
     enum sample_figure figure, const double *behind)
{
    char most[CELL_TEXT], size[SIZE_TEXT];
    double top = 0;

    for (size_t i = 0; i < c->n; i++) {
        values[i] = value_of(&c->all[i], figure);
        top = values[i] > top ? values[i] : top;
    }
    for (size_t i = 0; behind && i < c->n; i++)
        top = behind[i] > top ? behind[i] : top;
    if (kinds[figure].unit == BYTES)
        (void)snprintf(most, sizeof most, "%s", size_text((size_t)top, size));
    else
        format_value(kinds[figure].unit, top, most);
    chart_plot(chart, kinds[figure].name, most, top, values, behind);
}

/* Live within the heap, and fragmentation; or each figure that was asked for by
 * itself. */
static bool
draw_chart(const struct columns *c)
{
    struct chart chart = {&c->repl->table, c->n, c->past, c->known};
    double *values = calloc(c->n, 2 * sizeof *values);

    if (!values)
        return false;
    if (c->past == 0) /* the empty heap is known */
        chart.past = 1;
    if (chart.known < chart.past)
        chart.known = chart.past;
    for (int i = 0; c->wish->some && i < N_FIGURES; i++) {
        if (c->wish->shown[i])
            plot(c, &chart, values, (enum sample_figure)i, NULL);
    }
    if (!c->wish->some) {
        for (size_t i = 0; i < c->n; i++)
            values[c->n + i] = value_of(&c->all[i], HEAP);
        plot(c, &chart, values, LIVE, values + c->n);
        for (size_t i = 0; i < c->n; i++)
            values[i] = value_of(&c->all[i], FRAG);
        chart_tenths(&chart, "frag", values);
    }
    chart_axis(&chart, c->place.op, c->place.total);
    free(values);
    return true;
}

/* --- the table -------------------------------------------------------------*/
struct table {
    struct sample rows[N_MOMENTS + 1];
    size_t n;
};

/* Moments of the whole line, and now. */
static bool
choose_moments(struct repl *repl, const struct wish *wish, struct table *table)
{
    struct columns c;
    struct sample now;
    bool have_now = false;

    if (!columns_init(&c, repl, wish, N_MOMENTS, false))
        return false;
    view_sample(repl->session, &now);
    table->n = 0;
    for (size_t i = 0; i < c.n; i++) {
        if (!is_moment(&c, i))
            continue;
        if (!have_now && c.all[i].op > now.op)
            table->rows[table->n++] = now;
        have_now |= c.all[i].op >= now.op;
        table->rows[table->n++] = c.all[i];
    }
    if (!have_now)
        table->rows[table->n++] = now;
    free(c.all);
    return true;
}

static void
cell_text(const struct repl *repl, const struct sample *row, int figure,
          char buf[CELL_TEXT])
{
    if (!is_known(repl, row, figure))
        (void)snprintf(buf, CELL_TEXT, "-");
    else
        format_value(kinds[figure].unit,
                     value_of(row, (enum sample_figure)figure), buf);
}

static int
widest(const struct repl *repl, const struct table *table, int figure)
{
    size_t most = strlen(kinds[figure].head);
    char cell[CELL_TEXT];

    if (strlen(kinds[figure].over) > most)
        most = strlen(kinds[figure].over);
    for (size_t i = 0; i < table->n; i++) {
        cell_text(repl, &table->rows[i], figure, cell);
        most = strlen(cell) > most ? strlen(cell) : most;
    }
    return (int)most;
}

static void
put_heads(struct repl *repl, const struct wish *wish, const int *widths)
{
    bool two = false; /* lines */

    for (int i = 0; i < N_FIGURES; i++)
        two |= wish->shown[i] && *kinds[i].over;
    if (two)
        text_add(&repl->table, " %9s", "");
    for (int i = 0; two && i < N_FIGURES; i++) {
        if (wish->shown[i])
            text_add(&repl->table, " %*s", widths[i], kinds[i].over);
    }
    if (two)
        text_end_line(&repl->table);
    text_add(&repl->table, " %9s", "op");
    for (int i = 0; i < N_FIGURES; i++) {
        if (wish->shown[i])
            text_add(&repl->table, " %*s", widths[i], kinds[i].head);
    }
    text_end_line(&repl->table);
}

static void
put_table(struct repl *repl, const struct wish *wish, const struct table *table,
          uint64_t now, uint64_t peak)
{
    int widths[N_FIGURES];
    char cell[CELL_TEXT];

    for (int i = 0; i < N_FIGURES; i++)
        widths[i] = widest(repl, table, i);
    put_heads(repl, wish, widths);
    for (size_t row = 0; row < table->n; row++) {
        uint64_t op = table->rows[row].op;
        char mark = op == now ? '>' : op == peak ? '*' : op > now ? '+' : ' ';
        text_add(&repl->table, "%c%9" PRIu64, mark, op);
        for (int i = 0; i < N_FIGURES; i++) {
            cell_text(repl, &table->rows[row], i, cell);
            if (wish->shown[i])
                text_add(&repl->table, " %*s", widths[i], cell);
        }
        text_add(&repl->table, "\n");
    }
}

/* --- in sentences ----------------------------------------------------------*/
/* "op 12, the most live: live 4.8 KiB, heap 5.0 KiB, util 95.2%, frag 0.0%." */
static void
plain_moment(struct repl *repl, const struct wish *wish,
             const struct sample *row, uint64_t now, uint64_t peak)
{
    const char *mark = ":";
    char cell[CELL_TEXT];
    double value;

    text_add(&repl->table, "op %" PRIu64 "%s%s%s", row->op,
             row->op == peak ? ", the most live" : "",
             row->op == now ? ", now" : "",
             row->op > now ? ", ahead of now" : "");
    for (int i = 0; i < N_FIGURES; i++) {
        bool usual = i == LIVE || i == HEAP || i == UTIL || i == FRAG;
        if (wish->some ? !wish->shown[i] : !usual)
            continue;
        value = value_of(row, (enum sample_figure)i);
        cell_text(repl, row, i, cell);
        if (kinds[i].unit == BYTES && *cell != '-')
            (void)size_text((size_t)value, cell);
        text_add(&repl->table, "%s %s%s%s %s", mark, kinds[i].over,
                 *kinds[i].over ? " " : "", kinds[i].head,
                 *cell == '-' ? "not known" : cell);
        mark = ",";
    }
    text_add(&repl->table, ".\n");
}

/* --- the command -----------------------------------------------------------*/
static void
json_row(struct repl *repl, const struct wish *wish, const struct sample *s,
         uint64_t now)
{
    json_open(&repl->json, NULL, '{');
    json_number(&repl->json, "op", s->op);
    for (int i = 0; i < N_FIGURES; i++) {
        double value = value_of(s, (enum sample_figure)i);
        if (!wish->shown[i])
            continue;
        if (!is_known(repl, s, i))
            json_null(&repl->json, kinds[i].name);
        else if (kinds[i].unit == SHARE || kinds[i].unit == MEAN)
            json_fraction(&repl->json, kinds[i].name, value);
        else
            json_number(&repl->json, kinds[i].name, (uint64_t)value);
    }
    if (s->op > now)
        json_bool(&repl->json, "future", true);
    json_close(&repl->json, '}');
}

/* --- the moments to find again ---------------------------------------------*/
static void
put_marks(struct repl *repl)
{
    struct landmark marks[LANDMARKS];
    size_t n = view_landmarks(repl->session, marks, LANDMARKS);

    if (wants_json(repl)) {
        json_open(&repl->json, "marks", '[');
        for (size_t i = 0; i < n; i++) {
            json_open(&repl->json, NULL, '{');
            json_number(&repl->json, "op", marks[i].op);
            json_string(&repl->json, "kind", landmark_word(marks[i].kind));
            json_string(&repl->json, "text", marks[i].text);
            json_close(&repl->json, '}');
        }
        json_close(&repl->json, ']');
        return;
    }
    for (size_t i = 0; i < n; i++)
        text_add(&repl->table, " %9" PRIu64 "  %s%s\n", marks[i].op,
                 marks[i].kind == LANDMARK_STOP ? "stopped: " : "",
                 marks[i].text);
}

static void
json_timeline(const struct columns *c, uint64_t peak)
{
    struct text *json = &c->repl->json;

    json_number(json, "op", c->place.op);
    json_number(json, "known", c->place.known);
    json_number(json, "ops", c->place.total);
    json_number(json, "peak_op", peak);
    json_open(json, "rows", '[');
    for (size_t i = 0; i < c->n; i++) {
        if (is_moment(c, i))
            json_row(c->repl, c->wish, &c->all[i], c->place.op);
    }
    json_close(json, ']');
    put_marks(c->repl);
}

static bool
text_timeline(const struct columns *c, uint64_t peak)
{
    struct repl *repl = c->repl;
    struct table table;

    text_add(&repl->message,
             "op %" PRIu64 " of %" PRIu64 "; most live at op %" PRIu64 ".",
             c->place.op, c->place.total, peak);
    if ((!wants_plain(repl) && !draw_chart(c)) ||
        !choose_moments(repl, c->wish, &table))
        return false;
    for (size_t i = 0; wants_plain(repl) && i < table.n; i++)
        plain_moment(repl, c->wish, &table.rows[i], c->place.op, peak);
    if (wants_plain(repl))
        return true;
    put_table(repl, c->wish, &table, c->place.op, peak);
    text_add(&repl->table, "> now, * most live%s\n",
             c->place.known > c->place.op ? ", + ahead of now" : "");
    put_marks(repl);
    return true;
}

bool
run_timeline(struct repl *repl, const struct words *words, struct error *err)
{
    struct wish wish;
    struct columns c;
    uint64_t peak = session_peak(repl->session);
    bool ok = true;

    if (!read_wish(words, &wish, err))
        return false;
    if (!columns_init(&c, repl, &wish, wish.n, true))
        return error_set(err, "no-memory", "No memory for a timeline");
    if (wants_json(repl))
        json_timeline(&c, peak);
    else
        ok = text_timeline(&c, peak);
    free(c.all);
    return ok || error_set(err, "no-memory", "No memory for a timeline");
}
