/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_show.c: the commands that look at one block: show, whose.
 */
#include "repl_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
state_word(enum view_state state)
{
    switch (state) {
    case VIEW_FREE:
        return "free";
    case VIEW_USED:
        return "allocated";
    case VIEW_OWN:
        return "own";
    case VIEW_GAP:
        return "unknown";
    case VIEW_DAMAGED:
        return "damaged";
    }
    return "unknown";
}

/* "#7 buf", "the free block". */
static const char *
block_title(const struct view_block *block, char buf[64])
{
    if (block->id)
        (void)snprintf(buf, 64, "#%u%s%s", block->id, *block->name ? " " : "",
                       block->name);
    else
        (void)snprintf(buf, 64,
                       block->state == VIEW_FREE ? "the free block"
                                                 : "the block");
    return buf;
}

/* --- show ------------------------------------------------------------------*/
static const char *
field_word(enum heap_field_kind kind)
{
    static const char *const words[] = {
        "own", "header", "payload", "next", "prev", "space", "footer",
    };

    return words[kind];
}

static size_t
block_fields(const struct repl *repl, size_t off,
             struct heap_field fields[HEAP_MAX_FIELDS])
{
    const struct heap *heap = view_heap(repl->session);

    return heap && off ? heap_block_fields(heap, off, fields) : 0;
}

static void
show_word(struct text *table, const struct heap *heap,
          const struct heap_field *field)
{
    struct heap_word word = heap_decode_word(heap, field->value);

    text_add(table, "  %s at 0x%05zx: %zu B, %s", field_word(field->kind),
             field->at, word.size, word.used ? "allocated" : "free");
    if (word.knows_prev)
        text_add(table, ", the block before is %s",
                 word.prev_used ? "allocated" : "free");
    text_add(table, "\n");
}

/* A header that makes no sense, as it stands there. */
static void
show_overwritten(struct text *table, const struct heap *heap, size_t off)
{
    size_t header = heap_get_shape(heap).header;
    uint64_t raw = 0;

    (void)heap_peek(heap, off - header, &raw, header); /* little end first */
    text_add(table,
             "  header at 0x%05zx: overwritten, it holds 0x%" PRIx64
             "; type check to see what is wrong\n",
             off - header, raw);
}

static void
show_fields(struct repl *repl, size_t off)
{
    const struct heap *heap = view_heap(repl->session);
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = block_fields(repl, off, fields);
    struct text *table = &repl->table;

    if (heap && off && n == 0)
        show_overwritten(table, heap, off);
    for (size_t i = 0; i < n; i++) {
        switch (fields[i].kind) {
        case FIELD_HEADER:
        case FIELD_FOOTER:
            show_word(table, heap, &fields[i]);
            break;
        case FIELD_NEXT:
        case FIELD_PREV:
            text_add(table, "  %s on its list: ", field_word(fields[i].kind));
            if (fields[i].value)
                text_add(table, "0x%05" PRIx64 "\n", fields[i].value);
            else
                text_add(table, "none\n");
            break;
        default:
            break;
        }
    }
}

/* A block beside the one that is shown: "the free block" says its state. */
static void
show_other(struct text *table, const char *role, const struct view_block *block)
{
    char title[64], size[SIZE_TEXT];

    text_add(table, "  %s: %s at 0x%05zx, %s", role, block_title(block, title),
             block->off, size_text(block->size, size));
    if (block->state != VIEW_FREE)
        text_add(table, ", %s", state_word(block->state));
    text_add(table, "\n");
}

static void
show_neighbour(struct text *table, const char *side, bool is,
               const struct view_block *block)
{
    if (!is)
        text_add(table, "  %s: the heap's %s\n", side,
                 side[0] == 'b' ? "start" : "end");
    else
        show_other(table, side, block);
}

static void
show_neighbours(struct repl *repl, const struct view_block *block)
{
    struct view_block other;
    bool is = view_before(repl->session, block->off, &other);

    show_neighbour(&repl->table, "before", is, &other);
    is = view_after(repl->session, block->off, &other);
    show_neighbour(&repl->table, "after", is, &other);
}

static void
show_buddy(struct repl *repl, const struct view_block *block)
{
    char size[SIZE_TEXT];
    struct view_buddy buddy;

    if (!view_buddy(repl->session, block->off, block->size, &buddy))
        return;
    (void)size_text(block->size, size);
    switch (buddy.state) {
    case BUDDY_NONE:
        text_add(&repl->table, "  buddy: none, no block is larger\n");
        break;
    case BUDDY_BEYOND:
        text_add(&repl->table,
                 "  buddy: %s at 0x%05zx, beyond the heap's end\n", size,
                 buddy.off);
        break;
    case BUDDY_SPLIT:
        text_add(&repl->table, "  buddy: %s at 0x%05zx, split\n", size,
                 buddy.off);
        break;
    case BUDDY_WHOLE:
        show_other(&repl->table, "buddy", &buddy.block);
        break;
    }
}

