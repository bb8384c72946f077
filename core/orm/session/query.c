/* SPDX-License-Identifier: MIT */
/* Queries by tree: find, first, one, count, exists, select. */
#include "base/error_priv.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

enum { STREAM_ROWS = 1000 }; /* that a stream may have in memory at once */

static rowan_status
compile_shape(const rowan__target *target, const void *context,
              rowan__arena *arena, rowan__compiled *ret_compiled,
              rowan_error *err)
{
    return rowan__compile_shape(target, context, arena, ret_compiled, err);
}

bool
rowan__session_binds_arrays(const rowan_session *session)
{
    const rowan_capabilities *caps =
        session->conn != NULL ? &session->conn->caps
                              : rowan__engine_offline(session->engine);

    return caps->has[ROWAN_FEATURE_ARRAY_BINDS];
}

/* Whether the walk would give just this for the database. */
static bool
is_for(const rowan__shape *shape, const rowan_capabilities *caps)
{
    return shape->binds_arrays == (caps->has[ROWAN_FEATURE_ARRAY_BINDS] != 0) &&
           (caps->max_binds == 0 || shape->bind_count <= caps->max_binds);
}

rowan_status
rowan__query_start(rowan_session *session, const rowan_statement *tree,
                   const uint32_t *wanted, uint32_t column_count,
                   rowan__query_use use, rowan__arena *scratch,
                   rowan__shape *shape, rowan__statement **ret_statement)
{
    rowan__statement *statement;
    rowan_status status = rowan__shape_statement(
        shape, tree, rowan__session_binds_arrays(session), 0, scratch,
        &session->error);

    if (status == ROWAN_OK)
        status = rowan__session_connect(session, use == ROWAN__QUERY_WRITE);
    /* The server may not have all that its dialect has. */
    if (status == ROWAN_OK && !is_for(shape, &session->conn->caps))
        status = rowan__shape_statement(
            shape, tree, rowan__session_binds_arrays(session),
            session->conn->caps.max_binds, scratch, &session->error);
    if (status == ROWAN_OK)
        status = rowan__statement_take(session->conn, shape->key,
                                       shape->key_size, shape->hash,
                                       compile_shape, shape, &statement,
                                       &session->error);
    if (status != ROWAN_OK)
        return status;
    if (use == ROWAN__QUERY_STREAM && session->conn->driver->stream != NULL)
        session->conn->driver->stream(statement->driver, STREAM_ROWS);
    status = rowan__statement_execute(session->conn, statement, shape->binds,
                                      shape->bind_count, wanted, column_count,
                                      &session->error);
    if (status != ROWAN_OK) {
        rowan__statement_give_back(session->conn, statement);
        return status;
    }
    *ret_statement = statement;
    return ROWAN_OK;
}

rowan_status
rowan__session_give_back(rowan_session *session, rowan__statement *statement,
                         rowan_status status)
{
    if (statement != NULL)
        rowan__statement_give_back(session->conn, statement);
    if (status != ROWAN_OK && status != ROWAN_DONE)
        rowan__session_check(session);
    rowan__session_disconnect(session);
    return status;
}

rowan_status
rowan__query_enter(rowan_session *session)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    return session->options.flush_before_query ? rowan__session_flush(session)
                                               : ROWAN_OK;
}

rowan_status
rowan__query_of_objects(rowan_session *session, const rowan_query *query)
{
    if (query == NULL || (query->columns == NULL && query->from == NULL &&
                          query->group_by == NULL &&
                          query->having.node == NULL))
        return ROWAN_OK;
    return rowan__error_set(&session->error, ROWAN_INVALID,
                            "a query for objects has .columns, .from, "
                            ".group_by or .having, which are for reports: use "
                            "rowan_select()");
}

/* Runs a query for objects; limit 0 takes all that it gives. */
static rowan_status
find_rows(rowan_session *session, const rowan_model *model,
          const rowan_query *query, size_t limit, void ***ret_rows,
          size_t *ret_count)
{
    rowan_statement tree = { .kind = ROWAN_STATEMENT_FIND,
                             .model = model,
                             .query = query };
    const rowan__mapping *mapping = NULL;
    rowan__statement *statement = NULL;
    rowan__load_plan plan;
    rowan__shape shape;
    rowan_status status = rowan__query_enter(session);

    if (status == ROWAN_OK)
        status = rowan__query_of_objects(session, query);
    if (status == ROWAN_OK)
        status = rowan__mapping_of_table(model, &mapping, &session->error);
    if (status != ROWAN_OK)
        return status;
    plan = rowan__load_plan_of(mapping);
    plan.refresh = query != NULL && query->refresh;
    status = rowan__query_start(session, &tree, plan.wanted, plan.column_count,
                                ROWAN__QUERY_READ, &session->scratch, &shape,
                                &statement);
    if (status == ROWAN_OK)
        status = rowan__load_all(session, statement, &plan,
                                 query == NULL || !query->read_only, limit,
                                 ret_rows, ret_count);
    return rowan__session_give_back(session, statement, status);
}

void **
rowan_session_find(rowan_session *session, const rowan_model *model,
                   const rowan_query *query)
{
    void **rows = NULL;
    size_t count;

    if (find_rows(session, model, query, 0, &rows, &count) != ROWAN_OK)
        return NULL;
    return rows;
}

/* At most `limit` rows of a query that may have a limit of its own. */
static void **
find_few(rowan_session *session, const rowan_model *model,
         const rowan_query *query, int64_t limit, size_t *ret_count)
{
    rowan_query few = { .limit = limit };
    void **rows = NULL;

    if (query != NULL) {
        few = *query;
        if (few.limit == 0 || few.limit > limit)
            few.limit = limit;
    }
    if (find_rows(session, model, &few, (size_t)limit, &rows, ret_count) !=
        ROWAN_OK)
        return NULL;
    if (*ret_count == 0)
        rowan__error_set(&session->error, ROWAN_NOT_FOUND,
                         "no %s matches the query", model->type);
    return rows;
}

