/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <rowan/version.h>

static void
test_version__is_the_version_of_the_package(void)
{
    CHECK_STR(rowan_version(), PACKAGE_VERSION);
}

HARNESS_SUITE(base_version,
    HARNESS_TEST(test_version__is_the_version_of_the_package))
