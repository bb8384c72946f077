/* SPDX-License-Identifier: MIT */
/* A way to write binds that no host knows. */
#define FIXTURE_NAME bad_choice
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_dialect.placeholder = 7;
    return &fixture_plugin;
}
