/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_golden.c: whole screens of the program, text and looks, in terminals
 * with 256 colours, 8 and none, and without UTF-8, as libvterm shows them;
 * compared with goldens/NAME-COLSxROWS.txt. GOLDEN=record writes those anew,
 * and GOLDEN_ONLY=NAME looks at one scene alone.
 *
 * Everything a scene types is typed at once; then the screen has a while to
 * become the recorded one. Nothing waits for a time to pass, except recording.
 */
#include "picture.h"
#include "scenes.h"
#include "vt.h"

#include "support/cmocka_all.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEADLINE = 6000, QUIET = 400, MOST_KINDS = 4, PATH = 160 };

/* --- terminals -------------------------------------------------------------*/
struct kind {
    const char *name, *term, *locale;
};

static const struct kind kinds[MOST_KINDS] = {
    {"256 colours", "xterm-256color", "C.UTF-8"},
    {"8 colours", "xterm", "C.UTF-8"},
    {"no colours", "vt100", "C.UTF-8"},
    {"ASCII", "xterm-256color", "C"},
};

struct size {
    int cols, rows;
    size_t n_kinds; /* the first of the table */
    bool main_only; /* for the main scenes */
};

static const struct size sizes[] = {
    {120, 40, 4, false},
    {80, 24, 1, false},
    {40, 10, 1, true},
    {200, 60, 1, true},
};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

/* --- one file --------------------------------------------------------------*/
struct look_at {
    const struct scene_of *scene;
    const struct size *size;
    struct vt *terminals[MOST_KINDS];
    char path[PATH];
    char *recorded; /* the file's text; NULL: there is none */
    char *first;    /* the first terminal's text, which others often have */
    char *now;      /* the last screen looked at, as the file has it */
    size_t kind;
};

static bool
is_recording(void)
{
    const char *golden = getenv("GOLDEN");

    return golden && strcmp(golden, "record") == 0;
}

/* The whole file, malloc'd; NULL: it cannot be read. */
static char *
read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!file)
        return NULL;
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    (void)fclose(file);
    return text;
}

/* The screen of the present kind as a part of the file. */
static char *
take_part(struct look_at *look)
{
    struct picture picture;
    char *part = NULL;
    size_t size;
    FILE *file = open_memstream(&part, &size);
    bool same;

    assert_non_null(file);
    picture_take(&picture, look->terminals[look->kind]);
    same = look->kind > 0 && strcmp(picture.text, look->first) == 0;
    (void)fprintf(file, "=== %s%s\n", kinds[look->kind].name,
                  same ? ", the same text" : "");
    if (!same)
        (void)fputs(picture.text, file);
    (void)fprintf(file, "--- looks\n%s", picture.looks);
    (void)fclose(file);
    if (look->kind == 0) {
        free(look->first);
        look->first = strdup(picture.text);
    }
    picture_done(&picture);
    return part;
}

static bool
is_recorded(struct vt *vt, void *context)
{
    struct look_at *look = context;
    const char *at;
    size_t n;

    (void)vt;
    free(look->now);
    look->now = take_part(look);
    if (!look->recorded)
        return false;
    n = strlen(look->now);
    at = strstr(look->recorded, look->now);
    return at && (at[n] == '\0' || strncmp(at + n, "=== ", 4) == 0);
}

/* What is to be typed, and waited for on the way. */
static void
type_all(struct vt *vt, const char *bytes)
{
    char text[400];

    while (*bytes != '\0') {
        size_t n = strcspn(bytes, "\a");

        (void)snprintf(text, sizeof text, "%.*s", (int)n, bytes);
        vt_type(vt, text);
        bytes += n;
        if (*bytes != '\a')
            return;
        n = strcspn(++bytes, "\a");
        (void)snprintf(text, sizeof text, "%.*s", (int)n, bytes);
        assert_true(vt_wait_text(vt, text));
        bytes += n + 1;
    }
}

