/* SPDX-License-Identifier: MIT */
/* Needs a function that nobody has. */
#define FIXTURE_NAME undefined
#include "fixture.h"

uint32_t nobody_has_this(void);

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.abi_minor = nobody_has_this();
    return &fixture_plugin;
}
