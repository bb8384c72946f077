/* SPDX-License-Identifier: MIT */
/* Expressions into keys: one pass over the tree, one function a form. Nothing
 * is taken on trust, since a binding may have filled the nodes. */
#include "sql/shape_priv.h"

#include <string.h>

static const rowan__typed failed = {0, NULL};
static const rowan__typed condition = {ROWAN__IS_BOOL, NULL};
static const rowan__typed empty = {ROWAN__FAMILY_EMPTY, NULL};

static const rowan__op_info *
info_of(uint32_t op)
{
    static const rowan__op_info unknown = {"?", ROWAN__FORM_UNKNOWN,
                                           0, 0, 0, 0, 0};

    return op < ROWAN__OPS_LIMIT ? &rowan__ops[op] : &unknown;
}

static rowan__typed
walk_column(rowan__shape *shape, const rowan_expr *expr)
{
    const rowan_model *model = expr->as.column.model;
    const rowan__table *table;
    const rowan__column *column;

    rowan__key_put(shape, ROWAN_OP_COLUMN);
    table = rowan__shape_table(shape, model);
    if (table == NULL)
        return failed;
    column = rowan__table_column_at(table, expr->as.column.offset);
    if (column == NULL)
        return rowan__shape_fail(
            shape, ROWAN_INVALID,
            "model %s has no column for the member at byte %zu: add a row for "
            "it to ROWAN_MODEL",
            model->type, expr->as.column.offset);
    rowan__key_number(shape, (uint32_t)(column - table->columns));
    return rowan__column_typed(column);
}

/* Integers that no int64_t holds are marked by this kind of the node. */
static bool
literal_is_usable(rowan__shape *shape, const char *op, const rowan_expr *expr)
{
    if (expr->kind == ROWAN_KIND_COUNT)
        rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                          "%s: an unsigned number is beyond int64_t", op);
    else if (rowan__value_is_null(&expr->as.literal))
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "%s: a value is NULL, with which only rowan_eq and "
                          "rowan_ne compare",
                          op);
    else
        return true;
    return false;
}

/* A literal that has nothing beside it, such as the first text of a concat. */
static rowan__typed
walk_literal(rowan__shape *shape, const rowan_expr *expr)
{
    rowan__typed own = {rowan__kind_family(expr->as.literal.kind), NULL};
    uint32_t kind;

    if (!literal_is_usable(shape, "LITERAL", expr))
        return failed;
    if (own.family == 0)
        return rowan__shape_fail(shape, ROWAN_INVALID,
                                 "a literal of unknown kind %u",
                                 (unsigned)expr->as.literal.kind);
    kind = rowan__shape_value(shape, "LITERAL", &expr->as.literal, own);
    if (kind == 0)
        return failed;
    rowan__key_put(shape, ROWAN__KEY_LITERAL | kind);
    return own;
}

/* Whether labels or codecs are the same. */
bool
rowan__typed_same(rowan__typed a, rowan__typed b)
{
    if (a.family != b.family)
        return false;
    if (a.family == ROWAN__IS_ENUM)
        return a.column->property->enumeration ==
               b.column->property->enumeration;
    if (a.family == ROWAN__IS_CUSTOM)
        return a.column->property->codec == b.column->property->codec;
    return true;
}

/* A pattern whose last backslash takes the meaning of nothing: databases
 * disagree on what that is. */
static bool
pattern_ends_well(const rowan_expr *expr)
{
    const rowan_view *text = &expr->as.literal.as.text;
    size_t size = text->size == SIZE_MAX ? strlen(text->data) : text->size;
    size_t count = 0;

    while (count < size && text->data[size - 1 - count] == '\\')
        count++;
    return count % 2 == 0;
}

static bool
is_like(uint32_t op)
{
    return op == ROWAN_OP_LIKE || op == ROWAN_OP_NOT_LIKE ||
           op == ROWAN_OP_ILIKE;
}

/* An operand after the first, which it must go with. */
static bool
walk_beside(rowan__shape *shape, uint32_t op, const rowan_expr *expr,
            rowan__typed first, unsigned depth)
{
    const char *name = rowan__ops[op].name;
    rowan__typed typed;
    uint32_t kind;

    if (expr != NULL && expr->op == ROWAN_OP_LITERAL) {
        if (!literal_is_usable(shape, name, expr) || !rowan__key_room(shape))
            return false;
        kind = rowan__shape_value(shape, name, &expr->as.literal, first);
        if (kind == 0)
            return false;
        rowan__key_put(shape, ROWAN__KEY_LITERAL | kind);
        if (is_like(op) && !pattern_ends_well(expr)) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "%s: the pattern ends with a single backslash: "
                              "write two for one",
                              name);
            return false;
        }
        return true;
    }
    typed = rowan__shape_expr(shape, expr, depth);
    if (typed.family == 0)
        return false;
    if (rowan__typed_same(first, typed))
        return true;
    rowan__shape_fail(shape, ROWAN_INVALID, "%s: %s against %s%s", name,
                      rowan__family_name(first.family),
                      rowan__family_name(typed.family),
                      first.family == typed.family ? " that differs" : "");
    return false;
}

