/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repl.h: commands. One table serves dispatch, help, completion and the man
 * page; the same path runs typed lines, scripts and keys. It knows nothing of
 * screens: what only a screen can do it asks of its host.
 */
#ifndef HEAPGLASS_REPL_H
#define HEAPGLASS_REPL_H

#include "session/session.h"

struct repl;

/* What the surroundings do for commands. Every pointer may be NULL: the
 * command then does what batch mode does, or says that it needs a screen. */
struct repl_host {
    void *context;
    /* play at RATE operations a second (0: as fast as it goes) until the
     * trace's end or pause; NULL: `play` runs to the end and returns. */
    bool (*play)(void *, double rate, struct error *);
    bool (*pause)(void *, struct error *);
    /* `wait [SECONDS]`: hold the script; seconds < 0: until a key. */
    void (*wait)(void *, double seconds);
    void (*say)(void *, const char *text);
    void (*select)(void *, size_t off); /* `show WHO` also selects */
    bool (*zoom)(void *, const char *how, struct error *);
    bool (*theme)(void *, const char *name, struct error *);
    /* Shows the inside of operation OP, at its event AT; OP 0: no more. SAID
     * (DESCRIBE_TEXT bytes): what it did. In line mode it is enough to show it
     * when a picture is taken: the operation is known to have an inside then. */
    bool (*into)(void *, uint64_t op, size_t at, char *said, struct error *);
    bool (*screenshot)(void *, const char *path, int rows, int cols,
                       struct error *); /* 0, 0: the screen's own size */
    bool (*set)(void *, const char *name, const char *value, struct error *);
    void (*race)(void *, bool on); /* lanes side by side, or no more */
    bool (*help)(void *, const char *topic); /* false: repl answers in text */
    /* play as fast as it goes, until a stop, the end or pause, and answer by
     * repl_play_ended; NULL: `until` does so itself and returns. */
    bool (*until)(void *, struct error *);
    /* A command that takes long tells how far it is, TOTAL 0: of what it does
     * not know. False: it is to stop. WHAT NULL: over, nothing is shown any
     * more; also when none came before. */
    bool (*progress)(void *, const char *what, uint64_t done, uint64_t total);
};

enum repl_format {
    REPL_TEXT,  /* results as lines on OUT, errors as lines on ERROUT */
    REPL_JSON,  /* one object a line for each command on OUT */
    REPL_SCREEN /* nothing printed: repl_message, and repl_text for tables */
};

struct repl_config {
    enum repl_format format;
    void *out, *errout; /* FILE *; unused in SCREEN */
    const char *theme; /* that the host began with; NULL: the default one */
    bool plain; /* TEXT to be heard: sentences in the place of tables */
    struct repl_host host;
};

struct repl *repl_new(struct session *, const struct repl_config *);
void repl_free(struct repl *);

/* Lines fed from now on are counted from 1 under this name, for errors ("-"
 * piped: "heapglass: -:3: ..."); NULL: typed, errors say no place. */
void repl_name_input(struct repl *, const char *name);
/* Queues one line of input: `;` separates commands. Nothing runs yet. While a
 * script is held the line goes before it, and runs at once. */
void repl_feed(struct repl *, const char *line);
/* Queues a whole script; false: cannot be read. */
bool repl_feed_file(struct repl *, const char *path, struct error *);
bool repl_feed_text(struct repl *, const char *name, const char *text);

/* Runs up to N queued commands; stops early when held (playing within a
 * script, or waiting). Answers how many ran; 0: nothing to do, or held. */
size_t repl_run(struct repl *, size_t n);
/* `wait`, and `play` with commands behind it, hold before they call the host;
 * the host releases. */
void repl_hold(struct repl *, bool held);
bool repl_held(const struct repl *);
bool repl_busy(const struct repl *); /* commands are queued */
void repl_drop(struct repl *);       /* Ctrl-C: forget what is queued */
/* Ctrl-C came while commands ran: what is queued is dropped, and that is said
 * unless a command has done so. It counts as a failure. */
void repl_interrupt(struct repl *);
/* End of all input: an unfinished `repeat` or a failed command whose `expect
 * error` never came is counted now. */
void repl_finish(struct repl *);

/* What `play` or `until` began is over, WHY NULL: at the end. The message
 * tells; false: there is nothing to say to that. The host releases the script.
 */
bool repl_play_ended(struct repl *, const struct error *why);
/* Somebody has ended it: `until` waits no more. */
void repl_play_dropped(struct repl *);

bool repl_quitting(const struct repl *);
int repl_exit_status(const struct repl *); /* 0 or 1 */
/* "heapglass> ", or while a `repeat` is open "repeat> ". */
const char *repl_prompt(const struct repl *);

/* SCREEN: the last command's sentence, whether it is an error, and its table
 * in lines (`blocks`, `help`, ...), "" when it has none. */
const char *repl_message(const struct repl *);
bool repl_message_is_error(const struct repl *);
const char *repl_table(const struct repl *);
void repl_set_message(struct repl *, const char *text, bool error);

/* --- completion ------------------------------------------------------------*/
/* All completions of LINE at byte CURSOR: malloc'd NULL-terminated array of
 * malloc'd strings (repl_complete_free), *FROM the byte where they replace.
 * NULL: none. */
char **repl_complete(struct repl *, const char *line, size_t cursor,
                     size_t *from);
void repl_complete_free(char **);

/* --- the same table on paper -----------------------------------------------*/
/* FILE is a FILE *. The man page, with the options of the program and of its
 * `score`; docs/FIGURES.md; `name<TAB>script` for every
 * example. */
struct man_option {
    const char *flags, *text; /* flags NULL: the end */
};
void repl_write_man(void *file, const struct man_option *options,
                    const struct man_option *score);
void repl_write_figures(void *file);
void repl_write_examples(void *file);
/* Is this the name of a theme (default, dark, light, contrast, mono)? */
bool repl_is_theme(const char *name);

#endif
