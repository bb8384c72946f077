/* SPDX-License-Identifier: MIT */
/*
 * Values on their way to the driver and back.
 *
 * Whole numbers, floats, bits and bytes go in ODBC's C types, all else as
 * text. All but floats and bytes come back as text and are read here: what a
 * driver's own conversions do to a value that does not fit is not the same
 * everywhere.
 */
#include "odbc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- to the driver -------------------------------------------------------- */

/* ODBC's type of a value, of the server's side; 0: goes by another. */
static const SQLSMALLINT server_types[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_NULL] = SQL_VARCHAR,
    [ROWAN_KIND_BOOL] = SQL_BIT,
    [ROWAN_KIND_INT16] = SQL_BIGINT,
    [ROWAN_KIND_INT32] = SQL_BIGINT,
    [ROWAN_KIND_INT64] = SQL_BIGINT,
    [ROWAN_KIND_FLOAT] = SQL_DOUBLE,
    [ROWAN_KIND_DOUBLE] = SQL_DOUBLE,
    [ROWAN_KIND_TEXT] = SQL_LONGVARCHAR,
    [ROWAN_KIND_BYTES] = SQL_LONGVARBINARY,
    [ROWAN_KIND_DATE] = SQL_TYPE_DATE,
    [ROWAN_KIND_TIME] = SQL_VARCHAR,
    [ROWAN_KIND_TIMESTAMP] = SQL_VARCHAR,
    [ROWAN_KIND_INTERVAL] = SQL_VARCHAR,
    [ROWAN_KIND_UUID] = SQL_GUID,
    [ROWAN_KIND_DECIMAL] = SQL_NUMERIC,
    [ROWAN_KIND_JSON] = SQL_LONGVARCHAR,
};

typedef struct parameter {
    SQLSMALLINT c_type;
    SQLPOINTER data;
    SQLULEN width;
    SQLSMALLINT digits;
} parameter;

static int32_t
refuse(const rowan_driver_statement *statement, uint32_t number,
       const char *why, rowan_error *err)
{
    return odbc_fail(statement->connection->host, ROWAN_OUT_OF_RANGE, err,
                     "value %u %s", (unsigned)number + 1, why);
}

/* A driver that gives 15 digits back has only doubles of so many. */
static bool
survives(double value)
{
    char text[40];

    snprintf(text, sizeof text, "%.15g", value);
    return strtod(text, NULL) == value;
}

static int32_t
put_real(const rowan_driver_statement *statement, uint32_t number,
         const rowan_value *value, odbc_bound *bound, parameter *to,
         rowan_error *err)
{
    const odbc_server *server = statement->connection->server;

    if (server->has_finite && !isfinite(value->as.real))
        return refuse(statement, number, "is not finite", err);
    if (server->rounds && !survives(value->as.real))
        return refuse(statement, number,
                      "has more than the 15 digits that the ODBC driver gives "
                      "back",
                      err);
    bound->as.real = value->as.real;
    bound->size = sizeof bound->as.real;
    *to = (parameter){SQL_C_DOUBLE, &bound->as.real, 15, 0};
    return ROWAN_OK;
}

static int32_t
put_text(const rowan_driver_statement *statement, uint32_t number,
         const rowan_value *value, odbc_bound *bound, parameter *to,
         rowan_error *err)
{
    size_t size = value->as.text.size;
    union {
        const void *given;
        void *taken; /* ODBC takes no const, and changes nothing */
    } pun = {.given = value->as.text.data};
    bool is_bytes = value->kind == ROWAN_KIND_BYTES;

    if (!is_bytes && memchr(pun.given, '\0', size) != NULL)
        return refuse(statement, number,
                      "has a NUL byte inside, which ends a text in ODBC", err);
    bound->size = (SQLLEN)size;
    *to = (parameter){is_bytes ? SQL_C_BINARY : SQL_C_CHAR, pun.taken,
                      size ? size : 1, 0};
    return ROWAN_OK;
}

