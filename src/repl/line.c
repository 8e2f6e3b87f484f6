/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * line.c: readline by its callback interface, fed whole key sequences from a
 * queue. It draws nothing: the redisplay hook marks the line dirty, and the
 * screen reads prompt, text and cursor. Readline's state is global, so this
 * file's is too, in one struct.
 */
#include "line.h"

#include "repl/history.h"
#include "repl/repl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

enum { MAX_DONE = 8, MAX_PASTE = 1 << 20, MAX_HISTORY = 1000 };

static struct {
    struct repl *repl;
    FILE *nowhere;    /* what readline would print */
    const char *keys; /* the sequence that is being fed */
    size_t n_keys, at;
    char *done[MAX_DONE]; /* finished lines, first first */
    size_t n_done;
    char *prompt;
    char *history;  /* its file; NULL: none is kept */
    char **choices; /* of the last Tab */
    bool popup;     /* they are shown */
    bool quoted;    /* the next key is inserted as it is */
    bool eof, dirty;
    bool reads; /* by itself */
} line;

/* --- history ---------------------------------------------------------------*/
static void
history_start(void)
{
    line.history = history_open();
    using_history();
    stifle_history(MAX_HISTORY);
    if (line.history)
        (void)read_history(line.history);
}

/* Each line goes to the file at once: several programs may share it. */
static void
history_keep(const char *text)
{
    HIST_ENTRY *last = history_get(history_base + history_length - 1);

    if (text[strspn(text, " \t")] == '\0' ||
        (last && strcmp(last->line, text) == 0))
        return;
    add_history(text);
    if (line.history)
        (void)append_history(1, line.history);
}

static void
history_stop(void)
{
    if (line.history)
        (void)history_truncate_file(line.history, MAX_HISTORY);
    free(line.history);
    clear_history();
}

/* --- hooks -----------------------------------------------------------------*/
static int
next_key(FILE *unused)
{
    (void)unused;
    return line.at < line.n_keys ? (unsigned char)line.keys[line.at++] : EOF;
}

static int
keys_left(void)
{
    return line.at < line.n_keys;
}

static void
mark_dirty(void)
{
    line.dirty = true;
}

static void
no_prep(int meta)
{
    (void)meta;
}

static void
no_deprep(void)
{
}

static void
line_is_done(char *text)
{
    if (!text) {
        line.eof = true;
        return;
    }
    history_keep(text);
    if (line.n_done < MAX_DONE)
        line.done[line.n_done++] = text;
    else
        free(text);
    line.dirty = true;
}

/* --- completion ------------------------------------------------------------*/
/* CHOICES with STEM before each, as readline wants them: the longest common
 * beginning, then all of them. */
static char **
to_matches(char *const *choices, const char *stem, size_t stem_n)
{
    size_t n = 0, common;
    char **matches;

    while (choices[n])
        n++;
    matches = calloc(n + 2, sizeof *matches);
    if (!matches)
        return NULL;
    common = strlen(choices[0]);
    for (size_t i = 0; i < n; i++) {
        size_t size = stem_n + strlen(choices[i]) + 1, same = 0;
        while (same < common && choices[i][same] == choices[0][same])
            same++;
        common = same;
        matches[i + 1] = malloc(size);
        if (matches[i + 1])
            (void)snprintf(matches[i + 1], size, "%.*s%s", (int)stem_n, stem,
                           choices[i]);
    }
    matches[0] = malloc(stem_n + common + 1);
    if (matches[0])
        (void)snprintf(matches[0], stem_n + common + 1, "%.*s%s", (int)stem_n,
                       stem, choices[0]);
    if (n == 1) { /* a single one stands alone */
        free(matches[1]);
        matches[1] = NULL;
    }
    return matches;
}

static char **
complete(const char *text, int start, int end)
{
    size_t from = (size_t)start, n;
    const char *last;

    (void)text;
    rl_attempted_completion_over = 1;
    repl_complete_free(line.choices);
    line.choices = repl_complete(line.repl, rl_line_buffer, (size_t)end, &from);
    if (!line.choices || from < (size_t)start)
        return NULL;
    last = line.choices[0];
    n = strlen(last);
    rl_completion_suppress_append = n > 0 && strchr("/=:", last[n - 1]) != NULL;
    return to_matches(line.choices, rl_line_buffer + start,
                      from - (size_t)start);
}

static void
show_matches(char **matches, int n, int longest)
{
    (void)matches;
    (void)n;
    (void)longest;
    line.popup = true;
    line.dirty = true;
}

/* --- life ------------------------------------------------------------------*/
static void
set_hooks(void)
{
    rl_readline_name = "heapglass";
    rl_instream = stdin;
    rl_outstream = line.nowhere;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_prep_term_function = no_prep;
    rl_deprep_term_function = no_deprep;
    rl_getc_function = next_key;
    rl_input_available_hook = keys_left;
    rl_redisplay_function = mark_dirty;
    rl_attempted_completion_function = complete;
    rl_completion_display_matches_hook = show_matches;
    rl_completer_word_break_characters = (char *)" \t;";
    rl_completer_quote_characters = "";
    rl_sort_completion_matches = 0;
    rl_completion_query_items = 0;
}

void
line_start(struct repl *repl)
{
    line.repl = repl;
    line.nowhere = fopen("/dev/null", "w");
    line.prompt = strdup("heapglass> ");
    set_hooks();
    history_start();
    rl_callback_handler_install(line.prompt ? line.prompt : "> ", line_is_done);
    (void)rl_variable_bind("show-all-if-ambiguous", "on");
    (void)rl_variable_bind("enable-bracketed-paste", "off");
    (void)rl_variable_bind("bell-style", "none");
}

