/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_block.c: one block, all of it: whose it is, what its bytes are for,
 * its neighbours, its bookkeeping as raw bytes and in words, its links, its
 * contents. It is the selected block, else the one that the last operation
 * touched. What does not fit is left out from the end; blank lines go first.
 */
#include "tui/map_internal.h"
#include "tui/panes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- which block -----------------------------------------------------------*/
static size_t
touched_last(const struct session *session)
{
    const struct op_result *last = session_last(session);

    if (!last)
        return 0;
    if (last->kind == OP_FREE)
        return last->free_off ? last->free_off : last->off;
    return last->kind == OP_NONE ? 0 : last->off;
}

static bool
shown_block(const struct session *session, const struct map_eye *eye,
            struct view_block *b)
{
    size_t off = eye->selected ? eye->selected : touched_last(session);

    return off != 0 && view_at(session, off, b) &&
           (b->state == VIEW_USED || b->state == VIEW_FREE);
}

static void
name_text(const struct view_block *b, char *buf, size_t size)
{
    if (b->state == VIEW_FREE)
        (void)snprintf(buf, size, "free");
    else if (b->id == 0)
        (void)snprintf(buf, size, "in use");
    else
        (void)snprintf(buf, size, "#%u%s%s", (unsigned)b->id,
                       b->name[0] ? " " : "", b->name);
}

/* The place of a free block on its list, from 1; 0: not among the first. */
static unsigned
place_of(const struct session *session, const struct view_block *b)
{
    struct view_block blocks[MAP_NUMBERED];
    size_t n;

    if (b->state != VIEW_FREE || b->list == LIST_NONE)
        return 0;
    n = view_list_blocks(session, b->list, blocks, MAP_NUMBERED, NULL);
    for (size_t i = 0; i < n; i++) {
        if (blocks[i].off == b->off)
            return (unsigned)i + 1;
    }
    return 0;
}

static void
state_text(const struct session *session, const struct view_block *b, char *buf,
           size_t size)
{
    char bytes[16];
    unsigned place = place_of(session, b);

    size_text(b->size, bytes);
    if (b->state == VIEW_USED && b->id != 0)
        (void)snprintf(buf, size, "in use since op %llu",
                       (unsigned long long)b->born);
    else if (b->state == VIEW_FREE && place > 0)
        (void)snprintf(buf, size, "%s, number %u on its list", bytes, place);
    else
        (void)snprintf(buf, size, "%s", bytes);
}

void
pane_block_title(const struct session *session, const struct map_eye *eye,
                 struct pane_title *title)
{
    struct view_block b;
    char name[48], state[64];

    (void)snprintf(title->title, sizeof title->title, "block");
    title->facts[0] = '\0';
    if (!shown_block(session, eye, &b))
        return;
    name_text(&b, name, sizeof name);
    state_text(session, &b, state, sizeof state);
    (void)snprintf(title->facts, sizeof title->facts, "0x%05zx %s  %s", b.off,
                   name, state);
}

/* --- drawing line by line --------------------------------------------------*/
struct page {
    const struct pane *pane;
    const struct look *look;
    const struct session *session;
    const struct heap *heap;
    struct view_block b;
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n_fields;
    int row;
    bool airy; /* blank lines between the parts */
};

static bool
page_full(const struct page *page)
{
    return page->row >= page->pane->rows;
}

static void
next_part(struct page *page)
{
    page->row += page->airy;
}

static void
draw_head(struct page *page)
{
    char name[48], state[64];
    int col;

    name_text(&page->b, name, sizeof name);
    state_text(page->session, &page->b, state, sizeof state);
    col = pane_textf(page->pane, page->row, 0, STYLE_BOLD, "0x%05zx",
                     page->b.off);
    col = pane_text(page->pane, page->row, col + 2, STYLE_BOLD, name);
    if (col + 3 + text_width(state) <= page->pane->cols)
        (void)pane_text(page->pane, page->row, col + 3, STYLE_LABEL, state);
    else
        (void)pane_text(page->pane, ++page->row, 0, STYLE_LABEL, state);
    page->row++;
}

/* One term of the sum of bytes; wraps whole. */
static void
draw_term(struct page *page, int *col, const char *sign, enum style style,
          const char *format, ...)
{
    char text[48];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (*col > 0 &&
        *col + text_width(sign) + text_width(text) > page->pane->cols) {
        page->row++;
        *col = 0;
        sign += *sign == ' ';
    }
    *col = pane_text(page->pane, page->row, *col, STYLE_LABEL, sign);
    *col = pane_text(page->pane, page->row, *col, style, text);
}

