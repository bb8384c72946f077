/* SPDX-License-Identifier: MIT */
/* Prepared statements: from text to rows. */
#include "odbc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int32_t
failed(rowan_driver_statement *statement, const char *asked, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    rowan_error first = {0};

    (void)odbc_error(connection, SQL_HANDLE_STMT, statement->handle, asked,
                     &first);
    /* Some drivers say of a statement that was ended only that it failed. */
    if (connection->is_cancelled)
        return odbc_fail(connection->host, ROWAN_CANCELLED, err,
                         "cannot %s: it was cancelled", asked);
    return connection->host->error_set(
        err, &(const rowan_error_info){.size = sizeof(rowan_error_info),
                                       .status = first.status,
                                       .retry = (int32_t)first.retry,
                                       .native_code = first.native_code,
                                       .sqlstate = first.sqlstate,
                                       .message = first.message});
}

/* --- preparing ------------------------------------------------------------ */

static int32_t
no_memory(const rowan_host *host, rowan_error *err)
{
    return odbc_fail(host, ROWAN_NO_MEMORY, err, "out of memory");
}

static void *
allocate(const rowan_host *host, size_t count, size_t size)
{
    void *memory = host->allocate((count ? count : 1) * size);

    if (memory != NULL)
        memset(memory, 0, (count ? count : 1) * size);
    return memory;
}

static int32_t
describe(rowan_driver_statement *statement, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    SQLSMALLINT count = 0, size, digits, nullable;
    SQLULEN width;

    if (!SQL_SUCCEEDED(SQLNumResultCols(statement->handle, &count)))
        return failed(statement, "prepare the statement", err);
    statement->columns =
        allocate(host, (size_t)count, sizeof *statement->columns);
    if (statement->columns == NULL)
        return no_memory(host, err);
    statement->column_count = (uint32_t)count;
    for (SQLSMALLINT i = 0; i < count; i++) {
        odbc_column *column = &statement->columns[i];

        if (!SQL_SUCCEEDED(SQLDescribeCol(
                statement->handle, (SQLUSMALLINT)(i + 1),
                (SQLCHAR *)column->name, sizeof column->name, &size,
                &column->type, &width, &digits, &nullable)))
            return failed(statement, "prepare the statement", err);
    }
    return ROWAN_OK;
}

static int32_t
make_room(rowan_driver_statement *statement, const uint32_t *bind_kinds,
          uint32_t bind_count, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    SQLSMALLINT there = 0;

    if (!SQL_SUCCEEDED(SQLNumParams(statement->handle, &there)))
        return failed(statement, "prepare the statement", err);
    if ((uint32_t)there != bind_count)
        return odbc_fail(host, ROWAN_INVALID, err,
                         "the statement takes %u values, %u are said",
                         (unsigned)there, (unsigned)bind_count);
    statement->bind_count = bind_count;
    statement->bounds = allocate(host, bind_count, sizeof *statement->bounds);
    statement->bind_kinds =
        allocate(host, bind_count, sizeof *statement->bind_kinds);
    if (statement->bounds == NULL || statement->bind_kinds == NULL)
        return no_memory(host, err);
    if (bind_count > 0)
        memcpy(statement->bind_kinds, bind_kinds,
               bind_count * sizeof *bind_kinds);
    return ROWAN_OK;
}

