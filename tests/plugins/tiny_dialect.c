/* SPDX-License-Identifier: MIT */
/* A table that ends before its last required slot. */
#define FIXTURE_NAME tiny_dialect
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_dialect.size = offsetof(rowan_dialect, type_name);
    return &fixture_plugin;
}
