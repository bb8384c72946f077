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

/**
 * Features: identifier, bit, name. The names follow SQLAlchemy's requirement
 * names where they mean the same, and name skipped tests.
 *
 * ARRAY_BINDS: the driver takes a list of values as one bind (see
 * ROWAN_KIND_LIST), and the dialect writes ROWAN_OP_IN_ARRAY and its negation.
 * Without it drivers never see a list.
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
    X(COMMENTS, 23, "comment_reflection")                                    \
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
    X(ARRAY_BINDS, 36, "array_binds")

enum rowan_feature {
#define ROWAN_FEATURE_ENUM(id_, bit_, name_) ROWAN_FEATURE_##id_ = (bit_),
    ROWAN_FEATURE_MAP(ROWAN_FEATURE_ENUM)
#undef ROWAN_FEATURE_ENUM
    ROWAN_FEATURE_COUNT
};

/** The mask bit of a feature: ROWAN_FEATURE(SAVEPOINTS). */
#define ROWAN_FEATURE(id_) (UINT64_C(1) << ROWAN_FEATURE_##id_)

/** Values that a database keeps as they are, or refuses: identifier, bit,
 * name. */
#define ROWAN_KEPT_MAP(X)                                                    \
    X(NAN_FLOATS, 0, "nan_floats")                                           \
    X(INFINITE_FLOATS, 1, "infinity_floats")                                 \
    X(MINUS_ZERO, 2, "negative_zero_floats")                                 \
    X(INFINITE_DATES, 3, "infinity_dates")                                   \
    X(DECIMAL_SCALE, 4, "precision_numerics_retains_significant_digits")     \
    X(DECIMAL_TEXT, 5, "numeric_text")   /* "-0" and "007.5", too */         \
    X(JSON_TEXT, 6, "json_text")         /* blanks, the order of keys, ... */ \
    X(INVALID_JSON, 7, "json_unchecked") /* no document at all */

enum rowan_kept {
#define ROWAN_KEPT_ENUM(id_, bit_, name_) ROWAN_KEPT_##id_ = (bit_),
    ROWAN_KEPT_MAP(ROWAN_KEPT_ENUM)
#undef ROWAN_KEPT_ENUM
    ROWAN_KEPT_COUNT
};

/** The mask bit of kept values: ROWAN_KEPT(NAN_FLOATS). */
#define ROWAN_KEPT(id_) (UINT32_C(1) << ROWAN_KEPT_##id_)

/** Filled by a driver after connecting; zero numbers mean "no limit". */
typedef struct rowan_capabilities {
    uint32_t size;                 /**< sizeof(rowan_capabilities) */
    uint32_t server_version;       /**< 3.40.1 is 34001 */
    uint64_t features;             /**< ROWAN_FEATURE(...) bits */
    uint32_t max_binds;            /**< of one statement */
    uint32_t max_identifier_bytes; /**< longer names are refused */
    char server_name[32];          /**< "SQLite" */
    char server_text[64];          /**< version as the server says it */
    uint32_t isolation_levels;     /**< ROWAN_ISOLATION_BIT(...) bits: those
                                        that begin() takes and then keeps, if
                                        need be by a stronger one */
    /** ROWAN_KEPT(...) bits. What is not kept is ROWAN_OUT_OF_RANGE, and so is
     * what the numbers below exclude. */
    uint32_t kept;
    int32_t date_min, date_max; /**< days, without the infinities */
    int64_t timestamp_min, timestamp_max; /**< microseconds, likewise */
    /** Of a decimal whose column says no precision: digits before the point,
     * and after it. */
    uint32_t decimal_whole_digits, decimal_fraction_digits;
    uint64_t max_value_bytes; /**< about; of one text or bytes */
} rowan_capabilities;

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_CAPABILITIES_H */
