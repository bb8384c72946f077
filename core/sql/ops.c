/* SPDX-License-Identifier: MIT */
#include "ops.h"

#define ANY ROWAN__FAMILY_ANY
#define ORDERED ROWAN__FAMILY_ORDERED
#define NUMBER ROWAN__FAMILY_NUMBER
#define TEXT ROWAN__IS_TEXT
#define BOOL ROWAN__IS_BOOL
#define INT ROWAN__IS_INT
#define REAL ROWAN__IS_REAL

#define CONDITION(id_, form_, count_, accepts_)                                \
    [ROWAN_OP_##id_] = {#id_, ROWAN__FORM_##form_, count_, 0,                  \
                        ROWAN_KIND_BOOL, accepts_, BOOL}
#define SAME(id_, form_, count_, accepts_)                                     \
    [ROWAN_OP_##id_] = {#id_, ROWAN__FORM_##form_, count_, 0, 0, accepts_, 0}
#define GIVES(id_, form_, count_, accepts_, kind_, family_)                    \
    [ROWAN_OP_##id_] = {                                                       \
        #id_, ROWAN__FORM_##form_, count_, 0, kind_, accepts_, family_}
#define AGGREGATE(id_, count_, accepts_, kind_, family_)                       \
    [ROWAN_OP_##id_] = {                                                       \
        #id_, ROWAN__FORM_OPERANDS, count_, 1, kind_, accepts_, family_}

const rowan__op_info rowan__ops[ROWAN__OPS_LIMIT] = {
    SAME(NONE, EMPTY, 0, 0),
    SAME(COLUMN, COLUMN, 0, 0),
    SAME(LITERAL, LITERAL, 0, 0),

    CONDITION(EQ, OPERANDS, 2, ANY),
    CONDITION(NE, OPERANDS, 2, ANY),
    CONDITION(LT, OPERANDS, 2, ORDERED),
    CONDITION(LE, OPERANDS, 2, ORDERED),
    CONDITION(GT, OPERANDS, 2, ORDERED),
    CONDITION(GE, OPERANDS, 2, ORDERED),
    CONDITION(LIKE, OPERANDS, 2, TEXT),
    CONDITION(NOT_LIKE, OPERANDS, 2, TEXT),
    CONDITION(ILIKE, OPERANDS, 2, TEXT),
    CONDITION(STARTS_WITH, PATTERN, 2, TEXT),
    CONDITION(ENDS_WITH, PATTERN, 2, TEXT),
    CONDITION(CONTAINS, PATTERN, 2, TEXT),
    CONDITION(IN, IN, 0, ANY),
    CONDITION(NOT_IN, IN, 0, ANY),
    CONDITION(IN_ARRAY, MADE, 2, ANY),
    CONDITION(NOT_IN_ARRAY, MADE, 2, ANY),
    CONDITION(BETWEEN, OPERANDS, 3, ORDERED),
    CONDITION(NOT_BETWEEN, OPERANDS, 3, ORDERED),
    CONDITION(IS_NULL, OPERANDS, 1, ANY),
    CONDITION(IS_NOT_NULL, OPERANDS, 1, ANY),
    CONDITION(NOT, NOT, 1, BOOL),
    CONDITION(AND, JUNCTION, 0, BOOL),
    CONDITION(OR, JUNCTION, 0, BOOL),

    SAME(ADD, OPERANDS, 2, NUMBER),
    SAME(SUB, OPERANDS, 2, NUMBER),
    SAME(MUL, OPERANDS, 2, NUMBER),
    SAME(DIV, OPERANDS, 2, NUMBER),
    SAME(MOD, OPERANDS, 2, NUMBER),
    SAME(NEG, OPERANDS, 1, NUMBER),
    SAME(ABS, OPERANDS, 1, NUMBER),
    SAME(COALESCE, LIST, 0, ANY),
    GIVES(CONCAT, LIST, 0, TEXT, ROWAN_KIND_TEXT, TEXT),
    GIVES(LOWER, OPERANDS, 1, TEXT, ROWAN_KIND_TEXT, TEXT),
    GIVES(UPPER, OPERANDS, 1, TEXT, ROWAN_KIND_TEXT, TEXT),
    GIVES(LENGTH, OPERANDS, 1, TEXT, ROWAN_KIND_INT64, INT),
    GIVES(TO_REAL, OPERANDS, 1, NUMBER, ROWAN_KIND_DOUBLE, REAL),

    AGGREGATE(COUNT_ROWS, 0, 0, ROWAN_KIND_INT64, INT),
    AGGREGATE(COUNT, 1, ANY, ROWAN_KIND_INT64, INT),
    AGGREGATE(COUNT_DISTINCT, 1, ANY, ROWAN_KIND_INT64, INT),
    AGGREGATE(SUM, 1, NUMBER, 0, 0),
    AGGREGATE(MIN, 1, ANY, 0, 0),
    AGGREGATE(MAX, 1, ANY, 0, 0),
    AGGREGATE(AVG, 1, NUMBER, ROWAN_KIND_DOUBLE, REAL),

    SAME(ASC, ORDER, 1, ANY),
    SAME(DESC, ORDER, 1, ANY),
    SAME(ASC_NULLS_FIRST, ORDER, 1, ANY),
    SAME(ASC_NULLS_LAST, ORDER, 1, ANY),
    SAME(DESC_NULLS_FIRST, ORDER, 1, ANY),
    SAME(DESC_NULLS_LAST, ORDER, 1, ANY),
};

const uint16_t rowan__families[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = ROWAN__IS_BOOL,
    [ROWAN_KIND_INT16] = ROWAN__IS_INT,
    [ROWAN_KIND_INT32] = ROWAN__IS_INT,
    [ROWAN_KIND_INT64] = ROWAN__IS_INT,
    [ROWAN_KIND_FLOAT] = ROWAN__IS_REAL,
    [ROWAN_KIND_DOUBLE] = ROWAN__IS_REAL,
    [ROWAN_KIND_TEXT] = ROWAN__IS_TEXT,
    [ROWAN_KIND_BYTES] = ROWAN__IS_BYTES,
    [ROWAN_KIND_DATE] = ROWAN__IS_DATE,
    [ROWAN_KIND_TIME] = ROWAN__IS_TIME,
    [ROWAN_KIND_TIMESTAMP] = ROWAN__IS_TIMESTAMP,
    [ROWAN_KIND_INTERVAL] = ROWAN__IS_INTERVAL,
    [ROWAN_KIND_UUID] = ROWAN__IS_UUID,
    [ROWAN_KIND_DECIMAL] = ROWAN__IS_DECIMAL,
    [ROWAN_KIND_JSON] = ROWAN__IS_JSON,
};

const char *
rowan__family_name(uint32_t family)
{
    static const struct {
        uint32_t family;
        const char *name;
    } names[] = {
        {ROWAN__IS_INT, "an integer"},
        {ROWAN__IS_REAL, "a floating-point number"},
        {ROWAN__IS_BOOL, "a condition"},
        {ROWAN__IS_TEXT, "a text"},
        {ROWAN__IS_BYTES, "bytes"},
        {ROWAN__IS_DATE, "a date"},
        {ROWAN__IS_TIME, "a time"},
        {ROWAN__IS_TIMESTAMP, "a timestamp"},
        {ROWAN__IS_INTERVAL, "an interval"},
        {ROWAN__IS_UUID, "a UUID"},
        {ROWAN__IS_DECIMAL, "a decimal"},
        {ROWAN__IS_JSON, "JSON"},
        {ROWAN__IS_ENUM, "an enumeration"},
        {ROWAN__IS_CUSTOM, "a type with a codec"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (names[i].family == family)
            return names[i].name;
    return "no expression";
}
