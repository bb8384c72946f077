/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, by SQLSTATE alone: the whole code, else its class of two
 * characters. Table, column and constraint come from fields of their own.
 *
 * Three things are taken from texts, once the code has said what they are: the
 * columns of a key, which only the detail "Key (a, b)=..." has, the number of a
 * parameter that could not be read, and, at connecting, the SQLSTATE itself,
 * for which libpq has no function. Values of
 * the program's never get into an error: details are left out, and so is
 * what class 22 quotes.
 */

#include "postgresql_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_SIZE 5

typedef struct error_class {
    const char *code; /* five characters, or the two of a class */
    rowan_status status;
    rowan_retry retry;
    const char *hint;
} error_class;

static const error_class classes[] = {
    {"08001", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT, NULL},
    {"08004", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT, NULL},
    {"08P01", ROWAN_INTERNAL, 0, NULL},
    {"08", ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT, NULL},
    {"0A", ROWAN_UNSUPPORTED, 0, NULL},
    {"22001", ROWAN_OUT_OF_RANGE, 0, NULL},
    {"22003", ROWAN_OUT_OF_RANGE, 0, NULL},
    {"22008", ROWAN_OUT_OF_RANGE, 0, NULL},
    {"22015", ROWAN_OUT_OF_RANGE, 0, NULL},
    {"22021", ROWAN_OUT_OF_RANGE, 0, "texts must be UTF-8 without NUL"},
    {"22P05", ROWAN_OUT_OF_RANGE, 0,
     "the database's encoding has no such character"},
    {"22007", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"22P02", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"22P03", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"22030", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"22032", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"23001", ROWAN_FOREIGN_KEY_VIOLATION, 0, NULL},
    {"23502", ROWAN_NOT_NULL_VIOLATION, 0, NULL},
    {"23503", ROWAN_FOREIGN_KEY_VIOLATION, 0, NULL},
    {"23505", ROWAN_UNIQUE_VIOLATION, 0, NULL},
    {"23514", ROWAN_CHECK_VIOLATION, 0, NULL},
    {"23P01", ROWAN_UNIQUE_VIOLATION, 0, NULL},
    {"44000", ROWAN_CHECK_VIOLATION, 0, NULL},
    {"25006", ROWAN_READ_ONLY, 0, NULL},
    {"25P02", ROWAN_TRANSACTION_ABORTED, ROWAN_RETRY_TRANSACTION,
     "a statement failed: roll back, or back to a savepoint before it"},
    {"25P03", ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT, NULL},
    {"25", ROWAN_INVALID, 0, NULL},
    {"26000", ROWAN_STATEMENT_STALE, ROWAN_RETRY_STATEMENT,
     "a pooler may have changed the session: prepare=off"},
    {"28", ROWAN_DENIED, 0, NULL},
    {"34", ROWAN_INVALID, 0, NULL},
    {"3B", ROWAN_INVALID, 0, NULL},
    {"3D000", ROWAN_CONNECT_FAILED, 0, NULL},
    {"3F000", ROWAN_NO_SUCH_TABLE, 0, NULL},
    {"40003", ROWAN_IN_DOUBT, 0, NULL},
    {"40P01", ROWAN_DEADLOCK, ROWAN_RETRY_TRANSACTION, NULL},
    {"40", ROWAN_SERIALIZATION, ROWAN_RETRY_TRANSACTION, NULL},
    {"42501", ROWAN_DENIED, 0, NULL},
    {"42P01", ROWAN_NO_SUCH_TABLE, 0, NULL},
    {"42703", ROWAN_NO_SUCH_COLUMN, 0, NULL},
    {"42P05", ROWAN_DATABASE, 0,
     "a pooler may have changed the session: prepare=off"},
    {"42P04", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42P06", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42P07", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42701", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42710", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42723", ROWAN_ALREADY_EXISTS, 0, NULL},
    {"42804", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"42846", ROWAN_TYPE_MISMATCH, 0, NULL},
    {"42704", ROWAN_NOT_FOUND, 0, NULL},
    {"42622", ROWAN_LIMIT, 0, NULL},
    {"42", ROWAN_SYNTAX, 0, NULL},
    {"53100", ROWAN_STORAGE_FULL, 0, NULL},
    {"53300", ROWAN_TOO_MANY_CONNECTIONS, ROWAN_RETRY_CONNECT, NULL},
    {"53", ROWAN_LIMIT, 0, NULL},
    {"54", ROWAN_LIMIT, 0, NULL},
    {"55P03", ROWAN_BUSY, ROWAN_RETRY_STATEMENT, NULL},
    {"55006", ROWAN_BUSY, ROWAN_RETRY_STATEMENT, NULL},
    {"55", ROWAN_INVALID, 0, NULL},
    {"57014", ROWAN_CANCELLED, 0, NULL},
    {"57P03", ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT, NULL},
    {"57", ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT, NULL},
    {"58", ROWAN_IO, 0, NULL},
    {"XX001", ROWAN_CORRUPT, 0, NULL},
    {"XX002", ROWAN_CORRUPT, 0, NULL},
    {"XX", ROWAN_INTERNAL, 0, NULL},
};

static const error_class *
find_class(const char *code)
{
    static const error_class other = {"", ROWAN_DATABASE, 0, NULL};
    const size_t count = sizeof classes / sizeof *classes;

    for (size_t i = 0; i < count; i++)
        if (!strncmp(classes[i].code, code, strlen(classes[i].code)))
            return &classes[i];
    return &other;
}

/* --- details -------------------------------------------------------------- */

/* Reads "Key (a, b)=(1, 2) ..." into "a, b". The words are translated, the
 * form is not. */
static const char *
read_columns(const char *detail, char *buffer, size_t size)
{
    const char *begin = detail ? strchr(detail, '(') : NULL;
    const char *end = begin ? strstr(begin, ")=(") : NULL;

    if (!end)
        return NULL;
    snprintf(buffer, size, "%.*s", (int)(end - begin - 1), begin + 1);
    return buffer;
}

/* The parameter that could not be read: "unnamed portal parameter $2 = ...".
 * 0 where the server says no such thing, or says it in another language. */
static uint32_t
find_parameter(const char *context)
{
    static const char before[] = "parameter $";
    const char *at = context ? strstr(context, before) : NULL;

    return at ? (uint32_t)strtoul(at + sizeof before - 1, NULL, 10) : 0;
}

/* The first line, without the value that class 22 may quote in it. */
static int
message_size(const char *message, const char *code)
{
    size_t size = strcspn(message, "\n");
    const char *quote = NULL;

    if (!strncmp(code, "22", 2))
        quote = strchr(message, '"');
    if (quote && (size_t)(quote - message) < size)
        size = (size_t)(quote - message);
    while (size && strchr(": ", message[size - 1]))
        size--;
    return (int)size;
}

/* In a transaction, waiting longer for a lock is for the whole of it: who has
 * the lock may wait for one of ours. A query that was ended may have been so
 * by us, by the program, or by the server's own limit. */
static void
refine(const rowan_driver_connection *connection, rowan_error_info *info)
{
    if ((info->status == ROWAN_BUSY ||
         info->status == ROWAN_STATEMENT_STALE) &&
        connection->is_in_transaction)
        info->retry = ROWAN_RETRY_TRANSACTION;
    if (info->status == ROWAN_READ_ONLY && connection->wants_writes &&
        !(connection->is_in_transaction && connection->reads_only)) {
        info->status = ROWAN_CONNECTION_LOST;
        info->retry = ROWAN_RETRY_CONNECT;
        info->hint = "the server took writes when it was connected to, and "
                     "does not any more: another one may";
    }
    if (info->status == ROWAN_CANCELLED && connection->has_timeouts &&
        atomic_load_explicit(&connection->cancel_count, memory_order_relaxed) ==
            connection->cancel_seen)
        info->status = ROWAN_TIMEOUT;
}

bool
pg__is_error(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE ||
           status == PGRES_PIPELINE_ABORTED;
}

/* The routine is the server's own name for the place where this arises; its
 * code is that of all that is not supported. */
bool
pg__is_stale_plan(const PGresult *result)
{
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *routine = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);

    if (!code)
        return false;
    return !strcmp(code, "26000") ||
           (!strcmp(code, "0A000") && routine &&
            !strcmp(routine, "RevalidateCachedQuery"));
}

