/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lab.h: what the parts of `make bench` share: who takes part, what is
 * played, how often, and where results go.
 */
#ifndef HEAPGLASS_BENCH_LAB_H
#define HEAPGLASS_BENCH_LAB_H

#include "spawn.h"

#include "repl/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* An allocator that takes part. */
struct rival {
    const char *name;       /* "segregated", "glibc-flat", "mimalloc" */
    const char *head;       /* at most 6 letters, over a column */
    const char *contestant; /* see contestant.h */
    char preload[512];      /* the library's path; empty: none */
    bool ours;
    bool curve_only; /* too slow for whole traces: in the curve alone */
};

struct work {
    char name[64]; /* without ".rep" */
    char *plan;    /* path of its plan file */
    size_t n_ops, peak_live;
};

enum { MAX_RIVALS = 16, MAX_ROUNDS = 31 };

struct lab {
    struct rival rivals[MAX_RIVALS];
    size_t n_rivals;
    struct work *works;
    size_t n_works;
    char *programs; /* folder of the measuring programs */
    char *scratch;  /* folder for plan files, ours */
    size_t rounds;
    double ms;          /* a measurement lasts so long at least */
    size_t most_blocks; /* the curve's last point */
    FILE *text, *json;  /* NULL: not wanted */
    bool progress;
};

enum { LAB_ARGS = 5 };

/* --- running ---------------------------------------------------------------*/
/* PROGRAM of the lab's folder with the arguments that are not NULL, under
 * RIVAL's preload (NULL: none). */
bool lab_run(const struct lab *, const char *program, const struct rival *,
             const char *const args[LAB_ARGS], struct answer *);
/* "speed 3/40": over the last one, on a terminal. NULL wipes it. */
void lab_progress(const struct lab *, const char *part, size_t i, size_t n);

/* --- figures ---------------------------------------------------------------*/
double median(double *values, size_t n); /* sorts them; 0 of none */

/* --- paper -----------------------------------------------------------------*/
void lab_say(const struct lab *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What must be read even when only JSON is wanted: then on stderr. */
void lab_note(const struct lab *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number in WIDTH columns with three digits or more: "9.87" "45.1" "12345";
 * a negative one is unknown: "-". */
void lab_cell(const struct lab *, int width, double value);
/* Opens an object {"part":PART, ...}; the caller adds and hands it back. */
struct text record_open(const char *part);
void record_number(struct text *, const char *key, double value); /* <0: null */
void record_close(const struct lab *, struct text *);

/* --- the parts -------------------------------------------------------------*/
void part_speed(struct lab *);
void part_curve(struct lab *);
void part_latency(struct lab *);
void part_look(struct lab *);
void part_time(struct lab *);

#endif
