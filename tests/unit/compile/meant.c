/* SPDX-License-Identifier: MIT */
#include "meant.h"

#include <rowan/model.h>
#include <string.h>

static void expression(rowan_buffer *out, const rowan_expr *expr);

/* ---- conditions, of which empty ones say nothing ------------------------ */

static bool
is_empty(const rowan_expr *expr)
{
    if (expr == NULL || expr->op == ROWAN_OP_NONE)
        return true;
    if (expr->op == ROWAN_OP_NOT)
        return is_empty(expr->as.operands[0]);
    if (expr->op != ROWAN_OP_AND && expr->op != ROWAN_OP_OR)
        return false;
    for (const rowan_expr *const *at = expr->as.list; *at != NULL; at++)
        if (!is_empty(*at))
            return false;
    return true;
}

/* The conditions of a junction, those of the same one inside it among them. */
static size_t
member_count(const rowan_expr *junction)
{
    size_t count = 0;

    for (const rowan_expr *const *at = junction->as.list; *at != NULL; at++)
        count += (*at)->op == junction->op ? member_count(*at)
                                           : !is_empty(*at);
    return count;
}

static void
members(rowan_buffer *out, const rowan_expr *junction)
{
    for (const rowan_expr *const *at = junction->as.list; *at != NULL; at++) {
        if ((*at)->op == junction->op)
            members(out, *at);
        else if (!is_empty(*at))
            expression(out, *at);
    }
}

/* ---- expressions -------------------------------------------------------- */

static void
list(rowan_buffer *out, const rowan_expr *expr)
{
    bool is_alone = expr->as.list[1] == NULL;

    if (!is_alone)
        rowan__buffer_printf(out, "(%u", expr->op);
    for (const rowan_expr *const *at = expr->as.list; *at != NULL; at++)
        expression(out, *at);
    if (!is_alone)
        rowan__buffer_text(out, ")");
}

/* Of plain values it does not matter how many there are, but for none. */
static void
in(rowan_buffer *out, const rowan_expr *expr)
{
    const rowan_expr *items = expr->as.in.items;
    bool is_array = expr->as.in.array_kind != 0;
    bool is_plain = true;

    if (is_array ? expr->count == 0 : items->op == ROWAN_OP_NONE) {
        rowan__buffer_text(out, expr->op == ROWAN_OP_IN ? " false" : " true");
        return;
    }
    rowan__buffer_printf(out, "(%u", expr->op);
    expression(out, expr->as.in.needle);
    for (size_t i = 0; !is_array && items[i].op != ROWAN_OP_NONE; i++)
        is_plain = is_plain && items[i].op == ROWAN_OP_LITERAL;
    if (is_plain)
        rowan__buffer_text(out, " values");
    for (size_t i = 0; !is_plain && items[i].op != ROWAN_OP_NONE; i++)
        expression(out, &items[i]);
    rowan__buffer_text(out, ")");
}

static int
operand_count(uint32_t op)
{
    if (op == ROWAN_OP_COUNT_ROWS)
        return 0;
    if (op == ROWAN_OP_BETWEEN || op == ROWAN_OP_NOT_BETWEEN)
        return 3;
    return op == ROWAN_OP_IS_NULL || op == ROWAN_OP_IS_NOT_NULL ||
                   op == ROWAN_OP_NOT || op == ROWAN_OP_NEG ||
                   op >= ROWAN_OP_COUNT
               ? 1
               : 2;
}

static bool
is_null(const rowan_expr *expr)
{
    return expr->op == ROWAN_OP_LITERAL &&
           expr->as.literal.kind == ROWAN_KIND_NULL;
}

