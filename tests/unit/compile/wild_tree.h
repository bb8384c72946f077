/* SPDX-License-Identifier: MIT */
/*
 * Random statements of everything that the language has: each operator of
 * rowan__ops by its row there, columns of each type, literals, lists of each
 * length, joins, reports, changes. Valid by construction and the same for a
 * seed; for the writer of SQL, not for a database. (random_tree.h is for
 * databases, whose answers are to agree.)
 */
#ifndef ROWAN_TESTS_WILD_TREE_H
#define ROWAN_TESTS_WILD_TREE_H

#include "sql/ops.h"

#include <rowan.h>

enum { WILD_BYTES = 1 << 18, WILD_TABLES = 2, WILD_SAID = 200 };

typedef struct wild_tree {
    uint64_t state;
    uint32_t twist; /* so many decisions before the one taken otherwise */
    int fill; /* each byte of memory that no member of a node needs */
    const rowan_model *models[WILD_TABLES]; /* that may be named here */
    size_t model_count;
    bool aggregates; /* may be used here */
    bool used[ROWAN__OPS_LIMIT]; /* operators, in any tree so far */
    rowan_statement *statement;
    /* What a key has and SQL may not show: the members that a report is read
     * into, what was said though it need not be. */
    char said[WILD_SAID];
    size_t said_size;
    size_t memory_used;
    max_align_t memory[WILD_BYTES / sizeof(max_align_t)];
} wild_tree;

/* A new statement, in memory of fill bytes; what it made before is gone. Depth
 * is that of expressions. An odd seed gives what the even one before it gives,
 * but for one decision. */
const rowan_statement *wild_statement(wild_tree *tree, uint64_t seed, int fill,
                                      int depth);

#endif
