/* SPDX-License-Identifier: MIT */
/*
 * What the server says about its tables: which questions are asked. There are
 * seven however many tables there are, one more for all sequences, and one for
 * each name that may be of a temporary table. The rows of the answers are read
 * in mysql_tables.c, mysql_columns.c, mysql_keys.c, mysql_sequences.c and
 * mysql_temporary.c.
 *
 * A schema is what the server calls a database; the default one is that of
 * the connection.
 */

#include "mysql_catalog.h"

/* Versioned tables are tables like others. */
#define HAS_TABLE                                          \
    "SELECT 1 FROM information_schema.TABLES"              \
    " WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')" \
    " AND TABLE_NAME = ? AND TABLE_SCHEMA = coalesce(?, database())"

char *
mysql__catalog_copy(const mysql_catalog *catalog, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = catalog->reflection->host->allocate(size);

    return copy ? memcpy(copy, text, size) : NULL;
}

const char *
mysql__schema_asked_for(const mysql_catalog *catalog)
{
    return catalog->reflection->schema ? catalog->reflection->schema
                                       : catalog->default_schema;
}

char
mysql__unescaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 'Z':
        return '\x1a';
    default:
        return c;
    }
}

/* No longer than it was. */
char *
mysql__plain_strings(const rowan_host *host, const char *sql)
{
    char *plain = host->allocate(strlen(sql) + 1), *to = plain;
    char quote = '\0'; /* of the string or name that this is in */

    if (!plain)
        return NULL;
    for (; *sql != '\0'; sql++) {
        if (*sql == quote)
            quote = '\0';
        else if (quote == '\0' && (*sql == '\'' || *sql == '`'))
            quote = *sql;
        if (quote == '\'' && *sql == '\\' && sql[1] != '\0') {
            sql++;
            if (*sql == '\'')
                *to++ = '\'';
            *to++ = mysql__unescaped(*sql);
        } else {
            *to++ = *sql;
        }
    }
    *to = '\0';
    return plain;
}

/* --- one question --------------------------------------------------------- */

#define LONGEST_QUESTION 4096
#define MOST_BINDS 12

/* A question while its marks are replaced. */
typedef struct asked {
    const mysql_catalog *catalog;
    char sql[LONGEST_QUESTION];
    size_t size;
    rowan_value binds[MOST_BINDS];
    uint32_t bind_count;
} asked;

static void
add_sql(asked *a, const char *text, size_t size)
{
    if (a->size + size >= sizeof a->sql)
        size = sizeof a->sql - 1 - a->size;
    memcpy(a->sql + a->size, text, size);
    a->size += size;
    a->sql[a->size] = '\0';
}

static void
add_text(asked *a, const char *text)
{
    add_sql(a, text, strlen(text));
}

static void
add_bind(asked *a, const char *text)
{
    rowan_value *bind = &a->binds[a->bind_count++];

    bind->kind = ROWAN_KIND_TEXT;
    bind->as.text = (rowan_view){text, strlen(text)};
}

/* The condition that stands for a mark. */
static void
add_scope(asked *a, char mark)
{
    const rowan_reflection *reflection = a->catalog->reflection;

    add_text(a, mark == 'T' ? "TABLE_SCHEMA" : "CONSTRAINT_SCHEMA");
    if (reflection->all_schemas) {
        add_text(a, " NOT IN ('information_schema', 'mysql',"
                    " 'performance_schema', 'sys')");
    } else {
        add_text(a, " = ?");
        add_bind(a, mysql__schema_asked_for(a->catalog));
    }
    if (reflection->table_count == 1) {
        add_text(a, " AND TABLE_NAME = ?");
        add_bind(a, reflection->tables[0]);
    } else if (reflection->table_count) {
        add_text(a, " AND JSON_CONTAINS(?, JSON_QUOTE(TABLE_NAME))");
        add_bind(a, reflection->tables_json);
    }
}

