/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repl_internal.h: what the files of commands share: the repl's insides, the
 * reply a command fills, and small readers of arguments.
 */
#ifndef HEAPGLASS_REPL_INTERNAL_H
#define HEAPGLASS_REPL_INTERNAL_H

#include "repl/cond.h"
#include "repl/json.h"
#include "repl/stops.h"
#include "repl/table.h"
#include "session/view.h"

/* --- queue -----------------------------------------------------------------*/
struct script;
/* One command, or a whole script, waiting to run. */
struct queued {
    char *text;
    unsigned line;                 /* 0: typed */
    const struct command *command; /* NULL: not known (yet an error) */
    struct script *script;         /* a whole script in its place */
};

struct script {
    char *name; /* in messages; "" typed */
    char *path; /* its folder is where relative names are looked for too */
    struct queued *list;
    size_t n, size;
};

enum frame_kind {
    FRAME_INPUT,  /* lines fed, typed or piped; the lowest, and those typed
                     while a script is held */
    FRAME_SCRIPT, /* a script given on the command line */
    FRAME_SOURCE,
    FRAME_REPEAT
};

struct frame {
    enum frame_kind kind;
    struct script *script; /* REPEAT: borrowed from the frame below */
    size_t from, at, to;   /* commands [from, to); to SIZE_MAX: to the end */
    uint64_t left;         /* REPEAT: rounds to go after this one */
    uint64_t rounds, commands, failed;
    unsigned line; /* of the command that opened it */
    bool held;     /* by the host */
    bool open;     /* INPUT: a repeat at `at` lacks its end so far */
    char first_wrong[ERROR_TEXT + 24]; /* the first failure, for the summary */
};

enum { MAX_FRAMES = 32 };

struct repl {
    struct session *session;
    struct repl_config config;
    struct frame frames[MAX_FRAMES];
    size_t n_frames;
    char *input_name; /* of lines fed: "-"; NULL typed */
    unsigned input_line;

    /* The reply of the command that runs. */
    struct text message; /* one sentence */
    struct text table;   /* lines */
    struct text json;    /* members of its object, beyond cmd and ok */
    bool deferred;       /* it answers when its frame ends */

    bool message_is_error;
    bool pending; /* the last command failed; `expect error` may
                     still take that back */
    const char *pending_name;
    bool failed, quitting;
    bool interrupted; /* the last command was: nothing follows it */
    struct stops stops;
    double speed;         /* operations a second, for `play` */
    char settings[4][16]; /* what only a screen uses: overlay, numbers,
                             colour */
    char theme[16];
};

/* --- frames (frame.c) ------------------------------------------------------*/
struct script *script_new(const char *name, const char *path);
void script_free(struct script *);
bool script_add_line(struct script *, const char *line, unsigned number);
/* Reads the file at PATH whole into a script. NULL: ERR "file". */
struct script *script_read(const char *path, struct error *);
struct script *script_from_text(const char *name, const char *text);
struct frame *frame_top(struct repl *);
/* Takes SCRIPT over, also when it fails. */
bool frame_push(struct repl *, enum frame_kind, struct script *,
                struct error *);
void frame_pop(struct repl *);
/* The command now running and its script. */
const struct queued *frame_current(struct repl *);

/* --- replies (reply.c) -----------------------------------------------------*/
bool wants_json(const struct repl *);
bool wants_plain(const struct repl *); /* sentences, not tables */
void reply_clear(struct repl *);
/* Gives the reply out as NAME's. ERR NULL: it did what it should. */
void reply_give(struct repl *, const char *name, const struct error *err,
                unsigned line);
/* What an ended frame of commands answers as a whole. */
void frame_report(struct repl *, const struct frame *, const char *name);
/* The failure still open counts from now on. */
void settle_pending(struct repl *);
/* The message: what the operation did, in a sentence. */
void reply_sentence(struct repl *, const struct op_result *);
/* N figures by name, of two moments: "live: 300 B -> 500 B"; JSON: the objects
 * before and after. */
void reply_figures(struct repl *, const char *const *names, size_t n,
                   const struct figures *before, const struct figures *after);
/* JSON: what an allocation or a realloc did. */
void reply_result(struct repl *, const struct op_result *);

