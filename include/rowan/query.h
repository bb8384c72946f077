/* SPDX-License-Identifier: MIT */
/**
 * @file query.h
 * Queries as struct literals: what to read or change, as data on the stack.
 *
 * The typed macros below make them; sessions run them; rowan_render() prints
 * them for any dialect without a connection.
 */
#ifndef ROWAN_QUERY_H
#define ROWAN_QUERY_H

#include <rowan/operators.h>

ROWAN_BEGIN_DECLS

/** A column of a report: an expression and the member it is read into. */
typedef struct rowan_output {
    const rowan_expr *expr; /**< NULL ends the list */
    size_t offset;          /**< of the member, in bytes */
} rowan_output;

/** How a table is joined. */
typedef enum rowan_join_kind {
    ROWAN_JOIN_INNER = 0,
    ROWAN_JOIN_LEFT = 1
} rowan_join_kind;

/** A joined table. Without `on`, the one foreign key between it and a table
 * before it in the query says how; none or several is an error. */
typedef struct rowan_joined {
    const rowan_model *model; /**< NULL ends the list */
    rowan_join_kind kind;
    rowan_bool_expr on;
} rowan_joined;

/** A query. Members not named are empty. */
typedef struct rowan_query {
    rowan_bool_expr where;
    const rowan_expr *const *order_by; /**< rowan_by(...) */
    int64_t limit;  /**< most rows; 0 is no limit; negative is refused */
    int64_t offset; /**< rows to leave out first; negative is refused */
    const rowan_joined *join;          /**< rowan_joins(...) */
    bool distinct;
    /** Find: rows are not tracked: no identity map, no snapshot, changes to
     * them are never saved. The cheapest way to read. */
    bool read_only;
    /** Find: objects that the session has already take the row's values,
     * unless they were changed. Otherwise they keep theirs. */
    bool refresh;

    /* Reports (rowan_select) only. */
    const rowan_output *columns;       /**< rowan_columns(...) */
    const rowan_model *from; /**< NULL: the first column's table */
    const rowan_expr *const *group_by; /**< rowan_by(...) */
    rowan_bool_expr having;
    char unused; /**< lets macros pass one member always */
} rowan_query;

/** A column set to a value. */
typedef struct rowan_assignment {
    const rowan_expr *value; /**< NULL ends the list */
    const rowan_model *model;
    size_t offset; /**< of the member, in bytes */
} rowan_assignment;

/** A set-based UPDATE or DELETE. */
typedef struct rowan_change {
    const rowan_assignment *set; /**< UPDATE: rowan_sets(...) */
    rowan_bool_expr where;
    bool all_rows; /**< must be true where there is no condition */
    int64_t *ret_count; /**< gets the number of rows, may be NULL */
    char unused; /**< lets macros pass one member always */
} rowan_change;

/** Kinds of statement. */
typedef enum rowan_statement_kind {
    ROWAN_STATEMENT_FIND = 1,
    ROWAN_STATEMENT_SELECT = 2,
    ROWAN_STATEMENT_COUNT = 3,
    ROWAN_STATEMENT_EXISTS = 4,
    ROWAN_STATEMENT_UPDATE = 5,
    ROWAN_STATEMENT_DELETE = 6
} rowan_statement_kind;

/** A statement as data: what rowan_render() prints. */
typedef struct rowan_statement {
    rowan_statement_kind kind;
    const rowan_model *model;
    const rowan_query *query;   /**< FIND, SELECT, COUNT, EXISTS */
    const rowan_change *change; /**< UPDATE, DELETE */
} rowan_statement;

/** A named value of SQL text of your own. */
typedef struct rowan_bind_value {
    const char *name; /**< without the colon; NULL ends the list */
    rowan_value value; /**< texts of SIZE_MAX bytes end with NUL */
} rowan_bind_value;

/**
 * Print the SQL of a statement for a dialect, without a connection; binds
 * appear as the dialect's placeholders.
 *
 * @param statement     the statement
 * @param dialect       "sqlite", "postgresql", ...: a plugin's name or alias
 * @param[out] ret_sql  NUL-terminated; written only on success
 * @param err           what went wrong
 *
 * @ownership  *ret_sql: owned, free with rowan_free()
 * @errors     ROWAN_PLUGIN_NOT_FOUND  no such dialect
 *             ROWAN_MODEL_INVALID     a model has a mistake
 *             ROWAN_INVALID           the statement has a mistake
 *             ROWAN_UNSUPPORTED       the dialect cannot say this
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_render(
    const rowan_statement *statement, const char *dialect, char **ret_sql,
    rowan_error *err);

ROWAN_END_DECLS

#ifndef __cplusplus

/** Columns of a report: rowan_columns(rowan_as(city_sales, city, ...), ...) */
#define rowan_columns(...)                                                   \
    ((const rowan_output[]){ __VA_ARGS__, { NULL, 0 } })

