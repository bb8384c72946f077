/* SPDX-License-Identifier: MIT */
/* Claims an alias of its own, and one that alias_two claims, too. */
#define FIXTURE_NAME alias_one
#include "fixture.h"

static const char *const aliases[] = {"only_one", "twin", NULL};

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.aliases = aliases;
    return &fixture_plugin;
}
