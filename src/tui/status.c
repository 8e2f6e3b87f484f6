/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * status.c: the first line: policy, trace, operation and play on the left,
 * figures on the right. What does not fit leaves whole, in the order of
 * enum field's drop list; op and util never do.
 */
#include "tui/screen.h"

#include "tui/panes.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_TEXT = 80, ROOMY = 110, COMPACT = 50, TRACE_MAX = 24 };

enum field {
    FIELD_POLICY,
    FIELD_TRACE,
    FIELD_OP,
    FIELD_BRANCH,
    FIELD_PLAY,
    FIELD_SCALE,
    FIELD_HEAP,
    FIELD_LIVE,
    FIELD_UTIL,
    FIELD_FRAG,
    N_FIELDS
};
enum { FIRST_RIGHT = FIELD_SCALE };

/* A label, a bold value, a label behind it. */
struct text {
    char before[FIELD_TEXT], value[FIELD_TEXT], after[FIELD_TEXT];
    bool plain; /* the value is not bold */
    bool gone;
};

struct line {
    struct text fields[N_FIELDS];
    int margin, gap_left, gap_right;
};

static int
field_width(const struct text *field)
{
    if (field->gone || (!*field->before && !*field->value))
        return 0;
    return text_width(field->before) + text_width(field->value) +
           text_width(field->after);
}

/* --- what they say ---------------------------------------------------------*/
static void
fill_policy(struct text *field, const struct session *session)
{
    const struct session_config *config = session_config(session);
    char text[POLICY_TEXT];

    policy_describe(&config->policy, text);
    (void)snprintf(field->value, sizeof field->value, "%s",
                   config->target == TARGET_KIND_NAIVE ? "naive" : text);
}

/* Behind whole characters of no more than COLS columns. */
static void
skip_columns(const char **text, int cols)
{
    const char *at = *text;

    while (cols > 0) {
        uint32_t ch = text_next(&at);

        cols -= char_width(ch);
        if (ch == 0 || cols < 0)
            return;
        *text = at;
    }
}

/* The trace's name, its middle left out when it is long. */
static void
fill_trace(struct text *field, const struct session *session)
{
    const struct trace *trace = session_trace(session);
    const char *name = trace && trace->name ? trace->name : "typed";
    const char *end = name, *tail = name;
    int width = text_width(name);

    field->plain = true;
    if (width <= TRACE_MAX) {
        (void)snprintf(field->value, sizeof field->value, "%s", name);
        return;
    }
    skip_columns(&end, TRACE_MAX / 2);
    skip_columns(&tail, width - TRACE_MAX / 2 + 2);
    (void)snprintf(field->value, sizeof field->value, "%.*s..%s",
                   (int)(end - name), name, tail);
}

static void
fill_op(struct text *field, const struct figures *figures, bool total)
{
    (void)snprintf(field->before, sizeof field->before, "op ");
    (void)snprintf(field->value, sizeof field->value, "%llu",
                   (unsigned long long)figures->op);
    if (total && figures->n_ops > figures->op)
        (void)snprintf(field->after, sizeof field->after, "/%llu",
                       (unsigned long long)figures->n_ops);
}

/* Which of several; nothing when there is one. */
static void
fill_branch(struct text *field, const struct session *session)
{
    struct session_place place;

    session_place(session, &place);
    if (place.n_branches < 2)
        return;
    (void)snprintf(field->before, sizeof field->before, "branch ");
    (void)snprintf(field->value, sizeof field->value, "%lu",
                   (unsigned long)place.branch);
}

static void
fill_race(struct text *field, size_t lanes)
{
    (void)snprintf(field->before, sizeof field->before, "race of ");
    (void)snprintf(field->value, sizeof field->value, "%zu", lanes);
}

static void
fill_size(struct text *field, const char *label, size_t bytes)
{
    char text[16];

    size_text(bytes, text);
    (void)snprintf(field->before, sizeof field->before, "%s ", label);
    (void)snprintf(field->value, sizeof field->value, "%s", text);
}

/* Its lists and free blocks cannot be seen: nothing is known of them. */
static void
fill_unknown(struct text *field, const char *label)
{
    (void)snprintf(field->before, sizeof field->before, "%s ", label);
    (void)snprintf(field->value, sizeof field->value, "-");
}

static void
fill_share(struct text *field, const char *label, double share, bool compact)
{
    (void)snprintf(field->before, sizeof field->before, "%s ", label);
    (void)snprintf(field->value, sizeof field->value, "%.*f%%", compact ? 0 : 1,
                   share * 100);
}

/* "▶ 8/s", or the sign alone where room is short. */
static void
fill_play(struct text *field, const char *play, bool compact)
{
    size_t n = strlen(play);

    if (compact && ((unsigned char)*play >= 0x80 || *play == '>'))
        n = strcspn(play, " ");
    (void)snprintf(field->value, sizeof field->value, "%.*s", (int)n, play);
}

