/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * repl.c: takes commands from the stack of frames, runs each through the
 * table, and lets reply.c tell the result. Scripts and repeats push frames;
 * nothing here blocks, so that a screen stays alive meanwhile.
 */
#include "repl_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------*/
struct repl *
repl_new(struct session *session, const struct repl_config *config)
{
    struct repl *repl = calloc(1, sizeof *repl);
    struct script *script = script_new("", "");

    if (!repl || !script || !frame_push(repl, FRAME_INPUT, script, NULL)) {
        free(repl);
        script_free(script);
        return NULL;
    }
    repl->session = session;
    repl->config = *config;
    stops_init(&repl->stops, session);
    repl->speed = 8;
    (void)snprintf(repl->settings[0], sizeof repl->settings[0], "order");
    (void)snprintf(repl->settings[1], sizeof repl->settings[1], "off");
    (void)snprintf(repl->theme, sizeof repl->theme, "%s",
                   config->theme ? config->theme : "default");
    (void)snprintf(repl->settings[2], sizeof repl->settings[2], "state");
    (void)snprintf(repl->settings[3], sizeof repl->settings[3], "heap");
    return repl;
}

void
repl_free(struct repl *repl)
{
    if (!repl)
        return;
    while (repl->n_frames)
        frame_pop(repl);
    text_done(&repl->message);
    text_done(&repl->table);
    text_done(&repl->json);
    stops_done(&repl->stops);
    free(repl->input_name);
    free(repl);
}

/* --- running ---------------------------------------------------------------*/
static bool
is_expect_error(const struct command *command, const struct words *words)
{
    return command && command->run == run_expect && words->n > 1 &&
           strcmp(words->list[1].text, "error") == 0;
}

/* On the screen an `expect` that holds leaves the reply before it alone; `say`
 * and `wait` leave its sentence, so that what a lesson did can be read. */
struct kept {
    bool used, is_error;
    struct text message, table;
};

static bool
keeps_reply(const struct command *command)
{
    return command && (command->run == run_expect || command->run == run_say ||
                       command->run == run_wait);
}

static void
keep_reply(struct repl *repl, const struct command *command, struct kept *kept)
{
    *kept = (struct kept){.used = repl->config.format == REPL_SCREEN &&
                                  keeps_reply(command),
                          .is_error = repl->message_is_error};
    if (!kept->used)
        return;
    kept->message = repl->message;
    repl->message = (struct text){0};
    if (command->run == run_expect) {
        kept->table = repl->table;
        repl->table = (struct text){0};
    }
}

static void
end_keeping(struct repl *repl, struct kept *kept, bool restore)
{
    if (!kept->used)
        return;
    if (!restore) {
        text_done(&kept->message);
        text_done(&kept->table);
        return;
    }
    text_done(&repl->message);
    text_done(&repl->table);
    repl->message = kept->message;
    repl->table = kept->table;
    repl->message_is_error = kept->is_error;
}

static void
run_queued(struct repl *repl, const struct queued *queued)
{
    char *text = strdup(queued->text); /* the queue may grow meanwhile */
    const struct command *command = queued->command;
    unsigned line = queued->line;
    struct words words = {0};
    struct error err = {"no-memory", "No memory"};
    const char *name;
    struct session_moment before = session_moment(repl->session);
    struct kept kept;
    bool ok;

    keep_reply(repl, command, &kept);
    reply_clear(repl);
    repl->stops.until_rests = true;
    frame_top(repl)->commands++;
    ok = text && words_cut(&words, text, &err);
    if (!is_expect_error(command, &words))
        settle_pending(repl);
    name = command ? command->name : words.n ? words.list[0].text : "";
    if (ok && !command)
        command = command_find(words.list[0].text, &err);
    ok = ok && command && command->run(repl, &words, &err);
    repl->stops.until_rests = false;
    repl->interrupted = !ok && strcmp(err.name, "interrupted") == 0;
    if (command && command->run != run_undo && command->run != run_redo)
        session_did(repl->session, &before);
    if (ok && command->group == GROUP_OPERATIONS)
        reply_branch(repl, before.branch);
    if (!command || command->run != run_race)
        reply_race(repl, &before);
    if (!ok || !repl->deferred)
        reply_give(repl, name, ok ? NULL : &err, line);
    end_keeping(repl, &kept, ok);
    words_done(&words);
    free(text);
}

/* The top frame has nothing more to run: another round, or its end. */
static void
frame_end(struct repl *repl)
{
    struct frame *top = frame_top(repl), ended;
    char name[80];

    if (top->kind == FRAME_REPEAT && top->left > 0) {
        top->left--;
        top->rounds++;
        top->at = top->from;
        return;
    }
    settle_pending(repl);
    ended = *top;
    (void)snprintf(name, sizeof name, "%s",
                   ended.kind == FRAME_REPEAT ? "repeat" : ended.script->name);
    frame_pop(repl);
    switch (ended.kind) {
    case FRAME_REPEAT:
    case FRAME_SOURCE:
        frame_report(repl, &ended, name);
        break;
    case FRAME_SCRIPT:
        if (repl->config.format == REPL_SCREEN && ended.failed)
            frame_report(repl, &ended, name);
        break;
    case FRAME_INPUT:
        break;
    }
}

/* The lowest frame with all its commands done starts afresh. */
static void
input_reset(struct frame *frame)
{
    for (size_t i = 0; i < frame->script->n; i++)
        free(frame->script->list[i].text);
    frame->script->n = 0;
    frame->at = 0;
}

static bool
frame_is_done(const struct frame *frame)
{
    return frame->at >= frame->to || frame->at >= frame->script->n;
}

