/* SPDX-License-Identifier: MIT */
/* SQL text of the author's own, and its rows. */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

struct rowan_result {
    rowan_connection *conn;
    rowan__statement *statement;
    rowan_result *next; /* of the connection's open ones */
    uint32_t column_count;
    bool is_at_end;
    rowan_status failed; /* what ended it before its end */
    int64_t affected;
    uint32_t *wanted; /* zero is "the value's own kind" */
    rowan_value *cells;
};

/* What the result needs for its columns, from the statement's own memory. */
static bool
make_cells(rowan_result *result)
{
    rowan__arena *arena = &result->statement->arena;
    size_t count = result->column_count;

    result->wanted =
        rowan__arena_zalloc(arena, count * sizeof(*result->wanted));
    result->cells = rowan__arena_zalloc(arena, count * sizeof(*result->cells));
    return result->wanted != NULL && result->cells != NULL;
}

static void
at_end(rowan_result *result)
{
    result->is_at_end = true;
    result->affected =
        result->conn->driver->affected_rows(result->statement->driver);
}

static rowan_status
execute(rowan_result *result, const rowan__sql_text *text, rowan_error *err)
{
    rowan_value *values = NULL;
    rowan_status status =
        rowan__sql_text_values(text, &result->statement->arena, &values, err);

    if (status != ROWAN_OK)
        return status;
    if (!make_cells(result))
        return rowan__error_no_memory(err);
    status = rowan__statement_execute(result->conn, result->statement, values,
                                      text->bind_count, result->wanted,
                                      result->column_count, err);
    if (status == ROWAN_OK && result->column_count == 0)
        at_end(result);
    return status;
}

static rowan_status
open_result(rowan_connection *conn, const rowan__sql_text *text,
            rowan_result **ret_result, rowan_error *err)
{
    rowan_result *result = rowan__calloc(1, sizeof(*result));
    rowan_status status;

    if (result == NULL)
        return rowan__error_no_memory(err);
    status = rowan__statement_take(conn, NULL, 0, 0, rowan__sql_text_compile,
                                   text, &result->statement, err);
    if (status != ROWAN_OK) {
        rowan__free(result);
        return status;
    }
    result->conn = conn;
    result->affected = -1;
    result->column_count =
        conn->driver->column_count(result->statement->driver);
    result->next = conn->results;
    conn->results = result;
    status = execute(result, text, err);
    if (status == ROWAN_OK)
        *ret_result = result;
    else
        rowan_result_free(result);
    return status;
}

/* A part of a call, and no call of its own. */
static rowan_status
next_row(rowan_result *result, const rowan_value **ret_cells, rowan_error *err)
{
    rowan_status status;

    if (result->is_at_end)
        return ROWAN_DONE;
    if (result->failed != ROWAN_OK)
        return rowan__error_set(err, result->failed,
                                "the result ended with an error before: %s",
                                rowan_status_text(result->failed));
    status = rowan__statement_step(result->conn, result->statement,
                                   result->cells, err);
    if (status == ROWAN_OK)
        *ret_cells = result->cells;
    else if (status == ROWAN_DONE)
        at_end(result);
    else
        result->failed = status;
    return status;
}

rowan_status
rowan_connection_query(rowan_connection *conn, const char *sql,
                       const rowan_bind_value *binds, rowan_result **ret_result,
                       rowan_error *err)
{
    rowan__sql_text text = rowan__sql_text_of(sql, binds);
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    rowan_status status;

    status = rowan__connection_check(conn, err);
    if (status != ROWAN_OK)
        return status;
    if (sql == NULL)
        return rowan__error_set(err, ROWAN_INVALID, "the SQL text is NULL");
    rowan__limits_call(&conn->own);
    status = open_result(conn, &text, &result, err);
    if (status != ROWAN_OK || ret_result != NULL) {
        if (status == ROWAN_OK)
            *ret_result = result;
        return status;
    }
    do {
        status = next_row(result, &cells, err);
    } while (status == ROWAN_OK);
    rowan_result_free(result);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

uint32_t
rowan_result_column_count(const rowan_result *result)
{
    return result->column_count;
}

const char *
rowan_result_column_name(const rowan_result *result, uint32_t column)
{
    if (column >= result->column_count)
        return NULL;
    return rowan__statement_column_name(result->conn, result->statement,
                                        column);
}

rowan_status
rowan_result_next(rowan_result *result, const rowan_value **ret_cells,
                  rowan_error *err)
{
    rowan_connection *conn = result->conn;
    rowan_status status = rowan__engine_check(conn->engine, err);

    if (status != ROWAN_OK)
        return status;
    rowan__limits_call(&conn->own);
    rowan__connection_tell_deadline(conn, conn->own.deadline_us);
    return next_row(result, ret_cells, err);
}

int64_t
rowan_result_affected(const rowan_result *result)
{
    return result->affected;
}

void
rowan_result_free(rowan_result *result)
{
    rowan_result **link;

    if (result == NULL)
        return;
    link = &result->conn->results;
    while (*link != result)
        link = &(*link)->next;
    *link = result->next;
    rowan__statement_give_back(result->conn, result->statement);
    rowan__free(result);
}