static void
operands(rowan_buffer *out, const rowan_expr *expr)
{
    uint32_t op = expr->op;
    int count = operand_count(op);

    if ((op == ROWAN_OP_EQ || op == ROWAN_OP_NE) &&
        is_null(expr->as.operands[1])) {
        op = op == ROWAN_OP_EQ ? ROWAN_OP_IS_NULL : ROWAN_OP_IS_NOT_NULL;
        count = 1;
    }
    rowan__buffer_printf(out, "(%u", op);
    for (int i = 0; i < count; i++)
        expression(out, expr->as.operands[i]);
    rowan__buffer_text(out, ")");
}

static void
expression(rowan_buffer *out, const rowan_expr *expr)
{
    switch (expr->op) {
    case ROWAN_OP_COLUMN:
        rowan__buffer_printf(out, " %s.%zu", expr->as.column.model->type,
                             expr->as.column.offset);
        return;
    case ROWAN_OP_LITERAL:
        rowan__buffer_text(out, " value");
        return;
    case ROWAN_OP_AND:
    case ROWAN_OP_OR:
        if (member_count(expr) > 1)
            rowan__buffer_printf(out, "(%u", expr->op);
        members(out, expr);
        if (member_count(expr) > 1)
            rowan__buffer_text(out, ")");
        return;
    case ROWAN_OP_CONCAT:
    case ROWAN_OP_COALESCE:
        list(out, expr);
        return;
    case ROWAN_OP_IN:
    case ROWAN_OP_NOT_IN:
        in(out, expr);
        return;
    default:
        operands(out, expr);
    }
}

/* ---- statements --------------------------------------------------------- */

static void
condition(rowan_buffer *out, const char *part, rowan_bool_expr expr)
{
    rowan__buffer_text(out, part);
    if (!is_empty(expr.node))
        expression(out, expr.node);
}

static void
terms(rowan_buffer *out, const char *part, const rowan_expr *const *at)
{
    rowan__buffer_text(out, part);
    for (; at != NULL && *at != NULL; at++) {
        bool is_said = (*at)->op >= ROWAN_OP_ASC;

        rowan__buffer_printf(out, " %u",
                             is_said ? (*at)->op : (unsigned)ROWAN_OP_ASC);
        expression(out, is_said ? (*at)->as.operands[0] : *at);
    }
}

static void
query(rowan_buffer *out, rowan_statement_kind kind, const rowan_query *said)
{
    bool is_report = kind == ROWAN_STATEMENT_SELECT;
    bool asks_existence = kind == ROWAN_STATEMENT_EXISTS;
    bool skips = said->offset > 0;

    rowan__buffer_printf(out, " distinct %d limit %d offset %d",
                         said->distinct && (skips || !asks_existence),
                         said->limit > 0 && !asks_existence, skips);
    for (const rowan_output *at = said->columns;
         is_report && at->expr != NULL; at++) {
        rowan__buffer_printf(out, " %zu:", at->offset);
        expression(out, at->expr);
    }
    for (const rowan_joined *at = said->join; at != NULL && at->model != NULL;
         at++) {
        rowan__buffer_printf(out, " join %d %s", (int)at->kind,
                             at->model->type);
        condition(out, " on", at->on);
    }
    condition(out, " where", said->where);
    if (is_report) {
        terms(out, " group", said->group_by);
        condition(out, " having", said->having);
    }
    if (is_report || kind == ROWAN_STATEMENT_FIND)
        terms(out, " order", said->order_by);
}

void
meant_statement(rowan_buffer *out, const rowan_statement *statement)
{
    const rowan_change *change = statement->change;

    rowan__buffer_printf(out, "%d %s", (int)statement->kind,
                         statement->model->type);
    if (statement->kind != ROWAN_STATEMENT_UPDATE &&
        statement->kind != ROWAN_STATEMENT_DELETE) {
        query(out, statement->kind, statement->query);
        return;
    }
    for (const rowan_assignment *at = change->set;
         at != NULL && at->value != NULL; at++) {
        rowan__buffer_printf(out, " set %zu", at->offset);
        expression(out, at->value);
    }
    condition(out, " where", change->where);
}
