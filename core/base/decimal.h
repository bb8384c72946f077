/* SPDX-License-Identifier: MIT */
/* Decimals as views. */
#ifndef ROWAN_BASE_DECIMAL_H
#define ROWAN_BASE_DECIMAL_H

#include <stddef.h>

/* rowan_decimal_compare() for texts without a NUL. */
int rowan__decimal_compare(const char *a, size_t a_size, const char *b,
                           size_t b_size);

#endif
