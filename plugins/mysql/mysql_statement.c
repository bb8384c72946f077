/* SPDX-License-Identifier: MIT */
/*
 * Statements: prepare, execute, step, reset.
 *
 * Rows are read from the wire as they are asked for. What must not stay there
 * when something else is sent is kept by mysql_rows.c.
 */

#include "../shared/ascii.h"
#include "mysql_priv.h"

#include <errmsg.h>
#include <string.h>

#define UNKNOWN_STATEMENT 1243
#define NOT_FOR_PREPARING 1295
#define TOO_MANY_STATEMENTS 1461
#define NEEDS_PREPARING 1615
/* Rows that are skipped at a reset before the server is asked to stop. */
#define SKIPPED_ROWS 1000
#define STOP_US INT64_C(1000000)

/* --- what SQL text does -------------------------------------------------- */

/* Skips blanks, comments and parentheses before the first word. */
static const char *
first_word(const char *sql, const char *end)
{
    while (sql < end) {
        if (strchr(" \t\r\n\f(", *sql)) {
            sql++;
        } else if (*sql == '#' || (end - sql > 2 && !memcmp(sql, "--", 2))) {
            sql = memchr(sql, '\n', (size_t)(end - sql));
            if (!sql)
                return end;
        } else if (end - sql > 2 && !memcmp(sql, "/*", 2) && sql[2] != '!') {
            sql = memmem(sql + 2, (size_t)(end - sql - 2), "*/", 2);
            if (!sql)
                return end;
            sql += 2;
        } else {
            return sql;
        }
    }
    return end;
}

static bool
begins_with(const char *word, const char *end, const char *const *list)
{
    for (; *list; list++) {
        size_t size = strlen(*list);

        if ((size_t)(end - word) >= size && ascii_same(word, *list, size) &&
            (word + size == end || !ascii_is_alphanumeric(word[size])))
            return true;
    }
    return false;
}

/*
 * Everything but plain reading and changing of rows may leave something in
 * the session: variables, temporary tables, locks. So may '@' and GET_LOCK in
 * any statement. Wrong guesses cost a new session at the connection's return.
 */
static void
look_at(rowan_driver_statement *statement)
{
    static const char *const reads[] = {"SELECT", "WITH",    "VALUES",
                                        "SHOW",   "EXPLAIN", "DESCRIBE",
                                        "TABLE",  NULL};
    static const char *const writes[] = {"INSERT", "UPDATE", "DELETE",
                                         "REPLACE", NULL};
    const char *end = statement->sql + statement->sql_size;
    const char *word = first_word(statement->sql, end);

    statement->is_query = begins_with(word, end, reads);
    statement->is_returning =
        !statement->is_query && ascii_has(word, "RETURNING");
    statement->sullies =
        (!statement->is_query && !begins_with(word, end, writes)) ||
        memchr(statement->sql, '@', statement->sql_size) ||
        ascii_has(statement->sql, "GET_LOCK");
}

/* --- preparing ----------------------------------------------------------- */

static void
close_handle(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;

    if (!statement->handle)
        return;
    /* The library would drop the rows of another statement. */
    if (connection->streaming)
        mysql__rows_keep(connection->streaming);
    mysql_stmt_close(statement->handle);
    statement->handle = NULL;
    statement->is_bound = false;
}

/* Whether there is something on the server that can be given up. */
static bool
has_idle_handle(const rowan_driver_statement *statement)
{
    return statement->handle && statement->state == MYSQL_STATE_IDLE &&
           statement->handle->stmt_id;
}

/* Memory for the binds, as many as the server counted. */
static rowan_status
make_binds(rowan_driver_statement *statement, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = (uint32_t)mysql_stmt_param_count(statement->handle);

    if (statement->bind_count == count)
        return ROWAN_OK;
    statement->binds = host->allocate(count * sizeof *statement->binds);
    statement->scratch = host->allocate(count * sizeof *statement->scratch);
    statement->indicators = host->allocate(count);
    if (!statement->binds || !statement->scratch || !statement->indicators)
        return plugin_no_memory(host, err);
    memset(statement->binds, 0, count * sizeof *statement->binds);
    statement->bind_count = count;
    return ROWAN_OK;
}

/* By their names; types are converted by the client library, and differ anyway
 * from what prepare told where they depend on values. */
static bool
columns_are_known(const rowan_driver_statement *statement,
                  const MYSQL_FIELD *fields, uint32_t count)
{
    if (count != statement->column_count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, statement->columns[i].name) != 0)
            return false;
    return true;
}

