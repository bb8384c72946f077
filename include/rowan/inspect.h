/* SPDX-License-Identifier: MIT */
/**
 * @file inspect.h
 * Inspections: what a database says about its tables, as plain structs.
 *
 * rowan_inspect() asks once, in a fixed number of questions however many
 * tables there are, and gives all of it as constant data that lives until
 * rowan_inspection_free(). Every struct begins with its size and is reached
 * through a pointer, so that later versions may add to its end. Texts that
 * are not known or do not apply are NULL; flags are zero or non-zero.
 *
 * Plugins fill the same structs; see plugin/catalog.h.
 */
#ifndef ROWAN_INSPECT_H
#define ROWAN_INSPECT_H

#include <rowan/connection.h>
#include <rowan/engine.h>
#include <rowan/error.h>
#include <rowan/export.h>
#include <rowan/model.h>
#include <rowan/option.h>
#include <rowan/type.h>

ROWAN_BEGIN_DECLS

/** What a table is; bits, so that several can be asked for. */
typedef enum rowan_table_kind {
    ROWAN_TABLE_BASE = 1, /**< holds rows of its own; foreign and partitioned
                               ones too */
    ROWAN_TABLE_VIEW = 2,
    ROWAN_TABLE_MATERIALIZED_VIEW = 4,
    ROWAN_TABLE_ANY = 7
} rowan_table_kind;

/** Which parts of a database to ask for; bits. Tables are always told. */
typedef enum rowan_inspect_parts {
    ROWAN_INSPECT_TABLES = 1,       /**< names, comments, options, texts of
                                         views */
    ROWAN_INSPECT_COLUMNS = 2,      /**< with the enumerations they use */
    ROWAN_INSPECT_KEYS = 4,         /**< primary keys and unique constraints */
    ROWAN_INSPECT_FOREIGN_KEYS = 8,
    ROWAN_INSPECT_CHECKS = 16,
    ROWAN_INSPECT_INDEXES = 32,
    ROWAN_INSPECT_SEQUENCES = 64,
    ROWAN_INSPECT_SCHEMAS = 128,
    ROWAN_INSPECT_ALL = 255
} rowan_inspect_parts;

/** How a column gets a number of its own. */
typedef enum rowan_identity {
    ROWAN_IDENTITY_NONE = 0,
    ROWAN_IDENTITY_BY_DEFAULT = 1,   /**< where no value is given */
    ROWAN_IDENTITY_ALWAYS = 2,       /**< whatever value is given */
    ROWAN_IDENTITY_AUTOINCREMENT = 3 /**< by the database's own older way: a
                                          row number, a counter of the table,
                                          a sequence in the default */
} rowan_identity;

/** How a foreign key of several columns treats NULLs. */
typedef enum rowan_match {
    ROWAN_MATCH_SIMPLE = 0,
    ROWAN_MATCH_FULL = 1,
    ROWAN_MATCH_PARTIAL = 2
} rowan_match;

/** Where NULLs come in an index. */
typedef enum rowan_nulls_order {
    ROWAN_NULLS_DEFAULT = 0,
    ROWAN_NULLS_FIRST = 1,
    ROWAN_NULLS_LAST = 2
} rowan_nulls_order;

/** The constraint that an index was made for, and goes with. */
typedef enum rowan_index_origin {
    ROWAN_INDEX_OWN = 0, /**< made by CREATE INDEX */
    ROWAN_INDEX_PRIMARY_KEY = 1,
    ROWAN_INDEX_UNIQUE = 2,
    ROWAN_INDEX_FOREIGN_KEY = 3,
    ROWAN_INDEX_EXCLUSION = 4
} rowan_index_origin;

/** A sequence of numbers: one of its own, or the one behind a column. */
typedef struct rowan_sequence_info {
    uint32_t size; /**< sizeof(rowan_sequence_info) */
    uint32_t is_temporary;
    const char *schema;
    const char *name; /**< NULL behind a column if it has no name */
    int64_t start;
    int64_t increment;
    int64_t minimum;
    int64_t maximum;
    int64_t cache;
    uint32_t is_cyclic;
    uint32_t reserved;
    const char *owner_schema; /**< of the column that it serves */
    const char *owner_table;
    const char *owner_column;
    const char *comment;
} rowan_sequence_info;

