/* SPDX-License-Identifier: MIT */
/* The columns of a table, and the mistakes that one row alone can show. */
#include "schema/schema_priv.h"

#include "base/error_priv.h"

#include <string.h>

/* What a rule looks at. */
typedef struct subject {
    const rowan_property *property;
    const rowan__column *column;
    uint32_t key_member_count; /* of the table's primary key */
} subject;

/* --- rules: each says whether the row has the mistake -------------------- */

static bool
is_nullable_form(const subject *s)
{
    return s->property->ctype & ROWAN_CTYPE_NULLABLE;
}

static bool
is_nullable_key(const subject *s)
{
    return s->property->primary_key && is_nullable_form(s);
}

static bool
is_computed_key(const subject *s)
{
    return s->property->primary_key && s->property->computed_sql != NULL;
}

static bool
is_inexact_key(const subject *s)
{
    uint32_t kind = s->column->type.kind;

    return s->property->primary_key &&
           (kind == ROWAN_KIND_FLOAT || kind == ROWAN_KIND_DOUBLE);
}

static bool
is_json_key(const subject *s)
{
    return s->column->type.kind == ROWAN_KIND_JSON &&
           (s->property->primary_key || s->property->unique ||
            s->property->index);
}

static bool
is_nullable_not_null(const subject *s)
{
    return s->property->not_null && is_nullable_form(s);
}

static bool
is_default_unreachable(const subject *s)
{
    return s->property->default_sql != NULL && !s->property->zero_is_default &&
           !rowan__property_holds_nothing(s->property);
}

static bool
is_zero_without_default(const subject *s)
{
    return s->property->zero_is_default && s->property->default_sql == NULL;
}

static bool
is_computed_with_default(const subject *s)
{
    return s->property->computed_sql != NULL &&
           s->property->default_sql != NULL;
}

static bool
is_whole_key(const subject *s)
{
    return s->property->primary_key && s->key_member_count == 1;
}

static bool
is_unique_key(const subject *s)
{
    return s->property->unique && is_whole_key(s);
}

static bool
is_indexed_already(const subject *s)
{
    return s->property->index && (s->property->unique || is_whole_key(s));
}

static bool
is_where_without_index(const subject *s)
{
    return s->property->where_sql != NULL && !s->property->index;
}

static int
named_count(const rowan_property *p)
{
    return p->primary_key + p->unique + p->index + (p->check_sql != NULL);
}

static bool
is_constraint_of_nothing(const subject *s)
{
    return s->property->constraint != NULL && named_count(s->property) == 0;
}

static bool
is_constraint_of_several(const subject *s)
{
    return s->property->constraint != NULL && named_count(s->property) > 1;
}

static bool
is_never_generated(const subject *s)
{
    uint32_t kind = s->column->type.kind;

    return s->property->not_generated &&
           (!s->property->primary_key || s->property->codec != NULL ||
            (kind != ROWAN_KIND_INT16 && kind != ROWAN_KIND_INT32 &&
             kind != ROWAN_KIND_INT64));
}

static const struct {
    bool (*applies)(const subject *s);
    const char *message; /* what is wrong, and the cure */
} rules[] = {
    {is_nullable_key, "a primary key is never NULL: use the plain type, such "
                      "as int64_t"},
    {is_computed_key, "a primary key cannot be computed: drop .computed_sql"},
    {is_inexact_key, "float and double do not compare exactly, so they cannot "
                     "be a primary key: use an integer or a text"},
    {is_json_key, "databases do not compare JSON, so it cannot be a key or "
                  "have an index"},
    {is_nullable_not_null, "says .not_null, but its C type can be NULL: use "
                           "the plain type, or drop .not_null"},
    {is_default_unreachable,
     "has .default_sql, but zero cannot be told from no value: use a nullable "
     "form such as rowan_nullable_int64, or say .zero_is_default = true"},
    {is_zero_without_default, ".zero_is_default needs a .default_sql"},
    {is_computed_with_default, "a computed column has no default: drop "
                               ".default_sql or .computed_sql"},
    {is_unique_key, "a primary key is unique already: drop .unique"},
    {is_indexed_already, "a primary key or unique column has an index already: "
                         "drop .index"},
    {is_where_without_index,
     ".where_sql needs .index = true; for a unique one write "
     "ROWAN_INDEX_WITH((member), .unique = true, .where_sql = ...)"},
    {is_constraint_of_nothing, ".constraint names nothing: add .unique, .index "
                               "or .check_sql, or drop it"},
    {is_constraint_of_several,
     ".constraint could name several things: declare all but one by "
     "ROWAN_UNIQUE, ROWAN_INDEX or ROWAN_CHECK"},
    {is_never_generated, ".not_generated is for integer primary keys, which "
                         "the database generates otherwise: drop it"},
};

/* --- building ------------------------------------------------------------ */

