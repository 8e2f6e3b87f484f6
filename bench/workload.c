/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * workload.c: see workload.h. Each is some 10^5 operations, so that one play
 * takes some milliseconds, and frees what it allocates.
 */
#include "workload.h"

#include "trace/generate.h"

static const struct {
    struct generate_config config;
    const char *what;
} workloads[] = {
    {{.kind = "exponential", .ops = 160000, .live = 20000, .mean = 88},
     "20,000 blocks of 16 B to 4 KiB, random ones replaced"},
    {{.kind = "uniform", .ops = 130000, .live = 5000},
     "5,000 blocks of 1 B to 2 KiB, random ones replaced"},
    {{.kind = "bimodal", .ops = 130000, .live = 5000},
     "5,000 blocks, nine small to one of 2 to 16 KiB, replaced"},
    {{.kind = "realloc", .ops = 122000, .live = 1064},
     "66 buffers appended to, up to 64 KiB, among small blocks"},
    {{.kind = "ramp", .ops = 180000, .live = 15000},
     "up to 15,000 blocks, plateau, down; thrice, growing sizes"},
    {{.kind = "fifo", .ops = 160000, .live = 4000},
     "a queue of up to 4,000 messages"},
    {{.kind = "lifo", .ops = 160000, .live = 2000},
     "a stack of blocks of 16 to 256 B"},
};

enum { N_WORKLOADS = sizeof workloads / sizeof *workloads };

const char *
workload_name(size_t i)
{
    return i < N_WORKLOADS ? workloads[i].config.kind : NULL;
}

const char *
workload_what(size_t i)
{
    return i < N_WORKLOADS ? workloads[i].what : NULL;
}

struct trace *
workload_new(size_t i)
{
    struct generate_config config = workloads[i].config;
    config.seed = i + 1;
    return generate_trace(&config, NULL);
}