/* Where on its list a free block stands, from 1; 0: nowhere. */
static size_t
place_on_list(struct repl *repl, const struct view_block *block)
{
    struct list_info info = view_list(repl->session, block->list);
    struct view_block *blocks = calloc(info.n + 1, sizeof *blocks);
    size_t n, place = 0;

    if (!blocks)
        return 0;
    n = view_list_blocks(repl->session, block->list, blocks, info.n + 1, NULL);
    for (size_t i = 0; i < n && !place; i++) {
        if (blocks[i].off == block->off)
            place = i + 1;
    }
    free(blocks);
    return place;
}

static void
show_free(struct repl *repl, const struct view_block *block)
{
    char name[64], size[SIZE_TEXT];

    text_add(&repl->message, "free block at 0x%05zx: %s", block->off,
             size_text(block->size, size));
    if (block->list != LIST_NONE) {
        size_t place = place_on_list(repl, block);
        view_list_name(repl->session, block->list, name, sizeof name);
        if (place)
            text_add(&repl->message, ", number %zu on the list %s", place,
                     name);
        else
            text_add(&repl->message, ", not found on the list %s", name);
    }
    text_put(&repl->message, ".", 1);
    show_fields(repl, block->off);
    show_neighbours(repl, block);
    show_buddy(repl, block);
}

static void
show_used(struct repl *repl, const struct view_block *block)
{
    char title[64], size[SIZE_TEXT], asked[SIZE_TEXT];

    text_add(&repl->message, "%s: allocated, %s at 0x%05zx",
             block_title(block, title), size_text(block->size, size),
             block->off);
    if (!block->id) {
        text_put(&repl->message, ".", 1);
    } else {
        text_add(&repl->message, ", %s asked for.",
                 size_text(block->asked, asked));
        size_t told =
            block->header + block->asked + block->padding + block->slack;
        size_t footer = told < block->size ? block->size - told : 0;
        text_add(&repl->table, "  bytes: header %zu, asked for %zu, ",
                 block->header, block->asked);
        text_add(&repl->table, "padding %zu, slack %zu", block->padding,
                 block->slack);
        if (footer)
            text_add(&repl->table, ", footer %zu", footer);
        text_add(&repl->table, "\n");
        text_add(&repl->table, "  allocated by operation %" PRIu64,
                 block->born);
        if (block->trace_id >= 0)
            text_add(&repl->table, "; the trace calls it %" PRId64,
                     block->trace_id);
        text_add(&repl->table, "\n");
    }
    show_fields(repl, block->off);
    show_neighbours(repl, block);
    show_buddy(repl, block);
}

static void
show_freed(struct repl *repl, const struct view_who *found)
{
    char title[64], asked[SIZE_TEXT];

    text_add(&repl->message,
             "%s: freed by operation %" PRIu64 "; it was at 0x%05zx, %s "
             "asked for.",
             block_title(&found->block, title), found->died, found->block.off,
             size_text(found->block.asked, asked));
}

static void
json_block(struct text *json, const struct view_block *block)
{
    bool known = block->id != 0;

    json_number_or_null(json, "id", block->id);
    json_string_or_null(json, "name", block->name);
    if (known)
        json_number(json, "asked", block->asked);
    else
        json_null(json, "asked");
}

