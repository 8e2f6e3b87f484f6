/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * help.c: what `help` says. Commands come from the table, figures from theirs;
 * only the topics are prose of their own, and they stand here.
 */
#include "repl_internal.h"

#include "repl/figure.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 76 };

struct topic {
    const char *name, *help;
    const char *text; /* lines; NULL: made by a function */
    void (*write)(struct text *);
};

/* TEXT broken into lines of WIDTH, each after INDENT blanks; in the first LABEL
 * stands in them. */
static void
put_labelled(struct text *out, const char *label, const char *text, int indent)
{
    while (*text) {
        size_t n = strlen(text), room = (size_t)(WIDTH - indent);
        if (n > room) {
            for (n = room; n > 0 && text[n] != ' '; n--)
                ;
            n = n ? n : room;
        }
        text_add(out, "%-*s%.*s\n", indent, label, (int)n, text);
        text += n;
        text += strspn(text, " ");
        label = "";
    }
}

void
put_wrapped(struct text *out, const char *text, int indent)
{
    put_labelled(out, "", text, indent);
}

/* --- topics ----------------------------------------------------------------*/
static void
write_figures(struct text *out)
{
    const struct figure *figure;
    const char *what, *meaning;

    for (size_t i = 0; (figure = figure_get(i)) != NULL; i++) {
        text_add(out, "%s\n", figure->name);
        put_wrapped(out, figure->meaning, 4);
    }
    for (size_t i = 0; (meaning = figure_other(i, &what)) != NULL; i++) {
        text_add(out, "%s\n", what);
        put_wrapped(out, meaning, 4);
    }
}

enum { POLICY_INDENT = 14 };

/* In the order of policy_name_word. */
static const char *const policies[] = {
    "no list: a search walks all blocks, used ones too",
    "one list of the free blocks",
    ("the usual one: a list for each class of sizes; takes the first of a few "
     "that fits, or the best of some more"),
    "rounds a request up, takes the first block where all must fit",
    "powers of two only: halves blocks and joins both halves again",
};

/* The words of a kind, the usual one first. */
static const struct kind {
    const char *words[5];
    const char *help;
    bool for_all; /* policies */
} kinds[] = {
    {{"lifo", "fifo", "address"}, "the order of the list", false},
    {{"first", "next", "good", "best", "worst"},
     "which free block is taken",
     false},
    {{"tagged", "textbook"},
     "a 4-byte header, and a footer while the block is free; or CS:APP's "
     "8-byte header and footer on every block",
     false},
    {{"immediate", "deferred", "off"},
     "when free neighbours are joined (all policies)",
     true},
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0], KIND_WORDS = 5 };

/* "good|best", those that the policy NAME takes (NULL: all of the kind); the
 * number of them. */
static size_t
list_kind(const struct kind *kind, const char *name, char *buf, size_t size)
{
    size_t n = 0, words = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < KIND_WORDS && kind->words[i] && n < size; i++) {
        if (!name || policy_takes(name, kind->words[i]))
            n += (size_t)snprintf(buf + n, size - n, "%s%s", words++ ? "|" : "",
                                  kind->words[i]);
    }
    return words;
}

static void
write_policy(struct text *out, const char *name, const char *what)
{
    char label[24], choices[160] = "", words[48];
    size_t n = 0;

    for (size_t i = 0; i < N_KINDS && n < sizeof choices; i++) {
        if (!kinds[i].for_all &&
            list_kind(&kinds[i], name, words, sizeof words) > 1)
            n += (size_t)snprintf(choices + n, sizeof choices - n, "%s%s",
                                  n ? "  " : "", words);
    }
    (void)snprintf(label, sizeof label, "  %s", name);
    put_labelled(out, label, what, POLICY_INDENT);
    put_wrapped(out, choices, POLICY_INDENT);
}

static void
write_policies(struct text *out)
{
    const char *name;
    char words[48], line[200];

    text_add(out, "A policy is written NAME[:CHOICE,...], for example "
                  "explicit:address,best.\n");
    for (size_t i = 0; (name = policy_name_word(i)) != NULL; i++)
        write_policy(out, name, policies[i]);
    text_add(out, "Of each kind of choice one; the first that a policy has is "
                  "the usual one.\n");
    for (size_t i = 0; i < N_KINDS; i++) {
        (void)list_kind(&kinds[i], NULL, words, sizeof words);
        (void)snprintf(line, sizeof line, "%s: %s", words, kinds[i].help);
        put_wrapped(out, line, 2);
    }
}

