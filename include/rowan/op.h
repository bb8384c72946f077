/* SPDX-License-Identifier: MIT */
/**
 * @file op.h
 * Operators of expressions, by number. Plugins name them in rules that say
 * how their database writes one.
 */
#ifndef ROWAN_OP_H
#define ROWAN_OP_H

#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/**
 * Every operator: identifier, number, how standard SQL writes it.
 *
 * In a template `{0}` is the first operand, `{1}` the second; `{*, }` is all
 * operands, or those after the ones that are named, joined by what stands
 * after the star. Operands may be named twice, and in any order. "" marks nodes
 * which no template writes, but for a plugin's of LITERAL: a value, {0} being
 * its placeholder, where it stands in an expression. Values of INSERT, those
 * that SET gives a column, and lists of IN are never written by it. Numbers are
 * part of the ABI: appended, never changed; those from 60 to 89 are function
 * calls. IN_ARRAY and NOT_IN_ARRAY are what IN and NOT_IN with plain values
 * become where a list can be one bind (feature ARRAY_BINDS); programs do not
 * write them.
 */
#define ROWAN_OP_MAP(X)                                                      \
    X(NONE, 0, "")                                                           \
    X(COLUMN, 1, "")                                                         \
    X(LITERAL, 2, "")                                                        \
    X(EQ, 10, "{0} = {1}")                                                   \
    X(NE, 11, "{0} <> {1}")                                                  \
    X(LT, 12, "{0} < {1}")                                                   \
    X(LE, 13, "{0} <= {1}")                                                  \
    X(GT, 14, "{0} > {1}")                                                   \
    X(GE, 15, "{0} >= {1}")                                                  \
    X(LIKE, 16, "{0} LIKE {1} ESCAPE '\\'")                                  \
    X(NOT_LIKE, 17, "{0} NOT LIKE {1} ESCAPE '\\'")                          \
    X(ILIKE, 18, "lower({0}) LIKE lower({1}) ESCAPE '\\'")                   \
    X(STARTS_WITH, 19, "{0} LIKE {1} ESCAPE '\\'")                           \
    X(ENDS_WITH, 20, "{0} LIKE {1} ESCAPE '\\'")                             \
    X(CONTAINS, 21, "{0} LIKE {1} ESCAPE '\\'")                              \
    X(IN, 22, "{0} IN ({*, })")                                              \
    X(NOT_IN, 23, "{0} NOT IN ({*, })")                                      \
    X(BETWEEN, 24, "{0} BETWEEN {1} AND {2}")                                \
    X(NOT_BETWEEN, 25, "{0} NOT BETWEEN {1} AND {2}")                        \
    X(IS_NULL, 26, "{0} IS NULL")                                            \
    X(IS_NOT_NULL, 27, "{0} IS NOT NULL")                                    \
    X(IN_ARRAY, 28, "{0} = ANY({1})")                                        \
    X(NOT_IN_ARRAY, 29, "{0} <> ALL({1})")                                   \
    X(NOT, 30, "NOT {0}")                                                    \
    X(AND, 31, "{* AND }")                                                   \
    X(OR, 32, "{* OR }")                                                     \
    X(ADD, 40, "{0} + {1}")                                                  \
    X(SUB, 41, "{0} - {1}")                                                  \
    X(MUL, 42, "{0} * {1}")                                                  \
    X(DIV, 43, "{0} / {1}")                                                  \
    X(MOD, 44, "{0} % {1}")                                                  \
    X(NEG, 45, "-{0}")                                                       \
    X(CONCAT, 46, "{* || }")                                                 \
    X(COUNT_ROWS, 60, "count(*)")                                            \
    X(COUNT, 61, "count({0})")                                               \
    X(COUNT_DISTINCT, 62, "count(DISTINCT {0})")                             \
    X(SUM, 63, "sum({0})")                                                   \
    X(MIN, 64, "min({0})")                                                   \
    X(MAX, 65, "max({0})")                                                   \
    X(AVG, 66, "avg({0})")                                                   \
    X(COALESCE, 70, "coalesce({*, })")                                       \
    X(LOWER, 71, "lower({0})")                                               \
    X(UPPER, 72, "upper({0})")                                               \
    X(LENGTH, 73, "char_length({0})")                                        \
    X(ABS, 74, "abs({0})")                                                   \
    X(TO_REAL, 75, "CAST({0} AS DOUBLE PRECISION)")                          \
    X(ASC, 90, "{0}")                                                        \
    X(DESC, 91, "{0} DESC")                                                  \
    X(ASC_NULLS_FIRST, 92, "{0} NULLS FIRST")                                \
    X(ASC_NULLS_LAST, 93, "{0} NULLS LAST")                                  \
    X(DESC_NULLS_FIRST, 94, "{0} DESC NULLS FIRST")                          \
    X(DESC_NULLS_LAST, 95, "{0} DESC NULLS LAST")

typedef enum rowan_op {
#define ROWAN_OP_ENUM(id_, number_, template_) ROWAN_OP_##id_ = (number_),
    ROWAN_OP_MAP(ROWAN_OP_ENUM)
#undef ROWAN_OP_ENUM
} rowan_op;

ROWAN_END_DECLS

#endif /* ROWAN_OP_H */
