/* SPDX-License-Identifier: MIT */
/*
 * Columns of INSERT, REPLACE and DELETE ... RETURNING.
 *
 * MariaDB tells them only when such a statement runs, and the core wants to
 * know before. So what is returned is asked for as a SELECT of the same list
 * from the same table, which is prepared and never run.
 */

#include "../shared/ascii.h"
#include "mysql_priv.h"

#include <string.h>

static bool
is_name_character(char c)
{
    return ascii_is_alphanumeric(c) || c == '_' || c == '$' ||
           (unsigned char)c >= 0x80;
}

/* Behind the quoted text or the comment that begins at sql, or sql itself. */
static const char *
skip_quoted(const char *sql)
{
    const char *end;

    if (*sql == '\'' || *sql == '"' || *sql == '`') {
        end = strchr(sql + 1, *sql); /* a doubled quote begins another one */
        return end ? end + 1 : sql + strlen(sql);
    }
    if (!strncmp(sql, "/*", 2)) {
        end = strstr(sql + 2, "*/");
        return end ? end + 2 : sql + strlen(sql);
    }
    if (*sql == '#' || !strncmp(sql, "-- ", 3))
        return sql + strcspn(sql, "\n");
    return sql;
}

/* Behind a word outside of quotes and parentheses: the first such word, or
 * the last. NULL if there is none. */
static const char *
find_word(const char *sql, const char *word, bool is_last)
{
    const size_t size = strlen(word);
    const char *found = NULL;
    int depth = 0;

    while (*sql && (is_last || !found)) {
        const char *next = skip_quoted(sql);

        if (next != sql) {
            sql = next;
            continue;
        }
        depth += (*sql == '(') - (*sql == ')');
        if (!is_name_character(*sql)) {
            sql++;
            continue;
        }
        while (is_name_character(*next))
            next++;
        if (depth == 0 && (size_t)(next - sql) == size &&
            ascii_same(sql, word, size))
            found = next;
        sql = next;
    }
    return found;
}

/* The length of a name, which may be quoted and have a schema. */
static size_t
name_size(const char *name)
{
    const char *end = name;

    for (;;) {
        const char *begin = end;

        if (*end == '`')
            end = skip_quoted(end);
        else
            while (is_name_character(*end))
                end++;
        if (end == begin)
            return 0;
        if (*end != '.' && *end != '`')
            return (size_t)(end - name);
        end += *end == '.';
    }
}

/* The SELECT, to be released; NULL with *ret_size 0 if the text is another. */
static char *
write_select(const rowan_driver_statement *statement, size_t *ret_size)
{
    static const char select[] = "SELECT ", from[] = " FROM ",
                      limit[] = " LIMIT 0";
    const char *list = find_word(statement->sql, "RETURNING", true);
    const char *table = find_word(statement->sql, "INTO", false);
    size_t list_size, table_size;
    char *sql, *to;

    *ret_size = 0;
    if (!table)
        table = find_word(statement->sql, "FROM", false);
    if (!list || !table)
        return NULL;
    table += strspn(table, " \t\r\n");
    table_size = name_size(table);
    list_size = strlen(list);
    while (list_size && strchr("; \t\r\n", list[list_size - 1]))
        list_size--;
    if (!table_size || !list_size)
        return NULL;
    *ret_size = sizeof select + sizeof from + sizeof limit - 3 + list_size +
                table_size;
    sql = to = statement->connection->host->allocate(*ret_size + 1);
    if (!sql)
        return NULL;
    to = mempcpy(to, select, sizeof select - 1);
    to = mempcpy(to, list, list_size);
    to = mempcpy(to, from, sizeof from - 1);
    to = mempcpy(to, table, table_size);
    memcpy(to, limit, sizeof limit);
    return sql;
}

rowan_status
mysql__returning_describe(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;
    size_t size;
    char *sql = write_select(statement, &size);
    MYSQL_STMT *handle;
    MYSQL_RES *meta = NULL;
    rowan_status status = ROWAN_OK;

    if (!sql)
        return size ? plugin_no_memory(host, err) : ROWAN_OK;
    handle = mysql_stmt_init(connection->handle);
    if (!handle)
        status = plugin_no_memory(host, err);
    else if (!mysql__call_prepare(connection, handle, sql, size))
        meta = mysql_stmt_result_metadata(handle);
    else if (connection->is_broken || connection->has_timed_out)
        status = mysql__error(connection, "prepare the statement", err);
    if (meta)
        status = mysql__columns_describe(statement, meta, err);
    mysql_free_result(meta);
    if (handle)
        mysql_stmt_close(handle);
    host->release(sql);
    return status;
}
