/* SPDX-License-Identifier: MIT */
/*
 * How to ask the database for its own tables. Binds are written as
 * skeleton_dialect.placeholder says.
 *
 * reflect() runs a fixed number of queries, however many tables there are, and
 * tells the host what each row says. Here are the schema and the names of
 * tables, from the standard's information_schema; columns (add_column), keys
 * (add_primary_key, add_unique, add_foreign_key), checks, indexes, sequences
 * and enumerations are further queries of the same form, each run if its part
 * is asked for. A key may be told column by column, as catalogues have them:
 * is_more is non-zero from the second one on.
 */
#include "skeleton.h"

#include <string.h>

/* Cells: schema, name, "VIEW" or something else. */
static int32_t
row_table(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    const rowan_schema_info schema = {
        .size = sizeof schema, .name = cells[0].as.text.data, .is_default = 1};
    const rowan_table_info table = {
        .size = sizeof table,
        .kind = cells[2].kind != ROWAN_KIND_NULL &&
                        strcmp(cells[2].as.text.data, "VIEW") == 0
                    ? ROWAN_TABLE_VIEW
                    : ROWAN_TABLE_BASE,
        .schema = cells[0].as.text.data,
        .name = cells[1].as.text.data,
    };

    (void)context;
    /* The first row is the schema's own: it is there without tables, too. */
    if (cells[1].kind == ROWAN_KIND_NULL)
        return reflection->calls->add_schema(reflection->host_side, &schema,
                                             err);
    return reflection->calls->add_table(reflection->host_side, &table, err);
}

static int32_t
reflect(const rowan_reflection *reflection, rowan_error *err)
{
    static const uint32_t kinds[] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
                                     ROWAN_KIND_TEXT};
    static const rowan_reflect_query tables = {
        .size = sizeof tables,
        .column_count = 3,
        .sql = "SELECT CURRENT_SCHEMA, CAST(NULL AS VARCHAR(1)),"
               " CAST(NULL AS VARCHAR(1)) UNION ALL"
               " SELECT table_schema, table_name, table_type"
               " FROM information_schema.tables"
               " WHERE table_schema = coalesce(?, CURRENT_SCHEMA)",
        .wanted = kinds,
        .row = row_table,
    };
    rowan_value schema = {.kind = ROWAN_KIND_NULL};

    if (reflection->schema != NULL) {
        schema.kind = ROWAN_KIND_TEXT;
        schema.as.text.data = reflection->schema;
        schema.as.text.size = strlen(reflection->schema);
    }
    return reflection->calls->run(reflection->host_side, &tables, &schema, 1,
                                  NULL, err);
}

const rowan_catalog skeleton_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM information_schema.tables "
                     "WHERE table_name = ? AND table_schema = "
                     "coalesce(?, CURRENT_SCHEMA)",
    .reflect = reflect,
};
