/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pane_block.c: one block, all of it: whose it is, what its bytes are for,
 * its neighbours, its bookkeeping as raw bytes and in words, its links, its
 * contents. It is the selected block, else the one that the last operation
 * touched. What does not fit is left out from the end; blank lines go first.
 */
#include "tui/lines.h"
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

size_t
pane_block_shown(const struct session *session, const struct map_eye *eye)
{
    struct view_block b;

    return shown_block(session, eye, &b) ? b.off : 0;
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
    struct lines lines;
    const struct session *session;
    const struct heap *heap;
    struct view_block b;
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n_fields;
    bool airy; /* blank lines between the parts */
    const struct block_look *how;
};

static void
next_part(struct page *page)
{
    page->lines.n += page->airy;
}

/* Puts TEXT at COL, or at the start of the next line when it does not fit;
 * answers the column after. */
static int
put_or_wrap(struct page *page, int col, enum style style, const char *text)
{
    if (col + text_width(text) > page->lines.pane->cols) {
        page->lines.n++;
        col = 0;
    }
    return lines_text(&page->lines, col, style, text);
}

static void
draw_head(struct page *page)
{
    char name[48], state[64];
    int col;

    name_text(&page->b, name, sizeof name);
    state_text(page->session, &page->b, state, sizeof state);
    col = lines_textf(&page->lines, 0, STYLE_BOLD, "0x%05zx", page->b.off);
    col = put_or_wrap(page, col + 2, STYLE_BOLD, name);
    (void)put_or_wrap(page, col + 3, STYLE_LABEL, state);
    page->lines.n++;
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
        *col + text_width(sign) + text_width(text) > page->lines.pane->cols) {
        page->lines.n++;
        *col = 0;
        sign += *sign == ' ';
    }
    *col = lines_text(&page->lines, *col, STYLE_LABEL, sign);
    *col = lines_text(&page->lines, *col, style, text);
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
    page->lines.n++;
}

/* What byte AT of the block is for. */
static enum heap_field_kind
kind_of(const struct page *page, size_t at)
{
    enum heap_field_kind kind = FIELD_PAYLOAD;

    for (size_t i = 0; i < page->n_fields; i++) {
        if (page->fields[i].at <= page->b.start + at)
            kind = page->fields[i].kind;
    }
    return kind;
}

static struct canvas_cell
bar_cell(const struct page *page, size_t at)
{
    const struct look *look = page->lines.look;
    struct canvas_cell full = {glyph(look, GLYPH_FULL), STYLE_USED};
    const struct view_block *b = &page->b;
    enum heap_field_kind kind = kind_of(page, at);

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
    size_t cols = (size_t)page->lines.pane->cols;

    for (size_t col = 0; col < cols; col++) {
        size_t at = (col * 2 + 1) * page->b.size / (cols * 2);
        struct canvas_cell cell;

        if (col == 0 || col + 1 == cols)
            at = col == 0 ? 0 : page->b.size - 1;
        cell = bar_cell(page, at);
        lines_put(&page->lines, (int)col, cell.ch, cell.style);
    }
    page->lines.n++;
}

/* --- links -----------------------------------------------------------------*/
static enum style
link_style(const struct page *page, enum block_link link)
{
    return page->how->link == link ? STYLE_SELECTED : STYLE_PLAIN;
}

/* The link to OFF stands in this row from COL up to END. */
static void
note_link(const struct page *page, enum block_link link, size_t off, int col,
          int end)
{
    page->how->links->at[link] =
        (struct block_link_at){off, lines_row(&page->lines), col, end - col};
}

/* "#4 buf  128 B"; without the name where that is too much for COLS. */
static void
neighbour_text(const struct view_block *b, int cols, char *buf, size_t size)
{
    char name[48], bytes[16];

    name_text(b, name, sizeof name);
    size_text(b->size, bytes);
    (void)snprintf(buf, size, "%s  %s", name, bytes);
    if (text_width(buf) > cols)
        (void)snprintf(buf, size, "#%u  %s", (unsigned)b->id, bytes);
}

static int
draw_neighbour(const struct page *page, int col, enum block_link link,
               const struct view_block *b)
{
    char text[80];
    int end;

    col = lines_text(&page->lines, col, STYLE_LABEL,
                     link == LINK_BEFORE ? "before "
                     : col == 0          ? "after  "
                                         : "after ");
    if (!b)
        return lines_text(&page->lines, col, STYLE_PLAIN, "none");
    neighbour_text(b, page->lines.pane->cols - col, text, sizeof text);
    end = lines_text(&page->lines, col, link_style(page, link), text);
    note_link(page, link, b->off, col, end);
    return end;
}

