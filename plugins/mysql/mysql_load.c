/* SPDX-License-Identifier: MIT */
/* Bulk load: an INSERT whose rows go by array binding, as they come. All of
 * it is one transaction, or one savepoint of the one that is open. */

#include "mysql_priv.h"

#include <string.h>

#define SAVEPOINT_NAME "rowan_bulk"

/* The text of the INSERT, or how long it is while out is NULL. */
static size_t
write_insert(char *out, const char *table, const char *const *columns,
             uint32_t column_count)
{
    size_t size = 0;
    const char *const parts[] = {"INSERT INTO ", table, " ("};

#define ADD(text_)                            \
    do {                                      \
        size_t length_ = strlen(text_);       \
        if (out)                              \
            memcpy(out + size, text_, length_); \
        size += length_;                      \
    } while (0)
    for (int i = 0; i < 3; i++)
        ADD(parts[i]);
    for (uint32_t i = 0; i < column_count; i++) {
        ADD(i ? ", " : "");
        ADD(columns[i]);
    }
    ADD(") VALUES (");
    for (uint32_t i = 0; i < column_count; i++)
        ADD(i ? ", ?" : "?");
    ADD(")");
#undef ADD
    return size;
}

static rowan_status
protect(rowan_driver_connection *connection, rowan_error *err)
{
    static const rowan_begin_params usual = {.size = sizeof usual};

    connection->bulk_owns_transaction = !mysql__is_in_transaction(connection);
    if (connection->bulk_owns_transaction)
        return (rowan_status)mysql__begin(connection, &usual, err);
    return mysql__run(connection, "SAVEPOINT " SAVEPOINT_NAME, "load rows",
                      err);
}

int32_t
mysql__bulk_begin(rowan_driver_connection *connection,
                  const char *quoted_table, const char *const *quoted_columns,
                  const uint32_t *kinds, uint32_t column_count,
                  rowan_error *err)
{
    const rowan_host *host = connection->host;
    size_t size = write_insert(NULL, quoted_table, quoted_columns,
                               column_count);
    char *sql;
    rowan_status status;

    if (connection->bulk)
        return plugin_fail(host, err, ROWAN_INVALID,
                           "a bulk load is under way already");
    sql = host->allocate(size);
    if (!sql)
        return plugin_no_memory(host, err);
    write_insert(sql, quoted_table, quoted_columns, column_count);
    status = (rowan_status)mysql__statement_prepare(
        connection, sql, size, kinds, column_count, 0, &connection->bulk, err);
    host->release(sql);
    if (status)
        return status;
    connection->bulk_rows = 0;
    status = protect(connection, err);
    if (status) {
        mysql__statement_finish(connection->bulk);
        connection->bulk = NULL;
    }
    return status;
}

static rowan_status
no_bulk(rowan_driver_connection *connection, rowan_error *err)
{
    return plugin_fail(connection->host, err, ROWAN_INVALID,
                       "no bulk load was begun");
}

int32_t
mysql__bulk_rows(rowan_driver_connection *connection,
                 const rowan_value *values, uint32_t row_count,
                 uint64_t *ret_failed, rowan_error *err)
{
    uint32_t failed = row_count;
    rowan_status status;

    if (!connection->bulk)
        return no_bulk(connection, err);
    status = (rowan_status)mysql__execute_many(
        connection->bulk, values, connection->bulk->bind_count, row_count,
        NULL, &failed, err);
    if (!status)
        connection->bulk_rows += row_count;
    else if (ret_failed && failed < row_count)
        *ret_failed = (uint64_t)connection->bulk_rows + failed;
    return status;
}

int32_t
mysql__bulk_end(rowan_driver_connection *connection, uint32_t cancel,
                int64_t *ret_row_count, uint64_t *ret_failed, rowan_error *err)
{
    rowan_status status;

    (void)ret_failed; /* all rows were taken before */
    if (!connection->bulk)
        return no_bulk(connection, err);
    mysql__statement_finish(connection->bulk);
    connection->bulk = NULL;
    if (connection->bulk_owns_transaction)
        status = cancel ? mysql__take_back(connection, err)
                        : mysql__end_own(connection, ROWAN_OK, err);
    else
        status = mysql__run(connection,
                            cancel ? "ROLLBACK TO SAVEPOINT " SAVEPOINT_NAME
                                   : "RELEASE SAVEPOINT " SAVEPOINT_NAME,
                            "load rows", err);
    if (!status && cancel && connection->damage == MYSQL_DAMAGE_STATEMENT)
        connection->damage = MYSQL_DAMAGE_NONE;
    else if (status && !connection->bulk_owns_transaction)
        connection->damage = MYSQL_DAMAGE_TRANSACTION; /* has half of it */
    if (!status && ret_row_count)
        *ret_row_count = cancel ? 0 : connection->bulk_rows;
    return status;
}
