/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * interrupt.c: see interrupt.h. The handler goes when it has been called, so
 * that whatever does not look at the flag can still be ended.
 */
#include "app/interrupt.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t asked;
static struct sigaction before;

static void
on_interrupt(int number)
{
    (void)number;
    asked = 1;
}

void
interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = on_interrupt,
                               .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    asked = 0;
    (void)sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        (void)sigaction(SIGINT, &action, NULL);
}

void
interrupt_unwatch(void)
{
    (void)sigaction(SIGINT, &before, NULL);
}

bool
interrupt_asked(void)
{
    return asked != 0;
}
