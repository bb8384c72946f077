/* SPDX-License-Identifier: MIT */
#include "rig.h"
static void test_memory__is(void) { CHECK(1); }
HARNESS_SUITE(postgresql_memory, HARNESS_TEST(test_memory__is))
