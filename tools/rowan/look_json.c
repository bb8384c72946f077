/* SPDX-License-Identifier: MIT */
/* An inspection as one JSON object: members are named as in inspect.h, and
 * left out where they say nothing. */
#include "look.h"

#ifdef HAVE_JANSSON

#include <jansson.h>

/* Members are added by these; NULL, zero and empty add nothing. jansson keeps
 * no error: a value that cannot be made makes the object NULL at the end. */
typedef struct maker {
    json_t *object;
    bool failed;
} maker;

static void
add(maker *m, const char *name, json_t *value)
{
    if (value == NULL || json_object_set_new(m->object, name, value) != 0)
        m->failed = true;
}

static void
add_text(maker *m, const char *name, const char *text)
{
    if (text != NULL)
        add(m, name, json_string(text));
}

static void
add_flag(maker *m, const char *name, uint32_t flag)
{
    if (flag != 0)
        add(m, name, json_true());
}

static void
add_number(maker *m, const char *name, int64_t number)
{
    if (number != 0)
        add(m, name, json_integer(number));
}

static void
add_texts(maker *m, const char *name, const char *const *texts, uint32_t count)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < count; i++)
        if (json_array_append_new(array, json_string(texts[i])) != 0)
            m->failed = true;
    if (count > 0)
        add(m, name, array);
    else
        json_decref(array);
}

static maker
begin(void)
{
    maker m = {.object = json_object()};

    m.failed = m.object == NULL;
    return m;
}

static json_t *
end(maker *m)
{
    if (!m->failed)
        return m->object;
    json_decref(m->object);
    return NULL;
}

/* A list of structs by their own function. */
typedef json_t *make_fn(const void *info);

static void
add_list(maker *m, const char *name, const void *list, uint32_t count,
         make_fn *make)
{
    const void *const *infos = list;
    json_t *array;

    if (count == 0)
        return;
    array = json_array();
    for (uint32_t i = 0; i < count; i++)
        if (json_array_append_new(array, make(infos[i])) != 0)
            m->failed = true;
    add(m, name, array);
}

/* --- types and columns ---------------------------------------------------- */

