/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(catalog)
SUITE(compare)
SUITE(connection)
SUITE(inspect)
SUITE(library)
SUITE(short_names)
