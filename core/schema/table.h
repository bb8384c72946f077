/* SPDX-License-Identifier: MIT */
/*
 * Tables as data: what a model declares, checked once and made complete
 * (names of constraints, types, keys). Constant after it is built; read by
 * any thread.
 */
#ifndef ROWAN_SCHEMA_TABLE_H
#define ROWAN_SCHEMA_TABLE_H

#include <rowan/model.h>
#include <rowan/type.h>
#include <rowan/value.h>

#define ROWAN__NO_COLUMN UINT32_MAX

typedef struct rowan__column {
    const char *name;
    rowan_type type;
    size_t offset;  /* of the struct's member */
    uint32_t ctype; /* rowan_ctype bits; a codec's kind is filled in */
    bool nullable;  /* the column may be NULL */
    bool primary_key;
    bool identity; /* an integer key that the database generates */
    const rowan_property *property; /* what the author said */
} rowan__column;

/* A primary key, unique constraint or index. Names that are not given were
 * made here, of the model's. */
typedef struct rowan__key {
    const char *name;
    bool is_given;
    uint32_t column_count;
    uint32_t columns[ROWAN_MEMBERS_MAX]; /* indexes into the table's columns */
    bool unique;
    const char *where_sql;
} rowan__key;

typedef struct rowan__foreign_key {
    const char *name;
    bool is_given;
    uint32_t column_count;
    uint32_t columns[ROWAN_MEMBERS_MAX];
    const rowan_model *target;
    const char *target_columns[ROWAN_MEMBERS_MAX]; /* column names */
    rowan_action on_delete, on_update;
    bool deferred;
} rowan__foreign_key;

typedef struct rowan__check {
    const char *name;
    bool is_given;
    const char *sql;              /* the author's text, or NULL: */
    const rowan__column *in_enum; /* column IN (its labels) */
} rowan__check;

typedef struct rowan__table {
    const rowan_model *model;
    const char *name; /* NULL for the row of a report */
    const char *schema;
    const char *comment; /* NULL: it has none */
    uint32_t number; /* small and unique in the process, from 0 */
    rowan__column *columns;
    uint32_t column_count;
    rowan__key primary_key; /* column_count 0 for the row of a report */
    rowan__key *uniques;
    uint32_t unique_count;
    rowan__key *indexes;
    uint32_t index_count;
    rowan__foreign_key *foreign_keys;
    uint32_t foreign_key_count;
    rowan__check *checks;
    uint32_t check_count;
    uint32_t identity; /* the identity column, or ROWAN__NO_COLUMN */
} rowan__table;

/*
 * The table of a model: built and checked at the first call, then lock-free.
 * ROWAN_MODEL_INVALID names the model, the member and the cure.
 */
rowan_status rowan__model_table(const rowan_model *model,
                                const rowan__table **ret_table,
                                rowan_error *err);

/* The table of a model that has been built already; NULL before that. */
const rowan__table *rowan__model_table_built(const rowan_model *model);

/* The column kept at a member's offset, or NULL. */
const rowan__column *rowan__table_column_at(const rowan__table *table,
                                            size_t offset);

/* rowan__column_check() of a column that has a length or a precision. */
rowan_status rowan__column_check_size(const rowan__column *column,
                                      const rowan_value *value,
                                      rowan_error *err);

/* Whether a value may be too long for its column. */
static inline bool
rowan__column_is_limited(const rowan__column *column)
{
    return column->type.length > 0 || column->type.precision > 0;
}

/*
 * ROWAN_OUT_OF_RANGE, with the column's name, if a value, of the column's kind
 * or NULL, is a longer text or a decimal of more digits than the model says.
 */
static inline rowan_status
rowan__column_check(const rowan__column *column, const rowan_value *value,
                    rowan_error *err)
{
    return rowan__column_is_limited(column)
               ? rowan__column_check_size(column, value, err)
               : ROWAN_OK;
}

/* Room for a name that was made here. */
enum { ROWAN__NAME_SIZE = 64 };

/*
 * The name of a constraint or index where names have up to longest bytes: one
 * that was made here is cut, in buffer, and ends with a hash of all of it. One
 * that the author gave is as it is: a database that cannot have it refuses it.
 */
const char *rowan__name_stored(const char *name, bool is_given, size_t longest,
                               char buffer[ROWAN__NAME_SIZE]);

/* The other way: the table's name of what a database calls so, which may be
 * NULL; a name that is not the table's comes back. */
const char *rowan__table_name_told(const rowan__table *table, const char *told);

/* Frees all tables; every user must be gone. */
void rowan__schema_shutdown(void);

#endif
