/* SPDX-License-Identifier: MIT */
/*
 * Statements: prepare, execute, step, reset.
 *
 * A statement that will be used often is prepared under a name; others have the
 * server's unnamed place, where only the last one is. One that has lost its
 * place is parsed anew with its next execution, in the same round trip.
 *
 * A result is fetched whole: single rows cost libpq half as much again, and
 * the connection is free for the next statement at once. What is larger than
 * memory is streamed by a cursor.
 */

#include "postgresql_priv.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char asked_prepare[] = "prepare the statement";
static const char asked_run[] = "run the statement";

/* --- the text ------------------------------------------------------------- */

/* Behind blanks, semicolons and comments, which nest here. */
static const char *
skip_blank(const char *sql)
{
    for (;;) {
        sql += strspn(sql, " \t\r\n\f\v;");
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\r\n");
        } else if (sql[0] == '/' && sql[1] == '*') {
            int depth = 0;

            do {
                int change = sql[0] == '/' && sql[1] == '*'   ? 1
                             : sql[0] == '*' && sql[1] == '/' ? -1
                                                              : 0;
                depth += change;
                sql += change ? 2 : 1;
            } while (depth && *sql);
        } else {
            return sql;
        }
    }
}

static bool
begins_with(const char *sql, const char *word)
{
    size_t size = strlen(word);

    return !strncasecmp(sql, word, size) && !isalnum((unsigned char)sql[size]);
}

static bool
is_one_of(const char *sql, const char *const *words)
{
    for (; *words; words++)
        if (begins_with(sql, *words))
            return true;
    return false;
}

/* What the text's first word says. */
static void
look_at_text(rowan_driver_statement *statement)
{
    static const char *const queries[] = {"SELECT", "VALUES", "TABLE", NULL};
    static const char *const readers[] = {"SELECT", "VALUES",  "TABLE",
                                          "SHOW",   "EXPLAIN", NULL};
    const char *sql = skip_blank(statement->sql);

    while (*sql == '(')
        sql = skip_blank(sql + 1);
    statement->is_query = is_one_of(sql, queries);
    statement->is_writing = !is_one_of(sql, readers);
}

static rowan_status
check_text(const rowan_driver_connection *connection, const char *sql,
           size_t sql_size, rowan_error *err)
{
    if (sql_size > INT_MAX / 2)
        return pg__fail(connection->host, err, ROWAN_LIMIT,
                        "the SQL text is longer than PostgreSQL's limit");
    if (sql_size && memchr(sql, '\0', sql_size))
        return pg__fail(connection->host, err, ROWAN_SYNTAX,
                        "the SQL text has a NUL in it");
    return ROWAN_OK;
}

/* --- preparing ------------------------------------------------------------ */

#define NAME_SIZE 16

static const char *
statement_name(const rowan_driver_statement *statement, char buffer[NAME_SIZE])
{
    buffer[0] = '\0';
    if (statement->number)
        snprintf(buffer, NAME_SIZE, "r%u", (unsigned)statement->number);
    return buffer;
}

/* In a transaction they wait: the program may have freed all names itself, and
 * a second time is an error. */
static bool
has_dead(const rowan_driver_connection *connection)
{
    return connection->dead_count > 0 &&
           PQtransactionStatus(connection->handle) == PQTRANS_IDLE;
}

/* A pipeline with a round of its own for names that are free. */
static int
queue_dead(rowan_driver_connection *connection)
{
    int is_queued = 1;

    if (!has_dead(connection))
        return 1;
    for (unsigned i = 0; i < connection->dead_count; i++) {
        char sql[32];

        snprintf(sql, sizeof sql, "DEALLOCATE r%u",
                 (unsigned)connection->dead[i]);
        is_queued = is_queued &&
                    PQsendQueryParams(connection->handle, sql, 0, NULL, NULL,
                                      NULL, NULL, 0);
    }
    connection->dead_count = 0;
    return is_queued && PQpipelineSync(connection->handle);
}