/* Of the session's own heap. */
static void
fill_figures(struct text *fields, const struct tui_frame *frame,
             const struct figures *figures, bool compact)
{
    fill_size(&fields[FIELD_HEAP], "heap", figures->heap);
    fill_share(&fields[FIELD_UTIL], "util", figures->util, compact);
    if (view_heap(frame->session))
        fill_share(&fields[FIELD_FRAG], "frag", figures->frag, compact);
    else
        fill_unknown(&fields[FIELD_FRAG], "frag");
}

/* LANES: of the race that is shown, 0: none is. Its lanes have heaps of their
 * own; what is live is the same in all of them. */
static void
fill_line(struct line *line, const struct tui_frame *frame, const char *scale,
          size_t lanes, int cols)
{
    bool compact = cols < COMPACT;
    struct text *fields = line->fields;
    struct figures figures;

    view_figures(frame->session, &figures);
    line->margin = compact ? 0 : 1;
    line->gap_left = compact ? 1 : 2;
    line->gap_right = compact ? 1 : cols >= ROOMY ? 3 : 2;
    if (lanes > 0)
        fill_race(&fields[FIELD_POLICY], lanes);
    else
        fill_policy(&fields[FIELD_POLICY], frame->session);
    fill_trace(&fields[FIELD_TRACE], frame->session);
    fill_op(&fields[FIELD_OP], &figures, !compact);
    fill_branch(&fields[FIELD_BRANCH], frame->session);
    fill_play(&fields[FIELD_PLAY], frame->play ? frame->play : "", compact);
    fill_size(&fields[FIELD_LIVE], "live", figures.live);
    if (lanes == 0)
        fill_figures(fields, frame, &figures, compact);
    if (scale)
        (void)snprintf(fields[FIELD_SCALE].before, FIELD_TEXT, "%s", scale);
}

/* --- what fits -------------------------------------------------------------*/
static int
half_width(const struct line *line, int from, int to, int gap)
{
    int width = 0;

    for (int i = from; i < to; i++) {
        int field = field_width(&line->fields[i]);

        if (field > 0)
            width += field + (width > 0 ? gap : 0);
    }
    return width;
}

static bool
fits(const struct line *line, int cols)
{
    int left = half_width(line, 0, FIRST_RIGHT, line->gap_left);
    int right = half_width(line, FIRST_RIGHT, N_FIELDS, line->gap_right);

    return left + right + 2 * line->margin + 2 <= cols;
}

static void
drop_until_it_fits(struct line *line, int cols)
{
    static const enum field order[] = {FIELD_LIVE,   FIELD_HEAP,   FIELD_TRACE,
                                       FIELD_POLICY, FIELD_BRANCH, FIELD_FRAG,
                                       FIELD_SCALE,  FIELD_PLAY};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (fits(line, cols))
            return;
        line->fields[order[i]].gone = true;
    }
    if (!fits(line, cols))
        line->fields[FIELD_OP].after[0] = '\0';
}

/* --- drawing ---------------------------------------------------------------*/
static int
put_field(const struct pane *pane, const struct look *look, int col,
          const struct text *field)
{
    enum style style = field->plain ? STYLE_PLAIN : STYLE_BOLD;

    col = screen_text(pane, look, 0, col, STYLE_LABEL, field->before);
    col = screen_text(pane, look, 0, col, style, field->value);
    return screen_text(pane, look, 0, col, STYLE_LABEL, field->after);
}

static void
put_half(const struct pane *pane, const struct look *look,
         const struct line *line, int from, int to, int col, int gap)
{
    for (int i = from; i < to; i++) {
        if (field_width(&line->fields[i]) > 0)
            col = put_field(pane, look, col, &line->fields[i]) + gap;
    }
}

/* Narrow screens have the figures on the left and the scale on the right. */
static void
put_compact(const struct pane *pane, const struct look *look, struct line *line)
{
    const char *scale = line->fields[FIELD_SCALE].before;

    if (!line->fields[FIELD_SCALE].gone)
        pane_text_right(pane, 0, pane->cols, STYLE_LABEL, scale);
    line->fields[FIELD_SCALE].gone = true;
    put_half(pane, look, line, 0, N_FIELDS, 0, line->gap_left);
}

void
status_draw(const struct pane *pane, const struct look *look,
            const struct tui_frame *frame, const char *scale, size_t lanes)
{
    struct line line = {0};
    int right;

    fill_line(&line, frame, scale, lanes, pane->cols);
    if (pane->cols < COMPACT) {
        line.fields[FIELD_POLICY].gone = lanes == 0;
        line.fields[FIELD_TRACE].gone = true;
        line.fields[FIELD_HEAP].gone = line.fields[FIELD_LIVE].gone = true;
    }
    drop_until_it_fits(&line, pane->cols);
    if (pane->cols < COMPACT) {
        put_compact(pane, look, &line);
        return;
    }
    right = half_width(&line, FIRST_RIGHT, N_FIELDS, line.gap_right);
    put_half(pane, look, &line, 0, FIRST_RIGHT, line.margin, line.gap_left);
    put_half(pane, look, &line, FIRST_RIGHT, N_FIELDS,
             pane->cols - line.margin - right, line.gap_right);
}
