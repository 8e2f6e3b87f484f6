/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_tint.c: the colour keys. What a cell's colour (or digit) says is read
 * off first, and the cell turned into what it is without a key, for the rest of
 * the model; then the steps are compared with figures taken from the blocks one
 * by one, and from a list of all allocations that the test itself has kept.
 */
#include "model_internal.h"

#include "session/tint.h"

#include <stdio.h>
#include <string.h>

enum { STEPS = 5, USED_256 = 32, SLACK_256 = 24, USED_8 = 4, SLACK_8 = 6 };
/* What docs/SCREEN.md says of steps 1 to 5. */
static const int in_256[STEPS] = {89, 57, 99, 139, 219};
static const int in_8[STEPS] = {4, 5, 6, 7, 7};

/* --- reading ---------------------------------------------------------------*/
static unsigned
step_of(const int ramp[STEPS], int colour)
{
    for (unsigned i = 0; i < STEPS; i++) {
        if (ramp[i] == colour)
            return i + 1;
    }
    return 0;
}

static bool
is_digit(uint32_t ch)
{
    return ch >= '1' && ch <= '5';
}

static bool
is_ink(uint32_t ch)
{
    return (ch >= 0x2588 && ch <= 0x258f) || (ch >= 0x2591 && ch <= 0x2593);
}

static unsigned
read_256(struct seen *s)
{
    unsigned fg = step_of(in_256, s->fg), bg = step_of(in_256, s->bg);

    if (fg > 0)
        s->fg = USED_256;
    if (bg > 0) {
        s->fg = 231;
        s->bg = USED_256;
    }
    return fg > 0 ? fg : bg;
}

/* Whole cells show the digit; what is drawn in the ink alone does not tell 4
 * from 5, and grey of the arena's own looks the same. */
static unsigned
read_8(const struct model *m, struct seen *s)
{
    bool near = m->grid->cell < 16;
    unsigned step;

    if (s->bold && is_digit(s->ch) && s->bg == in_8[s->ch - '1']) {
        step = s->ch - '0';
        *s = (struct seen){0x2588, USED_8, COLOUR_DEFAULT, false, false};
        return step;
    }
    if (s->bold && s->ch == ' ' && step_of(in_8, s->bg) > 0) {
        s->fg = 7; /* the blank behind a label is of it */
        s->bg = USED_8;
        return 0;
    }
    if (!is_ink(s->ch) || s->ch == 0x2588 || (near && s->reverse))
        return 0; /* a header, a footer: grey */
    step = step_of(in_8, s->fg);
    if (step == 0 || s->bg == in_8[1])
        return 0;
    s->fg = USED_8;
    if (s->bg != COLOUR_DEFAULT)
        s->bg = SLACK_8;
    return step;
}

/* Digits in plain weight, where no other number can be: on bytes in use. */
static unsigned
read_ascii(const struct model *m, size_t k, struct seen *s)
{
    const struct view_block *b = model_row_at(m, model_cell_lo(m, k));
    unsigned step = s->ch - '0';

    if (!is_digit(s->ch) || s->bold || s->reverse || b->state != VIEW_USED)
        return 0;
    s->ch = '#';
    return step;
}

/* The label in one of its forms, the longest first. */
static size_t
label_text(int form, const struct view_block *b, char text[80])
{
    size_t asked = b->asked;
    int n = snprintf(text, 80, "#%u", (unsigned)b->id);

    if (form % 2 == 0 && b->name[0] != '\0')
        n += snprintf(text + n, 80 - (size_t)n, " %s", b->name);
    if (form < 2)
        n += snprintf(text + n, 80 - (size_t)n, "  %zu B", asked);
    return (size_t)n;
}

/* How many of the N cells from S on are the label of block B: `#7 buf  40 B`,
 * or less of it. Behind it lies a blank, where digits follow. */
static size_t
label_length(const struct seen *s, size_t n, const struct view_block *b)
{
    for (int form = 0; form < 4; form++) {
        char text[80];
        size_t length = label_text(form, b, text), i = 0;

        while (i < length && i < n && s[i].ch == (unsigned char)text[i])
            i++;
        if (i == length)
            return i;
    }
    return 0;
}

/* Labels have the colour of their block; no step is read off them. */
static size_t
skip_label(const struct model *m, size_t k, struct seen *s, size_t n)
{
    size_t length = 0;

    if (m->decoder.ascii || s->ch != '#' || !s->bold)
        return 0;
    length = label_length(s, n, model_row_at(m, model_cell_lo(m, k)));
    for (size_t i = 0; i < length; i++) {
        const int *ramp = m->decoder.depth == DEPTH_8 ? in_8 : in_256;

        if (!s[i].bold || step_of(ramp, s[i].bg) == 0)
            continue; /* changed, selected, over slack */
        s[i].fg = m->decoder.depth == DEPTH_8 ? 7 : 231;
        s[i].bg = m->decoder.depth == DEPTH_8 ? USED_8 : USED_256;
    }
    return length;
}

static void
read_step(struct model *m, size_t i, struct seen *s)
{
    size_t k = m->grid->lo / m->grid->cell + i;
    struct seen was = *s;

    m->steps[i] = m->decoder.ascii              ? read_ascii(m, k, s)
                  : m->decoder.depth == DEPTH_8 ? read_8(m, s)
                                                : read_256(s);
    m->whole[i] =
        m->steps[i] > 0 && (m->decoder.depth == DEPTH_256 || was.ch != s->ch);
}

