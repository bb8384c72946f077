/* SPDX-License-Identifier: MIT */
/*
 * Statements that run: execute, step, reset.
 *
 * A result is fetched whole: single rows cost libpq half as much again, and
 * the connection is free for the next statement at once. What is larger than
 * memory is streamed by a cursor.
 */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

static const char asked_run[] = "run the statement";

/* --- what is sent --------------------------------------------------------- */

static rowan_status
refuse_value(const rowan_driver_statement *statement, uint32_t i,
             uint32_t kind, const char *reason, rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_OUT_OF_RANGE,
                             .bind = i + 1};
    char message[256];

    snprintf(message, sizeof message, "value %u of %u (%s) cannot be bound: %s",
             (unsigned)i + 1, (unsigned)statement->parameter_count,
             pg__kind_name(kind), reason);
    info.message = message;
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

rowan_status
pg__arguments_make(rowan_driver_statement *statement, const rowan_value *binds,
                   pg_arguments *ret_arguments, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = statement->parameter_count;
    pg_scratch *scratch = &statement->scratch;
    pg_arguments to = {0};

    *ret_arguments = to;
    if (!count)
        return ROWAN_OK;
    /* One piece of memory, what needs most alignment first. */
    to.sent = pg__scratch_take(host, scratch,
                               count * (sizeof *to.sent + sizeof *to.data +
                                        sizeof *to.sizes + sizeof *to.formats));
    if (!to.sent)
        return plugin_no_memory(host, err);
    to.data = (const char **)(void *)(to.sent + count);
    to.sizes = (int *)(void *)(to.data + count);
    to.formats = to.sizes + count;
    for (uint32_t i = 0; i < count; i++) {
        const char *refusal =
            binds[i].kind & ROWAN_KIND_LIST
                ? pg__encode_list(host, scratch, statement->parameter_types[i],
                                  &binds[i].as.list, &to.sent[i])
                : pg__encode(host, scratch, statement->parameter_classes[i],
                             &binds[i], &to.sent[i]);

        if (refusal == pg__no_memory_refusal)
            return plugin_no_memory(host, err);
        if (refusal)
            return refuse_value(statement, i, binds[i].kind & ~ROWAN_KIND_LIST,
                                refusal, err);
        to.data[i] = to.sent[i].data;
        to.sizes[i] = to.sent[i].size;
        to.formats[i] = to.sent[i].format;
    }
    *ret_arguments = to;
    return ROWAN_OK;
}

int
pg__statement_send(rowan_driver_statement *statement,
                   const pg_arguments *arguments)
{
    rowan_driver_connection *connection = statement->connection;
    /* Outside a transaction a pooler may have another session by now, whose
     * unnamed statement is another one. */
    bool is_there = connection->prepare != PG_PREPARE_OFF &&
                    (statement->number ||
                     (connection->unnamed == statement &&
                      PQtransactionStatus(connection->handle) != PQTRANS_IDLE));

    statement->is_unplanned = !is_there;
    if (is_there)
        return PQsendQueryPrepared(connection->handle, statement->name,
                                   (int)statement->parameter_count,
                                   arguments->data, arguments->sizes,
                                   arguments->formats, statement->is_binary);
    connection->unnamed = statement;
    return PQsendQueryParams(
        connection->handle, statement->sql, (int)statement->parameter_count,
        statement->parameter_types, arguments->data, arguments->sizes,
        arguments->formats, statement->is_binary);
}

int
pg__pending_send(rowan_driver_connection *connection)
{
    int is_queued = 1;

    for (unsigned i = 0; i < connection->pending_count && is_queued; i++)
        is_queued = strcmp(connection->pending[i], "BEGIN")
                        ? pg__text_send(connection, connection->pending[i])
                        : pg__fixed_send(connection, PG_FIXED_BEGIN);
    return is_queued;
}

rowan_status
pg__pending_answers(rowan_driver_connection *connection, rowan_error *err)
{
    unsigned count = connection->pending_count;
    rowan_status first = ROWAN_OK;

    connection->pending_count = 0;
    connection->begins = false;
    for (unsigned i = 0; i < count; i++) {
        PGresult *result = NULL;
        rowan_status status = pg__answer(connection, &result, err);

        if (!status && pg__is_error(result)) {
            status = pg__error(connection, result, "begin", err);
            if (pg__is_stale_plan(result))
                pg__fixed_forget(connection);
        }
        PQclear(result);
        if (status && !first)
            first = status;
        if (connection->is_lost || status == ROWAN_TIMEOUT)
            break;
    }
    return first;
}

/* --- running -------------------------------------------------------------- */

