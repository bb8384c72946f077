/* SPDX-License-Identifier: MIT */
/* From the client library's errors to Rowan's. Yours has a table from native
 * codes or SQLSTATEs to statuses; never read the message text. */
#include "skeleton.h"

int32_t
skeleton_unsupported(const char *what, rowan_error *err)
{
    const rowan_error_info info = {
        .size = sizeof(info),
        .status = ROWAN_UNSUPPORTED,
        .retry = ROWAN_RETRY_NEVER,
        .message = "the skeleton plugin speaks to no database",
        .hint = what,
    };

    return skeleton_host->error_set(err, &info);
}
