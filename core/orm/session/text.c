/* SPDX-License-Identifier: MIT */
/* SQL text of the program's own, into structs. */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

typedef struct text_context {
    const char *sql;
    const rowan_bind_value *binds;
} text_context;

static rowan_status
compile_text(const rowan__target *target, const void *context,
             rowan__arena *arena, rowan__compiled *ret_compiled,
             rowan_error *err)
{
    const text_context *text = context;

    return rowan__compile_text(target, text->sql, text->binds, arena,
                               ret_compiled, err);
}

static uint32_t
count_binds(const rowan_bind_value *binds)
{
    uint32_t count = 0;

    while (binds != NULL && binds[count].name != NULL)
        count++;
    return count;
}

/* The key of a text: the text, then the names of its binds, for the order of
 * the binds is part of what was compiled. */
static unsigned char *
text_key(rowan_session *session, const char *sql,
         const rowan_bind_value *binds, uint32_t bind_count, size_t *ret_size)
{
    static const uint32_t tag = ROWAN__KEY_TEXT;
    size_t size = sizeof(tag) + strlen(sql) + 1;
    unsigned char *key, *at;

    for (uint32_t i = 0; i < bind_count; i++)
        size += strlen(binds[i].name) + 1;
    key = at = rowan__arena_alloc(&session->scratch, size);
    if (key == NULL)
        return NULL;
    memcpy(at, &tag, sizeof(tag));
    at += sizeof(tag);
    memcpy(at, sql, strlen(sql) + 1);
    at += strlen(sql) + 1;
    for (uint32_t i = 0; i < bind_count; i++) {
        size_t length = strlen(binds[i].name) + 1;

        memcpy(at, binds[i].name, length);
        at += length;
    }
    *ret_size = size;
    return key;
}

static rowan_value *
bind_values(rowan_session *session, const rowan_bind_value *binds,
            uint32_t count)
{
    rowan_value *values =
        rowan__arena_alloc(&session->scratch, count * sizeof(*values));

    for (uint32_t i = 0; values != NULL && i < count; i++) {
        values[i] = binds[i].value;
        if (rowan__value_is_view(&values[i]) &&
            values[i].as.text.size == SIZE_MAX)
            values[i].as.text.size = strlen(values[i].as.text.data);
    }
    return values;
}

static rowan_status
take_text(rowan_session *session, const char *sql,
          const rowan_bind_value *binds, bool will_write,
          rowan__statement **ret_statement)
{
    text_context context = { sql, binds };
    uint32_t count = count_binds(binds);
    size_t size;
    unsigned char *key;
    rowan_status status;

    if (sql == NULL)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "SQL text was asked for, and got NULL");
    key = text_key(session, sql, binds, count, &size);
    if (key == NULL)
        return rowan__error_no_memory(&session->error);
    status = rowan__session_connect(session, will_write);
    if (status != ROWAN_OK)
        return status;
    return rowan__statement_take(session->conn, key, size,
                                 rowan__hash_bytes(key, size), compile_text,
                                 &context, ret_statement, &session->error);
}

/* The column of a result that a field is read from, by name. */
static uint32_t
column_named(const rowan_driver *driver, rowan__statement *statement,
             uint32_t column_count, const char *name)
{
    for (uint32_t i = 0; i < column_count; i++) {
        const char *column = driver->column_name(statement->driver, i);

        if (column != NULL && strcmp(column, name) == 0)
            return i;
    }
    return ROWAN__NO_COLUMN;
}

static rowan_status
plan_text(rowan_session *session, rowan__statement *statement,
          const rowan__mapping *mapping, rowan__load_plan *ret_plan)
{
    const rowan_driver *driver = session->conn->driver;
    uint32_t count = driver->column_count(statement->driver);
    rowan__target_field *targets =
        rowan__arena_zalloc(&session->scratch, count * sizeof(*targets));
    uint32_t *wanted =
        rowan__arena_zalloc(&session->scratch, count * sizeof(*wanted));

    if (targets == NULL || wanted == NULL)
        return rowan__error_no_memory(&session->error);
    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        uint32_t column = column_named(driver, statement, count,
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
           rowan__statement *statement, const rowan_bind_value *binds,
           void ***ret_rows)
{
    uint32_t bind_count = count_binds(binds);
    rowan_value *values = bind_values(session, binds, bind_count);
    rowan__load_plan plan;
    size_t count;
    rowan_status status = ROWAN_OK;

    if (values == NULL)
        return rowan__error_no_memory(&session->error);
    status = plan_text(session, statement, mapping, &plan);
    if (status == ROWAN_OK)
        status = rowan__statement_execute(
            session->conn, statement, values, bind_count, plan.wanted,
            plan.column_count, &session->error);
    if (status == ROWAN_OK)
        status = rowan__load_all(session, statement, &plan, false, 0,
                                 ret_rows, &count);
    return status;
}

void **
rowan_session_sql(rowan_session *session, const rowan_model *row,
                  const char *sql, const rowan_bind_value *binds)
{
    const rowan__mapping *mapping;
    rowan__statement *statement = NULL;
    void **rows = NULL;
    rowan_status status = rowan__query_enter(session);

    if (status == ROWAN_OK)
        status = rowan__mapping_of(row, &mapping, &session->error);
    if (status != ROWAN_OK)
        return NULL;
    status = take_text(session, sql, binds, false, &statement);
    if (status == ROWAN_OK)
        status = fetch_text(session, mapping, statement, binds, &rows);
    status = rowan__session_give_back(session, statement, status);
    return status == ROWAN_OK ? rows : NULL;
}

/* Runs a statement to its end; its rows, if any, are dropped. */
static rowan_status
run_text(rowan_session *session, rowan__statement *statement,
         const rowan_bind_value *binds, int64_t *ret_count)
{
    const rowan_driver *driver = session->conn->driver;
    uint32_t bind_count = count_binds(binds);
    uint32_t column_count = driver->column_count(statement->driver);
    rowan_value *values = bind_values(session, binds, bind_count);
    uint32_t *wanted = rowan__arena_zalloc(&session->scratch,
                                           column_count * sizeof(*wanted));
    rowan_value *cells =
        rowan__arena_alloc(&session->scratch, column_count * sizeof(*cells));
    rowan_status status;

    if (values == NULL || wanted == NULL || cells == NULL)
        return rowan__error_no_memory(&session->error);
    status = rowan__statement_execute(session->conn, statement, values,
                                      bind_count, wanted, column_count,
                                      &session->error);
    while (status == ROWAN_OK && column_count > 0)
        status = rowan__session_step(session, statement, cells);
    if (status == ROWAN_DONE)
        status = ROWAN_OK;
    if (status == ROWAN_OK && ret_count != NULL)
        *ret_count = driver->affected_rows(statement->driver);
    return status;
}

rowan_status
rowan_session_execute(rowan_session *session, const char *sql,
                      const rowan_bind_value *binds, int64_t *ret_count)
{
    rowan__statement *statement = NULL;
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    status = take_text(session, sql, binds, true, &statement);
    if (status == ROWAN_OK)
        status = run_text(session, statement, binds, ret_count);
    status = rowan__session_give_back(session, statement, status);
    return rowan__session_lose(session, status);
}