static int32_t
put_formatted(const rowan_driver_statement *statement, uint32_t number,
              const rowan_value *value, odbc_bound *bound, parameter *to,
              rowan_error *err)
{
    size_t size =
        statement->connection->host->value_format(value, bound->as.text);
    bool is_day = value->kind == ROWAN_KIND_DATE ||
                  value->kind == ROWAN_KIND_TIMESTAMP;

    if (size == 0)
        return refuse(statement, number, "is none of its kind", err);
    if (is_day && strchr("0123456789", bound->as.text[0]) == NULL)
        return refuse(statement, number,
                      "is outside the years 0 to 9999, which is all that ODBC "
                      "has",
                      err);
    bound->size = (SQLLEN)size;
    *to = (parameter){SQL_C_CHAR, bound->as.text, size,
                      value->kind == ROWAN_KIND_TIMESTAMP ? 6 : 0};
    return ROWAN_OK;
}

static int32_t
put(rowan_driver_statement *statement, uint32_t number,
    const rowan_value *value, parameter *to, rowan_error *err)
{
    odbc_bound *bound = &statement->bounds[number];

    switch (value->kind) {
    case ROWAN_KIND_NULL:
        bound->size = SQL_NULL_DATA;
        *to = (parameter){SQL_C_CHAR, bound->as.text, 1, 0};
        return ROWAN_OK;
    case ROWAN_KIND_BOOL:
        bound->as.bit = value->as.integer != 0;
        bound->size = 1;
        *to = (parameter){SQL_C_BIT, &bound->as.bit, 1, 0};
        return ROWAN_OK;
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        bound->as.integer = value->as.integer;
        bound->size = sizeof bound->as.integer;
        *to = (parameter){SQL_C_SBIGINT, &bound->as.integer, 19, 0};
        return ROWAN_OK;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return put_real(statement, number, value, bound, to, err);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return put_text(statement, number, value, bound, to, err);
    default:
        return put_formatted(statement, number, value, bound, to, err);
    }
}

/* What the server is told that it gets. */
static SQLSMALLINT
server_type(const rowan_driver_statement *statement, uint32_t number,
            const rowan_value *value)
{
    uint32_t kind = value->kind;

    if (kind == ROWAN_KIND_NULL)
        kind = statement->bind_kinds[number];
    if (kind == ROWAN_KIND_UUID && !statement->connection->server->has_guid)
        kind = ROWAN_KIND_TEXT;
    return server_types[kind < ROWAN_KIND_COUNT ? kind : ROWAN_KIND_NULL];
}

int32_t
odbc_bind(rowan_driver_statement *statement, uint32_t number,
          const rowan_value *value, rowan_error *err)
{
    SQLLEN *size = &statement->bounds[number].size;
    parameter to = {0};
    int32_t status;

    if (value->kind >= ROWAN_KIND_COUNT)
        return odbc_fail(statement->connection->host, ROWAN_UNSUPPORTED, err,
                         "value %u is of a kind that is not known here",
                         (unsigned)number + 1);
    status = put(statement, number, value, &to, err);
    if (status != ROWAN_OK)
        return status;
    if (SQL_SUCCEEDED(SQLBindParameter(
            statement->handle, (SQLUSMALLINT)(number + 1), SQL_PARAM_INPUT,
            to.c_type, server_type(statement, number, value), to.width,
            to.digits, to.data, *size > 0 ? *size : 0, size)))
        return ROWAN_OK;
    return odbc_error(statement->connection, SQL_HANDLE_STMT, statement->handle,
                      "bind a value", err);
}

/* --- and back ------------------------------------------------------------- */

enum { FIRST_ROOM = 256 };

