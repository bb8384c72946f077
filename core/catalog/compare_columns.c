/* SPDX-License-Identifier: MIT */
/* Columns of a model and of a table. */
#include "catalog/compare.h"

#include "base/error_priv.h"
#include "compile/ddl.h"

/* --- types ---------------------------------------------------------------- */

/* The database's name of a type of the column; false if it has none. */
static bool
write_type(rowan__compare *c, uint32_t column, const rowan_type *type,
           rowan_buffer *out)
{
    rowan_status status;

    if (type->kind == ROWAN_KIND_NULL)
        return false;
    status = rowan__ddl_type(c->target, c->model, column, type, out, NULL);
    if (status == ROWAN_NO_MEMORY)
        c->status = rowan__error_no_memory(c->err);
    return status == ROWAN_OK;
}

static bool
same_labels(const rowan_type *a, const rowan_type *b)
{
    if (a->label_count != b->label_count)
        return false;
    for (uint32_t i = 0; i < a->label_count; i++)
        if (strcmp(a->labels[i], b->labels[i]) != 0)
            return false;
    return true;
}

/* A check of the table has labels of the column, which the model need not call
 * an enumeration. */
static bool
has_checked_labels(rowan__compare *c, const char *column)
{
    rowan__told_list labels = {0};

    for (uint32_t i = 0; i < c->found->check_count; i++)
        if (c->found->checks[i]->sql != NULL &&
            !rowan__sql_labels(&c->arena, c->found->checks[i]->sql, column,
                               &labels))
            c->status = rowan__error_no_memory(c->err);
    return labels.count > 0;
}

/* Without enumerations and without checks to read, labels are nowhere. */
static bool
has_labels(rowan__compare *c, const rowan__column *column,
           const rowan_type *found)
{
    const rowan_type *type = &column->type;

    if (type->label_count == 0)
        return found->label_count == 0 || has_checked_labels(c, column->name);
    return same_labels(type, found) ||
           (found->label_count == 0 &&
            !rowan__target_has(c->target, ROWAN_FEATURE_NATIVE_ENUM) &&
            !rowan__target_has(c->target, ROWAN_FEATURE_CHECK_REFLECTION));
}

/* "VARCHAR(5) of open, closed". */
static void
add_labels(rowan_buffer *out, const rowan_type *type)
{
    for (uint32_t i = 0; i < type->label_count; i++)
        rowan__buffer_printf(out, "%s%s", i == 0 ? " of " : ", ",
                             type->labels[i]);
}

/* Where a generated key has no type of its own, all integers are one. */
static bool
is_key_of_any_type(const rowan__compare *c, const rowan__column *column)
{
    return column->identity &&
           c->target->dialect->text.identity_style == ROWAN_IDENTITY_DEFINITION;
}

/* Two types are the same if the database has one name for both. */
static void
compare_type(rowan__compare *c, uint32_t number, const rowan_column_info *found)
{
    const rowan__column *column = &c->model->columns[number];
    rowan_buffer model, database;
    bool is_known;

    if (is_key_of_any_type(c, column))
        return;
    rowan__buffer_init(&model);
    rowan__buffer_init(&database);
    c->status = rowan__ddl_type(c->target, c->model, number, &column->type,
                                &model, c->err);
    is_known =
        c->status == ROWAN_OK && write_type(c, number, found->type, &database);
    if (c->status == ROWAN_OK &&
        (!is_known ||
         strcmp(rowan__buffer_get(&model), rowan__buffer_get(&database)) != 0 ||
         !has_labels(c, column, found->type))) {
        add_labels(&model, &column->type);
        add_labels(&database, found->type);
        if (rowan__buffer_failed(&model) || rowan__buffer_failed(&database))
            c->status = rowan__error_no_memory(c->err);
        rowan__differ(c, ROWAN_DIFFERENCE_OTHER, ROWAN_SUBJECT_TYPE,
                      column->name, rowan__buffer_get(&model),
                      is_known || found->native_type == NULL
                          ? rowan__buffer_get(&database)
                          : found->native_type);
    }
    rowan__buffer_done(&model);
    rowan__buffer_done(&database);
}

/* --- the rest of a column ------------------------------------------------- */

