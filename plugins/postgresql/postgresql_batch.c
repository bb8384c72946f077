/* SPDX-License-Identifier: MIT */
/* One statement for many rows, in a pipeline. Outside a transaction it makes
 * one of its own, so that all rows are one. */

#include "postgresql_priv.h"

#include <stdio.h>

static const char asked[] = "run the statement";

/* Rows that are sent before their answers are read: libpq keeps a note of each,
 * and the server's answers fill buffers. */
#define ROWS_AT_ONCE 500

typedef struct batch {
    rowan_driver_statement *statement;
    rowan_driver_connection *connection;
    const rowan_value *binds;
    uint32_t bind_count, row_count;
    int64_t *affected; /* may be NULL */
    uint32_t failed;   /* the row that did, or row_count */
    bool is_own_transaction;
    rowan_error *err;
} batch;

/* Queues rows up to an end; on a value that cannot be sent, fewer. */
static rowan_status
send_rows(batch *b, uint32_t from, uint32_t to, uint32_t *ret_sent)
{
    rowan_driver_statement *statement = b->statement;
    rowan_status status = ROWAN_OK;

    for (*ret_sent = 0; from < to && !status; from++) {
        pg_arguments arguments;

        pg__scratch_rewind(b->connection->host, &statement->scratch);
        status = pg__arguments_make(statement,
                                    b->binds + (size_t)from * b->bind_count,
                                    &arguments, b->err);
        if (status)
            b->failed = from;
        else if (!pg__statement_send(statement, &arguments))
            return pg__not_sent(b->connection, asked, b->err);
        else
            ++*ret_sent;
    }
    return status;
}

/* first: what failed before them, with which all of them do. */
static rowan_status
read_rows(batch *b, uint32_t from, uint32_t count, rowan_status first)
{
    for (uint32_t i = from; i < from + count; i++) {
        PGresult *result = NULL;
        rowan_status status =
            pg__answer(b->connection, &result, first ? NULL : b->err);
        bool is_over = status != ROWAN_OK;

        if (!status && pg__is_error(result) && !first) {
            pg__statement_note_stale(b->statement, result);
            status = pg__error(b->connection, result, asked, b->err);
        }
        if (status && !first) {
            first = status;
            b->failed = i;
        }
        if (!first && b->affected)
            b->affected[i] = pg__result_affected(result);
        PQclear(result);
        if (is_over)
            return first;
    }
    return first;
}

/* One piece of the rows. The last one ends with the pipeline's sync, and so
 * does one in which a row fails, at the server or before: of two such rows the
 * first one tells. */
static rowan_status
run_piece(batch *b, uint32_t from, uint32_t to)
{
    PGconn *handle = b->connection->handle;
    uint32_t sent;
    rowan_status read = ROWAN_OK, refused = send_rows(b, from, to, &sent);
    bool is_last = to == b->row_count || refused;
    rowan_error refusal;

    if (b->connection->is_lost)
        return refused;
    if (!(is_last ? PQpipelineSync(handle) : PQsendFlushRequest(handle)))
        return pg__not_sent(b->connection, asked, b->err);
    refusal = *b->err;
    *b->err = (rowan_error){0};
    if (from == 0)
        read = pg__pending_answers(b->connection, b->err);
    if (read)
        b->failed = b->row_count;
    if (!b->connection->is_lost && read != ROWAN_TIMEOUT)
        read = read_rows(b, from, sent, read);
    if (!read)
        *b->err = refusal;
    else if (!is_last && !b->connection->is_lost && read != ROWAN_TIMEOUT &&
             !PQpipelineSync(handle))
        return pg__not_sent(b->connection, asked, b->err);
    return read ? read : refused;
}

static rowan_status
run_rows(batch *b)
{
    rowan_status status = ROWAN_OK;

    for (uint32_t from = 0; from < b->row_count && !status;
         from += ROWS_AT_ONCE)
        status = run_piece(b, from,
                           b->row_count - from > ROWS_AT_ONCE
                               ? from + ROWS_AT_ONCE
                               : b->row_count);
    return status;
}

static rowan_status
run_pipeline(batch *b)
{
    rowan_driver_connection *connection = b->connection;
    rowan_status status, ended;

    if (!PQenterPipelineMode(connection->handle) ||
        !pg__pending_send(connection))
        return pg__not_sent(connection, asked, b->err);
    status = run_rows(b);
    if (connection->is_lost ||
        PQpipelineStatus(connection->handle) == PQ_PIPELINE_OFF)
        return status;
    ended = pg__pipeline_end(connection, status ? NULL : b->err);
    return status ? status : ended;
}

static rowan_status
run_batch(batch *b)
{
    rowan_driver_connection *connection = b->connection;
    rowan_status status = pg__work_begin(connection, asked, b->err);

    if (status)
        return status;
    b->is_own_transaction = !connection->is_in_transaction;
    if (b->is_own_transaction) {
        status = pg__pend(connection, "BEGIN", b->err);
        connection->begins = !status;
    }
    if (!status)
        status = run_pipeline(b);
    if (!b->is_own_transaction || connection->is_lost)
        return status;
    if (!status)
        return (rowan_status)pg__commit(connection, b->err);
    (void)pg__rollback(connection, NULL);
    return status;
}

static rowan_status
check_batch(const batch *b)
{
    const rowan_driver_statement *statement = b->statement;
    const rowan_host *host = b->connection->host;

    if (statement->state != PG_STATE_IDLE)
        return plugin_fail(host, b->err, ROWAN_INVALID,
                           "the statement runs already; reset it first");
    if (statement->column_count)
        return plugin_fail(host, b->err, ROWAN_INVALID,
                           "a batch is of statements without result rows");
    if (b->bind_count != statement->parameter_count)
        return plugin_fail(host, b->err, ROWAN_INVALID,
                           "the statement takes %u values, %u were given",
                           (unsigned)statement->parameter_count,
                           (unsigned)b->bind_count);
    return ROWAN_OK;
}

int32_t
pg__execute_many(rowan_driver_statement *statement, const rowan_value *binds,
                 uint32_t bind_count, uint32_t row_count, int64_t *ret_affected,
                 uint32_t *ret_failed, rowan_error *err)
{
    rowan_error error = {0};
    batch b = {
        .statement = statement,
        .connection = statement->connection,
        .binds = binds,
        .bind_count = bind_count,
        .row_count = row_count,
        .affected = ret_affected,
        .failed = row_count,
        .err = &error,
    };
    rowan_status status = check_batch(&b);

    if (!status && row_count && statement->is_stale)
        status = pg__statement_describe(statement, &error);
    if (!status && row_count)
        status = run_batch(&b);
    /* A plan out of date fails with its first row: nothing was lost. */
    if (status && statement->is_stale && b.is_own_transaction &&
        !b.connection->is_lost) {
        error = (rowan_error){0};
        b.failed = row_count;
        status = pg__statement_describe(statement, &error);
        if (!status)
            status = run_batch(&b);
    }
    if (!status)
        return ROWAN_OK;
    if (ret_failed)
        *ret_failed = b.failed;
    return pg__error_copy(b.connection->host, &error, err);
}
