/* SPDX-License-Identifier: MIT */
/*
 * From model to table: built under one lock at the first use, published by a
 * single store, then read without a lock for ever. A model with a mistake is
 * not kept, and says the same when it is asked for again.
 */
#include "schema/schema_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A table with its memory, in the list of all. */
typedef struct built_table {
    rowan__table table;
    rowan__arena arena;
    struct built_table *next;
} built_table;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static built_table *tables; /* newest first; by lock */

/* --- errors -------------------------------------------------------------- */

static const char *
role_name(const rowan_property *property)
{
    static const char *const names[] = {
        [ROWAN_ROLE_COLUMN] = "member",
        [ROWAN_ROLE_UNIQUE] = "unique constraint",
        [ROWAN_ROLE_INDEX] = "index",
        [ROWAN_ROLE_CHECK] = "check",
        [ROWAN_ROLE_FOREIGN_KEY] = "foreign key",
        [ROWAN_ROLE_OPTION] = "option",
        [ROWAN_ROLE_COMMENT] = "comment",
    };
    size_t role = (size_t)property->role;

    if (role >= sizeof names / sizeof *names || names[role] == NULL)
        return "row";
    return names[role];
}

/* " 'score'" or " (tenant, email)": which of the model's rows it is. There is
 * but one comment. */
static void
describe(const rowan_property *property, char *text, size_t size)
{
    const char *name = property->role == ROWAN_ROLE_COLUMN ? property->member
                       : property->role == ROWAN_ROLE_OPTION
                           ? property->option_name
                           : property->constraint;
    size_t used = 0;

    if (property->role == ROWAN_ROLE_COMMENT)
        return;
    if (property->members[0].name == NULL) {
        snprintf(text, size, " '%s'", name != NULL ? name : "?");
        return;
    }
    for (int i = 0; i < ROWAN_MEMBERS_MAX && used < size; i++) {
        const char *member = property->members[i].name;

        if (member == NULL)
            break;
        used += (size_t)snprintf(text + used, size - used, "%s%s",
                                 i > 0 ? ", " : " (", member);
    }
    if (used < size)
        snprintf(text + used, size - used, ")");
}

rowan_status
rowan__model_fail(const rowan__builder *builder, const rowan_property *property,
                  const char *format, ...)
{
    rowan_error *err = builder->err;
    const rowan_model *model = builder->model;
    const char *type = model->type != NULL ? model->type : "(unnamed)";
    char where[160] = "";
    char text[400];
    va_list arguments;

    if (err == NULL || err->status != ROWAN_OK)
        return ROWAN_MODEL_INVALID; /* the details belong to the first error */
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (property != NULL)
        describe(property, where, sizeof where);
    rowan__error_set(err, ROWAN_MODEL_INVALID, "model %s%s%s%s: %s", type,
                     property != NULL ? ", " : "",
                     property != NULL ? role_name(property) : "", where, text);
    rowan__error_object(err, "%s", type);
    rowan__error_table(err, model->table);
    if (property != NULL && property->role == ROWAN_ROLE_COLUMN)
        rowan__error_column(err, rowan__property_column(property));
    return ROWAN_MODEL_INVALID;
}

void *
rowan__build_alloc(const rowan__builder *builder, size_t count, size_t size)
{
    size_t bytes = 0;
    void *memory = NULL;

    if (rowan__size_mul(count, size, &bytes))
        memory = rowan__arena_zalloc(builder->arena, bytes);
    if (memory == NULL)
        rowan__error_no_memory(builder->err);
    return memory;
}

/* --- building ------------------------------------------------------------ */

/* What ROWAN_MODEL always fills in; a model may be written by hand. */
static rowan_status
check_frame(const rowan__builder *b)
{
    const rowan_model *model = b->model;
    rowan_status status;

    if (model->type == NULL || model->slot == NULL)
        return rowan__model_fail(
            b, NULL, "has no struct name or slot: make it by ROWAN_MODEL");
    if (model->size == 0)
        return rowan__model_fail(b, NULL, "its struct has the size 0");
    if (model->properties == NULL || model->property_count == 0)
        return rowan__model_fail(b, NULL, "has no rows: add ROWAN_COLUMN(...)");
    if (model->schema != NULL && model->table == NULL)
        return rowan__model_fail(b, NULL, "has a schema, but no table's name");
    if (model->schema != NULL &&
        (status = rowan__name_usable(b, NULL, "schema", model->schema)) !=
            ROWAN_OK)
        return status;
    if (model->table != NULL)
        return rowan__name_usable(b, NULL, "table", model->table);
    return ROWAN_OK;
}

