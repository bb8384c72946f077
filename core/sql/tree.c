/* SPDX-License-Identifier: MIT */
/* Reads what shape.c, walk.c and items.c write; a key is always whole. */
#include "sql/tree.h"

#include "sql/shape_priv.h"

typedef struct reader {
    const rowan__shape *shape;
    const unsigned char *at;
    rowan__arena *arena;
    uint32_t table_count; /* those that the key has named so far */
    uint32_t bind_count;
    bool failed; /* out of memory */
} reader;

static rowan__node *read_expr(reader *in);

static uint32_t
read_number(reader *in)
{
    uint32_t number = *in->at++;

    if (number != ROWAN__KEY_WIDE)
        return number;
    number = 0;
    for (int shift = 0; shift < 32; shift += 8)
        number |= (uint32_t)*in->at++ << shift;
    return number;
}

static const rowan__table *
read_table(reader *in)
{
    uint32_t index = read_number(in);

    if (index == in->table_count) {
        (void)read_number(in); /* the table's own number */
        in->table_count++;
    }
    return in->shape->tables[index];
}

static bool
at_end(reader *in)
{
    if (*in->at != ROWAN__KEY_END)
        return false;
    in->at++;
    return true;
}

static rowan__node *
new_node(reader *in, uint32_t op, uint32_t kind)
{
    rowan__node *node = rowan__arena_zalloc(in->arena, sizeof(*node));

    if (node == NULL) {
        in->failed = true;
        return NULL;
    }
    node->op = op;
    node->kind = kind;
    return node;
}

static rowan__node *
read_binds(reader *in, uint32_t op, uint32_t kind, uint32_t count)
{
    rowan__node *node = new_node(in, op, kind);

    if (node != NULL) {
        node->bind = in->bind_count;
        node->count = count;
    }
    in->bind_count += count;
    return node;
}

static rowan__node *
read_column(reader *in)
{
    rowan__node *node = new_node(in, ROWAN_OP_COLUMN, 0);
    const rowan__table *table = read_table(in);
    const rowan__column *column = &table->columns[read_number(in)];

    if (node != NULL) {
        node->table = table;
        node->column = column;
        node->kind = column->type.kind;
    }
    return node;
}

/* Reads expressions until the list's end, or count of them. */
static rowan__node *
read_list(reader *in, uint32_t count)
{
    rowan__node *first = NULL;
    rowan__node **last = &first;

    for (uint32_t i = 0; i < count && !in->failed && !at_end(in); i++) {
        *last = read_expr(in);
        if (*last != NULL)
            last = &(*last)->next;
    }
    return first;
}

static rowan__node *
read_items(reader *in)
{
    uint32_t kind;

    if (*in->at != ROWAN__KEY_VALUES)
        return read_list(in, UINT32_MAX);
    in->at++;
    kind = *in->at++;
    return read_binds(in, ROWAN__NODE_VALUES, kind, read_number(in));
}

/* Sums of small numbers are bigger numbers. */
static uint32_t
result_kind(const rowan__op_info *info, uint32_t op, uint32_t first)
{
    if (info->kind != 0)
        return info->kind;
    if (op != ROWAN_OP_SUM)
        return first;
    if (first == ROWAN_KIND_INT16 || first == ROWAN_KIND_INT32)
        return ROWAN_KIND_INT64;
    return first == ROWAN_KIND_FLOAT ? ROWAN_KIND_DOUBLE : first;
}

static rowan__node *
read_operator(reader *in, uint32_t op)
{
    const rowan__op_info *info = &rowan__ops[op];
    rowan__node *node = new_node(in, op, 0);
    rowan__node *first;

    switch ((rowan__form)info->form) {
    case ROWAN__FORM_JUNCTION:
    case ROWAN__FORM_LIST:
        first = read_list(in, UINT32_MAX);
        break;
    case ROWAN__FORM_IN:
        first = read_expr(in);
        if (first != NULL)
            first->next = read_items(in);
        break;
    default:
        first = read_list(in, info->operands);
        break;
    }
    if (node != NULL) {
        node->first = first;
        node->kind = result_kind(info, op, first != NULL ? first->kind : 0);
    }
    return node;
}

