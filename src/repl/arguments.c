/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * arguments.c: words turned into sizes, blocks, names and files, each with
 * the one sentence that says what to type instead.
 */
#include "repl_internal.h"

#include "repl/number.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The part of COMMAND's example that is the command itself: *N bytes. */
static const char *
own_example(const struct command *command, size_t *n)
{
    size_t from = 0, at;

    do {
        from = words_next_command(command->example, from, &at, n);
        if (strncmp(command->example + at, command->name,
                    strlen(command->name)) == 0)
            break;
    } while (from);
    if (command->run == run_repeat)
        *n = strlen(command->example + at);
    return command->example + at;
}

bool
usage(const struct words *words, struct error *err, const char *what)
{
    const struct command *command =
        command_find(words->n ? words->list[0].text : "", NULL);
    const char *example;
    size_t n;

    if (!command)
        return error_set(err, "usage", "%s", what);
    example = own_example(command, &n);
    return error_set(err, "usage", "%s %s: %s%s%s, for example: %.*s",
                     command->name, what, command->name,
                     *command->arguments ? " " : "", command->arguments, (int)n,
                     example);
}

bool
need_words(const struct words *words, size_t least, size_t most,
           struct error *err)
{
    if (words->n - 1 < least)
        return usage(words, err, "needs more");
    if (words->n - 1 > most) {
        char what[80];
        if (most == 0)
            return error_set(err, "usage", "%s takes no arguments",
                             words->list[0].text);
        (void)snprintf(what, sizeof what, "does not expect \"%.40s\"",
                       words->list[most + 1].text);
        return usage(words, err, what);
    }
    return true;
}

bool
read_size(const char *word, const char *what, size_t *size, struct error *err)
{
    uint64_t value;

    if (!number_read(word, what, &value, err))
        return false;
    if (value > SIZE_MAX)
        return error_set(err, "usage", "\"%.40s\" is too large", word);
    *size = (size_t)value;
    return true;
}

bool
is_count(const char *word)
{
    size_t n = strlen(word);

    return n > 1 && word[0] == 'x' && strspn(word + 1, "0123456789") == n - 1;
}

bool
read_name(const char *word, char name[NAME_TEXT], struct error *err)
{
    if (is_count(word))
        return error_set(err, "usage",
                         "\"%.40s\" says how many, and cannot be a name", word);
    if (!name_is_valid(word))
        return error_set(err, "usage",
                         "\"%.40s\" cannot be a name: type letters, digits "
                         "and _, a letter first, %d bytes at most",
                         word, NAME_TEXT - 1);
    (void)snprintf(name, NAME_TEXT, "%s", word);
    return true;
}

static bool
bad_who(const char *word, struct error *err)
{
    return error_set(err, "usage",
                     "\"%.40s\" names no block: type a number (3 or #3), a "
                     "name, or an offset (0x40)",
                     word);
}

bool
read_who(const char *word, struct who *who, struct error *err)
{
    bool marked = word[0] == '#';
    const char *digits = word + marked;

    *who = (struct who){0};
    if (!marked && name_is_valid(word)) {
        who->kind = WHO_NAME;
        (void)snprintf(who->name, sizeof who->name, "%s", word);
        return true;
    }
    if (!marked && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')) {
        size_t n = number_scan(word, &who->value);
        who->kind = WHO_OFFSET;
        if (n == 0 || n == SIZE_MAX || word[n])
            return bad_who(word, err);
        return true;
    }
    who->kind = WHO_NUMBER;
    if (!*digits || strlen(digits) > 18 ||
        strspn(digits, "0123456789") != strlen(digits))
        return bad_who(word, err);
    (void)number_scan(digits, &who->value);
    return true;
}

bool
read_speed(const char *word, double *speed, struct error *err)
{
    double value = 0, place = 1;
    size_t i = 0, digits = 0;

    if (strcmp(word, "max") == 0) {
        *speed = 0;
        return true;
    }
    for (; strchr("0123456789.", word[i]) && word[i]; i++) {
        if (word[i] == '.') {
            if (place < 1)
                break;
            place = 0.1;
        } else if (place == 1) {
            value = value * 10 + (word[i] - '0');
            digits++;
        } else {
            value += place * (word[i] - '0');
            place /= 10;
            digits++;
        }
    }
    if (digits == 0 || (word[i] && strcmp(word + i, "/s") != 0) ||
        value < 0.01 || value > 1e9)
        return error_set(err, "usage",
                         "\"%.40s\" is no speed: type operations a second "
                         "(0.01 to 1e9), for example 8, or max",
                         word);
    *speed = value;
    return true;
}

char *
find_file(struct repl *repl, const char *path)
{
    const char *script, *slash;
    char *beside;
    size_t folder, size;

    if (path[0] == '/' || access(path, F_OK) == 0)
        return strdup(path);
    for (size_t i = repl->n_frames; i > 0; i--) {
        script = repl->frames[i - 1].script->path;
        slash = strrchr(script, '/');
        if (!slash)
            continue;
        folder = (size_t)(slash - script) + 1;
        size = folder + strlen(path) + 1;
        beside = malloc(size);
        if (!beside)
            return NULL;
        (void)snprintf(beside, size, "%.*s%s", (int)folder, script, path);
        if (access(beside, F_OK) == 0)
            return beside;
        free(beside);
        break;
    }
    return strdup(path);
}
