/* SPDX-License-Identifier: MIT */
/* Statements into keys. */
#include "sql/shape_priv.h"

#include "base/error_priv.h"
#include "base/hash.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A bigger copy of memory, which stays where it is; NULL if there is none. */
static void *
grown(rowan__shape *shape, const void *memory, size_t used, size_t size)
{
    void *bigger =
        size > used ? rowan__arena_alloc(shape->scratch, size) : NULL;

    if (bigger == NULL)
        rowan__shape_fail(shape, ROWAN_NO_MEMORY, "%s",
                          rowan_status_text(ROWAN_NO_MEMORY));
    else
        memcpy(bigger, memory, used);
    return bigger;
}

bool
rowan__key_grow(rowan__shape *shape)
{
    size_t used = (size_t)(shape->at - shape->memory);
    size_t size = (size_t)(shape->end - shape->memory) * 2;
    unsigned char *memory = grown(shape, shape->memory, used, size);

    if (memory == NULL)
        return false;
    shape->memory = memory;
    shape->at = memory + used;
    shape->end = memory + size;
    return true;
}

bool
rowan__binds_grow(rowan__shape *shape)
{
    uint32_t count = shape->bind_count;
    size_t used = count * sizeof(rowan_value);
    rowan_value *memory = grown(shape, shape->bind_memory, used,
                                count <= UINT32_MAX / 2 ? 2 * used : 0);

    if (memory == NULL)
        return false;
    shape->bind_memory = memory;
    shape->bind_capacity = 2 * count;
    return true;
}

rowan__typed
rowan__shape_fail(rowan__shape *shape, rowan_status status, const char *format,
                  ...)
{
    char message[sizeof(shape->err->message)];
    va_list arguments;

    if (shape->status != ROWAN_OK)
        return (rowan__typed){0, NULL};
    shape->status = status;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    rowan__error_set(shape->err, status, "%s", message);
    return (rowan__typed){0, NULL};
}

const rowan__table *
rowan__shape_new_table(rowan__shape *shape, const rowan_model *model)
{
    uint32_t count = shape->table_count;
    const rowan__table *table = NULL;
    rowan_status status;

    if (model == NULL) {
        rowan__shape_fail(shape, ROWAN_INVALID, "a model is missing (NULL)");
        return NULL;
    }
    status = rowan__model_table(model, &table, shape->err);
    if (status != ROWAN_OK) {
        shape->status = status;
        return NULL;
    }
    if (count == shape->table_capacity) {
        const rowan__table **tables =
            grown(shape, shape->tables, count * sizeof(*tables),
                  2 * (size_t)count * sizeof(*tables));

        if (tables == NULL)
            return NULL;
        shape->tables = tables;
        shape->table_capacity = 2 * count;
    }
    shape->tables[shape->table_count++] = table;
    rowan__key_number(shape, count);
    rowan__key_number(shape, table->number);
    return table;
}

/* ---- parts of statements ------------------------------------------------- */

/* An expression, or a byte that says there is none. */
static bool
add_condition(rowan__shape *shape, const char *part, rowan_bool_expr where)
{
    rowan__typed typed = {ROWAN__FAMILY_EMPTY, NULL};

    if (!rowan__key_room(shape))
        return false;
    if (where.node != NULL)
        typed = rowan__shape_expr(shape, where.node, 0);
    if (typed.family == ROWAN__FAMILY_EMPTY)
        rowan__key_put(shape, ROWAN_OP_NONE);
    else if (typed.family != 0 && typed.family != ROWAN__IS_BOOL)
        rowan__shape_fail(shape, ROWAN_INVALID, "%s is %s, not a condition",
                          part, rowan__family_name(typed.family));
    return shape->status == ROWAN_OK;
}

static bool
add_end(rowan__shape *shape)
{
    if (!rowan__key_room(shape))
        return false;
    rowan__key_put(shape, ROWAN__KEY_END);
    return true;
}

/* Terms of ORDER BY; a bare expression is ASC. */
static bool
add_order(rowan__shape *shape, const rowan_expr *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        const rowan_expr *term = *list;
        uint32_t op = ROWAN_OP_ASC;
        rowan__typed typed;

        if (term->op < ROWAN__OPS_LIMIT &&
            rowan__ops[term->op].form == ROWAN__FORM_ORDER) {
            op = term->op;
            term = term->as.operands[0];
        }
        if (!rowan__key_room(shape))
            return false;
        rowan__key_put(shape, op);
        typed = rowan__shape_expr(shape, term, 0);
        if (typed.family == ROWAN__FAMILY_EMPTY)
            rowan__shape_fail(shape, ROWAN_INVALID,
                              ".order_by has an empty expression");
        if (shape->status != ROWAN_OK)
            return false;
    }
    return add_end(shape);
}

static bool
add_groups(rowan__shape *shape, const rowan_expr *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        rowan__typed typed = rowan__shape_expr(shape, *list, 0);

        if (typed.family == ROWAN__FAMILY_EMPTY)
            rowan__shape_fail(shape, ROWAN_INVALID,
                              ".group_by has an empty expression");
        if (shape->status != ROWAN_OK)
            return false;
    }
    return add_end(shape);
}

