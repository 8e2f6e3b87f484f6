/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_repl.c: the queue as a screen uses it: bounded steps, holding, lines
 * typed meanwhile, repeat over several lines, messages, completion.
 */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl/repl.h"

struct fixture {
    struct session *session;
    struct repl *repl;
    int waits, plays, said;
    char text[200];
    int told, over; /* of progress: how often, and how often it ended */
    bool stop;      /* at the first */
    char doing[100];
};

static void
host_wait(void *context, double seconds)
{
    struct fixture *f = context;
    (void)seconds;
    f->waits++;
}

static bool
host_play(void *context, double rate, struct error *err)
{
    struct fixture *f = context;
    (void)err;
    f->plays += rate == 8;
    return true;
}

static void
host_say(void *context, const char *text)
{
    struct fixture *f = context;
    f->said++;
    (void)snprintf(f->text, sizeof f->text, "%s", text);
}

static bool
host_progress(void *context, const char *what, uint64_t done, uint64_t total)
{
    struct fixture *f = context;
    f->told += what != NULL;
    f->over += what == NULL;
    if (what)
        (void)snprintf(f->doing, sizeof f->doing, "%s %d of %d MiB", what,
                       (int)(done >> 20), (int)(total >> 20));
    return !what || !f->stop;
}

static int
set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct session_config config = {.policy = policy_default()};
    struct repl_config repl = {
        .format = REPL_SCREEN,
        .host = {.context = f,
                 .play = host_play,
                 .wait = host_wait,
                 .say = host_say,
                 .progress = host_progress},
    };
    assert_non_null(f);
    f->session = session_new(&config, NULL);
    assert_non_null(f->session);
    f->repl = repl_new(f->session, &repl);
    assert_non_null(f->repl);
    *state = f;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;
    repl_free(f->repl);
    session_delete(f->session);
    free(f);
    return 0;
}

static void
run_line(struct fixture *f, const char *line)
{
    repl_feed(f->repl, line);
    while (repl_run(f->repl, 1)) {
    }
}

static uint64_t
op(const struct fixture *f)
{
    return session_last(f->session)->op;
}

static void
runs_are_bounded(void **state)
{
    struct fixture *f = *state;
    repl_feed(f->repl, "alloc 10; alloc 20; alloc 30");
    assert_true(repl_busy(f->repl));
    assert_int_equal(repl_run(f->repl, 2), 2);
    assert_int_equal(op(f), 2);
    assert_int_equal(repl_run(f->repl, 9), 1);
    assert_false(repl_busy(f->repl));
    assert_int_equal(repl_run(f->repl, 9), 0);
}

static void
endless_repeat_can_be_dropped(void **state)
{
    struct fixture *f = *state;
    repl_feed(f->repl, "repeat 1000000000000; repeat 1000000000; end; end");
    assert_int_equal(repl_run(f->repl, 5000), 5000);
    assert_true(repl_busy(f->repl));
    repl_drop(f->repl);
    assert_false(repl_busy(f->repl));
    run_line(f, "alloc 10");
    assert_int_equal(op(f), 1);
}

static void
wait_holds_the_script(void **state)
{
    struct fixture *f = *state;
    assert_true(repl_feed_text(f->repl, "lesson",
                               "alloc 10 a\nsay one\nwait\nfree a\n"));
    while (repl_run(f->repl, 1)) {
    }
    assert_int_equal(f->waits, 1);
    assert_int_equal(f->said, 1);
    assert_string_equal(f->text, "one");
    assert_true(repl_held(f->repl));
    assert_true(repl_busy(f->repl));
    assert_int_equal(op(f), 1);
    /* A line typed meanwhile runs at once; the script is still held. */
    run_line(f, "alloc 20 b; alloc 30 c");
    assert_int_equal(op(f), 3);
    assert_true(repl_held(f->repl));
    run_line(f, "alloc 20 b");
    assert_true(repl_message_is_error(f->repl));
    repl_hold(f->repl, false);
    while (repl_run(f->repl, 1)) {
    }
    assert_int_equal(op(f), 4);
    assert_false(repl_busy(f->repl));
}