/** A column of a table or view. */
typedef struct rowan_column_info {
    uint32_t size; /**< sizeof(rowan_column_info) */
    uint32_t is_nullable;
    const char *name;
    /** The type free of any database. kind is ROWAN_KIND_NULL where no kind
     * fits; never NULL in an inspection. */
    const rowan_type *type;
    const char *native_type; /**< as the database writes it */
    const char *type_schema; /**< of a type that has a name in a schema, such
                                  as an enumeration or a domain */
    const char *default_sql;
    const char *computed_sql;    /**< the expression of a computed column */
    uint32_t is_computed_stored; /**< non-zero: kept; zero: computed on read */
    uint32_t identity;           /**< a rowan_identity */
    const rowan_sequence_info *sequence; /**< of an identity, where there is
                                              one and its numbers are known */
    const char *collation; /**< NULL: the database's or the type's default */
    const char *comment;
} rowan_column_info;

/** A primary key or a unique constraint. */
typedef struct rowan_key_info {
    uint32_t size; /**< sizeof(rowan_key_info) */
    uint32_t column_count;
    const char *name; /**< NULL: it has none */
    const char *const *columns;
    uint32_t is_deferrable;
    uint32_t is_initially_deferred;
    uint32_t nulls_equal; /**< of a unique one: NULLs are the same, too */
    uint32_t reserved;
    const char *comment;
} rowan_key_info;

/** A foreign key. */
typedef struct rowan_foreign_key_info {
    uint32_t size; /**< sizeof(rowan_foreign_key_info) */
    uint32_t column_count;
    const char *name; /**< NULL: it has none */
    const char *const *columns;
    const char *target_schema;
    const char *target_table;
    const char *const *target_columns; /**< column_count of them */
    uint32_t on_delete;                /**< a rowan_action */
    uint32_t on_update;
    uint32_t match; /**< a rowan_match */
    uint32_t is_deferrable;
    uint32_t is_initially_deferred;
    uint32_t is_unchecked; /**< rows from before it may break it */
    const char *comment;
} rowan_foreign_key_info;

/** A check constraint of a table, wherever it was written. */
typedef struct rowan_check_info {
    uint32_t size; /**< sizeof(rowan_check_info) */
    uint32_t is_unchecked; /**< rows from before it may break it */
    const char *name; /**< NULL: it has none */
    const char *sql;  /**< as the database gives it back, without CHECK and
                           without the outer parentheses */
    const char *comment;
} rowan_check_info;

/** One part of an index: a column, or an expression. */
typedef struct rowan_index_part {
    uint32_t size; /**< sizeof(rowan_index_part) */
    uint32_t is_descending;
    const char *column;     /**< NULL for an expression */
    const char *expression; /**< NULL for a column */
    uint32_t nulls;         /**< a rowan_nulls_order */
    uint32_t prefix_length; /**< only so many characters are indexed; 0: all */
    const char *collation;  /**< NULL: the column's */
    const char *operators;  /**< the operator class; NULL: the default one */
} rowan_index_part;

/** An index. */
typedef struct rowan_index_info {
    uint32_t size; /**< sizeof(rowan_index_info) */
    uint32_t is_unique;
    const char *name;
    uint32_t part_count;
    uint32_t included_count;
    const rowan_index_part *const *parts;
    const char *const *included; /**< columns kept with it, not searched */
    const char *where_sql;       /**< of a partial index */
    const char *method;          /**< "btree"; NULL if there is one only */
    uint32_t origin;             /**< a rowan_index_origin */
    uint32_t option_count;
    const rowan_option *options;
    const char *constraint; /**< name of the constraint that it stands for */
    const char *comment;
    uint32_t nulls_equal; /**< of a unique one: NULLs are the same, too */
    uint32_t reserved;
} rowan_index_info;

/** A type of named values. */
typedef struct rowan_enum_info {
    uint32_t size; /**< sizeof(rowan_enum_info) */
    uint32_t label_count;
    const char *schema;
    const char *name;
    const char *const *labels; /**< in their order */
    const char *comment;
} rowan_enum_info;

/** A schema: a space of names of tables. */
typedef struct rowan_schema_info {
    uint32_t size; /**< sizeof(rowan_schema_info) */
    uint32_t is_default; /**< where names without a schema are */
    uint32_t is_system;  /**< the database's own; not looked into unless it is
                              named */
    uint32_t reserved;
    const char *name;
    const char *comment;
} rowan_schema_info;