/* A query is left to its reader to prepare again: its first step says so. */
static rowan_status
stale(const rowan_driver_statement *statement, rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = ROWAN_STATEMENT_STALE,
        .retry = ROWAN_RETRY_STATEMENT,
        .sqlstate = "0A000",
        .message = "the statement gives other columns than when it was "
                   "prepared",
        .hint = "prepare the statement again",
    };

    if (statement->is_query && statement->state != MYSQL_STATE_STALE)
        return ROWAN_STATEMENT_STALE;
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

static rowan_status
read_columns(rowan_driver_statement *statement, rowan_error *err)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(statement->handle);
    rowan_status status = ROWAN_OK;

    statement->is_result_bound = false;
    if (!meta)
        return statement->is_returning && !statement->columns
                   ? mysql__returning_describe(statement, err)
                   : ROWAN_OK;
    if (!statement->columns)
        status = mysql__columns_describe(statement, meta, err);
    else if (!columns_are_known(statement, mysql_fetch_fields(meta),
                                mysql_num_fields(meta)))
        status = stale(statement, err);
    mysql_free_result(meta);
    return status;
}

/* The server allows so many statements for all connections together, and that
 * is reached: gives up the older half of ours that are at rest, which are
 * prepared again when they are used. False if there is none. */
static bool
give_up_handles(rowan_driver_connection *connection)
{
    unsigned count = 0, kept = 0;
    rowan_driver_statement *each;

    for (each = connection->statements; each; each = each->next)
        count += has_idle_handle(each);
    for (each = connection->statements; each; each = each->next)
        if (has_idle_handle(each) && ++kept > count / 2)
            close_handle(each);
    return count > 0;
}

rowan_status
mysql__statement_revive(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    int failed;
    rowan_status status =
        mysql__ready(connection, "prepare the statement", err);

    if (status)
        return status;
    statement->handle = mysql_stmt_init(connection->handle);
    if (!statement->handle)
        return plugin_no_memory(connection->host, err);
    mysql__work_begin(connection);
    do
        failed = mysql__call_prepare(connection, statement->handle,
                                     statement->sql, statement->sql_size);
    while (failed &&
           mysql_stmt_errno(statement->handle) == TOO_MANY_STATEMENTS &&
           give_up_handles(connection));
    if (failed) {
        statement->is_plain_text =
            mysql_stmt_errno(statement->handle) == NOT_FOR_PREPARING;
        if (!statement->is_plain_text)
            status = mysql__stmt_error(statement, "prepare the statement", err);
    } else {
        status = make_binds(statement, err);
        if (!status)
            status = read_columns(statement, err);
    }
    mysql__work_end(connection);
    if (status || statement->is_plain_text)
        close_handle(statement);
    return status;
}

static rowan_status
check_text(rowan_driver_connection *connection, const char *sql, size_t size,
           rowan_error *err)
{
    if (size && memchr(sql, '\0', size))
        return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                           "the SQL text has a NUL in it");
    if (first_word(sql, sql + size) == sql + size)
        return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                           "the SQL text holds no statement");
    if (connection->server.max_packet &&
        size >= connection->server.max_packet)
        return plugin_fail(connection->host, err, ROWAN_LIMIT,
                           "the SQL text is longer than the server's "
                           "max_allowed_packet");
    return ROWAN_OK;
}

static void
link_statement(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;

    statement->next = connection->statements;
    if (statement->next)
        statement->next->previous = statement;
    connection->statements = statement;
}

int32_t
mysql__statement_prepare(rowan_driver_connection *connection, const char *sql,
                         size_t sql_size, const uint32_t *bind_kinds,
                         uint32_t bind_count, uint32_t is_cached,
                         rowan_driver_statement **ret_statement,
                         rowan_error *err)
{
    const rowan_host *host = connection->host;
    rowan_driver_statement *statement;
    rowan_status status = check_text(connection, sql, sql_size, err);

    (void)bind_kinds; /* the server takes any kind anywhere, */
    (void)bind_count; /* execute() counts, */
    (void)is_cached;  /* and all statements are prepared alike */
    if (status)
        return status;
    statement = host->allocate(sizeof *statement);
    if (!statement)
        return plugin_no_memory(host, err);
    *statement = (rowan_driver_statement){.connection = connection};
    link_statement(statement);
    statement->sql = host->allocate(sql_size + 1);
    if (statement->sql) {
        memcpy(statement->sql, sql, sql_size);
        statement->sql[sql_size] = '\0';
        statement->sql_size = sql_size;
        look_at(statement);
        status = mysql__statement_revive(statement, err);
    } else {
        status = plugin_no_memory(host, err);
    }
    if (status)
        mysql__statement_finish(statement);
    else
        *ret_statement = statement;
    return status;
}

