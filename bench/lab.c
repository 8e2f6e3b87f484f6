/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lab.c: see lab.h.
 */
#include "lab.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool
lab_run(const struct lab *lab, const char *program, const struct rival *rival,
        const char *const args[LAB_ARGS], struct answer *answer)
{
    char path[1024];
    const char *argv[LAB_ARGS + 2] = {path};
    for (size_t i = 0; i < LAB_ARGS; i++)
        argv[i + 1] = args[i];
    snprintf(path, sizeof path, "%s/%s", lab->programs, program);
    bool preload = rival && rival->preload[0];
    return spawn_run(argv, preload ? rival->preload : NULL, answer);
}

void
lab_progress(const struct lab *lab, const char *part, size_t i, size_t n)
{
    if (!lab->progress)
        return;
    if (part)
        fprintf(stderr, "\r\033[K%s %zu/%zu", part, i, n);
    else
        fprintf(stderr, "\r\033[K");
    fflush(stderr);
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double
median(double *values, size_t n)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, by_value);
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

void
lab_say(const struct lab *lab, const char *format, ...)
{
    va_list args;
    if (!lab->text)
        return;
    va_start(args, format);
    vfprintf(lab->text, format, args);
    va_end(args);
}

void
lab_note(const struct lab *lab, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(lab->text ? lab->text : stderr, format, args);
    va_end(args);
}

void
lab_cell(const struct lab *lab, int width, double value)
{
    int digits = value < 10 ? 2 : value < 100 ? 1 : 0;
    if (value < 0)
        lab_say(lab, "%*s", width, "-");
    else
        lab_say(lab, "%*.*f", width, digits, value);
}

struct text
record_open(const char *part)
{
    struct text text = {0};
    json_open(&text, NULL, '{');
    json_string(&text, "part", part);
    return text;
}

void
record_number(struct text *text, const char *key, double value)
{
    if (value < 0)
        json_null(text, key);
    else
        json_fraction(text, key, value);
}

void
record_close(const struct lab *lab, struct text *text)
{
    json_close(text, '}');
    if (lab->json)
        fprintf(lab->json, "%s\n", text_get(text));
    text_done(text);
}
