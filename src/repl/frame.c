/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * frame.c: scripts (commands waiting, each with its line) and the stack of
 * frames that run them. A repeat's frame runs a range of the script below it,
 * so a body is kept once whatever the number of rounds.
 */
#include "repl_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SCRIPT = 16 << 20 };

struct script *
script_new(const char *name, const char *path)
{
    struct script *script = calloc(1, sizeof *script);

    if (!script)
        return NULL;
    script->name = strdup(name);
    script->path = strdup(path);
    if (!script->name || !script->path) {
        script_free(script);
        return NULL;
    }
    return script;
}

static void
script_clear(struct script *script)
{
    for (size_t i = 0; i < script->n; i++) {
        free(script->list[i].text);
        script_free(script->list[i].script);
    }
    script->n = 0;
}

void
script_free(struct script *script)
{
    if (!script)
        return;
    script_clear(script);
    free(script->list);
    free(script->name);
    free(script->path);
    free(script);
}

static struct queued *
script_grow(struct script *script)
{
    size_t size = script->size ? script->size * 2 : 16;
    struct queued *list = script->list;

    if (script->n == script->size) {
        list = realloc(list, size * sizeof *list);
        if (!list)
            return NULL;
        script->list = list;
        script->size = size;
    }
    list[script->n] = (struct queued){0};
    return &list[script->n++];
}

/* The command that TEXT names, for repeat to find its end. */
static const struct command *
first_command(const char *text)
{
    char word[16];
    size_t n = strcspn(text, " \t\"");

    if (n == 0 || n >= sizeof word)
        return NULL;
    memcpy(word, text, n);
    word[n] = '\0';
    return command_find(word, NULL);
}

static bool
add_command(struct script *script, const char *text, size_t n, unsigned number)
{
    struct queued *queued = script_grow(script);

    if (!queued)
        return false;
    queued->line = number;
    queued->text = strndup(text, n);
    if (!queued->text) {
        script->n--;
        return false;
    }
    queued->command = first_command(queued->text);
    return true;
}

/* Bytes of TEXT without the blanks at its end. */
static size_t
trimmed(const char *text, size_t n)
{
    while (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    return n;
}

static size_t
skip_blanks(const char *text, size_t at, size_t n)
{
    while (at < n && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return at;
}

static size_t
skip_word(const char *text, size_t at, size_t n)
{
    while (at < n && text[at] != ' ' && text[at] != '\t')
        at++;
    return at;
}

/* A command as it is queued; "repeat 3 alloc 10 end" is three: what stands
 * behind the count are the commands to repeat, up to its end. */
static bool
queue_command(struct script *script, const char *text, size_t n,
              unsigned number)
{
    size_t word = skip_word(text, 0, n), body, count;
    bool is_repeat = word == 6 && strncmp(text, "repeat", 6) == 0;

    n = trimmed(text, n);
    count = skip_word(text, skip_blanks(text, word, n), n);
    body = skip_blanks(text, count, n);
    if (!is_repeat || body == n)
        return add_command(script, text, n, number);
    if (!add_command(script, text, count, number))
        return false;
    text += body;
    n -= body;
    if (n > 4 && strncmp(text + n - 4, " end", 4) == 0)
        return queue_command(script, text, trimmed(text, n - 4), number) &&
               add_command(script, "end", 3, number);
    return queue_command(script, text, n, number);
}

bool
script_add_line(struct script *script, const char *line, unsigned number)
{
    size_t from = 0, at, n;

    do {
        from = words_next_command(line, from, &at, &n);
        if (n > 0 && !queue_command(script, line + at, n, number))
            return false;
    } while (from);
    return true;
}

struct script *
script_from_text(const char *name, const char *text)
{
    struct script *script = script_new(name, name);
    unsigned number = 1;
    bool ok = script != NULL;

    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3; /* a byte order mark */
    while (ok && *text) {
        size_t n = strcspn(text, "\n");
        char *line = strndup(text, n);
        ok = line && script_add_line(script, line, number++);
        free(line);
        text += n + (text[n] == '\n');
    }
    if (!ok) {
        script_free(script);
        return NULL;
    }
    return script;
}

/* All of FILE into TEXT (MAX_SCRIPT + 1 bytes); NULL, or what was wrong. */
static const char *
read_text(FILE *file, char *text)
{
    size_t n = fread(text, 1, MAX_SCRIPT + 1, file);

    if (ferror(file))
        return strerror(errno);
    if (n > MAX_SCRIPT)
        return "it is larger than 16 MiB";
    if (memchr(text, '\0', n))
        return "it is not a text file";
    text[n] = '\0';
    return NULL;
}

/* The file's bytes, NUL-terminated; NULL: ERR. */
static char *
read_whole(const char *path, struct error *err)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(MAX_SCRIPT + 1);
    bool ok = file && text;
    const char *wrong = ok ? read_text(file, text) : strerror(errno);

    if (file)
        (void)fclose(file);
    if (ok && !wrong)
        return text;
    error_set(err, "file", "Cannot read %.150s: %s", path, wrong);
    free(text);
    return NULL;
}

struct script *
script_read(const char *path, struct error *err)
{
    char *text = read_whole(path, err);
    struct script *script;

    if (!text)
        return NULL;
    script = script_from_text(path, text);
    if (!script)
        error_set(err, "no-memory", "No memory to read %.150s", path);
    free(text);
    return script;
}

/* --- the stack -------------------------------------------------------------*/
struct frame *
frame_top(struct repl *repl)
{
    return repl->n_frames ? &repl->frames[repl->n_frames - 1] : NULL;
}

bool
frame_push(struct repl *repl, enum frame_kind kind, struct script *script,
           struct error *err)
{
    struct frame *frame;

    if (repl->n_frames == MAX_FRAMES) {
        if (kind != FRAME_REPEAT)
            script_free(script);
        return error_set(err, "too-deep",
                         "Scripts and repeats go more than %d deep here: does "
                         "a script source itself?",
                         MAX_FRAMES - 1);
    }
    frame = &repl->frames[repl->n_frames++];
    *frame = (struct frame){.kind = kind, .script = script, .to = SIZE_MAX};
    return true;
}

void
frame_pop(struct repl *repl)
{
    struct frame *frame = &repl->frames[--repl->n_frames];

    if (frame->kind != FRAME_REPEAT)
        script_free(frame->script);
}

const struct queued *
frame_current(struct repl *repl)
{
    struct frame *frame = frame_top(repl);

    return frame && frame->at > 0 && frame->at <= frame->script->n
               ? &frame->script->list[frame->at - 1]
               : NULL;
}
