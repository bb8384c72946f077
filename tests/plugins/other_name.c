/* SPDX-License-Identifier: MIT */
/* Calls itself otherwise than its file. */
#define FIXTURE_NAME other_name
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.name = "somebody_else";
    return &fixture_plugin;
}
