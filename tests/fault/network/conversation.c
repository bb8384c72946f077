/* SPDX-License-Identifier: MIT */
#include "conversation.h"

#include <stdio.h>

typedef struct entry {
    int64_t id;
    const char *token;
    int32_t amount;
} entry;

typedef struct seed {
    int64_t id;
    const char *text;
} seed;

ROWAN_MODEL(entry, "fault_entries",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(token, .length = 60, .not_null = true),
    ROWAN_COLUMN(amount))

ROWAN_MODEL(seed, "fault_seeds",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(text, .length = 60, .not_null = true))

const char *
conversation_step_name(conversation_step step)
{
    static const char *const names[] = {
        [STEP_CONNECT] = "connect", [STEP_INSERT] = "insert",
        [STEP_QUERY] = "query",     [STEP_STREAM] = "stream",
        [STEP_SAVEPOINT] = "savepoint", [STEP_COMMIT] = "commit",
        [STEP_END] = "end",
    };

    return names[step];
}

rowan_status
conversation_prepare(rowan_engine *engine, rowan_error *err)
{
    const rowan_model *const *models = ROWAN_MODELS(entry, seed);
    rowan_session *session;
    rowan_status status = rowan_drop_all(engine, models, err);

    if (status == ROWAN_OK)
        status = rowan_create_all(engine, models, err);
    session = status == ROWAN_OK ? rowan_session_open(engine, err) : NULL;
    if (session == NULL)
        return err->status;
    for (int i = 0; i < CONVERSATION_SEEDS; i++)
        rowan_new(session, seed, .text = "a row to be read");
    status = rowan_commit(session);
    if (status != ROWAN_OK)
        *err = *rowan_session_error(session);
    rowan_session_close(session);
    return status;
}

/* --- the steps ----------------------------------------------------------- */

/* The first statement takes a connection. */
static rowan_status
say_hello(rowan_session *session)
{
    if (rowan_count(session, entry, .where = rowan_eq(rowan_col(entry, token),
                                                      "nobody's")) < 0)
        return rowan_session_error(session)->status;
    return rowan_begin(session);
}

static rowan_status
insert(rowan_session *session, const char *token)
{
    for (int i = 1; i < CONVERSATION_ROWS; i++)
        rowan_new(session, entry, .token = token, .amount = i);
    return rowan_flush(session);
}

static rowan_status
query(rowan_session *session, const char *token)
{
    int64_t count = 0;
    entry **rows = rowan_find(
        session, entry, .where = rowan_eq(rowan_col(entry, token), token));

    if (rows == NULL)
        return rowan_session_error(session)->status;
    while (rows[count] != NULL)
        count++;
    return count == CONVERSATION_ROWS - 1 ? ROWAN_OK : ROWAN_INTERNAL;
}

static rowan_status
stream(rowan_session *session)
{
    rowan_cursor *cursor = rowan_stream(session, seed, .read_only = true);
    rowan_status status;
    int64_t count = 0;

    if (cursor == NULL)
        return rowan_session_error(session)->status;
    while (rowan_next(cursor, seed) != NULL)
        count++;
    status = rowan_cursor_close(cursor);
    if (status == ROWAN_OK && count != CONVERSATION_SEEDS)
        status = ROWAN_INTERNAL; /* rows were lost without an error */
    return status;
}

static rowan_status
use_savepoint(rowan_session *session, const char *token)
{
    rowan_status status = rowan_begin(session);

    if (status != ROWAN_OK)
        return status;
    rowan_new(session, entry, .token = token, .amount = CONVERSATION_ROWS);
    return rowan_commit(session);
}

static rowan_status
take_step(rowan_session *session, const char *token, conversation_step step)
{
    switch (step) {
    case STEP_CONNECT:
        return say_hello(session);
    case STEP_INSERT:
        return insert(session, token);
    case STEP_QUERY:
        return query(session, token);
    case STEP_STREAM:
        return stream(session);
    case STEP_SAVEPOINT:
        return use_savepoint(session, token);
    case STEP_COMMIT:
        return rowan_commit(session);
    default:
        return ROWAN_OK;
    }
}

rowan_status
conversation_run(conversation *c, rowan_engine *engine)
{
    rowan_session *session;
    rowan_status status = ROWAN_OK;

    c->error = (rowan_error){.status = ROWAN_OK};
    c->step = STEP_CONNECT;
    session = rowan_session_open(engine, &c->error);
    if (session == NULL)
        return c->error.status;
    for (;;) {
        if (c->before != NULL)
            c->before(c->context, c->step);
        status = take_step(session, c->token, c->step);
        if (status != ROWAN_OK)
            break;
        if (++c->step == STEP_END)
            break;
    }
    if (status != ROWAN_OK)
        c->error = *rowan_session_error(session);
    rowan_session_close(session);
    return status;
}

int64_t
conversation_rows(rowan_engine *engine, const char *token, rowan_error *err)
{
    rowan_session *session = rowan_session_open(engine, err);
    int64_t count;

    if (session == NULL)
        return -1;
    count = rowan_count(session, entry,
                        .where = rowan_eq(rowan_col(entry, token), token));
    if (count < 0)
        *err = *rowan_session_error(session);
    rowan_session_close(session);
    return count;
}
