/* SPDX-License-Identifier: MIT */
/* Promises savepoints and has none. */
#define FIXTURE_NAME no_savepoint
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_offline.has[ROWAN_FEATURE_SAVEPOINTS] = 1;
    return &fixture_plugin;
}
