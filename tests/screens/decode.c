/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * decode.c: see decode.h. Words on the map are read as what they lie on: a
 * label starts with `#` and lasts while its attributes do; digits that are in
 * no label are order numbers.
 */
#include "decode.h"

#include <ctype.h>
#include <string.h>

/* What the colours mean. */
struct palette {
    int used, slack, free, changed, grey, red, other;
};

static const struct palette in_256 = {32, 24, 208, 42, 244, 160, 94};
static const struct palette in_8 = {4, 6, 3, 2, 7, 1, -2};

struct seen
seen_of(struct canvas_cell cell, enum theme_depth depth)
{
    struct paint paint = theme_paint(theme_default(), depth, cell.style);

    return (struct seen){cell.ch, paint.fg, paint.bg, paint.bold,
                         paint.reverse};
}

/* --- words -----------------------------------------------------------------*/
static bool
is_digit(uint32_t ch)
{
    return ch >= '0' && ch <= '9';
}

static bool
is_word(uint32_t ch)
{
    return ch == '#' || ch == ' ' || ch == '_' ||
           (ch < 128 && isalnum((int)ch));
}

static bool
same_look(const struct seen *a, const struct seen *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold &&
           a->reverse == b->reverse;
}

/* The last cell of the label that starts at I; I itself is `#`. Blanks at its
 * end are not the label's. */
static size_t
label_end(const struct seen *cells, size_t n, size_t i)
{
    size_t last = i;

    for (size_t k = i + 1;
         k < n && is_word(cells[k].ch) && same_look(&cells[i], &cells[k]);
         k++) {
        if (cells[k].ch != ' ' && cells[k].ch != '#')
            last = k;
    }
    return last;
}

static bool
starts_label(const struct decoder *d, const struct seen *cells, size_t n,
             size_t i)
{
    return cells[i].ch == '#' && i + 1 < n && is_digit(cells[i + 1].ch) &&
           same_look(&cells[i], &cells[i + 1]) &&
           (!d->ascii || cells[i].bold || cells[i].reverse);
}

/* --- Unicode, by colour ----------------------------------------------------*/
static int
left_eighths(uint32_t ch)
{
    return ch >= 0x2588 && ch <= 0x258f ? (int)(0x2590 - ch) : 0;
}

static struct told
of_kind(enum told_kind kind)
{
    return (struct told){.kind = kind};
}

/* A glyph in used ink (or changed, or selected) on paper. */
static struct told
ink(uint32_t ch)
{
    struct told told = of_kind(TOLD_MIXED);

    if (ch == 0x2588)
        return of_kind(TOLD_USED);
    if (ch >= 0x2591 && ch <= 0x2593)
        told.shade = (int)(ch - 0x2590);
    else if (left_eighths(ch) > 0)
        told.split = left_eighths(ch);
    else
        told.kind = TOLD_NONSENSE;
    return told;
}

/* Used ink reversed: paper first. A start is as wide as a header at 16 B,
 * and two eighths elsewhere. */
static struct told
paper_first(const struct decoder *d, uint32_t ch)
{
    int eighths = left_eighths(ch);
    struct told told = of_kind(TOLD_USED);

    told.start = true;
    if (eighths < 1 || eighths > 7)
        return of_kind(TOLD_NONSENSE);
    if (d->cell > 16 && eighths != 2) {
        told = of_kind(TOLD_MIXED);
        told.split = -eighths;
    }
    return told;
}

static bool
is_arrow(uint32_t ch)
{
    return ch == 0x2192 || ch == 0x2190;
}

static struct told
dots(const struct decoder *d, uint32_t ch)
{
    struct told told = of_kind(TOLD_FREE);

    if (ch == ' ' && d->cell == 4)
        return told; /* around an order number */

    if (ch == 0x258e)
        told.start = true;
    else if (ch == 0x2595)
        told.end = true;
    else if (is_digit(ch) || ch == '+')
        told.number = ch;
    else if (ch != 0xb7)
        told.kind = TOLD_NONSENSE;
    return told;
}

static struct told
badge(const struct decoder *d, uint32_t ch, bool chosen)
{
    struct told told = of_kind(TOLD_FREE);

    if (d->cell == 1 || is_arrow(ch))
        return of_kind(TOLD_LINK);
    if (is_digit(ch) || ch == '+')
        told.number = ch;
    else if (ch != ' ')
        told.kind = TOLD_NONSENSE;
    told.chosen = chosen;
    return told;
}

