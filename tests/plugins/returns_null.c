/* SPDX-License-Identifier: MIT */
/* Does not want to run here. */
#include <rowan/plugin/plugin.h>

ROWAN_PLUGIN_ENTRY(returns_null)
{
    (void)host;
    return NULL;
}
