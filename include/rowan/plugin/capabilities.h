/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/capabilities.h
 * What a database can do, as data. The core asks these, never a name.
 */
#ifndef ROWAN_PLUGIN_CAPABILITIES_H
#define ROWAN_PLUGIN_CAPABILITIES_H

#include <rowan/export.h>
#include <rowan/isolation.h>
#include <stdint.h>

ROWAN_BEGIN_DECLS

/** Numbers of features are below this, in every minor of ABI 1. */
#define ROWAN_FEATURES_MAX 256

/**
 * Features: identifier, number, name. The names follow SQLAlchemy's requirement
 * names where they mean the same, and name skipped tests.
 *
 * ARRAY_BINDS: the driver takes a list of values as one bind (see
 * ROWAN_KIND_LIST), and the dialect writes ROWAN_OP_IN_ARRAY and its negation.
 * Without it drivers never see a list.
 *
 * From NAN_FLOATS on: values that the database keeps as they are. Without the
 * feature they are ROWAN_OUT_OF_RANGE, or come back equal and written otherwise
 * (DECIMAL_SCALE, DECIMAL_TEXT: "-0" and "007.5", JSON_TEXT: blanks, the order
 * of keys). INVALID_JSON is a text that is no document at all.
 */
#define ROWAN_FEATURE_MAP(X)                                                 \
    X(INSERT_RETURNING, 0, "insert_returning")                               \
    X(UPDATE_RETURNING, 1, "update_returning")                               \
    X(DELETE_RETURNING, 2, "delete_returning")                               \
    X(MULTIVALUES_INSERT, 3, "multivalues_inserts")                          \
    X(DEFAULT_VALUES, 4, "empty_inserts")                                    \
    X(SAVEPOINTS, 5, "savepoints")                                           \
    X(TRANSACTIONAL_DDL, 6, "transactional_ddl")                             \
    X(ALTER_CONSTRAINT, 7, "foreign_key_ddl")                                \
    X(CTE, 8, "ctes")                                                        \
    X(WINDOW_FUNCTIONS, 9, "window_functions")                               \
    X(LATERAL, 10, "lateral")                                                \
    X(FULL_JOIN, 11, "full_outer_join")                                      \
    X(DISTINCT_ON, 12, "distinct_on")                                        \
    X(ROW_LOCKS, 13, "update_nowait")                                        \
    X(NATIVE_BOOLEAN, 14, "boolean_native")                                  \
    X(NATIVE_UUID, 15, "uuid_native")                                        \
    X(NATIVE_ENUM, 16, "enum_native")                                        \
    X(NATIVE_JSON, 17, "json_type")                                          \
    X(NATIVE_ARRAY, 18, "array_type")                                        \
    X(NATIVE_DECIMAL, 19, "numeric_native")                                  \
    X(SEQUENCES, 20, "sequences")                                            \
    X(IDENTITY_COLUMNS, 21, "identity_columns")                              \
    X(COMPUTED_COLUMNS, 22, "computed_columns")                              \
    X(COMMENTS, 23, "comments")                                              \
    X(SCHEMAS, 24, "schemas")                                                \
    X(SERVER_CURSORS, 25, "server_side_cursors")                             \
    X(PIPELINE, 26, "pipeline")                                              \
    X(BULK_COPY, 27, "bulk_copy")                                            \
    X(TWO_PHASE, 28, "two_phase_transactions")                               \
    X(NULLS_ORDER, 29, "nulls_first_last")                                   \
    X(CHECK_CONSTRAINTS, 30, "check_constraints")                            \
    X(PARTIAL_INDEXES, 31, "partial_indexes")                                \
    X(LAST_INSERT_ID, 32, "lastrowid")                                       \
    X(UPSERT, 33, "upsert")                                                  \
    X(CONCURRENT_CONNECTIONS, 34, "independent_connections")                 \
    X(DEFERRABLE, 35, "deferrable_fks")                                      \
    X(ARRAY_BINDS, 36, "array_binds")                                        \
    X(VIEWS, 37, "views")                                                    \
    X(TEMPORARY_TABLES, 38, "temporary_tables")                              \
    X(TEMPORARY_VIEWS, 39, "temporary_views")                                \
    X(MATERIALIZED_VIEWS, 40, "materialized_views")                          \
    X(TABLE_IF_EXISTS, 41, "table_ddl_if_exists")                            \
    X(INDEX_IF_EXISTS, 42, "index_ddl_if_exists")                            \
    X(SCHEMA_CREATE, 43, "schema_create_delete")                             \
    X(CROSS_SCHEMA_KEYS, 44, "cross_schema_fk_reflection")                   \
    X(DEFAULT_SCHEMA_SWITCH, 45, "default_schema_name_switch")               \
    X(TEMPORARY_REFLECTION, 46, "temp_table_reflection")                     \
    X(COMPUTED_NOT_NULL, 47, "computed_columns_not_null")                    \
    X(EXPRESSION_INDEXES, 48, "indexes_with_expressions")                    \
    X(ORDERED_INDEXES, 49, "indexes_with_ascdesc")                           \
    X(COVERING_INDEXES, 50, "index_reflects_included_columns")               \
    X(COMPUTED_VIRTUAL, 51, "computed_columns_virtual")                      \
    X(COMPUTED_STORED, 52, "computed_columns_stored")                        \
    X(EXPRESSION_DEFAULTS, 53, "expression_server_defaults")                 \
    X(PRIMARY_KEY_NAMES, 54, "reflects_pk_names")                            \
    X(CREATE_TABLE_AS, 55, "create_table_as")                                \
    X(DEADLOCKS, 56, "deadlocks")                                            \
    X(SERIALIZATION, 57, "serialization_failures")                           \
    X(CONCURRENT_WRITERS, 58, "concurrent_writers")                          \
    X(DEADLINES, 59, "deadlines")                                            \
    X(CANCEL, 60, "cancel")                                                  \
    X(INSERT_FROM_SELECT, 61, "insert_from_select")                          \
    X(TEMPORARY_NAMES, 62, "temp_table_names")                               \
    X(TABLE_OPTIONS, 63, "reflect_table_options")                            \
    X(TABLES_NO_COLUMNS, 64, "reflect_tables_no_columns")                    \
    X(COLLATION_REFLECTION, 65, "column_collation_reflection")               \
    X(CHECK_REFLECTION, 66, "check_constraint_reflection")                   \
    X(COMMENT_FULL_UNICODE, 67, "comment_reflection_full_unicode")           \
    X(ACTION_RESTRICT, 68,                                                   \
      "foreign_key_constraint_option_reflection_restrict")                   \
    X(INDEXES_OF_SCHEMAS, 69, "indexes_of_schemas")                          \
    X(DATETIME_TIMEZONE, 70, "datetime_timezone")                            \
    X(FOREIGN_KEYS, 71, "foreign_keys")                                      \
    X(COMMENT_REFLECTION, 72, "comment_reflection")                          \
    X(PRECISE_DECIMALS, 73, "precision_numerics_general")                    \
    X(PRECISE_FLOATS, 74, "precision_generic_float_type")                    \
    X(EXPRESSIONS_AS_WRITTEN, 75, "expressions_as_written")                  \
    X(UNIQUE_REFLECTION, 76, "unique_constraint_reflection")                 \
    X(VIEW_REFLECTION, 77, "view_reflection")                                \
    X(COMPUTED_REFLECTION, 78, "computed_columns_reflect_persisted")         \
    X(IDENTITY_REFLECTION, 79, "autoincrement_reflection")                   \
    X(NAN_FLOATS, 80, "nan_floats")                                          \
    X(INFINITE_FLOATS, 81, "infinity_floats")                                \
    X(MINUS_ZERO, 82, "negative_zero_floats")                                \
    X(INFINITE_DATES, 83, "infinity_dates")                                  \
    X(DECIMAL_SCALE, 84, "precision_numerics_retains_significant_digits")    \
    X(DECIMAL_TEXT, 85, "numeric_text")                                      \
    X(JSON_TEXT, 86, "json_text")                                            \
    X(INVALID_JSON, 87, "json_unchecked")

