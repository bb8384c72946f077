/* SPDX-License-Identifier: MIT */
/* A required function of the driver is missing. */
#define FIXTURE_NAME no_prepare
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_driver.prepare = NULL;
    return &fixture_plugin;
}
