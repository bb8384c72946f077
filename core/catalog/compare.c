/* SPDX-License-Identifier: MIT */
/* Comparing models with what a database says about its tables. */
#include "catalog/compare.h"

#include "base/alloc.h"
#include "base/error_priv.h"
#include "catalog/plan.h"

typedef struct owned_comparison {
    rowan_comparison info;
    rowan__arena arena;
} owned_comparison;

/* --- telling ---------------------------------------------------------------
 */

static const char *const subjects[] = {
    [ROWAN_SUBJECT_TABLE] = "",
    [ROWAN_SUBJECT_COLUMN] = "column",
    [ROWAN_SUBJECT_TYPE] = "type of column",
    [ROWAN_SUBJECT_NULLABILITY] = "nullability of column",
    [ROWAN_SUBJECT_DEFAULT] = "default of column",
    [ROWAN_SUBJECT_COMPUTED] = "expression of column",
    [ROWAN_SUBJECT_COMMENT] = "comment of column",
    [ROWAN_SUBJECT_IDENTITY] = "generated key of column",
    [ROWAN_SUBJECT_PRIMARY_KEY] = "primary key",
    [ROWAN_SUBJECT_UNIQUE] = "unique constraint",
    [ROWAN_SUBJECT_FOREIGN_KEY] = "foreign key",
    [ROWAN_SUBJECT_CHECK] = "check",
    [ROWAN_SUBJECT_INDEX] = "index",
    [ROWAN_SUBJECT_OPTION] = "option",
    [ROWAN_SUBJECT_TABLE_COMMENT] = "comment",
};

/* "table users, type of column name: the model has A, the database B". */
static char *
make_line(rowan__arena *arena, const rowan_difference *d)
{
    rowan_buffer line;
    char *text = NULL;

    rowan__buffer_init(&line);
    rowan__buffer_printf(&line, "table %s", d->table);
    if (d->subject != ROWAN_SUBJECT_TABLE)
        rowan__buffer_printf(&line, ", %s", subjects[d->subject]);
    if (d->name != NULL)
        rowan__buffer_printf(&line, " %s", d->name);
    if (d->kind == ROWAN_DIFFERENCE_MISSING)
        rowan__buffer_text(&line, ": the database has none");
    else if (d->kind == ROWAN_DIFFERENCE_EXTRA)
        rowan__buffer_text(&line, ": no model has it");
    else
        rowan__buffer_printf(&line, ": the model has %s, the database %s",
                             d->model != NULL ? d->model : "none",
                             d->database != NULL ? d->database : "none");
    if (d->kind == ROWAN_DIFFERENCE_UNDECIDED)
        rowan__buffer_text(&line, ", which may mean the same");
    if (!rowan__buffer_failed(&line))
        text = rowan__arena_text(arena, rowan__buffer_get(&line), line.size);
    rowan__buffer_done(&line);
    return text;
}

static bool
add_difference(rowan__compare *c, rowan_difference given)
{
    rowan__arena *arena = &c->arena;
    rowan_difference *d = rowan__arena_zalloc(arena, sizeof *d);

    if (d == NULL)
        return false;
    *d = given;
    return rowan__copy_text(arena, &d->schema) &&
           rowan__copy_text(arena, &d->table) &&
           rowan__copy_text(arena, &d->name) &&
           rowan__copy_text(arena, &d->model) &&
           rowan__copy_text(arena, &d->database) &&
           (d->line = make_line(arena, d)) != NULL &&
           rowan__told_add(arena, &c->differences, d);
}

void
rowan__differ(rowan__compare *c, rowan_difference_kind kind,
              rowan_difference_subject subject, const char *name,
              const char *model, const char *database)
{
    const rowan_difference difference = {
        .size = sizeof difference,
        .kind = kind,
        .subject = subject,
        .schema = c->found != NULL ? c->found->schema : c->model->schema,
        .table = c->found != NULL ? c->found->name : c->model->name,
        .name = name,
        .model = model,
        .database = database,
    };

    if (c->status != ROWAN_OK)
        return;
    if (kind == ROWAN_DIFFERENCE_UNDECIDED)
        c->undecided_count++;
    if (!add_difference(c, difference))
        c->status = rowan__error_no_memory(c->err);
}

