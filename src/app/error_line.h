/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * error_line.h: one line on standard error, where that is a terminal, which
 * says what is going on and is gone afterwards.
 */
#ifndef HEAPGLASS_ERROR_LINE_H
#define HEAPGLASS_ERROR_LINE_H

#include <stdbool.h>

/* From now on until it is closed, the line is erased, too, when a signal ends
 * the program. False: there is no terminal, and the others are not called. */
bool error_line_open(void);
/* By the process that opened it, or by a child of that one. */
void error_line_show(const char *text);
void error_line_erase(void);
void error_line_close(void); /* erases it, too */

#endif