/** A table or view. */
typedef struct rowan_table_info {
    uint32_t size; /**< sizeof(rowan_table_info) */
    uint32_t kind; /**< a rowan_table_kind */
    const char *schema;
    const char *name;
    uint32_t is_temporary;
    uint32_t option_count;
    const rowan_option *options; /**< named as in ROWAN_OPTION() of a model,
                                      those that differ from the default */
    const char *comment;
    const char *view_sql; /**< the query of a view, without CREATE VIEW */
    /** The lists below are in the order of the columns, else by name. */
    const rowan_column_info *const *columns;
    const rowan_key_info *primary_key; /**< NULL: it has none */
    const rowan_key_info *const *uniques;
    const rowan_foreign_key_info *const *foreign_keys;
    const rowan_check_info *const *checks;
    const rowan_index_info *const *indexes;
    uint32_t column_count;
    uint32_t unique_count;
    uint32_t foreign_key_count;
    uint32_t check_count;
    uint32_t index_count;
    uint32_t reserved;
} rowan_table_info;

/** A foreign key that closes a circle of tables. */
typedef struct rowan_cycle_key {
    const rowan_table_info *table; /**< that has the key */
    const rowan_foreign_key_info *key;
} rowan_cycle_key;

/** What was found. */
typedef struct rowan_inspection {
    uint32_t size;              /**< sizeof(rowan_inspection) */
    uint32_t parts;             /**< ROWAN_INSPECT_... bits that were asked */
    const char *default_schema; /**< never NULL */
    const rowan_table_info *const *tables; /**< by schema and name */
    /** The same, each after those that its foreign keys refer to, but for the
     * keys of cycle_keys. As tables, if foreign keys were not asked for. */
    const rowan_table_info *const *sorted_tables;
    const rowan_cycle_key *cycle_keys;
    const rowan_sequence_info *const *sequences; /**< by schema and name */
    const rowan_enum_info *const *enums;         /**< by schema and name */
    const rowan_schema_info *const *schemas;     /**< by name */
    uint32_t table_count;
    uint32_t cycle_key_count;
    uint32_t sequence_count;
    uint32_t enum_count;
    uint32_t schema_count;
    uint32_t reserved;
} rowan_inspection;

/** What to look at; begin with ROWAN_INSPECT_OPTIONS_INIT. */
typedef struct rowan_inspect_options {
    size_t size;        /**< sizeof(rowan_inspect_options) */
    const char *schema; /**< NULL: the default one */
    bool all_schemas;   /**< all but the database's own; schema is NULL then */
    bool temporary;     /**< those of the connection, too; where a database
                             has no list of them, those that `tables` names */
    uint32_t kinds;     /**< rowan_table_kind bits; 0: any */
    uint32_t parts;     /**< rowan_inspect_parts bits; 0: all */
    const char *const *tables; /**< only those of these names, ended by NULL;
                                    NULL: all. Names that there are not, are
                                    not found */
} rowan_inspect_options;

#define ROWAN_INSPECT_OPTIONS_INIT                                           \
    { sizeof(rowan_inspect_options), NULL, false, false, 0, 0, NULL }

/**
 * Ask a database about its tables, on a connection of the pool.
 *
 * @param engine               the engine
 * @param options              what to look at; NULL is all of the default
 *                             schema
 * @param[out] ret_inspection  what was found; written only on success
 * @param err                  what went wrong
 *
 * @ownership  *ret_inspection: owned, free with rowan_inspection_free(); it
 *             may outlive the engine
 * @errors     ROWAN_UNSUPPORTED  the plugin cannot tell
 *             ROWAN_INVALID      options contradict each other
 *             others             as the database says
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_inspect(
    rowan_engine *engine, const rowan_inspect_options *options,
    rowan_inspection **ret_inspection, rowan_error *err);

/**
 * Ask about tables on a connection of your own: one that has temporary
 * tables, or a transaction whose tables nobody else sees yet.
 *
 * @param conn                 the connection
 * @param options              as rowan_inspect()
 * @param[out] ret_inspection  what was found; written only on success
 * @param err                  what went wrong
 *
 * @ownership  *ret_inspection: owned, free with rowan_inspection_free()
 * @errors     as rowan_inspect()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_inspect(
    rowan_connection *conn, const rowan_inspect_options *options,
    rowan_inspection **ret_inspection, rowan_error *err);

/**
 * Free an inspection, with everything in it.
 *
 * @param inspection  the inspection; NULL is allowed
 *
 * @threads    no other call may use inspection
 * @since      0.1
 */