/* ODBC takes an empty text for a statement; it is none. */
static bool
is_empty(const char *sql, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (sql[i] == '-' && i + 1 < size && sql[i + 1] == '-') {
            while (i < size && sql[i] != '\n')
                i++;
        } else if (strchr(" \t\r\n;", sql[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* Whether a statement may leave something in the session: all but queries and
 * changes may, and queries by two kinds of functions. */
static bool
may_alter(const char *sql)
{
    static const char *const harmless[] = {"SELECT", "INSERT", "UPDATE",
                                           "DELETE", "WITH",   "VALUES"};

    sql += strspn(sql, " \t\r\n(");
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (!strncasecmp(sql, harmless[i], strlen(harmless[i])))
            return strcasestr(sql, "advisory") || strcasestr(sql, "set_config");
    return true;
}

int32_t
odbc_prepare(rowan_driver_connection *connection, const char *sql,
             size_t sql_size, const uint32_t *bind_kinds, uint32_t bind_count,
             uint32_t is_cached, rowan_driver_statement **ret_statement,
             rowan_error *err)
{
    rowan_driver_statement *statement;
    int32_t status = ROWAN_OK;

    (void)is_cached;
    if (is_empty(sql, sql_size))
        return odbc_fail(connection->host, ROWAN_SYNTAX, err,
                         "the text has no statement");
    statement = allocate(connection->host, 1, sizeof *statement);
    if (statement == NULL)
        return no_memory(connection->host, err);
    statement->connection = connection;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection->handle,
                                      &statement->handle)))
        status = odbc_error(connection, SQL_HANDLE_DBC, connection->handle,
                            "prepare the statement", err);
    else if (!SQL_SUCCEEDED(SQLPrepare(statement->handle, (SQLCHAR *)sql,
                                       (SQLINTEGER)sql_size)))
        status = failed(statement, "prepare the statement", err);
    if (status == ROWAN_OK)
        status = make_room(statement, bind_kinds, bind_count, err);
    if (status == ROWAN_OK)
        status = describe(statement, err);
    statement->may_alter = may_alter(sql);
    if (status != ROWAN_OK) {
        odbc_finish(statement);
        return status;
    }
    *ret_statement = statement;
    return ROWAN_OK;
}

void
odbc_finish(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;

    if (statement->handle)
        SQLFreeHandle(SQL_HANDLE_STMT, statement->handle);
    host->release(statement->bounds);
    host->release(statement->bind_kinds);
    host->release(statement->columns);
    host->release(statement->row);
    host->release(statement);
}

uint32_t
odbc_column_count(rowan_driver_statement *statement)
{
    return statement->column_count;
}

const char *
odbc_column_name(rowan_driver_statement *statement, uint32_t column)
{
    return statement->columns[column].name;
}

/* --- running -------------------------------------------------------------- */

static int32_t
bind_all(rowan_driver_statement *statement, const rowan_value *binds,
         rowan_error *err)
{
    int32_t status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < statement->bind_count; i++)
        status = odbc_bind(statement, i, &binds[i], err);
    return status;
}

static int32_t
run(rowan_driver_statement *statement, rowan_error *err)
{
    SQLLEN affected = -1;
    SQLRETURN code;

    if (statement->may_alter)
        statement->connection->is_altered = true;
    odbc_running(statement->connection, statement->handle);
    code = SQLExecute(statement->handle);
    odbc_rests(statement->connection);
    if (!SQL_SUCCEEDED(code) && code != SQL_NO_DATA)
        return failed(statement, "run the statement", err);
    if (SQL_SUCCEEDED(SQLRowCount(statement->handle, &affected)))
        statement->affected_rows = (int64_t)affected;
    if (code == SQL_NO_DATA)
        statement->affected_rows = 0;
    statement->has_rows = statement->column_count > 0 && code != SQL_NO_DATA;
    return ROWAN_OK;
}

/* A write outside a transaction commits itself: when its answer is lost, it is
 * not known whether it has. */
int32_t
odbc_execute(rowan_driver_statement *statement, const rowan_value *binds,
             uint32_t bind_count, const uint32_t *wanted, uint32_t column_count,
             rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    int32_t status;

    if (bind_count != statement->bind_count ||
        column_count != statement->column_count)
        return odbc_fail(host, ROWAN_INVALID, err,
                         "the statement takes %u values and gives %u columns",
                         (unsigned)statement->bind_count,
                         (unsigned)statement->column_count);
    statement->wanted = wanted;
    statement->affected_rows = -1;
    status = bind_all(statement, binds, err);
    if (status == ROWAN_OK)
        status = run(statement, err);
    if (status != ROWAN_OK)
        odbc_statement_reset(statement);
    return status;
}

int32_t
odbc_step(rowan_driver_statement *statement, rowan_value *cells,
          rowan_error *err)
{
    SQLRETURN code;
    int32_t status = ROWAN_OK;

    if (!statement->has_rows)
        return ROWAN_DONE;
    odbc_running(statement->connection, statement->handle);
    code = SQLFetch(statement->handle);
    odbc_rests(statement->connection);
    if (code == SQL_NO_DATA) {
        statement->has_rows = false;
        return ROWAN_DONE;
    }
    if (!SQL_SUCCEEDED(code))
        return failed(statement, "fetch a row", err);
    statement->row_size = 0;
    for (uint32_t i = 0; status == ROWAN_OK && i < statement->column_count; i++)
        status = odbc_fetch(statement, i, &cells[i], err);
    if (status == ROWAN_OK)
        odbc_settle(statement, cells);
    return status;
}

void
odbc_statement_reset(rowan_driver_statement *statement)
{
    SQLFreeStmt(statement->handle, SQL_CLOSE);
    SQLFreeStmt(statement->handle, SQL_RESET_PARAMS);
    statement->has_rows = false;
}

int64_t
odbc_affected_rows(rowan_driver_statement *statement)
{
    return statement->affected_rows;
}
