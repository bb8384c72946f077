/* SPDX-License-Identifier: MIT */
/*
 * Six queries, however many tables there are: one for the schemas, and five
 * for each schema that is asked for. Pragmas are tables here, joined to the
 * list of tables; what they do not tell is in the text of the CREATE
 * statement, which is a column of each query.
 */

#include "sqlite_rows.h"

#include <string.h>

/* --- the queries ---------------------------------------------------------- */

/*
 * The tables that are asked for; %w and ?1 are the schema, ?2 an array of
 * names. Shadow tables are parts of virtual ones. Names compare without case,
 * as everywhere in SQLite.
 */
#define TABLES                                                    \
    " FROM pragma_table_list AS l JOIN \"%w\".sqlite_schema AS m" \
    " ON m.name = l.name AND m.type IN ('table', 'view')"
#define ASKED                                        \
    " WHERE l.schema = ?1 AND l.type <> 'shadow'"    \
    " AND m.name NOT LIKE 'sqlite\\_%%' ESCAPE '\\'" \
    " AND (?2 IS NULL OR m.name COLLATE NOCASE IN"   \
    " (SELECT value FROM json_each(?2)))"

#define TEXT ROWAN_KIND_TEXT
#define INT ROWAN_KIND_INT64

static const uint32_t table_kinds[] = {TEXT, TEXT, TEXT, INT, INT};
static const uint32_t column_kinds[] = {TEXT, TEXT, TEXT, TEXT, INT,
                                        TEXT, INT,  INT,  INT};
static const uint32_t primary_key_kinds[] = {TEXT, TEXT, TEXT, INT};
static const uint32_t index_kinds[] = {TEXT, TEXT, TEXT, INT,  TEXT, INT,
                                       TEXT, INT,  TEXT, TEXT, TEXT};
static const uint32_t foreign_key_kinds[] = {TEXT, TEXT, INT,  INT, TEXT,
                                             TEXT, TEXT, TEXT, TEXT};

#define KINDS(kinds_) kinds_, sizeof kinds_ / sizeof *kinds_

/* A view that cannot be read, for its table is gone, has no columns and would
 * be an error of pragma_table_xinfo. */
static const struct {
    uint32_t parts; /* that want it */
    const char *sql;
    const uint32_t *kinds;
    size_t column_count;
    sqlite_row_fn *row;
} queries[] = {
    {ROWAN_INSPECT_ALL,
     "SELECT m.name, l.type, m.sql, l.wr, l.strict" TABLES ASKED
     " ORDER BY m.name",
     KINDS(table_kinds), sqlite__row_table},
    {ROWAN_INSPECT_COLUMNS,
     "SELECT m.name, m.sql, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk,"
     " x.hidden, l.wr" TABLES " JOIN pragma_table_xinfo(m.name, ?1) AS x" ASKED
     " AND l.ncol > 0 AND x.hidden <> 1 ORDER BY m.name, x.cid",
     KINDS(column_kinds), sqlite__row_column},
    {ROWAN_INSPECT_KEYS,
     "SELECT m.name, m.sql, x.name, x.pk" TABLES
     " JOIN pragma_table_info(m.name, ?1) AS x" ASKED
     " AND m.type = 'table' AND x.pk > 0 ORDER BY m.name, x.pk",
     KINDS(primary_key_kinds), sqlite__row_primary_key},
    {ROWAN_INSPECT_KEYS | ROWAN_INSPECT_INDEXES,
     "SELECT m.name, m.sql, i.name, i.\"unique\", i.origin, x.seqno, x.name,"
     " x.\"desc\", x.coll, s.sql, group_concat(quote(x.name)) OVER"
     " (PARTITION BY m.name, i.seq ORDER BY x.seqno"
     " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)" TABLES
     " JOIN pragma_index_list(m.name, ?1) AS i"
     " JOIN pragma_index_xinfo(i.name, ?1) AS x"
     " LEFT JOIN \"%w\".sqlite_schema AS s"
     " ON s.type = 'index' AND s.name = i.name" ASKED
     " AND m.type = 'table' AND x.key = 1 ORDER BY m.name, i.seq, x.seqno",
     KINDS(index_kinds), sqlite__row_index},
    {ROWAN_INSPECT_FOREIGN_KEYS,
     "SELECT m.name, m.sql, max(f.id) OVER (PARTITION BY m.name) - f.id, f.seq,"
     " coalesce(t.name, f.\"table\"), f.\"from\", coalesce(c.name, f.\"to\"),"
     " f.on_update, f.on_delete" TABLES
     " JOIN pragma_foreign_key_list(m.name, ?1) AS f"
     " LEFT JOIN \"%w\".sqlite_schema AS t"
     " ON t.type = 'table' AND t.name = f.\"table\" COLLATE NOCASE"
     " LEFT JOIN pragma_table_info(t.name, ?1) AS c"
     " ON c.name = f.\"to\" COLLATE NOCASE" ASKED
     " AND m.type = 'table' ORDER BY m.name, f.id DESC, f.seq",
     KINDS(foreign_key_kinds), sqlite__row_foreign_key},
};

