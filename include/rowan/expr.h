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

#ifndef __cplusplus

/* ---- literals: a C value as a node ------------------------------------- */

static inline rowan_expr
rowan__int_literal(int64_t value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_INT64,
        .as.literal = { .kind = ROWAN_KIND_INT64, .as.integer = value } };
}

/* Beyond int64_t: of a kind that no value has, refused when bound. */
static inline rowan_expr
rowan__unsigned_literal(uint64_t value)
{
    return value <= INT64_MAX ? rowan__int_literal((int64_t)value)
        : (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_COUNT,
            .as.literal = { .kind = ROWAN_KIND_COUNT } };
}

static inline rowan_expr
rowan__bool_literal(bool value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_BOOL,
        .as.literal = { .kind = ROWAN_KIND_BOOL, .as.integer = value } };
}

static inline rowan_expr
rowan__real_literal(double value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_DOUBLE,
        .as.literal = { .kind = ROWAN_KIND_DOUBLE, .as.real = value } };
}

/* Texts keep their length for the binding: SIZE_MAX means "ends with NUL". */
static inline rowan_expr
rowan__view_literal(uint32_t kind, const char *data, size_t size)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = (uint16_t)kind,
        .as.literal = { .kind = data != NULL ? kind : ROWAN_KIND_NULL,
                        .as.text = { data, size } } };
}

static inline rowan_expr
rowan__text_literal(const char *value)
{
    return rowan__view_literal(ROWAN_KIND_TEXT, value, SIZE_MAX);
}

static inline rowan_expr
rowan__bytes_literal(rowan_bytes value)
{
    return rowan__view_literal(ROWAN_KIND_BYTES, (const char *)value.data,
                               value.size);
}

static inline rowan_expr
rowan__decimal_literal(rowan_decimal value)
{
    return rowan__view_literal(ROWAN_KIND_DECIMAL, value.text, SIZE_MAX);
}

static inline rowan_expr
rowan__json_literal(rowan_json value)
{
    return rowan__view_literal(ROWAN_KIND_JSON, value.text, SIZE_MAX);
}

static inline rowan_expr
rowan__count_literal(uint32_t kind, int64_t value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = (uint16_t)kind,
        .as.literal = { .kind = kind, .as.integer = value } };
}

static inline rowan_expr
rowan__date_literal(rowan_date value)
{
    return rowan__count_literal(ROWAN_KIND_DATE, value.days);
}

static inline rowan_expr
rowan__time_literal(rowan_time value)
{
    return rowan__count_literal(ROWAN_KIND_TIME, value.microseconds);
}

static inline rowan_expr
rowan__timestamp_literal(rowan_timestamp value)
{
    return rowan__count_literal(ROWAN_KIND_TIMESTAMP, value.microseconds);
}

static inline rowan_expr
rowan__interval_literal(rowan_interval value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_INTERVAL,
        .as.literal = { .kind = ROWAN_KIND_INTERVAL, .as.interval = value } };
}

static inline rowan_expr
rowan__uuid_literal(rowan_uuid value)
{
    return (rowan_expr){ .op = ROWAN_OP_LITERAL, .kind = ROWAN_KIND_UUID,
        .as.literal = { .kind = ROWAN_KIND_UUID, .as.uuid = value } };
}

/* An expression as an operand is its node. */
#define ROWAN__NODE_OF(name_)                                                \
    static inline rowan_expr rowan__##name_##_node(rowan_##name_##_expr e_)  \
    {                                                                        \
        return *e_.node;                                                     \
    }                                                                        \
    static inline rowan_##name_##_expr rowan__##name_(const rowan_expr *n_)  \
    {                                                                        \
        return (rowan_##name_##_expr){ n_ };                                 \
    }
ROWAN__NODE_OF(int)
ROWAN__NODE_OF(real)
ROWAN__NODE_OF(bool)
ROWAN__NODE_OF(text)
ROWAN__NODE_OF(bytes)
ROWAN__NODE_OF(date)
ROWAN__NODE_OF(time)
ROWAN__NODE_OF(timestamp)
ROWAN__NODE_OF(interval)
ROWAN__NODE_OF(uuid)
ROWAN__NODE_OF(decimal)
ROWAN__NODE_OF(json)
ROWAN__NODE_OF(enum)
ROWAN__NODE_OF(custom)
#undef ROWAN__NODE_OF

/* What a mistake is given to: a call that cannot compile, since 0 is not that
 * struct; the names of both are the message. Never defined. */
#define ROWAN__ERROR(result_, reason_)                                       \
    struct rowan_error_##reason_ {                                           \
        char never;                                                          \
    };                                                                       \
    result_ rowan__error_##reason_(struct rowan_error_##reason_ mistake);
