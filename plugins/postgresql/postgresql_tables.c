/* SPDX-License-Identifier: MIT */
/* Schemas, tables, columns, enumerations and sequences, from their rows. */

#include "postgresql_catalog.h"

/* --- schemas -------------------------------------------------------------- */

/* The default one is always told; its name is empty where the search path
 * leads nowhere, so that no table can be created without a schema. */
static const char schemas_sql[] =
    "SELECT coalesce(s.name, ''), coalesce(s.is_default, true),"
    " coalesce(" PG_IS_SYSTEM("s") ", false),"
    " pg_catalog.obj_description(s.oid, 'pg_namespace')"
    " FROM (SELECT pg_catalog.current_schema() AS name) d"
    " FULL JOIN " PG_SPACES " s ON s.real_name = CAST(d.name AS text)"
    " WHERE " PG_ALL_BINDS
    " AND (s.oid IS NULL OR s.is_default OR (" PG_WITH_SCHEMAS
    " AND (s.name = 'pg_temp' OR NOT (pg_catalog.left(s.real_name, 7) ="
    " 'pg_temp' OR pg_catalog.left(s.real_name, 8) = 'pg_toast'))))";

static int32_t
schema_row(const rowan_reflection *reflection, void *context,
           const rowan_value *cells, rowan_error *err)
{
    const rowan_schema_info schema = {
        .size = sizeof schema,
        .name = pg__cell_text(&cells[0]),
        .is_default = pg__cell_number(&cells[1]) != 0,
        .is_system = pg__cell_number(&cells[2]) != 0,
        .comment = pg__cell_text(&cells[3]),
    };

    (void)context;
    return reflection->calls->add_schema(reflection->host_side, &schema, err);
}

static const uint32_t schemas_wanted[] = {ROWAN_KIND_TEXT, ROWAN_KIND_BOOL,
                                          ROWAN_KIND_BOOL, ROWAN_KIND_TEXT};
const rowan_reflect_query pg__schemas_query =
    PG_QUERY(schemas_sql, schemas_wanted, schema_row);

/* --- tables and views ----------------------------------------------------- */

static const char tables_sql[] =
    "SELECT r.space, CAST(r.relname AS text), CAST(r.relkind AS text),"
    " r.relpersistence = 't',"
    " pg_catalog.obj_description(r.oid, 'pg_class'),"
    " CASE WHEN r.relkind IN ('v', 'm') THEN pg_catalog.rtrim("
    "pg_catalog.ltrim(pg_catalog.pg_get_viewdef(r.oid)), ';') END,"
    " " PG_OPTION("r", "fillfactor") ", " PG_TABLESPACE("r")
    " FROM " PG_RELATIONS " r";

static uint32_t
table_kind(const char *relkind)
{
    switch (*relkind) {
    case 'v':
        return ROWAN_TABLE_VIEW;
    case 'm':
        return ROWAN_TABLE_MATERIALIZED_VIEW;
    default:
        return ROWAN_TABLE_BASE;
    }
}

static int32_t
table_row(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    rowan_option options[2];
    const rowan_table_info table = {
        .size = sizeof table,
        .schema = pg__cell_text(&cells[0]),
        .name = pg__cell_text(&cells[1]),
        .kind = table_kind(pg__cell_text(&cells[2])),
        .is_temporary = pg__cell_number(&cells[3]) != 0,
        .comment = pg__cell_text(&cells[4]),
        .view_sql = pg__cell_text(&cells[5]),
        .option_count = pg__cell_options(&cells[6], options),
        .options = options,
    };

    (void)context;
    return reflection->calls->add_table(reflection->host_side, &table, err);
}

static const uint32_t tables_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_BOOL,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
const rowan_reflect_query pg__tables_query =
    PG_QUERY(tables_sql, tables_wanted, table_row);

/* --- columns -------------------------------------------------------------- */

/*
 * A domain is a type with conditions; what it is a type of may be a domain in
 * turn. Each row here has a domain and the type at its bottom, with what the
 * domains on the way say.
 */
#define DOMAINS                                                              \
    "(WITH RECURSIVE step AS (SELECT d.oid, d.typbasetype AS base,"          \
    " d.typtypmod AS typmod, d.typnotnull AS is_not_null,"                   \
    " d.typdefault AS default_sql FROM pg_catalog.pg_type d"                 \
    " WHERE d.typtype = 'd'"                                                 \
    " UNION ALL SELECT step.oid, d.typbasetype, d.typtypmod,"                \
    " step.is_not_null OR d.typnotnull,"                                     \
    " coalesce(step.default_sql, d.typdefault)"                              \
    " FROM step JOIN pg_catalog.pg_type d ON d.oid = step.base"              \
    " WHERE d.typtype = 'd') SELECT step.* FROM step"                        \
    " JOIN pg_catalog.pg_type t ON t.oid = step.base WHERE t.typtype <> 'd')"

