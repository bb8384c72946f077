/* SPDX-License-Identifier: MIT */
/* Execution of prepared statements. */
#include "events_priv.h"

#include "base/error_priv.h"
#include "pool_priv.h"

#include <stdio.h>
#include <string.h>

/* Binds come in the shape's order; the SQL text may ask for another. */
static bool
put_in_order(rowan__statement *statement, const rowan_value *binds,
             uint32_t bind_count)
{
    const rowan__compiled *compiled = &statement->compiled;

    for (uint32_t i = 0; i < compiled->bind_count; i++) {
        if (compiled->bind_order[i] >= bind_count)
            return false;
        statement->ordered[i] = binds[compiled->bind_order[i]];
    }
    return true;
}

/* Says for which column or name the value was that was refused. */
static void
name_bind(const rowan__compiled *compiled, rowan_error *err)
{
    const char *name;
    char message[sizeof(err->message) + 112];

    if (err == NULL || err->bind == 0 || compiled->name_count == 0)
        return;
    name = compiled->names[(err->bind - 1) % compiled->name_count];
    if (name == NULL || err->column[0] != '\0')
        return;
    (void)snprintf(message, sizeof(message), "%s%.100s: %s",
                   name[0] == ':' ? "" : "column ", name, err->message);
    rowan__error_copy(err->message, sizeof(err->message), message);
    if (name[0] != ':')
        rowan__error_column(err, name);
}

/* --- preparing ------------------------------------------------------------ */

/* Where the database has other letters, names are made once. */
static rowan_status
name_columns(const rowan_connection *conn, rowan__statement *statement,
             rowan_error *err)
{
    const rowan_dialect *text = &conn->target.dialect->text;
    uint32_t count = conn->driver->column_count(statement->driver);
    const char **names;

    if (text->identifier_case == ROWAN_CASE_KEPT || count == 0)
        return ROWAN_OK;
    names = rowan__arena_zalloc(&statement->arena, count * sizeof(*names));
    if (names == NULL)
        return rowan__error_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        char folded[ROWAN__FOLD_SIZE];
        const char *name = rowan__identifier_told(
            text, conn->driver->column_name(statement->driver, i), folded);

        if (name == NULL)
            continue;
        names[i] = rowan__arena_text(&statement->arena, name, strlen(name));
        if (names[i] == NULL)
            return rowan__error_no_memory(err);
    }
    statement->column_names = names;
    return ROWAN_OK;
}

rowan_status
rowan__statement_prepare(rowan_connection *conn, rowan__statement *statement,
                         bool is_cached, rowan_error *err)
{
    const rowan__compiled *compiled = &statement->compiled;
    rowan_status status = (rowan_status)conn->driver->prepare(
        conn->handle, compiled->sql, compiled->sql_size, compiled->bind_kinds,
        compiled->bind_count, is_cached, &statement->driver, err);

    return status == ROWAN_OK ? name_columns(conn, statement, err) : status;
}

const char *
rowan__statement_column_name(const rowan_connection *conn,
                             const rowan__statement *statement, uint32_t column)
{
    return statement->column_names != NULL
               ? statement->column_names[column]
               : conn->driver->column_name(statement->driver, column);
}

/* --- executing ------------------------------------------------------------ */

static void
count_rows(const rowan_connection *conn, rowan__statement *statement)
{
    statement->is_counting = conn->listener_count > 0;
    if (statement->is_counting)
        statement->executed_ns = rowan__clock_monotonic_ns();
}

