/* SPDX-License-Identifier: MIT */
/* The driver's table, and what concerns a connection as a whole. */

#include "postgresql_priv.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static char version_text[16];
static pthread_once_t version_once = PTHREAD_ONCE_INIT;

/* libpq says 150004 for 15.4. */
static void
write_version(void)
{
    int version = PQlibVersion();

    snprintf(version_text, sizeof version_text, "%d.%d", version / 10000,
             version % 10000);
}

static const char *
client_version(void)
{
    pthread_once(&version_once, write_version);
    return version_text;
}

static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)err;
    pg__capabilities_fill(connection, caps);
    return ROWAN_OK;
}

/* A server that was to take writes may have become a standby since. */
static rowan_status
check_role(rowan_driver_connection *connection, const PGresult *result,
           rowan_error *err)
{
    if (!PQntuples(result) || strcmp(PQgetvalue(result, 0, 0), "on"))
        return ROWAN_OK;
    connection->is_lost = true;
    return plugin_fail(connection->host, err, ROWAN_CONNECTION_LOST,
                       "the server takes no writes any more");
}

/* An empty query, which the server answers in any state of a transaction; or
 * outside of one whether it takes writes, where that was asked for. */
static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    static const char asked[] = "reach the server";
    PGresult *result = NULL;
    rowan_status status = pg__work_begin(connection, asked, err);

    if (status)
        return status;
    connection->unnamed = NULL;
    if (!PQsendQuery(connection->handle,
                     connection->wants_writes && !connection->is_in_transaction
                         ? "SHOW transaction_read_only"
                         : ""))
        return pg__not_sent(connection, asked, err);
    status = pg__answer(connection, &result, err);
    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked, err);
    if (!status)
        status = check_role(connection, result, err);
    PQclear(result);
    return status;
}

static void
set_deadline(rowan_driver_connection *connection, int64_t deadline_us)
{
    connection->deadline_us = deadline_us;
}

const rowan_driver pg__driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .options = pg__options,
    .connect = pg__connect,
    .disconnect = pg__disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .reset = pg__reset,
    .needs_reset = pg__needs_reset,
    .transaction_state = pg__transaction_state,
    .begin = pg__begin,
    .commit = pg__commit,
    .rollback = pg__rollback,
    .savepoint = pg__savepoint,
    .savepoint_release = pg__savepoint_release,
    .savepoint_rollback = pg__savepoint_rollback,
    .prepare = pg__statement_prepare,
    .finish = pg__statement_finish,
    .column_count = pg__statement_column_count,
    .column_name = pg__statement_column_name,
    .execute = pg__statement_execute,
    .step = pg__statement_step,
    .statement_reset = pg__statement_reset,
    .affected_rows = pg__statement_affected_rows,
    .cancel = pg__cancel,
    .set_deadline = set_deadline,
    .stream = pg__stream,
    .execute_many = pg__execute_many,
    .bulk_begin = pg__bulk_begin,
    .bulk_rows = pg__bulk_rows,
    .bulk_end = pg__bulk_end,
    .prepare_transaction = pg__prepare_transaction,
    .commit_prepared = pg__commit_prepared,
    .rollback_prepared = pg__rollback_prepared,
    .transaction_token = pg__transaction_token,
    .transaction_outcome = pg__transaction_outcome,
    .commit_follows = pg__commit_follows,
};
