/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * complete.c: what could stand at the cursor, told by the table's completer
 * kinds. It knows nothing of readline: line.c asks it, and so do the tests.
 */
#include "repl_internal.h"

#include "trace/generate.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_CHOICES = 400, MAX_ROWS_LOOKED_AT = 100000 };

struct choices {
    char **list; /* NULL-terminated */
    size_t n;
    const char *prefix; /* what is typed of the word */
    size_t prefix_n;
};

static void
add_choice(struct choices *choices, const char *text)
{
    if (strncmp(text, choices->prefix, choices->prefix_n) != 0 ||
        choices->n == MAX_CHOICES)
        return;
    choices->list[choices->n] = strdup(text);
    choices->n += choices->list[choices->n] != NULL;
}

static void
add_list(struct choices *choices, near_list *list)
{
    const char *word;

    for (size_t i = 0; (word = list(i)) != NULL; i++)
        add_choice(choices, word);
}

static void
add_words(struct choices *choices, const char *const *words)
{
    for (size_t i = 0; words && words[i]; i++)
        add_choice(choices, words[i]);
}

/* --- blocks, policies, files -----------------------------------------------*/
static void
add_block(struct choices *choices, const struct view_block *block)
{
    char text[32];
    bool bare = choices->prefix_n && isdigit((unsigned char)choices->prefix[0]);

    if (*block->name)
        add_choice(choices, block->name);
    if (block->id && (!*block->name || choices->prefix_n)) {
        (void)snprintf(text, sizeof text, "%s%u", bare ? "" : "#", block->id);
        add_choice(choices, text);
    }
    if (choices->prefix_n > 1 && choices->prefix[0] == '0') {
        (void)snprintf(text, sizeof text, "0x%zx", block->off);
        add_choice(choices, text);
    }
}

static void
add_blocks(struct repl *repl, struct choices *choices)
{
    struct view_iter iter;
    struct view_block block;
    size_t looked_at = 0;

    view_open(&iter, repl->session, 0, SIZE_MAX);
    while (looked_at++ < MAX_ROWS_LOOKED_AT && view_next(&iter, &block)) {
        if (block.state == VIEW_USED)
            add_block(choices, &block);
    }
}

/* "exp" names; "explicit" or "explicit:lifo,b" its choices. */
static void
add_policies(struct choices *choices)
{
    char name[POLICY_TEXT], text[2 * POLICY_TEXT];
    size_t n = strcspn(choices->prefix, ":"), last, stem;
    const char *choice;

    for (size_t i = 0; policy_name_word(i); i++) {
        const char *known = policy_name_word(i);
        if (strlen(known) != n || strncmp(known, choices->prefix, n) != 0)
            continue;
        (void)snprintf(name, sizeof name, "%s", known);
        last = choices->prefix_n;
        while (last > n && !strchr(":,", choices->prefix[last - 1]))
            last--;
        stem = last < n + 1 ? n : last;
        if (stem >= sizeof name)
            return;
        for (size_t j = 0; (choice = policy_choice_word(j)) != NULL; j++) {
            if (!policy_takes(name, choice))
                continue;
            (void)snprintf(text, sizeof text, "%.*s%s%s", (int)stem,
                           choices->prefix, stem == n ? ":" : "", choice);
            add_choice(choices, text);
        }
        return;
    }
    add_list(choices, policy_name_word);
}

static bool
has_ending(const char *name, const char *const *endings)
{
    size_t n = strlen(name);

    for (size_t i = 0; endings[i]; i++) {
        size_t m = strlen(endings[i]);
        if (n > m && strcmp(name + n - m, endings[i]) == 0)
            return true;
    }
    return endings[0] == NULL;
}

