/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_into_terminal.c: the inside of an operation in a terminal: opened by the
 * command and by its key, stepped, played, left, and gone with the next
 * operation.
 */
#include "vt.h"

#include "support/cmocka_all.h"

#include <sys/wait.h>

static void
type_until(struct vt *vt, const char *keys, const char *text)
{
    vt_type(vt, keys);
    if (!vt_wait_text(vt, text))
        fail_msg("%s: not \"%s\"", keys, text);
}

static void
test_into(void **state)
{
    struct vt *vt = vt_start(&(struct vt_config){.args = {"-p", "explicit"}});
    int status;
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass> "));
    type_until(vt, "into\r", "Nothing has been done yet");
    type_until(vt, "alloc 150; alloc 20; free 1\r", "free #1");
    type_until(vt, "alloc 110\r", "split off 32 B");
    type_until(vt, "into\r", "event 0 of 5");
    type_until(vt, "n", "event 1 of 5");
    assert_true(vt_wait_text(vt, "has 160 B: large enough."));
    type_until(vt, "nnn", "is cut in two: 128 B for #3");
    type_until(vt, "p", "event 3 of 5");
    type_until(vt, " ", "event 5 of 5"); /* it plays on by itself */
    type_until(vt, "n", "The operation is over");
    type_until(vt, "q", "free list");
    type_until(vt, "into event 2; free 3\r", "joined the block after it");
    type_until(vt, "\t", "Space play");
    type_until(vt, "e", "event 0 of 6");
    type_until(vt, "G", "event 6 of 6");
    type_until(vt, ":into off\r", "The map is shown again.");
    vt_type(vt, "quit\r");
    status = vt_wait_exit(vt);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    vt_end(vt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_into),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
