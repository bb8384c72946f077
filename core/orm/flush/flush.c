/* SPDX-License-Identifier: MIT */
#include "orm/flush/flush.h"

#include "base/error_priv.h"

/* ---- finish: nothing here can fail ------------------------------------- */

static void
finish_insert(rowan_session *session, const rowan__insert *insert)
{
    rowan__object *object = insert->object;

    object->state = ROWAN__STATE_PERSISTENT;
    rowan__object_take_snapshot(object, insert->encoded);
    rowan__identity_add(object->class, object);
    rowan__undo_add(&session->undo, ROWAN__UNDO_INSERT, object, NULL);
}

/* Out of the identity map by the old key, back by the new one. */
static void
finish_update(rowan_session *session, const rowan__update *update)
{
    rowan__object *object = update->object;
    const rowan_value *encoded = update->encoded;

    rowan__identity_remove(object->class, object);
    rowan__object_take_snapshot(object, encoded);
    rowan__identity_add(object->class, object);
    rowan__undo_add(&session->undo, ROWAN__UNDO_UPDATE, object,
                    update->before);
}

static void
finish_removal(rowan_session *session, const rowan__removal *removal)
{
    rowan__object *object = removal->object;

    rowan__identity_remove(object->class, object);
    object->state = ROWAN__STATE_GONE;
    rowan__undo_add(&session->undo, ROWAN__UNDO_DELETE, object, NULL);
}

static void
finish(rowan_session *session, const rowan__work *work)
{
    for (size_t i = 0; i < work->removal_count; i++)
        finish_removal(session, &work->removals[i]);
    for (size_t i = 0; i < work->update_count; i++)
        finish_update(session, &work->updates[i]);
    for (size_t i = 0; i < work->insert_count; i++)
        finish_insert(session, &work->inserts[i]);
    session->added.count = 0;
    session->deleted.count = 0;
    session->ordinal = 0;
}

/* ---- execute ----------------------------------------------------------- */

static rowan_status
send(rowan_session *session, rowan__work *work)
{
    rowan_status status = rowan__flush_inserts(session, work);

    if (status == ROWAN_OK)
        status = rowan__flush_updates(session, work);
    if (status == ROWAN_OK)
        status = rowan__flush_removals(session, work);
    return status;
}

/* Takes back what a flush that failed did. The error stays the first one. A
 * transaction that has ended is left to the program, which rolls it back. */
static void
take_back(rowan_session *session, rowan__work *work, bool is_ours)
{
    rowan_connection *conn = session->conn;

    rowan__flush_revert(work);
    if (conn == NULL || !session->begun)
        return;
    if (is_ours) {
        if (rowan__connection_rollback(conn, &session->error) != ROWAN_OK)
            conn->broken = true;
        session->begun = false;
        if (session->begin.size == 0)
            session->depth = 0;
        return;
    }
    if (conn->ended != ROWAN_OK) {
        work->again = false;
        rowan__error_hint(&session->error,
                          "the whole transaction is lost: roll back");
        return;
    }
    if (rowan__connection_savepoint_rollback(conn, &session->error) !=
        ROWAN_OK) {
        work->again = false;
        conn->broken = true;
        conn->ended = session->error.status;
    }
}

/* One attempt. Inside a transaction that has begun a savepoint guards what
 * came before; a transaction of this flush is its own guard. */
static rowan_status
attempt(rowan_session *session, rowan__work *work)
{
    bool is_ours = !session->begun;
    rowan_status status = rowan__session_connect(session, true);

    if (status != ROWAN_OK)
        return status;
    if (!is_ours) {
        status = rowan__connection_savepoint(session->conn, &session->error);
        if (status != ROWAN_OK)
            return status;
    }
    status = send(session, work);
    if (status == ROWAN_OK && !is_ours)
        status = rowan__connection_savepoint_release(session->conn,
                                                     &session->error);
    if (status != ROWAN_OK)
        take_back(session, work, is_ours);
    return status;
}

static bool
has_anything(const rowan_session *session)
{
    if (session->added.count > 0 || session->deleted.count > 0)
        return true;
    for (uint32_t i = 0; i < session->class_capacity; i++)
        if (session->classes[i] != NULL &&
            session->classes[i]->identity_count > 0)
            return true;
    return false;
}

rowan_status
rowan__session_flush(rowan_session *session)
{
    rowan__work work = { 0 };
    rowan_status status;

    if (!has_anything(session))
        return ROWAN_OK;
    status = rowan__flush_collect(session, &work);
    if (status != ROWAN_OK)
        return status;
    if (work.insert_count + work.update_count + work.removal_count == 0)
        return ROWAN_OK;
    do {
        work.again = false;
        status = attempt(session, &work);
        if (work.again)
            rowan_error_clear(&session->error);
    } while (work.again);
    if (status == ROWAN_OK)
        finish(session, &work);
    rowan__session_disconnect(session);
    return status;
}
