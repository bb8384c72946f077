/* SPDX-License-Identifier: MIT */
/* Conditions copied off the stack, with all that they point to. */
#include "base/alloc.h"
#include "base/arena.h"
#include "base/error_priv.h"
#include "sql/ops.h"
#include "sql/shape.h"

#include <string.h>

const rowan_expr rowan_expr_none = {.op = ROWAN_OP_NONE};

struct rowan_condition {
    rowan__arena arena;
    const rowan_expr *root;
};

typedef struct copier {
    rowan__arena *arena;
    uint32_t node_count;
    rowan_status status;
    rowan_error *err;
} copier;

static const rowan_expr *copy_expr(copier *to, const rowan_expr *expr,
                                   unsigned depth);

static void *
no_memory(copier *to)
{
    if (to->status == ROWAN_OK)
        to->status = rowan__error_no_memory(to->err);
    return NULL;
}

static void *
invalid(copier *to, const char *reason)
{
    if (to->status == ROWAN_OK)
        to->status = rowan__error_set(to->err, ROWAN_INVALID,
                                      "rowan_condition_copy: %s", reason);
    return NULL;
}

static void *
allocate(copier *to, size_t count, size_t size)
{
    size_t total = 0;
    void *memory = rowan__size_mul(count, size, &total)
                       ? rowan__arena_alloc(to->arena, total)
                       : NULL;

    return memory != NULL ? memory : no_memory(to);
}

static bool
copy_text(copier *to, rowan_view *text)
{
    size_t size = text->size;

    if (size == SIZE_MAX)
        size = strlen(text->data);
    text->data = rowan__arena_text(to->arena, text->data, size);
    text->size = size;
    return text->data != NULL || no_memory(to) != NULL;
}

static bool
copy_value(copier *to, rowan_value *value)
{
    switch (value->kind) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return value->as.text.data == NULL || copy_text(to, &value->as.text);
    default:
        return true;
    }
}

static bool
copy_operands(copier *to, rowan_expr *copy, int count, unsigned depth)
{
    for (int i = 0; i < count; i++) {
        copy->as.operands[i] = copy_expr(to, copy->as.operands[i], depth);
        if (copy->as.operands[i] == NULL)
            return false;
    }
    return true;
}

static bool
copy_list(copier *to, rowan_expr *copy, unsigned depth)
{
    const rowan_expr *const *from = copy->as.list;
    const rowan_expr **list;
    size_t count = 0;

    if (from == NULL)
        return invalid(to, "an operator has no list of operands") != NULL;
    while (from[count] != NULL)
        count++;
    list = allocate(to, count + 1, sizeof(*list));
    if (list == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        list[i] = copy_expr(to, from[i], depth);
        if (list[i] == NULL)
            return false;
    }
    list[count] = NULL;
    copy->as.list = list;
    return true;
}

/* ---- IN ------------------------------------------------------------------ */

static size_t
item_size(uint32_t array_kind)
{
    switch (array_kind) {
    case ROWAN_KIND_INT16:
        return sizeof(int16_t);
    case ROWAN_KIND_INT32:
        return sizeof(int32_t);
    case ROWAN_KIND_INT64:
        return sizeof(int64_t);
    case ROWAN_KIND_DOUBLE:
        return sizeof(double);
    case ROWAN_KIND_TEXT:
        return sizeof(const char *);
    case ROWAN_KIND_UUID:
        return sizeof(rowan_uuid);
    default:
        return 0;
    }
}

static bool
copy_array(copier *to, rowan_expr *copy)
{
    size_t size = item_size(copy->as.in.array_kind);
    void *items;

    if (copy->count == 0)
        return true;
    if (size == 0 || copy->as.in.items == NULL)
        return invalid(to, "IN has an array of no known kind") != NULL;
    items = allocate(to, copy->count, size);
    if (items == NULL)
        return false;
    memcpy(items, copy->as.in.items, copy->count * size);
    copy->as.in.items = items;
    if (copy->as.in.array_kind != ROWAN_KIND_TEXT)
        return true;
    for (uint32_t i = 0; i < copy->count; i++) {
        rowan_view text = {((const char **)items)[i], SIZE_MAX};

        if (text.data != NULL && !copy_text(to, &text))
            return false;
        ((const char **)items)[i] = text.data;
    }
    return true;
}