static size_t
field_bytes(const struct page *page, enum heap_field_kind kind)
{
    size_t bytes = 0;

    for (size_t i = 0; i < page->n_fields; i++) {
        if (page->fields[i].kind == kind)
            bytes += page->fields[i].size;
    }
    return bytes;
}

static void
draw_sum(struct page *page)
{
    static const struct {
        enum heap_field_kind kind;
        const char *name;
    } parts[] = {
        {FIELD_HEADER, "header"}, {FIELD_NEXT, "next"},
        {FIELD_PREV, "prev"},     {FIELD_SPACE, "space"},
        {FIELD_FOOTER, "footer"},
    };
    const struct view_block *b = &page->b;
    int col = 0;

    if (b->state == VIEW_USED)
        draw_term(page, &col, "", STYLE_BOLD, "asked %zu", b->asked);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t bytes = field_bytes(page, parts[i].kind);

        if (bytes > 0)
            draw_term(page, &col, col > 0 ? " + " : "", STYLE_LABEL, "%s %zu",
                      parts[i].name, bytes);
    }
    if (b->padding > 0)
        draw_term(page, &col, " + ", STYLE_LABEL, "padding %zu", b->padding);
    if (b->slack > 0)
        draw_term(page, &col, " + ", STYLE_LABEL, "slack %zu", b->slack);
    draw_term(page, &col, " = ", STYLE_BOLD, "%zu B", b->size);
    page->row++;
}

/* What the byte at AT of the block is for. */
static struct canvas_cell
bar_cell(const struct page *page, size_t at)
{
    const struct look *look = page->look;
    struct canvas_cell full = {glyph(look, GLYPH_FULL), STYLE_USED};
    const struct view_block *b = &page->b;
    enum heap_field_kind kind = FIELD_PAYLOAD;

    for (size_t i = 0; i < page->n_fields; i++) {
        if (page->fields[i].at <= b->start + at)
            kind = page->fields[i].kind;
    }
    switch (kind) {
    case FIELD_HEADER:
    case FIELD_FOOTER:
    case FIELD_OWN:
        full.style = STYLE_OWN;
        full.ch = look->unicode ? full.ch : kind == FIELD_HEADER ? '[' : ']';
        break;
    case FIELD_NEXT:
    case FIELD_PREV:
        full.style = STYLE_FREE;
        full.ch = look->unicode ? full.ch : '>';
        break;
    case FIELD_SPACE:
        full = (struct canvas_cell){glyph(look, GLYPH_FREE), STYLE_FREE};
        break;
    case FIELD_PAYLOAD:
        if (at >= b->header + b->asked) {
            full.style = STYLE_SLACK;
            full.ch = look->unicode ? full.ch : '~';
        }
        break;
    }
    return full;
}

static void
draw_bar(struct page *page)
{
    size_t cols = (size_t)page->pane->cols;

    if (page_full(page))
        return;
    for (size_t col = 0; col < cols; col++) {
        size_t at = (col * 2 + 1) * page->b.size / (cols * 2);
        struct canvas_cell cell;

        if (col == 0 || col + 1 == cols)
            at = col == 0 ? 0 : page->b.size - 1;
        cell = bar_cell(page, at);
        pane_put(page->pane, page->row, (int)col, cell.ch, cell.style);
    }
    page->row++;
}

static int
draw_neighbour(const struct page *page, int col, const char *word, bool found,
               const struct view_block *b)
{
    char name[48], bytes[16];

    col = pane_text(page->pane, page->row, col, STYLE_LABEL, word);
    if (!found)
        return pane_text(page->pane, page->row, col + 1, STYLE_PLAIN, "none");
    name_text(b, name, sizeof name);
    size_text(b->size, bytes);
    return pane_textf(page->pane, page->row, col + 1, STYLE_PLAIN, "%s  %s",
                      name, bytes);
}

static void
draw_neighbours(struct page *page)
{
    struct view_block before, after;
    bool has_before = view_before(page->session, page->b.off, &before);
    bool has_after = view_after(page->session, page->b.off, &after);
    char name[48], bytes[16];
    int col;

    if (page_full(page))
        return;
    col = draw_neighbour(page, 0, "before", has_before, &before);
    col = col + 4 > 21 ? col + 2 : 21;
    if (has_after) {
        name_text(&after, name, sizeof name);
        size_text(after.size, bytes);
        if (col + 8 + text_width(name) + text_width(bytes) >
            page->pane->cols) {
            page->row++;
            col = 0;
        }
    }
    (void)draw_neighbour(page, col, col == 0 ? "after " : "after", has_after,
                         &after);
    page->row++;
}