static rowan_status
build(rowan__builder *b)
{
    static rowan_status (*const steps[])(rowan__builder *) = {
        rowan__build_columns,      rowan__build_keys,     rowan__build_checks,
        rowan__build_foreign_keys, rowan__build_identity, rowan__build_options,
    };
    rowan_status status = check_frame(b);

    for (size_t i = 0; status == ROWAN_OK && i < b->model->property_count; i++)
        status = rowan__attributes_check(b, &b->model->properties[i]);
    for (size_t i = 0; status == ROWAN_OK && i < sizeof steps / sizeof *steps;
         i++)
        status = steps[i](b);
    if (status == ROWAN_OK)
        status = rowan__constraint_names_check(b);
    return status;
}

static rowan_status
build_new(const rowan_model *model, built_table **ret_built, rowan_error *err)
{
    built_table *built = rowan__calloc(1, sizeof *built);
    rowan__builder b = {.model = model, .err = err};
    rowan_status status;

    if (built == NULL)
        return rowan__error_no_memory(err);
    rowan__arena_init(&built->arena, 0);
    built->table.model = model;
    built->table.name = model->table;
    built->table.schema = model->schema;
    built->table.identity = ROWAN__NO_COLUMN;
    b.table = &built->table;
    b.arena = &built->arena;
    status = build(&b);
    if (status != ROWAN_OK) {
        rowan__arena_done(&built->arena);
        rowan__free(built);
        return status;
    }
    *ret_built = built;
    return ROWAN_OK;
}

/* Publishes it, under the lock. Numbers have no gaps, for arrays by number. */
static void
publish(built_table *built)
{
    rowan_model_slot *slot = built->table.model->slot;

    built->table.number = tables != NULL ? tables->table.number + 1 : 0;
    built->next = tables;
    tables = built;
    slot->number = built->table.number;
    __atomic_store_n(&slot->table, &built->table, __ATOMIC_RELEASE);
}

const rowan__table *
rowan__model_table_built(const rowan_model *model)
{
    return __atomic_load_n(&model->slot->table, __ATOMIC_ACQUIRE);
}

/* Builds the table, unless another thread has done so meanwhile. */
ROWAN__COLD static rowan_status
build_table(const rowan_model *model, const rowan__table **ret_table,
            rowan_error *err)
{
    built_table *built = NULL;
    rowan_status status = ROWAN_OK;

    if (model == NULL)
        return rowan__error_set(err, ROWAN_MODEL_INVALID,
                                "the model is NULL: pass T_model()");
    pthread_mutex_lock(&lock);
    if (model->slot == NULL || rowan__model_table_built(model) == NULL)
        status = build_new(model, &built, err);
    if (built != NULL)
        publish(built);
    pthread_mutex_unlock(&lock);
    if (status == ROWAN_OK)
        *ret_table = rowan__model_table_built(model);
    return status;
}

rowan_status
rowan__model_table(const rowan_model *model, const rowan__table **ret_table,
                   rowan_error *err)
{
    const rowan__table *table = model != NULL && model->slot != NULL
                                    ? rowan__model_table_built(model)
                                    : NULL;

    if (table == NULL)
        return build_table(model, ret_table, err);
    *ret_table = table;
    return ROWAN_OK;
}

rowan_status
rowan_model_check(const rowan_model *model, rowan_error *err)
{
    const rowan__table *table;

    return rowan__model_table(model, &table, err);
}

void
rowan__schema_shutdown(void)
{
    pthread_mutex_lock(&lock);
    while (tables != NULL) {
        built_table *built = tables;

        tables = built->next;
        built->table.model->slot->table = NULL;
        built->table.model->slot->number = 0;
        rowan__arena_done(&built->arena);
        rowan__free(built);
    }
    pthread_mutex_unlock(&lock);
}
