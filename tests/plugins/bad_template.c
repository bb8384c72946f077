/* SPDX-License-Identifier: MIT */
/* A rule whose template does not end. */
#define FIXTURE_NAME bad_template
#include "fixture.h"

static const rowan_rule rules[] = {
    {.op = ROWAN_OP_ABS, .sql = "magnitude({0})"},
    {.op = ROWAN_OP_LOWER, .sql = "down({0)"},
};

FIXTURE_ENTRY
{
    (void)host;
    fixture_dialect.rules = rules;
    fixture_dialect.rule_count = 2;
    return &fixture_plugin;
}
