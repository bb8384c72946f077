/* SPDX-License-Identifier: MIT */
/* How MariaDB and MySQL write SQL, and what each can do: two small rows over
 * one dialect. The session makes '\' in literals plain and || is not used, so
 * most of the standard's forms stand. */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>

#define BOTH                                                                \
    (ROWAN_FEATURE(MULTIVALUES_INSERT) | ROWAN_FEATURE(DEFAULT_VALUES) |    \
     ROWAN_FEATURE(SAVEPOINTS) | ROWAN_FEATURE(ALTER_CONSTRAINT) |          \
     ROWAN_FEATURE(CTE) | ROWAN_FEATURE(WINDOW_FUNCTIONS) |                 \
     ROWAN_FEATURE(ROW_LOCKS) | ROWAN_FEATURE(NATIVE_JSON) |                \
     ROWAN_FEATURE(NATIVE_DECIMAL) | ROWAN_FEATURE(COMPUTED_COLUMNS) |      \
     ROWAN_FEATURE(COMMENTS) | ROWAN_FEATURE(SCHEMAS) |                     \
     ROWAN_FEATURE(SERVER_CURSORS) |                                        \
     ROWAN_FEATURE(TWO_PHASE) | ROWAN_FEATURE(CHECK_CONSTRAINTS) |          \
     ROWAN_FEATURE(LAST_INSERT_ID) | ROWAN_FEATURE(UPSERT) |                \
     ROWAN_FEATURE(CONCURRENT_CONNECTIONS) |                                \
     ROWAN_FEATURE(VIEWS) | ROWAN_FEATURE(TEMPORARY_TABLES) |               \
     ROWAN_FEATURE(TABLE_IF_EXISTS) | ROWAN_FEATURE(SCHEMA_CREATE) |        \
     ROWAN_FEATURE(CROSS_SCHEMA_KEYS) | ROWAN_FEATURE(COMPUTED_VIRTUAL) |   \
     ROWAN_FEATURE(COMPUTED_STORED) | ROWAN_FEATURE(CREATE_TABLE_AS) |      \
     ROWAN_FEATURE(DEADLOCKS) | ROWAN_FEATURE(CONCURRENT_WRITERS) |         \
     ROWAN_FEATURE(DEADLINES) | ROWAN_FEATURE(CANCEL) |                     \
     ROWAN_FEATURE(INSERT_FROM_SELECT) | ROWAN_FEATURE(TABLE_OPTIONS))

#define BOTH_MORE                             \
    (ROWAN_MORE_FEATURE(FOREIGN_KEYS) |       \
     ROWAN_MORE_FEATURE(CHECK_REFLECTION) |   \
     ROWAN_MORE_FEATURE(COMMENT_REFLECTION) | \
     ROWAN_MORE_FEATURE(PRECISE_DECIMALS) |   \
     ROWAN_MORE_FEATURE(PRECISE_FLOATS) |     \
     ROWAN_MORE_FEATURE(UNIQUE_REFLECTION) |  \
     ROWAN_MORE_FEATURE(VIEW_REFLECTION) |    \
     ROWAN_MORE_FEATURE(COMPUTED_REFLECTION) | \
     ROWAN_MORE_FEATURE(IDENTITY_REFLECTION))

/* A feature and the first version that has it. */
typedef struct since {
    uint32_t version;
    uint64_t features;
} since;

typedef struct flavour {
    const char *name;
    since since[7]; /* rows that are left over are zero, and add nothing */
} flavour;

static const flavour flavours[] = {
    {"MySQL",
     {{80001, ROWAN_FEATURE(ORDERED_INDEXES)},
      {80013,
       ROWAN_FEATURE(EXPRESSION_INDEXES) | ROWAN_FEATURE(EXPRESSION_DEFAULTS)},
      {80014, ROWAN_FEATURE(LATERAL)}}},
    {"MariaDB",
     {{100005, ROWAN_FEATURE(DELETE_RETURNING)},
      {100105, ROWAN_FEATURE(INDEX_IF_EXISTS)},
      {100201, ROWAN_FEATURE(EXPRESSION_DEFAULTS)},
      {100202, ROWAN_FEATURE(BULK_COPY)},
      {100300, ROWAN_FEATURE(SEQUENCES)},
      {100500, ROWAN_FEATURE(INSERT_RETURNING)},
      {100800, ROWAN_FEATURE(ORDERED_INDEXES)}}},
};

#define MOST_BINDS 65535
#define MOST_BYTES (16 * 1024 * 1024) /* max_allowed_packet as it comes */
#define ISOLATION_LEVELS                       \
    (ROWAN_ISOLATION_BIT(READ_UNCOMMITTED) |   \
     ROWAN_ISOLATION_BIT(READ_COMMITTED) |     \
     ROWAN_ISOLATION_BIT(REPEATABLE_READ) |    \
     ROWAN_ISOLATION_BIT(SERIALIZABLE))
#define LONGEST_NAME 64 /* characters; bytes here, to be sure */

/* What is written without a connection is for a MariaDB of Debian 12. */
static const rowan_capabilities usual_capabilities = {
    .size = sizeof(rowan_capabilities),
    .server_version = 101100,
    .features = BOTH | ROWAN_FEATURE(DELETE_RETURNING) |
                ROWAN_FEATURE(BULK_COPY) | ROWAN_FEATURE(SEQUENCES) |
                ROWAN_FEATURE(INSERT_RETURNING) |
                ROWAN_FEATURE(INDEX_IF_EXISTS) |
                ROWAN_FEATURE(EXPRESSION_DEFAULTS) |
                ROWAN_FEATURE(ORDERED_INDEXES),
    .more_features = {BOTH_MORE},
    .isolation_levels = ISOLATION_LEVELS,
    .kept = ROWAN_KEPT(JSON_TEXT), /* JSON is a text with a check there */
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

void
mysql__capabilities_fill(const mysql_server *server, rowan_capabilities *caps)
{
    const flavour *row = &flavours[server->is_mariadb];
    uint32_t size = caps->size;

    /* Not more than a host knows that is older than this plugin. */
    memcpy(caps, &usual_capabilities,
           size < sizeof *caps ? size : sizeof *caps);
    caps->size = size;
    caps->server_version = server->version;
    caps->features = BOTH;
    caps->more_features[0] = BOTH_MORE;
    if (!server->is_mariadb)
        caps->features |= ROWAN_FEATURE(COMPUTED_NOT_NULL);
    for (size_t i = 0; i < sizeof row->since / sizeof *row->since; i++)
        if (server->version >= row->since[i].version)
            caps->features |= row->since[i].features;
    if (!server->is_mariadb)
        caps->kept &= ~ROWAN_KEPT(JSON_TEXT);
    if (server->max_packet)
        caps->max_value_bytes = server->max_packet;
    snprintf(caps->server_name, sizeof caps->server_name, "%s", row->name);
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
