/* SPDX-License-Identifier: MIT */
/* Primary key, unique constraints, indexes and checks. */
#include "schema/schema_priv.h"

#include <string.h>

/* --- the primary key ----------------------------------------------------- */

static rowan_status
build_primary_key(rowan__builder *b)
{
    rowan__table *table = b->table;
    rowan__key *key = &table->primary_key;

    if (b->key_member_count == 0)
        return rowan__model_fail(
            b, NULL,
            "has no primary key: say ROWAN_PRIMARY_KEY(member) for one column "
            "or for several");
    if (b->key_member_count > ROWAN_MEMBERS_MAX)
        return rowan__model_fail(b, NULL,
                                 "its primary key has %u columns, at most %d "
                                 "are possible",
                                 (unsigned)b->key_member_count,
                                 ROWAN_MEMBERS_MAX);
    key->unique = true;
    for (uint32_t i = 0; i < table->column_count; i++) {
        const rowan_property *p = table->columns[i].property;

        if (!p->primary_key)
            continue;
        if (key->name != NULL && p->constraint != NULL)
            return rowan__model_fail(b, p,
                                     "the primary key is named already: drop "
                                     ".constraint");
        key->columns[key->column_count++] = i;
        if (p->constraint != NULL)
            key->name = p->constraint;
    }
    key->is_given = key->name != NULL;
    if (key->name == NULL)
        key->name = rowan__constraint_name(b, "pk", NULL, 0);
    else
        return rowan__name_usable(b, NULL, "primary key", key->name);
    return key->name != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

/* --- unique constraints and indexes -------------------------------------- */

static bool
is_unique_row(const rowan_property *p)
{
    return p->role == ROWAN_ROLE_UNIQUE ||
           (p->role == ROWAN_ROLE_COLUMN && p->unique);
}

static bool
is_index_row(const rowan_property *p)
{
    return p->role == ROWAN_ROLE_INDEX ||
           (p->role == ROWAN_ROLE_COLUMN && p->index);
}

static bool
same_columns(const rowan__key *a, const rowan__key *b)
{
    return a->column_count == b->column_count &&
           memcmp(a->columns, b->columns,
                  a->column_count * sizeof *a->columns) == 0;
}

/* Indexes only: kinds that a row alone could not refuse. */
static rowan_status
check_key_kinds(const rowan__builder *b, const rowan_property *p,
                const rowan__key *key)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (b->table->columns[key->columns[i]].type.kind == ROWAN_KIND_JSON)
            return rowan__model_fail(b, p,
                                     "databases do not compare JSON: drop '%s'",
                                     p->members[i].name);
    return ROWAN_OK;
}

static rowan_status
build_key(rowan__builder *b, const rowan_property *p, const char *prefix,
          rowan__key *key)
{
    rowan_status status = ROWAN_OK;

    if (p->role == ROWAN_ROLE_COLUMN) {
        const rowan__column *column =
            rowan__table_column_at(b->table, p->offset);

        key->columns[0] = (uint32_t)(column - b->table->columns);
        key->column_count = 1;
    } else {
        status = rowan__members_find(b, p, key->columns, &key->column_count);
        if (status == ROWAN_OK)
            status = check_key_kinds(b, p, key);
    }
    if (status != ROWAN_OK)
        return status;
    key->where_sql = p->where_sql;
    key->unique = is_unique_row(p) || p->unique;
    if (key->where_sql == NULL && same_columns(key, &b->table->primary_key))
        return rowan__model_fail(b, p, "is the primary key already: drop it");
    key->name = p->constraint;
    key->is_given = key->name != NULL;
    if (key->is_given)
        return rowan__name_usable(b, p, "constraint", key->name);
    key->name =
        rowan__constraint_name(b, prefix, key->columns, key->column_count);
    return key->name != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

/* All rows of one sort, in the model's order. */
static rowan_status
build_sort(rowan__builder *b, bool (*is_of_sort)(const rowan_property *),
           const char *prefix, rowan__key **ret_keys, uint32_t *ret_count)
{
    const rowan_model *model = b->model;
    rowan_status status = ROWAN_OK;

    *ret_keys = rowan__build_alloc(b, model->property_count, sizeof **ret_keys);
    if (*ret_keys == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; status == ROWAN_OK && i < model->property_count; i++)
        if (is_of_sort(&model->properties[i]))
            status = build_key(b, &model->properties[i], prefix,
                               &(*ret_keys)[(*ret_count)++]);
    return status;
}

rowan_status
rowan__build_keys(rowan__builder *builder)
{
    rowan__table *table = builder->table;
    rowan_status status;

    if (table->name == NULL)
        return ROWAN_OK;
    status = build_primary_key(builder);
    if (status == ROWAN_OK)
        status = build_sort(builder, is_unique_row, "uq", &table->uniques,
                            &table->unique_count);
    if (status == ROWAN_OK)
        status = build_sort(builder, is_index_row, "ix", &table->indexes,
                            &table->index_count);
    return status;
}

/* --- checks -------------------------------------------------------------- */

static rowan_status
add_check(rowan__builder *b, const rowan_property *p, rowan__check check)
{
    rowan__table *table = b->table;
    uint32_t column;

    if (check.name == NULL && p->role == ROWAN_ROLE_CHECK)
        return rowan__model_fail(b, p,
                                 "has no name: ROWAN_CHECK(\"name\", \"sql\")");
    check.is_given = check.name != NULL;
    if (check.is_given) {
        rowan_status status =
            rowan__name_usable(b, p, "constraint", check.name);

        if (status != ROWAN_OK)
            return status;
    } else {
        column = (uint32_t)(rowan__table_column_at(table, p->offset) -
                            table->columns);
        check.name = rowan__constraint_name(b, "ck", &column, 1);
    }
    if (check.name == NULL)
        return ROWAN_NO_MEMORY;
    table->checks[table->check_count++] = check;
    return ROWAN_OK;
}

static rowan_status
build_check_of_row(rowan__builder *b, const rowan_property *p)
{
    rowan_status status = ROWAN_OK;

    if (p->role == ROWAN_ROLE_CHECK && p->check_sql == NULL)
        return rowan__model_fail(b, p,
                                 "has no condition: ROWAN_CHECK(\"name\", "
                                 "\"sql\")");
    if (p->check_sql != NULL)
        status = add_check(
            b, p, (rowan__check){.name = p->constraint, .sql = p->check_sql});
    if (status == ROWAN_OK && p->role == ROWAN_ROLE_COLUMN) {
        const rowan__column *column =
            rowan__table_column_at(b->table, p->offset);

        if (column->type.label_count > 0)
            status = add_check(b, p, (rowan__check){.in_enum = column});
    }
    return status;
}

rowan_status
rowan__build_checks(rowan__builder *builder)
{
    const rowan_model *model = builder->model;
    rowan__table *table = builder->table;
    rowan_status status = ROWAN_OK;

    if (table->name == NULL)
        return ROWAN_OK;
    /* A column may have two: its labels, and what the author says. */
    table->checks = rowan__build_alloc(builder, model->property_count,
                                       2 * sizeof *table->checks);
    if (table->checks == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; status == ROWAN_OK && i < model->property_count; i++)
        status = build_check_of_row(builder, &model->properties[i]);
    return status;
}
