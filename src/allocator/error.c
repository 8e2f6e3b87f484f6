/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * error.c: see error.h.
 */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

bool
error_set(struct error *err, const char *name, const char *format, ...)
{
    if (err) {
        va_list args;
        err->name = name;
        va_start(args, format);
        (void)vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return false;
}