static rowan_status
check_use(const rowan_driver_statement *statement, uint32_t bind_count,
          uint32_t column_count, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;

    if (statement->state != PG_STATE_IDLE)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement runs already; reset it first");
    if (bind_count != statement->parameter_count)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement takes %u values, %u were given",
                           (unsigned)statement->parameter_count,
                           (unsigned)bind_count);
    if (column_count != statement->column_count)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement gives %u columns, %u are wanted",
                           (unsigned)statement->column_count,
                           (unsigned)column_count);
    return ROWAN_OK;
}

/* How each column will be decoded; one that cannot be in binary makes the
 * whole result text. */
static void
choose_ways(rowan_driver_statement *statement, bool can_be_binary)
{
    statement->is_binary = can_be_binary;
    for (uint32_t i = 0; i < statement->column_count; i++) {
        statement->ways[i] =
            pg__binary_way(statement->column_classes[i], statement->wanted[i]);
        statement->is_binary = statement->is_binary && statement->ways[i];
    }
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (!statement->is_binary)
            statement->ways[i] = PG_WAY_NONE;
    statement->has_ways = can_be_binary;
    if (statement->column_count)
        memcpy(statement->ways_wanted, statement->wanted,
               statement->column_count * sizeof *statement->wanted);
}

/* The same, unless it was done for these kinds before. */
static void
have_ways(rowan_driver_statement *statement)
{
    if (!statement->has_ways ||
        (statement->column_count &&
         memcmp(statement->ways_wanted, statement->wanted,
                statement->column_count * sizeof *statement->wanted) != 0))
        choose_ways(statement, true);
}

/* The statement alone, or behind what is pending, in a pipeline. */
static rowan_status
run_once(rowan_driver_statement *statement, const pg_arguments *arguments,
         PGresult **ret_result, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    bool is_piped =
        connection->pending_count > 0 || connection->ahead.announced;
    rowan_status pending = ROWAN_OK, status, ended = ROWAN_OK;

    if (is_piped && (!PQenterPipelineMode(connection->handle) ||
                     !pg__pending_send(connection)))
        return pg__not_sent(connection, asked_run, err);
    if (!pg__statement_send(statement, arguments) ||
        !pg__ahead_send(connection) ||
        (is_piped && !PQpipelineSync(connection->handle)))
        return pg__not_sent(connection, asked_run, err);
    if (is_piped) {
        pending = pg__pending_answers(connection, err);
        if (connection->is_lost || pending == ROWAN_TIMEOUT)
            return pending;
    }
    status = pg__answer(connection, ret_result, pending ? NULL : err);
    if (!status && !pg__is_error(*ret_result))
        status = pg__ahead_read(connection, err);
    if (is_piped && !status && !connection->is_lost)
        ended = pg__pipeline_end(connection, connection->ahead.has_ended
                                                 ? NULL
                                                 : err);
    if (connection->ahead.has_ended)
        ended = ROWAN_OK; /* commit() tells it */
    return pending ? pending : status ? status : ended;
}

/* A write outside a transaction commits itself: when its answer is lost, it
 * is not known whether it has; nor is it called failed when the answer came
 * before the cancel, and after the deadline. */
static bool
is_in_doubt(const rowan_driver_statement *statement, rowan_status status,
            const rowan_error *error)
{
    const rowan_driver_connection *connection = statement->connection;

    return (connection->is_lost || connection->is_too_late) &&
           !connection->is_in_transaction && statement->is_writing &&
           (status == ROWAN_CONNECTION_LOST || status == ROWAN_TIMEOUT) &&
           strcmp(error->sqlstate, "25006") != 0; /* it was answered: no */
}

static void
take_result(rowan_driver_statement *statement, PGresult *result)
{
    statement->affected_rows =
        statement->is_writing ? pg__result_affected(result) : 0;
    if (!statement->column_count) {
        PQclear(result);
        statement->state = PG_STATE_DONE;
        return;
    }
    statement->result = result;
    statement->row = 0;
    statement->row_count = PQntuples(result);
    statement->state = PG_STATE_ROWS;
}

/* The server refuses a plan whose columns are others by now. What was sent
 * without a plan may give any: new types are read as they are, if they can be
 * in the form that was asked for. */
bool
pg__result_fits(rowan_driver_statement *statement, const PGresult *result)
{
    bool is_binary = statement->is_binary;

    if (!statement->is_unplanned)
        return (uint32_t)PQnfields(result) == statement->column_count;
    if (!pg__columns_are_known(statement, result))
        return false;
    choose_ways(statement, is_binary);
    return statement->is_binary == is_binary;
}