static const struct topic topics[] = {
    {"keys", "the keys of the map and its panes, the mouse",
     "Tab on an empty command line moves to the map and back; there ? tells\n"
     "all keys, those of the pane that has them first. The usual ones:\n"
     "  arrows          the block before, after, a row above, below\n"
     "  ] [             along the free list, or the pins; } { to another list\n"
     "  + - 0           closer, farther, the whole heap\n"
     "  n p Space       step, step back, play and pause; at the command line\n"
     "                  F8, F7, F5\n"
     "  e t r           the inside of the last operation, the heap over time,\n"
     "                  the race; the same key goes back\n"
     "  c o i           what colours tell, the overlay, numbers on blocks\n"
     "  1 to 6, z       to a pane, that pane alone\n"
     "  / : Esc         search a block, back to the command line\n"
     "A click selects a block, a row of a list, a moment of the timeline; the\n"
     "wheel zooms; dragging moves the map, or the time. --no-mouse leaves the\n"
     "mouse to the terminal.\n",
     NULL},
    {"figures", "what every number means", NULL, write_figures},
    {"colours", "what the map's colours tell",
     "c on the map, or set colour KEY, chooses what the colour of bytes in\n"
     "use tells, in five steps; all else on the map stays as it is:\n"
     "  state   nothing: all have one colour\n"
     "  class   block size: up to 32 B, 128 B, 1 KiB, 16 KiB, more\n"
     "  age     operations since the block was allocated, in fifths of the\n"
     "          logarithm of all so far: up to 4, 16, 64, 256, more at op 600\n"
     "  heat    allocations that began in its bytes, of the last 262144\n"
     "          operations: up to 1, 4, 16, 64, more\n"
     "  waste   share of its bytes not asked for, header included: up to 5%,\n"
     "          10%, 25%, 50%, more\n"
     "From 32 B a cell on a cell tells of the blocks that start in it, by\n"
     "their mean (waste: by their sums), or of the one that covers its first\n"
     "byte; heat of several blocks is the allocations that began in the\n"
     "cell, over their number.\n"
     "Grey is a block of which nothing is known. Without colours, and with 8\n"
     "of them, digits 1 to 5 tell the steps. theme NAME changes the colours.\n",
     NULL},
    {"who", "how to name a block",
     "A block is named by any of these:\n"
     "  3 or #3   its number; numbers count from 1 and are never reused\n"
     "  buf       the name it was given: letters, digits and _\n"
     "  0x40      its payload offset, as the map shows it\n"
     "free also takes ranges of numbers: 2..20, #2..#20/2 (every second).\n"
     "A freed block keeps its number: show 3 still tells of it, and free 3\n"
     "is a double-free.\n",
     NULL},
    {"sizes", "how to write a size",
     "A size is a whole number of bytes:\n"
     "  100  0x40  4k  2m  1g     k, m, g count in 1024s\n"
     "  4*16+8  (3 + 1) * 16      with blanks only within parentheses:\n"
     "                            alloc (4 * 16 + 8) buf\n"
     "A size that does not fit in 64 bits, or is negative, is an error.\n",
     NULL},
    {"cond", "how to write a condition",
     "expect, until, back until and break take a condition. It compares\n"
     "figures with numbers or with each other:\n"
     "  util > 90%   frag <= 0.1   heap < 6.5k   live = peak_live\n"
     "with < <= = != >= >, joined by `and` (which binds tighter) and `or`:\n"
     "  blocks = 3 and largest >= 1k or op > 100\n"
     "= compares to as many digits as are written: util = 66.7% holds from\n"
     "66.65% to 66.75%. Of the last operation it knows\n"
     "  size > 1k   asked   id = 7   off   probes > 10   grown > 0\n"
     "  kind = free     alloc, calloc, memalign, realloc, free, coalesce,\n"
     "                  poke or skip\n"
     "  moved           a realloc that moved its block\n"
     "  touches 0x100..0x1ff, touches 0x100\n"
     "                  it made, freed, resized, moved, split, joined or\n"
     "                  poked something at these bytes\n"
     "and of the whole heap\n"
     "  damaged         the checker finds a violation; this takes long\n"
     "help figures lists the figures; `blocks where` has size, asked, off,\n"
     "id, state (allocated, free) and name instead.\n",
     NULL},
    {"policies", "the policies and their choices", NULL, write_policies},
    {"syntax", "commands on a line, comments, quotes",
     "A semicolon separates commands: alloc 100; free 1\n"
     "# followed by a blank starts a comment; #3 is a block.\n"
     "Text in \"quotes\" may hold semicolons; within quotes \\\" is a quote.\n"
     "A command may be cut short while only one fits: al 100, st.\n",
     NULL},
    {"errors", "the names that `expect error` takes",
     "usage, unknown-command, ambiguous   the command was not understood\n"
     "no-block       no such number, name or block\n"
     "double-free    the block is free already; realloc too\n"
     "name-taken     a live block has the name already\n"
     "inside-block   the offset points into an allocated block\n"
     "inside-free    the offset points into a free block\n"
     "misaligned     a payload starts at a multiple of 16\n"
     "outside        the offset lies outside the heap\n"
     "damaged        bookkeeping was overwritten; check found violations\n"
     "no-memory, too-large, bad-alignment   the request cannot be served\n"
     "bad-name, bad-policy   a name or policy that cannot be\n"
     "not-possible   this target cannot do that\n"
     "no-trace, end-of-trace   nothing to step or play\n"
     "no-moment, at-start, no-branch   there is no such moment or branch\n"
     "nothing-to-undo, nothing-to-redo   no command to take back, or again\n"
     "not-found      until, back until: the condition held nowhere; goto\n"
     "               bad: no operation left the heap inconsistent\n"
     "no-break, too-many   there is no such break; there are 99\n"
     "interrupted    Ctrl-C; commands behind it, or a trace half read, are "
     "dropped\n"
     "no-race        no race is on\n"
     "no-fit         pins for: not even with everything freed\n"
     "joining-off    pins: under this policy free blocks never join\n"
     "file, trace    a file cannot be read, or is no trace\n"
     "expectation    an expect did not hold\n"
     "failed         commands within a source or repeat failed\n"
     "too-deep       scripts and repeats are nested too deeply\n"
     "memory         the program itself has none left; the heap is as it was\n"
     "no-checker, no-screen   there is nothing to check, or to draw on\n",
     NULL},
};

