/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * model_tint.c: the colour keys. What a cell's colour (or digit) says is read
 * off first, and the cell turned into what it is without a key, for the rest of
 * the model; then the steps are compared with figures taken from the blocks one
 * by one, and from a list of all allocations that the test itself has kept.
 */
#include "model_internal.h"

#include "session/tint.h"

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

void
model_read_step(struct model *m, size_t i, struct seen *s)
{
    size_t k = m->grid->lo / m->grid->cell + i;
    struct seen was = *s;

    if (m->eye->key == TINT_STATE)
        return;
    m->steps[i] = m->decoder.ascii              ? read_ascii(m, k, s)
                  : m->decoder.depth == DEPTH_8 ? read_8(m, s)
                                                : read_256(s);
    m->whole[i] =
        m->steps[i] > 0 && (m->decoder.depth == DEPTH_256 || was.ch != s->ch);
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
    struct sum sum = {0, 0};

    if (m->grid->cell <= 16)
        return cover->state == VIEW_USED ? sum_of_block(m, cover) : sum;
    for (; b < end && b->start < hi; b++) {
        if (b->state == VIEW_USED && b->off >= lo && b->off < hi)
            add_block(m, &sum, b);
    }
    if (sum.by == 0)
        return cover->state == VIEW_USED ? sum_of_block(m, cover) : sum;
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
        return t->kind == TOLD_USED && s->ch == '#';
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
