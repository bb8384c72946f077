/* SPDX-License-Identifier: MIT */
/* A required text of the plugin is missing. */
#define FIXTURE_NAME no_version
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.version = NULL;
    return &fixture_plugin;
}