static void
json_fields(struct repl *repl, size_t off)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = block_fields(repl, off, fields);
    struct text *json = &repl->json;

    json_open(json, "fields", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(json, NULL, '{');
        json_string(json, "field", field_word(fields[i].kind));
        json_number(json, "at", fields[i].at);
        json_number(json, "size", fields[i].size);
        if (fields[i].kind != FIELD_PAYLOAD && fields[i].kind != FIELD_SPACE)
            json_number(json, "value", fields[i].value);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Offset and state of its buddy, where there are buddies. */
static void
json_buddy(struct repl *repl, const struct view_block *block)
{
    struct view_buddy buddy;
    const char *state = "split";

    if (!view_buddy(repl->session, block->off, block->size, &buddy))
        return;
    if (buddy.state == BUDDY_NONE || buddy.state == BUDDY_BEYOND)
        state = buddy.state == BUDDY_NONE ? "none" : "beyond";
    else if (buddy.state == BUDDY_WHOLE)
        state = state_word(buddy.block.state);
    json_number_or_null(&repl->json, "buddy", buddy.off);
    json_string(&repl->json, "buddy_state", state);
}

static void
json_show(struct repl *repl, const struct view_who *found)
{
    const struct view_block *block = &found->block;
    struct text *json = &repl->json;

    json_string(json, "state",
                found->life == LIFE_FREED ? "freed" : state_word(block->state));
    json_number(json, "off", block->off);
    json_number(json, "size", block->size);
    json_block(json, block);
    if (found->life == LIFE_FREED) {
        json_number(json, "died", found->died);
        return;
    }
    if (found->life == LIFE_LIVE && block->id) {
        json_number(json, "born", block->born);
        if (block->trace_id >= 0)
            json_signed(json, "trace_id", block->trace_id);
        else
            json_null(json, "trace_id");
        json_number(json, "header", block->header);
        json_number(json, "padding", block->padding);
        json_number(json, "slack", block->slack);
    }
    json_buddy(repl, block);
    json_fields(repl, block->off);
}

/* WHO as given, else the block of the last operation. */
static bool
who_or_last(struct repl *repl, const struct words *words, struct who *who,
            struct error *err)
{
    const struct op_result *last = session_last(repl->session);

    if (words->n > 1)
        return read_who(words->list[1].text, who, err);
    if (last->kind == OP_NONE || last->id == 0)
        return usage(words, err, "needs a block, there is no last one");
    *who = (struct who){.kind = WHO_NUMBER, .value = last->id};
    return true;
}

bool
run_show(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    struct view_who found;
    struct who who;

    if (!need_words(words, 0, 1, err) || !who_or_last(repl, words, &who, err) ||
        !view_find(repl->session, &who, &found, err))
        return false;
    if (wants_json(repl)) {
        json_show(repl, &found);
        return true;
    }
    if (found.life == LIFE_FREED)
        show_freed(repl, &found);
    else if (found.life == LIFE_LIVE)
        show_used(repl, &found.block);
    else
        show_free(repl, &found.block);
    if (host->select && found.life != LIFE_FREED)
        host->select(host->context, found.block.off);
    return true;
}

/* --- whose -----------------------------------------------------------------*/
/* The part of BLOCK that byte AT lies in. */
static const char *
part_at(struct repl *repl, const struct view_block *block, size_t at)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t n = block_fields(repl, block->off, fields);

    for (size_t i = 0; i < n; i++) {
        if (at < fields[i].at || at - fields[i].at >= fields[i].size)
            continue;
        if (fields[i].kind == FIELD_PAYLOAD && block->id &&
            at >= block->off + block->asked)
            return "padding or slack";
        return field_word(fields[i].kind);
    }
    return block->state == VIEW_USED ? "block" : "space";
}

static bool
whose_outside(struct repl *repl, size_t at, struct error *err)
{
    struct figures now;

    view_figures(repl->session, &now);
    return error_set(err, "outside",
                     "0x%05zx lies outside the heap, which ends at 0x%05zx", at,
                     now.heap);
}

bool
run_whose(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    struct view_block block;
    const char *part = "own";
    char title[64];
    size_t at;

    if (words->n < 2)
        return usage(words, err, "needs an offset");
    if (!need_words(words, 1, 1, err) ||
        !read_size(words->list[1].text, "an offset", &at, err))
        return false;
    if (!view_at(repl->session, at, &block))
        return whose_outside(repl, at, err);
    if (block.off)
        part = part_at(repl, &block, at);
    if (wants_json(repl)) {
        json_number(&repl->json, "at", at);
        json_string(&repl->json, "state", state_word(block.state));
        json_string(&repl->json, "part", part);
        json_number_or_null(&repl->json, "off", block.off);
        json_number(&repl->json, "size", block.size);
        json_block(&repl->json, &block);
        return true;
    }
    if (!block.off)
        text_add(&repl->message, "0x%05zx: %s, no block's.", at,
                 block.state == VIEW_OWN       ? "the heap's own bytes"
                 : block.state == VIEW_DAMAGED ? "damaged bookkeeping"
                                               : "not known");
    else
        text_add(&repl->message,
                 "0x%05zx: %s of %s at 0x%05zx (%zu B, %s), %s 0x%zx.", at,
                 part, block_title(&block, title), block.off, block.size,
                 state_word(block.state),
                 at >= block.off ? "payload +" : "payload -",
                 at >= block.off ? at - block.off : block.off - at);
    if (host->select && block.off)
        host->select(host->context, block.off);
    return true;
}