static bool
have_room(rowan_driver_statement *statement, size_t size)
{
    const rowan_host *host = statement->connection->host;
    size_t room = statement->row_room ? statement->row_room : FIRST_ROOM;
    char *grown;

    while (room - statement->row_size < size)
        room *= 2;
    if (room == statement->row_room)
        return true;
    grown = host->reallocate(statement->row, room);
    if (grown == NULL)
        return false;
    statement->row = grown;
    statement->row_room = room;
    return true;
}

static int32_t
column_failed(rowan_driver_statement *statement, uint32_t column,
              rowan_status status, const char *why, rowan_error *err)
{
    char message[400];
    const rowan_error_info info = {
        .size = sizeof info,
        .status = status,
        .message = message,
        .column = statement->columns[column].name,
    };

    snprintf(message, sizeof message, "column %s %s",
             statement->columns[column].name, why);
    return statement->connection->host->error_set(err, &info);
}

/* Appends a cell to the row, in as many pieces as it takes. A piece of text
 * ends with a NUL that the next one begins at. */
static int32_t
fetch_long(rowan_driver_statement *statement, uint32_t column,
           SQLSMALLINT c_type, bool *ret_is_null, size_t *ret_size,
           rowan_error *err)
{
    size_t end = c_type == SQL_C_CHAR; /* of a piece */
    size_t begin = statement->row_size;

    *ret_is_null = false;
    for (;;) {
        SQLLEN left = 0;
        size_t room;
        SQLRETURN code;

        if (!have_room(statement, FIRST_ROOM / 2))
            return column_failed(statement, column, ROWAN_NO_MEMORY,
                                 "does not fit into memory", err);
        room = statement->row_room - statement->row_size;
        code = SQLGetData(statement->handle, (SQLUSMALLINT)(column + 1), c_type,
                          statement->row + statement->row_size, (SQLLEN)room,
                          &left);
        if (code == SQL_NO_DATA)
            break;
        if (!SQL_SUCCEEDED(code))
            return odbc_error(statement->connection, SQL_HANDLE_STMT,
                              statement->handle, "read a column", err);
        if (left == SQL_NULL_DATA) {
            *ret_is_null = true;
            return ROWAN_OK;
        }
        if (left != SQL_NO_TOTAL && (size_t)left + end <= room) {
            statement->row_size += (size_t)left;
            break;
        }
        statement->row_size += room - end;
        if (left != SQL_NO_TOTAL &&
            !have_room(statement, (size_t)left - (room - end) + 1 + end))
            return column_failed(statement, column, ROWAN_NO_MEMORY,
                                 "does not fit into memory", err);
    }
    *ret_size = statement->row_size - begin;
    if (!have_room(statement, 1))
        return column_failed(statement, column, ROWAN_NO_MEMORY,
                             "does not fit into memory", err);
    statement->row[statement->row_size++] = '\0';
    return ROWAN_OK;
}

/* A text is told by its place in the row for now. */
static void
tell_place(rowan_value *cell, uint32_t kind, size_t begin, size_t size)
{
    cell->kind = kind;
    cell->as.text.data = NULL;
    cell->as.text.size = size;
    cell->reserved = (uint32_t)begin;
}

static bool
is_view(uint32_t kind)
{
    return kind == ROWAN_KIND_TEXT || kind == ROWAN_KIND_BYTES ||
           kind == ROWAN_KIND_DECIMAL || kind == ROWAN_KIND_JSON;
}

void
odbc_settle(const rowan_driver_statement *statement, rowan_value *cells)
{
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (is_view(cells[i].kind)) {
            cells[i].as.text.data = statement->row + cells[i].reserved;
            cells[i].reserved = 0;
        }
}

/* A column of floats is read as such: its digits in decimal are those of the
 * float, and of no double. */
static int32_t
fetch_float(rowan_driver_statement *statement, uint32_t column,
            rowan_value *cell, rowan_error *err)
{
    float value = 0;
    SQLLEN size;

    if (!SQL_SUCCEEDED(SQLGetData(statement->handle, (SQLUSMALLINT)(column + 1),
                                  SQL_C_FLOAT, &value, sizeof value, &size)))
        return odbc_error(statement->connection, SQL_HANDLE_STMT,
                          statement->handle, "read a column", err);
    cell->kind = size == SQL_NULL_DATA ? ROWAN_KIND_NULL : ROWAN_KIND_FLOAT;
    cell->as.real = (double)value;
    return ROWAN_OK;
}

