/* SPDX-License-Identifier: MIT */
/**
 * @file operators.h
 * The typed macros that build expressions: columns, conditions, arithmetic,
 * texts, aggregates, order. An operand of the wrong type does not compile.
 */
#ifndef ROWAN_OPERATORS_H
#define ROWAN_OPERATORS_H

#include <rowan/operand.h>

#ifndef __cplusplus

/* ---- columns ------------------------------------------------------------ */

#define ROWAN__COLUMN_KIND(lvalue_)                                          \
    _Generic(&(lvalue_),                                                     \
        unsigned int *: ROWAN_KIND_ENUM,                                     \
        default: (ROWAN__CTYPE(lvalue_) & ROWAN_CTYPE_KIND_MASK)             \
            ? (ROWAN__CTYPE(lvalue_) & ROWAN_CTYPE_KIND_MASK)                \
            : ROWAN_KIND_CUSTOM)

/** A column by its struct and member: rowan_col(user, name). */
#define rowan_col(T_, m_)                                                    \
    (_Generic(&((T_ *)0)->m_,                                                \
        int16_t *: rowan__int,                                               \
        int32_t *: rowan__int,                                               \
        int64_t *: rowan__int,                                               \
        bool *: rowan__bool,                                                 \
        float *: rowan__real,                                                \
        double *: rowan__real,                                               \
        const char **: rowan__text,                                          \
        char(*)[sizeof(((T_ *)0)->m_)]: rowan__text,                         \
        rowan_bytes *: rowan__bytes,                                         \
        rowan_date *: rowan__date,                                           \
        rowan_time *: rowan__time,                                           \
        rowan_timestamp *: rowan__timestamp,                                 \
        rowan_interval *: rowan__interval,                                   \
        rowan_uuid *: rowan__uuid,                                           \
        rowan_decimal *: rowan__decimal,                                     \
        rowan_json *: rowan__json,                                           \
        rowan_nullable_int16 *: rowan__int,                                  \
        rowan_nullable_int32 *: rowan__int,                                  \
        rowan_nullable_int64 *: rowan__int,                                  \
        rowan_nullable_bool *: rowan__bool,                                  \
        rowan_nullable_float *: rowan__real,                                 \
        rowan_nullable_double *: rowan__real,                                \
        rowan_nullable_date *: rowan__date,                                  \
        rowan_nullable_time *: rowan__time,                                  \
        rowan_nullable_timestamp *: rowan__timestamp,                        \
        rowan_nullable_interval *: rowan__interval,                          \
        rowan_nullable_uuid *: rowan__uuid,                                  \
        unsigned int *: rowan__enum,                                         \
        default: rowan__custom)(                                             \
        ROWAN__NEW(.op = ROWAN_OP_COLUMN,                                    \
                   .kind = (uint16_t)ROWAN__COLUMN_KIND(((T_ *)0)->m_),      \
                   .as.column = { T_##_model(), offsetof(T_, m_) })))

/* ---- conditions ---------------------------------------------------------- */

/** Comparisons. A text operand that is NULL at run time compares as IS NULL
 * (rowan_eq) or IS NOT NULL (rowan_ne), and is refused by the others. */
#define rowan_eq(l_, r_) ROWAN__COMPARE(EQ, l_, r_)
#define rowan_ne(l_, r_) ROWAN__COMPARE(NE, l_, r_)
#define rowan_lt(l_, r_) ROWAN__COMPARE(LT, l_, r_)
#define rowan_le(l_, r_) ROWAN__COMPARE(LE, l_, r_)
#define rowan_gt(l_, r_) ROWAN__COMPARE(GT, l_, r_)
#define rowan_ge(l_, r_) ROWAN__COMPARE(GE, l_, r_)

/** LIKE, where a backslash takes away the meaning of %, _ and itself. Whether
 * case matters is the database's rule; rowan_ilike never minds it. */
#define rowan_like(l_, pattern_) ROWAN__TEXT_MATCH(LIKE, l_, pattern_)
#define rowan_not_like(l_, pattern_) ROWAN__TEXT_MATCH(NOT_LIKE, l_, pattern_)
#define rowan_ilike(l_, pattern_) ROWAN__TEXT_MATCH(ILIKE, l_, pattern_)
/** Parts of texts; %, _ and backslash in the C text mean themselves. */
#define rowan_starts_with(l_, text_) ROWAN__TEXT_MATCH(STARTS_WITH, l_, text_)
#define rowan_ends_with(l_, text_) ROWAN__TEXT_MATCH(ENDS_WITH, l_, text_)
#define rowan_contains(l_, text_) ROWAN__TEXT_MATCH(CONTAINS, l_, text_)

#define ROWAN__TEXT_MATCH(op_, l_, text_)                                    \
    ROWAN__BOOL(.op = (uint16_t)(ROWAN_OP_##op_ +                            \
                    ROWAN__MUST(ROWAN__OPERAND_TYPE(text_) & ROWAN__IS_TEXT, \
                                operand_is_not_a_text)),                     \
                .as.operands = { rowan__text_operand(l_),                    \
                                 (const rowan_expr[]){                       \
                                     rowan__text_literal(text_) } })

/** Is it one of these? rowan_in(rowan_col(user, id), 1, 2, 3) */
#define rowan_in(l_, ...) ROWAN__IN(IN, l_, __VA_ARGS__)
#define rowan_not_in(l_, ...) ROWAN__IN(NOT_IN, l_, __VA_ARGS__)
#define ROWAN__IN(op_, l_, ...)                                              \
    ROWAN__BOOL(.op = (uint16_t)(ROWAN_OP_##op_ ROWAN__FOR_EACH(             \
                    ROWAN__PLUS_FITS, l_, __VA_ARGS__)),                     \
                .as.in = { (l_).node,                                        \
                           (const rowan_expr[]){                             \
                               ROWAN__FOR_EACH(ROWAN__ITEM, 0, __VA_ARGS__)  \
                               { .op = ROWAN_OP_NONE } },                    \
                           0 })
#define ROWAN__PLUS_FITS(l_, r_) +ROWAN__FITS(l_, r_)
#define ROWAN__ITEM(c_, r_) ROWAN__OPERAND(r_),

/** The same with an array of C values of run-time length; length 0 is none:
 * an array of int16_t, int32_t, int64_t, const char *, rowan_uuid, double. */
#define rowan_in_array(l_, array_, count_)                                   \
    ROWAN__IN_ARRAY(IN, l_, array_, count_)
#define rowan_not_in_array(l_, array_, count_)                               \
    ROWAN__IN_ARRAY(NOT_IN, l_, array_, count_)
#define ROWAN__IN_ARRAY(op_, l_, array_, count_)                             \
    ROWAN__BOOL(.op = (uint16_t)(ROWAN_OP_##op_ +                            \
                                 ROWAN__FITS(l_, *(array_))),                \
                .count = (uint32_t)(count_),                                 \
                .as.in = { (l_).node, (array_),                              \
                           _Generic(*(array_), double: ROWAN_KIND_DOUBLE,    \
                                    ROWAN__ARRAY_KINDS) })
#define ROWAN__ARRAY_KINDS                                                   \
    int16_t: ROWAN_KIND_INT16,                                               \
    int32_t: ROWAN_KIND_INT32,                                               \
    int64_t: ROWAN_KIND_INT64,                                               \
    char *: ROWAN_KIND_TEXT,                                                 \
    const char *: ROWAN_KIND_TEXT,                                           \
    rowan_uuid: ROWAN_KIND_UUID

#define rowan_between(l_, low_, high_) ROWAN__BETWEEN(BETWEEN, l_, low_, high_)
#define rowan_not_between(l_, low_, high_)                                   \
    ROWAN__BETWEEN(NOT_BETWEEN, l_, low_, high_)
#define ROWAN__BETWEEN(op_, l_, low_, high_)                                 \
    ROWAN__BOOL(.op = (uint16_t)(ROWAN_OP_##op_ + ROWAN__FITS(l_, low_) +    \
                                 ROWAN__FITS(l_, high_)),                    \
                .as.operands = { (l_).node, ROWAN__OPERAND_NODE(low_),       \
                                 ROWAN__OPERAND_NODE(high_) })

#define rowan_is_null(e_)                                                    \
    ROWAN__BOOL(.op = ROWAN_OP_IS_NULL, .as.operands = { (e_).node })
#define rowan_is_not_null(e_)                                                \
    ROWAN__BOOL(.op = ROWAN_OP_IS_NOT_NULL, .as.operands = { (e_).node })

/** Conditions joined; empty ones (`.node` NULL) are left out. */
#define rowan_and(...) ROWAN__JOINED(AND, __VA_ARGS__)
#define rowan_or(...) ROWAN__JOINED(OR, __VA_ARGS__)
#define ROWAN__JOINED(op_, ...)                                              \
    ROWAN__BOOL(.op = ROWAN_OP_##op_,                                        \
                .as.list = (const rowan_expr *const[]){                      \
                    ROWAN__FOR_EACH(ROWAN__CONDITION, 0, __VA_ARGS__) NULL })
#define ROWAN__CONDITION(c_, e_) rowan__condition(e_),
/** A condition only if one of C holds, else the empty one; it is not looked at
 * then. (In an `if` statement it would end with the statement.)
 * rowan_and(rowan_if(city != NULL, rowan_eq(rowan_col(user, city), city)), ...)
 */
#define rowan_if(condition_, e_)                                             \
    ((condition_) ? (e_) : (rowan_bool_expr){ NULL })
#define rowan_not(e_)                                                        \
    ROWAN__BOOL(.op = ROWAN_OP_NOT, .as.operands = { rowan__condition(e_) })

/* ---- numbers and texts --------------------------------------------------- */

#define ROWAN__UNARY(op_, e_)                                                \
    ROWAN__LIKE_TYPE(e_, ROWAN__NEW(.op = ROWAN_OP_##op_,                    \
                                    .as.operands = { (e_).node }))
#define ROWAN__ARITHMETIC(op_, l_, r_)                                       \
    ROWAN__LIKE_TYPE(                                                        \
        l_, ROWAN__NEW(.op = (uint16_t)(ROWAN_OP_##op_ + ROWAN__NUMERIC(l_) +\
                                        ROWAN__FITS(l_, r_)),                \
                       .as.operands = { (l_).node, ROWAN__OPERAND_NODE(r_) }))
/** Arithmetic; the result has the first operand's type. Integers divide to
 * integers, towards zero. */
#define rowan_plus(l_, r_) ROWAN__ARITHMETIC(ADD, l_, r_)
#define rowan_minus(l_, r_) ROWAN__ARITHMETIC(SUB, l_, r_)
#define rowan_times(l_, r_) ROWAN__ARITHMETIC(MUL, l_, r_)
#define rowan_div(l_, r_) ROWAN__ARITHMETIC(DIV, l_, r_)
#define rowan_mod(l_, r_) ROWAN__ARITHMETIC(MOD, l_, r_)
#define rowan_neg(e_) ROWAN__UNARY(NEG, e_)
#define rowan_abs(e_) ROWAN__UNARY(ABS, e_)
/** A number as a double. */
#define rowan_to_real(e_)                                                    \
    rowan__real(ROWAN__NEW(.op = (uint16_t)(ROWAN_OP_TO_REAL +               \
                                            ROWAN__NUMERIC(e_)),             \
                           .kind = ROWAN_KIND_DOUBLE,                        \
                           .as.operands = { (e_).node }))
/** Texts joined: columns and C texts. */
#define rowan_concat(...)                                                    \
    rowan__text(ROWAN__NEW(                                                  \
        .op = ROWAN_OP_CONCAT, .kind = ROWAN_KIND_TEXT,                      \
        .as.list = (const rowan_expr *const[]){                              \
            ROWAN__FOR_EACH(ROWAN__TEXT_ITEM, 0, __VA_ARGS__) NULL }))
#define ROWAN__TEXT_ITEM(c_, r_)                                             \
    ROWAN__OPERAND_NODE(r_) +                                                \
        ROWAN__MUST(ROWAN__OPERAND_TYPE(r_) & ROWAN__IS_TEXT,                \
                    operand_is_not_a_text),
#define ROWAN__TEXT_FUNCTION(op_, e_)                                        \
    rowan__text(ROWAN__NEW(.op = ROWAN_OP_##op_, .kind = ROWAN_KIND_TEXT,    \
                           .as.operands = { rowan__text_operand(e_) }))
#define rowan_lower(e_) ROWAN__TEXT_FUNCTION(LOWER, e_)
#define rowan_upper(e_) ROWAN__TEXT_FUNCTION(UPPER, e_)
/** Characters, not bytes. */
#define rowan_length(e_)                                                     \
    rowan__int(ROWAN__NEW(.op = ROWAN_OP_LENGTH, .kind = ROWAN_KIND_INT64,   \
                          .as.operands = { rowan__text_operand(e_) }))
/** The first that is not NULL. */
#define rowan_coalesce(e_, other_)                                           \
    ROWAN__LIKE_TYPE(                                                        \
        e_, ROWAN__NEW(.op = (uint16_t)(ROWAN_OP_COALESCE +                  \
                                        ROWAN__FITS(e_, other_)),            \
                       .as.list = (const rowan_expr *const[]){               \
                           (e_).node, ROWAN__OPERAND_NODE(other_), NULL }))

/* ---- aggregates -------------------------------------------------------- */

#define ROWAN__COUNT_NODE(op_, node_)                                        \
    rowan__int(ROWAN__NEW(.op = ROWAN_OP_##op_, .kind = ROWAN_KIND_INT64,    \
                          .as.operands = { node_ }))
/** Rows of the group. */
#define rowan_count_rows() ROWAN__COUNT_NODE(COUNT_ROWS, NULL)
/** Values that are not NULL. */
#define rowan_count_of(e_) ROWAN__COUNT_NODE(COUNT, (e_).node)
/** Different values that are not NULL. */
#define rowan_count_distinct(e_) ROWAN__COUNT_NODE(COUNT_DISTINCT, (e_).node)
/** The sum, of the operand's own type; NULL for no values. */
#define rowan_sum(e_)                                                        \
    ROWAN__LIKE_TYPE(e_, ROWAN__NEW(.op = (uint16_t)(ROWAN_OP_SUM +          \
                                                     ROWAN__NUMERIC(e_)),    \
                                    .as.operands = { (e_).node }))
#define rowan_min(e_) ROWAN__UNARY(MIN, e_)
#define rowan_max(e_) ROWAN__UNARY(MAX, e_)
/** The mean, as a double; NULL for no values. */
#define rowan_avg(e_)                                                        \
    rowan__real(ROWAN__NEW(.op = (uint16_t)(ROWAN_OP_AVG +                   \
                                            ROWAN__NUMERIC(e_)),             \
                           .kind = ROWAN_KIND_DOUBLE,                        \
                           .as.operands = { (e_).node }))

/* ---- order ------------------------------------------------------------- */

#define ROWAN__ORDER(op_, e_)                                                \
    ((rowan_order_expr){ ROWAN__NEW(.op = ROWAN_OP_##op_,                    \
                                    .as.operands = { (e_).node }) })
#define rowan_asc(e_) ROWAN__ORDER(ASC, e_)
#define rowan_desc(e_) ROWAN__ORDER(DESC, e_)
#define rowan_asc_nulls_first(e_) ROWAN__ORDER(ASC_NULLS_FIRST, e_)
#define rowan_asc_nulls_last(e_) ROWAN__ORDER(ASC_NULLS_LAST, e_)
#define rowan_desc_nulls_first(e_) ROWAN__ORDER(DESC_NULLS_FIRST, e_)
#define rowan_desc_nulls_last(e_) ROWAN__ORDER(DESC_NULLS_LAST, e_)

/** A list for .order_by and .group_by: columns, expressions, order terms. */
#define rowan_by(...)                                                        \
    ((const rowan_expr *const[]){                                            \
        ROWAN__FOR_EACH(ROWAN__NODE, 0, __VA_ARGS__) NULL })
#define ROWAN__NODE(c_, e_) (e_).node,

#endif /* __cplusplus */

#endif /* ROWAN_OPERATORS_H */