void
mysql__statement_finish(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;

    mysql__statement_reset(statement);
    close_handle(statement);
    if (statement->previous)
        statement->previous->next = statement->next;
    else
        connection->statements = statement->next;
    if (statement->next)
        statement->next->previous = statement->previous;
    mysql__columns_free(statement);
    host->release(statement->binds);
    host->release(statement->scratch);
    host->release(statement->indicators);
    host->release(statement->sql);
    host->release(statement);
}

void
mysql__statements_forget(rowan_driver_connection *connection)
{
    rowan_driver_statement *each = connection->statements;

    for (; each; each = each->next)
        close_handle(each);
}

uint32_t
mysql__statement_column_count(rowan_driver_statement *statement)
{
    return statement->column_count;
}

const char *
mysql__statement_column_name(rowan_driver_statement *statement,
                             uint32_t column)
{
    return statement->columns[column].name;
}

/* --- running ------------------------------------------------------------- */

static rowan_status
check_use(rowan_driver_statement *statement, uint32_t bind_count,
          uint32_t column_count, rowan_error *err)
{
    const rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;

    if (statement->state != MYSQL_STATE_IDLE)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement runs already; reset it first");
    if (bind_count != statement->bind_count)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement takes %u values, %u were given",
                           (unsigned)statement->bind_count,
                           (unsigned)bind_count);
    if (column_count != statement->column_count)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "the statement gives %u columns, %u are wanted",
                           (unsigned)statement->column_count,
                           (unsigned)column_count);
    if (connection->damage)
        return plugin_fail(host, err, ROWAN_TRANSACTION_ABORTED,
                           "a statement of this transaction failed in a way "
                           "that it cannot go on from; roll back");
    return ROWAN_OK;
}

/* Values longer than the server takes would cost the connection. */
static rowan_status
check_size(rowan_driver_statement *statement, const rowan_value *binds,
           rowan_error *err)
{
    uint64_t limit = statement->connection->server.max_packet;
    uint64_t size = 0;

    for (uint32_t i = 0; i < statement->bind_count; i++) {
        size += 16;
        if (mysql__has_text(binds[i].kind))
            size += binds[i].as.text.data ? binds[i].as.text.size : 0;
    }
    if (!limit || size < limit)
        return ROWAN_OK;
    return plugin_fail(statement->connection->host, err, ROWAN_LIMIT,
                       "the values take %llu bytes, more than the server's "
                       "max_allowed_packet of %llu",
                       (unsigned long long)size, (unsigned long long)limit);
}

/* Results that come after the first one are dropped. */
static rowan_status
drop_more(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    MYSQL_STMT *handle = statement->handle;
    int next = 0;

    if (!mysql_stmt_more_results(handle))
        return ROWAN_OK;
    while ((next = mysql__call_stmt_next(connection, handle)) == 0)
        if (mysql_stmt_field_count(handle) &&
            mysql__call_free(connection, handle))
            break;
    statement->is_result_bound = false;
    if (next < 0)
        return ROWAN_OK;
    return mysql__stmt_error(statement, "read all results", err);
}

/* Sends the values and reads the beginning of the answer. Types go along once:
 * whether the server has taken them is not known if it fails. */
static bool
send(rowan_driver_statement *statement)
{
    bool has_run =
        !mysql__call_execute(statement->connection, statement->handle);

    statement->is_bound &= has_run;
    return has_run;
}

/* A statement that the server has forgotten, or whose table has changed, is
 * prepared again, once; nothing of it was done. */
static rowan_status
send_again(rowan_driver_statement *statement, const rowan_value *binds,
           rowan_error *err)
{
    unsigned code = mysql_stmt_errno(statement->handle);
    rowan_status status;

    if (code != UNKNOWN_STATEMENT && code != NEEDS_PREPARING)
        return mysql__stmt_error(statement, "run the statement", err);
    close_handle(statement);
    status = mysql__statement_revive(statement, err);
    if (!status)
        status = mysql__values_bind(statement, binds, err);
    if (status)
        return status;
    return send(statement)
               ? ROWAN_OK
               : mysql__stmt_error(statement, "run the statement", err);
}

