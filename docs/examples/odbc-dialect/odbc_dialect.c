/* SPDX-License-Identifier: MIT */
/*
 * How the databases behind ODBC write SQL, and what else tells them apart.
 * What equals the standard is left out: a NULL slot takes the default that
 * plugin/dialect.h names.
 */
#include "odbc.h"

#include <string.h>

#define CALL(op_, kind_, sql_)            \
    {                                     \
        ROWAN_OP_##op_, kind_, sql_, 1, 0 \
    }
#define COUNT(array_) (sizeof(array_) / sizeof(*(array_)))

/* Days and microseconds of the years 0 to 9999: ODBC has no others. */
#define DATE_MIN (-719528)
#define DATE_MAX 2932896
#define DAY_US INT64_C(86400000000)
#define YEARS                                                              \
    .date_min = DATE_MIN, .date_max = DATE_MAX,                            \
    .timestamp_min = DATE_MIN * DAY_US,                                    \
    .timestamp_max = (DATE_MAX + 1) * DAY_US - 1
#define LONGEST_VALUE (64 * 1024 * 1024) /* what was tried */

/* --- a server that nobody knows: the standard, and little of it ----------- */

static const rowan_capabilities standard_capabilities = {
    .size = sizeof(rowan_capabilities),
    .has = {
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 1,
        [ROWAN_FEATURE_FOREIGN_KEYS] = 1,
        [ROWAN_FEATURE_MICROSECONDS] = 1,
    },
    .max_identifier_bytes = 128,
    .server_name = "ODBC",
    YEARS,
    .max_value_bytes = LONGEST_VALUE,
};

const rowan_dialect odbc_dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_FETCH_FIRST,
    .identity_style = ROWAN_IDENTITY_CLAUSE,
    .capabilities = &standard_capabilities,
    .syntax = ROWAN_SYNTAX_ONE_STATEMENT,
    .type_name = odbc_standard_type,
};

/* --- SQLite --------------------------------------------------------------- */

static const rowan_capabilities sqlite_capabilities = {
    .size = sizeof(rowan_capabilities),
    .has = {
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_SAVEPOINTS] = 1,
        [ROWAN_FEATURE_TRANSACTIONAL_DDL] = 1,
        [ROWAN_FEATURE_CTE] = 1,
        [ROWAN_FEATURE_WINDOW_FUNCTIONS] = 1,
        [ROWAN_FEATURE_FULL_JOIN] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_NULLS_ORDER] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_PARTIAL_INDEXES] = 1,
        [ROWAN_FEATURE_LAST_INSERT_ID] = 1,
        [ROWAN_FEATURE_UPSERT] = 1,
        [ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 1,
        [ROWAN_FEATURE_DEFERRABLE] = 1,
        [ROWAN_FEATURE_VIEWS] = 1,
        [ROWAN_FEATURE_TEMPORARY_TABLES] = 1,
        [ROWAN_FEATURE_TEMPORARY_VIEWS] = 1,
        [ROWAN_FEATURE_TABLE_IF_EXISTS] = 1,
        [ROWAN_FEATURE_INDEX_IF_EXISTS] = 1,
        [ROWAN_FEATURE_COMPUTED_VIRTUAL] = 1,
        [ROWAN_FEATURE_COMPUTED_STORED] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_CREATE_TABLE_AS] = 1,
        [ROWAN_FEATURE_INSERT_FROM_SELECT] = 1,
        [ROWAN_FEATURE_FOREIGN_KEYS] = 1,
        [ROWAN_FEATURE_MICROSECONDS] = 1,
        [ROWAN_FEATURE_STANDALONE_BINDS] = 1,
        [ROWAN_FEATURE_JSON_TEXT] = 1,
        [ROWAN_FEATURE_INVALID_JSON] = 1,
    },
    .max_binds = 32766,
    .server_name = "SQLite",
    YEARS,
    .max_value_bytes = LONGEST_VALUE,
};

static const rowan_rule sqlite_rules[] = {
    CALL(LENGTH, 0, "length({0})"),
    CALL(MOD, ROWAN_KIND_DOUBLE, "mod({0}, {1})"),
    CALL(MOD, ROWAN_KIND_FLOAT, "mod({0}, {1})"),
    CALL(TO_REAL, 0, "CAST({0} AS REAL)"),
};

static const rowan_dialect sqlite_dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_DEFINITION,
    .capabilities = &sqlite_capabilities,
    .rules = sqlite_rules,
    .rule_count = COUNT(sqlite_rules),
    .limit_none = "-1",
    .identity_sql = "INTEGER PRIMARY KEY",
    .defer_constraints_sql = "PRAGMA defer_foreign_keys=ON",
    .type_name = odbc_sqlite_type,
};

