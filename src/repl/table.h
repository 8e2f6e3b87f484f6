/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table.h: the one table of commands. Dispatch, help, completion, the man page
 * and the tests of the examples read it; a new command is one row.
 */
#ifndef HEAPGLASS_TABLE_H
#define HEAPGLASS_TABLE_H

#include "repl/near.h"
#include "repl/repl.h"
#include "repl/words.h"

enum command_group {
    GROUP_OPERATIONS,
    GROUP_CHECKING,
    GROUP_TIME,
    GROUP_LOOKING,
    GROUP_HEAP,
    GROUP_FILES,
    GROUP_LESSONS,
    GROUP_REST,
    N_GROUPS
};

/* What Tab offers for a command's arguments. */
enum completer {
    COMPLETE_NONE,
    COMPLETE_WHO,
    COMPLETE_POLICY,
    COMPLETE_TRACE,
    COMPLETE_SCRIPT,
    COMPLETE_FILE,
    COMPLETE_EXPECT,
    COMPLETE_BLOCKS,
    COMPLETE_HELP,
    COMPLETE_SET,
    COMPLETE_THEME,
    COMPLETE_ZOOM,
    COMPLETE_NEW,
    COMPLETE_CHECK,
    COMPLETE_PINS,
    COMPLETE_PLAY,
    COMPLETE_GOTO,
    COMPLETE_COND,
    COMPLETE_BACK,
    COMPLETE_DELETE,
    COMPLETE_TRY,
    COMPLETE_GENERATE,
    COMPLETE_HIST,
    COMPLETE_TIMELINE,
    COMPLETE_RACE,
    COMPLETE_INTO
};

/* Runs the command; its results go to the repl's reply. False: ERR. */
typedef bool command_run(struct repl *, const struct words *, struct error *);

struct command {
    const char *name, *arguments;
    enum command_group group;
    enum completer completer;
    const char *help;    /* one line */
    const char *more;    /* a paragraph, "" none */
    const char *example; /* runs as a test */
    command_run *run;
};

const struct command *command_get(size_t i); /* NULL past the end */
const char *command_name(size_t i);          /* NULL past the end */
const char *group_name(enum command_group);

/* The command that WORD means: its name, an alias or a prefix that only it
 * has. NULL: ERR "unknown-command" or "ambiguous" says what to type. */
const struct command *command_find(const char *word, struct error *);
/* By its whole name; NULL: none. */
const struct command *command_exact(const char *word);

#endif
