/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * picture.c: see picture.h. A row of looks is runs of letters, each with the
 * number of its cells if it is more than one: "4 .8U64.3g" is row 4: eight
 * plain cells, 64 in use, three plain, one grey. Rows that are plain have no
 * line; rows that look alike share one.
 *
 * The letters of the palette (docs/SCREEN.md) are fixed, and roles have the
 * same letter in 256 colours and in 8, so that a difference shows what it is
 * about. Other looks get a letter of `spare` in the order in which they come.
 */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

struct look_of {
    char letter;
    int fg, bg;
    bool bold, reverse, other;
};

/* clang-format off */
static const struct look_of known[] = {
    {'.',  -1,  -1, false, false, false},
    {'B',  -1,  -1, true,  false, false},
    {'R',  -1,  -1, false, true,  false},
    {'Q',  -1,  -1, true,  true,  false},
    {'g', 244,  -1, false, false, false}, {'g',  7, -1, false, false, false},
    {'G', 244,  -1, false, true,  false}, {'G',  7, -1, false, true,  false},
    {'h',  16, 244, false, false, false}, {'h',  0,  7, false, false, false},
    {'u',  32,  -1, false, false, false}, {'u',  4, -1, false, false, false},
    {'U',  32,  -1, false, true,  false}, {'U',  4, -1, false, true,  false},
    {'s',  32,  24, false, false, false}, {'s',  4,  6, false, false, false},
    {'t', 231,  32, true,  false, false}, {'t',  7,  4, true,  false, false},
    {'k',  24,  -1, false, false, false}, {'k',  6, -1, false, false, false},
    {'K', 231,  24, false, false, false}, {'K',  0,  6, false, false, false},
    {'f', 208,  -1, false, false, false}, {'f',  3, -1, false, false, false},
    {'n',  16, 208, false, false, false}, {'n',  0,  3, false, false, false},
    {'o', 231,  94, false, false, false},
    {'c',  16,  42, false, false, false}, {'c',  0,  2, false, false, false},
    {'C',  42,  -1, false, true,  false}, {'C',  2, -1, false, true,  false},
    {'i',  42,  -1, false, false, false}, {'i',  2, -1, false, false, false},
    {'j',  42,  24, false, false, false}, {'j',  2,  6, false, false, false},
    {'d', 231, 160, true,  false, false}, {'d',  7,  1, true,  false, false},
    {'a', 160,  -1, true,  false, false}, {'a',  1, -1, true,  false, false},
    {'l',  94,  -1, false, false, false},
    {'L',  32,  94, false, false, false}, {'L',  4,  3, false, false, false},
    /* the ramp of the colour keys, and its block starts */
    {'v',  89,  -1, false, false, false}, {'V', 89, -1, false, true,  false},
    {'w',  57,  -1, false, false, false}, {'W', 57, -1, false, true,  false},
    {'x',  99,  -1, false, false, false}, {'X', 99, -1, false, true,  false},
    {'y', 139,  -1, false, false, false}, {'Y', 139, -1, false, true, false},
    {'z', 219,  -1, false, false, false}, {'Z', 219, -1, false, true, false},
    /* time by address: mostly in use, with what it shares a cell */
    {'m',  25,  -1, false, false, false}, {'M', 25, 94, false, false, false},
    {'e',  32,  25, false, false, false},
};
/* clang-format on */
static const char spare[] = "pqrPEbDFHIJNOSTA";

enum { N_KNOWN = sizeof known / sizeof *known, N_SPARE = sizeof spare - 1 };

struct taking {
    struct vt *vt;
    int rows, cols;
    struct look_of used[N_KNOWN + N_SPARE]; /* with their letters */
    size_t n_used, n_spare;
};

/* --- letters ---------------------------------------------------------------*/
static struct look_of
look_at(const struct taking *t, int row, int col)
{
    struct vt_cell cell = vt_cell(t->vt, row, col);

    return (struct look_of){'?',       cell.fg,      cell.bg,
                            cell.bold, cell.reverse, cell.other};
}

static bool
same_look(const struct look_of *a, const struct look_of *b)
{
    return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold &&
           a->reverse == b->reverse && a->other == b->other;
}

