/* SPDX-License-Identifier: MIT */
/* One table with one column of a type that is known at run time, and values of
 * any kind: what the tests of types share. */
#ifndef ROWAN_CONFORMANCE_TYPES_H
#define ROWAN_CONFORMANCE_TYPES_H

#include "conformance.h"

/* A row: the key, and a member for each kind. */
typedef struct type_row {
    int64_t id;
    rowan_nullable_bool flag;
    rowan_nullable_int16 i16;
    rowan_nullable_int32 i32;
    rowan_nullable_int64 i64;
    rowan_nullable_float f32;
    rowan_nullable_double f64;
    const char *text;
    rowan_bytes bytes;
    rowan_nullable_date date;
    rowan_nullable_time time;
    rowan_nullable_timestamp timestamp;
    rowan_nullable_interval interval;
    rowan_nullable_uuid uuid;
    rowan_decimal decimal;
    rowan_json json;
    rowan_value decorated; /* by a codec */
} type_row;

/* A type; sizes of 0 are not said. */
typedef struct type_column {
    rowan_kind kind;
    int32_t length, precision, scale;
    bool decorated; /* through a codec of the program's */
} type_column;

/* The table that the functions below make and use. */
#define TYPE_TABLE "conformance_values"

/* Values. */
#define V_NULL {.kind = ROWAN_KIND_NULL}
#define V_COUNT(kind_, n_)                                                   \
    {.kind = ROWAN_KIND_##kind_, .as.integer = (n_)}
#define V_REAL(kind_, x_) {.kind = ROWAN_KIND_##kind_, .as.real = (x_)}
#define V_TEXT(kind_, text_)                                                 \
    {.kind = ROWAN_KIND_##kind_, .as.text = {(text_), SIZE_MAX}}

/* The model of a table with the columns id and value; it lives as long as the
 * program. */
const rowan_model *type_model(trial *t, const type_column *column);
/* Makes the table. */
const rowan_model *type_table(trial *t, const type_column *column);

/* Rows 1, 2, ... with these values go in by objects and come back as they
 * were; all together, or each with a commit of its own. */
void type_round_trip(trial *t, const type_column *column,
                     const rowan_value *values, size_t count, bool together);
/* The same, and each is found by being equal to it. */
void type_round_trip_found(trial *t, const type_column *column,
                           const rowan_value *values, size_t count);
/* No value goes in and comes back. */
void type_null(trial *t, const type_column *column);

/* A literal of SQL text, and the value that it is: read back, and found by a
 * value that is equal. */
typedef struct type_literal {
    const char *sql;
    rowan_value value;
} type_literal;
void type_literals(trial *t, const type_column *column,
                   const type_literal *literals, size_t count);

/* A value by itself: SELECT :v. */
void type_select_direct(trial *t, const type_column *column,
                        const rowan_value *values, size_t count);

/* The value of a row; texts are the row's. */
rowan_value type_get(const type_row *row, const type_column *column);
bool type_same(const rowan_value *a, const rowan_value *b);
const char *type_show(trial *t, const rowan_value *value);
/* A condition on the table's column, with two nodes of the caller's. */
rowan_expr type_equals(const rowan_model *model, const type_column *column,
                       const rowan_value *value, rowan_expr nodes[2]);

#endif
