/* SPDX-License-Identifier: MIT */
/* SQL text of the program's own, into structs. */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

static unsigned char *
put(unsigned char *at, const void *data, size_t size)
{
    memcpy(at, data, size);
    return at + size;
}

/* The key of a text: the text, then the names and kinds of its binds, for their
 * order is part of what was compiled, and their kinds are told the database. */
static unsigned char *
text_key(rowan_session *session, const rowan__sql_text *text, size_t *ret_size)
{
    static const uint32_t tag = ROWAN__KEY_TEXT;
    const rowan_bind_value *binds = text->binds;
    size_t size = sizeof(tag) + strlen(text->sql) + 1;
    unsigned char *key, *at;

    for (uint32_t i = 0; i < text->bind_count; i++)
        size += strlen(binds[i].name) + 1 + sizeof(binds[i].value.kind);
    key = at = rowan__arena_alloc(&session->scratch, size);
    if (key == NULL)
        return NULL;
    at = put(at, &tag, sizeof(tag));
    at = put(at, text->sql, strlen(text->sql) + 1);
    for (uint32_t i = 0; i < text->bind_count; i++) {
        at = put(at, binds[i].name, strlen(binds[i].name) + 1);
        at = put(at, &binds[i].value.kind, sizeof(binds[i].value.kind));
    }
    *ret_size = size;
    return key;
}

static rowan_status
take_text(rowan_session *session, const rowan__sql_text *text, bool will_write,
          rowan__statement **ret_statement)
{
    size_t size;
    unsigned char *key;
    rowan_status status;

    if (text->sql == NULL)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "SQL text was asked for, and got NULL");
    key = text_key(session, text, &size);
    if (key == NULL)
        return rowan__error_no_memory(&session->error);
    status = rowan__session_connect(session, will_write);
    session->wrote |= session->begun; /* for all that is known of the text */
    if (status == ROWAN_OK)
        status = rowan__statement_take(session->conn, key, size,
                                       rowan__hash_bytes(key, size),
                                       rowan__sql_text_compile, text,
                                       ret_statement, &session->error);
    if (status == ROWAN_OK)
        (*ret_statement)->by_name = true;
    return status;
}

/* The column of a result that a field is read from, by name. */
static uint32_t
column_named(const rowan_connection *conn, const rowan__statement *statement,
             uint32_t column_count, const char *name)
{
    for (uint32_t i = 0; i < column_count; i++) {
        const char *column = rowan__statement_column_name(conn, statement, i);

        if (column != NULL && strcmp(column, name) == 0)
            return i;
    }
    return ROWAN__NO_COLUMN;
}

static rowan_status
plan_text(rowan_session *session, rowan__statement *statement,
          const rowan__mapping *mapping, rowan__load_plan *ret_plan)
{
    const rowan_connection *conn = session->conn;
    uint32_t count = conn->driver->column_count(statement->driver);
    rowan__target_field *targets =
        rowan__arena_zalloc(&session->scratch, count * sizeof(*targets));
    uint32_t *wanted =
        rowan__arena_zalloc(&session->scratch, count * sizeof(*wanted));

    if (targets == NULL || wanted == NULL)
        return rowan__error_no_memory(&session->error);
    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        uint32_t column = column_named(conn, statement, count,
                                       field->column->name);

        if (column == ROWAN__NO_COLUMN)
            return rowan__error_set(
                &session->error, ROWAN_INVALID,
                "%s wants a column named '%s', and the statement gives none "
                "of that name: name it with AS",
                mapping->model->type, field->column->name);
        targets[column].field = field;
        wanted[column] = field->kind;
    }
    *ret_plan = (rowan__load_plan){ .mapping = mapping,
                                    .targets = targets,
                                    .wanted = wanted,
                                    .column_count = count };
    return ROWAN_OK;
}

