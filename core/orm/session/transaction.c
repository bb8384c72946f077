/* SPDX-License-Identifier: MIT */
/*
 * The session's connection and transaction. A transaction that the program
 * began is told to the database with its first statement, so that a first
 * statement that writes can take the write lock at once.
 */
#include "base/error_priv.h"
#include "orm/session/session_priv.h"

static rowan_status
acquire(rowan_session *session)
{
    rowan_status status;

    if (session->conn != NULL)
        return ROWAN_OK;
    status = rowan_connection_acquire(session->engine, ROWAN_POOL_TIMEOUT,
                                      &session->conn, &session->error);
    if (status == ROWAN_OK)
        session->conn_before = session->conn->stats;
    return status;
}

rowan_status
rowan__session_connect(rowan_session *session, bool will_write)
{
    rowan_begin_params params = session->begin;
    rowan_status status = acquire(session);

    if (status != ROWAN_OK || session->begun)
        return status;
    if (session->depth == 0) {
        if (!will_write)
            return ROWAN_OK;
        session->depth = 1;
        params = (rowan_begin_params){ .size = sizeof(params) };
    }
    if (will_write && !params.read_only)
        params.will_write = 1;
    status = rowan__connection_begin(session->conn, &params, &session->error);
    if (status == ROWAN_OK)
        session->begun = true;
    else if (session->begin.size == 0)
        session->depth = 0; /* nobody asked for it: it is not there */
    return status;
}

void
rowan__session_disconnect(rowan_session *session)
{
    const rowan__connection_stats *now, *then = &session->conn_before;

    if (session->conn == NULL || session->begun || session->cursor_count > 0)
        return;
    now = &session->conn->stats;
    session->stats.statements += now->statements - then->statements;
    session->stats.cache_hits += now->cache_hits - then->cache_hits;
    session->stats.cache_misses += now->cache_misses - then->cache_misses;
    rowan_connection_release(session->conn);
    session->conn = NULL;
}

void
rowan__session_ended(rowan_session *session)
{
    session->depth = 0;
    session->begun = false;
    session->begin = (rowan_begin_params){ 0 };
    rowan__undo_reset(&session->undo);
    rowan__session_disconnect(session);
}

/* The error stays the first one. */
void
rowan__session_lost(rowan_session *session)
{
    (void)rowan__connection_rollback(session->conn, &session->error);
    session->begun = false;
    rowan__session_undo(session, 0);
    session->error.hint[0] = '\0'; /* nothing that it says matters more */
    rowan__error_hint(&session->error,
                      "the whole transaction was rolled back");
    rowan__session_ended(session);
}

void
rowan__session_check(rowan_session *session)
{
    if (session->begun &&
        rowan__connection_transaction_state(session->conn) ==
            ROWAN_STATE_NONE)
        rowan__session_lost(session);
}

/* Inside a transaction: what is pending belongs before the savepoint. */
static rowan_status
begin_savepoint(rowan_session *session)
{
    rowan_status status = rowan__session_flush(session);

    if (status == ROWAN_OK)
        status = rowan__session_connect(session, false);
    if (status == ROWAN_OK)
        status = rowan__undo_push_mark(&session->undo, &session->error);
    if (status != ROWAN_OK)
        return status;
    status = rowan__connection_savepoint(session->conn, &session->error);
    if (status == ROWAN_OK)
        session->depth++;
    else
        rowan__undo_pop_mark(&session->undo);
    return status;
}

rowan_status
rowan_begin_with(rowan_session *session, const rowan_begin_options *options)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    if (session->depth == 0) {
        session->begin = (rowan_begin_params){
            .size = sizeof(session->begin),
            .will_write = options != NULL && options->will_write,
            .read_only = options != NULL && options->read_only,
        };
        session->depth = 1;
        return ROWAN_OK;
    }
    if (options != NULL && (options->will_write || options->read_only))
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "a transaction is open, so rowan_begin_with() sets a savepoint, "
            "which has no options: give them to the outermost begin");
    return rowan__session_give_back(session, NULL, begin_savepoint(session));
}

rowan_status
rowan_begin(rowan_session *session)
{
    return rowan_begin_with(session, NULL);
}

rowan_status
rowan_flush(rowan_session *session)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    return rowan__session_flush(session);
}

static rowan_status
commit_transaction(rowan_session *session)
{
    rowan_status status = ROWAN_OK;

    if (session->begun)
        status = rowan__connection_commit(session->conn, &session->error);
    if (status == ROWAN_OK) {
        rowan__session_ended(session);
        return ROWAN_OK;
    }
    /* A commit that failed may have ended the transaction or not. */
    rowan__session_check(session);
    return status;
}

rowan_status
rowan_commit(rowan_session *session)
{
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    if (session->lost.status != ROWAN_OK) {
        session->error = session->lost;
        rowan_error_clear(&session->lost);
        return session->error.status;
    }
    status = rowan__session_flush(session);
    if (status != ROWAN_OK || session->depth == 0)
        return status;
    if (session->depth == 1)
        return commit_transaction(session);
    status =
        rowan__connection_savepoint_release(session->conn, &session->error);
    if (status == ROWAN_OK) {
        rowan__undo_pop_mark(&session->undo);
        session->depth--;
    } else {
        rowan__session_check(session);
    }
    return status;
}

/* Forgets changes that were not flushed. */
static rowan_status
discard_pending(rowan_session *session)
{
    rowan_status status = ROWAN_OK;

    for (size_t i = 0; i < session->added.count; i++)
        session->added.items[i]->state = ROWAN__STATE_GONE;
    for (size_t i = 0; i < session->deleted.count; i++)
        session->deleted.items[i]->state = ROWAN__STATE_PERSISTENT;
    session->added.count = 0;
    session->deleted.count = 0;
    session->ordinal = 0;
    for (uint32_t n = 0; n < session->class_capacity; n++) {
        rowan__class *class = session->classes[n];

        for (uint32_t c = 0; class != NULL && c < class->chunk_count; c++) {
            for (uint32_t i = 0; i < class->chunks[c].used; i++) {
                rowan__object *object =
                    rowan__chunk_object(class, &class->chunks[c], i);
                rowan_status one = ROWAN_OK;

                if (object->state == ROWAN__STATE_PERSISTENT)
                    one = rowan__object_restore(object, NULL,
                                                &session->error);
                if (status == ROWAN_OK)
                    status = one;
            }
        }
    }
    return status;
}

rowan_status
rowan__session_undo(rowan_session *session, rowan__undo_mark mark)
{
    rowan_status status = discard_pending(session);
    rowan_status undone =
        rowan__undo_back_to(&session->undo, mark, &session->error);

    return status != ROWAN_OK ? status : undone;
}

/* What cannot be taken back in part is taken back whole. */
static rowan_status
rollback_savepoint(rowan_session *session)
{
    rowan_status status = rowan__connection_savepoint_rollback(
        session->conn, &session->error);

    if (status != ROWAN_OK) {
        rowan__session_lost(session);
        return status;
    }
    session->depth--;
    return rowan__session_undo(session, rowan__undo_pop_mark(&session->undo));
}

rowan_status
rowan_rollback(rowan_session *session)
{
    rowan_status status = ROWAN_OK, undone;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    rowan_error_clear(&session->lost);
    if (session->depth > 1)
        return rollback_savepoint(session);
    if (session->begun)
        status = rowan__connection_rollback(session->conn, &session->error);
    undone = rowan__session_undo(session, 0);
    rowan__session_ended(session);
    return status != ROWAN_OK ? status : undone;
}