ROWAN_API void rowan_inspection_free(rowan_inspection *inspection);

/**
 * Find a table or view.
 *
 * @param inspection  the inspection
 * @param schema      its schema; NULL is the default one, but a temporary
 *                    table of the name comes before it
 * @param name        its name
 *
 * @return the table, or NULL
 * @ownership  borrowed from inspection
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_table_info *rowan_inspection_table(
    const rowan_inspection *inspection, const char *schema, const char *name);

/**
 * Find a sequence.
 *
 * @param inspection  the inspection
 * @param schema      its schema; NULL is the default one
 * @param name        its name
 *
 * @return the sequence, or NULL
 * @ownership  borrowed from inspection
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_sequence_info *rowan_inspection_sequence(
    const rowan_inspection *inspection, const char *schema, const char *name);

/**
 * Find a schema.
 *
 * @param inspection  the inspection, with ROWAN_INSPECT_SCHEMAS
 * @param name        its name
 *
 * @return the schema, or NULL
 * @ownership  borrowed from inspection
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_schema_info *rowan_inspection_schema(
    const rowan_inspection *inspection, const char *name);

/**
 * Find a column.
 *
 * @param table  the table; NULL is allowed
 * @param name   its name
 *
 * @return the column, or NULL
 * @ownership  borrowed from table
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_column_info *rowan_table_info_column(
    const rowan_table_info *table, const char *name);

/**
 * Find an index.
 *
 * @param table  the table; NULL is allowed
 * @param name   its name
 *
 * @return the index, or NULL
 * @ownership  borrowed from table
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_index_info *rowan_table_info_index(
    const rowan_table_info *table, const char *name);

/**
 * Find a unique constraint.
 *
 * @param table  the table; NULL is allowed
 * @param name   its name
 *
 * @return the constraint, or NULL
 * @ownership  borrowed from table
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_key_info *rowan_table_info_unique(
    const rowan_table_info *table, const char *name);

/**
 * Find a foreign key.
 *
 * @param table  the table; NULL is allowed
 * @param name   its name
 *
 * @return the key, or NULL
 * @ownership  borrowed from table
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_foreign_key_info *rowan_table_info_foreign_key(
    const rowan_table_info *table, const char *name);

/**
 * Find a check constraint.
 *
 * @param table  the table; NULL is allowed
 * @param name   its name
 *
 * @return the constraint, or NULL
 * @ownership  borrowed from table
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_check_info *rowan_table_info_check(
    const rowan_table_info *table, const char *name);

/**
 * Ask whether a table or view exists.
 *
 * @param conn            the connection, whose temporary tables count
 * @param schema          its schema; NULL is the default one
 * @param name            its name
 * @param[out] ret_exists  the answer; written only on success
 * @param err             what went wrong
 *
 * @errors     as rowan_inspect()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_has_table(
    rowan_connection *conn, const char *schema, const char *name,
    bool *ret_exists, rowan_error *err);

/**
 * Ask whether a table has an index.
 *
 * @param conn             the connection
 * @param schema           the table's schema; NULL is the default one
 * @param table            the table
 * @param name             the index
 * @param[out] ret_exists  the answer; written only on success
 * @param err              what went wrong
 *
 * @errors     as rowan_inspect()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_has_index(
    rowan_connection *conn, const char *schema, const char *table,
    const char *name, bool *ret_exists, rowan_error *err);

/**
 * Ask whether a sequence exists.
 *
 * @param conn             the connection
 * @param schema           its schema; NULL is the default one
 * @param name             its name
 * @param[out] ret_exists  the answer; written only on success
 * @param err              what went wrong
 *
 * @errors     as rowan_inspect()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_has_sequence(
    rowan_connection *conn, const char *schema, const char *name,
    bool *ret_exists, rowan_error *err);

/**
 * Ask whether a schema exists.
 *
 * @param conn             the connection
 * @param name             its name
 * @param[out] ret_exists  the answer; written only on success
 * @param err              what went wrong
 *
 * @errors     as rowan_inspect()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_has_schema(
    rowan_connection *conn, const char *name, bool *ret_exists,
    rowan_error *err);

ROWAN_END_DECLS

#endif /* ROWAN_INSPECT_H */