static void
add_entry(struct choices *choices, const char *folder, size_t folder_n,
          const char *name, const char *const *endings)
{
    char path[1024];
    struct stat status;
    int n;

    if (name[0] == '.' && choices->prefix[folder_n] != '.')
        return;
    n = snprintf(path, sizeof path - 1, "%.*s%s", (int)folder_n, folder, name);
    if (n < 0 || (size_t)n >= sizeof path - 1 || stat(path, &status) != 0)
        return;
    if (S_ISDIR(status.st_mode))
        memcpy(path + n, "/", 2);
    else if (!has_ending(name, endings))
        return;
    add_choice(choices, path);
}

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add_files(struct choices *choices, const char *const *endings)
{
    const char *slash = strrchr(choices->prefix, '/');
    size_t folder_n = slash ? (size_t)(slash - choices->prefix) + 1 : 0;
    char folder[1024];
    struct dirent *entry;
    DIR *dir;

    if (folder_n >= sizeof folder)
        return;
    (void)snprintf(folder, sizeof folder, "%.*s", (int)folder_n,
                   choices->prefix);
    dir = opendir(folder_n ? folder : ".");
    if (!dir)
        return;
    while ((entry = readdir(dir)) != NULL)
        add_entry(choices, folder, folder_n, entry->d_name, endings);
    (void)closedir(dir);
    qsort(choices->list, choices->n, sizeof *choices->list, by_text);
}

/* --- by the kind of argument -----------------------------------------------*/
static const char *const no_endings[] = {NULL};
static const char *const trace_endings[] = {".rep", ".script", ".log",
                                            ".mtrace", NULL};
static const char *const script_endings[] = {".heap", NULL};

/* What may follow NAME: a comparison, or its range, or no more of it (true). */
static bool
add_after_name(struct choices *choices, const struct cond_name *name)
{
    static const char *const signs[] = {"<", "<=", "=", "!=", ">=", ">", NULL};
    static const char *const word_signs[] = {"=", "!=", NULL};

    if (name->kind == COND_IS_NUMBER)
        add_words(choices, signs);
    else if (name->kind == COND_IS_WORD)
        add_words(choices, word_signs);
    return name->kind == COND_IS_FLAG;
}

/* The condition begins with word FROM. What may stand at the cursor is told by
 * the two words before it: a term has one, two or three. True: the condition
 * may end here. */
static bool
add_cond(struct choices *choices, const struct words *before, size_t from,
         const struct cond_vocabulary *words)
{
    const char *last = before->n > from ? before->list[before->n - 1].text : "";
    const char *left =
        before->n > from + 1 ? before->list[before->n - 2].text : "";
    static const char *const joins[] = {"and", "or", NULL};
    struct cond_name name;
    bool is_sign = *last && strchr("<=!>", *last), is_end = false;

    if (!*last || strcmp(last, "and") == 0 || strcmp(last, "or") == 0)
        add_list(choices, words->names);
    else if (is_sign && words->find(left, &name) && name.values)
        add_list(choices, name.values);
    else if (!is_sign && !(*left && strchr("<=!>", *left)) &&
             words->find(last, &name))
        is_end = add_after_name(choices, &name);
    else
        is_end = !is_sign;
    if (is_end)
        add_words(choices, joins);
    return is_end;
}

static const char *
status_name(size_t i)
{
    static const char *const others[] = {"usage", "no-block", "damaged",
                                         "no-trace", "not-found"};

    if (i < sizeof others / sizeof others[0])
        return others[i];
    i = i - sizeof others / sizeof others[0] + 1;
    return i < HEAP_DAMAGED ? heap_status_name((enum heap_status)i) : NULL;
}

static void
add_expect(struct choices *choices, const struct words *before)
{
    if (before->n == 1)
        add_choice(choices, "error");
    if (before->n == 2 && strcmp(before->list[1].text, "error") == 0)
        add_list(choices, status_name);
    else
        (void)add_cond(choices, before, 1, &facts_words);
}

static void
add_blocks_words(struct choices *choices, const struct words *before)
{
    static const char *const starts[] = {"where", "by", NULL};
    const char *last = before->list[before->n - 1].text;

    if (before->n == 1) {
        add_words(choices, starts);
    } else if (strcmp(last, "by") == 0) {
        add_list(choices, row_words.names);
    } else if (before->n > 2 &&
               strcmp(before->list[before->n - 2].text, "by") == 0) {
        add_choice(choices, "desc");
    } else if (add_cond(choices, before, 2, &row_words)) {
        add_choice(choices, "by");
    }
}

