/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reply.c: what a command answered, in the form asked for: text, JSON, or a
 * message for the screen.
 *
 * A command that failed is not yet a failure of the script: `expect error`,
 * right behind it, may have wanted it. It is settled when any other command
 * follows, or its frame ends.
 */
#include "repl_internal.h"

#include "session/utf8.h"

#include <stdio.h>
#include <string.h>

bool
wants_json(const struct repl *repl)
{
    return repl->config.format == REPL_JSON;
}

bool
wants_plain(const struct repl *repl)
{
    return repl->config.plain && repl->config.format == REPL_TEXT;
}

void
settle_pending(struct repl *repl)
{
    repl->failed |= repl->pending;
    if (repl->pending && repl->n_frames)
        frame_top(repl)->failed++;
    repl->pending = false;
}

static void
put_json(struct repl *repl, const char *name, const struct error *err)
{
    struct text line = {0};

    json_open(&line, NULL, '{');
    json_string(&line, "cmd", name);
    json_bool(&line, "ok", !err);
    if (err) {
        json_string(&line, "error", err->name);
        json_string(&line, "text", err->text);
    }
    if (repl->json.n) {
        text_put(&line, ",", 1);
        text_put(&line, repl->json.data, repl->json.n);
    }
    text_put(&line, "}\n", 2);
    (void)fwrite(text_get(&line), 1, line.n, repl->config.out);
    text_done(&line);
}

/* An arrow is heard as two signs: it reads "to". */
static void
put_lines(struct repl *repl, const char *text)
{
    static const char arrow[] = " -> ";
    FILE *out = repl->config.out;
    const char *at;

    while (wants_plain(repl) && (at = strstr(text, arrow)) != NULL) {
        (void)fwrite(text, 1, (size_t)(at - text), out);
        (void)fputs(" to ", out);
        text = at + sizeof arrow - 1;
    }
    (void)fputs(text, out);
}

static void
put_text(struct repl *repl, const struct error *err, unsigned line)
{
    FILE *out = repl->config.out;
    const char *name = repl->n_frames ? frame_top(repl)->script->name : "";

    if (!err && repl->message.n) {
        put_lines(repl, text_get(&repl->message));
        (void)fputc('\n', out);
    }
    put_lines(repl, text_get(&repl->table));
    if (!err)
        return;
    (void)fflush(out);
    if (line && *name)
        (void)fprintf(repl->config.errout, "heapglass: %s:%u: %s\n", name, line,
                      err->text);
    else
        (void)fprintf(repl->config.errout, "heapglass: %s\n", err->text);
}

/* The sentences of an error end in a full stop, wherever it comes from; but not
 * one that ends in what to type: it might be taken for part of that. */
static void
end_sentence(struct error *err)
{
    static const char *const cues[] = {"type ", "for example"};
    size_t n = strlen(err->text), from = n;

    while (from && strncmp(err->text + from, ". ", 2) != 0)
        from--; /* to the last sentence */
    for (size_t i = 0; i < sizeof cues / sizeof cues[0]; i++) {
        if (strstr(err->text + from, cues[i]))
            return;
    }
    if (n && n + 1 < sizeof err->text && !strchr(".?", err->text[n - 1]))
        memcpy(err->text + n, ".", 2);
}

static void
give(struct repl *repl, const char *name, const struct error *err,
     unsigned line)
{
    repl->message_is_error = err != NULL;
    switch (repl->config.format) {
    case REPL_JSON:
        put_json(repl, name, err);
        break;
    case REPL_TEXT:
        put_text(repl, err, line);
        break;
    case REPL_SCREEN:
        break;
    }
    if (!err)
        return;
    text_clear(&repl->message);
    text_put(&repl->message, err->text, strlen(err->text));
    repl->pending = true;
    repl->pending_name = err->name;
    if (repl->n_frames && frame_top(repl)->first_wrong[0] == '\0')
        (void)snprintf(frame_top(repl)->first_wrong,
                       sizeof frame_top(repl)->first_wrong, "line %u: %s", line,
                       err->text);
}

void
reply_give(struct repl *repl, const char *name, const struct error *err,
           unsigned line)
{
    struct error ended = {0};

    if (err) {
        ended = *err;
        utf8_clean(ended.text); /* it may quote what was typed */
        end_sentence(&ended);
    }
    give(repl, name, err ? &ended : NULL, line);
}

void
reply_clear(struct repl *repl)
{
    text_clear(&repl->message);
    text_clear(&repl->table);
    text_clear(&repl->json);
    repl->message_is_error = false;
    repl->deferred = false;
}

void
frame_report(struct repl *repl, const struct frame *frame, const char *name)
{
    struct error err;
    bool ok = frame->failed == 0;
    bool first = repl->config.format == REPL_SCREEN; /* else just printed */

    if (ok && first && frame->kind == FRAME_SOURCE)
        return; /* what it said last stays */
    reply_clear(repl);
    if (wants_json(repl)) {
        if (frame->kind == FRAME_REPEAT)
            json_number(&repl->json, "rounds", frame->rounds);
        else
            json_string(&repl->json, "file", name);
        json_number(&repl->json, "commands", frame->commands);
        json_number(&repl->json, "failed", frame->failed);
    }
    if (!ok)
        error_set(&err, "failed", "%s: %llu of %llu commands failed%s%s", name,
                  (unsigned long long)frame->failed,
                  (unsigned long long)frame->commands, first ? "; first " : "",
                  first ? frame->first_wrong : "");
    else
        text_add(&repl->message, "%s: %llu command%s done.", name,
                 (unsigned long long)frame->commands,
                 frame->commands == 1 ? "" : "s");
    reply_give(repl, frame->kind == FRAME_REPEAT ? "repeat" : "source",
               ok ? NULL : &err, frame->line);
}