/* The first error of an answer goes to err; results are dropped. */
static rowan_status
expect(rowan_driver_connection *connection, PGresult **ret_result,
       rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status = pg__answer(connection, &result, err);

    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked_prepare, err);
    if (!status && ret_result)
        *ret_result = result;
    else
        PQclear(result);
    return status;
}

/* Parse and Describe in one round trip. */
static rowan_status
exchange(rowan_driver_statement *statement, PGresult **ret_description,
         rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    PGconn *handle = connection->handle;
    char name[NAME_SIZE];
    unsigned dead_count = has_dead(connection) ? connection->dead_count : 0;
    rowan_status status = ROWAN_OK, parsed, ended;

    statement_name(statement, name);
    if (!PQenterPipelineMode(handle) || !queue_dead(connection) ||
        !PQsendPrepare(handle, name, statement->sql,
                       (int)statement->parameter_count,
                       statement->parameter_types) ||
        !PQsendDescribePrepared(handle, name) || !PQpipelineSync(handle))
        return pg__not_sent(connection, asked_prepare, err);
    for (unsigned i = 0; i < dead_count && !connection->is_lost; i++)
        (void)expect(connection, NULL, NULL);
    if (dead_count) {
        PGresult *sync = NULL;

        status = pg__result(connection, &sync, err);
        PQclear(sync);
    }
    if (status || connection->is_lost)
        return status ? status : pg__lost(connection, asked_prepare, err);
    parsed = expect(connection, NULL, err);
    if (connection->is_lost || parsed == ROWAN_TIMEOUT)
        return parsed;
    status = expect(connection, ret_description, parsed ? NULL : err);
    if (connection->is_lost || status == ROWAN_TIMEOUT)
        return status;
    ended = pg__pipeline_end(connection, err);
    return parsed ? parsed : status ? status : ended;
}

static rowan_status
take_columns(rowan_driver_statement *statement, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = (uint32_t)PQnfields(statement->description);

    statement->column_count = count;
    if (!count)
        return ROWAN_OK;
    statement->column_types = host->allocate(count * sizeof(Oid));
    statement->column_classes = host->allocate(count * sizeof(pg_type));
    statement->ways = host->allocate(count * sizeof(pg_way));
    if (!statement->column_types || !statement->column_classes ||
        !statement->ways)
        return pg__no_memory(host, err);
    for (uint32_t i = 0; i < count; i++) {
        statement->column_types[i] = PQftype(statement->description, (int)i);
        statement->column_classes[i] = pg__type_of(statement->column_types[i]);
    }
    return ROWAN_OK;
}

