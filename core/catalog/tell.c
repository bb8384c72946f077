/* SPDX-License-Identifier: MIT */
/* The calls by which a plugin tells of tables. */
#include "catalog/reflection.h"

#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/hash.h"

#include <string.h>

/* --- finding a table ------------------------------------------------------ */

static uint64_t
hash_of(const char *schema, const char *name)
{
    return rowan__hash_mix(rowan__hash_bytes(schema, strlen(schema)),
                           rowan__hash_bytes(name, strlen(name)));
}

rowan__built_table *
rowan__reflection_table(const rowan_reflection_host *host, const char *schema,
                        const char *name)
{
    rowan__built_table *table;

    if (host->bucket_count == 0 || schema == NULL || name == NULL)
        return NULL;
    table = host->buckets[hash_of(schema, name) & (host->bucket_count - 1)];
    while (table != NULL && (strcmp(table->info.name, name) != 0 ||
                             strcmp(table->info.schema, schema) != 0))
        table = table->chain;
    return table;
}

static void
put_in_bucket(rowan_reflection_host *host, rowan__built_table *table)
{
    rowan__built_table **bucket =
        &host->buckets[hash_of(table->info.schema, table->info.name) &
                       (host->bucket_count - 1)];

    table->chain = *bucket;
    *bucket = table;
}

/* Twice as many buckets when there are as many tables. */
static bool
make_buckets(rowan_reflection_host *host)
{
    uint32_t count = host->bucket_count == 0 ? 64 : host->bucket_count * 2;
    rowan__built_table **buckets;

    if (host->tables.count < host->bucket_count)
        return true;
    buckets = rowan__calloc(count, sizeof(rowan__built_table *));
    if (buckets == NULL)
        return false;
    rowan__free(host->buckets);
    host->buckets = buckets;
    host->bucket_count = count;
    for (const struct rowan__told_node *node = host->tables.first; node != NULL;
         node = node->next)
        put_in_bucket(host, node->item);
    return true;
}

/* --- queries -------------------------------------------------------------- */

typedef struct query_text {
    const rowan_reflect_query *query;
    const rowan_value *binds;
    uint32_t bind_count;
} query_text;

static rowan_status
compile(const rowan__target *target, const void *context, rowan__arena *arena,
        rowan__compiled *ret_compiled, rowan_error *err)
{
    const query_text *text = context;
    size_t size = strlen(text->query->sql);
    char *sql = rowan__arena_text(arena, text->query->sql, size);
    uint32_t *kinds =
        rowan__arena_zalloc(arena, text->bind_count * sizeof *kinds);

    (void)target;
    if (sql == NULL || kinds == NULL)
        return rowan__error_no_memory(err);
    for (uint32_t i = 0; i < text->bind_count; i++)
        kinds[i] = text->binds[i].kind;
    *ret_compiled =
        (rowan__compiled){.sql = sql,
                          .sql_size = size,
                          .bind_count = text->bind_count,
                          .bind_kinds = kinds,
                          .column_count = text->query->column_count};
    return ROWAN_OK;
}

static rowan_status
take_rows(rowan_reflection_host *host, rowan__statement *statement,
          const query_text *text, void *context, rowan_error *err)
{
    const rowan_reflect_query *query = text->query;
    rowan_value *cells = rowan__arena_zalloc(
        &statement->arena, query->column_count * sizeof *cells);
    rowan_status status;

    if (cells == NULL)
        return rowan__error_no_memory(err);
    status = rowan__statement_execute(host->conn, statement, text->binds,
                                      text->bind_count, query->wanted,
                                      query->column_count, err);
    while (status == ROWAN_OK) {
        status = rowan__statement_step(host->conn, statement, cells, err);
        if (status == ROWAN_OK)
            status =
                (rowan_status)query->row(host->reflection, context, cells, err);
    }
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

static int32_t
run(rowan_reflection_host *host, const rowan_reflect_query *query,
    const rowan_value *binds, uint32_t bind_count, void *context,
    rowan_error *err)
{
    const query_text text = {query, binds, bind_count};
    rowan__statement *statement = NULL;
    uint32_t columns;
    rowan_status status = rowan__statement_take(host->conn, NULL, 0, 0, compile,
                                                &text, &statement, err);

    if (status != ROWAN_OK)
        return (int32_t)status;
    columns = host->conn->driver->column_count(statement->driver);
    if (columns == query->column_count)
        status = take_rows(host, statement, &text, context, err);
    else
        status = rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                  "a query of the plugin's catalog gives %u "
                                  "columns, not %u",
                                  columns, query->column_count);
    rowan__statement_give_back(host->conn, statement);
    return (int32_t)status;
}

