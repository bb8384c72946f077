/* SPDX-License-Identifier: MIT */
/*
 * Statements: prepare, execute, step, reset.
 *
 * A statement that has given its last row is reset at once, for as long as one
 * is not, the connection holds a read lock that keeps a checkpoint from
 * finishing.
 */

#include "sqlite_priv.h"

#include <limits.h>
#include <string.h>

/* --- preparing ---------------------------------------------------------- */

/* Behind a comment; behind the end where it has none. */
static const char *
skip_comment(const char *sql, const char *end, const char *mark)
{
    const char *found =
        memmem(sql + 2, (size_t)(end - sql - 2), mark, strlen(mark));

    return found ? found + strlen(mark) : end;
}

/* What follows blanks, comments, semicolons and byte order marks. Read here and
 * not by a second sqlite3_prepare(), which already carries some PRAGMAs out. */
static const char *
skip_blanks(const char *sql, const char *end)
{
    while (sql < end) {
        if (strchr(" \t\r\n\f;", *sql))
            sql++;
        else if (end - sql >= 3 && !memcmp(sql, "\xef\xbb\xbf", 3))
            sql += 3;
        else if (end - sql >= 2 && !memcmp(sql, "--", 2))
            sql = skip_comment(sql, end, "\n");
        else if (end - sql >= 2 && !memcmp(sql, "/*", 2))
            sql = skip_comment(sql, end, "*/");
        else
            return sql;
    }
    return end;
}

static bool
is_blank(const char *sql, const char *end)
{
    return skip_blanks(sql, end) == end;
}

static bool
begins_with(const char *sql, const char *end, const char *letters)
{
    size_t size = strlen(letters);

    return (size_t)(end - sql) >= size &&
           !sqlite3_strnicmp(sql, letters, (int)size);
}

static bool
has(const char *sql, const char *end, const char *letters)
{
    while (sql < end && !begins_with(sql, end, letters))
        sql++;
    return sql < end;
}

/* Whether the text may change what belongs to the connection alone: settings,
 * attached databases, temporary tables. Doubt is a yes. */
static bool
may_alter(const char *sql, const char *end)
{
    sql = skip_blanks(sql, end);
    /* Some PRAGMAs act even where they are only to be explained. */
    if (begins_with(sql, end, "EXPLAIN"))
        return has(sql, end, "PRAGMA");
    if (begins_with(sql, end, "PRAGMA"))
        return has(sql, end, "=") || has(sql, end, "(");
    if (begins_with(sql, end, "ATTACH") || begins_with(sql, end, "DETACH"))
        return true;
    return begins_with(sql, end, "CREATE") && has(sql, end, "TEMP");
}

static rowan_status
no_statement(rowan_driver_connection *connection, rowan_error *err)
{
    return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                       "the SQL text holds no statement");
}

static rowan_status
check_text(rowan_driver_connection *connection, const char *sql,
           size_t sql_size, rowan_error *err)
{
    if (sql_size > INT_MAX)
        return plugin_fail(connection->host, err, ROWAN_LIMIT,
                           "the SQL text is longer than SQLite's limit");
    if (sql_size && memchr(sql, '\0', sql_size))
        return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                           "the SQL text has a NUL in it");
    if (is_blank(sql, sql + sql_size))
        return no_statement(connection, err);
    return ROWAN_OK;
}

/* SQLite's handle for exactly one statement. */
static rowan_status
prepare_handle(rowan_driver_connection *connection, const char *sql,
               size_t sql_size, uint32_t is_cached, sqlite3_stmt **ret_handle,
               rowan_error *err)
{
    unsigned flags = is_cached ? SQLITE_PREPARE_PERSISTENT : 0;
    const char *tail = NULL;
    sqlite3_stmt *handle = NULL;
    rowan_status status = check_text(connection, sql, sql_size, err);
    int code;

    if (status)
        return status;
    sqlite__work_begin(connection);
    code = sqlite3_prepare_v3(connection->db, sql, (int)sql_size, flags,
                              &handle, &tail);
    if (code != SQLITE_OK)
        return sqlite__prepare_error(connection, code, err);
    if (!is_blank(tail, sql + sql_size)) {
        sqlite3_finalize(handle);
        return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                           "one statement can be prepared at a time; more "
                           "text follows the first");
    }
    if (!handle) /* what is no blank here may be one to SQLite */
        return no_statement(connection, err);
    *ret_handle = handle;
    return ROWAN_OK;
}

