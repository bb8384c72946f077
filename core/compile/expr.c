/* SPDX-License-Identifier: MIT */
/* Expressions: the dialect's templates, and parentheses where they are needed
 * or make a reader sure. */
#include "compile/writer.h"

#include "sql/ops.h"

#include <string.h>

/* How strongly an expression holds together; higher is stronger. Databases
 * agree on these as far as they are told apart here. */
enum {
    ANYTHING = 0,
    OR = 1,
    AND = 2,
    NOT = 3,
    COMPARISON = 4,
    SUM = 5,
    PRODUCT = 6,
    CONCATENATION = 7, /* its place differs: never bare inside arithmetic */
    PRIMARY = 8
};

/* Of an operator's own: its strength, and what its first operand and the
 * others must have at least to stand without parentheses. */
typedef struct binding {
    uint8_t own, first, others;
} binding;

/* A template that uses an operand twice could grow beyond all memory. */
#define LARGEST_SQL (16u * 1024 * 1024)

static void write_node(rowan__writer *out, const rowan__node *node,
                       unsigned least);

static binding
binding_of(uint32_t op)
{
    switch (op) {
    case ROWAN_OP_OR:
        return (binding){OR, NOT, NOT};
    case ROWAN_OP_AND:
        return (binding){AND, NOT, NOT};
    case ROWAN_OP_NOT:
        return (binding){NOT, PRIMARY, PRIMARY};
    case ROWAN_OP_ADD:
    case ROWAN_OP_SUB:
        return (binding){SUM, SUM, PRODUCT};
    case ROWAN_OP_NEG: /* weak, so that no "--" comes to be */
        return (binding){SUM, PRIMARY, PRIMARY};
    case ROWAN_OP_MUL:
    case ROWAN_OP_DIV:
    case ROWAN_OP_MOD:
        return (binding){PRODUCT, PRODUCT, PRIMARY};
    case ROWAN_OP_CONCAT:
        return (binding){CONCATENATION, PRIMARY, PRIMARY};
    case ROWAN_OP_IN: /* items stand between commas */
    case ROWAN_OP_NOT_IN:
        return (binding){COMPARISON, SUM, ANYTHING};
    default:
        return op < ROWAN_OP_COUNT_ROWS
                   ? (binding){COMPARISON, SUM, SUM}
                   : (binding){PRIMARY, ANYTHING, ANYTHING};
    }
}

static const rowan_rule *
rule_of(const rowan__writer *out, const rowan__node *node)
{
    uint32_t kind = node->first != NULL ? node->first->kind : 0;

    return rowan__dialect_rule(out->target->dialect, node->op, kind);
}

static const rowan__node *
operand(const rowan__node *node, uint32_t index)
{
    const rowan__node *at = node->first;

    while (index > 0 && at != NULL) {
        at = at->next;
        index--;
    }
    return at;
}

/* One operand of a list, or the values that stand for many. */
static void
write_item(rowan__writer *out, const rowan__node *node, const char *separator,
           size_t size, unsigned least)
{
    if (node->op != ROWAN__NODE_VALUES) {
        write_node(out, node, least);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (i > 0)
            rowan__buffer_add(&out->sql, separator, size);
        rowan__write_bind(out, node->bind + i, node->kind);
    }
    out->list_binds += node->count;
}

/* Those from the one at index on, with separator[0..size) between. */
static void
write_rest(rowan__writer *out, const rowan__node *node, uint32_t index,
           const char *separator, size_t size, binding strength)
{
    const rowan__node *start = operand(node, index);

    for (const rowan__node *at = start; at != NULL; at = at->next) {
        if (at != start)
            rowan__buffer_add(&out->sql, separator, size);
        write_item(out, at, separator, size,
                   at == node->first ? strength.first : strength.others);
    }
}

/* The first operand that "{*" means: after those that are named. */
static uint32_t
first_of_rest(const char *sql)
{
    uint32_t rest = 0;

    while ((sql = strchr(sql, '{')) != NULL) {
        uint32_t digit = (uint32_t)(unsigned char)*++sql - '0';

        if (digit <= 9 && digit + 1 > rest)
            rest = digit + 1;
    }
    return rest;
}

/* Whether a hole of a call, from hole to end, stands between parentheses and
 * commas only, as do the operands that a star joins. */
static bool
is_apart(const char *sql, const char *hole, const char *end)
{
    const char *before = hole;

    while (before > sql && before[-1] == ' ')
        before--;
    return before > sql && strchr("(,", before[-1]) != NULL &&
           (end[1] == ')' || end[1] == ',') &&
           (hole[1] != '*' || hole[2] == ',' || hole[2] == '}');
}

/* One "{...}", from the brace on; returns what follows it. */
static const char *
write_hole(rowan__writer *out, const rowan__node *node, const rowan_rule *rule,
           const char *hole, binding strength)
{
    const char *sql = rule->sql;
    const char *end = strchr(hole, '}');
    uint32_t index = (uint32_t)(unsigned char)hole[1] - '0';
    const rowan__node *at;

    if (rule->is_call)
        strength = is_apart(sql, hole, end)
                       ? (binding){PRIMARY, ANYTHING, ANYTHING}
                       : (binding){PRIMARY, PRIMARY, PRIMARY};
    if (hole[1] == '*') {
        write_rest(out, node, first_of_rest(sql), hole + 2,
                   (size_t)(end - hole) - 2, strength);
        return end + 1;
    }
    at = operand(node, index);
    if (at == NULL || at->op == ROWAN__NODE_VALUES) /* many: for a star */
        rowan__writer_fail(out, ROWAN_PLUGIN_INVALID,
                           "dialect %s: template '%s' names an operand that "
                           "%s has not",
                           out->target->dialect->name, sql,
                           rowan__ops[node->op].name);
    else
        write_node(out, at, index == 0 ? strength.first : strength.others);
    return end + 1;
}

