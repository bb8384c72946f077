/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <rowan/version.h>

static void
test_library__links_through_its_public_names(void)
{
    CHECK_STR(rowan_version(), PACKAGE_VERSION);
}

HARNESS_SUITE(library,
    HARNESS_TEST(test_library__links_through_its_public_names))
