/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * property.c: random operations against the shadow model, over every policy
 * with every choice, hardened and not. Each combination runs in a process of
 * its own, so that a crash or an endless loop is a failure like any other.
 *
 *     property [--ops N] [--seed S] [-p POLICY] [--small N]
 *
 * -p takes a name ("explicit": all its choices) or one written policy
 * ("explicit:fifo,best"). The heap is compared with the model after every
 * operation while it has at most --small blocks, else after every 64th;
 * --small is 1000 (every operation, in practice) up to 20,000 operations and
 * 32 for the long runs, unless given. A heap lives for 2,000 operations.
 * --one: only the first combination that -p names, hardened if it says
 * `--one hardened`; in this process, for a debugger.
 */
#include "shadow.h"

#include "support/policies.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIFE = 2000, EVERY = 64, THOROUGH = 16, SECONDS = 900 };

struct options {
    size_t ops, small;
    uint64_t seed;
    const char *policy; /* NULL: all */
    bool written;       /* -p had choices: that one policy only */
    char canonical[POLICY_TEXT];
    const char *one;    /* NULL: all that match */
};

/* For the signal handler: what is going on. */
static struct shadow *running;
static volatile size_t running_op;
static char running_name[POLICY_TEXT + 16];

static void
on_signal(int number)
{
    printf("FAIL %s: %s in operation %zu: %s\n", running_name,
           number == SIGALRM ? "no end" : strsignal(number), running_op,
           running ? running->last : "");
    (void)fflush(stdout);
    _exit(1);
}

static void
catch_signals(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
                                  SIGALRM};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)signal(numbers[i], on_signal);
    }
    alarm(SECONDS);
}

/* The same for a combination whether it runs alone or among others. */
static uint64_t
seed_of(const struct options *o)
{
    uint64_t seed = o->seed;
    for (const char *c = running_name; *c; c++) {
        seed = seed * 1099511628211u + (unsigned char)*c;
    }
    return seed;
}

static bool
run_life(const struct options *o, struct shadow *s, size_t from, size_t to)
{
    struct heap_figures f = {0};
    for (size_t op = from; op < to; op++) {
        running_op = op;
        if (!shadow_step(s)) {
            return false;
        }
        bool due = op % EVERY == 0 || op + 1 == to;
        if (s->hardened && !due) {
            heap_get_figures(s->heap, &f);
        }
        size_t blocks = s->hardened ? f.used_blocks + f.free_blocks
                                    : 2 * s->n_live;
        if ((due || blocks <= o->small) &&
            !shadow_compare(s, op % THOROUGH == 0)) {
            return false;
        }
    }
    return true;
}

static bool
run_combination(const struct options *o, struct heap_config *config)
{
    static const size_t limits[] = {0, 0, 1 << 20, 64 << 10, 4096};
    static struct shadow shadow;
    struct random random = {seed_of(o)};
    for (size_t op = 0; op < o->ops; op += LIFE) {
        size_t to = op + LIFE < o->ops ? op + LIFE : o->ops;
        config->limit = limits[random_below(&random, 5)];
        if (!shadow_init(&shadow, config, random_next(&random))) {
            printf("FAIL %s: no address space\n", running_name);
            return false;
        }
        running = &shadow;
        if (!run_life(o, &shadow, op, to)) {
            printf("FAIL %s: operation %zu, %s: %s\n", running_name,
                   running_op, shadow.last, shadow.wrong);
            return false;
        }
        shadow_done(&shadow);
    }
    return true;
}

static bool
run_apart(const struct options *o, struct heap_config *config)
{
    int status = 0;
    (void)fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        catch_signals();
        bool ok = run_combination(o, config);
        (void)fflush(stdout);
        _exit(ok ? 0 : 1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        printf("FAIL %s: cannot fork\n", running_name);
        return false;
    }
    if (WIFSIGNALED(status)) {
        printf("FAIL %s: %s\n", running_name, strsignal(WTERMSIG(status)));
    }
    if (status != 0) {
        printf("  again: property --ops %zu --seed %llu --small %zu -p %s"
               " --one %s\n",
               o->ops, (unsigned long long)o->seed, o->small, o->policy,
               config->hardened ? "hardened" : "plain");
    }
    return status == 0;
}

static bool
matches(const struct options *o, const char *name)
{
    size_t n = o->policy ? strlen(o->policy) : 0;
    if (!o->policy || strcmp(o->policy, name) == 0) {
        return true;
    }
    return !o->one && !o->written &&
           strncmp(o->policy, name, n) == 0 && (!name[n] || name[n] == ':');
}

static void
run_all(const struct options *given, size_t *passed, size_t *failed)
{
    for (size_t i = 0; i < (size_t)N_POLICIES * 2; i++) {
        struct options o = *given;
        struct heap_config config = {.policy = policy_nth(i / 2),
                                     .hardened = i % 2 == 0};
        char name[POLICY_TEXT];
        policy_format(&config.policy, name);
        if (!matches(&o, name) ||
            (o.one && strcmp(o.one, config.hardened ? "hardened" : "plain"))) {
            continue;
        }
        (void)snprintf(running_name, sizeof running_name, "%s %s", name,
                       config.hardened ? "hardened" : "plain");
        o.policy = name;
        bool ok = o.one ? run_combination(&o, &config) : run_apart(&o, &config);
        ++*(ok ? passed : failed);
    }
}

/* Choices may be written in any order, and the usual ones too. */
static bool
read_policy(struct options *o, const char *text)
{
    struct policy policy;
    struct error err;
    o->policy = text;
    o->written = strchr(text, ':') != NULL;
    if (o->written) {
        if (!policy_parse(text, &policy, &err)) {
            (void)fprintf(stderr, "property: %s\n", err.text);
            return false;
        }
        policy_format(&policy, o->canonical);
        o->policy = o->canonical;
    }
    return true;
}

static bool
read_options(int argc, char **argv, struct options *o)
{
    *o = (struct options){.ops = 3000, .seed = 1};
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--ops") == 0) {
            o->ops = strtoull(value, NULL, 0);
        } else if (strcmp(argv[i], "--seed") == 0) {
            o->seed = strtoull(value, NULL, 0);
        } else if (strcmp(argv[i], "--small") == 0) {
            o->small = strtoull(value, NULL, 0);
        } else if (strcmp(argv[i], "-p") == 0) {
            if (!read_policy(o, value)) {
                return false;
            }
        } else if (strcmp(argv[i], "--one") == 0) {
            o->one = value;
        } else {
            return false;
        }
    }
    if (!o->small) {
        o->small = o->ops > 20000 ? 32 : 1000;
    }
    return argc % 2 == 1 && o->ops > 0;
}

int
main(int argc, char **argv)
{
    struct options o;
    size_t passed = 0, failed = 0;
    if (!read_options(argc, argv, &o)) {
        (void)fprintf(stderr, "usage: property [--ops N] [--seed S]"
                              " [-p POLICY] [--small N] [--one KIND]\n");
        return 2;
    }
    run_all(&o, &passed, &failed);
    if (passed + failed == 0) {
        (void)fprintf(stderr, "property: no policy is called %s\n", o.policy);
        return 2;
    }
    printf("seed %llu, %zu operations a combination\n",
           (unsigned long long)o.seed, o.ops);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed != 0;
}