static void
play_holds_only_when_more_follows(void **state)
{
    struct fixture *f = *state;
    struct error err;
    struct trace *trace =
        trace_parse("t", "1\n1\n2\n1\na 0 8\nf 0\n", 16, &err);
    assert_non_null(trace);
    assert_true(session_load(f->session, trace, &err));
    run_line(f, "play");
    assert_int_equal(f->plays, 1);
    assert_false(repl_held(f->repl));
    run_line(f, "play 8; alloc 10");
    assert_int_equal(f->plays, 2);
    assert_true(repl_held(f->repl));
    assert_int_equal(op(f), 0);
    repl_hold(f->repl, false);
    while (repl_run(f->repl, 1)) {
    }
    assert_int_equal(op(f), 1);
}

/* Loading tells the host, which may stop it: nothing is loaded then. */
static void
loading_tells_the_host(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/heapglass-repl-XXXXXX", line[64], doing[64];
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    for (int i = 0; i < 400000; i++)
        fputs("a 1 234\n", file);
    fclose(file);
    (void)snprintf(line, sizeof line, "load %s", path);
    (void)snprintf(doing, sizeof doing, "loading %s 3 of 3 MiB", path + 5);
    run_line(f, line);
    assert_int_equal(session_trace(f->session)->n_ops, 400000);
    assert_int_equal(f->told, 3);
    assert_int_equal(f->over, 1);
    assert_string_equal(f->doing, doing);

    f->stop = true;
    run_line(f, "new");
    run_line(f, line);
    remove(path);
    assert_int_equal(f->told, 4);
    assert_int_equal(f->over, 2);
    assert_null(session_trace(f->session));
    assert_true(repl_message_is_error(f->repl));
    assert_non_null(strstr(repl_message(f->repl), "stopped after 1 of 3 MiB"));
}

static void
repeat_over_lines(void **state)
{
    struct fixture *f = *state;
    run_line(f, "repeat 3");
    assert_string_equal(repl_prompt(f->repl), "repeat> ");
    assert_false(repl_busy(f->repl));
    run_line(f, "alloc 10; repeat 2; alloc 20; end");
    assert_int_equal(op(f), 0);
    run_line(f, "end");
    assert_string_equal(repl_prompt(f->repl), "heapglass> ");
    assert_int_equal(op(f), 9);
    assert_int_equal(repl_exit_status(f->repl), 0);
    run_line(f, "repeat 3");
    repl_drop(f->repl);
    assert_string_equal(repl_prompt(f->repl), "heapglass> ");
}

static void
messages_and_tables(void **state)
{
    struct fixture *f = *state;
    run_line(f, "alloc 100 buf");
    assert_non_null(strstr(repl_message(f->repl), "buf"));
    assert_string_equal(repl_table(f->repl), "");
    run_line(f, "blocks");
    assert_non_null(strstr(repl_table(f->repl), "buf"));
    run_line(f, "aloc 3");
    assert_true(repl_message_is_error(f->repl));
    assert_non_null(strstr(repl_message(f->repl), "did you mean alloc?"));
    assert_string_equal(repl_table(f->repl), "");
    repl_set_message(f->repl, "paused.", false);
    assert_string_equal(repl_message(f->repl), "paused.");
    assert_false(repl_message_is_error(f->repl));
}

/* Only an expect that fails has something to tell; what say tells is the
 * host's to show. */
static void
an_expect_that_holds_is_silent(void **state)
{
    struct fixture *f = *state;
    run_line(f, "stats; say The end.; expect op = 0; expect blocks = 0");
    assert_string_equal(repl_message(f->repl),
                        "Figures; help figures says what each means.");
    run_line(f, "stats; expect op = 0");
    assert_string_not_equal(repl_table(f->repl), "");
    run_line(f, "free 1; expect error no-block");
    assert_non_null(strstr(repl_message(f->repl), "There is no #1"));
    assert_true(repl_message_is_error(f->repl));
    assert_int_equal(repl_exit_status(f->repl), 0);
    run_line(f, "say one; expect op = 1");
    assert_string_equal(repl_message(f->repl), "Expected op = 1, but op is 0.");
    assert_true(repl_message_is_error(f->repl));
}

/* Names and choices come from the policies, what is said of them from help. */
static void
help_knows_every_word_of_a_policy(void **state)
{
    struct fixture *f = *state;
    const char *word;
    run_line(f, "help policies");
    for (size_t i = 0; (word = policy_name_word(i)) != NULL; i++)
        assert_non_null(strstr(repl_table(f->repl), word));
    for (size_t i = 0; (word = policy_choice_word(i)) != NULL; i++)
        assert_non_null(strstr(repl_table(f->repl), word));
    char *all = strdup(repl_table(f->repl));
    run_line(f, "help buddy");
    assert_string_equal(repl_table(f->repl), all);
    free(all);
}

