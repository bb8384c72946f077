/* SPDX-License-Identifier: MIT */
#include "text_dialects.h"

#include "fake_plugin.h"
#include "harness.h"

#include <rowan/plugin/dialect.h>
#include <string.h>

/* They are never connected to: the driver is that of the fake plugin. */
static rowan_plugin plugins[3];

static const rowan_plugin *
complete(size_t i, const char *name, const rowan_dialect *dialect,
         const rowan_host *host)
{
    plugins[i] = *fake_plugin_entry(host);
    plugins[i].name = name;
    plugins[i].aliases = NULL;
    plugins[i].description = "writes text for tests";
    plugins[i].dialect = dialect;
    return &plugins[i];
}

static void
add_sizes(const rowan_host *host, rowan_buffer *out, int32_t first,
          int32_t second)
{
    if (first == 0)
        return;
    host->buffer_text(out, "(");
    host->buffer_int(out, first);
    if (second != 0) {
        host->buffer_text(out, ", ");
        host->buffer_int(out, second);
    }
    host->buffer_text(out, ")");
}

/* --- dollar -------------------------------------------------------------- */

static const char *const dollar_types[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "boolean",
    [ROWAN_KIND_INT16] = "smallint",
    [ROWAN_KIND_INT32] = "integer",
    [ROWAN_KIND_INT64] = "bigint",
    [ROWAN_KIND_FLOAT] = "real",
    [ROWAN_KIND_DOUBLE] = "double precision",
    [ROWAN_KIND_TEXT] = "text",
    [ROWAN_KIND_BYTES] = "bytea",
    [ROWAN_KIND_DATE] = "date",
    [ROWAN_KIND_TIME] = "time",
    [ROWAN_KIND_TIMESTAMP] = "timestamptz",
    [ROWAN_KIND_INTERVAL] = "interval",
    [ROWAN_KIND_UUID] = "uuid",
    [ROWAN_KIND_DECIMAL] = "numeric",
    [ROWAN_KIND_JSON] = "jsonb",
};

static int32_t
dollar_type_name(const rowan_host *host, rowan_buffer *out,
                 const rowan_type *type, rowan_error *err)
{
    (void)err;
    if (type->kind == ROWAN_KIND_TEXT && type->length > 0)
        host->buffer_text(out, "varchar");
    else
        host->buffer_text(out, dollar_types[type->kind]);
    if (type->kind == ROWAN_KIND_TEXT)
        add_sizes(host, out, type->length, 0);
    add_sizes(host, out, type->precision, type->scale);
    return ROWAN_OK;
}

static const rowan_capabilities dollar_capabilities = {
    .size = sizeof dollar_capabilities,
    .has = {
        [ROWAN_FEATURE_INSERT_RETURNING] = 1,
        [ROWAN_FEATURE_UPDATE_RETURNING] = 1,
        [ROWAN_FEATURE_DELETE_RETURNING] = 1,
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_TRANSACTIONAL_DDL] = 1,
        [ROWAN_FEATURE_ALTER_CONSTRAINT] = 1,
        [ROWAN_FEATURE_NATIVE_BOOLEAN] = 1,
        [ROWAN_FEATURE_IDENTITY_COLUMNS] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_SCHEMAS] = 1,
        [ROWAN_FEATURE_NULLS_ORDER] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
        [ROWAN_FEATURE_PARTIAL_INDEXES] = 1,
        [ROWAN_FEATURE_DEFERRABLE] = 1,
        [ROWAN_FEATURE_ARRAY_BINDS] = 1,
    },
    .max_binds = 65535,
    .max_identifier_bytes = 63,
    .server_name = "Dollar",
};

/* An operator that takes its operands the other way round, and a template for
 * one kind only. */
static const rowan_rule dollar_rules[] = {
    {ROWAN_OP_ILIKE, 0, "{0} ILIKE {1} ESCAPE '\\'", 0, 0},
    {ROWAN_OP_AVG, 0, "CAST(avg({0}) AS double precision)", 1, 0},
    {ROWAN_OP_MOD, ROWAN_KIND_DOUBLE, "", 0, 0},
};

static const rowan_dialect dollar_dialect = {
    .size = sizeof dollar_dialect,
    .placeholder = ROWAN_PLACEHOLDER_DOLLAR,
    .capabilities = &dollar_capabilities,
    .rules = dollar_rules,
    .rule_count = sizeof dollar_rules / sizeof *dollar_rules,
    .syntax = ROWAN_SYNTAX_ESCAPE_STRINGS | ROWAN_SYNTAX_DOLLAR_QUOTES |
              ROWAN_SYNTAX_NESTED_COMMENTS,
    .type_name = dollar_type_name,
};

