/* SPDX-License-Identifier: MIT */
/* Capabilities without numbers. */
#define FIXTURE_NAME tiny_capabilities
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_offline.size = 8;
    return &fixture_plugin;
}
