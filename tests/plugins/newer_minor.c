/* SPDX-License-Identifier: MIT */
/* Built when the tables had more at their ends than any host knows today. */
#define FIXTURE_NAME newer_minor
#include "fixture.h"

static struct {
    rowan_driver known;
    void (*future[4])(void);
} newer_driver;

static struct {
    rowan_plugin known;
    const char *future[4];
} newer_plugin;

FIXTURE_ENTRY
{
    (void)host;
    newer_driver.known = fixture_driver;
    newer_driver.known.size = sizeof(newer_driver);
    newer_plugin.known = fixture_plugin;
    newer_plugin.known.size = sizeof(newer_plugin);
    newer_plugin.known.abi_minor = ROWAN_PLUGIN_ABI_MINOR + 7;
    newer_plugin.known.driver = &newer_driver.known;
    return &newer_plugin.known;
}
