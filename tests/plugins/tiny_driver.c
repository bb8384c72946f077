/* SPDX-License-Identifier: MIT */
/* A table that ends before its last required slot. */
#define FIXTURE_NAME tiny_driver
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_driver.size = offsetof(rowan_driver, cancel);
    return &fixture_plugin;
}
