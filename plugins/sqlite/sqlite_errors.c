/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, by SQLite's extended result codes.
 *
 * The class of an error comes from its code alone, with one exception that
 * SQLite leaves no way around: at prepare, a misspelt table, a misspelt
 * column, a name that exists already and bad syntax are all SQLITE_ERROR. All
 * of them are rejected SQL (ROWAN_SYNTAX, by the code); the beginnings of five
 * messages, the same in every version for years, refine that. If one were to
 * change, the class would still be true, only wider. Errors of running
 * statements are never refined, for there a trigger may say what it likes. A
 * file whose schema is whole, but not trusted, has the code of a damaged one.
 *
 * Which table, column or constraint was violated is told only in the message;
 * it is taken from there once the code has said what kind of violation it is.
 */

#include "sqlite_priv.h"

#include <stdio.h>
#include <string.h>

#define NAME_SIZE 128 /* as the fields of rowan_error */

typedef struct error_class {
    int code; /* extended, or primary for all that are not listed */
    rowan_status status;
    rowan_retry retry;
    const char *sqlstate;
    const char *hint;
} error_class;

static const error_class classes[] = {
    {SQLITE_CONSTRAINT_UNIQUE, ROWAN_UNIQUE_VIOLATION, 0, "23505", NULL},
    {SQLITE_CONSTRAINT_PRIMARYKEY, ROWAN_UNIQUE_VIOLATION, 0, "23505", NULL},
    {SQLITE_CONSTRAINT_ROWID, ROWAN_UNIQUE_VIOLATION, 0, "23505", NULL},
    {SQLITE_CONSTRAINT_FOREIGNKEY, ROWAN_FOREIGN_KEY_VIOLATION, 0, "23503",
     NULL},
    {SQLITE_CONSTRAINT_NOTNULL, ROWAN_NOT_NULL_VIOLATION, 0, "23502", NULL},
    {SQLITE_CONSTRAINT_CHECK, ROWAN_CHECK_VIOLATION, 0, "23514", NULL},
    {SQLITE_CONSTRAINT_DATATYPE, ROWAN_TYPE_MISMATCH, 0, "42804", NULL},
    {SQLITE_CONSTRAINT, ROWAN_CONSTRAINT_VIOLATION, 0, "23000", NULL},
    {SQLITE_MISMATCH, ROWAN_TYPE_MISMATCH, 0, "42804", NULL},

    {SQLITE_BUSY_SNAPSHOT, ROWAN_SERIALIZATION, ROWAN_RETRY_TRANSACTION,
     "40001",
     "another connection wrote after this transaction had read; begin "
     "transactions that write as such"},
    {SQLITE_BUSY, ROWAN_BUSY, ROWAN_RETRY_STATEMENT, "55P03",
     "another connection holds the lock; the URL option busy_timeout says how "
     "long to wait"},
    {SQLITE_LOCKED, ROWAN_BUSY, ROWAN_RETRY_STATEMENT, "55006",
     "a statement of this connection is still running"},
    {SQLITE_PROTOCOL, ROWAN_BUSY, ROWAN_RETRY_STATEMENT, "55P03", NULL},
    {SQLITE_ERROR_SNAPSHOT, ROWAN_SERIALIZATION, ROWAN_RETRY_TRANSACTION,
     "40001", NULL},
    {SQLITE_SCHEMA, ROWAN_DATABASE, ROWAN_RETRY_STATEMENT, "40001", NULL},
    {SQLITE_INTERRUPT, ROWAN_CANCELLED, 0, "57014", NULL},
    {SQLITE_ABORT, ROWAN_TRANSACTION_ABORTED, ROWAN_RETRY_TRANSACTION, "25P02",
     "a rollback ended this statement"},

    {SQLITE_READONLY_DBMOVED, ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT,
     "08006", "the file was moved or deleted while it was open"},
    {SQLITE_READONLY, ROWAN_READ_ONLY, 0, "25006", NULL},
    {SQLITE_FULL, ROWAN_STORAGE_FULL, 0, "53100", NULL},
    {SQLITE_IOERR_NOMEM, ROWAN_NO_MEMORY, 0, "53200", NULL},
    {SQLITE_IOERR, ROWAN_IO, 0, "58030", NULL},
    {SQLITE_CORRUPT, ROWAN_CORRUPT, 0, "XX001", NULL},
    {SQLITE_NOTADB, ROWAN_CORRUPT, 0, "XX001", NULL},
    {SQLITE_FORMAT, ROWAN_CORRUPT, 0, "XX001", NULL},
    {SQLITE_NOMEM, ROWAN_NO_MEMORY, 0, "53200", NULL},
    {SQLITE_TOOBIG, ROWAN_LIMIT, 0, "54000", NULL},
    {SQLITE_NOLFS, ROWAN_LIMIT, 0, "54000", NULL},
    {SQLITE_RANGE, ROWAN_INVALID, 0, "07009", NULL},
    {SQLITE_MISUSE, ROWAN_INVALID, 0, "HY010", NULL},
    {SQLITE_AUTH, ROWAN_DENIED, 0, "42501", NULL},
    {SQLITE_PERM, ROWAN_DENIED, 0, "42501", NULL},
    {SQLITE_CANTOPEN, ROWAN_CONNECT_FAILED, ROWAN_RETRY_CONNECT, "08001", NULL},
    {SQLITE_INTERNAL, ROWAN_INTERNAL, 0, "XX000", NULL},
    {SQLITE_ERROR, ROWAN_DATABASE, 0, "HY000", NULL},
};

