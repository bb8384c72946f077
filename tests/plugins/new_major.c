/* SPDX-License-Identifier: MIT */
/* Speaks v2 of the contract. */
#include <rowan/export.h>

ROWAN_API const void *new_major_LTX_rowan_plugin_v2(const void *host);

const void *
new_major_LTX_rowan_plugin_v2(const void *host)
{
    return host;
}
