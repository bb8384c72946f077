/* SPDX-License-Identifier: MIT */
/* Literals become binds, adapted to what they are compared with or set. */
#include "sql/shape_priv.h"

#include "base/error_priv.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Integers up to here are doubles exactly, and so are some beyond. */
#define EXACT_DOUBLE (INT64_C(1) << 53)

/* The place of a column in messages. */
static const char *
column_name(rowan__typed beside)
{
    return beside.column != NULL ? beside.column->name : "this expression";
}

static uint32_t
put_bool(rowan__shape *shape, rowan_value *bind, rowan__typed beside)
{
    if (bind->as.integer != 0 && bind->as.integer != 1) {
        rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                          "%s is a boolean: compare it with true or false, "
                          "not with another number",
                          column_name(beside));
        return 0;
    }
    return bind->kind = ROWAN_KIND_BOOL;
}

static uint32_t
put_real(rowan__shape *shape, rowan_value *bind, rowan__typed beside)
{
    int64_t integer = bind->as.integer;
    double real = (double)integer;

    if ((integer > EXACT_DOUBLE || integer < -EXACT_DOUBLE) &&
        (real >= 0x1p63 || (int64_t)real != integer)) {
        rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                          "an integer beside %s is not exact as a "
                          "floating-point number",
                          column_name(beside));
        return 0;
    }
    bind->as.real = real;
    return bind->kind = ROWAN_KIND_DOUBLE;
}

static uint32_t
put_decimal(rowan__shape *shape, rowan_value *bind)
{
    char *text = rowan__arena_alloc(shape->scratch, ROWAN_INT64_TEXT_SIZE);

    if (text == NULL) {
        rowan__shape_fail(shape, ROWAN_NO_MEMORY, "%s",
                          rowan_status_text(ROWAN_NO_MEMORY));
        return 0;
    }
    bind->as.text.size =
        (size_t)(rowan__text_put_int(text, bind->as.integer) - text);
    bind->as.text.data = text;
    return bind->kind = ROWAN_KIND_DECIMAL;
}

static uint32_t
put_label(rowan__shape *shape, rowan_value *bind, rowan__typed beside)
{
    const rowan_enum *type = beside.column->property->enumeration();

    for (size_t i = 0; i < type->label_count; i++) {
        const char *label = type->labels[i].label;

        if (type->labels[i].number == bind->as.integer) {
            bind->as.text.data = label;
            bind->as.text.size = strlen(label);
            return bind->kind = ROWAN_KIND_TEXT;
        }
    }
    rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                      "%s is of enumeration %s, of which %lld is no constant",
                      beside.column->name, type->name,
                      (long long)bind->as.integer);
    return 0;
}

/* An integer of C beside something else than an integer. */
static uint32_t
put_integer(rowan__shape *shape, const char *op, rowan_value *bind,
            rowan__typed beside)
{
    switch (beside.family) {
    case ROWAN__IS_BOOL:
        return put_bool(shape, bind, beside);
    case ROWAN__IS_REAL:
        return put_real(shape, bind, beside);
    case ROWAN__IS_DECIMAL:
        return put_decimal(shape, bind);
    case ROWAN__IS_ENUM:
        return put_label(shape, bind, beside);
    default:
        rowan__shape_fail(shape, ROWAN_INVALID, "%s: %s against an integer", op,
                          rowan__family_name(beside.family));
        return 0;
    }
}

/* One kind for the C types of one family, and the length of texts. */
static uint32_t
put_plain(rowan__shape *shape, rowan_value *bind, rowan__typed beside)
{
    rowan_view *text = &bind->as.text;

    if (rowan__value_is_view(bind) && text->size == SIZE_MAX)
        text->size = strlen(text->data);
    switch (bind->kind) {
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
        return bind->kind = ROWAN_KIND_INT64;
    case ROWAN_KIND_FLOAT:
        return bind->kind = ROWAN_KIND_DOUBLE;
    case ROWAN_KIND_BOOL:
        bind->as.integer = bind->as.integer != 0;
        return bind->kind;
    case ROWAN_KIND_DECIMAL:
        if (!rowan_decimal_is_valid(text->data, text->size)) {
            rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                              "the text of a rowan_decimal beside %s is no "
                              "decimal number: -12.50 is one",
                              column_name(beside));
            return 0;
        }
        return bind->kind;
    default:
        return bind->kind;
    }
}

