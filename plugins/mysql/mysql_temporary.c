/* SPDX-License-Identifier: MIT */
/*
 * Temporary tables, of which MariaDB's information_schema says nothing before
 * 11.2: each name that is asked for is tried with SHOW CREATE TABLE. Its text
 * is read into the cells of the rows that information_schema would have given,
 * so that all else is as for other tables. The server wrote the text, so this
 * reads what is there and judges nothing.
 */

#include "mysql_catalog.h"

#include <stdlib.h>

/* --- tokens --------------------------------------------------------------- */

/* `name`, 'string', word or number, one other character; size 0 at the end. */
typedef struct token {
    const char *at;
    size_t size;
} token;

typedef struct reader {
    const rowan_reflection *reflection;
    mysql_catalog *catalog;
    token token;     /* the one in hand */
    const char *end; /* of the one before it */
    char *texts;     /* where the next cell's text goes */
    rowan_value schema, table;
    bool is_memory; /* of the one engine that has indexes of two kinds */
} reader;

static bool
is_word_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/* A quote inside is doubled; in a string it may be behind a backslash. */
static const char *
end_of_quoted(const char *at)
{
    char quote = *at;

    for (at++; *at != '\0'; at++) {
        if (*at == '\\' && quote == '\'' && at[1] != '\0')
            at++;
        else if (*at == quote && *++at != quote)
            break;
    }
    return at;
}

static token
token_at(const char *at)
{
    const char *end = at;

    while (*end == ' ' || *end == '\n')
        end++;
    at = end;
    if (*end == '`' || *end == '\'')
        end = end_of_quoted(end);
    else if (is_word_character(*end))
        while (is_word_character(*end))
            end++;
    else if (*end != '\0')
        end++;
    return (token){at, (size_t)(end - at)};
}

static void
advance(reader *r)
{
    r->end = r->token.at + r->token.size;
    r->token = token_at(r->end);
}

static bool
is_at(const reader *r, const char *word)
{
    return r->token.size == strlen(word) &&
           !memcmp(r->token.at, word, r->token.size);
}

/* Steps over the word, if it is the next. */
static bool
take(reader *r, const char *word)
{
    bool is_there = is_at(r, word);

    if (is_there)
        advance(r);
    return is_there;
}

static bool
is_over(const reader *r)
{
    return r->token.size == 0 || is_at(r, ",") || is_at(r, ")");
}

/* Steps over one token, or over all that is in its parentheses. */
static void
skip(reader *r)
{
    size_t depth = 0;

    do {
        if (is_at(r, "("))
            depth++;
        else if (is_at(r, ")") && depth > 0)
            depth--;
        advance(r);
    } while (depth > 0 && r->token.size > 0);
}

/* --- cells ---------------------------------------------------------------- */

static rowan_value
number_cell(int64_t number)
{
    return (rowan_value){.kind = ROWAN_KIND_INT64, .as.integer = number};
}

static rowan_value
text_cell(const char *text)
{
    return (rowan_value){.kind = ROWAN_KIND_TEXT,
                         .as.text = {text, strlen(text)}};
}

static rowan_value
span_cell(reader *r, const char *from, const char *to)
{
    char *text = r->texts;

    memcpy(text, from, (size_t)(to - from));
    text[to - from] = '\0';
    r->texts += to - from + 1;
    return text_cell(text);
}

/* The token in hand, without quotes; steps over it. */
static rowan_value
take_cell(reader *r)
{
    const char *at = r->token.at, *end = at + r->token.size;
    char *text = r->texts, quote = *at;

    advance(r);
    if (quote != '`' && quote != '\'')
        return span_cell(r, at, end);
    for (at++, end--; at < end; at++) {
        bool is_escaped = *at == '\\' && quote == '\'';

        if (*at == quote || is_escaped)
            at++;
        *r->texts++ = is_escaped ? mysql__unescaped(*at) : *at;
    }
    *r->texts++ = '\0';
    return text_cell(text);
}