rowan_status
rowan__statement_execute(rowan_connection *conn, rowan__statement *statement,
                         const rowan_value *binds, uint32_t bind_count,
                         const uint32_t *wanted, uint32_t column_count,
                         rowan_error *err)
{
    const rowan__compiled *compiled = &statement->compiled;
    bool is_complete = compiled->bind_count == bind_count;
    rowan__told told;
    rowan_status status;

    if (compiled->bind_order != NULL) {
        is_complete = put_in_order(statement, binds, bind_count);
        binds = statement->ordered;
    }
    if (!is_complete) {
        status = rowan__error_set(err, ROWAN_INTERNAL,
                                  "the statement was given %u values for %u "
                                  "placeholders",
                                  bind_count, compiled->bind_count);
        return rowan__connection_failed(conn, status, compiled->sql, err);
    }
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, compiled->sql, err);
    if (statement->running)
        conn->driver->statement_reset(statement->driver);
    statement->running = true;
    statement->row_count = 0;
    statement->binds = binds;
    statement->wanted = wanted;
    statement->column_count = column_count;
    told = rowan__tell_before(conn, compiled->sql, binds, compiled->bind_count);
    status = (rowan_status)conn->driver->execute(statement->driver, binds,
                                                 compiled->bind_count, wanted,
                                                 column_count, err);
    if (status != ROWAN_OK) {
        name_bind(compiled, err);
        (void)rowan__connection_failed(conn, status, compiled->sql, err);
    }
    rowan__tell_after(conn, &told, status, err);
    if (status == ROWAN_OK && column_count > 0)
        count_rows(conn, statement);
    return status;
}

/* Each row in place; there is as many of each as of placeholders. */
static bool
put_rows_in_order(rowan__statement *statement, rowan_value *binds,
                  uint32_t bind_count, uint32_t row_count)
{
    if (statement->compiled.bind_count != bind_count)
        return false;
    for (uint32_t i = 0;
         statement->compiled.bind_order != NULL && i < row_count;
         i++, binds += bind_count) {
        if (!put_in_order(statement, binds, bind_count))
            return false;
        memcpy(binds, statement->ordered, bind_count * sizeof(*binds));
    }
    return true;
}

rowan_status
rowan__statement_execute_many(rowan_connection *conn,
                              rowan__statement *statement, rowan_value *binds,
                              uint32_t bind_count, uint32_t row_count,
                              int64_t *ret_affected, uint32_t *ret_failed,
                              rowan_error *err)
{
    const char *sql = statement->compiled.sql;
    rowan__told told;
    rowan_status status;

    *ret_failed = row_count;
    if (!put_rows_in_order(statement, binds, bind_count, row_count)) {
        status = rowan__error_set(err, ROWAN_INTERNAL,
                                  "the statement was given %u values a row "
                                  "for %u placeholders",
                                  bind_count, statement->compiled.bind_count);
        return rowan__connection_failed(conn, status, sql, err);
    }
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, sql, err);
    if (statement->running)
        conn->driver->statement_reset(statement->driver);
    statement->running = true;
    told = rowan__tell_before(conn, sql, binds, bind_count * row_count);
    status = (rowan_status)conn->driver->execute_many(
        statement->driver, binds, bind_count, row_count, ret_affected,
        ret_failed, err);
    if (status != ROWAN_OK) {
        name_bind(&statement->compiled, err);
        (void)rowan__connection_failed(conn, status, sql, err);
    }
    rowan__tell_after(conn, &told, status, err);
    return status;
}

/* Prepares and executes once more what ran on columns that are gone. Where that
 * fails, those columns are still asked for by whoever has the result. */
static rowan_status
run_again(rowan_connection *conn, rowan__statement *statement,
          rowan_error *err)
{
    rowan_driver_statement *old = statement->driver;
    rowan_status status;

    conn->driver->statement_reset(old);
    statement->driver = NULL;
    statement->running = false;
    status = rowan__statement_prepare(conn, statement, false, err);
    if (statement->driver == NULL) {
        statement->driver = old;
        return status;
    }
    conn->driver->finish(old);
    if (status != ROWAN_OK)
        return status;
    statement->running = true;
    return (rowan_status)conn->driver->execute(
        statement->driver, statement->binds, statement->compiled.bind_count,
        statement->wanted, statement->column_count, err);
}

rowan_status
rowan__statement_failed(rowan_connection *conn, rowan__statement *statement,
                        rowan_status status, rowan_value *cells,
                        rowan_error *err)
{
    bool is_first = !statement->is_stale;

    statement->is_stale = status == ROWAN_STATEMENT_STALE;
    if (statement->is_stale && is_first && !statement->by_name) {
        rowan_error_clear(err);
        status = run_again(conn, statement, err);
        if (status == ROWAN_OK)
            status =
                (rowan_status)conn->driver->step(statement->driver, cells, err);
    }
    if (status == ROWAN_OK || status == ROWAN_DONE)
        return status;
    return rowan__connection_failed(conn, status, statement->compiled.sql, err);
}
