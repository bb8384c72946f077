/* SPDX-License-Identifier: MIT */
/* A required table is missing. */
#define FIXTURE_NAME no_driver
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.driver = NULL;
    return &fixture_plugin;
}
