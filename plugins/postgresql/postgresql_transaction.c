/* SPDX-License-Identifier: MIT */
/*
 * Transactions and savepoints.
 *
 * BEGIN, SAVEPOINT and RELEASE answer nothing of interest and hardly ever fail,
 * so they wait for the statement that follows and go out with it: a
 * transaction of one statement takes two round trips, not three. All that ends
 * work is sent at once.
 */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

uint32_t
pg__transaction_state(rowan_driver_connection *connection)
{
    if (connection->ahead.has_ended) /* and commit() has to tell */
        return ROWAN_STATE_ACTIVE;
    /* Nobody shall take a lost connection for one that is at rest. */
    if (connection->is_lost)
        return ROWAN_STATE_ABORTED;
    if (connection->begins)
        return ROWAN_STATE_ACTIVE;
    switch (PQtransactionStatus(connection->handle)) {
    case PQTRANS_IDLE:
        return ROWAN_STATE_NONE;
    case PQTRANS_INTRANS:
        return ROWAN_STATE_ACTIVE;
    case PQTRANS_ACTIVE: /* a bulk load */
        return connection->is_in_transaction ? ROWAN_STATE_ACTIVE
                                             : ROWAN_STATE_NONE;
    default:
        return ROWAN_STATE_ABORTED;
    }
}

/* --- control statements --------------------------------------------------- */

rowan_status
pg__pend(rowan_driver_connection *connection, const char *control,
         rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    if (connection->pending_count == PG_PENDING_MAX)
        status = pg__control(connection, NULL, "go on", NULL, err);
    if (!status)
        snprintf(connection->pending[connection->pending_count++],
                 PG_CONTROL_SIZE, "%s", control);
    return status;
}

static void
forget_pending(rowan_driver_connection *connection)
{
    connection->pending_count = 0;
    connection->begins = false;
}

/* What is pending, and sql behind it, as one text; 0 if it is too long. */
static size_t
join_controls(const rowan_driver_connection *connection, const char *sql,
              char *all, size_t size)
{
    size_t used = 0;

    for (unsigned i = 0; i < connection->pending_count; i++)
        used += (size_t)snprintf(all + used, size - used, "%s;",
                                 connection->pending[i]);
    used += (size_t)snprintf(all + used, size - used, "%s", sql);
    return used < size ? used : 0;
}

/* Sends what is pending, and sql. */
static rowan_status
send_controls(rowan_driver_connection *connection, const char *sql,
              const char *asked, rowan_error *err)
{
    char all[PG_PENDING_MAX * PG_CONTROL_SIZE + 1024];

    if (connection->pending_count) {
        if (!join_controls(connection, sql, all, sizeof all))
            return plugin_fail(connection->host, err, ROWAN_INTERNAL,
                               "cannot %s: the text is too long", asked);
        sql = all;
    }
    forget_pending(connection);
    connection->unnamed = NULL; /* a simple query takes it away */
    if (!PQsendQuery(connection->handle, sql))
        return pg__not_sent(connection, asked, err);
    return ROWAN_OK;
}

static rowan_status
control(rowan_driver_connection *connection, const char *sql, const char *asked,
        char tag[24], bool *ret_is_sent, rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status = pg__work_begin(connection, asked, err);

    if (!status)
        status = send_controls(connection, sql ? sql : "", asked, err);
    if (status)
        return status;
    *ret_is_sent = true;
    status = pg__answer(connection, &result, err);
    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked, err);
    if (!status && tag)
        snprintf(tag, 24, "%s", PQcmdStatus(result));
    PQclear(result);
    return status;
}

rowan_status
pg__control(rowan_driver_connection *connection, const char *sql,
            const char *asked, char tag[24], rowan_error *err)
{
    bool is_sent = false;

    return control(connection, sql, asked, tag, &is_sent, err);
}

rowan_status
pg__control_commit(rowan_driver_connection *connection, const char *sql,
                   const char *asked, char tag[24], rowan_error *err)
{
    rowan_error error = {0};
    bool is_sent = false;
    rowan_status status =
        control(connection, sql, asked, tag, &is_sent, &error);

    if (!status)
        return ROWAN_OK;
    /* Once it is sent, only an answer tells what became of it. */
    if (is_sent &&
        (status == ROWAN_CONNECTION_LOST || status == ROWAN_TIMEOUT)) {
        connection->is_lost = true;
        return pg__error_in_doubt(connection->host, &error,
                                  "the commit happened", err);
    }
    return pg__error_copy(connection->host, &error, err);
}

/* --- transactions --------------------------------------------------------- */

/* 0 is the database's default; the others are those of the standard, in the
 * standard's order. */
static const char *const isolations[] = {
    "", " ISOLATION LEVEL READ UNCOMMITTED", " ISOLATION LEVEL READ COMMITTED",
    " ISOLATION LEVEL REPEATABLE READ", " ISOLATION LEVEL SERIALIZABLE"};