static const rowan_plugin *
dollar_entry(const rowan_host *host)
{
    return complete(0, "dollar", &dollar_dialect, host);
}

/* --- backtick ------------------------------------------------------------ */

static const char *const backtick_types[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "TINYINT",
    [ROWAN_KIND_INT16] = "SMALLINT",
    [ROWAN_KIND_INT32] = "INT",
    [ROWAN_KIND_INT64] = "BIGINT",
    [ROWAN_KIND_FLOAT] = "FLOAT",
    [ROWAN_KIND_DOUBLE] = "DOUBLE",
    [ROWAN_KIND_TEXT] = "LONGTEXT",
    [ROWAN_KIND_BYTES] = "LONGBLOB",
    [ROWAN_KIND_DATE] = "DATE",
    [ROWAN_KIND_TIME] = "TIME(6)",
    [ROWAN_KIND_TIMESTAMP] = "DATETIME(6)",
    [ROWAN_KIND_UUID] = "BINARY(16)",
    [ROWAN_KIND_DECIMAL] = "DECIMAL",
    [ROWAN_KIND_JSON] = "JSON",
};

/* Labels are the type: ENUM('a', 'it''s'). */
static void
add_labels(const rowan_host *host, rowan_buffer *out, const rowan_type *type)
{
    for (uint32_t i = 0; i < type->label_count; i++) {
        host->buffer_text(out, i == 0 ? "ENUM('" : "', '");
        for (const char *c = type->labels[i]; *c != '\0'; c++) {
            if (*c == '\'')
                host->buffer_text(out, "'");
            host->buffer_add(out, c, 1);
        }
    }
    host->buffer_text(out, "')");
}

static int32_t
backtick_type_name(const rowan_host *host, rowan_buffer *out,
                   const rowan_type *type, rowan_error *err)
{
    const char *name = backtick_types[type->kind];

    if (name == NULL) {
        const rowan_error_info info = {
            .size = sizeof info,
            .status = ROWAN_UNSUPPORTED,
            .message = "backtick has no type for an interval",
        };
        return host->error_set(err, &info);
    }
    if (type->label_count > 0) {
        add_labels(host, out, type);
        return ROWAN_OK;
    }
    if (type->length > 0)
        name = type->kind == ROWAN_KIND_TEXT ? "VARCHAR" : "VARBINARY";
    host->buffer_text(out, name);
    add_sizes(host, out, type->length, 0);
    add_sizes(host, out, type->precision, type->scale);
    return ROWAN_OK;
}

static const rowan_option_info backtick_options[] = {
    {"storage", "row|column (default row)", "how rows are kept"},
    {"collation", "a name", "how texts compare"},
    {NULL, NULL, NULL},
};

static int32_t
backtick_table_suffix(const rowan_host *host, rowan_buffer *out,
                      const rowan_option *options, uint32_t option_count,
                      rowan_error *err)
{
    (void)err;
    for (uint32_t i = 0; i < option_count; i++) {
        host->buffer_text(out, " ");
        host->buffer_text(out, options[i].name);
        host->buffer_text(out, "=");
        host->buffer_text(out, options[i].value);
    }
    return ROWAN_OK;
}

static const rowan_capabilities backtick_capabilities = {
    .size = sizeof backtick_capabilities,
    .has = {
        [ROWAN_FEATURE_MULTIVALUES_INSERT] = 1,
        [ROWAN_FEATURE_ALTER_CONSTRAINT] = 1,
        [ROWAN_FEATURE_NATIVE_ENUM] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_EXPRESSION_DEFAULTS] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
    },
    .max_binds = 65535,
    .max_identifier_bytes = 64,
    .server_name = "Backtick",
};

/* Calls for operators, and templates that repeat and reorder operands, whose
 * placeholders have no numbers to follow them by. */
