/* SPDX-License-Identifier: MIT */
/* How MariaDB and MySQL write SQL, and what each can do: two small rows over
 * one dialect. The session makes '\' in literals plain and || is not used, so
 * most of the standard's forms stand. */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>

#define MOST_BINDS 65535
#define MOST_BYTES (16 * 1024 * 1024) /* max_allowed_packet as it comes */
#define LONGEST_NAME 64 /* characters; bytes here, to be sure */

/* What is written without a connection is for a MariaDB of Debian 12. */
static const rowan_capabilities usual_capabilities = {
    .size = sizeof(rowan_capabilities),
    .server_version = 101100,
    .has = {
        [ROWAN_FEATURE_INSERT_RETURNING] = 1,
        [ROWAN_FEATURE_DELETE_RETURNING] = 1,
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_SAVEPOINTS] = 1,
        [ROWAN_FEATURE_ALTER_CONSTRAINT] = 1,
        [ROWAN_FEATURE_CTE] = 1,
        [ROWAN_FEATURE_WINDOW_FUNCTIONS] = 1,
        [ROWAN_FEATURE_ROW_LOCKS] = 1,
        [ROWAN_FEATURE_NATIVE_JSON] = 1,
        [ROWAN_FEATURE_NATIVE_DECIMAL] = 1,
        [ROWAN_FEATURE_SEQUENCES] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_SCHEMAS] = 1,
        [ROWAN_FEATURE_SERVER_CURSORS] = 1,
        [ROWAN_FEATURE_BULK_COPY] = 1,
        [ROWAN_FEATURE_TWO_PHASE] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_LAST_INSERT_ID] = 1,
        [ROWAN_FEATURE_UPSERT] = 1,
        [ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 1,
        [ROWAN_FEATURE_VIEWS] = 1,
        [ROWAN_FEATURE_TEMPORARY_TABLES] = 1,
        [ROWAN_FEATURE_TEMPORARY_REFLECTION] = 1,
        [ROWAN_FEATURE_TABLE_IF_EXISTS] = 1,
        [ROWAN_FEATURE_INDEX_IF_EXISTS] = 1,
        [ROWAN_FEATURE_SCHEMA_CREATE] = 1,
        [ROWAN_FEATURE_CROSS_SCHEMA_KEYS] = 1,
        [ROWAN_FEATURE_ORDERED_INDEXES] = 1,
        [ROWAN_FEATURE_COMPUTED_VIRTUAL] = 1,
        [ROWAN_FEATURE_COMPUTED_STORED] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_CREATE_TABLE_AS] = 1,
        [ROWAN_FEATURE_DEADLOCKS] = 1,
        [ROWAN_FEATURE_CONCURRENT_WRITERS] = 1,
        [ROWAN_FEATURE_DEADLINES] = 1,
        [ROWAN_FEATURE_CANCEL] = 1,
        [ROWAN_FEATURE_INSERT_FROM_SELECT] = 1,
        [ROWAN_FEATURE_TABLE_OPTIONS] = 1,
        [ROWAN_FEATURE_CHECK_REFLECTION] = 1,
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
        [ROWAN_FEATURE_JSON_TEXT] = 1, /* a text with a check there */
    },
    .isolates = {
        [ROWAN_ISOLATION_READ_UNCOMMITTED] = 1,
        [ROWAN_ISOLATION_READ_COMMITTED] = 1,
        [ROWAN_ISOLATION_REPEATABLE_READ] = 1,
        [ROWAN_ISOLATION_SERIALIZABLE] = 1,
    },
    .date_min = MYSQL_DATE_MIN,
    .date_max = MYSQL_DATE_MAX,
    .timestamp_min = MYSQL_TIMESTAMP_MIN,
    .timestamp_max = MYSQL_TIMESTAMP_MAX,
    .decimal_whole_digits = 35, /* of DECIMAL(65,30) */
    .decimal_fraction_digits = 30,
    .max_value_bytes = MOST_BYTES,
    .max_binds = MOST_BINDS,
    .max_identifier_bytes = LONGEST_NAME,
    .server_name = "MariaDB",
    .server_text = "10.11",
};

#define NEVER UINT32_MAX