static char
new_letter(struct taking *t, const struct look_of *look)
{
    for (size_t i = 0; i < N_KNOWN; i++) {
        if (same_look(&known[i], look))
            return known[i].letter;
    }
    return t->n_spare < N_SPARE ? spare[t->n_spare++] : '?';
}

static char
letter_at(struct taking *t, int row, int col)
{
    struct look_of look = look_at(t, row, col);

    for (size_t i = 0; i < t->n_used; i++) {
        if (same_look(&t->used[i], &look))
            return t->used[i].letter;
    }
    look.letter = new_letter(t, &look);
    if (t->n_used < sizeof t->used / sizeof *t->used)
        t->used[t->n_used++] = look;
    return look.letter;
}

static void
put_colour(FILE *file, int colour)
{
    if (colour == VT_DEFAULT)
        (void)fputs("default", file);
    else if (colour == VT_RGB)
        (void)fputs("rgb", file);
    else
        (void)fprintf(file, "%d", colour);
}

static int
by_letter(const void *a, const void *b)
{
    const struct look_of *left = a, *right = b;

    return left->letter - right->letter;
}

/* "u 32 on default", a line for each. */
static void
put_key(struct taking *t, FILE *file)
{
    qsort(t->used, t->n_used, sizeof *t->used, by_letter);
    for (size_t i = 0; i < t->n_used; i++) {
        const struct look_of *look = &t->used[i];

        if (look->letter == '.')
            continue;
        (void)fprintf(file, "%c: ", look->letter);
        put_colour(file, look->fg);
        (void)fputs(" on ", file);
        put_colour(file, look->bg);
        (void)fprintf(file, "%s%s%s\n", look->bold ? ", bold" : "",
                      look->reverse ? ", reverse" : "",
                      look->other ? ", OTHER" : "");
    }
}

/* --- rows ------------------------------------------------------------------*/
/* The runs of a row into malloc'd text; "" when it is plain. */
static char *
row_looks(struct taking *t, int row)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    if (!file)
        abort();
    for (int col = 0; col < t->cols;) {
        char letter = letter_at(t, row, col);
        int n = 1;

        while (col + n < t->cols && letter_at(t, row, col + n) == letter)
            n++;
        if (letter == '.' && col + n == t->cols)
            break;
        (void)fputc(letter, file);
        if (n > 1)
            (void)fprintf(file, "%d", n);
        col += n;
    }
    (void)fclose(file);
    return text;
}

static void
put_looks_line(FILE *file, int from, int to, const char *looks)
{
    if (*looks == '\0')
        return;
    if (from == to)
        (void)fprintf(file, "%d %s\n", from + 1, looks);
    else
        (void)fprintf(file, "%d-%d %s\n", from + 1, to + 1, looks);
}

static void
put_looks(struct taking *t, FILE *file)
{
    char *last = row_looks(t, 0);
    int from = 0;

    for (int row = 1; row <= t->rows; row++) {
        char *now = row < t->rows ? row_looks(t, row) : NULL;

        if (now && strcmp(now, last) == 0) {
            free(now);
            continue;
        }
        put_looks_line(file, from, row - 1, last);
        free(last);
        last = now;
        from = row;
    }
}

static void
put_cursor(const struct taking *t, FILE *file)
{
    int row, col;
    bool visible;

    vt_cursor(t->vt, &row, &col, &visible);
    if (visible)
        (void)fprintf(file, "cursor at %d,%d\n", row + 1, col + 1);
    else
        (void)fputs("no cursor\n", file);
}

void
picture_take(struct picture *picture, struct vt *vt)
{
    struct taking t = {.vt = vt};
    char row_text[VT_ROW_TEXT];
    size_t size;
    FILE *file = open_memstream(&picture->text, &size);

    if (!file)
        abort();
    vt_size(vt, &t.rows, &t.cols);
    for (int row = 0; row < t.rows; row++)
        (void)fprintf(file, "%s\n", vt_row(vt, row, row_text));
    (void)fclose(file);
    file = open_memstream(&picture->looks, &size);
    if (!file)
        abort();
    put_looks(&t, file);
    put_cursor(&t, file);
    put_key(&t, file);
    (void)fclose(file);
}

void
picture_done(struct picture *picture)
{
    free(picture->text);
    free(picture->looks);
    *picture = (struct picture){NULL, NULL};
}