static void
write_template(rowan__writer *out, const rowan__node *node,
               const rowan_rule *rule, binding strength)
{
    const char *at = rule->sql;

    while (*at != '\0' && !rowan__writer_failed(out)) {
        size_t plain = strcspn(at, "{");

        rowan__buffer_add(&out->sql, at, plain);
        at += plain;
        if (*at == '{')
            at = write_hole(out, node, rule, at, strength);
    }
    if (out->sql.size > LARGEST_SQL)
        rowan__writer_fail(out, ROWAN_LIMIT,
                           "the statement has more than %u bytes of SQL",
                           LARGEST_SQL);
}

/* ---- order --------------------------------------------------------------- */

/* For a database that cannot say where NULLs go: by whether it is NULL, and
 * then by the value. */
static void
write_nulls_order(rowan__writer *out, const rowan__node *node)
{
    bool first = node->op == ROWAN_OP_ASC_NULLS_FIRST ||
                 node->op == ROWAN_OP_DESC_NULLS_FIRST;
    bool descending = node->op == ROWAN_OP_DESC_NULLS_FIRST ||
                      node->op == ROWAN_OP_DESC_NULLS_LAST;

    write_node(out, node->first, SUM);
    rowan__write(out, first ? " IS NOT NULL, " : " IS NULL, ");
    write_node(out, node->first, ANYTHING);
    if (descending)
        rowan__write(out, " DESC");
}

/* ---- columns and operators ----------------------------------------------- */

static void
write_column_node(rowan__writer *out, const rowan__node *node)
{
    for (uint32_t i = 0; i < out->table_count; i++) {
        if (out->tables[i] == node->table) {
            rowan__write_column(out, node->table, node->column);
            return;
        }
    }
    rowan__writer_fail(out, ROWAN_INVALID,
                       "%s names column %s of table %s, %s", out->part,
                       node->column->name,
                       node->table->name != NULL ? node->table->name
                                                 : node->table->model->type,
                       out->cure);
}

/* The column that values beside it are for. */
static const char *
name_beside(const rowan__node *node)
{
    for (const rowan__node *at = node->first; at != NULL; at = at->next)
        if (at->op == ROWAN_OP_COLUMN)
            return at->column->name;
    return NULL;
}

static void
write_operator(rowan__writer *out, const rowan__node *node, unsigned least)
{
    const rowan__op_info *info = &rowan__ops[node->op];
    const rowan_rule *rule = rule_of(out, node);
    binding strength = binding_of(node->op);
    bool aggregates = out->aggregates;
    const char *naming = out->naming;
    bool parentheses;

    if (info->aggregate && !aggregates) {
        rowan__writer_fail(out, ROWAN_INVALID,
                           "%s has the aggregate %s: it can stand in .columns, "
                           ".having and .order_by, and not inside another one",
                           out->part, info->name);
        return;
    }
    if (info->form == ROWAN__FORM_ORDER && node->op > ROWAN_OP_DESC &&
        !rowan__target_has(out->target, ROWAN_FEATURE_NULLS_ORDER)) {
        write_nulls_order(out, node);
        return;
    }
    if (rule == NULL || rule->sql[0] == '\0') {
        rowan__writer_fail(out, ROWAN_UNSUPPORTED,
                           "dialect %s has no way to say %s of %s",
                           out->target->dialect->name, info->name,
                           node->first != NULL
                               ? rowan_kind_name(node->first->kind)
                               : "rows");
        return;
    }
    parentheses = !rule->is_call && strength.own < least;
    if (info->aggregate)
        out->aggregates = false;
    if (parentheses)
        rowan__write(out, "(");
    out->naming = name_beside(node);
    write_template(out, node, rule, strength);
    out->naming = naming;
    if (parentheses)
        rowan__write(out, ")");
    out->aggregates = aggregates;
}

/* Alone, or as the plugin writes its type where nothing else tells it. */
static void
write_literal(rowan__writer *out, const rowan__node *node)
{
    const rowan_rule *rule = rowan__dialect_rule(out->target->dialect,
                                                 ROWAN_OP_LITERAL, node->kind);
    const char *hole = rule != NULL ? strstr(rule->sql, "{0}") : NULL;

    if (hole != NULL)
        rowan__buffer_add(&out->sql, rule->sql, (size_t)(hole - rule->sql));
    rowan__write_bind(out, node->bind, node->kind);
    if (hole != NULL)
        rowan__write(out, hole + strlen("{0}"));
}

static void
write_node(rowan__writer *out, const rowan__node *node, unsigned least)
{
    if (rowan__writer_failed(out))
        return;
    switch (node->op) {
    case ROWAN_OP_COLUMN:
        write_column_node(out, node);
        return;
    case ROWAN_OP_LITERAL:
        write_literal(out, node);
        return;
    case ROWAN__NODE_TRUE:
        rowan__write(out, out->text->true_sql);
        return;
    case ROWAN__NODE_FALSE:
        rowan__write(out, out->text->false_sql);
        return;
    default:
        write_operator(out, node, least);
    }
}

void
rowan__write_expr(rowan__writer *out, const rowan__node *node)
{
    write_node(out, node, ANYTHING);
}

void
rowan__write_exprs(rowan__writer *out, const rowan__node *list)
{
    for (const rowan__node *at = list; at != NULL; at = at->next) {
        if (at != list)
            rowan__write(out, ", ");
        write_node(out, at, ANYTHING);
    }
}

void
rowan__write_where(rowan__writer *out, const rowan__node *where)
{
    if (where == NULL)
        return;
    out->part = ".where";
    out->aggregates = false;
    rowan__write(out, " WHERE ");
    rowan__write_expr(out, where);
}
