/* SPDX-License-Identifier: MIT */
/*
 * Foreign keys, and the integer key that the database generates. A target is
 * looked up in the rows of its model, not in its table: so models may refer to
 * themselves and to each other, and building one never builds another.
 */
#include "schema/schema_priv.h"

#include <string.h>

/* --- the target ---------------------------------------------------------- */

/* A set of members, as bits of their place in the key's target_members. */
static uint32_t
bit_of(const rowan_property *key, size_t offset)
{
    for (uint32_t i = 0; i < ROWAN_MEMBERS_MAX; i++)
        if (key->target_members[i].name != NULL &&
            key->target_members[i].offset == offset)
            return UINT32_C(1) << i;
    return 0;
}

/* Whether a row of the target says that exactly these members are unique. */
static bool
is_unique_over(const rowan_property *row, const rowan_property *key,
               uint32_t wanted)
{
    uint32_t seen = 0;

    if (row->role == ROWAN_ROLE_COLUMN)
        return row->unique && bit_of(key, row->offset) == wanted;
    if (row->role != ROWAN_ROLE_UNIQUE &&
        !(row->role == ROWAN_ROLE_INDEX && row->unique &&
          row->where_sql == NULL))
        return false;
    for (int i = 0; i < ROWAN_MEMBERS_MAX && row->members[i].name != NULL;
         i++) {
        uint32_t bit = bit_of(key, row->members[i].offset);

        if (bit == 0)
            return false;
        seen |= bit;
    }
    return seen == wanted;
}

/* The members must be the target's primary key or unique, in any order. */
static bool
is_candidate_key(const rowan_model *target, const rowan_property *key,
                 uint32_t count)
{
    uint32_t wanted = (UINT32_C(1) << count) - 1;
    uint32_t primary = 0;
    bool primary_is_wider = false;

    for (size_t i = 0; i < target->property_count; i++) {
        const rowan_property *row = &target->properties[i];

        if (is_unique_over(row, key, wanted))
            return true;
        if (row->role == ROWAN_ROLE_COLUMN && row->primary_key) {
            primary |= bit_of(key, row->offset);
            primary_is_wider |= bit_of(key, row->offset) == 0;
        }
    }
    return primary == wanted && !primary_is_wider;
}

/* An enum of another type has other labels; a decimal of other size would be
 * rounded: databases refuse both, or compare what never is equal. */
static bool
same_type(const rowan_property *a, const rowan_property *b)
{
    rowan_type x = rowan__property_type(a);
    rowan_type y = rowan__property_type(b);

    return x.kind == y.kind && x.precision == y.precision &&
           x.scale == y.scale && a->enumeration == b->enumeration;
}

static rowan_status
check_pair(const rowan__builder *b, const rowan_property *key,
           const rowan_model *target, uint32_t i, rowan__foreign_key *out)
{
    const rowan_member *to = &key->target_members[i];
    const rowan__column *column = &b->table->columns[out->columns[i]];
    const rowan_property *row = rowan__model_property(target, to);

    if (row == NULL)
        return rowan__model_fail(b, key,
                                 "member '%s' of model %s is no column: add "
                                 "ROWAN_COLUMN(%s) there",
                                 to->name, target->type, to->name);
    if (!same_type(column->property, row))
        return rowan__model_fail(
            b, key,
            "'%s' is of type %s and '%s' of model %s is %s: give both the same "
            "type, with the same sizes",
            column->property->member, rowan_kind_name(column->type.kind),
            to->name, target->type,
            rowan_kind_name(rowan__property_type(row).kind));
    out->target_columns[i] = rowan__property_column(row);
    return ROWAN_OK;
}

static rowan_status
check_target(const rowan__builder *b, const rowan_property *key,
             rowan__foreign_key *out)
{
    const rowan_model *target = out->target;
    uint32_t count = 0;

    while (count < ROWAN_MEMBERS_MAX && key->target_members[count].name)
        count++;
    if (count != out->column_count)
        return rowan__model_fail(b, key,
                                 "has %u columns, but refers to %u of model "
                                 "%s: name as many",
                                 (unsigned)out->column_count, (unsigned)count,
                                 target->type);
    for (uint32_t i = 0; i < count; i++) {
        rowan_status status;

        for (uint32_t j = 0; j < i; j++)
            if (key->target_members[i].offset == key->target_members[j].offset)
                return rowan__model_fail(
                    b, key, "refers to '%s' of model %s twice",
                    key->target_members[i].name, target->type);
        status = check_pair(b, key, target, i, out);
        if (status != ROWAN_OK)
            return status;
    }
    if (!is_candidate_key(target, key, count))
        return rowan__model_fail(
            b, key,
            "refers to columns of model %s that are neither its primary key "
            "nor unique: add ROWAN_UNIQUE there, or refer to its key",
            target->type);
    return ROWAN_OK;
}

