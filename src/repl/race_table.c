/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_table.c: see race_table.h. Every table fits in 80 columns with four
 * policies; a star marks the best of what can be compared, where they differ.
 */
#include "race_table.h"

#include "repl/figure.h"
#include "repl/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- filling ---------------------------------------------------------------*/
bool
race_table_fill(struct race_table *table, struct session *s, bool peak,
                struct error *err)
{
    unsigned ranks[RACE_MOST];

    memset(table, 0, sizeof *table);
    if (!session_race_sync(s, err))
        return false;
    for (size_t i = 0; i < session_race_lanes(s); i++) {
        struct race_row *row = &table->rows[i];
        row->policy = *session_lane_policy(s, i);
        policy_format(&row->policy, row->name);
        session_lane_figures(s, i, &row->now);
        session_lane_counts(s, i, &row->counts);
        row->last = *session_last(session_lane(s, i));
        if (peak && !session_lane_peak(s, i, &row->peak, err))
            return false;
    }
    table->n = session_race_lanes(s);
    session_race_ranks(s, ranks);
    for (size_t i = 0; i < table->n; i++)
        table->rows[i].rank = ranks[i];
    return true;
}

/* --- figures ---------------------------------------------------------------*/
static double
probes_per_search(const struct race_row *row)
{
    return row->counts.searches
               ? (double)row->counts.probes / (double)row->counts.searches
               : 0;
}

enum unit { IN_BYTES, IN_PERCENT, IN_NUMBER, IN_TENTHS };
enum better { NEITHER, LESS, MORE };
enum part { WHOLE_RUN, NOW, AT_PEAK };

/* In the order of the table, those of one part together. */
enum what {
    HEAP,
    PEAK_UTIL,
    RANK,
    PROBES,
    REFUSED,
    UTIL,
    EXTERNAL,
    INTERNAL,
    LARGEST_FREE,
    FREE_BLOCKS,
    BLOCKS,
    PEAK_EXTERNAL,
    PEAK_INTERNAL,
    PEAK_LARGEST_FREE,
    PEAK_FREE_BLOCKS,
    PEAK_BLOCKS
};
static const struct line {
    const char *label;
    enum part part;
    enum unit unit;
    enum better better;
} lines[] = {
    [HEAP] = {"heap", WHOLE_RUN, IN_BYTES, LESS},
    [PEAK_UTIL] = {"peak utilization", WHOLE_RUN, IN_PERCENT, MORE},
    [RANK] = {"rank by peak utilization", WHOLE_RUN, IN_NUMBER, NEITHER},
    [PROBES] = {"looked at per search", WHOLE_RUN, IN_TENTHS, LESS},
    [REFUSED] = {"refused operations", WHOLE_RUN, IN_NUMBER, NEITHER},
    [UTIL] = {"utilization", NOW, IN_PERCENT, MORE},
    [EXTERNAL] = {"external fragmentation", NOW, IN_PERCENT, LESS},
    [INTERNAL] = {"internal fragmentation", NOW, IN_PERCENT, LESS},
    [LARGEST_FREE] = {"largest free block", NOW, IN_BYTES, NEITHER},
    [FREE_BLOCKS] = {"free blocks", NOW, IN_NUMBER, NEITHER},
    [BLOCKS] = {"allocated blocks", NOW, IN_NUMBER, NEITHER},
    [PEAK_EXTERNAL] = {"external fragmentation", AT_PEAK, IN_PERCENT, LESS},
    [PEAK_INTERNAL] = {"internal fragmentation", AT_PEAK, IN_PERCENT, LESS},
    [PEAK_LARGEST_FREE] = {"largest free block", AT_PEAK, IN_BYTES, NEITHER},
    [PEAK_FREE_BLOCKS] = {"free blocks", AT_PEAK, IN_NUMBER, NEITHER},
    [PEAK_BLOCKS] = {"allocated blocks", AT_PEAK, IN_NUMBER, NEITHER},
};
enum { N_LINES = sizeof lines / sizeof lines[0] };