static rowan__typed
walk_first(rowan__shape *shape, uint32_t op, const rowan_expr *expr,
           unsigned depth)
{
    const rowan__op_info *info = &rowan__ops[op];
    rowan__typed typed = rowan__shape_expr(shape, expr, depth);

    if (typed.family == 0 || (typed.family & info->accepts) != 0)
        return typed;
    return rowan__shape_fail(shape, ROWAN_INVALID, "%s cannot take %s",
                             info->name, rowan__family_name(typed.family));
}

static rowan__typed
result_of(const rowan__op_info *info, rowan__typed first)
{
    return info->result != 0 ? (rowan__typed){info->result, NULL} : first;
}

static rowan__typed
walk_operands(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    const rowan__op_info *info = &rowan__ops[expr->op];
    const rowan_expr *second = expr->as.operands[1];
    size_t start = (size_t)(shape->at - shape->memory);
    rowan__typed first = {ROWAN__IS_INT, NULL};

    rowan__key_put(shape, expr->op);
    if (info->operands == 0)
        return result_of(info, first);
    first = walk_first(shape, expr->op, expr->as.operands[0], depth);
    if (first.family == 0)
        return failed;
    if ((expr->op == ROWAN_OP_EQ || expr->op == ROWAN_OP_NE) &&
        second != NULL && second->op == ROWAN_OP_LITERAL &&
        second->kind != ROWAN_KIND_COUNT &&
        rowan__value_is_null(&second->as.literal)) {
        shape->memory[start] =
            expr->op == ROWAN_OP_EQ ? ROWAN_OP_IS_NULL : ROWAN_OP_IS_NOT_NULL;
        return condition;
    }
    for (int i = 1; i < info->operands; i++)
        if (!walk_beside(shape, expr->op, expr->as.operands[i], first, depth))
            return failed;
    return result_of(info, first);
}

/* Adds the members of an AND inside an AND as the outer one's own. Returns how
 * many were added, or -1. */
static long
walk_members(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    const rowan_expr *const *list = expr->as.list;
    long count = 0;

    if (list == NULL || depth > ROWAN__SHAPE_DEPTH_MAX ||
        ++shape->node_count > ROWAN__SHAPE_NODES_MAX) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          list == NULL ? "%s has no list of conditions"
                                       : "%s: conditions nest too deeply",
                          rowan__ops[expr->op].name);
        return -1;
    }
    for (; *list != NULL; list++) {
        rowan__typed typed;

        if ((*list)->op == expr->op) {
            long inner = walk_members(shape, *list, depth + 1);

            if (inner < 0)
                return -1;
            count += inner;
            continue;
        }
        typed = rowan__shape_expr(shape, *list, depth);
        if (typed.family == 0)
            return -1;
        if (typed.family == ROWAN__FAMILY_EMPTY)
            continue;
        if (typed.family != ROWAN__IS_BOOL) {
            rowan__shape_fail(shape, ROWAN_INVALID, "%s cannot take %s",
                              rowan__ops[expr->op].name,
                              rowan__family_name(typed.family));
            return -1;
        }
        count++;
    }
    return count;
}

static rowan__typed
walk_junction(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    size_t start = (size_t)(shape->at - shape->memory);
    unsigned char *from;
    long count;

    rowan__key_put(shape, expr->op);
    count = walk_members(shape, expr, depth);
    if (count < 0 || !rowan__key_room(shape))
        return failed;
    from = shape->memory + start;
    if (count > 1) {
        rowan__key_put(shape, ROWAN__KEY_END);
        return condition;
    }
    /* One condition stands for itself, none says nothing. */
    memmove(from, from + 1, (size_t)(shape->at - from) - 1);
    shape->at--;
    return count == 1 ? condition : empty;
}

static rowan__typed
walk_not(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    const rowan_expr *operand = expr->as.operands[0];
    rowan__typed typed;

    rowan__key_put(shape, ROWAN_OP_NOT);
    typed = rowan__shape_expr(shape, operand, depth);
    if (typed.family == ROWAN__FAMILY_EMPTY)
        shape->at--;
    else if (typed.family != 0 && typed.family != ROWAN__IS_BOOL)
        return rowan__shape_fail(shape, ROWAN_INVALID, "NOT cannot take %s",
                                 rowan__family_name(typed.family));
    return typed;
}