/* `pins off`, `diff off`: nothing is marked on the map any more. */
bool run_marks_off(struct repl *, const struct words *, struct error *);

/* --- moments (commands_time.c) ---------------------------------------------*/
/* Which operation we are at, and what it did. */
void reply_moment(struct repl *);
void json_moment(struct repl *); /* if JSON is wanted */
/* After an operation: it left branch BEFORE, if it did. */
void reply_branch(struct repl *, uint32_t before);
/* "17", start, end, peak, bad, now. */
bool read_moment(struct repl *, const char *word, uint64_t *op, struct error *);

/* --- stops (commands_stop.c) -----------------------------------------------*/
/* A run ended with the error WHY. Is that a stop? Then it is no failure, and
 * the reply. */
bool reply_stop(struct repl *, const struct error *why);
/* `back until COND` */
bool back_until(struct repl *, const struct words *, struct error *);
/* The values of a block that `blocks where` compares (commands_blocks.c). */
extern const struct cond_vocabulary row_words;

/* --- arguments (arguments.c) -----------------------------------------------*/
bool need_words(const struct words *, size_t least, size_t most,
                struct error *);
bool read_size(const char *word, const char *what, size_t *size,
               struct error *);
bool read_who(const char *word, struct who *, struct error *);
bool read_name(const char *word, char name[NAME_TEXT], struct error *);
bool is_count(const char *word); /* x3 */
/* "8", "0.5", "8/s"; "max" is 0. */
bool read_speed(const char *word, double *speed, struct error *);
/* PATH itself, or beside the script that names it when it is not there.
 * Caller frees; NULL: no memory. */
char *find_file(struct repl *, const char *path);
/* ERR "usage": "alloc needs ...: alloc SIZE [NAME], for example: ...". */
bool usage(const struct words *, struct error *, const char *what);

/* --- operations (request.c) ------------------------------------------------*/
struct request {
    struct session_request ask; /* its name is the one below */
    char name[NAME_TEXT];
};
/* "alloc 100 buf", for the KIND that the first word means: ALLOC, CALLOC,
 * MEMALIGN, REALLOC. */
bool read_request(const struct words *, enum op_kind kind, struct request *,
                  struct error *);
/* free of all the words say, or a try of it where TRIAL is not NULL. */
struct trial;
bool free_words(struct repl *, const struct words *, struct trial *trial,
                struct error *);

/* --- shared by commands ----------------------------------------------------*/
const char *theme_name(size_t i);
const char *setting_name(size_t i);
const char *const *setting_values(const char *name); /* NULL: any */
const char *topic_name(size_t i);
const char *hist_word(size_t i);
/* What `timeline` draws. */
const char *sample_figure_name(size_t i);
/* After an operation: true, or with checking on and damage found false with
 * ERR "damaged". */
bool check_after(struct repl *, struct error *);
/* The violations of a report as lines and as JSON. */
void reply_report(struct repl *, const struct heap_report *);
void help_command(struct text *, const struct command *);
bool help_topic(struct text *, const char *name);
/* TEXT broken into lines, each after INDENT blanks. */
void put_wrapped(struct text *, const char *text, int indent);
/* After a command: if it moved in time while a race is on, how the lanes stand.
 * BEFORE: where it began. */
void reply_race(struct repl *, const struct session_moment *before);

/* --- the commands ----------------------------------------------------------*/
command_run run_alloc, run_calloc, run_memalign, run_realloc, run_free;
command_run run_coalesce, run_poke, run_check, run_bad;
command_run run_step, run_play, run_pause;
command_run run_back, run_goto, run_undo, run_redo, run_branch;
command_run run_until, run_break, run_breaks, run_delete;
command_run run_show, run_whose, run_blocks, run_lists, run_pins;
command_run run_stats, run_describe, run_hist, run_timeline, run_try, run_why;
command_run run_into, run_diff;
command_run run_policy, run_new, run_race, run_load, run_save, run_generate;
command_run run_source, run_screenshot;
command_run run_say, run_wait, run_expect, run_repeat, run_end;
command_run run_set, run_zoom, run_theme, run_help, run_quit;

#endif
