/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score.c: see score.h. A process for the trace, so that the C library's heap
 * is the same for each; in it one for each policy's validity and losses; then
 * all that are valid are timed side by side, and the C library with them.
 */
#include "score/score.h"

#include "score/apart.h"
#include "score/timing.h"
#include "score/validate.h"

#include <string.h>

/* Seconds that one operation may take. */
enum { PATIENCE = 10 };

/* --- one subject -----------------------------------------------------------*/

static void
no_memory(struct score *score)
{
    score->valid = false;
    fault_set(&score->fault, FAULT_CRASHED, NULL, 0,
              "there is no memory to judge it in");
}

void
score_judge(const struct trace *trace, const struct plan *plan,
            const struct subject *s, volatile size_t *mark, struct score *score)
{
    *score = (struct score){.valid = false};
    score->valid = validate(trace, plan, s, mark, &score->fault);
    if (!score->valid && score->fault.kind != FAULT_NONE)
        return;
    if (!score->valid || !account_take(plan, s, &score->account))
        no_memory(score);
}

struct judgement {
    const struct trace *trace;
    const struct plan *plan;
    const struct subject *subject;
};

static void
judge(void *context, void *result, volatile size_t *mark)
{
    struct judgement *j = context;
    score_judge(j->trace, j->plan, j->subject, mark, result);
}

static void
blame_end(const struct apart_end *end, const struct trace *trace,
          struct score *score)
{
    *score = (struct score){.valid = false};
    if (end->hung) {
        fault_set(&score->fault, FAULT_HUNG, trace, end->mark,
                  "does not come back: nothing happened for %d seconds",
                  PATIENCE);
    } else {
        fault_set(&score->fault, FAULT_CRASHED, trace, end->mark, "crashes%s%s",
                  end->signal ? ": " : "",
                  end->signal ? strsignal(end->signal) : "");
    }
}

void
score_judge_apart(const struct trace *trace, const struct plan *plan,
                  const struct subject *s, struct score *score)
{
    struct judgement judgement = {trace, plan, s};
    struct apart_end end;
    *score = (struct score){.valid = false};
    if (!apart_run(judge, &judgement, score, sizeof *score, PATIENCE, &end))
        no_memory(score);
    else if (!end.finished)
        blame_end(&end, trace, score);
}

/* --- one trace -------------------------------------------------------------*/

struct run {
    const struct score_order *order;
    struct score_trace *out;
    struct trace *trace;
    struct plan *plan;
    struct subject subject[SCORE_POLICIES + 1]; /* the last: libc */
    size_t n_subjects;
};

static void
tell(struct run *run, const char *what, const char *policy)
{
    if (run->order->progress)
        run->order->progress(run->order->context, what, policy);
}

static bool
open_all(struct run *run)
{
    struct error *err = &run->out->error;
    run->trace = trace_read(run->order->path, err);
    if (!run->trace)
        return false;
    run->plan = plan_new(run->trace);
    if (!run->plan)
        return error_set(err, "no-memory", "no memory for %.150s",
                         run->order->path);
    for (; run->n_subjects < run->order->n_policies; run->n_subjects++) {
        if (!subject_heap(&run->subject[run->n_subjects],
                          &run->order->policies[run->n_subjects]))
            return error_set(err, "no-memory", "no address space for a heap");
    }
    subject_libc(&run->subject[run->n_subjects]);
    return true;
}

static void
close_all(struct run *run)
{
    for (size_t i = 0; i < run->n_subjects; i++)
        run->subject[i].done(run->subject[i].self);
    plan_free(run->plan);
    trace_free(run->trace);
}

static void
tell_round(void *context, size_t round, size_t of)
{
    (void)round;
    (void)of;
    tell(context, "timing", NULL);
}

/* Those that are valid, and libc. */
static bool
time_all(struct run *run)
{
    struct timing entries[SCORE_POLICIES + 1] = {{.subject = NULL}};
    struct score *score = run->out->score;
    size_t n = 0, k = 0;
    for (size_t i = 0; i < run->n_subjects; i++)
        if (score[i].valid)
            entries[n++].subject = &run->subject[i];
    if (!n)
        return true;
    entries[n++].subject = &run->subject[run->n_subjects];
    if (!timing_run(run->plan, entries, n, tell_round, run))
        return error_set(&run->out->error, "no-memory", "no memory to time in");
    for (size_t i = 0; i < run->n_subjects; i++)
        if (score[i].valid)
            score[i].seconds = entries[k++].seconds;
    run->out->libc_seconds = entries[k].seconds;
    return true;
}

static bool
has_reallocs(const struct trace *trace)
{
    struct trace_cursor cursor;
    struct trace_op op;
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op))
        if (op.kind == TRACE_REALLOC)
            return true;
    return false;
}

static void
score_one(void *context, void *result, volatile size_t *mark)
{
    struct run run = {.order = context, .out = result};
    (void)mark;
    if (open_all(&run)) {
        run.out->read = true;
        run.out->n_ops = run.plan->n_ops;
        run.out->n_freed_twice = run.plan->n_freed_twice;
        run.out->resizes = has_reallocs(run.trace);
        (void)trace_lack(run.trace, run.out->lack);
        for (size_t i = 0; i < run.n_subjects; i++) {
            tell(&run, "checking", run.subject[i].name);
            score_judge_apart(run.trace, run.plan, &run.subject[i],
                              &run.out->score[i]);
        }
        if (run.order->timed)
            run.out->read = time_all(&run);
    }
    close_all(&run);
}

bool
score_run(const struct score_order *order, struct score_trace *out)
{
    struct apart_end end;
    struct score_order copy = *order;
    memset(out, 0, sizeof *out);
    if (!apart_run(score_one, &copy, out, sizeof *out, PATIENCE, &end))
        return error_set(&out->error, "no-memory", "no process can be started");
    if (end.finished)
        return true;
    memset(out, 0, sizeof *out);
    return error_set(&out->error, "crashed", "%.150s: crashed while timing%s%s",
                     order->path, end.signal ? ": " : "",
                     end.signal ? strsignal(end.signal) : "");
}
