/* SPDX-License-Identifier: MIT */
/*
 * The shape of a statement: everything of its tree but the values, as
 * canonical bytes with a hash, and the values, as binds in the order in which
 * the walk meets them. Two statements of one shape share SQL text and
 * prepared statement.
 *
 * The key is the statement in canonical form, and all that the compiler reads
 * (tree.h), so that statements with equal keys have equal SQL by construction.
 * Gone from it are values, empty conditions, AND inside AND, comparisons with
 * a NULL text, lengths of lists.
 *
 * The walk is the one definition of the order of binds: outputs, joins, where,
 * group by, having, order by, limit, offset; for UPDATE the assignments, then
 * where. It allocates nothing for statements of ordinary size.
 *
 * It also adapts values to what they meet: an integer to a decimal, boolean
 * or double column; a number to its enumeration's label; a text with LIKE's
 * signs to a pattern (starts_with and its like); a list of IN to one bind, the
 * list, where the database takes that, else to so many items that few shapes
 * serve all lengths, the last one repeated, but to no more than it takes.
 */
#ifndef ROWAN_SQL_SHAPE_H
#define ROWAN_SQL_SHAPE_H

#include "base/arena.h"
#include "schema/table.h"

#include <rowan/query.h>

#define ROWAN__SHAPE_KEY_INLINE 768
#define ROWAN__SHAPE_BINDS_INLINE 64
#define ROWAN__SHAPE_TABLES_INLINE 8

/* Deepest nesting of expressions. */
#define ROWAN__SHAPE_DEPTH_MAX 200

/* Most expressions of a statement, not counting values of IN: a node may be
 * an operand twice, so that few of them could make a tree without end. */
#define ROWAN__SHAPE_NODES_MAX (1u << 22)

typedef struct rowan__shape {
    const unsigned char *key; /* canonical bytes */
    size_t key_size;
    uint64_t hash;
    const rowan_value *binds; /* views into the statement or into scratch */
    uint32_t bind_count;

    /* Tables by the order in which the key names them. */
    uint32_t table_count;
    const rowan__table **tables;

    /* The rest belongs to the walk. */
    rowan__arena *scratch;  /* for what does not fit inline */
    unsigned char *memory;  /* the key's; moves when it grows */
    unsigned char *at;      /* its next byte */
    unsigned char *end;     /* one past its memory */
    rowan_value *bind_memory;
    uint32_t bind_capacity;
    uint32_t table_capacity;
    rowan_error *err;
    rowan_status status;
    bool binds_arrays;
    uint32_t excess; /* binds by which lists have yet to be filled up less */
    uint32_t node_count;
    unsigned char key_inline[ROWAN__SHAPE_KEY_INLINE];
    rowan_value binds_inline[ROWAN__SHAPE_BINDS_INLINE];
    const rowan__table *tables_inline[ROWAN__SHAPE_TABLES_INLINE];
} rowan__shape;

/*
 * Walks a statement for a database that takes a list as one bind, or does not
 * (feature ARRAY_BINDS), and most_binds of them (0: any number), which only
 * values that were given exceed. Every model in it is built
 * (rowan__model_table) on the way. On success *shape is valid as long as the
 * statement and scratch are (it points into itself: never copy it).
 * ROWAN_INVALID names what is wrong: a column that is none, a negative limit,
 * an operator out of range, operands of different types, a NULL text where only
 * = and <> can say it, find with columns, update without a condition.
 * ROWAN_OUT_OF_RANGE: an integer beyond int64_t, or one that its column cannot
 * take exactly; a number that is no constant of its enumeration; a text that is
 * no decimal number.
 *
 * The key of SELECT also has the row's model and members, which SQL does not
 * show, so that what is kept with a statement serves one struct only.
 */
rowan_status rowan__shape_statement(rowan__shape *shape,
                                    const rowan_statement *statement,
                                    bool binds_arrays, uint32_t most_binds,
                                    rowan__arena *scratch, rowan_error *err);

/* Item i of an array of C values; false for kinds that no array has. */
bool rowan__array_item(uint32_t kind, const void *items, size_t i,
                       rowan_value *ret_value);

/* How long a list of count items is made, by its last one again. */
uint32_t rowan__shape_list_size(uint32_t count);

#endif
