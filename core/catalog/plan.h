/* SPDX-License-Identifier: MIT */
/*
 * The tables of some models in an order that foreign keys allow, and the
 * statements that create or drop them.
 */
#ifndef ROWAN_CATALOG_PLAN_H
#define ROWAN_CATALOG_PLAN_H

#include "compile/ddl.h"

/* A foreign key of a cycle: it refers to a table that comes later. */
typedef struct rowan__late_key {
    uint32_t table;  /* place in the plan */
    uint32_t target; /* place in the plan */
    uint32_t key;    /* of the table */
} rowan__late_key;

typedef struct rowan__plan {
    const rowan__table **tables; /* each after those it refers to */
    bool *exists;                /* one a table; false until it is found out */
    uint32_t count;
    rowan__late_key *late_keys;
    uint32_t late_count;
} rowan__plan;

/* models: ended by NULL; one that is listed again is left out. Foreign keys to
 * tables that are not in the list are of no account for the order. */
rowan_status rowan__plan_make(const rowan_model *const *models,
                              rowan__plan *ret_plan, rowan_error *err);
void rowan__plan_done(rowan__plan *plan);

/* Takes one statement without a final semicolon; sql is NUL-terminated. */
typedef rowan_status rowan__emit_fn(void *context, const char *sql,
                                    size_t sql_size, rowan_error *err);

/* Creates the tables that do not exist, with indexes and comments. */
rowan_status rowan__plan_create(const rowan__plan *plan,
                                const rowan__target *target,
                                rowan__emit_fn *emit, void *context,
                                rowan_error *err);
/* Drops the tables that exist. */
rowan_status rowan__plan_drop(const rowan__plan *plan,
                              const rowan__target *target, rowan__emit_fn *emit,
                              void *context, rowan_error *err);

#endif