/* --- the actions --------------------------------------------------------- */

static rowan_status
check_action(const rowan__builder *b, const rowan_property *key,
             const rowan__foreign_key *out, rowan_action action,
             const char *when)
{
    if ((unsigned)action > ROWAN_SET_DEFAULT)
        return rowan__model_fail(b, key, "%s is no rowan_action", when);
    for (uint32_t i = 0; i < out->column_count; i++) {
        const rowan__column *column = &b->table->columns[out->columns[i]];
        const rowan_property *p = column->property;

        if (action == ROWAN_SET_NULL && !column->nullable)
            return rowan__model_fail(
                b, key,
                "%s = ROWAN_SET_NULL, but '%s' cannot be NULL: use a nullable "
                "type such as rowan_nullable_int64, or another action",
                when, p->member);
        if (action == ROWAN_SET_DEFAULT && !column->nullable &&
            p->default_sql == NULL)
            return rowan__model_fail(
                b, key,
                "%s = ROWAN_SET_DEFAULT, but '%s' has no default and cannot "
                "be NULL: add .default_sql, or use another action",
                when, p->member);
        if ((action == ROWAN_SET_NULL || action == ROWAN_SET_DEFAULT) &&
            p->computed_sql != NULL)
            return rowan__model_fail(b, key,
                                     "%s would set '%s', which is computed: "
                                     "use another action",
                                     when, p->member);
    }
    return ROWAN_OK;
}

/* --- building ------------------------------------------------------------ */

static rowan_status
build_foreign_key(rowan__builder *b, const rowan_property *p,
                  rowan__foreign_key *out)
{
    rowan_status status;

    out->target = p->target != NULL ? p->target() : NULL;
    if (out->target == NULL)
        return rowan__model_fail(b, p,
                                 "refers to no model: use ROWAN_FOREIGN_KEY");
    if (out->target->table == NULL)
        return rowan__model_fail(b, p,
                                 "refers to %s, which is a ROWAN_ROW and has "
                                 "no table",
                                 out->target->type);
    status = rowan__members_find(b, p, out->columns, &out->column_count);
    if (status == ROWAN_OK)
        status = check_target(b, p, out);
    if (status == ROWAN_OK)
        status = check_action(b, p, out, p->on_delete, ".on_delete");
    if (status == ROWAN_OK)
        status = check_action(b, p, out, p->on_update, ".on_update");
    if (status != ROWAN_OK)
        return status;
    out->on_delete = p->on_delete;
    out->on_update = p->on_update;
    out->deferred = p->deferred;
    out->name = p->constraint;
    out->is_given = out->name != NULL;
    if (out->is_given)
        return rowan__name_usable(b, p, "constraint", out->name);
    out->name =
        rowan__constraint_name(b, "fk", out->columns, out->column_count);
    return out->name != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

rowan_status
rowan__build_foreign_keys(rowan__builder *builder)
{
    const rowan_model *model = builder->model;
    rowan__table *table = builder->table;
    rowan_status status = ROWAN_OK;

    if (table->name == NULL)
        return ROWAN_OK;
    table->foreign_keys = rowan__build_alloc(builder, model->property_count,
                                             sizeof *table->foreign_keys);
    if (table->foreign_keys == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; status == ROWAN_OK && i < model->property_count; i++)
        if (model->properties[i].role == ROWAN_ROLE_FOREIGN_KEY)
            status = build_foreign_key(
                builder, &model->properties[i],
                &table->foreign_keys[table->foreign_key_count++]);
    return status;
}

/* --- identity ------------------------------------------------------------ */

static bool
is_in_foreign_key(const rowan__table *table, uint32_t column)
{
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        for (uint32_t j = 0; j < table->foreign_keys[i].column_count; j++)
            if (table->foreign_keys[i].columns[j] == column)
                return true;
    return false;
}

/* The only column of the key, a plain integer that nobody else sets: not the
 * author, not a default, and not the row that a foreign key refers to. */
rowan_status
rowan__build_identity(rowan__builder *builder)
{
    rowan__table *table = builder->table;
    uint32_t i = table->primary_key.columns[0];
    const rowan_property *p;

    if (table->primary_key.column_count != 1)
        return ROWAN_OK;
    p = table->columns[i].property;
    if ((p->ctype != ROWAN_KIND_INT16 && p->ctype != ROWAN_KIND_INT32 &&
         p->ctype != ROWAN_KIND_INT64) ||
        p->not_generated || p->default_sql != NULL ||
        is_in_foreign_key(table, i))
        return ROWAN_OK;
    table->columns[i].identity = true;
    table->identity = i;
    return ROWAN_OK;
}
