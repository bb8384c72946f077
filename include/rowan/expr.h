/* SPDX-License-Identifier: MIT */
/**
 * @file expr.h
 * Expressions: typed, built on the caller's stack, allocating nothing.
 *
 * `rowan_eq(rowan_col(user, age), 18)` is a compound literal that lives until
 * the end of the enclosing block. Each static type has a struct of its own
 * around one pointer, passed by value, so that an operand of the wrong type is
 * a hard error of the compiler. To keep a condition longer than its block,
 * copy it with rowan_expr_copy().
 */
#ifndef ROWAN_EXPR_H
#define ROWAN_EXPR_H

#include <rowan/model.h>
#include <rowan/op.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_expr rowan_expr;

/** Kinds of expressions beyond rowan_kind; never seen by plugins. */
#define ROWAN_KIND_ENUM 30   /**< an integer that is kept as its label */
#define ROWAN_KIND_CUSTOM 31 /**< a member with a codec */

/** One node. Filled by the macros below; bindings to other languages may fill
 * it by hand. 32 bytes. */
struct rowan_expr {
    uint16_t op;    /**< a rowan_op */
    uint16_t kind;  /**< of a literal; not looked at elsewhere, since what an
                         operator gives follows from its operands */
    uint32_t count; /**< IN over an array: its length; else 0 */
    union {
        /** ROWAN_OP_COLUMN */
        struct {
            const rowan_model *model;
            size_t offset; /**< of the member, in bytes */
        } column;
        /** ROWAN_OP_LITERAL */
        rowan_value literal;
        /** operators of up to three operands */
        const rowan_expr *operands[3];
        /** AND, OR, CONCAT, COALESCE: pointers, ended by NULL */
        const rowan_expr *const *list;
        /** IN: what is looked for; its items are nodes ended by op NONE, or,
         * where array_kind is a rowan_kind, `count` C values */
        struct {
            const rowan_expr *needle;
            const void *items;
            uint32_t array_kind;
        } in;
    } as;
};

/* One struct a static type; `node` is NULL where there is no expression. */
typedef struct rowan_int_expr { const rowan_expr *node; } rowan_int_expr;
typedef struct rowan_real_expr { const rowan_expr *node; } rowan_real_expr;
typedef struct rowan_bool_expr { const rowan_expr *node; } rowan_bool_expr;
typedef struct rowan_text_expr { const rowan_expr *node; } rowan_text_expr;
typedef struct rowan_bytes_expr { const rowan_expr *node; } rowan_bytes_expr;
typedef struct rowan_date_expr { const rowan_expr *node; } rowan_date_expr;
typedef struct rowan_time_expr { const rowan_expr *node; } rowan_time_expr;
typedef struct rowan_timestamp_expr {
    const rowan_expr *node;
} rowan_timestamp_expr;
typedef struct rowan_interval_expr {
    const rowan_expr *node;
} rowan_interval_expr;
typedef struct rowan_uuid_expr { const rowan_expr *node; } rowan_uuid_expr;
typedef struct rowan_decimal_expr {
    const rowan_expr *node;
} rowan_decimal_expr;
typedef struct rowan_json_expr { const rowan_expr *node; } rowan_json_expr;
typedef struct rowan_enum_expr { const rowan_expr *node; } rowan_enum_expr;
typedef struct rowan_custom_expr { const rowan_expr *node; } rowan_custom_expr;
/** A term of ORDER BY. */
typedef struct rowan_order_expr { const rowan_expr *node; } rowan_order_expr;

/** The empty condition: a node that renders nothing. */
ROWAN_API extern const rowan_expr rowan_expr_none;

/** An expression copied off the stack; opaque. */
typedef struct rowan_condition rowan_condition;

/**
 * Copy a condition, with its texts and bytes, so that it outlives its block.
 * For functions that build a condition at run time.
 *
 * @param expr           the condition
 * @param[out] ret_copy  the copy; written only on success
 * @param err            what went wrong
 *
 * @ownership  *ret_copy: owned, free with rowan_condition_free()
 * @errors     ROWAN_NO_MEMORY
 *             ROWAN_INVALID  expr is empty
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_condition_copy(
    rowan_bool_expr expr, rowan_condition **ret_copy, rowan_error *err);

/**
 * The copied condition, for `.where =`.
 *
 * @param condition  the copy; NULL gives an empty expression
 *
 * @return the expression
 * @ownership  borrowed from condition
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API rowan_bool_expr rowan_condition_expr(
    const rowan_condition *condition);

/**
 * Free a copied condition.
 *
 * @param condition  the copy; NULL is allowed
 *
 * @threads    no other call may use condition
 * @since      0.1
 */
ROWAN_API void rowan_condition_free(rowan_condition *condition);

ROWAN_END_DECLS

#endif /* ROWAN_EXPR_H */
