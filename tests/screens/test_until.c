/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_until.c: runs that stop, on the screen: until goes on while one types,
 * breaks stop what plays, scripts wait for both, and Ctrl-C ends what takes
 * long, also where no frame is drawn meanwhile.
 */
#include "vt.h"

#include "support/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_OPS = 300000 };

/* --- helpers ---------------------------------------------------------------*/
/* A trace whose heap grows: a check of it takes longer and longer. */
static void
write_trace(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(file, "0\n%d\n%d\n1\n", N_OPS, N_OPS);
    for (int i = 0; i < N_OPS; i++) {
        if (i % 3 == 2)
            (void)fprintf(file, "f %d\n", i - 1);
        else
            (void)fprintf(file, "a %d %d\n", i, 16 + i % 500);
    }
    assert_int_equal(fclose(file), 0);
}

static void
run_line(struct vt *vt, const char *line, const char *answer)
{
    vt_type(vt, line);
    vt_type(vt, "\r");
    if (!vt_wait_text(vt, answer))
        fail_msg("%s: not \"%s\"", line, answer);
}

static struct vt *
start(const char *trace)
{
    struct vt *vt =
        vt_start(&(struct vt_config){.args = {"-p", "segregated", trace}});
    assert_true(vt_wait_text(vt, "heapglass> "));
    return vt;
}

static struct vt *
start_long(void)
{
    char path[512], line[600];
    struct vt *vt = start(NULL);
    (void)snprintf(path, sizeof path, "%s/long.rep", vt_home(vt));
    write_trace(path);
    (void)snprintf(line, sizeof line, "load %s", path);
    run_line(vt, line, "300000 operations");
    return vt;
}

static void
end_well(struct vt *vt)
{
    int status;
    vt_type(vt, "quit\r");
    status = vt_wait_exit(vt);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    vt_end(vt);
}

static bool
is_there(struct vt *vt, void *context)
{
    (void)vt;
    return access(context, R_OK) == 0;
}

/* LINE, which takes long, is begun: nothing is drawn then, but a file written
 * first tells. */
static void
begin(struct vt *vt, const char *line)
{
    char path[512], typed[800];
    (void)snprintf(path, sizeof path, "%s/begun.txt", vt_home(vt));
    (void)remove(path);
    (void)snprintf(typed, sizeof typed, "screenshot %s; %s\r", path, line);
    vt_type(vt, typed);
    assert_true(vt_wait(vt, is_there, path));
}

/* --- until -----------------------------------------------------------------*/
static void
test_until_stops(void **state)
{
    struct vt *vt = start("demos/editor.rep");
    (void)state;
    run_line(vt, "until util < 45%",
             "stopped at op 1 of 600: util < 45% (1.6%); #1 =");
    run_line(vt, "until op > 100 and util < 45%",
             "stopped at op 585 of 600: op > 100 and util < 45% (44.9%)");
    assert_true(vt_wait_text(vt, "op 585/600"));
    assert_true(vt_wait_text(vt, "paused"));
    run_line(vt, "until util > 99%",
             "util > 99% never held: this is the end, op 600 of 600");
    run_line(vt, "back until util > 80%", "back at op ");
    run_line(vt, "until op = 20", "lies behind");
    end_well(vt);
}

/* The screen lives while it runs; a pause ends it, and playing is as it was. */
static void
test_until_goes_on_meanwhile(void **state)
{
    struct vt *vt = start_long();
    (void)state;
    run_line(vt, "until damaged", "max");
    vt_type(vt, "alloc 1");
    assert_true(vt_wait_text(vt, "heapglass> alloc 1"));
    vt_type(vt, "00 mine");
    assert_true(vt_wait_text(vt, "heapglass> alloc 100 mine"));
    vt_type(vt, "\r");
    assert_true(vt_wait_gone(vt, "alloc 100 mine"));
    assert_true(vt_wait_text(vt, "max"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_text(vt, "Paused."));
    assert_true(vt_wait_text(vt, "paused"));
    run_line(vt, "until util > 100%", "max");
    vt_type(vt, VT_F6 " " VT_F6); /* Space on the map */
    assert_true(vt_wait_text(vt, "paused"));
    vt_type(vt, VT_F5);
    assert_true(vt_wait_text(vt, "8/s"));
    end_well(vt);
}

static void
test_scripts_wait(void **state)
{
    struct vt *vt = start("demos/editor.rep");
    (void)state;
    run_line(vt,
             "until op >= 100 and kind = free; expect op > 100; until util > "
             "99%; expect error not-found; expect op = 600; goto 50; until op "
             "= 60; alloc 777",
             "#59 = ");
    assert_true(vt_wait_text(vt, "op 61/601"));
    run_line(vt, "goto start; until op = 30 and kind = alloc; step", "#30 = ");
    end_well(vt);
}

/* --- breaks ----------------------------------------------------------------*/
static void
test_breaks_stop_playing(void **state)
{
    struct vt *vt = start("demos/editor.rep");
    (void)state;
    run_line(vt, "break op = 30 or op = 40", "break 1: op = 30 or op = 40.");
    run_line(vt, "play 1000", "stopped at op 30 of 600: break 1: op = 30");
    assert_true(vt_wait_text(vt, "paused"));
    run_line(vt, "until op = 50", "stopped at op 40 of 600: break 1:");
    run_line(vt, "breaks", "1         2  op = 30 or op = 40");
    run_line(vt, "goto start; play 1000; expect op = 30; alloc 999", "999 B");
    run_line(vt, "goto start; step 29", "29 operations done");
    run_line(vt, "step", "stopped at op 30 of 601, branch 2: break 1:");
    run_line(vt, "delete all; play max", "has ended after 601");
    end_well(vt);
}

/* --- Ctrl-C ----------------------------------------------------------------*/
static void
test_commands_are_interrupted(void **state)
{
    struct vt *vt = start_long();
    (void)state;
    run_line(vt, "goto end", "op 300000 of 300000");
    begin(vt, "back until damaged; alloc 4321");
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_text(vt, "still operation 300000."));
    assert_true(vt_wait_text(vt, "op 300000 "));
    run_line(vt, "break damaged", "break 1: damaged.");
    run_line(vt, "goto start", "op 0 of 300000");
    begin(vt, "step 300000; alloc 4321");
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_text(vt, "Stopped after operation"));
    assert_true(vt_wait_text(vt, "of 300000: step"));
    run_line(vt, "delete all; alloc 10 mine", "mine = ");
    vt_type(vt, "frobnicate");
    assert_true(vt_wait_text(vt, "heapglass> frobnicate"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_gone(vt, "frobnicate"));
    end_well(vt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_until_stops),
        cmocka_unit_test(test_until_goes_on_meanwhile),
        cmocka_unit_test(test_scripts_wait),
        cmocka_unit_test(test_breaks_stop_playing),
        cmocka_unit_test(test_commands_are_interrupted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
