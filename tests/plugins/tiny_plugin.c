/* SPDX-License-Identifier: MIT */
/* Its first table ends before it begins. */
#define FIXTURE_NAME tiny_plugin
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.size = 8;
    return &fixture_plugin;
}