/* All rows but those of schemas begin with a table's two names. */
static int32_t
visible_row(const rowan_reflection *reflection, void *context,
            const rowan_value *cells, rowan_error *err)
{
    const mysql_catalog *catalog = context;

    if (catalog->question != &mysql__schemas_question &&
        mysql__is_hidden(catalog, &cells[0], &cells[1]))
        return ROWAN_OK;
    return catalog->question->row(reflection, context, cells, err);
}

static rowan_status
ask(mysql_catalog *catalog, const mysql_question *question, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    const char *text = catalog->is_mariadb ? question->mariadb_sql
                                           : question->mysql_sql;
    asked a = {.catalog = catalog};
    const rowan_reflect_query query = {
        .size = sizeof query,
        .column_count = question->column_count,
        .sql = a.sql,
        .wanted = question->wanted,
        .row = visible_row,
    };

    for (const char *mark; (mark = strchr(text, '@')) != NULL;
         text = mark + 2) {
        add_sql(&a, text, (size_t)(mark - text));
        add_scope(&a, mark[1]);
    }
    add_text(&a, text);
    catalog->question = question;
    return (rowan_status)reflection->calls->run(
        reflection->host_side, &query, a.binds, a.bind_count, catalog, err);
}

/* --- all of them ---------------------------------------------------------- */

/* Which parts of an inspection need the answer. */
static const struct {
    uint32_t parts;
    const mysql_question *question;
} questions[] = {
    {ROWAN_INSPECT_ALL, &mysql__tables_question},
    {ROWAN_INSPECT_COLUMNS, &mysql__columns_question},
    {ROWAN_INSPECT_KEYS | ROWAN_INSPECT_INDEXES, &mysql__indexes_question},
    {ROWAN_INSPECT_FOREIGN_KEYS, &mysql__foreign_keys_question},
    {ROWAN_INSPECT_CHECKS, &mysql__checks_question},
};

/* Where there is no default one, there is nothing in it. */
static rowan_status
tell_no_default(mysql_catalog *catalog, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    const rowan_schema_info schema = {
        .size = sizeof schema, .name = "", .is_default = 1};

    catalog->default_schema = mysql__catalog_copy(catalog, "");
    if (!catalog->default_schema)
        return plugin_no_memory(reflection->host, err);
    return (rowan_status)reflection->calls->add_schema(reflection->host_side,
                                                       &schema, err);
}

static rowan_status
ask_all(mysql_catalog *catalog, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    rowan_status status = ask(catalog, &mysql__schemas_question, err);

    if (!status && !catalog->default_schema)
        status = tell_no_default(catalog, err);
    if (!status)
        status = mysql__temporaries_tell(catalog, err);
    for (size_t i = 0; !status && i < sizeof questions / sizeof *questions; i++)
        if (questions[i].parts & reflection->parts)
            status = ask(catalog, questions[i].question, err);
    return status ? status : mysql__sequences_tell(catalog, err);
}

/* Where checks are to be asked about, and whether they are of a column. */
#define OLDEST_MARIADB 100510
#define OLDEST_MYSQL 80016

static int32_t
reflect(const rowan_reflection *reflection, rowan_error *err)
{
    const mysql_server *server = &reflection->connection->server;
    mysql_catalog catalog = {.reflection = reflection,
                             .is_mariadb = server->is_mariadb};
    rowan_status status;

    if (server->version <
        (uint32_t)(server->is_mariadb ? OLDEST_MARIADB : OLDEST_MYSQL))
        return plugin_fail(reflection->host, err, ROWAN_UNSUPPORTED,
                           "this server is %s %s; asking about tables needs "
                           "MariaDB 10.5.10 or MySQL 8.0.16",
                           reflection->capabilities->server_name,
                           server->text);
    status = ask_all(&catalog, err);
    mysql__sequences_done(&catalog);
    mysql__temporaries_done(&catalog);
    reflection->host->release(catalog.default_schema);
    return status;
}

const rowan_catalog mysql__catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = HAS_TABLE,
    .reflect = reflect,
};
