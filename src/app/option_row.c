/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * option_row.c: see option_row.h.
 */
#include "app/option_row.h"

enum { FLAGS_COLS = 32 };

/* A text of several lines, each after the first below the first. */
static void
print_row(FILE *out, const struct option_row *row)
{
    int indent = row->flags[1] != '-' ? 0 : 4;
    (void)fprintf(out, "  %*s%-*s  ", indent, "", FLAGS_COLS - indent,
                  row->flags);
    for (const char *c = row->text; *c; c++) {
        (void)fputc(*c, out);
        if (*c == '\n')
            (void)fprintf(out, "%*s", FLAGS_COLS + 4, "");
    }
    (void)fputc('\n', out);
}

void
option_rows_print(FILE *out, const struct option_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].flags)
            print_row(out, &rows[i]);
}

void
option_rows_long(const struct option_row *rows, size_t n, struct option *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] =
            (struct option){rows[i].name, rows[i].has_arg, NULL, rows[i].value};
    out[n] = (struct option){NULL, 0, NULL, 0};
}