/* DEFAULT NULL says nothing. */
static const char *
default_of(const rowan_column_info *found)
{
    if (found->identity != ROWAN_IDENTITY_NONE || found->default_sql == NULL ||
        rowan__sql_same(found->default_sql, "NULL"))
        return NULL;
    return found->default_sql;
}

static const char *
comment_of(const char *comment)
{
    return comment != NULL && *comment != '\0' ? comment : NULL;
}

void
rowan__compare_comment(rowan__compare *c, rowan_difference_subject subject,
                       const char *name, const char *model,
                       const char *database)
{
    model = comment_of(model);
    database = comment_of(database);
    if (rowan__target_has(c->target, ROWAN_FEATURE_COMMENTS) &&
        !rowan__same_text(model, database))
        rowan__differ(c,
                      rowan__kind_if_told(c, ROWAN_FEATURE_COMMENT_REFLECTION,
                                          ROWAN_DIFFERENCE_OTHER),
                      subject, name, model, database);
}

/* NOT NULL, where it could be said. */
static void
compare_nullability(rowan__compare *c, const rowan__column *column,
                    bool is_nullable)
{
    bool model_is_nullable = !rowan__ddl_has_not_null(c->target, column);

    if (model_is_nullable != is_nullable)
        rowan__differ(c, ROWAN_DIFFERENCE_OTHER, ROWAN_SUBJECT_NULLABILITY,
                      column->name, model_is_nullable ? "NULL" : "NOT NULL",
                      is_nullable ? "NULL" : "NOT NULL");
}

static void
compare_identity(rowan__compare *c, const rowan__column *column,
                 bool is_generated)
{
    if (column->identity != is_generated)
        rowan__differ(c,
                      rowan__kind_if_told(c, ROWAN_FEATURE_IDENTITY_REFLECTION,
                                          ROWAN_DIFFERENCE_OTHER),
                      ROWAN_SUBJECT_IDENTITY, column->name,
                      column->identity ? "a generated key" : "none",
                      is_generated ? "a generated key" : "none");
}

static void
compare_computed(rowan__compare *c, const rowan__column *column,
                 const char *found)
{
    const char *model = column->property->computed_sql;

    if (found == NULL && model != NULL)
        rowan__differ(c,
                      rowan__kind_if_told(c, ROWAN_FEATURE_COMPUTED_REFLECTION,
                                          ROWAN_DIFFERENCE_OTHER),
                      ROWAN_SUBJECT_COMPUTED, column->name, model, NULL);
    else
        rowan__differ_sql(c, ROWAN_SUBJECT_COMPUTED, column->name, model,
                          found);
}

static void
compare_column(rowan__compare *c, uint32_t number,
               const rowan_column_info *found)
{
    const rowan__column *column = &c->model->columns[number];

    compare_type(c, number, found);
    compare_nullability(c, column, found->is_nullable != 0);
    compare_identity(c, column, found->identity != ROWAN_IDENTITY_NONE);
    if (!column->identity)
        rowan__differ_sql(c, ROWAN_SUBJECT_DEFAULT, column->name,
                          column->property->default_sql, default_of(found));
    compare_computed(c, column, found->computed_sql);
    rowan__compare_comment(c, ROWAN_SUBJECT_COMMENT, column->name,
                           column->property->comment, found->comment);
}

static const rowan__column *
model_column(const rowan__table *model, const char *name)
{
    for (uint32_t i = 0; i < model->column_count; i++)
        if (strcmp(model->columns[i].name, name) == 0)
            return &model->columns[i];
    return NULL;
}

void
rowan__compare_columns(rowan__compare *c)
{
    for (uint32_t i = 0; i < c->model->column_count && c->status == ROWAN_OK;
         i++) {
        const char *name = c->model->columns[i].name;
        const rowan_column_info *found =
            rowan_table_info_column(c->found, name);

        if (found != NULL)
            compare_column(c, i, found);
        else
            rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_COLUMN,
                          name, NULL, NULL);
    }
    for (uint32_t i = 0; i < c->found->column_count; i++)
        if (model_column(c->model, c->found->columns[i]->name) == NULL)
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_COLUMN,
                          c->found->columns[i]->name, NULL, NULL);
}
