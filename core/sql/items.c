/* SPDX-License-Identifier: MIT */
/* The items of IN. */
#include "sql/shape_priv.h"

#include <string.h>

bool
rowan__array_item(uint32_t kind, const void *items, size_t i,
                  rowan_value *ret_value)
{
    *ret_value = (rowan_value){.kind = kind};
    switch (kind) {
    case ROWAN_KIND_INT16:
        ret_value->as.integer = ((const int16_t *)items)[i];
        return true;
    case ROWAN_KIND_INT32:
        ret_value->as.integer = ((const int32_t *)items)[i];
        return true;
    case ROWAN_KIND_INT64:
        ret_value->as.integer = ((const int64_t *)items)[i];
        return true;
    case ROWAN_KIND_DOUBLE:
        ret_value->as.real = ((const double *)items)[i];
        return true;
    case ROWAN_KIND_TEXT:
        ret_value->as.text.data = ((const char *const *)items)[i];
        ret_value->as.text.size = SIZE_MAX;
        return true;
    case ROWAN_KIND_UUID:
        ret_value->as.uuid = ((const rowan_uuid *)items)[i];
        return true;
    default:
        return false;
    }
}

static bool
add_value(rowan__shape *shape, const char *op, const rowan_value *value,
          rowan__typed needle, uint32_t *ret_kind)
{
    if (rowan__value_is_null(value)) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "%s: an item of the list is NULL, which no value "
                          "equals: ask rowan_is_null besides",
                          op);
        return false;
    }
    *ret_kind = rowan__shape_value(shape, op, value, needle);
    return *ret_kind != 0;
}

/* Lists are as long as a power of two or, where so many items too many begin to
 * cost, one and a half of it. Very long ones, of which there are few, are a
 * multiple of this. */
#define LONG_LIST 1024
#define HALVED_FROM 16

uint32_t
rowan__shape_list_size(uint32_t count)
{
    uint32_t size = 1;

    if (count > LONG_LIST)
        return count > UINT32_MAX - LONG_LIST
                   ? count
                   : (count + LONG_LIST - 1) / LONG_LIST * LONG_LIST;
    while (size < count)
        size *= 2;
    if (size > HALVED_FROM && count <= size - size / 4)
        size -= size / 4;
    return size;
}

/* Makes one bind of the last count ones. */
static bool
gather(rowan__shape *shape, uint32_t count, uint32_t kind)
{
    size_t size = count * sizeof(*shape->bind_memory);
    rowan_value *items = rowan__arena_alloc(shape->scratch, size);
    rowan_value *bind;

    if (items == NULL) {
        rowan__shape_fail(shape, ROWAN_NO_MEMORY, "%s",
                          rowan_status_text(ROWAN_NO_MEMORY));
        return false;
    }
    shape->bind_count -= count;
    bind = &shape->bind_memory[shape->bind_count++];
    memcpy(items, bind, size);
    *bind = (rowan_value){.kind = ROWAN_KIND_LIST | kind,
                          .as.list = {items, count}};
    rowan__key_put(shape, ROWAN__KEY_LIST);
    rowan__key_put(shape, kind);
    return true;
}

/* How long this list is made: shorter than it would be by what its statement
 * has too much. */
static uint32_t
filled_size(rowan__shape *shape, uint32_t count)
{
    uint32_t size = rowan__shape_list_size(count);
    uint32_t less = size - count < shape->excess ? size - count : shape->excess;

    shape->excess -= less;
    return size - less;
}

/* Ends a list of count binds: they are one, or there is the last one again
 * and only their number and kind in the key. */
static bool
end_list(rowan__shape *shape, size_t op_at, uint32_t count, uint32_t kind)
{
    uint32_t size = filled_size(shape, count);

    if (shape->binds_arrays) {
        shape->memory[op_at] = shape->memory[op_at] == ROWAN_OP_IN
                                   ? ROWAN_OP_IN_ARRAY
                                   : ROWAN_OP_NOT_IN_ARRAY;
        return gather(shape, count, kind);
    }
    for (uint32_t i = count; i < size; i++) {
        rowan_value *bind = rowan__shape_bind(shape);

        if (bind == NULL)
            return false;
        *bind = shape->bind_memory[shape->bind_count - 2];
    }
    rowan__key_put(shape, ROWAN__KEY_VALUES);
    rowan__key_put(shape, kind);
    rowan__key_number(shape, size);
    return true;
}

static bool
add_array(rowan__shape *shape, const rowan_expr *expr, rowan__typed needle,
          size_t op_at)
{
    const char *op = rowan__ops[expr->op].name;
    uint32_t kind = 0;

    for (uint32_t i = 0; i < expr->count; i++) {
        rowan_value value;

        if (!rowan__array_item(expr->as.in.array_kind, expr->as.in.items, i,
                               &value)) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "%s: no array has items of kind %u", op,
                              (unsigned)expr->as.in.array_kind);
            return false;
        }
        if (!add_value(shape, op, &value, needle, &kind))
            return false;
    }
    return end_list(shape, op_at, expr->count, kind);
}

static bool
add_literals(rowan__shape *shape, const rowan_expr *expr, rowan__typed needle,
             size_t op_at)
{
    const rowan_expr *item = expr->as.in.items;
    const char *op = rowan__ops[expr->op].name;
    uint32_t kind = 0, count = 0;

    for (; item->op != ROWAN_OP_NONE; item++, count++) {
        if (item->kind == ROWAN_KIND_COUNT) {
            rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                              "%s: an unsigned number is beyond int64_t", op);
            return false;
        }
        if (!add_value(shape, op, &item->as.literal, needle, &kind))
            return false;
    }
    return end_list(shape, op_at, count, kind);
}

/* Expressions among the items: each is in the key. */
static bool
add_mixed(rowan__shape *shape, const rowan_expr *expr, rowan__typed needle,
          unsigned depth)
{
    const rowan_expr *item = expr->as.in.items;
    const char *op = rowan__ops[expr->op].name;

    for (; item->op != ROWAN_OP_NONE; item++) {
        rowan__typed typed = needle;

        if (item->op == ROWAN_OP_LITERAL) {
            uint32_t kind = 0;

            if (!rowan__key_room(shape) ||
                !add_value(shape, op, &item->as.literal, needle, &kind))
                return false;
            rowan__key_put(shape, ROWAN__KEY_LITERAL | kind);
        } else {
            typed = rowan__shape_expr(shape, item, depth);
        }
        if (typed.family == 0)
            return false;
        if (!rowan__typed_same(typed, needle)) {
            rowan__shape_fail(shape, ROWAN_INVALID, "%s: %s among %s", op,
                              rowan__family_name(typed.family),
                              rowan__family_name(needle.family));
            return false;
        }
    }
    if (!rowan__key_room(shape))
        return false;
    rowan__key_put(shape, ROWAN__KEY_END);
    return true;
}

bool
rowan__shape_items(rowan__shape *shape, const rowan_expr *expr,
                   rowan__typed needle, size_t op_at, unsigned depth)
{
    const rowan_expr *item = expr->as.in.items;

    if (expr->as.in.array_kind != 0)
        return add_array(shape, expr, needle, op_at);
    while (item->op == ROWAN_OP_LITERAL)
        item++;
    if (item->op == ROWAN_OP_NONE)
        return add_literals(shape, expr, needle, op_at);
    return add_mixed(shape, expr, needle, depth);
}
