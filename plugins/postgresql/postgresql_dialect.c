/* SPDX-License-Identifier: MIT */
/* How PostgreSQL writes SQL: as the standard does, but for a few functions. */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

#define ALWAYS                                                             \
    (ROWAN_FEATURE(INSERT_RETURNING) | ROWAN_FEATURE(UPDATE_RETURNING) |   \
     ROWAN_FEATURE(DELETE_RETURNING) | ROWAN_FEATURE(MULTIVALUES_INSERT) | \
     ROWAN_FEATURE(DEFAULT_VALUES) | ROWAN_FEATURE(SAVEPOINTS) |           \
     ROWAN_FEATURE(TRANSACTIONAL_DDL) | ROWAN_FEATURE(ALTER_CONSTRAINT) |  \
     ROWAN_FEATURE(CTE) | ROWAN_FEATURE(WINDOW_FUNCTIONS) |                \
     ROWAN_FEATURE(LATERAL) | ROWAN_FEATURE(FULL_JOIN) |                   \
     ROWAN_FEATURE(DISTINCT_ON) | ROWAN_FEATURE(ROW_LOCKS) |               \
     ROWAN_FEATURE(NATIVE_BOOLEAN) | ROWAN_FEATURE(NATIVE_UUID) |          \
     ROWAN_FEATURE(NATIVE_JSON) | ROWAN_FEATURE(NATIVE_ARRAY) |            \
     ROWAN_FEATURE(NATIVE_DECIMAL) | ROWAN_FEATURE(SEQUENCES) |            \
     ROWAN_FEATURE(IDENTITY_COLUMNS) | ROWAN_FEATURE(COMPUTED_COLUMNS) |   \
     ROWAN_FEATURE(COMMENTS) | ROWAN_FEATURE(SCHEMAS) |                    \
     ROWAN_FEATURE(SERVER_CURSORS) | ROWAN_FEATURE(PIPELINE) |             \
     ROWAN_FEATURE(BULK_COPY) | ROWAN_FEATURE(NULLS_ORDER) |               \
     ROWAN_FEATURE(CHECK_CONSTRAINTS) | ROWAN_FEATURE(PARTIAL_INDEXES) |   \
     ROWAN_FEATURE(UPSERT) | ROWAN_FEATURE(CONCURRENT_CONNECTIONS) |       \
     ROWAN_FEATURE(DEFERRABLE) | ROWAN_FEATURE(ARRAY_BINDS) |              \
     ROWAN_FEATURE(VIEWS) | ROWAN_FEATURE(TEMPORARY_TABLES) |              \
     ROWAN_FEATURE(TEMPORARY_VIEWS) | ROWAN_FEATURE(MATERIALIZED_VIEWS) |  \
     ROWAN_FEATURE(TEMPORARY_NAMES) | ROWAN_FEATURE(TABLE_IF_EXISTS) |     \
     ROWAN_FEATURE(INDEX_IF_EXISTS) | ROWAN_FEATURE(SCHEMA_CREATE) |       \
     ROWAN_FEATURE(CROSS_SCHEMA_KEYS) |                                    \
     ROWAN_FEATURE(DEFAULT_SCHEMA_SWITCH) |                                \
     ROWAN_FEATURE(EXPRESSION_INDEXES) | ROWAN_FEATURE(ORDERED_INDEXES) |  \
     ROWAN_FEATURE(COVERING_INDEXES) | ROWAN_FEATURE(COMPUTED_STORED) |    \
     ROWAN_FEATURE(EXPRESSION_DEFAULTS) |                                  \
     ROWAN_FEATURE(PRIMARY_KEY_NAMES) | ROWAN_FEATURE(CREATE_TABLE_AS) |   \
     ROWAN_FEATURE(DEADLOCKS) | ROWAN_FEATURE(SERIALIZATION) |             \
     ROWAN_FEATURE(CONCURRENT_WRITERS) | ROWAN_FEATURE(DEADLINES) |        \
     ROWAN_FEATURE(CANCEL) | ROWAN_FEATURE(INSERT_FROM_SELECT) |           \
     ROWAN_FEATURE(TABLE_OPTIONS) | ROWAN_FEATURE(TEMPORARY_REFLECTION) |  \
     ROWAN_FEATURE(COMPUTED_NOT_NULL))

#define ALWAYS_MORE                                                        \
    (ROWAN_MORE_FEATURE(FOREIGN_KEYS) |                                    \
     ROWAN_MORE_FEATURE(TABLES_NO_COLUMNS) |                               \
     ROWAN_MORE_FEATURE(COLLATION_REFLECTION) |                            \
     ROWAN_MORE_FEATURE(CHECK_REFLECTION) |                                \
     ROWAN_MORE_FEATURE(COMMENT_FULL_UNICODE) |                            \
     ROWAN_MORE_FEATURE(ACTION_RESTRICT) |                                 \
     ROWAN_MORE_FEATURE(INDEXES_OF_SCHEMAS) |                              \
     ROWAN_MORE_FEATURE(DATETIME_TIMEZONE) |                               \
     ROWAN_MORE_FEATURE(COMMENT_REFLECTION) |                              \
     ROWAN_MORE_FEATURE(PRECISE_DECIMALS) |                                \
     ROWAN_MORE_FEATURE(PRECISE_FLOATS) |                                  \
     ROWAN_MORE_FEATURE(UNIQUE_REFLECTION) |                               \
     ROWAN_MORE_FEATURE(VIEW_REFLECTION) |                                 \
     ROWAN_MORE_FEATURE(COMPUTED_REFLECTION) |                             \
     ROWAN_MORE_FEATURE(IDENTITY_REFLECTION))

#define KEPT                                                  \
    (ROWAN_KEPT(NAN_FLOATS) | ROWAN_KEPT(INFINITE_FLOATS) |                 \
     ROWAN_KEPT(MINUS_ZERO) | ROWAN_KEPT(INFINITE_DATES) |    \
     ROWAN_KEPT(DECIMAL_SCALE))

/* Read uncommitted is served by read committed. */
#define ISOLATIONS                           \
    (ROWAN_ISOLATION_BIT(READ_UNCOMMITTED) | \
     ROWAN_ISOLATION_BIT(READ_COMMITTED) |   \
     ROWAN_ISOLATION_BIT(REPEATABLE_READ) | ROWAN_ISOLATION_BIT(SERIALIZABLE))

#define LONGEST_NAME 63
#define LONGEST_VALUE (1024 * 1024 * 1024 - 1)

const rowan_capabilities pg__capabilities_static = {
    .size = sizeof(rowan_capabilities),
    .server_version = 150000,
    .features = ALWAYS | ROWAN_FEATURE(TWO_PHASE),
    .max_binds = PG_MOST_BINDS,
    .max_identifier_bytes = LONGEST_NAME,
    .server_name = "PostgreSQL",
    .server_text = "15",
    .isolation_levels = ISOLATIONS,
    .more_features = {ALWAYS_MORE},
    .kept = KEPT,
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
    if (!connection->has_two_phase)
        caps->features &= ~ROWAN_FEATURE(TWO_PHASE);
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