#define LIKE_SQL "LIKE {1} ESCAPE '\\\\'"
static const rowan_rule backtick_rules[] = {
    {ROWAN_OP_CONCAT, 0, "CONCAT({*, })", 1, 0},
    {ROWAN_OP_DIV, 0, "{0} DIV {1}", 0, 0},
    {ROWAN_OP_DIV, ROWAN_KIND_DOUBLE, "{0} / {1}", 0, 0},
    {ROWAN_OP_MOD, 0, "({0} - {1} * FLOOR({0} / {1}))", 1, 0},
    {ROWAN_OP_LIKE, 0, "{0} " LIKE_SQL, 0, 0},
    {ROWAN_OP_NOT_LIKE, 0, "{0} NOT " LIKE_SQL, 0, 0},
    {ROWAN_OP_ILIKE, 0, "lower({0}) LIKE lower({1}) ESCAPE '\\\\'", 0, 0},
    {ROWAN_OP_STARTS_WITH, 0, "{0} " LIKE_SQL, 0, 0},
    {ROWAN_OP_ENDS_WITH, 0, "{0} " LIKE_SQL, 0, 0},
    {ROWAN_OP_CONTAINS, 0, "{0} " LIKE_SQL, 0, 0},
    {ROWAN_OP_NOT_BETWEEN, 0, "({0} < {1} OR {0} > {2})", 1, 0},
    {ROWAN_OP_TO_REAL, 0, "CAST({0} AS DOUBLE)", 1, 0},
    {ROWAN_OP_ABS, 0, "", 0, 0},
};

static const rowan_dialect backtick_dialect = {
    .size = sizeof backtick_dialect,
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .rules = backtick_rules,
    .rule_count = sizeof backtick_rules / sizeof *backtick_rules,
    .syntax = ROWAN_SYNTAX_BACKSLASHES | ROWAN_SYNTAX_HASH_COMMENTS,
    .identifier_open = "`",
    .identifier_close = "`",
    .capabilities = &backtick_capabilities,
    .limit_none = "18446744073709551615",
    .default_values_sql = " () VALUES ()",
    .true_sql = "1",
    .false_sql = "0",
    .identity_sql = "AUTO_NUMBER",
    .type_name = backtick_type_name,
    .table_options = backtick_options,
    .table_suffix = backtick_table_suffix,
    .comment_style = ROWAN_COMMENT_CLAUSE,
};

static const rowan_plugin *
backtick_entry(const rowan_host *host)
{
    return complete(1, "backtick", &backtick_dialect, host);
}

/* --- capitals ------------------------------------------------------------ */

static const rowan_capabilities capitals_capabilities = {
    .size = sizeof capitals_capabilities,
    .has = {
        [ROWAN_FEATURE_INSERT_RETURNING] = 1,
        [ROWAN_FEATURE_DEFAULT_VALUES] = 1,
        [ROWAN_FEATURE_TRANSACTIONAL_DDL] = 1,
        [ROWAN_FEATURE_ALTER_CONSTRAINT] = 1,
        [ROWAN_FEATURE_NATIVE_BOOLEAN] = 1,
        [ROWAN_FEATURE_COMPUTED_COLUMNS] = 1,
        [ROWAN_FEATURE_COMMENTS] = 1,
        [ROWAN_FEATURE_SCHEMAS] = 1,
        [ROWAN_FEATURE_PARTIAL_INDEXES] = 1,
        [ROWAN_FEATURE_DEFERRABLE] = 1,
        [ROWAN_FEATURE_NULLS_ORDER] = 1,
        [ROWAN_FEATURE_CHECK_CONSTRAINTS] = 1,
    },
    .max_binds = 1000,
    .max_identifier_bytes = 63,
    .server_name = "Capitals",
};

static const rowan_rule capitals_rules[] = {
    {ROWAN_OP_LITERAL, ROWAN_KIND_TEXT, "CAST({0} AS varchar(1000))", 1, 0},
    {ROWAN_OP_LITERAL, ROWAN_KIND_DOUBLE, "CAST({0} AS double precision)", 1,
     0},
    {ROWAN_OP_MOD, 0, "mod({0}, {1})", 1, 0},
};

static const rowan_dialect capitals_dialect = {
    .size = sizeof capitals_dialect,
    .limit_style = ROWAN_FETCH_FIRST,
    .capabilities = &capitals_capabilities,
    .rules = capitals_rules,
    .rule_count = sizeof capitals_rules / sizeof *capitals_rules,
    .type_name = dollar_type_name,
    .identifier_case = ROWAN_CASE_UPPER,
};

static const rowan_plugin *
capitals_entry(const rowan_host *host)
{
    return complete(2, "capitals", &capitals_dialect, host);
}

/* ------------------------------------------------------------------------- */

void
text_dialects_register(void)
{
    rowan_error err = {0};

    CHECK_INT(rowan_plugin_register(dollar_entry, &err), ROWAN_OK);
    CHECK_INT(rowan_plugin_register(backtick_entry, &err), ROWAN_OK);
    CHECK_INT(rowan_plugin_register(capitals_entry, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
}