rowan_status
pg__error(rowan_driver_connection *connection, const PGresult *result,
          const char *asked, rowan_error *err)
{
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *native = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    rowan_error_info info = {.size = sizeof info};
    const error_class *class;
    char message[512], columns[128];

    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
        return plugin_fail(connection->host, err, ROWAN_DATABASE,
                           "cannot %s: a statement before it failed", asked);
    if (!code || !native) /* from libpq, not from the server */
        return pg__lost(connection, asked, err);
    class = find_class(pg__is_stale_plan(result) ? "26000" : code);
    info.status = class->status;
    info.retry = (int32_t) class->retry;
    info.hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
    if (!info.hint)
        info.hint = class->hint;
    info.sqlstate = code;
    info.table = PQresultErrorField(result, PG_DIAG_TABLE_NAME);
    info.column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
    info.constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (!info.column && !strncmp(code, "23", 2))
        info.column =
            read_columns(PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
                         columns, sizeof columns);
    if (!strncmp(code, "22", 2))
        info.bind =
            find_parameter(PQresultErrorField(result, PG_DIAG_CONTEXT));
    snprintf(message, sizeof message, "cannot %s: %.*s", asked,
             message_size(native, code), native);
    info.message = message;
    refine(connection, &info);
    if (info.status == ROWAN_CONNECTION_LOST)
        connection->is_lost = true;
    return (rowan_status)connection->host->error_set(err, &info);
}

