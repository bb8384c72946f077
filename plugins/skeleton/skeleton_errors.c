/* SPDX-License-Identifier: MIT */
/* From the client library's errors to Rowan's. Yours has a table from native
 * codes or SQLSTATEs to statuses; never read the message text. */
#include "skeleton.h"

#include <stdio.h>

int32_t
skeleton_unsupported(const char *what, rowan_error *err)
{
    char message[128];
    const rowan_error_info info = {
        .size = sizeof(info),
        .status = ROWAN_UNSUPPORTED,
        .retry = ROWAN_RETRY_NEVER,
        .message = message, /* copied at once */
    };

    snprintf(message, sizeof(message),
             "the skeleton plugin does not do this: %s", what);
    return skeleton_host->error_set(err, &info);
}