static void
a_sourced_script_has_the_last_word(void **state)
{
    struct fixture *f = *state;
    run_line(f, "source demos/first-blocks.heap");
    for (int i = 0; i < 100 && repl_busy(f->repl); i++) {
        repl_hold(f->repl, false);
        while (repl_run(f->repl, 1)) {
        }
    }
    assert_false(repl_busy(f->repl));
    assert_non_null(strstr(repl_message(f->repl), "no violation"));
    assert_int_equal(repl_exit_status(f->repl), 0);
}

/* A full stop, but not behind what is to be typed. */
static void
errors_end_alike(void **state)
{
    static const struct {
        const char *line, *end;
    } cases[] = {
        {"jump", "There is no command \"jump\": help lists them all."},
        {"undo", "that changed something."},
        {"back", "\"alloc 100\" makes the first."},
        {"goto", "for example: goto 100"},
        {"coalsece", "did you mean coalesce?"},
        {"color age", "did you mean set colour?"},
        {"quit now", "quit takes no arguments."},
        {"free 1", "\"alloc 100\" makes #1."},
        {"alloc", "for example: alloc 100 buf"},
        {"play", "for example load demos/editor.rep"},
        {"step", "for example load demos/editor.rep"},
        {"until", "until util > 80% and blocks > 20"},
        {"until 3", "type for example util > 90%"},
        {"until util > 90%", "for example load demos/editor.rep"},
        {"break util > 90", "put a % behind the number."},
        {"delete 3", "breaks lists them."},
        {"back until", "back until blocks = 0"},
        {"back until op = 3", "at no moment before this one, op 0 of 0."},
        {"alloc 10 x0", "type x1 to x1000000"},
        {"policy fast", "if you like."},
        {"alloc 1000g", "less than 4 GiB. Ask for less."},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        run_line(f, cases[i].line);
        const char *text = repl_message(f->repl);
        size_t n = strlen(text), m = strlen(cases[i].end);
        assert_true(repl_message_is_error(f->repl));
        if (n < m || strcmp(text + n - m, cases[i].end) != 0) {
            fail_msg("%s: \"%s\"", cases[i].line, text);
        }
    }
}

static void
failures_and_exit_status(void **state)
{
    struct fixture *f = *state;
    run_line(f, "free 1; expect error no-block");
    assert_int_equal(repl_exit_status(f->repl), 0);
    run_line(f, "free 1");
    run_line(f, "alloc 1");
    assert_int_equal(repl_exit_status(f->repl), 1);
}

static void
a_scripts_failure_is_told_at_its_end(void **state)
{
    struct fixture *f = *state;
    assert_true(
        repl_feed_text(f->repl, "lesson", "alloc 1\nfree 9\nalloc 2\n"));
    while (repl_run(f->repl, 10)) {
    }
    assert_true(repl_message_is_error(f->repl));
    assert_non_null(
        strstr(repl_message(f->repl), "lesson: 1 of 3 commands failed"));
    assert_non_null(strstr(repl_message(f->repl), "line 2"));
}

static void
quit_drops_the_rest(void **state)
{
    struct fixture *f = *state;
    run_line(f, "alloc 1; q; alloc 2");
    assert_true(repl_quitting(f->repl));
    assert_int_equal(op(f), 1);
}

/* --- completion ------------------------------------------------------------*/
/* The completions of LINE at its end, joined by blanks. */
static const char *
completions(struct fixture *f, const char *line, size_t *from)
{
    static char joined[4000];
    char **list = repl_complete(f->repl, line, strlen(line), from);
    joined[0] = '\0';
    for (size_t i = 0; list && list[i]; i++) {
        strcat(strcat(joined, i ? " " : ""), list[i]);
    }
    repl_complete_free(list);
    return joined;
}