enum { N_TOPICS = sizeof topics / sizeof topics[0] };

const char *
topic_name(size_t i)
{
    return i < N_TOPICS ? topics[i].name : NULL;
}

/* A policy's name asks for all of them. */
static bool
is_policy(const char *word)
{
    const char *name;

    for (size_t i = 0; (name = policy_name_word(i)) != NULL; i++)
        if (strcmp(name, word) == 0)
            return true;
    return false;
}

bool
help_topic(struct text *out, const char *name)
{
    if (is_policy(name))
        name = "policies";
    for (size_t i = 0; i < N_TOPICS; i++) {
        if (strcmp(topics[i].name, name) != 0)
            continue;
        if (topics[i].write)
            topics[i].write(out);
        else
            text_put(out, topics[i].text, strlen(topics[i].text));
        return true;
    }
    return false;
}

/* --- commands --------------------------------------------------------------*/
void
help_command(struct text *out, const struct command *command)
{
    char first[160];

    (void)snprintf(first, sizeof first, "%s.", command->help);
    if (first[0] >= 'a' && first[0] <= 'z')
        first[0] = (char)(first[0] - 'a' + 'A');
    put_wrapped(out, first, 0);
    if (*command->more)
        put_wrapped(out, command->more, 0);
    text_add(out, "For example: %s\n", command->example);
}

static void
help_all(struct text *out)
{
    const struct command *command;
    int group = -1;

    for (size_t i = 0; (command = command_get(i)) != NULL; i++) {
        char usage_text[80];
        if ((int)command->group != group)
            text_add(out, "%s\n", group_name(command->group));
        group = (int)command->group;
        (void)snprintf(usage_text, sizeof usage_text, "%s %s", command->name,
                       command->arguments);
        if (strlen(usage_text) > 26)
            text_add(out, "  %s\n  %-26s %s\n", usage_text, "", command->help);
        else
            text_add(out, "  %-26s %s\n", usage_text, command->help);
    }
    text_add(out, "topics\n");
    for (size_t i = 0; i < N_TOPICS; i++)
        text_add(out, "  help %-21s %s\n", topics[i].name, topics[i].help);
}

static const char *
help_word(size_t i)
{
    size_t n = 0;

    while (command_name(n))
        n++;
    return i < n ? command_name(i) : topic_name(i - n);
}

static bool
unknown_topic(const char *word, struct error *err)
{
    const char *near = near_word(word, help_word);

    return error_set(err, "usage", "There is no help on \"%.40s\": %s%s%s",
                     word, near ? "did you mean " : "help lists all there is",
                     near ? near : "", near ? "?" : "");
}

bool
run_help(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    const char *word = words->n > 1 ? words->list[1].text : "";
    const struct command *command;
    struct error ignored;

    if (!need_words(words, 0, 1, err))
        return false;
    if (host->help && host->help(host->context, word))
        return true;
    if (!*word) {
        text_add(&repl->message, "Commands; help COMMAND says more.");
        help_all(&repl->table);
    } else if (!help_topic(&repl->table, word)) {
        command = command_find(word, &ignored);
        if (!command)
            return unknown_topic(word, err);
        text_add(&repl->message, "%s%s%s", command->name,
                 *command->arguments ? " " : "", command->arguments);
        help_command(&repl->table, command);
    } else {
        text_add(&repl->message, "Help on %s.", word);
    }
    if (wants_json(repl))
        json_string(&repl->json, "text", text_get(&repl->table));
    return true;
}