/* What only one of the two has, or from some version on. */
static const struct since {
    uint32_t feature, mysql, mariadb;
} since[] = {
    {ROWAN_FEATURE_INSERT_RETURNING, NEVER, 100500},
    {ROWAN_FEATURE_DELETE_RETURNING, NEVER, 100005},
    {ROWAN_FEATURE_LATERAL, 80014, NEVER},
    {ROWAN_FEATURE_SEQUENCES, NEVER, 100300},
    {ROWAN_FEATURE_BULK_COPY, NEVER, 100202},
    {ROWAN_FEATURE_INDEX_IF_EXISTS, NEVER, 100105},
    {ROWAN_FEATURE_TEMPORARY_REFLECTION, NEVER, 0},
    {ROWAN_FEATURE_COMPUTED_NOT_NULL, 0, NEVER},
    {ROWAN_FEATURE_EXPRESSION_INDEXES, 80013, NEVER},
    {ROWAN_FEATURE_ORDERED_INDEXES, 80001, 100800},
    {ROWAN_FEATURE_EXPRESSION_DEFAULTS, 80013, 100201},
    {ROWAN_FEATURE_JSON_TEXT, NEVER, 0},
};

void
mysql__capabilities_fill(const mysql_server *server, rowan_capabilities *caps)
{
    uint32_t size = caps->size;

    /* Not more than a host knows that is older than this plugin. */
    memcpy(caps, &usual_capabilities,
           size < sizeof *caps ? size : sizeof *caps);
    caps->size = size;
    caps->server_version = server->version;
    for (size_t i = 0; i < sizeof since / sizeof *since; i++)
        caps->has[since[i].feature] =
            server->version >=
            (server->is_mariadb ? since[i].mariadb : since[i].mysql);
    if (server->max_packet)
        caps->max_value_bytes = server->max_packet;
    snprintf(caps->server_name, sizeof caps->server_name, "%s",
             server->is_mariadb ? "MariaDB" : "MySQL");
    snprintf(caps->server_text, sizeof caps->server_text, "%s", server->text);
}

#define RULE(op_, kind_, sql_)            \
    {                                     \
        ROWAN_OP_##op_, kind_, sql_, 0, 0 \
    }
#define CALL(op_, kind_, sql_)            \
    {                                     \
        ROWAN_OP_##op_, kind_, sql_, 1, 0 \
    }

/*
 * x'5C' is a backslash whatever sql_mode says of backslashes, which a program
 * may set. An average of integers has four places and no more, unless they are
 * made doubles first. A sum of integers is a DECIMAL and stays one: cast to an
 * integer it would stop silently at the largest, and the driver reads it.
 */
#define ESCAPED " {1} ESCAPE x'5C'"
static const rowan_rule rules[] = {
    RULE(LIKE, 0, "{0} LIKE" ESCAPED),
    RULE(NOT_LIKE, 0, "{0} NOT LIKE" ESCAPED),
    RULE(ILIKE, 0, "lower({0}) LIKE lower({1}) ESCAPE x'5C'"),
    RULE(STARTS_WITH, 0, "{0} LIKE" ESCAPED),
    RULE(ENDS_WITH, 0, "{0} LIKE" ESCAPED),
    RULE(CONTAINS, 0, "{0} LIKE" ESCAPED),
    CALL(CONCAT, 0, "CONCAT({*, })"),
    RULE(DIV, 0, "{0} DIV {1}"),
    RULE(DIV, ROWAN_KIND_FLOAT, "{0} / {1}"),
    RULE(DIV, ROWAN_KIND_DOUBLE, "{0} / {1}"),
    RULE(DIV, ROWAN_KIND_DECIMAL, "{0} / {1}"),
    CALL(AVG, 0, "avg(CAST({0} AS DOUBLE))"),
    CALL(TO_REAL, 0, "CAST({0} AS DOUBLE)"),
};

const rowan_dialect mysql__dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_CLAUSE,
    .identifier_open = "`",
    .identifier_close = "`",
    .capabilities = &usual_capabilities,
    .rules = rules,
    .rule_count = sizeof rules / sizeof *rules,
    .syntax = ROWAN_SYNTAX_HASH_COMMENTS,
    .limit_none = "18446744073709551615",
    .default_values_sql = " () VALUES ()",
    .identity_sql = "AUTO_INCREMENT",
    .type_name = mysql__type_name,
    .table_options = mysql__table_options,
    .table_suffix = mysql__table_suffix,
    .comment_style = ROWAN_COMMENT_CLAUSE,
};