void
line_stop(void)
{
    if (!line.nowhere && !line.prompt)
        return;
    rl_callback_handler_remove();
    history_stop();
    while (line.n_done)
        free(line.done[--line.n_done]);
    repl_complete_free(line.choices);
    free(line.prompt);
    rl_outstream = stdout;
    if (line.nowhere)
        (void)fclose(line.nowhere);
    memset(&line, 0, sizeof line);
}

/* --- by itself -------------------------------------------------------------*/
/* As on a terminal that can only print: no escape sequence ever goes out, which
 * screen readers would read, and arrow keys work all the same. */
static void
read_start(struct repl *repl)
{
    line.repl = repl;
    line.reads = true;
    rl_readline_name = "heapglass";
    rl_terminal_name = "dumb";
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = (char *)" \t;";
    rl_completer_quote_characters = "";
    rl_sort_completion_matches = 0;
    (void)rl_variable_bind("enable-bracketed-paste", "off");
    (void)rl_variable_bind("show-all-if-ambiguous", "on");
    (void)rl_variable_bind("bell-style", "none");
    (void)rl_variable_bind("page-completions", "off");
    (void)rl_variable_bind("completion-display-width", "0"); /* one a line */
    history_start();
}

char *
line_read(struct repl *repl, const char *prompt)
{
    char *text;

    if (!line.reads)
        read_start(repl);
    text = readline(prompt);
    if (text)
        history_keep(text);
    return text;
}

void
line_read_done(void)
{
    if (!line.reads)
        return;
    history_stop();
    repl_complete_free(line.choices);
    memset(&line, 0, sizeof line);
}

/* --- keys ------------------------------------------------------------------*/
/* In the middle of something that takes any key. */
static bool
is_busy(void)
{
    return line.quoted || RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH |
                                     RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH |
                                     RL_STATE_VIMOTION | RL_STATE_NUMERICARG);
}

bool
line_wants(const char *bytes, size_t n)
{
    rl_command_func_t *function;
    int type = 0;

    if (n == 0)
        return false;
    if (is_busy() || (unsigned char)bytes[0] >= 0x80)
        return true;
    function = rl_function_of_keyseq_len(bytes, n, NULL, &type);
    if (!function)
        return false;
    if (type == ISKMAP)
        return !(n == 1 && bytes[0] == '\033') ||
               rl_editing_mode == 0; /* vi: Esc leaves insertion */
    return true;
}

void
line_feed(const char *bytes, size_t n)
{
    int type = 0;
    bool quoted =
        !line.quoted && n == 1 &&
        rl_function_of_keyseq_len(bytes, n, NULL, &type) == rl_quoted_insert;

    line.popup = false;
    line.dirty = true;
    line.keys = bytes;
    line.n_keys = n;
    line.at = 0;
    while (line.at < line.n_keys)
        rl_callback_read_char();
    line.quoted = quoted;
}

void
line_insert(const char *text)
{
    size_t n = strlen(text), used = 0;
    char *clean;

    while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
        n--;
    n = n < MAX_PASTE ? n : MAX_PASTE;
    clean = malloc(2 * n + 1);
    if (!clean)
        return;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n' || (c == '\r' && text[i + 1] != '\n')) {
            clean[used++] = ';';
            clean[used++] = ' ';
        } else if (c == '\t') {
            clean[used++] = ' ';
        } else if (c >= 0x20 && c != 0x7f) {
            clean[used++] = (char)c;
        }
    }
    clean[used] = '\0';
    if (is_busy())
        line_feed(clean, used);
    else
        (void)rl_insert_text(clean);
    line.popup = false;
    line.dirty = true;
    free(clean);
}

char *
line_take(bool *eof_seen)
{
    char *first = NULL;

    *eof_seen = line.eof;
    line.eof = false;
    if (line.n_done) {
        first = line.done[0];
        line.n_done--;
        memmove(line.done, line.done + 1, line.n_done * sizeof *line.done);
    }
    return first;
}

void
line_clear(void)
{
    rl_free_line_state();
    rl_callback_sigcleanup();
    rl_callback_handler_remove();
    rl_callback_handler_install(line.prompt, line_is_done);
    line.quoted = line.popup = false;
    line.dirty = true;
}

void
line_set_prompt(const char *prompt)
{
    char *copy;

    if (line.prompt && strcmp(line.prompt, prompt) == 0)
        return;
    copy = strdup(prompt);
    if (!copy)
        return;
    free(line.prompt);
    line.prompt = copy;
    (void)rl_set_prompt(prompt);
    line.dirty = true;
}

void
line_set_width(int rows, int cols)
{
    rl_set_screen_size(rows, cols);
}

/* --- for drawing -----------------------------------------------------------*/
bool
line_is_empty(void)
{
    return rl_end == 0;
}

const char *
line_prompt(void)
{
    return rl_display_prompt ? rl_display_prompt : "";
}

const char *
line_text(void)
{
    return rl_line_buffer ? rl_line_buffer : "";
}

int
line_cursor(void)
{
    return rl_point;
}

const char *const *
line_popup(void)
{
    return line.popup ? (const char *const *)line.choices : NULL;
}

bool
line_dirty(void)
{
    bool dirty = line.dirty;

    line.dirty = false;
    return dirty;
}