static int32_t
fetch_real(rowan_driver_statement *statement, uint32_t column, uint32_t kind,
           rowan_value *cell, rowan_error *err)
{
    SQLLEN size;

    if (kind == ROWAN_KIND_FLOAT &&
        statement->columns[column].type == SQL_REAL)
        return fetch_float(statement, column, cell, err);
    if (!SQL_SUCCEEDED(SQLGetData(statement->handle, (SQLUSMALLINT)(column + 1),
                                  SQL_C_DOUBLE, &cell->as.real,
                                  sizeof cell->as.real, &size)))
        return odbc_error(statement->connection, SQL_HANDLE_STMT,
                          statement->handle, "read a column", err);
    cell->kind = size == SQL_NULL_DATA ? ROWAN_KIND_NULL : kind;
    if (cell->kind == ROWAN_KIND_FLOAT &&
        (double)(float)cell->as.real != cell->as.real &&
        !isnan(cell->as.real))
        return column_failed(statement, column, ROWAN_OUT_OF_RANGE,
                             "has a number that no float is", err);
    return ROWAN_OK;
}

/* Booleans are 0 and 1 to some drivers, "t" and "false" to others. */
static bool
parse_bool(const char *text, rowan_value *cell)
{
    cell->kind = ROWAN_KIND_BOOL;
    cell->as.integer = strchr("1tTyY", *text) != NULL;
    return *text != '\0' && strchr("01tTfFyYnN", *text) != NULL;
}

static bool
parse(const rowan_driver_statement *statement, uint32_t kind, const char *text,
      size_t size, rowan_value *cell)
{
    const rowan_host *host = statement->connection->host;

    if (kind == ROWAN_KIND_BOOL)
        return parse_bool(text, cell);
    return host->value_parse(kind, text, size, cell) == ROWAN_OK;
}

/* The kind that a value has by itself. */
static uint32_t
own_kind(SQLSMALLINT type)
{
    switch (type) {
    case SQL_BIT:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
        return ROWAN_KIND_INT64;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
        return ROWAN_KIND_DOUBLE;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
        return ROWAN_KIND_BYTES;
    default:
        return ROWAN_KIND_TEXT;
    }
}

int32_t
odbc_fetch(rowan_driver_statement *statement, uint32_t column,
           rowan_value *cell, rowan_error *err)
{
    uint32_t kind = statement->wanted[column];
    size_t begin = statement->row_size, size = 0;
    bool is_null = false;
    int32_t status;

    if (kind == ROWAN_KIND_NULL)
        kind = own_kind(statement->columns[column].type);
    if (kind == ROWAN_KIND_FLOAT || kind == ROWAN_KIND_DOUBLE)
        return fetch_real(statement, column, kind, cell, err);
    status = fetch_long(statement, column,
                        kind == ROWAN_KIND_BYTES ? SQL_C_BINARY : SQL_C_CHAR,
                        &is_null, &size, err);
    if (status != ROWAN_OK)
        return status;
    cell->kind = ROWAN_KIND_NULL;
    if (is_null)
        return ROWAN_OK;
    if (is_view(kind)) {
        tell_place(cell, kind, begin, size);
        return ROWAN_OK;
    }
    status = parse(statement, kind, statement->row + begin, size, cell)
                 ? ROWAN_OK
                 : ROWAN_TYPE_MISMATCH;
    statement->row_size = begin; /* it is read */
    if (status != ROWAN_OK)
        return column_failed(statement, column, ROWAN_TYPE_MISMATCH,
                             "has another type, or a value beyond it", err);
    return ROWAN_OK;
}