void
rowan__differ_sql(rowan__compare *c, rowan_difference_subject subject,
                  const char *name, const char *model, const char *database)
{
    rowan_difference_kind kind = ROWAN_DIFFERENCE_UNDECIDED;

    if (model == NULL && database == NULL)
        return;
    if (model != NULL && database != NULL && rowan__sql_same(model, database))
        return;
    if (model == NULL || database == NULL ||
        rowan_capabilities_have(c->target->caps,
                                ROWAN_FEATURE_EXPRESSIONS_AS_WRITTEN))
        kind = ROWAN_DIFFERENCE_OTHER;
    rowan__differ(c, kind, subject, name, model, database);
}

/* --- tables -----------------------------------------------------------------
 */

static bool
is_like(const char *a, const char *b)
{
    size_t size = strlen(a);

    if (strlen(b) != size)
        return false;
    for (size_t i = 0; i < size; i++) {
        char x = a[i], y = b[i];

        if (x != y &&
            ((x | 0x20) != (y | 0x20) || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
            return false;
    }
    return true;
}

/* The table of a model. The database was asked by name, so that one that it
 * told in another case is it, where there is no better one. */
static const rowan_table_info *
find_table(const rowan_inspection *in, const rowan__table *model)
{
    const char *schema =
        model->schema != NULL ? model->schema : in->default_schema;
    const rowan_table_info *like = NULL;

    for (uint32_t i = 0; i < in->table_count; i++) {
        const rowan_table_info *table = in->tables[i];

        if (strcmp(table->schema, schema) != 0 ||
            table->kind != ROWAN_TABLE_BASE)
            continue;
        if (strcmp(table->name, model->name) == 0)
            return table;
        if (is_like(table->name, model->name))
            like = table;
    }
    return like;
}

static bool
is_for(const rowan__dialect *dialect, const char *name)
{
    const char *const *alias = dialect->plugin.aliases;

    if (strcmp(dialect->name, name) == 0)
        return true;
    while (alias != NULL && *alias != NULL)
        if (strcmp(*alias++, name) == 0)
            return true;
    return false;
}

/* An option that a model gives. One that is off need not be told. */
static void
compare_option(rowan__compare *c, const rowan_property *p)
{
    for (uint32_t i = 0; i < c->found->option_count; i++) {
        const rowan_option *option = &c->found->options[i];

        if (strcmp(option->name, p->option_name) != 0)
            continue;
        if (!is_like(option->value, p->option_value))
            rowan__differ(c, ROWAN_DIFFERENCE_OTHER, ROWAN_SUBJECT_OPTION,
                          p->option_name, p->option_value, option->value);
        return;
    }
    if (!is_like(p->option_value, "off"))
        rowan__differ(c, ROWAN_DIFFERENCE_UNDECIDED, ROWAN_SUBJECT_OPTION,
                      p->option_name, p->option_value, NULL);
}

static void
compare_options(rowan__compare *c)
{
    const rowan_model *model = c->model->model;

    for (size_t i = 0; i < model->property_count; i++)
        if (model->properties[i].role == ROWAN_ROLE_OPTION &&
            is_for(c->target->dialect, model->properties[i].option_dialect))
            compare_option(c, &model->properties[i]);
}

static void
compare_table(rowan__compare *c)
{
    c->found = find_table(c->inspection, c->model);
    if (c->found == NULL) {
        rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_TABLE, NULL,
                      NULL, NULL);
        return;
    }
    rowan__compare_comment(c, ROWAN_SUBJECT_TABLE_COMMENT, NULL,
                           c->model->comment, c->found->comment);
    rowan__compare_columns(c);
    rowan__compare_keys(c);
    rowan__compare_foreign_keys(c);
    compare_options(c);
}

static void
compare_extra_tables(rowan__compare *c, const rowan__plan *plan)
{
    const rowan_inspection *in = c->inspection;

    for (uint32_t i = 0; i < in->table_count; i++) {
        bool has_model = false;

        for (uint32_t j = 0; j < plan->count && !has_model; j++)
            has_model = find_table(in, plan->tables[j]) == in->tables[i];
        c->found = in->tables[i];
        if (!has_model && c->found->kind == ROWAN_TABLE_BASE &&
            strcmp(c->found->schema, in->default_schema) == 0)
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_TABLE, NULL,
                          NULL, NULL);
    }
}

/* --- all of it ---------------------------------------------------------------
 */

