/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/catalog.h
 * What a database says about its own tables.
 *
 * A plugin asks its database's catalogue in a fixed number of queries, however
 * many tables there are, and tells the host what it finds, one call a row of
 * an answer. The host copies, groups by table, sorts, and drops what was not
 * asked for; a plugin keeps nothing. The structs are those that applications
 * get: rowan/inspect.h says what their members mean.
 */
#ifndef ROWAN_PLUGIN_CATALOG_H
#define ROWAN_PLUGIN_CATALOG_H

#include <rowan/inspect.h>
#include <rowan/plugin/driver.h>
#include <rowan/plugin/plugin.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_reflection rowan_reflection;

/** The host's side of one reflection; opaque. */
typedef struct rowan_reflection_host rowan_reflection_host;

/**
 * A query of the catalogue, and who takes its rows. Its placeholders are the
 * dialect's style.
 */
typedef struct rowan_reflect_query {
    uint32_t size;         /**< sizeof(rowan_reflect_query) */
    uint32_t column_count; /**< of its rows */
    const char *sql;       /**< one statement */
    const uint32_t *wanted; /**< the kind of each column: as for
                                 rowan_driver.execute */
    /** Takes a row, whose texts (each with a NUL after its end) are valid
     * during the call, and tells the host what it says. Anything but ROWAN_OK
     * ends the query and is what run() returns. */
    int32_t (*row)(const rowan_reflection *reflection, void *context,
                   const rowan_value *cells, rowan_error *err);
} rowan_reflect_query;

/**
 * How a plugin speaks to the host about tables. Every function copies what it
 * is given, frees nothing, and returns ROWAN_OK or an error that reflect()
 * returns in turn. host_side is that of the rowan_reflection. Every slot up to
 * size is there; the host may be older than the plugin.
 *
 * Tables are told before what belongs to them; what is told of a table that
 * is not known is dropped, so the queries after the first need not repeat its
 * conditions. A table told twice is the first one. Columns come in their
 * order, all else in any.
 *
 * is_more: catalogues have a row for each column of a key. The first one tells
 * the key with one column; those after it, with is_more non-zero, add theirs
 * to the key of this table that was told last, and only their columns are
 * read. A key may be told whole as well.
 *
 * Structs are told zeroed but for what is known, with their size; lists of a
 * rowan_table_info (columns, keys...) are not read.
 */
