/* SPDX-License-Identifier: MIT */
/*
 * What the queries of the catalogue have in common.
 *
 * information_schema is quick where a schema and a table are each compared
 * with one value, and reads every table of the server where they are not, so
 * the conditions differ with what is asked for. A query's text has a mark
 * where they belong: @T where the columns are TABLE_SCHEMA and TABLE_NAME, @C
 * where the first is CONSTRAINT_SCHEMA. Names are compared there as the server
 * likes, so "a" may find "A" and joins compare bytes as well; what was not
 * asked for is dropped by the host.
 */
#ifndef ROWAN_MYSQL_CATALOG_H
#define ROWAN_MYSQL_CATALOG_H

#include "mysql_priv.h"

#include <rowan/plugin/catalog.h>
#include <string.h>

/* A sequence whose numbers are not known yet. */
typedef struct mysql_sequence {
    struct mysql_sequence *next;
    const char *schema, *name;
    bool is_told;
} mysql_sequence;

/* A temporary table that was found. */
typedef struct mysql_temporary {
    struct mysql_temporary *next;
    const char *name;
} mysql_temporary;

/* One reflection under way: the context of all rows. */
typedef struct mysql_catalog {
    const rowan_reflection *reflection;
    bool is_mariadb;
    char *default_schema; /* NULL until it is told */
    mysql_sequence *sequences;
    mysql_temporary *temporaries; /* of the schema that is asked for */
    const struct mysql_question *question; /* that is asked just now */
} mysql_catalog;

/* A question, in the words of either server; NULL: it has no such thing. */
typedef struct mysql_question {
    const char *mariadb_sql;
    const char *mysql_sql;
    const uint32_t *wanted;
    uint32_t column_count;
    int32_t (*row)(const rowan_reflection *reflection, void *context,
                   const rowan_value *cells, rowan_error *err);
} mysql_question;

#define MYSQL_WANTED(wanted_) (wanted_), sizeof(wanted_) / sizeof *(wanted_)

/* The cells of the rows of tables, columns and indexes. */
enum {
    MYSQL_TABLE_SCHEMA,
    MYSQL_TABLE_NAME,
    MYSQL_TABLE_TYPE,
    MYSQL_TABLE_COMMENT,
    MYSQL_TABLE_ENGINE,
    MYSQL_TABLE_COLLATION,
    MYSQL_TABLE_ROW_FORMAT,
    MYSQL_TABLE_VIEW,
    MYSQL_TABLE_CELLS
};

enum {
    MYSQL_COLUMN_SCHEMA,
    MYSQL_COLUMN_TABLE,
    MYSQL_COLUMN_NAME,
    MYSQL_COLUMN_NULLABLE,
    MYSQL_COLUMN_TYPE,
    MYSQL_COLUMN_NATIVE,
    MYSQL_COLUMN_LENGTH,
    MYSQL_COLUMN_PRECISION,
    MYSQL_COLUMN_SCALE,
    MYSQL_COLUMN_CHARSET,
    MYSQL_COLUMN_COLLATION,
    MYSQL_COLUMN_DEFAULT,
    MYSQL_COLUMN_GENERATED,
    MYSQL_COLUMN_STORED,
    MYSQL_COLUMN_AUTO,
    MYSQL_COLUMN_COMMENT,
    MYSQL_COLUMN_CELLS
};

enum {
    MYSQL_INDEX_SCHEMA,
    MYSQL_INDEX_TABLE,
    MYSQL_INDEX_NAME,
    MYSQL_INDEX_IS_MORE,
    MYSQL_INDEX_UNIQUE,
    MYSQL_INDEX_COLUMN,
    MYSQL_INDEX_EXPRESSION,
    MYSQL_INDEX_PREFIX,
    MYSQL_INDEX_DESCENDING,
    MYSQL_INDEX_METHOD,
    MYSQL_INDEX_COMMENT,
    MYSQL_INDEX_FOREIGN_KEY,
    MYSQL_INDEX_CELLS
};

/* Ends a query that another is joined with. The limit, which is none, keeps the
 * server from dissolving the one in the other, where it would be searched from
 * end to end for each row; like this, it gets an index. */
#define MYSQL_INDEXED " LIMIT 18446744073709551615"

extern const mysql_question mysql__schemas_question, mysql__tables_question,
    mysql__columns_question, mysql__indexes_question,
    mysql__foreign_keys_question, mysql__checks_question;

/* mysql_sequences.c: remembers one; asks for the numbers of all of them in one
 * question and tells them. */
rowan_status mysql__sequence_found(mysql_catalog *catalog, const char *schema,
                                   const char *name, rowan_error *err);
rowan_status mysql__sequences_tell(mysql_catalog *catalog, rowan_error *err);
void mysql__sequences_done(mysql_catalog *catalog);

/* mysql_temporary.c: tells the temporary tables among those that are asked for
 * by name. Other tables of such a name are hidden from then on. */
rowan_status mysql__temporaries_tell(mysql_catalog *catalog, rowan_error *err);
void mysql__temporaries_done(mysql_catalog *catalog);
bool mysql__is_hidden(const mysql_catalog *catalog, const rowan_value *schema,
                      const rowan_value *table);

/* NULL for NULL. */
static inline const char *
mysql__cell_text(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? NULL : cell->as.text.data;
}

/* NULL for NULL and for an empty text. */
static inline const char *
mysql__cell_filled(const rowan_value *cell)
{
    const char *text = mysql__cell_text(cell);

    return text && *text ? text : NULL;
}

/* Zero for NULL. */
static inline int64_t
mysql__cell_number(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? 0 : cell->as.integer;
}

/* A copy, or NULL when out of memory. */
char *mysql__catalog_copy(const mysql_catalog *catalog, const char *text);
/* The one schema that is asked for, or the default one. */
const char *mysql__schema_asked_for(const mysql_catalog *catalog);

/* The character that a backslash stands before. */
char mysql__unescaped(char c);
/* A copy of SQL text, or NULL when out of memory. Strings in the server's own
 * texts have backslashes, whatever the connection takes; ours takes quotes that
 * are doubled. */
char *mysql__plain_strings(const rowan_host *host, const char *sql);

#endif
