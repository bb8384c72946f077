/* SPDX-License-Identifier: MIT */
/* How PostgreSQL writes SQL: as the standard does, but for a few functions. */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_NAME 63
#define LONGEST_VALUE (1024 * 1024 * 1024 - 1)

const rowan_capabilities pg__capabilities_static = {
    .size = sizeof(rowan_capabilities),
    .server_version = 150000,
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
        [ROWAN_FEATURE_NATIVE_ARRAY] = 1,
        [ROWAN_FEATURE_NATIVE_DECIMAL] = 1,
        [ROWAN_FEATURE_SEQUENCES] = 1,
        [ROWAN_FEATURE_IDENTITY_COLUMNS] = 1,
        [ROWAN_FEATURE_IDENTITY_ALWAYS] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_SCHEMAS] = 1,
        [ROWAN_FEATURE_SERVER_CURSORS] = 1,
        [ROWAN_FEATURE_PIPELINE] = 1,
        [ROWAN_FEATURE_BULK_COPY] = 1,
        [ROWAN_FEATURE_TWO_PHASE] = 1,
        [ROWAN_FEATURE_NULLS_ORDER] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_PARTIAL_INDEXES] = 1,
        [ROWAN_FEATURE_UPSERT] = 1,
        [ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 1,
        [ROWAN_FEATURE_DEFERRABLE] = 1,
        [ROWAN_FEATURE_ARRAY_BINDS] = 1,
        [ROWAN_FEATURE_VIEWS] = 1,
        [ROWAN_FEATURE_TEMPORARY_TABLES] = 1,
        [ROWAN_FEATURE_TEMPORARY_VIEWS] = 1,
        [ROWAN_FEATURE_MATERIALIZED_VIEWS] = 1,
        [ROWAN_FEATURE_TABLE_IF_EXISTS] = 1,
        [ROWAN_FEATURE_INDEX_IF_EXISTS] = 1,
        [ROWAN_FEATURE_SCHEMA_CREATE] = 1,
        [ROWAN_FEATURE_CROSS_SCHEMA_KEYS] = 1,
        [ROWAN_FEATURE_DEFAULT_SCHEMA_SWITCH] = 1,
        [ROWAN_FEATURE_TEMPORARY_REFLECTION] = 1,
        [ROWAN_FEATURE_COMPUTED_NOT_NULL] = 1,
        [ROWAN_FEATURE_EXPRESSION_INDEXES] = 1,
        [ROWAN_FEATURE_ORDERED_INDEXES] = 1,
        [ROWAN_FEATURE_COVERING_INDEXES] = 1,
        [ROWAN_FEATURE_COMPUTED_STORED] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_PRIMARY_KEY_NAMES] = 1,
        [ROWAN_FEATURE_CREATE_TABLE_AS] = 1,
        [ROWAN_FEATURE_DEADLOCKS] = 1,
        [ROWAN_FEATURE_SERIALIZATION] = 1,
        [ROWAN_FEATURE_CONCURRENT_WRITERS] = 1,
        [ROWAN_FEATURE_DEADLINES] = 1,
        [ROWAN_FEATURE_CANCEL] = 1,
        [ROWAN_FEATURE_INSERT_FROM_SELECT] = 1,
        [ROWAN_FEATURE_TEMPORARY_NAMES] = 1,
        [ROWAN_FEATURE_TABLE_OPTIONS] = 1,
        [ROWAN_FEATURE_TABLES_NO_COLUMNS] = 1,
        [ROWAN_FEATURE_COLLATION_REFLECTION] = 1,
        [ROWAN_FEATURE_CHECK_REFLECTION] = 1,
        [ROWAN_FEATURE_COMMENT_FULL_UNICODE] = 1,
        [ROWAN_FEATURE_ACTION_RESTRICT] = 1,
        [ROWAN_FEATURE_INDEXES_OF_SCHEMAS] = 1,
        [ROWAN_FEATURE_DATETIME_TIMEZONE] = 1,
        [ROWAN_FEATURE_FOREIGN_KEYS] = 1,
        [ROWAN_FEATURE_MICROSECONDS] = 1,
        [ROWAN_FEATURE_STANDALONE_BINDS] = 1,
        [ROWAN_FEATURE_COMMENT_REFLECTION] = 1,
        [ROWAN_FEATURE_PRECISE_DECIMALS] = 1,
        [ROWAN_FEATURE_PRECISE_FLOATS] = 1,
        [ROWAN_FEATURE_UNIQUE_REFLECTION] = 1,
        [ROWAN_FEATURE_VIEW_REFLECTION] = 1,
        [ROWAN_FEATURE_COMPUTED_REFLECTION] = 1,
        [ROWAN_FEATURE_IDENTITY_REFLECTION] = 1,
        [ROWAN_FEATURE_NAN_FLOATS] = 1,
        [ROWAN_FEATURE_INFINITE_FLOATS] = 1,
        [ROWAN_FEATURE_MINUS_ZERO] = 1,
        [ROWAN_FEATURE_INFINITE_DATES] = 1,
        [ROWAN_FEATURE_DECIMAL_SCALE] = 1,
    },
    /* Read uncommitted is served by read committed. */
    .isolates = {
        [ROWAN_ISOLATION_READ_UNCOMMITTED] = 1,
        [ROWAN_ISOLATION_READ_COMMITTED] = 1,
        [ROWAN_ISOLATION_REPEATABLE_READ] = 1,
        [ROWAN_ISOLATION_SERIALIZABLE] = 1,
    },
    .max_binds = PG_MOST_BINDS,
    .max_identifier_bytes = LONGEST_NAME,
    .server_name = "PostgreSQL",
    .server_text = "15",
    .date_min = PG_DATE_MIN,
    .date_max = PG_DATE_MAX,
    .timestamp_min = PG_TIMESTAMP_MIN,
    .timestamp_max = INT64_MAX - 1,
    .decimal_whole_digits = 131072,
    .decimal_fraction_digits = 16383,
    .max_value_bytes = LONGEST_VALUE,
};