static double
value_of(const struct race_row *row, enum what what)
{
    const double in_order[N_LINES] = {
        (double)row->now.heap,
        row->now.peak_util,
        (double)row->rank,
        probes_per_search(row),
        (double)row->counts.refused,
        row->now.util,
        row->now.frag,
        row->now.internal,
        (double)row->now.largest_free,
        (double)row->now.free_blocks,
        (double)row->now.blocks,
        row->peak.frag,
        row->peak.internal,
        (double)row->peak.largest_free,
        (double)row->peak.free_blocks,
        (double)row->peak.blocks,
    };

    return in_order[what];
}

static void
value_text(const struct race_row *row, enum what what, char buf[FIGURE_TEXT])
{
    static const enum figure_unit units[] = {[IN_BYTES] = UNIT_BYTES,
                                             [IN_PERCENT] = UNIT_FRACTION,
                                             [IN_NUMBER] = UNIT_COUNT};
    double value = value_of(row, what);

    if (lines[what].unit == IN_TENTHS)
        (void)snprintf(buf, FIGURE_TEXT, "%.1f", value);
    else
        (void)figure_format(units[lines[what].unit], value, buf);
}

static size_t
count_refusing(const struct race_table *table)
{
    size_t n = 0;

    for (size_t i = 0; i < table->n; i++)
        n += table->rows[i].counts.refused != 0;
    return n;
}

/* Is the value of ROW, as it is written, better than RIVAL's? Who refused what
 * others did is no rival. */
static bool
beats(const struct race_row *row, const struct race_row *rival, enum what what)
{
    char mine[FIGURE_TEXT], other[FIGURE_TEXT];
    double more = value_of(row, what) - value_of(rival, what);

    if (rival->counts.refused || row->counts.refused)
        return false;
    value_text(row, what, mine);
    value_text(rival, what, other);
    return strcmp(mine, other) != 0 &&
           (lines[what].better == MORE ? more > 0 : more < 0);
}

/* '*' or ' ': the best, and all that are as good, if any is not. */
static char
star(const struct race_table *table, size_t at, enum what what)
{
    const struct race_row *row = &table->rows[at];
    bool beats_one = false;

    if (lines[what].better == NEITHER)
        return ' ';
    for (size_t i = 0; i < table->n; i++) {
        if (beats(&table->rows[i], row, what))
            return ' ';
        beats_one |= beats(row, &table->rows[i], what);
    }
    return beats_one ? '*' : ' ';
}

/* --- the table -------------------------------------------------------------*/
enum { LABEL = 24, LINE = 80, MOST_COLUMN = 24 };

static size_t
column_width(const struct race_table *table)
{
    size_t width = (LINE - LABEL) / table->n;

    return width < MOST_COLUMN ? width : MOST_COLUMN;
}

static void
write_heads(const struct race_table *table, struct text *out)
{
    size_t width = column_width(table), n = table->n, left = n;
    const char *names[RACE_MOST];

    for (size_t i = 0; i < n; i++)
        names[i] = table->rows[i].name;
    while (left) {
        text_add(out, "%*s", LABEL, "");
        left = 0;
        for (size_t i = 0; i < n; i++) {
            size_t some = race_name_piece(names[i], width - 2);
            text_add(out, "%*.*s ", (int)width - 1, (int)some, names[i]);
            names[i] += some;
            left += *names[i] != '\0';
        }
        text_end_line(out);
    }
}

static void
write_line(const struct race_table *table, enum what what, struct text *out)
{
    char value[FIGURE_TEXT];
    int indent = lines[what].part == WHOLE_RUN ? 0 : 2;

    text_add(out, "%*s%-*s", indent, "", LABEL - indent, lines[what].label);
    for (size_t i = 0; i < table->n; i++) {
        value_text(&table->rows[i], what, value);
        text_add(out, "%*s%c", (int)column_width(table) - 1, value,
                 star(table, i, what));
    }
    text_end_line(out);
}

