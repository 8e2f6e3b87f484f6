/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_blocks.c: blocks [where COND] [by KEY [desc]]. The rows are copied
 * out first: sorting needs them, and a row is small.
 */
#include "repl_internal.h"

#include "repl/cond.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum row_key { KEY_OFF, KEY_SIZE, KEY_ASKED, KEY_ID, KEY_STATE, KEY_NAME };

struct row {
    size_t off, size, asked;
    uint32_t id;
    bool used;
    char name[NAME_TEXT];
};

struct rows {
    struct row *list;
    size_t n, size;
    size_t damaged; /* stretches that hold no block that makes sense */
};

static const char *
key_name(size_t i)
{
    static const char *const names[] = {
        "off", "size", "asked", "id", "state", "name",
    };

    return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

static const char *
state_name(size_t i)
{
    static const char *const names[] = {"allocated", "free"};

    return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

static bool
key_find(const char *word, struct cond_name *name)
{
    *name = (struct cond_name){0};
    for (name->index = 0; key_name(name->index); name->index++) {
        if (strcmp(key_name(name->index), word) != 0)
            continue;
        if (name->index == KEY_STATE || name->index == KEY_NAME)
            name->kind = COND_IS_WORD;
        if (name->index == KEY_STATE)
            name->values = state_name;
        return true;
    }
    return false;
}

const struct cond_vocabulary row_words = {
    "value of a block", "type off, size, asked, id, state or name",
    "size >= 64",       key_find,
    key_name,
};

static bool
row_value(void *context, size_t key, const struct cond_range *range,
          struct cond_value *value)
{
    const struct row *row = context;

    (void)range;
    *value = (struct cond_value){0};
    switch ((enum row_key)key) {
    case KEY_OFF:
        value->number = (double)row->off;
        return true;
    case KEY_SIZE:
        value->number = (double)row->size;
        return true;
    case KEY_ASKED:
        value->number = (double)row->asked;
        return row->id != 0;
    case KEY_ID:
        value->number = (double)row->id;
        return row->id != 0;
    case KEY_STATE:
        value->word = row->used ? "allocated" : "free";
        return true;
    case KEY_NAME:
        value->word = row->name;
        return *row->name != '\0';
    }
    return false;
}

/* --- gathering -------------------------------------------------------------*/
static struct row *
rows_grow(struct rows *rows)
{
    size_t size = rows->size ? rows->size * 2 : 64;
    struct row *list;

    if (rows->n == rows->size) {
        list = realloc(rows->list, size * sizeof *list);
        if (!list)
            return NULL;
        rows->list = list;
        rows->size = size;
    }
    return &rows->list[rows->n];
}

static bool
rows_gather(const struct session *session, const struct cond *where,
            struct rows *rows)
{
    struct view_iter iter;
    struct view_block block;

    view_open(&iter, session, 0, SIZE_MAX);
    while (view_next(&iter, &block)) {
        struct row *row = rows_grow(rows);
        if (!row)
            return false;
        rows->damaged += block.state == VIEW_DAMAGED;
        if (block.state != VIEW_USED && block.state != VIEW_FREE)
            continue;
        *row = (struct row){
            block.off, block.size, 0, 0, block.state == VIEW_USED, ""};
        if (row->used) {
            row->id = block.id;
            row->asked = block.id ? block.asked : 0;
            memcpy(row->name, block.name, sizeof row->name);
        }
        if (where->n == 0 || cond_holds(where, row_value, row))
            rows->n++;
    }
    return true;
}

/* --- sorting ---------------------------------------------------------------*/
static int
compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int
by_off(const void *a, const void *b)
{
    const struct row *left = a, *right = b;

    return compare_numbers(left->off, right->off);
}

static int
by_size(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = compare_numbers(left->size, right->size);

    return order ? order : by_off(a, b);
}

static int
by_asked(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = compare_numbers(left->asked, right->asked);

    return order ? order : by_off(a, b);
}

static int
by_id(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = compare_numbers(left->id, right->id);

    return order ? order : by_off(a, b);
}

static int
by_state(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = compare_numbers(!left->used, !right->used);

    return order ? order : by_off(a, b);
}

/* Blocks without a name come last. */
static int
by_name(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    int order = compare_numbers(!*left->name, !*right->name);

    if (!order)
        order = strcmp(left->name, right->name);
    return order ? order : by_off(a, b);
}

static void
rows_sort(struct rows *rows, size_t key, bool desc)
{
    static int (*const orders[])(const void *, const void *) = {
        by_off, by_size, by_asked, by_id, by_state, by_name,
    };

    if (rows->n)
        qsort(rows->list, rows->n, sizeof *rows->list, orders[key]);
    for (size_t i = 0; desc && i < rows->n / 2; i++) {
        struct row kept = rows->list[i];
        rows->list[i] = rows->list[rows->n - 1 - i];
        rows->list[rows->n - 1 - i] = kept;
    }
}

/* --- replies ---------------------------------------------------------------*/
static void
json_rows(struct repl *repl, const struct rows *rows)
{
    struct text *json = &repl->json;

    json_open(json, "blocks", '[');
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = &rows->list[i];
        json_open(json, NULL, '{');
        json_number(json, "off", row->off);
        json_number(json, "size", row->size);
        json_string(json, "state", row->used ? "allocated" : "free");
        json_number_or_null(json, "id", row->id);
        json_string_or_null(json, "name", row->name);
        if (row->id)
            json_number(json, "asked", row->asked);
        else
            json_null(json, "asked");
        json_close(json, '}');
    }
    json_close(json, ']');
    if (rows->damaged)
        json_number(json, "damaged", rows->damaged);
}

static void
text_row(struct text *table, const struct row *row)
{
    text_add(table, "0x%05zx %10zu  %-9s", row->off, row->size,
             row->used ? "allocated" : "free");
    if (row->id)
        text_add(table, " %10zu  #%u%s%s", row->asked, row->id,
                 *row->name ? " " : "", row->name);
    text_put(table, "\n", 1);
}

/* "#7, buf, 40 bytes asked for, in a block of 48 at 0x00040, in use." */
static void
plain_row(struct text *table, const struct row *row)
{
    if (row->id)
        text_add(table, "#%u, %s%s%zu bytes asked for, in a block of ", row->id,
                 row->name, *row->name ? ", " : "", row->asked);
    else
        text_add(table, "A block of ");
    text_add(table, "%zu at 0x%05zx, %s.\n", row->size, row->off,
             row->used ? "in use" : "free");
}

static void
text_rows(struct repl *repl, const struct rows *rows)
{
    struct text *table = &repl->table;
    size_t bytes = 0;
    char buf[SIZE_TEXT];

    if (rows->n && !wants_plain(repl))
        text_add(table, "    off       size  state          asked  block\n");
    for (size_t i = 0; i < rows->n; i++) {
        bytes += rows->list[i].size;
        (wants_plain(repl) ? plain_row : text_row)(table, &rows->list[i]);
    }
    text_add(&repl->message, "%zu block%s, %s", rows->n,
             rows->n == 1 ? "" : "s", size_text(bytes, buf));
    if (rows->damaged)
        text_add(&repl->message, "; %zu stretch%s of damage in the heap",
                 rows->damaged, rows->damaged == 1 ? "" : "es");
    text_put(&repl->message, ".", 1);
}

/* --- the command -----------------------------------------------------------*/
/* "where COND": the text of COND ends where `by` or the line does. */
static bool
read_where(const struct words *words, size_t *i, struct cond *where,
           struct error *err)
{
    char text[512];
    size_t from, to;

    if (*i >= words->n || strcmp(words->list[*i].text, "where") != 0)
        return true;
    ++*i;
    from = words->list[*i].at;
    while (*i < words->n && strcmp(words->list[*i].text, "by") != 0)
        ++*i;
    to = words->list[*i].at;
    if (to - from >= sizeof text)
        return error_set(err, "usage", "The condition is too long");
    memcpy(text, words->command + from, to - from);
    text[to - from] = '\0';
    if (text[strspn(text, " \t")] == '\0')
        return usage(words, err, "where needs a condition");
    return cond_parse(text, &row_words, where, err);
}

static bool
read_by(const struct words *words, size_t *i, size_t *key, bool *desc,
        struct error *err)
{
    struct cond_name name;

    if (*i >= words->n || strcmp(words->list[*i].text, "by") != 0)
        return true;
    ++*i;
    if (*i >= words->n || !key_find(words->list[*i].text, &name))
        return error_set(err, "usage",
                         "\"%.40s\" is no value of a block: type by off, "
                         "size, asked, id, state or name",
                         words->list[*i].text);
    *key = name.index;
    ++*i;
    *desc = *i < words->n && strcmp(words->list[*i].text, "desc") == 0;
    *i += *desc;
    return true;
}

bool
run_blocks(struct repl *repl, const struct words *words, struct error *err)
{
    struct rows rows = {0};
    struct cond where = {0};
    size_t i = 1, key = KEY_OFF;
    bool desc = false;
    char what[80];

    if (!read_where(words, &i, &where, err) ||
        !read_by(words, &i, &key, &desc, err))
        return false;
    if (i < words->n) {
        (void)snprintf(what, sizeof what, "does not expect \"%.40s\"",
                       words->list[i].text);
        return usage(words, err, what);
    }
    if (!rows_gather(repl->session, &where, &rows)) {
        free(rows.list);
        return error_set(err, "no-memory", "No memory to list the blocks");
    }
    rows_sort(&rows, key, desc);
    if (wants_json(repl))
        json_rows(repl, &rows);
    else
        text_rows(repl, &rows);
    free(rows.list);
    return true;
}