static const rowan_catalog sqlite_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM sqlite_master WHERE type = 'table'"
                     " AND name = ? COLLATE NOCASE"
                     " AND coalesce(?, 'main') = 'main'",
    .reflect = odbc_reflect,
};

static const rowan_flavour sqlite_flavour = {
    .size = sizeof(rowan_flavour),
    .name = "SQLite",
    .dialect = &sqlite_dialect,
    .catalog = &sqlite_catalog,
};

/* --- PostgreSQL ----------------------------------------------------------- */

static const rowan_capabilities postgresql_capabilities = {
    .size = sizeof(rowan_capabilities),
    .has = {
        [ROWAN_FEATURE_INSERT_RETURNING] = 1,
        [ROWAN_FEATURE_UPDATE_RETURNING] = 1,
        [ROWAN_FEATURE_DELETE_RETURNING] = 1,
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_SAVEPOINTS] = 1,
        [ROWAN_FEATURE_TRANSACTIONAL_DDL] = 1,
        [ROWAN_FEATURE_ALTER_CONSTRAINT] = 1,
        [ROWAN_FEATURE_CTE] = 1,
        [ROWAN_FEATURE_WINDOW_FUNCTIONS] = 1,
        [ROWAN_FEATURE_LATERAL] = 1,
        [ROWAN_FEATURE_FULL_JOIN] = 1,
        [ROWAN_FEATURE_DISTINCT_ON] = 1,
        [ROWAN_FEATURE_ROW_LOCKS] = 1,
        [ROWAN_FEATURE_NATIVE_BOOLEAN] = 1,
        [ROWAN_FEATURE_NATIVE_UUID] = 1,
        [ROWAN_FEATURE_NATIVE_JSON] = 1,
        [ROWAN_FEATURE_NATIVE_DECIMAL] = 1,
        [ROWAN_FEATURE_SEQUENCES] = 1,
        [ROWAN_FEATURE_IDENTITY_COLUMNS] = 1,
        [ROWAN_FEATURE_IDENTITY_ALWAYS] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_SCHEMAS] = 1,
        [ROWAN_FEATURE_NULLS_ORDER] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_PARTIAL_INDEXES] = 1,
        [ROWAN_FEATURE_UPSERT] = 1,
        [ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 1,
        [ROWAN_FEATURE_DEFERRABLE] = 1,
        [ROWAN_FEATURE_VIEWS] = 1,
        [ROWAN_FEATURE_TEMPORARY_TABLES] = 1,
        [ROWAN_FEATURE_TEMPORARY_VIEWS] = 1,
        [ROWAN_FEATURE_MATERIALIZED_VIEWS] = 1,
        [ROWAN_FEATURE_TABLE_IF_EXISTS] = 1,
        [ROWAN_FEATURE_INDEX_IF_EXISTS] = 1,
        [ROWAN_FEATURE_SCHEMA_CREATE] = 1,
        [ROWAN_FEATURE_CROSS_SCHEMA_KEYS] = 1,
        [ROWAN_FEATURE_ORDERED_INDEXES] = 1,
        [ROWAN_FEATURE_COMPUTED_STORED] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_PRIMARY_KEY_NAMES] = 1,
        [ROWAN_FEATURE_CREATE_TABLE_AS] = 1,
        [ROWAN_FEATURE_DEADLOCKS] = 1,
        [ROWAN_FEATURE_SERIALIZATION] = 1,
        [ROWAN_FEATURE_CONCURRENT_WRITERS] = 1,
        [ROWAN_FEATURE_CANCEL] = 1,
        [ROWAN_FEATURE_INSERT_FROM_SELECT] = 1,
        [ROWAN_FEATURE_FOREIGN_KEYS] = 1,
        [ROWAN_FEATURE_MICROSECONDS] = 1,
        [ROWAN_FEATURE_STANDALONE_BINDS] = 1,
        [ROWAN_FEATURE_PRECISE_DECIMALS] = 1,
        [ROWAN_FEATURE_PRECISE_FLOATS] = 1,
        [ROWAN_FEATURE_NAN_FLOATS] = 1,
        [ROWAN_FEATURE_INFINITE_FLOATS] = 1,
        [ROWAN_FEATURE_MINUS_ZERO] = 1,
        [ROWAN_FEATURE_DECIMAL_SCALE] = 1,
    },
    .max_binds = 7000, /* libpq takes no longer description of them */
    .max_identifier_bytes = 63,
    .server_name = "PostgreSQL",
    YEARS,
    .decimal_whole_digits = 131072,
    .decimal_fraction_digits = 16383,
    .max_value_bytes = LONGEST_VALUE,
};