static rowan_status
fetch_text(rowan_session *session, const rowan__mapping *mapping,
           rowan__statement *statement, const rowan__sql_text *text,
           void ***ret_rows)
{
    rowan_value *values;
    rowan__load_plan plan;
    size_t count;
    rowan_status status = rowan__sql_text_values(text, &session->scratch,
                                                 &values, &session->error);

    if (status == ROWAN_OK) {
        status = plan_text(session, statement, mapping, &plan);
        /* Columns that are not there may be when it is prepared again. */
        statement->is_stale = status != ROWAN_OK;
    }
    if (status == ROWAN_OK)
        status = rowan__statement_execute(
            session->conn, statement, values, text->bind_count, plan.wanted,
            plan.column_count, &session->error);
    if (status == ROWAN_OK)
        status = rowan__load_all(session, statement, &plan, false, 0,
                                 ret_rows, &count);
    return status;
}

static rowan_status
run_query(rowan_session *session, const rowan__mapping *mapping,
          const rowan__sql_text *text, void ***ret_rows)
{
    rowan__statement *statement = NULL;
    rowan_status status = take_text(session, text, false, &statement);

    if (status == ROWAN_OK)
        status = fetch_text(session, mapping, statement, text, ret_rows);
    return rowan__session_give_back(session, statement, status);
}

static bool
is_aborted(const rowan_session *session)
{
    return session->conn != NULL &&
           rowan__connection_transaction_state(session->conn) ==
               ROWAN_STATE_ABORTED;
}

void **
rowan_session_sql(rowan_session *session, const rowan_model *row,
                  const char *sql, const rowan_bind_value *binds)
{
    rowan__sql_text text = rowan__sql_text_of(sql, binds);
    const rowan__mapping *mapping;
    void **rows = NULL;
    rowan_status status = rowan__query_enter(session);

    if (status == ROWAN_OK)
        status = rowan__mapping_of(row, &mapping, &session->error);
    if (status != ROWAN_OK)
        return NULL;
    status = run_query(session, mapping, &text, &rows);
    if (status == ROWAN_STATEMENT_STALE && !is_aborted(session)) {
        /* Its columns are found by name: once more, by the new ones. */
        rowan_error_clear(&session->error);
        status = run_query(session, mapping, &text, &rows);
    }
    return status == ROWAN_OK ? rows : NULL;
}

/* A COMMIT of the text's own would make the next statements their own
 * transactions. */
static rowan_status
check_open(rowan_session *session)
{
    if (rowan__connection_transaction_state(session->conn) !=
        ROWAN_STATE_NONE)
        return ROWAN_OK;
    return rowan__error_set(&session->error, ROWAN_INVALID,
                            "the statement ended the session's transaction, "
                            "whose objects are lost: use rowan_commit() or "
                            "rowan_rollback()");
}

/* Runs a statement to its end; its rows, if any, are dropped. */
static rowan_status
run_text(rowan_session *session, rowan__statement *statement,
         const rowan__sql_text *text, int64_t *ret_count)
{
    const rowan_driver *driver = session->conn->driver;
    uint32_t column_count = driver->column_count(statement->driver);
    rowan_value *values;
    uint32_t *wanted = rowan__arena_zalloc(&session->scratch,
                                           column_count * sizeof(*wanted));
    rowan_value *cells =
        rowan__arena_alloc(&session->scratch, column_count * sizeof(*cells));
    rowan_status status = rowan__sql_text_values(text, &session->scratch,
                                                 &values, &session->error);

    if (status == ROWAN_OK && (wanted == NULL || cells == NULL))
        status = rowan__error_no_memory(&session->error);
    if (status == ROWAN_OK)
        status = rowan__statement_execute(session->conn, statement, values,
                                          text->bind_count, wanted,
                                          column_count,
                                          &session->error);
    while (status == ROWAN_OK && column_count > 0)
        status = rowan__session_step(session, statement, cells);
    if (status == ROWAN_DONE)
        status = ROWAN_OK;
    if (status != ROWAN_OK)
        return status;
    if (ret_count != NULL)
        *ret_count = driver->affected_rows(statement->driver);
    return check_open(session);
}

rowan_status
rowan_session_execute(rowan_session *session, const char *sql,
                      const rowan_bind_value *binds, int64_t *ret_count)
{
    rowan__sql_text text = rowan__sql_text_of(sql, binds);
    rowan__statement *statement = NULL;
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    status = take_text(session, &text, true, &statement);
    if (status == ROWAN_OK)
        status = run_text(session, statement, &text, ret_count);
    status = rowan__session_give_back(session, statement, status);
    return rowan__session_lose(session, status);
}
