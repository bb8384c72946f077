/* SPDX-License-Identifier: MIT */
/* How SQLite writes SQL: near the standard, but for exact decimals, which are
 * texts here and computed by functions. */

#include "sqlite_priv.h"

#include <stdio.h>
#include <string.h>

#define ALWAYS                                                             \
    (ROWAN_FEATURE(INSERT_RETURNING) | ROWAN_FEATURE(UPDATE_RETURNING) |   \
     ROWAN_FEATURE(DELETE_RETURNING) | ROWAN_FEATURE(MULTIVALUES_INSERT) | \
     ROWAN_FEATURE(DEFAULT_VALUES) | ROWAN_FEATURE(SAVEPOINTS) |           \
     ROWAN_FEATURE(TRANSACTIONAL_DDL) | ROWAN_FEATURE(CTE) |               \
     ROWAN_FEATURE(WINDOW_FUNCTIONS) | ROWAN_FEATURE(COMPUTED_COLUMNS) |   \
     ROWAN_FEATURE(NULLS_ORDER) | ROWAN_FEATURE(CHECK_CONSTRAINTS) |       \
     ROWAN_FEATURE(PARTIAL_INDEXES) | ROWAN_FEATURE(LAST_INSERT_ID) |      \
     ROWAN_FEATURE(UPSERT) | ROWAN_FEATURE(CONCURRENT_CONNECTIONS) |       \
     ROWAN_FEATURE(DEFERRABLE) | ROWAN_FEATURE(VIEWS) |                    \
     ROWAN_FEATURE(TEMPORARY_TABLES) |                                     \
     ROWAN_FEATURE(TEMPORARY_VIEWS) | ROWAN_FEATURE(TEMPORARY_NAMES) |     \
     ROWAN_FEATURE(TABLE_IF_EXISTS) | ROWAN_FEATURE(INDEX_IF_EXISTS) |     \
     ROWAN_FEATURE(EXPRESSION_INDEXES) | ROWAN_FEATURE(ORDERED_INDEXES) |  \
     ROWAN_FEATURE(COMPUTED_VIRTUAL) | ROWAN_FEATURE(COMPUTED_STORED) |    \
     ROWAN_FEATURE(EXPRESSION_DEFAULTS) |                                  \
     ROWAN_FEATURE(PRIMARY_KEY_NAMES) | ROWAN_FEATURE(CREATE_TABLE_AS) |   \
     ROWAN_FEATURE(SERIALIZATION) | ROWAN_FEATURE(DEADLINES) |             \
     ROWAN_FEATURE(CANCEL) | ROWAN_FEATURE(INSERT_FROM_SELECT) |           \
     ROWAN_FEATURE(SERVER_CURSORS) |                                       \
     ROWAN_FEATURE(TEMPORARY_REFLECTION) |                                 \
     ROWAN_FEATURE(COMPUTED_NOT_NULL))

#define ALWAYS_MORE                                                        \
    (ROWAN_MORE_FEATURE(FOREIGN_KEYS) |                                    \
     ROWAN_MORE_FEATURE(EXPRESSIONS_AS_WRITTEN) |                          \
     ROWAN_MORE_FEATURE(CHECK_REFLECTION) |                                \
     ROWAN_MORE_FEATURE(ACTION_RESTRICT) |                                 \
     ROWAN_MORE_FEATURE(INDEXES_OF_SCHEMAS) |                              \
     ROWAN_MORE_FEATURE(PRECISE_DECIMALS) |                                \
     ROWAN_MORE_FEATURE(PRECISE_FLOATS) |                                  \
     ROWAN_MORE_FEATURE(UNIQUE_REFLECTION) |                               \
     ROWAN_MORE_FEATURE(VIEW_REFLECTION) |                                 \
     ROWAN_MORE_FEATURE(COMPUTED_REFLECTION) |                             \
     ROWAN_MORE_FEATURE(IDENTITY_REFLECTION))

/* Decimals and JSON are texts: see sqlite_values.c. */
#define KEPT                                                   \
    (ROWAN_KEPT(INFINITE_FLOATS) | ROWAN_KEPT(DECIMAL_SCALE) |        \
     ROWAN_KEPT(DECIMAL_TEXT) | ROWAN_KEPT(JSON_TEXT) |        \
     ROWAN_KEPT(INVALID_JSON))

/* There is one level, and it keeps what all the others promise. */
#define LEVELS                                                               \
    (ROWAN_ISOLATION_BIT(READ_UNCOMMITTED) |                                 \
     ROWAN_ISOLATION_BIT(READ_COMMITTED) |                                   \
     ROWAN_ISOLATION_BIT(REPEATABLE_READ) |                                  \
     ROWAN_ISOLATION_BIT(SERIALIZABLE))