#define FLOAT_MOD "({0} - {1} * trunc({0} / {1}))"

/* The casts give sums and averages the kinds that they have everywhere. */
static const rowan_rule postgresql_rules[] = {
    {ROWAN_OP_ILIKE, 0, "{0} ILIKE {1} ESCAPE '\\'", 0, 0},
    CALL(AVG, 0, "CAST(avg({0}) AS double precision)"),
    CALL(SUM, ROWAN_KIND_INT64, "CAST(sum({0}) AS bigint)"),
    CALL(SUM, ROWAN_KIND_FLOAT, "sum(CAST({0} AS double precision))"),
    CALL(MOD, ROWAN_KIND_DOUBLE, FLOAT_MOD),
    CALL(MOD, ROWAN_KIND_FLOAT, FLOAT_MOD),
    CALL(LENGTH, ROWAN_KIND_BYTES, "octet_length({0})"),
    CALL(MIN, ROWAN_KIND_BOOL, "bool_and({0})"),
    CALL(MAX, ROWAN_KIND_BOOL, "bool_or({0})"),
    CALL(MIN, ROWAN_KIND_BYTES, ""),
    CALL(MAX, ROWAN_KIND_BYTES, ""),
    CALL(MIN, ROWAN_KIND_JSON, ""),
    CALL(MAX, ROWAN_KIND_JSON, ""),
};

static const rowan_dialect postgresql_dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_CLAUSE,
    .capabilities = &postgresql_capabilities,
    .rules = postgresql_rules,
    .rule_count = COUNT(postgresql_rules),
    .syntax = ROWAN_SYNTAX_ESCAPE_STRINGS | ROWAN_SYNTAX_DOLLAR_QUOTES |
              ROWAN_SYNTAX_NESTED_COMMENTS | ROWAN_SYNTAX_ONE_STATEMENT,
    .type_name = odbc_postgresql_type,
    .sequence_next_sql =
        "SELECT nextval(CAST(CAST(:name AS text) AS regclass))",
};

static const rowan_catalog postgresql_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql =
        "SELECT 1 FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'f') AND c.relname = CAST(? AS text)"
        " AND n.nspname = coalesce(CAST(? AS text), current_schema()::text)",
    .reflect = odbc_reflect,
};

static const rowan_flavour postgresql_flavour = {
    .size = sizeof(rowan_flavour),
    .name = "PostgreSQL",
    .dialect = &postgresql_dialect,
    .catalog = &postgresql_catalog,
};

const rowan_flavour *const odbc_flavours[] = {
    &sqlite_flavour,
    &postgresql_flavour,
    NULL,
};

/* --- the rest of what tells them apart ------------------------------------ */

static const odbc_server servers[] = {
    {
        .dbms = "SQLite",
        .flavour = 1,
        .capabilities = &sqlite_capabilities,
        .read_only_sql = "PRAGMA query_only=1",
        .read_write_sql = "PRAGMA query_only=0",
        .last_id_sql = "SELECT last_insert_rowid()",
        .codes_are_sqlite = true,
        .schema_sql = "SELECT 'main'",
        .primary_key_sql = "SELECT name FROM pragma_table_info(?)"
                           " WHERE pk > 0 ORDER BY pk",
        .rounds = true,
        .has_finite = true,
    },
    {
        .dbms = "PostgreSQL",
        .flavour = 2,
        .capabilities = &postgresql_capabilities,
        .setup_sql = {"SET TIME ZONE 'UTC'", "SET intervalstyle TO iso_8601"},
        .read_only_sql = "SET TRANSACTION READ ONLY",
        .reset_sql = {"RESET ALL", "DISCARD TEMP",
                      "SELECT pg_advisory_unlock_all()", "UNLISTEN *"},
        .schema_sql = "SELECT current_schema()",
        .sequences_sql =
            "SELECT schemaname::text, sequencename::text, start_value,"
            " increment_by, min_value, max_value, cache_size, cycle"
            " FROM pg_catalog.pg_sequences ORDER BY 1, 2",
        .aborts = true,
        .has_guid = true,
    },
};

const odbc_server *
odbc_server_of(const char *dbms)
{
    static const odbc_server unknown = {
        .dbms = "ODBC", .capabilities = &standard_capabilities};

    for (size_t i = 0; i < COUNT(servers); i++)
        if (!strcmp(servers[i].dbms, dbms))
            return &servers[i];
    return &unknown;
}
