/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_repl_line.c: readline fed with whole key sequences, without a terminal:
 * editing, history, search, completion, quoted insert, clearing.
 */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repl/line.h"
#include "repl/repl.h"

static struct session *session;
static struct repl *repl;
static char folder[] = "/tmp/heapglass-line-XXXXXX";

static void
start(void)
{
    struct session_config config = {.policy = policy_default()};
    struct repl_config screen = {.format = REPL_SCREEN};
    session = session_new(&config, NULL);
    repl = repl_new(session, &screen);
    assert_non_null(repl);
    line_start(repl);
}

static void
stop(void)
{
    line_stop();
    repl_free(repl);
    session_delete(session);
}

static int
set_up(void **state)
{
    (void)state;
    start();
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    stop();
    return 0;
}

static void
type(const char *text)
{
    for (; *text; text++) {
        line_feed(text, 1);
    }
}

/* Enter; the line must be WANT. */
static void
enter(const char *want)
{
    bool eof;
    char *got;
    line_feed("\r", 1);
    got = line_take(&eof);
    assert_false(eof);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
    assert_null(line_take(&eof));
    assert_true(line_is_empty());
}

static void
keys_edit_the_line(void **state)
{
    (void)state;
    assert_true(line_is_empty());
    type("aloc 100");
    assert_true(line_dirty());
    assert_false(line_dirty());
    assert_string_equal(line_text(), "aloc 100");
    assert_int_equal(line_cursor(), 8);
    line_feed("\001", 1); /* Ctrl-A */
    assert_int_equal(line_cursor(), 0);
    line_feed("\033[C", 3); /* right */
    type("l");
    assert_string_equal(line_text(), "alloc 100");
    line_feed("\033b", 2); /* Alt-b: a word back */
    assert_int_equal(line_cursor(), 0);
    line_feed("\005", 1);
    line_feed("\027", 1); /* Ctrl-W */
    type("64");
    line_feed("\303\251", 2);
    line_feed("\177", 1);
    enter("alloc 64");
}

static void
history_comes_back(void **state)
{
    (void)state;
    type("alloc 1");
    enter("alloc 1");
    type("alloc 2");
    enter("alloc 2");
    line_feed("\033[A", 3);
    line_feed("\033[A", 3);
    assert_string_equal(line_text(), "alloc 1");
    line_feed("\033[B", 3);
    enter("alloc 2");
    line_feed("\022", 1); /* Ctrl-R */
    assert_non_null(strstr(line_prompt(), "reverse-i-search"));
    assert_true(line_wants("\033[A", 3));
    type("c 1");
    assert_string_equal(line_text(), "alloc 1");
    assert_non_null(strstr(line_prompt(), "c 1"));
    enter("alloc 1");
    assert_string_equal(line_prompt(), "heapglass> ");
}

static void
clear_leaves_search_too(void **state)
{
    (void)state;
    type("something");
    line_clear();
    assert_true(line_is_empty());
    line_feed("\022", 1);
    type("all");
    line_clear();
    assert_true(line_is_empty());
    assert_string_equal(line_prompt(), "heapglass> ");
    type("step");
    enter("step");
}

static void
tab_completes(void **state)
{
    const char *const *popup;
    (void)state;
    type("all\t");
    assert_string_equal(line_text(), "alloc ");
    assert_null(line_popup());
    line_clear();
    type("st\t");
    assert_string_equal(line_text(), "st");
    popup = line_popup();
    assert_non_null(popup);
    assert_string_equal(popup[0], "step");
    assert_string_equal(popup[1], "stats");
    assert_null(popup[2]);
    type("a");
    assert_null(line_popup());
    type("\t");
    assert_string_equal(line_text(), "stats ");
    line_clear();
    type("new policy=imp\t");
    assert_string_equal(line_text(), "new policy=implicit ");
    line_clear();
    type("load dem\t");
    assert_string_equal(line_text(), "load demos/");
    type("ed\t");
    assert_string_equal(line_text(), "load demos/editor.rep ");
    line_clear();
    type("xyzzy \t\t");
    assert_string_equal(line_text(), "xyzzy ");
}

