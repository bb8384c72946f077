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

/* One reflection under way: the context of all rows. */
typedef struct mysql_catalog {
    const rowan_reflection *reflection;
    bool is_mariadb;
    char *default_schema; /* NULL until it is told */
    mysql_sequence *sequences;
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

#endif
