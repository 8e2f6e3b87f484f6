/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clock.h: the time that passes on the screen. Nothing below the app reads a
 * clock: replaying is the same at any speed.
 */
#ifndef HEAPGLASS_CLOCK_H
#define HEAPGLASS_CLOCK_H

/* Seconds since some moment; never goes back. */
double clock_now(void);
/* Seconds of the processor that this process has had. */
double clock_own(void);

#endif