static void
wanted_keys(void **state)
{
    (void)state;
    assert_true(line_wants("a", 1));
    assert_true(line_wants("\303\251", 2));
    assert_true(line_wants("\033[A", 3));
    assert_true(line_wants("\033f", 2));
    assert_true(line_wants("\t", 1));
    assert_false(line_wants("\033", 1));
    assert_false(line_wants("\033[17~", 5));     /* F6 */
    assert_false(line_wants("\033[1;5Z", 6));    /* nothing */
    assert_false(line_wants("\033[<0;1;1M", 9)); /* a mouse report */
    line_feed("\026", 1); /* Ctrl-V takes the next key, whatever it is */
    assert_true(line_wants("\033", 1));
    line_feed("\002", 1);
    assert_string_equal(line_text(), "\002");
    assert_false(line_wants("\033[17~", 5));
    line_clear();
    line_feed("\030", 1); /* Ctrl-X waits for another */
    assert_true(line_wants("\033[17~", 5));
    line_clear();
}

static void
pasted_lines_become_one(void **state)
{
    (void)state;
    type("x");
    line_insert("alloc 1\nfree 1\r\n\talloc 2\n");
    assert_string_equal(line_text(), "xalloc 1; free 1;  alloc 2");
    line_clear();
}

static void
end_of_input(void **state)
{
    bool eof = false;
    (void)state;
    type("a");
    line_feed("\004", 1);
    assert_null(line_take(&eof));
    assert_false(eof);
    line_clear();
    line_feed("\004", 1);
    assert_null(line_take(&eof));
    assert_true(eof);
    type("alloc 3"); /* a host may go on all the same */
    enter("alloc 3");
}

static void
prompts(void **state)
{
    (void)state;
    type("all");
    line_set_prompt("repeat> ");
    assert_string_equal(line_prompt(), "repeat> ");
    assert_string_equal(line_text(), "all");
    line_set_prompt("heapglass> ");
    line_clear();
    assert_string_equal(line_prompt(), "heapglass> ");
}

static size_t
lines_in(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t n = 0;
    int c;
    assert_non_null(file);
    while ((c = getc(file)) != EOF) {
        n += c == '\n';
    }
    (void)fclose(file);
    return n;
}

static void
history_is_a_file(void **state)
{
    char path[200], line[32];
    struct stat status;
    (void)state;
    (void)snprintf(path, sizeof path, "%s/a/b", folder);
    (void)unsetenv("HEAPGLASS_HISTORY");
    (void)setenv("XDG_STATE_HOME", path, 1);
    start();
    type("alloc 1\ralloc 1\r  \ralloc 2\r");
    stop();
    (void)snprintf(path, sizeof path, "%s/a/b/heapglass/history", folder);
    assert_int_equal(lines_in(path), 2);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    (void)snprintf(path, sizeof path, "%s/a/b/heapglass", folder);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    start();
    line_feed("\033[A", 3);
    assert_string_equal(line_text(), "alloc 2");
    for (int i = 0; i < 1100; i++) {
        bool eof;
        (void)snprintf(line, sizeof line, "%d\r", i);
        line_clear();
        type(line);
        free(line_take(&eof));
    }
    stop();
    (void)snprintf(path, sizeof path, "%s/a/b/heapglass/history", folder);
    assert_int_equal(lines_in(path), 1000);
    (void)setenv("HEAPGLASS_HISTORY", "", 1);
}

static int
group_set_up(void **state)
{
    (void)state;
    (void)setenv("INPUTRC", "/dev/null", 1);
    (void)setenv("HEAPGLASS_HISTORY", "", 1);
    (void)setenv("TERM", "xterm", 1);
    return mkdtemp(folder) ? 0 : -1;
}

static int
group_tear_down(void **state)
{
    char command[200];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(keys_edit_the_line),
        TEST(history_comes_back),
        TEST(clear_leaves_search_too),
        TEST(tab_completes),
        TEST(wanted_keys),
        TEST(pasted_lines_become_one),
        TEST(end_of_input),
        TEST(prompts),
#undef TEST
        cmocka_unit_test(history_is_a_file),
    };
    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
