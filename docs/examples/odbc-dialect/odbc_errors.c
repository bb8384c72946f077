/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, by SQLSTATE: the whole code, else its class of two
 * characters. SQLite's driver says HY000 to everything, so its native codes
 * decide; they are SQLite's primary ones, in which a missing table and bad
 * syntax are the same, and all constraints are. The beginnings of a few
 * messages, which are SQLite's and not the driver's, refine these two. If one
 * were to change, the class would still be true, only wider. Nothing else is
 * taken from a text.
 */
#include "odbc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct error_class {
    const char *code;
    rowan_status status;
    rowan_retry retry;
} error_class;

static const error_class by_state[] = {
    {"07", ROWAN_INVALID, 0},
    {"08001", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT},
    {"08004", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT},
    {"08", ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT},
    {"0A", ROWAN_UNSUPPORTED, 0},
    {"01S07", ROWAN_OUT_OF_RANGE, 0}, /* digits were cut */
    {"22018", ROWAN_TYPE_MISMATCH, 0},
    {"22P02", ROWAN_TYPE_MISMATCH, 0},
    {"22007", ROWAN_TYPE_MISMATCH, 0},
    {"22", ROWAN_OUT_OF_RANGE, 0},
    {"23502", ROWAN_NOT_NULL_VIOLATION, 0},
    {"23503", ROWAN_FOREIGN_KEY_VIOLATION, 0},
    {"23001", ROWAN_FOREIGN_KEY_VIOLATION, 0},
    {"23505", ROWAN_UNIQUE_VIOLATION, 0},
    {"23514", ROWAN_CHECK_VIOLATION, 0},
    {"23", ROWAN_CONSTRAINT_VIOLATION, 0},
    {"25006", ROWAN_READ_ONLY, 0},
    {"25P02", ROWAN_TRANSACTION_ABORTED, ROWAN_RETRY_TRANSACTION},
    {"25", ROWAN_INVALID, 0},
    {"28", ROWAN_DENIED, 0},
    {"3D000", ROWAN_CONNECT_FAILED, 0},
    {"40003", ROWAN_IN_DOUBT, 0},
    {"40P01", ROWAN_DEADLOCK, ROWAN_RETRY_TRANSACTION},
    {"40", ROWAN_SERIALIZATION, ROWAN_RETRY_TRANSACTION},
    {"42501", ROWAN_DENIED, 0},
    {"42P01", ROWAN_NO_SUCH_TABLE, 0},
    {"42S02", ROWAN_NO_SUCH_TABLE, 0},
    {"3F000", ROWAN_NO_SUCH_TABLE, 0},
    {"42703", ROWAN_NO_SUCH_COLUMN, 0},
    {"42S22", ROWAN_NO_SUCH_COLUMN, 0},
    {"42P07", ROWAN_ALREADY_EXISTS, 0},
    {"42S01", ROWAN_ALREADY_EXISTS, 0},
    {"42710", ROWAN_ALREADY_EXISTS, 0},
    {"42P06", ROWAN_ALREADY_EXISTS, 0},
    {"42804", ROWAN_TYPE_MISMATCH, 0},
    {"42", ROWAN_SYNTAX, 0},
    {"53100", ROWAN_STORAGE_FULL, 0},
    {"53300", ROWAN_TOO_MANY_CONNECTIONS, ROWAN_RETRY_CONNECT},
    {"53", ROWAN_LIMIT, 0},
    {"54", ROWAN_LIMIT, 0},
    {"55P03", ROWAN_BUSY, ROWAN_RETRY_STATEMENT},
    {"57014", ROWAN_CANCELLED, 0},
    {"57P03", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT},
    {"57", ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT},
    {"HY001", ROWAN_NO_MEMORY, 0},
    {"HY008", ROWAN_CANCELLED, 0},
    {"HYC00", ROWAN_UNSUPPORTED, 0},
    {"HYT", ROWAN_TIMEOUT, ROWAN_RETRY_CONNECT},
    {"IM", ROWAN_CONNECT_FAILED, 0},
};

/* SQLite's primary codes: its driver tells no more than these. The table is
 * for drivers that say HY000 to everything. */
static const struct {
    SQLINTEGER code;
    rowan_status status;
    rowan_retry retry;
} by_code[] = {
    {-1, ROWAN_SYNTAX, 0}, /* of its driver: a second statement */
    {1, ROWAN_SYNTAX, 0},
    {3, ROWAN_DENIED, 0},
    {4, ROWAN_CANCELLED, 0},
    {5, ROWAN_BUSY, ROWAN_RETRY_STATEMENT},
    {6, ROWAN_BUSY, ROWAN_RETRY_STATEMENT},
    {7, ROWAN_NO_MEMORY, 0},
    {8, ROWAN_READ_ONLY, 0},
    {9, ROWAN_CANCELLED, 0},
    {10, ROWAN_IO, 0},
    {11, ROWAN_CORRUPT, 0},
    {13, ROWAN_STORAGE_FULL, 0},
    {14, ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT},
    {18, ROWAN_LIMIT, 0},
    {19, ROWAN_CONSTRAINT_VIOLATION, 0},
    {20, ROWAN_TYPE_MISMATCH, 0},
    {26, ROWAN_CORRUPT, 0},
};

