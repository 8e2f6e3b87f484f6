/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_trace_write.c: traces into files and back: what is written can be played
 * by any driver, its header is right, and a failed save leaves what was there.
 */
#include "score/plan.h"
#include "trace/generate.h"
#include "trace/random.h"
#include "trace/trace_write.h"

#include "support/cmocka_all.h"
#include "support/legal.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char folder[64];
    char path[80]; /* a file in it, not there yet */
};

static int
set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    strcpy(f->folder, "/tmp/heapglass-write-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/t.rep", f->folder);
    *state = f;
    return 0;
}

static size_t
count_files(const char *folder)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        n += entry->d_name[0] != '.';
    closedir(dir);
    return n;
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;
    remove(f->path);
    assert_int_equal(count_files(f->folder), 0); /* nothing is left behind */
    rmdir(f->folder);
    free(f);
    return 0;
}

static struct trace *
parse(const char *text)
{
    struct trace *trace = trace_parse("t.rep", text, strlen(text), NULL);
    assert_non_null(trace);
    return trace;
}

static char *
contents(const char *path)
{
    static char buf[4096];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    buf[fread(buf, 1, sizeof buf - 1, file)] = '\0';
    fclose(file);
    return buf;
}

static void
write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void
save(const struct trace *trace, const char *path)
{
    struct error err = {.name = ""};
    if (!trace_save(trace, path, &err))
        fail_msg("%s", err.text);
}

/* --- what is written -------------------------------------------------------*/
/* The file is legal, and its header's numbers are those of what follows. */
static struct trace *
read_back(const char *path)
{
    struct error err = {.name = ""};
    struct trace *trace = trace_read(path, &err);
    struct legal legal;
    char why[100];
    unsigned long long heap = 0, ids = 0, ops = 0, weight = 0;
    if (!trace)
        fail_msg("%s", err.text);
    if (!legal_play(trace, &legal, why))
        fail_msg("%s", why);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(
        fscanf(file, "%llu%llu%llu%llu", &heap, &ids, &ops, &weight), 4);
    fclose(file);
    assert_true(heap >= 100 && heap <= INT32_MAX);
    assert_int_equal(ids, legal.n_ids);
    assert_int_equal(ops, trace->n_ops);
    assert_int_equal(weight, 1);
    assert_int_equal(trace->n_missing, 0);
    return trace;
}

static void
generated_traces_come_back(void **state)
{
    struct fixture *f = *state;
    struct trace *model = parse("a 0 40\na 1 50\nr 0 60\nf 1\na 1 70\nf 0\n");
    for (size_t i = 0; generate_kind_get(i); i++)
        for (int end = GENERATE_USUAL; end <= GENERATE_KEEP; end++) {
            struct generate_config config = {.kind = generate_kind_name(i),
                                             .seed = 3,
                                             .ops = 3000,
                                             .end = (enum generate_end)end,
                                             .from = model};
            struct trace *made = generate_trace(&config, NULL);
            struct trace_cursor cursor;
            struct trace_op a, b;
            assert_non_null(made);
            save(made, f->path);
            struct trace *read = read_back(f->path);
            assert_int_equal(read->n_ops, made->n_ops);
            trace_seek(&cursor, made, 0);
            for (size_t j = 0; trace_next(&cursor, &a); j++) {
                b = trace_get(read, j);
                assert_int_equal(a.kind, b.kind);
                assert_int_equal(a.id, b.id);
                assert_true(a.size == b.size);
            }
            trace_free(read);
            trace_free(made);
        }
    trace_free(model);
}

