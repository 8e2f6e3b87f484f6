/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contestant.h: a subject by its name. One of our policies:
 *     segregated, explicit:address, tlsf+hardened, segregated+observed
 * or the malloc of this process, which LD_PRELOAD decides:
 *     malloc            as it comes
 *     malloc+flat       glibc's without mmap and without giving memory back
 *     none              answers at once: what the loop around it costs
 *
 * All are played alike: what a trace leaves is freed, none is reset.
 */
#ifndef HEAPGLASS_BENCH_CONTESTANT_H
#define HEAPGLASS_BENCH_CONTESTANT_H

#include "score/plan.h"
#include "score/subject.h"

/* Caller owns the result and calls ->done. False: ERR says why. */
bool contestant_open(struct subject *, const char *name, struct error *err);
/* Both that a measuring process begins with: the plan in the file ARGV[1] and
 * the contestant ARGV[2]. False: told on stderr, after the program's NAME. */
bool contestant_begin(const char *name, char **argv, struct plan *,
                      void ***slots, struct subject *);

#endif
