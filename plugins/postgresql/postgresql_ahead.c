/* SPDX-License-Identifier: MIT */
/*
 * The last statement of a transaction, and what follows it, in one round trip:
 * the question for the transaction's number and, where that is wanted, the
 * COMMIT. The server skips both if the statement fails.
 *
 * The number is flushed before the server begins to commit, so that it has
 * come when only the answer to the COMMIT is lost.
 */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

static const char asked[] = "commit";

void
pg__ahead_forget(rowan_driver_connection *connection)
{
    pg_ahead *ahead = &connection->ahead;

    ahead->announced = 0;
    ahead->is_sent = ahead->has_number = ahead->has_ended = false;
}

void
pg__commit_follows(rowan_driver_connection *connection, uint32_t how)
{
    pg__ahead_forget(connection);
    connection->ahead.announced = how;
}

/* Whether each value that the server may give has a place in its wanted kind;
 * integers only, which is all that is asked for. */
static bool
takes_every_value(const rowan_driver_statement *statement)
{
    for (uint32_t i = 0; i < statement->column_count; i++) {
        uint32_t wanted = statement->wanted[i];
        pg_type type = statement->column_classes[i];
        bool fits = (type == PG_TYPE_INT8 && wanted == ROWAN_KIND_INT64) ||
                    (type == PG_TYPE_INT4 && (wanted == ROWAN_KIND_INT64 ||
                                              wanted == ROWAN_KIND_INT32)) ||
                    (type == PG_TYPE_INT2 && wanted >= ROWAN_KIND_INT16 &&
                     wanted <= ROWAN_KIND_INT64);

        if (!fits)
            return false;
    }
    return true;
}

rowan_status
pg__ahead_prepare(const rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    pg_ahead *ahead = &connection->ahead;
    rowan_status status;

    if (!ahead->announced)
        return ROWAN_OK;
    if (ahead->announced == ROWAN_COMMIT_ALONG && !takes_every_value(statement))
        ahead->announced = ROWAN_COMMIT_NEXT;
    status = pg__incarnation_learn(connection, asked, err);
    return status ? status : pg__fixed_prepare(connection, asked, err);
}

int
pg__ahead_send(rowan_driver_connection *connection)
{
    pg_ahead *ahead = &connection->ahead;

    if (!ahead->announced)
        return 1;
    if (!pg__fixed_send(connection, PG_FIXED_NUMBER))
        return 0;
    if (ahead->announced != ROWAN_COMMIT_ALONG)
        return 1;
    ahead->is_sent = true;
    return PQsendFlushRequest(connection->handle) &&
           pg__fixed_send(connection, PG_FIXED_COMMIT);
}

static rowan_status
read_number(rowan_driver_connection *connection, rowan_error *err)
{
    pg_ahead *ahead = &connection->ahead;
    PGresult *result = NULL;
    rowan_status status = pg__answer(connection, &result, err);

    if (!status && pg__is_error(result)) {
        status = pg__error(connection, result, asked, err);
        if (pg__is_stale_plan(result))
            pg__fixed_forget(connection);
    }
    if (!status) {
        snprintf(ahead->number, sizeof ahead->number, "%s",
                 PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
        ahead->has_number = true;
    }
    PQclear(result);
    return status;
}

/* What came of the COMMIT stays in the error, for commit() to tell. */
static void
read_commit(rowan_driver_connection *connection)
{
    rowan_error *error = &connection->ahead.error;
    PGresult *result = NULL;
    rowan_status status = pg__answer(connection, &result, error);

    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked, error);
    if (!status && strcmp(PQcmdStatus(result), "COMMIT"))
        (void)plugin_fail(connection->host, error, ROWAN_TRANSACTION_ABORTED,
                          "cannot commit: the server has rolled back");
    PQclear(result);
}

rowan_status
pg__ahead_read(rowan_driver_connection *connection, rowan_error *err)
{
    pg_ahead *ahead = &connection->ahead;
    rowan_status status;

    if (!ahead->announced)
        return ROWAN_OK;
    if (!ahead->is_sent)
        return read_number(connection, err);
    if (ahead->error.status)
        ahead->error = (rowan_error){0};
    ahead->has_ended = true;
    status = read_number(connection, &ahead->error);
    if (!status)
        read_commit(connection);
    return ROWAN_OK;
}

bool
pg__ahead_is_in_doubt(const rowan_driver_connection *connection,
                      rowan_status status, const rowan_error *error)
{
    if (!connection->ahead.is_sent || connection->ahead.has_ended)
        return false;
    /* A server that says why it goes has not come to the COMMIT. */
    if (status == ROWAN_CONNECTION_LOST)
        return strncmp(error->sqlstate, "57P", 3) != 0;
    return status == ROWAN_TIMEOUT &&
           (connection->is_lost ||
            PQtransactionStatus(connection->handle) == PQTRANS_IDLE);
}

rowan_status
pg__ahead_commit(rowan_driver_connection *connection, rowan_error *err)
{
    const rowan_error error = connection->ahead.error;

    pg__ahead_forget(connection);
    pg__streams_ended(connection);
    if (!error.status)
        return ROWAN_OK;
    if (error.status == ROWAN_CONNECTION_LOST ||
        error.status == ROWAN_TIMEOUT) {
        connection->is_lost = true;
        return pg__error_in_doubt(connection->host, &error,
                                  "the commit happened", err);
    }
    return pg__error_copy(connection->host, &error, err);
}
