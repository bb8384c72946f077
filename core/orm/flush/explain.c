/* SPDX-License-Identifier: MIT */
/* What the model knows of an error that the database reported. */
#include "base/error_priv.h"
#include "orm/flush/flush.h"

#include <stdio.h>

typedef char column_list[sizeof(((rowan_error *)0)->column)];

/* A key's columns, joined by ", ". */
static void
join_columns(const rowan__table *table, const rowan__key *key,
             column_list joined)
{
    size_t used = 0;

    joined[0] = '\0';
    for (uint32_t i = 0;
         i < key->column_count && used < sizeof(column_list); i++)
        used += (size_t)snprintf(joined + used, sizeof(column_list) - used,
                                 "%s%s", i > 0 ? ", " : "",
                                 table->columns[key->columns[i]].name);
}

/* Whether a key is the one that an error is of: over the columns that the
 * database told or, where it told none, of the name that it told. */
static bool
key_is(const rowan__table *table, const rowan__key *key,
       const rowan_error *err)
{
    column_list joined;

    if (err->column[0] == '\0')
        return strcmp(key->name, err->constraint) == 0;
    join_columns(table, key, joined);
    return strcmp(joined, err->column) == 0;
}

/* The unique key that was violated. A database that names it by a name that
 * none has means the primary key, which some give a name of their own. */
static const rowan__key *
find_unique(const rowan__table *table, const rowan_error *err)
{
    if (key_is(table, &table->primary_key, err))
        return &table->primary_key;
    for (uint32_t i = 0; i < table->unique_count; i++)
        if (key_is(table, &table->uniques[i], err))
            return &table->uniques[i];
    for (uint32_t i = 0; i < table->index_count; i++)
        if (table->indexes[i].unique && key_is(table, &table->indexes[i], err))
            return &table->indexes[i];
    return err->column[0] == '\0' ? &table->primary_key : NULL;
}

static void
explain_unique(const rowan__table *table, rowan_error *err)
{
    const rowan__key *key;
    column_list joined;

    if (err->column[0] == '\0' && err->constraint[0] == '\0')
        return;
    key = find_unique(table, err);
    if (key == NULL)
        return;
    join_columns(table, key, joined);
    rowan__error_column(err, joined);
    rowan__error_constraint(err, key->name);
}

/* Databases that do not tell which foreign key: the only one it can be of a row
 * that refers to others. One that is deleted is itself referred to. */
static void
explain_foreign_key(const rowan__table *table, rowan_error *err)
{
    const rowan__foreign_key *key = table->foreign_keys;

    if (table->foreign_key_count != 1)
        return;
    rowan__error_constraint(err, key->name);
    if (key->column_count == 1)
        rowan__error_column(err, table->columns[key->columns[0]].name);
}

static void
explain_check(const rowan__table *table, rowan_error *err)
{
    for (uint32_t i = 0; i < table->check_count; i++)
        if (strcmp(table->checks[i].name, err->constraint) == 0 &&
            table->checks[i].in_enum != NULL)
            rowan__error_column(err, table->checks[i].in_enum->name);
}

/* A name that the database had to cut is told as the model has it. */
static void
tell_constraint(const rowan__table *table, rowan_error *err)
{
    const char *name = rowan__table_name_told(table, err->constraint);

    if (name != err->constraint)
        rowan__error_copy(err->constraint, sizeof(err->constraint), name);
}

static void
explain(const rowan__table *table, bool is_deleted, rowan_error *err)
{
    rowan__error_table(err, table->name);
    tell_constraint(table, err);
    switch (err->status) {
    case ROWAN_UNIQUE_VIOLATION:
        explain_unique(table, err);
        break;
    case ROWAN_FOREIGN_KEY_VIOLATION:
        if (!is_deleted)
            explain_foreign_key(table, err);
        break;
    case ROWAN_CHECK_VIOLATION:
        explain_check(table, err);
        break;
    default:
        break;
    }
}

void
rowan__flush_explain(rowan_session *session, rowan__object *object)
{
    char name[sizeof(session->error.object)];

    rowan__object_describe(object, name, sizeof(name));
    rowan__error_object(&session->error, "%s", name);
    explain(object->class->mapping->table,
            object->state == ROWAN__STATE_DELETED, &session->error);
}

void
rowan__flush_explain_table(const rowan__table *table, rowan_error *err)
{
    explain(table, false, err);
}
