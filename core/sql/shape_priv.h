/* SPDX-License-Identifier: MIT */
/* The walk's parts, and the bytes of keys. */
#ifndef ROWAN_SQL_SHAPE_PRIV_H
#define ROWAN_SQL_SHAPE_PRIV_H

#include "base/error_priv.h"
#include "base/value.h"
#include "sql/ops.h"
#include "sql/shape.h"

/*
 * A key is a statement's kind, its parts in the order of the walk, and ends
 * with its last part. Expressions are in prefix form: an operator's number,
 * then its operands; those of AND, OR, CONCAT and COALESCE, and all lists of a
 * statement, end with END. Other bytes:
 */
enum {
    ROWAN__KEY_LITERAL = 0x80, /* | rowan_kind */
    ROWAN__KEY_VALUES = 0xe0,  /* IN's items: kind, their number */
    ROWAN__KEY_FALSE = 0xe1,   /* IN an empty list */
    ROWAN__KEY_TRUE = 0xe2,
    ROWAN__KEY_LIST = 0xe3, /* IN's items as one bind: kind */
    ROWAN__KEY_END = 0xff,
    /* Flags of a query. */
    ROWAN__KEY_DISTINCT = 1,
    ROWAN__KEY_LIMIT = 2,
    ROWAN__KEY_OFFSET = 4,
    /* No walk adds more at once. */
    ROWAN__KEY_ROOM = 32,
    /* Numbers below are one byte, others this and four bytes. */
    ROWAN__KEY_WIDE = 0xfe
};

/* What an operand turned out to be; family 0: the walk has failed. */
typedef struct rowan__typed {
    uint32_t family;             /* ROWAN__IS_..., or: */
    const rowan__column *column; /* whose labels or codec it has */
} rowan__typed;

#define ROWAN__FAMILY_EMPTY 0x10000 /* a condition that says nothing */

/* Makes room for ROWAN__KEY_ROOM bytes; false if the walk has failed. */
bool rowan__key_grow(rowan__shape *shape);

static inline bool
rowan__key_room(rowan__shape *shape)
{
    return (size_t)(shape->end - shape->at) >= ROWAN__KEY_ROOM ||
           rowan__key_grow(shape);
}

static inline void
rowan__key_put(rowan__shape *shape, uint32_t byte)
{
    *shape->at++ = (unsigned char)byte;
}

static inline void
rowan__key_number(rowan__shape *shape, uint32_t number)
{
    if (number < ROWAN__KEY_WIDE) {
        rowan__key_put(shape, number);
        return;
    }
    rowan__key_put(shape, ROWAN__KEY_WIDE);
    for (int shift = 0; shift < 32; shift += 8)
        rowan__key_put(shape, number >> shift & 0xff);
}

/* Where the walk is, to come back to. */
typedef struct rowan__shape_mark {
    size_t key_size;
    uint32_t bind_count, table_count, excess;
} rowan__shape_mark;

static inline rowan__shape_mark
rowan__shape_save(const rowan__shape *shape)
{
    return (rowan__shape_mark){(size_t)(shape->at - shape->memory),
                               shape->bind_count, shape->table_count,
                               shape->excess};
}

/* Forgets what was added since. Tables too, for a key names a table where it
 * is new. */
static inline void
rowan__shape_restore(rowan__shape *shape, rowan__shape_mark mark)
{
    shape->at = shape->memory + mark.key_size;
    shape->bind_count = mark.bind_count;
    shape->table_count = mark.table_count;
    shape->excess = mark.excess;
}

/* Adds a model's table to the key: its index among the shape's tables, and
 * its number where it is new. NULL after an error. */
const rowan__table *rowan__shape_new_table(rowan__shape *shape,
                                           const rowan_model *model);
static inline const rowan__table *
rowan__shape_table(rowan__shape *shape, const rowan_model *model)
{
    for (uint32_t i = 0; i < shape->table_count; i++) {
        if (shape->tables[i]->model == model) {
            rowan__key_number(shape, i);
            return shape->tables[i];
        }
    }
    return rowan__shape_new_table(shape, model);
}

/* Room for one more bind; NULL after an error. */
bool rowan__binds_grow(rowan__shape *shape);
static inline rowan_value *
rowan__shape_bind(rowan__shape *shape)
{
    if (shape->bind_count == shape->bind_capacity && !rowan__binds_grow(shape))
        return NULL;
    return &shape->bind_memory[shape->bind_count++];
}

/* Fails the walk; returns what a walk that failed returns. */
rowan__typed rowan__shape_fail(rowan__shape *shape, rowan_status status,
                               const char *format, ...)
    ROWAN_PRINTF(3, 4) ROWAN__COLD;

/* Adds an expression to key and binds. */
rowan__typed rowan__shape_expr(rowan__shape *shape, const rowan_expr *expr,
                               unsigned depth);

/* Whether operands can stand beside each other: labels and codecs, too. */
bool rowan__typed_same(rowan__typed a, rowan__typed b);

/* What a column's values are. */
static inline rowan__typed
rowan__column_typed(const rowan__column *column)
{
    rowan__typed typed = {rowan__kind_family(column->type.kind), column};

    if (column->ctype & ROWAN_CTYPE_CODEC)
        typed.family = ROWAN__IS_CUSTOM;
    else if (column->ctype & ROWAN_CTYPE_ENUM)
        typed.family = ROWAN__IS_ENUM;
    return typed;
}

/* Adds a literal that stands beside an operand of type beside, as a bind of
 * the kind that goes with it, and its byte of the key unless kind_only. The
 * kind is returned; 0 after an error. */
uint32_t rowan__shape_value(rowan__shape *shape, const char *op,
                            const rowan_value *value, rowan__typed beside);

/* Adds the value that a column is set to. */
bool rowan__shape_assigned(rowan__shape *shape, const rowan_value *value,
                           const rowan__column *column);

/* Adds a pattern that matches text as op says. */
bool rowan__shape_pattern(rowan__shape *shape, uint32_t op,
                          const rowan_value *text);

/* Adds the items of IN, whose operator is the key's byte op_at; values only: as
 * one list, or padded. */
bool rowan__shape_items(rowan__shape *shape, const rowan_expr *expr,
                        rowan__typed needle, size_t op_at, unsigned depth);

#endif