static inline uint32_t
adapt(rowan__shape *shape, const char *op, const rowan_value *value,
      rowan__typed beside)
{
    uint32_t family = rowan__kind_family(value->kind);
    rowan_value *bind = rowan__shape_bind(shape);

    if (bind == NULL)
        return 0;
    *bind = *value;
    bind->reserved = 0;
    if (beside.family == ROWAN__IS_CUSTOM) {
        rowan__shape_fail(shape, ROWAN_INVALID,
                          "%s: column %s is kept through codec %s, so a plain "
                          "value cannot stand beside it",
                          op, beside.column->name,
                          beside.column->property->codec->name);
        return 0;
    }
    if (family == beside.family)
        return put_plain(shape, bind, beside);
    if (family == ROWAN__IS_INT)
        return put_integer(shape, op, bind, beside);
    rowan__shape_fail(shape, ROWAN_INVALID, "%s: %s against %s", op,
                      rowan__family_name(beside.family),
                      rowan__family_name(family));
    return 0;
}

uint32_t
rowan__shape_value(rowan__shape *shape, const char *op,
                   const rowan_value *value, rowan__typed beside)
{
    uint32_t kind = adapt(shape, op, value, beside);

    if (kind == 0 && shape->status == ROWAN_OUT_OF_RANGE &&
        beside.column != NULL)
        rowan__error_column(shape->err, beside.column->name);
    return kind;
}

/* An integer or real into a column of its own family that is narrower. */
static bool
narrow(rowan__shape *shape, rowan_value *bind, const rowan__column *column)
{
    uint32_t kind = column->type.kind;
    int64_t most = kind == ROWAN_KIND_INT16 ? INT16_MAX : INT32_MAX;

    if (kind == ROWAN_KIND_FLOAT && bind->kind == ROWAN_KIND_DOUBLE) {
        if (isfinite(bind->as.real) && fabs(bind->as.real) > FLT_MAX)
            goto out_of_range;
        bind->as.real = (float)bind->as.real;
    } else if (kind == ROWAN_KIND_INT16 || kind == ROWAN_KIND_INT32) {
        if (bind->as.integer > most || bind->as.integer < -most - 1)
            goto out_of_range;
    }
    bind->kind = kind;
    return true;

out_of_range:
    rowan__shape_fail(shape, ROWAN_OUT_OF_RANGE,
                      "column %s is %s, which cannot hold this number",
                      column->name, rowan_kind_name(kind));
    rowan__error_column(shape->err, column->name);
    return false;
}

bool
rowan__shape_assigned(rowan__shape *shape, const rowan_value *value,
                      const rowan__column *column)
{
    rowan__typed beside = rowan__column_typed(column);
    rowan_value *bind;

    if (rowan__value_is_null(value)) {
        if (!column->nullable) {
            rowan__shape_fail(shape, ROWAN_INVALID,
                              "column %s must have a value: it cannot be set "
                              "to NULL",
                              column->name);
            return false;
        }
        bind = rowan__shape_bind(shape);
        if (bind == NULL)
            return false;
        *bind = (rowan_value){.kind = ROWAN_KIND_NULL};
    } else {
        if (rowan__shape_value(shape, "rowan_set", value, beside) == 0)
            return false;
        bind = &shape->bind_memory[shape->bind_count - 1];
        if (!narrow(shape, bind, column))
            return false;
        shape->status = rowan__column_check(column, bind, shape->err);
        if (shape->status != ROWAN_OK)
            return false;
    }
    rowan__key_put(shape, ROWAN__KEY_LITERAL | column->type.kind);
    return true;
}

static bool
is_sign(char character)
{
    return character == '%' || character == '_' || character == '\\';
}

bool
rowan__shape_pattern(rowan__shape *shape, uint32_t op, const rowan_value *text)
{
    const char *from = text->as.text.data;
    size_t size = text->as.text.size;
    rowan_value *bind = rowan__shape_bind(shape);
    char *pattern, *to;

    if (bind == NULL)
        return false;
    if (size == SIZE_MAX)
        size = strlen(from);
    /* Each byte may need a backslash before it, and there are two ends. */
    to = pattern = size > SIZE_MAX / 2 - 2
                       ? NULL
                       : rowan__arena_alloc(shape->scratch, 2 * size + 2);
    if (pattern == NULL) {
        rowan__shape_fail(shape, ROWAN_NO_MEMORY, "%s",
                          rowan_status_text(ROWAN_NO_MEMORY));
        return false;
    }
    if (op != ROWAN_OP_STARTS_WITH)
        *to++ = '%';
    for (size_t i = 0; i < size; i++) {
        if (is_sign(from[i]))
            *to++ = '\\';
        *to++ = from[i];
    }
    if (op != ROWAN_OP_ENDS_WITH)
        *to++ = '%';
    *bind = (rowan_value){
        .kind = ROWAN_KIND_TEXT,
        .as.text = {pattern, (size_t)(to - pattern)},
    };
    rowan__key_put(shape, ROWAN__KEY_LITERAL | ROWAN_KIND_TEXT);
    return true;
}