/* The statement gave no rows to read: it has run. */
static rowan_status
conclude(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    MYSQL_STMT *handle = statement->handle;

    if (mysql_stmt_field_count(handle)) { /* a CALL, whose rows nobody wants */
        if (mysql__call_free(connection, handle))
            return mysql__stmt_error(statement, "read all results", err);
    } else {
        statement->affected_rows = (int64_t)mysql_stmt_affected_rows(handle);
        statement->insert_id = (int64_t)mysql_stmt_insert_id(handle);
        if (statement->insert_id)
            connection->last_id = statement->insert_id;
    }
    return drop_more(statement, err);
}

/* A statement that commits by itself is in doubt when its answer is lost; in a
 * transaction, what changes more than rows may have ended that. What a deadline
 * or a cancel has ended was answered, unless the connection went. */
static rowan_status
lost_answer(rowan_driver_statement *statement, bool was_in_transaction,
            rowan_status status, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;

    if (!status || !connection->is_broken || statement->is_query ||
        (was_in_transaction && !statement->sullies) ||
        mysql__is_read_only_code(mysql_errno(connection->handle)))
        return status;
    if (err) {
        err->status = ROWAN_IN_DOUBT;
        err->retry = ROWAN_RETRY_NEVER;
    }
    return ROWAN_IN_DOUBT;
}

static rowan_status
run_text(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    bool was_in_transaction = mysql__is_in_transaction(connection);
    rowan_status status =
        mysql__run(connection, statement->sql, "run the statement", err);

    return lost_answer(statement, was_in_transaction, status, err);
}

/* The columns are others by now, and rows of them are on the wire. What a
 * statement that writes has done is done. */
static rowan_status
turn_stale(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;

    statement->state = MYSQL_STATE_STREAMING;
    statement->is_unreadable = true;
    connection->streaming = statement;
    mysql__statement_reset(statement);
    close_handle(statement);
    if (!statement->is_query && mysql__is_in_transaction(connection) &&
        !connection->damage)
        connection->damage = MYSQL_DAMAGE_STATEMENT;
    return stale(statement, err);
}

/* What was sent gives rows. */
static rowan_status
open_rows(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    const MYSQL *handle = connection->handle;
    rowan_status status = ROWAN_OK;

    if (!columns_are_known(statement, handle->fields, handle->field_count))
        return turn_stale(statement, err);
    if (statement->bind_count && !statement->is_returning)
        status = mysql__columns_follow(statement, handle->fields, err);
    statement->is_result_bound &= !statement->is_returning;
    statement->state = MYSQL_STATE_STREAMING;
    connection->streaming = statement;
    if (status)
        mysql__statement_reset(statement);
    return status;
}

static rowan_status
start(rowan_driver_statement *statement, const rowan_value *binds,
      rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    bool was_in_transaction = mysql__is_in_transaction(connection);
    rowan_status status = ROWAN_OK;

    mysql__work_begin(connection);
    if (!send(statement)) {
        if (mysql_stmt_errno(statement->handle) == CR_NEW_STMT_METADATA)
            return turn_stale(statement, err);
        status = send_again(statement, binds, err);
    }
    if (!status && statement->column_count)
        return open_rows(statement, err);
    if (!status)
        status = conclude(statement, err);
    mysql__work_end(connection);
    return lost_answer(statement, was_in_transaction, status, err);
}

int32_t
mysql__statement_execute(rowan_driver_statement *statement,
                         const rowan_value *binds, uint32_t bind_count,
                         const uint32_t *wanted, uint32_t column_count,
                         rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_status status = check_use(statement, bind_count, column_count, err);

    if (!status)
        status = mysql__ready(connection, "run the statement", err);
    if (!status)
        status = check_size(statement, binds, err);
    if (status)
        return status;
    statement->wanted = wanted;
    statement->affected_rows = 0;
    statement->insert_id = 0;
    connection->is_sullied |= statement->sullies;
    if (statement->is_plain_text)
        return run_text(statement, err);
    if (!statement->handle)
        status = mysql__statement_revive(statement, err);
    if (!status)
        status = mysql__values_bind(statement, binds, err);
    if (!status)
        status = mysql__guarded(statement, binds, start, err);
    if (status == ROWAN_STATEMENT_STALE && statement->is_query) {
        statement->state = MYSQL_STATE_STALE;
        return ROWAN_OK;
    }
    return status;
}

/* --- rows ---------------------------------------------------------------- */

static rowan_status
bind_result(rowan_driver_statement *statement, rowan_error *err)
{
    if (mysql_stmt_bind_result(statement->handle, statement->results))
        return mysql__stmt_error(statement, "read rows", err);
    statement->is_result_bound = true;
    return ROWAN_OK;
}

