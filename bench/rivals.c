/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rivals.c: see rivals.h.
 */
#include "rivals.h"

#include "allocator/policy.h"

#include <glob.h>
#include <string.h>

/* A new policy gets a line here; one that this build does not know is passed
 * over. */
static const struct rival ours[] = {
    {.name = "segregated", .head = "segreg", .ours = true},
    {.name = "tlsf", .head = "tlsf", .ours = true},
    {.name = "buddy", .head = "buddy", .ours = true},
    {.name = "explicit", .head = "explic", .ours = true},
    {.name = "explicit:address", .head = "addr", .curve_only = true},
    {.name = "implicit", .head = "implic", .curve_only = true},
};

static const struct {
    const char *name, *head, *contestant, *library, *package;
} theirs[] = {
    {"glibc", "glibc", "malloc", NULL, NULL},
    {"glibc-flat", "glibc*", "malloc+flat", NULL, NULL},
    {"mimalloc", "mimall", "malloc", "libmimalloc.so.[0-9]*", "libmimalloc2.0"},
    {"jemalloc", "jemall", "malloc", "libjemalloc.so.[0-9]*", "libjemalloc2"},
    {"tcmalloc", "tcmall", "malloc", "libtcmalloc_minimal.so.[0-9]*",
     "libtcmalloc-minimal4"},
};

enum {
    N_OURS = sizeof ours / sizeof *ours,
    N_THEIRS = sizeof theirs / sizeof *theirs
};

/* Is NAME one of the words of ONLY? */
static bool
is_wanted(const char *only, const char *name)
{
    size_t n = strlen(name);
    if (!only)
        return true;
    for (const char *at = only; (at = strstr(at, name)) != NULL; at++) {
        bool starts = at == only || at[-1] == ',';
        if (starts && (at[n] == ',' || at[n] == '\0'))
            return true;
    }
    return false;
}

static bool
find_library(const char *pattern, char *path, size_t size)
{
    static const char *const folders[] = {"/usr/local/lib", "/usr/lib/*-*-*",
                                          "/usr/lib64", "/usr/lib"};
    bool found = false;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++) {
        glob_t names;
        snprintf(path, size, "%s/%s", folders[i], pattern);
        if (glob(path, 0, NULL, &names) == 0 && names.gl_pathc > 0) {
            snprintf(path, size, "%s", names.gl_pathv[0]);
            found = true;
        }
        globfree(&names);
    }
    return found;
}

static void
add(struct lab *lab, const struct rival *rival)
{
    if (lab->n_rivals < MAX_RIVALS)
        lab->rivals[lab->n_rivals++] = *rival;
}

static void
add_theirs(struct lab *lab, size_t i)
{
    struct rival rival = {.name = theirs[i].name,
                          .head = theirs[i].head,
                          .contestant = theirs[i].contestant};
    if (theirs[i].library &&
        !find_library(theirs[i].library, rival.preload, sizeof rival.preload)) {
        lab_note(lab, "%s is not here: apt-get install %s\n", theirs[i].name,
                 theirs[i].package);
        return;
    }
    add(lab, &rival);
}

static bool
check_words(const char *only, struct error *err)
{
    char word[64];
    for (const char *at = only; at && *at; at += strspn(at, ",")) {
        size_t n = strcspn(at, ",");
        bool known = false;
        snprintf(word, sizeof word, "%.*s", (int)n, at);
        at += n;
        for (size_t i = 0; i < N_OURS; i++)
            known = known || strcmp(ours[i].name, word) == 0;
        for (size_t i = 0; i < N_THEIRS; i++)
            known = known || strcmp(theirs[i].name, word) == 0;
        if (!known)
            return error_set(err, "rival",
                             "\"%s\" takes no part; those that do: "
                             "segregated, tlsf, buddy, explicit, "
                             "explicit:address, implicit, glibc, glibc-flat, "
                             "mimalloc, jemalloc, tcmalloc.",
                             word);
    }
    return true;
}

bool
rivals_find(struct lab *lab, const char *only, struct error *err)
{
    if (!check_words(only, err))
        return false;
    for (size_t i = 0; i < N_OURS; i++) {
        struct rival rival = ours[i];
        struct policy policy;
        rival.contestant = rival.name;
        /* whoever is asked for by name plays everything */
        rival.curve_only = rival.curve_only && !only;
        rival.ours = true;
        if (is_wanted(only, rival.name) &&
            policy_parse(rival.name, &policy, NULL))
            add(lab, &rival);
    }
    for (size_t i = 0; i < N_THEIRS; i++)
        if (is_wanted(only, theirs[i].name))
            add_theirs(lab, i);
    return true;
}
