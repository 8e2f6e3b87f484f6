/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json.c: JSON as RFC 8259 has it, on one line. Bytes that are not UTF-8
 * become U+FFFD, so that every line parses, whatever a file's name holds.
 */
#include "json.h"

#include "session/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
put_escaped(struct text *text, const char *value)
{
    const unsigned char *s = (const unsigned char *)value;

    text_put(text, "\"", 1);
    while (*s) {
        size_t n = utf8_read((const char *)s, NULL);
        if (n == 0) {
            text_put(text, "\\ufffd", 6);
            n = 1;
        } else if (*s == '"' || *s == '\\') {
            text_add(text, "\\%c", *s);
        } else if (*s == '\n') {
            text_put(text, "\\n", 2);
        } else if (*s == '\t') {
            text_put(text, "\\t", 2);
        } else if (*s < 0x20 || *s == 0x7f) {
            text_add(text, "\\u%04x", *s);
        } else {
            text_put(text, (const char *)s, n);
        }
        s += n;
    }
    text_put(text, "\"", 1);
}

/* The comma, if one is due, and the key. */
static void
put_key(struct text *text, const char *key)
{
    if (text->n > 0 && !strchr("{[:\n", text->data[text->n - 1]))
        text_put(text, ",", 1);
    if (key) {
        put_escaped(text, key);
        text_put(text, ":", 1);
    }
}

void
json_open(struct text *text, const char *key, char bracket)
{
    put_key(text, key);
    text_put(text, &bracket, 1);
}

void
json_close(struct text *text, char bracket)
{
    text_put(text, &bracket, 1);
}

void
json_string(struct text *text, const char *key, const char *value)
{
    put_key(text, key);
    put_escaped(text, value);
}

void
json_string_or_null(struct text *text, const char *key, const char *value)
{
    if (*value)
        json_string(text, key, value);
    else
        json_null(text, key);
}

void
json_number(struct text *text, const char *key, uint64_t value)
{
    put_key(text, key);
    text_add(text, "%" PRIu64, value);
}

void
json_number_or_null(struct text *text, const char *key, uint64_t value)
{
    if (value)
        json_number(text, key, value);
    else
        json_null(text, key);
}

void
json_signed(struct text *text, const char *key, int64_t value)
{
    put_key(text, key);
    text_add(text, "%" PRId64, value);
}

void
json_fraction(struct text *text, const char *key, double value)
{
    char buf[32];
    char *comma;

    put_key(text, key);
    (void)snprintf(buf, sizeof buf, "%.6g",
                   value >= 0 && value <= 1e18 ? value : 0.0);
    comma = strchr(buf, ','); /* what some locales write for a point */
    if (comma)
        *comma = '.';
    text_put(text, buf, strlen(buf));
}

void
json_bool(struct text *text, const char *key, bool value)
{
    put_key(text, key);
    text_add(text, "%s", value ? "true" : "false");
}

void
json_null(struct text *text, const char *key)
{
    put_key(text, key);
    text_put(text, "null", 4);
}
