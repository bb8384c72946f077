/* SPDX-License-Identifier: MIT */
/* Columns, from their rows. */

#include "mysql_catalog.h"

/*
 * MariaDB keeps JSON as a text with a check of its own, named as the column.
 * MySQL writes expressions with parentheses about them, and a default that is
 * none of them as its bare value. What MariaDB says of a view's defaults is not
 * so.
 */
#define COLUMNS(type_, default_, generated_, json_)                         \
    "SELECT c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME,"                   \
    " c.IS_NULLABLE = 'YES', " type_ ", c.COLUMN_TYPE,"                     \
    " c.CHARACTER_MAXIMUM_LENGTH, c.NUMERIC_PRECISION, c.NUMERIC_SCALE,"    \
    " c.CHARACTER_SET_NAME,"                                                \
    " CASE WHEN c.COLLATION_NAME <> t.TABLE_COLLATION"                      \
    " THEN c.COLLATION_NAME END,"                                           \
    " CASE WHEN t.TABLE_TYPE NOT LIKE '%VIEW' THEN " default_ " END,"       \
    " " generated_ ","                                                      \
    " c.EXTRA LIKE '%STORED%' OR c.EXTRA LIKE '%PERSISTENT%',"              \
    " c.EXTRA LIKE '%auto_increment%', c.COLUMN_COMMENT"                    \
    " FROM (SELECT * FROM information_schema.COLUMNS WHERE @T) c"           \
    " JOIN (SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_COLLATION"   \
    " FROM information_schema.TABLES WHERE @T" MYSQL_INDEXED ") t"          \
    " ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME"   \
    " AND BINARY t.TABLE_SCHEMA = BINARY c.TABLE_SCHEMA"                    \
    " AND BINARY t.TABLE_NAME = BINARY c.TABLE_NAME" json_                  \
    " ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION"

#define MARIADB_JSON                                                        \
    " LEFT JOIN (SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME"     \
    " FROM information_schema.CHECK_CONSTRAINTS WHERE @C"                   \
    " AND LEVEL = 'Column' AND CHECK_CLAUSE = CONCAT('json_valid(`',"       \
    " REPLACE(CONSTRAINT_NAME, '`', '``'), '`)')" MYSQL_INDEXED ") j"       \
    " ON c.DATA_TYPE = 'longtext' AND j.CONSTRAINT_SCHEMA = c.TABLE_SCHEMA" \
    " AND j.TABLE_NAME = c.TABLE_NAME"                                      \
    " AND j.CONSTRAINT_NAME = c.COLUMN_NAME"                                \
    " AND BINARY j.TABLE_NAME = BINARY c.TABLE_NAME"

static const char mariadb_sql[] = COLUMNS(
    "IF(j.TABLE_NAME IS NULL, c.DATA_TYPE, 'json')",
    "NULLIF(c.COLUMN_DEFAULT, 'NULL')", "c.GENERATION_EXPRESSION",
    MARIADB_JSON);
static const char mysql_sql[] = COLUMNS(
    "c.DATA_TYPE",
    "CASE WHEN c.EXTRA LIKE '%DEFAULT_GENERATED%'"
    " OR c.NUMERIC_PRECISION IS NOT NULL OR c.DATA_TYPE = 'bit'"
    " THEN c.COLUMN_DEFAULT"
    " ELSE CONCAT('''', REPLACE(REPLACE(c.COLUMN_DEFAULT, '\\', '\\\\'),"
    " '''', ''''''), '''') END",
    "CASE WHEN c.GENERATION_EXPRESSION LIKE '(%'"
    " THEN SUBSTR(c.GENERATION_EXPRESSION, 2,"
    " CHAR_LENGTH(c.GENERATION_EXPRESSION) - 2)"
    " ELSE c.GENERATION_EXPRESSION END",
    "");

/* --- labels --------------------------------------------------------------- */

/* Copies a label from behind its first quote; returns what is behind its last
 * one. */
static const char *
copy_label(const char *from, char **to)
{
    for (; *from; from++) {
        if (*from == '\'' && *++from != '\'')
            break;
        if (*from == '\\' && from[1])
            *(*to)++ = mysql__unescaped(*++from);
        else
            *(*to)++ = *from;
    }
    *(*to)++ = '\0';
    return from;
}

