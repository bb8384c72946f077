/* SPDX-License-Identifier: MIT */
#include "rig.h"
static void test_open__is(void) { CHECK(1); }
HARNESS_SUITE(postgresql_open, HARNESS_TEST(test_open__is))