/* What became of the other half. */
static void
buddy_text(const struct view_buddy *buddy, char *buf, size_t size)
{
    char name[48];

    switch (buddy->state) {
    case BUDDY_NONE:
        (void)snprintf(buf, size, "none");
        break;
    case BUDDY_BEYOND:
        (void)snprintf(buf, size, "0x%05zx  beyond the end", buddy->off);
        break;
    case BUDDY_SPLIT:
        (void)snprintf(buf, size, "0x%05zx  split", buddy->off);
        break;
    case BUDDY_WHOLE:
        name_text(&buddy->block, name, sizeof name);
        (void)snprintf(buf, size, "0x%05zx  %s", buddy->off, name);
        break;
    }
}

static void
draw_buddy(struct page *page)
{
    struct view_buddy buddy;
    char text[80];
    int col;

    if (page_full(page) ||
        !view_buddy(page->session, page->b.off, page->b.size, &buddy))
        return;
    buddy_text(&buddy, text, sizeof text);
    col = pane_text(page->pane, page->row, 0, STYLE_LABEL, "buddy ");
    (void)pane_text(page->pane, page->row, col + 1, STYLE_PLAIN, text);
    page->row++;
}

/* --- bookkeeping -----------------------------------------------------------*/
static void
draw_word_bytes(struct page *page, const char *word,
                const struct heap_field *field)
{
    uint8_t bytes[8];
    size_t n = field->size < sizeof bytes ? field->size : sizeof bytes;
    int col;

    if (page_full(page))
        return;
    n = heap_peek(page->heap, field->at, bytes, n);
    col = pane_text(page->pane, page->row, 0, STYLE_LABEL, word);
    for (size_t i = 0; i < n; i++)
        col = pane_textf(page->pane, page->row, col + 1, STYLE_BOLD, "%02x",
                         bytes[i]);
    if (col + 11 <= page->pane->cols)
        (void)pane_textf(page->pane, page->row, col + 2, STYLE_LABEL,
                         "at 0x%05zx", field->at);
    page->row++;
}

static void
draw_word_meaning(struct page *page, uint64_t raw)
{
    struct heap_word word = heap_decode_word(page->heap, raw);

    if (page_full(page))
        return;
    if (word.size % HEAP_ALIGN == 0 && word.knows_prev)
        (void)pane_textf(
            page->pane, page->row, 0, STYLE_LABEL,
            "= %zu unit%s, %s, previous %s", word.size / HEAP_ALIGN,
            word.size == HEAP_ALIGN ? "" : "s", word.used ? "in use" : "free",
            word.prev_used ? "in use" : "free");
    else
        (void)pane_textf(page->pane, page->row, 0, STYLE_LABEL,
                         "= %zu bytes, %s", word.size,
                         word.used ? "in use" : "free");
    page->row++;
}

static void
draw_link(struct page *page, const struct heap_field *field)
{
    bool next = field->kind == FIELD_NEXT;
    struct view_block to;
    int col;

    if (page_full(page))
        return;
    col = pane_text(page->pane, page->row, 0, STYLE_LABEL,
                    next ? "next " : "prev ");
    if (field->value == 0) {
        (void)pane_text(page->pane, page->row, col, STYLE_PLAIN,
                        next ? "none, the list ends here"
                             : "none, the list starts here");
    } else if (!view_at(page->session, (size_t)field->value, &to) ||
               to.state != VIEW_FREE || to.off != field->value) {
        (void)pane_textf(page->pane, page->row, col, STYLE_ALERT,
                         "0x%05llx is no free block",
                         (unsigned long long)field->value);
    } else {
        unsigned place = place_of(page->session, &to);
        char bytes[16];

        size_text(to.size, bytes);
        if (place > 0)
            col = pane_textf(page->pane, page->row, col, STYLE_BADGE, "%2u",
                             place) +
                  1;
        (void)pane_textf(page->pane, page->row, col, STYLE_PLAIN, "0x%05zx  %s",
                         to.off, bytes);
    }
    page->row++;
}

static void
draw_fields(struct page *page)
{
    for (size_t i = 0; i < page->n_fields; i++) {
        const struct heap_field *field = &page->fields[i];

        switch (field->kind) {
        case FIELD_HEADER:
            draw_word_bytes(page, "header", field);
            draw_word_meaning(page, field->value);
            break;
        case FIELD_FOOTER:
            draw_word_bytes(page, "footer", field);
            break;
        case FIELD_NEXT:
        case FIELD_PREV:
            draw_link(page, field);
            break;
        default:
            break;
        }
    }
}

