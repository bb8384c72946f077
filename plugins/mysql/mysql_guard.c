/* SPDX-License-Identifier: MIT */
/*
 * Decimals that would be rounded.
 *
 * A decimal with more places than its column has is an error nowhere on these
 * servers: it is rounded, and a note says so. Notes are counted in each
 * answer, so the good case costs nothing; with one, the statement is taken
 * back. Inside a transaction that is left to the caller, who cannot commit
 * before; outside one, a statement with decimals gets a transaction of its
 * own.
 */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>

#define DATA_TRUNCATED "1265"

static bool
has_decimal(const rowan_value *binds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (binds[i].kind == ROWAN_KIND_DECIMAL && binds[i].as.text.data)
            return true;
    return false;
}

/* Whether the last statement rounded, and in which column; asked after its rows
 * are off the wire. */
static bool
has_rounded(rowan_driver_connection *connection, char *column, size_t size)
{
    static const char sql[] = "SHOW WARNINGS";
    MYSQL_RES *result = NULL;
    MYSQL_ROW row;
    bool is_found = false;

    if (connection->streaming)
        mysql__rows_keep(connection->streaming);
    if (mysql__call_query(connection, sql, sizeof sql - 1) ||
        mysql__call_store(connection, &result) || !result)
        return true; /* to be sure */
    while ((row = mysql_fetch_row(result)))
        if (row[1] && row[2] && !strcmp(row[1], DATA_TRUNCATED)) {
            mysql__note_column(row[2], column, size);
            is_found = true;
        }
    mysql_free_result(result);
    return is_found;
}

rowan_status
mysql__check_rounding(rowan_driver_statement *statement,
                      const rowan_value *binds, uint32_t row_count,
                      rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_OUT_OF_RANGE};
    char column[128] = "", message[256];

    if (!mysql_warning_count(connection->handle) ||
        !has_decimal(binds, (size_t)row_count * statement->bind_count) ||
        !has_rounded(connection, column, sizeof column))
        return ROWAN_OK;
    mysql__statement_reset(statement);
    if (!connection->damage)
        connection->damage = MYSQL_DAMAGE_STATEMENT;
    snprintf(message, sizeof message,
             "a decimal has more places than its column%s%s",
             *column ? " " : "", column);
    info.message = message;
    info.column = *column ? column : NULL;
    return (rowan_status)connection->host->error_set(err, &info);
}

rowan_status
mysql__guarded(rowan_driver_statement *statement, const rowan_value *binds,
               mysql_start *start, rowan_error *err)
{
    static const rowan_begin_params usual = {.size = sizeof usual};
    rowan_driver_connection *connection = statement->connection;
    bool is_own = false;
    rowan_status status = ROWAN_OK;

    if (statement->is_query || !has_decimal(binds, statement->bind_count))
        return start(statement, binds, err);
    if (!mysql__is_in_transaction(connection)) {
        status = (rowan_status)mysql__begin(connection, &usual, err);
        is_own = !status;
    }
    if (!status)
        status = start(statement, binds, err);
    if (!status)
        status = mysql__check_rounding(statement, binds, 1, err);
    if (is_own && !status && connection->streaming)
        mysql__rows_keep(connection->streaming);
    if (is_own && status)
        (void)mysql__rollback(connection, NULL);
    else if (is_own)
        status = (rowan_status)mysql__commit(connection, err);
    return status;
}
