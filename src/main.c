/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * main.c: reads the options, makes the session, and hands it to the screen
 * (app/screen.c, which has the poll loop) or to line mode (app/batch.c).
 * `heapglass score` has no session: app/score.c.
 */
#include "app/app.h"
#include "app/score.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static int
fail(const struct error *err)
{
    (void)fprintf(stderr, "heapglass: %s\n", err->text);
    return 2;
}

/* Modes that only print something; false: not one of them. */
static bool
print_only(enum options_mode mode)
{
    switch (mode) {
    case MODE_HELP:
        options_write_help(stdout);
        return true;
    case MODE_VERSION:
        (void)puts("heapglass " HEAPGLASS_VERSION);
        return true;
    case MODE_MAN:
        options_write_man(stdout);
        return true;
    case MODE_FIGURES:
        repl_write_figures(stdout);
        return true;
    case MODE_EXAMPLES:
        repl_write_examples(stdout);
        return true;
    case MODE_AUTO:
    case MODE_BATCH:
        break;
    }
    return false;
}

int
main(int argc, char **argv)
{
    struct options options;
    struct error err;
    int status = 0;
    (void)setlocale(LC_ALL, "");
    (void)setlocale(LC_NUMERIC, "C");
    if (argc > 1 && !strcmp(argv[1], "score"))
        return app_score(argc - 1, argv + 1);
    if (!options_parse(&options, argc, argv, &err)) {
        options_done(&options);
        return fail(&err);
    }
    if (!print_only(options.mode)) {
        struct session *session = session_new(&options.session, &err);
        if (!session) {
            options_done(&options);
            return fail(&err);
        }
        bool screen = options.mode == MODE_AUTO && app_screen_usable();
        status = screen ? app_screen(&options, session)
                        : app_batch(&options, session);
        session_delete(session);
    }
    options_done(&options);
    return status;
}