/* libpq writes 15.4 as 150004, the contract as 150400. */
static uint32_t
version_number(int version)
{
    return (uint32_t)(version / 10000 * 10000 + version % 10000 * 100);
}

void
pg__capabilities_fill(const rowan_driver_connection *connection,
                      rowan_capabilities *caps)
{
    const char *text = PQparameterStatus(connection->handle, "server_version");
    uint32_t size = caps->size;

    /* Not more than a host knows that is older than this plugin. */
    memcpy(caps, &pg__capabilities_static,
           size < sizeof *caps ? size : sizeof *caps);
    caps->size = size;
    caps->server_version = version_number(PQserverVersion(connection->handle));
    caps->has[ROWAN_FEATURE_TWO_PHASE] = connection->has_two_phase;
    snprintf(caps->server_text, sizeof caps->server_text, "%s",
             text ? text : "");
}

/*
 * E'' means the same whatever standard_conforming_strings is, which a program
 * may set. A sum of bigints is numeric here, and an average of anything but
 * floats: the casts give them the kinds that they have everywhere. Sums of
 * floats are computed in double, where other databases have no other. There is
 * no % for floats, no order of booleans and UUIDs under min() and max().
 */
#define CALL(op_, kind_, sql_)                         \
    {                                                  \
        ROWAN_OP_##op_, ROWAN_KIND_##kind_, sql_, 1, 0 \
    }
#define ANY(op_, sql_, is_call_)             \
    {                                        \
        ROWAN_OP_##op_, 0, sql_, is_call_, 0 \
    }
#define ESCAPED " {1} ESCAPE E'\\\\'"
#define FLOAT_MOD "({0} - {1} * trunc({0} / {1}))"
#define UUID_TEXT(call_) \
    "CAST(" call_ "(CAST({0} AS text) COLLATE \"C\") AS uuid)"

static const rowan_rule rules[] = {
    ANY(LIKE, "{0} LIKE" ESCAPED, 0),
    ANY(NOT_LIKE, "{0} NOT LIKE" ESCAPED, 0),
    ANY(ILIKE, "{0} ILIKE" ESCAPED, 0),
    ANY(STARTS_WITH, "{0} LIKE" ESCAPED, 0),
    ANY(ENDS_WITH, "{0} LIKE" ESCAPED, 0),
    ANY(CONTAINS, "{0} LIKE" ESCAPED, 0),
    ANY(AVG, "CAST(avg({0}) AS double precision)", 1),
    CALL(SUM, INT64, "CAST(sum({0}) AS bigint)"),
    CALL(SUM, FLOAT, "sum(CAST({0} AS double precision))"),
    CALL(MOD, DOUBLE, FLOAT_MOD),
    CALL(MOD, FLOAT, FLOAT_MOD),
    CALL(LENGTH, BYTES, "octet_length({0})"),
    CALL(MIN, BOOL, "bool_and({0})"),
    CALL(MAX, BOOL, "bool_or({0})"),
    CALL(MIN, UUID, UUID_TEXT("min")),
    CALL(MAX, UUID, UUID_TEXT("max")),
    CALL(MIN, BYTES, ""),
    CALL(MAX, BYTES, ""),
    CALL(MIN, JSON, ""),
    CALL(MAX, JSON, ""),
};

const rowan_dialect pg__dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_DOLLAR,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_CLAUSE,
    .capabilities = &pg__capabilities_static,
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .syntax = ROWAN_SYNTAX_ESCAPE_STRINGS | ROWAN_SYNTAX_DOLLAR_QUOTES |
              ROWAN_SYNTAX_NESTED_COMMENTS,
    .sequence_next_sql =
        "SELECT nextval(CAST(CAST(:name AS text) AS regclass))",
    .type_name = pg__type_name,
    .table_options = pg__table_options,
    .table_suffix = pg__table_suffix,
};
