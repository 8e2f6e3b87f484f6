/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rescue.h: signals while a terminal is taken. Those that are told come
 * through a pipe; the fatal ones give the terminal back first, with bytes and
 * modes that were prepared before. term.c's helper.
 */
#ifndef HEAPGLASS_RESCUE_H
#define HEAPGLASS_RESCUE_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* Catches INT, TSTP, CONT, WINCH, TERM, HUP (told) and SEGV, ABRT, BUS, FPE,
 * ILL, QUIT (fatal). False: no pipe, errno says why. */
bool rescue_start(void);
void rescue_stop(void); /* the handlers from before are back */
int rescue_fd(void);    /* readable when a signal came */
int rescue_next(void);  /* its number, 0: none */
bool rescue_interrupted(void); /* is there an INT among those that come? */

/* What to send and which modes to set before a fatal signal takes its way. */
void rescue_forget(void);
void rescue_add(const char *text); /* a terminfo string; its delays left out */
void rescue_arm(const struct termios *);
void rescue_disarm(void);

/* All of TEXT to standard output, past any buffer; safe in a handler. */
void rescue_write(const char *text, size_t n);

#endif