/* A number that did not fit where its column's type said that it would. */
static rowan_status
check_truncation(rowan_driver_statement *statement, rowan_error *err)
{
    for (uint32_t i = 0; i < statement->column_count; i++) {
        const mysql_column *column = &statement->columns[i];

        if (column->error && column->type != MYSQL_TYPE_STRING &&
            column->type != MYSQL_TYPE_NEWDECIMAL)
            return plugin_fail(statement->connection->host, err,
                               ROWAN_OUT_OF_RANGE,
                               "column %u of the result has changed its type",
                               (unsigned)i + 1);
    }
    return ROWAN_OK;
}

rowan_status
mysql__statement_fetch(rowan_driver_statement *statement, rowan_value *cells,
                       rowan_error *err)
{
    rowan_status status = ROWAN_OK;
    int code;

    if (!statement->is_result_bound && (status = bind_result(statement, err)))
        return status;
    code = mysql__call_fetch(statement->connection, statement->handle);
    if (code == MYSQL_NO_DATA) {
        status = drop_more(statement, err);
        return status ? status : ROWAN_DONE;
    }
    if (code == MYSQL_DATA_TRUNCATED)
        status = check_truncation(statement, err);
    else if (code)
        return mysql__stmt_error(statement, "read rows", err);
    statement->affected_rows++;
    return status ? status : mysql__cells_read(statement, cells, err);
}

/* Takes what is left off the wire. After many rows the server is asked to
 * stop, which is dearer to begin with. */
void
mysql__statement_leave_wire(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;
    int64_t deadline_us = connection->deadline_us;
    int code = 0;

    if (connection->streaming != statement)
        return;
    if (deadline_us && deadline_us < mysql__now_us() + STOP_US)
        connection->deadline_us = mysql__now_us() + STOP_US;
    for (int i = 0; i < SKIPPED_ROWS && !statement->is_unreadable &&
                    !connection->is_broken; i++) {
        code = mysql__call_fetch(connection, statement->handle);
        if (code && code != MYSQL_DATA_TRUNCATED)
            break;
    }
    if (!connection->is_broken && (!code || code == MYSQL_DATA_TRUNCATED))
        (void)mysql__kill_query(connection, mysql__now_us() + STOP_US);
    if (code != MYSQL_NO_DATA)
        mysql__call_free(connection, statement->handle);
    (void)drop_more(statement, NULL);
    statement->is_unreadable = false;
    connection->deadline_us = deadline_us;
    connection->streaming = NULL;
    mysql__work_end(connection);
}

int32_t
mysql__statement_step(rowan_driver_statement *statement, rowan_value *cells,
                      rowan_error *err)
{
    rowan_status status;

    if (statement->state == MYSQL_STATE_STREAMING) {
        status = mysql__statement_fetch(statement, cells, err);
        if (!status)
            return ROWAN_OK;
        if (status == ROWAN_DONE) {
            statement->connection->streaming = NULL;
            mysql__work_end(statement->connection);
            statement->state = MYSQL_STATE_DONE;
            if (statement->is_query)
                statement->affected_rows = 0;
        }
        return status;
    }
    if (statement->state == MYSQL_STATE_BUFFERED)
        return mysql__rows_next(statement, cells, err);
    if (statement->state == MYSQL_STATE_DONE)
        return ROWAN_DONE;
    if (statement->state == MYSQL_STATE_STALE)
        return stale(statement, err);
    return plugin_fail(statement->connection->host, err, ROWAN_INVALID,
                       "the statement is not running; execute it first");
}

void
mysql__statement_reset(rowan_driver_statement *statement)
{
    mysql__statement_leave_wire(statement);
    mysql__rows_free(statement);
    statement->state = MYSQL_STATE_IDLE;
}

int64_t
mysql__statement_affected_rows(rowan_driver_statement *statement)
{
    return statement->affected_rows;
}

/*
 * The server knows the number of rows of an INSERT ... VALUES before it begins
 * and takes that many keys at once, in every innodb_autoinc_lock_mode; the
 * first one is what it tells. Another step than 1, as in a cluster, or rows
 * that were not inserted, and it is not so.
 */
uint32_t
mysql__statement_consecutive_ids(rowan_driver_statement *statement,
                                 uint32_t row_count, int64_t *ret_first)
{
    const mysql_server *server = &statement->connection->server;

    if (statement->affected_rows != row_count || statement->insert_id <= 0 ||
        server->auto_increment_step != 1)
        return 0;
    *ret_first = statement->insert_id;
    return 1;
}
