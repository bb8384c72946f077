/* SPDX-License-Identifier: MIT */
#include "orm/flush/flush.h"

#include "base/error_priv.h"

/* ---- finish: nothing here can fail ------------------------------------- */

/* Into the identity map by the snapshot's key. Who had that key is the object
 * of a row that is gone without the session's knowing. */
static void
enter(rowan_session *session, rowan__object *object)
{
    rowan__object *stale = rowan__identity_find_same(object->class, object);

    if (stale != NULL) {
        rowan__identity_remove(stale->class, stale);
        stale->state = ROWAN__STATE_GONE;
        rowan__undo_add(&session->undo, ROWAN__UNDO_DELETE, stale, NULL);
    }
    rowan__identity_add(object->class, object);
}

static void
finish_insert(rowan_session *session, const rowan__insert *insert)
{
    rowan__object *object = insert->object;

    object->state = ROWAN__STATE_PERSISTENT;
    rowan__object_take_snapshot(object, insert->encoded);
    enter(session, object);
    rowan__undo_add(&session->undo, ROWAN__UNDO_INSERT, object, NULL);
}

/* The key may also be of what the database has computed. */
static bool
may_move(const rowan__update *update)
{
    return update->changes_key || update->object->class->mapping->has_returned;
}

static void
finish_update(rowan_session *session, const rowan__update *update)
{
    rowan__object_take_snapshot(update->object, update->encoded);
    if (may_move(update))
        enter(session, update->object);
    rowan__undo_add(&session->undo, ROWAN__UNDO_UPDATE, update->object,
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

/* All leave the identity map by their old keys before one enters it by its new
 * key, which may be another one's old key. */
static void
finish(rowan_session *session, const rowan__work *work)
{
    for (size_t i = 0; i < work->removal_count; i++)
        finish_removal(session, &work->removals[i]);
    for (size_t i = 0; i < work->update_count; i++)
        if (may_move(&work->updates[i]))
            rowan__identity_remove(work->updates[i].object->class,
                                   work->updates[i].object);
    for (size_t i = 0; i < work->update_count; i++)
        finish_update(session, &work->updates[i]);
    for (size_t i = 0; i < work->insert_count; i++)
        finish_insert(session, &work->inserts[i]);
    session->added.count = 0;
    session->deleted.count = 0;
}

/* ---- execute ----------------------------------------------------------- */

static rowan_status
send(rowan_session *session, void *context)
{
    rowan__work *work = context;
    rowan_status status =
        rowan__flush_removals(session, work, 0, work->early_count);

    if (status == ROWAN_OK)
        status = rowan__flush_inserts(session, work);
    if (status == ROWAN_OK)
        status = rowan__flush_settle_keys(session, work);
    if (status == ROWAN_OK)
        status = rowan__flush_updates(session, work);
    if (status == ROWAN_OK)
        status = rowan__flush_removals(session, work, work->early_count,
                                       work->removal_count);
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

/*
 * A value that is taken may be one that a pending delete gives up, though only
 * the database takes the two for equal: once more, with the deletes of that
 * table first. Where these have to wait for changes, the first error stands.
 */
static rowan_status
make_way(rowan_session *session, rowan__work *work, rowan_status status,
         rowan_error *first)
{
    if (status == ROWAN_UNIQUE_VIOLATION &&
        rowan__flush_make_way(session, work, session->error.table)) {
        *first = session->error;
        work->row_by_row = false;
        work->again = true;
    } else if (first->status != ROWAN_OK &&
               (status == ROWAN_FOREIGN_KEY_VIOLATION ||
                status == ROWAN_STALE)) {
        session->error = *first;
        return first->status;
    }
    return status;
}

/* Sends it all, again if there is a reason. */
static rowan_status
execute(rowan_session *session, rowan__work *work)
{
    rowan_error first = { 0 };
    rowan_status status;

    do {
        work->again = false;
        work->is_ours = !session->begun;
        status = rowan__session_guard(session, send, work);
        if (status != ROWAN_OK)
            rowan__flush_revert(work);
        if (session->begun && session->conn->ended != ROWAN_OK)
            work->again = false; /* the transaction is lost */
        else if (!work->again)
            status = make_way(session, work, status, &first);
        if (work->again)
            rowan_error_clear(&session->error);
    } while (work->again);
    return status;
}

/* Commits a transaction that has nothing but this flush in it. If that fails
 * and the transaction is over, the flush has failed: objects stay pending. */
static rowan_status
commit(rowan_session *session, rowan__work *work)
{
    rowan_status status = rowan__session_end_commit(session);

    if (status == ROWAN_OK || status == ROWAN_IN_DOUBT ||
        session->conn->broken ||
        rowan__connection_transaction_state(session->conn) != ROWAN_STATE_NONE)
        finish(session, work);
    else
        rowan__flush_revert(work);
    return status;
}

static rowan_status
write(rowan_session *session, rowan__work *work)
{
    rowan_status status = execute(session, work);

    if (status == ROWAN_OK && session->is_committing && work->is_ours) {
        session->commit_status = commit(session, work);
        session->is_committed = true;
    } else if (status == ROWAN_OK) {
        finish(session, work);
    }
    return status;
}

rowan_status
rowan__session_flush(rowan_session *session)
{
    rowan__work work = { 0 };
    rowan_status status;

    if (!has_anything(session))
        return ROWAN_OK;
    status = rowan__session_freshen(session);
    if (status == ROWAN_OK)
        status = rowan__flush_collect(session, &work);
    if (status == ROWAN_OK &&
        work.insert_count + work.update_count + work.removal_count > 0)
        status = write(session, &work);
    rowan__session_disconnect(session);
    return status;
}
