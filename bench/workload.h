/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * workload.h: the benchmarks' own traces, made from a seed: patterns that
 * allocators are known to differ in.
 */
#ifndef HEAPGLASS_BENCH_WORKLOAD_H
#define HEAPGLASS_BENCH_WORKLOAD_H

#include "trace/trace.h"

/* "exponential", "realloc", ...; NULL past the end. */
const char *workload_name(size_t i);
const char *workload_what(size_t i); /* one line about it */
/* Caller owns the result; trace_free. NULL: no memory. */
struct trace *workload_new(size_t i);

#endif