static rowan_status
take_parameters(rowan_driver_statement *statement, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = (uint32_t)PQnparams(statement->description);
    Oid *types = NULL;
    pg_type *kinds = NULL;

    if (count) {
        types = host->allocate(count * sizeof(Oid));
        kinds = host->allocate(count * sizeof(pg_type));
        if (!types || !kinds) {
            host->release(types);
            host->release(kinds);
            return pg__no_memory(host, err);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        types[i] = PQparamtype(statement->description, (int)i);
        kinds[i] = pg__type_of(types[i]);
    }
    host->release(statement->parameter_types);
    host->release(statement->parameter_classes);
    statement->parameter_types = types;
    statement->parameter_classes = kinds;
    statement->parameter_count = count;
    return ROWAN_OK;
}

/* Whether what was described anew is what was described before. */
static bool
is_same(const rowan_driver_statement *statement, const PGresult *description)
{
    if ((uint32_t)PQnfields(description) != statement->column_count ||
        (uint32_t)PQnparams(description) != statement->parameter_count)
        return false;
    for (uint32_t i = 0; i < statement->parameter_count; i++)
        if (PQparamtype(description, (int)i) != statement->parameter_types[i])
            return false;
    return true;
}

static void
free_name(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;

    if (statement->number && statement->description &&
        !statement->name_is_gone && connection->dead_count < PG_DEAD_MAX)
        connection->dead[connection->dead_count++] = statement->number;
    statement->name_is_gone = false;
}

rowan_status
pg__statement_describe(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    PGresult *description = NULL;
    rowan_status status = pg__work_begin(connection, asked_prepare, err);

    if (!status && statement->number && statement->description) {
        free_name(statement);
        statement->number = ++connection->next_number;
    }
    if (!status)
        status = exchange(statement, &description, err);
    if (status)
        return status;
    connection->unnamed = statement->number ? NULL : statement;
    if (!statement->description) {
        statement->description = description;
        status = take_parameters(statement, err);
        return status ? status : take_columns(statement, err);
    }
    if (!is_same(statement, description)) {
        PQclear(description);
        return pg__fail(connection->host, err, ROWAN_DATABASE,
                        "the tables have other columns than when the "
                        "statement was prepared: prepare it again");
    }
    for (uint32_t i = 0; i < statement->column_count; i++) {
        statement->column_types[i] = PQftype(description, (int)i);
        statement->column_classes[i] = pg__type_of(statement->column_types[i]);
    }
    PQclear(statement->description);
    statement->description = description;
    statement->is_stale = false;
    return ROWAN_OK;
}

static rowan_status
fill_statement(rowan_driver_statement *statement, const char *sql,
               size_t sql_size, const uint32_t *bind_kinds,
               uint32_t bind_count, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;

    statement->sql = host->allocate(sql_size + 1);
    if (!statement->sql)
        return pg__no_memory(host, err);
    memcpy(statement->sql, sql, sql_size);
    statement->sql[sql_size] = '\0';
    if (!*skip_blank(statement->sql))
        return pg__fail(host, err, ROWAN_SYNTAX,
                        "the SQL text holds no statement");
    look_at_text(statement);
    if (!bind_kinds || !bind_count)
        return ROWAN_OK;
    statement->parameter_types = host->allocate(bind_count * sizeof(Oid));
    if (!statement->parameter_types)
        return pg__no_memory(host, err);
    for (uint32_t i = 0; i < bind_count; i++)
        statement->parameter_types[i] = pg__oid_of_kind(bind_kinds[i]);
    statement->parameter_count = bind_count;
    return ROWAN_OK;
}

int32_t
pg__statement_prepare(rowan_driver_connection *connection, const char *sql,
                      size_t sql_size, const uint32_t *bind_kinds,
                      uint32_t bind_count, uint32_t is_cached,
                      rowan_driver_statement **ret_statement, rowan_error *err)
{
    rowan_driver_statement *statement;
    rowan_status status = check_text(connection, sql, sql_size, err);

    if (status)
        return status;
    statement = connection->host->allocate(sizeof *statement);
    if (!statement)
        return pg__no_memory(connection->host, err);
    *statement = (rowan_driver_statement){
        .connection = connection, .is_author_text = !is_cached};
    if (is_cached && connection->prepare == PG_PREPARE_NAMED)
        statement->number = ++connection->next_number;
    status = fill_statement(statement, sql, sql_size, bind_kinds, bind_count,
                            err);
    if (!status)
        status = pg__statement_describe(statement, err);
    if (status)
        pg__statement_finish(statement);
    else
        *ret_statement = statement;
    return status;
}

void
pg__statement_finish(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;

    pg__statement_reset(statement);
    if (connection->unnamed == statement)
        connection->unnamed = NULL;
    free_name(statement);
    PQclear(statement->description);
    pg__scratch_done(host, &statement->scratch);
    host->release(statement->sql);
    host->release(statement->parameter_types);
    host->release(statement->parameter_classes);
    host->release(statement->column_types);
    host->release(statement->column_classes);
    host->release(statement->ways);
    host->release(statement);
}

uint32_t
pg__statement_column_count(rowan_driver_statement *statement)
{
    return statement->column_count;
}

const char *
pg__statement_column_name(rowan_driver_statement *statement, uint32_t column)
{
    return PQfname(statement->description, (int)column);
}

/* --- what is sent --------------------------------------------------------- */

rowan_status
pg__arguments_make(rowan_driver_statement *statement, const rowan_value *binds,
                   pg_arguments *ret_arguments, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = statement->parameter_count;
    pg_scratch *scratch = &statement->scratch;
    pg_arguments to = {
        .sent = pg__scratch_take(host, scratch, count * sizeof(pg_sent)),
        .data = pg__scratch_take(host, scratch, count * sizeof(char *)),
        .sizes = pg__scratch_take(host, scratch, count * sizeof(int)),
        .formats = pg__scratch_take(host, scratch, count * sizeof(int)),
    };

    if (!to.sent || !to.data || !to.sizes || !to.formats)
        return pg__no_memory(host, err);
    for (uint32_t i = 0; i < count; i++) {
        const char *refusal =
            pg__encode(host, scratch, statement->parameter_classes[i],
                       &binds[i], &to.sent[i]);

        if (refusal == pg__no_memory_refusal)
            return pg__no_memory(host, err);
        if (refusal)
            return pg__fail(host, err, ROWAN_OUT_OF_RANGE,
                            "value %u of %u (%s) cannot be bound: %s",
                            (unsigned)i + 1, (unsigned)count,
                            pg__kind_name(binds[i].kind), refusal);
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
    char name[NAME_SIZE];
    bool is_there = connection->prepare != PG_PREPARE_OFF &&
                    (statement->number || connection->unnamed == statement);

    statement_name(statement, name);
    if (is_there)
        return PQsendQueryPrepared(
            connection->handle, name, (int)statement->parameter_count,
            arguments->data, arguments->sizes, arguments->formats,
            statement->is_binary);
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

    if (connection->pending_count)
        connection->unnamed = NULL;
    for (unsigned i = 0; i < connection->pending_count; i++)
        is_queued =
            is_queued && PQsendQueryParams(connection->handle,
                                           connection->pending[i], 0, NULL,
                                           NULL, NULL, NULL, 0);
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

        if (!status && pg__is_error(result))
            status = pg__error(connection, result, "begin", err);
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
        return pg__fail(host, err, ROWAN_INVALID,
                        "the statement runs already; reset it first");
    if (bind_count != statement->parameter_count)
        return pg__fail(host, err, ROWAN_INVALID,
                        "the statement takes %u values, %u were given",
                        (unsigned)statement->parameter_count,
                        (unsigned)bind_count);
    if (column_count != statement->column_count)
        return pg__fail(host, err, ROWAN_INVALID,
                        "the statement gives %u columns, %u are wanted",
                        (unsigned)statement->column_count,
                        (unsigned)column_count);
    return ROWAN_OK;
}

/* How each column will be decoded; one that cannot be in binary makes the
 * whole result text. */
static void
choose_ways(rowan_driver_statement *statement)
{
    statement->is_binary = true;
    for (uint32_t i = 0; i < statement->column_count; i++) {
        statement->ways[i] = pg__binary_way(statement->column_classes[i],
                                            statement->wanted[i]);
        statement->is_binary = statement->is_binary && statement->ways[i];
    }
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (!statement->is_binary)
            statement->ways[i] = PG_WAY_NONE;
}

/* The statement alone, or behind what is pending, in a pipeline. */
static rowan_status
run_once(rowan_driver_statement *statement, const pg_arguments *arguments,
         PGresult **ret_result, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    bool is_piped = connection->pending_count > 0;
    rowan_status pending = ROWAN_OK, status, ended = ROWAN_OK;

    if (is_piped && (!PQenterPipelineMode(connection->handle) ||
                     !pg__pending_send(connection)))
        return pg__not_sent(connection, asked_run, err);
    if (!pg__statement_send(statement, arguments) ||
        (is_piped && !PQpipelineSync(connection->handle)))
        return pg__not_sent(connection, asked_run, err);
    if (is_piped) {
        pending = pg__pending_answers(connection, err);
        if (connection->is_lost || pending == ROWAN_TIMEOUT)
            return pending;
    }
    status = pg__answer(connection, ret_result, pending ? NULL : err);
    if (is_piped && !status)
        ended = pg__pipeline_end(connection, err);
    return pending ? pending : status ? status : ended;
}

/* A write outside a transaction commits itself: when its answer is lost, it
 * is not known whether it has. */
static bool
is_in_doubt(const rowan_driver_statement *statement, rowan_status status)
{
    const rowan_driver_connection *connection = statement->connection;

    return connection->is_lost && !connection->is_in_transaction &&
           statement->is_writing &&
           (status == ROWAN_CONNECTION_LOST || status == ROWAN_TIMEOUT);
}

/* Author's text may change the session: what its answer says. */
static void
note_change(rowan_driver_connection *connection, const char *sql,
            const char *tag)
{
    static const char *const tags[] = {"SET",     "RESET",  "LISTEN",
                                       "PREPARE", "LOAD",   "DECLARE",
                                       "DISCARD", "CREATE", NULL};

    if (is_one_of(tag, tags) ||
        (begins_with(tag, "SELECT") &&
         (strstr(sql, "advisory") || strstr(sql, "set_config"))))
        connection->is_altered = true;
}

static void
take_result(rowan_driver_statement *statement, PGresult *result)
{
    statement->affected_rows = pg__result_affected(result);
    if (statement->is_author_text)
        note_change(statement->connection, statement->sql,
                    PQcmdStatus(result));
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

/* What the server answered, or why it did not. */
static rowan_status
finish_run(rowan_driver_statement *statement, PGresult *result,
           rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    ExecStatusType got = PQresultStatus(result);
    rowan_status status;

    if (got == PGRES_COMMAND_OK || got == PGRES_TUPLES_OK) {
        if ((uint32_t)PQnfields(result) == statement->column_count) {
            take_result(statement, result);
            return ROWAN_OK;
        }
        statement->is_stale = true;
        status = pg__fail(connection->host, err, ROWAN_DATABASE,
                          "the result has other columns than when the "
                          "statement was prepared: prepare it again");
    } else if (pg__is_error(result)) {
        pg__statement_note_stale(statement, result);
        status = pg__error(connection, result, asked_run, err);
    } else {
        status = pg__fail(connection->host, err, ROWAN_UNSUPPORTED,
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
    rowan_status status =
        pg__arguments_make(statement, binds, &arguments, err);

    if (!status)
        status = run_once(statement, &arguments, &result, err);
    if (status || !is_first || !pg__is_stale_plan(result))
        return status ? status : finish_run(statement, result, err);

    pg__statement_note_stale(statement, result);
    PQclear(result);
    result = NULL;
    if (begins)
        status = pg__control(connection, "ROLLBACK", "prepare again", NULL,
                             err);
    if (!status)
        status = pg__statement_describe(statement, err);
    if (status)
        return status;
    choose_ways(statement);
    connection->pending_count = pending_count; /* their texts are still there */
    connection->begins = begins;
    pg__scratch_rewind(connection->host, &statement->scratch);
    status = pg__arguments_make(statement, binds, &arguments, err);
    if (!status)
        status = run_once(statement, &arguments, &result, err);
    return status ? status : finish_run(statement, result, err);
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
    choose_ways(statement);
    pg__scratch_rewind(statement->connection->host, &statement->scratch);
    return ROWAN_OK;
}

int32_t
pg__statement_execute(rowan_driver_statement *statement,
                      const rowan_value *binds, uint32_t bind_count,
                      const uint32_t *wanted, uint32_t column_count,
                      rowan_error *err)
{
    rowan_error error = {0};
    rowan_status status = check_use(statement, bind_count, column_count, err);

    if (!status)
        status = prepare_run(statement, wanted, err);
    if (status)
        return status;
    if (statement->fetch_rows && statement->is_query)
        return pg__stream_open(statement, binds, err);
    status = run(statement, binds, &error);
    if (!status)
        return ROWAN_OK;
    if (is_in_doubt(statement, status))
        return pg__error_in_doubt(statement->connection->host, &error,
                                  "the statement was carried out", err);
    return pg__error_copy(statement->connection->host, &error, err);
}

/* --- rows ----------------------------------------------------------------- */

/* No row is left of the present result: a stream has another. */
static rowan_status
next_piece(rowan_driver_statement *statement, rowan_error *err)
{
    if (statement->state == PG_STATE_IDLE)
        return pg__fail(statement->connection->host, err, ROWAN_INVALID,
                        "the statement is not running; execute it first");
    if (statement->state == PG_STATE_ROWS && statement->cursor &&
        !statement->cursor_is_done)
        return pg__stream_fetch(statement, err);
    PQclear(statement->result);
    statement->result = NULL;
    statement->row = statement->row_count = 0;
    statement->state = PG_STATE_DONE;
    return ROWAN_DONE;
}

/* The innermost loop of every query: the commonest ways are taken here. */
int32_t
pg__statement_step(rowan_driver_statement *statement, rowan_value *cells,
                   rowan_error *err)
{
    uint32_t column_count = statement->column_count;
    const PGresult *result;
    int row;

    while (statement->row >= statement->row_count) {
        rowan_status status = next_piece(statement, err);
        if (status)
            return status;
    }
    result = statement->result;
    row = statement->row++;
    if (statement->scratch.newest)
        pg__scratch_rewind(statement->connection->host, &statement->scratch);

    for (uint32_t i = 0; i < column_count; i++) {
        const char *data = PQgetvalue(result, row, (int)i);
        int size = PQgetlength(result, row, (int)i);
        rowan_value *cell = &cells[i];
        rowan_status status;

        if (size == 0 && PQgetisnull(result, row, (int)i)) {
            cell->kind = ROWAN_KIND_NULL;
            continue;
        }
        switch (statement->ways[i]) {
        case PG_WAY_INT8:
            cell->kind = ROWAN_KIND_INT64;
            cell->as.integer = (int64_t)pg__get64(data);
            continue;
        case PG_WAY_INT4:
            cell->kind = ROWAN_KIND_INT32;
            cell->as.integer = (int32_t)pg__get32(data);
            continue;
        case PG_WAY_VIEW:
            cell->kind = statement->wanted[i];
            cell->as.text.data = data;
            cell->as.text.size = (size_t)size;
            if (cell->kind != ROWAN_KIND_NULL)
                continue;
            break;
        case PG_WAY_FLOAT8: {
            uint64_t bits = pg__get64(data);

            cell->kind = ROWAN_KIND_DOUBLE;
            memcpy(&cell->as.real, &bits, sizeof bits);
            continue;
        }
        case PG_WAY_BOOL:
            cell->kind = ROWAN_KIND_BOOL;
            cell->as.integer = *data != 0;
            continue;
        default:
            break;
        }
        status = pg__decode(statement, i, data, size, cell, err);
        if (status)
            return status;
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
    static const char *const changes[] = {"INSERT", "UPDATE", "DELETE",
                                          "MERGE", NULL};
    /* libpq takes no const result, though it changes nothing. */
    union {
        const PGresult *given;
        PGresult *taken;
    } pun = {.given = result};
    const char *digits = PQcmdTuples(pun.taken);
    int64_t count = 0;

    if (!is_one_of(PQcmdStatus(pun.taken), changes))
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
