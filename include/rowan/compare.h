/* SPDX-License-Identifier: MIT */
/**
 * @file compare.h
 * Whether the tables of a database are those of the models.
 *
 * Compared are tables, columns, types (two are the same if the database has
 * one type for both), nullability, generated keys, keys, foreign keys with
 * their actions, unique constraints, checks, indexes, comments and options.
 * Not compared are the order of columns, collations, methods of indexes, and
 * what the models do not speak of. SQL texts (defaults, checks, computed
 * columns, conditions of indexes) are compared word by word, without regard
 * to parentheses, quotes of names and casts; where a database that rewrites
 * such texts gives other words back, nobody can say, and that is told as
 * undecided.
 */
#ifndef ROWAN_COMPARE_H
#define ROWAN_COMPARE_H

#include <rowan/inspect.h>

ROWAN_BEGIN_DECLS

/** What a difference is. */
typedef enum rowan_difference_kind {
    ROWAN_DIFFERENCE_MISSING = 1,  /**< the model has it, the database not */
    ROWAN_DIFFERENCE_EXTRA = 2,    /**< the database has it, the model not */
    ROWAN_DIFFERENCE_OTHER = 3,    /**< both have it, in another way */
    ROWAN_DIFFERENCE_UNDECIDED = 4 /**< two SQL texts of which nobody can say
                                        whether they mean the same */
} rowan_difference_kind;

/** What it is about. */
typedef enum rowan_difference_subject {
    ROWAN_SUBJECT_TABLE = 1,
    ROWAN_SUBJECT_COLUMN = 2,
    ROWAN_SUBJECT_TYPE = 3, /**< of a column, as are those up to identity */
    ROWAN_SUBJECT_NULLABILITY = 4,
    ROWAN_SUBJECT_DEFAULT = 5,
    ROWAN_SUBJECT_COMPUTED = 6,
    ROWAN_SUBJECT_COMMENT = 7,
    ROWAN_SUBJECT_IDENTITY = 8,
    ROWAN_SUBJECT_PRIMARY_KEY = 9,
    ROWAN_SUBJECT_UNIQUE = 10,
    ROWAN_SUBJECT_FOREIGN_KEY = 11,
    ROWAN_SUBJECT_CHECK = 12,
    ROWAN_SUBJECT_INDEX = 13,
    ROWAN_SUBJECT_OPTION = 14,
    ROWAN_SUBJECT_TABLE_COMMENT = 15
} rowan_difference_subject;

/** One difference. */
typedef struct rowan_difference {
    uint32_t size;    /**< sizeof(rowan_difference) */
    uint32_t kind;    /**< a rowan_difference_kind */
    uint32_t subject; /**< a rowan_difference_subject */
    uint32_t reserved;
    const char *schema;   /**< of the table, as the database says, or the model
                               where the database has none */
    const char *table;
    const char *name;     /**< of the column, constraint, index or option; NULL
                               for a table, and what has no name */
    const char *model;    /**< what the model says; NULL if it has none */
    const char *database; /**< what the database says; NULL if it has none */
    const char *line;     /**< all of it, for people */
} rowan_difference;

/** What was found. */
typedef struct rowan_comparison {
    uint32_t size;            /**< sizeof(rowan_comparison) */
    uint32_t is_equal;        /**< nothing is missing, extra or other */
    uint32_t difference_count; /**< the undecided ones included */
    uint32_t undecided_count;
    const rowan_difference *const *differences; /**< by models, in the order of
                                                     the list */
} rowan_comparison;

/** How to compare; begin with ROWAN_COMPARE_OPTIONS_INIT. */
typedef struct rowan_compare_options {
    size_t size;       /**< sizeof(rowan_compare_options) */
    bool extra_tables; /**< tables of the default schema that no model has are
                            differences */
} rowan_compare_options;

#define ROWAN_COMPARE_OPTIONS_INIT { sizeof(rowan_compare_options), false }

/**
 * Compare the tables of a database with models.
 *
 * @param engine               the engine
 * @param models               ended by NULL: ROWAN_MODELS(user, address)
 * @param options              NULL is none
 * @param[out] ret_comparison  what differs; written only on success
 * @param err                  what went wrong
 *
 * @ownership  *ret_comparison: owned, free with rowan_comparison_free()
 * @errors     ROWAN_MODEL_INVALID  a model has a mistake
 *             ROWAN_UNSUPPORTED    the database lacks a type that a model
 *                                  asks for, or cannot tell about tables
 *             others               as the database says
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_compare(
    rowan_engine *engine, const rowan_model *const *models,
    const rowan_compare_options *options, rowan_comparison **ret_comparison,
    rowan_error *err);

/**
 * Compare on a connection of your own, as rowan_compare().
 *
 * @param conn                 the connection
 * @param models               ended by NULL
 * @param options              NULL is none
 * @param[out] ret_comparison  what differs; written only on success
 * @param err                  what went wrong
 *
 * @ownership  *ret_comparison: owned, free with rowan_comparison_free()
 * @errors     as rowan_compare()
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_compare(
    rowan_connection *conn, const rowan_model *const *models,
    const rowan_compare_options *options, rowan_comparison **ret_comparison,
    rowan_error *err);

/**
 * Free a comparison, with everything in it.
 *
 * @param comparison  the comparison; NULL is allowed
 *
 * @threads    no other call may use comparison
 * @since      0.1
 */
ROWAN_API void rowan_comparison_free(rowan_comparison *comparison);

ROWAN_END_DECLS

#endif /* ROWAN_COMPARE_H */