static const error_class *
find_class(int code)
{
    static const error_class other = {0, ROWAN_DATABASE, 0, "HY000", NULL};
    const size_t count = sizeof classes / sizeof *classes;

    for (size_t i = 0; i < count; i++)
        if (classes[i].code == code)
            return &classes[i];
    for (size_t i = 0; i < count; i++)
        if (classes[i].code == (code & 0xff))
            return &classes[i];
    return &other;
}

/* --- details from messages ---------------------------------------------- */

typedef struct error_names {
    char table[NAME_SIZE];
    char column[NAME_SIZE];
    char constraint[NAME_SIZE];
} error_names;

static void
append(char *field, const char *text, size_t size)
{
    size_t used = strlen(field);
    size_t room = NAME_SIZE - 1 - used;

    if (size > room)
        size = room;
    memcpy(field + used, text, size);
    field[used + size] = '\0';
}

/* What follows a prefix of message, or NULL. */
static const char *
after(const char *message, const char *prefix)
{
    size_t size = strlen(prefix);

    return strncmp(message, prefix, size) ? NULL : message + size;
}

/* Reads "users.first, users.last": table users, column "first, last". */
static void
read_columns(const char *text, error_names *names)
{
    const char *point = strchr(text, '.');
    size_t table_size;

    if (!point)
        return;
    table_size = (size_t)(point - text);
    append(names->table, text, table_size);
    while (text) {
        const char *comma = strstr(text, ", ");
        size_t size = comma ? (size_t)(comma - text) : strlen(text);

        if (size > table_size && text[table_size] == '.') {
            text += table_size + 1;
            size -= table_size + 1;
        }
        if (*names->column)
            append(names->column, ", ", 2);
        append(names->column, text, size);
        text = comma ? comma + 2 : NULL;
    }
}

static void
read_names(rowan_status status, const char *message, error_names *names)
{
    const char *text;

    switch (status) {
    case ROWAN_UNIQUE_VIOLATION:
        text = after(message, "UNIQUE constraint failed: index '");
        if (text) /* an index on expressions */
            append(names->constraint, text, strcspn(text, "'"));
        else if ((text = after(message, "UNIQUE constraint failed: ")))
            read_columns(text, names);
        break;
    case ROWAN_NOT_NULL_VIOLATION:
        text = after(message, "NOT NULL constraint failed: ");
        if (text)
            read_columns(text, names);
        break;
    case ROWAN_CHECK_VIOLATION:
        text = after(message, "CHECK constraint failed: ");
        if (text)
            append(names->constraint, text, strlen(text));
        break;
    default:
        break;
    }
}

/* Whether SQLite refuses a schema for a function that it calls, or a virtual
 * table: at prepare, or as it reads the file. */
