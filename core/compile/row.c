/* SPDX-License-Identifier: MIT */
/* Statements about single rows, which need no tree: get, insert, update and
 * delete by key. */
#include "compile/writer.h"

rowan_status
rowan__compile_get(const rowan__target *target, const rowan__table *table,
                   rowan__arena *arena, rowan__compiled *ret_compiled,
                   rowan_error *err)
{
    rowan__writer out;

    rowan__writer_init(&out, target, arena, table->primary_key.column_count,
                       err);
    rowan__write(&out, "SELECT ");
    rowan__write_all_columns(&out, table);
    rowan__write(&out, " FROM ");
    rowan__write_table(&out, table);
    rowan__write_key(&out, table, 0);
    return rowan__writer_end(&out, table->column_count, ret_compiled);
}

/* (a = ? AND b = ?) OR ... */
static void
write_pairs(rowan__writer *out, const rowan__table *table, uint32_t row_count)
{
    const rowan__key *key = &table->primary_key;
    uint32_t bind = 0;

    for (uint32_t row = 0; row < row_count; row++) {
        rowan__write(out, row > 0 ? " OR (" : "(");
        for (uint32_t i = 0; i < key->column_count; i++) {
            const rowan__column *column = &table->columns[key->columns[i]];

            rowan__write(out, i > 0 ? " AND " : "");
            rowan__write_column(out, table, column);
            rowan__write(out, " = ");
            rowan__write_bind(out, bind++, column->type.kind);
        }
        rowan__write(out, ")");
    }
}

/* The key's one column is among the values, as the dialect says that. */
static void
write_among(rowan__writer *out, const rowan__table *table, uint32_t row_count)
{
    const rowan__column *column =
        &table->columns[table->primary_key.columns[0]];
    uint32_t kind = column->type.kind;
    rowan__node list = {.op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_LIST | kind};
    rowan__node key = {.op = ROWAN_OP_COLUMN,
                       .kind = kind,
                       .table = table,
                       .column = column,
                       .next = &list};
    rowan__node among = {.op = ROWAN_OP_IN_ARRAY,
                         .kind = ROWAN_KIND_BOOL,
                         .first = &key};

    if (row_count > 0) {
        among.op = ROWAN_OP_IN;
        list = (rowan__node){.op = ROWAN__NODE_VALUES,
                             .kind = kind,
                             .count = row_count};
    }
    out->tables = &table;
    out->table_count = 1;
    rowan__write_expr(out, &among);
    out->tables = NULL;
    out->table_count = 0;
}

rowan_status
rowan__compile_get_many(const rowan__target *target, const rowan__table *table,
                        uint32_t row_count, rowan__arena *arena,
                        rowan__compiled *ret_compiled, rowan_error *err)
{
    uint32_t column_count = table->primary_key.column_count;
    rowan__writer out;

    rowan__writer_init(&out, target, arena, column_count * row_count, err);
    rowan__write(&out, "SELECT ");
    rowan__write_all_columns(&out, table);
    rowan__write(&out, " FROM ");
    rowan__write_table(&out, table);
    rowan__write(&out, " WHERE ");
    if (column_count == 1)
        write_among(&out, table, row_count);
    else
        write_pairs(&out, table, row_count);
    return rowan__writer_end(&out, table->column_count, ret_compiled);
}

static void
check_insert(rowan__writer *out, const rowan__table *table,
             uint32_t column_count, uint32_t row_count,
             uint32_t returning_count)
{
    const rowan__target *target = out->target;

    if (row_count == 0 || (row_count > 1 && column_count == 0))
        rowan__writer_fail(out, ROWAN_INVALID,
                           "an INSERT into %s of %u rows without values",
                           table->name, row_count);
    if (row_count > 1 &&
        !rowan__target_has(target, ROWAN_FEATURE_MULTIVALUES_INSERT))
        rowan__writer_fail(out, ROWAN_UNSUPPORTED,
                           "the database inserts one row at a time "
                           "(multivalues_inserts)");
    if (returning_count > 0 &&
        !rowan__target_has(target, ROWAN_FEATURE_INSERT_RETURNING))
        rowan__writer_fail(out, ROWAN_UNSUPPORTED,
                           "the database gives nothing back from an INSERT "
                           "(insert_returning)");
    if (column_count == 0 &&
        !rowan__target_has(target, ROWAN_FEATURE_DEFAULT_VALUES))
        rowan__writer_fail(out, ROWAN_UNSUPPORTED,
                           "the database takes no row without a value "
                           "(empty_inserts): set a column of %s",
                           table->name);
}

static void
write_rows(rowan__writer *out, const rowan__table *table,
           const uint32_t *columns, uint32_t column_count, uint32_t row_count)
{
    uint32_t bind = 0;

    out->name_period = column_count;
    rowan__write(out, " (");
    rowan__write_columns(out, table, columns, column_count);
    rowan__write(out, ") VALUES ");
    for (uint32_t row = 0; row < row_count; row++) {
        rowan__write(out, row > 0 ? ", (" : "(");
        for (uint32_t i = 0; i < column_count; i++) {
            if (i > 0)
                rowan__write(out, ", ");
            out->naming = table->columns[columns[i]].name;
            rowan__write_bind(out, bind++,
                              table->columns[columns[i]].type.kind);
        }
        rowan__write(out, ")");
    }
}