/* FNV-1a, over the names with their ends. */
static uint64_t
hash_names(const rowan_driver_statement *statement)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (uint32_t i = 0; i < statement->column_count; i++) {
        const char *name = sqlite3_column_name(statement->handle, (int)i);

        do
            hash = (hash ^ (unsigned char)(name ? *name : 0)) *
                   UINT64_C(0x100000001b3);
        while (name && *name++);
    }
    return hash;
}

int32_t
sqlite__statement_prepare(rowan_driver_connection *connection, const char *sql,
                          size_t sql_size, const uint32_t *bind_kinds,
                          uint32_t bind_count, uint32_t is_cached,
                          rowan_driver_statement **ret_statement,
                          rowan_error *err)
{
    const rowan_host *host = connection->host;
    rowan_driver_statement *statement;
    rowan_status status;

    (void)bind_kinds; /* SQLite takes any kind anywhere, */
    (void)bind_count; /* and execute() counts */
    statement = host->allocate(sizeof *statement);
    if (!statement)
        return plugin_no_memory(host, err);
    *statement = (rowan_driver_statement){.connection = connection};
    status = prepare_handle(connection, sql, sql_size, is_cached,
                            &statement->handle, err);
    if (status) {
        host->release(statement);
        return status;
    }
    statement->column_count = (uint32_t)sqlite3_column_count(statement->handle);
    statement->bind_count =
        (uint32_t)sqlite3_bind_parameter_count(statement->handle);
    statement->is_writing = !sqlite3_stmt_readonly(statement->handle);
    statement->column_names = hash_names(statement);
    statement->alters = may_alter(sql, sql + sql_size);
    connection->is_altered |= statement->alters; /* some PRAGMAs act now */
    *ret_statement = statement;
    return ROWAN_OK;
}

void
sqlite__statement_finish(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;

    sqlite__statement_reset(statement);
    sqlite3_finalize(statement->handle);
    host->release(statement->scratch);
    host->release(statement);
}

uint32_t
sqlite__statement_column_count(rowan_driver_statement *statement)
{
    return statement->column_count;
}

const char *
sqlite__statement_column_name(rowan_driver_statement *statement,
                              uint32_t column)
{
    return sqlite3_column_name(statement->handle, (int)column);
}

/* --- running ------------------------------------------------------------ */

static void
start(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;

    statement->previous = NULL;
    statement->next = connection->running;
    if (statement->next)
        statement->next->previous = statement;
    connection->running = statement;
    statement->state = SQLITE_STATE_STARTED;
}

/* Gives back locks and cursors. */
static void
stop(rowan_driver_statement *statement, sqlite_state state)
{
    sqlite3_reset(statement->handle);
    if (statement->previous)
        statement->previous->next = statement->next;
    else
        statement->connection->running = statement->next;
    if (statement->next)
        statement->next->previous = statement->previous;
    statement->state = state;
}

/* What a step that gave no row means. */
static rowan_status
end_of_rows(rowan_driver_statement *statement, int code, rowan_error *err)
{
    sqlite3 *db = statement->connection->db;
    rowan_status status;

    if (code == SQLITE_DONE) {
        /* changes() keeps the count of an earlier statement if this one was
         * not an INSERT, UPDATE or DELETE. */
        bool has_changed =
            statement->is_writing &&
            sqlite3_total_changes64(db) != statement->changes_before;
        statement->affected_rows = has_changed ? sqlite3_changes64(db) : 0;
        stop(statement, SQLITE_STATE_DONE);
        return ROWAN_DONE;
    }
    status =
        sqlite__error(statement->connection, code, "run the statement", err);
    stop(statement, SQLITE_STATE_IDLE);
    return status;
}

static rowan_status
check_use(rowan_driver_statement *statement, uint32_t bind_count,
          uint32_t column_count, rowan_error *err)
{
    const rowan_driver_connection *connection = statement->connection;

    if (statement->state != SQLITE_STATE_IDLE)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the statement runs already; reset it first");
    if (bind_count != statement->bind_count)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the statement takes %u values, %u were given",
                           (unsigned)statement->bind_count,
                           (unsigned)bind_count);
    if (column_count != statement->column_count)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the statement gives %u columns, %u are wanted",
                           (unsigned)statement->column_count,
                           (unsigned)column_count);
    if (statement->is_writing && connection->is_read_only)
        return plugin_fail(connection->host, err, ROWAN_READ_ONLY,
                           "the statement writes, but the transaction is "
                           "read-only");
    return ROWAN_OK;
}

