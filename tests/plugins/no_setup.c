/* SPDX-License-Identifier: MIT */
/* Its client library cannot be set up. */
#define FIXTURE_NAME no_setup
#include "fixture.h"

static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    const rowan_error_info info = {
        .size = sizeof(info),
        .status = ROWAN_UNSUPPORTED,
        .message = "the client library is of the last century",
    };

    return host->error_set(err, &info);
}

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.initialize = initialize;
    return &fixture_plugin;
}