static void
words_are_completed(void **state)
{
    static const struct {
        const char *line, *want;
    } known[] = {
        {"al", "alloc"},
        {"st", "step stats"},
        {"free 1; re", "realloc redo repeat"},
        {"free #", "#1 #2 #3"},
        {"try re", "realloc"},
        {"try free b", "buf"},
        {"try alloc ", ""},
        {"why b", "buf"},
        {"diff st", "start"},
        {"free b", "buf"},
        {"free 1", "1"},
        {"realloc ", "buf #2 #3"},
        {"policy im", "implicit"},
        {"policy implicit", "implicit:first implicit:next implicit:best "
                            "implicit:worst implicit:immediate "
                            "implicit:deferred implicit:off implicit:tagged "
                            "implicit:textbook"},
        {"policy explicit:lifo,be", "explicit:lifo,best"},
        {"race o", "off"},
        {"race buddy im", "implicit"},
        {"race buddy implicit:b", "implicit:best"},
        {"race buddy o", ""},
        {"new po", "policy="},
        {"new policy=seg", "segregated"},
        {"new target=", "heap naive"},
        {"theme d", "default dark"},
        {"check o", "on off"},
        {"set ov", "overlay"},
        {"set overlay o", "order off"},
        {"set theme l", "light"},
        {"expect ut", "util"},
        {"expect e", "error"},
        {"expect error doub", "double-free"},
        {"expect util ", "< <= = != >= >"},
        {"expect util > 3 a", "and"},
        {"until pea", "peak_heap peak_live peak_op peak_util"},
        {"until kind ", "= !="},
        {"until kind = f", "free"},
        {"until util > 3 ", "and or"},
        {"until moved ", "and or"},
        {"until moved and dam", "damaged"},
        {"until touches ", ""},
        {"until touches 0x10 ", "and or"},
        {"break tou", "touches"},
        {"back u", "until"},
        {"back until fra", "frag"},
        {"delete ", "1 2 all"},
        {"blocks w", "where"},
        {"blocks by si", "size"},
        {"blocks where state = f", "free"},
        {"blocks where size > 3 ", "and or by"},
        {"help fig", "figures"},
        {"load demos/ed", "demos/editor.rep"},
        {"source demos/first", "demos/first-blocks.heap"},
        {"load dem", "demos/"},
        {"generate ex", "exponential"},
        {"generate fifo m", "min= mean= max="},
        {"generate uniform live=3 m", "min= max="},
        {"generate learned from=demos/ed", "demos/editor.rep"},
        {"generate unicorn ", ""},
        {"zoom f", "fit"},
        {"pins f", "for"},
        {"play m", "max"},
        {"nonsense ", ""},
        {"alloc ", ""},
        {"say \"", ""},
    };
    struct fixture *f = *state;
    size_t from;
    run_line(f, "policy explicit; alloc 10 buf; alloc 20; alloc 30");
    run_line(f, "break damaged; break kind = free");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *got = completions(f, known[i].line, &from);
        if (strcmp(got, known[i].want) != 0) {
            fail_msg("%s: \"%s\"", known[i].line, got);
        }
    }
    assert_string_equal(completions(f, "new policy=seg", &from), "segregated");
    assert_int_equal(from, 11);
    assert_string_equal(completions(f, "free 1; al", &from), "alloc");
    assert_int_equal(from, 8);
}

/* Every command and every help topic comes up, and completes nothing odd. */
static void
completion_survives_any_line(void **state)
{
    static const char *const lines[] = {
        "",
        ";",
        " ",
        "\"",
        "free \"",
        "new =",
        "new policy=",
        "policy :",
        "#",
        "(",
        "policy :,,,:",
        "load /nonexistent/",
        "blocks where",
        "expect  ",
        "free 0x",
        "policy explicit:,",
        "help help help ",
    };
    struct fixture *f = *state;
    size_t from;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        (void)completions(f, lines[i], &from);
        assert_true(from <= strlen(lines[i]));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(runs_are_bounded),
        TEST(endless_repeat_can_be_dropped),
        TEST(wait_holds_the_script),
        TEST(play_holds_only_when_more_follows),
        TEST(loading_tells_the_host),
        TEST(repeat_over_lines),
        TEST(messages_and_tables),
        TEST(an_expect_that_holds_is_silent),
        TEST(help_knows_every_word_of_a_policy),
        TEST(a_sourced_script_has_the_last_word),
        TEST(errors_end_alike),
        TEST(failures_and_exit_status),
        TEST(a_scripts_failure_is_told_at_its_end),
        TEST(quit_drops_the_rest),
        TEST(words_are_completed),
        TEST(completion_survives_any_line),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