int32_t
sqlite__statement_execute(rowan_driver_statement *statement,
                          const rowan_value *binds, uint32_t bind_count,
                          const uint32_t *wanted, uint32_t column_count,
                          rowan_error *err)
{
    rowan_status status = check_use(statement, bind_count, column_count, err);

    if (!status)
        status = sqlite__values_bind(statement, binds, err);
    if (status)
        return status;
    sqlite__work_begin(statement->connection);
    statement->connection->is_altered |= statement->alters;
    statement->wanted = wanted;
    statement->affected_rows = -1;
    start(statement);
    if (!statement->is_writing && statement->column_count)
        return ROWAN_OK; /* a query begins to read with its first row */

    statement->connection->inserted_count = 0;
    statement->connection->consecutive_count = 0;
    statement->changes_before =
        sqlite3_total_changes64(statement->connection->db);
    statement->first_step = sqlite3_step(statement->handle);
    /* A statement without columns may give a row: some PRAGMAs do. */
    while (statement->first_step == SQLITE_ROW && !statement->column_count)
        statement->first_step = sqlite3_step(statement->handle);
    if (statement->first_step == SQLITE_ROW)
        return ROWAN_OK;
    if (statement->first_step == SQLITE_DONE && statement->column_count)
        return ROWAN_OK; /* step() will say so */
    status = end_of_rows(statement, statement->first_step, err);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

/* The first row of an execution; SQLITE_ROW or what came instead. */
static int
first_row(rowan_driver_statement *statement)
{
    int code = statement->is_writing ? statement->first_step
                                     : sqlite3_step(statement->handle);

    statement->state = SQLITE_STATE_ROWS;
    return code;
}

/*
 * SQLite prepares a statement again if the schema has changed, and `SELECT *`
 * may then have other columns than its reader knows. It also does so for other
 * reasons, such as another pattern of LIKE: the names tell. What a statement
 * that writes has done is done: only the number is looked at.
 */
static bool
has_known_columns(rowan_driver_statement *statement)
{
    int again;

    if ((uint32_t)sqlite3_data_count(statement->handle) !=
        statement->column_count)
        return false;
    if (statement->is_writing)
        return true;
    again = sqlite3_stmt_status(statement->handle,
                                SQLITE_STMTSTATUS_REPREPARE, 0);
    if (again == statement->prepared_again)
        return true;
    statement->prepared_again = again;
    return hash_names(statement) == statement->column_names;
}

static rowan_status
columns_changed(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = statement->is_writing ? ROWAN_DATABASE
                                        : ROWAN_STATEMENT_STALE,
        .retry = ROWAN_RETRY_STATEMENT,
        .sqlstate = "0A000",
        .message = "the table has other columns than when the statement was "
                   "prepared",
        .hint = "prepare the statement again",
    };

    stop(statement, SQLITE_STATE_IDLE);
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

/* The state is not ROWS: start, or say why there is nothing to fetch. */
static rowan_status
enter_rows(rowan_driver_statement *statement, int *ret_code, rowan_error *err)
{
    if (statement->state == SQLITE_STATE_DONE)
        return ROWAN_DONE;
    if (statement->state == SQLITE_STATE_IDLE)
        return plugin_fail(statement->connection->host, err, ROWAN_INVALID,
                           "the statement is not running; execute it first");
    *ret_code = first_row(statement);
    if (*ret_code == SQLITE_ROW && !has_known_columns(statement))
        return columns_changed(statement, err);
    return ROWAN_OK;
}

/* Whether a byte of a text is NUL. Most texts are short: two words that may
 * overlap see all of it. */
static inline bool
has_nul(const char *text, size_t size)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t head, tail;

    if (size < sizeof head || size > 2 * sizeof head)
        return strlen(text) != size;
    memcpy(&head, text, sizeof head);
    memcpy(&tail, text + size - sizeof tail, sizeof tail);
    return (((head - ones) & ~head) | ((tail - ones) & ~tail)) & (ones << 7);
}