/* What the server answered, or why it did not. */
static rowan_status
finish_run(rowan_driver_statement *statement, PGresult *result,
           rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    ExecStatusType got = PQresultStatus(result);
    rowan_status status;

    if (got == PGRES_COMMAND_OK || got == PGRES_TUPLES_OK) {
        if (pg__result_fits(statement, result)) {
            take_result(statement, result);
            return ROWAN_OK;
        }
        statement->is_stale = true;
        status = pg__stale(connection->host, err);
    } else if (pg__is_error(result)) {
        pg__statement_note_stale(statement, result);
        status = pg__error(connection, result, asked_run, err);
    } else {
        status = plugin_fail(connection->host, err, ROWAN_UNSUPPORTED,
                             "cannot run the statement: COPY has calls of its "
                             "own");
    }
    PQclear(result);
    return status;
}

void
pg__statement_note_stale(rowan_driver_statement *statement,
                         const PGresult *result)
{
    if (!pg__is_stale_plan(result))
        return;
    statement->is_stale = true;
    statement->name_is_gone =
        !strcmp(PQresultErrorField(result, PG_DIAG_SQLSTATE), "26000");
}

/* What was sent with the statement failed, and it with that. */
static rowan_status
drop_run(PGresult *result, rowan_status status)
{
    PQclear(result);
    return status;
}

/* A plan that is out of date is made anew, unless work of the transaction
 * would be lost with the failed statement. */
static rowan_status
run(rowan_driver_statement *statement, const rowan_value *binds,
    rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    bool is_first = connection->begins || !connection->is_in_transaction;
    unsigned pending_count = connection->pending_count;
    bool begins = connection->begins;
    pg_arguments arguments;
    PGresult *result = NULL;
    rowan_status status = pg__arguments_make(statement, binds, &arguments, err);

    if (!status)
        status = run_once(statement, &arguments, &result, err);
    if (status || !is_first || !pg__is_stale_plan(result))
        return status ? drop_run(result, status)
                      : finish_run(statement, result, err);

    pg__statement_note_stale(statement, result);
    PQclear(result);
    result = NULL;
    if (begins)
        status =
            pg__control(connection, "ROLLBACK", "prepare again", NULL, err);
    connection->pending_count = pending_count; /* their texts are still there */
    connection->begins = begins;
    if (!status)
        status = pg__statement_describe(statement, err);
    if (status)
        return status;
    choose_ways(statement, true);
    pg__scratch_rewind(connection->host, &statement->scratch);
    status = pg__arguments_make(statement, binds, &arguments, err);
    if (!status)
        status = run_once(statement, &arguments, &result, err);
    return status ? drop_run(result, status)
                  : finish_run(statement, result, err);
}

static rowan_status
prepare_run(rowan_driver_statement *statement, const uint32_t *wanted,
            rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    if (statement->is_stale)
        status = pg__statement_describe(statement, err);
    if (!status)
        status = pg__work_begin(statement->connection, asked_run, err);
    if (status)
        return status;
    statement->wanted = wanted;
    statement->affected_rows = -1;
    have_ways(statement);
    pg__scratch_rewind(statement->connection->host, &statement->scratch);
    return ROWAN_OK;
}

/* A query of other columns is for its reader to prepare again, which the first
 * step says, unless the transaction was lost with it. */
static bool
can_start_over(const rowan_driver_statement *statement,
               const rowan_error *error)
{
    return error->status == ROWAN_STATEMENT_STALE && statement->is_query &&
           error->retry == ROWAN_RETRY_STATEMENT;
}

/* Tells what the failure of an execution means. */
static rowan_status
tell_failure(rowan_driver_statement *statement, rowan_status status,
             rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_error *error = &connection->failure;

    if (pg__ahead_is_in_doubt(connection, status, error)) {
        connection->is_lost = true;
        return pg__error_in_doubt(connection->host, error,
                                  "the transaction was committed", err);
    }
    if (can_start_over(statement, error)) {
        statement->state = PG_STATE_STALE;
        return ROWAN_OK;
    }
    if (is_in_doubt(statement, status, error))
        return pg__error_in_doubt(connection->host, error,
                                  "the statement was carried out", err);
    return pg__error_copy(connection->host, error, err);
}

int32_t
pg__statement_execute(rowan_driver_statement *statement,
                      const rowan_value *binds, uint32_t bind_count,
                      const uint32_t *wanted, uint32_t column_count,
                      rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_error *error = &connection->failure;
    rowan_status status = check_use(statement, bind_count, column_count, err);

    if (status)
        return status;
    connection->is_altered |= statement->alters;
    connection->is_worn |= statement->names;
    if (statement->alters)
        pg__fixed_forget(connection);
    status = prepare_run(statement, wanted, error);
    if (!status)
        status = pg__ahead_prepare(statement, error);
    if (!status)
        status = statement->fetch_rows && statement->is_query
                     ? pg__stream_open(statement, binds, error)
                     : run(statement, binds, error);
    connection->ahead.announced = 0;
    if (status)
        status = tell_failure(statement, status, err);
    if (error->status) /* to empty it takes longer than to bind */
        *error = (rowan_error){0};
    return status;
}