static void
write_part(const struct race_table *table, enum part part, struct text *out)
{
    for (size_t what = 0; what < N_LINES; what++) {
        if (lines[what].part == part &&
            (what != REFUSED || count_refusing(table)))
            write_line(table, (enum what)what, out);
    }
}

/* With nothing live a heap has nothing to tell. */
static bool
somebody_lives(const struct race_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if (table->rows[i].now.blocks)
            return true;
    }
    return false;
}

/* The operation at which all lanes had most live; 0: not at the same. */
static uint64_t
common_peak(const struct race_table *table)
{
    for (size_t i = 1; i < table->n; i++) {
        if (table->rows[i].now.peak_op != table->rows[0].now.peak_op)
            return 0;
    }
    return table->rows[0].now.peak_op;
}

static void
write_legend(const struct race_table *table, struct text *out)
{
    size_t n = count_refusing(table);

    if (n == 0)
        text_add(out, "* best in its row; ");
    else if (table->n - n > 1)
        text_add(out, "* best of those that refused nothing; ");
    text_add(out, "help figures says what each means.\n");
}

void
race_table_write(const struct race_table *table, struct text *out)
{
    uint64_t now = table->rows[0].now.op, peak = common_peak(table);

    write_heads(table, out);
    write_part(table, WHOLE_RUN, out);
    if (somebody_lives(table)) {
        text_add(out, "now, after op %" PRIu64 "%s\n", now,
                 peak == now ? ", the peak" : "");
        write_part(table, NOW, out);
    }
    if (peak != now) {
        text_add(out, "at the peak of what was live");
        if (peak)
            text_add(out, ", op %" PRIu64, peak);
        text_add(out, "%s\n", peak ? "" : ", each its own");
        write_part(table, AT_PEAK, out);
    }
    write_legend(table, out);
}

/* --- in sentences ----------------------------------------------------------*/
/* "heap 5.4 KiB, peak utilization 89.4%, ..." of one part. */
static void
tell_part(const struct race_row *row, enum part part, struct text *out)
{
    const char *mark = "";
    char value[FIGURE_TEXT];

    for (int i = 0; i < N_LINES; i++) {
        if (lines[i].part != part)
            continue;
        value_text(row, (enum what)i, value);
        text_add(out, "%s %s %s", mark, lines[i].label, value);
        mark = ",";
    }
    text_add(out, ".\n");
}

void
race_table_tell(const struct race_table *table, struct text *out)
{
    uint64_t now = table->rows[0].now.op, peak = common_peak(table);

    for (size_t i = 0; i < table->n; i++) {
        const struct race_row *row = &table->rows[i];
        text_add(out, "%s:", row->name);
        tell_part(row, WHOLE_RUN, out);
        if (somebody_lives(table)) {
            text_add(out, "%s now:", row->name);
            tell_part(row, NOW, out);
        }
        if (peak != now) {
            text_add(out, "%s at its peak, op %" PRIu64 ":", row->name,
                     row->now.peak_op);
            tell_part(row, AT_PEAK, out);
        }
    }
}

void
race_table_tell_lines(const struct race_table *table, struct text *out)
{
    static const enum what whats[] = {HEAP, UTIL, EXTERNAL, INTERNAL};
    char value[FIGURE_TEXT];

    for (size_t i = 0; i < table->n; i++) {
        const struct race_row *row = &table->rows[i];
        text_add(out, "%s:", row->name);
        for (size_t k = 0; k < sizeof whats / sizeof whats[0]; k++) {
            value_text(row, whats[k], value);
            text_add(out, "%s %s %s", k ? "," : "", lines[whats[k]].label,
                     value);
        }
        text_add(out, "%s.\n", row->last.refused ? ", and refused this" : "");
    }
}