static rowan__typed
walk_list(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    const rowan__op_info *info = &rowan__ops[expr->op];
    const rowan_expr *const *list = expr->as.list;
    rowan__typed first;

    if (list == NULL || list[0] == NULL)
        return rowan__shape_fail(shape, ROWAN_INVALID, "%s of an empty list",
                                 info->name);
    /* One stands for itself. */
    if (list[1] != NULL)
        rowan__key_put(shape, expr->op);
    first = walk_first(shape, expr->op, list[0], depth);
    if (first.family == 0)
        return failed;
    if (list[1] == NULL)
        return result_of(info, first);
    for (list++; *list != NULL; list++)
        if (!walk_beside(shape, expr->op, *list, first, depth))
            return failed;
    if (!rowan__key_room(shape))
        return failed;
    rowan__key_put(shape, ROWAN__KEY_END);
    return result_of(info, first);
}

static rowan__typed
walk_pattern(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    const rowan_expr *text = expr->as.operands[1];
    const char *name = rowan__ops[expr->op].name;

    rowan__key_put(shape, expr->op);
    if (walk_first(shape, expr->op, expr->as.operands[0], depth).family == 0)
        return failed;
    if (text == NULL || text->op != ROWAN_OP_LITERAL)
        return rowan__shape_fail(shape, ROWAN_INVALID,
                                 "%s takes a C text, which it can escape",
                                 name);
    if (!literal_is_usable(shape, name, text) || !rowan__key_room(shape))
        return failed;
    if (text->as.literal.kind != ROWAN_KIND_TEXT)
        return rowan__shape_fail(shape, ROWAN_INVALID, "%s cannot take %s",
                                 name,
                                 rowan__family_name(rowan__kind_family(
                                     text->as.literal.kind)));
    return rowan__shape_pattern(shape, expr->op, &text->as.literal) ? condition
                                                                    : failed;
}

static bool
in_is_empty(const rowan_expr *expr)
{
    const rowan_expr *items = expr->as.in.items;

    if (expr->as.in.array_kind != 0)
        return expr->count == 0;
    return items != NULL && items->op == ROWAN_OP_NONE;
}

static rowan__typed
walk_in(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    rowan__shape_mark start = rowan__shape_save(shape);
    rowan__typed needle;

    rowan__key_put(shape, expr->op);
    needle = walk_first(shape, expr->op, expr->as.in.needle, depth);
    if (needle.family == 0 || !rowan__key_room(shape))
        return failed;
    if (in_is_empty(expr)) {
        /* What is looked for does not matter. */
        rowan__shape_restore(shape, start);
        rowan__key_put(shape, expr->op == ROWAN_OP_IN ? ROWAN__KEY_FALSE
                                                      : ROWAN__KEY_TRUE);
        return condition;
    }
    if (expr->as.in.items == NULL)
        return rowan__shape_fail(shape, ROWAN_INVALID, "%s has no items",
                                 rowan__ops[expr->op].name);
    return rowan__shape_items(shape, expr, needle, start.key_size, depth)
               ? condition
               : failed;
}

rowan__typed
rowan__shape_expr(rowan__shape *shape, const rowan_expr *expr, unsigned depth)
{
    if (expr == NULL)
        return rowan__shape_fail(shape, ROWAN_INVALID,
                                 "an operand is missing (its node is NULL)");
    if (depth > ROWAN__SHAPE_DEPTH_MAX ||
        ++shape->node_count > ROWAN__SHAPE_NODES_MAX)
        return rowan__shape_fail(shape, ROWAN_INVALID,
                                 "expressions nest more than %d deep, or there "
                                 "are more than %u",
                                 ROWAN__SHAPE_DEPTH_MAX,
                                 ROWAN__SHAPE_NODES_MAX);
    if (!rowan__key_room(shape))
        return failed;
    depth++;
    switch ((rowan__form)info_of(expr->op)->form) {
    case ROWAN__FORM_EMPTY:
        return empty;
    case ROWAN__FORM_COLUMN:
        return walk_column(shape, expr);
    case ROWAN__FORM_LITERAL:
        return walk_literal(shape, expr);
    case ROWAN__FORM_OPERANDS:
        return walk_operands(shape, expr, depth);
    case ROWAN__FORM_JUNCTION:
        return walk_junction(shape, expr, depth);
    case ROWAN__FORM_NOT:
        return walk_not(shape, expr, depth);
    case ROWAN__FORM_LIST:
        return walk_list(shape, expr, depth);
    case ROWAN__FORM_PATTERN:
        return walk_pattern(shape, expr, depth);
    case ROWAN__FORM_IN:
        return walk_in(shape, expr, depth);
    case ROWAN__FORM_ORDER:
        return rowan__shape_fail(shape, ROWAN_INVALID,
                                 "%s stands only in .order_by, and not inside "
                                 "another expression",
                                 rowan__ops[expr->op].name);
    case ROWAN__FORM_MADE:
    case ROWAN__FORM_UNKNOWN:
        break;
    }
    return rowan__shape_fail(shape, ROWAN_INVALID,
                             "an expression has operator %u, which is none",
                             (unsigned)expr->op);
}