enum rowan_feature {
#define ROWAN_FEATURE_ENUM(id_, number_, name_) ROWAN_FEATURE_##id_ = (number_),
    ROWAN_FEATURE_MAP(ROWAN_FEATURE_ENUM)
#undef ROWAN_FEATURE_ENUM
};

/**
 * Filled by a driver after connecting; zero numbers mean "no limit". However
 * old the other side is, it has all up to `isolates`.
 */
typedef struct rowan_capabilities {
    uint32_t size;                 /**< sizeof(rowan_capabilities) */
    uint32_t server_version;       /**< 3.40.1 is 34001 */
    uint32_t max_binds;            /**< of one statement */
    uint32_t max_identifier_bytes; /**< longer names are refused */
    /** Non-zero for each feature that is there:
     * `.has = {[ROWAN_FEATURE_SAVEPOINTS] = 1}`. */
    uint8_t has[ROWAN_FEATURES_MAX];
    /** Non-zero for each ROWAN_ISOLATION_... that begin() takes and then keeps,
     * if need be by a stronger one. */
    uint8_t isolates[8];
    char server_name[32]; /**< "SQLite" */
    char server_text[64]; /**< version as the server says it */
    uint32_t flavour;     /**< which of the plugin's dialects this server's is:
                               0 rowan_plugin.dialect, n the nth of
                               rowan_plugin.flavours */
    /** What is outside is ROWAN_OUT_OF_RANGE. Days, without the infinities. */
    int32_t date_min, date_max;
    int64_t timestamp_min, timestamp_max; /**< microseconds, likewise */
    /** Of a decimal whose column says no precision: digits before the point,
     * and after it. */
    uint32_t decimal_whole_digits, decimal_fraction_digits;
    uint64_t max_value_bytes; /**< about; of one text or bytes */
} rowan_capabilities;

/** Whether capabilities have a feature: false for any number that is none. */
static inline int
rowan_capabilities_have(const rowan_capabilities *caps, uint32_t feature)
{
    return feature < ROWAN_FEATURES_MAX && caps->has[feature] != 0;
}

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_CAPABILITIES_H */
