/* SPDX-License-Identifier: MIT */
/* From the rows of catalogue queries to what the host is told. */
#ifndef ROWAN_SQLITE_ROWS_H
#define ROWAN_SQLITE_ROWS_H

#include "sqlite_priv.h"
#include "sqlite_text.h"

/* What is kept from row to row: the text of the table in hand. */
typedef struct sqlite_reader {
    const rowan_reflection *reflection;
    const char *schema;
    bool is_temporary;
    char *table; /* that text is of; NULL at first */
    char *sql;
    sqlite_table_text text;
    char *scratch; /* room for what of the text is told */
    size_t scratch_size;
} sqlite_reader;

void sqlite__reader_done(sqlite_reader *reader);

/* Who takes the rows of each query; context is a sqlite_reader. */
typedef int32_t sqlite_row_fn(const rowan_reflection *reflection, void *context,
                              const rowan_value *cells, rowan_error *err);

/* name, kind of pragma_table_list, sql, without rowid, strict */
sqlite_row_fn sqlite__row_table;
/* table, sql, name, type, not null, default, place in the primary key, hidden,
 * without rowid */
sqlite_row_fn sqlite__row_column;
/* table, sql, column, place in the primary key */
sqlite_row_fn sqlite__row_primary_key;
/* table, sql, name, unique, origin, place, column, descending, collation, sql
 * of the index, names of all its columns as strings */
sqlite_row_fn sqlite__row_index;
/* table, sql, number from the last, place, target, column, target's column,
 * on update, on delete */
sqlite_row_fn sqlite__row_foreign_key;

#endif