static void
quirks_are_resolved(void **state)
{
    static const struct {
        const char *quirky, *plain;
    } cases[] = {
        {"a 0 512\nr 0 640\nf 0\n", "640\n1\n3\n1\na 0 512\nr 0 640\nf 0\n"},
        /* ids become dense, in order of appearance */
        {"a 77 1\na 5 2\nf 77\na 900000000000 3\nf 5\n",
         "100\n3\n5\n1\na 0 1\na 1 2\nf 0\na 2 3\nf 1\n"},
        /* nothing happens: free(NULL), by -1 or by an id never allocated */
        {"f -1\na 0 8\nf 9\nf 0\n", "100\n1\n2\n1\na 0 8\nf 0\n"},
        /* realloc(NULL), once out of reach */
        {"r -1 20\nr 4 30\nf 4\n", "100\n2\n3\n1\na 0 20\na 1 30\nf 1\n"},
        {"r 0 0\nr 0 5\n", "100\n1\n2\n1\na 0 0\nr 0 5\n"},
        /* realloc to 0 frees, and the id is NULL then */
        {"a 0 8\nr 0 0\nf 0\nr 0 9\nf 0\n",
         "100\n1\n4\n1\na 0 8\nf 0\na 0 9\nf 0\n"},
        /* the trace loses a block: it stays, under an id of its own */
        {"a 0 8\na 1 8\na 0 9\nf 0\nf 1\na 0 7\n",
         "100\n3\n6\n1\na 0 8\na 1 8\na 2 9\nf 2\nf 1\na 2 7\n"},
        /* freed twice, and resized after: mistakes, left out */
        {"a 0 8\nf 0\nf 0\nr 0 5\na 0 6\nf 0\n",
         "100\n1\n4\n1\na 0 8\nf 0\na 0 6\nf 0\n"},
        /* touches and threads */
        {"1\n3\n0 a 0 200\nw 0 1\n1 f 0\n", "200\n1\n2\n1\na 0 200\nf 0\n"},
        /* a hint larger than readers hold */
        {"a 0 9000000000\n", "2147483647\n1\n1\n1\na 0 9000000000\n"},
        {"f 3\n", "100\n0\n0\n1\n"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace *trace = parse(cases[i].quirky);
        save(trace, f->path);
        assert_string_equal(contents(f->path), cases[i].plain);
        if (i + 1 < sizeof cases / sizeof *cases) /* the last is no trace */
            trace_free(read_back(f->path));
        trace_free(trace);
    }
}

static struct trace *
any_trace(struct random *r)
{
    struct trace *trace = trace_new("any.rep");
    assert_non_null(trace);
    for (uint32_t i = 0; i < 60; i++) {
        static const int64_t ids[] = {-1, 0, 1, 2, 3, 61, 900, 1LL << 40};
        struct trace_op op = {.kind = (enum trace_kind)random_below(r, 3),
                              .line = i + 1,
                              .id = ids[random_below(r, 8)],
                              .size = random_below(r, 4) * 100};
        if (op.kind == TRACE_ALLOC && op.id < 0)
            op.id = 0;
        assert_true(trace_push(trace, &op));
    }
    return trace;
}

/* Whatever a trace does, what is saved does the same: the same bytes live at
 * the peak, and the same number of blocks is left. */
static void
any_trace_becomes_legal(void **state)
{
    struct fixture *f = *state;
    struct random r = random_from(1);
    for (int i = 0; i < 300; i++) {
        struct trace *trace = any_trace(&r);
        save(trace, f->path);
        struct trace *read = read_back(f->path);
        struct plan *a = plan_new(trace), *b = plan_new(read);
        assert_true(a && b);
        assert_int_equal(a->peak_live, b->peak_live);
        assert_int_equal(a->n_left, b->n_left);
        plan_free(a);
        plan_free(b);
        trace_free(read);
        trace_free(trace);
    }
}

/* As many ids as a hash table has to grow for, none of them small. */
static void
many_sparse_ids(void **state)
{
    enum { N = 20000 };
    struct fixture *f = *state;
    struct trace *trace = trace_new("sparse"), *read;
    struct legal legal;
    char why[100];
    assert_non_null(trace);
    for (int turn = 0; turn < 2; turn++)
        for (uint32_t i = 0; i < N; i++) {
            struct trace_op op = {.kind = turn ? TRACE_FREE : TRACE_ALLOC,
                                  .line = (uint32_t)trace->n_ops + 1,
                                  .id = (int64_t)i << 32,
                                  .size = i};
            assert_true(trace_push(trace, &op));
        }
    save(trace, f->path);
    read = read_back(f->path);
    assert_true(legal_play(read, &legal, why));
    assert_int_equal(legal.n_ids, N);
    assert_int_equal(legal.n_live, 0);
    assert_int_equal(trace_get(read, N - 1).id, N - 1);
    trace_free(read);
    trace_free(trace);
}

/* --- where -----------------------------------------------------------------*/
static void
replaces_a_file_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct trace *trace = parse("a 0 8\n");
    struct stat status;
    char link[96];
    snprintf(link, sizeof link, "%s/link", f->folder);
    write_text(f->path, "before");
    assert_int_equal(chmod(f->path, 0640), 0);
    assert_int_equal(symlink("t.rep", link), 0);
    save(trace, link);
    assert_string_equal(contents(f->path), "100\n1\n1\n1\na 0 8\n");
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    remove(link);
    trace_free(trace);
}