/* Runs one command, or ends one frame. False: nothing can run. */
static bool
run_one(struct repl *repl)
{
    struct frame *top = frame_top(repl);
    struct queued *queued;

    if (top->held || top->open)
        return false;
    if (frame_is_done(top)) {
        if (repl->n_frames > 1) {
            frame_end(repl);
            return true;
        }
        input_reset(top);
        return false;
    }
    queued = &top->script->list[top->at++];
    if (queued->script) {
        struct script *script = queued->script;
        queued->script = NULL;
        settle_pending(repl);
        (void)frame_push(repl, FRAME_SCRIPT, script, NULL);
        return true;
    }
    run_queued(repl, queued);
    if (repl->quitting || repl->interrupted)
        repl_drop(repl);
    return true;
}

/* --- the queue, from outside -----------------------------------------------*/
/* The frame that lines typed now belong to. */
static struct frame *
input_frame(struct repl *repl)
{
    struct script *script;
    size_t i = repl->n_frames;

    if (frame_top(repl)->held && (script = script_new("", "")) != NULL &&
        frame_push(repl, FRAME_INPUT, script, NULL))
        return frame_top(repl);
    while (i > 1 && repl->frames[i - 1].kind != FRAME_INPUT)
        i--;
    return &repl->frames[i - 1];
}

void
repl_name_input(struct repl *repl, const char *name)
{
    free(repl->input_name);
    repl->input_name = name ? strdup(name) : NULL;
    repl->input_line = 0;
}

void
repl_feed(struct repl *repl, const char *line)
{
    struct frame *frame = input_frame(repl);
    const char *name = repl->input_name ? repl->input_name : "";

    if (strcmp(frame->script->name, name) != 0) {
        char *copy = strdup(name);
        if (copy) {
            free(frame->script->name);
            frame->script->name = copy;
        }
    }
    repl->input_line++;
    (void)script_add_line(frame->script, line,
                          repl->input_name ? repl->input_line : 0);
    frame->open = false;
}

static bool
feed_script(struct repl *repl, struct script *script)
{
    struct frame *frame = input_frame(repl);
    size_t n = frame->script->n;

    if (!script_add_line(frame->script, "script", 0) || frame->script->n == n) {
        script_free(script);
        return false;
    }
    frame->script->list[n].script = script;
    frame->script->list[n].command = NULL;
    return true;
}

bool
repl_feed_file(struct repl *repl, const char *path, struct error *err)
{
    struct script *script = script_read(path, err);

    return script && feed_script(repl, script);
}

bool
repl_feed_text(struct repl *repl, const char *name, const char *text)
{
    struct script *script = script_from_text(name, text);

    return script && feed_script(repl, script);
}

size_t
repl_run(struct repl *repl, size_t n)
{
    size_t done = 0;

    while (done < n && !repl->quitting && run_one(repl))
        done++;
    return done;
}

void
repl_hold(struct repl *repl, bool held)
{
    frame_top(repl)->held = held;
}

bool
repl_held(const struct repl *repl)
{
    return repl->frames[repl->n_frames - 1].held;
}

bool
repl_busy(const struct repl *repl)
{
    const struct frame *top = &repl->frames[repl->n_frames - 1];

    if (repl->quitting || (repl->n_frames == 1 && top->open))
        return false;
    return repl->n_frames > 1 || !frame_is_done(top);
}

void
repl_drop(struct repl *repl)
{
    settle_pending(repl);
    while (repl->n_frames > 1)
        frame_pop(repl);
    for (size_t i = 0; i < repl->frames[0].script->n; i++) {
        script_free(repl->frames[0].script->list[i].script);
        repl->frames[0].script->list[i].script = NULL;
    }
    input_reset(&repl->frames[0]);
    repl->frames[0].held = repl->frames[0].open = false;
    stops_wait_no_more(&repl->stops);
}

void
repl_interrupt(struct repl *repl)
{
    struct error err;

    if (!repl->interrupted) {
        reply_clear(repl);
        error_set(&err, "interrupted", "Interrupted; the rest is dropped");
        reply_give(repl, "", &err, 0);
    }
    repl->interrupted = false;
    repl_drop(repl);
}

void
repl_finish(struct repl *repl)
{
    struct frame *frame = frame_top(repl);
    struct error err;

    if (frame->open) {
        reply_clear(repl);
        error_set(&err, "usage",
                  "repeat has no end: type end after its "
                  "commands");
        reply_give(repl, "repeat", &err, frame->script->list[frame->at].line);
    }
    settle_pending(repl);
    repl_drop(repl);
    if (repl->config.out)
        (void)fflush(repl->config.out);
}

bool
repl_quitting(const struct repl *repl)
{
    return repl->quitting;
}

int
repl_exit_status(const struct repl *repl)
{
    return repl->failed || repl->pending ? 1 : 0;
}

const char *
repl_prompt(const struct repl *repl)
{
    if (repl->frames[repl->n_frames - 1].open)
        return "repeat> ";
    return repl->config.plain ? "> " : "heapglass> ";
}

/* --- the screen's part -----------------------------------------------------*/
const char *
repl_message(const struct repl *repl)
{
    return text_get(&repl->message);
}

bool
repl_message_is_error(const struct repl *repl)
{
    return repl->message_is_error;
}

const char *
repl_table(const struct repl *repl)
{
    return text_get(&repl->table);
}

void
repl_set_message(struct repl *repl, const char *text, bool error)
{
    struct text copy = {0};

    text_put(&copy, text, strlen(text));
    text_done(&repl->message);
    repl->message = copy;
    repl->message_is_error = error;
}