/* A number of its own: the sequence that goes with the column. */
#define IS_SERIAL                                                            \
    "EXISTS (SELECT 1 FROM pg_catalog.pg_depend sd"                          \
    " JOIN pg_catalog.pg_sequence sq ON sq.seqrelid = sd.objid"              \
    " WHERE sd.refclassid = CAST('pg_catalog.pg_class' AS regclass)"         \
    " AND sd.classid = sd.refclassid AND sd.refobjid = a.attrelid"           \
    " AND sd.refobjsubid = a.attnum AND sd.deptype = 'a')"

static const char columns_sql[] =
    "SELECT r.space, CAST(r.relname AS text), CAST(a.attname AS text),"
    " NOT (a.attnotnull OR coalesce(d.is_not_null, false)),"
    " CASE WHEN bn.nspname = 'pg_catalog' THEN CAST(b.typname AS text) END,"
    " CAST(b.typcategory AS text),"
    " coalesce(d.typmod, a.atttypmod),"
    " pg_catalog.format_type(a.atttypid, a.atttypmod),"
    " CASE WHEN b.typtype = 'e' THEN CAST(b.typname AS text) END,"
    " CASE WHEN b.typtype = 'e' THEN bs.name"
    " WHEN d.oid IS NOT NULL THEN ts.name END,"
    " CASE WHEN f.oid IS NOT NULL"
    " THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid, true)"
    " ELSE d.default_sql END,"
    " CAST(a.attgenerated AS text), CAST(a.attidentity AS text),"
    " f.oid IS NOT NULL AND a.attgenerated = '' AND " IS_SERIAL ","
    " (SELECT CAST(l.collname AS text) FROM pg_catalog.pg_collation l"
    " WHERE l.oid = a.attcollation AND l.oid <> t.typcollation),"
    " pg_catalog.col_description(a.attrelid, a.attnum)"
    " FROM " PG_RELATIONS " r"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid"
    " AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
    " JOIN " PG_SPACES " ts ON ts.oid = t.typnamespace"
    " LEFT JOIN " DOMAINS " d ON d.oid = a.atttypid"
    " JOIN pg_catalog.pg_type b ON b.oid = coalesce(d.base, a.atttypid)"
    " JOIN pg_catalog.pg_namespace bn ON bn.oid = b.typnamespace"
    " JOIN " PG_SPACES " bs ON bs.oid = b.typnamespace"
    " LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid"
    " AND f.adnum = a.attnum"
    " ORDER BY a.attrelid, a.attnum";

enum {
    COLUMN_SPACE,
    COLUMN_TABLE,
    COLUMN_NAME,
    COLUMN_NULLABLE,
    COLUMN_BUILTIN, /* the type's name, if it is one of the server's own */
    COLUMN_CATEGORY,
    COLUMN_TYPMOD,
    COLUMN_NATIVE,
    COLUMN_ENUM,
    COLUMN_TYPE_SPACE,
    COLUMN_DEFAULT,
    COLUMN_GENERATED,
    COLUMN_IDENTITY,
    COLUMN_SERIAL,
    COLUMN_COLLATION,
    COLUMN_COMMENT
};

static uint32_t
identity_of(const rowan_value *cells)
{
    switch (*pg__cell_text(&cells[COLUMN_IDENTITY])) {
    case 'a':
        return ROWAN_IDENTITY_ALWAYS;
    case 'd':
        return ROWAN_IDENTITY_BY_DEFAULT;
    default:
        return pg__cell_number(&cells[COLUMN_SERIAL])
                   ? ROWAN_IDENTITY_AUTOINCREMENT
                   : ROWAN_IDENTITY_NONE;
    }
}

static int32_t
column_row(const rowan_reflection *reflection, void *context,
           const rowan_value *cells, rowan_error *err)
{
    const char *generated = pg__cell_text(&cells[COLUMN_GENERATED]);
    const char *expression = pg__cell_text(&cells[COLUMN_DEFAULT]);
    const char *enum_name = pg__cell_text(&cells[COLUMN_ENUM]);
    const rowan_type type = pg__generic_type(
        pg__cell_text(&cells[COLUMN_BUILTIN]), enum_name,
        *pg__cell_text(&cells[COLUMN_CATEGORY]),
        (int32_t)pg__cell_number(&cells[COLUMN_TYPMOD]));
    const rowan_column_info column = {
        .size = sizeof column,
        .name = pg__cell_text(&cells[COLUMN_NAME]),
        .is_nullable = pg__cell_number(&cells[COLUMN_NULLABLE]) != 0,
        .type = &type,
        .native_type = pg__cell_text(&cells[COLUMN_NATIVE]),
        .type_schema = pg__cell_text(&cells[COLUMN_TYPE_SPACE]),
        .default_sql = *generated ? NULL : expression,
        .computed_sql = *generated ? expression : NULL,
        .is_computed_stored = *generated == 's',
        .identity = identity_of(cells),
        .collation = pg__cell_text(&cells[COLUMN_COLLATION]),
        .comment = pg__cell_text(&cells[COLUMN_COMMENT]),
    };

    (void)context;
    return reflection->calls->add_column(
        reflection->host_side, pg__cell_text(&cells[COLUMN_SPACE]),
        pg__cell_text(&cells[COLUMN_TABLE]), &column, err);
}

