/* SPDX-License-Identifier: MIT */
/*
 * Results that are larger than memory, by a cursor of the server's: other
 * statements may run between its pieces, and to end it early costs nothing.
 * Outside a transaction a cursor needs to be WITH HOLD, for which the server
 * keeps the whole result in its memory or files.
 */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

static const char asked[] = "run the statement";

void
pg__stream(rowan_driver_statement *statement, uint32_t fetch_rows)
{
    /* Behind a pooler that changes the session a held cursor is lost. */
    if (statement->connection->prepare != PG_PREPARE_NAMED &&
        pg__transaction_state(statement->connection) ==
            ROWAN_STATE_NONE)
        return;
    statement->fetch_rows = fetch_rows ? fetch_rows : 1;
}

static void
unlink_stream(rowan_driver_statement *statement)
{
    rowan_driver_statement **link = &statement->connection->streams;

    while (*link && *link != statement)
        link = &(*link)->next_stream;
    if (*link)
        *link = statement->next_stream;
}

static void
take_piece(rowan_driver_statement *statement, PGresult *piece)
{
    PQclear(statement->result);
    statement->result = piece;
    statement->row = 0;
    statement->row_count = PQntuples(piece);
    statement->state = PG_STATE_ROWS;
    statement->affected_rows = 0;
    statement->cursor_is_done =
        (uint32_t)statement->row_count < statement->cursor_rows;
}

static int
send_fetch(rowan_driver_statement *statement)
{
    char sql[64];

    statement->connection->unnamed = NULL;
    snprintf(sql, sizeof sql, "FETCH FORWARD %u FROM r%u",
             (unsigned)statement->cursor_rows, (unsigned)statement->cursor);
    return PQsendQueryParams(statement->connection->handle, sql, 0, NULL, NULL,
                             NULL, NULL, statement->is_binary);
}

/* NULL when out of memory. */
static const char *
write_declare(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;
    size_t size = strlen(statement->sql) + 80;
    char *sql = pg__scratch_take(host, &statement->scratch, size);

    if (sql)
        snprintf(sql, size, "DECLARE r%u NO SCROLL CURSOR %s FOR %s",
                 (unsigned)statement->cursor,
                 statement->cursor_is_held ? "WITH HOLD" : "", statement->sql);
    return sql;
}

static int
send_declare(rowan_driver_statement *statement, const char *sql,
             const pg_arguments *arguments)
{
    return PQsendQueryParams(statement->connection->handle, sql,
                             (int)statement->parameter_count,
                             statement->parameter_types, arguments->data,
                             arguments->sizes, arguments->formats, 0);
}

/* One answer of the pipeline; later ones of a failed one say nothing. */
static rowan_status
read_answer(rowan_driver_connection *connection, rowan_status so_far,
            PGresult **ret_result, rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status;

    if (connection->is_lost || so_far == ROWAN_TIMEOUT)
        return so_far;
    status = pg__answer(connection, &result, so_far ? NULL : err);
    if (!status && pg__is_error(result))
        status = so_far ? so_far : pg__error(connection, result, asked, err);
    if (!status && !so_far && ret_result)
        *ret_result = result;
    else
        PQclear(result);
    return so_far ? so_far : status;
}

static rowan_status
read_answers(rowan_driver_statement *statement, PGresult **ret_piece,
             rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_status status = pg__pending_answers(connection, err);

    status = read_answer(connection, status, NULL, err);
    status = read_answer(connection, status, ret_piece, err);
    if (connection->is_lost || status == ROWAN_TIMEOUT)
        return status;
    if (status)
        (void)pg__pipeline_end(connection, NULL);
    else
        status = pg__pipeline_end(connection, err);
    return status;
}

rowan_status
pg__stream_open(rowan_driver_statement *statement, const rowan_value *binds,
                rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    pg_arguments arguments;
    PGresult *piece = NULL;
    rowan_status status = pg__arguments_make(statement, binds, &arguments, err);
    const char *declare;

    if (status)
        return status;
    statement->cursor = ++connection->next_number;
    statement->cursor_rows = statement->fetch_rows;
    statement->cursor_is_held = !connection->is_in_transaction;
    statement->cursor_is_unsure = statement->cursor_is_gone = false;
    declare = write_declare(statement);
    if (!declare)
        status = plugin_no_memory(connection->host, err);
    else if (!PQenterPipelineMode(connection->handle) ||
             !pg__pending_send(connection) ||
             !send_declare(statement, declare, &arguments) ||
             !send_fetch(statement) || !PQpipelineSync(connection->handle))
        status = pg__not_sent(connection, asked, err);
    else
        status = read_answers(statement, &piece, err);
    if (status) {
        PQclear(piece);
        statement->cursor = 0;
        return status;
    }
    statement->next_stream = connection->streams;
    connection->streams = statement;
    statement->is_unplanned = true;
    if (!pg__result_fits(statement, piece)) {
        PQclear(piece);
        return pg__stale(connection->host, err);
    }
    take_piece(statement, piece);
    return ROWAN_OK;
}

rowan_status
pg__stream_fetch(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    PGresult *piece = NULL;
    rowan_status status = ROWAN_OK;

    if (statement->cursor_is_gone)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the transaction in which the rows were read has "
                           "ended");
    /* What is pending must be there before: a piece is a statement. */
    if (connection->pending_count)
        status = pg__control(connection, NULL, "go on", NULL, err);
    if (!status)
        status = pg__work_begin(connection, asked, err);
    if (status)
        return status;
    if (!send_fetch(statement))
        return pg__not_sent(connection, asked, err);
    status = read_answer(connection, ROWAN_OK, &piece, err);
    if (status)
        return status;
    take_piece(statement, piece);
    return ROWAN_OK;
}

void
pg__stream_close(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;
    bool is_open = !connection->is_lost && !statement->cursor_is_gone &&
                   !statement->cursor_is_unsure;
    char sql[64];

    unlink_stream(statement);
    snprintf(sql, sizeof sql, "CLOSE r%u", (unsigned)statement->cursor);
    statement->cursor = 0;
    if (!is_open)
        return;
    /* In a transaction it goes out with the next statement, or is closed by
     * the transaction's end. */
    if (!statement->cursor_is_held) {
        if (pg__transaction_state(connection) == ROWAN_STATE_ACTIVE)
            (void)pg__pend(connection, sql, NULL);
    } else if (PQtransactionStatus(connection->handle) == PQTRANS_INERROR ||
               pg__control(connection, sql, "close a cursor", NULL, NULL)) {
        connection->is_altered = true; /* reset() closes it */
    }
}

void
pg__streams_ended(rowan_driver_connection *connection)
{
    for (rowan_driver_statement *each = connection->streams; each;
         each = each->next_stream)
        if (!each->cursor_is_held)
            each->cursor_is_gone = true;
}

void
pg__streams_unsure(rowan_driver_connection *connection)
{
    for (rowan_driver_statement *each = connection->streams; each;
         each = each->next_stream)
        if (!each->cursor_is_held)
            each->cursor_is_unsure = true;
}
