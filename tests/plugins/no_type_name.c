/* SPDX-License-Identifier: MIT */
/* A required function of the dialect is missing. */
#define FIXTURE_NAME no_type_name
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_dialect.type_name = NULL;
    return &fixture_plugin;
}