/* --- a line a policy -------------------------------------------------------*/
enum { MOST_NAME = 22, LEAST_NAME = 6 };

static size_t
name_width(const struct race_table *table)
{
    size_t width = LEAST_NAME;

    for (size_t i = 0; i < table->n; i++) {
        size_t n = race_name_piece(table->rows[i].name, MOST_NAME);
        width = n > width ? n : width;
    }
    return width;
}

/* What the last operation took here. */
static void
write_last(const struct race_row *row, struct text *out)
{
    const struct op_result *last = &row->last;
    char size[SIZE_TEXT];

    if (last->refused) {
        text_add(out, " %9s", "refused");
        return;
    }
    if (last->probes)
        text_add(out, " %9zu", last->probes);
    else
        text_add(out, " %9s", "-");
    text_add(out, " %8s", last->grown ? size_text(last->grown, size) : "-");
}

static void
write_lane(const struct race_table *table, size_t at, size_t width,
           struct text *out)
{
    static const enum what whats[] = {HEAP, UTIL, EXTERNAL, INTERNAL};
    static const int widths[] = {8, 6, 8, 8};
    const char *name = table->rows[at].name;
    size_t n = race_name_piece(name, width);
    char value[FIGURE_TEXT];

    text_add(out, "%-*.*s", (int)width, (int)n, name);
    for (size_t i = 0; i < sizeof whats / sizeof whats[0]; i++) {
        value_text(&table->rows[at], whats[i], value);
        text_add(out, " %*s%c", widths[i], value, star(table, at, whats[i]));
    }
    write_last(&table->rows[at], out);
    text_end_line(out);
    for (name += n; *name; name += n) {
        n = race_name_piece(name, width - 2);
        text_add(out, "  %.*s\n", (int)n, name);
    }
}

void
race_table_lines(const struct race_table *table, struct text *out)
{
    size_t width = name_width(table);

    text_add(out, "%-*s %8s  %6s  %8s  %8s  %9s %8s\n", (int)width, "race",
             "heap", "util", "external", "internal", "looked at", "grew by");
    for (size_t i = 0; i < table->n; i++)
        write_lane(table, i, width, out);
}

/* --- JSON ------------------------------------------------------------------*/
static void
json_figures(const struct figures *f, struct text *json)
{
    json_number(json, "heap", f->heap);
    json_number(json, "live", f->live);
    json_fraction(json, "util", f->util);
    json_fraction(json, "frag", f->frag);
    json_fraction(json, "internal", f->internal);
    json_number(json, "blocks", f->blocks);
    json_number(json, "free_blocks", f->free_blocks);
    json_number(json, "free", f->free);
    json_number(json, "largest_free", f->largest_free);
    json_number(json, "header_bytes", f->header_bytes);
    json_number(json, "padding_bytes", f->padding_bytes);
    json_number(json, "slack_bytes", f->slack_bytes);
}

static void
json_lane(const struct race_row *row, bool peak, struct text *json)
{
    json_open(json, NULL, '{');
    json_string(json, "policy", row->name);
    json_number(json, "rank", row->rank);
    json_number(json, "peak_live", row->now.peak_live);
    json_fraction(json, "peak_util", row->now.peak_util);
    json_figures(&row->now, json);
    json_number(json, "searches", row->counts.searches);
    json_number(json, "probes", row->counts.probes);
    json_fraction(json, "probes_per_search", probes_per_search(row));
    json_number(json, "refused", row->counts.refused);
    if (peak) {
        json_open(json, "at_peak", '{');
        json_number(json, "op", row->peak.op);
        json_figures(&row->peak, json);
        json_close(json, '}');
    }
    json_close(json, '}');
}

void
race_table_json(const struct race_table *table, bool peak, struct text *json)
{
    json_open(json, "rows", '[');
    for (size_t i = 0; i < table->n; i++)
        json_lane(&table->rows[i], peak, json);
    json_close(json, ']');
}
