/* SPDX-License-Identifier: MIT */
/*
 * How transactions end well: commit, and prepare. A commit whose answer is
 * lost is in doubt, and stays so until the database tells or the program gives
 * it up: never is it taken for a failure, which would have it done twice.
 */
#include "base/error_priv.h"
#include "orm/session/session_priv.h"

rowan_status
rowan__session_check_doubt(rowan_session *session)
{
    if (!session->in_doubt)
        return ROWAN_OK;
    return rowan__error_set(&session->error, ROWAN_IN_DOUBT,
                            "the last commit is in doubt: commit again to ask "
                            "what came of it, or roll back to give it up");
}

/* Nothing of the transaction is there: the objects are as before it. */
static void
end_undone(rowan_session *session)
{
    session->begun = false;
    (void)rowan__session_undo(session, 0);
    rowan__session_ended(session);
}

/* Asks what came of a commit. The connection that is lost is given back
 * before, for the pool may have room for one only. */
static rowan_status
ask_outcome(rowan_session *session)
{
    rowan_error found = { 0 };
    rowan_status status;

    session->begun = false;
    rowan__session_disconnect(session);
    status = rowan__engine_outcome(session->engine, session->token,
                                   &session->limits, &found);
    switch (status) {
    case ROWAN_OK:
        rowan_error_clear(&session->error);
        rowan__session_ended(session);
        return ROWAN_OK;
    case ROWAN_TRANSACTION_ABORTED:
        session->error = found;
        session->in_doubt = false;
        end_undone(session);
        return status;
    default:
        return rowan__error_set(
            &session->error, ROWAN_IN_DOUBT,
            "it is still not known whether the commit happened: commit again "
            "to ask again, or roll back to give it up");
    }
}

rowan_status
rowan__session_not_ended(rowan_session *session, rowan_status status)
{
    /* A refusal: the program rolls back what the database has ended. */
    if (status == ROWAN_TRANSACTION_ABORTED)
        return status;
    if (status == ROWAN_IN_DOUBT) {
        session->in_doubt = true;
        return ask_outcome(session);
    }
    if (!session->conn->broken &&
        rowan__connection_transaction_state(session->conn) ==
            ROWAN_STATE_NONE)
        end_undone(session);
    return status;
}

rowan_status
rowan__session_end_commit(rowan_session *session)
{
    rowan_status status = ROWAN_OK;

    if (session->begun && !session->begin.read_only)
        status = rowan__connection_token(session->conn, session->token,
                                         &session->error);
    if (session->begun && status == ROWAN_OK)
        status = rowan__connection_commit(session->conn, &session->error);
    return status;
}

static rowan_status
commit(rowan_session *session)
{
    rowan_status status = rowan__session_end_commit(session);

    if (status != ROWAN_OK)
        return rowan__session_not_ended(session, status);
    rowan__session_ended(session);
    return ROWAN_OK;
}

/* The commit went along with a statement, and nothing came back, not even the
 * transaction's name: the objects are pending until it is given up. */
static rowan_status
in_doubt_unnamed(rowan_session *session)
{
    session->in_doubt = true;
    session->token[0] = '\0';
    session->depth = 1;
    return ROWAN_IN_DOUBT;
}

/* A commit that the flush has made. */
static rowan_status
take_commit(rowan_session *session)
{
    rowan_status status = session->commit_status;
    bool is_over = session->conn != NULL && !session->conn->broken &&
                   rowan__connection_transaction_state(session->conn) ==
                       ROWAN_STATE_NONE;

    if (status == ROWAN_OK) {
        rowan__session_ended(session);
        return status;
    }
    if (status == ROWAN_IN_DOUBT || !is_over)
        return rowan__session_not_ended(session, status);
    /* The objects are pending again, in no transaction, or in the program's,
     * of which the database has heard nothing. */
    (void)rowan__connection_rollback(session->conn, &session->error);
    session->begun = false;
    session->wrote = false;
    if (session->begin.size == 0)
        session->depth = 0;
    rowan__session_disconnect(session);
    return status;
}

/* What both begin with. */
static rowan_status
enter_and_flush(rowan_session *session)
{
    rowan__session_enter(session);
    if (session->lost.status != ROWAN_OK) {
        session->error = session->lost;
        rowan_error_clear(&session->lost);
        return session->error.status;
    }
    if (session->is_lent && session->depth <= 1)
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "rowan_transact() ends the transaction itself: return ROWAN_OK to "
            "commit it");
    return session->in_doubt ? ROWAN_OK : rowan__session_flush(session);
}

rowan_status
rowan_commit(rowan_session *session)
{
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    session->is_committing = session->depth <= 1;
    session->is_committed = false;
    status = enter_and_flush(session);
    session->is_committing = false;
    if (status == ROWAN_IN_DOUBT && !session->in_doubt)
        return in_doubt_unnamed(session);
    if (status != ROWAN_OK || session->depth == 0)
        return status;
    if (session->in_doubt)
        return ask_outcome(session);
    if (session->is_committed)
        return take_commit(session);
    if (session->depth == 1)
        return commit(session);
    status =
        rowan__connection_savepoint_release(session->conn, &session->error);
    if (status == ROWAN_OK) {
        rowan__undo_pop_mark(&session->undo);
        session->depth--;
    }
    return status;
}

static rowan_status
check_prepare(rowan_session *session, const char *identifier)
{
    rowan_status status = rowan__session_check_doubt(session);

    if (status == ROWAN_OK)
        status = rowan__two_phase_identifier(identifier, &session->error);
    if (status != ROWAN_OK)
        return status;
    if (session->depth != 1)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "a transaction can be prepared where one is "
                                "open, outside of its savepoints: here is %s",
                                session->depth == 0 ? "none" : "a savepoint");
    if (session->begin.prepare_as != NULL &&
        strcmp(session->prepare_as, identifier) != 0)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "the transaction was begun to be prepared as "
                                "%s, and not as %s",
                                session->prepare_as, identifier);
    return ROWAN_OK;
}

rowan_status
rowan_prepare(rowan_session *session, const char *identifier)
{
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    status = enter_and_flush(session);
    if (status == ROWAN_OK)
        status = check_prepare(session, identifier);
    if (status == ROWAN_OK)
        status = rowan__session_connect(session, false);
    if (status != ROWAN_OK)
        return status;
    session->token[0] = '\0'; /* its outcome is told by its identifier */
    status = rowan__connection_prepare(session->conn, identifier,
                                       &session->error);
    if (status != ROWAN_OK)
        return rowan__session_not_ended(session, status);
    rowan__session_ended(session);
    return ROWAN_OK;
}
