/* SPDX-License-Identifier: MIT */
/* Speaks v0 of the contract. */
#include <rowan/export.h>

ROWAN_API const void *old_major_LTX_rowan_plugin_v0(const void *host);

const void *
old_major_LTX_rowan_plugin_v0(const void *host)
{
    return host;
}
