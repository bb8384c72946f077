/* SPDX-License-Identifier: MIT */
/* What the model knows of an error that the database reported. */
#include "base/error_priv.h"
#include "orm/flush/flush.h"

#include <stdio.h>

/* Whether a key's columns, joined by ", ", are this text. */
static bool
key_is(const rowan__table *table, const rowan__key *key, const char *columns)
{
    char joined[sizeof(((rowan_error *)0)->column)] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < key->column_count && used < sizeof(joined); i++)
        used += (size_t)snprintf(joined + used, sizeof(joined) - used, "%s%s",
                                 i > 0 ? ", " : "",
                                 table->columns[key->columns[i]].name);
    return strcmp(joined, columns) == 0;
}

/* The unique constraint over the columns that the database told. */
static void
explain_unique(const rowan__table *table, rowan_error *err)
{
    if (err->column[0] == '\0')
        return;
    if (key_is(table, &table->primary_key, err->column))
        rowan__error_constraint(err, table->primary_key.name);
    for (uint32_t i = 0; i < table->unique_count; i++)
        if (key_is(table, &table->uniques[i], err->column))
            rowan__error_constraint(err, table->uniques[i].name);
    for (uint32_t i = 0; i < table->index_count; i++)
        if (table->indexes[i].unique &&
            key_is(table, &table->indexes[i], err->column))
            rowan__error_constraint(err, table->indexes[i].name);
}

/* Databases that do not tell which foreign key: the only one it can be. */
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

void
rowan__flush_explain(rowan_session *session, rowan__object *object)
{
    const rowan__table *table = object->class->mapping->table;
    rowan_error *err = &session->error;
    char name[sizeof(err->object)];

    rowan__object_describe(object, name, sizeof(name));
    rowan__error_object(err, "%s", name);
    rowan__error_table(err, table->name);
    switch (err->status) {
    case ROWAN_UNIQUE_VIOLATION:
        explain_unique(table, err);
        break;
    case ROWAN_FOREIGN_KEY_VIOLATION:
        explain_foreign_key(table, err);
        break;
    case ROWAN_CHECK_VIOLATION:
        explain_check(table, err);
        break;
    default:
        break;
    }
}
