/* SPDX-License-Identifier: MIT */
/* Values of the kinds without a length, as text and back. */
#ifndef ROWAN_DIALECT_VALUE_TEXT_H
#define ROWAN_DIALECT_VALUE_TEXT_H

#include <rowan/value.h>

enum { ROWAN__VALUE_TEXT_SIZE = 80 }; /* the longest, with its NUL */

/* As rowan_host.value_format and value_parse. */
size_t rowan__value_format(const rowan_value *value, char *buffer);
rowan_status rowan__value_parse(uint32_t kind, const char *text, size_t size,
                                rowan_value *ret_value);

#endif
