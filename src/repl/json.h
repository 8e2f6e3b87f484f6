/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json.h: writes JSON into a text, a value at a time. Commas are its business.
 * KEY is NULL inside a list.
 */
#ifndef HEAPGLASS_JSON_H
#define HEAPGLASS_JSON_H

#include "repl/text.h"

#include <stdbool.h>
#include <stdint.h>

void json_open(struct text *, const char *key, char bracket); /* '{' or '[' */
void json_close(struct text *, char bracket);                 /* '}' or ']' */
void json_string(struct text *, const char *key, const char *value);
void json_string_or_null(struct text *, const char *key, const char *value);
void json_number(struct text *, const char *key, uint64_t value);
void json_number_or_null(struct text *, const char *key, uint64_t value);
void json_signed(struct text *, const char *key, int64_t value);
void json_fraction(struct text *, const char *key, double value);
void json_bool(struct text *, const char *key, bool value);
void json_null(struct text *, const char *key);

#endif