static void
add_back(struct choices *choices, const struct words *before)
{
    if (before->n == 1)
        add_choice(choices, "until");
    else if (strcmp(before->list[1].text, "until") == 0)
        (void)add_cond(choices, before, 2, &facts_words);
}

/* An operation, then one of its events. */
static void
add_into(struct choices *choices, const struct words *before)
{
    static const char *const first[] = {"next", "event", "off", NULL};

    if (before->n == 1)
        add_words(choices, first);
    else if (before->n == 2 && strcmp(before->list[1].text, "event") != 0)
        add_choice(choices, "event");
}

static void
add_breaks(struct repl *repl, struct choices *choices)
{
    char text[16];

    for (size_t i = 0; i < repl->stops.n; i++) {
        (void)snprintf(text, sizeof text, "%u", repl->stops.breaks[i].number);
        add_choice(choices, text);
    }
    add_choice(choices, "all");
}

static void
add_set(struct choices *choices, const struct words *before)
{
    if (before->n == 1)
        add_list(choices, setting_name);
    else if (strcmp(before->list[1].text, "theme") == 0)
        add_list(choices, theme_name);
    else if (before->n == 2)
        add_words(choices, setting_values(before->list[1].text));
}

/* The prefix is from now on what stands after the `=`: *FROM moves there. */
static void
skip_name(struct choices *choices, size_t *from)
{
    size_t n = strcspn(choices->prefix, "=") + 1;

    *from += n;
    choices->prefix += n;
    choices->prefix_n -= n;
}

static void
add_new(struct choices *choices, size_t *from)
{
    static const char *const options[] = {"policy=", "limit=", "target=", NULL};
    static const char *const targets[] = {"heap", "naive", NULL};
    bool policy = strncmp(choices->prefix, "policy=", 7) == 0;

    if (!strchr(choices->prefix, '=')) {
        add_words(choices, options);
        return;
    }
    skip_name(choices, from);
    if (policy)
        add_policies(choices);
    else
        add_words(choices, targets);
}

/* Completers that offer the same words at any time, for one argument. */
static void
add_fixed(struct choices *choices, enum completer completer)
{
    static const char *const on_off[] = {"on", "off", NULL};
    static const char *const zooms[] = {"fit", "in", "out", NULL};
    static const char *const pins[] = {"for", "off", NULL};
    static const char *const moments[] = {"start", "end", "peak", "bad", NULL};

    if (completer == COMPLETE_ZOOM)
        add_words(choices, zooms);
    else if (completer == COMPLETE_GOTO)
        add_words(choices, moments);
    else if (completer == COMPLETE_CHECK)
        add_words(choices, on_off);
    else if (completer == COMPLETE_PINS)
        add_words(choices, pins);
    else if (completer == COMPLETE_PLAY)
        add_choice(choices, "max");
}

static void
add_generate(struct choices *choices, const struct words *before, size_t *from)
{
    const struct generate_kind *kind;
    const char *name;
    char text[24];

    if (before->n == 1) {
        add_list(choices, generate_kind_name);
        return;
    }
    kind = generate_kind_find(before->list[1].text);
    if (kind && strncmp(choices->prefix, "from=", 5) == 0) {
        skip_name(choices, from);
        add_files(choices, trace_endings);
        return;
    }
    for (size_t i = 0; kind && (name = generate_parameter(i)) != NULL; i++) {
        (void)snprintf(text, sizeof text, "%s=", name);
        if (generate_takes(kind, name))
            add_choice(choices, text);
    }
}