static struct told
selected_cell(const struct decoder *d, const struct seen *s)
{
    struct told told = of_kind(TOLD_USED);

    if (s->ch == 0xb7 || is_digit(s->ch) || s->ch == '+')
        told = dots(d, s->ch);
    else if (s->ch == '~' && d->cell == 1)
        told.slack = true;
    else if (s->ch != ' ')
        told = paper_first(d, s->ch);
    told.selected = true;
    return told;
}

static struct told
grey_cell(const struct seen *s)
{
    if (s->reverse && s->ch == 0x258e) {
        struct told told = of_kind(TOLD_META);

        told.start = true;
        return told;
    }
    switch (s->ch) {
    case 0x2261:
        return of_kind(TOLD_OWN);
    case 0xb7:
        return of_kind(TOLD_UNKNOWN);
    case 0x2588:
        return of_kind(TOLD_META);
    default:
        return of_kind(TOLD_BLANK); /* "end" */
    }
}

static struct told
slack(void)
{
    struct told told = of_kind(TOLD_USED);

    told.slack = true;
    return told;
}

static struct told
coloured(const struct decoder *d, const struct seen *s)
{
    const struct palette *p = d->depth == DEPTH_8 ? &in_8 : &in_256;
    struct told told;

    if (s->bg == p->red)
        return of_kind(s->ch == 0x2588 ? TOLD_NONSENSE : TOLD_DAMAGED);
    if (is_arrow(s->ch)) {
        told = of_kind(TOLD_LINK);
        told.changed = s->bg == p->changed;
        told.selected = s->reverse;
        return told;
    }
    if (s->bg == p->used ||
        (s->bg == p->changed && !is_digit(s->ch) && is_word(s->ch))) {
        told = of_kind(TOLD_USED);
        told.word = true;
        return told;
    }
    if (s->bg == p->changed || s->fg == p->changed) {
        told = s->bg == p->changed ? dots(d, s->ch)
               : s->bg == p->slack ? slack()
               : s->reverse        ? paper_first(d, s->ch)
                                   : ink(s->ch);
        told.changed = true;
        return told;
    }
    if (s->bg == p->slack || s->fg == p->slack)
        return slack();
    if (s->fg == p->used)
        return s->reverse ? paper_first(d, s->ch) : ink(s->ch);
    if (s->bg == p->free || s->bg == p->other)
        return badge(d, s->ch, s->bg == p->free);
    if (s->fg == p->free)
        return dots(d, s->ch);
    if (s->bg == p->grey)
        return of_kind(TOLD_META);
    if (s->fg == p->grey)
        return grey_cell(s);
    if (s->reverse)
        return selected_cell(d, s);
    if (s->ch >= 0x2580 && s->bold) {
        told = ink(s->ch);
        told.selected = true;
        return told;
    }
    return grey_cell(s);
}

/* --- ASCII, by character ---------------------------------------------------*/
static struct told
plain(const struct decoder *d, const struct seen *s)
{
    static const char chars[] = "#[~+(.)-=?!:x%";
    static const struct told meanings[] = {
        {.kind = TOLD_USED},
        {.kind = TOLD_USED, .start = true},
        {.kind = TOLD_USED, .slack = true},
        {.kind = TOLD_USED, .changed = true},
        {.kind = TOLD_FREE, .start = true},
        {.kind = TOLD_FREE},
        {.kind = TOLD_FREE, .end = true},
        {.kind = TOLD_FREE, .changed = true},
        {.kind = TOLD_OWN},
        {.kind = TOLD_UNKNOWN},
        {.kind = TOLD_DAMAGED},
        {.kind = TOLD_MIXED, .shade = 1},
        {.kind = TOLD_MIXED, .shade = 2},
        {.kind = TOLD_MIXED, .shade = 3},
    };
    const char *at = s->ch && s->ch < 128 ? strchr(chars, (int)s->ch) : NULL;
    struct told told = at ? meanings[at - chars] : of_kind(TOLD_BLANK);

    if (!at && (is_digit(s->ch) || s->ch == '*')) {
        told = of_kind(TOLD_FREE);
        told.number = s->ch == '*' ? '+' : s->ch;
    }
    if (d->cell < 16 && s->ch == '[')
        told.kind = TOLD_META;
    if (d->cell < 16 && s->ch == ']')
        told.kind = TOLD_META;
    if (s->ch == '>' || s->ch == '<' || s->ch == 0x2192 || s->ch == 0x2190)
        told.kind = TOLD_LINK;
    if (d->cell < 16 && s->reverse && s->bold)
        return of_kind(TOLD_DAMAGED);
    if (d->cell == 4 && s->ch == ' ' && s->bold)
        told.kind = TOLD_FREE; /* around an order number */
    if (d->cell == 1 && s->ch == ' ' && s->reverse)
        told.kind = TOLD_META; /* after "header" */
    told.selected = s->reverse && told.kind != TOLD_META &&
                    told.kind != TOLD_DAMAGED && told.kind != TOLD_OWN;
    return told;
}