void *
rowan_session_first(rowan_session *session, const rowan_model *model,
                    const rowan_query *query)
{
    size_t count = 0;
    void **rows = find_few(session, model, query, 1, &count);

    return rows != NULL ? rows[0] : NULL;
}

void *
rowan_session_one(rowan_session *session, const rowan_model *model,
                  const rowan_query *query)
{
    size_t count = 0;
    void **rows = find_few(session, model, query, 2, &count);

    if (rows != NULL && count == 2)
        rowan__error_set(&session->error, ROWAN_MULTIPLE_ROWS,
                         "one %s was asked for, and more than one match the "
                         "query",
                         model->type);
    return rows != NULL && count == 1 ? rows[0] : NULL;
}

/* The integer that a one-column statement gives; ROWAN_DONE for no row. */
static rowan_status
fetch_integer(rowan_session *session, rowan_statement_kind kind,
              const rowan_model *model, const rowan_query *query,
              int64_t *ret_number)
{
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_statement tree = { .kind = kind, .model = model, .query = query };
    const rowan__mapping *mapping;
    rowan__statement *statement = NULL;
    rowan__shape shape;
    rowan_value cell;
    rowan_status status = rowan__query_enter(session);

    if (status == ROWAN_OK)
        status = rowan__query_of_objects(session, query);
    if (status == ROWAN_OK)
        status = rowan__mapping_of_table(model, &mapping, &session->error);
    if (status != ROWAN_OK)
        return status;
    status = rowan__query_start(session, &tree, &wanted, 1, ROWAN__QUERY_READ,
                                &session->scratch, &shape, &statement);
    if (status == ROWAN_OK)
        status = rowan__session_step(session, statement, &cell);
    if (status == ROWAN_OK)
        *ret_number = cell.as.integer;
    return rowan__session_give_back(session, statement, status);
}

int64_t
rowan_session_count(rowan_session *session, const rowan_model *model,
                    const rowan_query *query)
{
    int64_t count = -1;

    if (fetch_integer(session, ROWAN_STATEMENT_COUNT, model, query, &count) !=
        ROWAN_OK)
        return -1;
    return count;
}

int
rowan_session_exists(rowan_session *session, const rowan_model *model,
                     const rowan_query *query)
{
    int64_t number;
    rowan_status status = fetch_integer(session, ROWAN_STATEMENT_EXISTS, model,
                                        query, &number);

    if (status == ROWAN_DONE)
        return 0;
    return status == ROWAN_OK ? 1 : -1;
}

/* ---- reports ----------------------------------------------------------- */

static uint32_t
count_outputs(const rowan_query *query)
{
    uint32_t count = 0;

    while (query != NULL && query->columns != NULL &&
           query->columns[count].expr != NULL)
        count++;
    return count;
}

/* Which member takes which output. */
static rowan_status
plan_report(rowan_session *session, const rowan__mapping *mapping,
            const rowan_query *query, rowan__load_plan *ret_plan)
{
    uint32_t count = count_outputs(query);
    rowan__target_field *targets;
    uint32_t *wanted;

    if (count == 0)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "a report into %s has no .columns: say which "
                                "with rowan_columns(rowan_as(...))",
                                mapping->model->type);
    targets = rowan__arena_alloc(&session->scratch, count * sizeof(*targets));
    wanted = rowan__arena_alloc(&session->scratch, count * sizeof(*wanted));
    if (targets == NULL || wanted == NULL)
        return rowan__error_no_memory(&session->error);
    for (uint32_t i = 0; i < count; i++) {
        targets[i].field =
            rowan__mapping_field_at(mapping, query->columns[i].offset);
        if (targets[i].field == NULL)
            return rowan__error_set(
                &session->error, ROWAN_INVALID,
                "column %u of the report goes to byte %zu of %s, where no "
                "mapped member is: name it with ROWAN_FIELD",
                (unsigned)i + 1, query->columns[i].offset,
                mapping->model->type);
        wanted[i] = targets[i].field->kind;
    }
    *ret_plan = (rowan__load_plan){ .mapping = mapping,
                                    .targets = targets,
                                    .wanted = wanted,
                                    .column_count = count };
    return ROWAN_OK;
}

void **
rowan_session_select(rowan_session *session, const rowan_model *row,
                     const rowan_query *query)
{
    rowan_statement tree = { .kind = ROWAN_STATEMENT_SELECT,
                             .model = row,
                             .query = query };
    const rowan__mapping *mapping = NULL;
    rowan__statement *statement = NULL;
    rowan__load_plan plan = {0};
    rowan__shape shape;
    void **rows = NULL;
    size_t count;
    rowan_status status = rowan__query_enter(session);

    if (status == ROWAN_OK)
        status = rowan__mapping_of(row, &mapping, &session->error);
    if (status == ROWAN_OK)
        status = plan_report(session, mapping, query, &plan);
    if (status != ROWAN_OK)
        return NULL;
    status = rowan__query_start(session, &tree, plan.wanted, plan.column_count,
                                ROWAN__QUERY_READ, &session->scratch, &shape,
                                &statement);
    if (status == ROWAN_OK)
        status = rowan__load_all(session, statement, &plan, false, 0, &rows,
                                 &count);
    status = rowan__session_give_back(session, statement, status);
    return status == ROWAN_OK ? rows : NULL;
}
