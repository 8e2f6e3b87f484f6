/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clock.h: nanoseconds since some moment; and of this process alone.
 */
#ifndef HEAPGLASS_BENCH_CLOCK_H
#define HEAPGLASS_BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t
clock_ns_of(clockid_t id)
{
    struct timespec t;
    (void)clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline uint64_t
clock_ns(void)
{
    return clock_ns_of(CLOCK_MONOTONIC);
}

/* Leaves out the moments that others had the processor; but it is a system
 * call, for what takes 0.05 ms or more. */
static inline uint64_t
clock_own_ns(void)
{
    return clock_ns_of(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
