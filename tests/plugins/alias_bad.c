/* SPDX-License-Identifier: MIT */
/* An alias that could leave the plugin directory. */
#define FIXTURE_NAME alias_bad
#include "fixture.h"

static const char *const aliases[] = {"../etc", NULL};

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.aliases = aliases;
    return &fixture_plugin;
}