static const uint32_t columns_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,  ROWAN_KIND_BOOL,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_INT64, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_BOOL, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT};
const rowan_reflect_query pg__columns_query =
    PG_QUERY(columns_sql, columns_wanted, column_row);

/* --- enumerations --------------------------------------------------------- */

/* Those of the scope, and those that its columns use. */
static const char enums_sql[] =
    "SELECT s.name, CAST(t.typname AS text), CAST(e.enumlabel AS text),"
    " pg_catalog.row_number() OVER (PARTITION BY t.oid"
    " ORDER BY e.enumsortorder) > 1,"
    " pg_catalog.obj_description(t.oid, 'pg_type')"
    " FROM pg_catalog.pg_type t"
    " JOIN " PG_SPACES " s ON s.oid = t.typnamespace"
    " LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid"
    " WHERE t.typtype = 'e' AND ((" PG_TABLES " IS NULL AND"
    " t.typnamespace IN (SELECT p.oid FROM " PG_SCOPE " p))"
    " OR t.oid IN (SELECT coalesce(d.base, a.atttypid)"
    " FROM " PG_RELATIONS " r"
    " JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid"
    " LEFT JOIN " DOMAINS " d ON d.oid = a.atttypid))"
    " ORDER BY t.oid, e.enumsortorder";

static int32_t
enum_row(const rowan_reflection *reflection, void *context,
         const rowan_value *cells, rowan_error *err)
{
    const char *label = pg__cell_text(&cells[2]);
    const rowan_enum_info enumeration = {
        .size = sizeof enumeration,
        .schema = pg__cell_text(&cells[0]),
        .name = pg__cell_text(&cells[1]),
        .labels = &label,
        .label_count = label != NULL,
        .comment = pg__cell_text(&cells[4]),
    };

    (void)context;
    return reflection->calls->add_enum(
        reflection->host_side, &enumeration,
        (uint32_t)pg__cell_number(&cells[3]), err);
}

static const uint32_t enums_wanted[] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
                                        ROWAN_KIND_TEXT, ROWAN_KIND_BOOL,
                                        ROWAN_KIND_TEXT};
const rowan_reflect_query pg__enums_query =
    PG_QUERY(enums_sql, enums_wanted, enum_row);

/* --- sequences ------------------------------------------------------------ */

/* Where tables are named, those that serve one of them. */
static const char sequences_sql[] =
    "SELECT s.name, CAST(c.relname AS text), c.relpersistence = 't',"
    " q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,"
    " q.seqcycle, os.name, CAST(o.relname AS text), CAST(a.attname AS text),"
    " pg_catalog.obj_description(c.oid, 'pg_class')"
    " FROM pg_catalog.pg_sequence q"
    " JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid"
    " JOIN " PG_SCOPE " s ON s.oid = c.relnamespace"
    " LEFT JOIN pg_catalog.pg_depend d ON d.objid = c.oid"
    " AND d.classid = CAST('pg_catalog.pg_class' AS regclass)"
    " AND d.refclassid = d.classid AND d.deptype IN ('a', 'i')"
    " LEFT JOIN pg_catalog.pg_class o ON o.oid = d.refobjid"
    " LEFT JOIN " PG_SPACES " os ON os.oid = o.relnamespace"
    " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid"
    " AND a.attnum = d.refobjsubid"
    " WHERE " PG_IS_NAMED("o.relname");

static int32_t
sequence_row(const rowan_reflection *reflection, void *context,
             const rowan_value *cells, rowan_error *err)
{
    const rowan_sequence_info sequence = {
        .size = sizeof sequence,
        .schema = pg__cell_text(&cells[0]),
        .name = pg__cell_text(&cells[1]),
        .is_temporary = pg__cell_number(&cells[2]) != 0,
        .start = pg__cell_number(&cells[3]),
        .increment = pg__cell_number(&cells[4]),
        .minimum = pg__cell_number(&cells[5]),
        .maximum = pg__cell_number(&cells[6]),
        .cache = pg__cell_number(&cells[7]),
        .is_cyclic = pg__cell_number(&cells[8]) != 0,
        .owner_schema = pg__cell_text(&cells[9]),
        .owner_table = pg__cell_text(&cells[10]),
        .owner_column = pg__cell_text(&cells[11]),
        .comment = pg__cell_text(&cells[12]),
    };

    (void)context;
    return reflection->calls->add_sequence(reflection->host_side, &sequence,
                                           err);
}

static const uint32_t sequences_wanted[] = {
    ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_BOOL, ROWAN_KIND_INT64,
    ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64,
    ROWAN_KIND_BOOL,  ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT};
const rowan_reflect_query pg__sequences_query =
    PG_QUERY(sequences_sql, sequences_wanted, sequence_row);