/* 3.40.1 is 3040001 there and 34001 here. */
#define VERSION(number_)                                           \
    ((number_) / 1000000 * 10000 + (number_) / 1000 % 1000 * 100 + \
     (number_) % 1000)
#define FULL_JOIN_SINCE 3039000

const rowan_capabilities sqlite__capabilities_static = {
    .size = sizeof(rowan_capabilities),
    .server_version = VERSION(SQLITE_VERSION_NUMBER),
    .features = ALWAYS | (SQLITE_VERSION_NUMBER >= FULL_JOIN_SINCE
                              ? ROWAN_FEATURE(FULL_JOIN)
                              : 0),
    .max_binds = 32766, /* unless it was built with another limit */
    .server_name = "SQLite",
    .server_text = SQLITE_VERSION,
    .isolation_levels = LEVELS,
    .more_features = {ALWAYS_MORE},
    .kept = KEPT,
    .date_min = SQLITE_DATE_MIN,
    .date_max = SQLITE_DATE_MAX,
    .timestamp_min = SQLITE_TIMESTAMP_MIN,
    .timestamp_max = SQLITE_TIMESTAMP_MAX,
    .decimal_whole_digits = SQLITE_VALUE_BYTES_MAX,
    .decimal_fraction_digits = SQLITE_VALUE_BYTES_MAX,
    .max_value_bytes = SQLITE_VALUE_BYTES_MAX,
};

void
sqlite__capabilities_fill(rowan_capabilities *caps)
{
    int version = sqlite3_libversion_number();
    uint32_t size = caps->size;

    /* Not more than a host knows that is older than this plugin. */
    memcpy(caps, &sqlite__capabilities_static,
           size < sizeof *caps ? size : sizeof *caps);
    caps->size = size;
    caps->server_version = (uint32_t)VERSION(version);
    if (version < FULL_JOIN_SINCE)
        caps->features &= ~ROWAN_FEATURE(FULL_JOIN);
    snprintf(caps->server_text, sizeof caps->server_text, "%s",
             sqlite3_libversion());
}

/*
 * A function's result has no collation, so decimals that are computed say
 * theirs: else '9' would come after '10'. A column has it by its type.
 *
 * Integer division and % by zero are NULL here. % is for integers only; mod()
 * is for reals.
 */
#define DECIMAL(op_, sql_)                                                     \
    {                                                                          \
        ROWAN_OP_##op_, ROWAN_KIND_DECIMAL, "(" sql_ " COLLATE decimal)", 1, 0 \
    }
#define CALL(op_, kind_, sql_)            \
    {                                     \
        ROWAN_OP_##op_, kind_, sql_, 1, 0 \
    }
#define REFUSED(op_, kind_)             \
    {                                   \
        ROWAN_OP_##op_, kind_, "", 0, 0 \
    }

static const rowan_rule rules[] = {
    DECIMAL(ADD, "decimal_add({0}, {1})"),
    DECIMAL(SUB, "decimal_sub({0}, {1})"),
    DECIMAL(MUL, "decimal_mul({0}, {1})"),
    DECIMAL(NEG, "decimal_sub('0', {0})"),
    DECIMAL(ABS, "ltrim({0}, '-')"),
    DECIMAL(SUM, "decimal_sum({0})"),
    DECIMAL(MIN, "min({0})"),
    DECIMAL(MAX, "max({0})"),
    DECIMAL(COALESCE, "coalesce({*, })"),
    REFUSED(DIV, ROWAN_KIND_DECIMAL),
    REFUSED(MOD, ROWAN_KIND_DECIMAL),
    CALL(MOD, ROWAN_KIND_DOUBLE, "mod({0}, {1})"),
    CALL(MOD, ROWAN_KIND_FLOAT, "mod({0}, {1})"),
    CALL(LENGTH, 0, "length({0})"),
    CALL(TO_REAL, 0, "CAST({0} AS REAL)"),
};

const rowan_dialect sqlite__dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_DEFINITION,
    .capabilities = &sqlite__capabilities_static,
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .limit_none = "-1",
    /* Only a column of exactly this type is the table's own key. */
    .identity_sql = "INTEGER PRIMARY KEY",
    .defer_constraints_sql = "PRAGMA defer_foreign_keys=ON",
    .type_name = sqlite__type_name,
    .table_options = sqlite__table_options,
    .table_suffix = sqlite__table_suffix,
    .identity_suffix = sqlite__identity_suffix,
};