/* A word in small letters. */
static rowan_value
take_lower(reader *r)
{
    rowan_value cell = take_cell(r);

    for (char *c = r->texts - 1 - cell.as.text.size; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c += 'a' - 'A';
    return cell;
}

/* What is in the parentheses in hand. */
static rowan_value
take_inside(reader *r)
{
    const char *from = r->token.at + 1;

    skip(r);
    return span_cell(r, from, r->end - 1);
}

/* --- columns -------------------------------------------------------------- */

/* int(10) unsigned zerofill */
static void
take_type(reader *r, rowan_value *cells)
{
    const char *from = r->token.at;

    cells[MYSQL_COLUMN_TYPE] = take_cell(r);
    if (is_at(r, "(")) {
        char *end;

        cells[MYSQL_COLUMN_LENGTH] = cells[MYSQL_COLUMN_PRECISION] =
            number_cell(strtoll(r->token.at + 1, &end, 10));
        if (*end == ',')
            cells[MYSQL_COLUMN_SCALE] = number_cell(strtoll(end + 1, NULL, 10));
        skip(r);
    }
    while (is_at(r, "unsigned") || is_at(r, "zerofill"))
        advance(r);
    cells[MYSQL_COLUMN_NATIVE] = span_cell(r, from, r->end);
}

/* 'text', -1.5, b'101', now(6), (1 + 2); NULL is none. */
static rowan_value
take_default(reader *r)
{
    const char *from = r->token.at;

    if (take(r, "NULL"))
        return (rowan_value){.kind = ROWAN_KIND_NULL};
    (void)(take(r, "-") || take(r, "+"));
    skip(r);
    if (r->token.at == r->end && (is_at(r, "(") || *r->end == '\''))
        skip(r);
    return span_cell(r, from, r->end);
}

static void
take_attribute(reader *r, rowan_value *cells, rowan_value *check)
{
    if (take(r, "NOT"))
        cells[MYSQL_COLUMN_NULLABLE] = number_cell(0);
    else if (take(r, "SET")) /* CHARACTER SET */
        cells[MYSQL_COLUMN_CHARSET] = take_cell(r);
    else if (take(r, "COLLATE"))
        cells[MYSQL_COLUMN_COLLATION] = take_cell(r);
    else if (take(r, "DEFAULT"))
        cells[MYSQL_COLUMN_DEFAULT] = take_default(r);
    else if (take(r, "AS"))
        cells[MYSQL_COLUMN_GENERATED] = take_inside(r);
    else if (take(r, "STORED"))
        cells[MYSQL_COLUMN_STORED] = number_cell(1);
    else if (take(r, "AUTO_INCREMENT"))
        cells[MYSQL_COLUMN_AUTO] = number_cell(1);
    else if (take(r, "COMMENT"))
        cells[MYSQL_COLUMN_COMMENT] = take_cell(r);
    else if (take(r, "CHECK"))
        *check = take_inside(r);
    else
        skip(r);
}

static int32_t
tell_check(reader *r, rowan_value name, rowan_value sql, rowan_error *err)
{
    const rowan_value cells[] = {r->schema, r->table, name, sql,
                                 number_cell(0)};

    return mysql__checks_question.row(r->reflection, r->catalog, cells, err);
}

/* json_valid(`name`), which makes a text a document. */
static bool
is_of_json(const rowan_value *check, const token *name)
{
    static const char function[] = "json_valid(";
    const char *sql = mysql__cell_text(check);
    size_t size = sizeof function - 1;

    return sql && !strncmp(sql, function, size) &&
           !strncmp(sql + size, name->at, name->size) &&
           !strcmp(sql + size + name->size, ")");
}

static int32_t
read_column(reader *r, rowan_error *err)
{
    const token name = r->token;
    const rowan_value none = {.kind = ROWAN_KIND_NULL};
    rowan_value check = none;
    rowan_value cells[MYSQL_COLUMN_CELLS] = {
        [MYSQL_COLUMN_SCHEMA] = r->schema,
        [MYSQL_COLUMN_TABLE] = r->table,
        [MYSQL_COLUMN_NAME] = take_cell(r),
        [MYSQL_COLUMN_NULLABLE] = number_cell(1),
    };
    int32_t status;

    take_type(r, cells);
    while (!is_over(r))
        take_attribute(r, cells, &check);
    if (is_of_json(&check, &name)) {
        cells[MYSQL_COLUMN_TYPE] = text_cell("json");
        check = none;
    }
    status =
        mysql__columns_question.row(r->reflection, r->catalog, cells, err);
    if (!status && check.kind != ROWAN_KIND_NULL)
        status = tell_check(r, none, check, err);
    return status;
}

/* --- keys and checks ------------------------------------------------------ */

/* (`a`, `b`(10) DESC): a row each. */
static int32_t
read_parts(reader *r, rowan_value *cells, rowan_error *err)
{
    int32_t status = ROWAN_OK;

    do {
        advance(r); /* the parenthesis, or a comma */
        cells[MYSQL_INDEX_COLUMN] = take_cell(r);
        cells[MYSQL_INDEX_PREFIX] = number_cell(
            is_at(r, "(") ? strtoll(r->token.at + 1, NULL, 10) : 0);
        if (is_at(r, "("))
            skip(r);
        cells[MYSQL_INDEX_DESCENDING] = number_cell(take(r, "DESC"));
        status =
            mysql__indexes_question.row(r->reflection, r->catalog, cells, err);
        cells[MYSQL_INDEX_IS_MORE] = number_cell(1);
    } while (!status && is_at(r, ","));
    return status;
}

/* [PRIMARY|UNIQUE|FULLTEXT|SPATIAL] KEY [`name`] (...) [USING ...] ... */
static int32_t
read_key(reader *r, rowan_error *err)
{
    bool is_primary = take(r, "PRIMARY");
    bool is_unique = take(r, "UNIQUE") || is_primary;
    bool is_ordinary = is_unique || is_at(r, "KEY");
    const char *usual = r->is_memory ? "hash" : "btree";
    rowan_value cells[MYSQL_INDEX_CELLS] = {
        [MYSQL_INDEX_SCHEMA] = r->schema,
        [MYSQL_INDEX_TABLE] = r->table,
        [MYSQL_INDEX_UNIQUE] = number_cell(is_unique),
        [MYSQL_INDEX_METHOD] = is_ordinary ? text_cell(usual) : take_lower(r),
    };
    reader parts;

    advance(r); /* KEY */
    cells[MYSQL_INDEX_NAME] = is_primary ? text_cell("PRIMARY") : take_cell(r);
    parts = *r;
    skip(r);
    while (!is_over(r)) {
        if (take(r, "USING") && r->is_memory)
            cells[MYSQL_INDEX_METHOD] = take_lower(r);
        else if (take(r, "COMMENT"))
            cells[MYSQL_INDEX_COMMENT] = take_cell(r);
        else
            skip(r);
    }
    parts.texts = r->texts;
    return read_parts(&parts, cells, err);
}

static int32_t
read_constraint(reader *r, rowan_error *err)
{
    rowan_value name;

    advance(r); /* CONSTRAINT */
    name = take_cell(r);
    return take(r, "CHECK") ? tell_check(r, name, take_inside(r), err)
                            : ROWAN_OK;
}

/* --- the table ------------------------------------------------------------ */

static int32_t
read_line(reader *r, rowan_error *err)
{
    static const char *const keys[] = {"PRIMARY", "UNIQUE", "FULLTEXT",
                                       "SPATIAL", "KEY"};

    if (*r->token.at == '`')
        return read_column(r, err);
    if (is_at(r, "CONSTRAINT"))
        return read_constraint(r, err);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (is_at(r, keys[i]))
            return read_key(r, err);
    return ROWAN_OK;
}

static int32_t
read_lines(reader *r, rowan_error *err)
{
    int32_t status;

    do {
        advance(r); /* the parenthesis, or a comma */
        status = read_line(r, err);
        while (!is_over(r))
            skip(r);
    } while (!status && is_at(r, ","));
    return status;
}

/* NULL where the table is as this plugin makes them. */
static rowan_value
unless(rowan_value cell, const char *usual)
{
    return strcmp(cell.as.text.data, usual) ? cell : (rowan_value){0};
}

static bool
take_option(reader *r, const char *name)
{
    return take(r, name) && take(r, "=");
}

/* What follows the lines: ENGINE=... COMMENT='...'. */
static int32_t
read_options(reader *r, rowan_error *err)
{
    rowan_value cells[MYSQL_TABLE_CELLS] = {
        [MYSQL_TABLE_SCHEMA] = r->schema,
        [MYSQL_TABLE_NAME] = r->table,
        [MYSQL_TABLE_TYPE] = text_cell("TEMPORARY"),
    };

    while (r->token.size > 0) {
        if (take_option(r, "ENGINE")) {
            r->is_memory = is_at(r, "MEMORY");
            cells[MYSQL_TABLE_ENGINE] = unless(take_cell(r), "InnoDB");
        } else if (take_option(r, "COLLATE")) {
            cells[MYSQL_TABLE_COLLATION] =
                unless(take_cell(r), "utf8mb4_nopad_bin");
        } else if (take_option(r, "ROW_FORMAT")) {
            cells[MYSQL_TABLE_ROW_FORMAT] = take_lower(r);
        } else if (take_option(r, "COMMENT")) {
            cells[MYSQL_TABLE_COMMENT] = take_cell(r);
        } else {
            advance(r);
        }
    }
    return mysql__tables_question.row(r->reflection, r->catalog, cells, err);
}

/* --- asking --------------------------------------------------------------- */

/* Others of this name are not seen while there is a temporary one. */
static rowan_status
remember(mysql_catalog *catalog, const char *name, rowan_error *err)
{
    const rowan_host *host = catalog->reflection->host;
    size_t size = strlen(name) + 1;
    mysql_temporary *temporary = host->allocate(sizeof *temporary + size);

    if (!temporary)
        return plugin_no_memory(host, err);
    temporary->name = memcpy(temporary + 1, name, size);
    temporary->next = catalog->temporaries;
    catalog->temporaries = temporary;
    return ROWAN_OK;
}

static int32_t
read_table(reader *r, const char *after_name, rowan_error *err)
{
    reader lines;
    int32_t status;

    r->token = token_at(after_name);
    lines = *r;
    skip(r);
    status = read_options(r, err);
    lines.texts = r->texts;
    lines.is_memory = r->is_memory;
    if (!status)
        status = read_lines(&lines, err);
    return status ? status
                  : (int32_t)remember(r->catalog, mysql__cell_text(&r->table),
                                      err);
}

/* Cells: the name, the text. Cells of a table's texts are no longer than it,
 * but for a NUL each and the type, which is in two of them. */
static int32_t
text_row(const rowan_reflection *reflection, void *context,
         const rowan_value *cells, rowan_error *err)
{
    static const char begin[] = "CREATE TEMPORARY TABLE ";
    mysql_catalog *catalog = context;
    const char *sql = mysql__cell_text(&cells[1]);
    reader r = {.reflection = reflection, .catalog = catalog};
    char *texts;
    int32_t status;

    if (!sql || strncmp(sql, begin, sizeof begin - 1))
        return ROWAN_OK;
    r.texts = texts = reflection->host->allocate(3 * (strlen(sql) + 1));
    if (!texts)
        return plugin_no_memory(reflection->host, err);
    r.token = token_at(sql + sizeof begin - 1);
    r.schema = text_cell(mysql__schema_asked_for(catalog));
    r.table = take_cell(&r);
    status = read_table(&r, r.token.at, err);
    reflection->host->release(texts);
    return status;
}

/* No such table, none that may be seen, or a view, whose answer has other
 * columns. */
static bool
is_none(rowan_status status)
{
    return status == ROWAN_NO_SUCH_TABLE || status == ROWAN_DENIED ||
           status == ROWAN_PLUGIN_INVALID;
}

static rowan_status
ask(mysql_catalog *catalog, const char *sql, rowan_error *err)
{
    static const uint32_t wanted[] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
    const rowan_reflect_query query = {
        .size = sizeof query,
        .column_count = 2,
        .sql = sql,
        .wanted = wanted,
        .row = text_row,
    };
    const rowan_reflection *reflection = catalog->reflection;
    rowan_error failure = {0};
    rowan_status status = (rowan_status)reflection->calls->run(
        reflection->host_side, &query, NULL, 0, catalog, &failure);

    if (is_none(status))
        return ROWAN_OK;
    if (status && err)
        *err = failure;
    return status;
}

/* A name that cannot be written is none of a table. */
static rowan_status
try_name(mysql_catalog *catalog, const char *name, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    const rowan_host *host = reflection->host;
    rowan_buffer *sql = host->buffer_create();
    rowan_error ignored = {0};
    rowan_status status = ROWAN_OK;

    if (!sql)
        return plugin_no_memory(host, err);
    host->buffer_text(sql, "SHOW CREATE TABLE ");
    if (!host->buffer_identifier(sql, reflection->dialect,
                                 mysql__schema_asked_for(catalog), &ignored)) {
        host->buffer_text(sql, ".");
        if (!host->buffer_identifier(sql, reflection->dialect, name, &ignored))
            status = host->buffer_get(sql)
                         ? ask(catalog, host->buffer_get(sql), err)
                         : plugin_no_memory(host, err);
    }
    host->buffer_destroy(sql);
    return status;
}

rowan_status
mysql__temporaries_tell(mysql_catalog *catalog, rowan_error *err)
{
    const rowan_reflection *reflection = catalog->reflection;
    rowan_status status = ROWAN_OK;

    if (!reflection->temporary || !catalog->is_mariadb)
        return ROWAN_OK;
    for (uint32_t i = 0; !status && i < reflection->table_count; i++)
        status = try_name(catalog, reflection->tables[i], err);
    return status;
}

bool
mysql__is_hidden(const mysql_catalog *catalog, const rowan_value *schema,
                 const rowan_value *table)
{
    const mysql_temporary *temporary = catalog->temporaries;

    if (!temporary || strcmp(mysql__cell_text(schema),
                             mysql__schema_asked_for(catalog)))
        return false;
    while (temporary && strcmp(temporary->name, mysql__cell_text(table)))
        temporary = temporary->next;
    return temporary != NULL;
}

void
mysql__temporaries_done(mysql_catalog *catalog)
{
    mysql_temporary *temporary;

    while ((temporary = catalog->temporaries) != NULL) {
        catalog->temporaries = temporary->next;
        catalog->reflection->host->release(temporary);
    }
}
