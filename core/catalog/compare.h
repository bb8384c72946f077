/* SPDX-License-Identifier: MIT */
/* A comparison under way. */
#ifndef ROWAN_CATALOG_COMPARE_H
#define ROWAN_CATALOG_COMPARE_H

#include "base/buffer.h"
#include "catalog/reflection.h"

#include <rowan/compare.h>

typedef struct rowan__compare {
    rowan__arena arena;
    const rowan__target *target;
    const rowan_inspection *inspection;
    /* The tables in hand. */
    const rowan__table *model;
    const rowan_table_info *found; /* NULL: the database has none */
    char name[ROWAN__NAME_SIZE];   /* of a key's, as the database has it */
    rowan__told_list differences;
    uint32_t undecided_count;
    rowan_status status; /* the first failure; nothing counts after it */
    rowan_error *err;
} rowan__compare;

/* Tells a difference of the tables in hand. model and database are texts for
 * people, or NULL; all texts are copied. */
void rowan__differ(rowan__compare *c, rowan_difference_kind kind,
                   rowan_difference_subject subject, const char *name,
                   const char *model, const char *database);
/* The same by whether there is something to say: both NULL is equal, one NULL
 * is missing or extra. Texts that are not the same word by word are other, or
 * undecided where the database rewrites texts. */
void rowan__differ_sql(rowan__compare *c, rowan_difference_subject subject,
                       const char *name, const char *model,
                       const char *database);

/* The kind of a difference in what the database must have the feature to tell;
 * without it, nobody can say. */
static inline rowan_difference_kind
rowan__kind_if_told(const rowan__compare *c, uint32_t feature,
                    rowan_difference_kind kind)
{
    return rowan__target_has(c->target, feature) ? kind
                                                 : ROWAN_DIFFERENCE_UNDECIDED;
}

/* Two SQL texts have the same words (sql_same.c). */
bool rowan__sql_same(const char *a, const char *b);

/* The parts of a table (compare_columns.c, compare_keys.c). */
void rowan__compare_comment(rowan__compare *c, rowan_difference_subject subject,
                            const char *name, const char *model,
                            const char *database);
void rowan__compare_columns(rowan__compare *c);
void rowan__compare_keys(rowan__compare *c);
void rowan__compare_foreign_keys(rowan__compare *c);

static inline bool
rowan__same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

#endif
