/* SPDX-License-Identifier: MIT */
/* The items of IN. */
#include "sql/shape_priv.h"

/* Item i of an array of C values; false for kinds that no array has. */
static bool
array_item(const rowan_expr *expr, uint32_t i, rowan_value *ret_value)
{
    const void *items = expr->as.in.items;

    *ret_value = (rowan_value){.kind = expr->as.in.array_kind};
    switch (expr->as.in.array_kind) {
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

/* Lists are as long as a power of two, and very long ones, of which there are
 * few, a multiple of this: a power could be more than a database takes. */
#define LONG_LIST 1024

static uint32_t
padded(uint32_t count)
{
    uint32_t size = 1;

    if (count > LONG_LIST)
        return count > UINT32_MAX - LONG_LIST
                   ? count
                   : (count + LONG_LIST - 1) / LONG_LIST * LONG_LIST;
    while (size < count)
        size *= 2;
    return size;
}

uint32_t
rowan__shape_list_within(uint32_t most)
{
    uint32_t size = 1;

    if (most >= LONG_LIST)
        return most / LONG_LIST * LONG_LIST;
    while (size * 2 <= most)
        size *= 2;
    return size;
}

/* Ends a list of count binds: the last one again, and only their number and
 * kind in the key. */
static bool
pad(rowan__shape *shape, uint32_t count, uint32_t kind)
{
    uint32_t size = padded(count);

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
add_array(rowan__shape *shape, const rowan_expr *expr, rowan__typed needle)
{
    const char *op = rowan__ops[expr->op].name;
    uint32_t kind = 0;

    for (uint32_t i = 0; i < expr->count; i++) {
        rowan_value value;

        if (!array_item(expr, i, &value)) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "%s: no array has items of kind %u", op,
                              (unsigned)expr->as.in.array_kind);
            return false;
        }
        if (!add_value(shape, op, &value, needle, &kind))
            return false;
    }
    return pad(shape, expr->count, kind);
}

static bool
add_literals(rowan__shape *shape, const rowan_expr *expr, rowan__typed needle)
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
    return pad(shape, count, kind);
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
                   rowan__typed needle, unsigned depth)
{
    const rowan_expr *item = expr->as.in.items;

    if (expr->as.in.array_kind != 0)
        return add_array(shape, expr, needle);
    while (item->op == ROWAN_OP_LITERAL)
        item++;
    if (item->op == ROWAN_OP_NONE)
        return add_literals(shape, expr, needle);
    return add_mixed(shape, expr, needle, depth);
}