static bool
add_joins(rowan__shape *shape, const rowan_joined *joined)
{
    for (; joined != NULL && joined->model != NULL; joined++) {
        if ((int)joined->kind != ROWAN_JOIN_INNER &&
            (int)joined->kind != ROWAN_JOIN_LEFT) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "a join of %s has kind %d, which is none",
                              joined->model->type, (int)joined->kind);
            return false;
        }
        if (!rowan__key_room(shape))
            return false;
        rowan__key_put(shape, joined->kind);
        if (rowan__shape_table(shape, joined->model) == NULL ||
            !add_condition(shape, "the ON of a join", joined->on))
            return false;
    }
    return add_end(shape);
}

/* Expressions of a report, each with the row's column that it is for. */
static bool
add_outputs(rowan__shape *shape, const rowan__table *row,
            const rowan_output *output)
{
    if (output == NULL || output->expr == NULL) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "a report of %s has no .columns", row->model->type);
        return false;
    }
    for (; output->expr != NULL; output++) {
        const rowan__column *column =
            rowan__table_column_at(row, output->offset);
        rowan__typed typed;

        if (column == NULL) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "%s has no row for the member at byte %zu: name "
                              "it in ROWAN_ROW",
                              row->model->type, output->offset);
            return false;
        }
        if (!rowan__key_room(shape))
            return false;
        rowan__key_number(shape, (uint32_t)(column - row->columns));
        typed = rowan__shape_expr(shape, output->expr, 0);
        if (typed.family == ROWAN__FAMILY_EMPTY)
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "column %s of %s has an empty expression",
                              column->name, row->model->type);
        if (shape->status != ROWAN_OK)
            return false;
    }
    return add_end(shape);
}

static bool
add_number(rowan__shape *shape, int64_t number)
{
    rowan_value *bind = rowan__shape_bind(shape);

    if (bind == NULL)
        return false;
    *bind = (rowan_value){.kind = ROWAN_KIND_INT64, .as.integer = number};
    return true;
}

/* Where existence is asked for, or a count, no order and no most matter. */
static uint32_t
query_flags(const rowan_query *query, rowan_statement_kind kind)
{
    uint32_t flags = 0;

    if (query->offset > 0)
        flags |= ROWAN__KEY_OFFSET;
    if (query->limit > 0 && kind != ROWAN_STATEMENT_EXISTS)
        flags |= ROWAN__KEY_LIMIT;
    if (query->distinct && (kind != ROWAN_STATEMENT_EXISTS || flags != 0))
        flags |= ROWAN__KEY_DISTINCT;
    return flags;
}

static bool
query_is_valid(rowan__shape *shape, const rowan_query *query, bool is_report)
{
    if (query->limit < 0)
        rowan__shape_fail(shape, ROWAN_INVALID,
                          ".limit is negative: 0 is no limit");
    else if (query->offset < 0)
        rowan__shape_fail(shape, ROWAN_INVALID, ".offset is negative");
    else if (!is_report &&
             (query->columns != NULL || query->from != NULL ||
              query->group_by != NULL || query->having.node != NULL))
        rowan__shape_fail(shape, ROWAN_INVALID,
                          ".columns, .from, .group_by and .having are for "
                          "reports: use rowan_select");
    return shape->status == ROWAN_OK;
}

static bool
add_report_head(rowan__shape *shape, const rowan__table *row,
                const rowan_query *query)
{
    if (!add_outputs(shape, row, query->columns) || !rowan__key_room(shape))
        return false;
    rowan__key_put(shape, query->from != NULL);
    return query->from == NULL ||
           rowan__shape_table(shape, query->from) != NULL;
}

static bool
add_query(rowan__shape *shape, rowan_statement_kind kind,
          const rowan__table *table, const rowan_query *query)
{
    bool is_report = kind == ROWAN_STATEMENT_SELECT;
    bool is_ordered = is_report || kind == ROWAN_STATEMENT_FIND;
    uint32_t flags;

    if (!query_is_valid(shape, query, is_report))
        return false;
    flags = query_flags(query, kind);
    rowan__key_put(shape, flags);
    if (is_report && !add_report_head(shape, table, query))
        return false;
    if (!add_joins(shape, query->join) ||
        !add_condition(shape, ".where", query->where))
        return false;
    if (is_report && (!add_groups(shape, query->group_by) ||
                      !add_condition(shape, ".having", query->having)))
        return false;
    if (is_ordered && !add_order(shape, query->order_by))
        return false;
    if ((flags & ROWAN__KEY_LIMIT) != 0 && !add_number(shape, query->limit))
        return false;
    return (flags & ROWAN__KEY_OFFSET) == 0 ||
           add_number(shape, query->offset);
}