void
model_read_steps(struct model *m, size_t from, size_t n)
{
    size_t first = m->grid->lo / m->grid->cell;

    if (m->eye->key == TINT_STATE)
        return;
    for (size_t i = from; i < from + n;) {
        size_t length = skip_label(m, first + i, m->seen + i, from + n - i);

        if (length > 0)
            i += length;
        else
            read_step(m, i, m->seen + i), i++;
    }
}

/* --- the figures -----------------------------------------------------------*/
struct sum {
    uint64_t of, by;
};

static uint64_t
given_in(const struct model *m, size_t lo, size_t hi)
{
    uint64_t n = 0;

    for (size_t i = 0; i < m->n_given; i++)
        n += m->given[i] >= lo && m->given[i] < hi;
    return n;
}

static void
add_block(const struct model *m, struct sum *sum, const struct view_block *b)
{
    switch (m->eye->key) {
    case TINT_CLASS:
        sum->of += b->size;
        sum->by++;
        break;
    case TINT_AGE:
        sum->of += m->op - b->born;
        sum->by++;
        break;
    case TINT_WASTE:
        sum->of += b->size - b->asked;
        sum->by += b->size;
        break;
    default:
        sum->by++;
        break;
    }
}

static struct sum
sum_of_block(const struct model *m, const struct view_block *b)
{
    struct sum sum = {0, 0};

    add_block(m, &sum, b);
    if (m->eye->key == TINT_HEAT)
        sum.of = given_in(m, b->start, b->start + b->size);
    return sum;
}

static struct sum
sum_of_cell(const struct model *m, size_t k)
{
    size_t lo = k * m->grid->cell, hi = lo + m->grid->cell;
    const struct view_block *cover = model_row_at(m, model_cell_lo(m, k));
    const struct view_block *b = cover, *end = m->rows + m->n_rows;
    const struct view_block *last = NULL;
    struct sum sum = {0, 0};
    size_t n = 0;

    if (m->grid->cell <= 16)
        return cover->state == VIEW_USED ? sum_of_block(m, cover) : sum;
    for (; b < end && b->start < hi; b++) {
        if (b->state != VIEW_USED || b->off < lo || b->off >= hi)
            continue;
        add_block(m, &sum, b);
        last = b;
        n++;
    }
    if (n == 0)
        return cover->state == VIEW_USED ? sum_of_block(m, cover) : sum;
    if (n == 1)
        return sum_of_block(m, last);
    if (m->eye->key == TINT_HEAT)
        sum.of = given_in(m, lo, hi);
    return sum;
}

static void
bounds_of(const struct model *m, uint64_t bounds[STEPS - 1])
{
    static const uint64_t fixed[TINT_N][STEPS - 1] = {
        [TINT_CLASS] = {32, 128, 1024, 16384},
        [TINT_HEAT] = {1, 4, 16, 64},
        [TINT_WASTE] = {5, 10, 25, 50},
    };
    uint64_t b = 2;

    memcpy(bounds, fixed[m->eye->key], sizeof fixed[0]);
    if (m->eye->key != TINT_AGE)
        return;
    while (b * b * b * b * b <= m->op)
        b *= 2;
    bounds[0] = b;
    for (int i = 1; i < STEPS - 1; i++)
        bounds[i] = bounds[i - 1] * b;
}

static unsigned
expected(const struct model *m, size_t k)
{
    uint64_t bounds[STEPS - 1];
    struct sum sum = sum_of_cell(m, k);
    uint64_t of = sum.of * (m->eye->key == TINT_WASTE ? 100 : 1);
    unsigned step = 1;

    if (sum.by == 0)
        return 0;
    bounds_of(m, bounds);
    while (step < STEPS && of > bounds[step - 1] * sum.by)
        step++;
    return step;
}

/* --- comparing -------------------------------------------------------------*/
/* Is it the `#` that parts a label from digits? */
static bool
is_behind_label(const struct model *m, size_t i)
{
    return i > 0 && m->told[i - 1].word;
}

/* Must the cell say its step? In 256 colours all that is drawn in the ink of
 * use does, elsewhere what is in use as a whole. */
static bool
must_tell(const struct model *m, size_t i)
{
    const struct told *t = &m->told[i];
    const struct seen *s = &m->seen[i];

    if (t->changed || t->selected || t->word || t->kind == TOLD_DAMAGED)
        return false;
    if (m->decoder.ascii)
        return t->kind == TOLD_USED && s->ch == '#' && !s->bold &&
               !is_behind_label(m, i);
    if (m->decoder.depth == DEPTH_8)
        return t->kind == TOLD_USED && s->ch == 0x2588 && s->fg == USED_8;
    return (t->kind == TOLD_USED || t->kind == TOLD_MIXED) &&
           (s->fg == USED_256 || s->bg == USED_256);
}

bool
model_steps_agree(struct model *m)
{
    for (size_t i = 0; m->eye->key != TINT_STATE && i < m->n; i++) {
        unsigned want, told = m->steps[i];

        if (told == 0 && !must_tell(m, i))
            continue;
        want = expected(m, m->first + i);
        if (!m->whole[i] && told == 4 && want == 5)
            continue; /* one colour of 8 */
        if (told != want)
            return model_wrong(m, m->first + i, "%s: step told %u, is %u",
                               tint_word(m->eye->key), told, want);
        m->n_steps++;
    }
    return true;
}