/* Side by side if they fit. */
static void
draw_neighbours(struct page *page)
{
    enum { AFTER_COL = 21, WORD = 6 };
    struct view_block before, after;
    bool has_before = view_before(page->session, page->b.off, &before);
    bool has_after = view_after(page->session, page->b.off, &after);
    int cols = page->lines.pane->cols, col;
    char text[80] = "none";

    col = draw_neighbour(page, 0, LINK_BEFORE, has_before ? &before : NULL);
    col = col + 4 > AFTER_COL ? col + 2 : AFTER_COL;
    if (has_after)
        neighbour_text(&after, cols, text, sizeof text);
    if (col + WORD + text_width(text) > cols) {
        page->lines.n++;
        col = 0;
    }
    (void)draw_neighbour(page, col, LINK_AFTER, has_after ? &after : NULL);
    page->lines.n++;
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
    int col, end;

    if (!view_buddy(page->session, page->b.off, page->b.size, &buddy))
        return;
    buddy_text(&buddy, text, sizeof text);
    col = lines_text(&page->lines, 0, STYLE_LABEL, "buddy ") + 1;
    end = lines_text(&page->lines, col, link_style(page, LINK_BUDDY), text);
    if (buddy.state == BUDDY_WHOLE)
        note_link(page, LINK_BUDDY, buddy.block.off, col, end);
    page->lines.n++;
}

/* --- bookkeeping -----------------------------------------------------------*/
static void
draw_word_bytes(struct page *page, const char *word,
                const struct heap_field *field)
{
    uint8_t bytes[8];
    size_t n = field->size < sizeof bytes ? field->size : sizeof bytes;
    int col;

    n = heap_peek(page->heap, field->at, bytes, n);
    col = lines_text(&page->lines, 0, STYLE_LABEL, word);
    for (size_t i = 0; i < n; i++)
        col = lines_textf(&page->lines, col + 1, STYLE_BOLD, "%02x", bytes[i]);
    if (col + 12 <= page->lines.pane->cols)
        (void)lines_textf(&page->lines, col + 2, STYLE_LABEL, "at 0x%05zx",
                          field->at);
    page->lines.n++;
}

static void
draw_word_meaning(struct page *page, uint64_t raw)
{
    struct heap_word word = heap_decode_word(page->heap, raw);
    char text[96];

    if (word.size % HEAP_ALIGN == 0 && word.knows_prev)
        (void)snprintf(
            text, sizeof text, "= %zu unit%s, %s, previous %s",
            word.size / HEAP_ALIGN, word.size == HEAP_ALIGN ? "" : "s",
            word.used ? "in use" : "free", word.prev_used ? "in use" : "free");
    else
        (void)snprintf(text, sizeof text, "= %zu bytes, %s", word.size,
                       word.used ? "in use" : "free");
    lines_words(&page->lines, 0, STYLE_LABEL, text);
}

