/* SPDX-License-Identifier: MIT */
/* Decimals as views. */
#ifndef ROWAN_BASE_DECIMAL_H
#define ROWAN_BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/* rowan_decimal_compare() for texts without a NUL. */
int rowan__decimal_compare(const char *a, size_t a_size, const char *b,
                           size_t b_size);

/* How many digits it has before and after the point that change its value;
 * false if it is no decimal. */
bool rowan__decimal_digits(const char *text, size_t size, size_t *ret_whole,
                           size_t *ret_places);

#endif