rowan_status
rowan__compile_insert(const rowan__target *target, const rowan__table *table,
                      const uint32_t *columns, uint32_t column_count,
                      uint32_t row_count, const uint32_t *returning,
                      uint32_t returning_count, rowan__arena *arena,
                      rowan__compiled *ret_compiled, rowan_error *err)
{
    uint32_t most = target->caps->max_binds;
    rowan__writer out;

    rowan__writer_init(&out, target, arena, column_count, err);
    check_insert(&out, table, column_count, row_count, returning_count);
    if (column_count > 0 && row_count > (most > 0 ? most : INT32_MAX) /
                                            column_count)
        rowan__writer_fail(&out, ROWAN_LIMIT,
                           "an INSERT of %u rows of %u values; the database "
                           "takes %u values: insert fewer rows at once",
                           row_count, column_count, most);
    rowan__write(&out, "INSERT INTO ");
    rowan__write_table(&out, table);
    if (column_count == 0)
        rowan__write(&out, out.text->default_values_sql);
    else if (!rowan__writer_failed(&out))
        write_rows(&out, table, columns, column_count, row_count);
    if (returning_count > 0) {
        rowan__write(&out, " RETURNING ");
        rowan__write_columns(&out, table, returning, returning_count);
    }
    return rowan__writer_end(&out, returning_count, ret_compiled);
}

/* The text from a place on, kept apart; NULL after an error. */
static const char *
piece(rowan__writer *out, size_t from)
{
    const char *text = NULL;

    if (!rowan__writer_failed(out) && !rowan__buffer_failed(&out->sql))
        text = rowan__arena_text(out->arena,
                                 rowan__buffer_get(&out->sql) + from,
                                 out->sql.size - from);
    if (text == NULL)
        rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    return text;
}

rowan_status
rowan__compile_bulk(const rowan__target *target, const rowan__table *table,
                    const uint32_t *columns, uint32_t column_count,
                    rowan__arena *arena, rowan__bulk *ret_bulk,
                    rowan_error *err)
{
    static const char verb[] = "BULK LOAD ";
    const char **names =
        rowan__arena_alloc(arena, column_count * sizeof(*names));
    uint32_t *kinds = rowan__arena_alloc(arena, column_count * sizeof(*kinds));
    rowan__bulk bulk = {.columns = names,
                        .kinds = kinds,
                        .column_count = column_count};
    rowan__compiled compiled;
    rowan__writer out;
    rowan_status status;

    rowan__writer_init(&out, target, arena, 0, err);
    if (names == NULL || kinds == NULL)
        rowan__writer_fail(&out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    rowan__write(&out, verb);
    rowan__write_table(&out, table);
    bulk.table = piece(&out, sizeof(verb) - 1);
    for (uint32_t i = 0; i < column_count && !rowan__writer_failed(&out); i++) {
        size_t from;

        rowan__write(&out, i > 0 ? ", " : " (");
        from = out.sql.size;
        rowan__write_column(&out, table, &table->columns[columns[i]]);
        names[i] = piece(&out, from);
        kinds[i] = table->columns[columns[i]].type.kind;
    }
    rowan__write(&out, ")");
    status = rowan__writer_end(&out, 0, &compiled);
    if (status != ROWAN_OK)
        return status;
    bulk.sql = compiled.sql;
    *ret_bulk = bulk;
    return ROWAN_OK;
}

rowan_status
rowan__compile_update(const rowan__target *target, const rowan__table *table,
                      const uint32_t *columns, uint32_t column_count,
                      rowan__arena *arena, rowan__compiled *ret_compiled,
                      rowan_error *err)
{
    rowan__writer out;

    rowan__writer_init(&out, target, arena,
                       column_count + table->primary_key.column_count, err);
    if (column_count == 0)
        rowan__writer_fail(&out, ROWAN_INVALID, "an UPDATE of %s sets nothing",
                           table->name);
    rowan__write(&out, "UPDATE ");
    rowan__write_table(&out, table);
    for (uint32_t i = 0; i < column_count; i++) {
        const rowan__column *column = &table->columns[columns[i]];

        rowan__write(&out, i > 0 ? ", " : " SET ");
        rowan__write_column(&out, table, column);
        rowan__write(&out, " = ");
        out.naming = column->name;
        rowan__write_bind(&out, i, column->type.kind);
    }
    rowan__write_key(&out, table, column_count);
    return rowan__writer_end(&out, 0, ret_compiled);
}

rowan_status
rowan__compile_delete(const rowan__target *target, const rowan__table *table,
                      rowan__arena *arena, rowan__compiled *ret_compiled,
                      rowan_error *err)
{
    rowan__writer out;

    rowan__writer_init(&out, target, arena, table->primary_key.column_count,
                       err);
    rowan__write(&out, "DELETE FROM ");
    rowan__write_table(&out, table);
    rowan__write_key(&out, table, 0);
    return rowan__writer_end(&out, 0, ret_compiled);
}