static void
draw_link(struct page *page, const struct heap_field *field)
{
    bool next = field->kind == FIELD_NEXT;
    struct view_block to;
    int col;

    col = lines_text(&page->lines, 0, STYLE_LABEL, next ? "next " : "prev ");
    if (field->value == 0) {
        (void)lines_text(&page->lines, col, STYLE_PLAIN,
                         next ? "none, the list ends here"
                              : "none, the list starts here");
    } else if (!view_at(page->session, (size_t)field->value, &to) ||
               to.state != VIEW_FREE || to.off != field->value) {
        (void)lines_textf(&page->lines, col, STYLE_ALERT,
                          "0x%05llx is no free block",
                          (unsigned long long)field->value);
    } else {
        enum block_link link = next ? LINK_NEXT : LINK_PREV;
        unsigned place = place_of(page->session, &to);
        char bytes[16];
        int start = col;

        size_text(to.size, bytes);
        if (place > 0)
            col = lines_textf(&page->lines, col, STYLE_BADGE, "%2u", place) + 1;
        col = lines_textf(&page->lines, col, link_style(page, link),
                          "0x%05zx  %s", to.off, bytes);
        note_link(page, link, to.off, start, col);
    }
    page->lines.n++;
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

/* --- who was here before ---------------------------------------------------*/
enum { PAST_COLS = 60 };

static void
draw_life(struct page *page, const struct address_life *life)
{
    char text[80], when[64], bytes[16];

    size_text(life->size, bytes);
    (void)snprintf(
        when, sizeof when, "op %llu to %llu%s", (unsigned long long)life->born,
        (unsigned long long)life->died, life->moved ? ", moved" : "");
    (void)snprintf(text, sizeof text, "#%u%s%s  %s", (unsigned)life->id,
                   life->name[0] ? " " : "", life->name, bytes);
    if (text_width(text) + 2 + text_width(when) > page->lines.pane->cols)
        (void)snprintf(text, sizeof text, "#%u  %s", (unsigned)life->id, bytes);
    (void)lines_text(&page->lines, 0, STYLE_PLAIN, text);
    if (text_width(text) + 2 + text_width(when) <= page->lines.pane->cols)
        lines_text_right(&page->lines,
                         page->lines.pane->cols > PAST_COLS
                             ? PAST_COLS
                             : page->lines.pane->cols,
                         STYLE_LABEL, when);
    page->lines.n++;
}

/* The block that is here now is not told of. */
static void
draw_past(struct page *page, const struct address_history *past)
{
    size_t from = past->n > 0 && past->lives[0].died == 0;

    (void)lines_textf(&page->lines, 0, STYLE_LABEL, "at 0x%05zx before%s",
                      page->b.off, past->n > from ? "" : ": no block");
    if (past->from > 0)
        (void)lines_textf(&page->lines, 28, STYLE_LABEL, "since op %llu",
                          (unsigned long long)past->from);
    page->lines.n++;
    for (size_t i = from; i < past->n; i++)
        draw_life(page, &past->lives[i]);
    if (past->n_more > 0) {
        (void)lines_textf(&page->lines, 0, STYLE_LABEL, "%zu earlier ones",
                          past->n_more);
        page->lines.n++;
    }
}

/* --- all its bytes ---------------------------------------------------------*/
enum { DUMP_WIDE = 76 };

/* "+010  12 00 00 00 ...  ....": where things stand in a line of the dump. */
struct dump {
    int width; /* bytes */
    int digits, bytes_col;
    int text_col; /* -1: there is no room for it */
};

static struct dump
lay_dump(int cols, long end)
{
    struct dump dump = {.width = cols >= DUMP_WIDE ? 16 : 8, .digits = 3};

    for (long most = end >> 12; most > 0; most >>= 4)
        dump.digits++;
    dump.bytes_col = dump.digits + 3;
    dump.text_col = dump.bytes_col + dump.width * 3 + 1;
    if (dump.text_col + dump.width > cols) {
        dump.bytes_col--;
        dump.text_col -= 2;
    }
    if (dump.text_col + dump.width > cols)
        dump.text_col = -1;
    return dump;
}

static enum style
byte_style(const struct page *page, size_t at)
{
    const struct view_block *b = &page->b;

    switch (kind_of(page, at)) {
    case FIELD_HEADER:
    case FIELD_FOOTER:
    case FIELD_OWN:
        return STYLE_HEADER;
    case FIELD_NEXT:
    case FIELD_PREV:
        return STYLE_LINK;
    case FIELD_SPACE:
        return STYLE_LABEL;
    case FIELD_PAYLOAD:
        break;
    }
    return at >= b->header + b->asked ? STYLE_LABEL : STYLE_PLAIN;
}

static void
draw_dump_byte(const struct page *page, const struct dump *dump, int i,
               size_t at, uint8_t byte)
{
    enum style style = byte_style(page, at);

    (void)lines_textf(&page->lines, dump->bytes_col + i * 3, style, "%02x",
                      byte);
    if (dump->text_col >= 0)
        lines_put(&page->lines, dump->text_col + i,
                  byte >= 0x20 && byte < 0x7f ? byte : '.',
                  style == STYLE_PLAIN ? STYLE_LABEL : style);
}

/* A line from byte FROM on, which counts from the payload; the header lies
 * before it. */
static void
draw_dump_line(const struct page *page, const struct dump *dump, long from)
{
    const struct view_block *b = &page->b;
    long header = (long)(b->off - b->start);
    uint8_t byte;

    (void)lines_textf(&page->lines, 0, STYLE_LABEL, "%c%0*lx",
                      from < 0 ? '-' : '+', dump->digits,
                      from < 0 ? -from : from);
    for (int i = 0; i < dump->width; i++) {
        long at = header + from + i;

        if (at >= 0 && at < (long)b->size &&
            heap_peek(page->heap, b->start + (size_t)at, &byte, 1) == 1)
            draw_dump_byte(page, dump, i, (size_t)at, byte);
    }
}

/* Lines out of view are counted, not drawn: there may be very many. */
static void
draw_dump(struct page *page)
{
    const struct view_block *b = &page->b;
    long header = (long)(b->off - b->start), end = (long)b->size - header;
    struct dump dump = lay_dump(page->lines.pane->cols, end);
    long from = -((header + dump.width - 1) / dump.width * dump.width);
    long lines = (end - from + dump.width - 1) / dump.width;
    long row = lines_row(&page->lines), skip = row < 0 ? -row : 0;
    int first = page->lines.n;

    for (long i = skip; i < lines && row + i < page->lines.pane->rows; i++) {
        page->lines.n = first + (int)i;
        draw_dump_line(page, &dump, from + i * dump.width);
    }
    page->lines.n = first + (int)lines;
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

int
pane_block_draw(const struct pane *pane, const struct look *look,
                const struct session *session, const struct map_eye *eye,
                const struct block_look *how)
{
    struct page page = {
        .lines = {pane, look, how->scroll, 0}, .session = session, .how = how};

    *how->links = (struct block_links){0};
    if (!shown_block(session, eye, &page.b)) {
        draw_hint(pane, session);
        return 0;
    }
    page.heap = view_heap(session);
    if (page.heap)
        page.n_fields = heap_block_fields(page.heap, page.b.off, page.fields);
    page.airy = how->airy;
    draw_head(&page);
    next_part(&page);
    draw_sum(&page);
    draw_bar(&page);
    next_part(&page);
    draw_neighbours(&page);
    draw_buddy(&page);
    next_part(&page);
    if (page.heap) {
        draw_fields(&page);
        next_part(&page);
        if (how->past) {
            draw_past(&page, how->past);
            next_part(&page);
        }
        draw_dump(&page);
    }
    return page.lines.n;
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
