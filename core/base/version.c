/* SPDX-License-Identifier: MIT */
#include <rowan/version.h>

const char *
rowan_version(void)
{
    return PACKAGE_VERSION;
}
