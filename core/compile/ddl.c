/* SPDX-License-Identifier: MIT */
/* The DDL statements: what they are made of is in the files beside. */
#include "compile/ddl_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

static rowan__ddl
begin(const rowan__target *target, const rowan__table *table, rowan_buffer *out,
      rowan_error *err)
{
    return (rowan__ddl){
        .target = target, .table = table, .out = out, .err = err};
}

/* Names the model in an error of this statement; frees what it took. */
static rowan_status
end(rowan__ddl *ddl)
{
    rowan__free(ddl->options);
    if (ddl->status == ROWAN_OK && rowan__buffer_failed(ddl->out))
        ddl->status = rowan__error_no_memory(ddl->err);
    if (ddl->status != ROWAN_OK) {
        rowan__error_object(ddl->err, "%s", ddl->table->model->type);
        rowan__error_table(ddl->err, ddl->table->name);
    }
    return ddl->status;
}

/* --- CREATE TABLE -------------------------------------------------------- */

/* One line of the list, after those before it. */
static void
next_line(rowan__ddl *ddl, bool *is_first)
{
    rowan__ddl_text(ddl, *is_first ? "\n    " : ",\n    ");
    *is_first = false;
}

bool
rowan__ddl_has_check(const rowan__target *target, const rowan__check *check)
{
    /* A native type of the labels makes their check superfluous; without
     * checks at all, labels are still checked when a row is read. */
    return check->in_enum == NULL ||
           (!rowan__target_has(target, ROWAN_FEATURE_NATIVE_ENUM) &&
            rowan__target_has(target, ROWAN_FEATURE_CHECK_CONSTRAINTS));
}

static void
constraints(rowan__ddl *ddl, const bool *inline_keys, bool *is_first)
{
    const rowan__table *table = ddl->table;

    if (!rowan__ddl_key_in_column(ddl)) {
        next_line(ddl, is_first);
        rowan__ddl_key(ddl, "PRIMARY KEY", &table->primary_key);
    }
    for (uint32_t i = 0; i < table->unique_count; i++) {
        next_line(ddl, is_first);
        rowan__ddl_key(ddl, "UNIQUE", &table->uniques[i]);
    }
    for (uint32_t i = 0; i < table->check_count; i++) {
        if (!rowan__ddl_has_check(ddl->target, &table->checks[i]))
            continue;
        next_line(ddl, is_first);
        rowan__ddl_check(ddl, &table->checks[i]);
    }
    for (uint32_t i = 0; i < table->foreign_key_count; i++) {
        if (inline_keys != NULL && !inline_keys[i])
            continue;
        next_line(ddl, is_first);
        rowan__ddl_foreign_key(ddl, &table->foreign_keys[i]);
    }
}

rowan_status
rowan__ddl_create_table(const rowan__target *target, const rowan__table *table,
                        const bool *inline_keys, rowan_buffer *out,
                        rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);
    bool is_first = true;

    rowan__ddl_options(&ddl);
    rowan__ddl_text(&ddl, "CREATE TABLE ");
    rowan__ddl_table_name(&ddl, table->model);
    rowan__ddl_text(&ddl, " (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        next_line(&ddl, &is_first);
        rowan__ddl_column(&ddl, &table->columns[i]);
    }
    constraints(&ddl, inline_keys, &is_first);
    rowan__ddl_text(&ddl, "\n)");
    rowan__ddl_table_suffix(&ddl);
    rowan__ddl_comment_clause(&ddl, table->comment);
    return end(&ddl);
}

/* --- the others ---------------------------------------------------------- */

static void
alter_table(rowan__ddl *ddl)
{
    rowan__ddl_needs(ddl, ROWAN_FEATURE_ALTER_CONSTRAINT,
                     "foreign keys that are added or dropped later");
    rowan__ddl_text(ddl, "ALTER TABLE ");
    rowan__ddl_table_name(ddl, ddl->table->model);
}

rowan_status
rowan__ddl_add_key(const rowan__target *target, const rowan__table *table,
                   uint32_t key, rowan_buffer *out, rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);

    alter_table(&ddl);
    rowan__ddl_text(&ddl, "\n    ADD ");
    rowan__ddl_foreign_key(&ddl, &table->foreign_keys[key]);
    return end(&ddl);
}

rowan_status
rowan__ddl_drop_key(const rowan__target *target, const rowan__table *table,
                    uint32_t key, rowan_buffer *out, rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);

    alter_table(&ddl);
    rowan__ddl_text(&ddl, " DROP CONSTRAINT ");
    rowan__ddl_own_name(&ddl, "foreign key", table->foreign_keys[key].name,
                        table->foreign_keys[key].is_given);
    return end(&ddl);
}

rowan_status
rowan__ddl_create_index(const rowan__target *target, const rowan__table *table,
                        uint32_t index, rowan_buffer *out, rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);
    const rowan__key *key = &table->indexes[index];

    rowan__ddl_text(&ddl,
                    key->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    rowan__ddl_own_name(&ddl, "index", key->name, key->is_given);
    rowan__ddl_text(&ddl, " ON ");
    rowan__ddl_table_name(&ddl, table->model);
    rowan__ddl_text(&ddl, " ");
    rowan__ddl_columns(&ddl, key->columns, key->column_count);
    if (key->where_sql != NULL) {
        rowan__ddl_needs(&ddl, ROWAN_FEATURE_PARTIAL_INDEXES,
                         "indexes with a condition (.where_sql)");
        rowan__ddl_text(&ddl, "\n    WHERE ");
        rowan__ddl_text(&ddl, key->where_sql);
    }
    return end(&ddl);
}

rowan_status
rowan__ddl_comment(const rowan__target *target, const rowan__table *table,
                   uint32_t column, rowan_buffer *out, rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);
    bool is_of_table = column == ROWAN__NO_COLUMN;

    rowan__ddl_text(&ddl,
                    is_of_table ? "COMMENT ON TABLE " : "COMMENT ON COLUMN ");
    rowan__ddl_table_name(&ddl, table->model);
    if (!is_of_table) {
        rowan__ddl_text(&ddl, ".");
        rowan__ddl_name(&ddl, "column", table->columns[column].name);
    }
    rowan__ddl_text(&ddl, " IS ");
    rowan__ddl_literal(&ddl, is_of_table
                                 ? table->comment
                                 : table->columns[column].property->comment);
    return end(&ddl);
}

rowan_status
rowan__ddl_type(const rowan__target *target, const rowan__table *table,
                uint32_t column, const rowan_type *type, rowan_buffer *out,
                rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);

    rowan__ddl_type_name(&ddl, column, type);
    return end(&ddl);
}

rowan_status
rowan__ddl_drop_table(const rowan__target *target, const rowan__table *table,
                      rowan_buffer *out, rowan_error *err)
{
    rowan__ddl ddl = begin(target, table, out, err);

    rowan__ddl_text(&ddl, "DROP TABLE ");
    rowan__ddl_table_name(&ddl, table->model);
    return end(&ddl);
}
