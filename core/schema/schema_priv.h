/* SPDX-License-Identifier: MIT */
/* What the files of this folder share: the building of one table. */
#ifndef ROWAN_SCHEMA_SCHEMA_PRIV_H
#define ROWAN_SCHEMA_SCHEMA_PRIV_H

#include "base/arena.h"
#include "schema/table.h"

/* A table while it is built. What the steps have not come to is zero. */
typedef struct rowan__builder {
    const rowan_model *model;
    rowan__table *table;
    rowan__arena *arena; /* the table's own */
    rowan_error *err;
    uint32_t key_member_count; /* columns said to be of the primary key */
} rowan__builder;

/* The steps, in this order; each needs those before it. */
rowan_status rowan__build_columns(rowan__builder *builder);
rowan_status rowan__build_keys(rowan__builder *builder);
rowan_status rowan__build_checks(rowan__builder *builder);
rowan_status rowan__build_foreign_keys(rowan__builder *builder);
rowan_status rowan__build_identity(rowan__builder *builder);
rowan_status rowan__build_options(rowan__builder *builder);

/* Checks that need no other row (attributes.c). */
rowan_status rowan__attributes_check(const rowan__builder *builder,
                                     const rowan_property *property);

/* --- errors (model.c) ----------------------------------------------------- */

/* ROWAN_MODEL_INVALID: "model user, member 'score': ...". property is the row
 * that is wrong, or NULL for the model as a whole. */
rowan_status rowan__model_fail(const rowan__builder *builder,
                               const rowan_property *property,
                               const char *format, ...) ROWAN_PRINTF(3, 4);

/* Zeroed memory of the table's; NULL with the error set. */
void *rowan__build_alloc(const rowan__builder *builder, size_t count,
                         size_t size);

/* --- types (types.c) ------------------------------------------------------ */

/* The type of a member without its labels. Asks nothing but the row, so that
 * it serves for rows of other models; kind 0 for a row that is wrong. */
rowan_type rowan__property_type(const rowan_property *property);
/* Checks codec and enumeration, and completes type by the labels. */
rowan_status rowan__type_build(const rowan__builder *builder,
                               const rowan_property *property,
                               rowan_type *ret_type);
/* Whether the member can say "no value": pointers, nullable forms, codecs. */
bool rowan__property_holds_nothing(const rowan_property *property);

/* --- names (names.c) ------------------------------------------------------ */

/* The column's name: .name or the member's. */
const char *rowan__property_column(const rowan_property *property);
/* Refuses what no database takes; what: "column". */
rowan_status rowan__name_usable(const rowan__builder *builder,
                                const rowan_property *property,
                                const char *what, const char *name);
/* Equal without regard to ASCII case, as half of the databases compare. */
bool rowan__names_equal(const char *a, const char *b);
/* <prefix>_<table>[_<column>...], cut to 63 bytes where longer; NULL when out
 * of memory, with the error set. */
const char *rowan__constraint_name(const rowan__builder *builder,
                                   const char *prefix, const uint32_t *columns,
                                   uint32_t column_count);
/* No two constraints or indexes of the table have one name. */
rowan_status rowan__constraint_names_check(const rowan__builder *builder);

/* --- members (columns.c) -------------------------------------------------- */

/* The columns that a table-level row refers to, each once. */
rowan_status rowan__members_find(const rowan__builder *builder,
                                 const rowan_property *property,
                                 uint32_t *ret_columns, uint32_t *ret_count);
/* The row of a model that declares the member as a column, or NULL. */
const rowan_property *rowan__model_property(const rowan_model *model,
                                            const rowan_member *member);

#endif
