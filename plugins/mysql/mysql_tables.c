/* SPDX-License-Identifier: MIT */
/* Schemas and tables, from their rows. */

#include "mysql_catalog.h"

/* --- schemas -------------------------------------------------------------- */

/* All of them: there are few. */
#define SCHEMAS(comment_)                                              \
    "SELECT SCHEMA_NAME,"                                              \
    " coalesce(BINARY SCHEMA_NAME = BINARY database(), 0),"            \
    " SCHEMA_NAME IN ('information_schema', 'mysql',"                  \
    " 'performance_schema', 'sys'), " comment_                         \
    " FROM information_schema.SCHEMATA"

static int32_t
schema_row(const rowan_reflection *reflection, void *context,
           const rowan_value *cells, rowan_error *err)
{
    mysql_catalog *catalog = context;
    const rowan_schema_info schema = {
        .size = sizeof schema,
        .name = mysql__cell_text(&cells[0]),
        .is_default = mysql__cell_number(&cells[1]) != 0,
        .is_system = mysql__cell_number(&cells[2]) != 0,
        .comment = mysql__cell_filled(&cells[3]),
    };

    if (schema.is_default) {
        catalog->default_schema = mysql__catalog_copy(catalog, schema.name);
        if (!catalog->default_schema)
            return plugin_no_memory(reflection->host, err);
    }
    return reflection->calls->add_schema(reflection->host_side, &schema, err);
}

static const uint32_t schemas_wanted[] = {ROWAN_KIND_TEXT, ROWAN_KIND_INT64,
                                          ROWAN_KIND_INT64, ROWAN_KIND_TEXT};
const mysql_question mysql__schemas_question = {
    SCHEMAS("SCHEMA_COMMENT"), SCHEMAS("NULL"), MYSQL_WANTED(schemas_wanted),
    schema_row};

/* --- tables and views ----------------------------------------------------- */

/* What a table says only where it differs from what this plugin writes. */
#define TABLES                                                              \
    "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, t.TABLE_COMMENT,"   \
    " NULLIF(t.ENGINE, 'InnoDB'), CASE WHEN t.TABLE_COLLATION NOT IN"       \
    " ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin') THEN t.TABLE_COLLATION END," \
    " CASE WHEN t.CREATE_OPTIONS LIKE '%row_format=%' THEN"                 \
    " lower(SUBSTRING_INDEX(SUBSTRING_INDEX(lower(t.CREATE_OPTIONS),"       \
    " 'row_format=', -1), ' ', 1)) END,"                                    \
    " v.VIEW_DEFINITION"                                                    \
    " FROM (SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_COMMENT,"    \
    " ENGINE, TABLE_COLLATION, CREATE_OPTIONS"                              \
    " FROM information_schema.TABLES WHERE @T) t"                           \
    " LEFT JOIN (SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION"          \
    " FROM information_schema.VIEWS WHERE @T" MYSQL_INDEXED ") v"           \
    " ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME"   \
    " AND BINARY v.TABLE_SCHEMA = BINARY t.TABLE_SCHEMA"                    \
    " AND BINARY v.TABLE_NAME = BINARY t.TABLE_NAME"

static bool
ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);

    return size >= end_size && !strcmp(text + size - end_size, end);
}

static uint32_t
options_of(const rowan_value *cells, rowan_option ret_options[3])
{
    static const char *const names[] = {"engine", "collation", "row_format"};
    uint32_t count = 0;

    for (int i = 0; i < 3; i++)
        if (cells[MYSQL_TABLE_ENGINE + i].kind != ROWAN_KIND_NULL)
            ret_options[count++] = (rowan_option){
                names[i], mysql__cell_text(&cells[MYSQL_TABLE_ENGINE + i])};
    return count;
}

static int32_t
table_row(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    const char *type = mysql__cell_text(&cells[MYSQL_TABLE_TYPE]);
    bool is_view = ends_with(type, "VIEW");
    rowan_option options[3];
    const rowan_table_info table = {
        .size = sizeof table,
        .schema = mysql__cell_text(&cells[MYSQL_TABLE_SCHEMA]),
        .name = mysql__cell_text(&cells[MYSQL_TABLE_NAME]),
        .kind = is_view ? ROWAN_TABLE_VIEW : ROWAN_TABLE_BASE,
        .is_temporary = !strcmp(type, "TEMPORARY"),
        .comment =
            is_view ? NULL : mysql__cell_filled(&cells[MYSQL_TABLE_COMMENT]),
        .option_count = is_view ? 0 : options_of(cells, options),
        .options = options,
        /* Empty for who may not see it. */
        .view_sql = mysql__cell_filled(&cells[MYSQL_TABLE_VIEW]),
    };

    if (!strcmp(type, "SEQUENCE"))
        return mysql__sequence_found(context, table.schema, table.name, err);
    return reflection->calls->add_table(reflection->host_side, &table, err);
}

static const uint32_t tables_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
const mysql_question mysql__tables_question = {
    TABLES, TABLES, MYSQL_WANTED(tables_wanted), table_row};