static const struct {
    rowan_status wide;
    const char *text; /* somewhere in the first line */
    rowan_status status;
} by_text[] = {
    {ROWAN_SYNTAX, "]no such table:", ROWAN_NO_SUCH_TABLE},
    {ROWAN_SYNTAX, "]no such view:", ROWAN_NO_SUCH_TABLE},
    {ROWAN_SYNTAX, "]no such column:", ROWAN_NO_SUCH_COLUMN},
    {ROWAN_SYNTAX, " already exists", ROWAN_ALREADY_EXISTS},
    {ROWAN_CONSTRAINT_VIOLATION, "]UNIQUE constraint failed:",
     ROWAN_UNIQUE_VIOLATION},
    {ROWAN_CONSTRAINT_VIOLATION, "]NOT NULL constraint failed:",
     ROWAN_NOT_NULL_VIOLATION},
    {ROWAN_CONSTRAINT_VIOLATION, "]CHECK constraint failed:",
     ROWAN_CHECK_VIOLATION},
    {ROWAN_CONSTRAINT_VIOLATION, "]FOREIGN KEY constraint failed",
     ROWAN_FOREIGN_KEY_VIOLATION},
};

static void
classify_native(SQLINTEGER native, const char *text, rowan_error_info *info)
{
    for (size_t i = 0; i < sizeof by_code / sizeof *by_code; i++)
        if (by_code[i].code == native) {
            info->status = by_code[i].status;
            info->retry = (int32_t)by_code[i].retry;
        }
    for (size_t i = 0; i < sizeof by_text / sizeof *by_text; i++)
        if (info->status == (int32_t)by_text[i].wide &&
            strstr(text, by_text[i].text)) {
            info->status = by_text[i].status;
            return;
        }
}

/* "Something went wrong": is the connection still there? */
static void
classify_silence(const rowan_driver_connection *connection,
                 rowan_error_info *info)
{
    SQLUINTEGER is_dead = SQL_CD_FALSE;

    SQLGetConnectAttr(connection->handle, SQL_ATTR_CONNECTION_DEAD, &is_dead, 0,
                      NULL);
    if (is_dead != SQL_CD_TRUE)
        return;
    info->status = ROWAN_CONNECTION_LOST;
    info->retry = ROWAN_RETRY_CONNECT;
}

static void
classify(const rowan_driver_connection *connection, const char *state,
         SQLINTEGER native, const char *text, rowan_error_info *info)
{
    info->status = ROWAN_DATABASE;
    if (!strcmp(state, "HY000")) {
        if (connection->server && connection->server->codes_are_sqlite)
            classify_native(native, text, info);
        else
            classify_silence(connection, info);
        return;
    }
    for (size_t i = 0; i < sizeof by_state / sizeof *by_state; i++)
        if (!strncmp(by_state[i].code, state, strlen(by_state[i].code))) {
            info->status = by_state[i].status;
            info->retry = (int32_t)by_state[i].retry;
            return;
        }
}

/* The first line: the drivers' own remarks come after it. */
static void
cut_line(char *text)
{
    text[strcspn(text, "\n")] = '\0';
}

int32_t
odbc_error(rowan_driver_connection *connection, SQLSMALLINT kind,
           SQLHANDLE handle, const char *asked, rowan_error *err)
{
    SQLCHAR state[6] = "HY000", text[400] = "no reason was given";
    SQLINTEGER native = 0;
    SQLSMALLINT size;
    char message[500];
    rowan_error_info info = {.size = sizeof info};

    SQLGetDiagRec(kind, handle, 1, state, &native, text, sizeof text, &size);
    cut_line((char *)text);
    classify(connection, (const char *)state, native, (const char *)text,
             &info);
    /* Values are quoted in what class 22 says. */
    if (!strncmp((const char *)state, "22", 2))
        snprintf((char *)text, sizeof text, "a value does not fit");
    snprintf(message, sizeof message, "cannot %s: %s", asked, (char *)text);
    info.message = message;
    info.sqlstate = (const char *)state;
    info.native_code = (int32_t)native;
    if (info.status == ROWAN_CONNECTION_LOST)
        connection->is_lost = true;
    if (connection->in_transaction && connection->server &&
        connection->server->aborts)
        connection->is_aborted = true;
    return connection->host->error_set(err, &info);
}

int32_t
odbc_fail(const rowan_host *host, rowan_status status, rowan_error *err,
          const char *format, ...)
{
    char message[400];
    const rowan_error_info info = {
        .size = sizeof info, .status = status, .message = message};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return host->error_set(err, &info);
}
