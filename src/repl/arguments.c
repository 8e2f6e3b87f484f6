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

bool
usage(const struct words *words, struct error *err, const char *what)
{
    const struct command *command =
        command_find(words->n ? words->list[0].text : "", NULL);

    if (!command)
        return error_set(err, "usage", "%s", what);
    return error_set(err, "usage", "%s %s: %s%s%s, for example: %s",
                     command->name, what, command->name,
                     *command->arguments ? " " : "", command->arguments,
                     command->example);
}

bool
need_words(const struct words *words, size_t least, size_t most,
           struct error *err)
{
    if (words->n - 1 < least)
        return usage(words, err, "needs more");
    if (words->n - 1 > most) {
        char what[80];
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
is_name(const char *word)
{
    size_t n = strlen(word);

    if (n == 0 || n >= NAME_TEXT || isdigit((unsigned char)word[0]))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!isalnum((unsigned char)word[i]) && word[i] != '_')
            return false;
    }
    return true;
}

bool
read_name(const char *word, char name[NAME_TEXT], struct error *err)
{
    if (is_count(word))
        return error_set(err, "usage",
                         "\"%.40s\" says how many, and cannot be a name", word);
    if (!is_name(word))
        return error_set(err, "usage",
                         "\"%.40s\" cannot be a name: type letters, digits "
                         "and _, a letter first, %d at most",
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
    if (!marked && is_name(word)) {
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
