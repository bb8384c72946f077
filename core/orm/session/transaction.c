/* SPDX-License-Identifier: MIT */
/*
 * The session's connection and transaction. A transaction that the program
 * began is told to the database with its first statement, so that a first
 * statement that writes can take the write lock at once.
 */
#include "base/clock.h"
#include "base/error_priv.h"
#include "orm/session/session_priv.h"

static rowan_status
acquire(rowan_session *session)
{
    rowan_status status;

    if (session->conn != NULL)
        return ROWAN_OK;
    status = rowan__connection_acquire(
        session->engine,
        &(rowan__acquire_params){.timeout_ms = ROWAN_POOL_TIMEOUT,
                                 .limits = &session->limits,
                                 .file = session->file,
                                 .line = session->line,
                                 .events = &session->events},
        &session->conn, &session->error);
    if (status == ROWAN_OK)
        session->conn_before = session->conn->stats;
    return status;
}

static rowan_status
begin_now(rowan_session *session, bool will_write)
{
    rowan_begin_params params = session->begin;
    rowan_status status;

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

rowan_status
rowan__session_connect(rowan_session *session, bool will_write)
{
    rowan_status status = rowan__session_check_doubt(session);

    if (status == ROWAN_OK)
        status = acquire(session);
    if (status == ROWAN_OK && !session->begun)
        status = begin_now(session, will_write);
    if (status == ROWAN_OK && will_write)
        session->wrote = true;
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
    session->wrote = false;
    session->begin = (rowan_begin_params){ 0 };
    session->limits.transaction_deadline_us = 0;
    session->in_doubt = false;
    rowan__undo_reset(&session->undo);
    rowan__session_disconnect(session);
}

/* The error stays the first one. */
void
rowan__session_lost(rowan_session *session)
{
    rowan_connection *conn = session->conn;

    if (conn->ended == ROWAN_OK)
        conn->ended = session->error.status;
    session->error.hint[0] = '\0'; /* nothing that it says matters more */
    rowan__error_hint(&session->error,
                      "the whole transaction is lost: roll back");
}

void
rowan__session_check(rowan_session *session)
{
    if (session->begun &&
        (session->conn->ended != ROWAN_OK ||
         rowan__connection_transaction_state(session->conn) ==
             ROWAN_STATE_NONE))
        rowan__session_lost(session);
}

/* Takes back a transaction that has nothing else in it. */
static void
take_back_ours(rowan_session *session)
{
    /* One that cannot be rolled back breaks the connection. */
    (void)rowan__connection_rollback(session->conn, &session->error);
    session->begun = false;
    session->wrote = false;
    if (session->begin.size == 0)
        session->depth = 0;
}

/* Takes back what was written in vain. The error stays the first one. */
static void
take_back(rowan_session *session, bool is_ours)
{
    if (is_ours)
        take_back_ours(session);
    else if (session->conn->ended != ROWAN_OK ||
             rowan__connection_savepoint_rollback(session->conn,
                                                  &session->error) != ROWAN_OK)
        rowan__session_lost(session);
}

rowan_status
rowan__session_guard(rowan_session *session, rowan__guarded_fn *write,
                     void *context)
{
    bool is_ours = !session->begun;
    rowan_status status = rowan__session_connect(session, true);

    if (status != ROWAN_OK)
        return status;
    if (!is_ours) {
        status = rowan__connection_savepoint(session->conn, &session->error);
        if (status != ROWAN_OK) {
            rowan__session_check(session);
            return status;
        }
    }
    status = write(session, context);
    if (status == ROWAN_OK && !is_ours)
        status = rowan__connection_savepoint_release(session->conn,
                                                     &session->error);
    if (status != ROWAN_OK)
        take_back(session, is_ours);
    return status;
}

/* Programs built before a member existed have a smaller struct. */
static rowan_begin_options
known_options(const rowan_begin_options *options)
{
    rowan_begin_options known = ROWAN_BEGIN_OPTIONS_INIT;

    if (options != NULL)
        memcpy(&known, options,
               options->size < sizeof(known) ? options->size : sizeof(known));
    return known;
}

static rowan_status
begin_transaction(rowan_session *session, const rowan_begin_options *options)
{
    rowan_status status = ROWAN_OK;

    session->prepare_as[0] = '\0';
    if (options->prepare_as != NULL) {
        status = rowan__two_phase_identifier(options->prepare_as,
                                             &session->error);
        if (status != ROWAN_OK)
            return status;
        rowan__error_copy(session->prepare_as, sizeof(session->prepare_as),
                          options->prepare_as);
    }
    session->begin = (rowan_begin_params){
        .size = sizeof(session->begin),
        .will_write = options->will_write,
        .read_only = options->read_only,
        .isolation = options->isolation,
        .prepare_as =
            options->prepare_as != NULL ? session->prepare_as : NULL,
    };
    if (options->timeout_ms > 0)
        session->limits.transaction_deadline_us =
            rowan__clock_monotonic_us() + (int64_t)options->timeout_ms * 1000;
    session->depth = 1;
    return ROWAN_OK;
}

static bool
has_options(const rowan_begin_options *options)
{
    return options->will_write || options->read_only ||
           options->isolation != ROWAN_ISOLATION_DEFAULT ||
           options->timeout_ms > 0 || options->prepare_as != NULL;
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
    rowan_begin_options known = known_options(options);

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    if (session->depth == 0)
        return begin_transaction(session, &known);
    if (has_options(&known))
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

/* What was to be deleted stays, and is doubtful if the delete may have gone
 * along with a commit of which nobody knows. */
static void
keep_deleted(rowan_session *session)
{
    for (size_t i = 0; i < session->deleted.count; i++) {
        session->deleted.items[i]->state = ROWAN__STATE_PERSISTENT;
        session->deleted.items[i]->is_expired |= session->in_doubt;
    }
    session->deleted.count = 0;
}

/* Forgets changes that were not flushed. */
static rowan_status
discard_pending(rowan_session *session)
{
    rowan_status status = ROWAN_OK;

    for (size_t i = 0; i < session->added.count; i++)
        session->added.items[i]->state = ROWAN__STATE_GONE;
    session->added.count = 0;
    keep_deleted(session);
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
    rowan_status undone = rowan__undo_back_to(
        &session->undo, mark, session->in_doubt, &session->error);

    session->has_expired |= session->wrote || session->in_doubt;
    return status != ROWAN_OK ? status : undone;
}

/* Back to the savepoint; false if the whole transaction has to go. */
static bool
rollback_savepoint(rowan_session *session, rowan_status *ret_status)
{
    if (session->depth <= 1 || session->conn->ended != ROWAN_OK)
        return false;
    *ret_status = rowan__connection_savepoint_rollback(session->conn,
                                                       &session->error);
    /* What was lost before the savepoint is lost all the same; of a transaction
     * that is gone nothing is expected any more. */
    if (*ret_status != ROWAN_OK || session->lost_depth >= session->depth)
        rowan_error_clear(&session->lost);
    if (*ret_status != ROWAN_OK) {
        rowan__session_lost(session);
        return true;
    }
    session->depth--;
    *ret_status =
        rowan__session_undo(session, rowan__undo_pop_mark(&session->undo));
    return true;
}

rowan_status
rowan_rollback(rowan_session *session)
{
    rowan_status status = ROWAN_OK, undone;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    if (session->is_lent && session->depth <= 1)
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "rowan_transact() ends the transaction itself: return a status "
            "other than ROWAN_OK to roll it back");
    if (rollback_savepoint(session, &status))
        return status;
    rowan_error_clear(&session->lost);
    rowan__limits_last_call(&session->limits);
    if (session->begun)
        status = rowan__connection_rollback(session->conn, &session->error);
    undone = rowan__session_undo(session, 0);
    rowan__session_ended(session);
    return status != ROWAN_OK ? status : undone;
}
