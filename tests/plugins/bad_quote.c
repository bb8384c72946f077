/* SPDX-License-Identifier: MIT */
/* Quotes names by more than one character. */
#define FIXTURE_NAME bad_quote
#include "fixture.h"

FIXTURE_ENTRY
{
    (void)host;
    fixture_dialect.identifier_open = "[[";
    return &fixture_plugin;
}
