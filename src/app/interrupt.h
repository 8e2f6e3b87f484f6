/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interrupt.h: Ctrl-C in line mode. While commands run, the first one asks them
 * to stop and the second ends the program; while none run, the first one does.
 */
#ifndef HEAPGLASS_INTERRUPT_H
#define HEAPGLASS_INTERRUPT_H

#include <stdbool.h>

/* Commands run from here on; nobody has asked so far. */
void interrupt_watch(void);
void interrupt_unwatch(void);
/* Has it been pressed since they run? True until the next interrupt_watch. */
bool interrupt_asked(void);

#endif