static rowan_value
text_value(const char *text)
{
    rowan_value value = {.kind = ROWAN_KIND_NULL};

    if (text == NULL)
        return value;
    value.kind = ROWAN_KIND_TEXT;
    value.as.text = (rowan_view){.data = text, .size = strlen(text)};
    return value;
}

/* Every query has the schema's name in its text twice at most, and the same
 * binds. */
static int32_t
run(sqlite_reader *reader, size_t which, rowan_error *err)
{
    const rowan_reflection *reflection = reader->reflection;
    const rowan_value binds[] = {text_value(reader->schema),
                                 text_value(reflection->tables_json)};
    char *sql =
        sqlite3_mprintf(queries[which].sql, reader->schema, reader->schema);
    const rowan_reflect_query query = {
        .size = sizeof query,
        .column_count = (uint32_t)queries[which].column_count,
        .sql = sql,
        .wanted = queries[which].kinds,
        .row = queries[which].row,
    };
    int32_t status;

    if (sql == NULL)
        return plugin_no_memory(reflection->host, err);
    status = reflection->calls->run(reflection->host_side, &query, binds, 2,
                                    reader, err);
    sqlite3_free(sql);
    return status;
}

static int32_t
read_schema(const rowan_reflection *reflection, const char *schema,
            rowan_error *err)
{
    sqlite_reader reader = {
        .reflection = reflection,
        .schema = schema,
        .is_temporary = strcmp(schema, "temp") == 0,
    };
    int32_t status = ROWAN_OK;

    for (size_t i = 0;
         status == ROWAN_OK && i < sizeof queries / sizeof *queries; i++)
        if ((queries[i].parts & reflection->parts) != 0)
            status = run(&reader, i, err);
    sqlite__reader_done(&reader);
    return status;
}

/* --- schemas: the file, temporary tables, files that were attached ---------
 */

static bool
is_wanted(const rowan_reflection *reflection, const char *name)
{
    if (sqlite3_stricmp(name, "temp") == 0)
        return reflection->temporary ||
               (reflection->schema != NULL &&
                sqlite3_stricmp(name, reflection->schema) == 0);
    if (reflection->all_schemas)
        return true;
    return sqlite3_stricmp(name, reflection->schema != NULL ? reflection->schema
                                                            : "main") == 0;
}

/* Cells: its name. */
static int32_t
row_schema(const rowan_reflection *reflection, void *context,
           const rowan_value *cells, rowan_error *err)
{
    const char *name = cells[0].as.text.data;
    const rowan_schema_info schema = {
        .size = sizeof schema,
        .is_default = strcmp(name, "main") == 0,
        .is_system = strcmp(name, "temp") == 0,
        .name = name,
    };
    int32_t status =
        reflection->calls->add_schema(reflection->host_side, &schema, err);

    (void)context;
    if (status != ROWAN_OK || !is_wanted(reflection, name))
        return status;
    return read_schema(reflection, name, err);
}

int32_t
sqlite__reflect(const rowan_reflection *reflection, rowan_error *err)
{
    static const uint32_t kinds[] = {TEXT};
    static const rowan_reflect_query query = {
        .size = sizeof query,
        .column_count = 1,
        .sql = "SELECT name FROM pragma_database_list ORDER BY seq",
        .wanted = kinds,
        .row = row_schema,
    };

    return reflection->calls->run(reflection->host_side, &query, NULL, 0, NULL,
                                  err);
}