/* Reads "enum('a','it''s')" into one piece of memory, to be released. */
static rowan_status
read_labels(const rowan_host *host, const char *native, rowan_type *type,
            void **ret_memory, rowan_error *err)
{
    size_t size = strlen(native) + 1;
    uint32_t most = 1;
    const char **labels;
    char *text;

    for (const char *c = native; *c; c++)
        most += *c == ',';
    labels = host->allocate(most * sizeof *labels + size);
    if (!labels)
        return plugin_no_memory(host, err);
    text = (char *)(labels + most);
    while ((native = strchr(native, '\'')) != NULL) {
        labels[type->label_count++] = text;
        native = copy_label(native + 1, &text);
    }
    type->labels = labels;
    *ret_memory = labels;
    return ROWAN_OK;
}

/* --- rows ----------------------------------------------------------------- */

static int32_t
tell(const rowan_reflection *reflection, const rowan_value *cells,
     const rowan_type *type, const char *default_sql, const char *computed_sql,
     rowan_error *err)
{
    bool is_own = type->kind == ROWAN_KIND_TEXT;
    const rowan_column_info column = {
        .size = sizeof column,
        .name = mysql__cell_text(&cells[MYSQL_COLUMN_NAME]),
        .is_nullable = mysql__cell_number(&cells[MYSQL_COLUMN_NULLABLE]) != 0,
        .type = type,
        .native_type = mysql__cell_text(&cells[MYSQL_COLUMN_NATIVE]),
        .default_sql = default_sql,
        .computed_sql = computed_sql,
        .is_computed_stored =
            mysql__cell_number(&cells[MYSQL_COLUMN_STORED]) != 0,
        .identity = mysql__cell_number(&cells[MYSQL_COLUMN_AUTO])
                        ? ROWAN_IDENTITY_AUTOINCREMENT
                        : ROWAN_IDENTITY_NONE,
        /* UUIDs and the like are texts of a collation that they need. */
        .collation =
            is_own ? mysql__cell_text(&cells[MYSQL_COLUMN_COLLATION]) : NULL,
        .comment = mysql__cell_filled(&cells[MYSQL_COLUMN_COMMENT]),
    };

    return reflection->calls->add_column(
        reflection->host_side, mysql__cell_text(&cells[MYSQL_COLUMN_SCHEMA]),
        mysql__cell_text(&cells[MYSQL_COLUMN_TABLE]), &column, err);
}

/* With texts of SQL as the connection would take them. */
static int32_t
tell_plain(const rowan_reflection *reflection, const rowan_value *cells,
           const rowan_type *type, rowan_error *err)
{
    const rowan_host *host = reflection->host;
    const char *default_sql = mysql__cell_text(&cells[MYSQL_COLUMN_DEFAULT]);
    const char *computed_sql =
        mysql__cell_filled(&cells[MYSQL_COLUMN_GENERATED]);
    char *plain_default =
        default_sql ? mysql__plain_strings(host, default_sql) : NULL;
    char *plain_computed =
        computed_sql ? mysql__plain_strings(host, computed_sql) : NULL;
    int32_t status;

    if ((default_sql && !plain_default) || (computed_sql && !plain_computed))
        status = plugin_no_memory(host, err);
    else
        status = tell(reflection, cells, type, plain_default, plain_computed,
                      err);
    host->release(plain_default);
    host->release(plain_computed);
    return status;
}

static int32_t
column_row(const rowan_reflection *reflection, void *context,
           const rowan_value *cells, rowan_error *err)
{
    const char *native = mysql__cell_text(&cells[MYSQL_COLUMN_NATIVE]);
    const mysql_type_facts facts = {
        .name = mysql__cell_text(&cells[MYSQL_COLUMN_TYPE]),
        .native = native,
        .charset = mysql__cell_text(&cells[MYSQL_COLUMN_CHARSET]),
        .length = mysql__cell_number(&cells[MYSQL_COLUMN_LENGTH]),
        .precision = mysql__cell_number(&cells[MYSQL_COLUMN_PRECISION]),
        .scale = mysql__cell_number(&cells[MYSQL_COLUMN_SCALE]),
    };
    rowan_type type = mysql__type_of(&facts);
    void *memory = NULL;
    int32_t status = ROWAN_OK;

    (void)context;
    if (!strcmp(facts.name, "enum"))
        status = read_labels(reflection->host, native, &type, &memory, err);
    if (!status)
        status = tell_plain(reflection, cells, &type, err);
    reflection->host->release(memory);
    return status;
}

static const uint32_t columns_wanted[] = {
    ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_INT64,
    ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_INT64, ROWAN_KIND_INT64,
    ROWAN_KIND_INT64, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT,  ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_TEXT};
const mysql_question mysql__columns_question = {
    mariadb_sql, mysql_sql, MYSQL_WANTED(columns_wanted), column_row};
