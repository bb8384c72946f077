/* SPDX-License-Identifier: MIT */
/* The library that needs_gone was linked to. Its name in needs_gone is one
 * under which it never exists. */
#include <rowan/export.h>

#include <stdint.h>

ROWAN_API uint32_t gone_minor(void);

uint32_t
gone_minor(void)
{
    return 0;
}
