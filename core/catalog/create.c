/* SPDX-License-Identifier: MIT */
/*
 * Creating and dropping the tables of models. What there is to do is found out
 * before a transaction that writes begins, so that a program which starts with
 * rowan_create_all() waits for nobody when its tables are there; and again
 * inside it, for another program may have been first.
 */
#include "catalog/plan.h"

#include "base/error_priv.h"
#include "engine/engine_priv.h"

#include <rowan/engine.h>
#include <string.h>

/* --- what exists --------------------------------------------------------- */

static rowan_status
compile_has_table(const rowan__target *target, const void *context,
                  rowan__arena *arena, rowan__compiled *ret_compiled,
                  rowan_error *err)
{
    static const uint32_t kinds[] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
    const char *sql = target->dialect->catalog.has_table_sql;

    (void)context;
    (void)arena;
    (void)err;
    *ret_compiled = (rowan__compiled){.sql = sql,
                                      .sql_size = strlen(sql),
                                      .bind_count = 2,
                                      .bind_kinds = kinds,
                                      .column_count = 1};
    return ROWAN_OK;
}

static rowan_value
text_value(const char *text)
{
    rowan_value value = {.kind = ROWAN_KIND_NULL};

    if (text == NULL)
        return value;
    value.kind = ROWAN_KIND_TEXT;
    value.as.text = (rowan_view){.data = text, .size = strlen(text)};
    return value;
}

static rowan_status
look_for(rowan_connection *conn, rowan__statement *statement,
         const rowan__table *table, bool *ret_exists, rowan_error *err)
{
    static const uint32_t wanted[] = {ROWAN_KIND_INT64};
    const rowan_dialect *text = &conn->target.dialect->text;
    char name[ROWAN__FOLD_SIZE], schema[ROWAN__FOLD_SIZE];
    rowan_value binds[] = {
        text_value(rowan__identifier_stored(text, table->name, name)),
        text_value(rowan__identifier_stored(text, table->schema, schema))};
    rowan_value cell;
    rowan_status status =
        rowan__statement_execute(conn, statement, binds, 2, wanted, 1, err);

    if (status == ROWAN_OK)
        status = rowan__statement_step(conn, statement, &cell, err);
    if (status != ROWAN_OK && status != ROWAN_DONE)
        return status;
    *ret_exists = status == ROWAN_OK;
    return ROWAN_OK;
}

static rowan_status
find_tables(rowan_connection *conn, rowan__plan *plan, rowan_error *err)
{
    rowan__statement *statement = NULL;
    rowan_status status = rowan__statement_take(
        conn, NULL, 0, 0, compile_has_table, NULL, &statement, err);

    for (uint32_t i = 0; status == ROWAN_OK && i < plan->count; i++)
        status =
            look_for(conn, statement, plan->tables[i], &plan->exists[i], err);
    rowan__statement_give_back(conn, statement);
    return status;
}

/* --- doing it ------------------------------------------------------------ */

/* What to make of a table: to create those that are not there, or to drop
 * those that are. */
typedef struct table_task {
    rowan_status (*run)(const rowan__plan *plan, const rowan__target *target,
                        rowan__emit_fn *emit, void *context, rowan_error *err);
    bool acts_on_existing;
} table_task;

static const table_task creation = {rowan__plan_create, false};
static const table_task removal = {rowan__plan_drop, true};

static bool
has_work(const table_task *task, const rowan__plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->exists[i] == task->acts_on_existing)
            return true;
    return false;
}

/* Writes the statements for nobody: what cannot be written is found out before
 * the first of them is run. */
static rowan_status
rehearse(void *context, const char *sql, size_t sql_size, rowan_error *err)
{
    (void)context;
    (void)sql;
    (void)sql_size;
    (void)err;
    return ROWAN_OK;
}

static rowan_status
send(void *context, const char *sql, size_t sql_size, rowan_error *err)
{
    return rowan__connection_run(context, sql, sql_size, err);
}

static rowan_status
run_in_transaction(rowan_connection *conn, const table_task *task,
                   rowan__plan *plan, rowan_error *err)
{
    static const rowan_begin_params writing = {
        .size = sizeof writing,
        .will_write = 1,
    };
    rowan_status status = rowan__connection_begin(conn, &writing, err);

    if (status != ROWAN_OK)
        return status;
    status = find_tables(conn, plan, err);
    if (status == ROWAN_OK)
        status = task->run(plan, &conn->target, send, conn, err);
    if (status == ROWAN_OK)
        status = rowan__connection_commit(conn, err);
    if (status != ROWAN_OK &&
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        rowan__connection_rollback(conn, NULL);
    return status;
}

static rowan_status
run_task(rowan_engine *engine, const table_task *task,
         const rowan_model *const *models, rowan_error *err)
{
    rowan__plan plan = {0};
    rowan_connection *conn = NULL;
    rowan_status status = rowan__plan_make(models, &plan, err);

    if (status != ROWAN_OK)
        goto out;
    status = rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, err);
    if (status != ROWAN_OK)
        goto out;
    status = find_tables(conn, &plan, err);
    if (status != ROWAN_OK || !has_work(task, &plan))
        goto out;
    status = task->run(&plan, &conn->target, rehearse, NULL, err);
    if (status != ROWAN_OK)
        goto out;
    if (rowan__target_has(&conn->target, ROWAN_FEATURE_TRANSACTIONAL_DDL))
        status = run_in_transaction(conn, task, &plan, err);
    else
        status = task->run(&plan, &conn->target, send, conn, err);
out:
    rowan_connection_release(conn);
    rowan__plan_done(&plan);
    return status;
}

rowan_status
rowan_create_all(rowan_engine *engine, const rowan_model *const *models,
                 rowan_error *err)
{
    return run_task(engine, &creation, models, err);
}

rowan_status
rowan_drop_all(rowan_engine *engine, const rowan_model *const *models,
               rowan_error *err)
{
    return run_task(engine, &removal, models, err);
}
