/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words.c: see words.h. Text from a file or a paste may hold anything, so
 * nothing here assumes a length.
 */
#include "words.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static bool
is_comment(const char *line, size_t from, size_t i)
{
    return line[i] == '#' &&
           (i == from || is_blank(line[i - 1]) || line[i - 1] == ';') &&
           (line[i + 1] == '\0' || is_blank(line[i + 1]));
}

size_t
words_next_command(const char *line, size_t from, size_t *at, size_t *n)
{
    bool quoted = false;
    size_t i = from, end;

    for (; line[i]; i++) {
        if (line[i] == '"')
            quoted = !quoted;
        else if (quoted && line[i] == '\\' && line[i + 1])
            i++;
        else if (!quoted && (line[i] == ';' || is_comment(line, from, i)))
            break;
    }
    end = i;
    while (from < end && is_blank(line[from]))
        from++;
    while (end > from && is_blank(line[end - 1]))
        end--;
    *at = from;
    *n = end - from;
    return line[i] == ';' ? i + 1 : 0;
}

static char
unescape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '0':
        return '\0';
    default:
        return c;
    }
}

/* Copies the quoted part that starts after S[I] == '"'; answers the byte after
 * the closing quote, 0 when there is none. */
static size_t
copy_quoted(const char *s, size_t i, char **out)
{
    for (i++; s[i] && s[i] != '"'; i++) {
        if (s[i] == '\\' && s[i + 1])
            *(*out)++ = unescape(s[++i]);
        else
            *(*out)++ = s[i];
    }
    return s[i] ? i + 1 : 0;
}

/* Cuts the word that starts at S[I]; answers the byte after it, or 0. */
static size_t
cut_word(const char *s, size_t i, struct word *word, char **out,
         struct error *err)
{
    int depth = 0;

    *word = (struct word){*out, 0, i, false};
    while (s[i] && (depth > 0 || !is_blank(s[i]))) {
        if (s[i] == '"') {
            word->quoted = true;
            i = copy_quoted(s, i, out);
            if (!i) {
                error_set(err, "usage",
                          "A quote is not closed: type another \"");
                return 0;
            }
            continue;
        }
        depth += s[i] == '(' ? 1 : s[i] == ')' && depth > 0 ? -1 : 0;
        *(*out)++ = s[i++];
    }
    word->n = (size_t)(*out - word->text);
    *(*out)++ = '\0';
    if (depth > 0) {
        error_set(err, "usage", "A parenthesis is not closed: type another )");
        return 0;
    }
    return i;
}

bool
words_cut(struct words *words, const char *command, struct error *err)
{
    size_t length = strlen(command), i = 0, most = length / 2 + 2;
    char *out;

    words->n = 0;
    words->command = command;
    words->storage = malloc(length * 2 + 2);
    words->list = calloc(most, sizeof *words->list);
    if (!words->storage || !words->list) {
        words_done(words);
        return error_set(err, "no-memory", "No memory for this line");
    }
    out = words->storage;
    for (;;) {
        while (is_blank(command[i]))
            i++;
        if (!command[i])
            break;
        i = cut_word(command, i, &words->list[words->n++], &out, err);
        if (!i) {
            words_done(words);
            return false;
        }
    }
    *out = '\0';
    words->list[words->n] = (struct word){out, 0, length, false};
    return true;
}

void
words_done(struct words *words)
{
    free(words->storage);
    free(words->list);
    *words = (struct words){0};
}

const char *
words_rest(const struct words *words, size_t i)
{
    return words->command +
           (i < words->n ? words->list[i].at : strlen(words->command));
}