static void
assert_not_saved(const struct trace *trace, const char *path, const char *why)
{
    struct error err = {.name = ""};
    assert_false(trace_save(trace, path, &err));
    assert_string_equal(err.name, "file");
    assert_non_null(strstr(err.text, path));
    if (!strstr(err.text, why))
        fail_msg("\"%s\" lacks \"%s\"", err.text, why);
}

static void
refuses_places(void **state)
{
    struct fixture *f = *state;
    struct trace *trace = parse("a 0 8\n");
    char none[96];
    snprintf(none, sizeof none, "%s/no/t.rep", f->folder);
    assert_not_saved(trace, f->folder, "Is a directory");
    assert_not_saved(trace, none, "No such file or directory");
    if (access("/dev/full", W_OK) == 0)
        assert_not_saved(trace, "/dev/full", "No space left");
    save(trace, "/dev/null");
    if (geteuid() != 0) { /* root may write anywhere */
        write_text(f->path, "before");
        assert_int_equal(chmod(f->path, 0400), 0);
        assert_not_saved(trace, f->path, "Permission denied");
        assert_string_equal(contents(f->path), "before");
    }
    trace_free(trace);
}

/* The file system gives out in the middle. */
static void
failing_leaves_what_was_there(void **state)
{
    struct fixture *f = *state;
    struct generate_config config = {.kind = "uniform", .ops = 100000};
    struct trace *trace = generate_trace(&config, NULL);
    struct rlimit before, small;
    assert_non_null(trace);
    write_text(f->path, "before");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 10000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_not_saved(trace, f->path, "File too large");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_string_equal(contents(f->path), "before");
    assert_int_equal(count_files(f->folder), 1);
    trace_free(trace);
}

/* --- the writer by itself --------------------------------------------------*/
static void
counts_must_be_right(void **state)
{
    static const struct trace_counts wrong[] = {{.n_ids = 1, .n_ops = 1},
                                                {.n_ids = 2, .n_ops = 2},
                                                {.n_ids = 0, .n_ops = 2},
                                                {.n_ids = 1, .n_ops = 3}};
    struct fixture *f = *state;
    struct trace_op ops[] = {{.kind = TRACE_ALLOC, .size = 8},
                             {.kind = TRACE_FREE}};
    write_text(f->path, "before");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error err = {.name = ""};
        struct trace_writer writer;
        assert_true(trace_writer_open(&writer, f->path, &wrong[i], &err));
        assert_true(trace_writer_put(&writer, &ops[0]));
        assert_true(trace_writer_put(&writer, &ops[1]));
        assert_false(trace_writer_close(&writer, &err));
        assert_non_null(strstr(err.text, "but 1 and 2 came"));
        assert_string_equal(contents(f->path), "before");
        assert_int_equal(count_files(f->folder), 1);
    }
}

static void
can_be_given_up(void **state)
{
    struct fixture *f = *state;
    struct trace_counts counts = {.n_ids = 1, .n_ops = 1};
    struct trace_writer writer;
    struct trace_op op = {.kind = TRACE_ALLOC, .size = 8};
    assert_true(trace_writer_open(&writer, f->path, &counts, NULL));
    assert_true(trace_writer_put(&writer, &op));
    trace_writer_drop(&writer);
    assert_int_equal(count_files(f->folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(generated_traces_come_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(quirks_are_resolved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_trace_becomes_legal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(many_sparse_ids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replaces_a_file_as_it_was, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(refuses_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(failing_leaves_what_was_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(counts_must_be_right, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(can_be_given_up, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
