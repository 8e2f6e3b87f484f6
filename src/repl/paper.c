/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paper.c: the tables as documents: the man page, docs/FIGURES.md and the list
 * of examples that the tests run.
 */
#include "repl_internal.h"

#include "repl/figure.h"

#include <stdio.h>
#include <string.h>

/* TEXT for roff: dashes and backslashes escaped, a leading dot shielded. */
static void
roff_put(FILE *file, const char *text)
{
    if (*text == '.' || *text == '\'')
        (void)fputs("\\&", file);
    for (; *text; text++) {
        if (*text == '\\')
            (void)fputs("\\e", file);
        else if (*text == '-')
            (void)fputs("\\-", file);
        else
            (void)fputc(*text, file);
        if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
            (void)fputs("\\&", file);
    }
}

static void
man_option(FILE *file, const char *option, const char *text)
{
    (void)fputs(".TP\n.B ", file);
    roff_put(file, option);
    (void)fputc('\n', file);
    roff_put(file, text);
    (void)fputc('\n', file);
}

static void
man_options(FILE *file, const struct man_option *options)
{
    for (; options->flags; options++)
        man_option(file, options->flags, options->text);
}

static void
man_score(FILE *file, const struct man_option *options)
{
    (void)fputs(".SH SCORE\n"
                ".B heapglass score\n"
                "plays traces (files, or folders of *.rep and *.script) and\n"
                "tells for each whether it was played without a fault, or the\n"
                "first one with its line; utilization and the limit of it;\n"
                "where the rest of the heap went; and operations a second,\n"
                "beside those of the C library in the same run. It exits with\n"
                "1 if a trace has a fault. docs/SCORE.md defines each "
                "figure.\n",
                file);
    man_options(file, options);
}

static void
man_command(FILE *file, const struct command *command)
{
    (void)fprintf(file, ".TP\n.B ");
    roff_put(file, command->name);
    if (*command->arguments) {
        (void)fputc(' ', file);
        roff_put(file, command->arguments);
    }
    (void)fputc('\n', file);
    (void)fputc(command->help[0] - 'a' + 'A', file);
    roff_put(file, command->help + 1);
    (void)fputs(".\n", file);
    if (*command->more) {
        roff_put(file, command->more);
        (void)fputc('\n', file);
    }
    (void)fputs("For example:\n.br\n", file);
    roff_put(file, command->example);
    (void)fputc('\n', file);
}

static void
man_commands(FILE *file)
{
    const struct command *command;
    int group = -1;

    (void)fputs(".SH COMMANDS\n", file);
    for (size_t i = 0; (command = command_get(i)) != NULL; i++) {
        if ((int)command->group != group)
            (void)fprintf(file, ".SS %s\n", group_name(command->group));
        group = (int)command->group;
        man_command(file, command);
    }
}

static void
man_topics(FILE *file)
{
    struct text text = {0};
    const char *name;

    (void)fputs(".SH TOPICS\n", file);
    for (size_t i = 0; (name = topic_name(i)) != NULL; i++) {
        text_clear(&text);
        (void)help_topic(&text, name);
        (void)fprintf(file, ".SS %s\n.nf\n", name);
        roff_put(file, text_get(&text));
        (void)fputs(".fi\n", file);
    }
    text_done(&text);
}