/* Where only the first argument can be completed. */
static void
add_first(const struct command *command, struct choices *choices)
{
    switch (command->completer) {
    case COMPLETE_POLICY:
        add_policies(choices);
        break;
    case COMPLETE_TRACE:
        add_files(choices, trace_endings);
        break;
    case COMPLETE_SCRIPT:
        add_files(choices, script_endings);
        break;
    case COMPLETE_FILE:
        add_files(choices, no_endings);
        break;
    case COMPLETE_THEME:
        add_list(choices, theme_name);
        break;
    case COMPLETE_HIST:
        add_list(choices, hist_word);
        break;
    case COMPLETE_HELP:
        add_list(choices, command_name);
        add_list(choices, topic_name);
        break;
    default:
        add_fixed(choices, command->completer);
        break;
    }
}

/* The operation, then the block that it is about. */
static void
add_try(struct repl *repl, const struct words *before, struct choices *choices)
{
    static const char *const tried[] = {"alloc",   "calloc", "memalign",
                                        "realloc", "free",   NULL};

    if (before->n == 1)
        add_words(choices, tried);
    else if (strcmp(before->list[1].text, "free") == 0 ||
             strcmp(before->list[1].text, "realloc") == 0)
        add_blocks(repl, choices);
}

static void
add_arguments(struct repl *repl, const struct command *command,
              const struct words *before, struct choices *choices, size_t *from)
{
    switch (command->completer) {
    case COMPLETE_WHO:
        add_blocks(repl, choices);
        break;
    case COMPLETE_TRY:
        add_try(repl, before, choices);
        break;
    case COMPLETE_EXPECT:
        add_expect(choices, before);
        break;
    case COMPLETE_BLOCKS:
        add_blocks_words(choices, before);
        break;
    case COMPLETE_COND:
        (void)add_cond(choices, before, 1, &facts_words);
        break;
    case COMPLETE_BACK:
        add_back(choices, before);
        break;
    case COMPLETE_INTO:
        add_into(choices, before);
        break;
    case COMPLETE_DELETE:
        add_breaks(repl, choices);
        break;
    case COMPLETE_SET:
        add_set(choices, before);
        break;
    case COMPLETE_NEW:
        add_new(choices, from);
        break;
    case COMPLETE_GENERATE:
        add_generate(choices, before, from);
        break;
    case COMPLETE_TIMELINE:
        add_list(choices, sample_figure_name);
        break;
    case COMPLETE_RACE:
        add_policies(choices);
        if (before->n == 1)
            add_choice(choices, "off");
        break;
    default:
        if (before->n == 1)
            add_first(command, choices);
        break;
    }
}

/* --- the line --------------------------------------------------------------*/
/* Where the command that holds the line's end starts. */
static size_t
last_command(const char *line)
{
    size_t from = 0, next, at, n;

    while ((next = words_next_command(line, from, &at, &n)) != 0)
        from = next;
    return from;
}

static void
complete_at(struct repl *repl, char *line, size_t *from,
            struct choices *choices)
{
    size_t start = last_command(line);
    const struct command *command;
    struct words before;
    char kept;

    kept = line[*from];
    line[*from] = '\0';
    if (!words_cut(&before, line + start, NULL)) {
        line[*from] = kept;
        return;
    }
    line[*from] = kept;
    if (before.n == 0) {
        add_list(choices, command_name);
    } else {
        command = command_find(before.list[0].text, NULL);
        if (command)
            add_arguments(repl, command, &before, choices, from);
    }
    words_done(&before);
}

char **
repl_complete(struct repl *repl, const char *line, size_t cursor, size_t *from)
{
    char *text = strndup(line, cursor);
    struct choices choices = {0};

    choices.list = calloc(MAX_CHOICES + 1, sizeof *choices.list);
    if (text && choices.list) {
        cursor = strlen(text);
        *from = cursor;
        while (*from > 0 && !strchr(" \t;", text[*from - 1]))
            --*from;
        choices.prefix = text + *from;
        choices.prefix_n = cursor - *from;
        complete_at(repl, text, from, &choices);
    }
    free(text);
    if (choices.n == 0) {
        free(choices.list);
        return NULL;
    }
    return choices.list;
}

void
repl_complete_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}
