/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * works.c: see works.h.
 */
#include "works.h"

#include "planfile.h"
#include "workload.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The longest request the default layout can serve: blocks are below 4 GiB. */
#define LONGEST (((size_t)1 << 32) - 64)

static size_t
half_the_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? (size_t)pages / 2 * (size_t)size : SIZE_MAX;
}

/* Why this plan is not for playing, or NULL. */
static const char *
objection(const struct plan *plan)
{
    if (plan->n_ops == 0)
        return "it has no operations";
    for (size_t i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].size > LONGEST)
            return "it asks for more than 4 GiB at once";
    if (plan->peak_live > half_the_memory())
        return "it needs more than half of this machine's memory";
    return NULL;
}

static bool
keep(struct lab *lab, const char *name, const struct plan *plan)
{
    char path[1024];
    int stem = (int)strcspn(name, ".");
    struct work *works =
        realloc(lab->works, (lab->n_works + 1) * sizeof *works);
    if (!works)
        return false;
    lab->works = works;
    struct work *work = &works[lab->n_works];
    snprintf(path, sizeof path, "%s/%03zu-%.*s.plan", lab->scratch,
             lab->n_works, stem, name);
    *work = (struct work){.plan = strdup(path),
                          .n_ops = plan->n_ops,
                          .peak_live = plan->peak_live};
    snprintf(work->name, sizeof work->name, "%.*s", (int)strcspn(name, "."),
             name);
    if (!work->plan)
        return false;
    lab->n_works++;
    return planfile_write(path, plan);
}

/* Takes over TRACE; NULL tells of ERR. */
static bool
add(struct lab *lab, const char *name, struct trace *trace,
    const struct error *err)
{
    struct plan *plan = trace ? plan_new(trace) : NULL;
    const char *why = plan ? objection(plan) : trace ? "no memory" : err->text;
    errno = 0;
    bool kept = !why && keep(lab, name, plan);
    if (why)
        lab_note(lab, "left out: %s: %s\n", name, why);
    else if (!kept)
        lab_note(lab, "left out: %s: %s\n", name, strerror(errno));
    plan_free(plan);
    trace_free(trace);
    return kept;
}

static void
add_files(struct lab *lab, const char *folder, const char *pattern)
{
    char path[1024];
    glob_t names;
    snprintf(path, sizeof path, "%s/%s", folder, pattern);
    if (glob(path, 0, NULL, &names) == 0)
        for (size_t i = 0; i < names.gl_pathc; i++) {
            const char *file = names.gl_pathv[i];
            const char *slash = strrchr(file, '/');
            struct error err = {0};
            struct trace *trace = trace_read(file, &err);
            (void)add(lab, slash ? slash + 1 : file, trace, &err);
        }
    globfree(&names);
}

bool
works_folder(struct lab *lab, const char *folder)
{
    size_t before = lab->n_works;
    add_files(lab, folder, "*.rep");
    add_files(lab, folder, "*.script");
    return lab->n_works > before;
}

bool
works_own(struct lab *lab, const char *demos)
{
    struct error none = {.text = "no memory"};
    size_t before = lab->n_works;
    add_files(lab, demos, "*.rep");
    for (size_t i = 0; workload_name(i); i++)
        (void)add(lab, workload_name(i), workload_new(i), &none);
    return lab->n_works > before;
}

void
works_done(struct lab *lab, bool keep_files)
{
    for (size_t i = 0; i < lab->n_works; i++) {
        if (!keep_files)
            (void)unlink(lab->works[i].plan);
        free(lab->works[i].plan);
    }
    free(lab->works);
    lab->works = NULL;
    lab->n_works = 0;
}
