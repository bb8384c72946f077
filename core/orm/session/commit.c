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
rowan__session_commit(rowan_session *session)
{
    rowan_status status = ROWAN_OK;

    if (session->begun && !session->begin.read_only)
        status = rowan__connection_token(session->conn, session->token,
                                         &session->error);
    if (session->begun && status == ROWAN_OK)
        status = rowan__connection_commit(session->conn, &session->error);
    if (status != ROWAN_OK)
        return rowan__session_not_ended(session, status);
    rowan__session_ended(session);
    return ROWAN_OK;
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
    status = enter_and_flush(session);
    if (status != ROWAN_OK || session->depth == 0)
        return status;
    if (session->in_doubt)
        return ask_outcome(session);
    if (session->depth == 1)
        return rowan__session_commit(session);
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
