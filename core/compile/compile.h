/* SPDX-License-Identifier: MIT */
/*
 * Trees to SQL text. Needs a dialect and what its database can do, never a
 * connection. All memory is the caller's arena.
 */
#ifndef ROWAN_COMPILE_COMPILE_H
#define ROWAN_COMPILE_COMPILE_H

#include "base/arena.h"
#include "dialect/dialect.h"
#include "schema/table.h"
#include "sql/shape.h"

#include <rowan/query.h>

typedef struct rowan__target {
    const rowan__dialect *dialect;
    const rowan_capabilities *caps; /* the server's, or dialect->offline */
} rowan__target;

/* Whether it has a feature: ROWAN_FEATURE_... */
static inline bool
rowan__target_has(const rowan__target *target, uint32_t feature)
{
    return target->caps->has[feature];
}

typedef struct rowan__compiled {
    const char *sql; /* NUL-terminated */
    size_t sql_size;
    uint32_t bind_count;        /* placeholders */
    const uint32_t *bind_kinds; /* one a placeholder; KIND_NULL: unknown */
    /* Placeholder i takes the shape's bind bind_order[i]; NULL: bind i. */
    const uint32_t *bind_order;
    /* What placeholder i is for: names[i % name_count], a column or a name with
     * its colon, or NULL. For messages. */
    const char *const *names;
    uint32_t name_count;
    uint32_t column_count; /* of the result; 0 if it gives no rows */
} rowan__compiled;

/* A statement of the query language, by its shape, which was walked for this
 * target without error. The result's columns are the model's in their order
 * (FIND), the outputs (SELECT), one int64 (COUNT, EXISTS: 1 or no row). */
rowan_status rowan__compile_shape(const rowan__target *target,
                                  const rowan__shape *shape,
                                  rowan__arena *arena,
                                  rowan__compiled *ret_compiled,
                                  rowan_error *err);
/* Walks it, too. */
rowan_status rowan__compile_statement(const rowan__target *target,
                                      const rowan_statement *statement,
                                      rowan__arena *arena,
                                      rowan__compiled *ret_compiled,
                                      rowan_error *err);

/* SELECT all columns WHERE key = ?; binds: the key's columns in order. */
rowan_status rowan__compile_get(const rowan__target *target,
                                const rowan__table *table,
                                rowan__arena *arena,
                                rowan__compiled *ret_compiled,
                                rowan_error *err);

/* The same for row_count keys at once; binds: key after key. 0: for the list
 * of keys that one bind is, of a key of one column. */
rowan_status rowan__compile_get_many(const rowan__target *target,
                                     const rowan__table *table,
                                     uint32_t row_count, rowan__arena *arena,
                                     rowan__compiled *ret_compiled,
                                     rowan_error *err);

/* INSERT of row_count rows of the columns listed (none: DEFAULT VALUES, one
 * row), giving back the returning columns listed. Binds: row by row. */
rowan_status rowan__compile_insert(
    const rowan__target *target, const rowan__table *table,
    const uint32_t *columns, uint32_t column_count, uint32_t row_count,
    const uint32_t *returning, uint32_t returning_count, rowan__arena *arena,
    rowan__compiled *ret_compiled, rowan_error *err);

/* What a driver is told of a bulk load. */
typedef struct rowan__bulk {
    const char *sql; /* for people: no statement of any database */
    const char *table;          /* quoted */
    const char *const *columns; /* quoted */
    const uint32_t *kinds;
    uint32_t column_count;
} rowan__bulk;

rowan_status rowan__compile_bulk(const rowan__target *target,
                                 const rowan__table *table,
                                 const uint32_t *columns,
                                 uint32_t column_count, rowan__arena *arena,
                                 rowan__bulk *ret_bulk, rowan_error *err);

/* UPDATE of the columns listed WHERE key = ?; binds: columns, then key. */
rowan_status rowan__compile_update(const rowan__target *target,
                                   const rowan__table *table,
                                   const uint32_t *columns,
                                   uint32_t column_count, rowan__arena *arena,
                                   rowan__compiled *ret_compiled,
                                   rowan_error *err);

/* DELETE WHERE key = ?; binds: the key's columns. */
rowan_status rowan__compile_delete(const rowan__target *target,
                                   const rowan__table *table,
                                   rowan__arena *arena,
                                   rowan__compiled *ret_compiled,
                                   rowan_error *err);

/* SQL text of the author's with `:name` for values. Names inside quotes,
 * comments and after a second colon (casts) are left alone. bind_order refers
 * to the order of binds as given; every bind must be used, every name have a
 * bind (ROWAN_INVALID names it). column_count is not known: 0. */
rowan_status rowan__compile_text(const rowan__target *target, const char *sql,
                                 const rowan_bind_value *binds,
                                 rowan__arena *arena,
                                 rowan__compiled *ret_compiled,
                                 rowan_error *err);

#endif
