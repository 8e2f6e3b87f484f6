/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * table.c: the commands, one row each. Rows are grouped as `help` shows them;
 * within a group the order is the order of learning.
 */
#include "repl_internal.h"

#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
    /* --- operations --------------------------------------------------- */
    {"alloc", "SIZE [NAME|xN]", GROUP_OPERATIONS, COMPLETE_NONE,
     "allocate a block, or N blocks of one size",
     "The block gets the next number, and a name if you give one. Sizes take "
     "k, m, g, hex and arithmetic (help sizes). alloc 0 gives a smallest "
     "block.",
     "alloc 100 buf; alloc 64 x3", run_alloc},
    {"calloc", "N SIZE [NAME]", GROUP_OPERATIONS, COMPLETE_NONE,
     "allocate N times SIZE bytes, set to zero", "", "calloc 10 24 table",
     run_calloc},
    {"memalign", "ALIGN SIZE [NAME]", GROUP_OPERATIONS, COMPLETE_NONE,
     "allocate at a multiple of ALIGN, a power of two", "",
     "memalign 64 100 line", run_memalign},
    {"realloc", "WHO SIZE", GROUP_OPERATIONS, COMPLETE_WHO,
     "change a block's size; it may move",
     "The block keeps its number and name. It stays in place when it shrinks "
     "or when a free neighbour or the heap's end gives room. Size 0 frees.",
     "alloc 100 buf; realloc buf 4k", run_realloc},
    {"free", "WHO...", GROUP_OPERATIONS, COMPLETE_WHO,
     "free blocks, by number, name or offset",
     "#2..#20/2 is every second number from 2 to 20; numbers in a range that "
     "are free already are passed over. Freeing a block twice by its number "
     "is a double-free. The first block that cannot be freed ends the "
     "command.",
     "alloc 64 x6; free #1..#5/2; free 2 0x100", run_free},
    {"coalesce", "", GROUP_OPERATIONS, COMPLETE_NONE,
     "join all free neighbours (deferred coalescing)", "",
     "policy explicit:deferred; alloc 64 x3; free 1 2; coalesce", run_coalesce},

    /* --- checking ----------------------------------------------------- */
    {"check", "[on|off]", GROUP_CHECKING, COMPLETE_CHECK,
     "check every invariant, now or after each operation",
     "Violations come with the invariant's number, the block's offset, what "
     "was expected and what was found. A check that finds any fails with "
     "the name damaged. While checking is on, an operation that leaves the "
     "heap damaged fails so too, though it was done.",
     "alloc 100; check; check on; free 1", run_check},
    {"poke", "OFFSET BYTE...", GROUP_CHECKING, COMPLETE_NONE,
     "overwrite bytes of the heap, to damage it",
     "OFFSET counts from the start of the heap. Bytes are numbers from 0 to "
     "255, or \"text\".",
     "alloc 100; poke 0x20 1 0xff \"abc\"", run_poke},

    {"bad", "[FROM]", GROUP_CHECKING, COMPLETE_NONE,
     "find the first operation that left the heap inconsistent",
     "All operations done so far, after going back those ahead too, are done "
     "again on another heap, and every invariant is checked after each; with "
     "FROM, from that operation on. Damage that healed later is found too. "
     "goto bad goes there.",
     "alloc 100; alloc 100; poke 0x32c 0 0 0 0; poke 0x32c 113; bad; goto bad",
     run_bad},

    /* --- time --------------------------------------------------------- */
    {"step", "[N]", GROUP_TIME, COMPLETE_NONE,
     "do the next operation, or the next N",
     "After going back, those that were done before come first; then what is "
     "left of the trace. It stops at breaks.",
     "load demos/editor.rep; step 10", run_step},
    {"back", "[N | until COND]", GROUP_TIME, COMPLETE_BACK,
     "go back one operation, or N, or until COND holds",
     "Nothing is lost: step and goto go forward again. An operation typed at "
     "an earlier moment starts a new branch; the old one is kept. until stops "
     "at the last moment before this one at which COND holds, or fails with "
     "not-found and stays here. help cond explains conditions.",
     "alloc 100; alloc 200; back; step; back until blocks = 0", run_back},
    {"goto", "N|start|end|peak|bad", GROUP_TIME, COMPLETE_GOTO,
     "go to the moment after operation N",
     "start is the empty heap, end the last operation, the trace's included; "
     "peak the moment with the most live bytes, bad the first with an "
     "inconsistent heap (help bad). What was done before is passed at once; "
     "operations done for the first time stop at breaks.",
     "load demos/editor.rep; goto 100; goto peak; goto start", run_goto},
    {"undo", "", GROUP_TIME, COMPLETE_NONE, "take the last command back",
     "Commands that only look are passed over. back and goto are taken back "
     "too, and so is policy; not load and new.",
     "alloc 100; undo; redo", run_undo},
    {"redo", "", GROUP_TIME, COMPLETE_NONE, "do again what was undone last", "",
     "alloc 100; undo; redo", run_redo},
    {"branch", "[N]", GROUP_TIME, COMPLETE_NONE,
     "list the branches of this history, or return to one",
     "A branch starts where an operation is typed at an earlier moment. "
     "branch N goes to its end.",
     "alloc 100; back; alloc 200; branch; branch 1", run_branch},
    {"until", "COND", GROUP_TIME, COMPLETE_COND,
     "go on until COND holds after an operation",
     "At least one operation is done. If COND holds nowhere ahead, it ends at "
     "the end of the trace and fails with not-found. It stops at breaks. "
     "help cond explains conditions.",
     "load demos/editor.rep; until util > 80% and blocks > 20; until kind = "
     "free",
     run_until},
    {"break", "COND", GROUP_TIME, COMPLETE_COND,
     "stop play, step, until and goto wherever COND holds",
     "They stop after each operation after which COND holds, and that is no "
     "failure. Breaks stay when another trace is loaded. breaks lists them, "
     "delete takes them away. help cond explains conditions.",
     "load demos/editor.rep; break touches 0x100..0x1ff; break live > 4k; "
     "play; breaks",
     run_break},
    {"breaks", "", GROUP_TIME, COMPLETE_NONE, "list the breaks", "",
     "break util < 50%; breaks", run_breaks},
    {"delete", "N...|all", GROUP_TIME, COMPLETE_DELETE,
     "delete breaks, by their numbers, or all", "",
     "break util < 50%; break damaged; delete 1; delete all", run_delete},
    {"play", "[SPEED|max]", GROUP_TIME, COMPLETE_PLAY,
     "play the trace, SPEED operations a second",
     "Without SPEED, at the speed set by `set speed`. In batch it plays to "
     "the end at once, whatever the speed. It stops at breaks.",
     "load demos/editor.rep; play max", run_play},
    {"pause", "", GROUP_TIME, COMPLETE_NONE, "stop playing", "", "pause",
     run_pause},

    /* --- looking ------------------------------------------------------ */
    {"show", "[WHO]", GROUP_LOOKING, COMPLETE_WHO,
     "all about a block; alone, the last operation's",
     "Sizes, what was asked for, header, neighbours, and for a free block "
     "its list. The screen selects it. Freed numbers can still be shown.",
     "alloc 100 buf; show buf", run_show},
    {"whose", "OFFSET", GROUP_LOOKING, COMPLETE_NONE,
     "which block, and what part of it, a byte lies in", "",
     "alloc 100; whose 0x20", run_whose},
    {"blocks", "[where COND] [by KEY [desc]]", GROUP_LOOKING, COMPLETE_BLOCKS,
     "list blocks in order of address",
     "COND compares size, asked, off, id, state (allocated, free) and name. "
     "KEY is one of them. A block without the value, such as a free block's "
     "id, matches no comparison with it.",
     "alloc 64 x4; free 2; blocks where size >= 64 and state = free by size",
     run_blocks},
    {"describe", "[PARTS]", GROUP_LOOKING, COMPLETE_NONE,
     "the map in sentences, part by part",
     "How full each part of the heap is, and which free blocks start there; 16 "
     "parts at most, or as many as you say. With heapglass --plain all answers "
     "are sentences.",
     "alloc 64 x8; free 2 4..6; describe 4", run_describe},
    {"lists", "", GROUP_LOOKING, COMPLETE_NONE,
     "the free lists, each in list order", "", "alloc 64 x4; free 1 3; lists",
     run_lists},
    {"pins", "[K | for SIZE | off]", GROUP_LOOKING, COMPLETE_PINS,
     "which blocks in use keep free space in pieces",
     "Lists the blocks that, freed, would give the largest free block; with K, "
     "runs of up to K neighbouring ones. Age is in operations. for SIZE finds "
     "the blocks with the fewest bytes that must go to make SIZE fit. The map "
     "marks them, best first, until the next operation or pins off.",
     "alloc 64 x8; free 2 4 7; pins; pins 2; pins for 300", run_pins},
    {"why", "WHO", GROUP_LOOKING, COMPLETE_WHO,
     "why a block is where it is, event by event",
     "Finds the operation that put an allocated block there, made a free "
     "block (by offset) what it is, or freed a block, does it again on "
     "another heap, and lists what happened inside: which free blocks were "
     "looked at, what was split, joined, moved.",
     "alloc 100; alloc 60 buf; free 1; alloc 40; why 3; why buf; why 1",
     run_why},
    {"into", "[N|next] [event K] | off", GROUP_LOOKING, COMPLETE_INTO,
     "the inside of an operation in slow motion",
     "What happened in the last operation, in operation N, or in the next one, "
     "which is done: free blocks looked at and why each was refused, what was "
     "taken, split, joined, linked, copied, how the heap grew. On the screen "
     "n and p go from event to event and Esc leaves, as off does; e on the map "
     "is into. With event, only that one, or from that one on.",
     "alloc 100; alloc 60; free 1; alloc 40; into; free 2; into event 4; into "
     "1",
     run_into},
    {"diff", "A [B] [all]|off", GROUP_LOOKING, COMPLETE_GOTO,
     "what changed between two moments",
     "Moments are operations' numbers, start, end, peak, bad and now, which B "
     "is unless you say another. Of blocks born, died, moved and resized 20 "
     "each are listed, with all every one up to 65536 of each. If the later "
     "moment is the present, the map marks them until the next operation or "
     "diff off.",
     "alloc 64 x4; free 2; alloc 20; realloc 1 200; diff start; diff 4 now",
     run_diff},
    {"try", "alloc|calloc|memalign|realloc|free ...", GROUP_LOOKING,
     COMPLETE_TRY, "what an operation would do, without doing it",
     "Type the operation behind it as usual. What would happen is told as if "
     "it had, with some figures before and after; if the operation would fail, "
     "so does try, with the same error. Nothing changes.",
     "alloc 100; alloc 100; try free 1; try realloc 2 300; try alloc 1k",
     run_try},
    {"stats", "", GROUP_LOOKING, COMPLETE_NONE,
     "all figures; help figures says what each means", "", "alloc 100; stats",
     run_stats},
    {"hist", "[sizes|lives]", GROUP_LOOKING, COMPLETE_HIST,
     "how many requests of each size, how long blocks lived",
     "Counted by doublings, of all operations so far: the bytes asked for by "
     "allocations and reallocs, and of the blocks that were freed, how many "
     "operations they lived. Tenths and halves are estimated, as if the "
     "values within a doubling were spread evenly.",
     "load demos/editor.rep; step 300; hist; hist lives", run_hist},
    {"timeline", "[COLUMNS] [FIGURE...]", GROUP_LOOKING, COMPLETE_TIMELINE,
     "how the figures went over time, as a chart and a table",
     "The chart has # for live within . for the heap, below it the tenths of "
     "frag, and a line where we are; after going back, what lies ahead is "
     "drawn with : for live. FIGUREs are drawn each by itself: live, heap, "
     "util, free, largest_free, frag, blocks, free_blocks, longest_list "
     "(blocks of the longest free list) and probes (free blocks looked at by "
     "a search, on average). A long line of operations is kept in stretches; "
     "op, live, heap and util are of the moment with the most live in its "
     "stretch, the others of the stretch's end. While many operations are "
     "played at once, probes are of a sample of the searches, and of more than "
     "a thousand free blocks the figures are looked at now and then only. "
     "Below stand the moments to find again: peaks, where a run stopped, "
     "where another branch leaves.",
     "load demos/editor.rep; step 300; back 100; timeline; timeline 40 frag",
     run_timeline},

    /* --- heap --------------------------------------------------------- */
    {"policy", "[NAME[:CHOICE,...]]", GROUP_HEAP, COMPLETE_POLICY,
     "show the policy, or redo all work under another",
     "help policies lists names and choices.",
     "policy explicit:address,best; policy", run_policy},
    {"new", "[policy=..] [limit=SIZE] [target=heap|naive]", GROUP_HEAP,
     COMPLETE_NEW, "start again with an empty heap",
     "What is not given stays as it is. limit=0 is as much as can be "
     "reserved. The target naive is an allocator that reuses nothing.",
     "new policy=implicit:next limit=64k", run_new},
    {"race", "[POLICY POLICY...|off]", GROUP_HEAP, COMPLETE_RACE,
     "the same operations under 2 to 4 policies, side by side",
     "Each policy gets a heap of its own, and does what is done here: typed, "
     "from the trace, back and forth in time; race alone tells how they stand "
     "now. In line mode commands that move in time tell it in short, and with "
     "a trace loaded and nothing done yet, race plays the trace to its end "
     "first. load and new start it over; policy leaves it alone.",
     "load demos/editor.rep; race implicit explicit:address,best segregated "
     "buddy; goto peak; race off",
     run_race},

    /* --- files -------------------------------------------------------- */
    {"load", "TRACE", GROUP_FILES, COMPLETE_TRACE,
     "load a trace into an empty heap, to step or play",
     "Traces of malloc labs (.rep, .script, with or without a header), and "
     "logs of valgrind --trace-malloc=yes, of glibc's mtrace and of ltrace: "
     "told by their content, also from a pipe. docs/FORMAT.md shows each. "
     "Ctrl-C stops loading.",
     "load demos/editor.rep", run_load},
    {"generate", "[KIND [NAME=VALUE...]]", GROUP_FILES, COMPLETE_GENERATE,
     "make a trace from a seed and load it; alone, list the kinds",
     "seed=N ops=N (operations) live=N (blocks at the same time, at most) "
     "size=LO..HI, or min=SIZE max=SIZE, mean=SIZE; keep=1 frees nothing at "
     "the end. The kind learned takes seed, ops and keep, and its model: "
     "from=TRACE, or the trace that is loaded. The same words make the same "
     "trace on every machine.",
     "generate ramp ops=20k size=16..1k; play; stats", run_generate},
    {"save", "FILE", GROUP_FILES, COMPLETE_FILE,
     "write what was done so far to a file",
     "All operations of this branch up to now, typed or played: as a script of "
     "commands if FILE ends in .heap, which keeps names and numbers and gives "
     "the same bytes when it is sourced; else as a trace (.rep), for other "
     "programs. A trace knows no policy, no calloc and no memalign (they "
     "become plain allocations), and no coalesce and poke. A FILE that is "
     "there is replaced once the new one is whole.",
     "alloc 100 buf; free buf; save work.rep; save work.heap", run_save},
    {"source", "FILE", GROUP_FILES, COMPLETE_SCRIPT,
     "run the commands in a file",
     "A file that is not found is looked for beside the script that names "
     "it.",
     "source demos/first-blocks.heap", run_source},
    {"screenshot", "FILE [COLSxROWS]", GROUP_FILES, COMPLETE_FILE,
     "write the screen to a file",
     "Plain text, or with colours as escape sequences when FILE ends in .ans.",
     "alloc 100; screenshot heap.txt 80x24", run_screenshot},

    /* --- lessons ------------------------------------------------------ */
    {"say", "TEXT", GROUP_LESSONS, COMPLETE_NONE, "show a sentence",
     "Put the text in \"quotes\" if it holds a semicolon.",
     "say Three blocks, one hole.", run_say},
    {"wait", "[SECONDS]", GROUP_LESSONS, COMPLETE_NONE,
     "hold the script until Enter, or for some seconds",
     "In batch it holds nothing.", "wait 1", run_wait},
    {"expect", "COND | error NAME", GROUP_LESSONS, COMPLETE_EXPECT,
     "fail unless COND holds, or the last command failed",
     "expect error NAME, right after a command, holds if that command failed "
     "with that name; the failure then does not count. help cond explains "
     "conditions.",
     "alloc 100; free 1; free 1; expect error double-free; expect blocks = 0",
     run_expect},
    {"repeat", "N COMMANDS end", GROUP_LESSONS, COMPLETE_NONE,
     "run the commands up to `end` N times",
     "They may stand on one line, with semicolons, or on several; repeats "
     "may stand within repeats.",
     "repeat 3; alloc 100; alloc 20; end", run_repeat},
    {"end", "", GROUP_LESSONS, COMPLETE_NONE, "end the commands of a repeat",
     "", "repeat 2; alloc 10; end", run_end},

    /* --- the rest ----------------------------------------------------- */
    {"set", "[NAME VALUE]", GROUP_REST, COMPLETE_SET,
     "change a setting; without NAME, list them",
     "check on|off; speed OPERATIONS-A-SECOND; theme NAME; view heap|time "
     "shows the heap as it is or over time, as the key t does; overlay "
     "order|links|off, colour state|class|age|heat|waste and numbers on|off "
     "change the map; history SIZE|auto is "
     "the memory for copies of the heap that make going back quick: with less "
     "it takes longer. auto is 112 MiB, or twice the heap if that is more.",
     "set speed 20; set history 64m; set", run_set},
    {"zoom", "fit|in|out|SIZE", GROUP_REST, COMPLETE_ZOOM,
     "show the map finer or coarser; SIZE is bytes a cell", "", "zoom 16",
     run_zoom},
    {"theme", "[NAME]", GROUP_REST, COMPLETE_THEME,
     "choose the colours; without NAME, list the themes", "", "theme light",
     run_theme},
    {"help", "[COMMAND|TOPIC]", GROUP_REST, COMPLETE_HELP,
     "what commands there are, or all about one", "", "help alloc", run_help},
    {"quit", "", GROUP_REST, COMPLETE_NONE, "leave heapglass",
     "q and exit do the same. Failures so far decide the exit status.", "quit",
     run_quit},
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static const struct {
    const char *name, *means;
} aliases[] = {
    {"q", "quit"},  {"exit", "quit"}, {"malloc", "alloc"},
    {"?", "help"},  {"s", "step"},    {"n", "step"},
    {"a", "alloc"}, {"f", "free"},    {"c", "check"},
};

