/* SPDX-License-Identifier: MIT */
/*
 * Random expressions and statements over one model, right by construction and
 * the same for a seed. Filled by hand, as a binding would.
 */
#ifndef ROWAN_TESTS_RANDOM_TREE_H
#define ROWAN_TESTS_RANDOM_TREE_H

#include <rowan.h>

typedef enum coat { COAT_FUR = 1, COAT_SCALES = 5 } coat;

typedef struct animal {
    int64_t id;
    rowan_nullable_int32 legs;
    int16_t age;
    const char *name;
    const char *call;
    rowan_nullable_bool tame;
    bool old;
    rowan_nullable_double weight;
    rowan_decimal price;
    coat coat;
    rowan_nullable_date seen;
} animal;
ROWAN_MODEL_DECLARE(animal)

enum { RANDOM_NODES = 4000 };

typedef struct random_tree {
    uint64_t state;
    rowan_expr nodes[RANDOM_NODES];
    const rowan_expr *lists[RANDOM_NODES];
    size_t node_count, list_count;
    rowan_query query;
    rowan_change change;
    rowan_assignment set[4];
    rowan_statement statement;
} random_tree;

/* A number from 0 to below limit. */
uint32_t random_number(random_tree *tree, uint32_t limit);

/* Begins a new tree; what it made before is gone. */
void random_tree_begin(random_tree *tree, uint64_t seed);

rowan_bool_expr random_condition(random_tree *tree, int depth);

/* Of any kind, in the tree. */
const rowan_statement *random_statement(random_tree *tree, int depth);

/* A row, with NULLs where there can be; its texts are static. */
animal random_animal(random_tree *tree);

#endif