static const char *
kind_name(uint32_t kind)
{
    static const char *const names[] = {
        [ROWAN_KIND_BOOL] = "bool",
        [ROWAN_KIND_INT16] = "int16",
        [ROWAN_KIND_INT32] = "int32",
        [ROWAN_KIND_INT64] = "int64",
        [ROWAN_KIND_FLOAT] = "float",
        [ROWAN_KIND_DOUBLE] = "double",
        [ROWAN_KIND_TEXT] = "text",
        [ROWAN_KIND_BYTES] = "bytes",
        [ROWAN_KIND_DATE] = "date",
        [ROWAN_KIND_TIME] = "time",
        [ROWAN_KIND_TIMESTAMP] = "timestamp",
        [ROWAN_KIND_INTERVAL] = "interval",
        [ROWAN_KIND_UUID] = "uuid",
        [ROWAN_KIND_DECIMAL] = "decimal",
        [ROWAN_KIND_JSON] = "json",
    };

    return kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

static json_t *
make_type(const rowan_type *type)
{
    maker m = begin();

    add_text(&m, "kind", kind_name(type->kind));
    add_number(&m, "length", type->length);
    add_number(&m, "precision", type->precision);
    add_number(&m, "scale", type->scale);
    add_text(&m, "enum_name", type->enum_name);
    add_texts(&m, "labels", type->labels, type->label_count);
    return end(&m);
}

static json_t *
make_sequence(const void *info)
{
    const rowan_sequence_info *sequence = info;
    maker m = begin();

    add_text(&m, "schema", sequence->schema);
    add_text(&m, "name", sequence->name);
    add(&m, "start", json_integer(sequence->start));
    add(&m, "increment", json_integer(sequence->increment));
    add(&m, "minimum", json_integer(sequence->minimum));
    add(&m, "maximum", json_integer(sequence->maximum));
    add_number(&m, "cache", sequence->cache);
    add_flag(&m, "is_cyclic", sequence->is_cyclic);
    add_text(&m, "owner_table", sequence->owner_table);
    add_text(&m, "owner_column", sequence->owner_column);
    add_text(&m, "comment", sequence->comment);
    return end(&m);
}

static json_t *
make_column(const void *info)
{
    static const char *const identities[] = {
        [ROWAN_IDENTITY_NONE] = NULL,
        [ROWAN_IDENTITY_BY_DEFAULT] = "by default",
        [ROWAN_IDENTITY_ALWAYS] = "always",
        [ROWAN_IDENTITY_AUTOINCREMENT] = "autoincrement",
    };
    const rowan_column_info *column = info;
    maker m = begin();

    add_text(&m, "name", column->name);
    add(&m, "type", make_type(column->type));
    add_text(&m, "native_type", column->native_type);
    add(&m, "is_nullable", json_boolean(column->is_nullable));
    add_text(&m, "default_sql", column->default_sql);
    add_text(&m, "computed_sql", column->computed_sql);
    add_flag(&m, "is_computed_stored", column->is_computed_stored);
    add_text(&m, "identity", identities[column->identity]);
    if (column->sequence != NULL)
        add(&m, "sequence", make_sequence(column->sequence));
    add_text(&m, "collation", column->collation);
    add_text(&m, "comment", column->comment);
    return end(&m);
}

/* --- keys and indexes ----------------------------------------------------- */

static json_t *
make_key(const void *info)
{
    const rowan_key_info *key = info;
    maker m = begin();

    add_text(&m, "name", key->name);
    add_texts(&m, "columns", key->columns, key->column_count);
    add_flag(&m, "is_deferrable", key->is_deferrable);
    add_flag(&m, "is_initially_deferred", key->is_initially_deferred);
    add_flag(&m, "nulls_equal", key->nulls_equal);
    add_text(&m, "comment", key->comment);
    return end(&m);
}

static json_t *
make_foreign_key(const void *info)
{
    const rowan_foreign_key_info *key = info;
    maker m = begin();

    add_text(&m, "name", key->name);
    add_texts(&m, "columns", key->columns, key->column_count);
    add_text(&m, "target_schema", key->target_schema);
    add_text(&m, "target_table", key->target_table);
    add_texts(&m, "target_columns", key->target_columns, key->column_count);
    add_text(&m, "on_delete", look_action(key->on_delete));
    add_text(&m, "on_update", look_action(key->on_update));
    add_flag(&m, "is_deferrable", key->is_deferrable);
    add_flag(&m, "is_initially_deferred", key->is_initially_deferred);
    add_flag(&m, "is_unchecked", key->is_unchecked);
    add_text(&m, "comment", key->comment);
    return end(&m);
}

static json_t *
make_check(const void *info)
{
    const rowan_check_info *check = info;
    maker m = begin();

    add_text(&m, "name", check->name);
    add_text(&m, "sql", check->sql);
    add_text(&m, "comment", check->comment);
    return end(&m);
}

static json_t *
make_part(const void *info)
{
    const rowan_index_part *part = info;
    maker m = begin();

    add_text(&m, "column", part->column);
    add_text(&m, "expression", part->expression);
    add_flag(&m, "is_descending", part->is_descending);
    if (part->nulls != ROWAN_NULLS_DEFAULT)
        add_text(&m, "nulls",
                 part->nulls == ROWAN_NULLS_FIRST ? "first" : "last");
    add_number(&m, "prefix_length", part->prefix_length);
    add_text(&m, "collation", part->collation);
    add_text(&m, "operators", part->operators);
    return end(&m);
}

static json_t *
make_index(const void *info)
{
    static const char *const origins[] = {
        [ROWAN_INDEX_OWN] = NULL,
        [ROWAN_INDEX_PRIMARY_KEY] = "primary key",
        [ROWAN_INDEX_UNIQUE] = "unique",
        [ROWAN_INDEX_FOREIGN_KEY] = "foreign key",
        [ROWAN_INDEX_EXCLUSION] = "exclusion",
    };
    const rowan_index_info *index = info;
    maker m = begin();

    add_text(&m, "name", index->name);
    add_flag(&m, "is_unique", index->is_unique);
    add_list(&m, "parts", index->parts, index->part_count, make_part);
    add_texts(&m, "included", index->included, index->included_count);
    add_text(&m, "where_sql", index->where_sql);
    add_text(&m, "method", index->method);
    add_text(&m, "origin", origins[index->origin]);
    add_text(&m, "constraint", index->constraint);
    add_flag(&m, "nulls_equal", index->nulls_equal);
    add_text(&m, "comment", index->comment);
    return end(&m);
}

/* --- tables --------------------------------------------------------------- */

static json_t *
make_options(const rowan_table_info *table)
{
    maker m = begin();

    for (uint32_t i = 0; i < table->option_count; i++)
        add_text(&m, table->options[i].name, table->options[i].value);
    return end(&m);
}

static json_t *
make_table(const void *info)
{
    static const char *const kinds[] = {
        [ROWAN_TABLE_BASE] = "table",
        [ROWAN_TABLE_VIEW] = "view",
        [ROWAN_TABLE_MATERIALIZED_VIEW] = "materialized view",
    };
    const rowan_table_info *table = info;
    maker m = begin();

    add_text(&m, "schema", table->schema);
    add_text(&m, "name", table->name);
    add_text(&m, "kind", kinds[table->kind]);
    add_flag(&m, "is_temporary", table->is_temporary);
    if (table->option_count > 0)
        add(&m, "options", make_options(table));
    add_text(&m, "comment", table->comment);
    add_text(&m, "view_sql", table->view_sql);
    add_list(&m, "columns", table->columns, table->column_count, make_column);
    if (table->primary_key != NULL)
        add(&m, "primary_key", make_key(table->primary_key));
    add_list(&m, "uniques", table->uniques, table->unique_count, make_key);
    add_list(&m, "foreign_keys", table->foreign_keys, table->foreign_key_count,
             make_foreign_key);
    add_list(&m, "checks", table->checks, table->check_count, make_check);
    add_list(&m, "indexes", table->indexes, table->index_count, make_index);
    return end(&m);
}

static json_t *
make_schema(const void *info)
{
    const rowan_schema_info *schema = info;
    maker m = begin();

    add_text(&m, "name", schema->name);
    add_flag(&m, "is_default", schema->is_default);
    add_flag(&m, "is_system", schema->is_system);
    add_text(&m, "comment", schema->comment);
    return end(&m);
}

static json_t *
make_enum(const void *info)
{
    const rowan_enum_info *enumeration = info;
    maker m = begin();

    add_text(&m, "schema", enumeration->schema);
    add_text(&m, "name", enumeration->name);
    add_texts(&m, "labels", enumeration->labels, enumeration->label_count);
    add_text(&m, "comment", enumeration->comment);
    return end(&m);
}

int
look_write_json(const look *l)
{
    const rowan_inspection *in = l->inspection;
    maker m = begin();
    json_t *all;
    bool is_written;

    add_text(&m, "server", l->server.name);
    add_text(&m, "version", l->server.text);
    add_text(&m, "dialect", l->server.dialect);
    add_text(&m, "default_schema", in->default_schema);
    add_list(&m, "schemas", in->schemas, in->schema_count, make_schema);
    add_list(&m, "tables", in->tables, in->table_count, make_table);
    add_list(&m, "sequences", in->sequences, in->sequence_count, make_sequence);
    add_list(&m, "enums", in->enums, in->enum_count, make_enum);
    all = end(&m);
    is_written = all != NULL && json_dumpf(all, stdout, JSON_INDENT(2)) == 0;
    json_decref(all);
    (void)putchar('\n');
    if (is_written)
        return TOOL_OK;
    return tool_fail("the inspection has no JSON form (texts must be UTF-8)");
}

#else

int
look_write_json(const look *l)
{
    (void)l;
    return tool_fail("this rowan was built without JSON: install jansson (on "
                     "Debian: apt install libjansson-dev) and build it again");
}

#endif