static bool
copy_nodes(copier *to, rowan_expr *copy, unsigned depth)
{
    const rowan_expr *from = copy->as.in.items;
    rowan_expr *items;
    size_t count = 0;

    if (from == NULL)
        return invalid(to, "IN has no items") != NULL;
    while (from[count].op != ROWAN_OP_NONE)
        count++;
    items = allocate(to, count + 1, sizeof(*items));
    if (items == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const rowan_expr *item = copy_expr(to, &from[i], depth);

        if (item == NULL)
            return false;
        items[i] = *item;
    }
    items[count] = rowan_expr_none;
    copy->as.in.items = items;
    return true;
}

static bool
copy_in(copier *to, rowan_expr *copy, unsigned depth)
{
    copy->as.in.needle = copy_expr(to, copy->as.in.needle, depth);
    if (copy->as.in.needle == NULL)
        return false;
    if (copy->as.in.array_kind != 0)
        return copy_array(to, copy);
    return copy_nodes(to, copy, depth);
}

/* ---- nodes --------------------------------------------------------------- */

static bool
copy_parts(copier *to, rowan_expr *copy, unsigned depth)
{
    const rowan__op_info *info = &rowan__ops[copy->op];

    switch ((rowan__form)info->form) {
    case ROWAN__FORM_EMPTY:
    case ROWAN__FORM_COLUMN:
        return true;
    case ROWAN__FORM_LITERAL:
        return copy_value(to, &copy->as.literal);
    case ROWAN__FORM_OPERANDS:
    case ROWAN__FORM_NOT:
    case ROWAN__FORM_PATTERN:
    case ROWAN__FORM_ORDER:
        return copy_operands(to, copy, info->operands, depth);
    case ROWAN__FORM_JUNCTION:
    case ROWAN__FORM_LIST:
        return copy_list(to, copy, depth);
    case ROWAN__FORM_IN:
        return copy_in(to, copy, depth);
    case ROWAN__FORM_MADE:
    case ROWAN__FORM_UNKNOWN:
        break;
    }
    return invalid(to, "an expression has an operator that is none") != NULL;
}

static const rowan_expr *
copy_expr(copier *to, const rowan_expr *expr, unsigned depth)
{
    rowan_expr *copy;

    if (expr == NULL)
        return invalid(to, "an operand is missing (its node is NULL)");
    if (expr->op >= ROWAN__OPS_LIMIT)
        return invalid(to, "an expression has an operator that is none");
    if (depth > ROWAN__SHAPE_DEPTH_MAX ||
        ++to->node_count > ROWAN__SHAPE_NODES_MAX)
        return invalid(to, "expressions nest too deeply, or are too many");
    copy = allocate(to, 1, sizeof(*copy));
    if (copy == NULL)
        return NULL;
    *copy = *expr;
    return copy_parts(to, copy, depth + 1) ? copy : NULL;
}

rowan_status
rowan_condition_copy(rowan_bool_expr expr, rowan_condition **ret_copy,
                     rowan_error *err)
{
    rowan_condition *condition;
    copier to = {.err = err};

    if (expr.node == NULL || ret_copy == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "rowan_condition_copy: there is no condition");
    condition = rowan__calloc(1, sizeof(*condition));
    if (condition == NULL)
        return rowan__error_no_memory(err);
    rowan__arena_init(&condition->arena, 0);
    to.arena = &condition->arena;
    condition->root = copy_expr(&to, expr.node, 0);
    if (condition->root == NULL)
        rowan_condition_free(condition);
    else
        *ret_copy = condition;
    return to.status;
}

rowan_bool_expr
rowan_condition_expr(const rowan_condition *condition)
{
    return (rowan_bool_expr){condition != NULL ? condition->root : NULL};
}

void
rowan_condition_free(rowan_condition *condition)
{
    if (condition == NULL)
        return;
    rowan__arena_done(&condition->arena);
    rowan__free(condition);
}
