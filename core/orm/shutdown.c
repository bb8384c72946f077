/* SPDX-License-Identifier: MIT */
/* The end of a process that checks for leaks: from the roof to the ground. */
#include "dialect/dialect.h"
#include "orm/map/mapping.h"

#include <rowan/memory.h>

void
rowan_shutdown(void)
{
    rowan__mapping_shutdown();
    rowan__schema_shutdown();
    rowan__dialect_shutdown();
}