static void
draw_dump_line(const struct page *page, size_t at, size_t n)
{
    uint8_t bytes[8];
    int col;

    n = heap_peek(page->heap, page->b.off + at, bytes, n);
    col = pane_textf(page->pane, page->row, 0, STYLE_LABEL, "+%03zx", at);
    for (size_t i = 0; i < n; i++) {
        bool prints = bytes[i] >= 0x20 && bytes[i] < 0x7f;

        (void)pane_textf(page->pane, page->row, col + 2 + (int)i * 3,
                         STYLE_PLAIN, "%02x", bytes[i]);
        pane_put(page->pane, page->row, col + 2 + 25 + (int)i,
                 prints ? bytes[i] : '.', STYLE_LABEL);
    }
}

static void
draw_dump(struct page *page)
{
    const struct view_block *b = &page->b;
    size_t end = b->start + b->size - b->off;

    for (size_t at = 0; at < end && !page_full(page); at += 8) {
        draw_dump_line(page, at, end - at < 8 ? end - at : 8);
        page->row++;
    }
}

/* Why no block is shown. */
static const char *
no_block_text(const struct session *session)
{
    struct figures figures;

    view_figures(session, &figures);
    return figures.blocks + figures.free_blocks > 0 ? "no block is selected"
                                                    : "no block yet";
}

static void
draw_hint(const struct pane *pane, const struct session *session)
{
    struct figures figures;
    int row = 2;

    view_figures(session, &figures);
    (void)pane_text(pane, 0, 0, STYLE_LABEL, no_block_text(session));
    if (figures.blocks == 0) {
        (void)pane_text(pane, row, 0, STYLE_BOLD, "alloc 100");
        (void)pane_text(pane, row++, 10, STYLE_LABEL, "makes one");
    }
    (void)pane_text(pane, row, 0, STYLE_BOLD, "Tab");
    (void)pane_text(pane, row, 10, STYLE_LABEL, "moves to the map");
}

void
pane_block_draw(const struct pane *pane, const struct look *look,
                const struct session *session, const struct map_eye *eye)
{
    struct page page = {.pane = pane, .look = look, .session = session};

    if (!shown_block(session, eye, &page.b)) {
        draw_hint(pane, session);
        return;
    }
    page.heap = view_heap(session);
    if (page.heap)
        page.n_fields = heap_block_fields(page.heap, page.b.off, page.fields);
    page.airy = pane->rows >= 13;
    draw_head(&page);
    next_part(&page);
    draw_sum(&page);
    draw_bar(&page);
    next_part(&page);
    draw_neighbours(&page);
    draw_buddy(&page);
    next_part(&page);
    if (!page.heap)
        return;
    draw_fields(&page);
    next_part(&page);
    draw_dump(&page);
}

/* --- one line --------------------------------------------------------------*/
/* A label and a value, whole or not at all. */
static bool
add_item(const struct pane *pane, int *col, enum style style, const char *label,
         const char *value)
{
    int start = *col > 0 ? *col + 2 : 0;

    if (start + text_width(label) + 1 + text_width(value) > pane->cols)
        return false;
    start = pane_text(pane, 0, start, STYLE_LABEL, label);
    *col = pane_text(pane, 0, start + 1, style, value);
    return true;
}

static bool
add_bytes(const struct pane *pane, int *col, const char *label, size_t bytes,
          const char *unit)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%zu%s", bytes, unit);
    return add_item(pane, col, STYLE_BOLD, label, text);
}

static bool
add_block(const struct pane *pane, int *col, const char *label,
          const struct view_block *b)
{
    char name[48], text[80], bytes[16];

    name_text(b, name, sizeof name);
    size_text(b->size, bytes);
    (void)snprintf(text, sizeof text, "%s %s", name, bytes);
    return add_item(pane, col, STYLE_PLAIN, label, text);
}

void
pane_block_line(const struct pane *pane, const struct look *look,
                const struct session *session, const struct map_eye *eye)
{
    struct view_block b, other;
    struct view_buddy buddy;
    char text[80];
    int col = 0;

    (void)look;
    if (!shown_block(session, eye, &b)) {
        (void)pane_text(pane, 0, 0, STYLE_LABEL, no_block_text(session));
        return;
    }
    if (b.state == VIEW_USED) {
        (void)add_bytes(pane, &col, "asked", b.asked, "");
        if (b.padding > 0)
            (void)add_bytes(pane, &col, "padding", b.padding, "");
        if (b.slack > 0)
            (void)add_bytes(pane, &col, "slack", b.slack, "");
    }
    if (!add_bytes(pane, &col, "block", b.size, " B"))
        return;
    if (view_before(session, b.off, &other) &&
        !add_block(pane, &col, "before", &other))
        return;
    if (view_after(session, b.off, &other) &&
        !add_block(pane, &col, "after", &other))
        return;
    if (view_buddy(session, b.off, b.size, &buddy)) {
        buddy_text(&buddy, text, sizeof text);
        (void)add_item(pane, &col, STYLE_PLAIN, "buddy", text);
    }
}