static bool
add_assignment(rowan__shape *shape, const rowan__table *table,
               const rowan_assignment *set)
{
    const rowan__column *column = rowan__table_column_at(table, set->offset);
    const rowan_expr *value = set->value;
    rowan__typed typed, wanted;

    if (set->model != table->model || column == NULL) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "an UPDATE of %s sets a member that is no column of "
                          "it",
                          table->model->type);
        return false;
    }
    if (!rowan__key_room(shape))
        return false;
    rowan__key_number(shape, (uint32_t)(column - table->columns));
    if (value->op == ROWAN_OP_LITERAL && value->kind != ROWAN_KIND_COUNT)
        return rowan__shape_assigned(shape, &value->as.literal, column);
    wanted = rowan__column_typed(column);
    typed = rowan__shape_expr(shape, value, 0);
    if (typed.family != 0 && !rowan__typed_same(typed, wanted))
        rowan__shape_fail(shape, ROWAN_INVALID, "column %s is set to %s",
                          column->name, rowan__family_name(typed.family));
    return shape->status == ROWAN_OK;
}

static bool
add_change(rowan__shape *shape, rowan_statement_kind kind,
           const rowan__table *table, const rowan_change *change)
{
    const rowan_assignment *set = change->set;
    const char *name = kind == ROWAN_STATEMENT_UPDATE ? "UPDATE" : "DELETE";
    size_t start;

    if (kind == ROWAN_STATEMENT_UPDATE) {
        if (set == NULL || set->value == NULL) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "an UPDATE of %s sets nothing: give .set = "
                              "rowan_sets(...)",
                              table->model->type);
            return false;
        }
        for (; set->value != NULL; set++)
            if (!add_assignment(shape, table, set))
                return false;
        if (!add_end(shape))
            return false;
    } else if (set != NULL) {
        rowan__shape_fail(shape, ROWAN_INVALID, "a DELETE sets nothing: .set");
        return false;
    }
    start = rowan__shape_save(shape).key_size;
    if (!add_condition(shape, ".where", change->where))
        return false;
    if (shape->memory[start] == ROWAN_OP_NONE && !change->all_rows) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "%s of %s without a condition: say .all_rows = true "
                          "if every row is meant",
                          name, table->model->type);
        return false;
    }
    return true;
}

static void
add_statement(rowan__shape *shape, const rowan_statement *statement)
{
    static const rowan_query all = {0};
    static const rowan_change none = {0};
    const rowan_change *change = statement->change;
    const rowan_query *query = statement->query;
    const rowan__table *table;
    bool has_table = true;

    rowan__key_put(shape, (uint32_t)statement->kind);
    table = rowan__shape_table(shape, statement->model);
    if (table == NULL)
        return;
    if (table->name == NULL && statement->kind != ROWAN_STATEMENT_SELECT)
        has_table = false;
    if (!has_table) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "%s is the row of a report and has no table: use "
                          "rowan_select",
                          table->model->type);
        return;
    }
    switch ((int)statement->kind) {
    case ROWAN_STATEMENT_FIND:
    case ROWAN_STATEMENT_SELECT:
    case ROWAN_STATEMENT_COUNT:
    case ROWAN_STATEMENT_EXISTS:
        (void)add_query(shape, statement->kind, table,
                        query != NULL ? query : &all);
        return;
    case ROWAN_STATEMENT_UPDATE:
    case ROWAN_STATEMENT_DELETE:
        (void)add_change(shape, statement->kind, table,
                         change != NULL ? change : &none);
        return;
    default:
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "a statement has kind %d, which is none",
                          (int)statement->kind);
    }
}

static void
walk(rowan__shape *shape, const rowan_statement *statement, uint32_t excess)
{
    /* The inline arrays need no zeros, which would cost more than the walk. */
    shape->memory = shape->at = shape->key_inline;
    shape->end = shape->key_inline + sizeof(shape->key_inline);
    shape->bind_memory = shape->binds_inline;
    shape->bind_capacity = ROWAN__SHAPE_BINDS_INLINE;
    shape->bind_count = 0;
    shape->tables = shape->tables_inline;
    shape->table_capacity = ROWAN__SHAPE_TABLES_INLINE;
    shape->table_count = 0;
    shape->node_count = 0;
    shape->excess = excess;
    add_statement(shape, statement);
}

rowan_status
rowan__shape_statement(rowan__shape *shape, const rowan_statement *statement,
                       bool binds_arrays, uint32_t most_binds,
                       rowan__arena *scratch, rowan_error *err)
{
    shape->scratch = scratch;
    shape->err = err;
    shape->status = ROWAN_OK;
    shape->binds_arrays = binds_arrays;
    walk(shape, statement, 0);
    if (shape->status == ROWAN_OK && most_binds > 0 &&
        shape->bind_count > most_binds)
        walk(shape, statement, shape->bind_count - most_binds);
    if (shape->status != ROWAN_OK)
        return shape->status;
    shape->key = shape->memory;
    shape->key_size = (size_t)(shape->at - shape->memory);
    shape->hash = rowan__hash_bytes(shape->key, shape->key_size);
    shape->binds = shape->bind_memory;
    return ROWAN_OK;
}