/* The last cell from I on, at most MOST further, that goes on with a word of
 * the same look. */
static size_t
word_end(const struct seen *cells, size_t n, size_t i, size_t most)
{
    size_t last = i;

    while (last + 1 < n && last < i + most &&
           same_look(&cells[i], &cells[last + 1]) &&
           (is_word(cells[last + 1].ch) || cells[last + 1].ch == '*' ||
            cells[last + 1].ch == '+'))
        last++;
    return last;
}

/* The last cell of the word in the link field that starts at I: it may end in
 * blanks, but has none inside. */
static size_t
link_end(const struct seen *cells, size_t n, size_t i)
{
    size_t end = word_end(cells, n, i, 7), last = i;

    while (last < end && cells[last + 1].ch != ' ')
        last++;
    while (last < end && cells[last + 1].ch == ' ')
        last++;
    return last;
}

/* Words close up: "[hdr", "ftr]", ">12 ". Answers the last
 * cell of the word. */
static size_t
plain_word(const struct decoder *d, const struct seen *cells, size_t n,
           size_t i, struct told *out)
{
    bool is_letter = cells[i].ch < 128 && isalpha((int)cells[i].ch);
    size_t last = i;

    if (d->cell > 1) {
        /* the second cell of a link of 8 bytes */
        if (out[i].kind == TOLD_LINK && (out[i].selected || out[i].changed) &&
            i + 1 < n && cells[i + 1].ch == ' ' &&
            same_look(&cells[i], &cells[i + 1]))
            out[++last] = out[i];
        return last;
    }
    if (out[i].kind == TOLD_META && cells[i].ch == '[') {
        while (last + 1 < n && last < i + 7 && cells[last + 1].ch < 128 &&
               isalpha((int)cells[last + 1].ch))
            out[++last] = of_kind(TOLD_META);
    } else if (out[i].kind == TOLD_LINK) {
        for (size_t end = link_end(cells, n, i); last < end;)
            out[++last] = out[i];
    } else if (is_letter && cells[i].reverse) {
        last = word_end(cells, n, i, n);
        for (size_t k = i; k <= last; k++)
            out[k] = of_kind(TOLD_META);
    }
    return last;
}

/* The last cell of the words "free 48 B" that start at I; I when none do. */
static size_t
free_words_end(const struct decoder *d, const struct seen *cells, size_t n,
               size_t i)
{
    size_t last = i;

    if (d->cell > 1 || i + 1 >= n || cells[i].ch != 'f' ||
        cells[i + 1].ch != 'r')
        return i;
    while (last + 1 < n && is_word(cells[last + 1].ch) &&
           same_look(&cells[i], &cells[last + 1]))
        last++;
    return last;
}

void
decode_row(const struct decoder *d, const struct seen *cells, size_t n,
           struct told *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t last = i;
        struct told told =
            d->ascii ? plain(d, &cells[i]) : coloured(d, &cells[i]);

        if (told.kind == TOLD_DAMAGED) {
            last = i; /* words on damage hide nothing */
        } else if (starts_label(d, cells, n, i)) {
            last = label_end(cells, n, i);
            told = of_kind(TOLD_USED);
            told.word = true;
            told.selected = cells[i].reverse;
        } else if (free_words_end(d, cells, n, i) > i) {
            last = free_words_end(d, cells, n, i);
            told = of_kind(TOLD_FREE);
            told.word = true;
        }
        for (size_t k = i; k <= last; k++)
            out[k] = told;
        if (last == i && told.kind != TOLD_DAMAGED &&
            (d->ascii || told.kind == TOLD_LINK))
            last = plain_word(d, cells, n, i, out);
        i = last;
    }
}