typedef struct rowan_reflection_calls {
    uint32_t size; /**< sizeof(rowan_reflection_calls) */
    uint32_t reserved;

    /** Runs a query on the connection and gives each row to query->row with
     * context. Binds are needed until it returns. Since ABI 1.0. */
    int32_t (*run)(rowan_reflection_host *host_side,
                   const rowan_reflect_query *query, const rowan_value *binds,
                   uint32_t bind_count, void *context, rowan_error *err);

    /** A schema. The default one is told always, before the tables; the
     * others with ROWAN_INSPECT_SCHEMAS. Since ABI 1.0. */
    int32_t (*add_schema)(rowan_reflection_host *host_side,
                          const rowan_schema_info *schema, rowan_error *err);
    /** A table or view. schema, name and kind are needed. Since ABI 1.0. */
    int32_t (*add_table)(rowan_reflection_host *host_side,
                         const rowan_table_info *table, rowan_error *err);
    /** A column. name is needed. type may be NULL; labels of one with an
     * enum_name may be missing if the enumeration is told. Since ABI 1.0. */
    int32_t (*add_column)(rowan_reflection_host *host_side, const char *schema,
                          const char *table, const rowan_column_info *column,
                          rowan_error *err);
    /** The primary key. columns are needed; name is NULL where the database
     * has none. Since ABI 1.0. */
    int32_t (*add_primary_key)(rowan_reflection_host *host_side,
                               const char *schema, const char *table,
                               const rowan_key_info *key, uint32_t is_more,
                               rowan_error *err);
    /** A unique constraint, not a mere index. columns are needed.
     * Since ABI 1.0. */
    int32_t (*add_unique)(rowan_reflection_host *host_side, const char *schema,
                          const char *table, const rowan_key_info *key,
                          uint32_t is_more, rowan_error *err);
    /** A foreign key, with its target by the name that the target has; where
     * target_columns is NULL, the target's primary key is meant.
     * Since ABI 1.0. */
    int32_t (*add_foreign_key)(rowan_reflection_host *host_side,
                               const char *schema, const char *table,
                               const rowan_foreign_key_info *key,
                               uint32_t is_more, rowan_error *err);
    /** A check constraint. sql is needed. Since ABI 1.0. */
    int32_t (*add_check)(rowan_reflection_host *host_side, const char *schema,
                         const char *table, const rowan_check_info *check,
                         rowan_error *err);
    /** An index, also one that stands for a constraint: origin says so.
     * is_more adds parts and included columns. Since ABI 1.0. */
    int32_t (*add_index)(rowan_reflection_host *host_side, const char *schema,
                         const char *table, const rowan_index_info *index,
                         uint32_t is_more, rowan_error *err);
    /** A sequence; one that has an owner is also its column's sequence, if
     * that column has an identity. Since ABI 1.0. */
    int32_t (*add_sequence)(rowan_reflection_host *host_side,
                            const rowan_sequence_info *sequence,
                            rowan_error *err);
    /** An enumeration; is_more adds labels to the one told last.
     * Since ABI 1.0. */
    int32_t (*add_enum)(rowan_reflection_host *host_side,
                        const rowan_enum_info *enumeration, uint32_t is_more,
                        rowan_error *err);
} rowan_reflection_calls;

/** One reflection: what is asked, and whom to tell. */
struct rowan_reflection {
    uint32_t size;        /**< sizeof(rowan_reflection) */
    uint32_t parts;       /**< ROWAN_INSPECT_... bits */
    uint32_t kinds;       /**< ROWAN_TABLE_... bits; others are not told */
    uint32_t all_schemas; /**< non-zero: all but the database's own */
    uint32_t temporary;   /**< non-zero: temporary ones, too; zero: none */
    uint32_t table_count; /**< of tables; 0: all are asked for */
    const char *schema;   /**< the one that is asked for; NULL: the default one,
                               or all_schemas */
    /** Names of the tables that are asked for, or NULL. A plugin narrows its
     * queries by them, comparing names as the database does; the host drops
     * what differs in more than the case of letters. */
    const char *const *tables;
    /** The same as the text of a JSON array, so that one bind holds any
     * number; NULL where tables is. */
    const char *tables_json;
    const rowan_host *host;       /**< what it lends */
    const rowan_dialect *dialect; /**< of this server: its flavour */
    const rowan_capabilities *capabilities; /**< of this server */
    rowan_driver_connection *connection;    /**< for what is no query */
    const rowan_reflection_calls *calls;    /**< by which tables are told */
    rowan_reflection_host *host_side;       /**< what these are called with */
};

/** The reflection side of a database. Queries have placeholders of the
 * dialect's style, in the order named. */
struct rowan_catalog {
    uint32_t size; /**< sizeof(rowan_catalog) as the plugin knows it */
    uint32_t reserved;

    /** Gives a row if a table exists. Binds: its name, its schema or NULL for
     * the default one. Required. Since ABI 1.0. */
    const char *has_table_sql;
    /** Tells reflection->calls what is asked for. It may tell more. Nothing is
     * freed by either side. Called inside or outside a transaction; it changes
     * nothing. A view whose table is gone is told as far as it can be, or not
     * at all, and does not hide what stands beside it. ROWAN_SERIALIZATION says
     * that it stumbled over a table that was dropped meanwhile: it is called
     * again, outside what failed. NULL: the core answers ROWAN_UNSUPPORTED.
     * Since ABI 1.0. */
    int32_t (*reflect)(const rowan_reflection *reflection, rowan_error *err);
};

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_CATALOG_H */
