/* SPDX-License-Identifier: MIT */
/* A required text of the catalog is missing. */
#define FIXTURE_NAME no_has_table
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_catalog.has_table_sql = NULL;
    return &fixture_plugin;
}