/* Which expression types a member of a report can take. */
#define ROWAN__MEMBER_TYPE(lvalue_)                                          \
    _Generic(&(lvalue_),                                                     \
        int16_t *: ROWAN__IS_INT,                                            \
        int32_t *: ROWAN__IS_INT,                                            \
        int64_t *: ROWAN__IS_INT,                                            \
        bool *: ROWAN__IS_BOOL,                                              \
        float *: ROWAN__IS_REAL,                                             \
        double *: ROWAN__IS_REAL,                                            \
        const char **: ROWAN__IS_TEXT | ROWAN__IS_ENUM,                      \
        char(*)[sizeof(lvalue_)]: ROWAN__IS_TEXT | ROWAN__IS_ENUM,           \
        rowan_bytes *: ROWAN__IS_BYTES,                                      \
        rowan_date *: ROWAN__IS_DATE,                                        \
        rowan_time *: ROWAN__IS_TIME,                                        \
        rowan_timestamp *: ROWAN__IS_TIMESTAMP,                              \
        rowan_interval *: ROWAN__IS_INTERVAL,                                \
        rowan_uuid *: ROWAN__IS_UUID,                                        \
        rowan_decimal *: ROWAN__IS_DECIMAL,                                  \
        rowan_json *: ROWAN__IS_JSON,                                        \
        rowan_nullable_int16 *: ROWAN__IS_INT,                               \
        rowan_nullable_int32 *: ROWAN__IS_INT,                               \
        rowan_nullable_int64 *: ROWAN__IS_INT,                               \
        rowan_nullable_bool *: ROWAN__IS_BOOL,                               \
        rowan_nullable_float *: ROWAN__IS_REAL,                              \
        rowan_nullable_double *: ROWAN__IS_REAL,                             \
        rowan_nullable_date *: ROWAN__IS_DATE,                               \
        rowan_nullable_time *: ROWAN__IS_TIME,                               \
        rowan_nullable_timestamp *: ROWAN__IS_TIMESTAMP,                     \
        rowan_nullable_interval *: ROWAN__IS_INTERVAL,                       \
        rowan_nullable_uuid *: ROWAN__IS_UUID,                               \
        unsigned int *: ROWAN__IS_ENUM,                                      \
        default: ROWAN__IS_CUSTOM)

/** An expression read into a member: rowan_as(city_sales, total, expr). */
#define rowan_as(T_, m_, e_)                                                 \
    { (e_).node,                                                             \
      offsetof(T_, m_) +                                                     \
          (size_t)ROWAN__MUST(ROWAN__MEMBER_TYPE(((T_ *)0)->m_) &            \
                                  ROWAN__EXPR_TYPE(e_),                      \
                              member_type_does_not_match) }

/** Joined tables: rowan_joins(rowan_join(invoice), rowan_left_join(note)). */
#define rowan_joins(...)                                                     \
    ((const rowan_joined[]){ __VA_ARGS__,                                    \
                             { NULL, ROWAN_JOIN_INNER, { NULL } } })
#define rowan_join(T_) { T_##_model(), ROWAN_JOIN_INNER, { NULL } }
#define rowan_left_join(T_) { T_##_model(), ROWAN_JOIN_LEFT, { NULL } }
#define rowan_join_on(T_, on_) { T_##_model(), ROWAN_JOIN_INNER, on_ }
#define rowan_left_join_on(T_, on_) { T_##_model(), ROWAN_JOIN_LEFT, on_ }

/** Assignments of an UPDATE: rowan_sets(rowan_set(user, email, "x")). */
#define rowan_sets(...)                                                      \
    ((const rowan_assignment[]){ __VA_ARGS__, { NULL, NULL, 0 } })
#define rowan_set(T_, m_, v_)                                                \
    { ROWAN__OPERAND_NODE(v_), T_##_model(),                                 \
      offsetof(T_, m_) + (size_t)ROWAN__FITS(rowan_col(T_, m_), v_) }
#define rowan_set_null(T_, m_)                                               \
    { ROWAN__NEW(.op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_NULL),           \
      T_##_model(), offsetof(T_, m_) }

/** Statements as data, for rowan_render(). */
#define rowan_find_statement(...)                                            \
    ROWAN__QUERY_STATEMENT(FIND, __VA_ARGS__, .unused = 0)
#define rowan_select_statement(...)                                          \
    ROWAN__QUERY_STATEMENT(SELECT, __VA_ARGS__, .unused = 0)
#define rowan_count_statement(...)                                           \
    ROWAN__QUERY_STATEMENT(COUNT, __VA_ARGS__, .unused = 0)
#define rowan_update_statement(...)                                          \
    ROWAN__CHANGE_STATEMENT(UPDATE, __VA_ARGS__, .unused = 0)
#define rowan_delete_statement(...)                                          \
    ROWAN__CHANGE_STATEMENT(DELETE, __VA_ARGS__, .unused = 0)
#define ROWAN__QUERY_STATEMENT(kind_, T_, ...)                               \
    (&(const rowan_statement){ .kind = ROWAN_STATEMENT_##kind_,              \
                               .model = T_##_model(),                        \
                               .query = &(const rowan_query){ __VA_ARGS__ } })
#define ROWAN__CHANGE_STATEMENT(kind_, T_, ...)                              \
    (&(const rowan_statement){                                               \
        .kind = ROWAN_STATEMENT_##kind_,                                     \
        .model = T_##_model(),                                               \
        .change = &(const rowan_change){ __VA_ARGS__ } })

/** A named value of SQL text: rowan_bind("city", "Oslo"). */
#define rowan_bind(name_, value_)                                            \
    { (name_), ROWAN__OPERAND(value_).as.literal }
#define rowan_bind_null(name_) { (name_), { .kind = ROWAN_KIND_NULL } }

#endif /* __cplusplus */

#endif /* ROWAN_QUERY_H */
