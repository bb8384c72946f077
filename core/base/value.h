/* SPDX-License-Identifier: MIT */
/* What holds for values of a kind. */
#ifndef ROWAN_BASE_VALUE_H
#define ROWAN_BASE_VALUE_H

#include <rowan/value.h>
#include <stdbool.h>

/* Whether values of a kind are views of text or bytes. */
static inline bool
rowan__kind_is_view(uint32_t kind)
{
    const uint32_t views = 1u << ROWAN_KIND_TEXT | 1u << ROWAN_KIND_BYTES |
                           1u << ROWAN_KIND_DECIMAL | 1u << ROWAN_KIND_JSON;

    return kind < ROWAN_KIND_COUNT && (views >> kind & 1) != 0;
}

static inline bool
rowan__value_is_view(const rowan_value *value)
{
    return rowan__kind_is_view(value->kind);
}

/* Whether a value is NULL: a view of nothing is, too. */
static inline bool
rowan__value_is_null(const rowan_value *value)
{
    return value->kind == ROWAN_KIND_NULL ||
           (rowan__value_is_view(value) && value->as.text.data == NULL);
}

#endif
