/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * option_row.h: one row serves getopt, --help and the man page.
 */
#ifndef HEAPGLASS_OPTION_ROW_H
#define HEAPGLASS_OPTION_ROW_H

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

struct option_row {
    const char *name;
    int has_arg, value;
    const char *flags; /* "-p, --policy NAME"; NULL: not for people */
    const char *text;  /* lines of 41 columns at most */
};

/* Those that people may know. */
void option_rows_print(FILE *, const struct option_row *, size_t n);
/* OUT: N + 1 entries. */
void option_rows_long(const struct option_row *, size_t n, struct option *out);

#endif