static void
man_rest(FILE *file)
{
    (void)fputs(".SH EXIT STATUS\n"
                "0 if all went well; 1 if a command, a check or an expect\n"
                "failed; 2 for bad options or a file that cannot be read.\n"
                ".SH FILES\n"
                ".TP\n.I $XDG_STATE_HOME/heapglass/history\n"
                "Lines typed before; ~/.local/state when XDG_STATE_HOME is\n"
                "not set.\n"
                ".SH ENVIRONMENT\n"
                ".TP\n.B HEAPGLASS_HISTORY\n"
                "Another file for the history; empty: none is kept.\n"
                ".TP\n.B NO_COLOR\nNo colours when it is set and not empty.\n"
                ".TP\n.B CLICOLOR_FORCE\nColours in spite of NO_COLOR, when it\n"
                "is set, not empty and not 0.\n"
                ".TP\n.B COLORFGBG\nSet by some terminals: the theme light is\n"
                "taken where it says that the background is.\n"
                ".TP\n.B INPUTRC\nKey bindings of the command line, see\n"
                ".BR readline (3).\n"
                ".SH EXAMPLES\n"
                ".TP\n.B heapglass demos/coalescing.heap\n"
                "A lesson, step by step.\n"
                ".TP\n.B heapglass \\-p explicit:best demos/editor.rep\n"
                "A recorded program, ready to play.\n"
                ".TP\n.B heapglass score \\-p tlsf \\-p segregated traces/\n"
                "Two policies side by side on all traces of a folder.\n"
                ".TP\n.B echo 'alloc 100; stats' | heapglass \\-\\-json\n"
                "The same commands for a program to read.\n"
                ".SH SEE ALSO\n.BR malloc (3),\n.BR readline (3)\n",
                file);
}

void
repl_write_man(void *out, const struct man_option *options,
               const struct man_option *score)
{
    FILE *file = out;

    (void)fprintf(file,
                  ".\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
                  ".\\\" Made from the command table; edit src/repl.\n"
                  ".TH HEAPGLASS 1 \"\" \"heapglass %s\" "
                  "\"User Commands\"\n"
                  ".SH NAME\nheapglass \\- a dynamic storage allocator you "
                  "can watch\n"
                  ".SH SYNOPSIS\n.B heapglass\n"
                  ".RI [ OPTIONS ]\\ [ FILE ...]\n.br\n"
                  ".B heapglass score\n.RI [ OPTIONS ]\\ TRACE ...\n"
                  ".SH DESCRIPTION\n"
                  "A real allocator works on real bytes, and the screen "
                  "shows its heap as a live map with the free lists laid "
                  "over it. Commands drive it by hand; a trace plays. What "
                  "was done is kept: back and goto return to any moment, and "
                  "another operation there starts a branch. FILE is a trace "
                  "(*.rep, *.script), a log of valgrind's, ltrace's or "
                  "mtrace's calls, or a script of commands (*.heap); any other "
                  "name is told by its content.\n",
                  HEAPGLASS_VERSION);
    (void)fputs(".SH OPTIONS\n", file);
    man_options(file, options);
    man_score(file, score);
    man_commands(file);
    man_topics(file);
    man_rest(file);
}

void
repl_write_figures(void *out)
{
    FILE *file = out;
    const struct figure *figure;
    const char *what, *meaning;

    (void)fputs("# Figures\n\n"
                "Every number on the screen and in `stats`. This page is made "
                "from the same\ntable as `help figures` "
                "(`src/repl/figure.c`). A fraction is 0 where its\n"
                "denominator is 0.\n\n"
                "| name | key in JSON | meaning |\n|---|---|---|\n",
                file);
    for (size_t i = 0; (figure = figure_get(i)) != NULL; i++)
        (void)fprintf(file, "| `%s` | %s%s%s | %s |\n", figure->name,
                      figure->json ? "`" : "",
                      figure->json ? figure->json : "none",
                      figure->json ? "`" : "", figure->meaning);
    (void)fputs("\n| on the screen | meaning |\n|---|---|\n", file);
    for (size_t i = 0; (meaning = figure_other(i, &what)) != NULL; i++)
        (void)fprintf(file, "| `%s` | %s |\n", what, meaning);
}

void
repl_write_examples(void *out)
{
    FILE *file = out;
    const struct command *command;

    for (size_t i = 0; (command = command_get(i)) != NULL; i++)
        (void)fprintf(file, "%s\t%s\n", command->name, command->example);
}