static rowan_status
check_place(const rowan__builder *b, const rowan_property *p)
{
    if (p->member == NULL || p->member[0] == '\0')
        return rowan__model_fail(b, p, "has no member");
    if (p->size == 0 || p->size > b->model->size ||
        p->offset > b->model->size - p->size)
        return rowan__model_fail(b, p, "is not inside the struct");
    return ROWAN_OK;
}

/* Against the columns before it. */
static rowan_status
check_distinct(const rowan__builder *b, const rowan__column *column)
{
    const rowan_property *p = column->property;

    for (const rowan__column *other = b->table->columns; other < column;
         other++) {
        const rowan_property *q = other->property;

        if (strcmp(p->member, q->member) == 0)
            return rowan__model_fail(b, p, "is listed twice: drop one row");
        if (p->offset == q->offset)
            return rowan__model_fail(b, p,
                                     "lies where member '%s' lies, as in a "
                                     "union: map only one of them",
                                     q->member);
        if (rowan__names_equal(column->name, other->name))
            return rowan__model_fail(
                b, p,
                "its column '%s' and that of member '%s' have one name, for "
                "databases that ignore case: say another by .name",
                column->name, q->member);
    }
    return ROWAN_OK;
}

static rowan_status
build_column(const rowan__builder *b, const rowan_property *p,
             rowan__column *column)
{
    subject s = {p, column, b->key_member_count};
    rowan_status status = check_place(b, p);

    if (status == ROWAN_OK)
        status = rowan__name_usable(b, p, "column", rowan__property_column(p));
    if (status == ROWAN_OK)
        status = rowan__type_build(b, p, &column->type);
    if (status != ROWAN_OK)
        return status;
    column->property = p;
    column->name = rowan__property_column(p);
    column->offset = p->offset;
    column->ctype = p->ctype;
    if (p->ctype & ROWAN_CTYPE_CODEC)
        column->ctype |= column->type.kind;
    column->primary_key = p->primary_key;
    column->nullable =
        rowan__property_holds_nothing(p) && !p->not_null && !p->primary_key;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].applies(&s))
            return rowan__model_fail(b, p, "%s", rules[i].message);
    return check_distinct(b, column);
}

rowan_status
rowan__build_columns(rowan__builder *builder)
{
    const rowan_model *model = builder->model;
    rowan__table *table = builder->table;

    table->columns = rowan__build_alloc(builder, model->property_count,
                                        sizeof *table->columns);
    if (table->columns == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; i < model->property_count; i++)
        builder->key_member_count += model->properties[i].primary_key;
    for (size_t i = 0; i < model->property_count; i++) {
        rowan_status status;

        if (model->properties[i].role != ROWAN_ROLE_COLUMN)
            continue;
        status = build_column(builder, &model->properties[i],
                              &table->columns[table->column_count]);
        if (status != ROWAN_OK)
            return status;
        table->column_count++;
    }
    if (table->column_count == 0)
        return rowan__model_fail(builder, NULL,
                                 "has no columns: add ROWAN_COLUMN(...)");
    return ROWAN_OK;
}

/* --- finding ------------------------------------------------------------- */

const rowan__column *
rowan__table_column_at(const rowan__table *table, size_t offset)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].offset == offset)
            return &table->columns[i];
    return NULL;
}

const rowan_property *
rowan__model_property(const rowan_model *model, const rowan_member *member)
{
    for (size_t i = 0; i < model->property_count; i++) {
        const rowan_property *p = &model->properties[i];

        if (p->role == ROWAN_ROLE_COLUMN && p->offset == member->offset &&
            p->member != NULL && strcmp(p->member, member->name) == 0)
            return p;
    }
    return NULL;
}

static uint32_t
column_of(const rowan__table *table, const rowan_member *member)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        if (table->columns[i].offset == member->offset &&
            strcmp(table->columns[i].property->member, member->name) == 0)
            return i;
    return ROWAN__NO_COLUMN;
}

rowan_status
rowan__members_find(const rowan__builder *builder,
                    const rowan_property *property, uint32_t *ret_columns,
                    uint32_t *ret_count)
{
    uint32_t count = 0;

    for (; count < ROWAN_MEMBERS_MAX; count++) {
        const rowan_member *member = &property->members[count];

        if (member->name == NULL)
            break;
        ret_columns[count] = column_of(builder->table, member);
        if (ret_columns[count] == ROWAN__NO_COLUMN)
            return rowan__model_fail(builder, property,
                                     "'%s' is no column: add ROWAN_COLUMN(%s)",
                                     member->name, member->name);
        for (uint32_t i = 0; i < count; i++)
            if (ret_columns[i] == ret_columns[count])
                return rowan__model_fail(builder, property,
                                         "'%s' is listed twice: drop one",
                                         member->name);
    }
    if (count == 0)
        return rowan__model_fail(builder, property, "names no members");
    *ret_count = count;
    return ROWAN_OK;
}
