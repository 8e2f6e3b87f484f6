/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trial.c: operations done in a copy of the present moment, to see what they
 * would do. Asking and refusing are the session's own, so that a trial says
 * what the operation would say.
 */
#include "ask.h"
#include "scratch.h"

#include <inttypes.h>
#include <stdlib.h>

struct trial {
    struct scratch scratch;
};

struct trial *
trial_new(const struct session *s, struct error *err)
{
    struct trial *t = malloc(sizeof *t);
    if (!t) {
        error_set(err, "memory", "No memory to try anything.");
        return NULL;
    }
    if (scratch_open_now(&t->scratch, s, err))
        return t;
    free(t);
    return NULL;
}

void
trial_free(struct trial *t)
{
    if (!t)
        return;
    scratch_close(&t->scratch);
    free(t);
}

const struct session *
trial_session(const struct trial *t)
{
    return &t->scratch.session;
}

bool
trial_request(struct trial *t, const struct session_request *request,
              struct op_result *result, struct error *err)
{
    struct session *s = &t->scratch.session;
    struct world *w = &s->track.world;
    enum heap_status status;
    struct commit c;
    if (!session_prepare(s, request, &c, err))
        return false;
    if (!world_reserve(w, c.action.trace_id) ||
        (c.name && !names_reserve(&s->names)))
        return error_set(err, "memory", "No memory to try operation %" PRIu32,
                         session_next_op(s));
    c.action.op = session_next_op(s);
    status = world_do(w, &c.action, true, result);
    if (status != HEAP_OK)
        return refuse_action(s, &c.action, status, err);
    if (c.name)
        names_add(&s->names, result->id, c.name);
    session_fill_name(s, result);
    s->last = *result;
    return true;
}
