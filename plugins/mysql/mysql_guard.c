/* SPDX-License-Identifier: MIT */
/*
 * Values that their column would cut.
 *
 * These servers, however strict, round what has more places than its DECIMAL,
 * cut blanks off the end of a text that is too long, and the time off what a
 * DATE is given, and say so in a note only. Notes are counted in each answer,
 * so the good case costs nothing; with one, the statement is taken back. Inside
 * a transaction that is left to the caller, who cannot commit before; outside
 * one, a statement with a value that may be cut gets a transaction of its own.
 *
 * Nothing is said of places of a second, of a FLOAT and of an INT.
 */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>

#define DATA_TRUNCATED "1265"
#define WHOLE 9007199254740992.0 /* 2^53 */

/* Beyond WHOLE there are none. */
static bool
has_places(double real)
{
    return real > -WHOLE && real < WHOLE && real != (double)(int64_t)real;
}

/* Whether there are columns that would take a part of it with a note. */
static bool
may_be_cut(const rowan_value *value)
{
    const rowan_view *text = &value->as.text;

    switch (value->kind) {
    case ROWAN_KIND_DECIMAL:
        return text->data && memchr(text->data, '.', text->size);
    case ROWAN_KIND_TEXT:
        return text->data && text->size && text->data[text->size - 1] == ' ';
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return has_places(value->as.real);
    case ROWAN_KIND_TIMESTAMP:
        return value->as.integer % MYSQL_DAY_US != 0;
    default:
        return false;
    }
}

static bool
any_may_be_cut(const rowan_value *binds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (may_be_cut(&binds[i]))
            return true;
    return false;
}

/* Whether the last statement cut a value, and in which column; asked after its
 * rows are off the wire. */
static bool
has_cut(rowan_driver_connection *connection, char *column, size_t size)
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
mysql__check_cut(rowan_driver_statement *statement,
                      const rowan_value *binds, uint32_t row_count,
                      rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_OUT_OF_RANGE};
    char column[128] = "", message[256];

    if (!mysql_warning_count(connection->handle) ||
        !any_may_be_cut(binds, (size_t)row_count * statement->bind_count) ||
        !has_cut(connection, column, sizeof column))
        return ROWAN_OK;
    mysql__statement_reset(statement);
    if (!connection->damage)
        connection->damage = MYSQL_DAMAGE_STATEMENT;
    snprintf(message, sizeof message,
             "a value has more places, blanks at its end, or a time of day, "
             "than its column%s%s keeps",
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

    if (statement->is_query || !any_may_be_cut(binds, statement->bind_count))
        return start(statement, binds, err);
    if (!mysql__is_in_transaction(connection)) {
        status = (rowan_status)mysql__begin(connection, &usual, err);
        is_own = !status;
    }
    if (!status)
        status = start(statement, binds, err);
    if (!status)
        status = mysql__check_cut(statement, binds, 1, err);
    if (is_own && !status && connection->streaming)
        mysql__rows_keep(connection->streaming);
    return is_own ? mysql__end_own(connection, status, err) : status;
}