int32_t
pg__begin(rowan_driver_connection *connection, const rowan_begin_params *params,
          rowan_error *err)
{
    char sql[PG_CONTROL_SIZE];
    rowan_status status = pg__work_begin(connection, "begin", err);

    if (status)
        return status;
    if (params->isolation >= sizeof isolations / sizeof *isolations)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "isolation level %u is not known",
                           (unsigned)params->isolation);
    if (PQtransactionStatus(connection->handle) != PQTRANS_IDLE ||
        connection->begins)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot begin: a transaction is open");
    pg__ahead_forget(connection);
    snprintf(sql, sizeof sql, "BEGIN%s%s", isolations[params->isolation],
             params->read_only ? " READ ONLY" : "");
    status = pg__pend(connection, sql, err);
    connection->begins = !status;
    connection->reads_only = params->read_only;
    return status;
}

int32_t
pg__commit(rowan_driver_connection *connection, rowan_error *err)
{
    char tag[24] = "";
    rowan_status status;

    if (connection->ahead.has_ended)
        return pg__ahead_commit(connection, err);
    pg__ahead_forget(connection);
    if (connection->begins) { /* the server has not heard of it */
        forget_pending(connection);
        return ROWAN_OK;
    }
    status = pg__control_commit(connection, "COMMIT", "commit", tag, err);
    if (!connection->is_lost &&
        PQtransactionStatus(connection->handle) == PQTRANS_IDLE)
        pg__streams_ended(connection);
    if (!status && strcmp(tag, "COMMIT"))
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot commit: a statement had failed, and the "
                           "server has rolled back");
    return status;
}

int32_t
pg__rollback(rowan_driver_connection *connection, rowan_error *err)
{
    bool is_unknown = connection->begins;
    bool is_too_late =
        connection->ahead.has_ended && !connection->ahead.error.status;

    pg__ahead_forget(connection);
    if (is_too_late)
        return plugin_fail(connection->host, err, ROWAN_INTERNAL,
                           "cannot roll back: the transaction is committed");
    forget_pending(connection);
    if (is_unknown)
        return ROWAN_OK;
    pg__streams_ended(connection);
    if (!connection->is_lost &&
        PQtransactionStatus(connection->handle) == PQTRANS_IDLE)
        return ROWAN_OK;
    return pg__control(connection, "ROLLBACK", "roll back", NULL, err);
}

int32_t
pg__savepoint(rowan_driver_connection *connection, uint32_t number,
              rowan_error *err)
{
    char sql[PG_CONTROL_SIZE];

    if (pg__transaction_state(connection) != ROWAN_STATE_ACTIVE)
        return pg__control(connection, "SAVEPOINT r", "set a savepoint", NULL,
                           err);
    snprintf(sql, sizeof sql, "SAVEPOINT r%u", (unsigned)number);
    return pg__pend(connection, sql, err);
}

int32_t
pg__savepoint_release(rowan_driver_connection *connection, uint32_t number,
                      rowan_error *err)
{
    char sql[PG_CONTROL_SIZE], set[PG_CONTROL_SIZE];
    unsigned count = connection->pending_count;

    snprintf(sql, sizeof sql, "RELEASE SAVEPOINT r%u", (unsigned)number);
    if (pg__transaction_state(connection) != ROWAN_STATE_ACTIVE)
        return pg__control(connection, sql, "release a savepoint", NULL, err);
    /* Nothing was done since it was set, or rather was to be set. */
    snprintf(set, sizeof set, "SAVEPOINT r%u", (unsigned)number);
    if (count && !strcmp(connection->pending[count - 1], set)) {
        connection->pending_count--;
        return ROWAN_OK;
    }
    return pg__pend(connection, sql, err);
}

/* The savepoint stays; the core releases it. */
int32_t
pg__savepoint_rollback(rowan_driver_connection *connection, uint32_t number,
                       rowan_error *err)
{
    char sql[PG_CONTROL_SIZE], set[PG_CONTROL_SIZE];
    unsigned count = connection->pending_count;

    snprintf(sql, sizeof sql, "ROLLBACK TO SAVEPOINT r%u", (unsigned)number);
    snprintf(set, sizeof set, "SAVEPOINT r%u", (unsigned)number);
    if (count && !strcmp(connection->pending[count - 1], set))
        return ROWAN_OK;
    /* What waits was not refused yet; in a transaction that failed it would
     * be, and there is nothing in it that a rollback does not undo. */
    if (!connection->begins &&
        PQtransactionStatus(connection->handle) == PQTRANS_INERROR)
        forget_pending(connection);
    pg__streams_unsure(connection);
    return pg__control(connection, sql, "roll back to a savepoint", NULL, err);
}

/* --- the session ---------------------------------------------------------- */

/* Costs a round trip only where something is to be undone. */
int32_t
pg__reset(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status;

    if (connection->bulk)
        (void)pg__bulk_end(connection, 1, NULL, NULL, NULL);
    status = (rowan_status)pg__rollback(connection, err);
    if (!status && connection->is_worn)
        return plugin_fail(connection->host, err, ROWAN_UNSUPPORTED,
                           "statements that SQL text prepared cannot be taken "
                           "out of the session by themselves");
    if (status || !connection->is_altered)
        return status;
    status = pg__control(connection, connection->reset_sql,
                         "reset the session", NULL, err);
    if (status)
        return status;
    connection->is_altered = false;
    return ROWAN_DONE;
}

uint32_t
pg__needs_reset(rowan_driver_connection *connection)
{
    return connection->is_lost || connection->is_altered || connection->bulk ||
           connection->streams;
}