ROWAN__ERROR(rowan_expr, this_type_is_no_operand)
ROWAN__ERROR(int, operand_type_does_not_match)
ROWAN__ERROR(int, operand_is_not_a_number)
ROWAN__ERROR(int, operand_is_not_a_text)
ROWAN__ERROR(int, member_type_does_not_match)
#undef ROWAN__ERROR

static inline int
rowan__holds(int nothing)
{
    return nothing;
}

/* Zero if the constant condition holds, else a hard error. (_Static_assert
 * would need a struct, in whose scope compound literals are not constant.) */
#define ROWAN__MUST(condition_, error_)                                      \
    (_Generic((char(*)[1 + !!(condition_)])0,                                \
         char(*)[2]: rowan__holds,                                           \
         default: rowan__error_##error_)(0))

/* ---- static types as bits ---------------------------------------------- */

#define ROWAN__IS_INT 0x0001
#define ROWAN__IS_REAL 0x0002
#define ROWAN__IS_BOOL 0x0004
#define ROWAN__IS_TEXT 0x0008
#define ROWAN__IS_BYTES 0x0010
#define ROWAN__IS_DATE 0x0020
#define ROWAN__IS_TIME 0x0040
#define ROWAN__IS_TIMESTAMP 0x0080
#define ROWAN__IS_INTERVAL 0x0100
#define ROWAN__IS_UUID 0x0200
#define ROWAN__IS_DECIMAL 0x0400
#define ROWAN__IS_JSON 0x0800
#define ROWAN__IS_ENUM 0x1000
#define ROWAN__IS_CUSTOM 0x2000
#define ROWAN__IS_C_INT 0x4000  /* a C integer, not an expression */
#define ROWAN__IS_C_REAL 0x8000 /* a C real */

/* The type of an expression; 0 for anything else. */
#define ROWAN__EXPR_TYPE(e_)                                                 \
    _Generic((e_),                                                           \
        rowan_int_expr: ROWAN__IS_INT,                                       \
        rowan_real_expr: ROWAN__IS_REAL,                                     \
        rowan_bool_expr: ROWAN__IS_BOOL,                                     \
        rowan_text_expr: ROWAN__IS_TEXT,                                     \
        rowan_bytes_expr: ROWAN__IS_BYTES,                                   \
        rowan_date_expr: ROWAN__IS_DATE,                                     \
        rowan_time_expr: ROWAN__IS_TIME,                                     \
        rowan_timestamp_expr: ROWAN__IS_TIMESTAMP,                           \
        rowan_interval_expr: ROWAN__IS_INTERVAL,                             \
        rowan_uuid_expr: ROWAN__IS_UUID,                                     \
        rowan_decimal_expr: ROWAN__IS_DECIMAL,                               \
        rowan_json_expr: ROWAN__IS_JSON,                                     \
        rowan_enum_expr: ROWAN__IS_ENUM,                                     \
        rowan_custom_expr: ROWAN__IS_CUSTOM,                                 \
        default: 0)

/* The type of an operand: an expression or a C value. */
#define ROWAN__OPERAND_TYPE(r_)                                              \
    _Generic((r_),                                                           \
        bool: ROWAN__IS_BOOL,                                                \
        signed char: ROWAN__IS_C_INT,                                        \
        unsigned char: ROWAN__IS_C_INT,                                      \
        short: ROWAN__IS_C_INT,                                              \
        unsigned short: ROWAN__IS_C_INT,                                     \
        int: ROWAN__IS_C_INT,                                                \
        unsigned int: ROWAN__IS_C_INT,                                       \
        long: ROWAN__IS_C_INT,                                               \
        unsigned long: ROWAN__IS_C_INT,                                      \
        long long: ROWAN__IS_C_INT,                                          \
        unsigned long long: ROWAN__IS_C_INT,                                 \
        float: ROWAN__IS_C_REAL,                                             \
        double: ROWAN__IS_C_REAL,                                            \
        char *: ROWAN__IS_TEXT,                                              \
        const char *: ROWAN__IS_TEXT,                                        \
        rowan_bytes: ROWAN__IS_BYTES,                                        \
        rowan_date: ROWAN__IS_DATE,                                          \
        rowan_time: ROWAN__IS_TIME,                                          \
        rowan_timestamp: ROWAN__IS_TIMESTAMP,                                \
        rowan_interval: ROWAN__IS_INTERVAL,                                  \
        rowan_uuid: ROWAN__IS_UUID,                                          \
        rowan_decimal: ROWAN__IS_DECIMAL,                                    \
        rowan_json: ROWAN__IS_JSON,                                          \
        default: ROWAN__EXPR_TYPE(r_))

/* An operand as a node; what fits nothing is a hard error. */
#define ROWAN__OPERAND(r_)                                                   \
    (_Generic((r_),                                                          \
        bool: rowan__bool_literal,                                           \
        signed char: rowan__int_literal,                                     \
        unsigned char: rowan__int_literal,                                   \
        short: rowan__int_literal,                                           \
        unsigned short: rowan__int_literal,                                  \
        int: rowan__int_literal,                                             \
        unsigned int: rowan__int_literal,                                    \
        long: rowan__int_literal,                                            \
        unsigned long: rowan__unsigned_literal,                              \
        long long: rowan__int_literal,                                       \
        unsigned long long: rowan__unsigned_literal,                         \
        float: rowan__real_literal,                                          \
        double: rowan__real_literal,                                         \
        char *: rowan__text_literal,                                         \
        const char *: rowan__text_literal,                                   \
        rowan_bytes: rowan__bytes_literal,                                   \
        rowan_date: rowan__date_literal,                                     \
        rowan_time: rowan__time_literal,                                     \
        rowan_timestamp: rowan__timestamp_literal,                           \
        rowan_interval: rowan__interval_literal,                             \
        rowan_uuid: rowan__uuid_literal,                                     \
        rowan_decimal: rowan__decimal_literal,                               \
        rowan_json: rowan__json_literal,                                     \
        rowan_int_expr: rowan__int_node,                                     \
        rowan_real_expr: rowan__real_node,                                   \
        rowan_bool_expr: rowan__bool_node,                                   \
        rowan_text_expr: rowan__text_node,                                   \
        rowan_bytes_expr: rowan__bytes_node,                                 \
        rowan_date_expr: rowan__date_node,                                   \
        rowan_time_expr: rowan__time_node,                                   \
        rowan_timestamp_expr: rowan__timestamp_node,                         \
        rowan_interval_expr: rowan__interval_node,                           \
        rowan_uuid_expr: rowan__uuid_node,                                   \
        rowan_decimal_expr: rowan__decimal_node,                             \
        rowan_json_expr: rowan__json_node,                                   \
        rowan_enum_expr: rowan__enum_node,                                   \
        rowan_custom_expr: rowan__custom_node,                               \
        default: rowan__error_this_type_is_no_operand)(r_))

/* Which operand types an expression can be compared with. */
#define ROWAN__ACCEPTED(l_)                                                  \
    _Generic((l_),                                                           \
        rowan_int_expr: ROWAN__IS_INT | ROWAN__IS_C_INT,                     \
        rowan_real_expr: ROWAN__IS_REAL | ROWAN__IS_C_INT |                  \
                             ROWAN__IS_C_REAL,                               \
        rowan_bool_expr: ROWAN__IS_BOOL | ROWAN__IS_C_INT,                   \
        rowan_text_expr: ROWAN__IS_TEXT,                                     \
        rowan_bytes_expr: ROWAN__IS_BYTES,                                   \
        rowan_date_expr: ROWAN__IS_DATE,                                     \
        rowan_time_expr: ROWAN__IS_TIME,                                     \
        rowan_timestamp_expr: ROWAN__IS_TIMESTAMP,                           \
        rowan_interval_expr: ROWAN__IS_INTERVAL,                             \
        rowan_uuid_expr: ROWAN__IS_UUID,                                     \
        rowan_decimal_expr: ROWAN__IS_DECIMAL | ROWAN__IS_C_INT,             \
        rowan_json_expr: ROWAN__IS_JSON,                                     \
        rowan_enum_expr: ROWAN__IS_ENUM | ROWAN__IS_C_INT,                   \
        rowan_custom_expr: ROWAN__IS_CUSTOM,                                 \
        default: 0)

#define ROWAN__FITS(l_, r_)                                                  \
    ROWAN__MUST(ROWAN__ACCEPTED(l_) & ROWAN__OPERAND_TYPE(r_),               \
                operand_type_does_not_match)
#define ROWAN__NUMERIC(e_)                                                   \
    ROWAN__MUST(ROWAN__EXPR_TYPE(e_) &                                       \
                    (ROWAN__IS_INT | ROWAN__IS_REAL | ROWAN__IS_DECIMAL),    \
                operand_is_not_a_number)

/* ---- building ----------------------------------------------------------- */

#define ROWAN__NEW(...) ((const rowan_expr[]){ { __VA_ARGS__ } })
#define ROWAN__BOOL(...)                                                     \
    ((rowan_bool_expr){ ROWAN__NEW(.kind = ROWAN_KIND_BOOL, __VA_ARGS__) })
#define ROWAN__OPERAND_NODE(r_) ((const rowan_expr[]){ ROWAN__OPERAND(r_) })
#define ROWAN__COMPARE(op_, l_, r_)                                          \
    ROWAN__BOOL(.op = (uint16_t)(ROWAN_OP_##op_ + ROWAN__FITS(l_, r_)),      \
                .as.operands = { (l_).node, ROWAN__OPERAND_NODE(r_) })
/* The same expression type around another node. */
#define ROWAN__LIKE_TYPE(e_, ...)                                            \
    (_Generic((e_),                                                          \
        rowan_int_expr: rowan__int,                                          \
        rowan_real_expr: rowan__real,                                        \
        rowan_bool_expr: rowan__bool,                                        \
        rowan_text_expr: rowan__text,                                        \
        rowan_bytes_expr: rowan__bytes,                                      \
        rowan_date_expr: rowan__date,                                        \
        rowan_time_expr: rowan__time,                                        \
        rowan_timestamp_expr: rowan__timestamp,                              \
        rowan_interval_expr: rowan__interval,                                \
        rowan_uuid_expr: rowan__uuid,                                        \
        rowan_decimal_expr: rowan__decimal,                                  \
        rowan_json_expr: rowan__json,                                        \
        rowan_enum_expr: rowan__enum,                                        \
        rowan_custom_expr: rowan__custom)(__VA_ARGS__))

static inline const rowan_expr *
rowan__condition(rowan_bool_expr condition)
{
    return condition.node != NULL ? condition.node : &rowan_expr_none;
}

static inline const rowan_expr *
rowan__text_operand(rowan_text_expr text)
{
    return text.node;
}

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
                           _Generic(*(array_),                               \
                               int16_t: ROWAN_KIND_INT16,                    \
                               int32_t: ROWAN_KIND_INT32,                    \
                               int64_t: ROWAN_KIND_INT64,                    \
                               double: ROWAN_KIND_DOUBLE,                    \
                               char *: ROWAN_KIND_TEXT,                      \
                               const char *: ROWAN_KIND_TEXT,                \
                               rowan_uuid: ROWAN_KIND_UUID) })

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

#endif /* ROWAN_EXPR_H */