static bool
is_untrusted(int code, bool is_prepare, const char *message)
{
    if ((code & 0xff) == SQLITE_CORRUPT)
        return strstr(message, ") - unsafe use of ") != NULL;
    return is_prepare && after(message, "unsafe use of ") != NULL;
}

/* Refines ROWAN_SYNTAX; see the head of this file. */
static rowan_status
refine_syntax(const char *message, error_names *names)
{
    const char *text = after(message, "no such table: ");
    const char *column;

    if (text) {
        append(names->table, text, strlen(text));
        return ROWAN_NO_SUCH_TABLE;
    }
    if ((text = after(message, "no such column: "))) {
        /* Newer versions quote it and ask whether a text was meant. */
        text += *text == '"';
        append(names->column, text, strcspn(text, "\""));
        return ROWAN_NO_SUCH_COLUMN;
    }
    if ((text = after(message, "table ")) &&
        (column = strstr(text, " has no column named "))) {
        append(names->table, text, (size_t)(column - text));
        append(names->column, column + 21, strlen(column + 21));
        return ROWAN_NO_SUCH_COLUMN;
    }
    if ((text || (text = after(message, "index "))) &&
        strstr(text, " already exists"))
        return ROWAN_ALREADY_EXISTS;
    return ROWAN_SYNTAX;
}

/* --- setting ------------------------------------------------------------ */

static void
deny(rowan_error_info *info)
{
    info->status = ROWAN_DENIED;
    info->sqlstate = "42501";
    info->hint = "this version of SQLite does not count it as harmless; the "
                 "URL option trusted_schema=on allows it, for files whose "
                 "authors are trusted";
}

static rowan_status
set_error(rowan_driver_connection *connection, int code, bool is_prepare,
          const char *asked, rowan_error *err)
{
    const error_class *class = find_class(code);
    rowan_error_info info = {.size = sizeof info};
    const char *native = sqlite3_errmsg(connection->db);
    error_names names = {"", "", ""};
    char message[512];

    info.status = class->status;
    info.retry = (int32_t) class->retry;
    info.sqlstate = class->sqlstate;
    info.hint = class->hint;
    info.native_code = code;
    if (is_prepare && (code & 0xff) == SQLITE_ERROR) {
        info.status = refine_syntax(native, &names);
        info.sqlstate = "42601";
    }
    if (is_untrusted(code, is_prepare, native))
        deny(&info);
    /* In a transaction that has read, waiting again cannot help: whoever
     * holds the lock may itself be waiting for this transaction to end. */
    if (info.status == ROWAN_BUSY && !sqlite3_get_autocommit(connection->db))
        info.retry = ROWAN_RETRY_TRANSACTION;
    if (connection->is_late &&
        (info.status == ROWAN_BUSY || info.status == ROWAN_CANCELLED)) {
        info.status = ROWAN_TIMEOUT;
        info.retry = ROWAN_RETRY_NEVER;
        info.sqlstate = "57014";
        native = "the deadline has passed";
    }
    if (info.status == ROWAN_BUSY &&
        atomic_load_explicit(&connection->cancel_count, memory_order_relaxed) !=
            connection->cancel_seen) {
        info.status = ROWAN_CANCELLED;
        info.retry = ROWAN_RETRY_NEVER;
        info.sqlstate = "57014";
        native = "cancelled while waiting for a lock";
    }
    read_names((rowan_status)info.status, native, &names);
    snprintf(message, sizeof message, "cannot %s: %s", asked, native);
    info.message = message;
    info.table = plugin_or_null(names.table);
    info.column = plugin_or_null(names.column);
    info.constraint = plugin_or_null(names.constraint);
    return (rowan_status)connection->host->error_set(err, &info);
}

rowan_status
sqlite__error(rowan_driver_connection *connection, int code, const char *asked,
              rowan_error *err)
{
    return set_error(connection, code, false, asked, err);
}

rowan_status
sqlite__prepare_error(rowan_driver_connection *connection, int code,
                      rowan_error *err)
{
    return set_error(connection, code, true, "prepare the statement", err);
}