static rowan__node *
read_expr(reader *in)
{
    uint32_t byte = *in->at++;

    if (in->failed)
        return NULL;
    if (byte == ROWAN__KEY_FALSE || byte == ROWAN__KEY_TRUE)
        return new_node(in,
                        byte == ROWAN__KEY_TRUE ? ROWAN__NODE_TRUE
                                                : ROWAN__NODE_FALSE,
                        ROWAN_KIND_BOOL);
    if (byte == ROWAN__KEY_LIST)
        return read_binds(in, ROWAN_OP_LITERAL, ROWAN_KIND_LIST | *in->at++, 1);
    if ((byte & ROWAN__KEY_LITERAL) != 0)
        return read_binds(in, ROWAN_OP_LITERAL, byte & 0x1f, 1);
    if (byte == ROWAN_OP_COLUMN)
        return read_column(in);
    return read_operator(in, byte);
}

static rowan__node *
read_condition(reader *in)
{
    if (in->failed)
        return NULL;
    if (*in->at == ROWAN_OP_NONE) {
        in->at++;
        return NULL;
    }
    return read_expr(in);
}

/* A list of expressions, each after the column of table that it is for. */
static rowan__node *
read_targets(reader *in, const rowan__table *table)
{
    rowan__node *first = NULL;
    rowan__node **last = &first;

    while (!in->failed && !at_end(in)) {
        const rowan__column *target = &table->columns[read_number(in)];

        *last = read_expr(in);
        if (*last != NULL) {
            (*last)->target = target;
            last = &(*last)->next;
        }
    }
    return first;
}

static rowan__tree_join *
read_joins(reader *in)
{
    rowan__tree_join *first = NULL;
    rowan__tree_join **last = &first;

    while (!in->failed && !at_end(in)) {
        rowan__tree_join *join = rowan__arena_zalloc(in->arena, sizeof(*join));

        if (join == NULL) {
            in->failed = true;
            break;
        }
        join->kind = (rowan_join_kind)*in->at++;
        join->table = read_table(in);
        join->on = read_condition(in);
        *last = join;
        last = &join->next;
    }
    return first;
}

static void
read_query(reader *in, rowan__tree *tree)
{
    uint32_t flags = *in->at++;

    tree->distinct = (flags & ROWAN__KEY_DISTINCT) != 0;
    tree->has_limit = (flags & ROWAN__KEY_LIMIT) != 0;
    tree->has_offset = (flags & ROWAN__KEY_OFFSET) != 0;
    if (tree->kind == ROWAN_STATEMENT_SELECT) {
        tree->outputs = read_targets(in, tree->table);
        if (!in->failed && *in->at++ != 0)
            tree->from = read_table(in);
    }
    tree->joins = read_joins(in);
    tree->where = read_condition(in);
    if (tree->kind == ROWAN_STATEMENT_SELECT) {
        tree->groups = in->failed ? NULL : read_list(in, UINT32_MAX);
        tree->having = read_condition(in);
    }
    if (!in->failed && (tree->kind == ROWAN_STATEMENT_SELECT ||
                        tree->kind == ROWAN_STATEMENT_FIND))
        tree->order = read_list(in, UINT32_MAX);
    if (tree->has_limit)
        tree->limit = in->bind_count++;
    if (tree->has_offset)
        tree->offset = in->bind_count++;
}

const rowan__tree *
rowan__tree_of(const rowan__shape *shape, rowan__arena *arena)
{
    reader in = {.shape = shape, .at = shape->key, .arena = arena};
    rowan__tree *tree = rowan__arena_zalloc(arena, sizeof(*tree));

    if (tree == NULL)
        return NULL;
    tree->kind = (rowan_statement_kind)*in.at++;
    tree->table = read_table(&in);
    if (tree->kind == ROWAN_STATEMENT_UPDATE)
        tree->assignments = read_targets(&in, tree->table);
    if (tree->kind == ROWAN_STATEMENT_UPDATE ||
        tree->kind == ROWAN_STATEMENT_DELETE)
        tree->where = read_condition(&in);
    else
        read_query(&in, tree);
    tree->bind_count = in.bind_count;
    return in.failed ? NULL : tree;
}
