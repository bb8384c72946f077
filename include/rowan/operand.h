/* SPDX-License-Identifier: MIT */
/**
 * @file operand.h
 * What the typed macros are made of: C values as nodes, static types as bits,
 * and the check that an operand fits. Programs use operators.h.
 */
#ifndef ROWAN_OPERAND_H
#define ROWAN_OPERAND_H

#include <rowan/expr.h>

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

#endif /* __cplusplus */

#endif /* ROWAN_OPERAND_H */