static void
type(struct look_at *look)
{
    const struct scene_of *scene = look->scene;

    for (size_t i = 0; i < look->size->n_kinds; i++) {
        struct vt_config config = {.term = kinds[i].term,
                                   .locale = kinds[i].locale,
                                   .rows = look->size->rows,
                                   .cols = look->size->cols};

        look->terminals[i] = vt_start(&config);
    }
    for (size_t i = 0; i < look->size->n_kinds; i++) {
        assert_true(vt_wait_text(look->terminals[i], "> "));
        type_all(look->terminals[i], scene->type);
    }
}

/* What differs, from diff itself. */
static void
print_difference(const struct look_at *look)
{
    char path[] = "/tmp/heapglass-golden-XXXXXX", command[400];
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

    if (!file)
        return;
    (void)fprintf(file, "%s", look->now);
    (void)fclose(file);
    (void)fprintf(stderr, "# %s, %s:\n", look->path, kinds[look->kind].name);
    (void)snprintf(command, sizeof command,
                   "sed -n '/^=== %s/,/^=== /p' %s 2>/dev/null | "
                   "diff -u --label recorded - --label now %s | head -60 >&2",
                   kinds[look->kind].name, look->path, path);
    (void)!system(command); /* it prints */
    (void)remove(path);
}

/* False: a screen is not the recorded one. */
static bool
compare(struct look_at *look)
{
    bool good = true;

    look->recorded = read_file(look->path);
    for (look->kind = 0; look->kind < look->size->n_kinds; look->kind++) {
        if (!vt_try(look->terminals[look->kind], is_recorded, look, DEADLINE)) {
            print_difference(look);
            good = false;
        }
    }
    return good;
}

static bool
record(struct look_at *look)
{
    FILE *file = fopen(look->path, "w");

    if (!file)
        return false;
    for (look->kind = 0; look->kind < look->size->n_kinds; look->kind++) {
        char *part;

        vt_wait_quiet(look->terminals[look->kind],
                      look->kind == 0 ? QUIET : QUIET / 4);
        part = take_part(look);
        (void)fputs(part, file);
        free(part);
    }
    return fclose(file) == 0;
}

static bool
look_at(const struct scene_of *scene, const struct size *size)
{
    struct look_at look = {.scene = scene, .size = size};
    bool good;

    (void)snprintf(look.path, sizeof look.path,
                   "tests/screens/goldens/%s-%dx%d.txt", scene->name,
                   size->cols, size->rows);
    type(&look);
    good = is_recording() ? record(&look) : compare(&look);
    for (size_t i = 0; i < size->n_kinds; i++)
        vt_end(look.terminals[i]);
    free(look.recorded);
    free(look.first);
    free(look.now);
    return good;
}

/* --- tests -----------------------------------------------------------------*/
static bool
is_wanted(const struct scene_of *scene, const struct size *size)
{
    const char *only = getenv("GOLDEN_ONLY");

    if (size->main_only && !(scene->flags & SCENE_MAIN))
        return false;
    return !only || strcmp(only, scene->name) == 0;
}

static void
test_size(void **state)
{
    const struct size *size = *state;
    const struct scene_of *scene;
    size_t n = 0, n_wrong = 0;

    for (size_t i = 0; (scene = scene_of(i)) != NULL; i++) {
        if (!is_wanted(scene, size))
            continue;
        n += size->n_kinds;
        n_wrong += !look_at(scene, size);
    }
    print_message("# %dx%d: %zu screens\n", size->cols, size->rows, n);
    assert_int_equal(n_wrong, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[N_SIZES] = {
        {"test_120x40", test_size, NULL, NULL, (void *)(uintptr_t)&sizes[0]},
        {"test_80x24", test_size, NULL, NULL, (void *)(uintptr_t)&sizes[1]},
        {"test_40x10", test_size, NULL, NULL, (void *)(uintptr_t)&sizes[2]},
        {"test_200x60", test_size, NULL, NULL, (void *)(uintptr_t)&sizes[3]},
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
