/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_table.c: see pane_table.h. The adapters between a frame and what each
 * pane wants to know.
 */
#include "tui/pane_table.h"

#include "tui/screen.h"

/* May a pane ask what takes time? Not while playing; of a large heap only the
 * pane with the keys, for which one waits. */
static bool
may_ask(const struct frame *frame, enum tui_pane pane)
{
    enum { LARGE = 4 << 20 };
    struct figures now;

    if (tui_playing(frame->of))
        return false;
    view_figures(frame->of->session, &now);
    return now.heap <= LARGE || frame->tui->pane == pane;
}

/* --- block -----------------------------------------------------------------*/
static void
block_title(const struct frame *frame, struct pane_title *title)
{
    pane_block_title(frame->of->session, &frame->tui->eye, title);
    if (!frame->layout->panes[PANE_BLOCK].is_line)
        title->facts[0] = '\0'; /* its first line says the same */
}

/* Who lived there before; asked for while the pane has the keys. NULL: nobody
 * knows. */
static const struct address_history *
block_past(const struct frame *frame)
{
    struct block_past *past = &frame->tui->past;
    const struct session *session = frame->of->session;
    size_t off = pane_block_shown(session, &frame->tui->eye);
    struct error ignored;

    if (off == 0)
        return NULL;
    if (!asked_now(&past->at, session) || past->off != off) {
        past->off = off;
        past->known = session_address_history(session, off, PAST_MOST,
                                              &past->lives, &ignored);
    }
    return past->known ? &past->lives : NULL;
}

static int
block_draw(const struct frame *frame, const struct pane *pane, int scroll)
{
    struct tui *tui = frame->tui;
    enum { AIRY = 13 };
    bool asked = tui->pane == PANE_BLOCK && !tui_playing(frame->of);
    struct block_look look = {.scroll = scroll,
                              .past = asked ? block_past(frame) : NULL,
                              .airy = tui->lines[PANE_BLOCK].rows >= AIRY,
                              .link = tui_has_keys(tui, PANE_BLOCK) ? tui->link
                                                                    : LINK_NONE,
                              .links = &tui->links};

    return pane_block_draw(pane, frame->look, frame->of->session, &tui->eye,
                           &look);
}

static void
block_line(const struct frame *frame, const struct pane *pane)
{
    pane_block_line(pane, frame->look, frame->of->session, &frame->tui->eye);
}

static enum tui_answer
block_press(struct tui *tui, const struct session *session,
            const struct pane_press *at)
{
    for (int i = 0; i < LINK_N; i++) {
        const struct block_link_at *link = &tui->links.at[i];

        if (link->off == 0 || at->row != link->row || at->col < link->col ||
            at->col >= link->col + link->cols)
            continue;
        tui->link = (enum block_link)i;
        tui_jump(tui, session, link->off);
        break;
    }
    return TUI_DONE;
}

/* --- list ------------------------------------------------------------------*/
static void
list_title(const struct frame *frame, struct pane_title *title)
{
    if (map_marks_pins(frame->of->session))
        pane_pins_title(frame->of->session, title);
    else
        pane_list_title(frame->of->session, &frame->tui->eye, title);
}

static int
list_draw(const struct frame *frame, const struct pane *pane, int scroll)
{
    (void)scroll;
    if (map_marks_pins(frame->of->session))
        pane_pins_draw(pane, frame->of->session, &frame->tui->eye);
    else
        pane_list_draw(pane, frame->look, frame->of->session, &frame->tui->eye);
    return 0;
}

static void
list_line(const struct frame *frame, const struct pane *pane)
{
    if (map_marks_pins(frame->of->session))
        pane_pins_line(pane, frame->of->session);
    else
        pane_list_line(pane, frame->look, frame->of->session, &frame->tui->eye);
}

static enum tui_answer
list_press(struct tui *tui, const struct session *session,
           const struct pane_press *at)
{
    const struct rect *body = &tui->layout.panes[PANE_LIST].body;
    struct pane pane = {NULL, body->row, body->col, body->rows, body->cols};
    struct pane_list_hit hit;

    if (map_marks_pins(session))
        return TUI_DONE;
    hit = pane_list_click(&pane, session, &tui->eye, at->row, at->col);
    if (hit.what == LIST_HIT_BLOCK)
        tui_jump(tui, session, hit.off);
    else if (hit.what == LIST_HIT_LIST)
        tui->eye.list = hit.list;
    return TUI_DONE;
}

/* --- statistics ------------------------------------------------------------*/
static void
stats_title(const struct frame *frame, struct pane_title *title)
{
    pane_stats_title(frame->of->session, title);
}

static int
stats_draw(const struct frame *frame, const struct pane *pane, int scroll)
{
    return pane_stats_draw(pane, frame->look, frame->of->session, scroll);
}

