/* SPDX-License-Identifier: MIT */
/* In order. */
#define FIXTURE_NAME good
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    return &fixture_plugin;
}
