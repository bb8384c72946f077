/* SPDX-License-Identifier: MIT */
/* Needs a library that is not there any more. */
#define FIXTURE_NAME needs_gone
#include "fixture.h"

uint32_t gone_minor(void);

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.abi_minor = gone_minor();
    return &fixture_plugin;
}