static void
stats_line(const struct frame *frame, const struct pane *pane)
{
    pane_stats_line(pane, frame->of->session);
}

/* --- events ----------------------------------------------------------------*/
static void
events_title(const struct frame *frame, struct pane_title *title)
{
    pane_events_title(&frame->tui->log, title);
}

static int
events_draw(const struct frame *frame, const struct pane *pane, int scroll)
{
    struct tui *tui = frame->tui;

    if (may_ask(frame, PANE_EVENTS))
        pane_log_ask(&tui->log, frame->of->session);
    return pane_events_draw(pane, frame->look, frame->of->session, &tui->log,
                            scroll);
}

static void
events_line(const struct frame *frame, const struct pane *pane)
{
    pane_events_line(pane, frame->look, &frame->tui->log);
}

/* --- what they show --------------------------------------------------------*/
static const char *const block_help[] = {
    "The selected block, else the one that the last operation touched.",
    "Asked, header, padding and slack add up to its bytes; the bar shows them "
    "to scale: grey is bookkeeping, blue was asked for, dark was not.",
    "header, footer: their bytes as they lie in memory, and what they say.",
    "before, after: the neighbours in the heap; buddy: the other half of what "
    "was split; next, prev: on the free list. The arrow keys choose one of "
    "them, Enter or a click goes there, Backspace returns.",
    "at 0x00040 before: blocks that lived at this address, and the operations "
    "that began and ended that; moved: by a realloc.",
    "The rest is all its bytes, counted from what was asked for: header and "
    "footer black on grey, links black on orange, unasked bytes grey.",
    NULL};
static const char *const list_help[] = {
    "The chosen free list in its order: place, block, bytes. A dot stands at "
    "each block's address and a line leads to the next: a staircase is address "
    "order, a zigzag is LIFO. A click on a row selects its block; ] and [ go "
    "along the list, } and { to the next that has blocks.",
    "After the command pins it shows these: blocks in use that keep free space "
    "apart, and how large a free block each would give, freed. pins off brings "
    "the list back.",
    NULL};
static const char *const stats_help[] = {
    "The figures of this moment; help figures defines them in full.",
    "A bar is a share: of 100%, of the heap, of the bytes or the number of all "
    "blocks. Headers, padding and slack are what is not live in allocated "
    "blocks.",
    "Requests so far, by size: each bar is one doubling, the longest bar the "
    "most frequent.",
    NULL};
static const char *const events_help[] = {
    "The last operation in a sentence, then what happened inside it, event by "
    "event, then the operations before it, each with its number. e goes inside "
    "it, step by step.",
    "While playing only those are there that a frame showed; at rest the last "
    "ones are all there.",
    NULL};
static const char *const timeline_help[] = {
    "Live bytes within the heap's bytes, over the operations; below them "
    "external fragmentation. The line is now; grey lies ahead and is known, "
    "dots were never done. A click or a drag goes to that moment.",
    "Marks: the peak of live bytes, the largest heap, the worst fragmentation, "
    "where a run stopped or found a problem, where another branch leaves.",
    "t shows the heap over time: a column is a moment, a row a stretch of "
    "addresses, its colour how much of that was in use.",
    NULL};

/* --- the table -------------------------------------------------------------*/
static const struct pane_kind kinds[PANE_N] = {
    [PANE_HEAP] = {.name = "heap",
                   .place = PLACE_MAP,
                   .press = tui_map_press,
                   .drag = tui_map_drag,
                   .wheel = tui_map_wheel},
    [PANE_BLOCK] = {.name = "block",
                    .place = PLACE_BLOCK,
                    .title = block_title,
                    .draw = block_draw,
                    .line = block_line,
                    .press = block_press,
                    .help = block_help},
    [PANE_LIST] = {.name = "free list",
                   .place = PLACE_LIST,
                   .title = list_title,
                   .draw = list_draw,
                   .line = list_line,
                   .press = list_press,
                   .help = list_help},
    [PANE_STATS] = {.name = "statistics",
                    .place = PLACE_STATS,
                    .title = stats_title,
                    .draw = stats_draw,
                    .line = stats_line,
                    .help = stats_help},
    [PANE_EVENTS] = {.name = "events",
                     .place = PLACE_EVENTS,
                     .title = events_title,
                     .draw = events_draw,
                     .line = events_line,
                     .help = events_help},
    [PANE_TIMELINE] = {.name = "timeline",
                       .place = PLACE_TIMELINE,
                       .title = tui_timeline_title,
                       .legend = tui_timeline_legend,
                       .draw = tui_timeline_draw,
                       .press = tui_timeline_press,
                       .drag = tui_timeline_drag,
                       .wheel = tui_timeline_wheel,
                       .help = timeline_help},
};

const struct pane_kind *
pane_kind(enum tui_pane pane)
{
    return &kinds[pane];
}
