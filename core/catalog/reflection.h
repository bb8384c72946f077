/* SPDX-License-Identifier: MIT */
/*
 * What a plugin tells about tables, on its way to an inspection: collected in
 * lists while it is told, in any order; then made arrays.
 */
#ifndef ROWAN_CATALOG_REFLECTION_H
#define ROWAN_CATALOG_REFLECTION_H

#include "base/arena.h"
#include "engine/engine_priv.h"

#include <rowan/inspect.h>
#include <rowan/plugin/catalog.h>

/* Pointers, in the order in which they were added. */
typedef struct rowan__told_list {
    struct rowan__told_node *first, *last;
    uint32_t count;
} rowan__told_list;

struct rowan__told_node {
    struct rowan__told_node *next;
    void *item;
};

/* The structs of inspect.h, with the lists that become their arrays. Each
 * begins with the public struct, which is what an inspection points to. */
typedef struct rowan__built_key {
    rowan_key_info info;
    rowan__told_list columns;
} rowan__built_key;

typedef struct rowan__built_foreign_key {
    rowan_foreign_key_info info;
    rowan__told_list columns, target_columns;
} rowan__built_foreign_key;

typedef struct rowan__built_index {
    rowan_index_info info;
    rowan__told_list parts, included;
} rowan__built_index;

typedef struct rowan__built_enum {
    rowan_enum_info info;
    rowan__told_list labels;
} rowan__built_enum;

typedef struct rowan__built_column {
    rowan_column_info info;
    rowan_type type;
} rowan__built_column;

typedef struct rowan__built_table {
    rowan_table_info info;
    rowan__told_list columns, uniques, foreign_keys, checks, indexes;
    rowan__built_key *primary_key;
    struct rowan__built_table *chain; /* same bucket */
} rowan__built_table;

/* One inspection under way. All memory but the buckets is the arena's. */
struct rowan_reflection_host {
    rowan__arena arena;
    rowan_connection *conn;
    const rowan_reflection *reflection; /* what was asked for */
    rowan__told_list tables, sequences, enums, schemas;
    const char *default_schema;
    rowan__built_table **buckets; /* by schema and name */
    uint32_t bucket_count;        /* a power of two, or 0 */
};

/* What plugins are given (tell.c). */
extern const rowan_reflection_calls rowan__reflection_calls;

/* The table of that name, or NULL. */
rowan__built_table *rowan__reflection_table(const rowan_reflection_host *host,
                                            const char *schema,
                                            const char *name);

/* --- copying what a plugin gave (copy.c): NULL when out of memory --------- */

/* A public struct that begins with its size: its full size, and where its
 * texts are. The first name_count of them are names, the first its own. */
typedef struct rowan__info_shape {
    size_t size;
    const size_t *texts;
    uint32_t text_count, name_count;
    bool needs_name;
    const char *what; /* "table" */
} rowan__info_shape;

extern const rowan__info_shape rowan__info_table, rowan__info_column,
    rowan__info_key, rowan__info_foreign_key, rowan__info_check,
    rowan__info_index, rowan__info_part, rowan__info_sequence, rowan__info_enum,
    rowan__info_schema;

/* Copies a struct of any size to built, which is zeroed and may be larger than
 * the full one, and its texts to the arena, names as a program knows them;
 * lists are left as they are. */
rowan_status rowan__info_copy(rowan__arena *arena, const rowan_dialect *dialect,
                              const rowan__info_shape *shape, const void *given,
                              void *built, rowan_error *err);
/* NULL stays NULL. false when out of memory. */
bool rowan__copy_text(rowan__arena *arena, const char **text);
bool rowan__copy_name(rowan__arena *arena, const rowan_dialect *dialect,
                      const char **name);
bool rowan__copy_options(rowan__arena *arena, const rowan_option **options,
                         uint32_t option_count);
bool rowan__copy_type(rowan__arena *arena, const rowan_dialect *dialect,
                      const rowan_type *given, rowan_type *ret_type);

/* Adds a pointer; false when out of memory. */
bool rowan__told_add(rowan__arena *arena, rowan__told_list *list, void *item);
/* Adds copies of names, as a program knows them, or of texts. */
bool rowan__told_names(rowan__arena *arena, const rowan_dialect *dialect,
                       rowan__told_list *list, const char *const *names,
                       uint32_t count);
bool rowan__told_texts(rowan__arena *arena, rowan__told_list *list,
                       const char *const *texts, uint32_t count);
/* The pointers as an array, never NULL but when out of memory. */
void **rowan__told_array(rowan__arena *arena, const rowan__told_list *list);

/* The labels of a check that is: column IN ('a', 'b'). Leaves *ret_labels alone
 * for others; false when out of memory (sql_same.c). */
bool rowan__sql_labels(rowan__arena *arena, const char *sql, const char *column,
                       rowan__told_list *ret_labels);

/* --- the end (assemble.c) ------------------------------------------------- */

/* Makes the inspection of what was told; its memory is the arena's. */
rowan_status rowan__reflection_assemble(rowan_reflection_host *host,
                                        rowan_inspection *ret_inspection,
                                        rowan_error *err);

#endif