/* --- rows ----------------------------------------------------------------- */

/* No row is left of the present result: a stream has another. */
static rowan_status
next_piece(rowan_driver_statement *statement, rowan_error *err)
{
    if (statement->state == PG_STATE_IDLE)
        return plugin_fail(statement->connection->host, err, ROWAN_INVALID,
                           "the statement is not running; execute it first");
    if (statement->state == PG_STATE_STALE)
        return pg__stale(statement->connection->host, err);
    if (statement->state == PG_STATE_ROWS && statement->cursor &&
        !statement->cursor_is_done)
        return pg__stream_fetch(statement, err);
    PQclear(statement->result);
    statement->result = NULL;
    statement->row = statement->row_count = 0;
    statement->state = PG_STATE_DONE;
    return ROWAN_DONE;
}

/* The other ways that are taken here, if the size is that of the type. */
static rowan_status
read_cell(rowan_driver_statement *statement, uint32_t column, const char *data,
          int size, rowan_value *cell, rowan_error *err)
{
    uint64_t bits;

    switch (statement->ways[column]) {
    case PG_WAY_INT4:
        if (size != 4)
            break;
        cell->kind = ROWAN_KIND_INT32;
        cell->as.integer = (int32_t)pg__get32(data);
        return ROWAN_OK;
    case PG_WAY_FLOAT8:
        if (size != 8)
            break;
        bits = pg__get64(data);
        cell->kind = ROWAN_KIND_DOUBLE;
        memcpy(&cell->as.real, &bits, sizeof bits);
        return ROWAN_OK;
    case PG_WAY_BOOL:
        if (size != 1)
            break;
        cell->kind = ROWAN_KIND_BOOL;
        cell->as.integer = *data != 0;
        return ROWAN_OK;
    default:
        break;
    }
    return pg__decode(statement, column, data, size, cell, err);
}

/* The innermost loop of every query: the commonest ways are taken here. */
int32_t
pg__statement_step(rowan_driver_statement *statement, rowan_value *cells,
                   rowan_error *err)
{
    int column_count = (int)statement->column_count;
    const uint32_t *wanted = statement->wanted;
    const pg_way *ways = statement->ways;
    const PGresult *result;
    int row;

    while (statement->row >= statement->row_count) {
        rowan_status status = next_piece(statement, err);
        if (status)
            return status;
    }
    result = statement->result;
    row = statement->row++;
    pg__scratch_rewind(statement->connection->host, &statement->scratch);

    for (int i = 0; i < column_count; i++, cells++) {
        int size = PQgetlength(result, row, i);
        const char *data;
        rowan_status status;

        if (size == 0 && PQgetisnull(result, row, i)) {
            cells->kind = ROWAN_KIND_NULL;
            continue;
        }
        data = PQgetvalue(result, row, i);
        if (ways[i] == PG_WAY_INT8 && size == 8) {
            cells->kind = ROWAN_KIND_INT64;
            cells->as.integer = (int64_t)pg__get64(data);
        } else if (ways[i] == PG_WAY_VIEW && wanted[i] != ROWAN_KIND_NULL) {
            cells->kind = wanted[i];
            cells->as.text.data = data;
            cells->as.text.size = (size_t)size;
        } else {
            status = read_cell(statement, (uint32_t)i, data, size, cells, err);
            if (status)
                return status;
        }
    }
    return ROWAN_OK;
}

void
pg__statement_reset(rowan_driver_statement *statement)
{
    if (statement->cursor)
        pg__stream_close(statement);
    PQclear(statement->result);
    statement->result = NULL;
    statement->row = statement->row_count = 0;
    statement->fetch_rows = 0;
    statement->state = PG_STATE_IDLE;
}

/* "INSERT 0 3", "UPDATE 3": of other statements the number is of rows that
 * were read. */
int64_t
pg__result_affected(const PGresult *result)
{
    static const char *const changes[] = {"INSERT", "UPDATE", "DELETE", "MERGE",
                                          NULL};
    /* libpq takes no const result, though it changes nothing. */
    union {
        const PGresult *given;
        PGresult *taken;
    } pun = {.given = result};
    const char *digits = PQcmdTuples(pun.taken);
    int64_t count = 0;

    if (!pg__is_one_of(PQcmdStatus(pun.taken), changes))
        return 0;
    for (; *digits >= '0' && *digits <= '9'; digits++)
        count = count * 10 + (*digits - '0');
    return count;
}

int64_t
pg__statement_affected_rows(rowan_driver_statement *statement)
{
    return statement->affected_rows;
}