/* Asks for the tables of the plan, or for all. */
static rowan_status
inspect(rowan_connection *conn, const rowan__plan *plan, bool all_tables,
        rowan_inspection **ret_inspection, rowan_error *err)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const char **names = rowan__calloc(plan->count + 1, sizeof *names);
    rowan_status status;

    if (names == NULL)
        return rowan__error_no_memory(err);
    options.kinds = ROWAN_TABLE_BASE;
    options.parts = ROWAN_INSPECT_COLUMNS | ROWAN_INSPECT_KEYS |
                    ROWAN_INSPECT_FOREIGN_KEYS | ROWAN_INSPECT_CHECKS |
                    ROWAN_INSPECT_INDEXES;
    for (uint32_t i = 0; i < plan->count; i++) {
        names[i] = plan->tables[i]->name;
        if (plan->tables[i]->schema != NULL)
            options.all_schemas = true;
    }
    if (!all_tables && plan->count > 0)
        options.tables = names;
    status = rowan_connection_inspect(conn, &options, ret_inspection, err);
    rowan__free(names);
    return status;
}

static rowan_status
finish(rowan__compare *c, rowan_comparison **ret_comparison, rowan_error *err)
{
    owned_comparison *owned = rowan__arena_zalloc(&c->arena, sizeof *owned);
    void **array = rowan__told_array(&c->arena, &c->differences);

    if (owned == NULL || array == NULL)
        return rowan__error_no_memory(err);
    owned->info = (rowan_comparison){
        .size = sizeof owned->info,
        .is_equal = c->differences.count == c->undecided_count,
        .difference_count = c->differences.count,
        .undecided_count = c->undecided_count,
        .differences = (const rowan_difference *const *)array,
    };
    owned->arena = c->arena;
    *ret_comparison = &owned->info;
    return ROWAN_OK;
}

static rowan_status
compare_plan(rowan_connection *conn, const rowan__plan *plan, bool all_tables,
             rowan_comparison **ret_comparison, rowan_error *err)
{
    rowan__compare c = {.target = &conn->target, .err = err};
    rowan_inspection *inspection = NULL;
    rowan_status status = inspect(conn, plan, all_tables, &inspection, err);

    if (status != ROWAN_OK)
        return status;
    rowan__arena_init(&c.arena, 0);
    c.inspection = inspection;
    for (uint32_t i = 0; i < plan->count && c.status == ROWAN_OK; i++) {
        c.model = plan->tables[i];
        compare_table(&c);
    }
    if (all_tables)
        compare_extra_tables(&c, plan);
    status = c.status;
    if (status == ROWAN_OK)
        status = finish(&c, ret_comparison, err);
    if (status != ROWAN_OK)
        rowan__arena_done(&c.arena);
    rowan_inspection_free(inspection);
    return status;
}

rowan_status
rowan_connection_compare(rowan_connection *conn,
                         const rowan_model *const *models,
                         const rowan_compare_options *options,
                         rowan_comparison **ret_comparison, rowan_error *err)
{
    rowan__plan plan = {0};
    rowan_compare_options given = {0};
    rowan_status status = rowan__connection_check(conn, err);

    if (options != NULL)
        memcpy(&given, options,
               options->size < sizeof given ? options->size : sizeof given);
    if (status == ROWAN_OK)
        status = rowan__plan_make(models, &plan, err);
    if (status == ROWAN_OK)
        status =
            compare_plan(conn, &plan, given.extra_tables, ret_comparison, err);
    rowan__plan_done(&plan);
    return status;
}

rowan_status
rowan_compare(rowan_engine *engine, const rowan_model *const *models,
              const rowan_compare_options *options,
              rowan_comparison **ret_comparison, rowan_error *err)
{
    rowan_connection *conn = NULL;
    rowan_status status =
        rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, err);

    if (status != ROWAN_OK)
        return status;
    status =
        rowan_connection_compare(conn, models, options, ret_comparison, err);
    rowan_connection_release(conn);
    return status;
}

void
rowan_comparison_free(rowan_comparison *comparison)
{
    rowan__arena arena;

    if (comparison == NULL)
        return;
    /* The arena holds itself: it is freed by a copy. */
    arena = ((owned_comparison *)(void *)comparison)->arena;
    rowan__arena_done(&arena);
}
