/* SPDX-License-Identifier: MIT */
/* Operators as data: what each is made of, takes and gives. */
#ifndef ROWAN_SQL_OPS_H
#define ROWAN_SQL_OPS_H

#include <rowan/operand.h>
#include <stdint.h>

#define ROWAN__OPS_LIMIT 128 /* one more than any operator's number */

/* Families are the static types of expr.h, for trees that no compiler has
 * checked: those that bindings to other languages make. */
#define ROWAN__FAMILY_NUMBER                                                   \
    (ROWAN__IS_INT | ROWAN__IS_REAL | ROWAN__IS_DECIMAL)
#define ROWAN__FAMILY_ANY 0x3fff
/* Labels of an enumeration sort differently in each database. */
#define ROWAN__FAMILY_ORDERED (ROWAN__FAMILY_ANY & ~ROWAN__IS_ENUM)

typedef enum rowan__form {
    ROWAN__FORM_UNKNOWN = 0, /* no operator has this number */
    ROWAN__FORM_EMPTY,
    ROWAN__FORM_COLUMN,
    ROWAN__FORM_LITERAL,
    ROWAN__FORM_OPERANDS, /* as many as the operator has */
    ROWAN__FORM_JUNCTION, /* a list of conditions, empty ones left out */
    ROWAN__FORM_NOT,
    ROWAN__FORM_LIST,
    ROWAN__FORM_PATTERN, /* a text that a pattern is made of */
    ROWAN__FORM_IN,
    ROWAN__FORM_MADE, /* by the walk: no tree has it */
    ROWAN__FORM_ORDER /* a term of ORDER BY */
} rowan__form;

typedef struct rowan__op_info {
    const char *name;  /* "EQ" */
    uint8_t form;      /* rowan__form */
    uint8_t operands;  /* of FORM_OPERANDS, 0 to 3 */
    uint8_t aggregate; /* 1: counts, sums, ... the rows of a group */
    uint8_t kind;      /* of the result; 0: that of the first operand */
    uint16_t accepts;  /* families of the first operand; the others must fit
                        * the first */
    uint16_t result;   /* the result's family; 0: the first operand's */
} rowan__op_info;

extern const rowan__op_info rowan__ops[ROWAN__OPS_LIMIT];

/* The family of values of a rowan_kind; 0 for NULL and numbers beyond. */
extern const uint16_t rowan__families[ROWAN_KIND_COUNT];
static inline uint32_t
rowan__kind_family(uint32_t kind)
{
    return kind < ROWAN_KIND_COUNT ? rowan__families[kind] : 0;
}
/* "integer", "text", ...: for messages. */
const char *rowan__family_name(uint32_t family);

#endif
