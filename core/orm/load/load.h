/* SPDX-License-Identifier: MIT */
/* Rows to objects and structs. */
#ifndef ROWAN_ORM_LOAD_LOAD_H
#define ROWAN_ORM_LOAD_LOAD_H

#include "orm/session/session_priv.h"

/* One column of a result and the member it is read into. */
typedef struct rowan__target_field {
    const rowan__field *field; /* NULL: the column is left out */
} rowan__target_field;

/*
 * How the rows of a result become structs: made once a statement. Without
 * `targets` column i is field i of the mapping.
 */
typedef struct rowan__load_plan {
    const rowan__mapping *mapping;
    const rowan__target_field *targets;
    const uint32_t *wanted; /* one kind a column */
    uint32_t column_count;
    bool refresh; /* objects that the session has take the row's values */
} rowan__load_plan;

/* The plan of all columns of a mapping. */
rowan__load_plan rowan__load_plan_of(const rowan__mapping *mapping);

/* Reads a row into a zeroed struct. */
rowan_status rowan__load_row(const rowan__load_plan *plan,
                             const rowan_value *cells, void *row,
                             rowan__arena *arena, rowan__texts texts,
                             rowan_error *err);

/* The object of a row: the one that the session has, or a new one. */
rowan_status rowan__load_object(rowan_session *session, rowan__class *class,
                                const rowan__load_plan *plan,
                                const rowan_value *cells, void **ret_row);

/* The row of an object that the session has: keeps its values, unless they
 * may be replaced. */
rowan_status rowan__load_known(rowan_session *session, rowan__object *object,
                               const rowan__load_plan *plan,
                               const rowan_value *cells);
/* Reads a row again into an object, and takes it for its snapshot. */
rowan_status rowan__load_again(rowan_session *session, rowan__object *object,
                               const rowan_value *cells);
/* The same, but what the program changed stays a change, now of the row as it
 * is: refused where it was changed from another value than the row has. */
rowan_status rowan__load_below(rowan_session *session, rowan__object *object,
                               const rowan_value *cells);
/* Notes that an object was read after its transaction had written. */
rowan_status rowan__load_note(rowan_session *session, rowan__object *object);

/* Fetches all rows of a running statement into an array ended by NULL, of
 * tracked objects or of structs in the session's memory; at most limit rows
 * (0: all). *ret_count does not count the NULL. */
rowan_status rowan__load_all(rowan_session *session,
                             rowan__statement *statement,
                             const rowan__load_plan *plan, bool tracked,
                             size_t limit, void ***ret_rows,
                             size_t *ret_count);

#endif
