/* SPDX-License-Identifier: MIT */
/*
 * A shape's key read back: the canonical tree that the compiler writes as SQL.
 * Each bind knows its number, so templates may put operands in any order.
 */
#ifndef ROWAN_SQL_TREE_H
#define ROWAN_SQL_TREE_H

#include "sql/shape.h"

/* Nodes that are no operator of the language. */
enum {
    ROWAN__NODE_VALUES = 200, /* count binds, from bind on: items of IN */
    ROWAN__NODE_FALSE,
    ROWAN__NODE_TRUE
};

typedef struct rowan__node rowan__node;
struct rowan__node {
    uint32_t op;    /* a rowan_op, or one of the above */
    uint32_t kind;  /* of the result, a rowan_kind */
    uint32_t bind;  /* LITERAL, VALUES */
    uint32_t count; /* VALUES */
    const rowan__table *table; /* COLUMN */
    const rowan__column *column;
    rowan__node *first; /* operand */
    rowan__node *next;  /* operand of the same operator, or in the list */
    /* An output or assignment: the column that it is for. */
    const rowan__column *target;
};

typedef struct rowan__tree_join rowan__tree_join;
struct rowan__tree_join {
    rowan_join_kind kind;
    const rowan__table *table;
    rowan__node *on; /* NULL: by the foreign key */
    rowan__tree_join *next;
};

typedef struct rowan__tree {
    rowan_statement_kind kind;
    bool distinct, has_limit, has_offset;
    const rowan__table *table; /* the statement's model; a report's row */
    const rowan__table *from;  /* reports: NULL if not said */
    rowan__node *outputs;      /* reports */
    rowan__node *assignments;
    rowan__tree_join *joins;
    rowan__node *where; /* NULL if none; so are the following */
    rowan__node *groups, *having, *order;
    uint32_t limit, offset; /* their binds */
    uint32_t bind_count;
} rowan__tree;

/* The tree of a shape; NULL when out of memory. */
const rowan__tree *rowan__tree_of(const rowan__shape *shape,
                                  rowan__arena *arena);

#endif
