/* SPDX-License-Identifier: MIT */
/* A table that ends inside its last required slot. */
#define FIXTURE_NAME tiny_catalog
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_catalog.size =
        offsetof(rowan_catalog, has_table_sql) + sizeof(void *) - 1;
    return &fixture_plugin;
}