/* --- connections ---------------------------------------------------------- */

rowan_status
pg__stale(const rowan_host *host, rowan_error *err)
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

    return (rowan_status)host->error_set(err, &info);
}

rowan_status
pg__lost(rowan_driver_connection *connection, const char *asked,
         rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = ROWAN_CONNECTION_LOST,
        .retry = ROWAN_RETRY_CONNECT,
        .sqlstate = "08006",
    };
    const char *native = PQerrorMessage(connection->handle);
    char message[512];

    connection->is_lost = true;
    snprintf(message, sizeof message,
             "cannot %s: the connection was lost%s%.*s", asked,
             *native ? ": " : "", (int)strcspn(native, "\n"), native);
    info.message = message;
    return (rowan_status)connection->host->error_set(err, &info);
}

/* The code in "FATAL:  28P01: ...", the form of a verbose message. */
static bool
find_code(const char *message, char code[CODE_SIZE + 1])
{
    for (const char *at = strstr(message, ":  "); at;
         at = strstr(at + 1, ":  ")) {
        const char *begin = at + 3;
        size_t size = strspn(begin, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");

        if (size == CODE_SIZE && begin[size] == ':') {
            memcpy(code, begin, CODE_SIZE);
            code[CODE_SIZE] = '\0';
            return true;
        }
    }
    return false;
}

rowan_status
pg__connect_error(const rowan_host *host, PGconn *handle, const char *where,
                  rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = ROWAN_CONNECT_FAILED,
        .retry = ROWAN_RETRY_CONNECT,
        .sqlstate = "08001",
    };
    const char *native = PQerrorMessage(handle);
    char message[512], code[CODE_SIZE + 1];

    if (find_code(native, code)) {
        const error_class *class = find_class(code);

        info.status = class->status;
        info.retry = (int32_t) class->retry;
        info.sqlstate = code;
        info.hint = class->hint;
        if (info.status == ROWAN_CONNECTION_LOST)
            info.status = ROWAN_CONNECT_FAILED;
    }
    snprintf(message, sizeof message, "cannot connect to %.100s: %.*s", where,
             (int)strcspn(native, "\n"), native);
    info.message = message;
    return (rowan_status)host->error_set(err, &info);
}

/* --- errors on their way ------------------------------------------------- */

rowan_status
pg__error_copy(const rowan_host *host, const rowan_error *from,
               rowan_error *err)
{
    const rowan_error_info info = {
        .size = sizeof info,
        .status = (int32_t)from->status,
        .retry = (int32_t)from->retry,
        .native_code = from->native_code,
        .sqlstate = plugin_or_null(from->sqlstate),
        .message = from->message,
        .table = plugin_or_null(from->table),
        .column = plugin_or_null(from->column),
        .constraint = plugin_or_null(from->constraint),
        .hint = plugin_or_null(from->hint),
        .bind = from->bind,
    };

    return (rowan_status)host->error_set(err, &info);
}

rowan_status
pg__error_in_doubt(const rowan_host *host, const rowan_error *from,
                   const char *what, rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = ROWAN_IN_DOUBT,
        .retry = ROWAN_RETRY_NEVER,
        .sqlstate = plugin_or_null(from->sqlstate),
    };
    char message[512];

    snprintf(message, sizeof message, "cannot tell whether %s: %.400s", what,
             from->message);
    info.message = message;
    return (rowan_status)host->error_set(err, &info);
}