/*
 * The innermost loop of every query. One sqlite3_value a column serves for
 * its type, its content and its length, which costs less than three calls of
 * sqlite3_column_...() that each look for it again, so that checking types is
 * free. SQLite calls such a value unprotected: not to be used by two threads,
 * which no connection here is.
 */
int32_t
sqlite__statement_step(rowan_driver_statement *statement, rowan_value *cells,
                       rowan_error *err)
{
    sqlite3_stmt *handle = statement->handle;
    const uint32_t *wanted = statement->wanted;
    uint32_t column_count = statement->column_count;
    int code = SQLITE_ROW;

    if (statement->state == SQLITE_STATE_ROWS) {
        code = sqlite3_step(handle);
    } else {
        rowan_status status = enter_rows(statement, &code, err);
        if (status)
            return status;
    }
    if (code != SQLITE_ROW)
        return end_of_rows(statement, code, err);

    for (uint32_t i = 0; i < column_count; i++) {
        sqlite3_value *value = sqlite3_column_value(handle, (int)i);
        int type = sqlite3_value_type(value);
        rowan_value *cell = &cells[i];
        rowan_status status;

        if (type == SQLITE_NULL) {
            cell->kind = ROWAN_KIND_NULL;
            continue;
        }
        /* The commonest pairs of stored and wanted type. A text with a NUL
         * inside goes the long way, to be refused. */
        switch ((uint32_t)type << 8 | wanted[i]) {
        case SQLITE_INTEGER << 8 | ROWAN_KIND_INT64:
            cell->kind = ROWAN_KIND_INT64;
            cell->as.integer = sqlite3_value_int64(value);
            continue;
        case SQLITE_INTEGER << 8 | ROWAN_KIND_INT32:
            cell->kind = ROWAN_KIND_INT32;
            cell->as.integer = sqlite3_value_int64(value);
            if (cell->as.integer == (int32_t)cell->as.integer)
                continue;
            break;
        case SQLITE_TEXT << 8 | ROWAN_KIND_TEXT:
            cell->kind = ROWAN_KIND_TEXT;
            cell->as.text.data = (const char *)sqlite3_value_text(value);
            cell->as.text.size = (size_t)sqlite3_value_bytes(value);
            if (cell->as.text.data &&
                !has_nul(cell->as.text.data, cell->as.text.size))
                continue;
            break;
        case SQLITE_FLOAT << 8 | ROWAN_KIND_DOUBLE:
            cell->kind = ROWAN_KIND_DOUBLE;
            cell->as.real = sqlite3_value_double(value);
            continue;
        default:
            break;
        }
        status = sqlite__value_decode(statement, i, value, cell, err);
        if (status)
            return status;
    }
    return ROWAN_OK;
}

void
sqlite__statement_reset(rowan_driver_statement *statement)
{
    if (statement->state == SQLITE_STATE_STARTED ||
        statement->state == SQLITE_STATE_ROWS)
        stop(statement, SQLITE_STATE_IDLE);
    statement->state = SQLITE_STATE_IDLE;
}

int64_t
sqlite__statement_affected_rows(rowan_driver_statement *statement)
{
    return statement->affected_rows;
}

/* --- keys ----------------------------------------------------------------- */

void
sqlite__note_change(void *context, int operation, const char *database,
                    const char *table, sqlite3_int64 rowid)
{
    rowan_driver_connection *connection = context;

    (void)database;
    (void)table;
    if (operation != SQLITE_INSERT)
        return;
    if (connection->inserted_count == 0)
        connection->first_inserted = rowid;
    /* Keys may be as far apart as there are any. */
    if ((uint64_t)rowid - (uint64_t)connection->first_inserted ==
        connection->inserted_count)
        connection->consecutive_count++;
    connection->inserted_count++;
}

/*
 * SQLite inserts the rows of VALUES one after the other and gives each the
 * highest rowid and one, or a random one when there is no higher: so the rowids
 * are looked at as they are made. Rows that a trigger has changed, here or in
 * another table, show in the number of changes.
 */
uint32_t
sqlite__statement_consecutive_ids(rowan_driver_statement *statement,
                                  uint32_t row_count, int64_t *ret_first)
{
    const rowan_driver_connection *connection = statement->connection;
    int64_t changes = sqlite3_total_changes64(connection->db) -
                      statement->changes_before;

    if (changes != row_count || connection->inserted_count != row_count ||
        connection->consecutive_count != row_count)
        return 0;
    *ret_first = connection->first_inserted;
    return 1;
}