/* --- tables --------------------------------------------------------------- */

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether two names differ in the case of ASCII letters at most. Which names
 * are the same, only the database knows. */
static bool
is_like(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool
is_asked_for(const rowan_reflection *asked, const rowan_table_info *table)
{
    if ((asked->kinds & table->kind) == 0 ||
        (table->is_temporary && !asked->temporary))
        return false;
    if (asked->table_count == 0)
        return true;
    for (uint32_t i = 0; i < asked->table_count; i++)
        if (is_like(asked->tables[i], table->name))
            return true;
    return false;
}

/* Lists come by calls of their own. */
static void
drop_lists(rowan_table_info *table)
{
    table->columns = NULL;
    table->primary_key = NULL;
    table->uniques = NULL;
    table->foreign_keys = NULL;
    table->checks = NULL;
    table->indexes = NULL;
    table->column_count = table->unique_count = table->foreign_key_count =
        table->check_count = table->index_count = 0;
}

static int32_t
add_table(rowan_reflection_host *host, const rowan_table_info *given,
          rowan_error *err)
{
    rowan__built_table *table;
    rowan_status status;

    table = rowan__arena_zalloc(&host->arena, sizeof *table);
    if (table == NULL)
        return rowan__error_no_memory(err);
    status = rowan__info_copy(&host->arena, host->reflection->dialect,
                              &rowan__info_table, given, &table->info, err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    if (table->info.schema == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "the plugin told of table '%s' without its "
                                "schema",
                                table->info.name);
    drop_lists(&table->info);
    if (!is_asked_for(host->reflection, &table->info) ||
        rowan__reflection_table(host, table->info.schema, table->info.name))
        return ROWAN_OK;
    if (!rowan__copy_options(&host->arena, &table->info.options,
                             table->info.option_count) ||
        !make_buckets(host) ||
        !rowan__told_add(&host->arena, &host->tables, table))
        return rowan__error_no_memory(err);
    put_in_bucket(host, table);
    return ROWAN_OK;
}

/* The table that something belongs to, if that was asked for. */
static rowan__built_table *
owner(const rowan_reflection_host *host, uint32_t part, const char *schema,
      const char *name)
{
    const rowan_dialect *dialect = host->reflection->dialect;
    char its_schema[ROWAN__FOLD_SIZE], its_name[ROWAN__FOLD_SIZE];

    if ((host->reflection->parts & part) == 0)
        return NULL;
    return rowan__reflection_table(
        host, rowan__identifier_told(dialect, schema, its_schema),
        rowan__identifier_told(dialect, name, its_name));
}

/* A struct of the arena's, as the plugin gave it, at the end of a list. */
static rowan_status
add_copy(rowan_reflection_host *host, const rowan__info_shape *shape,
         size_t built_size, const void *given, rowan__told_list *list,
         void **ret_built, rowan_error *err)
{
    void *built = rowan__arena_zalloc(&host->arena, built_size);
    rowan_status status;

    if (built == NULL)
        return rowan__error_no_memory(err);
    status = rowan__info_copy(&host->arena, host->reflection->dialect, shape,
                              given, built, err);
    if (status != ROWAN_OK)
        return status;
    if (list != NULL && !rowan__told_add(&host->arena, list, built))
        return rowan__error_no_memory(err);
    *ret_built = built;
    return ROWAN_OK;
}

static int32_t
add_column(rowan_reflection_host *host, const char *schema, const char *name,
           const rowan_column_info *given, rowan_error *err)
{
    rowan__built_table *table =
        owner(host, ROWAN_INSPECT_COLUMNS, schema, name);
    rowan__built_column *column;
    void *built = NULL;
    rowan_status status;

    if (table == NULL)
        return ROWAN_OK;
    status = add_copy(host, &rowan__info_column, sizeof *column, given,
                      &table->columns, &built, err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    column = built;
    if (!rowan__copy_type(&host->arena, host->reflection->dialect,
                          column->info.type, &column->type))
        return rowan__error_no_memory(err);
    column->info.type = &column->type;
    if (column->info.sequence == NULL)
        return ROWAN_OK;
    status = add_copy(host, &rowan__info_sequence, sizeof(rowan_sequence_info),
                      column->info.sequence, NULL, &built, err);
    column->info.sequence = built;
    return (int32_t)status;
}

/* --- keys and indexes, which may come column by column -------------------- */

/* What is_more adds to. */
static void *
last_of(const rowan__told_list *list)
{
    return list->last != NULL ? list->last->item : NULL;
}

static int32_t
nothing_to_add_to(const rowan__info_shape *shape, const char *table,
                  rowan_error *err)
{
    return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                            "the plugin told more of a %s of '%s' before the "
                            "%s itself",
                            shape->what, table, shape->what);
}

static rowan_status
start_key(rowan_reflection_host *host, const rowan_key_info *given,
          rowan__told_list *list, rowan__built_key **ret_key, rowan_error *err)
{
    void *built = NULL;
    rowan_status status =
        add_copy(host, &rowan__info_key, sizeof(rowan__built_key), given, list,
                 &built, err);

    if (status == ROWAN_OK)
        *ret_key = built;
    return status;
}

static int32_t
add_key_columns(rowan_reflection_host *host, rowan__built_key *key,
                const rowan_key_info *given, rowan_error *err)
{
    if (!rowan__told_names(&host->arena, host->reflection->dialect,
                           &key->columns, given->columns, given->column_count))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

static int32_t
add_primary_key(rowan_reflection_host *host, const char *schema,
                const char *name, const rowan_key_info *given, uint32_t is_more,
                rowan_error *err)
{
    rowan__built_table *table = owner(host, ROWAN_INSPECT_KEYS, schema, name);
    rowan_status status = ROWAN_OK;

    if (table == NULL)
        return ROWAN_OK;
    if (!is_more)
        status = start_key(host, given, NULL, &table->primary_key, err);
    else if (table->primary_key == NULL)
        return nothing_to_add_to(&rowan__info_key, name, err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    return add_key_columns(host, table->primary_key, given, err);
}

static int32_t
add_unique(rowan_reflection_host *host, const char *schema, const char *name,
           const rowan_key_info *given, uint32_t is_more, rowan_error *err)
{
    rowan__built_table *table = owner(host, ROWAN_INSPECT_KEYS, schema, name);
    rowan__built_key *key;
    rowan_status status = ROWAN_OK;

    if (table == NULL)
        return ROWAN_OK;
    key = last_of(&table->uniques);
    if (!is_more)
        status = start_key(host, given, &table->uniques, &key, err);
    else if (key == NULL)
        return nothing_to_add_to(&rowan__info_key, name, err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    return add_key_columns(host, key, given, err);
}

static int32_t
add_foreign_key_columns(rowan_reflection_host *host,
                        rowan__built_foreign_key *key,
                        const rowan_foreign_key_info *given, rowan_error *err)
{
    rowan__arena *arena = &host->arena;
    const rowan_dialect *dialect = host->reflection->dialect;

    if (!rowan__told_names(arena, dialect, &key->columns, given->columns,
                           given->column_count) ||
        (given->target_columns != NULL &&
         !rowan__told_names(arena, dialect, &key->target_columns,
                            given->target_columns, given->column_count)))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

static int32_t
add_foreign_key(rowan_reflection_host *host, const char *schema,
                const char *name, const rowan_foreign_key_info *given,
                uint32_t is_more, rowan_error *err)
{
    rowan__built_table *table =
        owner(host, ROWAN_INSPECT_FOREIGN_KEYS, schema, name);
    void *key;
    rowan_status status = ROWAN_OK;

    if (table == NULL)
        return ROWAN_OK;
    key = last_of(&table->foreign_keys);
    if (!is_more)
        status = add_copy(host, &rowan__info_foreign_key,
                          sizeof(rowan__built_foreign_key), given,
                          &table->foreign_keys, &key, err);
    else if (key == NULL)
        return nothing_to_add_to(&rowan__info_foreign_key, name, err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    return add_foreign_key_columns(host, key, given, err);
}

static int32_t
add_check(rowan_reflection_host *host, const char *schema, const char *name,
          const rowan_check_info *given, rowan_error *err)
{
    rowan__built_table *table = owner(host, ROWAN_INSPECT_CHECKS, schema, name);
    void *built = NULL;

    if (table == NULL)
        return ROWAN_OK;
    return (int32_t)add_copy(host, &rowan__info_check, sizeof(rowan_check_info),
                             given, &table->checks, &built, err);
}

static int32_t
add_index_parts(rowan_reflection_host *host, rowan__built_index *index,
                const rowan_index_info *given, rowan_error *err)
{
    for (uint32_t i = 0; i < given->part_count; i++) {
        void *part;
        rowan_status status =
            add_copy(host, &rowan__info_part, sizeof(rowan_index_part),
                     given->parts[i], &index->parts, &part, err);

        if (status != ROWAN_OK)
            return (int32_t)status;
    }
    if (!rowan__told_names(&host->arena, host->reflection->dialect,
                           &index->included, given->included,
                           given->included_count))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

static int32_t
add_index(rowan_reflection_host *host, const char *schema, const char *name,
          const rowan_index_info *given, uint32_t is_more, rowan_error *err)
{
    rowan__built_table *table =
        owner(host, ROWAN_INSPECT_INDEXES, schema, name);
    rowan__built_index *index;
    void *built = NULL;
    rowan_status status = ROWAN_OK;

    if (table == NULL)
        return ROWAN_OK;
    index = last_of(&table->indexes);
    if (!is_more) {
        status = add_copy(host, &rowan__info_index, sizeof *index, given,
                          &table->indexes, &built, err);
        index = built;
        if (status == ROWAN_OK &&
            !rowan__copy_options(&host->arena, &index->info.options,
                                 index->info.option_count))
            status = rowan__error_no_memory(err);
    } else if (index == NULL) {
        return nothing_to_add_to(&rowan__info_index, name, err);
    }
    if (status != ROWAN_OK)
        return (int32_t)status;
    return add_index_parts(host, index, given, err);
}

/* --- what belongs to no table --------------------------------------------- */

static int32_t
add_schema(rowan_reflection_host *host, const rowan_schema_info *given,
           rowan_error *err)
{
    void *built = NULL;
    const rowan_schema_info *schema;
    bool is_asked_for = (host->reflection->parts & ROWAN_INSPECT_SCHEMAS) != 0;
    rowan_status status =
        add_copy(host, &rowan__info_schema, sizeof *schema, given,
                 is_asked_for ? &host->schemas : NULL, &built, err);

    if (status != ROWAN_OK)
        return (int32_t)status;
    schema = built;
    if (schema->is_default)
        host->default_schema = schema->name;
    return ROWAN_OK;
}

static int32_t
add_sequence(rowan_reflection_host *host, const rowan_sequence_info *given,
             rowan_error *err)
{
    void *built = NULL;

    /* Those of columns are told of with the columns. */
    if ((host->reflection->parts &
         (ROWAN_INSPECT_SEQUENCES | ROWAN_INSPECT_COLUMNS)) == 0)
        return ROWAN_OK;
    return (int32_t)add_copy(host, &rowan__info_sequence,
                             sizeof(rowan_sequence_info), given,
                             &host->sequences, &built, err);
}

static int32_t
add_enum(rowan_reflection_host *host, const rowan_enum_info *given,
         uint32_t is_more, rowan_error *err)
{
    rowan__built_enum *enumeration = last_of(&host->enums);
    void *built = enumeration;
    rowan_status status = ROWAN_OK;

    if (!is_more)
        status = add_copy(host, &rowan__info_enum, sizeof *enumeration, given,
                          &host->enums, &built, err);
    else if (built == NULL)
        return nothing_to_add_to(&rowan__info_enum, "the database", err);
    if (status != ROWAN_OK)
        return (int32_t)status;
    enumeration = built;
    if (!rowan__told_texts(&host->arena, &enumeration->labels, given->labels,
                           given->label_count))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

const rowan_reflection_calls rowan__reflection_calls = {
    .size = sizeof(rowan_reflection_calls),
    .run = run,
    .add_schema = add_schema,
    .add_table = add_table,
    .add_column = add_column,
    .add_primary_key = add_primary_key,
    .add_unique = add_unique,
    .add_foreign_key = add_foreign_key,
    .add_check = add_check,
    .add_index = add_index,
    .add_sequence = add_sequence,
    .add_enum = add_enum,
};
