/* SPDX-License-Identifier: MIT */
/* Claims an alias that alias_one claims, too. */
#define FIXTURE_NAME alias_two
#include "fixture.h"

static const char *const aliases[] = {"twin", NULL};

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.aliases = aliases;
    return &fixture_plugin;
}
