/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * driver.c: runs a fuzz target without libFuzzer, so that every compiler can.
 *
 *     fuzz_X [--runs N] [--seed S] [--from N] [FILE or DIRECTORY]...
 *
 * First each file as it is, then N inputs made from them (and from nothing)
 * by random changes. Run number and seed alone make the input. The runs take
 * place in a child process: a crash, or ten seconds over one input, is
 * reported with the options that repeat it. `--from N --runs N+1` is that one
 * run, in this process, for a debugger.
 */
#include "support/random.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_BYTES = 4096, MAX_FILES = 200, SECONDS = 10, PATH_SIZE = 1024 };

struct input {
    size_t size;
    uint8_t bytes[INPUT_BYTES];
    char path[PATH_SIZE];
};

struct corpus {
    size_t n;
    struct input *files[MAX_FILES];
};

static bool
corpus_add_file(struct corpus *c, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || c->n == MAX_FILES) {
        if (file) {
            (void)fclose(file);
        }
        return false;
    }
    struct input *in = calloc(1, sizeof *in);
    if (in) {
        in->size = fread(in->bytes, 1, INPUT_BYTES, file);
        (void)snprintf(in->path, PATH_SIZE, "%s", path);
        c->files[c->n++] = in;
    }
    (void)fclose(file);
    return in != NULL;
}

static int
by_path(const void *a, const void *b)
{
    const struct input *const *x = a, *const *y = b;
    return strcmp((*x)->path, (*y)->path);
}

/* A directory that is not there is an empty corpus. */
static void
corpus_add(struct corpus *c, const char *path)
{
    DIR *dir = opendir(path);
    if (!dir) {
        (void)corpus_add_file(c, path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char name[PATH_SIZE];
        if (entry->d_name[0] != '.') {
            (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
            (void)corpus_add_file(c, name);
        }
    }
    (void)closedir(dir);
    qsort(c->files, c->n, sizeof c->files[0], by_path);
}

/* --- inputs ----------------------------------------------------------------*/

static void
append_random(struct input *in, struct random *r, size_t n)
{
    while (n-- && in->size < INPUT_BYTES) {
        in->bytes[in->size++] = (uint8_t)random_next(r);
    }
}

static void
change_once(struct input *in, struct random *r, const struct corpus *c)
{
    size_t at = in->size ? random_below(r, in->size) : 0;
    size_t n = in->size ? 1 + random_below(r, in->size - at) : 0;
    switch (in->size ? random_below(r, 7) : 6) {
    case 0:
        in->bytes[at] ^= (uint8_t)(1u << random_below(r, 8));
        break;
    case 1:
        in->bytes[at] = (uint8_t)random_next(r);
        break;
    case 2: /* a byte that parsers look for */
        in->bytes[at] = (uint8_t) "\n\t ;#:,-+0x9\x1b\xff\x80"[random_below(r, 16)];
        break;
    case 3: /* cut a piece out */
        memmove(in->bytes + at, in->bytes + at + n, in->size - at - n);
        in->size -= n;
        break;
    case 4: /* say a piece again */
        n = n < INPUT_BYTES - in->size ? n : INPUT_BYTES - in->size;
        memmove(in->bytes + at + n, in->bytes + at, in->size - at);
        in->size += n;
        break;
    case 5: /* a piece of another file */
        if (c->n) {
            const struct input *other = c->files[random_below(r, c->n)];
            n = other->size < in->size - at ? other->size : in->size - at;
            memcpy(in->bytes + at, other->bytes, n);
        }
        break;
    default:
        append_random(in, r, 1 + random_below(r, 64));
    }
}

static void
make_input(struct input *in, const struct corpus *c, uint64_t seed, size_t run)
{
    struct random r = {seed * 0x2545f4914f6cdd1du + run};
    size_t pick = random_below(&r, c->n + 1);
    in->size = 0;
    if (run < c->n) {
        *in = *c->files[run];
        return;
    }
    if (pick < c->n) {
        *in = *c->files[pick];
    } else {
        append_random(in, &r, random_below(&r, 600));
    }
    for (size_t i = 1 + random_below(&r, 8); i-- > 0;) {
        change_once(in, &r, c);
    }
}

static void
run_one(const struct corpus *c, uint64_t seed, size_t run)
{
    static struct input in;
    make_input(&in, c, seed, run);
    /* A copy of just this size: reading beyond it is an error. */
    uint8_t *exact = malloc(in.size ? in.size : 1);
    if (exact) {
        memcpy(exact, in.bytes, in.size);
        (void)LLVMFuzzerTestOneInput(exact, in.size);
    }
    free(exact);
}

/* --- running ---------------------------------------------------------------*/

struct options {
    size_t runs, from;
    bool here; /* --from was given */
    uint64_t seed;
    const char *program;
};

static bool
run_apart(const struct options *o, const struct corpus *c)
{
    volatile size_t *run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE,
                                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    if ((void *)run == MAP_FAILED) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        for (*run = 0; *run < o->runs + c->n; ++*run) {
            alarm(SECONDS);
            run_one(c, o->seed, *run);
        }
        exit(0); /* leaks are looked for here */
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return false;
    }
    if (status != 0) {
        printf("FAIL run %zu%s%s, %s; again: %s --seed %llu --from %zu"
               " --runs %zu (and the corpus)\n",
               *run, *run < c->n ? ", " : "",
               *run < c->n ? c->files[*run]->path : "",
               WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit",
               o->program, (unsigned long long)o->seed, *run, *run + 1);
    }
    return status == 0;
}

int
main(int argc, char **argv)
{
    static struct corpus corpus;
    struct options o = {.runs = 1000, .seed = 1, .program = argv[0]};
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        size_t value = strtoull(argv[i + 1], NULL, 0);
        if (strcmp(argv[i], "--runs") == 0) {
            o.runs = value;
        } else if (strcmp(argv[i], "--seed") == 0) {
            o.seed = value;
        } else if (strcmp(argv[i], "--from") == 0) {
            o.from = value;
            o.here = true;
        } else {
            (void)fprintf(stderr, "%s: unknown option %s\n", argv[0], argv[i]);
            return 2;
        }
    }
    for (; i < argc; i++) {
        corpus_add(&corpus, argv[i]);
    }
    if (o.here) {
        for (size_t run = o.from; run < o.runs; run++) {
            run_one(&corpus, o.seed, run);
        }
        return 0;
    }
    bool ok = run_apart(&o, &corpus);
    printf("%zu files, %zu runs, seed %llu\n%d passed, %d failed\n", corpus.n,
           o.runs, (unsigned long long)o.seed, ok, !ok);
    while (corpus.n) {
        free(corpus.files[--corpus.n]);
    }
    return !ok;
}
