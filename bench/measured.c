/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measured.c: see measured.h. A file of its own, so that no caller sees it.
 */
#include "measured.h"

__attribute__((noinline)) void
measured(const struct plan *plan, const struct subject *s, void **slots)
{
    replay_run(plan, s, slots);
    __asm__ volatile(""); /* no tail call: the return must come back here */
}
