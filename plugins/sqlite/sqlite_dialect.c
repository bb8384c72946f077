/* SPDX-License-Identifier: MIT */
/* How SQLite writes SQL: near the standard, but for exact decimals, which are
 * texts here and computed by functions. */

#include "sqlite_priv.h"

#include <stdio.h>
#include <string.h>

/* 3.40.1 is 3040001 there and 34001 here. */
#define VERSION(number_)                                           \
    ((number_) / 1000000 * 10000 + (number_) / 1000 % 1000 * 100 + \
     (number_) % 1000)
#define FULL_JOIN_SINCE 3039000

const rowan_capabilities sqlite__capabilities_static = {
    .size = sizeof(rowan_capabilities),
    .server_version = VERSION(SQLITE_VERSION_NUMBER),
    .has = {
        [ROWAN_FEATURE_INSERT_RETURNING] = 1,
        [ROWAN_FEATURE_UPDATE_RETURNING] = 1,
        [ROWAN_FEATURE_DELETE_RETURNING] = 1,
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_SAVEPOINTS] = 1,
        [ROWAN_FEATURE_TRANSACTIONAL_DDL] = 1,
        [ROWAN_FEATURE_CTE] = 1,
        [ROWAN_FEATURE_WINDOW_FUNCTIONS] = 1,
        [ROWAN_FEATURE_FULL_JOIN] = SQLITE_VERSION_NUMBER >= FULL_JOIN_SINCE,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_SERVER_CURSORS] = 1,
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
        [ROWAN_FEATURE_TEMPORARY_REFLECTION] = 1,
        [ROWAN_FEATURE_COMPUTED_NOT_NULL] = 1,
        [ROWAN_FEATURE_EXPRESSION_INDEXES] = 1,
        [ROWAN_FEATURE_ORDERED_INDEXES] = 1,
        [ROWAN_FEATURE_COMPUTED_VIRTUAL] = 1,
        [ROWAN_FEATURE_COMPUTED_STORED] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_PRIMARY_KEY_NAMES] = 1,
        [ROWAN_FEATURE_CREATE_TABLE_AS] = 1,
        [ROWAN_FEATURE_SERIALIZATION] = 1,
        [ROWAN_FEATURE_DEADLINES] = 1,
        [ROWAN_FEATURE_CANCEL] = 1,
        [ROWAN_FEATURE_INSERT_FROM_SELECT] = 1,
        [ROWAN_FEATURE_TEMPORARY_NAMES] = 1,
        [ROWAN_FEATURE_CHECK_REFLECTION] = 1,
        [ROWAN_FEATURE_ACTION_RESTRICT] = 1,
        [ROWAN_FEATURE_INDEXES_OF_SCHEMAS] = 1,
        [ROWAN_FEATURE_FOREIGN_KEYS] = 1,
        [ROWAN_FEATURE_MICROSECONDS] = 1,
        [ROWAN_FEATURE_STANDALONE_BINDS] = 1,
        [ROWAN_FEATURE_PRECISE_DECIMALS] = 1,
        [ROWAN_FEATURE_PRECISE_FLOATS] = 1,
        [ROWAN_FEATURE_EXPRESSIONS_AS_WRITTEN] = 1,
        [ROWAN_FEATURE_UNIQUE_REFLECTION] = 1,
        [ROWAN_FEATURE_VIEW_REFLECTION] = 1,
        [ROWAN_FEATURE_COMPUTED_REFLECTION] = 1,
        [ROWAN_FEATURE_IDENTITY_REFLECTION] = 1,
        [ROWAN_FEATURE_INFINITE_FLOATS] = 1,
        /* Decimals and JSON are texts: see sqlite_values.c. */
        [ROWAN_FEATURE_DECIMAL_SCALE] = 1,
        [ROWAN_FEATURE_DECIMAL_TEXT] = 1,
        [ROWAN_FEATURE_JSON_TEXT] = 1,
        [ROWAN_FEATURE_INVALID_JSON] = 1,
    },
    /* There is one level, and it keeps what all the others promise. */
    .isolates = {
        [ROWAN_ISOLATION_READ_UNCOMMITTED] = 1,
        [ROWAN_ISOLATION_READ_COMMITTED] = 1,
        [ROWAN_ISOLATION_REPEATABLE_READ] = 1,
        [ROWAN_ISOLATION_SERIALIZABLE] = 1,
    },
    .max_binds = 32766, /* unless it was built with another limit */
    .server_name = "SQLite",
    .server_text = SQLITE_VERSION,
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
    caps->has[ROWAN_FEATURE_FULL_JOIN] = version >= FULL_JOIN_SINCE;
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