const struct command *
command_get(size_t i)
{
    return i < N_COMMANDS ? &commands[i] : NULL;
}

const char *
command_name(size_t i)
{
    return i < N_COMMANDS ? commands[i].name : NULL;
}

const char *
group_name(enum command_group group)
{
    static const char *const names[] = {
        "operations", "checking", "time",    "looking",
        "heap",       "files",    "lessons", "the rest",
    };

    return names[group];
}

const struct command *
command_exact(const char *word)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(commands[i].name, word) == 0)
            return &commands[i];
    }
    return NULL;
}

static const struct command *
unknown(const char *word, struct error *err)
{
    const char *near = near_word(word, command_name);
    const char *setting = near ? NULL : near_word(word, setting_name);

    if (setting)
        error_set(err, "unknown-command",
                  "There is no command \"%.40s\": did you mean set %s?", word,
                  setting);
    else if (near)
        error_set(err, "unknown-command",
                  "There is no command \"%.40s\": did you mean %s?", word,
                  near);
    else
        error_set(err, "unknown-command",
                  "There is no command \"%.40s\": help lists them all", word);
    return NULL;
}

static const struct command *
ambiguous(const char *word, struct error *err)
{
    char list[120] = "";
    size_t n = strlen(word), used = 0;

    for (size_t i = 0; i < N_COMMANDS; i++) {
        const char *name = commands[i].name;
        if (strncmp(name, word, n) != 0 || used + strlen(name) + 3 > 120)
            continue;
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 used ? ", " : "", name);
    }
    error_set(err, "ambiguous", "\"%.40s\" could be %s: type more of it", word,
              list);
    return NULL;
}

const struct command *
command_find(const char *word, struct error *err)
{
    const struct command *found = command_exact(word);
    size_t n = strlen(word);

    for (size_t i = 0; !found && i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(aliases[i].name, word) == 0)
            return command_exact(aliases[i].means);
    }
    if (found || n == 0)
        return found ? found : unknown(word, err);
    for (size_t i = 0; i < N_COMMANDS; i++) {
        /* `new` forgets the heap: nobody gets it for half a word. */
        if (strncmp(commands[i].name, word, n) != 0 ||
            commands[i].run == run_new)
            continue;
        if (found)
            return ambiguous(word, err);
        found = &commands[i];
    }
    return found ? found : unknown(word, err);
}
